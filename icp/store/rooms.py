"""Rooms in the database: who leads one, who is in it, what they chose to put up. Bytes in, bytes out.

A room has a secret of its own, made at random, that names its row and seals everything said in it. The secret is kept
only under other keys: each coach's, each participant's workbook key, and the join code. The code is too short to stand
alone (40 bits), so it is stretched by scrypt before it names or opens anything: at 16 MB and some 40 ms a try, trying
all codes takes about a thousand years of one processor, and a code lives for days. A keyed hash would be no better: its
key would have to lie beside the database, where a thief of the one finds the other.

What is in a room was given to it: no client, no list and no workbook is here, and nothing here leads to a workbook.
"""

from __future__ import annotations

import base64
import hashlib
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Literal

from sqlalchemy import Connection, Row, Table, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from icp.store.database import Database
from icp.store.errors import CodeTaken, KeyInvalid, RoomGone
from icp.store.keys import Lock, lock_of, new_key, row_of
from icp.store.tables import room, room_coach, room_item, room_person, room_view
from icp.store.writer import Writer

Mark = Literal["open", "waiting", "approved", "hidden", "put_aside"]
"""Of an item: shown in pictures; waiting for, having or lacking the coach's word; put aside by a step begun anew."""

_COACH, _SEAT, _CODE, _ROOM = "room coach", "room seat", "room code", "room"
_SCRYPT = {"n": 2**14, "r": 8, "p": 1, "maxmem": 64 * 1024 * 1024, "dklen": 32}
_stretching = threading.Lock()


@dataclass(frozen=True)
class Chair:
    """A coach's place: what the coach's key opens. ``lead``: the first coach, who may hand out keys and take them."""

    room: str
    lead: bool
    lock: Lock = field(repr=False, compare=False)
    secret: str = field(repr=False)


@dataclass(frozen=True)
class Seat:
    """A participant's place. ``person``: the same in every tab and after leaving, and no way back to the workbook."""

    room: str
    person: str
    lock: Lock = field(repr=False, compare=False)


Place = Chair | Seat


@dataclass(frozen=True)
class Item:
    """One thing a participant put up; ``body`` is what was given."""

    person: str
    kind: str
    mark: Mark
    shared_at: float
    body: bytes = field(repr=False)


@dataclass(frozen=True)
class Purged:
    """How many rows went, by table."""

    rooms: int = 0
    coaches: int = 0
    people: int = 0
    items: int = 0
    pictures: int = 0

    @property
    def total(self) -> int:
        """All rows."""
        return self.rooms + self.coaches + self.people + self.items + self.pictures


