"""A document's tables as one Excel workbook: a sheet to read first, then a sheet a table, ready to sort and filter.

Every text is written as text, so nothing typed becomes a formula or a link; the only links lead from the first sheet to
the others. Numbers, days, amounts and shares are real ones in formats of their own.
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from icp.catalogue import catalogue
from icp.charts.palette import LIGHT
from icp.export.cells import cell_words, is_number, number_format, plain
from icp.export.document import Card, CellKind, Column, Document, Figure, Points, Quote, Section, Table, Text, Value
from icp.export.measure import ems
from icp.export.sheet import guard
from icp.methods.letters import word_day

_FORBIDDEN = re.compile(r"[\[\]:*?/\\\n\t]+")
_LONGEST_NAME = 31
_LONGEST_CELL = 32_767
"""UTF-16 units: what Excel takes in a cell; it calls a file with more broken."""
_WIDEST = 420
"""Pixels of a column at most; longer texts wrap."""
_SHEET_OF_PAPER = 1700
"""Pixels that print on one sheet of paper and can still be read."""
_FILTER_MARK = 22
_AIR = 20
"""Pixels a header's filter button takes, and the room around a text."""
_EM = 11 * 96 / 72
"""Pixels of an em: eleven points on a screen of 96 dots an inch."""
_FIRST_DAY = date(1900, 3, 1)
"""Before this Excel's days and the calendar's differ (it believes in 29 February 1900) or there are none."""


@dataclass(frozen=True, slots=True)
class _Sheet:
    name: str
    about: str
    table: Table


def write_book(document: Document) -> bytes:
    """The document as an XLSX file.

    First a sheet that says what this is, of which day, how to read it, and which sheets follow; sections without a
    table stand there as text. Then a sheet for every table: a header that stays in view, a filter, widths from the
    content, number formats by kind of cell, set up for printing. Texts longer than a cell may hold end in words that
    say so.
    """
    import xlsxwriter

    buffer = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties(
            {
                "title": plain(document.title),
                "subject": plain(document.subtitle),
                "author": plain(document.business),
                "company": plain(document.business),
                "created": datetime(document.day.year, document.day.month, document.day.day),
            }
        )
        book.set_size(1600, 1100)
        first = catalogue().say("office.read_me")
        sheets = list(_sheets(document.sections, taken={first.casefold()}))
        _write_read_me(book, book.add_worksheet(first), document, sheets)
        for sheet in sheets:
            _write_table(book, book.add_worksheet(sheet.name), sheet.table, document.currency)
    return buffer.getvalue()


# ── which sheets there are ───────────────────────────────────────────────────────────────────────────────────────


def _sheets(sections: Sequence[Section], taken: set[str]) -> Iterator[_Sheet]:
    for section in sections:
        tables = [block for block in section.blocks if isinstance(block, Table) and block.columns]
        for at, table in enumerate(tables):
            wanted = (section.sheet or section.heading) if not at else (table.caption or section.sheet)
            about = [table.caption] if at else [section.heading, *_texts(section), table.caption]
            name = _name(wanted, taken)
            yield _Sheet(name, "\n".join(text for text in map(plain, about) if text and text != name), table)


def _name(wanted: str, taken: set[str]) -> str:
    """A sheet name as Excel allows it, and none of those taken; it becomes one of them.

    At most 31 UTF-16 units, none of ``[]:*?/\\``, no apostrophe at either end, not "History", unlike any other
    whatever the case.
    """
    base = " ".join(_FORBIDDEN.sub(" ", plain(wanted)).split()).strip("' ")
    if not base or base.casefold() == "history":
        base = f"{catalogue().say('office.sheet')} {base}".strip()
    number = 1
    name = _units(base, _LONGEST_NAME).rstrip("' ")
    while name.casefold() in taken:
        number += 1
        name = f"{_units(base, _LONGEST_NAME - len(str(number)) - 1).rstrip(chr(39) + ' ')} {number}"
    taken.add(name.casefold())
    return name


def _units(text: str, most: int) -> str:
    """The text's beginning of at most that many UTF-16 units."""
    return text if 2 * len(text) <= most else text.encode("utf-16-le")[: 2 * most].decode("utf-16-le", "ignore")


# ── the sheet to read first ──────────────────────────────────────────────────────────────────────────────────────


