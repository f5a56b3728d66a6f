"""The match: a roster worked by hand, the properties it promises, and that who somebody is decides nothing."""

import math
import random

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from icp import Avatar, match
from icp.catalogue import catalogue
from icp.methods import match as module
from icp.methods.absolutes import screen
from icp.methods.firm import firmness
from icp.methods.match import COLUMNS, RosterColumnTakenError, explain, find_column, score

FIGURES = ["match", "low", "high", "coverage", "service", "affinity"]


def avatar(*wishes, **more):
    return Avatar.model_validate({"criteria": wishes, **more})


# Weights 36/69, 21/69, 12/69. Values: Ada 1 1 0, Ben 1/2 ? 1, Cyd ? ? 1/2.
THREE = avatar(
    {"id": "asks_questions", "kind": "scale", "at_least": 4, "rank": 1},
    {"id": "will_pay", "kind": "flag", "rank": 2, "absolute": True},
    {"id": "home", "kind": "scale", "at_least": 4, "rank": 3},
)
LIST = pd.DataFrame(
    {"name": ["Ada", "Ben", "Cyd"], "asks_questions": [4, 2, None], "will_pay": ["yes", None, "?"], "home": [0, 4, 2]},
    index=[7, 3, 5],
)


def test_a_roster_by_hand():
    w1, w2, w3 = 36 / 69, 21 / 69, 12 / 69
    m1, m2, m3 = 0.75, 1.0, 0.5
    found = match(LIST, THREE)
    assert list(found.columns) == [*LIST.columns, *COLUMNS]
    assert found.index.tolist() == [7, 3, 5]
    pd.testing.assert_frame_equal(found[LIST.columns], LIST)
    assert found["match"].tolist() == pytest.approx(
        [100 * (w1 + w2), 100 * (w1 / 2 + w2 * m2 + w3), 100 * (w1 * m1 + w2 * m2 + w3 / 2)]
    )
    assert found["low"].tolist() == pytest.approx([100 * (w1 + w2), 100 * (w1 / 2 + w3), 100 * w3 / 2])
    assert found["high"].tolist() == pytest.approx(
        [100 * (w1 + w2), 100 * (w1 / 2 + w3 + w2), 100 * (w3 / 2 + w1 + w2)]
    )
    assert found["coverage"].tolist() == pytest.approx([1, w1 + w3, w3])
    ws = w1 + w2
    assert found["service"].tolist() == pytest.approx([100, 100 * (w1 / 2 + w2) / ws, 100 * (w1 * m1 + w2) / ws])
    assert found["affinity"].tolist() == pytest.approx([0, 100, 50])
    assert found["absolutes"].tolist() == ["yes", "ask", "ask"]
    scored = score(LIST, THREE)
    assert scored.base == pytest.approx(100 * (w1 * m1 + w2 * m2 + w3 * m3))
    assert scored.ask_first.tolist() == [False, False, True]
    reasons = explain(scored, 1)
    assert [(r.id, r.value, r.state) for r in reasons] == [
        ("asks_questions", 0.5, "partly"),
        ("will_pay", None, "unknown"),
        ("home", 1.0, "met"),
    ]
    assert [r.points for r in reasons] == pytest.approx([100 * w1 * -0.25, 0, 100 * w3 * 0.5])
    assert explain(scored, 0)[2].state == "not"
    assert scored.met.tolist() == [[True, True, False], [False, False, True], [False, False, False]]


def test_fits_from_the_line_on():
    one = avatar({"id": "asks_questions", "kind": "scale", "at_least": 4}, fit_line=75)
    assert score(pd.DataFrame({"asks_questions": [3, 2, 4]}), one).fits.tolist() == [True, False, True]


def test_former_clients_are_scored_but_outside_the_means():
    one = avatar({"id": "asks_questions", "kind": "scale", "at_least": 4, "rank": 1})
    frame = pd.DataFrame({"asks_questions": [4, 2, 0, None], "Client status": ["present", None, "Former ", "active"]})
    scored = score(frame.rename(columns={"Client status": "status"}), one)
    assert scored.former.tolist() == [False, False, True, False]
    assert scored.match.tolist() == pytest.approx([100, 50, 0, 75])
    assert scored.base == pytest.approx(75)
    assert score(frame[["asks_questions"]], one).base == pytest.approx(50)
    for dtype in (object, "category"):  # a missing status is not a former client
        typed = frame.rename(columns={"Client status": "status"}).astype({"status": dtype})
        assert score(typed, one).former.tolist() == [False, False, True, False]


