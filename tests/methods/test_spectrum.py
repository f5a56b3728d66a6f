"""Difficult, ideal, a dream: cards against the list, by hand; and what asks for the mythical end."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from icp.methods.behaviours import Behaviour
from icp.methods.proportion import bound_share
from icp.methods.spectrum import PLACES, check_spectrum, describes, find_dreams
from icp.model import FlagCriterion, RangeCriterion, ScaleCriterion

KEEPS, URGENT, PAYS = Behaviour("keeps_appointments"), Behaviour("x_urgent", names_trouble=True), Behaviour("will_pay",
                                                                                                flag=True)  # fmt: skip
FRAME = pd.DataFrame(
    {
        "tier": [1, 1, 2, 3, 3, None, 1],
        "status": [None, "present", None, None, None, None, "former"],
        "keeps_appointments": [4, 3, 2, 0, 1, None, 4],
        "x_urgent": [0, None, 0, 4, 4, 2, 0],
    },
    dtype=object,
)


def test_what_a_card_describes():
    answers = np.array([0, 1, 1.5, 2, 2.9, 3, 3.5, 4, math.nan])
    assert [np.flatnonzero(describes(place, answers)).tolist() for place in PLACES] == [[0, 1], [5, 6, 7], [7]]


def test_cards_by_hand():
    spectrum = check_spectrum(FRAME, (KEEPS, URGENT))
    keeps, urgent = spectrum.situations
    assert (keeps.behaviour, urgent.behaviour) == (KEEPS, URGENT)
    difficult, ideal, dream = keeps.cards
    assert [card.place for card in keeps.cards] == list(PLACES)
    assert [card.clients for card in keeps.cards] == [(3, 4), (0, 1), (0,)]
    assert [(card.known, card.glad, card.glad_known) for card in keeps.cards] == [(5, 0, 2), (5, 2, 2), (5, 1, 2)]
    assert (keeps.between, keeps.unknown) == (1, 1)
    assert (difficult.low, difficult.high) == bound_share(2, 6, 1)
    assert (dream.low, dream.high) == bound_share(1, 6, 1)
    assert [card.reading for card in keeps.cards] == ["some", "some", "at most"]
    assert keeps.card("ideal") == ideal
    assert [card.clients for card in urgent.cards] == [(3, 4), (0, 2), (0, 2)]
    assert (urgent.between, urgent.unknown) == (1, 1)


def test_flawless_is_the_best_answer_everywhere():
    spectrum = check_spectrum(FRAME, (KEEPS, URGENT))
    assert spectrum.flawless == (0,)  # the former one is not on the list any more
    assert spectrum.flawless_so_far == ()
    assert (spectrum.closest, spectrum.most) == ((0,), 2)
    only = check_spectrum(FRAME, (URGENT, PAYS))
    assert (only.flawless, only.flawless_so_far) == ((), (0, 2))
    assert (only.closest, only.most) == ((0, 2), 1)


def test_readings():
    def readings(answers):
        frame = pd.DataFrame({"keeps_appointments": answers}, dtype=object)
        return [card.reading for card in check_spectrum(frame, (KEEPS,)).situations[0].cards]

    assert readings([0, 0, 0, 4]) == ["too few"] * 3
    assert readings([0, 0, 0, 4, None]) == ["too few"] * 3
    assert readings([2] * 5) == ["nobody"] * 3
    assert readings([0, 0, 0, 3, 3, 3]) == ["most", "most", "nobody"]
    assert readings([0, 0, 2, 3, 3, 4, 4]) == ["some", "most", "at most"]
    assert readings([4] * 5) == ["nobody", "most", "at most"]


def test_without_answers_or_situations():
    empty = check_spectrum(FRAME.iloc[:0], (KEEPS,))
    assert (empty.situations[0].unknown, empty.closest, empty.most) == (0, (), 0)
    assert (empty.situations[0].cards[0].low, empty.situations[0].cards[0].high) == (0, 1)
    missing = check_spectrum(FRAME, (PAYS,))
    assert missing.situations[0].unknown == 6
    assert (missing.flawless, missing.flawless_so_far, missing.closest, missing.most) == ((), (), (), 0)
    none = check_spectrum(FRAME, ())
    assert (none.situations, none.flawless, none.flawless_so_far, none.closest, none.most) == ((), (), (), (), 0)


answers = st.lists(
    st.tuples(*[st.sampled_from([0, 1, 2, 3, 4, None])] * 2, st.sampled_from([1, 2, 3, None]), st.booleans()),
    max_size=15,
)


@given(answers, st.randoms())
def test_everybody_is_somewhere_and_the_order_of_clients_changes_nothing(rows, shuffle):
    columns = ["keeps_appointments", "x_urgent", "tier", "gone"]
    frame = pd.DataFrame(rows, columns=columns, dtype=object)
    frame["status"] = ["former" if gone else "present" for gone in frame["gone"]]
    frame["age"] = 40
    spectrum = check_spectrum(frame, (KEEPS, URGENT))
    present = set(np.flatnonzero(frame["status"] == "present").tolist())
    for situation in spectrum.situations:
        difficult, ideal, dream = (set(card.clients) for card in situation.cards)
        assert dream <= ideal <= present
        assert difficult <= present - ideal
        assert len(difficult) + len(ideal) + situation.between + situation.unknown == len(present)
        assert all(card.low <= len(card.clients) / max(len(present), 1) <= card.high for card in situation.cards)
        assert all(card.glad <= min(card.glad_known, len(card.clients)) for card in situation.cards)
    assert not set(spectrum.flawless) & set(spectrum.flawless_so_far)
    assert set(spectrum.flawless) <= set(spectrum.situations[0].card("dream").clients)
    assert (spectrum.most == 2) == bool(spectrum.flawless)

    order = list(range(len(rows)))
    shuffle.shuffle(order)
    turned = check_spectrum(frame.iloc[order].assign(age=range(len(rows))), (KEEPS, URGENT))
    for before, after in zip(spectrum.situations, turned.situations, strict=True):
        for old, new in zip(before.cards, after.cards, strict=True):
            assert {order[row] for row in new.clients} == set(old.clients)
            assert (new.known, new.glad, new.low, new.high, new.reading) == (
                old.known,
                old.glad,
                old.low,
                old.high,
                old.reading,
            )
    assert {order[row] for row in turned.closest} == set(spectrum.closest)


@pytest.mark.parametrize(
    ("wish", "is_dream"),
    [
        (ScaleCriterion(id="a", at_least=4), True),
        (ScaleCriterion(id="a", at_least=3.5), True),
        (ScaleCriterion(id="a", at_least=3), False),
        (ScaleCriterion(id="a", at_least=2, repel=True), True),  # holds at 0 alone
        (ScaleCriterion(id="a", at_least=0, repel=True), False),  # asks nothing
        (FlagCriterion(id="a"), False),
        (RangeCriterion(id="a", low=4), False),
    ],
)
def test_a_must_have_that_only_the_best_answer_holds_is_a_dream(wish, is_dream):
    assert find_dreams([wish]) == (("a",) if is_dream else ())


def test_dreams_of_cards_come_after_those_of_must_haves():
    chosen = {"b": "dream", "c": "ideal", "a": "dream", "d": "difficult"}
    assert find_dreams([ScaleCriterion(id="a", at_least=4)], chosen) == ("a", "b")
    assert find_dreams([]) == ()
