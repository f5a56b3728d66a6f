"""Referrals of a list worked out by hand."""

import pandas as pd
import pytest

from icp.methods.referral_report import referrals_report
from icp.model import Avatar

NAMES = ["Ann", "Bo", "Cy", "Di", "Ed", "Flo"]
FRAME = pd.DataFrame(
    {
        "name": NAMES,
        "referred_by": [None, "ann ", "Ann; Uncle", "Cy", "don’t know", "Flo"],
        "source": ["Web", None, "Fair", "fair; Web", "", None],
        "tier": [1, 1, 2, 3, None, 2],
        "annual_value": [100.0, 1000.0, None, 50.0, 5.0, 7.0],
    }
)


def test_counts_of_links_and_of_what_became_none():
    report = referrals_report(FRAME, NAMES)
    # Ann → Bo, Ann → Cy, Cy → Di; Uncle is nobody of the list; Flo names herself; "don't know" says nothing.
    assert (report["links"], report["unmatched"], report["cycles"], report["self_referrals"]) == (3, 1, 0, 1)
    assert (report["r"], report["p"], report["verdict"]) == (None, None, "too few")


def test_downstream_value_follows_every_step():
    assert referrals_report(FRAME, NAMES)["downstream"] == [
        {"name": "Ann", "clients": 3, "value": 1050.0},  # Bo 1000, Cy unknown, and Di 50 through Cy
        {"name": "Cy", "clients": 1, "value": 50.0},
    ]


def test_channels_and_people_are_both_sources():
    report = referrals_report(FRAME, NAMES)
    sources = {entry["source"]: entry for entry in report["sources"]}
    assert {name: (s["clients"], s["loved"], s["value"]) for name, s in sources.items()} == {
        "Ann": (2, 1, 1000.0),
        "Fair": (2, 0, 50.0),
        "Web": (2, 1, 150.0),
        "Cy": (1, 0, 50.0),
        "Uncle": (1, 0, 0.0),
    }
    # 2 loved of 5 rated: mu = (2 + 1) / (5 + 2) = 3/7; Ann brought 1 loved of 2 rated: (1 + 4 · 3/7) / (2 + 4)
    assert sources["Ann"]["rate"] == pytest.approx((1 + 12 / 7) / 6)
    assert sources["Ann"]["low"] < sources["Ann"]["rate"] < sources["Ann"]["high"]


def test_every_pair_of_sources_is_there():
    overlap = referrals_report(FRAME, NAMES)["overlap"]
    assert len(overlap) == 10
    pairs = {frozenset((o["a"], o["b"])): (o["both"], o["jaccard"], o["overlap_coefficient"]) for o in overlap}
    assert pairs[frozenset(("Ann", "Fair"))] == pytest.approx((1, 1 / 3, 1 / 2))  # Cy
    assert pairs[frozenset(("Fair", "Web"))] == pytest.approx((1, 1 / 3, 1 / 2))  # Di
    assert pairs[frozenset(("Ann", "Web"))] == (0, 0.0, 0.0)


def test_keys_are_those_of_the_interface():
    report = referrals_report(FRAME, NAMES)
    assert list(report) == [
        "links", "unmatched", "cycles", "self_referrals", "r", "p", "verdict", "sources", "overlap", "downstream",
    ]  # fmt: skip
    assert list(report["sources"][0]) == ["source", "clients", "loved", "rate", "low", "high", "value"]
    assert list(report["overlap"][0]) == ["a", "b", "both", "jaccard", "overlap_coefficient"]


def test_with_an_avatar_the_fits_of_linked_clients_are_correlated():
    names = ["a", "b", "c", "d", "e", "f"]
    frame = pd.DataFrame(
        {"name": names, "referred_by": [None, None, None, "a", "b", "c"], "does_the_work": [4, 2, 0, 4, 2, 0]}
    )
    avatar = Avatar.model_validate({"criteria": [{"id": "does_the_work", "kind": "scale", "at_least": 4, "rank": 1}]})
    report = referrals_report(frame, names, avatar)
    # Matches 100, 50, 0 send 100, 50, 0: r = 1. Of the 3! orders one reaches it, so p is about 1/6: too few to tell.
    assert report["r"] == pytest.approx(1.0)
    assert report["p"] == pytest.approx(1 / 6, abs=0.015)
    assert report["verdict"] == "too few"


def test_circles_are_counted_and_end():
    names = ["a", "b", "c"]
    frame = pd.DataFrame({"name": names, "referred_by": ["b", "a", None], "annual_value": [1, 2, 4]})
    report = referrals_report(frame, names)
    assert (report["links"], report["cycles"]) == (2, 1)
    assert report["downstream"] == [
        {"name": "a", "clients": 1, "value": 2.0},
        {"name": "b", "clients": 1, "value": 1.0},
    ]


def test_a_list_without_any_sender_or_client():
    empty = referrals_report(pd.DataFrame({"name": []}), [])
    assert (empty["links"], empty["sources"], empty["overlap"], empty["downstream"]) == (0, [], [], [])
    with pytest.raises(ValueError, match="one name a row"):
        referrals_report(FRAME, ["Ann"])
