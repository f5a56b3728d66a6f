"""What loved clients share, worked out by hand."""

import pandas as pd
import pytest

from icp.methods.suggest import NoSuchColumnError, split_loved, suggest_report, through_client


def roster():
    """6 loved, 8 others. Loved all ask (4), others never (0); a trade of which 3 loved and 4 others are."""
    return pd.DataFrame(
        {
            "name": [f"n{at}" for at in range(15)],
            "tier": [1] * 6 + [2] * 4 + [3] * 4 + [None],
            "asks_questions": [4] * 6 + [0] * 8 + [4],
            "Trade": ["cafe", "cafe", "cafe", "shop", "shop", "shop"] + ["cafe", "shop"] * 4 + ["cafe"],
            "notes": [f"something {at}" for at in range(15)],
        }
    )


def test_findings_are_those_that_reached_a_shelf():
    report = suggest_report(roster())
    assert (report["loved"], report["others"]) == (6, 8)
    assert [(f["field"], f["value"], f["shelf"]) for f in report["findings"]] == [
        ("asks_questions", ">= 3", "confirmed")
    ]
    (found,) = report["findings"]
    assert (found["loved_share"], found["other_share"]) == (1.0, 0.0)
    assert found["p"] == pytest.approx(1 / 3003)  # one of the C(14, 6) ways to pick the six
    # base 6/14; (6 + 4 · 6/14) / (6 + 4) over the base
    assert found["lift"] == pytest.approx((6 + 24 / 14) / 10 / (6 / 14))
    assert list(found) == ["field", "value", "loved_share", "other_share", "lift", "p", "q", "shelf"]


def test_what_defines_the_loved_is_never_a_finding():
    frame = roster().assign(sink_reason=[None] * 10 + ["work"] * 4 + [None], status="present")
    assert "sink_reason" not in {f["field"] for f in suggest_report(frame)["findings"]}
    frame["VIP"] = ["yes"] * 6 + ["no"] * 9
    fields = {f["field"] for f in suggest_report(frame, "VIP", "Yes")["findings"]}
    assert "VIP" not in fields
    assert "tier" in fields


def test_loved_by_label_and_blank_is_neither():
    loved, others = split_loved(pd.DataFrame({"tier": ["Glad", "fine", "3", None, ""]}), "tier", 1)
    assert loved.tolist() == [True, False, False, False, False]
    assert others.tolist() == [False, True, True, False, False]


def test_coming_through_a_client_is_tried():
    frame = roster()
    frame["referred_by"] = [None] + ["n0"] * 6 + [None] * 8
    frame["source"] = ["Web"] + [None] * 6 + ["Web"] * 7 + [None]
    assert through_client(frame) == [False] + [True] * 6 + [False] * 7 + [None]
    found = {f["field"]: f for f in suggest_report(frame)["findings"]}
    assert found["referred_by"]["value"] is True
    assert (found["referred_by"]["loved_share"], found["referred_by"]["other_share"]) == (5 / 6, 1 / 8)


def test_a_missing_column_is_named():
    with pytest.raises(NoSuchColumnError, match="'Mood'"):
        suggest_report(roster(), "Mood", "good")
