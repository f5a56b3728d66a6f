import math

import numpy as np
import pandas as pd
import pytest

from icp.methods.cells import choose_spellings, read_flag, read_text, split_entries


@pytest.mark.parametrize("cell", [None, math.nan, np.float32("nan"), pd.NA, pd.NaT, "", "  \t"])
def test_unknown_stays_unknown(cell):
    assert read_text(cell) is None
    assert read_flag(cell) is None
    assert split_entries(cell) == ()


@pytest.mark.parametrize(
    ("cell", "text"),
    [(" a b ", "a b"), (3.0, "3"), (3.5, "3.5"), (0, "0"), ("NaT", "NaT"), ("<NA>", "<NA>"), (False, "False")],
)
def test_read_text(cell, text):
    assert read_text(cell) == text


@pytest.mark.parametrize("cell", ["yes", " Y ", "TRUE", "1", "x", 1, 1.0, True])
def test_yes(cell):
    assert read_flag(cell) is True


@pytest.mark.parametrize("cell", ["no", "N", "false", 0, 0.0, False])
def test_no(cell):
    assert read_flag(cell) is False


def test_flags_of_another_language():
    assert read_flag("Ja", yes={"ja"}, no={"nein"}) is True
    assert read_flag("nein", yes={"ja"}, no={"nein"}) is False
    assert read_flag("ja") is None


def test_split_entries():
    assert split_entries("a; b ;; A;c") == ("a", "b", "c")
    assert split_entries("a, b,") == ("a", "b")
    assert split_entries("Dorn, Rolf; Ann", {"dorn, rolf"}) == ("Dorn, Rolf", "Ann")
    assert split_entries(["b", None, "a"]) == ("b", "a")
    assert split_entries({"b", "a"}) == ("a", "b")
    assert split_entries(7.0) == ("7",)


def test_the_commonest_spelling_wins_and_ties_fall_to_sort_order():
    assert choose_spellings(["inn", "Inn", "inn", "BAR", "bar"]) == {"inn": "inn", "bar": "BAR"}
