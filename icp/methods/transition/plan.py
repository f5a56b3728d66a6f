"""Month by month: who goes when, so that the most burden goes soonest and the income never falls under the floor."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from icp.methods.transition.ladder import Candidate, Refused, Step, admit, named
from icp.methods.transition.practice import MONTHS, Practice, measure_burden
from icp.methods.transition.program import PROVEN, Brought, Figures, free_most, free_quickly, keep_most
from icp.methods.value import Values

SECONDS = 1.5  # with all around it an answer stands within two
CENT = 0.005
Weigh = Literal["hours", "order"]
Status = Literal["all", "some", "nobody", "no_candidates", "under_floor"]
Because = Literal["months", "cap", "floor", "others", "nothing_freed"]


@dataclass(frozen=True, slots=True)
class Limits:
    """What the owner sets. Money is a month, but ``arrival_value``.

    ``floor``: income needed. ``months``: length of the plan. ``cap``: goodbyes a month. ``damage``: share (0–1) of the
    income somebody brought that is at risk when they go. ``arrivals``: new clients a month, from the owner's own
    numbers, each worth ``arrival_value`` a year and paying from the month after they came; none unless given.

    Errors: ValueError for a number out of range.
    """

    floor: float
    months: int = 12
    cap: int = 1
    damage: float = 0.25
    arrivals: float = 0.0
    arrival_value: float = 0.0

    def __post_init__(self) -> None:
        amounts = (self.floor, self.arrivals, self.arrival_value, self.cap)
        if not all(0 <= amount < float("inf") for amount in amounts):
            raise ValueError("floor, cap and arrivals are 0 or more")
        if not 0 <= self.damage <= 1 or not 1 <= self.months <= 120:
            raise ValueError("the share at risk is between 0 and 1, a plan has 1 to 120 months")

    def ramp(self) -> Values:
        """Income a month from new clients, shape (months,).

        >>> Limits(floor=0, months=3, arrivals=0.5, arrival_value=1200).ramp().tolist()
        [0.0, 50.0, 100.0]
        """
        return np.arange(self.months, dtype=np.float64) * (self.arrivals * self.arrival_value / MONTHS)


@dataclass(frozen=True, slots=True)
class Goodbye:
    """One goodbye. ``told``: month (from 1) of the goodbye, ``gone``: first month without the client.

    ``burden`` and ``income`` a month; ``hours`` a month, None when unknown; ``at_risk``: income a month of those they
    brought, at the owner's share, as if they alone went. ``ahead``: steps of the ladder to take before a word is said.
    """

    client: int
    told: int
    gone: int
    burden: float
    hours: float | None
    income: float
    at_risk: float
    ahead: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Stay:
    """Who stays, and why. ``by`` says how much is missing.

    "months": ladder and notice end ``by`` months after the plan; "cap": no goodbyes at all are allowed; "floor": even
    alone and in the last month this goodbye breaks the floor by ``by`` a month; "nothing_freed": no burden; "others":
    it could go, but within the limits other goodbyes free more.
    """

    client: int
    because: Because
    by: float = 0.0


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan. Money is a month; every tuple of months has one entry a month.

    ``status``: "under_floor" when the income is under the floor without any goodbye (then nobody goes); else
    "no_candidates", "nobody", "some" or "all" of those admitted. ``goodbyes`` by month, then in the owner's order.
    ``before``: income today; ``income``: expected, after goodbyes, what is ``at_risk`` and new clients (``ramp``);
    ``short``: how far it falls under the floor at worst, 0 but for "under_floor". ``freed``: Σ burden × months.
    ``gap``: this share (0–1) of the best possible could be missing at most; 0 when proven best. ``settled``: whether
    ties were settled before the time was over. ``unvalued``: present clients whose income is unknown, counted as
    nothing.
    """

    status: Status
    goodbyes: tuple[Goodbye, ...]
    stays: tuple[Stay, ...]
    refused: tuple[Refused, ...]
    before: float
    income: tuple[float, ...]
    at_risk: tuple[float, ...]
    ramp: tuple[float, ...]
    floor: float
    short: float
    freed: float
    gap: float
    settled: bool
    unvalued: int

    @property
    def proven(self) -> bool:
        """Whether no plan frees more."""
        return self.gap <= PROVEN


@dataclass(frozen=True, eq=False)
class Posed:
    """A plan's question in figures: candidates as admitted, and what the program needs of them."""

    candidates: tuple[Candidate, ...]
    refused: tuple[Refused, ...]
    figures: Figures
    before: float


def pose(practice: Practice, candidates: Sequence[Candidate], limits: Limits, weigh: Weigh = "hours") -> Posed:
    """Put the question in figures. Errors: those of :func:`~icp.methods.transition.ladder.admit`."""
    admitted, refused = admit(practice, candidates)
    rows = [candidate.client for candidate in admitted]
    stated = np.zeros(len(practice.ids), dtype=np.int_)
    for candidate in admitted:
        stated[candidate.client] = len(named(practice, candidate))
    hours = measure_burden(practice, stated.tolist())[rows]
    monthly = practice.monthly
    before = float(monthly.sum())
    figures = Figures(
        burden=hours if weigh == "hours" else np.arange(len(rows), 0, -1, dtype=np.float64),
        loss=monthly[rows],
        earliest=np.array([candidate.earliest for candidate in admitted], dtype=np.int_),
        brought=_group_brought(practice, rows),
        slack=before + limits.ramp() - limits.floor,
        cap=limits.cap,
        damage=limits.damage,
    )
    return Posed(admitted, refused, figures, before)


