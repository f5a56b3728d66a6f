"""What a coach does with a room: opens it, leads through its steps, talks to all, closes it.

Every use case that changes something returns the room after it, as it was committed. Errors of all: RoomGone when it
was deleted, StoreUnavailable.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from icp.catalogue import coach_kit
from icp.methods.protection import FLOOR, LEAST, LEAST_TEXT
from icp.model import clean_text
from icp.room.code import new_code
from icp.room.kinds import KINDS
from icp.room.memory import aside_memory, restored_memory
from icp.room.state import LONGEST_STEP, LONGEST_TEXT, Host, Message, Pace, Parked, PutAside, Room, RoomStep, Timer
from icp.store import Chair, CodeTaken, Item, Mark, Purged, RoomGone, Rooms, Seat, new_key

T = TypeVar("T")
CODE_DAYS = 14
OPEN_DAYS = 60  # a room nobody closes goes after that
KEPT_DAYS = 30  # after closing


@dataclass(frozen=True)
class Opened:
    """A room just opened: the coach's key, to be kept like any key, the code to join by, and the chair."""

    key: str = field(repr=False)
    code: str
    chair: Chair
    room: Room


# ── opening ──────────────────────────────────────────────────────────────────────────────────────────────────────


def plan_room(
    agenda: str, name: str, host: Host | None = None, *, pace: Pace = "locked", now: datetime | None = None
) -> Room:
    """A room as an agenda of the coach's kit has it, not opened yet. Raises KeyError for an unknown agenda."""
    found = next((each for each in coach_kit().agenda if each.id == agenda), None)
    if found is None:
        raise KeyError(agenda)
    steps = tuple(RoomStep(step=timed.step, minutes=timed.minutes) for timed in found.steps)
    return Room(name=name, host=host or Host(), agenda=agenda, steps=steps, pace=pace, opened_at=_now(now))


def open_room(rooms: Rooms, room: Room) -> Opened:
    """Put the room into the database, with a code of its own and a key for the coach."""
    key = new_key()
    body = room.model_dump_json().encode()
    until, keep = room.opened_at + timedelta(days=CODE_DAYS), room.opened_at + timedelta(days=OPEN_DAYS)
    code, chair = _with_new_code(lambda code: rooms.open(key, code, body, until, keep))
    return Opened(key, code, chair, room)


def resume(rooms: Rooms, key: str) -> Chair | None:
    """The chair a coach's key opens; None alike for a wrong key, one taken back, and a room that is gone."""
    return rooms.by_coach(key)


def read_room(rooms: Rooms, place: Chair | Seat) -> tuple[int, Room]:
    """The room as it is, and the number of its latest change. Raises RoomGone."""
    found = rooms.read(place)
    if found is None:
        raise RoomGone
    return found[0], Room.model_validate_json(found[1])


def join_code(rooms: Rooms, chair: Chair) -> tuple[str, datetime]:
    """The code on the board, and until when it lets people in."""
    code, until = rooms.code(chair)
    return code, datetime.fromtimestamp(until, UTC)


def renew_code(rooms: Rooms, chair: Chair, *, now: datetime | None = None) -> str:
    """A new code; the former lets nobody in any more, and whoever is in stays in."""
    return _with_new_code(lambda code: rooms.renew_code(chair, code, _now(now) + timedelta(days=CODE_DAYS)))[0]


def invite_coach(rooms: Rooms, chair: Chair) -> str | None:
    """A key for somebody who leads along; it opens the same room. None: only the first coach hands keys out."""
    if not chair.lead:
        return None
    key = new_key()
    rooms.add_coach(chair, key)
    return key


def dismiss_coaches(rooms: Rooms, chair: Chair) -> int:
    """Take back every key that was handed out; how many. The first coach's own key stays."""
    return rooms.drop_coaches(chair) if chair.lead else 0


def co_coaches(rooms: Rooms, chair: Chair) -> int:
    """How many keys are handed out."""
    return rooms.co_coaches(chair)


# ── leading ──────────────────────────────────────────────────────────────────────────────────────────────────────