class Rooms:
    """The rooms in one database. A key or code that is none opens nothing: the answer is None, whatever the reason."""

    def __init__(self, database: Database, writer: Writer) -> None:
        self._database = database
        self._writer = writer

    # ── doors ────────────────────────────────────────────────────────────────────────────────────────────────────

    def open(self, key: str, code: str, state: bytes, code_until: datetime, keep_until: datetime) -> Chair:
        """Make a room led by the coach's ``key``, entered by ``code``.

        Raises KeyInvalid, CodeTaken, StoreUnavailable.
        """
        secret = new_key()
        lock = lock_of(secret, _ROOM)
        row = {
            "id": lock.row, "version": 1, "state": lock.seal(state, "state"),
            **_coded(lock, secret, code), "code_until": code_until.timestamp(), "keep_until": keep_until.timestamp(),
        }  # fmt: skip
        coach = _coach_row(key, lock.row, secret, lead=True)

        def put(connection: Connection) -> None:
            if connection.scalar(select(room.c.id).where(room.c.id == lock.row)) is None:  # else: this very put, again
                connection.execute(insert(room), row)
                connection.execute(insert(room_coach), coach)

        try:
            self._writer.run(put)
        except IntegrityError as error:
            raise CodeTaken from error
        return Chair(lock.row, True, lock, secret)

    def by_coach(self, key: str) -> Chair | None:
        """The room this coach's key leads, or None. Raises StoreUnavailable."""
        try:
            theirs = lock_of(key, _COACH)
        except KeyInvalid:
            return None
        found = self._one(select(room_coach).where(room_coach.c.id == theirs.row))
        if found is None:
            return None
        secret = theirs.open(found.secret, found.room).decode("ascii")
        return Chair(found.room, found.lead, lock_of(secret, _ROOM), secret)

    def enter(self, code: str, key: str, body: bytes, place: str) -> Seat | None:
        """Take the seat of this workbook's key; None alike for a wrong code, an expired one and a closed room.

        Whoever has a seat in that room keeps it, with ``body`` in place of the former; a seat elsewhere is given up,
        and what was put up there. Raises KeyInvalid, StoreUnavailable.
        """
        theirs = lock_of(key, _SEAT)
        door = lock_of(_stretch(code), _CODE)
        found = self._one(select(room.c.id, room.c.for_code, room.c.code_until).where(room.c.code == door.row))
        if found is None or found.code_until <= time.time():
            return None
        secret = door.open(found.for_code, "code").decode("ascii")
        lock = lock_of(secret, _ROOM)
        person = row_of(key, f"person in {lock.row}")
        sealed = theirs.seal(secret.encode("ascii"), lock.row)

        def sit(connection: Connection) -> bool:
            if not _touch(connection, lock.row):
                return False
            mine = room_person.c.seat == theirs.row
            seated = connection.scalar(select(room_person.c.id).where(mine, room_person.c.room == lock.row))
            if seated is not None:  # under the id it has: a workbook with a new key keeps that of its former one
                values = {"secret": sealed, "body": lock.seal(body, seated)}
                connection.execute(update(room_person).where(mine).values(values))
                return True
            _give_up(connection, theirs.row)
            row = {"id": person, "room": lock.row, "seat": theirs.row, "place": place}
            connection.execute(insert(room_person), {**row, "secret": sealed, "body": lock.seal(body, person)})
            return True

        if not self._writer.run(sit):
            return None
        return self.by_person(key)

    def behind(self, code: str) -> str | None:
        """The room that this code lets into now, or None. Raises StoreUnavailable."""
        door = lock_of(_stretch(code), _CODE)
        found = self._one(select(room.c.id, room.c.code_until).where(room.c.code == door.row))
        return None if found is None or found.code_until <= time.time() else str(found.id)

    def by_person(self, key: str) -> Seat | None:
        """The seat this workbook has taken, or None: one look at an index. Raises KeyInvalid, StoreUnavailable."""
        theirs = lock_of(key, _SEAT)
        found = self._one(
            select(room_person.c.id, room_person.c.room, room_person.c.secret).where(room_person.c.seat == theirs.row)
        )
        if found is None:
            return None
        return Seat(found.room, found.id, lock_of(theirs.open(found.secret, found.room).decode("ascii"), _ROOM))

    def leave(self, seat: Seat) -> int:
        """Give the seat up: the row and all that was put up go, from the log too. How many items went."""

        def go(connection: Connection) -> int:
            _touch(connection, seat.room)
            gone = connection.execute(delete(room_item).where(room_item.c.person == seat.person)).rowcount
            connection.execute(delete(room_person).where(room_person.c.id == seat.person))
            return gone

        gone = self._writer.run(go)
        self._database.forget_deleted()
        return gone

    def renew_code(self, chair: Chair, code: str, until: datetime) -> None:
        """Let ``code`` open the door from now on, and the former no more. Raises CodeTaken, RoomGone."""

        def renew(connection: Connection) -> None:
            values = {**_coded(chair.lock, chair.secret, code), "code_until": until.timestamp()}
            if not _touch(connection, chair.room, **values):
                raise RoomGone

        try:
            self._writer.run(renew)
        except IntegrityError as error:
            raise CodeTaken from error

    def code(self, chair: Chair) -> tuple[str, float]:
        """The join code as it stands on the board, and until when it opens (seconds since 1970). Raises RoomGone."""
        found = self._one(select(room.c.shown_code, room.c.code_until).where(room.c.id == chair.room))
        if found is None:
            raise RoomGone
        return chair.lock.open(found.shown_code, "shown code").decode("ascii"), found.code_until

    def add_coach(self, chair: Chair, key: str) -> str:
        """Let ``key`` lead the room, too; the id by which it is taken back. Raises KeyInvalid, StoreUnavailable."""
        row = _coach_row(key, chair.room, chair.secret, lead=False)

        def add(connection: Connection) -> None:
            if not _touch(connection, chair.room):
                raise RoomGone
            if connection.scalar(select(room_coach.c.id).where(room_coach.c.id == row["id"])) is None:
                connection.execute(insert(room_coach), row)

        self._writer.run(add)
        return str(row["id"])

    def give_chair(self, chair: Chair, key: str) -> None:
        """Let ``key`` (a workbook's, or another device's) lead the room just as this chair does.

        A key leads one room: the one it led before is led by its other keys. Raises KeyInvalid, RoomGone,
        StoreUnavailable.
        """
        row = _coach_row(key, chair.room, chair.secret, lead=chair.lead)

        def give(connection: Connection) -> None:
            if not _touch(connection, chair.room):
                raise RoomGone
            connection.execute(delete(room_coach).where(room_coach.c.id == row["id"]))
            connection.execute(insert(room_coach), row)

        self._writer.run(give)

    def give_up_chair(self, key: str) -> None:
        """Lead the room by this key no more; its other keys still do."""
        theirs = row_of(key, _COACH)
        self._writer.run(lambda connection: connection.execute(delete(room_coach).where(room_coach.c.id == theirs)))

    def drop_coaches(self, chair: Chair) -> int:
        """Take back every key but the first coach's; how many there were."""
        others = (room_coach.c.room == chair.room) & ~room_coach.c.lead
        return self._writer.run(lambda connection: connection.execute(delete(room_coach).where(others)).rowcount)

    def co_coaches(self, chair: Chair) -> int:
        """How many keys were handed out."""
        others = (room_coach.c.room == chair.room) & ~room_coach.c.lead
        found = self._one(select(func.count().label("number")).select_from(room_coach).where(others))
        return int(found.number) if found is not None else 0

    # ── what is said in the room ─────────────────────────────────────────────────────────────────────────────────

    def version(self, place: Place) -> int | None:
        """The number of the room's latest change, None when the room is gone: all that a board asks every time."""
        found = self._one(select(room.c.version).where(room.c.id == place.room))
        return None if found is None else int(found.version)

    def read(self, place: Place) -> tuple[int, bytes] | None:
        """The number of the latest change and the state as given, or None when the room is gone."""
        found = self._one(select(room.c.version, room.c.state).where(room.c.id == place.room))
        return None if found is None else (int(found.version), place.lock.open(found.state, "state"))

    def change(self, chair: Chair, step: Callable[[bytes], bytes]) -> bytes:
        """Put what ``step`` makes of the state in its place, with nobody between; return it. Raises RoomGone."""

        def put(connection: Connection) -> bytes:
            found = connection.scalar(select(room.c.state).where(room.c.id == chair.room).with_for_update())
            if found is None:
                raise RoomGone
            after = step(chair.lock.open(found, "state"))
            _touch(connection, chair.room, state=chair.lock.seal(after, "state"))
            return after

        return self._writer.run(put)

    def move(self, seat: Seat, place: str) -> None:
        """Note where a participant is; nothing when the seat was given up."""
        mine = room_person.c.id == seat.person
        self._writer.run(lambda connection: connection.execute(update(room_person).where(mine).values(place=place)))

    def places(self, place: Place) -> Counter[str]:
        """How many are where."""
        counted = select(room_person.c.place, func.count()).where(room_person.c.room == place.room)
        with self._database.reading() as connection:
            rows = connection.execute(counted.group_by(room_person.c.place)).all()
        return Counter({str(where): int(number) for where, number in rows})

    def people(self, place: Place) -> list[tuple[str, bytes]]:
        """Who is in the room and what each said on entering, in no order that tells when they came."""
        asked = select(room_person.c.id, room_person.c.body).where(room_person.c.room == place.room)
        with self._database.reading() as connection:
            rows = connection.execute(asked.order_by(room_person.c.id)).all()
        return [(row.id, place.lock.open(row.body, row.id)) for row in rows]

    def person(self, seat: Seat) -> bytes | None:
        """What this participant said on entering."""
        found = self._one(select(room_person.c.body).where(room_person.c.id == seat.person))
        return None if found is None else seat.lock.open(found.body, seat.person)

    # ── items ────────────────────────────────────────────────────────────────────────────────────────────────────

    def put(self, seat: Seat, kind: str, body: bytes, mark: Mark) -> bool:
        """Put one thing up, in place of the former of its kind; False when the seat was given up meanwhile."""
        row = {"person": seat.person, "kind": kind, "room": seat.room, "mark": mark, "shared_at": time.time(),
               "body": seat.lock.seal(body, f"{seat.person} {kind}")}  # fmt: skip

        def share(connection: Connection) -> bool:
            _touch(connection, seat.room)
            if connection.scalar(select(room_person.c.id).where(room_person.c.id == seat.person)) is None:
                return False
            dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
            put = dialect.insert(room_item).values(row)
            connection.execute(put.on_conflict_do_update(
                index_elements=["person", "kind"], set_={key: row[key] for key in ("body", "mark", "shared_at")}
            ))  # fmt: skip
            return True

        return self._writer.run(share)

    def drop(self, seat: Seat, kind: str) -> bool:
        """Take one thing back, from the log too; whether it was there."""
        mine = (room_item.c.person == seat.person) & (room_item.c.kind == kind)

        def take(connection: Connection) -> bool:
            _touch(connection, seat.room)
            return connection.execute(delete(room_item).where(mine)).rowcount > 0

        taken = self._writer.run(take)
        self._database.forget_deleted()
        return taken

    def items(self, place: Place, kind: str) -> list[Item]:
        """All of one kind, in the order they were put up."""
        with self._database.reading() as connection:
            return _items(connection, place, kind)

    def items_of(self, seat: Seat) -> dict[str, Item]:
        """What this participant put up, by kind."""
        asked = select(room_item).where(room_item.c.person == seat.person)
        with self._database.reading() as connection:
            return {row.kind: _item(row, seat) for row in connection.execute(asked).all()}

    def mark(self, chair: Chair, person: str, kind: str, mark: Mark) -> bool:
        """Mark one thing; whether it was still there."""
        one = (room_item.c.person == person) & (room_item.c.kind == kind) & (room_item.c.room == chair.room)

        def put(connection: Connection) -> bool:
            _touch(connection, chair.room)
            return connection.execute(update(room_item).where(one).values(mark=mark)).rowcount > 0

        return self._writer.run(put)

    def put_aside(self, chair: Chair, kinds: Sequence[str], marks: Callable[[Item], Mark]) -> int:
        """Mark everything of these kinds anew in one go; how many there are."""

        def put(connection: Connection) -> int:
            _touch(connection, chair.room)
            found = [item for kind in kinds for item in _items(connection, chair, kind)]
            for item in found:
                one = (room_item.c.person == item.person) & (room_item.c.kind == item.kind)
                connection.execute(update(room_item).where(one).values(mark=marks(item)))
            return len(found)

        return self._writer.run(put)

    def forget_aside(self, chair: Chair) -> int:
        """Delete what was put aside; how many. Without a write where there is nothing."""
        mine = (room_item.c.room == chair.room) & (room_item.c.mark == "put_aside")
        if self._one(select(func.count().label("number")).select_from(room_item).where(mine)) == (0,):
            return 0
        gone = self._writer.run(lambda connection: connection.execute(delete(room_item).where(mine)).rowcount)
        self._database.forget_deleted()
        return gone

    # ── pictures ─────────────────────────────────────────────────────────────────────────────────────────────────

    def picture(self, place: Place, kind: str) -> bytes | None:
        """What was kept of the picture shown last."""
        found = self._one(select(room_view.c.body).where(room_view.c.room == place.room, room_view.c.kind == kind))
        return None if found is None else place.lock.open(found.body, f"view {kind}")

    def advance(
        self, place: Place, kind: str, step: Callable[[bytes | None, list[Item]], bytes | None]
    ) -> bytes | None:
        """Keep what ``step`` makes of the picture shown last and of all items of its kind, with nobody between.

        Step answers None to keep what there is. So every board of every server goes through the same steps.
        """

        def keep(connection: Connection) -> bytes | None:
            # The room's row first, as in every change: two boards wait for each other here.
            held = select(room.c.id).where(room.c.id == place.room).with_for_update()
            if connection.scalar(held) is None:
                return None
            one = (room_view.c.room == place.room) & (room_view.c.kind == kind)
            sealed = connection.scalar(select(room_view.c.body).where(one))
            before = None if sealed is None else place.lock.open(sealed, f"view {kind}")
            after = step(before, _items(connection, place, kind))
            if after is None or after == before:
                return before
            body = place.lock.seal(after, f"view {kind}")
            if before is None:
                connection.execute(insert(room_view).values(room=place.room, kind=kind, body=body))
            else:
                connection.execute(update(room_view).where(one).values(body=body))
            _touch(connection, place.room)
            return after

        return self._writer.run(keep)

    # ── the end ──────────────────────────────────────────────────────────────────────────────────────────────────

    def keep_until(self, chair: Chair, moment: datetime) -> None:
        """Close the door now and delete the room at ``moment``."""

        def put(connection: Connection) -> None:
            if not _touch(connection, chair.room, code_until=time.time(), keep_until=moment.timestamp()):
                raise RoomGone

        self._writer.run(put)

    def purge(self, chair: Chair) -> Purged:
        """Delete the room and everything in it, from the log too; what went."""
        purged = self._writer.run(lambda connection: _purge(connection, [chair.room]))
        self._database.forget_deleted()
        return purged

    def _one(self, asked: object) -> Row[tuple[object, ...]] | None:
        with self._database.reading() as connection:
            return connection.execute(asked).one_or_none()  # type: ignore[call-overload,no-any-return]


