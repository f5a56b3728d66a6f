"""Weights of the wishes, from the owner's order.

Sum-reciprocal weights over the K ranked wishes: w_i ∝ 1/i + (K + 1 − i)/K, summing to 1.
Source: Danielson & Ekenberg (2017), A Robustness Study of State-of-the-Art Surrogate Weights for MCDM,
doi 10.1007/s10726-016-9494-6. K = 3: 0.5217, 0.3043, 0.1739.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from icp.methods.value import is_scored
from icp.model import Avatar


def rank_weights(k: int) -> NDArray[np.float64]:
    """Sum-reciprocal weights of ranks 1 … k, heaviest first, shape (k,), summing to 1."""
    rank = np.arange(1, k + 1)
    raw = 1 / rank + (k + 1 - rank) / k if k else rank.astype(np.float64)
    return np.asarray(raw / raw.sum() if k else raw)


def weigh(avatar: Avatar) -> NDArray[np.float64]:
    """Weights of ``avatar.criteria``, in their order, shape (criteria,), summing to 1 (all 0 when none is scored).

    - A wish that asks nothing (any, at least 0) is not scored: weight 0, and the ranks behind it close up. Nor is a
      protected one in a regulated field of business: it is story only.
    - Ranked wishes share the rank weights; unranked ones are story, weight 0. When none is ranked all count equally.
    - A swing overrides the weight its wish's rank would give. Swings are read on a scale where 100 is the heaviest
      rank, so wishes without a swing keep their place beside it; when every wish has one, weights are proportional to
      the swings alone. An unranked wish with a swing counts by it, and wishes with neither rank nor swing stay story.
      Swings that are all 0 with nothing else to weigh say nothing and are passed over.
    """
    scored = [is_scored(c) and not avatar.tells_only(c) for c in avatar.criteria]
    ranked = sorted((c.rank, at) for at, c in enumerate(avatar.criteria) if c.rank is not None and scored[at])
    by_rank = np.zeros(len(scored))
    by_rank[[at for _, at in ranked]] = rank_weights(len(ranked))
    raw = by_rank.copy()
    if ranked:
        raw *= 100 / by_rank.max()
    for at, criterion in enumerate(avatar.criteria):
        if criterion.swing is not None and scored[at]:
            raw[at] = criterion.swing
    if not raw.any():
        raw = by_rank if ranked else np.array(scored, dtype=np.float64)
    total = raw.sum()
    return raw / total if total else raw
