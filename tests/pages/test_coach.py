"""The coach's page: opening a room, leading it, what stands on its board, its end, and who may do what."""

from __future__ import annotations

import base64
import io
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from pypdf import PdfReader

from icp.catalogue import catalogue, coach_kit
from icp.charts import svg
from icp.export.logo import read_logo, shrink_logo
from icp.export.picture import draw_png
from icp.room.kinds import KINDS
from icp.room.leading import (
    close_room,
    dismiss_coaches,
    go_to_step,
    invite_coach,
    message_all,
    open_room,
    plan_room,
    read_room,
    resume,
    reveal,
    set_thanks,
    start_timer,
    where_are_they,
)
from icp.room.pictures import to_moderate
from icp.room.state import Host, RoomStep, Timer
from icp.room.taking_part import join, offers, share, share_text
from icp.sample import sample_workbook
from icp.server.identity import workbook_key
from icp.store import RoomGone, StoreUnavailable, get_store, new_key
from icp.ui.coach.lead import clock_face, count_places
from icp.ui.coach.opening import order_steps
from icp.ui.coach.plan import what_is_left

NOW = datetime.now(UTC).replace(microsecond=0)


@pytest.fixture
def opened(kept):
    """A room of sixty minutes that this browser leads."""
    rooms = get_store().rooms
    room = open_room(rooms, plan_room("60", "Tuesday bakers", Host(name="Ada Coach"), now=NOW))
    rooms.give_chair(room.chair, workbook_key())
    return room


@pytest.fixture
def rooms(opened):
    return get_store().rooms


def come(rooms, code, number, *, kinds=(), text=""):
    """So many people with the sample's work, who put up these kinds."""
    work = sample_workbook()
    for person in range(number):
        seat = join(rooms, new_key(), code, f"P{person}")
        for offer in offers(work):
            if offer.kind.id in kinds:
                assert share(rooms, seat, offer, first_name="Mo")
        if text:
            assert share_text(rooms, seat, "insight", f"{text} {person}", work) is None


def said(app):
    parts = (app.markdown, app.info, app.error, app.warning, app.success, app.caption, app.title, app.subheader)
    return "\n".join(str(each.value) for kind in parts for each in kind)


def alts(app):
    """What the pictures on the page say to those who cannot see them, and what their drawings hold."""
    heard, drawn = [], []
    for each in app.get("image"):
        for image in each.proto.imgs:
            heard.append(image.alt)
            drawn.append(base64.b64decode(image.url.partition(",")[2]).decode())
    return heard, "".join(drawn)


def at(app, section):
    """The page with another section open."""
    app.session_state["coach_section"] = section
    app.run()
    assert not app.exception
    return app


def button(app, key):
    return app.button(key=key)


# ── opening ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_two_taps_open_a_room_that_a_reload_finds(run_page, kept):
    app = run_page("coach.py")
    app.text_input(key="coach_name").set_value("Bread & butter *clients*").run()
    button(app, "coach_open").click().run()
    assert not app.exception
    chair = resume(get_store().rooms, workbook_key())
    room = read_room(get_store().rooms, chair)[1]
    assert (room.name, room.agenda, room.pace, room.minutes) == ("Bread & butter *clients*", "60", "locked", 60)
    assert chair.lead
    again = run_page("coach.py")
    assert again.title[0].value == r"Bread & butter \*clients\*"


def test_the_own_link_is_shown_once_and_leads_the_same_room(run_page, kept):
    app = run_page("coach.py")
    button(app, "coach_open").click().run()
    link = next(code.value for code in app.code if "/lead#" in code.value)
    there = resume(get_store().rooms, link.rpartition("#")[2])
    here = resume(get_store().rooms, workbook_key())
    assert there is not None
    assert there.room == here.room
    assert there.lead
    button(app, "coach_link_away").click().run()
    assert not [code for code in app.code if "/lead#" in code.value]


