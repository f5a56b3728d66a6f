"""Reality check by hand: who is left, what letting go brings back, how rare, and the dials."""

import itertools
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from icp.catalogue import catalogue
from icp.methods.facts import read_facts
from icp.methods.match import score
from icp.methods.reality import Count, Rarity, Stop, check_reality, measure_rarity, turn_dial
from icp.model import Avatar, ChoiceCriterion, FlagCriterion, RangeCriterion, ScaleCriterion

AVATAR = Avatar(
    criteria=(
        ScaleCriterion(id="asks_questions", at_least=3, absolute=True),
        RangeCriterion(id="annual_value", low=1000),
        ScaleCriterion(id="hours_kept", column="respects_hours", at_least=2, absolute=True),
        FlagCriterion(id="will_pay"),
        ScaleCriterion(id="pays_on_time", at_least=0, absolute=True),
        ScaleCriterion(id="never_x_urgent", column="x_urgent", at_least=2, repel=True),
        ChoiceCriterion(id="industry", accept=("cafe",)),
        RangeCriterion(id="age", low=30, high=40),
        RangeCriterion(id="frequency", low=4, high=12),
    )
)
FRAME = pd.DataFrame(
    # asks, keeps hours, invoice, hours
    [
        (4, 4, 2000, 10),  # 0 passes all
        (3, 0, 500, 20),  # 1 keeps no hours, small
        (1, 1, 3000, None),  # 2 asks nothing, keeps no hours
        (None, 2, 800, 30),  # 3 nobody knows whether it asks
        (2, 4, None, 5),  # 4 asks too little
        (4, 4, 9000, 99),  # 5 has left
    ],
    columns=["asks_questions", "respects_hours", "annual_value", "hours"],
    index=list("abcdef"),
    dtype=object,
).assign(status=["present"] * 5 + ["former"], age=[35, 35, 80, 20, 35, 35])
DIFFICULT = np.array([0, 1, 2, 0, 0, 5])


def check(musts=None, dreams=(), frame=FRAME, avatar=AVATAR, difficult=DIFFICULT):
    return check_reality(score(frame, avatar), read_facts(frame), difficult, musts, dreams)


def test_the_marked_must_haves_by_hand():
    found = check()
    assert found.ids == ("asks_questions", "hours_kept")
    assert found.verdicts == ("yes", "no", "no", "ask", "no", None)
    assert found.count == Count(yes=1, ask=1, no=3)
    assert found.count.clients == 5
    first, second = found.drops
    assert (first.id, first.count, first.gone, first.value, first.hours) == (
        "asks_questions", Count(2, 1, 2), (2, 4), 3300, 60)  # fmt: skip
    assert (second.id, second.count, second.gone, second.value, second.hours) == (
        "hours_kept", Count(1, 1, 3), (1,), 2800, 40)  # fmt: skip
    lax, strict = found.without
    assert (lax.id, lax.count, lax.back) == ("asks_questions", Count(3, 0, 2), (3, 4))
    assert (strict.id, strict.count, strict.back) == ("hours_kept", Count(2, 1, 2), (1,))
    assert found.rarity == measure_rarity(Count(1, 1, 3))
    assert found.cautions == ()


def test_the_price_is_of_present_clients():
    asks, keeps = check().prices
    assert (asks.fails, asks.only, asks.value, asks.unpriced, asks.hours, asks.untimed, asks.behaviours) == (
        2, 1, 3000, 1, 5, 1, 2)  # fmt: skip
    assert (keeps.fails, keeps.only, keeps.only_value, keeps.value, keeps.behaviours) == (2, 1, 500, 3500, 3)
    assert asks.value_share == pytest.approx(3000 / 6300)


