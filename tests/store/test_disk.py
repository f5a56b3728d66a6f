"""A full disk, a read-only one, somebody else's lock, a clock that jumps: named, nothing lost, and it goes on."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from icp.store import Store, StoreUnavailable, held, new_key, workbooks
from tests.small_disk import SmallDisk, small_disk
from tests.store.test_held import until

__all__ = ["small_disk"]  # fixtures
DAY = 86_400


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(held, "RETRY_SECONDS", 0.05)


def sound(file: Path) -> bool:
    with sqlite3.connect(file) as raw:
        said = raw.execute("PRAGMA integrity_check").fetchone()
    raw.close()
    return bool(said == ("ok",))


def trouble(call: Callable[[], object]) -> str | None:
    """What the store says is the matter, None where it is nothing."""
    try:
        call()
    except StoreUnavailable as refused:
        return refused.trouble
    return None


def test_a_full_disk_loses_nothing_and_what_waits_is_saved_once_there_is_room(small_disk: SmallDisk) -> None:
    file = small_disk.folder / "workshop.db"
    store = Store(f"sqlite:///{file}")
    saved: dict[str, tuple[int, bytes]] = {}
    for _ in range(3):
        key = new_key()
        body = os.urandom(2000)
        saved[key] = store.save(key, body, 0), body
    assert not store.healthy()  # below 32 MB the health check says so before anything fails
    small_disk.fill(leave=150_000)
    keys = list(saved)
    for turn in range(200):
        key = keys[turn % 3]
        body = os.urandom(30_000)
        if (said := trouble(partial(store.save, key, body, saved[key][0]))) is not None:
            break
        saved[key] = saved[key][0] + 1, body
    assert said == "full"
    version, base = saved[key]
    assert store.hold(key, body, version, base, None) is not None
    for each, (at, what) in saved.items():  # reading goes on
        stored = store.load(each)
        assert stored is not None
        assert (stored.version, stored.body) == (at, what)
    small_disk.empty()
    until(lambda: store.held(key) is None)
    stored = store.load(key)
    assert stored is not None
    assert (stored.version, stored.body) == (version + 1, body)
    store.close()
    assert sound(file)


def test_a_disk_turned_read_only_loses_nothing(small_disk: SmallDisk) -> None:
    file = small_disk.folder / "workshop.db"
    store, key = Store(f"sqlite:///{file}"), new_key()
    version = store.save(key, b"kept", 0)
    store._database.engine.dispose()  # a disk with a file open for writing cannot be made read-only
    with small_disk.read_only():
        with pytest.raises(StoreUnavailable) as refused:
            store.save(key, b"lost?", version)
        assert refused.value.trouble in ("readonly", "gone")  # the log beside it cannot be made
        assert store.hold(key, b"lost?", version, b"kept", None) is not None
        store._database.engine.dispose()
    until(lambda: store.held(key) is None)
    stored = store.load(key)
    assert stored is not None
    assert stored.body == b"lost?"
    store.close()
    assert sound(file)


def test_a_database_locked_for_long_loses_nothing(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lock_for(0.6, 50, file, monkeypatch)


def lock_for(seconds: float, busy: int, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another program locks the database for so long, where a save waits so many milliseconds."""
    monkeypatch.setattr("icp.store.database.BUSY_MILLISECONDS", busy)
    store, keys = Store(f"sqlite:///{file}"), [new_key() for _ in range(5)]
    versions = [store.save(key, b"before", 0) for key in keys]
    other = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    until_then = threading.Timer(seconds, lambda: other.execute("ROLLBACK"))
    began = time.monotonic()
    until_then.start()
    for key, version in zip(keys, versions, strict=True):
        if (said := trouble(partial(store.save, key, b"during", version))) is None:
            assert time.monotonic() - began >= seconds
        else:
            assert said == "locked"
            assert store.hold(key, b"during", version, b"before", None) is not None
        assert store.load(key) is not None  # reading never waits for it
    until_then.join()
    until(lambda: all(store.held(key) is None for key in keys))
    for key, version in zip(keys, versions, strict=True):
        stored = store.load(key)
        assert stored is not None
        assert (stored.version, stored.body) == (version + 1, b"during")
    other.close()
    store.close()


@pytest.mark.parametrize("jump", [-DAY, DAY])
def test_a_clock_that_jumps_a_day_changes_nothing_but_the_time_shown(
    store: Store, monkeypatch: pytest.MonkeyPatch, jump: float
) -> None:
    key, token, real = new_key(), new_key(), time.time
    first = store.save(key, b"one", 0)
    store.sign_offs.put(key, token, b"rules", b"note", datetime.fromtimestamp(real() + DAY / 2, UTC))
    with monkeypatch.context() as moved:
        moved.setattr(workbooks.time, "time", lambda: real() + jump)
        second = store.save(key, b"two", first)
        assert store.purge_idle(2) == 0
        assert [each.version for each in store.versions(key)] == [first]
        assert (store.sign_offs.open(token) is None) == (jump > 0)  # said to have lapsed, but not deleted
    opened = store.sign_offs.open(token)
    assert opened is not None
    assert opened.document == b"rules"
    third = store.save(key, b"three", second)
    stored = store.load(key)
    assert stored is not None
    assert (stored.version, stored.body, third) == (first + 2, b"three", second + 1)
    assert [each.version for each in store.versions(key)] == [second, first]
    assert store.purge_idle(2) == 0
    assert store.healthy()