def purge_rooms(connection: Connection) -> Purged:
    """Delete every room past its day; what went."""
    due = connection.scalars(select(room.c.id).where(room.c.keep_until < time.time())).all()
    return _purge(connection, due)


def drop_seat_of(connection: Connection, key: str) -> None:
    """Delete the seat of a workbook and all that was put up from it."""
    _give_up(connection, row_of(key, _SEAT))


def move_seat(connection: Connection, old: str, new: str) -> None:
    """Hand the seat and the chair of the old key to the new one."""
    for opens, purpose in ((room_person.c.seat, _SEAT), (room_coach.c.id, _COACH)):
        before, after, table = lock_of(old, purpose), lock_of(new, purpose), opens.table
        found = connection.execute(select(table.c.room, table.c.secret).where(opens == before.row)).one_or_none()
        if found is not None:
            sealed = after.seal(before.open(found.secret, found.room), found.room)
            moved = update(table).where(opens == before.row).values({opens.name: after.row, "secret": sealed})
            connection.execute(moved)


def _purge(connection: Connection, ids: Sequence[str]) -> Purged:
    def gone(table: Table, column: str = "room") -> int:
        return connection.execute(delete(table).where(table.c[column].in_(ids))).rowcount

    if not ids:
        return Purged()
    # The counts are the proof, so each table is emptied by itself and not by the one above it.
    items, people, pictures = gone(room_item), gone(room_person), gone(room_view)
    coaches = gone(room_coach)
    return Purged(gone(room, "id"), coaches, people, items, pictures)


