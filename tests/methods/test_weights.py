"""Sum-reciprocal weights (Danielson & Ekenberg 2017), swings, and wishes that ask nothing."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icp.methods.weights import rank_weights, weigh
from icp.model import Avatar


def wish(id, rank=None, swing=None, **more):
    return {"id": id, "kind": "scale", "at_least": 3, "rank": rank, "swing": swing, **more}


def weights(*wishes):
    return weigh(Avatar.model_validate({"criteria": wishes})).tolist()


def test_rank_weights_of_the_source():
    assert rank_weights(3) == pytest.approx([0.5217, 0.3043, 0.1739], abs=5e-5)
    assert rank_weights(5) == pytest.approx([0.3785, 0.2461, 0.1767, 0.1230, 0.0757], abs=5e-5)
    assert rank_weights(2) == pytest.approx([2 / 3, 1 / 3])  # 1 + 1 : 1/2 + 1/2
    assert rank_weights(1).tolist() == [1]
    assert rank_weights(0).tolist() == []


@given(st.integers(1, 8))
def test_rank_weights_fall_and_add_up(k):
    found = rank_weights(k)
    assert found.sum() == pytest.approx(1)
    assert all(a > b > 0 for a, b in itertools.pairwise(found))


def test_weights_follow_rank_not_place():
    assert weights(wish("a", 3), wish("b", 1), wish("c", 2)) == pytest.approx([12 / 69, 36 / 69, 21 / 69])


def test_unranked_is_story_and_none_ranked_counts_equally():
    assert weights(wish("a", 1), wish("b")) == [1, 0]
    assert weights(wish("a"), wish("b"), wish("c"), wish("d")) == [0.25] * 4


def test_a_wish_that_asks_nothing_has_no_weight_and_the_ranks_behind_it_close_up():
    nothing = {"id": "x", "kind": "choice", "accept": [], "rank": 1}
    assert weights(nothing, wish("a", 2), wish("b", 3)) == pytest.approx([0, 2 / 3, 1 / 3])
    assert weights(wish("a", 1) | {"at_least": 0}, wish("b")) == [0, 1]
    assert weights({"id": "t", "kind": "tags", "wanted": [" "]}) == [0]
    assert weights() == []


def test_swings_alone_are_proportional():
    assert weights(wish("a", 1, 100), wish("b", 2, 60), wish("c", 3, 40)) == pytest.approx([0.5, 0.3, 0.2])
    assert weights(wish("a", swing=30), wish("b", swing=10)) == [0.75, 0.25]


def test_a_swing_beside_ranks_is_read_on_the_scale_where_the_first_rank_is_100():
    # ranks 1 and 2 of two are 2/3 and 1/3, that is 100 and 50; a swing of 100 lifts the second to the first.
    assert weights(wish("a", 1), wish("b", 2, 100)) == [0.5, 0.5]
    assert weights(wish("a", 1), wish("b", 2), wish("c", None, 50)) == pytest.approx([0.5, 0.25, 0.25])
    assert weights(wish("a", None, 20), wish("b")) == [1, 0]


def test_swings_that_are_all_zero_say_nothing():
    assert weights(wish("a", 1, 0), wish("b", 2, 0)) == pytest.approx([2 / 3, 1 / 3])
    assert weights(wish("a", swing=0), wish("b", swing=0)) == [0.5, 0.5]
    assert weights(wish("a", 1, 0), wish("b", 2)) == [0, 1]
