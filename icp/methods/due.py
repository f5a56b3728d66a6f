"""Everything with a day: what the owner promised, what the decisions ask for, and the pages set down as homework."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from icp.methods.cells import fold
from icp.methods.partings import last_day, list_actions, steps_missing
from icp.model import Promise, Workbook

Kind = Literal["promise", "system", "talk", "terms", "trial", "tell", "gone", "own", "decide"]
IdeaKind = Literal["thank", "talk", "terms", "tell", "ask", "rules", "decide", "own"]
RETURN_AFTER = timedelta(days=90)
SITTING = 30
"""Minutes of homework in one sitting."""


@dataclass(frozen=True, slots=True)
class Due:
    """One thing on a day. ``id``: of the promise, the client, the behaviour (``own``) or the prospect (``decide``);
    ``client``: whom it is about, where that is a client."""

    day: date
    kind: Kind
    id: str
    client: str | None = None


@dataclass(frozen=True, slots=True)
class Idea:
    """Something that could be promised. ``id``: the promise's, should it be made; ``client``: a client's id;
    ``subject``: the name, the behaviour or the prospect's id it is about, "" for none."""

    id: str
    kind: IdeaKind
    day: date
    client: str | None = None
    subject: str = ""


def promise_id(act: str, client: str) -> str:
    """The promise that stands for something to be done about somebody."""
    return f"transition:{act}:{client}"


def list_steps(work: Workbook, today: date) -> tuple[Due, ...]:
    """What the decisions ask for, the soonest first: waiting prospects, also past their day, else from today on."""
    dealings = work.dealings
    clients = {client.id: client for client in work.clients}
    own_days = {course.id for course in dealings.courses if course.system is not None}
    actions = list_actions(dealings.courses, dealings.systems, None, clients, today)
    found = [Due(a.day, a.act, a.client, a.client) for a in actions if a.act != "system" or a.client in own_days]
    found += [due for due in _partings(work, today) if due.day >= today]
    found += [Due(own.due, "own", own.id) for own in dealings.systems if own.due is not None and own.due >= today]
    found += [
        Due(prospect.decide_by, "decide", prospect.id)
        for prospect in dealings.prospects
        if prospect.outcome == "waiting" and prospect.decide_by is not None
    ]
    return tuple(sorted(found, key=lambda due: due.day))


def list_due(work: Workbook, today: date) -> tuple[Due, ...]:
    """All that is ahead, the soonest first: open promises, also past their day, and the steps of :func:`list_steps`.

    A step with an open promise on its very day, about the same client or both about none, is there once: as that; so
    is a goodbye that is promised, on whatever day.
    """
    promised = {(promise.client, promise.due) for promise in _open(work)}
    promises = {promise.id for promise in _open(work)}
    steps = [
        s for s in list_steps(work, today)
        if s.kind == "decide" or ((s.client, s.day) not in promised
                                  and (s.kind != "tell" or promise_id("tell", s.id) not in promises))
    ]  # fmt: skip
    owed = [Due(promise.due, "promise", promise.id, promise.client) for promise in _open(work)]
    return tuple(sorted((*owed, *steps), key=lambda due: due.day))


def _open(work: Workbook) -> list[Promise]:
    return [promise for promise in work.promises if promise.kept is None]


def _partings(work: Workbook, today: date) -> list[Due]:
    """The goodbyes of the kept plan, from the first of their month until they are said, and the last days of those who
    were told."""
    found = []
    courses = {course.id: course for course in work.dealings.courses if course.way == "goodbye"}
    for client in work.clients:
        course = courses.get(client.id)
        if course is not None and course.said is not None and not client.former:
            found.append(Due(last_day(course.said, course.notice), "gone", client.id, client.id))
    for parting in work.dealings.plan.partings if work.dealings.plan else ():
        course, person = courses.get(parting.id), work.client(parting.id)
        if course is None or person is None or person.former or course.said is not None:
            continue
        if not steps_missing(course, work.dealings.systems):
            found.append(Due(max(parting.told, today), "tell", person.id, person.id))
    return found