def _write_read_me(book: Any, page: Any, document: Document, sheets: Sequence[_Sheet]) -> None:
    say = catalogue().say
    title = book.add_format({"font_name": "Georgia", "font_size": 22, "bold": True, "font_color": LIGHT.green})
    head = book.add_format(
        {"font_name": "Georgia", "font_size": 14, "bold": True, "font_color": LIGHT.green, "bottom": 1}
        | {"bottom_color": LIGHT.line}
    )
    label = book.add_format({"bold": True, "font_color": LIGHT.ink, "valign": "top", "text_wrap": True})
    link = book.add_format({"font_color": LIGHT.green, "underline": 1, "valign": "top", "text_wrap": True})
    body = book.add_format({"font_color": LIGHT.ink, "valign": "top", "text_wrap": True})
    quiet = book.add_format({"font_color": LIGHT.quiet, "valign": "top", "text_wrap": True})
    page.hide_gridlines(2)
    page.set_tab_color(LIGHT.green)
    page.set_column(0, 0, 30)
    page.set_column(1, 1, 100)
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.set_footer("&R&P / &N")

    line = 0

    def put(left: str, right: str = "", *, style: Any = label, right_style: Any = body) -> None:
        nonlocal line
        if left:
            page.write_string(line, 0, _cell(left), style)
        if right:
            page.write_string(line, 1, _cell(right), right_style)
            if (lines := _lines(right, 700)) > 1:
                page.set_row(line, _height(lines))
        line += 1

    def put_head(text: str) -> None:
        nonlocal line
        line += 1
        page.write_blank(line, 1, None, head)
        page.set_row(line, 22)
        put(text, style=head)

    page.set_row(0, 34)
    put(document.title, style=title)
    put(document.subtitle, style=book.add_format({"font_color": LIGHT.quiet, "font_size": 13}))
    if document.business:
        put(say("office.business"), document.business)
    put(say("office.day"), word_day(document.day))
    for section in document.sections:
        texts = list(_texts(section))
        if texts and not any(isinstance(block, Table) and block.columns for block in section.blocks):
            put_head(section.heading)
            for text in texts:
                put("", text)
    if sheets:
        put_head(say("office.sheets"))
        for sheet in sheets:
            rows = len(sheet.table.rows)
            count = say("office.one_row" if rows == 1 else "office.rows", n=f"{rows:,}")
            about = "\n".join(filter(None, (sheet.about, count)))
            page.write_url(line, 0, f"internal:'{sheet.name.replace(chr(39), chr(39) * 2)}'!A1", link, sheet.name)
            put("", about)
        put_head(say("office.how"))
        for kind in _kinds(sheets):
            what = say(f"office.unit.{kind}", currency=f"{document.currency}")
            put(say(f"office.kind.{kind}"), plain(what))
        put(say("office.empty"), say("office.empty_means"))
    if document.credit:
        line += 1
        for text in document.credit:
            put("", text, right_style=quiet)


def _texts(section: Section) -> Iterator[str]:
    """What a section says outside its tables, a line at a time."""
    if section.lead:
        yield section.lead
    for block in section.blocks:
        match block:
            case Text(text) | Quote(text):
                yield text
            case Points(items, ordered, boxes):
                mark = "☐" if boxes else "•"
                yield from (f"{at}. {item}" if ordered else f"{mark} {item}" for at, item in enumerate(items, 1))
            case Figure(title, reading=reading):
                yield title
                if reading:
                    yield reading
            case Card(name, person=person, groups=groups, promise=promise):
                yield from filter(None, (name, person, *(line for _, lines in groups for line in lines), promise))
            case _:
                pass


def _kinds(sheets: Sequence[_Sheet]) -> list[CellKind]:
    """The kinds of cell in need of a word, those that occur."""
    met = {column.kind for sheet in sheets for column in sheet.table.columns}
    order: tuple[CellKind, ...] = ("fit", "percent", "money", "date")
    return [kind for kind in order if kind in met]


