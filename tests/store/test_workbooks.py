from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, event, inspect, text

from icp.store import (
    KeyInvalid,
    KeyRevoked,
    KeyTaken,
    Store,
    StoreUnavailable,
    VersionConflict,
    WorkbookDamaged,
    WorkbookMissing,
    new_key,
)
from icp.store.database import MIGRATIONS, SCHEMA, Database
from icp.store.tables import metadata

Sql = Callable[..., list[Any]]
CANARY = "Canary Quillfeather of 7 Zanzibar Row"


def every_byte(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_what_was_saved_is_loaded_also_by_a_new_store(store: Store, url: str) -> None:
    key, body = new_key(), "Ünïcode \N{SNOWMAN}".encode()
    assert store.load(key) is None
    assert store.version(key) is None
    before = time.time()
    version = store.save(key, body, 0)
    stored = store.load(key)
    assert stored is not None
    assert (stored.version, stored.body, store.version(key)) == (version, body, version)
    assert before <= stored.saved_at.timestamp() <= time.time()
    store.close()
    again = Store(url)
    assert again.load(key) == stored
    again.close()


def test_a_save_on_an_older_version_is_refused_and_changes_nothing(store: Store) -> None:
    key = new_key()
    first = store.save(key, b"one", 0)
    second = store.save(key, b"two", first)
    assert second == first + 1
    for based_on in (0, first, second + 1):
        with pytest.raises(VersionConflict) as refused:
            store.save(key, b"lost", based_on)
        assert refused.value.current == second
    stored = store.load(key)
    assert stored is not None
    assert stored.body == b"two"


def test_of_many_saves_at_once_on_one_version_exactly_one_wins(store: Store) -> None:
    key = new_key()
    version = store.save(key, b"start", 0)

    def attempt(number: int) -> int | None:
        try:
            return store.save(key, str(number).encode(), version)
        except VersionConflict:
            return None

    with ThreadPoolExecutor(16) as pool:
        outcomes = list(pool.map(attempt, range(16)))
    winners = [number for number, outcome in enumerate(outcomes) if outcome is not None]
    assert len(winners) == 1
    stored = store.load(key)
    assert stored is not None
    assert stored.body == str(winners[0]).encode()


def test_the_twenty_versions_before_the_current_one_can_be_opened(store: Store) -> None:
    key, saved = new_key(), [0]
    for number in range(25):
        saved.append(store.save(key, f"body {number}".encode(), saved[-1]))
    kept = store.versions(key)
    assert [each.version for each in kept] == saved[-2:-22:-1]
    oldest = store.load_version(key, kept[-1].version)
    assert oldest is not None
    assert oldest.body == b"body 4"
    assert store.load_version(key, saved[4]) is None
    assert store.versions(new_key()) == []


def test_nothing_readable_is_on_the_disk(store: Store, file: Path) -> None:
    key = new_key()
    version = store.save(key, CANARY.encode() * 200, 0)
    store.save(key, CANARY.encode(), version)
    disk = every_byte(file.parent)
    assert len(disk) > 1000
    for secret in (CANARY, CANARY.split()[1], key):
        assert secret.encode() not in disk


def test_erasing_leaves_no_row_no_byte_and_no_log(store: Store, file: Path) -> None:
    key, other = new_key(), new_key()
    version = store.save(key, os.urandom(30_000), 0)
    store.save(key, os.urandom(30_000), version)
    store.save(other, b"stays", 0)
    bodies = sqlite3.connect(file).execute("SELECT body FROM workbook_version WHERE length(body) > 9999").fetchall()
    assert len(bodies) == 2
    store.erase(key)
    disk = every_byte(file.parent)
    for (body,) in bodies:  # by pieces: a large body lies in pages of 4 kB, each its own place in the file
        assert not any(body[at : at + 64] in disk for at in range(0, len(body) - 64, 1000))
    assert file.with_name("workshop.db-wal").stat().st_size == 0
    assert store.load(key) is None
    assert store.load(other) is not None
    store.erase(key)


def test_a_tab_from_before_an_erase_cannot_bring_it_back(store: Store) -> None:
    key = new_key()
    version = store.save(key, b"old", 0)
    store.erase(key)
    with pytest.raises(WorkbookMissing):
        store.save(key, b"old, edited", version)
    anew = store.save(key, b"new", 0)
    assert anew != version
    with pytest.raises(VersionConflict):
        store.save(key, b"old, edited", version)


def test_a_new_key_takes_everything_along_and_ends_the_old(store: Store) -> None:
    old, new = new_key(), new_key()
    first = store.save(old, b"one", 0)
    second = store.save(old, b"two", first)
    store.rekey(old, new)
    stored, earlier = store.load(new), store.load_version(new, first)
    assert stored is not None
    assert earlier is not None
    assert (stored.version, stored.body, earlier.body) == (second, b"two", b"one")
    for attempt in (
        lambda: store.load(old),
        lambda: store.version(old),
        lambda: store.save(old, b"x", second),
        lambda: store.save(old, b"x", 0),
        lambda: store.rekey(old, new_key()),
    ):
        with pytest.raises(KeyRevoked):
            attempt()
    assert store.save(new, b"three", second) == second + 1
    store.rekey(old, new)  # asked again because the answer got lost: the same end
    assert store.version(new) == second + 1


def test_a_new_key_needs_a_workbook_and_must_be_free(store: Store) -> None:
    key, taken = new_key(), new_key()
    with pytest.raises(WorkbookMissing):
        store.rekey(key, taken)
    store.save(key, b"a", 0)
    store.save(taken, b"b", 0)
    with pytest.raises(KeyTaken):
        store.rekey(key, taken)
    assert store.version(key) is not None


def test_only_what_was_idle_for_so_long_is_purged(store: Store, sql: Sql) -> None:
    idle, used = new_key(), new_key()
    store.save(idle, b"a", 0)
    sql("UPDATE workbook SET saved_at = :then", then=time.time() - 401 * 86_400)
    store.save(used, b"b", 0)
    assert store.purge_idle(402) == 0
    assert store.purge_idle(400) == 1
    assert store.load(idle) is None
    assert store.load(used) is not None


def test_changed_bytes_are_noticed_and_an_earlier_version_still_opens(store: Store, sql: Sql) -> None:
    key = new_key()
    first = store.save(key, b"one", 0)
    second = store.save(key, b"two", first)
    ((body,),) = sql("SELECT body FROM workbook_version WHERE version = :second", second=second)
    sql("UPDATE workbook_version SET body = :zeros WHERE version = :second", zeros=bytes(len(body)), second=second)
    with pytest.raises(WorkbookDamaged):
        store.load(key)
    earlier = store.load_version(key, first)
    assert earlier is not None
    assert earlier.body == b"one"


def test_a_new_key_takes_along_what_still_opens(store: Store, sql: Sql) -> None:
    key, new = new_key(), new_key()
    versions = [store.save(key, b"one", 0)]
    for body in (b"two", b"three"):
        versions.append(store.save(key, body, versions[-1]))

    def damage(version: int) -> None:
        sql("UPDATE workbook_version SET body = :zeros WHERE version = :version", zeros=bytes(40), version=version)

    damage(versions[1])
    store.rekey(key, new)
    stored = store.load(new)
    assert stored is not None
    assert stored.body == b"three"
    assert [each.version for each in store.versions(new)] == versions[:1]
    damage(versions[2])
    with pytest.raises(WorkbookDamaged):  # what is called the work must open under its new link
        store.rekey(new, new_key())
    assert store.version(new) == versions[2]


def test_a_key_that_is_none_is_refused(store: Store) -> None:
    for call in (store.load, store.version, store.versions, store.erase):
        with pytest.raises(KeyInvalid):
            call("short")


def test_saves_that_wait_together_share_a_commit(store: Store) -> None:
    commits = []
    event.listen(store._database.engine, "commit", lambda _connection: commits.append(1))
    holding, go = threading.Event(), threading.Event()

    def hold(_connection: object) -> None:
        holding.set()
        go.wait(5)

    with ThreadPoolExecutor(41) as pool:
        pool.submit(store._writer.run, hold)
        holding.wait(5)
        keys = [new_key() for _ in range(40)]
        saves = [pool.submit(store.save, key, b"x", 0) for key in keys]
        time.sleep(0.3)
        assert not any(save.done() for save in saves)  # nobody is told "saved" before the commit
        go.set()
        versions = [save.result(5) for save in saves]
    assert [store.version(key) for key in keys] == versions
    assert len(commits) <= 3


def test_one_refused_save_does_not_take_its_neighbours_along(store: Store) -> None:
    key = new_key()
    store.save(key, b"x", 0)
    with ThreadPoolExecutor(20) as pool:
        good = [pool.submit(store.save, new_key(), b"x", 0) for _ in range(10)]
        bad = [pool.submit(store.save, key, b"x", 1) for _ in range(10)]
        assert all(save.result(5) for save in good)
        assert all(isinstance(save.exception(5), VersionConflict) for save in bad)


def test_a_full_disk_is_named_and_loses_nothing(store: Store, file: Path) -> None:
    key = new_key()
    version = store.save(key, b"kept", 0)
    engine = store._database.engine
    engine.dispose()

    def fill(connection: sqlite3.Connection, _record: object) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")

    event.listen(engine, "connect", fill)
    with pytest.raises(StoreUnavailable) as refused:
        store.save(key, os.urandom(50_000), version)
    assert refused.value.trouble == "full"
    event.remove(engine, "connect", fill)
    engine.dispose()
    stored = store.load(key)
    assert stored is not None
    assert stored.body == b"kept"
    assert store.save(key, os.urandom(50_000), version) == version + 1


def test_a_read_only_database_is_named(store: Store, file: Path) -> None:
    key = new_key()
    version = store.save(key, b"kept", 0)
    store.close()
    read_only = Store(f"sqlite:///file:{file}?mode=ro&uri=true")
    with pytest.raises(StoreUnavailable) as refused:
        read_only.save(key, b"x", version)
    assert refused.value.trouble == "readonly"
    assert not read_only.healthy()
    assert read_only.version(key) == version
    read_only.close()


def test_a_locked_database_is_named_and_a_later_save_goes_through(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("icp.store.database.BUSY_MILLISECONDS", 100)
    store, key = Store(f"sqlite:///{file}"), new_key()
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailable) as refused:
        store.save(key, b"x", 0)
    assert refused.value.trouble == "locked"
    other.execute("ROLLBACK")
    assert store.save(key, b"x", 0)
    store.close()


def test_a_removed_database_file_is_noticed_before_anything_is_called_saved(store: Store, file: Path) -> None:
    key = new_key()
    version = store.save(key, b"kept", 0)
    store._database.forget_deleted()  # all of it into the one file
    copy = file.read_bytes()
    later = store.save(key, b"gone with the file", version)
    store._database.forget_deleted()
    file.rename(file.with_name("away"))
    for call in (lambda: store.save(key, b"x", later), lambda: store.load(key)):
        with pytest.raises(StoreUnavailable) as refused:
            call()
        assert refused.value.trouble == "gone"
    assert not store.healthy()
    file.write_bytes(copy)  # put back, as from a backup
    assert store.healthy()
    stored = store.load(key)
    assert stored is not None
    assert stored.body == b"kept"  # the file's that is there now, not that of the one still open
    assert store.save(key, b"x", version) == version + 1
    store.close()
    with closing(sqlite3.connect(file)) as raw:
        assert raw.execute("SELECT version FROM workbook").fetchall() == [(version + 1,)]
        assert raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


@pytest.mark.parametrize("url", ["nonsense", "mysql://host/db", "sqlite://", "sqlite:///:memory:", "oops://"])
def test_an_address_that_cannot_keep_anything_is_refused(url: str) -> None:
    with pytest.raises(StoreUnavailable):
        Store(url)


def test_a_file_that_is_no_database_is_named_and_left_alone(file: Path) -> None:
    file.write_bytes(b"something else " * 1000)
    with pytest.raises(StoreUnavailable) as refused:
        Store(f"sqlite:///{file}")
    assert refused.value.trouble == "damaged"
    assert file.read_bytes() == b"something else " * 1000


def test_a_database_of_a_later_release_is_named(store: Store, url: str, sql: Sql) -> None:
    store.close()
    sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreUnavailable) as refused:
        Store(url)
    assert refused.value.trouble == "newer"


