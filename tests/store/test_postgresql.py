"""What only a database server does: others write at the same time, connections break, and it restarts."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, inspect, make_url, text

from icp.store import Store, StoreUnavailable, VersionConflict, new_key
from icp.store.database import MIGRATIONS, SCHEMA
from icp.store.keys import lock_of
from icp.store.tables import metadata
from tests.postgresql import Cluster, Databases, execute
from tests.soak.crash_database import crash

ENGINES = ("postgresql",)
RELEASES = Path(__file__).parent / "releases"
# The workbook and the link inside the stored dumps.
KEY, TOKEN = "A" * 43, "B" * 42 + "A"
Sql = Callable[..., list[Any]]


@contextmanager
def rival(url: str) -> Iterator[Connection]:
    """Another replica's open transaction."""
    engine = create_engine(url)
    with engine.connect() as connection:
        connection.execute(text("SET deadlock_timeout = '1min'"))
        connection.commit()
        yield connection
    engine.dispose()


def hold(connection: Connection, key: str) -> None:
    """Change a workbook's row without committing."""
    connection.execute(text("UPDATE workbook SET saved_at = saved_at WHERE id = :row"), {"row": lock_of(key).row})


def waits(sql: Sql, count: int = 1) -> None:
    """Return when so many sessions wait for a lock."""
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        if sql("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")[0][0] >= count:
            return
        time.sleep(0.01)
    raise AssertionError("nobody waits")


def retries(store: Store, monkeypatch: pytest.MonkeyPatch) -> list[str | None]:
    """The numbers of the errors after which the writer tries again, as they come."""
    seen: list[str | None] = []
    from icp.store import writer

    judge = writer.is_passing

    def note(error: Any) -> bool:
        seen.append(getattr(error.orig, "sqlstate", None))
        return judge(error)

    monkeypatch.setattr(writer, "is_passing", note)
    return seen


def body_of(store: Store, key: str) -> bytes:
    stored = store.load(key)
    assert stored is not None
    return stored.body


def test_of_a_deadlock_with_another_replica_nothing_is_lost(
    url: str, sql: Sql, monkeypatch: pytest.MonkeyPatch
) -> None:
    sql(f"ALTER DATABASE \"{make_url(url).database}\" SET deadlock_timeout = '2s'")
    # Who waits looks for a deadlock once, after that time: the other has to be waiting by then.
    store = Store(url)
    first, second = new_key(), new_key()
    versions = [store.save(first, b"1", 0), store.save(second, b"1", 0)]
    seen = retries(store, monkeypatch)

    def both(connection: Connection) -> None:
        for key in (first, second):
            connection.execute(text("UPDATE workbook SET saved_at = 7 WHERE id = :row"), {"row": lock_of(key).row})

    with rival(url) as other, ThreadPoolExecutor() as pool:
        hold(other, second)
        mine = pool.submit(store._writer.run, both)
        waits(sql)
        theirs = pool.submit(hold, other, first)  # now each waits for the other
        theirs.result(10)
        other.commit()
        mine.result(10)
    assert "40P01" in seen
    assert sql("SELECT DISTINCT saved_at FROM workbook") == [(7,)]
    assert [store.version(first), store.version(second)] == versions
    store.close()


def test_a_serialization_failure_is_tried_again_and_the_newer_version_is_found(
    url: str, sql: Sql, monkeypatch: pytest.MonkeyPatch
) -> None:
    sql(f"ALTER DATABASE \"{make_url(url).database}\" SET default_transaction_isolation = 'serializable'")
    store, other, key = Store(url), Store(url), new_key()
    version = store.save(key, b"start", 0)
    seen = retries(store, monkeypatch)
    with rival(url) as connection, ThreadPoolExecutor() as pool:
        hold(connection, key)
        mine = pool.submit(store.save, key, b"mine", version)
        waits(sql)
        connection.commit()
        assert mine.result(10) == version + 1  # the rival had changed the row, not the version
    assert seen == ["40001"]
    other.save(key, b"theirs", version + 1)
    with pytest.raises(VersionConflict) as refused:
        store.save(key, b"lost", version + 1)
    assert (refused.value.current, body_of(store, key)) == (version + 2, b"theirs")
    store.close()
    other.close()