def test_a_wish_nobody_answers_is_taken_as_a_half():
    both = avatar({"id": "asks_questions", "kind": "scale", "at_least": 4}, {"id": "no such column", "kind": "flag"})
    found = match(pd.DataFrame({"asks_questions": [4, 0]}), both)
    assert found["match"].tolist() == [75, 25]
    assert found[["low", "high"]].to_numpy().tolist() == [[50, 100], [0, 50]]
    assert found["coverage"].tolist() == [0.5, 0.5]
    assert not score(pd.DataFrame({"asks_questions": [4]}), both).ask_first.any()  # exactly half is enough


def test_without_weights_there_is_no_match():
    nothing = avatar(
        {"id": "gender", "kind": "choice", "accept": []}, {"id": "asks_questions", "kind": "scale", "at_least": 0}
    )
    for empty in (avatar(), nothing):
        found = match(LIST, empty)
        assert found[["match", "low", "high", "service", "affinity"]].isna().all().all()
        assert found["coverage"].tolist() == [0, 0, 0]
        assert found["absolutes"].tolist() == ["yes"] * 3
        assert math.isnan(score(LIST, empty).base)


def test_a_part_is_absent_without_weighted_wishes():
    service = match(LIST, avatar({"id": "asks_questions", "kind": "scale"}))
    assert service["affinity"].isna().all()
    assert service["service"].tolist() == service["match"].tolist()
    story = match(LIST, avatar({"id": "asks_questions", "kind": "scale"}, {"id": "home", "kind": "scale", "rank": 1}))
    assert story["service"].isna().all()
    assert story["affinity"].tolist() == story["match"].tolist()


def test_an_empty_roster():
    found = match(LIST.iloc[:0], THREE)
    assert list(found.columns) == [*LIST.columns, *COLUMNS]
    assert len(found) == 0
    assert score(LIST.iloc[:0], THREE).base == pytest.approx(50)
    assert len(match(pd.DataFrame(index=range(3)), THREE)) == 3


@pytest.mark.parametrize("name", COLUMNS)
def test_a_roster_that_has_one_of_the_seven_is_refused_by_name(name):
    with pytest.raises(RosterColumnTakenError, match=f"'{name}'") as refused:
        match(LIST.assign(**{name: 1}), THREE)
    assert refused.value.columns == (name,)


def test_the_roster_given_is_left_alone():
    before = LIST.copy(deep=True)
    match(LIST, THREE)
    pd.testing.assert_frame_equal(LIST, before)


def test_a_frame_of_the_same_kind_comes_back():
    class Roster(pd.DataFrame):
        @property
        def _constructor(self):
            return Roster

    assert type(match(Roster(LIST), THREE)) is Roster


def test_columns_are_found_by_header_then_field_then_alias():
    alias = next(a for a in catalogue().columns.aliases["annual_value"] if a != "annual value")
    frame = pd.DataFrame([[1, 2, 3]], columns=[alias.upper(), "annual_value", "My Column"])
    assert find_column(frame, "annual_value").tolist() == [2]
    assert find_column(frame, alias.upper()).tolist() == [1]
    assert find_column(frame, alias).tolist() == [2]  # the field's own column before a header that is merely like it
    assert find_column(frame, "my_column").tolist() == [3]
    two = pd.DataFrame([[1, 2]], columns=["Total Revenue", "Total-Revenue"])
    assert find_column(two, "total_revenue").tolist() == [1]
    like_before_alias = pd.DataFrame([[1, 2]], columns=[alias, "Annual-Value"])
    assert find_column(like_before_alias, "annual value").tolist() == [2]
    assert find_column(frame, "hours") is None
    assert find_column(frame.drop(columns="annual_value"), "annual_value").tolist() == [1]
    assert find_column(pd.DataFrame([[1, 2]], columns=["hours", "hours"]), "hours").tolist() == [1]
    assert find_column(pd.DataFrame([[5]], columns=[0]), "hours") is None


