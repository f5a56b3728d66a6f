"""Courses on a calendar: which client goes when, what is still missing before it, and the income meanwhile.

Between the dates the owner gives (:mod:`icp.dealings`) and the plan that counts in months
(:mod:`icp.methods.transition`): a plan's month 1 begins on :func:`begin`, a step before that is behind the owner.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

import numpy as np

from icp.dealings import Course, OwnSystem, Terms
from icp.methods.transition import STEPS, Candidate, Ladder, Limits, Plan, Practice, Step, plan_transition
from icp.methods.value import Values
from icp.model import Client, SalesYear

Act = Literal["system", "talk", "terms", "tell", "trial"]


# ── dates and months ─────────────────────────────────────────────────────────────────────────────────────────────


def begin(start: date | None, today: date) -> date:
    """First day of the plan's first month: the owner's, but none that is over; next month where none is given.

    >>> begin(None, date(2026, 12, 5)), begin(date(2026, 9, 20), date(2026, 12, 5))
    (datetime.date(2027, 1, 1), datetime.date(2026, 12, 1))
    """
    if start is None:
        return add_months(today.replace(day=1), 1)
    return max(start, today).replace(day=1)


def add_months(day: date, months: int) -> date:
    """The same day that many months on, or the month's last where it has no such day.

    >>> add_months(date(2026, 12, 31), 2)
    datetime.date(2027, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def month_of(day: date, start: date) -> int:
    """The plan's month a day lies in: 1 the first, 0 or less before it."""
    return (day.year - start.year) * 12 + day.month - start.month + 1


def last_day(said: date, notice: int) -> date:
    """The last day of somebody told on ``said`` with ``notice`` months' notice; that day itself without notice.

    Where the last month has no such day the month's last one is it, and not the day before: whoever is told on 31
    January has all of February (BGB § 188, 3; Dodds v Walker [1981] 1 WLR 1027).

    >>> last_day(date(2026, 12, 1), 2), last_day(date(2026, 12, 7), 0), last_day(date(2027, 1, 31), 1)
    (datetime.date(2027, 1, 31), datetime.date(2026, 12, 7), datetime.date(2027, 2, 28))
    """
    if not notice:
        return said
    later = add_months(said, notice)
    return later if later.day < said.day else later - timedelta(days=1)


# ── before a goodbye ─────────────────────────────────────────────────────────────────────────────────────────────


def find_system_day(course: Course, systems: Sequence[OwnSystem]) -> date | None:
    """When the owner's own part is put right: the course's own date, else the latest over its reasons.

    A reason counts with the day it was done, else the day it is due; with one reason undated there is no day.
    """
    if course.system is not None or not course.reasons:
        return course.system
    own = {system.id: system.done or system.due for system in systems}
    days = [own.get(reason) for reason in course.reasons]
    known = [day for day in days if day is not None]
    return max(known) if len(known) == len(days) else None


def step_days(course: Course, systems: Sequence[OwnSystem] = ()) -> dict[Step, date | None]:
    """The day of each step of the ladder, taken or to be taken, None where it has none."""
    return {"system": find_system_day(course, systems), "talk": course.talk, "terms": course.terms}


def steps_ahead(course: Course, systems: Sequence[OwnSystem], today: date) -> tuple[Step, ...]:
    """The steps not taken by today. Before this is empty nobody is told goodbye, and no letter is drafted."""
    days = step_days(course, systems)
    return tuple(step for step in STEPS if (day := days[step]) is None or day > today)


def make_ladder(course: Course, systems: Sequence[OwnSystem], start: date) -> Ladder:
    """The course's ladder in months of the plan."""
    days = step_days(course, systems)
    return Ladder(**{step: None if (day := days[step]) is None else month_of(day, start) for step in STEPS})


# ── the plan ─────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Leaving:
    """A client who has been told and is still there: row of the practice, their last day, first month without them."""

    client: int
    said: date
    last: date
    gone: int


@dataclass(frozen=True, eq=False)
class Outlook:
    """What is planned from ``start`` on.

    ``practice``: the list without those told already (``leaving``), as the plan sees it. ``income``: expected a month,
    with what those told pay until their last day, one entry a month of the plan. ``before``: income a month today.
    ``hours``: hours a month free in each month (goodbyes and those told), of the clients whose hours are known.
    """

    start: date
    practice: Practice
    candidates: tuple[Candidate, ...]
    limits: Limits
    plan: Plan
    leaving: tuple[Leaving, ...]
    before: float
    income: tuple[float, ...]
    hours: tuple[float, ...]

    def month(self, number: int) -> date:
        """First day of the plan's month ``number`` (from 1)."""
        return add_months(self.start, number - 1)

    @property
    def lowest(self) -> float:
        """The least income of any month."""
        return min(self.income)


def set_limits(terms: Terms) -> Limits | None:
    """The owner's terms as limits; None while nobody said what is needed monthly."""
    if terms.floor is None:
        return None
    return Limits(
        floor=terms.floor,
        months=terms.months,
        cap=terms.cap,
        damage=terms.damage,
        arrivals=terms.arrivals or 0.0,
        arrival_value=terms.arrival_value or 0.0,
    )


def lay_out(
    practice: Practice,
    courses: Sequence[Course],
    systems: Sequence[OwnSystem],
    terms: Terms,
    today: date,
    *,
    seconds: float | None = None,
) -> Outlook | None:
    """The plan for everybody put forward and not told yet; None while it is not said what is needed monthly.

    Who has been told goes on the last day whatever the plan: the plan is made for the list without them, a share of
    what they brought taken off once. That is careful, since they pay until then; :attr:`Outlook.income` says so.
    ``courses`` of clients who are not on the list are passed over.
    """
    limits = set_limits(terms)
    if limits is None:
        return None
    start = begin(terms.start, today)
    rows = {id: row for row, id in enumerate(practice.ids)}
    put_forward = [course for course in courses if course.way == "goodbye" and course.id in rows]
    leaving = tuple(
        Leaving(rows[course.id], course.said, last, month_of(last + timedelta(days=1), start))
        for course in put_forward
        if course.said is not None and practice.present[rows[course.id]]
        for last in [last_day(course.said, course.notice)]
    )
    candidates = tuple(
        Candidate(rows[c.id], c.reasons, make_ladder(c, systems, start), c.notice, c.place)
        for c in put_forward
        if c.said is None
    )
    rest, pays = _take_out(practice, leaving, limits)
    options = {} if seconds is None else {"seconds": seconds}
    plan = plan_transition(rest, candidates, limits, weigh=terms.weigh, **options)
    months = np.arange(1, limits.months + 1)
    free = np.zeros(limits.months)
    partings = [(goodbye.client, goodbye.gone) for goodbye in plan.goodbyes]
    for row, month in [*partings, *((each.client, each.gone) for each in leaving)]:
        free += (months >= month) * float(np.nan_to_num(practice.hours[row])) / 12
    return Outlook(
        start=start,
        practice=rest,
        candidates=candidates,
        limits=limits,
        plan=plan,
        leaving=leaving,
        before=float(practice.monthly.sum()),
        income=tuple((np.array(plan.income) + pays).tolist()),
        hours=tuple(free.tolist()),
    )


def _take_out(practice: Practice, leaving: Sequence[Leaving], limits: Limits) -> tuple[Practice, Values]:
    """The practice without those told, and what they and those they brought still pay above it, shape (months,)."""
    pays = np.zeros(limits.months)
    if not leaving:
        return practice, pays
    months, monthly = np.arange(1, limits.months + 1), practice.monthly
    present, value = practice.present.copy(), practice.value.copy()
    first: dict[int, int] = {}
    for told, reached in zip(leaving, practice.reach([each.client for each in leaving]), strict=True):
        present[told.client] = False
        pays += (months < told.gone) * monthly[told.client]
        for row in reached:
            first[row] = min(first.get(row, told.gone), told.gone)
    for row, month in first.items():
        if present[row]:
            value[row] *= 1 - limits.damage
            pays += (months < month) * limits.damage * monthly[row]
    return replace(practice, present=present, value=value), pays


def find_retention(years: Sequence[SalesYear]) -> SalesYear | None:
    """The latest whole year whose share of clients who came back is known."""
    return max((y for y in years if y.whole and y.retention is not None), key=lambda y: y.year, default=None)


# ── what is to be done ───────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Action:
    """One dated thing to do about one client (by id)."""

    day: date
    act: Act
    client: str


def list_actions(
    courses: Sequence[Course],
    systems: Sequence[OwnSystem],
    outlook: Outlook | None,
    clients: Mapping[str, Client],
    today: date,
) -> tuple[Action, ...]:
    """What the courses ask for from today on, the soonest first: steps, goodbyes of the plan, ends of trials.

    Clients who were told, have left or are no longer on the list ask for nothing.
    """
    told = {} if outlook is None else {outlook.practice.ids[g.client]: g.told for g in outlook.plan.goodbyes}
    actions = []
    for course in courses:
        client = clients.get(course.id)
        if client is None or client.former or course.said is not None or course.way == "cherish":
            continue
        days: dict[Act, date | None] = {"talk": course.talk, "terms": course.terms, "trial": course.trial}
        if course.way == "goodbye":
            days = {**days, "system": find_system_day(course, systems)}
            if outlook is not None and course.id in told and not steps_missing(course, systems):
                days["tell"] = max(today, outlook.month(told[course.id]))
        actions += [Action(day, act, course.id) for act, day in days.items() if day is not None and day >= today]
    order = {act: place for place, act in enumerate(("system", "talk", "terms", "trial", "tell"))}
    return tuple(sorted(actions, key=lambda action: (action.day, order[action.act], clients[action.client].name)))


def steps_missing(course: Course, systems: Sequence[OwnSystem]) -> tuple[Step, ...]:
    """The steps of the ladder that have no date at all."""
    return tuple(step for step, day in step_days(course, systems).items() if day is None)