def go_to_step(rooms: Rooms, chair: Chair, at: int, *, now: datetime | None = None) -> Room:
    """Begin the step of that number (from 0), or go before the first with −1; a running timer and the way back from a
    step begun anew end with it. Out of range: the nearest. Where it runs already, nothing ends."""

    def reached(room: Room) -> int:
        return max(-1, min(at, len(room.steps) - 1))

    room = read_room(rooms, chair)[1]
    if reached(room) == room.at:
        return room
    rooms.forget_aside(chair)

    def step(room: Room) -> Room:
        if reached(room) == room.at:
            return room
        return room.changed(at=reached(room), began_at=_now(now), timer=None, unlocked=False, aside=None)

    return _change(rooms, chair, step)


def begin_step(rooms: Rooms, chair: Chair, step: str, *, now: datetime | None = None) -> Room:
    """Begin the next coming step of that id; nothing where none comes any more.

    So a tap on "Next" skips nothing when whoever leads along tapped first.
    """
    room = read_room(rooms, chair)[1]
    at = next((at for at, each in enumerate(room.coming, room.at + 1) if each.step == step), None)
    return room if at is None else go_to_step(rooms, chair, at, now=now)


def set_pace(rooms: Rooms, chair: Chair, pace: Pace) -> Room:
    """ "locked": nobody goes beyond the step that runs; "free": everybody as they like."""
    return _change(rooms, chair, lambda room: room.changed(pace=pace))


def unlock_all(rooms: Rooms, chair: Chair, *, unlocked: bool = True) -> Room:
    """Let everybody go on until the next step begins, or take that back."""
    return _change(rooms, chair, lambda room: room.changed(unlocked=unlocked))


def add_step(rooms: Rooms, chair: Chair, step: str, minutes: int) -> Room:
    """Put a step of the kit in as the next one; nothing where it runs or comes anyway. Raises KeyError."""
    if step not in coach_kit().step:
        raise KeyError(step)
    added = RoomStep(step=step, minutes=minutes)

    def add(room: Room) -> Room:
        known = {each.step for each in (room.step, *room.coming) if each is not None}
        return room if step in known else room.with_coming((added, *room.coming))

    return _change(rooms, chair, add)


def drop_step(rooms: Rooms, chair: Chair, step: str) -> Room:
    """Leave a coming step out."""
    return _change(rooms, chair, lambda room: room.with_coming([each for each in room.coming if each.step != step]))


def move_step(rooms: Rooms, chair: Chair, step: str, by: int) -> Room:
    """Let a coming step come so many places later, earlier with a negative number; it stays behind the running one."""

    def move(room: Room) -> Room:
        rest = [each for each in room.coming if each.step != step]
        moved = [each for each in room.coming if each.step == step]
        if not moved:
            return room
        at = max(0, [each.step for each in room.coming].index(step) + by)
        return room.with_coming([*rest[:at], *moved, *rest[at:]])

    return _change(rooms, chair, move)


def lengthen_step(rooms: Rooms, chair: Chair, step: str, minutes: int) -> Room:
    """Give a coming step so many minutes more, or fewer with a negative number: one at least, four hours at most."""

    def longer(room: Room) -> Room:
        return room.with_coming([_longer(each, minutes) if each.step == step else each for each in room.coming])

    return _change(rooms, chair, longer)


def give_time(rooms: Rooms, chair: Chair, minutes: int, *, now: datetime | None = None) -> Room:
    """So many minutes more for the step that runs and for its clock; a clock that ran out begins again with them."""

    def give(room: Room) -> Room:
        steps = [_longer(each, minutes) if at == room.at else each for at, each in enumerate(room.steps)]
        timer = room.timer
        if timer is not None:
            ends = max(timer.ends_at, _now(now)) + timedelta(minutes=minutes)
            timer = Timer(ends_at=ends, seconds=timer.seconds + 60 * minutes)
        return room.changed(steps=steps, timer=timer)

    return _change(rooms, chair, give)


def _longer(step: RoomStep, minutes: int) -> RoomStep:
    return RoomStep(step=step.step, minutes=max(1, min(step.minutes + minutes, LONGEST_STEP)))


