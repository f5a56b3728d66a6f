"""Which limit keeps clients in, and by how much it would have to give way for all of them to go within the plan."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from icp.methods.transition.ladder import Candidate
from icp.methods.transition.plan import CENT, SECONDS, Limits, pose
from icp.methods.transition.practice import Practice
from icp.methods.transition.program import Figures, bear_damage, lower_floor, raise_cap, release_all

LONGEST = 60
Limit = Literal["floor", "cap", "months", "damage"]


@dataclass(frozen=True, slots=True)
class Relaxed:
    """A limit as it would have to be: ``to``, which is ``by`` less ("floor", "damage") or more ("cap", "months").

    Money a month, goodbyes a month, months of the plan, share 0–1. A floor that is lower by an amount and an income
    that is higher by it from the first month on are the same.
    """

    limit: Limit
    to: float
    by: float


@dataclass(frozen=True, slots=True)
class Binding:
    """What keeps those admitted from all being gone in the plan's last month.

    ``alone``: each limit that would suffice if it alone gave way, by the least that does. ``together``: where none
    does, limits that suffice when they all give way: as many months as the ladders and notices need, then the least on
    the floor, then the fewest goodbyes a month. Both empty: nothing hinders, all can go. ``complete``: False when the
    time ran out before everything was reckoned.
    """

    alone: tuple[Relaxed, ...]
    together: tuple[Relaxed, ...]
    complete: bool


def find_binding(
    practice: Practice, candidates: Sequence[Candidate], limits: Limits, *, seconds: float = 2 * SECONDS
) -> Binding:
    """Which limit binds, and by how much.

    "All gone in the last month" is asked of the same mixed-integer program as the plan; the floor, the cap or the share
    at risk becomes a variable that gives way as little as possible. For the months a longer plan is tried, up to 60
    more. Candidates that are refused have no part in it.

    Example: income 1,000, floor 950, one client of 100 to go: the floor alone, 50 lower, to 900.
    """
    figures = pose(practice, candidates, limits).figures
    ends = time.perf_counter() + seconds

    def left() -> float:
        return ends - time.perf_counter()

    if not len(figures.burden):
        return Binding((), (), True)
    as_is = release_all(figures, left())
    if as_is.gone is not None:
        return Binding((), (), True)
    complete = as_is.impossible
    alone = []
    for relax in (_floor, _cap, _damage):
        relaxed, known = relax(figures, limits, left())
        complete &= known
        if relaxed is not None:
            alone.append(relaxed)
    longer, known = _longer(practice, candidates, limits, left)
    complete &= known
    if longer is not None:
        alone.append(longer)
    if alone or not complete:
        return Binding(tuple(alone), (), complete)
    together, complete = _give_way(practice, candidates, limits, left)
    return Binding((), together, complete)


def _floor(figures: Figures, limits: Limits, seconds: float) -> tuple[Relaxed | None, bool]:
    answer = lower_floor(figures, seconds)
    if answer.gone is None:
        return None, answer.impossible
    by = float(max(0.0, (figures.lost(answer.gone) - figures.slack).max()))
    return (Relaxed("floor", limits.floor - by, by) if by > CENT else None), answer.proven


def _cap(figures: Figures, limits: Limits, seconds: float) -> tuple[Relaxed | None, bool]:
    answer = raise_cap(figures, seconds)
    if answer.gone is None:
        return None, answer.impossible
    to = round(answer.extra)
    return (Relaxed("cap", to, to - limits.cap) if to > limits.cap else None), answer.proven


def _damage(figures: Figures, limits: Limits, seconds: float) -> tuple[Relaxed | None, bool]:
    answer = bear_damage(figures, seconds)
    if answer.gone is None:
        return None, answer.impossible
    return Relaxed("damage", answer.extra, limits.damage - answer.extra), answer.proven


def _longer(
    practice: Practice, candidates: Sequence[Candidate], limits: Limits, left: Callable[[], float]
) -> tuple[Relaxed | None, bool]:
    """The shortest plan, if any of up to 60 months more, in which all are gone in the last month."""
    longest = replace(limits, months=min(limits.months + LONGEST, 120))
    figures = pose(practice, candidates, longest).figures
    everybody = np.ones((len(figures.burden), figures.months), dtype=np.bool_)
    suffices = figures.slack >= figures.lost(everybody) - CENT
    if figures.slack[0] < -CENT or not suffices[-1] or not limits.cap:
        return None, True
    months = max(limits.months, int(np.argmax(suffices))) + 1
    while months <= longest.months:
        cut = replace(figures, slack=figures.slack[:months])
        answer = release_all(cut, left())
        if answer.gone is not None:
            return Relaxed("months", months, months - limits.months), True
        if not answer.impossible:
            return None, False
        months += 1
    return None, True


def _give_way(
    practice: Practice, candidates: Sequence[Candidate], limits: Limits, left: Callable[[], float]
) -> tuple[tuple[Relaxed, ...], bool]:
    """Months first, then the floor with as many goodbyes a month as one likes, then the cap."""
    needed = int(pose(practice, candidates, limits).figures.earliest.max())
    months = max(limits.months, needed)
    wide = pose(practice, candidates, replace(limits, months=months, cap=len(candidates))).figures
    found = [Relaxed("months", months, months - limits.months)] if months > limits.months else []
    floor, known = _floor(wide, limits, left())
    if floor is not None:
        found.append(floor)
        wide = replace(wide, slack=wide.slack + floor.by)
    cap, sure = _cap(wide, limits, left())
    if cap is not None:
        found.append(cap)
    return tuple(found), known and sure
