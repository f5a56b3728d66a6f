"""Columns of distinct cells say what plain lists of cells say."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from icp.roster.coded import Coded, combine, constant, encode, fill

CELLS = st.lists(st.sampled_from(["", " ", "a", "A", "b ", "2"]), max_size=12)


@given(CELLS)
def test_a_column_holds_its_cells_and_each_distinct_one_once(cells):
    column = encode(cells)
    assert column.cells() == cells
    assert len(column) == len(cells)
    assert list(column.values) == list(dict.fromkeys(cells))
    assert [column[row] for row in range(len(cells))] == cells


@given(CELLS)
def test_maps_and_masks_go_row_by_row(cells):
    column = encode(cells)
    assert column.map(str.strip).cells() == [cell.strip() for cell in cells]
    assert column.where(str.strip).tolist() == [bool(cell.strip()) for cell in cells]
    rows = np.flatnonzero(column.where(str.strip))
    assert column.take(rows).cells() == [cell for cell in cells if cell.strip()]
    assert column.present(column.where(str.strip)) == list(dict.fromkeys(cell for cell in cells if cell.strip()))


@given(st.lists(st.tuples(st.sampled_from(["", "a", "b"]), st.sampled_from(["", "x", "y"]))))
def test_two_columns_become_one(pairs):
    one, other = encode(pair[0] for pair in pairs), encode(pair[1] for pair in pairs)
    calls = []

    def read(a, b):
        calls.append((a, b))
        return f"{a}-{b}"

    assert combine(one, other, read).cells() == [f"{a}-{b}" for a, b in pairs]
    assert sorted(calls) == sorted(set(pairs))  # each pair once
    assert fill(one, other).cells() == [a or b for a, b in pairs]


def test_no_rows_and_one_value():
    assert encode([]).cells() == []
    assert encode([]).where(bool).tolist() == []
    assert constant("x", 2).cells() == ["x", "x"]
    assert Coded((), np.zeros(0, dtype=np.int32)).map(str).cells() == []
