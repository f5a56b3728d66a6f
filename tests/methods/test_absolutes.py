"""Must-haves: Kleene's three answers, screening, and what each costs and spares."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from icp.methods.absolutes import VERDICTS, asked, hold, price, screen
from icp.model import Avatar

NAN = math.nan


def verdicts(values):
    return [VERDICTS[v] for v in hold(np.array(values, dtype=float))]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (1, 1, "yes"),
        (1, 0.99, "no"),
        (0.99, NAN, "no"),
        (NAN, 0, "no"),
        (NAN, 1, "ask"),
        (1, NAN, "ask"),
        (NAN, NAN, "ask"),
        (0, 0, "no"),
    ],
)
def test_kleene_and(first, second, expected):
    assert verdicts([[first], [second]]) == [expected]


def test_without_must_haves_everybody_holds():
    assert verdicts(np.empty((0, 3))) == ["yes"] * 3


@given(st.lists(st.sampled_from([0, 0.5, 1, NAN]), min_size=1, max_size=5))
def test_order_does_not_matter_and_an_answer_only_settles(column):
    verdict = verdicts([[v] for v in column])[0]
    assert all(
        verdicts([[v] for v in order])[0] == verdict for order in itertools.islice(itertools.permutations(column), 20)
    )
    for at, value in enumerate(column):
        if math.isnan(value):
            filled = {verdicts([[v] for v in (*column[:at], new, *column[at + 1 :])])[0] for new in (0, 0.5, 1)}
            assert verdict == "ask" or filled == {verdict}
            assert verdict == "no" or "no" in filled


WHO = Avatar.model_validate(
    {
        "criteria": [
            {
                "id": "hours_kept",
                "column": "respects_hours",
                "kind": "scale",
                "at_least": 3,
                "absolute": True,
                "rank": 1,
            },
            {"id": "will_pay", "kind": "flag", "absolute": True},
            {"id": "industry", "kind": "choice", "accept": ["casino"], "repel": True, "absolute": True},
            {"id": "pays_on_time", "kind": "scale", "at_least": 0, "absolute": True},
            {"id": "asks_questions", "kind": "scale", "at_least": 4, "rank": 2},
        ]
    }
)


def test_screening_a_prospect_counts_ranked_or_not_and_passes_over_what_asks_nothing():
    assert [c.id for c in asked(WHO)] == ["hours_kept", "will_pay", "industry"]
    good = {"respects_hours": "mostly", "will_pay": "yes", "industry": "bakery", "asks_questions": 0}
    assert screen(good, WHO) == "yes"
    assert screen(good | {"industry": "Casino "}, WHO) == "no"
    assert screen(good | {"respects_hours": 2}, WHO) == "no"
    assert screen(good | {"will_pay": "don't know"}, WHO) == "ask"
    assert screen(good | {"will_pay": "", "industry": "casino"}, WHO) == "no"
    assert screen({"hours_kept": 4, "will_pay": "y", "industry": "x"}, WHO) == "yes"
    assert screen({}, WHO) == "ask"
    assert screen({}, Avatar()) == "yes"


def test_price_and_gain():
    # clients:     A    B    C    D     must-haves: first fails A B, is unknown for D; second fails B C.
    values = np.array([[0.5, 1], [0, 0], [1, 0.9], [NAN, 1]])
    money = np.array([1000.0, 3000, NAN, 6000])
    hours = np.array([10.0, NAN, 20, 10])
    first, second = price(("a", "b"), values, money, hours, np.array([2, 1, 0, 4]))
    assert (first.id, first.fails, first.unknown, first.only) == ("a", 2, 1, 1)
    assert (first.value, first.value_share, first.only_value, first.unpriced) == (4000, 0.4, 1000, 0)
    assert (first.hours, first.hours_share, first.untimed, first.behaviours) == (10, 0.25, 1, 3)
    assert (second.fails, second.unknown, second.only, second.only_value) == (2, 0, 1, 0)
    assert (second.value, second.unpriced, second.hours, second.hours_share, second.behaviours) == (3000, 1, 20, 0.5, 1)


def test_price_where_nothing_is_known():
    (only,) = price(("a",), np.array([[0.0]]), np.array([NAN]), np.array([NAN]), np.array([0]))
    assert (only.value, only.hours, only.unpriced) == (0, 0, 1)
    assert math.isnan(only.value_share)
    assert math.isnan(only.hours_share)
