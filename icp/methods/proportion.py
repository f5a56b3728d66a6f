"""How far a share seen in a small list can be off: exact binomial bounds, with unknown answers left open."""

from __future__ import annotations

CONFIDENCE = 0.95


def bound_share(hits: int, clients: int, unknown: int = 0) -> tuple[float, float]:
    """Lower and upper bound of a share (0–1), each one-sided at 95 %.

    Clopper & Pearson (1934), The Use of Confidence or Fiducial Limits, doi 10.1093/biomet/26.4.404. ``hits`` of
    ``clients`` are known to have it, ``unknown`` of them may: the lower bound takes none of those as hits and the upper
    bound all, so both hold whatever the answers turn out to be. Without clients nothing is known: 0 to 1.

    >>> tuple(round(bound, 4) for bound in bound_share(0, 42))  # 1 − 0.05^(1/42): at best 1 in 14.5
    (0.0, 0.0688)

    Raises ``ValueError`` unless hits and unknown are counts that fit into the clients.
    """
    if min(hits, unknown) < 0 or hits + unknown > clients:
        raise ValueError("hits and unknown are counts of the clients")
    from scipy.special import betaincinv  # the beta quantile, without the weight of scipy.stats

    most = hits + unknown
    low = float(betaincinv(hits, clients - hits + 1, 1 - CONFIDENCE)) if hits else 0.0
    high = float(betaincinv(most + 1, clients - most, CONFIDENCE)) if most < clients else 1.0
    return low, high
