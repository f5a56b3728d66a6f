"""What the client list misses most: the points a wish costs the average present client, weight × (1 − mean value)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from icp.methods.match import Scored


@dataclass(frozen=True)
class Miss:
    """One wish: ``points`` (0–100) it costs on average, its mean value (0–1), and over how many present clients."""

    id: str
    points: float
    mean: float
    met: int
    known: int
    unknown: int


def misses(scored: Scored) -> tuple[Miss, ...]:
    """The weighted wishes of which some answer is known, the most missed first (ties by id)."""
    values = scored.values[~scored.former]
    found = [
        Miss(
            id=id,
            points=100 * float(weight * (1 - mean)),
            mean=float(mean),
            met=int((answers >= 1).sum()),
            known=int((~np.isnan(answers)).sum()),
            unknown=int(np.isnan(answers).sum()),
        )
        for id, weight, mean, answers in zip(scored.ids, scored.weights, scored.means, values.T, strict=True)
        if weight > 0 and not np.isnan(answers).all()
    ]
    return tuple(sorted(found, key=lambda miss: (-miss.points, miss.id)))