def plan_transition(
    practice: Practice,
    candidates: Sequence[Candidate],
    limits: Limits,
    *,
    weigh: Weigh = "hours",
    seconds: float = SECONDS,
) -> Plan:
    """The plan that frees the most burden × months within the limits.

    Only ``candidates`` can go, each with a behaviour as the reason and a dated ladder (others: ``refused``). The
    objective and each limit stand in :mod:`icp.methods.transition.program`. ``weigh``: "hours" weighs by
    :func:`~icp.methods.transition.practice.measure_burden`, "order" by the owner's "who first?" alone (n, n − 1, … 1).
    Of plans that free the same the one that gives up less income over the months is taken, and of two clients alike in
    everything the one earlier in the order goes first; the same list in any row order gives the same plan.
    ``seconds``: after these the best plan found is returned with its ``gap``.

    Example: income 1,000 a month, floor 800, one goodbye a month, A (burden 5, income 100) and B (burden 4, income
    100): A is gone from month 1, B from month 2, and the income stands at 900, then 800.
    """
    posed = pose(practice, candidates, limits, weigh)
    figures = posed.figures
    nobody = np.zeros((len(posed.candidates), limits.months), dtype=np.bool_)
    short = max(0.0, -float(figures.slack.min()))
    gone, gap, settled = nobody, 0.0, True
    under = short > CENT
    if not under and len(nobody) and limits.cap:
        gone, gap, settled = _search(figures, seconds)
    status: Status = (
        "under_floor"
        if under
        else "no_candidates"
        if not len(nobody)
        else "all"
        if gone[:, -1].all()
        else "some"
        if gone.any()
        else "nobody"
    )
    goodbyes = [_goodbye(practice, posed, c, gone) for c in np.flatnonzero(gone[:, -1]).tolist()]
    income = posed.before + limits.ramp() - figures.lost(gone)
    return Plan(
        status=status,
        goodbyes=tuple(sorted(goodbyes, key=lambda goodbye: goodbye.gone)),
        stays=tuple(_stay(posed, c, limits) for c in np.flatnonzero(~gone[:, -1]).tolist()),
        refused=posed.refused,
        before=posed.before,
        income=tuple(income.tolist()),
        at_risk=tuple(figures.risk(gone).tolist()),
        ramp=tuple(limits.ramp().tolist()),
        floor=limits.floor,
        short=short if under else 0.0,
        freed=_freed(figures, gone),
        gap=gap,
        settled=settled,
        unvalued=practice.unvalued,
    )


def _search(figures: Figures, seconds: float) -> tuple[NDArray[np.bool_], float, bool]:
    """The best plan, its gap, and whether ties were settled in the time that was left."""
    started = time.perf_counter()
    best = free_most(figures, seconds)
    if best.gone is not None and best.proven:
        least = _freed(figures, best.gone) * (1 - PROVEN)
        kept = keep_most(figures, least, seconds - (time.perf_counter() - started))
        if kept.gone is not None and kept.proven:
            return kept.gone, 0.0, True
        return best.gone, 0.0, False
    gone = free_quickly(figures)
    if best.gone is not None and _freed(figures, best.gone) > _freed(figures, gone):
        gone = best.gone
    all_free = float(figures.burden @ np.maximum(figures.months + 1 - figures.earliest, 0))
    bound = min(best.bound, all_free)
    return gone, max(0.0, 1 - _freed(figures, gone) / bound) if bound > 0 else 0.0, False


def _freed(figures: Figures, gone: NDArray[np.bool_]) -> float:
    return float(figures.burden @ gone.sum(axis=1))


def _group_brought(practice: Practice, rows: Sequence[int]) -> tuple[Brought, ...]:
    """Who is at risk through whom: present clients with an income that candidates brought, alike ones as one."""
    number = {row: c for c, row in enumerate(rows)}
    by: defaultdict[int, list[int]] = defaultdict(list)
    for c, reached in enumerate(practice.reach(rows)):
        for row in reached:
            by[row].append(c)
    monthly = practice.monthly
    groups: defaultdict[tuple[tuple[int, ...], int | None], list[float]] = defaultdict(list)
    for row, ancestors in by.items():
        if monthly[row] > 0:
            groups[tuple(ancestors), number.get(row)].append(float(monthly[row]))
    ordered = sorted(groups.items(), key=lambda group: (group[0][0], -1 if group[0][1] is None else group[0][1]))
    return tuple(Brought(ancestors, own, sum(sorted(incomes))) for (ancestors, own), incomes in ordered)


def _goodbye(practice: Practice, posed: Posed, c: int, gone: NDArray[np.bool_]) -> Goodbye:
    candidate, figures = posed.candidates[c], posed.figures
    month = figures.months - int(gone[c].sum()) + 1
    hours = float(practice.hours[candidate.client])
    return Goodbye(
        client=candidate.client,
        told=month - candidate.notice,
        gone=month,
        burden=float(figures.burden[c]),
        hours=None if np.isnan(hours) else hours / MONTHS,
        income=float(figures.loss[c]),
        at_risk=figures.risk_alone(c),
        ahead=candidate.ladder.ahead,
    )


def _stay(posed: Posed, c: int, limits: Limits) -> Stay:
    """Why candidate ``c`` is not in the plan: what hinders them alone comes first."""
    figures, client = posed.figures, posed.candidates[c].client
    if figures.earliest[c] > figures.months:
        return Stay(client, "months", float(figures.earliest[c] - figures.months))
    if limits.cap == 0:
        return Stay(client, "cap", 1.0)
    missing = float(figures.loss[c]) + figures.risk_alone(c) - float(figures.slack[-1])
    if missing > CENT:
        return Stay(client, "floor", missing)
    return Stay(client, "others" if figures.burden[c] > 0 else "nothing_freed")
