"""Trying must-haves: what is on, what is asked, and that who somebody is can never be switched."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icp.dealings import Tried
from icp.methods.tryout import dial_ends, round_levels, switchable, try_musts
from icp.model import Avatar, ChoiceCriterion, FlagCriterion, RangeCriterion, ScaleCriterion

AVATAR = Avatar(
    criteria=(
        FlagCriterion(id="will_pay"),
        ScaleCriterion(id="pays_on_time", rank=2),
        RangeCriterion(id="annual_value", low=2_000, high=8_000, rank=1),
        ScaleCriterion(id="gets_me", absolute=True),
        RangeCriterion(id="age", low=30, rank=3),
        ChoiceCriterion(id="x_kind", accept=()),
        ScaleCriterion(id="needs_me", at_least=0),
    )
)


def on(avatar):
    return {c.id for c in avatar.absolutes}


def test_ranked_wishes_come_first_then_must_haves_and_who_somebody_is_never():
    assert [c.id for c in switchable(AVATAR)] == ["annual_value", "pays_on_time", "gets_me", "will_pay"]


def test_before_a_decision_ranked_wishes_are_on_afterwards_only_must_haves():
    assert on(try_musts(AVATAR)) == {"annual_value", "pays_on_time", "gets_me"}
    assert on(try_musts(AVATAR, decided=True)) == {"gets_me"}


def test_a_switch_overrules_both_ways():
    tried = (Tried(id="gets_me", on=False), Tried(id="will_pay"), Tried(id="age"), Tried(id="gone"))
    assert on(try_musts(AVATAR, tried, decided=True)) == {"will_pay"}


def test_a_level_is_asked_in_the_try_and_leaves_the_rest_of_the_wish():
    wish = try_musts(AVATAR, (Tried(id="annual_value", low=3_000, at_least=1),)).find("annual_value")
    assert (wish.low, wish.high, wish.rank) == (3_000, 8_000, 1)
    assert try_musts(AVATAR, (Tried(id="pays_on_time", at_least=4),)).find("pays_on_time").at_least == 4


def test_a_level_beyond_the_other_end_is_left_as_the_wish_says():
    wish = try_musts(AVATAR, (Tried(id="annual_value", low=9_000),)).find("annual_value")
    assert (wish.low, wish.high, wish.absolute) == (2_000, 8_000, True)


def test_a_must_have_that_asks_nothing_stays_one():
    empty = Avatar(criteria=(ChoiceCriterion(id="x_kind", accept=(), absolute=True), FlagCriterion(id="will_pay")))
    assert on(try_musts(empty, (Tried(id="will_pay"),))) == {"x_kind", "will_pay"}


def test_what_can_be_asked_more_or_less_of():
    assert dial_ends(RangeCriterion(id="hours", high=40)) == ("high",)
    assert dial_ends(RangeCriterion(id="hours", low=1, high=40)) == ("low", "high")
    assert dial_ends(ScaleCriterion(id="gets_me")) == ("at_least",)
    assert dial_ends(ScaleCriterion(id="x_shouts", repel=True)) == ()
    assert dial_ends(FlagCriterion(id="will_pay")) == ()


@pytest.mark.parametrize(
    ("low", "high", "keep", "most", "levels"),
    [
        (900, 13_800, 5_000, 10, (2_000, 4_000, 5_000, 6_000, 8_000, 10_000, 12_000)),
        (900, 13_800, 5_000, 16, tuple(range(1_000, 14_000, 1_000))),
        (0, 1, 0.3, 4, (0, 0.25, 0.3, 0.5, 0.75, 1)),
        (5, 5, 7, 16, (5, 7)),
    ],
)
def test_round_levels(low, high, keep, most, levels):
    assert round_levels(low, high, keep, most) == pytest.approx(levels)


@given(st.floats(-1e6, 1e6), st.floats(0.01, 1e6), st.floats(0, 1))
def test_levels_are_few_sorted_within_and_hold_where_the_dial_stands(low, span, part):
    keep = low + part * span
    levels = round_levels(low, low + span, keep)
    assert keep in levels
    assert list(levels) == sorted(set(levels))
    assert len(levels) <= 16 + 2
    assert all(low - 1e-6 * span <= level <= low + span * (1 + 1e-6) for level in levels)


def test_a_level_that_is_no_number_is_refused():
    with pytest.raises(ValueError, match="finite"):
        round_levels(0, math.inf, 1)
