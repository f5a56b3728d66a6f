"""The page Transition: every state it can be in, what is kept, and what it refuses."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from icp.dealings import Course, Dealings, KeptPlan, OwnSystem, Parting, Provider, Terms
from icp.findings.outlook import work_out
from icp.findings.transition import glad_senders, planned_last
from icp.methods.due import list_due
from icp.methods.partings import last_day
from icp.model import Client, Workbook
from icp.report import build_letters
from icp.sample import sample_workbook
from icp.ui import keys
from icp.ui.text import esc
from icp.ui.transition.opening import kept_plan
from tests.pages.conftest import Kept, RunPage

PAGE = "transition.py"
TODAY = date.today()
BEHIND = {"system": TODAY - timedelta(90), "talk": TODAY - timedelta(60), "terms": TODAY - timedelta(30)}
SECTIONS = ("sort", "person", "months", "terms", "odds", "providers")


def client(name: str, tier: int | None = 3, **values: Any) -> Client:
    given = {"tier": tier, "annual_value": 1200, "hours": 24, "respects_hours": 0, **values}
    return Client(id=name[:8], name=name, values={key: value for key, value in given.items() if value is not None})


def work(*clients: Client, **dealings: Any) -> Workbook:
    return Workbook(clients=clients, dealings=Dealings(**dealings))


def goodbye(id: str, **fields: Any) -> Course:
    return Course.model_validate({"id": id, "way": "goodbye", "reasons": ("respects_hours",), **BEHIND, **fields})


def said(app: AppTest) -> str:
    parts = [*app.markdown, *app.caption, *app.subheader, *app.title, *app.info, *app.success]
    return "\n".join(part.value for part in parts).replace("\u2060", "")


def finding(app: AppTest) -> str:
    return str(app.subheader[0].value).replace("\u2060", "")


def press(app: AppTest, label: str) -> AppTest:
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception
    return app


def labels(app: AppTest) -> list[str]:
    return [button.label for button in app.button]


def open_section(app: AppTest, name: str) -> AppTest:
    next(group for group in app.pills if group.key == keys.TRANSITION_SECTION).set_value(name).run()
    assert not app.exception
    return app


def field(app: AppTest, kind: str, label: str) -> Any:
    return next(one for one in getattr(app, kind) if label in one.label)


def images(app: AppTest) -> list[Any]:
    return list(app.get("image"))


# ── the sample ───────────────────────────────────────────────────────────────────────────────────────────────────


def sample(**terms: Any) -> Workbook:
    """Nora's work as on the day it was written, whatever today is: dates moved by as many days."""
    nora = sample_workbook()
    moved = TODAY - date(2026, 11, 22)

    def move(day: date | None) -> date | None:
        return None if day is None else day + moved

    courses = tuple(
        course.model_copy(update={step: move(getattr(course, step)) for step in ("system", "talk", "terms", "trial")})
        for course in nora.dealings.courses
    )
    fields = {**dict(nora.dealings.terms), "start": None, **terms}
    return nora.changed(dealings=nora.dealings.changed(courses=courses, terms=Terms.model_validate(fields)))


def test_the_sample_opens_on_one_sentence_one_picture_and_one_plan_to_keep(run_page: RunPage, kept: Kept) -> None:
    app = run_page(PAGE, sample())
    assert finding(app) == (
        "Saying goodbye to Harald V. and Dirk H. gives you back 11 hours a month, and your income stays above the "
        "€15,000 you need."
    )
    assert len(images(app)) == 1
    assert "€17,700 today, €16,692 in" in images(app)[0].proto.imgs[0].alt
    assert not app.get("plotly_chart")
    press(app, "Keep this plan")
    plan = kept.workbook().dealings.plan
    assert plan is not None
    assert plan.day == TODAY
    assert plan.floor == 15_000
    assert [parting.id for parting in plan.partings] == ["c1019", "c1013"]
    assert all(parting.told.day == 1 and parting.told < parting.gone for parting in plan.partings)
    assert "You kept this plan on" in said(app)
    assert "Keep this plan" not in labels(app)
    assert any("check_circle" in badge.value and "plan is kept" in badge.value for badge in app.markdown)


