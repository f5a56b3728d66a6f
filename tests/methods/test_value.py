"""The value of one wish: every kind by hand, and columns that agree with cells."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from icp.methods.value import encode, is_unknown, read_cells, read_column, read_numbers, value_of
from icp.model import Criterion

UNKNOWN = math.nan


def wish(**given):
    return TypeAdapter(Criterion).validate_python({"id": "w", **given})


def value(cell, **given):
    return value_of(wish(**given), cell)


def same(a, b):
    return a == pytest.approx(b, nan_ok=True)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [(35, 1), (50, 1), (42.5, 1), (31.25, 0.5), (27.5, 0), (20, 0), (53.75, 0.5), (57.5, 0), (99, 0), (-5, 0)],
)
def test_range_falls_over_half_its_width(cell, expected):
    assert value(cell, kind="range", low=35, high=50) == pytest.approx(expected)  # tolerance 7.5


def test_range_with_one_bound_falls_over_a_quarter_of_it():
    assert value(5000, kind="range", low=5000) == 1
    assert value(4375, kind="range", low=5000) == pytest.approx(0.5)
    assert value(3750, kind="range", low=5000) == 0
    assert value(10**9, kind="range", low=5000) == 1
    assert value(45, kind="range", high=40) == pytest.approx(0.5)
    assert value(50, kind="range", high=40) == 0
    assert value(-11, kind="range", low=-10) == pytest.approx(0.6)  # a quarter of −10 is 2.5 wide


def test_range_with_its_own_tolerance_and_without_room():
    assert value(8, kind="range", low=10, high=20, tolerance=4) == pytest.approx(0.5)
    assert value(22, kind="range", low=10, high=20, tolerance=4) == pytest.approx(0.5)
    assert [value(x, kind="range", low=7, high=7) for x in (6.99, 7, 7.01)] == [0, 1, 0]
    assert [value(x, kind="range", low=0) for x in (-0.01, 0, 3)] == [0, 1, 1]
    assert [value(x, kind="range", high=0) for x in (-3, 0, 0.01)] == [1, 1, 0]
    assert value(0, kind="range", low=5000, tolerance=1e-300) == 0
    assert [value(x, kind="range", low=10, high=20, tolerance=0) for x in (9.99, 10, 20, 20.01)] == [0, 1, 1, 0]


def test_range_repels():
    assert value(31.25, kind="range", low=35, high=50, repel=True) == pytest.approx(0.5)
    assert value(40, kind="range", low=35, high=50, repel=True) == 0


@pytest.mark.parametrize(("cell", "expected"), [(0, 0), (1, 1 / 3), (2, 2 / 3), (3, 1), (4, 1), (1.5, 0.5)])
def test_scale_rises_to_the_answer_asked_for(cell, expected):
    assert value(cell, kind="scale", at_least=3) == pytest.approx(expected)
    assert value(str(cell), kind="scale", at_least=3) == pytest.approx(expected)
    assert value(cell, kind="scale", at_least=3, repel=True) == pytest.approx(1 - expected)


def test_scale_reads_the_words_of_its_question():
    assert value("Mostly", id="asks_questions", kind="scale", at_least=4) == 0.75
    assert value(" always", id="asks_questions", kind="scale", at_least=4) == 1
    assert same(value("mostly", id="my own", kind="scale", at_least=4), UNKNOWN)


def test_choice_compares_trimmed_and_case_folded():
    accept = {"kind": "choice", "accept": ["Bakery ", "CAFÉ", "Straße"]}
    assert [value(cell, **accept) for cell in (" bakery", "café", "STRASSE", "builder", "baker")] == [1, 1, 1, 0, 0]
    assert value("builder", **accept, repel=True) == 1


def test_choice_of_a_catalogue_field_takes_value_label_or_spelling():
    tier = {"id": "tier", "kind": "choice", "accept": ["1"]}
    assert [value(cell, **tier) for cell in (1, 1.0, "1", "1.0", "glad", "Tier 1", 2, "fine")] == [1] * 6 + [0, 0]
    assert [
        value(c, id="faith", kind="choice", accept=["none"]) for c in ("none", "it plays no part", "important")
    ] == [
        1,
        1,
        0,
    ]


def test_income_falls_into_its_band():
    band = {"id": "income", "kind": "choice", "accept": ["50k_75k"]}
    cells = [50_000, 74_999, 75_000, 49_999.99, "€ 62.000,00", "50,000 to 75,000", "50k_75k", "over_150k", "lots"]
    assert [value(cell, **band) for cell in cells] == [1, 1, 0, 0, 1, 1, 1, 0, 0]
    assert value(1e7, id="income", kind="choice", accept=["over_150k"]) == 1
    assert value(0, id="income", kind="choice", accept=["under_25k"]) == 1


def test_several_sources_in_a_cell_count_each():
    chamber = {"id": "source", "kind": "choice", "accept": ["Chamber"]}
    assert [value(c, **chamber) for c in ("chamber; website", "Website;Facebook", "Chamber", "The chamber")] == [
        1,
        0,
        1,
        0,
    ]
    assert value("a; b", id="own", kind="choice", accept=["a"]) == 0


def test_a_choice_of_numbers():
    assert [value(c, kind="choice", accept=["1", "1.50"]) for c in (1, 105, "105", "1.0", "1.50", 1.5)] == [
        1,
        0,
        0,
        1,
        1,
        0,
    ]


def test_tags_any_and_all():
    any_of = {"kind": "tags", "wanted": ["Craft", "calm", "thrift"]}
    assert [value(c, **any_of) for c in ("craft", "calm, craft", "x;y", "craft, calm; x")] == [1, 1, 0, 0]
    assert value("craft;x", **any_of, enough=2) == 0.5
    assert value("craft; CALM;thrift", **any_of, enough=2) == 1
    assert value("craft;Craft ; craft", **any_of, enough=2) == 0.5  # one tag said three times is one tag
    assert value("calm, craft, x", **any_of, need="all") == pytest.approx(2 / 3)
    assert value("thrift;calm;craft;more", **any_of, need="all") == 1
    assert value("calm", kind="tags", wanted=["calm", "Calm "], need="all") == 1
    assert value("craft", **any_of, repel=True) == 0
    assert same(value(" ; ", **any_of), UNKNOWN)


def test_flag():
    assert [value(c, kind="flag") for c in ("yes", "Y", "TRUE", "1", 1, 1.0, True, "x", "ja", np.bool_(True))] == [
        1
    ] * 10
    assert [value(c, kind="flag") for c in ("no", "N", "False", "0", 0, 0.0, False, "nein", np.bool_(False))] == [0] * 9
    assert value("no", kind="flag", repel=True) == 1


@pytest.mark.parametrize(
    "cell", [None, "", "  ", math.nan, pd.NA, pd.NaT, np.nan, "Don't know", "don’t know", "n/a", "-", " Not sure "]
)
@pytest.mark.parametrize(
    "kind",
    [
        {"kind": "range", "low": 1},
        {"kind": "choice", "accept": ["a"]},
        {"kind": "tags", "wanted": ["a"]},
        {"kind": "scale"},
        {"kind": "flag"},
        {"kind": "flag", "repel": True},
    ],
)
def test_what_says_nothing_is_unknown_and_no_problem(cell, kind):
    values, problems = read_cells(wish(**kind), [cell])
    assert math.isnan(values[0])
    assert problems == ()
    assert is_unknown(cell)


def test_zero_and_no_are_answers():
    assert not any(map(is_unknown, (0, 0.0, False, "0", "no")))


def test_an_accepted_word_that_looks_blank_is_an_answer():
    assert value("none", kind="choice", accept=["None"]) == 1
    assert same(value("none", kind="choice", accept=["some"]), UNKNOWN)


def test_what_cannot_be_read_is_unknown_and_named():
    values, problems = read_cells(wish(kind="range", low=1, column="money"), ["lots", 5, "12..3", True, math.inf])
    assert same(values.tolist(), [UNKNOWN, 1, UNKNOWN, UNKNOWN, UNKNOWN])
    assert [(p.id, p.column, p.value, p.reason) for p in problems] == [
        ("w", "money", "lots", "not_a_number"),
        ("w", "money", "12..3", "not_a_number"),
        ("w", "money", "True", "not_a_number"),
        ("w", "money", "inf", "not_a_number"),
    ]
    assert [p.reason for p in read_cells(wish(kind="scale"), [5, "-1", "often"])[1]] == [
        "not_on_the_scale",
        "not_on_the_scale",
        "not_a_number",
    ]
    assert [p.reason for p in read_cells(wish(kind="flag"), ["perhaps", 2])[1]] == ["not_yes_or_no"] * 2


@pytest.mark.parametrize(
    "given", [{"kind": "choice"}, {"kind": "tags"}, {"kind": "scale", "at_least": 0}, {"kind": "choice", "repel": True}]
)
def test_a_wish_that_asks_nothing_is_not_scored(given):
    values, problems = read_cells(wish(**given), ["a", 3, "junk"])
    assert np.isnan(values).all()
    assert problems == ()


def test_money_as_people_write_it():
    low = {"kind": "range", "low": 1200, "high": 1200}
    for cell in (
        "€1,200",
        "$ 1200",
        "1.200,00",
        "1'200",
        "1 200",
        "1\u202f200",
        "1200 %",
        "EUR 1200",
        "1.2k",
        "(-1200)",
    ):
        assert value(cell, **low) == 1, cell
    assert value("(40.00)", kind="range", low=-40, high=-40) == 1
    assert value("-40", kind="range", low=-40, high=-40) == 1


def test_a_doubtful_number_is_read_as_its_column_reads():
    exact = wish(kind="range", low=1.5, high=2)
    assert read_cells(exact, ["1,750", "2,5"])[0][0] == 1  # comma is decimal here: 1.75
    assert read_cells(exact, ["1,750", "2.5"])[0][0] == 0  # and a thousand here


@pytest.mark.parametrize(
    ("cells", "numbers"),
    [
        (["1.234 €", "900"], [1234, 900]),  # hardly a currency is written with three decimals
        (["CHF 2.500", "12.000"], [2500, 12000]),
        (["€1.250", "€1.25"], [1.25, 1.25]),  # a cent proves the point
        (["1.234", "2.5"], [1.234, 2.5]),
        (["1.234 h", "900"], [1.234, 900]),
    ],
)
def test_money_that_nothing_explains_is_in_thousands(cells, numbers):
    assert read_numbers(cells).tolist() == numbers


def test_columns_of_every_type_agree():
    scale = wish(kind="scale", at_least=4)
    expected = [0.25, UNKNOWN, 1, 0.25]
    for column in (
        pd.Series([1.0, None, 4.0, 1.0]),
        pd.Series([1, None, 4, 1], dtype="Int64"),
        pd.Series([1, None, 4, 1], dtype="Float64"),
        pd.Series(["1", None, "4", "1"], dtype="str"),
        pd.Series(["1", None, "4", "1"], dtype=object),
        pd.Series([1, None, "4", 1.0], dtype=object),
        pd.Series(["1", None, "4", "1"], dtype="category"),
        pd.Series([1, None, 4, 1], dtype="category"),
        pd.Series(["1", None, "4", "1"], dtype="string"),
    ):
        assert same(read_column(scale, column).values().tolist(), expected), column.dtype
        assert same(read_column(scale, column).values(1, 3).tolist(), expected[1:3])
    assert read_column(wish(kind="flag"), pd.Series([True, False])).values().tolist() == [1, 0]
    assert same(
        read_column(wish(kind="flag"), pd.Series([True, None], dtype="boolean")).values().tolist(), [1, UNKNOWN]
    )
    assert read_column(wish(kind="choice", accept=["2"]), pd.Series([1, 2])).values().tolist() == [0, 1]
    assert same(read_column(scale, None, 2).values().tolist(), [UNKNOWN, UNKNOWN])
    assert read_column(wish(kind="tags", wanted=["a"]), pd.Series([["a", "b"], ["c"]])).values().tolist() == [1, 0]


def test_equal_cells_of_another_type_stay_apart():
    codes, distinct = encode(pd.Series([1, True, 1.0, "1", 1], dtype=object))
    assert codes.tolist() == [0, 1, 2, 3, 0]
    assert distinct == [1, True, 1.0, "1"]


def test_a_number_off_the_scale_is_unknown_in_columns_too():
    scale = wish(kind="scale", at_least=4)
    numbers = pd.Series([-1.0, 0, 2, 4, 4.5, math.inf])
    assert same(read_column(scale, numbers).values().tolist(), [UNKNOWN, 0, 0.5, 1, UNKNOWN, UNKNOWN])
    values, problems = read_cells(scale, [-1, 0, 2, 4, 4.5])
    assert same(values.tolist(), [UNKNOWN, 0, 0.5, 1, UNKNOWN])
    assert [p.value for p in problems] == ["-1", "4.5"]


def test_yes_and_no_are_no_numbers():
    answers = read_column(wish(kind="range", low=0, high=1), pd.Series([True, False]))
    assert np.isnan(answers.values()).all()
    assert [p.reason for p in answers.problems] == ["not_a_number"] * 2


def test_a_missing_column_is_unknown_row_by_row():
    assert same(read_column(wish(kind="flag"), None, 4).values(1, 3).tolist(), [UNKNOWN, UNKNOWN])


def test_a_large_column_of_objects_gives_what_a_small_one_gives():
    small = pd.Series(["4", None, " 2", "", math.nan, "junk"], dtype=object)
    scale = wish(kind="scale", at_least=4)
    for large in (pd.concat([small] * 500, ignore_index=True), pd.Series([*small[:-1], 4] * 500, dtype=object)):
        last = 1 if large.iloc[-1] == 4 else UNKNOWN
        assert same(read_column(scale, large).values().tolist(), [1, UNKNOWN, 0.5, UNKNOWN, UNKNOWN, last] * 500)
    assert [p.value for p in read_column(scale, pd.concat([small] * 500)).problems] == ["junk"]


CELLS = (
    st.none()
    | st.integers(-5, 9)
    | st.floats()
    | st.booleans()
    | st.text(max_size=6)
    | st.sampled_from(["yes", "a;b", "3"])
)
WISHES = st.sampled_from(
    [
        wish(kind="range", low=1, high=3),
        wish(kind="range", high=2, repel=True),
        wish(kind="scale"),
        wish(kind="choice", accept=["a", "3"]),
        wish(kind="tags", wanted=["a", "b"], need="all"),
        wish(kind="flag"),
        wish(id="income", kind="choice", accept=["under_25k"]),
    ]
)


@given(WISHES, st.lists(CELLS, max_size=6))
def test_a_value_is_between_0_and_1_or_unknown_whatever_the_cell(criterion, cells):
    values, problems = read_cells(criterion, cells)
    assert all(math.isnan(v) or 0 <= v <= 1 for v in values)
    assert len(problems) <= np.isnan(values).sum()


@given(WISHES, st.lists(st.floats() | st.none(), min_size=1, max_size=6))
def test_a_column_of_numbers_gives_what_its_cells_give(criterion, numbers):
    column = read_column(criterion, pd.Series(numbers, dtype=np.float64)).values()
    cells = [value_of(criterion, number) for number in numbers]
    assert same(column.tolist(), cells)


@given(st.floats(-100, 100), st.floats(-100, 100), st.floats(0, 50), st.floats(0.1, 20))
def test_nearer_to_the_range_is_never_worse(a, b, low, tolerance):
    near = wish(kind="range", low=low, high=low + 10, tolerance=tolerance)
    nearer, farther = sorted((a, b), key=lambda x: max(low - x, x - low - 10, 0))
    assert value_of(near, nearer) >= value_of(near, farther)
