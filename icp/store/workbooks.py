"""Use cases over stored workbooks: bytes in, bytes out, opened by their key and by nothing else.

The store does not know what a workbook is. A body is compressed, encrypted under the workbook's key and bound to
its row and version; a save names the version it builds on and is refused when another came in between.
"""

from __future__ import annotations

import secrets
import time
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import BindParameter, Connection, bindparam, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from icp.store.database import Database
from icp.store.errors import (
    KeyRevoked,
    KeyTaken,
    StoreError,
    VersionConflict,
    WorkbookDamaged,
    WorkbookMissing,
)
from icp.store.held import Holding, Waiting
from icp.store.keys import Lock, lock_of
from icp.store.rooms import Rooms, drop_seat_of, move_seat, purge_rooms
from icp.store.sign_offs import SignOffs, drop_sign_offs_of, move_sign_offs, purge_sign_offs
from icp.store.tables import heartbeat, revoked, workbook, workbook_version
from icp.store.writer import Alike, Writer

KEPT_VERSIONS = 20
# A day in seconds.
_DAY = 86_400.0
_HOLDS = 500  # answers of one outage; of an earlier one a window may be asked again
_BASE = "held base"  # what a held base is bound to, where a version is bound to its number

# What every page run and every save asks, built once: building an expression costs more than SQLite takes to answer it.
_ROW: BindParameter[str] = bindparam("row")
_CURRENT = select(workbook.c.version).where(workbook.c.id == _ROW)
_REVOKED = select(revoked.c.id).where(revoked.c.id == _ROW)
_LOAD = (
    select(workbook_version.c.version, workbook_version.c.saved_at, workbook_version.c.body)
    .join(workbook, workbook.c.id == workbook_version.c.id)
    .where(workbook.c.id == _ROW, workbook_version.c.version == workbook.c.version)
)
_BEGIN = {
    dialect.dialect.name: dialect.insert(workbook).on_conflict_do_nothing().returning(workbook.c.id)
    for dialect in (sqlite, postgresql)
}
_ADVANCE = (
    update(workbook)
    .where(workbook.c.id == _ROW, workbook.c.version == bindparam("based_on"))
    .values(version=bindparam("next"), saved_at=bindparam("now"))
)
_KEEP = insert(workbook_version)
_FORGET = delete(workbook_version).where(
    workbook_version.c.id == _ROW, workbook_version.c.version < bindparam("oldest")
)


@dataclass(frozen=True)
class Saved:
    """One saved version: its number and when it was saved (UTC)."""

    version: int
    saved_at: datetime


@dataclass(frozen=True)
class Stored(Saved):
    """A version with its body, the bytes given to save."""

    body: bytes = field(repr=False)


@dataclass(frozen=True)
class Held:
    """Work the database has not taken yet. Bodies are the bytes given to save.

    version: the number it will have. based_on, base: the version it was made from, 0 where nothing was stored.
    holds: the marks of what was held before and is in it.
    """

    version: int
    based_on: int
    base: bytes = field(repr=False)
    body: bytes = field(repr=False)
    mark: bytes = field(repr=False)
    holds: tuple[bytes, ...] = field(default=(), repr=False)