@pytest.mark.parametrize("section", SECTIONS)
def test_every_section_of_the_sample_stands(run_page: RunPage, section: str) -> None:
    app = open_section(run_page(PAGE, sample()), section)
    assert len(said(app)) > 300


def test_the_odds_are_shown_only_in_their_section_with_what_each_number_means(run_page: RunPage) -> None:
    app = open_section(run_page(PAGE, sample()), "odds")
    assert re.search(r"In \*\*9[4-7] of 100\*\* futures your income never falls under €15,000\.", said(app))
    assert "as often as in 2025, when 96% came back" in said(app)
    assert len(app.get("plotly_chart")) == 1


def test_a_kept_plan_that_no_longer_holds_says_so_and_can_be_replaced(run_page: RunPage, kept: Kept) -> None:
    month = TODAY.replace(day=1)
    old = KeptPlan(day=TODAY - timedelta(40), partings=(Parting(id="c1019", told=month, gone=month),))
    nora = sample()
    app = run_page(PAGE, nora.changed(dealings=nora.dealings.changed(plan=old)))
    assert "Something has changed since you kept a plan" in said(app)
    press(app, "Keep this one instead")
    plan = kept.workbook().dealings.plan
    assert plan is not None
    assert len(plan.partings) == 2


def test_a_kept_plan_begins_when_it_said_also_once_that_month_has_come(run_page: RunPage, kept: Kept) -> None:
    """ "Next month" is another one next month: what was kept would never be due."""
    press(run_page(PAGE, sample()), "Keep this plan")
    dealings = kept.workbook().dealings
    assert dealings.plan is not None
    begins = min(parting.told for parting in dealings.plan.partings)
    assert dealings.terms.start == begins > TODAY
    held = work_out(kept.workbook(), begins + timedelta(9))
    assert held.outlook is not None
    assert kept_plan(held, held.outlook).partings == dealings.plan.partings


# ── states ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_without_a_list_the_sample_teaches_and_terms_can_be_settled(run_page: RunPage, kept: Kept) -> None:
    app = run_page(PAGE)
    assert images(app)[0].proto.imgs[0].alt.startswith("The sample’s income over a year, greyed.")
    next(group for group in app.pills if group.key == "transition_before").set_value("terms").run()
    field(app, "number_input", "need monthly").set_value(4000.0).run()
    assert not app.exception
    assert kept.workbook().dealings.terms.floor == 4000


def test_a_list_nobody_sorted_points_to_the_list(run_page: RunPage) -> None:
    app = run_page(PAGE, work(client("A", None), client("B", None)))
    assert finding(app) == "Nobody is sorted yet, so nobody makes your heart sink."


def test_of_two_of_one_name_the_one_meant_is_put_forward(run_page: RunPage, kept: Kept) -> None:
    twins = (client("Ann", 1), client("Ann", 1).model_copy(update={"id": "second"}))
    app = open_section(run_page(PAGE, work(*twins)), "sort")
    field(app, "selectbox", "Put another client forward").set_value("Ann").run()
    assert [course.id for course in kept.workbook().dealings.courses] == ["Ann"]


def test_where_nobody_makes_the_heart_sink_somebody_can_be_put_forward(run_page: RunPage, kept: Kept) -> None:
    app = run_page(PAGE, work(*(client(f"G{n}", 1) for n in range(12))))
    assert finding(app) == "Nobody makes your heart sink: nobody has to go."
    assert any("check_circle" in badge.value and "everybody stays" in badge.value for badge in app.markdown)
    open_section(app, "sort")
    field(app, "selectbox", "Put another client forward").set_value("G3").run()
    assert not app.exception
    course = kept.workbook().dealings.courses[0]
    assert (course.id, course.way, course.reasons) == ("G3", "change", ("respects_hours",))
    assert "**G3**" in said(app)


