"""The mixed-integer program behind a plan, and what is asked of it.

Months run from 1 to T. Candidate c is gone in month t when z[c, t] = 1 (whole numbers; gone stays gone: z[c, t] ≤
z[c, t+1]); y[d, t] is the part of d's income at risk, one number for each group of clients brought by the same
candidates. "Burden × months free" is linear without further ado: months free are Σ_t z[c, t], so the plan maximises
Σ_c Σ_t burden[c] · z[c, t]. Limits, each a set of rows:

- start: z[c, t] = 0 before the candidate's earliest month (ladder, then notice)
- cap: Σ_c z[c, t] − z[c, t−1] ≤ cap, for every t
- floor: Σ_c loss[c] · z[c, t] + damage · Σ_d income[d] · y[d, t] ≤ slack[t], for every t
- damage once: y[d, t] ≥ z[a, t] for each candidate a that brought d; y[d, t] ≥ z[a, t] − z[d, t] where d is a candidate
  too, whose whole income is lost once it goes. As y only costs, it is their maximum: once, however many go.
- twins: of two candidates alike in all figures the one earlier in the owner's order goes no later. This loses no
  plan's worth, settles the commonest ties and spares the solver their mirror images.

Solved by HiGHS (Huangfu & Hall 2018, doi 10.1007/s12532-017-0130-5) through ``scipy.optimize.milp``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from icp.methods.value import Values

PROVEN = 1e-9  # relative: sums of the same numbers in another order differ by less
CHEAPEST = 1e-6  # a client without income is as good as free


@dataclass(frozen=True, slots=True)
class Brought:
    """Clients that the same candidates ``by`` brought: their ``own`` number if a candidate, income a month."""

    by: tuple[int, ...]
    own: int | None
    income: float


@dataclass(frozen=True, eq=False)
class Figures:
    """The candidates in the order ties are settled, numbered from 0.

    ``burden`` (hours a month), ``loss`` (income a month), ``earliest`` (month from 1): shape (candidates,). ``slack``:
    how much of the month's income may go, shape (months,). ``cap``: goodbyes a month. ``damage``: 0–1.
    """

    burden: Values
    loss: Values
    earliest: NDArray[np.int_]
    brought: tuple[Brought, ...]
    slack: Values
    cap: int
    damage: float

    @property
    def months(self) -> int:
        """Months of the plan."""
        return len(self.slack)

    def risk(self, gone: NDArray[np.bool_]) -> Values:
        """Income a month at risk, shape (months,), with ``gone`` of shape (candidates, months)."""
        total = np.zeros(gone.shape[1])
        for group in self.brought:
            still = True if group.own is None else ~gone[group.own]
            total += group.income * (gone[list(group.by)].any(axis=0) & still)
        return self.damage * total

    def risk_alone(self, c: int) -> float:
        """Income a month at risk when candidate ``c`` goes alone."""
        return self.damage * sum(group.income for group in self.brought if c in group.by)

    def lost(self, gone: NDArray[np.bool_]) -> Values:
        """Income a month given up or at risk, shape (months,)."""
        return np.asarray(self.loss @ gone + self.risk(gone))


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """``gone``: shape (candidates, months), None when there is no such plan or none was found in time.

    ``extra``: the value of the extra column (0 without one); ``proven``: whether nothing is better; ``impossible``:
    that there is none; ``bound``: no plan is worth more, endless when not known.
    """

    gone: NDArray[np.bool_] | None
    extra: float
    proven: bool
    impossible: bool
    bound: float


@dataclass
class _Rows:
    """Rows of a sparse matrix as they are written."""

    row: list[int] = field(default_factory=list)
    column: list[int] = field(default_factory=list)
    entry: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)

    def add(self, terms: Iterable[tuple[int, float]], high: float) -> None:
        """Σ factor · column ≤ high."""
        for column, factor in terms:
            self.row.append(len(self.high))
            self.column.append(column)
            self.entry.append(factor)
        self.high.append(high)


def free_most(figures: Figures, seconds: float) -> Answer:
    """The plan with the most burden × months free."""
    return _solve(figures, seconds, maximise=figures.burden)


def keep_most(figures: Figures, freed: float, seconds: float) -> Answer:
    """Of the plans that free at least ``freed`` the one that gives up the least income over the months."""
    return _solve(figures, seconds, maximise=-figures.loss, freed=freed, count_risk=True)


def lower_floor(figures: Figures, seconds: float) -> Answer:
    """By how much a month (``extra``) the floor must be lower for everybody to be gone in the last month."""
    return _solve(figures, seconds, everybody=True, extra="floor")


def raise_cap(figures: Figures, seconds: float) -> Answer:
    """How many goodbyes a month (``extra``) it takes at least for everybody to be gone in the last month."""
    for cap in range(1, len(figures.burden) + 1):
        late = _release_late(replace(figures, cap=cap))
        if late[:, -1].all():  # with fewer there is no room for everybody; with these the floor may still say no
            if (figures.lost(late) <= figures.slack).all():
                return Answer(late, float(cap), True, False, np.inf)
            break
    return _solve(figures, seconds, everybody=True, extra="cap")


def bear_damage(figures: Figures, seconds: float) -> Answer:
    """The largest share at risk (``extra``, up to the figures' own) with which everybody can be gone in the end."""
    return _solve(figures, seconds, everybody=True, extra="damage")


def release_all(figures: Figures, seconds: float) -> Answer:
    """Any plan in which everybody is gone in the last month: as late as the cap allows where that keeps the floor."""
    late = _release_late(figures)
    if late[:, -1].all() and (figures.lost(late) <= figures.slack).all():
        return Answer(late, 0.0, True, False, np.inf)
    return _solve(figures, seconds, everybody=True)


def _solve(
    figures: Figures,
    seconds: float,
    *,
    maximise: Values | None = None,
    freed: float | None = None,
    count_risk: bool = False,
    everybody: bool = False,
    extra: str = "",
) -> Answer:
    """Write the program down and solve it. Columns: z by candidate and month, y by group and month, one extra."""
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import coo_array

    n, months, groups = len(figures.burden), figures.months, figures.brought
    if everybody and not _release_late(replace(figures, cap=n) if extra == "cap" else figures)[:, -1].all():
        return Answer(None, 0.0, True, True, np.inf)
    first_y, at_extra = n * months, (n + len(groups)) * months
    low, high = np.zeros(at_extra + 1), np.ones(at_extra + 1)
    for c, earliest in enumerate(figures.earliest.tolist()):
        high[c * months : c * months + min(earliest - 1, months)] = 0.0
        if everybody:
            low[(c + 1) * months - 1] = 1.0
    high[at_extra] = {"": 0.0, "damage": figures.damage}.get(extra, np.inf)

    rows = _Rows()
    for c in range(n):
        for t in range(c * months, (c + 1) * months - 1):
            rows.add([(t, 1.0), (t + 1, -1.0)], 0.0)
    for t in range(months):
        going = [(c * months + t, 1.0) for c in range(n)] + [(c * months + t - 1, -1.0) for c in range(n) if t]
        if extra == "cap":
            rows.add([*going, (at_extra, -1.0)], 0.0)
        else:
            rows.add(going, figures.cap)
        if t + 1 < months and figures.slack[t] >= figures.slack[t + 1]:
            continue  # what is lost never grows less, so the next month's row says it too
        share = 1.0 if extra == "damage" else figures.damage
        lost = [(c * months + t, loss) for c, loss in enumerate(figures.loss.tolist())]
        risk = [(first_y + g * months + t, share * group.income) for g, group in enumerate(groups)]
        lower = [(at_extra, -1.0)] if extra == "floor" else []
        rows.add([*lost, *risk, *lower], float(figures.slack[t]))
    top = figures.damage if extra == "damage" else 1.0
    for g, group in enumerate(groups):
        for a in group.by:
            for t in range(months):
                terms = [(a * months + t, top), (first_y + g * months + t, -1.0)]
                if group.own is not None:
                    terms.append((group.own * months + t, -top))
                # With the share itself unknown: y ≥ share − top · (1 − z), which is y ≥ share once a is gone.
                rows.add([*terms, (at_extra, 1.0)] if extra == "damage" else terms, top if extra == "damage" else 0.0)
    for a, b in find_twins(figures):
        for t in range(months):
            rows.add([(b * months + t, 1.0), (a * months + t, -1.0)], 0.0)

    cost = np.zeros(at_extra + 1)
    if maximise is not None:
        cost[:first_y] = np.repeat(-maximise, months)
    if count_risk:
        incomes = np.array([figures.damage * group.income for group in groups])
        cost[first_y:at_extra] = np.repeat(incomes, months)
    if freed is not None:
        rows.add(enumerate(np.repeat(-figures.burden, months).tolist()), -freed)
    cost[at_extra] = -1.0 if extra == "damage" else 1.0 if extra else 0.0

    whole = np.zeros(at_extra + 1, dtype=np.int_)
    whole[:first_y] = 1
    whole[at_extra] = int(extra == "cap")
    matrix = coo_array((rows.entry, (rows.row, rows.column)), shape=(len(rows.high), at_extra + 1)).tocsr()
    options: Any = {"time_limit": max(seconds, 0.0), "mip_rel_gap": 0.0}
    found: Any = milp(
        cost,
        integrality=whole,
        bounds=Bounds(low, high),
        constraints=LinearConstraint(matrix, -np.inf, np.array(rows.high)),
        options=options,
    )
    if found.x is None:
        return Answer(None, 0.0, False, bool(found.status == 2), np.inf)
    gone = np.asarray(found.x[:first_y] > 0.5).reshape(n, months)
    return Answer(gone, float(found.x[at_extra]), found.status == 0, False, -float(found.mip_dual_bound))


def free_quickly(figures: Figures) -> NDArray[np.bool_]:
    """A plan found at once: the most burden for the income first, each in the first month the limits leave open.

    Dantzig's rule for the knapsack (1957, doi 10.1287/opre.5.2.266); for when the time is over. Shape (candidates,
    months).
    """
    gone = np.zeros((len(figures.burden), figures.months), dtype=np.bool_)
    price = [max(float(loss) + figures.risk_alone(c), CHEAPEST) for c, loss in enumerate(figures.loss)]
    going = np.zeros(figures.months, dtype=np.int_)
    for c in sorted(range(len(gone)), key=lambda c: (-float(figures.burden[c]) / price[c], c)):
        for month in range(figures.earliest[c] - 1, figures.months):
            if going[month] < figures.cap:
                gone[c, month:] = True
                if (figures.lost(gone) <= figures.slack).all():
                    going[month] += 1
                    break
                gone[c] = False
    return gone


def _release_late(figures: Figures) -> NDArray[np.bool_]:
    """Fill the months from the last one: who cannot go earlier first, then who costs most.

    Leaves somebody out only where the cap leaves no room for all (earliest deadline first, read backwards; Horn 1974,
    Nav. Res. Logist. Q. 21, 177). Shape (candidates, months).
    """
    gone = np.zeros((len(figures.burden), figures.months), dtype=np.bool_)
    waiting = sorted(
        range(len(gone)), key=lambda c: (-figures.earliest[c], -figures.loss[c] - figures.risk_alone(c), c)
    )
    for month in range(figures.months, 0, -1):
        going = [c for c in waiting if figures.earliest[c] <= month][: figures.cap]
        gone[going, month - 1 :] = True
        waiting = [c for c in waiting if c not in going]
    return gone


def find_twins(figures: Figures) -> Sequence[tuple[int, int]]:
    """Pairs (earlier, later) of neighbours in the order that have the same figures and no part in any referral."""
    linked = {c for group in figures.brought for c in (*group.by, group.own) if c is not None}
    last: dict[tuple[float, float, int], int] = {}
    pairs = []
    for c in range(len(figures.burden)):
        if c in linked:
            continue
        alike = (float(figures.burden[c]), float(figures.loss[c]), int(figures.earliest[c]))
        if alike in last:
            pairs.append((last[alike], c))
        last[alike] = c
    return pairs
