"""After delete-all, after retention, and for work of any size: not a byte of it is left in the database or its log."""

from __future__ import annotations

import os
import sqlite3
import time
from pathlib import Path

import pytest

from icp.store import Store, new_key
from tests.store.test_sign_offs import sent_by
from tests.store.test_workbooks import every_byte

PIECE = 48


def sealed_in(file: Path) -> list[bytes]:
    """Pieces of every sealed body and document that the database holds now, and the names of all rows."""
    with sqlite3.connect(file) as raw:
        values = [
            value
            for table, columns in (("workbook_version", "id, body"), ("sign_off", "id, owner, document, note"))
            for row in raw.execute(f"SELECT {columns} FROM {table}")
            for value in row
        ]
    raw.close()
    bodies = [value.encode() if isinstance(value, str) else value for value in values]
    return [
        body[at : at + PIECE]
        for body in bodies
        for at in range(0, max(1, len(body) - PIECE), max(1500, len(body) // 30))
    ]


def left_of(pieces: list[bytes], folder: Path) -> int:
    disk = every_byte(folder)
    return sum(piece in disk for piece in pieces)


@pytest.mark.parametrize("size", [200, 60_000, 12_000_000])
def test_nothing_is_left_of_what_was_deleted(store: Store, file: Path, size: int) -> None:
    key, body = new_key(), os.urandom(size)
    version = store.save(key, body, 0)
    stored = store.load(key)
    assert stored is not None
    assert stored.body == body
    store.save(key, os.urandom(size // 2), version)
    sent_by(store, key)
    pieces = sealed_in(file)
    assert left_of(pieces, file.parent) > 0.8 * len(pieces)  # the others lie across two pages
    store.erase(key)
    assert left_of(pieces, file.parent) == 0
    assert store.load(key) is None


def test_nothing_is_left_of_what_was_kept_too_long(store: Store, file: Path) -> None:
    key, used = new_key(), new_key()
    store.save(key, os.urandom(50_000), store.save(key, os.urandom(50_000), 0))
    sent_by(store, key)
    pieces = sealed_in(file)
    with sqlite3.connect(file) as raw:
        raw.execute("UPDATE workbook SET saved_at = ?", (time.time() - 401 * 86_400,))
        raw.execute("UPDATE sign_off SET keep_until = 1")
    raw.close()
    store.save(used, b"stays", 0)
    assert left_of(pieces, file.parent) > 0.8 * len(pieces)  # the others lie across two pages
    assert store.purge_idle() == 2
    assert left_of(pieces, file.parent) == 0
    assert store.load(used) is not None


def test_nothing_is_left_of_versions_that_are_forgotten(store: Store, file: Path) -> None:
    key = new_key()
    version = store.save(key, os.urandom(9000), 0)
    pieces = sealed_in(file)[1:]  # the row's name stays
    for _ in range(21):
        version = store.save(key, b"later", version)
    store._database.forget_deleted()
    assert left_of(pieces, file.parent) == 0
