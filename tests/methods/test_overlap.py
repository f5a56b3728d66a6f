"""Overlap of sources: counts and rates worked out by hand, and the band of chance."""

import math
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import beta

from icp.methods.overlap import (
    Intersection,
    Pair,
    compare_mixes,
    intersect_sources,
    mix_of_sources,
    mix_of_tiers,
    pair_sources,
    rate_sources,
    read_sources,
)

NAN = math.nan
# solicitor 9, chamber 10, shared 6; the web 2 and nobody's
TOWN = read_sources(["Solicitor"] * 3 + ["Solicitor; Chamber"] * 6 + ["chamber "] * 4 + ["Web", "web", None])


def test_channels_and_people_are_sources():
    names = ["Ines K.", "Dorn, Rolf", "Ann", "Bo"]
    sources = read_sources(
        ["web", "Fair, web", None, "fair"], ["ines k.", "Ines K.", "Dorn, Rolf; bo", "Ines k."], names
    )
    assert sources.labels == ("Fair", "Ines K.", "web", "Dorn, Rolf", "bo")
    assert sources.members.toarray().tolist() == [
        [0, 0, 1, 0, 0],  # a client is no source of its own
        [1, 1, 1, 0, 0],
        [0, 0, 0, 1, 1],
        [1, 1, 0, 0, 0],
    ]


def test_a_name_with_a_comma_is_one_source_and_unnamed_clients_are_nobody():
    sources = read_sources([None, "web", "fair"], ["Dorn, Rolf", None, None], [None, "Dorn, Rolf", ""])
    assert sources.labels == ("Dorn, Rolf", "fair", "web")
    assert sources.members.dtype == np.int64
    assert read_sources([], []).labels == ()
    assert rate_sources(read_sources([None], [None]), [1]) == ()


def test_a_source_named_in_both_columns_counts_once():
    sources = read_sources(["Ann", None], ["ann", "Ann"])
    assert sources.members.toarray().tolist() == [[1], [1]]


def test_columns_of_different_length_are_refused():
    with pytest.raises(ValueError):
        read_sources(["a", "b"], ["c"])
    with pytest.raises(ValueError):
        read_sources(["a", "b"], None, ["c"])


def test_every_pair_also_those_that_share_nobody():
    assert list(pair_sources(TOWN)) == [
        Pair("Chamber", "Solicitor", 6, 6 / 13, 6 / 9),
        Pair("Chamber", "Web", 0, 0.0, 0.0),
        Pair("Solicitor", "Web", 0, 0.0, 0.0),
    ]
    assert [pair.both for pair in pair_sources(TOWN, least=9)] == [6]
    assert list(pair_sources(TOWN, least=10)) == []


def test_exclusive_intersections():
    assert intersect_sources(TOWN) == (
        Intersection(("Chamber", "Solicitor"), (3, 4, 5, 6, 7, 8)),
        Intersection(("Chamber",), (9, 10, 11, 12)),
        Intersection(("Solicitor",), (0, 1, 2)),
        Intersection(("Web",), (13, 14)),
    )
    assert [found.sources for found in intersect_sources(read_sources(["a;b", "a", "b"]))] == [
        ("a",),
        ("b",),
        ("a", "b"),
    ]


CELLS = st.lists(st.lists(st.sampled_from("abcdef"), max_size=4), min_size=1, max_size=25)


@settings(deadline=None)
@given(CELLS)
def test_pairs_and_intersections_agree_with_plain_sets(cells):
    sources = read_sources([";".join(cell) for cell in cells])
    sets = {label: {row for row, cell in enumerate(cells) if label in cell} for label in sources.labels}
    assert list(sources.sizes) == [len(sets[label]) for label in sources.labels]
    pairs = list(pair_sources(sources))
    assert [(pair.a, pair.b) for pair in pairs] == list(combinations(sources.labels, 2))
    for pair in pairs:
        a, b = sets[pair.a], sets[pair.b]
        assert pair.both == len(a & b)
        assert pair.jaccard == len(a & b) / len(a | b)
        assert pair.overlap_coefficient == len(a & b) / min(len(a), len(b))
    groups = intersect_sources(sources)
    assert sorted(row for group in groups for row in group.clients) == [row for row, cell in enumerate(cells) if cell]
    for group in groups:
        assert all({*cells[row]} == {*group.sources} for row in group.clients)
    assert [len(group.clients) for group in groups] == sorted((len(group.clients) for group in groups), reverse=True)


