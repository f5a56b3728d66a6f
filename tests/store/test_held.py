"""What the database would not take waits in the process: sealed, found by its key, saved once that is possible."""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from icp.store import KeyInvalid, Store, StoreUnavailable, VersionConflict, held, new_key

CANARY = b"Quillfeather of Zanzibar Row"


@contextmanager
def outage(store: Store) -> Iterator[None]:
    """The disk takes nothing meanwhile; reading goes on."""

    def refuse() -> None:
        raise StoreUnavailable("full")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store._database, "writing", refuse)
        yield


def until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.005)


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(held, "RETRY_SECONDS", 0.02)


def test_what_is_held_is_found_by_its_key_and_saved_when_the_database_takes_it(store: Store) -> None:
    key, other = new_key(), new_key()
    first = store.save(key, b"one", 0)
    with outage(store):
        for each, body, based_on, base in ((key, b"two", first, b"one"), (other, b"new", 0, b"")):
            with pytest.raises(StoreUnavailable):
                store.save(each, body, based_on)
            assert store.hold(each, body, based_on, base, None) == store.held(each)
        time.sleep(0.1)  # tried in vain
        waiting, new = store.held(key), store.held(other)
        assert waiting is not None
        assert new is not None
        assert (waiting.version, waiting.based_on, waiting.base, waiting.body) == (first + 1, first, b"one", b"two")
        assert (new.based_on, new.base, new.body) == (0, b"", b"new")
        assert store.version(key) == first
    until(lambda: store.held(key) is store.held(other) is None)
    for each, waited in ((key, waiting), (other, new)):
        stored = store.load(each)
        assert stored is not None
        assert (stored.version, stored.body) == (waited.version, waited.body)
    until(lambda: store._holding._thread is None)  # nothing to do, nothing that runs
    with outage(store):
        assert store.hold(key, b"three", first + 1, b"two", None)
    until(lambda: store.held(key) is None)
    assert store.version(key) == first + 2


def test_the_last_that_is_left_is_what_is_saved_and_nothing_is_put_over_what_is_not_known(store: Store) -> None:
    key = new_key()
    first = store.save(key, b"one", 0)
    with outage(store):
        two = store.hold(key, b"two", first, b"one", None)
        assert two is not None
        with pytest.raises(VersionConflict):
            store.hold(key, b"blind", first, b"one", None)
        three = store.hold(key, b"three", first, b"one", two)
        with pytest.raises(VersionConflict):
            store.hold(key, b"late", first, b"one", two)
        assert store.held(key) == three
        store.let_go(key, two)
        assert store.held(key) == three
    until(lambda: store.held(key) is None)
    stored = store.load(key)
    assert stored is not None
    assert (stored.version, stored.body) == (first + 1, b"three")


def test_what_was_outrun_waits_for_its_owner(store: Store, url: str) -> None:
    key, other, second = new_key(), new_key(), Store(url)
    first = store.save(key, b"one", 0)
    with outage(store):
        waiting = store.hold(key, b"mine", first, b"one", None)
        assert waiting is not None
        assert store.hold(other, b"other", 0, b"", None)
        theirs = second.save(key, b"theirs", first)  # another server of this database still could
    second.close()
    until(lambda: store.held(other) is None)
    until(lambda: store._holding._thread is None)
    assert store.held(key) == waiting
    stored = store.load(key)
    assert stored is not None
    assert (stored.version, stored.body) == (theirs, b"theirs")
    store.let_go(key, waiting)
    assert store.held(key) is None


def test_only_sealed_bytes_are_held(store: Store) -> None:
    key = new_key()
    with outage(store):
        store.hold(key, CANARY + b" now", 0, CANARY + b" before", None)
        (entry,) = store._holding._waiting.values()
        for sealed in (entry.save.sealed, entry.base):
            with pytest.raises(zlib.error):
                zlib.decompress(sealed[12:])
        assert key not in repr(vars(store._holding))
        with pytest.raises(KeyInvalid):
            store.held("short")


def test_what_is_held_has_a_limit(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    key, other = new_key(), new_key()
    with outage(store):
        first = store.hold(key, bytes(3000), 0, b"", None)
        assert first is not None
        (entry,) = store._holding._waiting.values()
        monkeypatch.setattr(held, "MOST_BYTES", entry.size + 10)
        assert store.hold(other, b"no room", 0, b"", None) is None
        assert store.held(other) is None
        assert store.hold(key, bytes(3000), 0, b"", first) is not None


def test_closing_saves_what_is_held(store: Store, url: str) -> None:
    key = new_key()
    with outage(store):
        store.hold(key, b"held", 0, b"", None)
    store.close()
    again = Store(url)
    stored = again.load(key)
    again.close()
    assert stored is not None
    assert stored.body == b"held"


def test_erasing_erases_what_is_held(store: Store) -> None:
    key = new_key()
    first = store.save(key, b"one", 0)
    with outage(store):
        store.hold(key, b"two", first, b"one", None)
    store.erase(key)
    time.sleep(0.1)
    assert store.held(key) is None
    assert store.version(key) is None


def test_a_new_key_takes_what_is_held_along(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(held, "RETRY_SECONDS", 60)
    old, new = new_key(), new_key()
    first = store.save(old, b"one", 0)
    with outage(store):
        store.hold(old, b"two", first, b"one", None)
    store.rekey(old, new)
    stored = store.load(new)
    assert stored is not None
    assert stored.body == b"two"
    assert store.held(old) is None
    store._holding._stopping.set()
