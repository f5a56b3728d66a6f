"""The board on the projector: the step, the clock, the picture shown, and the way in. It has no control at all.

It asks for one number every second; drawings are made anew only when that number, the clock or a turn has changed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import streamlit as st

from icp.charts.drawing_room import (
    MOST_BARS,
    Cards,
    as_notes,
    draw_bars,
    draw_cards,
    draw_plan,
    draw_step,
    draw_waiting,
    draw_way_in,
    fill_pages,
    height_of,
)
from icp.room.code import show_code
from icp.room.kinds import KINDS
from icp.room.leading import how_many, join_code
from icp.room.pictures import Board, Picture, Wall, read_board, read_gallery, read_wall
from icp.room.state import Room
from icp.store import Chair, RoomGone, StoreUnavailable, get_store
from icp.ui import keys
from icp.ui.coach.chair import chair_now, join_link, phone_address
from icp.ui.coach.lead import clock_face
from icp.ui.frame import clock_time
from icp.ui.pictures import is_dark
from icp.ui.text import say

EVERY = 1.0
"""Seconds between two looks at the room; with drawing and sending a board is less than two behind."""
TURN = 12
"""Seconds a full wall stays before the next sentences take its place."""
BOARD_HIGH = 990.0
"""Units the step, the picture and the space between them may take on a projector of 1920 × 1080."""
URGENT = 60
"""Seconds left from which the clock stands out."""
RINGS = 5
"""Seconds after a clock ran out in which a board may still begin to ring for it, and for which its player stays."""

Drawn = tuple[str, str]
"""A drawing and what it says to those who hear it."""


def show_board() -> None:
    """The board; the page around it is empty."""
    _board()


@st.fragment(run_every=EVERY)
def _board() -> None:
    left, right = st.columns([1200, 520], gap="large")
    try:
        chair = chair_now()
        if chair is None:
            raise RoomGone
        board = read_board(get_store().rooms, chair)
        turn = int(time.time() / TURN)
        held = (board.version, turn if _takes_turns(board.room) else 0, is_dark(), st.context.url)
        kept: tuple[object, list[Drawn]] | None = st.session_state.get(keys.BOARD_DRAWN)
        if kept is None or kept[0] != held:
            kept = (held, [_main(chair, board, turn), *([] if board.room.closed else [_way_in(chair, board.room)])])
            st.session_state[keys.BOARD_DRAWN] = kept
        drawn, away = kept[1], False
    except RoomGone:
        st.title(say("coach.board.gone"), anchor=False)
        return
    except StoreUnavailable:
        kept = st.session_state.get(keys.BOARD_DRAWN)
        if kept is None:
            st.title(say("coach.board.away"), anchor=False)
            return
        board, drawn, away = None, kept[1], True
    room = st.session_state[keys.BOARD_ROOM] = board.room if board is not None else st.session_state[keys.BOARD_ROOM]
    _show(left, _head(room, away=away))
    for place, each in zip((left, right), drawn, strict=False):
        _show(place, each)
    with right:
        _ring(room)


def _show(place, drawn: Drawn) -> None:  # type: ignore[no-untyped-def]
    place.image(drawn[0], width="stretch", alt=drawn[1])


def _ring(room: Room) -> None:
    """A soft tone when the clock has run out. Its player is told apart by its words, which name the moment: a browser
    plays it once for each clock, however often the board is drawn."""
    if room.timer is None or room.closed or not room.sound:
        return
    ended, now = room.timer.ends_at, time.monotonic()
    rung: tuple[datetime, float] | None = st.session_state.get(keys.BOARD_RUNG)
    if rung is None or rung[0] != ended:
        if not 0 <= (datetime.now(UTC) - ended).total_seconds() < RINGS:
            return
        rung = st.session_state[keys.BOARD_RUNG] = (ended, now)
    if now - rung[1] < RINGS:  # from when it began to ring: a board that was drawn late rings to the end, too
        from icp.room.tone import ring

        at = clock_time(ended, seconds=True)
        st.audio(ring(), autoplay=True, alt=say_plain("coach.board.rings", time=at), width=1)


def _head(room: Room, *, away: bool) -> Drawn:
    clock, urgent = "", False
    if room.timer is not None and not room.closed:
        left = room.timer.left(datetime.now(UTC))
        clock, urgent = clock_face(left), left < URGENT
    message = say_plain("coach.board.away") if away else room.message.text if room.message is not None else ""
    if room.closed:
        title, place, message = (
            say_plain("coach.board.thanks"),
            room.name,
            say_plain("coach.board.away") if away else "",
        )
    elif room.step is None:
        title, place = room.name, say_plain("coach.board.begins")
    else:
        title, place = room.step.title, say_plain("coach.board.step", n=room.at + 1, of=len(room.steps))
    drawing = draw_step(title, place=place, clock=clock, urgent=urgent, message=message, dark=is_dark())
    return drawing, ". ".join(filter(None, (place, title, clock, message)))


def say_plain(key: str, **values: object) -> str:
    """Words for a drawing, which takes plain text."""
    from icp.catalogue import catalogue

    return catalogue().say(key, **values)


def _takes_turns(room: Room) -> bool:
    return bool(room.revealed) and KINDS[room.revealed[-1]].shape in ("text", "card")


def _main(chair: Chair, board: Board, turn: int) -> Drawn:
    """The picture shown last; without one, the session's plan."""
    room, dark = board.room, is_dark()
    high = BOARD_HIGH - height_of(_head(room, away=False)[0])
    if not room.revealed and room.closed and room.thanks:
        return draw_cards("", as_notes([room.thanks]), dark=dark), room.thanks
    if not room.revealed:
        steps = [(step.title, step.minutes) for step in room.steps]
        drawing = draw_plan("", steps, at=len(steps) if room.closed else room.at, high=high, dark=dark)
        return drawing, say_plain("coach.board.plan", what="; ".join(title for title, _ in steps))
    shown = room.revealed[-1]
    shapes: dict[str, Callable[[], Drawn]] = {
        "text": lambda: _wall(read_wall(get_store().rooms, chair, shown), turn, high, dark),
        "card": lambda: _gallery(chair, turn, high, dark),
    }
    draw = shapes.get(KINDS[shown].shape)
    if draw is not None:
        return draw()
    picture = board.picture(shown)
    assert picture is not None
    return _picture(picture, room, high, dark)