class Store:
    """Workbooks in one database. Safe to use from any number of threads; open it once a process."""

    def __init__(self, url: str) -> None:
        """Open the database, creating or upgrading its tables. Raises StoreUnavailable."""
        self._database = Database(url)
        self._writer = Writer(self._database)
        self._holding = Holding(self._writer)
        self.sign_offs = SignOffs(self._database, self._writer)
        self.rooms = Rooms(self._database, self._writer)

    def load(self, key: str) -> Stored | None:
        """The current version, or None when the key has no workbook yet.

        Raises KeyInvalid, KeyRevoked, WorkbookDamaged, StoreUnavailable.
        """
        lock = lock_of(key)
        with self._database.reading() as connection:
            found = connection.execute(_LOAD, {"row": lock.row}).one_or_none()
            if found is None:
                _refuse_revoked(connection, lock.row)
                return None
        return _stored(lock, found.version, found.saved_at, found.body)

    def version(self, key: str) -> int | None:
        """The number of the current version, or None: one look at an index, without reading the body.

        Raises KeyInvalid, KeyRevoked, StoreUnavailable.
        """
        lock = lock_of(key)
        with self._database.reading() as connection:
            current = _current(connection, lock.row)
            if current is None:
                _refuse_revoked(connection, lock.row)
        return current

    def save(self, key: str, body: bytes, based_on: int) -> int:
        """Store the next version and return its number, after the commit and never before.

        based_on: the version this one was made from, 0 for a workbook that is not stored yet. Numbers grow by one
        from a random start, so a tab left open from before an erase can never fit a workbook begun afterwards.
        Raises VersionConflict, WorkbookMissing (erased meanwhile), KeyRevoked, KeyInvalid, StoreUnavailable.
        """
        save = _sealed(lock_of(key), body, based_on, _next(based_on))
        self._writer.run(save)
        return save.version

    def hold(self, key: str, body: bytes, based_on: int, base: bytes, over: Held | None) -> Held | None:
        """Keep in this process, sealed, what could not be saved, and save it once the database takes it.

        base: the body of the version it is based on. over: what :meth:`held` said and ``body`` contains.
        Returns None where there is no room. Raises VersionConflict when something else is held, KeyInvalid.
        """
        lock = lock_of(key)
        version = over.version if over is not None and over.based_on == based_on else _next(based_on)
        save = _sealed(lock, body, based_on, version)
        holds = () if over is None else (*over.holds[1 - _HOLDS :], over.mark)
        waiting = Waiting(save, lock.seal(zlib.compress(base, 1), _BASE), holds)
        room = self._holding.put(waiting, over.mark if over is not None else None)
        return Held(version, based_on, base, body, waiting.mark, holds) if room else None

    def held(self, key: str) -> Held | None:
        """What is held for this workbook. Raises KeyInvalid."""
        lock = lock_of(key)
        waiting = self._holding.find(lock.row)
        if waiting is None:
            return None
        save, base = waiting.save, zlib.decompress(lock.open(waiting.base, _BASE))
        body = zlib.decompress(lock.open(save.sealed, save.version))
        return Held(save.version, save.based_on, base, body, waiting.mark, waiting.holds)

    def let_go(self, key: str, held: Held) -> None:
        """Hold this no longer: what was made of it is stored. Raises KeyInvalid."""
        self._holding.drop(lock_of(key).row, held.mark)

    def versions(self, key: str) -> list[Saved]:
        """The versions before the current one that can still be opened, newest first, at most 20.

        Raises KeyInvalid, StoreUnavailable.
        """
        lock = lock_of(key)
        with self._database.reading() as connection:
            rows = connection.execute(
                select(workbook_version.c.version, workbook_version.c.saved_at)
                .join(workbook, workbook.c.id == workbook_version.c.id)
                .where(workbook.c.id == lock.row, workbook_version.c.version < workbook.c.version)
                .order_by(workbook_version.c.version.desc())
            ).all()
        return [Saved(row.version, _moment(row.saved_at)) for row in rows]

    def load_version(self, key: str, version: int) -> Stored | None:
        """One of `versions`, or the current one; None when it is not kept any more.

        Raises KeyInvalid, WorkbookDamaged, StoreUnavailable.
        """
        lock = lock_of(key)
        with self._database.reading() as connection:
            found = connection.execute(
                select(workbook_version.c.saved_at, workbook_version.c.body).where(
                    workbook_version.c.id == lock.row, workbook_version.c.version == version
                )
            ).one_or_none()
        return None if found is None else _stored(lock, version, found.saved_at, found.body)

    def erase(self, key: str) -> None:
        """Delete the workbook with all its versions and what it sent to be signed, also from the database's log.

        Nothing to erase is fine. Raises KeyInvalid, StoreUnavailable.
        """
        lock = lock_of(key)

        def erase(connection: Connection) -> None:
            connection.execute(delete(workbook).where(workbook.c.id == lock.row))
            drop_sign_offs_of(connection, key)
            drop_seat_of(connection, key)

        self._holding.drop(lock.row)  # before: a save already under way is ahead in the queue and erased with the rest
        self._writer.run(erase)
        self._database.forget_deleted()

    def rekey(self, old: str, new: str) -> None:
        """Move the workbook, its versions and its sign-offs under a new key and revoke the old one, in one commit.

        Raises WorkbookMissing (nothing under the old key), KeyRevoked, KeyTaken, KeyInvalid, WorkbookDamaged,
        StoreUnavailable; then nothing has changed.
        """
        before, after = lock_of(old), lock_of(new)
        if self._holding.find(before.row) is not None:
            self._holding.flush()

        def move(connection: Connection) -> None:
            _move(connection, before, after)
            move_seat(connection, old, new)
            move_sign_offs(connection, old, new)  # finds none when the move was already committed

        self._writer.run(move)
        self._holding.drop(before.row)
        self._database.forget_deleted()

    def purge_idle(self, days: float = 400) -> int:
        """Delete the workbooks not saved for so many days and the sign-offs past their day; return how many of both.

        For hosts, never for one's own computer. Raises StoreUnavailable.
        """
        before = time.time() - days * _DAY

        def purge(connection: Connection) -> int:
            connection.execute(delete(revoked).where(revoked.c.revoked_at < before))
            idle = connection.execute(delete(workbook).where(workbook.c.saved_at < before)).rowcount
            return idle + purge_sign_offs(connection) + purge_rooms(connection).rooms

        purged = self._writer.run(purge)
        if purged:
            self._database.forget_deleted()
        return purged

    def purge_rooms(self) -> int:
        """Delete the rooms past their day and return how many: all that is purged on one's own computer, too, since
        those who were in them were told the day. Raises StoreUnavailable.
        """
        purged = self._writer.run(lambda connection: purge_rooms(connection).rooms)
        if purged:
            self._database.forget_deleted()
        return purged

    def healthy(self) -> bool:
        """Whether a write goes through right now and the disk has room for more."""
        try:
            self._writer.run(_beat)
            return self._database.has_room()
        except (StoreError, OSError):
            return False

    def close(self) -> None:
        """Commit what is waiting and what is held, then refuse everything."""
        self._holding.close()
        self._writer.close()
        self._database.close()


