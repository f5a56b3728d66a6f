"""What stands on a room's board: pictures of what was put up, a wall of texts, a gallery of cards.

A board asks for one number every time (0.25 ms: it may ask every second); only when the number has changed is anything
read, and then once a process for everybody who looks. The picture shown last lies in the database, so that boards of
any number of servers, a board loaded anew and a co-coach's see the same steps.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections import Counter, OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeVar

from icp.methods.protection import Memory, View, missing, protect, show_texts
from icp.room.kinds import KINDS, PICTURED, Kind
from icp.room.memory import pack_memory, unpack_memory
from icp.room.state import Room
from icp.store import Chair, Item, RoomGone, Rooms, Seat

T = TypeVar("T")
_KEPT = 64  # boards of so many rooms are kept at a time
_PERSON = 12  # characters of a person's id that a picture remembers: 72 bits tell five hundred people apart


@dataclass(frozen=True)
class Picture:
    """One picture on the board. ``view``: None before it may be shown. ``put_up``: how many put something up;
    ``waits_for``: so many more people until it shows or moves."""

    kind: Kind
    view: View | None
    put_up: int
    waits_for: int

    @property
    def bars(self) -> tuple[tuple[str, int], ...]:
        """The options in words with their counts, the most frequent first; ordered ones in their order."""
        told = () if self.view is None else self.view.bars
        words = self.kind.options
        if self.kind.shape == "several":
            told = tuple(sorted(told, key=lambda bar: -bar[1]))
        return tuple((words[option], count) for option, count in told)

    @property
    def pooled(self) -> tuple[str, ...]:
        """The options that are not told apart, in words."""
        return () if self.view is None else tuple(self.kind.options[option] for option in self.view.pooled)


@dataclass(frozen=True)
class Board:
    """The room and the pictures on its board, as of one change."""

    version: int
    room: Room
    pictures: tuple[Picture, ...]

    def picture(self, kind: str) -> Picture | None:
        """That kind's picture, None where it is not revealed."""
        return next((picture for picture in self.pictures if picture.kind.id == kind), None)


@dataclass(frozen=True)
class Wall:
    """A wall of texts. ``texts``: what may be read; ``written``: how many wrote; ``waits_for``: so many more until any
    may be read; ``unread``: so many wait for the coach's word."""

    kind: Kind
    texts: tuple[str, ...]
    written: int
    waits_for: int
    unread: int


@dataclass(frozen=True)
class Card:
    """A card of the gallery: whose ideal client it is, by first name, and what was put up of it."""

    person: str
    name: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class ToModerate:
    """One text or card before the coach; nothing says whose it is."""

    kind: Kind
    person: str
    text: str
    mark: str

    @property
    def id(self) -> str:
        """What it is called on the coach's page. The person's own id there would tell whose sentence it is: the same
        stands on a card, beside a first name."""
        return hashlib.sha256(f"{self.kind.id} {self.person}".encode()).hexdigest()[:16]


class _Kept:
    """The latest board of each of so many rooms, worked out once however many ask."""

    def __init__(self) -> None:
        self._boards: OrderedDict[str, Board] = OrderedDict()
        self._working: dict[str, threading.Lock] = {}
        self._guard = threading.Lock()

    def get(self, room: str, version: int, make: Callable[[], Board]) -> Board:
        with self._guard:
            found = self._boards.get(room)
            if found is not None and found.version == version:
                return found
            one = self._working.setdefault(room, threading.Lock())
        with one:
            with self._guard:
                found = self._boards.get(room)
            if found is None or found.version != version:  # lower, too: a database was brought back
                found = make()
                with self._guard:
                    self._boards[room] = found
                    self._boards.move_to_end(room)
                    while len(self._boards) > _KEPT:
                        self._working.pop(self._boards.popitem(last=False)[0], None)
            return found

    def forget(self, room: str) -> None:
        with self._guard:
            self._boards.pop(room, None)
            self._working.pop(room, None)


_kept = _Kept()


def read_board(rooms: Rooms, place: Chair | Seat) -> Board:
    """The board as of the room's latest change. One number is read where nothing changed.

    Raises RoomGone, StoreUnavailable.
    """
    version = rooms.version(place)
    if version is None:
        _kept.forget(place.room)
        raise RoomGone
    return _kept.get(place.room, version, lambda: make_board(rooms, place))


