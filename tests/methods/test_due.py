"""What is ahead and what could be promised, worked out by hand on a small workbook."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from icp.dealings import Course, Dealings, KeptPlan, OwnSystem, Parting, Prospect, Rule, RulesVersion
from icp.methods.due import Due, Idea, find_return, list_due, plan_homework, suggest_promises
from icp.model import Client, Promise, Workbook

TODAY, SOON = date(2026, 11, 22), date(2026, 11, 30)


def day(month, number, year=2026):
    return date(year, month, number)


CLIENTS = tuple(Client(id=id, name=id.upper()) for id in ("a", "b", "c"))
DEALINGS = Dealings(
    courses=(
        Course(id="a", way="change", talk=day(12, 4), trial=day(2, 26, 2027)),
        Course(id="b", way="goodbye", reasons=("pays_on_time",), system=day(11, 16), talk=day(11, 17),
               terms=day(11, 18), notice=1),
        Course(id="c", way="goodbye", said=day(11, 1), notice=2),
    ),
    plan=KeptPlan(day=TODAY, partings=(Parting(id="b", told=day(12, 1), gone=day(1, 1, 2027)),)),
    systems=(OwnSystem(id="does_the_work", due=day(12, 11)), OwnSystem(id="asks_questions", done=day(10, 1))),
    prospects=(
        Prospect(id="q", name="Lisa", day=day(11, 1), outcome="waiting", decide_by=day(11, 20)),
        Prospect(id="r", name="Gone", day=day(11, 1), outcome="declined", decide_by=day(12, 20)),
    ),
)  # fmt: skip
WORK = Workbook(clients=CLIENTS, dealings=DEALINGS)


def test_everything_dated_is_ahead_in_order_and_what_is_past_is_not():
    assert list_due(WORK, TODAY) == (
        Due(day(11, 20), "decide", "q"),  # waits still, though its day is over
        Due(day(12, 1), "tell", "b", "b"),  # every step before it has a day
        Due(day(12, 4), "talk", "a", "a"),
        Due(day(12, 11), "own", "does_the_work"),
        Due(day(12, 31), "gone", "c", "c"),  # told on 1 November, two months' notice
        Due(day(2, 26, 2027), "trial", "a", "a"),
    )


def test_a_promise_stands_for_the_step_of_its_day_and_an_answered_one_is_not_ahead():
    promises = (
        Promise(id="p", text="Talk.", client="a", due=day(12, 4)),
        Promise(id="late", text="Ring.", due=day(11, 1)),
        Promise(id="done", text="Rang.", client="b", due=day(12, 1), kept="no"),
    )
    ahead = list_due(WORK.changed(promises=promises), TODAY)
    assert [(due.kind, due.id) for due in ahead] == [
        ("promise", "late"), ("decide", "q"), ("tell", "b"), ("promise", "p"), ("own", "does_the_work"), ("gone", "c"),
        ("trial", "a"),
    ]  # fmt: skip


def test_a_goodbye_of_the_plan_is_ahead_until_it_is_said():
    """Its day is the first of the month it is said in: on the tenth the month is not over."""
    later = day(12, 10)
    assert [(due.day, due.kind) for due in list_due(WORK, later) if due.client == "b"] == [(later, "tell")]
    promised = Promise(id="transition:tell:b", text="Say goodbye to B.", client="b", due=day(12, 1))
    ahead = list_due(WORK.changed(promises=(promised,)), later)
    assert [(due.day, due.kind) for due in ahead if due.client == "b"] == [(day(12, 1), "promise")]
    said = DEALINGS.courses[1].model_copy(update={"said": day(12, 9)})
    work = WORK.changed(dealings=DEALINGS.changed(courses=(said,)))
    assert [(due.day, due.kind) for due in list_due(work, later) if due.client == "b"] == [(day(1, 8, 2027), "gone")]


def test_a_goodbye_of_the_plan_with_a_step_missing_is_not_ahead():
    courses = (DEALINGS.courses[1].model_copy(update={"terms": None}),)
    work = WORK.changed(dealings=DEALINGS.changed(courses=courses))
    assert not [due for due in list_due(work, TODAY) if due.kind == "tell"]


def test_what_could_be_promised_in_its_order():
    rule = Rule(id="r1", expectation="Papers by the 10th.")
    work = WORK.changed(
        dealings=DEALINGS.changed(rules=(rule,)), answers={"thank_first": "c ", "introduction_from": "Baker Bo"}
    )
    assert suggest_promises(work, TODAY, SOON) == (
        Idea("takeaway:thank:c", "thank", SOON, "c", "c "),
        Idea("transition:tell:b", "tell", day(12, 1), "b"),
        Idea("takeaway:rules", "rules", SOON),
        Idea("takeaway:ask:baker bo", "ask", SOON, None, "Baker Bo"),
        Idea("takeaway:decide:q", "decide", TODAY, None, "q"),
        Idea("takeaway:own:does_the_work", "own", day(12, 11), None, "does_the_work"),
    )


def test_what_is_promised_or_shown_already_is_not_suggested():
    rule = Rule(id="r1", expectation="Papers by the 10th.")
    shown = RulesVersion(number=1, day=TODAY, rules=(rule,), digest="0" * 64)
    promises = (
        Promise(text="Ring C.", client="c", due=SOON),
        Promise(id="takeaway:decide:q", text="Ring Lisa.", due=SOON, kept="kept"),
        Promise(text="Say goodbye to B.", client="b", due=SOON),
        Promise(text="Write the papers' rule.", due=day(12, 11)),
    )
    work = WORK.changed(
        dealings=DEALINGS.changed(rules=(rule,), versions=(shown,)), answers={"thank_first": "C"}, promises=promises
    )
    assert [(idea.kind, idea.client) for idea in suggest_promises(work, TODAY, SOON)] == [("talk", "a")]


def test_one_name_borne_by_two_is_nobody_in_particular():
    twins = Workbook(clients=(Client(id="a", name="Ann"), Client(id="b", name="ann")), answers={"thank_first": "Ann"})
    assert [idea.client for idea in suggest_promises(twins, TODAY, SOON)] == [None]


def test_an_empty_workbook_has_nothing_ahead_and_nothing_to_promise():
    assert list_due(Workbook(), TODAY) == ()
    assert suggest_promises(Workbook(), TODAY, SOON) == ()


def test_a_kept_day_stays_and_the_others_fill_weekly_half_hours():
    pages = [("a", 10), ("b", 15), ("c", 20), ("d", 40), ("e", 5)]
    assert plan_homework(pages, {"b": day(11, 1)}, SOON) == {
        "a": SOON, "b": day(11, 1), "c": SOON, "d": day(12, 7), "e": day(12, 14),
    }  # fmt: skip


@given(st.lists(st.integers(1, 29), max_size=12))
def test_no_sitting_is_longer_than_half_an_hour(minutes):
    pages = [(str(at), needed) for at, needed in enumerate(minutes)]
    days = plan_homework(pages, {}, SOON)
    for sitting in set(days.values()):
        assert sum(needed for id, needed in pages if days[id] == sitting) <= 30
        assert (sitting - SOON).days % 7 == 0
    assert list(days.values()) == sorted(days.values())


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 2000))
def test_the_day_to_come_back_is_within_ninety_days_and_never_today(created, later):
    today = created + timedelta(days=later)
    back = find_return(created, today)
    assert today < back <= today + timedelta(days=90)
    assert (back - created).days % 90 == 0