def test_switched_must_haves_in_the_order_given_each_once():
    found = check(["annual_value", "asks_questions", "annual_value"])
    assert found.ids == ("annual_value", "asks_questions")
    assert [drop.gone for drop in found.drops] == [(1, 3), (2, 4)]  # the last one's invoice is not known
    assert found.verdicts == ("yes", "no", "no", "no", "no", None)
    assert [drop.gone for drop in check(["asks_questions", "annual_value"]).drops] == [(2, 4), (1, 3)]
    assert check(["pays_on_time"]).ids == ()  # "at least never" asks nothing


def test_without_must_haves_everybody_is_left():
    found = check([])
    assert (found.count, found.drops, found.without, found.prices, found.cautions) == (Count(5, 0, 0), (), (), (), ())
    assert found.rarity.high == 1


def test_cautions():
    assert check(["annual_value", "hours_kept", "asks_questions", "will_pay"]).cautions == ("nobody",)
    assert check(dreams=("asks_questions",)).cautions == ("mythical",)
    assert check([], frame=FRAME.iloc[5:], difficult=DIFFICULT[5:]).cautions == ()  # nobody there is not nobody left
    nine = Avatar(criteria=tuple(FlagCriterion(id=f"w{n}", absolute=True) for n in range(9)))
    assert check(avatar=nine).cautions == ("nobody", "many")
    assert check(avatar=nine.without("w0")).cautions == ("nobody",)


def test_who_somebody_is_cannot_be_switched():
    with pytest.raises(ValueError, match="'age' says who somebody is"):
        check(["asks_questions", "age"])
    with pytest.raises(ValueError, match="no such wish: 'nonsense'"):
        check(["nonsense"])
    with pytest.raises(ValueError, match="who somebody is"):
        turn_dial(FRAME, AVATAR, "age")
    with pytest.raises(ValueError, match="one entry a client"):
        check(difficult=DIFFICULT[1:])


def test_how_rare():
    rare = measure_rarity(Count(yes=0, ask=0, no=42))
    assert rare.high == pytest.approx(1 - 0.05 ** (1 / 42))
    assert rare.one_in_at_best == pytest.approx(14.5, abs=0.05)
    assert rare.one_in_at_worst == math.inf
    # an answer missing may turn out to pass: as with 1 of 42 above, 0 of 42 below
    asked = measure_rarity(Count(yes=0, ask=1, no=41))
    assert (asked.low, asked.high) == (0, measure_rarity(Count(1, 0, 41)).high)
    assert measure_rarity(Count(0, 0, 0)) == Rarity(0, 1)


# ── dials ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_scale_turns_from_not_asked_to_always():
    assert turn_dial(FRAME, AVATAR, "asks_questions") == (
        Stop(0, Count(3, 0, 2)),
        Stop(1, Count(2, 1, 2)),  # the third and the second keep no hours either way
        Stop(2, Count(2, 1, 2)),
        Stop(3, Count(1, 1, 3)),
        Stop(4, Count(1, 1, 3)),
    )
    alone = turn_dial(FRAME, AVATAR, "asks_questions", ["asks_questions"], levels=[4, 2, 2])
    assert alone == (Stop(2, Count(3, 1, 1)), Stop(4, Count(1, 1, 3)))


def test_a_scale_reads_its_words_too():
    frame = pd.DataFrame({"respects_hours": ["mostly", "never", "4", "don't know"]}, dtype=object)
    stops = turn_dial(frame, AVATAR, "hours_kept", [])
    assert [(s.level, s.count.yes, s.count.ask) for s in stops] == [
        (0, 4, 0),
        (1, 2, 1),
        (2, 2, 1),
        (3, 2, 1),
        (4, 1, 1),
    ]


@pytest.mark.parametrize("kind", [object, float, "Int64"])
def test_a_range_turns_over_the_numbers_there_are(kind):
    frame = FRAME.assign(annual_value=FRAME["annual_value"].astype(kind))
    found = turn_dial(frame, AVATAR, "annual_value", [])
    assert [(stop.level, stop.count) for stop in found] == [
        (-math.inf, Count(5, 0, 0)),
        (500, Count(4, 1, 0)),
        (800, Count(3, 1, 1)),
        (2000, Count(2, 1, 2)),
        (3000, Count(1, 1, 3)),
    ]


