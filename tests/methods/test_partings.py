"""Courses on a calendar: months, ladders, who was told already, what is to be done."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from icp.dealings import Course, OwnSystem, Terms
from icp.methods.partings import (
    Action,
    add_months,
    begin,
    find_retention,
    find_system_day,
    last_day,
    lay_out,
    list_actions,
    month_of,
    set_limits,
    steps_ahead,
    steps_missing,
)
from icp.methods.transition import Practice
from icp.model import Client, SalesYear

TODAY = date(2026, 11, 22)
DONE = {"system": date(2026, 9, 1), "talk": date(2026, 10, 1), "terms": date(2026, 11, 1)}
WHY = ("respects_hours",)


def practice(*values: float, links: tuple[tuple[int, int], ...] = (), hours: float = 24.0) -> Practice:
    """Clients a, b, c … with these yearly invoices, 24 hours a year each, heart sinks all."""
    n = len(values)
    return Practice(
        ids=tuple("abcdefgh"[:n]),
        value=np.array(values, dtype=np.float64),
        hours=np.full(n, hours),
        tier=np.full(n, 3, dtype=np.int8),
        difficult=np.zeros(n, dtype=np.int_),
        present=np.ones(n, dtype=np.bool_),
        links=links,
    )


def goodbye(id: str, **fields: object) -> Course:
    return Course.model_validate({"id": id, "way": "goodbye", "reasons": WHY, **DONE, **fields})


# ── dates ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_plan_begins_next_month_or_when_the_owner_says_but_never_in_a_month_that_is_over() -> None:
    assert begin(None, TODAY) == date(2026, 12, 1)
    assert begin(date(2027, 3, 20), TODAY) == date(2027, 3, 1)
    assert begin(date(2026, 5, 1), TODAY) == date(2026, 11, 1)
    assert begin(date(2026, 11, 30), TODAY) == date(2026, 11, 1)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(-60, 60))
def test_months_added_are_months_counted(day: date, months: int) -> None:
    assert month_of(add_months(day, months), day) == months + 1
    assert add_months(day.replace(day=1), months).day == 1


@pytest.mark.parametrize(
    ("said", "notice", "last"),
    [
        (date(2026, 12, 1), 1, date(2026, 12, 31)),
        (date(2026, 12, 7), 3, date(2027, 3, 6)),
        (date(2026, 11, 28), 3, date(2027, 2, 27)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),  # no 30th: all of February, never less than was agreed
        (date(2027, 1, 31), 1, date(2027, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2027, 3, 31), 1, date(2027, 4, 30)),
        (date(2026, 12, 7), 0, date(2026, 12, 7)),
    ],
)
def test_the_last_day_is_the_notice_later_less_a_day_or_the_end_of_a_shorter_month(
    said: date, notice: int, last: date
) -> None:
    assert last_day(said, notice) == last


# ── the ladder ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_own_part_is_put_right_when_the_last_of_the_reasons_is() -> None:
    course = Course(id="a", way="goodbye", reasons=("respects_hours", "pays_on_time"))
    one = OwnSystem(id="respects_hours", done=date(2026, 9, 3), due=date(2026, 12, 24))
    two = OwnSystem(id="pays_on_time", due=date(2026, 12, 1))
    assert find_system_day(course, (one, two)) == date(2026, 12, 1)
    assert find_system_day(course, (one,)) is None
    assert find_system_day(course, (one, OwnSystem(id="pays_on_time"))) is None
    assert find_system_day(Course(id="a", way="goodbye"), (one, two)) is None
    own = Course(id="a", way="goodbye", system=TODAY)
    assert find_system_day(own, ()) == TODAY


def test_a_step_is_behind_on_its_own_day_and_ahead_the_day_before() -> None:
    course = goodbye("a", terms=TODAY)
    assert steps_ahead(course, (), TODAY) == ()
    assert steps_ahead(course, (), TODAY - timedelta(days=1)) == ("terms",)
    assert steps_ahead(Course(id="a", way="goodbye"), (), TODAY) == ("system", "talk", "terms")
    assert steps_missing(goodbye("a", talk=None), ()) == ("talk",)


# ── the plan ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_without_a_sum_needed_there_is_no_plan() -> None:
    assert lay_out(practice(1200), (goodbye("a"),), (), Terms(), TODAY) is None
    assert set_limits(Terms()) is None


def test_two_go_in_the_first_months_their_notice_leaves() -> None:
    """1,200 + 2,400 + 8,400 a year = 1,000 a month; one a month; notice 1: gone from January and February."""
    outlook = lay_out(practice(1200, 2400, 8400), (goodbye("a"), goodbye("b")), (), Terms(floor=600, months=4), TODAY)
    assert outlook is not None
    assert outlook.start == date(2026, 12, 1)
    assert {outlook.practice.ids[g.client]: (g.told, g.gone) for g in outlook.plan.goodbyes} == {
        "a": (1, 2), "b": (2, 3),
    }  # fmt: skip
    assert outlook.income == pytest.approx((1000, 900, 700, 700))
    assert outlook.hours == pytest.approx((0, 2, 4, 4))
    assert outlook.lowest == pytest.approx(700)
    assert outlook.month(3) == date(2027, 2, 1)


def test_whoever_was_told_pays_until_the_last_day_and_is_planned_no_more() -> None:
    """Told on 15 November with a month's notice: the last day is 14 December, so December is a month without; and a
    quarter of the 100 a month that b, whom they brought, pays is put aside from then on."""
    told = goodbye("a", said=date(2026, 11, 15))
    outlook = lay_out(
        practice(2400, 1200, 8400, links=((0, 1),)), (told, goodbye("c")), (), Terms(floor=0, months=3), TODAY
    )
    assert outlook is not None
    (leaving,) = outlook.leaving
    assert (leaving.last, leaving.gone) == (date(2026, 12, 14), 1)
    assert [outlook.practice.ids[g.client] for g in outlook.plan.goodbyes] == ["c"]
    assert outlook.before == pytest.approx(1000)
    # December without a (200) and a quarter of b (25), c still there; from January c (700) has gone, too.
    assert outlook.income == pytest.approx((775, 75, 75))
    later = lay_out(
        practice(2400, 1200, 8400, links=((0, 1),)),
        (goodbye("a", said=date(2026, 11, 22), notice=2),), (), Terms(floor=0, months=3), TODAY,
    )  # fmt: skip
    assert later is not None
    assert later.leaving[0].gone == 2  # the last day is 21 January
    assert later.income == pytest.approx((1000, 775, 775))


def test_what_several_told_brought_is_put_aside_once() -> None:
    both = (goodbye("a", said=date(2026, 10, 1)), goodbye("b", said=date(2026, 10, 1)))
    outlook = lay_out(
        practice(1200, 1200, 4800, links=((0, 1), (1, 2))), both, (), Terms(floor=0, months=2, damage=0.5), TODAY
    )
    assert outlook is not None
    assert outlook.income == pytest.approx((200, 200))  # half of 400; b's own is lost, not put aside as well


def test_a_floor_is_kept_for_the_list_without_those_told() -> None:
    told = goodbye("a", said=TODAY, notice=6)
    outlook = lay_out(practice(6000, 6000), (told,), (), Terms(floor=600, months=3), TODAY)
    assert outlook is not None
    assert outlook.plan.status == "under_floor"
    assert outlook.plan.short == pytest.approx(100)
    assert outlook.income == pytest.approx((1000, 1000, 1000))


def test_other_ways_unknown_clients_and_those_without_a_day_are_not_planned() -> None:
    courses = (
        goodbye("a", way="change"),
        goodbye("zz"),
        goodbye("b", talk=None),
        goodbye("c", reasons=()),
        goodbye("d", talk=date(2026, 8, 1)),
    )
    outlook = lay_out(practice(100, 100, 100, 100), courses, (), Terms(floor=0), TODAY)
    assert outlook is not None
    assert {outlook.practice.ids[r.client]: r.missing for r in outlook.plan.refused} == {
        "b": "talk", "c": "reason", "d": "order",
    }  # fmt: skip


def test_the_retention_is_that_of_the_latest_whole_year() -> None:
    def year(number: int, retention: float | None, whole: bool = True) -> SalesYear:
        return SalesYear(year=number, clients=9, sales=9, income=1.0, retention=retention, whole=whole)

    years = (year(2024, 0.9), year(2025, 0.8), year(2026, 1.0, whole=False), year(2023, None))
    found = find_retention(years)
    assert found is not None
    assert (found.year, found.retention) == (2025, 0.8)
    assert find_retention((year(2026, 1.0, whole=False),)) is None


# ── what is to be done ───────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_to_be_done_stands_by_day_and_leaves_out_what_is_over() -> None:
    clients = {id: Client(id=id, name=id.upper()) for id in "abcde"}
    clients["d"] = clients["d"].with_values(status="former")
    courses = (
        goodbye("a"),
        goodbye("b", system=date(2026, 11, 22), talk=date(2026, 11, 30), terms=date(2027, 1, 4)),
        Course(id="c", way="change", talk=date(2026, 11, 1), trial=date(2027, 2, 1)),
        goodbye("d", terms=date(2026, 12, 9)),
        goodbye("e", said=TODAY, terms=date(2026, 12, 9)),
        Course(id="zz", way="change", talk=date(2026, 12, 1)),
    )
    outlook = lay_out(practice(1200, 1200, 9600, 0, 0), courses, (), Terms(floor=0), TODAY)
    assert list_actions(courses, (), outlook, clients, TODAY) == (
        Action(date(2026, 11, 22), "system", "b"),
        Action(date(2026, 11, 30), "talk", "b"),
        Action(date(2026, 12, 1), "tell", "a"),
        Action(date(2027, 1, 4), "terms", "b"),
        Action(date(2027, 2, 1), "trial", "c"),
        Action(date(2027, 2, 1), "tell", "b"),
    )
    assert [action.act for action in list_actions(courses, (), None, clients, TODAY)] == [
        "system", "talk", "terms", "trial",
    ]  # fmt: skip
