"""Rifle or shotgun, worked out by hand."""

import math
from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from icp.dealings import Prospect
from icp.methods.targeting import Campaign, Newcomers, Talks, compare_campaigns, count_newcomers, count_talks

FLYERS = Campaign(reach=1000, conversion=0.01, loved_rate=0.2)


def test_the_worked_example():
    few = Campaign(reach=40, conversion=0.1, loved_rate=0.75)
    assert (few.clients, few.loved, FLYERS.clients, FLYERS.loved) == pytest.approx((4, 3, 10, 2))
    found = compare_campaigns(500, few, FLYERS)
    assert (found.rifle_cost, found.shotgun_cost) == pytest.approx((166.67, 250), abs=0.01)
    assert (found.share, found.clients_from, found.loved_from, found.times) == pytest.approx((0.04, 25, 20 / 3, 10))
    assert found.winner == "rifle"


def test_shotgun_and_even():
    assert compare_campaigns(500, Campaign(40, 0.05, 0.75), FLYERS).winner == "shotgun"
    assert compare_campaigns(500, Campaign(100, 0.1, 0.2), FLYERS).winner == "even"
    assert compare_campaigns(0, Campaign(100, 0.1, 0.2), FLYERS).rifle_cost == 0


def test_where_nothing_is_to_be_expected():
    nobody = Campaign(0, 0.5, 0.5)
    found = compare_campaigns(100, nobody, FLYERS)
    assert (found.rifle_cost, found.share, found.clients_from, found.loved_from) == (math.inf, 0, math.inf, math.inf)
    assert found.winner == "shotgun"
    unloved = compare_campaigns(100, Campaign(10, 0.5, 0), Campaign(10, 0, 0.5))
    assert (unloved.times, unloved.loved_from, unloved.winner) == (math.inf, math.inf, "even")
    blank = compare_campaigns(100, nobody, Campaign(0, 0, 0.5))
    assert math.isnan(blank.share)
    assert math.isnan(compare_campaigns(100, Campaign(9, 0, 1), Campaign(9, 0, 1)).times)


positive = st.floats(0.01, 1)


@given(st.integers(1, 5000), st.integers(1, 5000), positive, positive, positive, positive)
def test_break_even_is_where_both_bring_the_same(few, many, c, d, p, q):
    rifle, shotgun = Campaign(few, c, p), Campaign(many, d, q)
    found = compare_campaigns(100, rifle, shotgun)
    assert few * d * found.clients_from == pytest.approx(shotgun.clients)
    assert few * d * found.loved_from * p == pytest.approx(shotgun.loved)
    assert found.clients_from == pytest.approx(1 / found.share)
    other = {"rifle": "shotgun", "shotgun": "rifle", "even": "even"}
    assert compare_campaigns(100, shotgun, rifle).winner == other[found.winner]
    if found.winner != "even":
        assert (found.winner == "rifle") == (found.times > found.loved_from) == (found.rifle_cost < found.shotgun_cost)


@pytest.mark.parametrize("reach", [-1, math.inf, math.nan])
def test_an_impossible_reach_is_refused(reach):
    with pytest.raises(ValueError, match="reach is a number"):
        Campaign(reach, 0.1, 0.1)


@pytest.mark.parametrize("shares", [(1.1, 0.1), (-0.1, 0.1), (0.1, 1.1), (0.1, -0.1), (0.1, math.nan)])
def test_impossible_shares_are_refused(shares):
    with pytest.raises(ValueError, match="conversion and loved rate lie"):
        Campaign(1, *shares)


def test_everybody_may_come_and_be_loved():
    assert Campaign(3, 1, 1).loved == 3


@pytest.mark.parametrize("spend", [-1, math.nan, math.inf])
def test_impossible_spends_are_refused(spend):
    with pytest.raises(ValueError, match="spend"):
        compare_campaigns(spend, FLYERS, FLYERS)


def test_newcomers_of_the_last_365_days():
    frame = pd.DataFrame(
        {
            "first_date": [
                "2025-11-22", "2025-11-23", "2026-11-22", "2026-11-23", None, "in spring", "2026-03-01 10:00",
                "2026-05",
                "2026-06-01",
            ],
            "tier": [1, 1, 2, 1, 1, 1, None, 1, 1],
            "status": ["present", "former", *["present"] * 7],
        },
        dtype=object,
    )  # fmt: skip
    found = count_newcomers(frame, date(2026, 11, 22))
    assert found == Newcomers(clients=5, rated=4, loved=3, undated=2)
    assert found.loved_rate == 3 / 4
    assert count_newcomers(frame.drop(columns="first_date"), date(2026, 11, 22)) == Newcomers(0, 0, 0, 9)
    assert Newcomers(3, 0, 0, 0).loved_rate is None


def test_only_talks_that_ended_are_counted():
    outcomes = ("open", "waiting", "taken", "taken", "declined", "withdrawn")
    prospects = [Prospect(name="P", day=date(2026, 11, 1), outcome=outcome) for outcome in outcomes]
    assert count_talks(prospects) == Talks(decided=4, taken=2)
    assert count_talks([]) == Talks(decided=0, taken=0)


@pytest.mark.parametrize(
    "cells",
    [["2026-11-01T09:30:00Z", "2026-11-02T00:00:00Z"], ["2026-11-01", "2026-11-02T00:00:00+02:00"]],
)
def test_a_day_with_a_time_and_a_zone_is_that_day(cells):
    frame = pd.DataFrame({"first_date": cells, "tier": [1, 2]}, dtype=object)
    assert count_newcomers(frame, date(2026, 11, 22)) == Newcomers(clients=2, rated=2, loved=1, undated=0)
