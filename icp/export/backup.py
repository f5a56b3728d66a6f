"""The kept copy: one JSON file, with a password if wanted, read back from anywhere and trusted with nothing.

A copy without a password is ``Workbook.to_json`` itself; reading it back gives the very same workbook. With one it is
a small JSON envelope: the copy, deflated, encrypted (AES-256-GCM) with a key made of the password (scrypt, RFC 7914).
"""

from __future__ import annotations

import base64
import json
import re
import secrets
import unicodedata
import zlib
from collections.abc import Callable, Mapping
from itertools import accumulate
from types import MappingProxyType
from typing import Any, Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from icp.dealings import Dealings
from icp.model import SCHEMA_VERSION, Avatar, Client, Workbook, limit_marks

MAX_BYTES = 40_000_000
"""Of a copy, and of the envelope around one: a hundred thousand clients, the most one import takes."""
MAX_DEPTH = 12
MAX_ENTRIES = 10_000
"""Answers of one client, wishes, questions, promises …: the most of each."""
# The densest copy this workshop writes spends over ten bytes on each bracket and on each comma.
_MAX_SIGNS = MAX_BYTES // 10

RefusalCode = Literal[
    "too_big", "not_json", "too_deep", "twice", "not_finite", "not_a_copy", "newer", "broken", "locked", "password"
]
MIGRATIONS: Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]] = MappingProxyType({})
"""Schema version → step from a copy of that version to one of the next. A step changes the schema_version, too."""

_ENVELOPE = "icp_backup"
_ENVELOPE_VERSION = 1
# 64 MB and a fifth of a second a try, one of the settings OWASP's password storage cheat sheet names as equals.
_N, _R, _P = 2**16, 8, 2
_SCRYPT = {"name": "scrypt", "n": _N, "r": _R, "p": _P}
_SALT, _NONCE = 16, 12

_STRING = re.compile(r'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
_NO_BRACKETS = re.compile(r"[^\[\]{}]++")
# A whole number, or a fraction so long that only somebody who means harm writes it.
_HUGE = re.compile(r"(?<![0-9.])[0-9]{19}|\.[0-9]{400}")
_STEP = {"[": 1, "{": 1, "]": -1, "}": -1}
_COUNTED = (
    ("answers",),
    ("avatar", "criteria"),
    ("questions",),
    ("promises",),
    ("sales_years",),
    ("receipts",),
    *(("dealings", kind) for kind in Dealings.model_fields),
)


class BackupRefused(Exception):  # noqa: N818 (it names the failure)
    """The file is no kept copy that can be opened; ``code`` says why.

    ``locked``: it asks for a password and none was given; ``password``: it is not that one.
    """

    def __init__(self, code: RefusalCode) -> None:
        super().__init__(code)
        self.code: RefusalCode = code


class BackupTooBig(Exception):  # noqa: N818
    """The copy would be larger than any that can be opened again, so it is not written."""


# ── writing ──────────────────────────────────────────────────────────────────────────────────────────────────────


def write_backup(work: Workbook, password: str = "") -> bytes:
    """The kept copy; with a password nobody reads it without, not even its owner. Raises BackupTooBig."""
    return lock_backup(work.to_json().encode(), password)


def lock_backup(copy: bytes, password: str) -> bytes:
    """The same for a copy that is written already; without a password it is the copy. Raises BackupTooBig."""
    if len(copy) > MAX_BYTES:
        raise BackupTooBig
    if not password:
        return copy
    salt, nonce = secrets.token_bytes(_SALT), secrets.token_bytes(_NONCE)
    data = AESGCM(_derive_key(password, salt)).encrypt(nonce, zlib.compress(copy), _bound_to())
    envelope = {
        _ENVELOPE: _ENVELOPE_VERSION,
        "kdf": {**_SCRYPT, "salt": _text(salt)},
        "nonce": _text(nonce),
        "data": _text(data),
    }
    locked = json.dumps(envelope).encode()
    if len(locked) > MAX_BYTES:
        raise BackupTooBig
    return locked


def _derive_key(password: str, salt: bytes) -> bytes:
    """A key of the password, however its letters are composed where it is typed next time."""
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    typed = unicodedata.normalize("NFC", limit_marks(password)).encode("utf-8", "surrogatepass")
    return Scrypt(salt=salt, length=32, n=_N, r=_R, p=_P).derive(typed)


def _bound_to() -> bytes:
    return f"{_ENVELOPE} {_ENVELOPE_VERSION}".encode()


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────


def is_locked(data: bytes) -> bool:
    """Whether the file is a kept copy that asks for a password."""
    if len(data) > MAX_BYTES or _ENVELOPE.encode() not in data[:100]:
        return False
    try:
        return _is_envelope(_parse(data))
    except BackupRefused:
        return False


def read_backup(data: bytes, password: str = "") -> Workbook:
    """The workbook of a kept copy. Raises BackupRefused; nothing of a refused file is used.

    Refused: over 40 MB, nested deeper than 12, more brackets or commas than such a copy can hold, a key standing twice,
    NaN, infinity or a number of more than 18 digits, another program's JSON, a newer schema, and whatever the model
    does not allow (a must-have about who somebody is, nine ranked wishes …). Texts are brought to Unicode's composed
    form. A copy of an older schema is brought up to date step by step (:data:`MIGRATIONS`).
    """
    raw = _parse(data)
    if _is_envelope(raw):
        raw = _parse(_unlock(raw, password))
    if not isinstance(raw, dict) or "clients" not in raw or "avatar" not in raw:
        raise BackupRefused("not_a_copy")
    raw = _bring_up(raw)
    _check_entries(raw)
    try:
        return Workbook.model_validate(raw)
    except (ValueError, RecursionError) as error:
        raise BackupRefused("broken") from error


def _parse(data: bytes) -> Any:
    if len(data) > MAX_BYTES:
        raise BackupRefused("too_big")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BackupRefused("not_json") from error
    _check_shape(text)
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=_refuse_constant, parse_float=_finite)
    except (ValueError, RecursionError) as error:
        raise BackupRefused("not_json") from error


