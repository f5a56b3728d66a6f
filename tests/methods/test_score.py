"""The score report, to the letter of its JSON."""

import json

import pandas as pd
import pytest

from icp.methods.score import score_report
from icp.model import Avatar

AVATAR = Avatar.model_validate_json(
    """{"schema_version": 1, "field": "general", "fit_line": 60, "criteria": [
    {"id": "asks", "column": "asks_questions", "part": "service", "kind": "scale", "at_least": 4, "rank": 1},
    {"id": "will_pay", "kind": "flag", "rank": 2, "absolute": true}]}"""
)
FRAME = pd.DataFrame({"asks_questions": [4, None], "will_pay": ["no", None]})


def test_the_report_by_hand():
    report = json.loads(json.dumps(score_report(FRAME, AVATAR, ["Ada", "Ben"])))
    assert list(report) == ["criteria", "base", "clients"]
    assert [c["id"] for c in report["criteria"]] == ["asks", "will_pay"]
    assert [c["weight"] for c in report["criteria"]] == pytest.approx([2 / 3, 1 / 3])
    assert report["base"] == pytest.approx(200 / 3)
    ada, ben = report["clients"]
    assert list(ada) == [
        *("name", "match", "low", "high", "coverage", "service", "affinity"),
        *("absolutes", "firm", "ask_first", "reasons"),
    ]
    assert ada["name"] == "Ada"
    assert [ada[k] for k in ("match", "low", "high", "coverage", "service")] == pytest.approx(
        [200 / 3] * 3 + [1, 200 / 3]
    )
    assert (ada["affinity"], ada["absolutes"], ada["ask_first"]) == (None, "no", False)
    assert ada["firm"] == pytest.approx(0.8, abs=0.03)
    assert ada["reasons"] == [
        {"id": "asks", "value": 1.0, "points": 0.0},
        {"id": "will_pay", "value": 0.0, "points": 0.0},
    ]
    assert [ben[k] for k in ("match", "low", "high", "coverage")] == pytest.approx([200 / 3, 0, 100, 0], abs=1e-9)
    assert (ben["absolutes"], ben["ask_first"]) == ("ask", True)
    assert ben["reasons"] == [
        {"id": "asks", "value": None, "points": 0.0},
        {"id": "will_pay", "value": None, "points": 0.0},
    ]


def test_absent_figures_are_null_and_names_must_be_as_many_as_rows():
    report = score_report(FRAME, Avatar(), ["Ada", "Ben"])
    assert report["base"] is None
    assert [c[k] for c in report["clients"] for k in ("match", "low", "high", "service", "affinity", "firm")] == [
        None
    ] * 12
    assert json.loads(json.dumps(report, allow_nan=False)) == report
    with pytest.raises(ValueError, match="zip"):
        score_report(FRAME, AVATAR, ["Ada"])