def test_batches_of_rows_give_what_the_whole_gives(monkeypatch):
    frame = pd.concat([LIST] * 4, ignore_index=True).assign(status=["former", *["present"] * 11])
    whole = match(frame, THREE)
    monkeypatch.setattr(module, "_BATCH", 5)
    pd.testing.assert_frame_equal(match(frame, THREE), whole)


def test_unreadable_answers_are_named():
    scored = score(LIST.assign(home=["lots", 4, 2]), THREE)
    assert [(p.id, p.value, p.reason) for p in scored.problems] == [("home", "lots", "not_a_number")]
    assert scored.unknown[:, 2].tolist() == [True, False, False]


# ── properties ───────────────────────────────────────────────────────────────────────────────────────────────────

WISHES = (
    {"id": "asks_questions", "kind": "scale", "at_least": 3},
    {"id": "keeps_appointments", "kind": "scale", "at_least": 4, "absolute": True},
    {"id": "annual_value", "kind": "range", "low": 1000, "high": 3000},
    {"id": "will_pay", "kind": "flag", "absolute": True},
    {"id": "industry", "kind": "choice", "accept": ["bakery", "café"], "repel": True},
    {"id": "problem", "kind": "tags", "wanted": ["tax", "wages"], "enough": 2},
    {"id": "age", "kind": "range", "low": 30, "high": 50},
    {"id": "values", "kind": "tags", "wanted": ["craft", "calm"], "need": "all"},
    {"id": "faith", "kind": "choice", "accept": ["none"]},
    {"id": "vacation", "kind": "scale"},
)
ANSWERS = {
    "asks_questions": [0, 1, 2, 3, 4],
    "keeps_appointments": [0, 1, 2, 3, 4],
    "annual_value": [0, 400, 900, 1500, 3400, 9000],
    "will_pay": ["yes", "no"],
    "industry": ["bakery", "builder", "Café"],
    "problem": ["tax", "wages; tax", "other"],
    "age": [19, 27, 38, 55, 90],
    "values": ["craft", "calm;craft", "thrift"],
    "faith": ["none", "important", "present"],
    "vacation": [0, 1, 2, 3, 4],
}
AFFINITY = ("age", "values", "faith", "vacation")


@st.composite
def avatars(draw):
    chosen = draw(st.lists(st.sampled_from(WISHES), unique_by=lambda w: w["id"], min_size=1))
    ranked = draw(st.integers(0, min(8, len(chosen))))
    swings = draw(st.lists(st.none() | st.none() | st.integers(0, 100), min_size=len(chosen), max_size=len(chosen)))
    line = draw(st.integers(0, 100))
    return avatar(
        *(w | {"rank": at + 1 if at < ranked else None, "swing": swings[at]} for at, w in enumerate(chosen)),
        fit_line=line,
    )


def rows(draw_from=ANSWERS):
    answers = {field: st.none() | st.sampled_from(cells) for field, cells in draw_from.items()}
    return st.fixed_dictionaries(answers | {"status": st.sampled_from([None, "present", "former"])})


def frame_of(records):
    return pd.DataFrame(records, columns=[*ANSWERS, "status"], dtype=object)


rosters = st.lists(rows(), min_size=1, max_size=6)


def assert_same(a, b):
    np.testing.assert_allclose(a, b, rtol=0, atol=1e-9, equal_nan=True)


@given(avatars(), rosters)
@settings(max_examples=150, deadline=None)
def test_bounds_hold_and_the_waterfall_adds_up(who, records):
    scored = score(frame_of(records), who)
    if not scored.weights.any():
        assert np.isnan(scored.match).all()
        return
    assert (scored.low <= scored.match).all()
    assert (scored.match <= scored.high).all()
    assert (scored.low >= 0).all()
    assert (scored.high <= 100).all()
    assert ((scored.coverage >= 0) & (scored.coverage <= 1)).all()
    assert_same(scored.base + scored.points.sum(axis=1), scored.match)
    assert_same(scored.high - scored.low, 100 * (1 - scored.coverage))
    full = ~(scored.unknown & (scored.weights > 0)).any(axis=1)
    assert_same(scored.match[full], 100 * np.nan_to_num(scored.values[full]) @ scored.weights)
    assert (scored.coverage[full] == 1).all()
    share = scored.weights @ np.array([c.part == "service" for c in who.criteria])
    assert_same(
        share * np.nan_to_num(scored.service) + (1 - share) * np.nan_to_num(scored.affinity),
        scored.match,
    )
    found = match(frame_of(records), who)
    for figure in FIGURES:
        assert_same(found[figure], getattr(scored, figure))
    assert tuple(found["absolutes"]) == scored.absolutes


