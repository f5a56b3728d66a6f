"""How likely the plan holds: two thousand runs in which clients come and go as they do."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from icp.methods.transition.plan import CENT, Limits, Plan
from icp.methods.transition.practice import MONTHS, Practice
from icp.methods.value import Values

RUNS = 2_000
SEED = 20_071
BAND = (0.1, 0.9)
_AT_ONCE = 200  # clients at a time: 3 MB of drawn months


@dataclass(frozen=True, slots=True)
class Odds:
    """What ``runs`` runs of a plan came to; money a month, tuples with one entry a month.

    ``never_under``: share of runs that never fall under the floor (0–1). ``first_red``: the month in which half of the
    runs that do fall under it have first done so, None when none does. ``under``: share of runs under the floor in
    each month. ``low``, ``middle``, ``high``: the income a tenth, half and nine tenths of the runs stay under.
    """

    runs: int
    never_under: float
    first_red: int | None
    under: tuple[float, ...]
    low: tuple[float, ...]
    middle: tuple[float, ...]
    high: tuple[float, ...]

    @property
    def in_hundred(self) -> int:
        """How many of 100 runs never fall under the floor; 100 only where all do not, and 0 only where none does.

        >>> Odds(2000, 0.9985, 7, (), (), (), ()).in_hundred, Odds(2000, 1.0, None, (), (), (), ()).in_hundred
        (99, 100)
        """
        n = round(100 * self.never_under)
        return n if self.never_under in (0.0, 1.0) else min(max(n, 1), 99)


def simulate(
    practice: Practice, plan: Plan, limits: Limits, retention: float, *, runs: int = RUNS, seed: int = SEED
) -> Odds:
    """Play a plan through.

    ``retention``: share of clients still there after a year (0–1), from the list's own years. Each client who is not
    said goodbye to leaves at the start of any month but the first with the chance 1 − retention^(1/12); whoever a
    leaving client brought goes in the same month with the chance ``limits.damage``, once, however many of those who
    brought them are said goodbye to. New clients come by a Poisson law of ``limits.arrivals`` a month, pay from the
    month after, and stay as the others do. Clients draw in the order of their ids: same list, same odds, in any order.

    Example: one client of 1,200 a year, floor 100, nobody let go, retention 0.5: never under with 0.5^(11/12) = 53 %.

    Errors: ValueError for a retention outside 0–1 or a plan of another length than the limits'.
    """
    if not 0 <= retention <= 1:
        raise ValueError("retention is between 0 and 1")
    if len(plan.income) != limits.months:
        raise ValueError("the plan has another number of months than the limits")
    stays = retention ** (1 / MONTHS)
    clients, coming = np.random.default_rng([seed, 0]), np.random.default_rng([seed, 1])
    income = _new_income(limits, stays, runs, coming)
    gone, shaken = _planned(practice, plan, limits.months)
    monthly = practice.monthly
    paying = sorted(np.flatnonzero(monthly > 0).tolist(), key=lambda row: practice.ids[row])
    months = np.arange(1, limits.months + 1)
    for start in range(0, len(paying), _AT_ONCE):
        rows = paying[start : start + _AT_ONCE]
        leaving = _leave(clients, stays, runs, len(rows), limits.months)
        follows = clients.random((runs, len(rows))) < limits.damage
        leaving = np.minimum(leaving, np.where(follows, shaken[rows], limits.months + 1))
        leaving = np.minimum(leaving, gone[rows])
        for at, month in enumerate(months.tolist()):
            income[:, at] += (leaving > month) @ monthly[rows]
    red = income < limits.floor - CENT
    fell = red.any(axis=1)
    first = np.argmax(red, axis=1)[fell] + 1
    low, middle, high = np.quantile(income, [BAND[0], 0.5, BAND[1]], axis=0)
    return Odds(
        runs=runs,
        never_under=float(1 - fell.mean()),
        first_red=int(np.quantile(first, 0.5, method="inverted_cdf")) if len(first) else None,
        under=tuple(red.mean(axis=0).tolist()),
        low=tuple(low.tolist()),
        middle=tuple(middle.tolist()),
        high=tuple(high.tolist()),
    )


def _planned(practice: Practice, plan: Plan, months: int) -> tuple[NDArray[np.int_], NDArray[np.int_]]:
    """First month without each client by the plan, and the first in which a goodbye may take them along."""
    gone = np.full(len(practice.ids), months + 1)
    shaken = gone.copy()
    reached = practice.reach([goodbye.client for goodbye in plan.goodbyes])
    for goodbye, rows in zip(plan.goodbyes, reached, strict=True):
        gone[goodbye.client] = goodbye.gone
        shaken[list(rows)] = np.minimum(shaken[list(rows)], goodbye.gone)
    return gone, shaken


def _leave(random: np.random.Generator, stays: float, runs: int, clients: int, months: int) -> NDArray[np.int_]:
    """First month without each client when nobody says goodbye, shape (runs, clients); months + 1 when they stay."""
    drawn = random.random((runs, clients))  # drawn also where all stay, so that the other draws keep their place
    if stays >= 1:
        return np.full((runs, clients), months + 1)
    if stays <= 0:
        return np.full((runs, clients), 2)
    lasted = np.floor(np.log1p(-drawn) / np.log(stays))
    return np.asarray(np.minimum(lasted, months - 1) + 2, dtype=np.int_)


def _new_income(limits: Limits, stays: float, runs: int, random: np.random.Generator) -> Values:
    """Income a month from new clients, shape (runs, months)."""
    income = np.zeros((runs, limits.months))
    there = np.zeros(runs, dtype=np.int64)
    for month in range(limits.months):
        income[:, month] = there * (limits.arrival_value / MONTHS)
        there = random.binomial(there, stays) + random.poisson(limits.arrivals, runs)
    return income
