"""How firm a client's fit is: would other weights in the owner's order, and the missing answers, say the same?

Stochastic multicriteria acceptability analysis: 4,000 weight vectors drawn evenly from all that add to 1 (Dirichlet(1))
and sorted to agree with the owner's order; each unknown answer drawn from the roster's known values of that wish. The
answer is P(match ≥ fit line) for each client; firm from 0.8 and up to 0.2, else it could go either way.
Source: Tervonen & Lahdelma (2007), Implementing stochastic multicriteria acceptability analysis,
doi 10.1016/j.ejor.2005.12.037.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from icp.methods.match import Scored
from icp.methods.value import Values

DRAWS = 4_000
SEED = 20_071
FIRM = 0.8
_CHUNK = 512  # clients at a time: 16 MB of drawn matches
_TINY = 1e-9


def draw_weights(weights: Values, draws: int, random: np.random.Generator) -> Values:
    """Weight vectors that keep the order of ``weights``, shape (draws, wishes), each row summing to 1.

    Where weights are equal the owner gave no order, so the draws there keep none. A weight of 0 stays 0.
    """
    drawn = np.zeros((draws, len(weights)))
    counted = np.flatnonzero(weights > 0)
    if not len(counted):
        return drawn
    heaviest_first = -np.sort(-random.dirichlet(np.ones(len(counted)), size=draws), axis=1)
    place = np.searchsorted(np.unique(-weights[counted].round(12)), -weights[counted].round(12))
    by_place = np.argsort(place + random.random((draws, len(counted))), axis=1)
    drawn[np.arange(draws)[:, None], counted[by_place]] = heaviest_first
    return drawn


def firmness(scored: Scored, *, draws: int = DRAWS, seed: int = SEED) -> Values:
    """P(match ≥ the owner's fit line) for each client, shape (clients,), 0–1; NaN when nothing has weight.

    All clients meet the same draws, so the same roster in another order, or the same wishes in another order, gives
    each client the same answer. Where no answer to a wish is known anywhere, unknown ones are drawn from 0 to 1.
    """
    if not scored.weights.any():
        return np.full(len(scored.match), np.nan)
    random = np.random.default_rng(seed)
    order = np.array(sorted(range(len(scored.ids)), key=lambda j: (-scored.weights[j].round(12), scored.ids[j])))
    values, unknown = scored.values[:, order], scored.unknown[:, order]
    weights = draw_weights(scored.weights[order], draws, random)
    drawn = np.empty_like(weights)
    for at in range(len(order)):
        known = np.sort(values[~scored.former & ~unknown[:, at], at])
        drawn[:, at] = known[random.integers(0, len(known), draws)] if len(known) else random.random(draws)
    line = scored.avatar.fit_line / 100 - _TINY
    sure, guessed = weights.T.copy(), (weights * drawn).T.copy()
    firm = np.empty(len(values))
    for start in range(0, len(values), _CHUNK):
        rows = slice(start, start + _CHUNK)
        matches = np.where(unknown[rows], 0.0, values[rows]) @ sure
        if unknown[rows].any():
            matches += unknown[rows].astype(np.float64) @ guessed
        firm[rows] = np.count_nonzero(matches >= line, axis=1) / draws
    return firm


def is_firm(probability: Values) -> NDArray[np.bool_]:
    """Whether the verdict is safe to say (≥ 0.8 or ≤ 0.2) rather than borderline; False where it is NaN."""
    return (probability >= FIRM) | (probability <= 1 - FIRM + _TINY)
