"""A workbook's key: the only thing that opens it, and never stored beside what it opens.

From the 32 secret bytes HKDF-SHA256 (RFC 5869) derives two independent values: the name of the row and the
AES-256-GCM key of its body. Whoever holds the database alone has neither the key nor a way from row to person.
"""

from __future__ import annotations

import base64
import binascii
import os
import re
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from icp.store.errors import KeyInvalid, WorkbookDamaged

_KEY_BYTES = 32
_NONCE_BYTES = 12
_KEY_TEXT = re.compile(r"[A-Za-z0-9_-]{43}")


def new_key() -> str:
    """A fresh random key as text: 43 characters of base64url without padding."""
    return _text(secrets.token_bytes(_KEY_BYTES))


def parse_key(text: str) -> str:
    """The key in what a person pasted: the bare key, or a private link that ends in `#key`.

    Raises KeyInvalid when it is neither.
    """
    pasted = text.strip()
    return _text(_secret(pasted.rpartition("#")[2].strip()))


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def _secret(text: str) -> bytes:
    if not _KEY_TEXT.fullmatch(text):
        raise KeyInvalid
    try:
        return base64.urlsafe_b64decode(text + "=")
    except binascii.Error as error:  # pragma: no cover - the pattern leaves nothing to refuse
        raise KeyInvalid from error


@dataclass(frozen=True)
class Lock:
    """What a key derives: the row's name, and sealing and opening of its bodies."""

    row: str
    _cipher: AESGCM = field(repr=False)

    def seal(self, body: bytes, version: int | str) -> bytes:
        """Nonce followed by the encrypted body, bound to this row and version (or another place's name)."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, body, self._bound_to(version))

    def open(self, sealed: bytes, version: int | str) -> bytes:
        """The body again. Raises WorkbookDamaged for a single changed bit, another row or another version."""
        try:
            return self._cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], self._bound_to(version))
        except (InvalidTag, ValueError) as error:
            raise WorkbookDamaged from error

    def _bound_to(self, version: int | str) -> bytes:
        return f"{self.row}|{version}".encode("ascii")


def row_of(key: str, purpose: str = "workbook") -> str:
    """The row's name alone. Raises KeyInvalid."""
    return _text(_derive(_secret(key), f"icp {purpose} row".encode("ascii")))


def lock_of(key: str, purpose: str = "workbook") -> Lock:
    """The lock of a key; its locks for different purposes tell nothing about each other. Raises KeyInvalid."""
    body_key = _derive(_secret(key), f"icp {purpose} body".encode("ascii"))
    return Lock(row=row_of(key, purpose), _cipher=AESGCM(body_key))


def _derive(secret: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(secret)


def key_in_file(path: Path) -> str:
    """The key of this computer's one workbook, made on first use and readable by its owner only.

    Written in full before it gets its name, so two starts at once agree on one key and none reads half of it.
    Raises KeyInvalid when the file holds something else, OSError when it cannot be read or made.
    """
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        _write_private(draft, new_key())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
            sync_folder(path.parent)
    return parse_key(path.read_text(encoding="ascii", errors="replace"))


def sync_folder(folder: Path) -> None:
    """Make sure that the names in a folder outlast a power cut; a file's own sync does not promise its name."""
    if os.name == "nt":  # cannot open a folder, and needs no such thing
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _write_private(path: Path, text: str) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