def test_where_everybody_makes_the_heart_sink_the_own_part_comes_first(run_page: RunPage) -> None:
    app = run_page(PAGE, work(client("A"), client("B"), client("C")))
    assert finding(app).startswith("All your clients make your heart sink. Then look at your own way of working")
    customers = work(client("A"), client("B")).with_answer("term", "customer")
    assert finding(run_page(PAGE, customers)).startswith("All your customers make your heart sink.")


def test_one_client_alone(run_page: RunPage) -> None:
    app = run_page(PAGE, work(client("A")))
    assert finding(app) == "A makes your heart sink: €1,200 a year, 24 hours a year, €50 an hour."
    small = run_page(PAGE, work(client("A", annual_value=10)))
    assert finding(small) == "A makes your heart sink: €10 a year, 24 hours a year, €0.42 an hour."
    alone = run_page(PAGE, work(client("A"), courses=(goodbye("A"),), terms=Terms(floor=0)))
    assert finding(alone) == (
        "Saying goodbye to A gives you back 2 hours a month, and your income stays above the €0 you need."
    )


def test_heart_sinks_nobody_decided_about_open_on_their_share_and_the_cards(run_page: RunPage, kept: Kept) -> None:
    """Two of four, 24 of 96 hours each, 1,200 of 7,200 a year each."""
    others = [client(name, 1, annual_value=2400, hours=24) for name in ("C", "D")]
    app = run_page(PAGE, work(client("A"), client("B", sink_reason="money"), *others))
    assert finding(app) == "2 clients make your heart sink: 50% of your hours, 33% of your income."
    assert "Another price, or a smaller service, is the honest first try." in said(app)
    ways = next(group for group in app.pills if "B" in group.label)
    ways.set_value("reprice").run()
    assert not app.exception
    course = kept.workbook().dealings.courses[0]
    assert (course.id, course.way, course.cause, course.reasons) == ("B", "reprice", "money", ("respects_hours",))
    next(group for group in app.pills if "B" in group.label).set_value(None).run()
    assert kept.workbook().dealings.courses == ()  # nothing was written for it yet


def test_nobody_changes_places_when_a_way_is_chosen(run_page: RunPage) -> None:
    def shown(app: AppTest) -> list[str]:
        return [group.label.split(":")[0] for group in app.pills if "way:" in str(group.key)]

    everybody = work(*(client(f"N{n}", hours=100 - n) for n in range(8)))
    app = run_page(PAGE, everybody)
    before = shown(app)
    assert len(before) == 6
    next(group for group in app.pills if "way:" in str(group.key)).set_value("goodbye").run()
    assert shown(app) == before
    decided = [Course(id=f"N{n}", way="cherish") for n in range(7)]
    again = run_page(PAGE, everybody.changed(dealings=Dealings(courses=tuple(decided))))
    assert len(shown(open_section(again, "sort"))) == 2  # begins where somebody has no way yet


def test_a_way_with_something_written_is_not_dropped_by_a_slip(run_page: RunPage, kept: Kept) -> None:
    written = Course(id="A", way="change", change="Calls before five.")
    app = open_section(run_page(PAGE, work(client("A"), client("B", 1), courses=(written,))), "sort")
    next(group for group in app.pills if "A" in group.label).set_value(None).run()
    assert kept.workbook().dealings.courses == (written,)


def test_goodbyes_ask_what_is_needed_monthly_first(run_page: RunPage, kept: Kept) -> None:
    app = run_page(PAGE, work(client("A"), client("B", 1), courses=(goodbye("A"),)))
    assert finding(app) == "Before A can go: what do you need every month?"
    field(app, "number_input", "need monthly").set_value(100.0).run()
    assert not app.exception
    assert kept.workbook().dealings.terms.floor == 100
    assert finding(app).startswith("Saying goodbye to A gives you back 2 hours a month")


def test_a_sum_above_the_income_says_by_how_much_and_the_button_brings_it_down(run_page: RunPage, kept: Kept) -> None:
    clients = (client("A"), client("B", 1))
    app = run_page(PAGE, work(*clients, courses=(goodbye("A"),), terms=Terms(floor=500)))
    assert finding(app) == (
        "You need €500 a month and your list brings €200 a month: €300 too little before anybody goes."
    )
    press(app, "Set what I need to €200")
    assert kept.workbook().dealings.terms.floor == 200
    assert finding(app) == "Nobody can go yet without falling under the €200 you need."
    press(app, "Set what I need to €100")
    assert kept.workbook().dealings.terms.floor == 100
    assert finding(app).startswith("Saying goodbye to A")


