"""What the list misses most, by hand."""

import pandas as pd
import pytest

from icp.methods.match import score
from icp.methods.misses import misses
from icp.model import Avatar


def test_weight_times_what_is_missing():
    avatar = Avatar.model_validate(
        {
            "criteria": [
                {"id": "asks_questions", "kind": "scale", "at_least": 4, "rank": 1},  # weight 36/69
                {"id": "will_pay", "kind": "flag", "rank": 2},  # 21/69
                {"id": "hours", "kind": "range", "high": 10, "rank": 3},  # nobody's hours are known
                {"id": "home", "kind": "scale", "at_least": 4},  # story
            ]
        }
    )
    frame = pd.DataFrame(
        {
            "asks_questions": [4, 3, None, 0],
            "will_pay": ["no", "yes", "no", "no"],
            "home": [0, 0, 0, 0],
            "status": [None, None, None, "former"],
        }
    )
    pay, asks = misses(score(frame, avatar))
    assert (pay.id, pay.met, pay.known, pay.unknown) == ("will_pay", 1, 3, 0)
    assert pay.mean == pytest.approx(1 / 3)
    assert pay.points == pytest.approx(100 * 21 / 69 * 2 / 3)
    assert (asks.id, asks.met, asks.known, asks.unknown) == ("asks_questions", 1, 2, 1)
    assert asks.mean == pytest.approx(0.875)
    assert asks.points == pytest.approx(100 * 36 / 69 / 8)
