"""Firmness: probabilities worked out by hand, the same answer every time, in any order."""

import math

import numpy as np
import pandas as pd
import pytest

from icp.methods.firm import draw_weights, firmness, is_firm
from icp.methods.match import score
from icp.model import Avatar

FIELDS = ("asks_questions", "pays_on_time", "does_the_work", "respects_hours")


def make(rows, line=50, ranks=(1, 2), **more):
    wishes = [
        {"id": id, "kind": "scale", "at_least": 4, "rank": rank} | more
        for id, rank in zip(FIELDS[: len(ranks)], ranks, strict=True)
    ]
    avatar = Avatar.model_validate({"criteria": wishes, "fit_line": line})
    return score(pd.DataFrame(rows, columns=FIELDS[: len(ranks)], dtype=object), avatar)


def test_two_ranked_wishes_by_hand():
    # w1 is even on [1/2, 1]. v = (1, 0) → match w1; v = (0, 1) → 1 − w1.
    rows = [(4, 0), (0, 4), (4, 4), (0, 0)]
    assert firmness(make(rows, 50)).tolist() == [1, 0, 1, 0]
    assert firmness(make(rows, 75)) == pytest.approx([0.5, 0, 1, 0], abs=0.03)
    assert firmness(make(rows, 60)) == pytest.approx([0.8, 0, 1, 0], abs=0.03)
    assert firmness(make(rows, 30)) == pytest.approx([1, 0.4, 1, 0], abs=0.03)


def test_unranked_wishes_keep_no_order():
    # w1 is even on [0, 1]
    assert firmness(make([(4, 0), (0, 4)], 75, (None, None))) == pytest.approx([0.25, 0.25], abs=0.03)


def test_unknown_answers_are_drawn_from_the_known_ones():
    # one wish: match is the answer itself; known values of it are 1, 1, 1, 0
    rows = [(4,), (4,), (4,), (0,), (None,)]
    assert firmness(make(rows, 50, (1,))) == pytest.approx([1, 1, 1, 0, 0.75], abs=0.03)
    assert firmness(make([(None,)], 70, (1,))) == pytest.approx([0.3], abs=0.03)  # nothing known: even on 0 to 1


def test_former_clients_lend_no_answers():
    frame = pd.DataFrame({"asks_questions": [4, 0, None], "status": ["present", "former", "present"]})
    avatar = Avatar.model_validate({"criteria": [{"id": "asks_questions", "kind": "scale", "at_least": 4}]})
    assert firmness(score(frame, avatar)).tolist() == [1, 0, 1]


def test_on_the_line_is_a_fit():
    assert firmness(make([(3, 3, 3, 3)], 75, (1, 2, 3, 4))).tolist() == [1]


def test_drawn_weights_keep_the_owners_order_and_add_up():
    drawn = draw_weights(np.array([0.2, 0.5, 0, 0.3]), 500, np.random.default_rng(1))
    assert (drawn[:, 1] >= drawn[:, 3]).all()
    assert (drawn[:, 3] >= drawn[:, 0]).all()
    assert (drawn[:, 0] > 0).all()
    assert (drawn[:, 2] == 0).all()
    assert drawn.sum(axis=1) == pytest.approx(np.ones(500))
    # sorted Dirichlet(1) over three: expected parts 11/18, 5/18, 2/18
    many = draw_weights(np.array([0.5, 0.3, 0.2]), 20_000, np.random.default_rng(2)).mean(axis=0)
    assert many == pytest.approx([11 / 18, 5 / 18, 2 / 18], abs=0.005)
    tied = draw_weights(np.array([0.5, 0.25, 0.25]), 20_000, np.random.default_rng(3)).mean(axis=0)
    assert tied == pytest.approx([11 / 18, 7 / 36, 7 / 36], abs=0.005)


def test_same_input_same_answer_in_any_order():
    rows = [(4, 1, None), (2, None, 3), (0, 4, 1), (None, None, 2), (3, 3, 0)] * 3
    scored = make(rows, 55, (2, 1, 3))
    found = firmness(scored)
    assert firmness(scored).tolist() == found.tolist()
    assert firmness(make(rows[::-1], 55, (2, 1, 3))).tolist() == found[::-1].tolist()
    turned = score(
        pd.DataFrame(rows, columns=FIELDS[:3], dtype=object),
        Avatar(criteria=scored.avatar.criteria[::-1], fit_line=55),
    )
    assert firmness(turned).tolist() == found.tolist()
    assert firmness(scored, seed=5).tolist() != found.tolist()


def test_chunks_change_nothing(monkeypatch):
    scored = make([(4, 1), (2, None), (0, 4), (None, 3), (3, 3)] * 4, 55)
    whole = firmness(scored)
    monkeypatch.setattr("icp.methods.firm._CHUNK", 3)
    assert firmness(scored).tolist() == whole.tolist()


def test_nothing_to_weigh():
    assert all(math.isnan(p) for p in firmness(make([(4,), (0,)], ranks=(1,), at_least=0)))


def test_safe_to_say():
    assert is_firm(np.array([0, 0.2, 0.21, 0.5, 0.79, 0.8, 1, np.nan])).tolist() == [
        True,
        True,
        False,
        False,
        False,
        True,
        True,
        False,
    ]
