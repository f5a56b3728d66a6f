"""The transition: the list as a practice, the plan laid out, and what is to be done, in figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np

from icp.analysis import roster_frame
from icp.catalogue import Question, catalogue
from icp.dealings import Course
from icp.methods.behaviours import Behaviour, behaviour_of, read_behaviours, shipped_behaviours
from icp.methods.partings import Action, Outlook, find_retention, lay_out, list_actions, steps_ahead
from icp.methods.transition import Binding, Odds, Practice, find_binding, read_practice, simulate
from icp.methods.value import NON_IDEAL_END, Values
from icp.model import Client, SalesYear, Workbook

SINKS = 3
_MOST_BOUND = 300


@dataclass(eq=False)
class Held:
    """One version of the workbook as this page sees it.

    ``today`` is the day it was worked out for, ``decided`` the courses of clients on the list with the reasons that
    still hold; ``drawn``: pictures made so far.
    """

    work: Workbook
    today: date
    decided: tuple[Course, ...]
    practice: Practice
    answers: Values
    behaviours: tuple[Behaviour, ...]
    outlook: Outlook | None
    drawn: dict[object, Any] = field(default_factory=dict)

    @cached_property
    def clients(self) -> Mapping[str, Client]:
        """Client id → client."""
        return {client.id: client for client in self.work.clients}

    @cached_property
    def rows(self) -> Mapping[str, int]:
        """Client id → row."""
        return {client.id: row for row, client in enumerate(self.work.clients)}

    @cached_property
    def courses(self) -> Mapping[str, Course]:
        """Client id → course."""
        return {course.id: course for course in self.decided}

    @cached_property
    def to_sort(self) -> tuple[Client, ...]:
        """Heart sinks still there and everybody put forward by hand, the heaviest first."""
        chosen = [c for c in self.work.clients if not c.former and (c.tier == SINKS or c.id in self.courses)]
        return tuple(sorted(chosen, key=lambda c: -float(np.nan_to_num(self.practice.hours[self.rows[c.id]]))))

    @cached_property
    def unsorted(self) -> tuple[Client, ...]:
        """Those of :attr:`to_sort` nothing is decided about yet."""
        return tuple(client for client in self.to_sort if client.id not in self.courses)

    @cached_property
    def goodbyes(self) -> tuple[Course, ...]:
        """Courses that mean goodbye, of clients who have not left."""
        return tuple(c for id, c in self.courses.items() if c.way == "goodbye" and not self.clients[id].former)

    @cached_property
    def actions(self) -> tuple[Action, ...]:
        """What the courses ask for, the soonest first."""
        return list_actions(self.decided, self.work.dealings.systems, self.outlook, self.clients, self.today)

    @cached_property
    def binding(self) -> Binding | None:
        """What keeps clients in; worked out when it is asked for."""
        if self.outlook is None:
            return None
        if len(self.outlook.candidates) > _MOST_BOUND:  # posing it would take longer than anybody waits
            return Binding((), (), complete=False)
        return find_binding(self.outlook.practice, self.outlook.candidates, self.outlook.limits)

    @cached_property
    def year(self) -> SalesYear | None:
        """The year whose retention the odds take."""
        return find_retention(self.work.sales_years)

    @cached_property
    def odds(self) -> Odds | None:
        """How likely the plan holds; None without a plan or a year to go by."""
        if self.outlook is None or self.year is None or self.year.retention is None:
            return None
        return simulate(self.outlook.practice, self.outlook.plan, self.outlook.limits, self.year.retention)

    def shown(self, id: str) -> tuple[str, ...]:
        """Columns of the behaviours at whose difficult end this client stands."""
        row = self.answers[self.rows[id]]
        return tuple(b.column for b, answer in zip(self.behaviours, row.tolist(), strict=True)
                     if answer <= NON_IDEAL_END)  # fmt: skip

    def unknown(self, id: str) -> tuple[str, ...]:
        """Columns of the behaviours nothing is known of for this client."""
        row = self.answers[self.rows[id]]
        return tuple(b.column for b, answer in zip(self.behaviours, row.tolist(), strict=True) if np.isnan(answer))

    def ahead(self, course: Course) -> tuple[str, ...]:
        """Steps before a goodbye that are not taken yet."""
        return steps_ahead(course, self.work.dealings.systems, self.today)


@dataclass(frozen=True, eq=False)
class Listed:
    """The list as it was read from ``work``; other answers leave it as it is. ``asked``: the behaviours."""

    work: Workbook
    asked: tuple[Behaviour, ...]
    practice: Practice
    answers: Values


def read_list(work: Workbook) -> Listed:
    """The client list as a practice, with the answers about behaviours."""
    frame, asked = roster_frame(work), ask_for(work)
    return Listed(work, asked, read_practice(frame, asked), read_behaviours(frame, asked))


def work_out(work: Workbook, today: date, listed: Listed | None = None) -> Held:
    """The facts and the plan on a day; ``listed`` where the list was read already."""
    listed = listed or read_list(work)
    dealings, decided = work.dealings, _still_so(work, listed)
    outlook = lay_out(listed.practice, decided, dealings.systems, dealings.terms, today)
    return Held(work, today, decided, listed.practice, listed.answers, listed.asked, outlook)


def _still_so(work: Workbook, listed: Listed) -> tuple[Course, ...]:
    """The courses with the reasons that still hold: who mends a thing is not told goodbye for it."""
    rows = {client.id: row for row, client in enumerate(work.clients)}
    columns = [behaviour.column for behaviour in listed.asked]

    def holding(course: Course) -> tuple[str, ...]:
        good = listed.answers[rows[course.id]] > NON_IDEAL_END
        mended = {column for column, is_good in zip(columns, good.tolist(), strict=True) if is_good}
        return tuple(reason for reason in course.reasons if reason in columns and reason not in mended)

    return tuple(
        course.model_copy(update={"reasons": holding(course)}) for course in work.dealings.courses if course.id in rows
    )


def ask_for(work: Workbook) -> tuple[Behaviour, ...]:
    """The behaviours that may be reasons: the catalogue's, and wishes about own questions on a scale, none of them
    about who somebody is."""
    own = {q.id for q in work.questions if q.kind == "scale" and q.part == "service"}
    wishes = {wish.column: wish for wish in work.avatar.criteria if wish.column in own and wish.part == "service"}
    return (*shipped_behaviours(), *map(behaviour_of, wishes.values()))


def trouble(column: str, work: Workbook) -> str:
    """A behaviour at its difficult end in the owner's words: "Rings at bad times". Plain text."""
    question = work.question(column)
    if isinstance(question, Question):
        return question.repel or question.label
    names_trouble = any(b.column == column and b.names_trouble for b in ask_for(work))
    label = work.label(column)
    return label if names_trouble else catalogue().say("transition.lacks", what=label)


def difficult_answer(behaviour: Behaviour) -> int:
    """The answer that puts somebody at the difficult end of a behaviour on a scale."""
    question = catalogue().fields.get(behaviour.column)
    if question is not None and question.taps is not None:
        return min(question.taps)
    return 4 if behaviour.names_trouble else 0