def test_steps_minutes_pace_and_host_are_as_chosen(run_page, kept):
    app = run_page("coach.py")
    app.segmented_control(key="coach_agenda").set_value("45").run()
    app.session_state["coach_steps"] = True
    app.run()
    app.checkbox(key="coach_45_senders").uncheck().run()
    app.checkbox(key="coach_45_pairs").check().run()
    app.number_input(key="coach_45_names_minutes").set_value(9).run()
    app.radio(key="coach_pace").set_value("free").run()
    app.text_input(key="coach_host").set_value("Mara").run()
    app.text_area(key="coach_contact").set_value("mara@example.org\n\n+49 1\nx\ny\nz").run()
    button(app, "coach_open").click().run()
    room = read_room(get_store().rooms, resume(get_store().rooms, workbook_key()))[1]
    minutes = {step.step: step.minutes for step in room.steps}
    assert "senders" not in minutes
    assert minutes["pairs"] == 15  # as in the longest agenda that has it
    assert minutes["names"] == 9
    assert room.pace == "free"
    assert room.host.credit == ("Mara", "mara@example.org", "+49 1", "x", "y")


def test_a_logo_is_shown_small_and_kept_with_the_room_and_what_is_none_is_refused(run_page, kept):
    app = run_page("coach.py")
    app.file_uploader(key="coach_logo_file").set_value(("mark.png", b"\x89PNG\r\n\x1a\n no picture", "image/png")).run()
    assert "no picture that can be used" in said(app)
    mark = draw_png(svg.figure(300, 100, [svg.circle(50, 50, 40, fill="#2f6b4f")], title="A mark"))
    app.file_uploader(key="coach_logo_file").set_value(("mark.png", mark, "image/png")).run()
    assert "no picture that can be used" not in said(app)
    button(app, "coach_open").click().run()
    assert not app.exception
    room = read_room(get_store().rooms, resume(get_store().rooms, workbook_key()))[1]
    assert read_logo(room.host.logo) == shrink_logo(mark)


def test_no_step_at_all_opens_nothing(run_page, kept):
    app = run_page("coach.py")
    app.session_state["coach_steps"] = True
    app.run()
    for step in coach_kit().step:
        if app.checkbox(key=f"coach_60_{step}").value:
            app.checkbox(key=f"coach_60_{step}").uncheck()
    app.run()
    assert button(app, "coach_open").disabled


@pytest.mark.parametrize("agenda", coach_kit().agenda, ids=lambda each: each.id)
def test_every_step_can_be_chosen_and_the_agenda_keeps_its_order(agenda):
    rows = order_steps(agenda)
    assert sorted(step for step, _, _ in rows) == sorted(coach_kit().step)
    assert [(step, minutes) for step, minutes, taken in rows if taken] == [(t.step, t.minutes) for t in agenda.steps]


def test_a_link_pasted_leads_the_room_and_a_wrong_one_says_so(run_page, kept):
    rooms = get_store().rooms
    other = open_room(rooms, plan_room("90", "Elsewhere", now=NOW))
    app = run_page("coach.py")
    app.text_input(key="coach_key").set_value("nothing").run()
    assert "This link leads no room" in said(app)
    app.text_input(key="coach_key").set_value(f"https://workshop.example/lead#{other.key}").run()
    assert app.title[0].value == "Elsewhere"
    assert "coach_key" not in app.session_state or not app.session_state["coach_key"]


def test_on_ones_own_computer_it_says_how_to_let_people_in(run_page, kept):
    app = run_page("coach.py")
    assert "alone on this computer" in said(app)
    app = at(app, "ready")
    assert "Only this computer can open" in said(app)
    assert [code.value for code in app.code] == ["icp serve --host 0.0.0.0"]


def test_a_public_address_is_what_the_square_and_the_page_say(run_page, opened, monkeypatch):
    monkeypatch.setenv("ICP_PUBLIC_URL", "https://workshop.example/")
    app = at(run_page("coach.py"), "ready")
    assert "Phones open **workshop.example**" in said(app)
    assert "room-check" in said(app)


def test_invented_people_come_in_for_a_rehearsal_alone(run_page, opened, rooms):
    app = at(run_page("coach.py"), "ready")
    button(app, "coach_fill").click().run()
    assert not app.exception
    assert where_are_they(rooms, opened.chair).total() == 12


def test_a_code_that_ran_out_says_so_and_a_new_one_lets_people_in(run_page, kept):
    rooms = get_store().rooms
    old = open_room(rooms, plan_room("60", "Old", now=NOW - timedelta(days=15)))
    rooms.give_chair(old.chair, workbook_key())
    app = at(run_page("coach.py"), "ready")
    assert "This code has run out" in said(app)
    assert join(rooms, new_key(), old.code) == "wrong"
    button(app, "coach_renew").click().run()
    code = rooms.code(old.chair)[0]
    assert code != old.code
    assert join(rooms, new_key(), code) != "wrong"
    assert "This code has run out" not in said(app)