def test_a_connection_ended_in_the_middle_of_a_save_costs_nothing(
    store: Store, url: str, sql: Sql, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = new_key()
    version = store.save(key, b"start", 0)
    seen = retries(store, monkeypatch)
    with rival(url) as connection, ThreadPoolExecutor() as pool:
        hold(connection, key)
        mine = pool.submit(store.save, key, b"mine", version)
        waits(sql)
        sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
        waits(sql)  # the second attempt
        connection.rollback()
        assert mine.result(10) == version + 1
    assert seen == ["57P01"]
    assert body_of(store, key) == b"mine"
    # Idle connections that were ended are replaced without anybody noticing.
    sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'ideal-client-workshop'")
    assert body_of(store, key) == b"mine"
    assert store.save(key, b"more", version + 1) == version + 2


def test_a_commit_whose_answer_got_lost_is_neither_lost_nor_done_twice(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = new_key()
    version = store.save(key, b"start", 0)
    dialect = store._database.engine.dialect
    commit, lost = dialect.do_commit, threading.Event()

    def lose(connection: Any) -> None:
        commit(connection)
        if not lost.is_set():
            lost.set()
            connection.driver_connection.close()
            raise psycopg.OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(dialect, "do_commit", lose)
    assert store.save(key, b"mine", version) == version + 1
    assert lost.is_set()
    assert (store.version(key), body_of(store, key)) == (version + 1, b"mine")
    assert len(store.versions(key)) == 1


def test_of_two_replicas_that_save_at_once_on_one_version_exactly_one_wins(store: Store, url: str) -> None:
    second, key = Store(url), new_key()
    version = store.save(key, b"start", 0)

    def attempt(number: int) -> int | None:
        try:
            return (store, second)[number % 2].save(key, str(number).encode(), version)
        except VersionConflict:
            return None

    with ThreadPoolExecutor(16) as pool:
        outcomes = list(pool.map(attempt, range(16)))
    winners = [number for number, outcome in enumerate(outcomes) if outcome is not None]
    assert len(winners) == 1
    assert body_of(second, key) == str(winners[0]).encode()
    second.close()


def test_what_a_stopped_replica_holds_is_given_up(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("icp.store.database._IDLE_TRANSACTION_MILLISECONDS", 200)
    stopped, store, key = Store(url), Store(url), new_key()
    version = store.save(key, b"start", 0)
    with stopped._database.engine.connect() as connection:
        hold(connection, key)  # and then not a word more
        assert store.save(key, b"mine", version) == version + 1
        connection.invalidate()
    stopped.close()
    store.close()


def test_a_row_that_stays_locked_is_named_and_a_later_save_goes_through(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("icp.store.database.BUSY_MILLISECONDS", 100)
    store, key = Store(url), new_key()
    version = store.save(key, b"start", 0)
    with rival(url) as connection:
        hold(connection, key)
        with pytest.raises(StoreUnavailable) as refused:
            store.save(key, b"mine", version)
        assert refused.value.trouble == "locked"
        connection.rollback()
    assert store.save(key, b"mine", version) == version + 1
    store.close()


def test_a_standby_is_named_as_read_only(store: Store, url: str, sql: Sql) -> None:
    key = new_key()
    version = store.save(key, b"kept", 0)
    store.close()
    sql(f'ALTER DATABASE "{make_url(url).database}" SET default_transaction_read_only = on')
    standby = Store(url)
    with pytest.raises(StoreUnavailable) as refused:
        standby.save(key, b"x", version)
    assert refused.value.trouble == "readonly"
    assert not standby.healthy()
    assert body_of(standby, key) == b"kept"
    standby.close()


def test_a_session_is_set_up_as_promised(store: Store, url: str, sql: Sql) -> None:
    store.close()
    sql(f'ALTER DATABASE "{make_url(url).database}" SET synchronous_commit = off')  # "Saved" would be said too soon
    again = Store(url)
    with again._database.reading() as connection:
        settings = {
            name: connection.scalar(text("SELECT current_setting(:name)"), {"name": name})
            for name in ("synchronous_commit", "lock_timeout", "idle_in_transaction_session_timeout")
        }
    assert settings == {
        "synchronous_commit": "on", "lock_timeout": "5s", "idle_in_transaction_session_timeout": "10s",
    }  # fmt: skip
    again.close()


def test_a_replica_takes_fifteen_connections_at_most_and_makes_everybody_wait_his_turn(store: Store, sql: Sql) -> None:
    mine = "FROM pg_stat_activity WHERE application_name = 'ideal-client-workshop' AND datname = current_database()"
    keys = [new_key() for _ in range(8)]
    for key in keys:
        store.save(key, b"x", 0)
    meeting, most = threading.Barrier(15), []

    def read(number: int) -> bool:
        with store._database.reading() as connection:
            if number < 15:
                meeting.wait(10)  # fifteen hold a connection at the same time
                if number == 0:
                    most.append(connection.scalar(text(f"SELECT count(*) {mine}")))
                meeting.wait(10)
        return store.load(keys[number % 8]) is not None

    with ThreadPoolExecutor(60) as pool:
        assert all(pool.map(read, range(60)))
    assert most == [15]
    assert sql(f"SELECT count(*) {mine}")[0][0] <= 10


def test_erased_rows_are_freed_at_once(store: Store, sql: Sql) -> None:
    sql("CREATE EXTENSION pgstattuple")
    dead = "SELECT dead_tuple_count FROM pgstattuple('{}')"
    key, other = new_key(), new_key()
    version = store.save(key, b"one", 0)
    store.save(key, b"two", version)
    store.save(other, b"stays", 0)
    store.erase(key)
    assert [sql(dead.format(table))[0][0] for table in ("workbook", "workbook_version")] == [0, 0]
    assert sql("SELECT id FROM workbook_version") == sql("SELECT id FROM workbook") == [(lock_of(other).row,)]
    store.erase(key)


def test_erasing_does_not_wait_for_somebody_elses_cleaning_up(store: Store, url: str) -> None:
    key = new_key()
    store.save(key, b"x", 0)
    with rival(url) as connection:
        connection.execute(text("LOCK TABLE workbook_version IN SHARE UPDATE EXCLUSIVE MODE"))  # as VACUUM takes
        began = time.monotonic()
        store.erase(key)
        assert time.monotonic() - began < 3
        connection.rollback()
    assert store.load(key) is None


def test_replicas_that_start_together_on_an_empty_database_agree(databases: Databases) -> None:
    url = databases.fresh(tables=False)
    with ThreadPoolExecutor(4) as pool:
        stores = list(pool.map(Store, [url] * 4))
    key = new_key()
    version = stores[0].save(key, b"x", 0)
    assert [store.version(key) for store in stores] == [version] * 4
    assert execute(url, "SELECT version_num FROM alembic_version") == [(SCHEMA,)]
    for store in stores:
        store.close()
    databases.drop(url)


def test_the_migrations_make_the_tables_the_code_uses(url: str, databases: Databases) -> None:
    empty = databases.fresh(tables=False)
    engines = create_engine(url), create_engine(empty)
    metadata.create_all(engines[1])
    made, wanted = map(inspect, engines)
    assert set(made.get_table_names()) == {*wanted.get_table_names(), "alembic_version"}
    for table in wanted.get_table_names():
        assert str(made.get_columns(table)) == str(wanted.get_columns(table))
        assert made.get_pk_constraint(table) == wanted.get_pk_constraint(table)
        assert made.get_foreign_keys(table) == wanted.get_foreign_keys(table)
        assert made.get_indexes(table) == wanted.get_indexes(table)
    for engine in engines:
        engine.dispose()
    databases.drop(empty)


@pytest.mark.parametrize("release", sorted(path.stem for path in RELEASES.glob("*.sql")))
def test_a_database_of_every_earlier_schema_is_taken_over_with_all_in_it(release: str, databases: Databases) -> None:
    url = databases.fresh(tables=False)
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        connection.execute((RELEASES / f"{release}.sql").read_bytes())  # type: ignore[call-overload]
    assert execute(url, "SELECT version_num FROM alembic_version") == [(release.rpartition("_")[2],)]
    store = Store(url)
    stored = store.load(KEY)
    assert stored is not None
    assert (stored.version, stored.body) == (1_000_001, b'{"answers": {"business_name": "Fern & Co"}}')
    assert [each.version for each in store.versions(KEY)] == [1_000_000]
    assert store.save(KEY, b"{}", stored.version) == 1_000_002
    if release > "postgresql_0001":
        found = store.sign_offs.open(TOKEN)
        assert found is not None
        assert found.document == b"the rules"
    store.close()
    databases.drop(url)


def test_every_schema_there_was_has_a_stored_database() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    revisions = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    kept = {re.sub("^postgresql_", "", path.stem) for path in RELEASES.glob("postgresql_*.sql")}
    assert kept >= revisions - {SCHEMA}


def test_a_server_that_crashes_and_restarts_under_load_loses_no_acknowledged_save(cluster: Cluster) -> None:
    figures = crash(cluster, restarts=3)
    assert (figures.lost, figures.different, figures.stuck) == (0, 0, 0)
    assert figures.saved > 100


def test_a_server_that_is_down_is_named_in_bounded_time_and_found_again(cluster: Cluster) -> None:
    store, key = Store(Databases(cluster.url).fresh()), new_key()
    version = store.save(key, b"kept", 0)
    assert store.healthy()
    cluster.stop()
    began = time.monotonic()
    with pytest.raises(StoreUnavailable) as refused:
        store.save(key, b"mine", version)
    assert refused.value.trouble == "unreachable"
    assert time.monotonic() - began < 6
    with pytest.raises(StoreUnavailable):
        store.load(key)
    cluster.start()
    assert store.healthy()
    assert body_of(store, key) == b"kept"
    assert store.save(key, b"mine", version) == version + 1
    store.close()


def test_a_room_spread_over_two_replicas_is_one_room(store: Store, url: str) -> None:
    second, coach, code = Store(url), new_key(), "FERN-2345"
    later = datetime.now(UTC) + timedelta(hours=2)
    chair = store.rooms.open(coach, code, b"0", later, later)
    stores, keys = (store, second), [new_key() for _ in range(12)]

    def take_part(number: int) -> None:
        rooms = stores[number % 2].rooms
        seat, again = (each.rooms.enter(code, keys[number], b"nick", "start") for each in stores)
        assert seat is not None
        assert again is not None
        assert seat.person == again.person
        for insight in (b"first thought", str(number).encode()):
            assert rooms.put(seat, "insight", insight, "open")
        theirs = rooms.by_coach(coach)
        assert theirs is not None
        rooms.change(theirs, lambda state: str(int(state) + 1).encode())
        # Every board of every replica takes the same steps: one more each time, whoever draws.
        rooms.advance(theirs, "count", lambda before, _items: str(int(before or b"0") + 1).encode())

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(take_part, range(12)))
    for each in stores:
        items = each.rooms.items(chair, "insight")
        assert sorted(int(item.body) for item in items) == list(range(12))
        assert len(each.rooms.people(chair)) == 12
        assert each.rooms.read(chair) == (each.rooms.version(chair), b"12")
        assert each.rooms.picture(chair, "count") == b"12"
    seat = second.rooms.by_person(keys[0])
    assert seat is not None
    assert second.rooms.leave(seat) == 1
    assert len(store.rooms.items(chair, "insight")) == 11
    assert store.rooms.purge(chair).total == 1 + 1 + 11 + 11 + 1
    assert second.rooms.by_coach(coach) is None
    second.close()
