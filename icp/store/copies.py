"""Copies of a whole database file, for whoever runs a host: made while it is in use, and brought back.

A copy of the file alone, made with the system's tools, would miss what still lies in the log beside it; and put back
beside another database's log it would be damaged by it. Both ways here go through SQLite.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from icp.store.database import BUSY_MILLISECONDS, SCHEMA, Database, file_of, sqlite_trouble
from icp.store.errors import CopyRefused, StoreUnavailable
from icp.store.keys import sync_folder


def write_copy(url: str, file: Path) -> None:
    """Write all that is stored at ``url`` into a new file, readable by its owner only.

    It is on the disk, not only on its way there, when this returns. The bodies in it are encrypted as they are in the
    database. Source: SQLite's VACUUM INTO.
    Raises CopyRefused (PostgreSQL, a file that exists or cannot be made), StoreUnavailable.
    """
    database = _file_of(url)
    try:
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except OSError as error:
        raise CopyRefused("exists" if isinstance(error, FileExistsError) else "unwritable") from error
    try:
        with closing(_opened(database, "rw")) as source:
            source.execute("VACUUM INTO ?", (str(file),))
        with file.open("rb") as made:
            os.fsync(made.fileno())
        sync_folder(file.parent)
    except (sqlite3.Error, OSError) as error:
        file.unlink(missing_ok=True)
        trouble = sqlite_trouble(error) if isinstance(error, sqlite3.Error) else "full"
        raise StoreUnavailable(trouble, str(error)) from error


def restore_copy(file: Path, url: str) -> None:
    """Put what a copy holds in the place of all that is stored at ``url``, in one step, also under a running server.

    What is stored there may be damaged, as long as its first page still says that it is a database.
    Raises CopyRefused (PostgreSQL; the file is missing, damaged, or no copy of this program's; nothing can be put in
    the place of what is there), StoreUnavailable (also for a copy written by a later release); then nothing has
    changed.
    """
    database = _file_of(url)
    if not file.is_file():
        raise CopyRefused("missing")
    try:
        with closing(_opened(file, "ro")) as source:
            if source.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                raise CopyRefused("damaged")
            (schema,) = source.execute("SELECT max(version_num) FROM alembic_version").fetchone()
            source.execute("SELECT count(*) FROM workbook_version")
            if schema > SCHEMA:
                raise StoreUnavailable("newer", "the copy was written by a later release")
    except (sqlite3.Error, TypeError) as error:
        raise CopyRefused("damaged") from error
    if not database.exists():
        Database(url).close()
    try:
        with closing(_opened(file, "ro")) as source, closing(_opened(database, "rw")) as target:
            source.backup(target)
            target.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    except sqlite3.Error as error:
        if sqlite_trouble(error) == "damaged":  # it may be somebody else's file: moving it away is the host's decision
            raise CopyRefused("unusable") from error
        raise StoreUnavailable(sqlite_trouble(error), str(error)) from error
    Database(url).close()  # brings an older copy up to date


def _file_of(url: str) -> Path:
    file = file_of(url)
    if file is None:
        raise CopyRefused("server")
    return file


def _opened(file: Path, mode: str) -> sqlite3.Connection:
    opened = sqlite3.connect(f"{file.absolute().as_uri()}?mode={mode}", uri=True, timeout=BUSY_MILLISECONDS / 1000)
    opened.isolation_level = None  # no setting more: each of them reads the tables, which may be what is damaged
    return opened
