"""Bounds on a share: closed forms, the defining tail, and room for what is not known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from icp.methods.proportion import bound_share


def test_none_of_42_is_at_best_one_in_14_and_a_half():
    low, high = bound_share(0, 42)
    assert low == 0
    assert high == pytest.approx(1 - 0.05 ** (1 / 42), abs=1e-12)
    assert 1 / high == pytest.approx(14.5, abs=0.05)


def test_closed_forms_at_either_end():
    assert bound_share(7, 7) == (pytest.approx(0.05 ** (1 / 7)), 1)
    assert bound_share(1, 1) == (pytest.approx(0.05), 1)
    assert bound_share(0, 1) == (0, pytest.approx(0.95))
    assert bound_share(0, 0) == (0, 1)


def test_unknown_answers_stay_open():
    assert bound_share(3, 20, 5) == (bound_share(3, 20)[0], bound_share(8, 20)[1])
    assert bound_share(0, 4, 4) == (0, 1)


@given(st.integers(1, 200).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n))))
def test_a_bound_is_where_the_tail_is_a_twentieth(case):
    n, hits = case
    low, high = bound_share(hits, n)
    assert 0 <= low <= hits / n <= high <= 1
    if hits:
        assert binom.sf(hits - 1, n, low) == pytest.approx(0.05, rel=1e-6)
    if hits < n:
        assert binom.cdf(hits, n, high) == pytest.approx(0.05, rel=1e-6)


@pytest.mark.parametrize("counts", [(-1, 3, 0), (2, 3, -1), (2, 3, 2), (4, 3, 0)])
def test_counts_that_do_not_fit_are_refused(counts):
    with pytest.raises(ValueError, match="counts"):
        bound_share(*counts)