def test_written_amounts_are_numbers():
    frame = pd.DataFrame({"annual_value": ["€ 1,200", "900", "unknown", None]}, dtype=object)
    assert turn_dial(frame, AVATAR, "annual_value", [])[1:] == (Stop(900, Count(2, 2, 0)), Stop(1200, Count(1, 2, 1)))


def test_either_end_of_a_range_with_the_other_kept():
    frame = pd.DataFrame({"frequency": [2, 5, 11, 20]}, dtype=object)
    low = turn_dial(frame, AVATAR, "frequency", [])
    assert [(stop.level, stop.count.yes) for stop in low] == [(-math.inf, 3), (2, 3), (5, 2), (11, 1)]
    high = turn_dial(frame, AVATAR, "frequency", [], end="high")
    assert [(stop.level, stop.count.yes) for stop in high] == [(math.inf, 3), (20, 3), (11, 2), (5, 1)]
    open_below = Avatar(criteria=(RangeCriterion(id="frequency", high=12),))
    high = turn_dial(frame, open_below, "frequency", [], end="high")
    assert [(stop.level, stop.count.yes) for stop in high] == [(math.inf, 4), (20, 4), (11, 3), (5, 2), (2, 1)]
    given_levels = turn_dial(frame, AVATAR, "frequency", [], end="high", levels=[3, 4, 12])
    assert [stop.level for stop in given_levels] == [math.inf, 12, 4]
    assert turn_dial(frame, AVATAR, "frequency", [], levels=[12, 13])[-1].level == 12


def test_a_dial_has_at_most_forty_numbers():
    frame = pd.DataFrame({"annual_value": np.arange(1000)})
    stops = turn_dial(frame, AVATAR, "annual_value", [])
    assert len(stops) == 41
    assert (stops[1].level, stops[-1].level) == (0, 999)
    assert {stop.level for stop in stops[1:]} <= set(range(1000))
    assert len(turn_dial(frame.iloc[:40], AVATAR, "annual_value", [])) == 41


def test_no_mark_for_not_known_is_a_number():
    blanks = sorted(catalogue().columns.blanks)
    assert turn_dial(pd.DataFrame({"annual_value": blanks}), AVATAR, "annual_value", [])[1:] == ()


@pytest.mark.parametrize("id", ["will_pay", "industry", "never_x_urgent"])
def test_wishes_without_degrees_have_no_dial(id):
    assert turn_dial(FRAME, AVATAR, id) == ()


def test_a_column_nobody_has_asks_everybody():
    assert turn_dial(FRAME, AVATAR, "frequency", []) == (Stop(-math.inf, Count(0, 5, 0)),)
    only_low = Avatar(criteria=(RangeCriterion(id="frequency", low=4),))
    assert turn_dial(FRAME, only_low, "frequency", []) == (Stop(-math.inf, Count(5, 0, 0)),)


# ── properties ───────────────────────────────────────────────────────────────────────────────────────────────────

MUSTS = ("asks_questions", "annual_value", "hours_kept", "will_pay", "never_x_urgent")
rows = st.lists(
    st.tuples(
        st.sampled_from([0, 2, 3, 4, None]),
        st.sampled_from([200, 800, 1000, 5000, None]),
        st.sampled_from([0, 1, 2, None]),
        st.sampled_from(["yes", "no", None]),
        st.sampled_from([0, 4, None]),
        st.sampled_from(["present", "present", "former"]),
    ),
    max_size=12,
)


def make(cells):
    columns = ["asks_questions", "annual_value", "respects_hours", "will_pay", "x_urgent", "status"]
    return pd.DataFrame(cells, columns=columns, dtype=object)


