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