def _next(based_on: int) -> int:
    return based_on + 1 if based_on else 1 + secrets.randbelow(2**40)


def _sealed(lock: Lock, body: bytes, based_on: int, version: int) -> Save:
    return Save(lock.row, version, based_on, lock.seal(zlib.compress(body, 1), version))


@dataclass(frozen=True)
class Save(Alike):
    """A version on its way into the database, sealed."""

    row: str
    version: int
    based_on: int
    sealed: bytes = field(repr=False)

    def __call__(self, connection: Connection) -> None:
        """Store it. Raises VersionConflict, WorkbookMissing, KeyRevoked."""
        now = time.time()
        if self.based_on:
            fits = connection.execute(_ADVANCE, self._advance(now)).rowcount == 1
        else:
            _refuse_revoked(connection, self.row)
            begun = {"id": self.row, "version": self.version, "saved_at": now}
            fits = connection.scalar(_BEGIN[connection.dialect.name], begun) is not None
        if not fits:
            _explain(connection, self.row, self.version, self.sealed)
            return
        connection.execute(_KEEP, self._keep(now))
        if self.based_on:
            connection.execute(_FORGET, self._forget())

    def together(self, works: Sequence[Save], connection: Connection) -> bool:
        """Store all of them, those that build on an earlier version in three statements."""
        # In one order everywhere: two servers that lock the same rows the other way round would wait for each other.
        following = sorted((work for work in works if work.based_on), key=lambda work: work.row)
        for work in works:
            if not work.based_on or len(following) == 1:
                work(connection)
        if len(following) < 2:
            return True
        now = time.time()
        if connection.execute(_ADVANCE, [work._advance(now) for work in following]).rowcount != len(following):
            return False
        connection.execute(_KEEP, [work._keep(now) for work in following])
        connection.execute(_FORGET, [work._forget() for work in following])
        return True

    def _advance(self, now: float) -> dict[str, object]:
        return {"row": self.row, "based_on": self.based_on, "next": self.version, "now": now}

    def _keep(self, now: float) -> dict[str, object]:
        return {"id": self.row, "version": self.version, "body": self.sealed, "saved_at": now}

    def _forget(self) -> dict[str, object]:
        return {"row": self.row, "oldest": self.version - KEPT_VERSIONS}


def _explain(connection: Connection, row: str, version: int, sealed: bytes) -> None:
    """Raise why a save did not fit, or return when this very save is the one stored: a commit whose answer got lost."""
    current = _current(connection, row)
    if current is None:
        _refuse_revoked(connection, row)
        raise WorkbookMissing
    stored = connection.scalar(
        select(workbook_version.c.body).where(workbook_version.c.id == row, workbook_version.c.version == version)
    )
    if stored != sealed:
        raise VersionConflict(current)


def _move(connection: Connection, before: Lock, after: Lock) -> None:
    head = connection.execute(
        select(workbook.c.version, workbook.c.saved_at).where(workbook.c.id == before.row).with_for_update()
    ).one_or_none()
    taken = _current(connection, after.row)
    if head is None:
        was_moved = connection.scalar(select(revoked.c.id).where(revoked.c.id == before.row)) is not None
        if was_moved and taken is not None:
            return  # this move, committed before its answer got lost
        _refuse_revoked(connection, before.row)
        raise WorkbookMissing
    if taken is not None:
        raise KeyTaken
    versions = connection.execute(select(workbook_version).where(workbook_version.c.id == before.row)).all()
    connection.execute(insert(workbook).values(id=after.row, version=head.version, saved_at=head.saved_at))
    for each in versions:
        try:
            body = after.seal(before.open(each.body, each.version), each.version)
        except WorkbookDamaged:
            if each.version == head.version:
                raise
            continue  # it opens under no key, and must not hold up the rest
        connection.execute(
            insert(workbook_version).values(id=after.row, version=each.version, body=body, saved_at=each.saved_at)
        )
    connection.execute(delete(workbook).where(workbook.c.id == before.row))
    connection.execute(insert(revoked).values(id=before.row, revoked_at=time.time()))


def _beat(connection: Connection) -> None:
    if connection.execute(update(heartbeat).values(beat_at=time.time())).rowcount == 0:
        dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
        connection.execute(dialect.insert(heartbeat).values(id=1, beat_at=time.time()).on_conflict_do_nothing())


def _current(connection: Connection, row: str) -> int | None:
    return connection.scalar(_CURRENT, {"row": row})


def _refuse_revoked(connection: Connection, row: str) -> None:
    if connection.scalar(_REVOKED, {"row": row}) is not None:
        raise KeyRevoked


def _stored(lock: Lock, version: int, saved_at: float, sealed: bytes) -> Stored:
    try:
        body = zlib.decompress(lock.open(sealed, version))
    except zlib.error as error:
        raise WorkbookDamaged from error
    return Stored(version, _moment(saved_at), body)


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