@given(avatars(), rosters, st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_the_order_of_rows_and_wishes_does_not_matter(who, records, chance):
    before = match(frame_of(records), who)
    order = chance.sample(range(len(records)), len(records))
    criteria = chance.sample(who.criteria, len(who.criteria))
    after = match(frame_of([records[at] for at in order]), Avatar(criteria=tuple(criteria), fit_line=who.fit_line))
    for figure in FIGURES:
        assert_same(after[figure], before[figure].to_numpy()[order])
    assert after["absolutes"].tolist() == before["absolutes"].to_numpy()[order].tolist()


@given(avatars(), rosters, st.data())
@settings(max_examples=100, deadline=None)
def test_an_answer_moves_the_match_inside_its_bounds(who, records, data):
    before = score(frame_of(records), who)
    gaps = np.argwhere(before.unknown)
    if not len(gaps) or not before.weights.any():
        return
    row, at = gaps[data.draw(st.integers(0, len(gaps) - 1))]
    field = who.criteria[at].column
    records[row] = records[row] | {field: data.draw(st.sampled_from(ANSWERS[field]))}
    after = score(frame_of(records), who)
    assert before.low[row] - 1e-9 <= after.match[row] <= before.high[row] + 1e-9
    assert before.low[row] - 1e-9 <= after.low[row] <= after.high[row] <= before.high[row] + 1e-9


@given(avatars(), rosters, st.data())
@settings(max_examples=100, deadline=None)
def test_a_better_answer_never_lowers_the_match(who, records, data):
    at = data.draw(st.integers(0, len(who.criteria) - 1))
    field = who.criteria[at].column
    worse, better = (data.draw(st.sampled_from(ANSWERS[field])) for _ in range(2))
    frames = [frame_of([records[0] | {field: answer}, *records[1:]]) for answer in (worse, better)]
    first, second = (score(frame, who) for frame in frames)
    if first.values[0, at] > second.values[0, at]:
        first, second = second, first
    if first.weights.any():
        assert second.match[0] >= first.match[0] - 1e-9
        assert second.low[0] >= first.low[0] - 1e-9
    if first.absolutes[0] == "yes":
        assert second.absolutes[0] == "yes"


# ── who somebody is decides nothing ──────────────────────────────────────────────────────────────────────────────


def test_no_answer_about_the_person_moves_service_absolutes_or_screening_on_a_thousand_rosters():
    chance = random.Random(1)
    moved = 0
    for _ in range(1000):
        chosen = chance.sample(WISHES, chance.randint(2, 8))
        ranks = chance.sample(range(1, 9), len(chosen))
        who = avatar(*(w | {"rank": r if chance.random() < 0.9 else None} for w, r in zip(chosen, ranks, strict=True)))
        records = [
            {field: chance.choice([*cells, None]) for field, cells in ANSWERS.items()}
            | {"status": chance.choice([None, "former"])}
            for _ in range(chance.randint(1, 6))
        ]
        flipped = [dict(record) for record in records]
        for field in AFFINITY:
            if chance.random() < 0.5:
                column = [record[field] for record in records]
                chance.shuffle(column)
            else:
                column = [chance.choice([*ANSWERS[field], None]) for _ in records]
            for record, cell in zip(flipped, column, strict=True):
                record[field] = cell
        before, after = match(frame_of(records), who), match(frame_of(flipped), who)
        assert before["service"].equals(after["service"])  # to the last bit
        assert before["absolutes"].equals(after["absolutes"])
        assert [screen(r, who) for r in records] == [screen(r, who) for r in flipped] == before["absolutes"].tolist()
        moved += not before["match"].equals(after["match"])
    assert moved > 500  # the flips did flip something


def test_service_alone_is_as_firm_whatever_the_person_is():
    service_only = avatar(*(w for w in WISHES if w["id"] not in AFFINITY))
    record = {field: cells[-1] for field, cells in ANSWERS.items()}
    other = record | {field: ANSWERS[field][0] for field in AFFINITY}
    assert firmness(score(frame_of([record]), service_only)) == firmness(score(frame_of([other]), service_only))