def test_the_limit_that_binds_is_named_and_gives_way(run_page: RunPage, kept: Kept) -> None:
    """Three months and one goodbye a month, the first in the second month: two of four go."""
    clients = [client(name) for name in "ABCD"]
    rest = client("Z", 1, annual_value=12_000)
    courses = tuple(goodbye(name) for name in "ABCD")
    app = run_page(PAGE, work(*clients, rest, courses=courses, terms=Terms(floor=0, months=3)))
    assert "Goodbyes a month: 1 more, 2 in all." in said(app)
    assert "The length of the plan: 2 months more, 5 in all." in said(app)
    press(app, "Plan for 5 months")
    assert kept.workbook().dealings.terms.months == 5
    assert finding(app).startswith("Saying goodbye to A, B, C and D")


def test_steps_without_a_name_in_the_picture_are_counted(run_page: RunPage) -> None:
    many = [client(name) for name in "ABCDEFGH"]
    courses = tuple(goodbye(name) for name in "ABCDEFGH")
    app = run_page(PAGE, work(*many, client("Z", 1), courses=courses, terms=Terms(floor=0)))
    assert "Later steps without a name: 2;" in said(app)


def test_an_own_part_without_a_day_links_to_the_page_about_it(run_page: RunPage) -> None:
    book = work(client("A"), client("B", 1), courses=(goodbye("A", system=None),), terms=Terms(floor=0))
    app = run_page(PAGE, book)
    assert "**A**: your own part has no day yet." in said(app)
    assert any(link.proto.page == "system" for link in app.get("page_link"))


def test_unknown_income_is_said_and_nobody_is_planned(run_page: RunPage) -> None:
    unknown = client("A", annual_value=None)
    app = run_page(PAGE, work(unknown, courses=(goodbye("A"),), terms=Terms(floor=0)))
    assert finding(app) == "None of your clients has a yearly invoice yet, so nobody can say what a goodbye costs."
    assert "the yearly invoice is not known" in said(app)


def test_all_answers_missing(run_page: RunPage) -> None:
    bare = Client(id="A", name="A")
    app = run_page(PAGE, work(bare, courses=(Course(id="A", way="goodbye"),), terms=Terms(floor=0)))
    for section in SECTIONS:
        open_section(app, section)
    assert "no reason yet" in said(app)


@pytest.mark.parametrize("name", ["**Bold** [x](http://a.example)", "😀 :red[a] $x$", "a" * 300, "<b>&amp;</b>"])
def test_odd_names_stay_names(run_page: RunPage, name: str) -> None:
    odd = Client(id="odd", name=name, values=client("A").values)
    told = goodbye("odd", ask="B", said=TODAY)
    app = run_page(PAGE, work(odd, client("B", 1), courses=(told,), terms=Terms(floor=0)))
    for section in SECTIONS:
        open_section(app, section)
        texts = [part.value for part in [*app.markdown, *app.caption, *app.subheader, *app.success]]
        naming = [text for text in texts if esc(odd.name) in text]
        assert naming
        assert not [text for text in texts if odd.name in text and esc(odd.name) != odd.name]


def test_five_thousand_clients(run_page: RunPage) -> None:
    many = tuple(
        Client(id=f"c{n}", name=f"C {n}", values={"tier": n % 3 + 1, "annual_value": 1000 + n, "hours": n % 50,
                                                   "respects_hours": n % 2})
        for n in range(5000)
    )  # fmt: skip
    courses = tuple(goodbye(f"c{n}") for n in range(2, 302, 15))
    app = run_page(PAGE, work(*many, courses=courses, terms=Terms(floor=100_000, cap=2)))
    assert finding(app).startswith("Saying goodbye to ")
    open_section(app, "sort")
    assert sum(bool(group.label.startswith("What is to become of")) for group in app.pills) == 6


