"""Opening SQLite and PostgreSQL alike: settings, schema, and what a driver's error means."""

from __future__ import annotations

import os
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError, SQLAlchemyError

from icp.store.errors import StoreUnavailable, Trouble
from icp.store.tables import metadata

MIGRATIONS = Path(__file__).parent / "migrations"
SCHEMA = "0003"  # the newest migration; a test holds it to the folder's head
BUSY_MILLISECONDS = 5000
_FREE_BYTES = 32 * 1024 * 1024
_MIGRATION_LOCK = 0x1C9  # any fixed number: replicas that start together migrate one after the other

_SQLITE_TROUBLE: dict[int, Trouble] = {
    5: "locked",  # SQLITE_BUSY
    6: "locked",  # SQLITE_LOCKED
    8: "readonly",  # SQLITE_READONLY
    11: "damaged",  # SQLITE_CORRUPT
    13: "full",  # SQLITE_FULL
    14: "gone",  # SQLITE_CANTOPEN
    26: "damaged",  # SQLITE_NOTADB
}
_POSTGRES_TROUBLE: dict[str, Trouble] = {
    "25006": "readonly",  # read_only_sql_transaction: a standby
    "53100": "full",  # disk_full
    "55P03": "locked",  # lock_not_available
    "57014": "locked",  # query_canceled, by a time limit of the server's
    "XX001": "damaged",  # data_corrupted
    "XX002": "damaged",  # index_corrupted
}
# Serialization failure, deadlock, and a server that is going, crashing or not yet there.
_PASSING = frozenset({"40001", "40P01", "57P01", "57P02", "57P03"})
# A server takes a hundred connections unless told otherwise: six replicas with fifteen each find room.
_CONNECTIONS, _SPARE_CONNECTIONS, _WAIT_FOR_ONE_SECONDS = 10, 5, 10
# A server that vanished without a word is noticed within half a minute (libpq's names; the address may say otherwise).
_POSTGRES_CONNECTION: dict[str, str | int] = {
    "application_name": "ideal-client-workshop",
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}
_IDLE_TRANSACTION_MILLISECONDS = 10_000


def trouble_in(error: SQLAlchemyError) -> StoreUnavailable:
    """The named failure behind a driver's error; the driver's own sentence stays in the chained exception."""
    driver_error = getattr(error, "orig", None)
    if isinstance(driver_error, sqlite3.Error):
        return StoreUnavailable(sqlite_trouble(driver_error), str(driver_error))
    return StoreUnavailable(_POSTGRES_TROUBLE.get(getattr(driver_error, "sqlstate", None) or "", "unreachable"))


def sqlite_trouble(error: sqlite3.Error) -> Trouble:
    """What an error of SQLite's means."""
    return _SQLITE_TROUBLE.get(getattr(error, "sqlite_errorcode", 0) & 0xFF, "unreachable")


def is_passing(error: DBAPIError) -> bool:
    """Whether the same work may go through in a moment: what a server shared with others answers now and then.

    A lost connection is one of these, also where the commit may already have happened. Never so for SQLite.
    """
    if isinstance(error.orig, sqlite3.Error):
        return False
    sqlstate: str | None = getattr(error.orig, "sqlstate", None)
    if sqlstate is None:  # nobody answered: libpq gives such an error no number
        return error.connection_invalidated or isinstance(error, OperationalError)
    return error.connection_invalidated or sqlstate in _PASSING or sqlstate.startswith("08")