def _picture(picture: Picture, room: Room, high: float, dark: bool) -> Drawn:
    title, waits = picture.kind.title, picture.waits_for
    if picture.view is None:
        words = _waits("too_few", waits)
        drawing = draw_waiting(title, words, here=max(0, room.least - waits), needed=room.least, dark=dark)
        return drawing, f"{title}. {words}"
    notes = [say_plain("room.protected.people", n=picture.view.people)]
    rest = len(picture.bars) - MOST_BARS
    if rest > 0:
        notes.append(say_plain("coach.board.more", n=rest))
    if picture.pooled and picture.view.pool is None:
        notes.append(say_plain("room.protected.pool_several"))
    elif picture.view.pool:
        one = "room.protected.pool_one" if picture.view.pool == 1 else "room.protected.pool"
        notes.append(say_plain(one, n=picture.view.pool))
    if waits and not room.closed:
        notes.append(_waits("next", waits))
    note = " · ".join(notes)
    heard = "; ".join(f"{words}: {count}" for words, count in picture.bars)
    drawing = draw_bars(title, picture.bars, people=picture.view.people, note=note, high=high, dark=dark)
    return drawing, f"{title}. {heard}. {note}"


def _waits(kind: str, waits: int) -> str:
    if not waits:
        return say_plain("room.protected.holding")
    one = "_one" if waits == 1 else ""
    return say_plain(f"room.protected.{kind}{one}", n=waits)


def _wall(wall: Wall, turn: int, high: float, dark: bool) -> Drawn:
    title = wall.kind.title
    if not wall.texts:
        words = say_plain("coach.board.wall_read")
        if wall.waits_for:
            words = say_plain("room.protected.wall_one" if wall.waits_for == 1 else "room.protected.wall",
                              n=wall.waits_for)  # fmt: skip
        drawing = draw_waiting(title, words, here=wall.written, needed=wall.written + wall.waits_for, dark=dark)
        return drawing, f"{title}. {words}"
    shown, note = _in_turn(fill_pages(as_notes(wall.texts), high=high), turn)
    heard = " ".join(line for _, lines in shown for line in lines)
    return draw_cards(title, shown, note=note, dark=dark), f"{title}. {heard}"


def _gallery(chair: Chair, turn: int, high: float, dark: bool) -> Drawn:
    title = KINDS["card"].title
    cards: Cards = [(card.name, card.lines) for card in read_gallery(get_store().rooms, chair)]
    if not cards:
        words = say_plain("coach.board.no_cards")
        return draw_waiting(title, words, here=0, needed=0, dark=dark), f"{title}. {words}"
    shown, note = _in_turn(fill_pages(cards, high=high), turn)
    heard = "; ".join(f"{name}: {', '.join(lines)}" for name, lines in shown)
    return draw_cards(title, shown, note=note, dark=dark), f"{title}. {heard}"


def _in_turn(pages: Sequence[Cards], turn: int) -> tuple[Cards, str]:
    """What a full wall shows now, and which part of it that is."""
    at = turn % len(pages)
    return pages[at], say_plain("coach.board.turn", n=at + 1, of=len(pages)) if len(pages) > 1 else ""


def _way_in(chair: Chair, room: Room) -> Drawn:
    import segno

    rooms = get_store().rooms
    people = how_many(rooms, chair)
    inside = say_plain("coach.lead.in_one" if people == 1 else "coach.lead.in", n=people)
    code, address = show_code(join_code(rooms, chair)[0]), phone_address().short
    modules = [[bool(dot) for dot in row] for row in segno.make(join_link(code.replace("-", "")), micro=False).matrix]
    words = say_plain("coach.board.come_in")
    drawing = draw_way_in(code, address, modules, words=words, people=inside, dark=is_dark())
    return drawing, say_plain("coach.board.way_in_alt", code=code, address=address, people=inside)
