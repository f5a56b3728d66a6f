"""A copy of the database made under a running server, and the drill: all is lost, and the copy is brought back."""

from __future__ import annotations

import os
import sqlite3
import threading
from functools import partial
from pathlib import Path

import pytest

from icp.cli import main
from icp.store import CopyRefused, Store, StoreUnavailable, new_key
from icp.store.copies import restore_copy, write_copy


def test_the_drill(store: Store, url: str, file: Path) -> None:
    keys = [new_key() for _ in range(20)]
    versions = [store.save(key, b"kept %d" % at, 0) for at, key in enumerate(keys)]
    late, stop = new_key(), threading.Event()

    def go_on() -> None:  # somebody types while the copy is made
        version = 0
        while not stop.is_set():
            version = store.save(late, os.urandom(5000), version)

    typing = threading.Thread(target=go_on)
    typing.start()
    copy = file.with_name("copy.db")
    write_copy(url, copy)
    stop.set()
    typing.join()
    assert copy.stat().st_mode & 0o777 == 0o600
    assert not copy.with_name("copy.db-wal").exists()

    store.erase(keys[0])
    for at, key in enumerate(keys[1:], 1):
        store.save(key, b"spoilt", versions[at])
    restore_copy(copy, url)  # the server goes on running
    for at, key in enumerate(keys):
        stored = store.load(key)
        assert stored is not None
        assert (stored.version, stored.body) == (versions[at], b"kept %d" % at)
        assert store.save(key, b"and on", versions[at]) == versions[at] + 1
    store.close()
    for each in file.parent.glob("workshop.db*"):
        each.unlink()
    restore_copy(copy, url)  # and on a new machine
    again = Store(url)
    stored = again.load(keys[7])
    again.close()
    assert stored is not None
    assert stored.body == b"kept 7"
    with sqlite3.connect(file) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    raw.close()


def test_what_is_no_copy_changes_nothing(store: Store, url: str, file: Path) -> None:
    key = new_key()
    store.save(key, b"stays", 0)
    copy = file.with_name("copy.db")
    write_copy(url, copy)
    with pytest.raises(CopyRefused) as refused:
        write_copy(url, copy)
    assert refused.value.reason == "exists"
    broken = bytearray(copy.read_bytes())
    broken[5000:9000] = os.urandom(4000)
    for bad, reason in (
        (bytes(broken), "damaged"),
        (b"no database", "damaged"),
        (copy.read_bytes()[:9000], "damaged"),
        (None, "missing"),
    ):
        if bad is None:
            copy.unlink()
        else:
            copy.write_bytes(bad)
        with pytest.raises(CopyRefused) as refused:
            restore_copy(copy, url)
        assert refused.value.reason == reason
        stored = store.load(key)
        assert stored is not None
        assert stored.body == b"stays"
    other = file.with_name("other.db")
    with sqlite3.connect(other) as raw:
        raw.execute("CREATE TABLE workbook_version (id)")
    raw.close()
    with pytest.raises(CopyRefused):
        restore_copy(other, url)
    with pytest.raises(CopyRefused) as refused:
        write_copy("postgresql+psycopg://localhost/x", file.with_name("pg.db"))
    assert refused.value.reason == "server"


def overwrite(file: Path, page: int, pages: int) -> None:
    """Random bytes over so many pages of 4 kB, as a failing disk leaves them."""
    with file.open("r+b") as disk:
        disk.seek(page * 4096)
        disk.write(os.urandom(pages * 4096))


def test_a_damaged_database_is_named_never_empty_and_a_copy_brings_all_back(store: Store, url: str, file: Path) -> None:
    bodies = {new_key(): os.urandom(3000) for _ in range(40)}
    versions = {key: store.save(key, body, 0) for key, body in bodies.items()}
    copy, last = file.with_name("copy.db"), next(iter(bodies))
    write_copy(url, copy)
    store._database.forget_deleted()
    store._database.engine.dispose()
    overwrite(file, 1, 30)
    for key, version in versions.items():
        for ask in (partial(store.load, key), partial(store.save, key, b"more", version)):
            with pytest.raises(StoreUnavailable) as refused:  # None would be an empty workbook, and typed over
                ask()
            assert refused.value.trouble == "damaged"
    assert not store.healthy()
    assert store.hold(last, b"more", versions[last], bodies[last], None) is not None
    restore_copy(copy, url)
    for key, body in bodies.items():
        stored = store.load(key)
        assert stored is not None
        assert stored.body in (body, b"more")
    store._holding.flush()
    stored = store.load(last)  # and what was typed meanwhile
    assert stored is not None
    assert (stored.version, stored.body) == (versions[last] + 1, b"more")


def test_what_is_no_database_is_not_overwritten(
    store: Store, url: str, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key, copy = new_key(), file.with_name("copy.db")
    store.save(key, b"kept", 0)
    write_copy(url, copy)
    store.close()
    overwrite(file, 0, 1)
    was = file.read_bytes()
    with pytest.raises(SystemExit) as ended:
        main(["restore", str(copy), "--database", url])
    assert ended.value.code == 2
    assert "move it away" in capsys.readouterr().err
    assert file.read_bytes() == was
    for each in file.parent.glob("workshop.db*"):
        each.rename(file.parent / f"away {each.name}")
    main(["restore", str(copy), "--database", url])
    again = Store(url)
    stored = again.load(key)
    again.close()
    assert stored is not None
    assert stored.body == b"kept"


def test_a_copy_of_a_later_release_is_refused(store: Store, url: str, file: Path) -> None:
    copy = file.with_name("copy.db")
    write_copy(url, copy)
    with sqlite3.connect(copy) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    raw.close()
    with pytest.raises(StoreUnavailable) as refused:
        restore_copy(copy, url)
    assert refused.value.trouble == "newer"


def test_the_commands(store: Store, url: str, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    key, copy = new_key(), str(file.with_name("copy.db"))
    version = store.save(key, b"one", 0)
    main(["backup", copy, "--database", url])
    assert capsys.readouterr().out == f"{copy}\n"
    store.save(key, b"two", version)
    main(["restore", copy, "--database", url])
    assert store.version(key) == version
    with pytest.raises(SystemExit) as ended:
        main(["backup", copy, "--database", url])
    assert ended.value.code == 2
    assert capsys.readouterr().err == f"icp: {copy} exists already\n"