class Database:
    """An engine whose schema is up to date and whose file, if it is one, is still the file that was opened."""

    def __init__(self, url: str) -> None:
        """Raises StoreUnavailable when the address is wrong or the database does not answer."""
        self.file = file_of(url)
        parsed = make_url(url)
        self.dialect = parsed.get_backend_name()
        self._inode: int | None = None
        self._opening = threading.Lock()
        try:
            if self.dialect == "sqlite":
                self.engine = create_engine(
                    parsed, hide_parameters=True, connect_args={"timeout": BUSY_MILLISECONDS / 1000}
                )
                event.listen(self.engine, "connect", _set_up_sqlite)
                event.listen(self.engine, "begin", _begin_sqlite)
            else:
                self.engine = create_engine(
                    parsed,
                    hide_parameters=True,
                    pool_pre_ping=True,  # a connection from before a restart is replaced, not used
                    pool_size=_CONNECTIONS,
                    max_overflow=_SPARE_CONNECTIONS,
                    pool_timeout=_WAIT_FOR_ONE_SECONDS,
                    connect_args={k: v for k, v in _POSTGRES_CONNECTION.items() if k not in parsed.query},
                )
                event.listen(self.engine, "connect", _set_up_postgresql)
        except (ImportError, NoSuchModuleError) as error:
            raise StoreUnavailable("unreachable", f"the driver for {parsed.drivername} is not installed") from error
        if self.file is not None:
            _make_private(self.file)
        self.verify()

    def verify(self) -> None:
        """Open the file anew when it was put back, and refuse when it was taken away.

        SQLite goes on writing into a removed file without an error, and all of it would be lost.
        Raises StoreUnavailable.
        """
        if self.file is None:
            if self._inode is None:
                self._open(0)
            return
        try:
            inode = os.stat(self.file).st_ino
        except OSError as error:
            raise StoreUnavailable("gone", "the database file is not there") from error
        if inode != self._inode:
            self._open(inode)

    def _open(self, inode: int) -> None:
        with self._opening:
            if inode != self._inode:
                self.engine.dispose()
                _migrate(self.engine)
                self._inode = inode

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection to read with. Raises StoreUnavailable."""
        self.verify()
        try:
            with self.engine.connect() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise trouble_in(error) from error

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One write transaction, committed when the block ends without an error.

        Raises StoreUnavailable, or the driver's error for the writer to judge.
        """
        self.verify()
        with self.engine.connect().execution_options(icp_writes=True) as connection, connection.begin():
            yield connection

    def has_room(self) -> bool:
        """Whether the disk under a database file has 32 MB left; a server's disk is its own affair."""
        return self.file is None or shutil.disk_usage(self.file.parent).free > _FREE_BYTES

    def forget_deleted(self) -> None:
        """Let go of what was deleted. Raises StoreUnavailable.

        SQLite's write-ahead log is emptied. PostgreSQL frees the rows at once instead of some day, so that the next
        saves overwrite them; until then, and in its own log, their encrypted bytes stay on the server's disk.
        """
        if self.dialect == "postgresql":
            tables = ", ".join(sorted(metadata.tables))
            with self.reading() as connection:
                # Outside a transaction, which it refuses; a table that is being cleaned up already needs no second.
                connection.execution_options(isolation_level="AUTOCOMMIT")
                connection.exec_driver_sql(f"VACUUM (SKIP_LOCKED) {tables}")
        else:
            with self.reading() as connection:
                # Outside a transaction: a checkpoint within one does nothing.
                driver = connection.connection.driver_connection
                assert driver is not None
                driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def close(self) -> None:
        self.engine.dispose()


def file_of(url: str) -> Path | None:
    """The file of an SQLite address, None for PostgreSQL. Raises StoreUnavailable for any other address."""
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise StoreUnavailable("unreachable", "the database address cannot be read") from error
    backend, database = parsed.get_backend_name(), parsed.database
    if backend == "postgresql":
        return None
    if backend != "sqlite":
        raise StoreUnavailable("unreachable", f"{backend} is neither sqlite nor postgresql")
    if not database or ":memory:" in database:
        raise StoreUnavailable("unreachable", "a database in memory would keep nothing; name a file")
    return Path(database.removeprefix("file:")).absolute()


def _make_private(file: Path) -> None:
    """Create the file readable by its owner only; SQLite gives its log the same rights."""
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(file, os.O_RDONLY | os.O_CREAT, 0o600))
    except OSError as error:
        raise StoreUnavailable("gone", error.strerror or "the database file cannot be made") from error


def _set_up_sqlite(driver: Any, _record: object) -> None:
    driver.isolation_level = None  # the begin event below begins, not the driver at the first write
    for pragma in (
        f"busy_timeout = {BUSY_MILLISECONDS}",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "secure_delete = ON",
    ):
        driver.execute(f"PRAGMA {pragma}")


def _set_up_postgresql(driver: Any, _record: object) -> None:
    """Wait for a lock as long as SQLite does, give up what a stopped replica holds, and never say "saved" too soon."""
    settings = (
        f"set_config('lock_timeout', '{BUSY_MILLISECONDS}', false)",
        f"set_config('idle_in_transaction_session_timeout', '{_IDLE_TRANSACTION_MILLISECONDS}', false)",
        "CASE current_setting('synchronous_commit') WHEN 'off' THEN set_config('synchronous_commit', 'on', false) END",
    )
    with driver.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(settings)}")
    driver.commit()


def _begin_sqlite(connection: Connection) -> None:
    # A writer that begins as a reader fails at once, without waiting, when another wrote in between.
    writes = connection.get_execution_options().get("icp_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _migrate(engine: Engine) -> None:
    try:
        with engine.connect() as connection:
            known = connection.dialect.has_table(connection, "alembic_version")
            if known and connection.scalar(text("SELECT version_num FROM alembic_version")) == SCHEMA:
                return
        _upgrade(engine)
    except SQLAlchemyError as error:
        raise trouble_in(error) from error


def _upgrade(engine: Engine) -> None:
    # Imported here: alembic is needed on a first start and after an update only.
    from alembic import command
    from alembic.config import Config
    from alembic.util.exc import CommandError

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    with engine.connect().execution_options(icp_writes=True) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL lock_timeout = 0"))  # another replica's migration may take its time
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise StoreUnavailable("newer", "the database was written by a later release") from error