# ── before a goodbye ─────────────────────────────────────────────────────────────────────────────────────────────


def person(run_page: RunPage, course: Course, *more: Client, **dealings: Any) -> AppTest:
    book = work(client("A"), client("Gilda", 1), *more, courses=(course,), terms=Terms(floor=0), **dealings)
    return open_section(run_page(PAGE, book), "person")


@pytest.mark.parametrize("step", ["system", "talk", "terms"])
def test_no_letter_and_no_goodbye_before_all_three_steps_are_behind(run_page: RunPage, step: str) -> None:
    for day in (None, TODAY + timedelta(1)):
        days = {"system": TODAY, "talk": TODAY, "terms": TODAY, step: day}
        app = person(run_page, goodbye("A", **days))
        assert "waits until all three steps are behind you" in said(app)
        assert not [toggle for toggle in app.toggle if toggle.label == "The letter"]
        assert "I have said it to A" not in labels(app)
    app = person(run_page, goodbye("A", system=TODAY, talk=TODAY, terms=TODAY))
    assert [toggle for toggle in app.toggle if toggle.label == "The letter"]
    assert "I have said it to A" in labels(app)


def test_no_letter_without_something_they_do(run_page: RunPage, kept: Kept) -> None:
    app = person(run_page, goodbye("A", reasons=()))
    assert "Without that there is no letter." in said(app)
    reasons = next(group for group in app.pills if "What does A do" in group.label)
    reasons.set_value(["respects_hours"]).run()
    assert not app.exception
    assert kept.workbook().dealings.courses[0].reasons == ("respects_hours",)
    assert [toggle for toggle in app.toggle if toggle.label == "The letter"]


def test_no_letter_names_a_day_the_plan_does_not_have(run_page: RunPage) -> None:
    """One goodbye a month in two months, a month's notice: the second one is told when the plan is over."""
    book = work(client("A", hours=48), client("B"), client("Gilda", 1), courses=(goodbye("A"), goodbye("B")),
                terms=Terms(floor=0, months=2))  # fmt: skip
    app = open_section(run_page(PAGE, book), "person")
    assert [toggle for toggle in app.toggle if toggle.label == "The letter"]
    app.selectbox(keys.TRANSITION_CLIENT).set_value("B").run()
    assert not app.exception
    assert "so there is no last day to write" in said(app)
    assert not [toggle for toggle in app.toggle if toggle.label in ("The letter", "The goodbye itself")]
    assert "I have said it to B" in labels(app)


def test_only_what_somebody_does_is_offered_and_what_was_not_answered_is_noted(run_page: RunPage, kept: Kept) -> None:
    app = person(run_page, goodbye("A"))
    reasons = next(group for group in app.pills if "What does A do" in group.label)
    assert set(reasons.options) == {
        "Rings at bad times", "Cancels late or vanishes", "Leaves me waiting for their part",
        "Asks nothing, then complains", "Pays late", "Ignores advice and blames me",
    }  # fmt: skip
    reasons.set_value(["respects_hours", "does_the_work"]).run()
    assert not app.exception
    assert kept.workbook().clients[0].values["does_the_work"] == 1
    assert kept.workbook().dealings.courses[0].reasons == ("respects_hours", "does_the_work")


def test_days_given_here_are_kept_and_become_promises_with_one_click(run_page: RunPage, kept: Kept) -> None:
    app = person(run_page, goodbye("A", talk=None, terms=None))
    assert "**A**: the talk has no day yet." in said(app)
    due = TODAY + timedelta(9)
    field(app, "date_input", "Talked on").set_value(due).run()
    assert not app.exception
    assert kept.workbook().dealings.courses[0].talk == due
    press(app, "Promise it")
    (promise,) = kept.workbook().promises
    assert (promise.text, promise.client, promise.due) == ("Talk with A", "A", due)
    assert "Promised for" in said(app)