# ── a sheet ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _write_table(book: Any, page: Any, table: Table, currency: str) -> None:
    rows, columns = table.rows, table.columns
    header = book.add_format(
        look := {"bold": True, "font_color": LIGHT.ink, "bg_color": LIGHT.card, "text_wrap": True, "valign": "vcenter"}
        | {"bottom": 2, "bottom_color": LIGHT.green, "align": "left", "indent": 1}
    )
    header_right = book.add_format(look | {"align": "right", "indent": 0})
    page.set_row(0, 32)
    total, heights = 0, [1] * len(rows)
    for at, column in enumerate(columns):
        page.write_string(0, at, _cell(column.label), header if column.kind in ("text", "date") else header_right)
        shown = [cell_words(row[at], column, currency) for row in rows]
        width = _width(column, shown)
        total += width
        page.set_column_pixels(at, at, width)
        put = _column_writer(book, page, at, column, currency)
        for line, row in enumerate(rows):
            put(line + 1, row[at], shown[line])
            if 7 * len(shown[line]) > width - _AIR or "\n" in shown[line]:
                heights[line] = max(heights[line], _lines(shown[line], width - _AIR))
        if column.kind == "fit" and rows and not any(other.kind == "fit" for other in columns[:at]):
            page.conditional_format(1, at, len(rows), at, _FIT_BAR)
    for line, lines in enumerate(heights, 1):
        if lines > 1:
            page.set_row(line, _height(lines))
    page.freeze_panes(1, 1 if len(columns) > 3 else 0)
    page.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)
    page.ignore_errors({"number_stored_as_text": f"A1:XFD{len(rows) + 1}"})
    page.set_paper(9)
    if total > 650:
        page.set_landscape()
    across = math.ceil(total / _SHEET_OF_PAPER)
    page.fit_to_pages(across, 0)
    page.repeat_rows(0)
    if across > 1:
        page.repeat_columns(0)
    page.set_footer("&L&A&R&P / &N")


_FIT_BAR = {
    "type": "data_bar",
    "data_bar_2010": True,
    "bar_solid": True,
    "bar_color": "#e6d3a1",
    "min_type": "num",
    "min_value": 0,
    "max_type": "num",
    "max_value": 100,
}


def _column_writer(book: Any, page: Any, at: int, column: Column, currency: str) -> Callable[[int, Value, str], None]:
    """What writes a value (and the words for it) into a line of that column, as what it is."""
    look = {"font_color": LIGHT.ink, "valign": "top"}
    text = look | {"text_wrap": True, "align": "left", "indent": 1}
    as_text = book.add_format(text)
    as_typed_formula = book.add_format(text | {"quote_prefix": True})  # stays text when somebody edits the cell
    as_number = book.add_format(look | {"num_format": number_format(column, currency)})
    as_day = book.add_format(look | {"align": "left", "indent": 1, "num_format": "d mmm yyyy"})

    def put(line: int, value: Value, shown: str) -> None:
        if is_number(value):
            page.write_number(line, at, value, as_number)
        elif isinstance(value, date) and value >= _FIRST_DAY:
            page.write_datetime(line, at, value, as_day)
        elif shown:
            page.write_string(line, at, _cell(shown), as_text if guard(shown) == shown else as_typed_formula)

    return put


def _width(column: Column, shown: Sequence[str]) -> int:
    """Pixels for a column of these texts under its label, which may wrap."""
    head = max((_pixels(word) for word in column.label.split()), default=0)
    widest = min(max(head, _pixels(column.label) // 2), 240) + _FILTER_MARK
    for text in shown:
        widest = max(widest, _WIDEST if len(text) > 100 else _pixels(text))
    return min(widest, _WIDEST) + _AIR


def _pixels(text: str) -> int:
    """About how wide the text is in the sheet's letters; generous, as other programs have wider ones."""
    return int(1.1 * _EM * ems(text))


def _lines(text: str, width: int) -> int:
    """How many lines the text takes in that many pixels, about; lines that break between words are not quite full."""
    wide = (_pixels(part) / width for part in text[:4000].split("\n"))
    return sum(1 if part <= 1 else math.ceil(1.08 * part) for part in wide)


def _height(lines: int) -> int:
    """Points of a row of so many lines; one long note shall not fill the screen."""
    return 15 * min(lines, 12) + 1


def _cell(text: str) -> str:
    """The text as a cell holds it: cut where it is longer than Excel takes, and saying so."""
    text = plain(text)
    if 2 * len(text) <= _LONGEST_CELL or len(text.encode("utf-16-le")) <= 2 * _LONGEST_CELL:
        return text
    more = catalogue().say("office.cut")
    return f"{_units(text, _LONGEST_CELL - len(more) - 2)}… {more}"