def test_after_closing_nothing_is_taken(store: Store) -> None:
    store.close()
    with pytest.raises(StoreUnavailable) as refused:
        store.save(new_key(), b"x", 0)
    assert refused.value.trouble == "closed"


def test_the_database_is_set_up_as_promised(store: Store, file: Path) -> None:
    with store._database.engine.connect() as connection:
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "busy_timeout", "foreign_keys", "secure_delete")
        }
    assert settings == {
        "journal_mode": "wal", "synchronous": 2, "busy_timeout": 5000, "foreign_keys": 1, "secure_delete": 1,
    }  # fmt: skip
    assert file.stat().st_mode & 0o777 == 0o600


def test_the_migrations_make_the_tables_the_code_uses(store: Store, file: Path) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_heads() == [SCHEMA]
    declared = create_engine("sqlite://")
    metadata.create_all(declared)
    made, wanted = inspect(create_engine(f"sqlite:///{file}")), inspect(declared)
    assert set(made.get_table_names()) == {*wanted.get_table_names(), "alembic_version"}
    for table in wanted.get_table_names():
        assert str(made.get_columns(table)) == str(wanted.get_columns(table))
        assert made.get_pk_constraint(table) == wanted.get_pk_constraint(table)
        assert made.get_foreign_keys(table) == wanted.get_foreign_keys(table)
        assert made.get_indexes(table) == wanted.get_indexes(table)