def test_the_own_part_comes_from_the_answers_about_the_own_system(run_page: RunPage) -> None:
    done = OwnSystem(id="respects_hours", done=TODAY - timedelta(3))
    app = person(run_page, goodbye("A", system=None), systems=(done,))
    assert "The day comes from your own answers" in said(app)
    assert "I have said it to A" in labels(app)


def test_the_letter_can_be_changed_kept_and_drafted_again(run_page: RunPage, kept: Kept) -> None:
    app = person(run_page, goodbye("A", provider="o"), providers=(Provider(id="o", name="Nightowl Books"),))
    next(toggle for toggle in app.toggle if toggle.label == "The letter").set_value(True).run()
    area = app.text_area[0]
    assert "Dear A," in area.value
    assert "calls and messages outside my working hours" in area.value
    assert "You may be in better hands with Nightowl Books." in area.value
    draft = area.value
    area.set_value("Dear A, thank you.").run()
    assert not app.exception
    assert kept.workbook().dealings.courses[0].letter == "Dear A, thank you."
    assert app.text_area[0].value == "Dear A, thank you."
    press(app, "Back to the draft")
    assert kept.workbook().dealings.courses[0].letter == ""
    assert app.text_area[0].value == draft


def test_a_letter_that_gives_who_somebody_is_as_a_reason_is_flagged(run_page: RunPage) -> None:
    app = person(run_page, goodbye("A", letter="How old are you? Are you married?"))
    next(toggle for toggle in app.toggle if toggle.label == "The letter").set_value(True).run()
    assert len(app.warning) == 1


def test_said_leads_to_the_last_day_and_former_and_back(run_page: RunPage, kept: Kept) -> None:
    app = person(run_page, goodbye("A", notice=0))
    press(app, "I have said it to A")
    assert kept.workbook().dealings.courses[0].said == TODAY
    assert "You said it on" in said(app)
    press(app, "A has left: move to former")
    assert kept.workbook().clients[0].former
    press(app, "Not gone after all")
    assert not kept.workbook().clients[0].former
    press(app, "I have not said it after all")
    assert kept.workbook().dealings.courses[0].said is None


@pytest.mark.parametrize("notice", [1, 3])
@pytest.mark.parametrize("told", [date(2026, 12, 1), date(2026, 12, 15), date(2027, 1, 31)])
def test_the_letter_names_the_last_day_that_is_kept_to_once_it_is_said(told: date, notice: int) -> None:
    """In the month of the plan, whatever the day: never a shorter notice than was chosen."""
    course = goodbye("A", notice=notice, system=date(2026, 9, 1), talk=date(2026, 9, 2), terms=date(2026, 9, 3))
    book = work(client("A"), client("Z", 1), courses=(course,), terms=Terms(floor=0, start=date(2026, 12, 1)))
    last = planned_last(work_out(book, told), course)
    assert last == last_day(told, notice)
    assert last_day(date(2026, 12, 15), 1) == date(2027, 1, 14)


def test_what_was_written_for_one_way_is_no_letter_on_another(run_page: RunPage, kept: Kept) -> None:
    tried = Course(id="A", way="change", reasons=("respects_hours",), trial=TODAY, change="Calls before five.",
                   letter="Dear A, one thing has to change.")  # fmt: skip
    book = work(client("A"), client("B", 1), courses=(tried,), terms=Terms(floor=0))
    app = press(run_page(PAGE, book), "It worked")
    course = kept.workbook().dealings.courses[0]
    assert (course.way, course.letter, course.change) == ("cherish", "", "")
    assert any("written for the other way" in toast.value for toast in app.toast)
    (letter, *_) = build_letters(kept.workbook(), TODAY).sections
    assert "has to change" not in str(letter)
    assert "Calls before five" not in str(letter)


def test_a_goodbye_that_was_said_and_then_not_meant_leaves_no_trace_on_another_way(
    run_page: RunPage, kept: Kept
) -> None:
    app = open_section(run_page(PAGE, work(client("A"), client("B", 1), courses=(goodbye("A", said=TODAY),))), "sort")
    next(group for group in app.pills if "A" in group.label).set_value("change").run()
    talk = TODAY + timedelta(5)
    book = kept.workbook()
    course = book.dealings.courses[0].model_copy(update={"talk": talk})
    asked = list_due(book.changed(dealings=book.dealings.changed(courses=(course,))), TODAY)
    assert [(due.kind, due.day) for due in asked] == [("talk", talk)]


