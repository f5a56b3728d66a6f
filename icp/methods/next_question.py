"""The next best question: which missing answer would move most.

An unknown answer counts as the roster's average. Once known it moves its client's match by w·(v − m), so by about w·s
points, s being how far the answers to that wish spread. s is the standard deviation of the known values with one 0 and
one 1 added: 0.5 when nothing is known, and never quite 0, since a few equal answers prove little.

Only present clients count, and of those only clients whose verdict is still open (low < fit line ≤ high), as long as
there is one: elsewhere the answer would change the number but not what it says.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from icp.methods.match import Scored
from icp.methods.value import Values


@dataclass(frozen=True)
class AnswerToAsk:
    """Asking about one client (row of the roster): ``points`` the answer should move that client's match."""

    client: int
    id: str
    points: float


def spreads(scored: Scored) -> Values:
    """How far known answers spread, by wish, shape (wishes,), 0–0.5; 0.5 when nothing is known."""
    values = scored.values[~scored.former]
    ends = np.array([[0.0], [1.0]]).repeat(values.shape[1], axis=1)
    return np.asarray(np.nanstd(np.vstack((values, ends)), axis=0))


def _missing(scored: Scored) -> NDArray[np.bool_]:
    """The missing answers worth asking for, shape (clients, wishes)."""
    line = scored.avatar.fit_line
    missing = scored.unknown & ~scored.former[:, None] & (scored.weights > 0)
    still_open = missing & ((scored.low < line) & (line <= scored.high))[:, None]
    return still_open if still_open.any() else missing


def answers_to_ask(scored: Scored) -> tuple[AnswerToAsk, ...]:
    """Single missing answers, the one that would move most first (ties: fewest gaps, roster order, id)."""
    missing = _missing(scored)
    worth = 100 * scored.weights * spreads(scored)
    gaps = scored.unknown.sum(axis=1)
    found = [
        AnswerToAsk(int(row), scored.ids[at], float(worth[at])) for row, at in zip(*np.nonzero(missing), strict=True)
    ]
    return tuple(sorted(found, key=lambda ask: (-ask.points, gaps[ask.client], ask.client, ask.id)))
