"""Four corners by hand, and that nothing about the person reaches them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from icp.methods.corners import Corner, find_corners
from icp.methods.facts import read_facts
from icp.methods.match import score
from icp.model import Avatar, ChoiceCriterion, FlagCriterion, RangeCriterion, ScaleCriterion

AVATAR = Avatar(
    criteria=(
        ScaleCriterion(id="asks_questions", rank=1, at_least=4),
        ScaleCriterion(id="respects_hours", rank=3, at_least=4),
        RangeCriterion(id="age", rank=2, low=30, high=40),
        ChoiceCriterion(id="faith", rank=4, accept=("none",)),
        FlagCriterion(id="will_pay", absolute=True),
    )
)


def corners(frame: pd.DataFrame) -> list[tuple[int, str, str | None]]:
    found = find_corners(read_facts(frame), score(frame, AVATAR))
    return [(c.client, c.action, c.wish) for c in found.corners]


def test_every_corner_by_hand() -> None:
    frame = pd.DataFrame(
        [
            # asks, keeps hours, pays my price, invoice; service weights .52/.76 and .17/.76 or so: asks is the heavier
            (4, 4, "yes", 900), (4, 4, "yes", 100), (0, 4, "yes", 900), (0, 0, "yes", 100),
            (4, 4, "no", 900), (None, 4, "yes", 900), (4, 4, "yes", None), (4, None, "yes", 900),
        ],
        columns=["asks_questions", "respects_hours", "will_pay", "annual_value"],
    )  # fmt: skip
    assert corners(frame) == [
        (0, "cherish", None),
        (1, "grow", None),
        (2, "one_change", "asks_questions"),
        (3, "rethink", "asks_questions"),
        (4, "one_change", None),  # a must-have is missing, though every ranked wish is met
        (5, "ask_first", "asks_questions"),
        (6, "ask_first", None),
        (7, "cherish", None),
    ]


def test_large_begins_at_the_median_of_present_invoices() -> None:
    frame = pd.DataFrame(
        {"asks_questions": [4] * 4, "respects_hours": [4] * 4, "will_pay": ["yes"] * 4,
         "annual_value": [100, 200, 300, 9_000], "status": [None, None, None, "former"]}
    )  # fmt: skip
    found = find_corners(read_facts(frame), score(frame, AVATAR))
    assert found.middle == 200
    assert [(c.client, c.action) for c in found.corners] == [(0, "grow"), (1, "cherish"), (2, "cherish")]


def test_without_service_wishes_everybody_is_asked_first() -> None:
    frame = pd.DataFrame({"age": [35, 60], "annual_value": [100, 200]})
    avatar = Avatar(criteria=(RangeCriterion(id="age", rank=1, low=30, high=40),))
    found = find_corners(read_facts(frame), score(frame, avatar))
    assert found.corners == (Corner(0, "ask_first", None), Corner(1, "ask_first", None))


def test_who_somebody_is_never_moves_a_corner_on_a_thousand_rosters() -> None:
    random = np.random.default_rng(20_261_122)
    moved = 0
    for _ in range(1_000):
        rows = int(random.integers(1, 12))
        frame = pd.DataFrame(
            {
                "asks_questions": random.choice([np.nan, 0, 2, 4], rows),
                "respects_hours": random.choice([np.nan, 0, 2, 4], rows),
                "will_pay": random.choice(["yes", "no", ""], rows),
                "annual_value": random.choice([np.nan, 100, 500, 3000], rows),
                "age": random.choice([np.nan, 20, 35, 70], rows),
                "faith": random.choice(["none", "important", ""], rows),
            }
        )
        flipped = frame.assign(
            age=np.where(frame["age"] == 35, 70, 35), faith=np.where(frame["faith"] == "none", "important", "none")
        )
        assert corners(flipped) == corners(frame)
        moved += not np.array_equal(score(frame, AVATAR).match, score(flipped, AVATAR).match)
    assert moved > 900  # the fit itself does move, so the flips were felt