def test_nobody_who_goes_is_asked_for_an_introduction(run_page: RunPage) -> None:
    """Put forward by hand, a favourite may go, too."""
    book = work(client("A", 1), client("B", 3), courses=(goodbye("A"), goodbye("B")), terms=Terms(floor=0))
    assert glad_senders(work_out(book, TODAY)) == {}
    app = open_section(run_page(PAGE, book), "months")
    assert "**A** goes; somebody glad could be asked" in said(app)


def test_before_the_last_day_nobody_is_moved(run_page: RunPage) -> None:
    app = person(run_page, goodbye("A", said=TODAY, notice=1))
    assert "A has left: move to former" not in labels(app)


def test_an_introduction_is_proposed_from_whoever_brought_glad_ones(run_page: RunPage, kept: Kept) -> None:
    brought = client("Nina", 1, referred_by="Zoe")
    app = person(run_page, goodbye("A"), client("Zoe", 1), brought)
    open_section(app, "months")
    assert "**A** goes; **Zoe** could be asked for one introduction." in said(app)
    press(app, "Yes, Zoe")
    assert kept.workbook().dealings.courses[0].ask == "Zoe"
    press(app, next(label for label in labels(app) if label == "Promise it"))
    assert kept.workbook().promises


def test_who_might_leave_too_is_counted_once_over_every_step(run_page: RunPage) -> None:
    """A brought B, who brought C: 2,400 a year together; a quarter of 200 a month is put aside."""
    app = person(run_page, goodbye("A"), client("B", 1, referred_by="A"), client("C", 2, referred_by="B"))
    open_section(app, "months")
    assert (
        "**A** brought 2 clients: B and C. Together they pay €2,400 a year; the plan puts €50 a month aside."
        in said(app)
    )


def test_one_is_told_as_one(run_page: RunPage) -> None:
    app = person(run_page, goodbye("A"), client("B", 1, referred_by="A", hours=1))
    open_section(app, "months")
    assert "**A** brought 1 client: B. That is €1,200 a year; the plan puts €25 a month aside." in said(app)
    alone = run_page(PAGE, work(client("A", hours=1)))
    assert finding(alone) == "A makes your heart sink: €1,200 a year, 1 hour a year, €1,200 an hour."
    told = work(client("A"), client("B", 1, annual_value=None), courses=(goodbye("A", said=TODAY),),
                terms=Terms(floor=0))  # fmt: skip
    app = run_page(PAGE, told)
    assert finding(app) == "It is said to A, and your income stays above the €0 you need."
    assert "Counted as nothing: 1 client without a known invoice." in said(app)
    late = work(*(client(name) for name in "ABC"), client("Z", 1), courses=tuple(goodbye(name) for name in "ABC"),
                terms=Terms(floor=0, months=3))  # fmt: skip
    assert "The length of the plan: one month more, 4 in all." in said(run_page(PAGE, late))


@pytest.mark.parametrize(
    ("way", "label", "words"),
    [
        ("change", "A note about the change", "Let us try it until"),
        ("reprice", "A letter about the new terms", "It would begin on"),
        ("cherish", "A word of thanks", "I am glad to work with you"),
    ],
)
def test_who_stays_gets_a_word_too(run_page: RunPage, way: str, label: str, words: str) -> None:
    day = TODAY + timedelta(30)
    app = person(run_page, Course.model_validate({"id": "A", "way": way, "trial": day, "terms": day}))
    next(toggle for toggle in app.toggle if toggle.label == label).set_value(True).run()
    assert not app.exception
    assert words in app.text_area[-1].value


def test_a_trial_has_a_day_that_becomes_a_promise(run_page: RunPage, kept: Kept) -> None:
    app = person(run_page, Course(id="A", way="change", reasons=("respects_hours",)))
    due = TODAY + timedelta(60)
    field(app, "date_input", "The try ends").set_value(due).run()
    press(app, "Promise it")
    assert kept.workbook().dealings.courses[0].trial == due
    assert kept.workbook().promises[0].text == "Look with A at how the try went"