def test_two_first_starts_at_once_agree(file: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        databases = list(pool.map(lambda _: Database(f"sqlite:///{file}"), range(4)))
    with databases[0].reading() as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == SCHEMA
    for database in databases:
        database.close()


WRITES_UNTIL_KILLED = """
import sys
from icp.store import Store
store, key, version = Store(sys.argv[1]), sys.argv[2], int(sys.argv[3])
while True:
    version = store.save(key, str(version).encode(), version)
    print(version, flush=True)
"""


def test_no_acknowledged_save_is_lost_to_kill_9(file: Path) -> None:
    url, key, acknowledged = f"sqlite:///{file}", new_key(), 0
    root = Path(__file__).parents[2]
    for life in range(5):
        process = subprocess.Popen(
            [sys.executable, "-c", WRITES_UNTIL_KILLED, url, key, str(acknowledged)],
            stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(root)},
        )  # fmt: skip
        assert process.stdout is not None
        read = [int(process.stdout.readline()) for _ in range(20)]
        time.sleep(0.013 * life)
        process.send_signal(signal.SIGKILL)
        read += [int(line) for line in process.stdout.read().splitlines(keepends=True) if line.endswith("\n")]
        process.wait()
        store = Store(url)
        stored = store.load(key)
        store.close()
        assert stored is not None
        # One more may have been committed than the killed process had time to say.
        assert stored.version - read[-1] in (0, 1)
        assert int(stored.body) == stored.version - 1
        acknowledged = stored.version


