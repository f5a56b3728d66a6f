"""How wide a text is, where it breaks, and how columns share a line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icp.export.document import Column
from icp.export.measure import ems, lines_in, share_widths, shorten, wrap

WORDS = st.text(alphabet=st.sampled_from("il W王é\u0301m\n😀"), max_size=200)
WIDTHS = st.floats(min_value=3, max_value=60)


def test_widths_are_calibris():
    # Calibri's own advance widths, in 2048ths of an em: i 470, space 463, W 1823
    assert ems("i W" * 10) == pytest.approx(10 * (470 + 463 + 1823) / 2048, rel=0.03)
    assert ems("王小明") == 3
    assert ems("e\u0301") == ems("e")


@given(WORDS, WIDTHS)
def test_no_line_is_wider_than_asked_and_no_letter_is_lost(text, width):
    lines = wrap(text, width)
    assert all(ems(line) <= width + 1e-9 for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace("\n", "").replace(" ", "")
    assert lines_in(text, width) == len(lines)


@given(WORDS, WIDTHS, st.integers(min_value=1, max_value=5))
def test_a_text_is_cut_where_it_does_not_fit_and_only_there(text, width, most):
    short = shorten(text, width, most)
    assert lines_in(short, width) <= most
    if lines_in(text, width) <= most:
        assert short == text
    else:
        assert short.endswith("…")
        assert text.startswith(short[:-1])


def test_columns_fill_the_room_and_the_long_texts_get_what_is_left():
    columns = (Column("Name"), Column("Fit", "fit"), Column("What they said"))
    rows = [[f"Client {at}", "62", "They ask when something is unclear, and do the work. " * 3] for at in range(20)]
    name, fit, said = share_widths(columns, rows, 166, least=11)
    assert name + fit + said == pytest.approx(166)
    assert fit >= 11
    assert said > 3 * name
    assert name > 8 * 0.5 * 9.5 * 25.4 / 72  # "Client 1" on one line


def test_one_overlong_name_takes_no_more_than_its_share():
    columns = (Column("Name"), Column("Note"))
    rows = [[f"Client {at}", "a note of some words, every time"] for at in range(30)]
    rows[3][0] = "L" * 300
    name, note = share_widths(columns, rows, 166, least=11)
    assert name < note


def test_more_columns_than_there_is_room_for_still_share_it():
    widths = share_widths(tuple(Column("W" * 20) for _ in range(40)), [["x"] * 40], 166, least=11)
    assert sum(widths) == pytest.approx(166)
    assert all(width > 0 for width in widths)


def test_no_rows_are_shared_by_their_labels():
    assert sum(share_widths((Column("a"), Column("b")), [], 100, least=10)) == pytest.approx(100)
