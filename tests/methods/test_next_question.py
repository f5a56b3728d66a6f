"""The next best question, by hand."""

import math

import pandas as pd
import pytest

from icp.methods.match import score
from icp.methods.next_question import answers_to_ask, spreads
from icp.model import Avatar


def make(rows, line=60, weights=(60, 40)):
    ids = ("asks_questions", "pays_on_time")
    wishes = [{"id": i, "kind": "scale", "at_least": 4, "swing": w} for i, w in zip(ids, weights, strict=True)]
    avatar = Avatar.model_validate({"criteria": wishes, "fit_line": line})
    return score(pd.DataFrame(rows, columns=[*ids, "status"], dtype=object), avatar)


# values: (1, 1), (1, ?), (?, 0), (0, ?)
ROWS = [(4, 4, ""), (4, None, ""), (None, 0, ""), (0, None, ""), (None, None, "former")]


def test_spread_is_the_deviation_with_both_ends_added():
    # 1 1 0 and the ends 0 1: mean .6, variance .24 · 1 0 and the ends: variance .25
    assert spreads(make(ROWS)) == pytest.approx([math.sqrt(0.24), 0.5])
    assert spreads(make([(None, 4, "")])) == pytest.approx([0.5, math.sqrt(2 / 9)])


def test_only_open_verdicts_count():
    # bounds: B 60–100 is decided at line 60; C 0–60 is open; D 0–40 is decided
    (answer,) = answers_to_ask(make(ROWS))
    assert (answer.client, answer.id) == (2, "asks_questions")
    assert answer.points == pytest.approx(60 * math.sqrt(0.24))


def test_when_every_verdict_is_settled_all_gaps_count():
    settled = make(ROWS, line=0)
    assert [(a.client, a.id) for a in answers_to_ask(settled)] == [
        (2, "asks_questions"),
        (1, "pays_on_time"),
        (3, "pays_on_time"),
    ]


def test_nothing_to_ask():
    assert answers_to_ask(make([(4, 4, ""), (None, None, "former")])) == ()
    assert answers_to_ask(make([(4, None, "")], weights=(50, 0))) == ()