# ── leading ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_next_clock_and_message_do_what_they_say(run_page, opened, rooms):
    app = at(run_page("coach.py"), "lead")

    def room():
        return read_room(rooms, opened.chair)[1]

    button(app, "coach_next").click().run()
    assert room().at == 0
    assert coach_kit().step["welcome"].watch[:20] in said(app)
    button(app, "coach_start").click().run()
    assert room().timer.seconds == room().steps[0].minutes * 60
    ends = room().timer.ends_at
    button(app, "coach_more_5").click().run()
    button(app, "coach_more_1").click().run()
    assert room().timer.ends_at == ends + timedelta(minutes=6)
    assert room().steps[0].minutes == opened.room.steps[0].minutes + 6
    button(app, "coach_stop").click().run()
    assert room().timer is None
    app.text_input(key="coach_message").set_value("Five minutes *left*")
    button(app, "coach_send").click().run()
    assert room().message.text == "Five minutes *left*"
    assert r"Five minutes \*left\*" in said(app)
    assert app.text_input(key="coach_message").value == ""
    button(app, "coach_unsay").click().run()
    assert room().message is None


def plan(room):
    return [(step.step, step.minutes) for step in room.coming]


def test_the_steps_to_come_are_changed_while_the_room_runs(run_page, opened, rooms):
    def room():
        return read_room(rooms, opened.chair)[1]

    go_to_step(rooms, opened.chair, 8)  # who sent whom; then in twos, and a promise
    app = at(run_page("coach.py"), "lead")
    app.session_state["coach_plan"] = True
    app.run()
    assert [menu.label for menu in app.menu_button] == ["10 · In twos, 5 min", "11 · One promise, 2 min"]
    assert "Still 11 minutes" in said(app)
    assert "5 minutes less" not in app.menu_button(key="coach_plan_pairs").options
    assert "Earlier" not in app.menu_button(key="coach_plan_pairs").options
    app.menu_button(key="coach_plan_pairs").click("more_5").run()
    app.menu_button(key="coach_plan_pairs").click("later").run()
    assert plan(room()) == [("promise", 2), ("pairs", 10)]
    app.selectbox(key="coach_plan_add").select("break").run()
    assert plan(room()) == [("break", 15), ("promise", 2), ("pairs", 10)]
    assert app.selectbox(key="coach_plan_add").value is None
    app.menu_button(key="coach_plan_promise").click("out").run()
    assert plan(room()) == [("break", 15), ("pairs", 10)]
    assert not app.exception
    assert button(app, "coach_next").label == "Next: Break"


def test_what_is_left_counts_the_clock_and_what_is_late():
    room = plan_room("60", "x", now=NOW).changed(at=9, began_at=NOW)  # in twos 5, then a promise 2
    later = NOW + timedelta(minutes=3)
    assert what_is_left(room, later) == (4, NOW + timedelta(minutes=7))
    clock = Timer(ends_at=NOW + timedelta(minutes=9), seconds=540)
    assert what_is_left(room.changed(timer=clock), later) == (8, NOW + timedelta(minutes=11))
    late = NOW + timedelta(minutes=30)
    assert what_is_left(room, late) == (2, late + timedelta(minutes=2))
    assert what_is_left(plan_room("60", "x", now=NOW), NOW)[0] == 60


def test_a_tap_on_a_page_a_moment_old_skips_no_step(run_page, opened, rooms):
    app = at(run_page("coach.py"), "lead")
    go_to_step(rooms, opened.chair, 0)  # whoever leads along was first, and started the clock
    start_timer(rooms, opened.chair, 300)
    before = read_room(rooms, opened.chair)[1]
    button(app, "coach_next").click().run()
    assert read_room(rooms, opened.chair)[1] == before
    assert button(app, "coach_next").label == f"Next: {before.steps[1].title}"


def test_thanks_written_by_whoever_leads_along_stand_in_the_field(run_page, opened, rooms):
    app = at(run_page("coach.py"), "end")
    app.text_area(key="coach_thanks").set_value("Thank you.").run()
    set_thanks(rooms, opened.chair, "Thank you all.")
    app.run()
    assert app.text_area(key="coach_thanks").value == "Thank you all."
    at(app, "kit")
    assert at(app, "end").text_area(key="coach_thanks").value == "Thank you all."


