"""Rows as a CSV or XLSX file in which nothing typed can become a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

Rows = Sequence[Sequence[Any]]
SheetWriter = Callable[[Sequence[str], Rows], bytes]

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def guard(cell: object) -> object:
    """A cell as it may stand in a CSV: text that a spreadsheet would read as a formula gets an apostrophe before it."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_STARTS_A_FORMULA) else cell


def write_csv(headers: Sequence[str], rows: Rows) -> bytes:
    """UTF-8 with a byte-order mark, so that Excel reads the umlauts; None is an empty cell."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([guard(cell) for cell in row] for row in [headers, *rows])
    return text.getvalue().encode("utf-8-sig")


def write_xlsx(headers: Sequence[str], rows: Rows) -> bytes:
    """One sheet with a frozen header; every text is a text, numbers stay numbers, None is an empty cell."""
    import xlsxwriter

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 0)
        for at, row in enumerate([headers, *rows]):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(at, column, cell)
                elif isinstance(cell, bool):
                    sheet.write_boolean(at, column, cell)
                elif cell is not None:
                    sheet.write_number(at, column, cell)
        sheet.autofilter(0, 0, max(len(rows), 1), max(len(headers) - 1, 0))
    return buffer.getvalue()


SHEET_WRITERS: Mapping[str, SheetWriter] = MappingProxyType({".csv": write_csv, ".xlsx": write_xlsx})
"""Writer by file name ending."""
