"""The quick way through even files says what the thorough way says, and leaves everything else to it."""

import csv
import io

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from icp.roster import UnreadableFile, read_table
from icp.roster import table as module
from icp.roster.table import read_text

CELL = st.one_of(
    st.sampled_from(
        ["", "a", "Ana Brook", " b", "c ", '"', 'x"y', "1,5", "a\nb", "a;b", "é", "'=1", "\t", "x" * 2_001]
    ),
    st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\x00"), max_size=6),
)


def thorough(text, **options):
    """What the thorough way alone makes of a text."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_read_even", lambda *_: None)
        return told(text, **options)


def told(text, **options):
    try:
        table = read_text(text, **options)
    except UnreadableFile as failure:
        return failure.code
    return (
        table.headers,
        [tuple(cell.strip() for cell in row) for row in table.rows],  # space around a cell is none of it
        table.header_row,
        table.delimiter,
        [tuple(cell.strip() for cell in row) for row in table.top],
        [(p.row, p.column, p.value, p.reason) for p in table.problems],
    )


@settings(deadline=None)
@given(
    st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=8),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_both_ways_agree_on_even_files(rows, delimiter, ending, quoting):
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=ending, quoting=quoting).writerows(
        [["name", "hours", "notes"], *rows]
    )
    assert told(out.getvalue(), delimiter=delimiter) == thorough(out.getvalue(), delimiter=delimiter)


@settings(deadline=None)
@given(st.text(alphabet='ab,;"\n\r \t', max_size=40), st.sampled_from([",", ";", "\t"]))
@example('a,b\n"x"y,2\n', ",")
@example('a,b\n x, "y,z"\n', ",")
@example("a,b\n\n1,2\n", ",")
@example('a,b\n1,"2\n', ",")
@example("a,b\r1,2\r", ",")
@example('a,b\n1,"2"\n\n', ",")
def test_both_ways_agree_on_any_text(text, delimiter):
    assert told(text, delimiter=delimiter) == thorough(text, delimiter=delimiter)


def test_even_files_take_the_quick_way_and_uneven_ones_do_not(monkeypatch):
    taken = []
    split = module._split
    monkeypatch.setattr(module, "_split", lambda *given: taken.append(given) or split(*given))
    read_table(b"Report\n\nname,hours\n" + b"A.B.,1\n" * 60)
    assert taken == []
    read_table(b"name,hours\nA.B.,1\nC.D.\n")
    assert len(taken) == 1


def test_rows_are_put_together_when_asked_for():
    table = read_table(b"name,hours\nA.B.,1\nC.D.,2\nA.B.,3\n")
    assert list(table.rows) == [("A.B.", "1"), ("C.D.", "2"), ("A.B.", "3")]
    assert table.rows[-1] == ("A.B.", "3")
    assert table.rows[1:] == [("C.D.", "2"), ("A.B.", "3")]
    assert (len(table.rows), table.row_number(2)) == (3, 4)
    with pytest.raises(IndexError):
        table.rows[3]
    assert table.columns[0].codes.dtype == np.int32
    assert list(table.columns[0].values) == ["A.B.", "C.D."]


def test_a_quote_that_never_closes_costs_no_row():
    table = read_table(b'Name;Notes\n"Ada";"said ""hi"";\nand left"\nBen;"unclosed note\nCleo;x\nDi;"a;b"\n')
    assert list(table.rows) == [
        ("Ada", 'said "hi";\nand left'),
        ("Ben", '"unclosed note'),
        ("Cleo", "x"),
        ("Di", "a;b"),
    ]
    assert [(p.row, p.value, p.reason) for p in table.problems] == [(3, 'Ben;"unclosed note', "stray_quote")]


def test_a_long_note_in_the_last_row_is_one_cell():
    note = "a line of a note\n" * 100
    table = read_table(f'Name;Notes\nAda\nBen;"{note}"\n'.encode())
    assert (table.length, table.problems) == (2, ())
    assert table.rows[1][1] == note


def test_quotes_that_never_close_are_met_in_time():
    odd = 'A;"b\n"c";"d"e\n' * 5_000 + '"\n'
    table = read_table(b"Name;Notes\n" + odd.encode())
    assert len(table.problems) <= 5
    assert table.length <= 10_001


def test_amounts_by_year_stand_under_a_header():
    table = read_table(b"Customer,2023,2024,2025\nAda,100,200,300\nBen,0,50,\n")
    assert (table.header_row, table.headers) == (1, ("Customer", "2023", "2024", "2025"))
    assert read_table(b"Ada,1980,2020\nBen,1975,2021\n").header_row == 0


def test_bullets_and_numbers_before_every_line_are_no_part_of_a_name():
    assert [row[0] for row in read_table("- Ada Lowe\n• Ben Ito\n\n 3. Cleo Marsh\n".encode()).rows] == [
        "Ada Lowe",
        "Ben Ito",
        "",
        "Cleo Marsh",
    ]
    assert [row[0] for row in read_table(b"1. FC Ulm\nAda Lowe\n").rows] == ["1. FC Ulm", "Ada Lowe"]