def test_pace_jump_and_a_step_begun_anew_with_undo(run_page, opened, rooms):
    def room():
        return read_room(rooms, opened.chair)[1]

    app = at(run_page("coach.py"), "lead")
    app.toggle(key="coach_locked").set_value(False).run()
    assert room().pace == "free"
    app.toggle(key="coach_locked").set_value(True).run()
    button(app, "coach_unlock").click().run()
    assert room().unlocked
    wanted = next(n for n, step in enumerate(room().steps) if step.step == "ideal")
    app.selectbox(key="coach_jump").set_value(wanted).run()
    assert room().at == wanted
    assert not room().unlocked
    come(rooms, opened.code, 6, kinds=("values",))
    reveal(rooms, opened.chair, "values")
    app.run()
    button(app, "coach_anew").click().run()
    assert room().revealed == ()
    button(app, "coach_anew_undo").click().run()
    assert room().revealed == ("values",)


def test_who_is_where_is_told_in_counts_and_never_by_name(run_page, opened, rooms):
    come(rooms, opened.code, 3)
    app = at(run_page("coach.py"), "lead")
    heard, _ = alts(app)
    assert "3 people are in" in said(app)
    assert "P0" not in said(app) + "".join(heard)


def test_places_are_counted_by_the_session_s_steps():
    room = plan_room("60", "x", now=NOW).changed(at=5)
    titles = [step.title for step in room.steps]
    places = Counter({"guide:glad_1": 2, "guide:more_names": 1, "guide:values": 4, "page:compare": 3, "start": 1})
    assert count_places(places, room) == [
        (f"3 · {titles[2]}", 3, 2), (f"6 · {titles[5]}", 4, 5), ("Compare", 3, -1), ("Coming in", 1, -1),
    ]  # fmt: skip


@pytest.mark.parametrize(("seconds", "face"), [(0, "0:00"), (59, "0:59"), (60, "1:00"), (605, "10:05")])
def test_a_clock_s_face(seconds, face):
    assert clock_face(seconds) == face


def test_pairs_are_drawn_and_their_clock_started(run_page, opened, rooms):
    come(rooms, opened.code, 5)
    go_to_step(rooms, opened.chair, next(n for n, s in enumerate(opened.room.steps) if s.step == "pairs"))
    app = at(run_page("coach.py"), "lead")
    button(app, "coach_pairs").click().run()
    room = read_room(rooms, opened.chair)[1]
    assert sorted(len(pair) for pair in room.pairs) == [2, 3]
    assert "5 people in 2 groups" in said(app)
    card = coach_kit().pair[0]
    assert f"- One: {card.one}\n- The other: {card.other}\n- Then: {card.then}" in said(app)  # who does what
    button(app, "coach_pair_0").click().run()
    assert read_room(rooms, opened.chair)[1].timer.seconds == coach_kit().pair[0].minutes * 60


def test_questions_are_parked_and_done(run_page, opened, rooms):
    app = at(run_page("coach.py"), "lead")
    app.text_input(key="coach_park").set_value("What about [friends](x)?").run()
    (parked,) = read_room(rooms, opened.chair)[1].parking
    assert parked.text == "What about [friends](x)?"
    assert app.text_input(key="coach_park").value == ""
    assert app.session_state["coach_later"]  # its label counts, and a new label would fold it
    button(app, f"coach_unpark_{parked.id}").click().run()
    assert read_room(rooms, opened.chair)[1].parking == ()
    assert app.session_state["coach_later"]


def test_sentences_stand_on_the_wall_only_when_read(run_page, opened, rooms):
    come(rooms, opened.code, 2, text="I know more now")
    app = at(run_page("coach.py"), "lead")
    assert "Sentences to read: 2" in said(app)
    at(app, "show")
    first = to_moderate(rooms, opened.chair)[0]
    button(app, f"coach_yes_{first.id}").click().run()
    second = next(each for each in to_moderate(rooms, opened.chair) if each.mark == "waiting")
    button(app, f"coach_no_{second.id}").click().run()
    assert {each.mark for each in to_moderate(rooms, opened.chair)} == {"approved", "hidden"}
    assert "Nothing waits for you" in said(app)