@pytest.mark.parametrize(
    ("answer", "way", "later"),
    [("It worked", "cherish", 0), ("A month more", "change", 20), ("It did not", "goodbye", 0)],
)
def test_a_try_that_is_over_asks_how_it_went(run_page: RunPage, kept: Kept, answer: str, way: str, later: int) -> None:
    tried = Course(id="A", way="change", reasons=("respects_hours",), trial=TODAY)
    app = run_page(PAGE, work(client("A"), client("B", 1), courses=(tried,), terms=Terms(floor=0)))
    assert "How did it go?" in said(app)
    press(app, answer)
    course = kept.workbook().dealings.courses[0]
    assert course.way == way
    assert course.trial is not None
    assert course.trial >= TODAY + timedelta(later)
    assert "How did it go?" not in said(app)


def test_what_was_mended_is_no_reason_any_more(run_page: RunPage) -> None:
    mended = client("A", respects_hours=4)
    book = work(mended, client("B", 1), courses=(goodbye("A"),), terms=Terms(floor=0))
    assert "**A**: no reason yet. Name something they do." in said(run_page(PAGE, book))


def test_the_owners_own_order_decides_when_it_is_asked_to(run_page: RunPage) -> None:
    """One a month: by hours B (48 hours) first, by the owner's numbers A."""
    courses = (goodbye("A", place=1, notice=0), goodbye("B", place=2, notice=0))
    clients = (client("A"), client("B", hours=48), client("Z", 1))
    for weigh, first in (("hours", "B"), ("order", "A")):
        book = work(*clients, courses=courses, terms=Terms.model_validate({"floor": 0, "weigh": weigh}))
        app = run_page(PAGE, book)
        assert any(f"Say goodbye to {first}" in line.value for line in app.markdown), weigh


def test_other_providers_are_added_changed_and_taken_off(run_page: RunPage, kept: Kept) -> None:
    app = open_section(run_page(PAGE, work(client("A"))), "providers")
    field(app, "text_input", "Add another provider").set_value("Nightowl Books").run()
    assert not app.exception
    field(app, "text_input", "Whom they suit").set_value("night people").run()
    (provider,) = kept.workbook().dealings.providers
    assert (provider.name, provider.suits) == ("Nightowl Books", "night people")
    press(app, "Take off the list")
    assert kept.workbook().dealings.providers == ()


def test_in_a_regulated_field_nothing_protected_shows(run_page: RunPage) -> None:
    a = client("A", age=71, gender="woman")
    book = work(a, client("B", 1), courses=(goodbye("A"),), terms=Terms(floor=0)).with_field("credit")
    app = open_section(run_page(PAGE, book), "person")
    assert "71" not in said(app)
    assert "woman" not in said(app)


def test_flipping_who_people_are_changes_nothing_here(run_page: RunPage) -> None:
    nora = sample()
    flipped = nora.changed(
        clients=tuple(
            c.with_values(age=90 - int(c.values.get("age", 40)), gender="other", life_stage=None, home=4, vacation=0,
                          energises=4, place="city", income=None)
            for c in nora.clients
        )
    )  # fmt: skip
    apps = [open_section(run_page(PAGE, book), "months") for book in (nora, flipped)]
    drop = [line for line in said(apps[0]).splitlines() if "Saved" not in line]
    assert drop == [line for line in said(apps[1]).splitlines() if "Saved" not in line]
    assert images(apps[0])[0].proto.imgs[0].alt == images(apps[1])[0].proto.imgs[0].alt


def test_a_goodbye_said_by_the_plan_is_no_change_to_it(run_page: RunPage, kept: Kept) -> None:
    app = press(run_page(PAGE, sample()), "Keep this plan")
    open_section(app, "person")
    press(app, "I have said it to Harald V.")
    assert "You kept this plan on" in said(app)
    assert "Something has changed" not in said(app)