def _give_up(connection: Connection, seat: str) -> None:
    mine = connection.execute(
        select(room_person.c.id, room_person.c.room).where(room_person.c.seat == seat)
    ).one_or_none()
    if mine is not None:
        _touch(connection, mine.room)  # a board that is open lets go of a card, too
        connection.execute(delete(room_item).where(room_item.c.person == mine.id))
        connection.execute(delete(room_person).where(room_person.c.id == mine.id))


def _touch(connection: Connection, id: str, **values: object) -> bool:
    """Count one change of the room, and lock its row; whether there is such a room."""
    changed = update(room).where(room.c.id == id).values(version=room.c.version + 1, **values)
    return connection.execute(changed).rowcount > 0


def _items(connection: Connection, place: Place, kind: str) -> list[Item]:
    asked = select(room_item).where(room_item.c.room == place.room, room_item.c.kind == kind)
    rows = connection.execute(asked.order_by(room_item.c.shared_at, room_item.c.person)).all()
    return [_item(row, place) for row in rows]


def _item(row: Row[tuple[object, ...]], place: Place) -> Item:
    body = place.lock.open(row.body, f"{row.person} {row.kind}")
    return Item(row.person, row.kind, row.mark, row.shared_at, body)


def _coded(lock: Lock, secret: str, code: str) -> dict[str, object]:
    door = lock_of(_stretch(code), _CODE)
    return {
        "code": door.row,
        "for_code": door.seal(secret.encode("ascii"), "code"),
        "shown_code": lock.seal(code.encode("ascii"), "shown code"),
    }


def _coach_row(key: str, id: str, secret: str, *, lead: bool) -> dict[str, object]:
    theirs = lock_of(key, _COACH)
    return {"id": theirs.row, "room": id, "secret": theirs.seal(secret.encode("ascii"), id), "lead": lead}


def _stretch(code: str) -> str:
    """A key made of the short code, always at the same price; a room full of people pays it once."""
    with _stretching:  # one at a time: 16 MB each, and a second one asking for the same code waits for the first
        return _stretched(code)


@lru_cache(maxsize=256)
def _stretched(code: str) -> str:
    raw = hashlib.scrypt(code.encode("utf-8"), salt=b"icp join code", **_SCRYPT)
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")