def test_of_many_sentences_ten_lie_before_the_coach_at_a_time(run_page, opened, rooms):
    def laid(app):
        return [each for each in app.button if str(each.key).startswith("coach_yes_")]

    come(rooms, opened.code, 12, text="I know more now")
    app = at(run_page("coach.py"), "show")
    assert "**12 to read.**" in said(app)
    assert "Then 2 more." in said(app)
    assert len(laid(app)) == 10
    laid(app)[0].click().run()
    laid(app)[0].click().run()
    assert len(laid(app)) == 10
    assert "more." not in said(app)


def test_a_small_room_can_lower_the_protection_and_raise_it_again(run_page, opened, rooms):
    app = at(run_page("coach.py"), "show")
    app.toggle(key="coach_small").set_value(True).run()
    assert read_room(rooms, opened.chair)[1].least == 3
    app.toggle(key="coach_small").set_value(False).run()
    assert read_room(rooms, opened.chair)[1].least == 5


# ── links ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_helper_s_link_leads_and_is_taken_back(run_page, opened, rooms):
    app = at(run_page("coach.py"), "ready")
    button(app, "coach_link_helper").click().run()
    key = next(code.value for code in app.code if "/lead#" in code.value).rpartition("#")[2]
    assert resume(rooms, key).lead is False
    button(app, "coach_dismiss").click().run()
    assert resume(rooms, key) is None
    assert not [code for code in app.code if "/lead#" in code.value]


def test_a_page_left_open_leads_no_more_once_its_key_was_taken_back(run_page, kept):
    rooms = get_store().rooms
    room = open_room(rooms, plan_room("60", "Helped", now=NOW))
    rooms.give_chair(resume(rooms, invite_coach(rooms, room.chair)), workbook_key())
    app, wall = at(run_page("coach.py"), "lead"), board(run_page)
    dismiss_coaches(rooms, room.chair)
    button(app, "coach_next").click().run()
    assert read_room(rooms, room.chair)[1].at == -1
    assert catalogue().say("coach.failed.gone") in said(app)
    assert "belongs to no room" in said(wall.run())


def test_the_pictures_counts_say_of_a_room_that_is_gone_that_it_is(run_page, opened, monkeypatch):
    """They look by themselves, so they may be the first to notice that a link was taken back."""
    from icp.ui.coach import show

    found = [None, *[opened.chair] * 9]
    monkeypatch.setattr(show, "chair_now", lambda: found.pop(0))
    app = at(run_page("coach.py"), "show")
    assert catalogue().say("coach.failed.gone") in said(app)
    assert catalogue().say("coach.failed.away") not in said(app)


def test_sentences_and_cards_before_the_coach_share_no_name_for_their_person(run_page, opened, rooms):
    come(rooms, opened.code, 1, kinds=("card",), text="I know more now")
    told = to_moderate(rooms, opened.chair)
    assert {each.kind.id for each in told} == {"card", "insight"}
    assert len({each.id for each in told}) == 2
    app = at(run_page("coach.py"), "show")
    assert not [each.key for each in app.button if told[0].person in str(each.key)]


def test_a_helper_hands_out_no_links_and_deletes_nothing(run_page, kept):
    rooms = get_store().rooms
    room = open_room(rooms, plan_room("60", "Helped", now=NOW))
    key = invite_coach(rooms, room.chair)
    rooms.give_chair(resume(rooms, key), workbook_key())
    app = at(run_page("coach.py"), "ready")
    assert {"coach_link_own", "coach_link_helper", "coach_dismiss"}.isdisjoint({each.key for each in app.button})
    at(app, "end")
    assert "coach_delete" not in {each.key for each in app.button}
    button(at(app, "lead"), "coach_next").click().run()
    assert read_room(rooms, room.chair)[1].at == 0


def test_a_workbook_s_new_link_still_leads(kept, opened, rooms):
    from icp.model import Workbook

    kept.put(Workbook())
    new = new_key()
    get_store().rekey(workbook_key(), new)
    assert resume(rooms, new).room == opened.chair.room
    assert resume(rooms, workbook_key()) is None


# ── the board ────────────────────────────────────────────────────────────────────────────────────────────────────


def board(run_page):
    app = run_page("start.py", board="on")
    app.switch_page("coach.py")
    app.query_params["board"] = "on"
    app.run()
    assert not app.exception
    return app


