"""Wishes: made from answers, put in order, turned into must-haves, adopted; worked out by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icp.catalogue import StarterWish, catalogue
from icp.methods.value import value_of
from icp.model import MAX_RANKED, Avatar, Client, OwnQuestion, RangeCriterion, ScaleCriterion, TagsCriterion, Workbook
from icp.wishes import (
    LADDER,
    adopt_starter,
    adopt_value,
    change_wish,
    is_adopted,
    is_never,
    is_story_only,
    ladder_reached,
    make_wish,
    move_wish,
    new_question,
    portrait_questions,
    put_ladder,
    put_musts,
    put_order,
    put_wish,
    rank_wish,
    unrank_wish,
    wish_label,
    wish_target,
    with_question,
    without_question,
)

FIELDS = catalogue().fields
SERVICE = [q.id for q in FIELDS.values() if q.wish and q.kind == "scale" and q.part == "service"]
AFFINITY = [q.id for q in FIELDS.values() if q.wish and q.kind == "scale" and q.part == "affinity"]


def ranked(*ids: str) -> Avatar:
    avatar = Avatar()
    for id in ids:
        avatar = put_wish(avatar, make_wish(FIELDS[id]))
    return put_order(avatar, ids)


def order(avatar: Avatar) -> list[str]:
    return [wish.id for wish in avatar.ranked]


# ── making ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_scale_asks_for_three_unless_told() -> None:
    assert make_wish(FIELDS["respects_hours"]) == ScaleCriterion(id="respects_hours", part="service", at_least=3)
    assert make_wish(FIELDS["respects_hours"], 4).at_least == 4  # type: ignore[union-attr]


def test_a_range_needs_an_end() -> None:
    assert make_wish(FIELDS["age"], (45, None)) == RangeCriterion(id="age", part="affinity", low=45)
    with pytest.raises(ValueError, match="needs low, high or both"):
        make_wish(FIELDS["age"], (None, None))


def test_a_text_question_cannot_be_a_wish() -> None:
    with pytest.raises(ValueError, match="cannot be a wish"):
        make_wish(FIELDS["notes"])


@pytest.mark.parametrize(("answer", "value"), [(0, 0.0), (1, 0.5), (2, 1.0), (4, 1.0)])
def test_never_again_of_the_catalogue_is_at_least_the_bearable_two(answer: int, value: float) -> None:
    never = make_wish(FIELDS["respects_hours"], never=True)
    assert (never.id, never.column, is_never(never)) == ("never_respects_hours", "respects_hours", True)
    assert value_of(never, answer) == value


@pytest.mark.parametrize(("answer", "value"), [(0, 1.0), (1, 0.5), (2, 0.0), (4, 0.0)])
def test_never_again_in_own_words_names_the_trouble_and_repels(answer: int, value: float) -> None:
    never = make_wish(OwnQuestion(id="x_urgent", label="Everything is urgent"), never=True)
    assert never.repel
    assert value_of(never, answer) == value


def test_own_flag_never_again_repels_the_catalogues_does_not() -> None:
    own = make_wish(OwnQuestion(id="x_dog", label="Brings a dog", kind="flag"), never=True)
    assert [value_of(own, cell) for cell in ("yes", "no")] == [0.0, 1.0]
    haggles = make_wish(FIELDS["will_pay"], never=True)  # "haggles" is a no to "pays without a fight"
    assert [value_of(haggles, cell) for cell in ("yes", "no")] == [1.0, 0.0]


def test_labels_and_targets_in_words() -> None:
    work = Workbook()
    assert wish_label(make_wish(FIELDS["respects_hours"]), work) == "Keeps to my hours"
    assert wish_label(make_wish(FIELDS["respects_hours"], never=True), work) == "Rings at bad times"
    assert wish_target(make_wish(FIELDS["respects_hours"], 4), work) == "at least: always"
    assert wish_target(make_wish(FIELDS["annual_value"], (2000, 5000)), work) == "€2,000 to 5,000"
    assert wish_target(make_wish(FIELDS["annual_value"], (None, 1250000)), work) == "up to €1,250,000"
    swiss = work.with_answer("currency", "CHF")
    assert wish_target(make_wish(FIELDS["average_sale"], (12.5, None)), swiss) == "CHF 12.5 or more"
    for bands, told in (
        (["75k_100k", "50k_75k"], "€50,000 to 100,000"),  # bands that touch are one
        (["under_25k", "50k_75k", "over_150k"], "up to €25,000 or €50,000 to 75,000 or €150,000 or more"),
        (["under_25k", "25k_50k"], "up to €50,000"),
    ):
        assert wish_target(make_wish(FIELDS["income"], bands), work) == told
    assert wish_target(make_wish(FIELDS["hours"], (None, 40)), swiss) == "up to 40"
    assert wish_target(make_wish(FIELDS["place"], ["small_town", "Bremen"]), work) == "in a small town or Bremen"


# ── putting, ranking, moving ─────────────────────────────────────────────────────────────────────────────────────


def test_a_new_target_keeps_rank_swing_tolerance_and_must() -> None:
    avatar = put_wish(Avatar(), make_wish(FIELDS["annual_value"], (2000, 5000)))
    avatar = change_wish(avatar, "annual_value", swing=40, tolerance=500, absolute=True, rank=1)
    avatar = put_wish(avatar, make_wish(FIELDS["annual_value"], (3000, None)))
    assert avatar.criteria == (
        RangeCriterion(id="annual_value", part="service", low=3000, rank=1, swing=40, tolerance=500, absolute=True),
    )


@given(st.lists(st.sampled_from(SERVICE), unique=True, min_size=1, max_size=MAX_RANKED), st.data())
def test_a_new_target_leaves_the_order_alone(ids: list[str], data: st.DataObject) -> None:
    avatar = ranked(*ids)
    changed = data.draw(st.sampled_from(ids))
    assert order(put_wish(avatar, make_wish(FIELDS[changed], 4))) == ids


def test_a_new_list_keeps_how_many_are_enough() -> None:
    avatar = change_wish(put_wish(Avatar(), make_wish(FIELDS["values"], ["craft", "calm"])), "values", enough=2)
    avatar = put_wish(avatar, make_wish(FIELDS["values"], ["craft", "calm", "humour"]))
    (wish,) = avatar.criteria
    assert isinstance(wish, TagsCriterion)
    assert (wish.wanted, wish.enough) == (("craft", "calm", "humour"), 2)


def test_changing_what_is_not_there_changes_nothing() -> None:
    assert change_wish(ranked("respects_hours"), "hours", swing=3) == ranked("respects_hours")


def test_the_ninth_is_refused_and_stays_a_wish() -> None:
    avatar = ranked(*SERVICE[:MAX_RANKED])
    avatar = put_wish(avatar, make_wish(FIELDS["age"], (40, 50)))
    assert rank_wish(avatar, "age") is None
    assert avatar.find("age") is not None


def test_ranking_one_of_eight_again_puts_it_last() -> None:
    avatar = rank_wish(ranked(*SERVICE[:MAX_RANKED]), SERVICE[0])
    assert avatar is not None
    assert order(avatar) == [*SERVICE[1:MAX_RANKED], SERVICE[0]]


def test_up_down_and_out() -> None:
    a, b, c = SERVICE[:3]
    assert order(move_wish(ranked(a, b, c), c, -1)) == [a, c, b]
    assert order(move_wish(ranked(a, b, c), a, 1)) == [b, a, c]
    assert order(move_wish(ranked(a, b, c), a, -1)) == [a, b, c]
    assert order(move_wish(ranked(a, b, c), c, 1)) == [a, b, c]
    out = unrank_wish(change_wish(ranked(a, b, c), b, swing=80), b)
    assert order(out) == [a, c]
    kept = out.find(b)
    assert kept is not None
    assert kept.swing is None


@given(st.lists(st.sampled_from(SERVICE), unique=True, max_size=MAX_RANKED), st.data())
def test_a_move_is_undone_by_its_opposite(ids: list[str], data: st.DataObject) -> None:
    avatar = ranked(*ids)
    for place, id in enumerate(ids):
        by = data.draw(st.sampled_from([-1, 1]))
        moved = move_wish(avatar, id, by)
        assert sorted(order(moved)) == sorted(ids)
        if 0 <= place + by < len(ids):
            assert move_wish(moved, id, -by) == avatar
            assert order(moved)[place + by] == id


# ── must-haves ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_musts_are_exactly_those_named() -> None:
    a, b = SERVICE[:2]
    avatar = put_musts(ranked(a, b), [a])
    assert [wish.id for wish in avatar.absolutes] == [a]
    assert [wish.id for wish in put_musts(avatar, [b]).absolutes] == [b]


@pytest.mark.parametrize("id", AFFINITY)
def test_who_somebody_is_can_never_be_a_must(id: str) -> None:
    with pytest.raises(ValueError, match="says who somebody is"):
        put_musts(ranked(id), [id])
    with pytest.raises(ValueError, match="says who somebody is"):
        change_wish(ranked(id), id, absolute=True)


def test_an_own_question_about_the_person_is_no_must_either() -> None:
    question = OwnQuestion(id="x_faith", label="Religion")
    avatar = put_wish(Avatar(), make_wish(question))
    with pytest.raises(ValueError, match="says who somebody is"):
        put_musts(avatar, ["x_faith"])


def test_story_only_means_protected_in_a_regulated_field() -> None:
    avatar = ranked("respects_hours", "energises")
    avatar = put_wish(avatar, make_wish(FIELDS["age"], (40, 50)))
    free, bound = Workbook(avatar=avatar), Workbook(avatar=avatar).with_field("credit")
    assert [is_story_only(wish, free) for wish in avatar.criteria] == [False, False, False]
    assert [is_story_only(wish, bound) for wish in avatar.criteria] == [False, False, True]


# ── the vacation test as an ideal ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("step", "wished"), [("office", []), (None, []), ("home", ["home"]), ("free_time", ["home", "free_time"]),
                         ("vacation", list(LADDER))]
)  # fmt: skip
def test_each_step_takes_in_the_ones_before(step: str | None, wished: list[str]) -> None:
    avatar = put_ladder(put_ladder(Avatar(), "vacation"), step)
    assert [wish.id for wish in avatar.criteria] == wished
    assert ladder_reached(avatar) == (step if wished else None)


def test_at_least_rather_not_is_no_invitation() -> None:
    avatar = put_ladder(Avatar(), "vacation")
    avatar = change_wish(change_wish(avatar, "vacation", at_least=1), "free_time", at_least=1)
    assert ladder_reached(avatar) == "home"
    assert ladder_reached(put_ladder(avatar, "free_time")) == "free_time"


# ── taking over what favourites share ────────────────────────────────────────────────────────────────────────────


def test_a_shared_text_joins_those_accepted() -> None:
    avatar = adopt_value(Avatar(), FIELDS["industry"], "Gastronomy")
    avatar = adopt_value(avatar, FIELDS["industry"], "Crafts")
    avatar = adopt_value(avatar, FIELDS["industry"], "crafts")
    assert avatar.criteria == (make_wish(FIELDS["industry"], ["Gastronomy", "Crafts"]),)


def test_a_shared_band_becomes_the_range_or_the_step() -> None:
    assert adopt_value(Avatar(), FIELDS["age"], (55.0, None)).criteria == (make_wish(FIELDS["age"], (55, None)),)
    avatar = adopt_value(Avatar(), FIELDS["asks_questions"], (3.0, None))
    assert avatar.criteria == (make_wish(FIELDS["asks_questions"], 3),)


# ── questions of one's own, and starters ─────────────────────────────────────────────────────────────────────────


def test_an_own_question_gets_an_id_nobody_has() -> None:
    work = Workbook(clients=(Client(name="A", values={"x_brings_a_dog": 1}),))
    first = new_question(work, "  Brings a dog!  ")
    assert (first.id, first.label) == ("x_brings_a_dog_2", "Brings a dog!")
    second = new_question(with_question(work, first), "Brings a dog")
    assert second.id == "x_brings_a_dog_3"
    assert new_question(work, "犬").id == "x_own"
    assert len(new_question(work, "long " * 60).label) == 120
    with pytest.raises(ValueError, match="at least 1 character"):
        new_question(work, " \u200b ")


@given(st.text(min_size=1, max_size=200))
def test_any_readable_label_makes_a_question(label: str) -> None:
    try:
        question = new_question(Workbook(), label)
    except ValueError:
        return
    assert question.id.startswith("x_")
    assert 1 <= len(question.label) <= 120


def test_taking_an_own_question_away_takes_its_wishes_but_no_answers() -> None:
    client = Client(name="A", values={"x_dog": 4})
    work = with_question(Workbook(clients=(client,)), OwnQuestion(id="x_dog", label="Brings a dog"))
    avatar = put_wish(work.avatar, make_wish(work.questions[0], never=True))
    work = without_question(work.changed(avatar=put_wish(avatar, make_wish(work.questions[0]))), "x_dog")
    assert (work.questions, work.avatar.criteria, work.clients) == ((), (), (client,))


def test_a_starter_is_adopted_once() -> None:
    work = adopt_starter(Workbook(), StarterWish(field="does_the_work", at_least=4))
    assert work.avatar.criteria == (make_wish(FIELDS["does_the_work"], 4),)
    starter = StarterWish(label="Everything is urgent")
    assert not is_adopted(work, starter, never=True)
    work = adopt_starter(adopt_starter(work, starter, never=True), starter, never=True)
    assert is_adopted(work, starter, never=True)
    assert not is_adopted(work, starter)
    assert [question.label for question in work.questions] == ["Everything is urgent"]
    assert work.avatar.criteria[1].id == "never_x_everything_is_urgent"


def test_every_trade_has_starters_that_can_be_adopted() -> None:
    trades = {option.value for option in catalogue().question("trade").options}
    assert set(catalogue().starters) == trades
    for starter in catalogue().starters.values():
        assert len(starter.problems) >= 4
        for wish in starter.wishes:
            assert is_adopted(adopt_starter(Workbook(), wish), wish)
        for never in starter.never:
            work = adopt_starter(Workbook(), never, never=True)
            (criterion,) = work.avatar.criteria
            assert is_never(criterion)
            assert wish_label(criterion, work) == (never.label or FIELDS[never.field].repel) != ""
        assert all(FIELDS[id].group == "quality" for id in starter.qualities)


def test_portrait_questions_have_words_for_a_wish() -> None:
    own = OwnQuestion(id="x_dog", label="Brings a dog")
    told = OwnQuestion(id="x_note", label="A note", kind="text")
    asked = portrait_questions(Workbook(questions=(own, told)))
    assert own in asked
    assert told not in asked
    assert {"age", "problem", "vacation", "respects_hours"} <= {question.id for question in asked}
    assert not {"tier", "status", "source", "name"} & {question.id for question in asked}
