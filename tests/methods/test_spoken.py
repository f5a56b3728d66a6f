"""Words for must-haves: the trade's before the field's, the owner's before both, and all of them fair."""

from __future__ import annotations

import pytest

from icp.catalogue import catalogue, spoken_starters
from icp.dealings import Dealings, Spoken
from icp.methods.fair_wording import find_unfair
from icp.methods.spoken import PARTS, fair_words, fill, is_worded, suggest_words, told_words, words_of
from icp.model import Avatar, Workbook
from icp.wishes import make_wish, new_question, with_question

FIELDS = catalogue().fields


def test_every_behaviour_quality_and_business_trait_has_all_five_parts() -> None:
    for question in FIELDS.values():
        if question.wish and question.part == "service":
            words = suggest_words(make_wish(question, ("x",) if question.kind in ("choice", "tags") else (1, None)
                                            if question.kind == "range" else None), Workbook())  # fmt: skip
            assert all(getattr(words, part) for part in PARTS), question.id
            assert words.sentence != spoken_starters().other.sentence, question.id


def test_every_trade_says_something_of_its_own() -> None:
    trades = {option.value for option in catalogue().question("trade").options} - {"other"}
    assert set(spoken_starters().trade) == trades


def test_every_label_belongs_to_a_starter_and_every_starter_wish_has_words() -> None:
    labels = {wish.label.casefold() for starter in catalogue().starters.values() for wish in starter.wishes}
    assert set(spoken_starters().own) == labels - {""}


def test_the_shipped_words_ask_nobody_who_they_are() -> None:
    known = spoken_starters()
    blocks = [*known.fields.values(), *known.own.values(), known.other, known.never,
              *(words for trade in known.trade.values() for words in trade.values())]  # fmt: skip
    assert len(blocks) > 50
    for block in blocks:
        for part in PARTS:
            assert find_unfair(getattr(block, part)) == (), getattr(block, part)
            assert "client" not in getattr(block, part).lower(), "the words fit customers as well"


def test_the_trade_speaks_first_and_the_field_fills_in() -> None:
    wish = make_wish(FIELDS["respects_hours"])
    plain = suggest_words(wish, Workbook())
    letting = suggest_words(wish, Workbook(answers={"trade": "property"}))
    assert "burst pipe" in letting.sentence
    assert letting.why == plain.why
    assert letting.id == "respects_hours"


def test_a_wish_of_ones_own_takes_its_starter_or_stands_in_the_words_itself() -> None:
    work = Workbook()
    for label in ("Comes back", "Brings biscuits"):
        work = with_question(work, new_question(work, label))
    known, unknown = (suggest_words(make_wish(question), work) for question in work.questions)
    assert known.question == "What have you bought twice in the same place?"
    assert unknown.sentence == "One thing matters to me before we begin: brings biscuits."
    never = suggest_words(make_wish(work.questions[1], never=True), work)
    assert never.sentence == "One thing I no longer take on, and I say it openly: brings biscuits."


def test_braces_typed_into_a_wish_are_only_letters() -> None:
    work = with_question(Workbook(), new_question(Workbook(), "Pays {what} {0}"))
    assert "pays {what} {0}" in suggest_words(make_wish(work.questions[0]), work).sentence


@pytest.mark.parametrize(("sentence", "question", "done"), [("a", "b", True), ("a", " ", False), ("", "b", False)])
def test_worded_means_a_sentence_and_a_question(sentence: str, question: str, done: bool) -> None:
    wish = make_wish(FIELDS["pays_on_time"])
    own = Spoken(id="pays_on_time", sentence=sentence, question=question)
    work = Workbook(avatar=Avatar(criteria=(wish,)), dealings=Dealings(spoken=(own,)))
    assert is_worded(wish, work) is done
    assert words_of(wish, work) == own
    told = told_words(wish, work)
    assert told.sentence == (sentence or suggest_words(wish, work).sentence)
    assert fill(own, told) == told


def test_a_question_that_asks_who_somebody_is_is_never_the_one_asked() -> None:
    wish = make_wish(FIELDS["keeps_appointments"])
    own = Spoken(id=wish.id, question="Do you have kids?", sentence="I keep your hour free.")
    work = Workbook(avatar=Avatar(criteria=(wish,)), dealings=Dealings(spoken=(own,)))
    asked = fair_words(wish, work)
    assert find_unfair(asked.question) == ()
    assert asked.sentence == "I keep your hour free."
    assert told_words(wish, work).question == "Do you have kids?", "what was typed is not lost"