def test_the_board_has_the_code_and_no_control_at_all(run_page, opened):
    app = board(run_page)
    heard, drawn = alts(app)
    code = f"{opened.code[:4]}-{opened.code[4:]}"
    assert any(code in alt for alt in heard)
    assert code in drawn
    assert not [*app.button, *app.text_input, *app.toggle, *app.selectbox, *app.get("page_link")]
    assert len(heard) == 3  # the step, the plan, the way in


def test_the_board_shows_nothing_under_five_and_the_picture_from_five(run_page, opened, rooms):
    come(rooms, opened.code, 4, kinds=("values",))
    reveal(rooms, opened.chair, "values")
    heard, drawn = alts(board(run_page))
    assert "One more person, then the picture shows." in " ".join(heard)
    options = KINDS["values"].options.values()
    assert not [option for option in options if f">{option}<" in drawn]
    come(rooms, opened.code, 1, kinds=("values",))
    heard, drawn = alts(board(run_page))
    given = next(o for o in offers(sample_workbook()) if o.kind.id == "values").shown
    assert all(f">{option}<" in drawn for option in given)
    assert "from 5 people" in drawn


def test_the_board_tells_step_clock_and_message(run_page, opened, rooms):
    go_to_step(rooms, opened.chair, 1)
    start_timer(rooms, opened.chair, 900)  # whatever the tests before have taken
    message_all(rooms, opened.chair, "<b>Ten</b> minutes")
    heard, drawn = alts(board(run_page))
    assert heard[0].startswith(f"Step 2 of 11. {opened.room.steps[1].title}. 1")
    assert "&lt;b&gt;Ten&lt;/b&gt; minutes" in drawn


def tones(app):
    return [audio.proto.alt for audio in app.get("audio")]


def test_the_board_rings_for_a_clock_that_ran_out_unless_switched_off(run_page, opened, rooms):
    go_to_step(rooms, opened.chair, 1)
    assert not tones(board(run_page))
    start_timer(rooms, opened.chair, 900)
    assert not tones(board(run_page))  # it still runs
    start_timer(rooms, opened.chair, 60, now=NOW - timedelta(days=1))
    assert not tones(board(run_page))  # a board opened later is silent
    ran_out = start_timer(rooms, opened.chair, 60, now=datetime.now(UTC) - timedelta(seconds=60)).timer.ends_at
    assert tones(board(run_page)) == [f"The clock ran out at {ran_out:%H:%M:%S}."]
    app = at(run_page("coach.py"), "show")
    app.toggle(key="coach_sound").set_value(False).run()
    start_timer(rooms, opened.chair, 60, now=datetime.now(UTC) - timedelta(seconds=60))
    assert not tones(board(run_page))


def test_a_wall_waits_for_ten_and_for_the_coach(run_page, opened, rooms):
    from icp.room.pictures import moderate

    come(rooms, opened.code, 9, text="We noticed")
    reveal(rooms, opened.chair, "insight")
    assert "once one more person has written" in " ".join(alts(board(run_page))[0])
    come(rooms, opened.code, 1, text="We noticed")
    assert "The coach reads the sentences first." in " ".join(alts(board(run_page))[0])
    for each in to_moderate(rooms, opened.chair)[:3]:
        moderate(rooms, opened.chair, each, "approve")
    assert "We noticed" in " ".join(alts(board(run_page))[0])


def test_the_board_of_a_closed_room_thanks_and_lets_nobody_in(run_page, opened, rooms):
    message_all(rooms, opened.chair, "Two minutes left")
    set_thanks(rooms, opened.chair, "It was a joy.")
    close_room(rooms, opened.chair)
    heard, drawn = alts(board(run_page))
    assert heard == ["Tuesday bakers. Thank you", "It was a joy."]
    assert "Two minutes" not in drawn
    assert opened.code[:4] not in drawn


def test_a_board_without_a_room_says_so(run_page, kept):
    assert "belongs to no room" in said(board(run_page))


# ── kit and end ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_kit_is_one_pdf_with_every_step_s_script_and_every_question():
    from icp.export.pdf import write_pdf
    from icp.room.kit import build_kit, build_twin, screen_numbers

    room = plan_room("60", "Tuesday", Host(name="Ada"), now=NOW)
    document = build_kit(room.name, room.steps, NOW.date(), room.host)
    text = "".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(write_pdf(document))).pages).split())
    for step in room.steps:
        assert "".join(coach_kit().step[step.step].skip.split()) in text
    for number, screen in enumerate(catalogue().screens, 1):
        assert "".join(f"{number}. {screen.heading}".split()) in text
    assert "Tuesday:whattobring" in text
    assert screen_numbers(RoomStep(step="names", minutes=5)) == "2–7"
    assert screen_numbers(RoomStep(step="pairs", minutes=5)) == ""
    assert len(build_twin("Tuesday", NOW.date()).sections) == 1