@given(rows, st.lists(st.sampled_from(MUSTS), max_size=5, unique=True), st.randoms())
def test_who_is_left(cells, musts, shuffle):
    frame = make(cells)
    found = check(musts, frame=frame, difficult=np.zeros(len(frame), dtype=int))
    present = [row for row, cell in enumerate(cells) if cell[5] == "present"]
    assert [row for row, verdict in enumerate(found.verdicts) if verdict is not None] == present
    assert found.count == Count(*(found.verdicts.count(verdict) for verdict in ("yes", "ask", "no")))
    assert found.count == (found.drops[-1].count if musts else Count(len(present), 0, 0))
    gone = [row for drop in found.drops for row in drop.gone]
    assert sorted(gone) == [row for row, verdict in enumerate(found.verdicts) if verdict == "no"]
    steps = [Count(len(present), 0, 0), *(drop.count for drop in found.drops)]
    for before, after in itertools.pairwise(steps):
        assert after.yes <= before.yes
        assert after.no >= before.no
    for without in found.without:
        assert without.count.yes == found.count.yes + len(without.back)
        assert not {found.verdicts[row] for row in without.back} & {"yes", None}
        others = [id for id in musts if id != without.id]
        assert without.count == check(others, frame=frame, difficult=np.zeros(len(frame), dtype=int)).count
    assert found.rarity.low <= found.count.yes / max(found.count.clients, 1) <= found.rarity.high
    assert ("nobody" in found.cautions) == (bool(present) and not found.count.yes)

    order = list(range(len(cells)))
    shuffle.shuffle(order)
    turned = check(musts[::-1], frame=frame.iloc[order], difficult=np.zeros(len(frame), dtype=int))
    assert [turned.verdicts[at] for at in range(len(order))] == [found.verdicts[row] for row in order]
    assert {w.id: w.count for w in turned.without} == {w.id: w.count for w in found.without}


@given(rows, st.sampled_from(["asks_questions", "annual_value", "hours_kept"]), st.lists(st.sampled_from(MUSTS)))
def test_a_stricter_dial_lets_nobody_in(cells, id, musts):
    frame = make(cells)
    stops = turn_dial(frame, AVATAR, id, musts)
    for easier, stricter in itertools.pairwise(stops):
        assert stricter.count.yes <= easier.count.yes
        assert stricter.count.no >= easier.count.no
        assert stricter.count.clients == easier.count.clients
    zero = np.zeros(len(frame), dtype=int)
    assert stops[0].count == check([m for m in musts if m != id], frame=frame, difficult=zero).count
    wish = AVATAR.find(id)
    stands = wish.low if id == "annual_value" else wish.at_least
    here = turn_dial(frame, AVATAR, id, musts, levels=[stands])[-1]
    assert here == Stop(stands, check([*musts, id], frame=frame, difficult=zero).count)


@given(rows, st.randoms())
def test_who_somebody_is_changes_nothing(cells, shuffle):
    frame = make(cells).assign(age=35)
    zero = np.zeros(len(frame), dtype=int)
    others = frame.assign(age=[shuffle.choice([None, 20, 35, 90]) for _ in cells])
    assert repr(check(MUSTS, frame=frame, difficult=zero)) == repr(check(MUSTS, frame=others, difficult=zero))
    assert turn_dial(frame, AVATAR, "annual_value") == turn_dial(others, AVATAR, "annual_value")


@given(rows, st.integers(0, 11), st.sampled_from([0, 3, 4]))
def test_an_answer_only_narrows_how_rare_they_are(cells, at, answer):
    frame = make(cells)
    zero = np.zeros(len(frame), dtype=int)
    before = check(["asks_questions"], frame=frame, difficult=zero).rarity
    if at < len(cells) and cells[at][0] is None:
        filled = make([(answer, *cell[1:]) if row == at else cell for row, cell in enumerate(cells)])
        after = check(["asks_questions"], frame=filled, difficult=zero).rarity
        assert before.low <= after.low
        assert after.high <= before.high
