from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from icp.store.errors import KeyInvalid, WorkbookDamaged
from icp.store.keys import key_in_file, lock_of, new_key, parse_key

# 32 zero bytes. Row and body key worked out with HKDF-SHA256 as RFC 5869 writes it, from hmac alone (below).
ZERO = "A" * 43


def test_a_key_is_43_characters_and_never_the_same() -> None:
    keys = {new_key() for _ in range(100)}
    assert len(keys) == 100
    assert {len(key) for key in keys} == {43}


def test_row_is_hkdf_of_the_key() -> None:
    import base64
    import hashlib
    import hmac

    extracted = hmac.digest(bytes(32), bytes(32), hashlib.sha256)
    expanded = hmac.digest(extracted, b"icp workbook row" + b"\x01", hashlib.sha256)
    assert lock_of(ZERO).row == base64.urlsafe_b64encode(expanded).decode().rstrip("=")


@pytest.mark.parametrize("pasted", [f" {ZERO}\n", f"https://host.example/r#{ZERO}", f"/r#{ZERO} ", f"#{ZERO}"])
def test_a_pasted_link_or_code_is_a_key(pasted: str) -> None:
    assert parse_key(pasted) == ZERO


@pytest.mark.parametrize("pasted", ["", "A" * 42, "A" * 44, "A" * 42 + "=", "A" * 42 + "é", f"{ZERO}#", "http://x/r"])
def test_anything_else_is_refused(pasted: str) -> None:
    with pytest.raises(KeyInvalid):
        parse_key(pasted)


def test_two_spellings_of_the_same_bytes_are_one_key() -> None:
    # The 43rd character carries two bits too many; B differs from A in those only.
    assert parse_key("A" * 42 + "B") == ZERO
    assert lock_of("A" * 42 + "B").row == lock_of(ZERO).row


def test_a_body_opens_only_in_its_row_at_its_version_unchanged() -> None:
    lock = lock_of(new_key())
    sealed = lock.seal(b"Ann", 3)
    assert lock.open(sealed, 3) == b"Ann"
    changed = bytes([sealed[-1] ^ 1])
    for opener, body, version in (
        (lock, sealed, 4),
        (lock_of(new_key()), sealed, 3),
        (lock, sealed[:-1] + changed, 3),
        (lock, b"", 3),
    ):
        with pytest.raises(WorkbookDamaged):
            opener.open(body, version)


def test_the_same_body_never_looks_the_same() -> None:
    lock = lock_of(ZERO)
    assert lock.seal(b"Ann", 1) != lock.seal(b"Ann", 1)


def test_the_key_file_is_private_and_stays(tmp_path: Path) -> None:
    file = tmp_path / "folder" / "workshop.db.key"
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: key_in_file(file), range(8)))
    assert len(keys) == 1
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_a_key_file_with_something_else_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "workshop.db.key"
    file.write_text("not a key")
    with pytest.raises(KeyInvalid):
        key_in_file(file)
    assert file.read_text() == "not a key"


def test_a_key_files_name_is_on_the_disk_before_anybody_relies_on_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a power cut could leave a database that nobody has the key of."""
    synced: list[tuple[bool, list[str]]] = []
    sync = os.fsync

    def note(handle: int) -> None:
        sync(handle)
        folder = stat.S_ISDIR(os.fstat(handle).st_mode)
        synced.append((folder, [each.name for each in tmp_path.iterdir()]))

    monkeypatch.setattr(os, "fsync", note)
    key_in_file(tmp_path / "key")
    assert [folder for folder, _ in synced] == [False, True]
    assert synced[-1][1] == ["key"]
