"""Cells in words, and text any file may hold."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from icp.export.cells import cell_words, is_number, number_format, plain
from icp.export.document import Column


@given(st.text(alphabet=st.characters() | st.sampled_from("\x00\x0b\ud800\ufffe\u202e\u2066\r\n\t")))
def test_any_text_stands_in_xml_and_comes_back(text):
    kept = plain(text)
    element = etree.Element("t")
    element.text = kept
    assert (etree.fromstring(etree.tostring(element)).text or "") == kept
    assert plain(kept) == kept
    assert not set(kept) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\r")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("tab\there", "tab\there"),
        ("a\x00b\ud800c\u202ed", "abcd"),
        ("👩‍👧", "👩‍👧"),
    ],
)
def test_breaks_and_tabs_stay_and_the_rest_goes(text, kept):
    assert plain(text) == kept


@pytest.mark.parametrize(
    ("value", "kind", "decimals", "currency", "words"),
    [
        (13800, "money", 0, "EUR", "€13,800"),
        (-5.5, "money", 2, "CHF", "−CHF 5.50"),
        (-0.2, "money", 0, "USD", "$0"),
        (0.625, "percent", 1, "EUR", "62.5%"),
        (1234567.89, "number", 1, "EUR", "1,234,567.9"),
        (62.4, "fit", 0, "EUR", "62"),
        (date(2026, 1, 5), "date", 0, "EUR", "5 January 2026"),
        (True, "number", 0, "EUR", "yes"),
        (False, "text", 0, "EUR", "no"),
        (None, "money", 0, "EUR", ""),
        (float("nan"), "number", 0, "EUR", ""),
        (float("-inf"), "money", 0, "EUR", ""),
        (10**400, "number", 0, "EUR", ""),
        ("a\x00b", "number", 0, "EUR", "ab"),
        (5, "money", 0, "XTS", "XTS 5"),
        (5, "money", 0, "", "5"),
    ],
)
def test_cells_in_words(value, kind, decimals, currency, words):
    assert cell_words(value, Column("c", kind, decimals), currency) == words


def test_numbers_are_those_to_reckon_with():
    assert [is_number(v) for v in (0, -1.5, True, float("nan"), float("inf"), 10**400, "1", None)] == [
        True, True, *[False] * 6,
    ]  # fmt: skip


def test_formats_are_excels():
    assert number_format(Column("c", "percent", 2), "EUR") == "0.00%"
    assert number_format(Column("c", "fit"), "EUR") == "0"
    assert number_format(Column("c", "number", 1), "EUR") == "#,##0.0"
    assert number_format(Column("c", "money"), "GBP") == '"£"#,##0;-"£"#,##0'
