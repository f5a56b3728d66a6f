"""What changes on Monday: at most three findings of what is known and decided; nothing is invented.

The order is fixed and each kind comes once: whom to thank, what stops, whom to talk to, what a must-have spares, whom
to look for, who is waiting. Little data gives fewer. Only how people work with the owner is told here, never who
somebody is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from icp.analysis import read_referrals, roster_frame, score_workbook, shared_traits
from icp.methods.annoyances import Annoyance, find_annoyances, own_part
from icp.methods.behaviours import count_difficult, read_behaviours, shipped_behaviours
from icp.methods.cells import fold
from icp.methods.due import Kind, list_steps
from icp.methods.facts import read_facts
from icp.methods.reality import check_reality
from icp.methods.referral_facts import Sender
from icp.methods.system import Step
from icp.model import Workbook, is_about_the_person

if TYPE_CHECKING:
    from icp.methods.shared import Trait

MOST = 3
GLAD, SINKS = 1, 3
_TALKS = ("talk", "terms", "tell")


@dataclass(frozen=True, slots=True)
class Thank:
    """Somebody to thank and to ask for one introduction. ``glad`` of the ``sent`` clients they brought are glad ones
    (over all steps); ``client``: their id, None for somebody outside the list."""

    name: str
    client: str | None
    glad: int
    sent: int


@dataclass(frozen=True, slots=True)
class Stop:
    """A behaviour that stops: ``doing`` of ``known`` clients do it. ``rule``: what the owner wrote about it, "" where
    nothing; ``step``: the owner's next step, by ``due`` where it has a day."""

    column: str
    doing: int
    known: int
    rule: str
    step: Step
    due: date | None


@dataclass(frozen=True, slots=True)
class Talk:
    """Somebody to talk to: what the talk is, its ``day`` and their ``hours`` a year; None where there are none."""

    client: str
    kind: Kind
    day: date | None
    hours: float | None


@dataclass(frozen=True, slots=True)
class Spare:
    """What must-have ``id`` would turn away of ``of`` clients: how many, with the income and the hours of a year.
    ``unpriced``: how many of them have no known invoice, and add nothing to ``value``."""

    id: str
    fails: int
    of: int
    value: float
    hours: float
    unpriced: int = 0


@dataclass(frozen=True, slots=True)
class Seek:
    """A clear pattern of the favourites to look for."""

    trait: Trait


@dataclass(frozen=True, slots=True)
class Wait:
    """A prospect who decides by ``day``."""

    prospect: str
    name: str
    day: date


Change = Thank | Stop | Talk | Spare | Seek | Wait


def find_monday(work: Workbook, today: date) -> tuple[Change, ...]:
    """The first three there are, in the fixed order; () where nothing is known. Later ones are not worked out."""
    finders: tuple[Callable[[Workbook, date], Change | None], ...] = (
        _find_thank, _find_stop, _find_talk, _find_spare, _find_seek, _find_wait,
    )  # fmt: skip

    def found() -> Iterator[Change]:
        for find in finders:
            change = find(work, today)
            if change is not None:
                yield change

    return tuple(change for change, _ in zip(found(), range(MOST), strict=False))


def _find_thank(work: Workbook, today: date) -> Thank | None:
    """Whom the owner chose to thank, else who brought most glad clients; a former client may be thanked too."""
    chosen = work.text("thank_first")
    if not work.clients:
        return Thank(chosen, None, 0, 0) if chosen else None
    senders = read_referrals(work).senders
    if chosen:
        sender = next((s for s in senders if fold(s.name) == fold(chosen)), None)
        called = [client.id for client in work.clients if fold(client.name) == fold(chosen)]
        id = called[0] if len(called) == 1 else None
        return Thank(chosen, id, sender.loved if sender else 0, sender.clients if sender else 0)
    best: Sender | None = max(senders, key=lambda s: (s.loved, s.clients), default=None)
    if best is None or not best.loved:
        return None
    return Thank(best.name, None if best.client is None else work.clients[best.client].id, best.loved, best.clients)


def _find_stop(work: Workbook, today: date) -> Stop | None:
    """The heaviest annoyance with a rule or a dated step; else the heaviest the owner named; else none."""
    if not work.clients:
        return None
    doing = [each for each in find_annoyances(work, roster_frame(work)) if each.finding.prevalence.all[0]]
    rules = {rule.about: rule.expectation for rule in reversed(work.dealings.rules) if rule.about}
    dated = {own.id: own.due for own in work.dealings.systems if own.due is not None}
    decided = (each for each in doing if each.column in rules or each.column in dated)
    chosen: Annoyance | None = next(decided, None) or next((each for each in doing if each.named), None)
    if chosen is None:
        return None
    part = own_part(chosen, work.dealings, [work.clients[row].id for row in chosen.rows])
    count, known = chosen.finding.prevalence.all
    return Stop(chosen.column, count, known, rules.get(chosen.column, ""), part.step.step, dated.get(chosen.column))


def _find_talk(work: Workbook, today: date) -> Talk | None:
    """The first dated talk; else the heart sink with most hours whom nothing is decided about, or the only one."""
    hours = {client.id: _hours(client.values.get("hours")) for client in work.clients}
    first = next((due for due in list_steps(work, today) if due.kind in _TALKS), None)
    if first is not None:
        return Talk(first.id, first.kind, first.day, hours.get(first.id))
    decided = {course.id for course in work.dealings.courses}
    open_ones = [c for c in work.clients if c.tier == SINKS and not c.former and c.id not in decided]
    known = [(hours[client.id] or 0.0, client) for client in open_ones if hours[client.id]]
    if known:
        most, client = max(known, key=lambda each: each[0])
        return Talk(client.id, "talk", None, most)
    return Talk(open_ones[0].id, "talk", None, None) if len(open_ones) == 1 else None


def _hours(cell: object) -> float | None:
    number = float(cell) if isinstance(cell, int | float) and not isinstance(cell, bool) else None
    return number if number is not None and np.isfinite(number) and number > 0 else None


def _find_spare(work: Workbook, today: date) -> Spare | None:
    """The must-have that spares most hours, or turns most away where no hours are known."""
    if not work.avatar.absolutes or not work.clients:
        return None
    frame = roster_frame(work)
    difficult = count_difficult(read_behaviours(frame, shipped_behaviours()))
    reality = check_reality(score_workbook(work), read_facts(frame), difficult)
    best = max((p for p in reality.prices if p.fails), key=lambda p: (p.hours, p.fails), default=None)
    if best is None:
        return None
    return Spare(best.id, best.fails, reality.count.clients, best.value, best.hours, best.unpriced)


def _find_seek(work: Workbook, today: date) -> Seek | None:
    """The first clear pattern of the favourites that is about how they work, not who they are."""
    if not any(client.tier == GLAD for client in work.clients):
        return None
    for trait in shared_traits(work).findings:
        if trait.shelf == "confirmed" and not is_about_the_person(trait.field, work.label(trait.field)):
            return Seek(trait)
    return None


def _find_wait(work: Workbook, today: date) -> Wait | None:
    """The prospect who decides soonest."""
    names = {prospect.id: prospect.name for prospect in work.dealings.prospects}
    return next((Wait(d.id, names[d.id], d.day) for d in list_steps(work, today) if d.kind == "decide"), None)