def test_loved_rate_is_drawn_towards_the_list():
    sources = read_sources(["fair"] * 6 + ["web"] * 5 + [None])
    tier = [1, 1, 1, 2, 2, None, 1, 2, 2, 2, 3, NAN]  # 4 loved of 10 rated: μ = 5/12
    fair, web = rate_sources(sources, tier, [100, 200, None, 0, 0, 50, 1, 1, 1, 1, 1, 999])
    assert (fair.source, fair.clients, fair.rated, fair.loved, fair.sinks, fair.value) == ("fair", 6, 5, 3, 0, 350.0)
    assert fair.rate == pytest.approx((3 + 5 / 3) / 9)
    assert web.rate == pytest.approx((1 + 5 / 3) / 9)
    posterior = beta(3 + 5 / 3, 2 + 4 - 5 / 3)
    assert (fair.low, fair.high) == (pytest.approx(posterior.ppf(0.025)), pytest.approx(posterior.ppf(0.975)))
    assert posterior.mean() == pytest.approx(fair.rate)
    assert (web.loved, web.sinks, web.value) == (1, 1, 5.0)
    assert rate_sources(sources, tier)[0].value == 0.0


@pytest.mark.parametrize(
    ("tiers", "reading"),
    [
        ([1, 1, 1, 2, 2], "invest"),
        ([1, 1, 1, 1, 3], "rebrief"),
        ([2, 2, 2, 2, 3], "close"),
        ([3, 3, 3, 3, 3], "close"),
        ([2, 2, 2, 2, 2], "rebrief"),
        ([1, 1, 1, 1, NAN], "too few"),
        ([3, 3, 3, 3], "too few"),
    ],
)
def test_reading_of_a_source(tiers, reading):
    assert rate_sources(read_sources(["s"] * len(tiers)), tiers)[0].reading == reading


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["a", "b", "a;b", None]), st.sampled_from([1, 2, 3, NAN])), max_size=40))
def test_rates_stay_between_the_raw_rate_and_the_lists(rows):
    sources = read_sources([cell for cell, _ in rows])
    tier = [tier for _, tier in rows]
    mu = (tier.count(1) + 1) / (sum(value == value for value in tier) + 2)
    for rate in rate_sources(sources, tier):
        assert rate.loved + rate.sinks <= rate.rated <= rate.clients
        assert 0 < rate.low < rate.rate < rate.high < 1
        raw = rate.loved / rate.rated if rate.rated else mu
        assert min(raw, mu) - 1e-12 <= rate.rate <= max(raw, mu) + 1e-12


def test_tiers_need_one_entry_a_client():
    with pytest.raises(ValueError, match="one entry a client"):
        rate_sources(TOWN, [1, 2])
    with pytest.raises(ValueError, match="one entry a client"):
        rate_sources(TOWN, [1] * 16, [1])
    with pytest.raises(ValueError, match="one entry a client"):
        compare_mixes([[1.0]], [True, False], [True])


# ── mixes ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_overlap_of_two_mixes_and_its_exact_chance():
    tier = [1, 1, 1, 2, 1, 2, 3, 3]
    in_a = np.arange(8) < 4
    found = compare_mixes(mix_of_tiers(tier), in_a, ~in_a)
    assert found.ovl == pytest.approx(0.5)
    every = [_ovl(tier, rows) for rows in combinations(range(8), 4)]
    exact = np.mean([value <= 0.5 + 1e-9 for value in every])
    assert found.p == pytest.approx(exact, abs=4 * math.sqrt(exact * (1 - exact) / 9999))
    assert (found.n_a, found.n_b, found.reading) == (4, 4, "too few")
    assert found.low == pytest.approx(np.quantile(every, 0.05, method="inverted_cdf"))
    assert found.high == pytest.approx(np.quantile(every, 0.95, method="inverted_cdf"))


def _ovl(tier, rows):
    a = [tier[row] for row in rows]
    b = [tier[row] for row in range(len(tier)) if row not in rows]
    return sum(min(a.count(kind) / len(a), b.count(kind) / len(b)) for kind in (1, 2, 3))


