"""The referral test against the shuffles it cannot do without (PERFORMANCE goal: at most 1.5 times at full size).

Small by default; the full size is ``ICP_BENCH=full pytest tests/bench/test_referrals_bench.py -s``.
"""

import os
from time import perf_counter

import numpy as np
import pytest

from icp.methods.referrals import Links, correlate_links

LINKS, PERMUTATIONS = (10_000, 9_999) if os.environ.get("ICP_BENCH") == "full" else (2_000, 499)


@pytest.mark.parametrize(("years", "channels"), [(1, 1), (10, 10)])
def test_links_against_shuffles_alone(years, channels):
    rng = np.random.default_rng(0)
    clients = 2 * LINKS
    match = rng.random(clients) * 100
    pairs = tuple(zip(rng.integers(0, LINKS, LINKS).tolist(), range(LINKS, clients), strict=True))
    links = Links(clients, pairs, (), (), ())
    joined = (2015 + rng.integers(0, years, clients)).tolist()
    came = [f"channel {at}" for at in rng.integers(0, channels, clients)]

    values = match[LINKS:].copy()
    start = perf_counter()
    for _ in range(PERMUTATIONS):
        rng.shuffle(values)
    alone = perf_counter() - start
    start = perf_counter()
    result = correlate_links(links, match, joined, came, permutations=PERMUTATIONS)
    whole = perf_counter() - start
    print(
        f"\n{LINKS:,} links × {PERMUTATIONS:,} permutations, {years} years × {channels} channels: "
        f"{whole:.2f} s, the shuffles alone {alone:.2f} s, ratio {whole / alone:.2f} (goal 1.5)"
    )
    assert result.links == LINKS
    assert 1 / (PERMUTATIONS + 1) <= result.p <= 1
