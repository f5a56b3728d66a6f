"""What a participant sees of a room: three taps in, the bar, what is put up and taken back, and the way out."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from icp.catalogue import catalogue
from icp.model import Client, Workbook
from icp.room.kinds import KINDS
from icp.room.leading import (
    add_step,
    begin_step,
    close_room,
    drop_step,
    go_to_step,
    lower_protection,
    message_all,
    open_room,
    plan_room,
    set_pace,
    start_timer,
    where_are_they,
)
from icp.room.state import Host
from icp.room.taking_part import nickname, seat_of, shared
from icp.sample import sample_workbook
from icp.server.identity import workbook_key
from icp.store import get_store
from icp.ui.keys import ROSTER_SECTION
from icp.ui.room.here import screen_of
from icp.ui.room.share import PLACES

NOW = datetime.now(UTC).replace(microsecond=0)


def own_list():
    """The sample's people as somebody's own."""
    return sample_workbook().changed(sample=False)


@pytest.fixture
def opened(kept):
    host = Host(name="Ada Coach", contact=("ada@example.org",))
    return open_room(get_store().rooms, plan_room("60", "Tuesday room", host, now=NOW))


@pytest.fixture
def rooms(opened):
    return get_store().rooms


def button(app, label):
    return next(each for each in app.button if each.label == label)


def said(app):
    return "\n".join(
        str(each.value) for kind in (app.markdown, app.info, app.error, app.caption, app.title) for each in kind
    )


def badges(app):
    return [each.value for each in app.markdown if "badge[" in each.value]


@pytest.fixture
def come_in(run_page, opened):
    def come(nickname="", work=None):
        app = run_page("start.py", workbook=work, join=opened.code)
        if nickname:
            app.text_input(key="room_nickname").set_value(nickname).run()
        return app.button(key="join_room").click().run()

    return come


def test_a_rooms_name_in_the_bar_is_no_link(run_page):
    opened = open_room(get_store().rooms, plan_room("60", "[x](http://a.b)", now=NOW))
    app = run_page("start.py", join=opened.code).button(key="join_room").click().run()
    assert badges(app)[0].startswith(":green-badge[\\[x\\](http\u2060://a.b)")


def test_the_link_asks_and_one_tap_more_is_the_first_question(run_page, opened, rooms):
    app = run_page("start.py", join=opened.code)
    assert app.title[0].value == "Join the room"
    assert app.text_input(key="room_code").value == opened.code
    assert "Neither the coach nor anybody else" in said(app)
    assert "exact" in said(app)  # the limit of the protection is told before joining
    assert seat_of(rooms, workbook_key()) is None  # looking is not joining
    app.button(key="join_room").click().run()
    assert not app.exception
    assert app.query_params["screen"] == "1"
    assert "join" not in app.query_params
    assert seat_of(rooms, workbook_key()) is not None
    assert "Tuesday room" in "".join(badges(app))


@pytest.mark.parametrize("code", ["ABCD-2345", "", "no code at all"])
def test_a_wrong_code_says_so_and_stays(run_page, opened, rooms, code):
    app = run_page("start.py", join=opened.code)
    app.text_input(key="room_code").set_value(code).run()
    app.button(key="join_room").click().run()
    assert "This code opens no room" in said(app)
    assert app.text_input(key="room_code").value == code
    assert seat_of(rooms, workbook_key()) is None


def test_a_closed_room_answers_like_a_wrong_code(come_in, opened, rooms):
    close_room(rooms, opened.chair)
    assert "This code opens no room" in said(come_in())


def test_not_now_is_start(run_page, opened):
    app = run_page("start.py", join=opened.code)
    app.button(key="join_not_now").click().run()
    assert app.title[0].value == "Start"
    assert "join" not in app.query_params


def test_a_code_can_be_typed_on_start(run_page, opened, rooms):
    app = run_page("start.py")
    app.button(key="have_code").click().run()
    app.text_input(key="room_code").set_value(opened.code.lower()).run()
    app.button(key="join_room").click().run()
    assert seat_of(rooms, workbook_key()) is not None


def test_a_late_joiner_lands_at_the_step_and_reads_what_was_missed(come_in, opened, rooms):
    plan = opened.room.steps
    at = next(n for n, step in enumerate(plan) if step.where == "guide:tier")
    go_to_step(rooms, opened.chair, at)
    app = come_in()
    screen = int(app.query_params["screen"])
    assert catalogue().screens[screen - 1].id == "tier"
    assert "What you missed" in said(app)
    over = [step for step in plan[:at] if step.where != "talk"]
    assert "twelve people by initials" in said(app)
    assert "sorted them by feeling" not in said(app)  # that runs now
    assert over
    go_to_step(rooms, opened.chair, at + 1)
    app.button(key="room_news").click().run()
    assert "sorted them by feeling" not in said(app)  # they were there for it
    app.button(key="room_seen").click().run()
    assert "What you missed" not in said(app)


def test_who_was_there_from_the_start_has_missed_nothing(come_in, opened, rooms):
    app = come_in()
    go_to_step(rooms, opened.chair, 3)
    app.button(key="room_news").click().run()
    assert "What you missed" not in said(app)


def test_the_way_to_the_step_stands_on_any_other_screen_of_the_guide(come_in, opened, rooms):
    app = come_in()
    go_to_step(rooms, opened.chair, next(n for n, s in enumerate(opened.room.steps) if s.where == "guide:tier"))
    app.button(key="room_news").click().run()
    assert app.query_params["screen"] == "1"
    app.button(key="room_to_step").click().run()
    assert catalogue().screens[int(app.query_params["screen"]) - 1].id == "tier"
    assert not [each for each in app.button if each.key == "room_to_step"]


def test_the_rooms_own_link_leads_back_in_and_another_rooms_asks(run_page, come_in, opened, rooms):
    come_in("Mo")
    seat = seat_of(rooms, workbook_key())
    app = run_page("start.py", join=opened.code)
    assert "join" not in app.query_params
    assert app.query_params["screen"] == "1"
    assert nickname(rooms, seat) == "Mo"
    other = open_room(rooms, plan_room("45", "Wednesday room", now=NOW))
    app = run_page("start.py", join=other.code)
    assert app.title[0].value == "Join the room"
    assert "You are in “Tuesday room” now" in said(app)
    app.button(key="join_not_now").click().run()
    assert seat_of(rooms, workbook_key()).room == seat.room
    app = run_page("start.py", join=other.code)
    app.button(key="join_room").click().run()
    assert seat_of(rooms, workbook_key()).room == other.chair.room


def test_every_bullet_of_the_consent_begins_with_a_capital(run_page, opened):
    app = run_page("start.py", join=opened.code)
    bullets = [line for line in said(app).splitlines() if line.startswith("- ")]
    assert len(bullets) == 10
    assert [line for line in bullets if not line[2].isupper()] == []


def test_nothing_of_the_invented_business_goes_up(come_in, opened, rooms):
    set_pace(rooms, opened.chair, "free")
    app = come_in(work=sample_workbook())
    app.query_params["screen"] = str(screen_of("surprise"))
    app.run()
    assert "Share with the room" not in said(app)
    app.button(key="room_open").click().run()
    assert "invented business" in said(app)
    assert not [each for each in app.button if str(each.key).startswith("put_up_")]


def test_what_a_screen_is_about_is_put_up_and_taken_back_under_it(come_in, opened, rooms):
    at = next(n for n, step in enumerate(opened.room.steps) if step.where == "guide:problem")
    go_to_step(rooms, opened.chair, at)
    app = come_in(work=own_list())
    assert "put_up_values_here" not in {each.key for each in app.button}  # that screen is about the problem
    app.query_params["screen"] = str(screen_of("values"))
    app.run()
    assert "**Share with the room**" in said(app)
    assert "Others will see: " in said(app)
    app.button(key="put_up_values_here").click().run()
    seat = seat_of(rooms, workbook_key())
    assert set(shared(rooms, seat)) == {"values"}
    app.button(key="take_back_values_here").click().run()
    assert shared(rooms, seat) == {}


def test_the_sentence_on_the_phone_is_sent_as_it_was_written(come_in, opened, rooms):
    set_pace(rooms, opened.chair, "free")
    work = Workbook().with_answer("must_sentence", "I begin when the papers are here.")
    app = come_in(work=work)
    app.query_params["screen"] = str(screen_of("must_sentence"))
    app.run()
    assert app.text_area(key="room_text_must_sentence_here").value == "I begin when the papers are here."
    app.button(key="send_must_sentence_here").click().run()
    item = shared(rooms, seat_of(rooms, workbook_key()))["must_sentence"]
    assert json.loads(item.body) == {"text": "I begin when the papers are here."}
    assert item.mark == "waiting"


def test_a_surprise_that_names_somebody_is_not_laid_out_to_be_sent(come_in, opened, rooms):
    set_pace(rooms, opened.chair, "free")
    work = Workbook(clients=(Client(name="Bertram"),)).with_answer("surprise", "It is Bertram, of all people")
    app = come_in(work=work)
    app.query_params["screen"] = str(screen_of("surprise"))
    app.run()
    assert app.text_area(key="room_text_insight_here").value == ""


def test_the_window_says_in_one_line_what_comes_later(come_in, opened):
    app = come_in()
    app.button(key="room_open").click().run()
    later = [each.value for each in app.caption if each.value.startswith("Later")]
    assert len(later) == 3  # one for each reason
    assert "their values, how they work with you" in later[0]
    assert not [each for each in app.button if str(each.key).startswith("put_up_")]


def test_a_small_rooms_lower_protection_is_said_where_things_are_put_up(come_in, opened, rooms):
    lower_protection(rooms, opened.chair)
    app = come_in()
    app.button(key="room_open").click().run()
    assert "Ada Coach shows pictures from 3 people on" in said(app)


def test_in_a_room_health_work_keeps_codes_and_takes_no_file(come_in, opened, rooms, kept):
    set_pace(rooms, opened.chair, "free")
    before = Workbook(clients=(Client(name="Old Name"),)).with_field("health")
    app = come_in(work=before)
    assert "“MK”" in said(app)
    app.query_params["screen"] = str(screen_of("glad_1"))
    app.run()
    next(each for each in app.text_input if "nickname" in each.label).set_value("Maria Keller").run()
    assert [client.name for client in kept.workbook().clients] == ["Old Name", "MK"]
    app.switch_page("roster.py").run()
    assert "Old Name" not in said(app)  # hidden on coming in
    app.session_state[ROSTER_SECTION] = "put_in"
    app.run()
    assert not app.exception
    assert not app.get("file_uploader")
    assert "no file of people" in said(app)
    close_room(rooms, opened.chair)
    app.run()
    app.run()
    assert "no file of people" not in said(app)


def test_the_bar_tells_step_clock_and_message(come_in, opened, rooms):
    app = come_in()
    go_to_step(rooms, opened.chair, 1)
    message_all(rooms, opened.chair, "Five minutes [more](http://evil.example)")
    start_timer(rooms, opened.chair, timedelta(minutes=4).seconds)
    app.button(key="room_news").click().run()
    assert "2 of " in "".join(badges(app))
    assert "until " in "".join(badges(app))
    assert "Five minutes" in said(app)
    assert r"\[more\]" in said(app)


def test_the_bar_follows_a_changed_plan_with_the_next_action(come_in, opened, rooms):
    app = come_in()
    go_to_step(rooms, opened.chair, 9)
    app.button(key="room_news").click().run()
    assert "10 of 11: In twos" in "".join(badges(app))
    add_step(rooms, opened.chair, "break", 10)
    begin_step(rooms, opened.chair, "break")
    app.button(key="room_news").click().run()
    assert "11 of 12: Break" in "".join(badges(app))
    drop_step(rooms, opened.chair, "promise")
    app.button(key="room_news").click().run()
    assert "11 of 11: Break" in "".join(badges(app))


def test_a_locked_pace_keeps_later_pages_shut_and_loses_nothing(come_in, opened, rooms):
    app = come_in(work=own_list())
    go_to_step(rooms, opened.chair, 0)
    app.switch_page("compare.py").run()
    assert not app.exception
    assert "What you typed is kept" in said(app)
    assert not list(app.subheader)
    set_pace(rooms, opened.chair, "free")
    app.button(key="room_news_wait").click().run()
    assert "What you typed is kept" not in said(app)
    assert app.title[0].value == "Compare"


def test_the_guide_waits_at_the_end_of_a_step(come_in, opened, rooms):
    at = next(n for n, step in enumerate(opened.room.steps) if step.where == "guide:trade")
    go_to_step(rooms, opened.chair, at)
    app = come_in()
    assert not app.exception
    app.button(key="guide_next").click().run()
    assert "What you typed is kept" in said(app) or app.query_params["screen"] != "2"


def test_the_coach_sees_where_people_are_as_counts(come_in, opened, rooms):
    app = come_in()
    counts = where_are_they(rooms, opened.chair)
    assert counts.total() == 1
    assert set(counts) == {"guide:trade"} or next(iter(counts)).startswith("guide:")
    app.switch_page("about.py").run()
    assert where_are_they(rooms, opened.chair) == {"page:about": 1}


def test_put_up_take_back_and_leave(come_in, opened, rooms):
    app = come_in("Mo", own_list())
    app.button(key="room_open").click().run()
    seat = seat_of(rooms, workbook_key())
    app.button(key="put_up_values_window").click().run()
    assert not app.exception
    assert set(shared(rooms, seat)) == {"values"}
    app.button(key="room_open").click().run()
    app.button(key="take_back_values_window").click().run()
    assert shared(rooms, seat) == {}
    app.button(key="room_open").click().run()
    app.button(key="put_up_qualities_window").click().run()
    app.button(key="room_open").click().run()
    app.checkbox(key="room_leave_sure").check().run()
    app.button(key="room_open").click().run()
    app.button(key="room_leave").click().run()
    assert not app.exception
    assert seat_of(rooms, workbook_key()) is None
    assert not badges_of_room(app)


def badges_of_room(app):
    return [each for each in app.button if each.key == "room_news"]


def test_a_sentence_that_names_a_client_stays_here(come_in, opened, rooms):
    app = come_in(work=Workbook(clients=(Client(name="Bertram"),)))
    app.button(key="room_open").click().run()
    app.text_area(key="room_text_insight_window").set_value("Bertram costs me my evenings")
    app.button(key="send_insight_window").click().run()
    app.button(key="room_open").click().run()
    assert "Say it without a name" in said(app)
    assert app.text_area(key="room_text_insight_window").value == "Bertram costs me my evenings"
    assert shared(rooms, seat_of(rooms, workbook_key())) == {}


def test_after_the_end_thanks_and_the_coach_on_the_takeaway(come_in, opened, rooms, kept):
    app = come_in()
    close_room(rooms, opened.chair)
    app.switch_page("start.py").run()
    assert "the session is over" in said(app)
    assert "Ada Coach" in said(app)
    assert kept.workbook().answers["coach"] == ("Ada Coach", "ada@example.org")


def test_the_logo_comes_and_goes_with_who_leads(come_in, run_page, opened, rooms, kept):
    come_in()
    assert kept.workbook().logo == ""
    for host in (Host(name="Bea", logo="QQ=="), Host(logo="Qg=="), Host(name="Cem")):
        other = open_room(rooms, plan_room("45", "Another", host, now=NOW))
        run_page("start.py", join=other.code).button(key="join_room").click().run()
        assert (kept.workbook().credit, kept.workbook().logo) == (host.credit, host.logo)


def test_a_purged_room_is_gone_without_a_word_lost(come_in, opened, rooms):
    from icp.room.leading import purge_room

    app = come_in(work=own_list())
    purge_room(rooms, opened.chair)
    app.switch_page("compare.py").run()
    assert not app.exception
    assert not badges_of_room(app)
    assert app.title[0].value == "Compare"


def test_every_place_where_something_is_put_up_exists():
    screens, pages = {q.id for q in catalogue().screens}, {page.id for page in catalogue().pages}
    for place, kinds in PLACES.items():
        where, _, id = place.partition(":")
        assert id in {"guide": screens, "page": pages}[where]
        assert set(kinds) <= set(KINDS)
    assert {kind for kinds in PLACES.values() for kind in kinds} == set(KINDS)  # and nothing has no place