def message_all(rooms: Rooms, chair: Chair, text: str, *, now: datetime | None = None) -> Room:
    """Say something to everybody, in place of what was said before; "" takes it away."""
    words = clean_text(text)[:LONGEST_TEXT]
    said = Message(text=words, sent_at=_now(now)) if words else None
    return _change(rooms, chair, lambda room: room.changed(message=said))


def start_timer(rooms: Rooms, chair: Chair, seconds: int, *, now: datetime | None = None) -> Room:
    """Let a clock run for everybody to see, at most four hours."""
    length = max(1, min(seconds, 4 * 3600))
    timer = Timer(ends_at=_now(now) + timedelta(seconds=length), seconds=length)
    return _change(rooms, chair, lambda room: room.changed(timer=timer))


def stop_timer(rooms: Rooms, chair: Chair) -> Room:
    """Take the clock away."""
    return _change(rooms, chair, lambda room: room.changed(timer=None))


def set_sound(rooms: Rooms, chair: Chair, *, sound: bool) -> Room:
    """Whether the board rings when a clock runs out."""
    return _change(rooms, chair, lambda room: room.changed(sound=sound))


def reveal(rooms: Rooms, chair: Chair, kind: str) -> Room:
    """Put the picture, the wall or the gallery of that kind on the board. Raises KeyError for an unknown kind."""
    known = KINDS[kind].id
    return _change(rooms, chair, lambda room: room.changed(revealed=(*(k for k in room.revealed if k != known), known)))


def hide(rooms: Rooms, chair: Chair, kind: str) -> Room:
    """Take it off the board. What was shown is remembered, so that showing it again tells nothing new by itself."""
    return _change(rooms, chair, lambda room: room.changed(revealed=tuple(k for k in room.revealed if k != kind)))


def lower_protection(rooms: Rooms, chair: Chair) -> Room:
    """Show pictures and texts from three people on, for small rooms; everybody's consent says so."""
    return _change(rooms, chair, lambda room: room.changed(least=FLOOR, least_text=FLOOR))


def raise_protection(rooms: Rooms, chair: Chair) -> Room:
    """Back to five people for a picture and ten for a text; what was shown cannot be taken back."""
    return _change(rooms, chair, lambda room: room.changed(least=LEAST, least_text=LEAST_TEXT))


def park(rooms: Rooms, chair: Chair, text: str) -> Room:
    """Note a question for later; nothing when it is empty."""
    words = clean_text(text)[:LONGEST_TEXT]
    return _change(
        rooms, chair, lambda room: room.changed(parking=(*room.parking, Parked(text=words))) if words else room
    )


def unpark(rooms: Rooms, chair: Chair, id: str) -> Room:
    """Take a question off the list."""
    return _change(rooms, chair, lambda room: room.changed(parking=tuple(p for p in room.parking if p.id != id)))


def draw_pairs(rooms: Rooms, chair: Chair, *, seed: int | None = None) -> Room:
    """Put everybody who is in the room in twos, by lot; the last three stay together where the number is odd."""
    people = [person for person, _ in rooms.people(chair)]
    (random.Random(seed) if seed is not None else random.SystemRandom()).shuffle(people)
    pairs = [tuple(people[at : at + 2]) for at in range(0, len(people), 2)]
    if len(pairs) > 1 and len(pairs[-1]) == 1:
        pairs[-2:] = [pairs[-2] + pairs[-1]]
    return _change(rooms, chair, lambda room: room.changed(pairs=tuple(pairs)))


def set_thanks(rooms: Rooms, chair: Chair, text: str) -> Room:
    """What stands on everybody's last page; paragraphs stay."""
    words = "\n\n".join(filter(None, (clean_text(part) for part in text.split("\n"))))[:2000]
    return _change(rooms, chair, lambda room: room.changed(thanks=words))


# ── a step begun anew ────────────────────────────────────────────────────────────────────────────────────────────


