"""The gut check: whom to ask about, how many guesses were right, and how well the match separates."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from icp.methods.guess import Score, choose_unrated, measure_separation, score_guesses

KEYS = [f"client {row:02}" for row in range(12)]


def test_five_unrated_clients_the_same_every_time():
    rated = np.arange(12) < 4
    picked = choose_unrated(KEYS, rated)
    assert len(picked) == 5
    assert picked == tuple(sorted(set(picked)))
    assert min(picked) >= 4
    assert picked == choose_unrated(KEYS, rated)
    assert len({choose_unrated(KEYS, rated, seed=seed) for seed in range(20)}) > 5


def test_all_when_there_are_not_five():
    assert choose_unrated(KEYS, np.arange(12) >= 3) == (0, 1, 2)
    assert choose_unrated(KEYS, [True] * 12) == ()
    assert choose_unrated([], []) == ()
    assert len(choose_unrated(KEYS, [False] * 12, count=3)) == 3


def test_every_unrated_client_gets_its_turn():
    counts = np.bincount(np.concatenate([choose_unrated(KEYS, [False] * 12, seed=seed) for seed in range(600)]))
    assert counts.min() > 600 * 5 / 12 - 4 * math.sqrt(600 * 5 / 12 * 7 / 12)


@given(st.permutations(range(12)), st.integers(0, 5))
def test_the_same_clients_in_any_row_order(order, seed):
    rated = np.arange(12) < 3
    first = {KEYS[row] for row in choose_unrated(KEYS, rated, seed=seed)}
    turned = [KEYS[row] for row in order]
    assert {turned[row] for row in choose_unrated(turned, rated[order], seed=seed)} == first


def test_a_mask_of_another_length_is_refused():
    with pytest.raises(ValueError):
        choose_unrated(KEYS, [True])
    with pytest.raises(ValueError):
        score_guesses([True], [True, False])
    with pytest.raises(ValueError):
        measure_separation([1, 2], [True], [False])
    with pytest.raises(ValueError):
        measure_separation([1, 2], [True, False], [True, True])


def test_score():
    assert score_guesses([1, 1, 3, 2, None], [1, 2, 3, None, 1]) == Score(2, 3)
    assert score_guesses([False, False], [False, True]) == Score(1, 2)
    assert score_guesses([], []) == Score(0, 0)


def _measure(ours, theirs, **options):
    loved = np.arange(len(ours) + len(theirs)) < len(ours)
    return measure_separation([*ours, *theirs], loved, ~loved, **options)


def test_area_is_the_share_of_pairs_in_the_right_order():
    # 8 loved at 60, 70 … and 12 others; ties with two of them
    ours, theirs = [60, 60, 70, 75, 80, 85, 90, 95], [10, 20, 30, 40, 50, 55, 60, 65, 70, 72, 78, 88]
    pairs = [1.0 if a > b else 0.5 if a == b else 0.0 for a in ours for b in theirs]
    found = _measure(ours, theirs)
    assert found.auc == pytest.approx(np.mean(pairs))
    assert (found.loved, found.others, found.reading) == (8, 12, "better")
    assert 0.5 < found.low < found.auc < found.high <= 1


def test_the_interval_is_that_of_plain_resampling():
    rng = np.random.default_rng(7)
    ours, theirs = np.round(rng.normal(60, 15, 9)), np.round(rng.normal(50, 15, 14))
    found = _measure(ours, theirs, resamples=20_000)
    draws = []
    for _ in range(4_000):
        a, b = rng.choice(ours, 9), rng.choice(theirs, 14)
        draws.append(np.mean((a[:, None] > b) + 0.5 * (a[:, None] == b)))
    assert found.low == pytest.approx(np.quantile(draws, 0.025), abs=0.02)
    assert found.high == pytest.approx(np.quantile(draws, 0.975), abs=0.02)


def test_perfect_and_reversed_and_coin():
    low, high = list(range(10)), list(range(50, 60))
    assert (_measure(high, low).auc, _measure(high, low).reading) == (1.0, "better")
    assert (_measure(low, high).auc, _measure(low, high).reading) == (0.0, "worse")
    flat = _measure([50] * 10, [50] * 10)
    assert (flat.auc, flat.low, flat.high, flat.reading) == (0.5, 0.5, 0.5, "coin")


@pytest.mark.parametrize(
    ("loved", "others", "given"), [(10, 10, True), (10, 9, False), (5, 15, True), (4, 30, False), (30, 4, False)]
)
def test_it_takes_twenty_rated_and_five_on_each_side(loved, others, given):
    assert (_measure(range(loved), range(others)) is not None) == given


def test_clients_without_a_match_do_not_count():
    assert _measure([math.nan, *range(9)], range(10)) is None
    assert _measure([None, *range(10)], [*range(10), math.nan]).loved == 10


def test_many_clients_are_resampled_in_pieces():
    rng = np.random.default_rng(0)
    found = _measure(rng.normal(1, 1, 3_000), rng.normal(0, 1, 3_000), resamples=400)
    assert found.auc == pytest.approx(0.760, abs=0.02)  # Φ(1/√2)
    assert found.high - found.low == pytest.approx(2 * 1.96 * 0.0061, rel=0.25)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.integers(0, 20), min_size=5, max_size=20),
    st.lists(st.integers(0, 20), min_size=15, max_size=30),
    st.integers(0, 99),
)
def test_bounds_mirror_and_row_order(ours, theirs, seed):
    found = _measure(ours, theirs, resamples=200)
    assert 0 <= found.low <= found.high <= 1
    assert 0 <= found.auc <= 1
    assert _measure(theirs, ours, resamples=200).auc == pytest.approx(1 - found.auc)
    match = np.array([*ours, *theirs]) * 5.0
    loved = np.arange(len(match)) < len(ours)
    order = np.random.default_rng(seed).permutation(len(match))
    assert measure_separation(match[order], loved[order], ~loved[order], resamples=200) == found