def make_board(rooms: Rooms, place: Chair | Seat) -> Board:
    """The board worked out anew; pictures that are due move on, for all boards. Raises RoomGone, StoreUnavailable."""
    room = _room(rooms, place)[1]
    pictures = tuple(_picture(rooms, place, KINDS[kind], room) for kind in PICTURED if room.is_revealed(kind))
    version, room = _room(rooms, place)  # a picture that moved was a change of its own
    return Board(version, room, pictures)


def _picture(rooms: Rooms, place: Chair | Seat, kind: Kind, room: Room) -> Picture:
    how = kind.guard(room)

    def moved(memory: Memory, items: list[Item]) -> Memory:
        return protect(_answers(items, kind), tuple(kind.options), memory, how)

    def step(before: bytes | None, items: list[Item]) -> bytes | None:
        was, put_aside = unpack_memory(before)
        after = moved(was, items)
        return None if after is was else pack_memory(after, put_aside)

    items = rooms.items(place, kind.id)
    memory, _ = unpack_memory(rooms.picture(place, kind.id))
    if not room.closed and moved(memory, items) is not memory:
        memory, _ = unpack_memory(rooms.advance(place, kind.id, step))
    answers = _answers(items, kind)
    return Picture(kind, memory.view, len(answers), missing(answers, memory, how))


def _answers(items: list[Item], kind: Kind) -> dict[str, frozenset[str]]:
    known = kind.options.keys()
    return {
        item.person[:_PERSON]: frozenset(json.loads(item.body)["given"]) & known
        for item in items
        if item.mark == "open"
    }


def read_wall(rooms: Rooms, place: Chair | Seat, kind: str) -> Wall:
    """The wall of that kind: texts the coach approved, once enough people wrote. Raises KeyError for no such wall."""
    known, room = KINDS[kind], _room(rooms, place)[1]
    how = known.guard(room)
    items = [item for item in rooms.items(place, kind) if item.mark != "put_aside"]
    approved = [str(json.loads(item.body)["text"]) for item in items if item.mark == "approved"]
    texts = show_texts(len(items), approved, how) if room.is_revealed(kind) else ()
    unread = sum(item.mark == "waiting" for item in items)
    return Wall(known, texts, len(items), max(0, how.least - len(items)), unread)


def read_gallery(rooms: Rooms, place: Chair | Seat) -> tuple[Card, ...]:
    """The cards on the board, by first name. Whoever put one up wanted it seen, so none waits for others."""
    if not _room(rooms, place)[1].is_revealed("card"):
        return ()
    cards = []
    for item in rooms.items(place, "card"):
        if item.mark == "open":
            body = json.loads(item.body)
            cards.append(Card(item.person, str(body["name"]), tuple(body["lines"])))
    return tuple(sorted(cards, key=lambda card: (card.name.casefold(), card.person)))


def to_moderate(rooms: Rooms, chair: Chair) -> tuple[ToModerate, ...]:
    """Every text and card, those that wait first; in an order that does not tell who came first."""
    found = []
    for kind in KINDS.values():
        if kind.shape not in ("text", "card"):
            continue
        for item in rooms.items(chair, kind.id):
            body = json.loads(item.body)
            text = str(body["text"]) if kind.shape == "text" else ": ".join((body["name"], "; ".join(body["lines"])))
            if item.mark != "put_aside":
                found.append(ToModerate(kind, item.person, text, item.mark))
    return tuple(sorted(found, key=lambda each: (each.mark != "waiting", each.kind.id, each.text.casefold())))


def moderate(rooms: Rooms, chair: Chair, each: ToModerate, word: Literal["approve", "hide"]) -> bool:
    """Let a text or card stand, or take it off the wall; whether it was still there."""
    shown: Literal["approved", "open"] = "approved" if each.kind.moderated else "open"
    return rooms.mark(chair, each.person, each.kind.id, shown if word == "approve" else "hidden")


def put_up(rooms: Rooms, chair: Chair) -> Counter[str]:
    """How many put something of each kind up; what a step begun anew put aside is not up."""
    up = {kind: sum(item.mark != "put_aside" for item in rooms.items(chair, kind)) for kind in KINDS}
    return +Counter(up)


def _room(rooms: Rooms, place: Chair | Seat) -> tuple[int, Room]:
    found = rooms.read(place)
    if found is None:
        raise RoomGone
    return found[0], Room.model_validate_json(found[1])