def begin_step_anew(rooms: Rooms, chair: Chair) -> Room:
    """Put aside what was put up in the step that runs, hide its pictures and stop its timer: it is asked again.

    :func:`undo_begin_anew` brings everything back until another step begins; then it is deleted. Until then a second
    time does nothing, or whoever leads along would delete what the first put aside.
    """
    room = read_room(rooms, chair)[1]
    if room.step is None or room.aside is not None:
        return room
    kinds = room.step.shares
    rooms.put_aside(chair, kinds, lambda _: "put_aside")
    for kind in kinds:
        rooms.advance(chair, kind, lambda before, _items: aside_memory(before))
    aside = PutAside(step=room.at, kinds=kinds, revealed=room.revealed, timer=room.timer)

    def again(now: Room) -> Room:
        anew = {**now.begun_anew, **{kind: now.begun_anew.get(kind, 0) + 1 for kind in kinds}}
        kept = tuple(kind for kind in now.revealed if kind not in kinds)
        return now.changed(aside=aside, revealed=kept, timer=None, begun_anew=anew)

    return _change(rooms, chair, again)


def undo_begin_anew(rooms: Rooms, chair: Chair) -> Room:
    """Bring back what the step begun anew put aside; what somebody put up since stays in its place."""
    room = read_room(rooms, chair)[1]
    aside = room.aside
    if aside is None:
        return room

    def mark(item: Item) -> Mark:
        if item.mark != "put_aside":
            return item.mark
        return "waiting" if KINDS[item.kind].moderated else "open"

    rooms.put_aside(chair, aside.kinds, mark)
    for kind in aside.kinds:
        rooms.advance(chair, kind, lambda before, _items: restored_memory(before))
    return _change(rooms, chair, lambda now: now.changed(aside=None, revealed=aside.revealed, timer=aside.timer))


# ── who is where ─────────────────────────────────────────────────────────────────────────────────────────────────


def where_are_they(rooms: Rooms, place: Chair | Seat) -> Counter[str]:
    """How many are at which place; never who."""
    return rooms.places(place)


def how_many(rooms: Rooms, place: Chair | Seat) -> int:
    """How many are in the room."""
    return rooms.places(place).total()


def nicknames(rooms: Rooms, chair: Chair) -> dict[str, str]:
    """What each person called themselves on entering, "" for nothing; by person."""
    return {person: str(json.loads(body).get("nickname", "")) for person, body in rooms.people(chair)}


# ── the end ──────────────────────────────────────────────────────────────────────────────────────────────────────


def close_room(rooms: Rooms, chair: Chair, *, now: datetime | None = None) -> Room:
    """End the session: nobody joins or puts up any more; everything is deleted thirty days later."""
    moment = _now(now)
    gone = read_room(rooms, chair)[1].purged_on or moment + timedelta(days=KEPT_DAYS)
    rooms.forget_aside(chair)
    rooms.keep_until(chair, gone)  # first: of a room that says it is closed the door is shut and the day is set
    return _change(
        rooms, chair,
        lambda room: room.changed(closed_at=room.closed_at or moment, purged_on=room.purged_on or gone, timer=None),
    )  # fmt: skip


def purge_room(rooms: Rooms, chair: Chair) -> Purged:
    """Delete the room and all that was put up, now; what went is the proof. Only the first coach may: others get
    nothing deleted."""
    return rooms.purge(chair) if chair.lead else Purged()


def _change(rooms: Rooms, chair: Chair, step: Callable[[Room], Room]) -> Room:
    after: list[Room] = []

    def put(body: bytes) -> bytes:
        after[:] = [step(Room.model_validate_json(body))]
        return after[0].model_dump_json().encode()

    rooms.change(chair, put)
    return after[0]


def _with_new_code(put: Callable[[str], T]) -> tuple[str, T]:
    """A code that no room has, and what ``put`` made of it; a taken one comes up once in 2⁴⁰ times the rooms there are.

    Raises CodeTaken when that happens twice.
    """
    code = new_code()
    try:
        return code, put(code)
    except CodeTaken:
        code = new_code()
        return code, put(code)


def _now(now: datetime | None) -> datetime:
    return now or datetime.now(UTC).replace(microsecond=0)
