"""Behaviours: read with 4 the good end, whoever names what, and nothing about the person."""

import math

import numpy as np
import pandas as pd
import pytest

from icp.methods.behaviours import Behaviour, behaviour_of, count_difficult, read_behaviours, shipped_behaviours
from icp.model import ChoiceCriterion, FlagCriterion, RangeCriterion, ScaleCriterion

NAN = math.nan


def test_the_catalogue_ships_six_of_them():
    assert [b.column for b in shipped_behaviours()] == [
        "respects_hours",
        "keeps_appointments",
        "does_the_work",
        "asks_questions",
        "pays_on_time",
        "follows_advice",
    ]
    assert not any(b.names_trouble or b.flag for b in shipped_behaviours())


def test_four_is_the_good_end_everywhere():
    frame = pd.DataFrame(
        {
            "respects_hours": [0, "mostly", None, 7],
            "x_urgent": [4, 0, 1, "don't know"],
            "will_pay": ["yes", "no", "", "perhaps"],
            "x_haggles": ["y", "n", None, 1],
        },
        dtype=object,
    )
    asked = (
        Behaviour("respects_hours"),
        Behaviour("x_urgent", names_trouble=True),
        Behaviour("will_pay", flag=True),
        Behaviour("x_haggles", names_trouble=True, flag=True),
        Behaviour("x_nowhere"),
    )
    found = read_behaviours(frame, asked)
    assert found.tolist() == pytest.approx(
        np.array([[0, 0, 4, 0, NAN], [3, 4, 0, 4, NAN], [NAN, 3, NAN, NAN, NAN], [NAN, NAN, NAN, 0, NAN]]), nan_ok=True
    )
    assert count_difficult(found).tolist() == [3, 1, 0, 1]
    assert read_behaviours(frame, ()).shape == (4, 0)
    assert count_difficult(read_behaviours(frame, ())).tolist() == [0] * 4


def test_the_difficult_end_is_one_and_less():
    assert count_difficult(np.array([[0.0, 1.0, 1.5, 2.0, NAN]])).tolist() == [2]


def test_from_wishes():
    assert behaviour_of(ScaleCriterion(id="a", column="pays_on_time")) == Behaviour("pays_on_time")
    assert behaviour_of(ScaleCriterion(id="never_x_urgent", column="x_urgent", repel=True)) == Behaviour(
        "x_urgent", names_trouble=True
    )
    assert behaviour_of(FlagCriterion(id="will_pay")) == Behaviour("will_pay", flag=True)


@pytest.mark.parametrize(
    "wish",
    [
        RangeCriterion(id="hours", high=20),
        ChoiceCriterion(id="industry", accept=("cafe",)),
        ScaleCriterion(id="vacation"),
        ScaleCriterion(id="x_own", part="affinity"),
    ],
    ids=lambda wish: wish.id,
)
def test_other_wishes_are_no_behaviour(wish):
    with pytest.raises(ValueError, match=wish.id):
        behaviour_of(wish)


@pytest.mark.parametrize("column", ["age", "faith", "vacation", "Nationality", "x_disability", "Client marital status"])
def test_who_somebody_is_is_refused(column):
    with pytest.raises(ValueError, match="who somebody is"):
        Behaviour(column)
