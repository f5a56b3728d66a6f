"""One column's cells → answers. The format of numbers and dates is settled for the column before any cell is read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from icp.catalogue import Option, Question, catalogue
from icp.methods.numerals import DecimalMark, read_number, vote_decimal_mark
from icp.methods.value import read_yes_no
from icp.model import Cell
from icp.roster.cells import (
    DateOrder,
    clean_cell,
    has_open_dates,
    is_shortened,
    is_yearless,
    order_of_dates,
    proves_both_orders,
    read_date,
    read_span,
    split_several,
)
from icp.roster.columns import MONEY, SEVERAL, is_closed, match_option
from icp.roster.names import split_people
from icp.roster.problem import CellReason

Reading = tuple[Cell | None, CellReason | None]
OLDEST = 120


@dataclass(frozen=True, slots=True)
class Formats:
    """How this file writes numbers and dates where a column alone does not show it.

    ``asked`` and ``mark_asked``: the owner said it. ``mark_shown``: some number of the file proves ``mark``.
    """

    mark: DecimalMark
    order: DateOrder
    today: date
    asked: bool = False
    mark_asked: bool = False
    mark_shown: bool = False

    @classmethod
    def of(
        cls,
        columns: Iterable[Sequence[str]],
        delimiter: str | None,
        order: DateOrder | None,
        today: date,
        mark: DecimalMark | None = None,
    ) -> Formats:
        """Formats the whole file shows: semicolons go with decimal commas, ``$`` and AM/PM with the month first.

        ``order`` and ``mark`` were said by the owner and hold for every column.
        """
        points = commas = 0
        orders: set[DateOrder] = set()
        american = False
        for cells in columns:
            point, comma = vote_decimal_mark(cells)
            points, commas = points + point, commas + comma
            if found := order_of_dates(cells):
                orders.add(found)
            american = american or any("$" in cell or cell[-3:].casefold() in (" am", " pm") for cell in cells[:50])
        voted: DecimalMark = "," if commas > points or (commas == points and delimiter == ";") else "."
        found = order or (orders.pop() if len(orders) == 1 else "month" if american and voted == "." else "day")
        return cls(
            mark or voted,
            found,
            today,
            asked=order is not None,
            mark_asked=mark is not None,
            mark_shown=points != commas,
        )


def reader_of(
    field: str,
    cells: Sequence[str],
    formats: Formats,
    *,
    header: str = "",
    translate: bool = True,
    names: Collection[str] = (),
) -> tuple[Callable[[str], Reading], bool]:
    """A function from one cleaned, non-blank cell to (answer, problem); and whether the dates could be read both ways.

    ``cells`` is the whole column, from which its format is read. ``translate`` False keeps the words of open choices
    as they stand.
    """
    question = catalogue().fields.get(field)
    kind = "number" if field in ("amount", "total_sales", "sales_count", "monthly_value") else ""
    kind = kind or ("date" if field == "sale_date" else question.kind if question else "text")
    if field == "age":
        order, is_open = _order(cells, formats)
        return _age_reader(_mark(cells, formats), order, formats.today), is_open
    if kind in ("number", "range"):
        votes = vote_decimal_mark(cells)
        return _number_reader(
            _mark(cells, formats, money=field in MONEY, votes=votes),
            mixed=field in MONEY and not formats.mark_asked and all(votes),
            negative=field in ("amount", "total_sales", "annual_value", "average_sale"),
            share=field not in MONEY,
        ), False
    if kind == "date":
        order, is_open = _order(cells, formats)
        return _date_reader(order, formats.today), is_open
    if question is not None and kind == "scale":
        return _scale_reader(question, cells, _mark(cells, formats)), False
    if kind == "flag":
        return _read_yes_or_no, False
    if field in SEVERAL:
        return _read_addresses, False
    if field == "record_id":
        return _read_record, False
    if field == "referred_by":
        return _people_reader(names), False
    if question is not None and (kind == "tags" or (kind == "choice" and question.multiple)):
        return lambda cell: (join(split_several(cell)) or None, None), False
    if question is not None and kind == "choice":
        return _choice_reader(question, header, translate, _mark(cells, formats, money=field in MONEY)), False
    return lambda cell: (cell, None), False


_CURRENCY = re.compile(r"(?:US|CA|AU|NZ|HK|MX)?\$|[€£¥₹]|\b(?:USD|EUR|GBP|JPY|INR|CHF|CAD|AUD|NZD|HKD|MXN)\b")
_SIGNS = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "US$": "USD", "CA$": "CAD", "AU$": "AUD",
          "NZ$": "NZD", "HK$": "HKD", "MX$": "MXN"}  # fmt: skip


def find_other_money(field: str, cells: Sequence[str]) -> frozenset[str]:
    """Cells of a column of money that name another currency than most do."""
    if field not in MONEY:
        return frozenset()
    named = {cell: _SIGNS.get(found[0], found[0]) for cell in cells if (found := _CURRENCY.search(cell))}
    counts = Counter(named.values())
    if len(counts) < 2:
        return frozenset()
    [(most, _)] = counts.most_common(1)
    return frozenset(cell for cell, currency in named.items() if currency != most)


def _mark(
    cells: Sequence[str], formats: Formats, *, money: bool = False, votes: tuple[int, int] | None = None
) -> DecimalMark:
    """The column's decimal mark. Money that nothing in the file explains (``1.200`` beside ``900``) is in thousands:
    hardly a currency is written with three decimals."""
    if formats.mark_asked:
        return formats.mark
    points, commas = votes or vote_decimal_mark(cells)
    if points != commas:
        return "." if points > commas else ","
    if money and not formats.mark_shown:
        written = {mark for cell in cells for mark in ",." if mark in cell}
        if len(written) == 1:
            return "." if "," in written else ","
    return formats.mark


def _order(cells: Sequence[str], formats: Formats) -> tuple[DateOrder, bool]:
    if formats.asked:
        return formats.order, False
    found = order_of_dates(cells)
    return found or formats.order, (found is None or proves_both_orders(cells)) and has_open_dates(cells)


def whole(number: float) -> float | int:
    """A number without a fraction as int: 40, not 40.0."""
    return int(number) if number.is_integer() and abs(number) < 1e15 else number


def _number_reader(mark: DecimalMark, *, mixed: bool, negative: bool, share: bool) -> Callable[[str], Reading]:
    """``mixed``: the column proves both marks, so that ``1.500`` is in thousands, as money is. ``share``: a percentage
    may be meant; it is no money."""

    def read(cell: str) -> Reading:
        number = read_number(cell, ("," if "." in cell else ".") if mixed else mark)
        if number is None or (not share and "%" in cell):
            return None, "not_a_number"
        return (None, "out_of_range") if number < 0 and not negative else (whole(number), None)

    return read


def _date_reader(order: DateOrder, today: date) -> Callable[[str], Reading]:
    def read(cell: str) -> Reading:
        day = read_date(cell, order, today=today)
        if day is None:
            return None, "no_year" if is_yearless(cell) else "not_a_date"
        # 0001-01-01 and 9999-12-31 stand for no date in many databases.
        return (day.isoformat(), None) if 1900 < day.year <= today.year + 50 else (None, "out_of_range")

    return read


def _age_reader(mark: DecimalMark, order: DateOrder, today: date) -> Callable[[str], Reading]:
    """An age as given, or from a birthday or year of birth."""

    def read(cell: str) -> Reading:
        number = read_number(cell, mark)
        if number is not None and 0 <= number <= OLDEST:
            return whole(number), None
        born = read_date(cell, order, today=date(today.year - 6, 12, 31))
        if born is None:
            return None, "no_year" if is_yearless(cell) else "out_of_range" if number is not None else "not_a_number"
        had_birthday = len(cell) == 4 or (today.month, today.day) >= (born.month, born.day)
        age = today.year - born.year - (not had_birthday)
        return (age, None) if 0 <= age <= OLDEST else (None, "out_of_range")

    return read


def _scale_reader(question: Question, cells: Sequence[str], mark: DecimalMark) -> Callable[[str], Reading]:
    numbers = {number for cell in cells if (number := read_number(cell, mark)) is not None}
    elsewhere = _counts_otherwise(numbers)

    def read(cell: str) -> Reading:
        number = read_number(cell, mark)
        if number is None:
            option = match_option(question, cell)
            return (int(option), None) if option is not None else (None, "not_on_the_scale")
        if elsewhere:
            return None, "other_scale"
        return (whole(number), None) if 0 <= number <= 4 else (None, "not_on_the_scale")

    return read


_TOPS = frozenset({5, 6, 7, 10, 100})


def _counts_otherwise(numbers: Collection[float]) -> bool:
    """Whether a column counts to 5, 10 or 100, where 4 is no "always"; one odd number beyond 4 is a slip."""
    beyond = [number for number in numbers if number > 4]
    return len(beyond) > 1 or (len(beyond) == 1 and beyond[0] in _TOPS)


def _read_yes_or_no(cell: str) -> Reading:
    answer = read_yes_no(cell)
    return (answer, None) if answer is not None else (None, "not_yes_or_no")


def _read_addresses(cell: str) -> Reading:
    """E-mail addresses or telephone numbers as written, several of them apart by ``;``."""
    if is_shortened(cell):
        return None, "out_of_range"
    if not _SEVERAL_ADDRESSES.search(cell):
        return cell, None
    return join(
        dict.fromkeys(part for each in _SEVERAL_ADDRESSES.split(cell) if (part := clean_cell(each)))
    ) or None, None


def _read_record(cell: str) -> Reading:
    return (None, "out_of_range") if is_shortened(cell) else (cell, None)


_SEVERAL_ADDRESSES = re.compile(r":::|[;\n]")


def _choice_reader(question: Question, header: str, translate: bool, mark: DecimalMark) -> Callable[[str], Reading]:
    closed = is_closed(question)
    banded = any(option.low is not None or option.high is not None for option in question.options)

    def read(cell: str) -> Reading:
        if translate or closed:
            option = match_option(question, cell, header)
            if option is not None:
                return (int(option) if question.id == "tier" else option), None
        if closed:
            return None, "not_an_option"
        if banded and (band := _band(question.options, cell, mark)) is not None:
            return band, None
        return clean_cell(cell) or None, None

    return read


def _band(options: Sequence[Option], cell: str, mark: DecimalMark) -> str | None:
    """The band of a number, of the middle of a span ("$50k–75k"), or of an open span within one band ("under 20k")."""
    number = read_number(cell, mark)
    low, high = (number, number) if number is not None else read_span(cell, mark) or (None, None)
    if low is not None and high is not None:
        low = high = (low + high) / 2
    elif low is high:
        return None
    return next((option.value for option in options if _lies_within(option, low, high)), None)


def _lies_within(option: Option, low: float | None, high: float | None) -> bool:
    above = option.low is None or (low is not None and low >= option.low)
    top = high if low is not None or high is None else high - 0.01  # "under 25,000" ends before it
    return above and (option.high is None or (top is not None and top < option.high))


# ── several answers in one cell ──────────────────────────────────────────────────────────────────────────────────


def join(parts: Iterable[str]) -> str:
    """Several answers as they are kept."""
    return "; ".join(parts)


def _people_reader(names: Collection[str]) -> Callable[[str], Reading]:
    """Names of referrers. ``Müller, Jörg`` is one person when the client list knows a Jörg Müller."""
    known = frozenset(name.casefold() for name in names)
    return lambda cell: (join(split_people(cell, known)) or None, None)
