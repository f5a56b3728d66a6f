"""Four corners: how well a client works with the owner (service match only) against the yearly invoice.

Each present client stands in one corner, and a corner has one action. Who somebody is has no part in it: only service
wishes, the must-haves (which the types keep to service) and the invoice are read. Whatever is unknown says "ask first".

- service match at the fit line or above and no must-have failed: ``cherish`` (large invoice), ``grow`` (small)
- else: ``one_change`` (large invoice), ``rethink`` (small)
- less than half of the service weight known, or no invoice known: ``ask_first``

Large is at or above the median invoice of the present clients whose invoice is known.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from icp.methods.facts import Facts
from icp.methods.match import ENOUGH_KNOWN, Scored
from icp.methods.value import Values

Action = Literal["cherish", "grow", "one_change", "rethink", "ask_first"]
ACTIONS: tuple[Action, ...] = ("cherish", "one_change", "grow", "rethink", "ask_first")
_TINY = 1e-9


@dataclass(frozen=True)
class Corner:
    """One client's corner. ``wish``: what the action is about, an id or None.

    For one_change and rethink the service wish that costs the most points; for ask_first the heaviest service wish
    without an answer, None when it is the invoice that is missing.
    """

    client: int
    action: Action
    wish: str | None


@dataclass(frozen=True)
class Corners:
    """The present clients by roster row; ``middle`` is the invoice between small and large, NaN when none is known."""

    middle: float
    corners: tuple[Corner, ...]


def service_weights(scored: Scored) -> Values:
    """The weights of the service wishes, renormalised to 1 (all 0 without any), shape (wishes,)."""
    weights = np.where([c.part == "service" for c in scored.avatar.criteria], scored.weights, 0.0)
    return np.asarray(weights / weights.sum() if weights.any() else weights, dtype=np.float64)


def find_corners(facts: Facts, scored: Scored) -> Corners:
    """The corner of every present client, in list order."""
    weights = service_weights(scored)
    known = facts.value[facts.present & np.isfinite(facts.value)]
    middle = float(np.median(known)) if len(known) else float("nan")
    coverage = np.where(scored.unknown, 0.0, weights).sum(axis=1)
    lost = weights * np.where(scored.unknown, 0.0, 1 - scored.values)
    open_weight = np.where(scored.unknown, weights, 0.0)
    corners = []
    for row in np.flatnonzero(facts.present).tolist():
        if not weights.any() or coverage[row] < ENOUGH_KNOWN - _TINY:
            corners.append(Corner(row, "ask_first", _heaviest(open_weight[row], scored)))
        elif np.isnan(facts.value[row]):
            corners.append(Corner(row, "ask_first", None))
        else:
            fits = scored.service[row] >= scored.avatar.fit_line - _TINY and scored.absolutes[row] != "no"
            large = facts.value[row] >= middle - _TINY
            action: Action = ("cherish" if large else "grow") if fits else ("one_change" if large else "rethink")
            corners.append(Corner(row, action, None if fits else _heaviest(lost[row], scored)))
    return Corners(middle, tuple(corners))


def _heaviest(points: Values, scored: Scored) -> str | None:
    """The wish with the most points (ties by id), None when none has any."""
    best = min(range(len(points)), key=lambda at: (-points[at].round(12), scored.ids[at]), default=None)
    return scored.ids[best] if best is not None and points[best] > _TINY else None