def _is_envelope(raw: Any) -> bool:
    return isinstance(raw, dict) and _ENVELOPE in raw


def _unlock(envelope: dict[str, Any], password: str) -> bytes:
    """The copy inside. Nothing of the envelope chooses how long or how large the work is."""
    version, kdf = envelope[_ENVELOPE], envelope.get("kdf")
    if type(version) is not int or not isinstance(kdf, dict):
        raise BackupRefused("broken")
    if version > _ENVELOPE_VERSION:
        raise BackupRefused("newer")
    salt, nonce, data = (_bytes(text) for text in (kdf.get("salt"), envelope.get("nonce"), envelope.get("data")))
    if {**kdf, "salt": ""} != {**_SCRYPT, "salt": ""} or len(salt) != _SALT or len(nonce) != _NONCE:
        raise BackupRefused("broken")
    if not password:
        raise BackupRefused("locked")
    try:
        deflated = AESGCM(_derive_key(password, salt)).decrypt(nonce, data, _bound_to())
    except InvalidTag as error:
        raise BackupRefused("password") from error
    inflate = zlib.decompressobj()
    try:
        copy = inflate.decompress(deflated, MAX_BYTES + 1)
    except zlib.error as error:
        raise BackupRefused("broken") from error
    if len(copy) <= MAX_BYTES and not inflate.eof:
        raise BackupRefused("broken")
    return copy


def _bytes(text: Any) -> bytes:
    try:
        return base64.b64decode(text, validate=True) if isinstance(text, str) else b""
    except ValueError:
        return b""


def _bring_up(raw: dict[str, Any]) -> dict[str, Any]:
    """The copy in today's schema. Raises BackupRefused for a newer one, and for one there never was."""
    while True:
        version = raw.get("schema_version", SCHEMA_VERSION)
        if type(version) is not int:
            raise BackupRefused("broken")
        if version > SCHEMA_VERSION:
            raise BackupRefused("newer")
        if version == SCHEMA_VERSION:
            return raw
        step = MIGRATIONS.get(version)
        if step is None:
            raise BackupRefused("broken")
        try:
            after = step(raw)
        except (KeyError, TypeError, ValueError, AttributeError) as error:  # not what a copy of that version held
            raise BackupRefused("broken") from error
        assert after["schema_version"] > version, "a step leads to a later version"
        raw = after


def _compose(value: Any) -> Any:
    """Texts in Unicode's composed form; never the JSON itself, in which an accent after ``\\n`` would join the n.

    Objects inside were composed when they were read.
    """
    if isinstance(value, str):
        return value if value.isascii() else _checked(unicodedata.normalize("NFC", limit_marks(value)))
    if isinstance(value, list):
        return [_compose(item) for item in value]
    return value


def _checked(text: str) -> str:
    """The text, which holds no half of a character: nothing could ever write it again. Raises BackupRefused."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise BackupRefused("broken") from error
    return text


def _check_shape(text: str) -> None:
    """Signs and digits outside strings: a parser must not be the first to meet ten thousand, or memory millions."""
    outside = _STRING.sub("", text)
    if sum(map(outside.count, _STEP)) > _MAX_SIGNS or outside.count(",") > _MAX_SIGNS:
        raise BackupRefused("too_big")
    if any(depth > MAX_DEPTH for depth in accumulate(map(_STEP.__getitem__, _NO_BRACKETS.sub("", outside)))):
        raise BackupRefused("too_deep")
    if _HUGE.search(outside):
        raise BackupRefused("not_finite")


def _check_entries(raw: dict[str, Any]) -> None:
    """Refuse at the first bad client, and lists longer than any owner's: the model would name every fault in them.

    Two million faults fill two gigabytes. The clients are taken over as they were checked.
    """
    clients, avatar = raw["clients"], raw["avatar"]
    if not isinstance(clients, list) or not isinstance(avatar, dict):
        raise BackupRefused("broken")
    if raw.keys() - Workbook.model_fields.keys() or avatar.keys() - Avatar.model_fields.keys():
        raise BackupRefused("broken")
    for keys in _COUNTED:
        part: Any = raw
        for key in keys:
            part = part.get(key, ()) if isinstance(part, dict) else ()
        if isinstance(part, list | dict) and len(part) > MAX_ENTRIES:
            raise BackupRefused("broken")
    try:
        raw["clients"] = [Client.model_validate(_small(client)) for client in clients]
    except ValueError as error:
        raise BackupRefused("broken") from error


def _small(client: Any) -> Any:
    """A client with no more answers than anybody has."""
    values = client.get("values") if isinstance(client, dict) else None
    if isinstance(values, dict) and len(values) > MAX_ENTRIES:
        raise BackupRefused("broken")
    return client


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = {_compose(key): _compose(value) for key, value in pairs}
    if len(found) < len(pairs):
        raise BackupRefused("twice")
    return found


def _finite(digits: str) -> float:
    number = float(digits)
    if number in (float("inf"), float("-inf")):  # 1e999 is a number to a parser, and infinite once read
        raise BackupRefused("not_finite")
    return number


def _refuse_constant(_: str) -> Any:
    raise BackupRefused("not_finite")
