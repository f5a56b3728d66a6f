"""A coach opens a room, leads through it, takes a step back, and closes it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icp.catalogue import coach_kit
from icp.model import Workbook
from icp.room.code import ALPHABET, new_code, parse_code, show_code
from icp.room.kinds import KINDS
from icp.room.leading import (
    Opened,
    begin_step_anew,
    close_room,
    co_coaches,
    dismiss_coaches,
    draw_pairs,
    go_to_step,
    hide,
    how_many,
    invite_coach,
    join_code,
    logo,
    lower_protection,
    message_all,
    next_step,
    open_room,
    park,
    plan_room,
    purge_room,
    read_room,
    renew_code,
    resume,
    reveal,
    set_logo,
    set_pace,
    set_steps,
    set_thanks,
    start_timer,
    stop_timer,
    undo_begin_anew,
    unlock_all,
    unpark,
    where_are_they,
)  # fmt: skip
from icp.room.pictures import read_board
from icp.room.state import Host, RoomStep
from icp.room.taking_part import Offer, join, missed, move, pair_of, share, share_text, unshare
from icp.store import CodeTaken, RoomGone, Rooms, Seat, new_key
from tests.room.conftest import NOW, PutUp


def test_the_plan_is_the_agenda_s(opened: Opened) -> None:
    assert opened.room.minutes == 60
    assert [step.step for step in opened.room.steps][:3] == ["welcome", "start", "names"]
    assert opened.room.step is None
    with pytest.raises(KeyError):
        plan_room("a week", "x")


def test_the_coach_comes_back_by_the_key_and_finds_everything(rooms: Rooms, opened: Opened) -> None:
    go_to_step(rooms, opened.chair, 4, now=NOW)
    message_all(rooms, opened.chair, "Two more minutes", now=NOW)
    chair = resume(rooms, opened.key)
    assert chair is not None
    room = read_room(rooms, chair)[1]
    assert (room.at, room.message and room.message.text) == (4, "Two more minutes")
    assert join_code(rooms, chair) == (opened.code, NOW + timedelta(days=14))
    assert resume(rooms, new_key()) is None


def test_steps_pace_clock_and_message(rooms: Rooms, opened: Opened) -> None:
    chair = opened.chair
    assert next_step(rooms, chair).at == 0
    assert go_to_step(rooms, chair, 99).at == len(opened.room.steps) - 1
    assert go_to_step(rooms, chair, -5).at == -1
    assert set_pace(rooms, chair, "free").pace == "free"
    assert unlock_all(rooms, chair).unlocked
    timer = start_timer(rooms, chair, 90, now=NOW).timer
    assert timer is not None
    assert [timer.left(NOW + timedelta(seconds=s)) for s in (0, 30, 90, 200)] == [90, 60, 0, 0]
    assert stop_timer(rooms, chair).timer is None
    started = start_timer(rooms, chair, 60, now=NOW)
    assert started.unlocked
    after = next_step(rooms, chair)
    assert (after.timer, after.unlocked) == (None, False)
    assert message_all(rooms, chair, "  hello\nall ").message.text == "hello all"  # type: ignore[union-attr]
    assert message_all(rooms, chair, " ").message is None
    shorter = set_steps(rooms, chair, [RoomStep(step="start", minutes=5)])
    assert (shorter.minutes, shorter.at) == (5, 0)


def test_parking_pairs_thanks_and_logo(rooms: Rooms, opened: Opened) -> None:
    chair = opened.chair
    parked = park(rooms, chair, "What about taxes?").parking
    assert park(rooms, chair, "  ").parking == parked
    assert unpark(rooms, chair, parked[0].id).parking == ()
    seats = [join(rooms, new_key(), opened.code, f"N{n}") for n in range(7)]
    room = draw_pairs(rooms, chair, seed=1)
    assert sorted(map(len, room.pairs)) == [2, 2, 3]
    assert {person for pair in room.pairs for person in pair} == {s.person for s in seats if isinstance(s, Seat)}
    for seat in seats:
        assert isinstance(seat, Seat)
        mine = next(pair for pair in room.pairs if seat.person in pair)
        assert len(pair_of(rooms, room, seat)) == len(mine) - 1
    assert set_thanks(rooms, chair, "Thank you.\n\nCome again.").thanks == "Thank you.\n\nCome again."
    assert not set_logo(rooms, chair, b"GIF89a")
    picture = b"\x89PNG\r\n\x1a\n" + bytes(100)
    assert set_logo(rooms, chair, picture)
    assert logo(rooms, chair) == picture
    assert set_logo(rooms, chair, b"")
    assert logo(rooms, chair) is None


def test_a_helper_leads_but_neither_invites_nor_deletes(rooms: Rooms, opened: Opened) -> None:
    key = invite_coach(rooms, opened.chair)
    assert key is not None
    helper = resume(rooms, key)
    assert helper is not None
    assert next_step(rooms, helper).at == 0
    assert invite_coach(rooms, helper) is None
    assert purge_room(rooms, helper).total == 0
    assert dismiss_coaches(rooms, helper) == 0
    assert co_coaches(rooms, opened.chair) == 1
    assert dismiss_coaches(rooms, opened.chair) == 1
    assert resume(rooms, key) is None


def test_a_step_begun_anew_puts_aside_and_comes_back(rooms: Rooms, opened: Opened, put_up: PutUp) -> None:
    chair = opened.chair
    senders = [step.step for step in opened.room.steps].index("senders")
    go_to_step(rooms, chair, senders)
    seats = put_up("referrals", *["yes"] * 3, *["no"] * 3)
    reveal(rooms, chair, "referrals")
    before = read_board(rooms, chair).picture("referrals")
    room = begin_step_anew(rooms, chair)
    assert (room.revealed, room.begun_anew) == ((), {"referrals": 1})
    assert rooms.items_of(seats[0])["referrals"].mark == "put_aside"
    share(rooms, seats[0], Offer(KINDS["referrals"], given=("no",)))  # answers again before the coach thinks better
    back = undo_begin_anew(rooms, chair)
    assert back.revealed == ("referrals",)
    assert read_board(rooms, chair).picture("referrals") == before
    assert rooms.items_of(seats[0])["referrals"].mark == "open"
    assert undo_begin_anew(rooms, chair) == back


def test_what_was_put_aside_is_deleted_with_the_next_step(rooms: Rooms, opened: Opened, put_up: PutUp) -> None:
    chair = opened.chair
    senders = [step.step for step in opened.room.steps].index("senders")
    go_to_step(rooms, chair, senders)
    seats = put_up("referrals", *["yes"] * 3, *["no"] * 3)
    begin_step_anew(rooms, chair)
    next_step(rooms, chair)
    assert rooms.items_of(seats[0]) == {}
    assert undo_begin_anew(rooms, chair).aside is None


def test_a_picture_asked_again_shows_the_new_answers_of_the_same_people(
    rooms: Rooms, opened: Opened, put_up: PutUp
) -> None:
    chair = opened.chair
    go_to_step(rooms, chair, [step.step for step in opened.room.steps].index("senders"))
    seats = put_up("referrals", *["yes"] * 3, *["no"] * 3)
    reveal(rooms, chair, "referrals")
    read_board(rooms, chair)
    begin_step_anew(rooms, chair)
    reveal(rooms, chair, "referrals")
    for number, seat in enumerate(seats[:5]):
        share(rooms, seat, Offer(KINDS["referrals"], given=("no" if number else "yes",)))
    assert read_board(rooms, chair).picture("referrals").view is None  # type: ignore[union-attr]
    share(rooms, seats[5], Offer(KINDS["referrals"], given=("no",)))
    picture = read_board(rooms, chair).picture("referrals")
    assert picture is not None
    assert picture.view is not None
    assert picture.view.people == 6


def test_who_is_where_is_counted_and_never_named(rooms: Rooms, opened: Opened) -> None:
    seats = [join(rooms, new_key(), opened.code) for _ in range(3)]
    for seat, place in zip(seats, ("guide:tier", "guide:tier", "page:avatar"), strict=True):
        assert isinstance(seat, Seat)
        move(rooms, seat, place)
    assert where_are_they(rooms, opened.chair) == {"guide:tier": 2, "page:avatar": 1}
    assert how_many(rooms, opened.chair) == 3


def test_whoever_comes_late_is_told_what_is_over(rooms: Rooms, opened: Opened) -> None:
    kit = coach_kit()
    assert missed(read_room(rooms, opened.chair)[1]) == ()
    room = go_to_step(rooms, opened.chair, 2)
    assert missed(room) == (kit.step["welcome"].missed, kit.step["start"].missed)


def test_a_closed_room_takes_nobody_and_nothing_and_is_deleted_with_proof(
    rooms: Rooms, opened: Opened, put_up: PutUp
) -> None:
    (seat,) = put_up("referrals", "yes")
    room = close_room(rooms, opened.chair, now=NOW)
    assert (room.closed, room.purged_on) == (True, NOW + timedelta(days=30))
    assert close_room(rooms, opened.chair, now=NOW + timedelta(days=3)).purged_on == room.purged_on
    assert join(rooms, new_key(), opened.code) == "wrong"
    assert not share(rooms, seat, Offer(KINDS["referrals"], given=("no",)))
    assert share_text(rooms, seat, "insight", "I saw it.", Workbook()).why == "closed"  # type: ignore[union-attr]
    assert unshare(rooms, seat, "referrals")  # taking back is always possible
    purged = purge_room(rooms, opened.chair)
    assert (purged.rooms, purged.people, purged.items) == (1, 1, 0)
    with pytest.raises(RoomGone):
        read_room(rooms, opened.chair)
    with pytest.raises(RoomGone):
        next_step(rooms, opened.chair)


def test_taps_at_once_on_two_devices_are_all_there(rooms: Rooms, opened: Opened) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: park(rooms, opened.chair, f"question {n}"), range(24)))
    assert {p.text for p in read_room(rooms, opened.chair)[1].parking} == {f"question {n}" for n in range(24)}


def test_hidden_and_lowered(rooms: Rooms, opened: Opened) -> None:
    reveal(rooms, opened.chair, "values")
    assert reveal(rooms, opened.chair, "fit").revealed == ("values", "fit")
    assert hide(rooms, opened.chair, "values").revealed == ("fit",)
    assert (opened.room.least, opened.room.least_text) == (5, 10)
    low = lower_protection(rooms, opened.chair)
    assert (low.least, low.least_text) == (3, 3)
    with pytest.raises(KeyError):
        reveal(rooms, opened.chair, "clients")


def test_who_leads_stands_on_takeaways() -> None:
    assert Host(name="  Ada\u202e B. ", contact=("ada@example.org",)).credit == ("Ada B.", "ada@example.org")


def test_the_code_is_renewed(rooms: Rooms, opened: Opened) -> None:
    code = renew_code(rooms, opened.chair)
    assert join(rooms, new_key(), opened.code) == "wrong"
    assert isinstance(join(rooms, new_key(), code), Seat)


def test_a_code_that_another_room_has_is_drawn_again(
    rooms: Rooms, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = iter([opened.code, "NEXTC0DE", opened.code, opened.code])
    monkeypatch.setattr("icp.room.leading.new_code", lambda: next(drawn))
    assert open_room(rooms, plan_room("45", "Another")).code == "NEXTC0DE"
    with pytest.raises(CodeTaken):
        open_room(rooms, plan_room("45", "A third"))


@given(st.text(ALPHABET, min_size=8, max_size=8))
def test_a_code_is_read_however_it_is_typed(code: str) -> None:
    typed = show_code(code).lower().replace("0", "o").replace("1", "l")
    assert parse_code(f"  {typed} ") == code
    assert parse_code(" ".join(code).replace("1", "i")) == code


def test_what_is_no_code() -> None:
    assert len(set(new_code())) > 1
    for text in ("", "ABCD-234", "ABCD-23456", "ABCD-234U", "ABCD-234!", "ÄBCD-2345"):
        assert parse_code(text) is None
