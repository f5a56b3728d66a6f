"""A coach opens a room, leads through it, takes a step back, and closes it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from icp.catalogue import coach_kit
from icp.model import Workbook
from icp.room.code import ALPHABET, new_code, parse_code, show_code
from icp.room.kinds import KINDS
from icp.room.leading import (
    Opened,
    add_step,
    begin_step,
    begin_step_anew,
    close_room,
    co_coaches,
    dismiss_coaches,
    draw_pairs,
    drop_step,
    give_time,
    go_to_step,
    hide,
    how_many,
    invite_coach,
    join_code,
    lengthen_step,
    lower_protection,
    message_all,
    move_step,
    open_room,
    park,
    plan_room,
    purge_room,
    read_room,
    renew_code,
    resume,
    reveal,
    set_pace,
    set_sound,
    set_thanks,
    start_timer,
    stop_timer,
    undo_begin_anew,
    unlock_all,
    unpark,
    where_are_they,
)  # fmt: skip
from icp.room.pictures import put_up as count_put_up
from icp.room.pictures import read_board
from icp.room.state import Host, Room, RoomStep
from icp.room.taking_part import Offer, join, missed, move, pair_of, share, share_text, unshare
from icp.store import CodeTaken, RoomGone, Rooms, Seat, StoreUnavailable, new_key
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
    assert begin_step(rooms, chair, "welcome").at == 0
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
    after = go_to_step(rooms, chair, 2)
    assert (after.timer, after.unlocked) == (None, False)
    assert message_all(rooms, chair, "  hello\nall ").message.text == "hello all"  # type: ignore[union-attr]
    assert message_all(rooms, chair, " ").message is None


def plan(room: Room) -> list[tuple[str, int]]:
    return [(step.step, step.minutes) for step in room.steps]


@pytest.fixture
def short(rooms: Rooms) -> Opened:
    """Three steps of an hour, none begun."""
    steps = [RoomStep(step=step, minutes=minutes) for step, minutes in (("start", 4), ("names", 6), ("promise", 2))]
    return open_room(rooms, plan_room("60", "Short", now=NOW).with_coming(steps))


def test_coming_steps_are_put_in_moved_left_out_and_given_time(rooms: Rooms, short: Opened) -> None:
    chair = short.chair
    go_to_step(rooms, chair, 0)
    assert plan(add_step(rooms, chair, "break", 15)) == [("start", 4), ("break", 15), ("names", 6), ("promise", 2)]
    assert plan(move_step(rooms, chair, "break", 1)) == [("start", 4), ("names", 6), ("break", 15), ("promise", 2)]
    assert plan(move_step(rooms, chair, "break", 99))[-1] == ("break", 15)
    assert plan(move_step(rooms, chair, "break", -99))[1] == ("break", 15)  # never before the one that runs
    assert plan(lengthen_step(rooms, chair, "names", 5))[2] == ("names", 11)
    assert plan(lengthen_step(rooms, chair, "names", -50))[2] == ("names", 1)
    assert plan(lengthen_step(rooms, chair, "names", 999))[2] == ("names", 240)
    left = drop_step(rooms, chair, "break")
    assert (plan(left), left.at) == ([("start", 4), ("names", 240), ("promise", 2)], 0)


def test_a_step_that_runs_or_is_over_is_no_coming_one(rooms: Rooms, short: Opened) -> None:
    chair = short.chair
    go_to_step(rooms, chair, 1)
    before = read_room(rooms, chair)[1]
    for step in ("start", "names", "wall"):  # over, running, not in the plan
        assert drop_step(rooms, chair, step) == before
        assert move_step(rooms, chair, step, 1) == before
        assert lengthen_step(rooms, chair, step, 5) == before
    assert add_step(rooms, chair, "names", 5) == before
    assert add_step(rooms, chair, "promise", 5) == before
    assert plan(add_step(rooms, chair, "start", 3))[2] == ("start", 3)  # once more what is over
    with pytest.raises(KeyError):
        add_step(rooms, chair, "juggling", 5)


def test_a_plan_keeps_one_step_at_least(rooms: Rooms, short: Opened) -> None:
    for step in ("start", "names", "promise"):
        room = drop_step(rooms, short.chair, step)
    assert plan(room) == [("promise", 2)]


def test_the_running_step_and_its_clock_get_time_together(rooms: Rooms, short: Opened) -> None:
    chair = short.chair
    assert plan(give_time(rooms, chair, 5, now=NOW)) == plan(short.room)  # nothing runs
    go_to_step(rooms, chair, 0)
    assert plan(give_time(rooms, chair, 5, now=NOW))[0] == ("start", 9)
    start_timer(rooms, chair, 540, now=NOW)
    room = give_time(rooms, chair, 1, now=NOW + timedelta(seconds=100))
    assert plan(room)[0] == ("start", 10)
    assert room.timer is not None
    assert room.timer.ends_at == NOW + timedelta(seconds=600)
    late = give_time(rooms, chair, 1, now=NOW + timedelta(seconds=700)).timer  # it ran out 100 seconds ago
    assert late is not None
    assert late.ends_at == NOW + timedelta(seconds=760)


class OneRoom:
    """A room in memory, for many short lives."""

    def __init__(self, room: Room) -> None:
        self.state = room.model_dump_json().encode()

    def read(self, _place: object) -> tuple[int, bytes]:
        return 0, self.state

    def change(self, _chair: object, step: Callable[[bytes], bytes]) -> None:
        self.state = step(self.state)

    def forget_aside(self, _chair: object) -> None:
        pass


_STEPS = st.sampled_from(sorted(coach_kit().step))
_CHANGES = st.tuples(st.sampled_from(["add", "drop", "move", "longer", "go"]), _STEPS, st.integers(-3, 3))


@settings(deadline=None)
@given(st.lists(_CHANGES, max_size=12))
def test_whatever_is_changed_what_is_over_and_what_runs_stay(changes: list[tuple[str, str, int]]) -> None:
    rooms: Any = OneRoom(plan_room("45", "Any", now=NOW))
    chair: Any = None
    for what, step, by in changes:
        before = read_room(rooms, chair)[1]
        if what == "go":
            begin_step(rooms, chair, step)
        elif what == "add":
            add_step(rooms, chair, step, 5)
        elif what == "drop":
            drop_step(rooms, chair, step)
        else:
            (move_step if what == "move" else lengthen_step)(rooms, chair, step, by)
        after = read_room(rooms, chair)[1]
        if what == "go":
            assert after.steps == before.steps
            assert after.at == before.at or after.steps[after.at].step == step
        else:
            assert (after.at, after.steps[: after.at + 1]) == (before.at, before.steps[: before.at + 1])
        if what == "move":
            assert sorted(map(str, after.coming)) == sorted(map(str, before.coming))
        assert len({each.step for each in after.coming}) == len(after.coming)


def test_parking_pairs_and_thanks(rooms: Rooms, opened: Opened) -> None:
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


def test_a_helper_leads_but_neither_invites_nor_deletes(rooms: Rooms, opened: Opened) -> None:
    key = invite_coach(rooms, opened.chair)
    assert key is not None
    helper = resume(rooms, key)
    assert helper is not None
    assert go_to_step(rooms, helper, 0).at == 0
    assert invite_coach(rooms, helper) is None
    assert purge_room(rooms, helper).total == 0
    assert dismiss_coaches(rooms, helper) == 0
    assert co_coaches(rooms, opened.chair) == 1
    assert dismiss_coaches(rooms, opened.chair) == 1
    assert resume(rooms, key) is None


def test_two_who_lead_do_not_undo_each_other(rooms: Rooms, short: Opened) -> None:
    key = invite_coach(rooms, short.chair)
    assert key is not None
    lead, helper = short.chair, resume(rooms, key)
    assert helper is not None
    begin_step(rooms, lead, "names", now=NOW)
    start_timer(rooms, lead, 360, now=NOW)
    unlock_all(rooms, lead)
    before = read_room(rooms, lead)[1]
    # The helper's page is a moment old: what is named there runs by now, so nothing is skipped and no clock stops.
    assert begin_step(rooms, helper, "names") == before
    assert begin_step(rooms, helper, "start") == before
    assert go_to_step(rooms, helper, 1) == before
    move_step(rooms, lead, "promise", -1)
    lengthen_step(rooms, helper, "promise", 3)
    message_all(rooms, lead, "Two more minutes")
    room = set_sound(rooms, helper, sound=False)
    assert plan(room) == [("start", 4), ("names", 6), ("promise", 5)]
    assert (room.message and room.message.text, room.sound, room.timer) == ("Two more minutes", False, before.timer)


def test_many_taps_of_two_who_lead_are_all_there(rooms: Rooms, short: Opened) -> None:
    key = invite_coach(rooms, short.chair)
    assert key is not None
    helper = resume(rooms, key)
    assert helper is not None
    go_to_step(rooms, short.chair, 1)
    chairs = (short.chair, helper)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: give_time(rooms, chairs[n % 2], 1), range(12)))
        list(pool.map(lambda n: lengthen_step(rooms, chairs[n % 2], "promise", 2), range(12)))
        list(pool.map(lambda kind: reveal(rooms, chairs[len(kind) % 2], kind), KINDS))
    room = read_room(rooms, short.chair)[1]
    assert plan(room) == [("start", 4), ("names", 18), ("promise", 26)]
    assert set(room.revealed) == set(KINDS)


def test_a_step_begun_anew_by_both_comes_back_whole(rooms: Rooms, opened: Opened, put_up: PutUp) -> None:
    key = invite_coach(rooms, opened.chair)
    assert key is not None
    helper = resume(rooms, key)
    assert helper is not None
    begin_step(rooms, opened.chair, "senders")
    seats = put_up("referrals", *["yes"] * 3, *["no"] * 3)
    first = begin_step_anew(rooms, opened.chair)
    assert begin_step_anew(rooms, helper) == first
    undo_begin_anew(rooms, helper)
    assert [rooms.items_of(seat)["referrals"].mark for seat in seats] == ["open"] * 6


def test_a_step_begun_anew_puts_aside_and_comes_back(rooms: Rooms, opened: Opened, put_up: PutUp) -> None:
    chair = opened.chair
    senders = [step.step for step in opened.room.steps].index("senders")
    go_to_step(rooms, chair, senders)
    seats = put_up("referrals", *["yes"] * 3, *["no"] * 3)
    reveal(rooms, chair, "referrals")
    before = read_board(rooms, chair).picture("referrals")
    room = begin_step_anew(rooms, chair)
    assert (room.revealed, room.begun_anew) == ((), {"referrals": 1})
    assert count_put_up(rooms, chair) == {}
    assert rooms.items_of(seats[0])["referrals"].mark == "put_aside"
    share(rooms, seats[0], Offer(KINDS["referrals"], given=("no",)))  # answers again before the coach thinks better
    back = undo_begin_anew(rooms, chair)
    assert back.revealed == ("referrals",)
    assert read_board(rooms, chair).picture("referrals") == before
    assert rooms.items_of(seats[0])["referrals"].mark == "open"
    assert undo_begin_anew(rooms, chair) == back


def test_a_step_begun_anew_halfway_deletes_nothing(rooms: Rooms, opened: Opened, put_up: PutUp) -> None:
    chair = opened.chair
    go_to_step(rooms, chair, [step.step for step in opened.room.steps].index("senders"))
    seats = put_up("referrals", *["yes"] * 3, *["no"] * 3)
    with pytest.MonkeyPatch.context() as broken:
        broken.setattr(Rooms, "change", refuse)
        with pytest.raises(StoreUnavailable):
            begin_step_anew(rooms, chair)
    begin_step_anew(rooms, chair)
    undo_begin_anew(rooms, chair)
    assert [rooms.items_of(seat)["referrals"].mark for seat in seats] == ["open"] * 6


@pytest.mark.parametrize("what", ["keep_until", "change"])
def test_a_room_closed_halfway_is_closed_again(rooms: Rooms, opened: Opened, what: str) -> None:
    with pytest.MonkeyPatch.context() as broken:
        broken.setattr(Rooms, what, refuse)
        with pytest.raises(StoreUnavailable):
            close_room(rooms, opened.chair)
    assert not read_room(rooms, opened.chair)[1].closed  # so the page still offers it
    close_room(rooms, opened.chair)
    assert join(rooms, new_key(), opened.code) == "wrong"


def refuse(*_: object) -> None:
    raise StoreUnavailable("locked")


def test_what_was_put_aside_is_deleted_with_the_next_step(rooms: Rooms, opened: Opened, put_up: PutUp) -> None:
    chair = opened.chair
    senders = [step.step for step in opened.room.steps].index("senders")
    go_to_step(rooms, chair, senders)
    seats = put_up("referrals", *["yes"] * 3, *["no"] * 3)
    begin_step_anew(rooms, chair)
    begin_step(rooms, chair, "pairs")
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
        go_to_step(rooms, opened.chair, 0)


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