# ── what could be promised ───────────────────────────────────────────────────────────────────────────────────────


def suggest_promises(work: Workbook, today: date, soon: date) -> tuple[Idea, ...]:
    """What the pages decided and nobody promised yet, in this order: thank first, the first talk, rules nobody was
    shown, one introduction, a prospect who is waiting, a step of one's own. ``soon``: the day of what has none.

    Left out: who has an open promise already.
    """
    people = {promise.client for promise in _open(work) if promise.client}
    ahead = [due for due in list_due(work, today) if due.kind != "promise" and due.client not in people]
    thank, ask = work.text("thank_first"), _ask_for_introduction(work)
    ideas: list[Idea | None] = [
        _about(work, "thank", thank, soon),
        next((Idea(promise_id(d.kind, d.id), d.kind, d.day, d.client)
              for d in ahead if d.kind in ("talk", "terms", "tell")), None),
        Idea("takeaway:rules", "rules", soon) if _has_unshown_rules(work) else None,
        _about(work, "ask", ask, soon) if fold(ask) != fold(thank) else None,
        next((Idea(f"takeaway:decide:{d.id}", "decide", max(d.day, today), None, d.id)
              for d in ahead if d.kind == "decide"), None),
        next((Idea(f"takeaway:own:{d.id}", "own", d.day, None, d.id) for d in ahead if d.kind == "own"), None),
    ]  # fmt: skip
    made = {promise.id for promise in work.promises}
    return tuple(i for i in ideas if i is not None and i.id not in made and i.client not in people)


def _about(work: Workbook, kind: IdeaKind, name: str, day: date) -> Idea | None:
    """Something to do about whoever is called so; a client where exactly one is."""
    if not name.strip():
        return None
    called = [client.id for client in work.clients if fold(client.name) == fold(name)]
    client = called[0] if len(called) == 1 else None
    return Idea(f"takeaway:{kind}:{client or fold(name)}", kind, day, client, name)


def _ask_for_introduction(work: Workbook) -> str:
    if work.text("introduction_from"):
        return work.text("introduction_from")
    asked = (work.client(course.ask) for course in work.dealings.courses if course.ask)
    return next((client.name for client in asked if client is not None), "")


def _has_unshown_rules(work: Workbook) -> bool:
    latest = work.dealings.latest
    shown = {rule.expectation for rule in latest.rules} if latest else set()
    return any(rule.expectation not in shown for rule in work.dealings.rules)


# ── homework and the way back ────────────────────────────────────────────────────────────────────────────────────


def plan_homework(pages: Sequence[tuple[str, int]], kept: Mapping[str, date], first: date) -> dict[str, date]:
    """A day for every page of (id, minutes): the kept one, else in weekly sittings of half an hour at most.

    >>> plan_homework([("avatar", 15), ("rules", 15), ("system", 10)], {}, date(2026, 11, 30))
    {'avatar': datetime.date(2026, 11, 30), 'rules': datetime.date(2026, 11, 30), 'system': datetime.date(2026, 12, 7)}
    """
    days, day, minutes = {}, first, 0
    for id, needed in pages:
        if id in kept:
            days[id] = kept[id]
            continue
        if minutes and minutes + needed > SITTING:
            day, minutes = day + timedelta(days=7), 0
        days[id] = day
        minutes += needed
    return days


def find_return(created: date, today: date) -> date:
    """The day to come back on: ninety days after the beginning, or the next ninetieth day after today.

    >>> find_return(date(2026, 11, 22), date(2026, 11, 22)), find_return(date(2026, 1, 1), date(2026, 4, 1))
    (datetime.date(2027, 2, 20), datetime.date(2026, 6, 30))
    """
    rounds = max((today - created) // RETURN_AFTER, 0) + 1
    return created + rounds * RETURN_AFTER