def test_saves_in_one_commit_are_each_kept_forgotten_and_refused_as_alone(store: Store) -> None:
    keys = [new_key() for _ in range(12)]
    versions = [[store.save(key, b"0", 0)] for key in keys]
    for turn in range(1, 23):  # past the twentieth, each save also forgets a version
        late, new = versions[7][-2] if turn > 1 else 0, new_key()
        saves = held_back(
            store, [*((key, b"%d" % turn, at[-1]) for key, at in zip(keys, versions, strict=True)),
                    (keys[7], b"late", late), (new, b"new", 0)],
        )  # fmt: skip
        for at, save in zip(versions, saves, strict=False):
            at.append(save.result(5))
        assert isinstance(saves[-2].exception(5), VersionConflict)
        assert store.version(new) == saves[-1].result(5)
    for key, at in zip(keys, versions, strict=True):
        stored = store.load(key)
        assert stored is not None
        assert (stored.version, stored.body) == (at[-1], b"22")
        assert [each.version for each in store.versions(key)] == at[-2:-22:-1]


def held_back(store: Store, saves: Sequence[tuple[str, bytes, int]]) -> list[Future[int]]:
    """These saves, all of them waiting before the writer takes the first: it fills its groups with them."""
    holding, go = threading.Event(), threading.Event()

    def hold(_connection: object) -> None:
        holding.set()
        go.wait(5)

    with ThreadPoolExecutor(len(saves) + 1) as pool:
        held = pool.submit(store._writer.run, hold)
        holding.wait(5)
        waiting = [pool.submit(store.save, *save) for save in saves]
        deadline = time.monotonic() + 5
        while store._writer._waiting.qsize() < len(saves) and time.monotonic() < deadline:
            time.sleep(0.001)
        go.set()
        held.result(5)
    return waiting