def test_clients_of_both_sources_are_in_both_mixes():
    # A: 1 1 2 2, B: 2 2 3 3; the two of tier 2 are the same people: OVL = ½, the other four change places
    tier = [1, 1, 2, 2, 3, 3]
    found = compare_mixes(mix_of_tiers(tier), [1, 1, 1, 1, 0, 0], [0, 0, 1, 1, 1, 1])
    assert (found.n_a, found.n_b) == (4, 4)
    assert found.ovl == pytest.approx(0.5)
    assert found.p == pytest.approx(2 / 6, abs=0.02)  # 11|33 and 33|11 of the six ways; any other gives OVL 1
    assert found.high == 1.0


@pytest.mark.parametrize(("n", "reading"), [(5, "different"), (4, "too few")])
def test_sources_that_bring_quite_different_people(n, reading):
    in_a = np.arange(2 * n) < n
    found = compare_mixes(mix_of_tiers([1] * n + [3] * n), in_a, ~in_a)
    assert (found.ovl, found.reading) == (0.0, reading)
    assert found.p == pytest.approx(2 / math.comb(2 * n, n), abs=0.006)


def test_the_same_sources_are_alike():
    everybody = np.ones(6, dtype=bool)
    found = compare_mixes(mix_of_tiers([1, 1, 2, 2, 3, 3]), everybody, everybody)
    assert (found.ovl, found.low, found.high, found.p, found.reading) == (1.0, 1.0, 1.0, 1.0, "no sign")


def test_unrated_clients_are_left_out_and_nobody_is_none():
    found = compare_mixes(mix_of_tiers([1, None, 1, 2, NAN]), [1, 1, 0, 0, 0], [0, 0, 1, 1, 1])
    assert (found.n_a, found.n_b, found.ovl) == (1, 2, 0.5)
    assert compare_mixes(mix_of_tiers([NAN, 1]), [1, 0], [0, 1]) is None
    assert compare_mixes(mix_of_tiers([1, NAN]), [1, 0], [0, 1]) is None


def test_a_client_of_several_sources_is_shared_out():
    mix = mix_of_sources(read_sources(["a;b", "a", None]))
    assert mix.tolist() == [[0.5, 0.5], [1.0, 0.0], [0.0, 0.0]]
    found = compare_mixes(mix, [1, 0, 0], [0, 1, 1])
    assert (found.ovl, found.n_b) == (0.5, 1)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from([1, 2, 3, NAN]), st.booleans(), st.booleans()), min_size=2, max_size=30),
    st.integers(0, 99),
)
def test_mix_overlap_is_symmetric_bounded_and_blind_to_row_order(rows, seed):
    tier, a, b = (np.array(column) for column in zip(*rows, strict=True))
    found = compare_mixes(mix_of_tiers(tier), a, b, permutations=199)
    order = np.random.default_rng(seed).permutation(len(rows))
    assert compare_mixes(mix_of_tiers(tier[order]), a[order], b[order], permutations=199) == found
    if found:
        assert 0 <= found.ovl <= 1
        assert 0 <= found.low <= found.high <= 1
        assert 1 / 200 <= found.p <= 1
        assert compare_mixes(mix_of_tiers(tier), b, a, permutations=199).ovl == pytest.approx(found.ovl)


def test_what_is_called_different_lies_under_what_chance_gives():
    """By two samples of 20: "less than chance alone explains" must not stand beside a figure within chance's band."""
    in_a, rng, different = np.arange(40) < 20, np.random.default_rng(0), 0
    for _ in range(60):
        tier = np.where(
            in_a, rng.choice([1, 2, 3], 40, p=[0.5, 0.3, 0.2]), rng.choice([1, 2, 3], 40, p=[0.2, 0.3, 0.5])
        )
        found = compare_mixes(mix_of_tiers(tier), in_a, ~in_a, permutations=999)
        different += found.reading == "different"
        assert (found.reading == "different") <= (found.ovl <= found.low)
    assert different > 10


def test_sources_that_bring_the_same_are_rarely_called_different():
    rng = np.random.default_rng(3)
    in_a = np.arange(24) < 10
    rosters, fooled, raw_low = 400, 0, 0
    for _ in range(rosters):
        found = compare_mixes(mix_of_tiers(rng.choice([1, 2, 3], 24)), in_a, ~in_a, permutations=199)
        fooled += found.reading == "different"
        raw_low += found.ovl <= 0.75
    assert fooled / rosters <= 0.05 + 2.33 * math.sqrt(0.05 * 0.95 / rosters)
    assert raw_low > rosters / 4  # while the bare figure looks poor in a good part of them