def test_letters_are_filled_in_and_their_gaps_are_lines():
    from icp.room.kit import write_mail

    subject, body = write_mail("before", name="Tuesday", coach="Ada", day="3 December", least="5")
    assert subject == "Tuesday: what to bring"
    assert "on 3 December we" in body
    assert body.endswith("Ada")
    assert "________" in write_mail("before", name="Tuesday")[1]


def test_closing_ends_it_and_tells_the_day(run_page, opened, rooms):
    app = at(run_page("coach.py"), "end")
    assert button(app, "coach_close").disabled
    app.text_area(key="coach_thanks").set_value("Thank you *all*").run()
    app.checkbox(key="coach_close_sure").check().run()
    button(app, "coach_close").click().run()
    room = read_room(rooms, opened.chair)[1]
    assert room.closed
    assert room.thanks == "Thank you *all*"
    assert f"{room.purged_on:%-d %B %Y}" in said(app)
    assert join(rooms, new_key(), opened.code) == "wrong"


def test_a_closed_room_gives_the_link_by_which_one_comes_back_to_it(run_page, opened, rooms):
    close_room(rooms, opened.chair)
    app = run_page("coach.py")
    button(app, "coach_end_link").click().run()
    (link,) = [code.value for code in app.code if "/lead#" in code.value]
    button(app, "coach_new").click().run()
    assert resume(rooms, workbook_key()) is None
    assert resume(rooms, link.rpartition("#")[2]).room == opened.chair.room
    assert not [code.value for code in app.code if "/lead#" in code.value]


def test_deleting_proves_itself_by_counts_and_the_page_begins_anew(run_page, opened, rooms):
    come(rooms, opened.code, 3, kinds=("values", "qualities"))
    app = at(run_page("coach.py"), "end")
    app.checkbox(key="coach_delete_sure").check().run()
    button(app, "coach_delete").click().run()
    assert not app.exception
    assert "3 people, 6 things they put up" in said(app)
    assert app.title[0].value == "Lead a room"
    with pytest.raises(RoomGone):
        read_room(rooms, opened.chair)
    assert where_are_they(rooms, opened.chair).total() == 0


def test_the_slides_and_the_table_hold_what_was_shown(kept, opened, rooms):
    from pptx import Presentation

    from icp.ui.coach.end import build_slides, build_table

    come(rooms, opened.code, 6, kinds=("values",))
    reveal(rooms, opened.chair, "values")
    given = next(o for o in offers(sample_workbook()) if o.kind.id == "values").shown
    table = build_table(opened.chair)().decode("utf-8-sig")
    assert all(f"{option},6,6" in table for option in given)
    slides = Presentation(io.BytesIO(build_slides(opened.chair, NOW.date())()))
    words = " ".join(s.text_frame.text for page in slides.slides for s in page.shapes if s.has_text_frame)
    assert KINDS["values"].title in words


# ── when something is wrong ──────────────────────────────────────────────────────────────────────────────────────


def test_a_database_that_does_not_answer_is_said_and_loses_nothing(run_page, opened, rooms, monkeypatch):
    app = at(run_page("coach.py"), "lead")

    def fail(*_args, **_named):
        raise StoreUnavailable("away")

    with monkeypatch.context() as broken:
        broken.setattr(type(rooms), "change", fail)
        button(app, "coach_next").click().run()
        assert not app.exception
        assert "What you pressed did not happen" in said(app)
    with monkeypatch.context() as broken:
        broken.setattr(type(rooms), "by_coach", fail)
        app.run()
        assert not app.exception
        assert "does not answer" in said(app)
    app.run()
    assert app.title[0].value == "Tuesday bakers"


def test_a_room_deleted_meanwhile_leaves_the_opening(run_page, opened, rooms):
    app = at(run_page("coach.py"), "lead")
    rooms.purge(opened.chair)
    button(app, "coach_next").click().run()
    assert not app.exception
    assert "do not lead this room any more" in said(app)
    assert app.title[0].value == "Lead a room"
