"""Reading one cell: text and dates (numbers, yes and no: the methods floor).

What a format is, the whole column decides, not the cell.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Literal

from icp.methods.numerals import DecimalMark, read_number
from icp.methods.value import is_unknown

DateOrder = Literal["day", "month"]

_CONTROL = re.compile(
    r"[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f"
    r"\u202a-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)
_FORMULA_START = "=+-@\t\r＝＋－＠"


def clean_cell(cell: str) -> str:
    """A text cell as it is kept: NFC, no control or direction characters, and without the apostrophe that defused a
    formula or kept a number from being shortened (``'+44 20``, ``'0071``)."""
    if cell.isascii() and cell.isprintable():
        cell = cell.strip()
    else:
        cell = unicodedata.normalize("NFC", _CONTROL.sub("", cell.replace("\r\n", "\n"))).strip()
    while cell[:1] == "'" and (cell[1:2] in _FORMULA_START or cell[1:].isdecimal()) and len(cell) > 1:
        cell = cell[1:].strip()
    return cell


# ── dates ────────────────────────────────────────────────────────────────────────────────────────────────────────

_TIME = r"(?:[T,\s]+\d{1,2}[:.h]\d{2}.*)?$"
_ISO = re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})" + _TIME)
_COMPACT = re.compile(r"^((?:19|20)\d{2})(\d{2})(\d{2})(?:T\d{2,6}(?:Z|[+-]\d{2,4})?)?$")
_NUMERIC = re.compile(r"^(\d{1,2})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(\d{4}|\d{2})" + _TIME)
_DAY_NAMED = re.compile(
    r"^(?:[^\W\d]+\.?,?\s+)?(\d{1,2})(?:st|nd|rd|th|er|º|ª)?[.\-\s]*(?:(?:de|of)\s+)?"
    r"([^\W\d]{3,12})\.?,?[\-\s]*(?:de\s+)?'?(\d{4}|\d{2})" + _TIME
)
_NAMED_DAY = re.compile(r"^(?:[^\W\d]+,\s+)?([^\W\d]{3,12})\.?\s*(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})" + _TIME)
_MONTH_YEAR = re.compile(r"^(?:(\d{4})[-/.](\d{1,2})|(\d{1,2})[-/.](\d{4}))$")
_NAMED_MONTH = re.compile(r"^([^\W\d]{3,12})\.?\s+(\d{4})$")
_YEAR = re.compile(r"^(19|20)\d{2}$")
_SERIAL = re.compile(r"^\d{5}(?:\.\d+)?$")
_YEARLESS = re.compile(r"^(?:--\d{1,2}-?\d{1,2}|\d{1,2}[-/.]\d{1,2}\.?)$")
_MONTHS: dict[str, int] = {
    start: number
    for number, starts in enumerate(
        (
            "jan ene gen",
            "feb fev",
            "mar mrt mrz maa",
            "apr avr abr",
            "may mai mei mag",
            "jun juin giu",
            "jul juil lug",
            "aug aou ago",
            "sep set",
            "oct okt out ott",
            "nov",
            "dec dez dic",
        ),
        start=1,
    )
    for start in starts.split()
}


def _month(word: str) -> int | None:
    plain = "".join(c for c in unicodedata.normalize("NFD", word.casefold()) if not unicodedata.combining(c))
    return _MONTHS.get(plain[:4]) or _MONTHS.get(plain[:3])


def order_of_dates(cells: Iterable[str]) -> DateOrder | None:
    """Whether the column writes the day or the month first, or None when every cell could be both.

    Points between the numbers mean day first; otherwise a number over 12 shows where the day stands.
    """
    day, month = _vote_order(cells)
    return None if day == month else "day" if day > month else "month"


def proves_both_orders(cells: Iterable[str]) -> bool:
    """Whether some cells write the day first and others the month, so that the column tells nothing of the rest."""
    return all(_vote_order(cells))


def _vote_order(cells: Iterable[str]) -> tuple[int, int]:
    """How many cells prove the day first, and how many the month."""
    day = month = 0
    for cell in cells:
        if found := _NUMERIC.match(cell):
            first, second = int(found[1]), int(found[2])
            if "." in cell[: found.end(3)] or (first > 12 >= second):
                day += 1
            elif second > 12 >= first:
                month += 1
    return day, month


def has_open_dates(cells: Iterable[str]) -> bool:
    """Whether any cell is a numeric date that reads differently by order (3/4/2026)."""
    return any(
        int(found[1]) <= 12 and int(found[2]) <= 12 and found[1].lstrip("0") != found[2].lstrip("0")
        for cell in cells
        if (found := _NUMERIC.match(cell)) and "." not in cell[: found.end(3)]
    )


def read_date(text: str, order: DateOrder = "day", *, today: date | None = None) -> date | None:
    """A date in one of the usual written forms; a month or year alone stands for its first day. None when it is none.

    A two-digit year is the latest that lies no more than five years ahead of ``today``.
    """
    today = today or date.today()
    if found := _ISO.match(text) or _COMPACT.match(text):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := _NUMERIC.match(text):
        first, second, year = int(found[1]), int(found[2]), _full_year(found[3], today)
        day, month = (first, second) if order == "day" else (second, first)
        return _day(year, month, day) or _day(year, day, month)
    if found := _DAY_NAMED.match(text):
        return _day(_full_year(found[3], today), _month(found[2]), int(found[1]))
    if found := _NAMED_DAY.match(text):
        return _day(int(found[3]), _month(found[1]), int(found[2]))
    if found := _MONTH_YEAR.match(text):
        return _day(int(found[1] or found[4]), int(found[2] or found[3]), 1)
    if found := _NAMED_MONTH.match(text):
        return _day(int(found[2]), _month(found[1]), 1)
    if _YEAR.match(text):
        return date(int(text), 1, 1)
    if _SERIAL.match(text) and 10_000 <= float(text) < 80_000:
        return date(1899, 12, 30) + timedelta(days=int(float(text)))
    return None


def is_yearless(text: str) -> bool:
    """Whether this is a birthday without its year, as phone books keep it (``--03-14``, ``03/14``); not ``45-54``."""
    if not _YEARLESS.match(text):
        return False
    numbers = sorted(map(int, re.findall(r"\d{1,2}", text)))
    return len(numbers) == 2 and 1 <= numbers[0] <= 12 and numbers[1] <= 31


def _full_year(text: str, today: date) -> int:
    if len(text) == 4:
        return int(text)
    year = today.year // 100 * 100 + int(text)
    return year - 100 if year > today.year + 5 else year


def _day(year: int, month: int | None, day: int) -> date | None:
    try:
        return date(year, month or 0, day)
    except (ValueError, OverflowError):
        return None


# ── spans ────────────────────────────────────────────────────────────────────────────────────────────────────────

_BETWEEN = re.compile(r"^(?:between|zwischen|entre|tussen|from|von|de|van)\s+", re.IGNORECASE)
_TO = re.compile(r"\s*(?:[–—-]|\b(?:to|and|bis|und|à|et|a|y|tot|en)\b)\s*", re.IGNORECASE)
_UNDER = re.compile(
    r"^(?:[<≤]=?|(?:under|below|less than|up to|unter|weniger als|bis(?: zu)?|moins de|jusqu'à|menos de|hasta"
    r"|minder dan|onder|tot)\b)\s*",
    re.IGNORECASE,
)
_OVER = re.compile(
    r"^(?:[>≥]=?|(?:over|above|more than|über|mehr als|ab|plus de|más de|meer dan|boven|vanaf)\b)\s*"
    r"|\s*(?:\+|\b(?:and|or) (?:more|over|above)|\b(?:und|oder) mehr|\bet plus|\by más|\ben meer)$",
    re.IGNORECASE,
)
_SCALED = re.compile(r"\d\s*([km])\b", re.IGNORECASE)


def read_span(text: str, mark: DecimalMark = ".") -> tuple[float | None, float | None] | None:
    """(least, most) of a written span, None for an open end; None when it is no span.

    >>> read_span("$50k–75k"), read_span("50-75k"), read_span("under 25,000"), read_span("150k+"), read_span("plenty")
    ((50000.0, 75000.0), (50000.0, 75000.0), (None, 25000.0), (150000.0, None), None)
    """
    text = " ".join(text.replace(",-", "").replace(".-", "").split())
    for pattern, above in ((_UNDER, False), (_OVER, True)):
        rest, count = pattern.subn("", text, count=1)
        if count and (end := read_number(rest, mark)) is not None:
            return (end, None) if above else (None, end)
    ends = [end for end in _TO.split(_BETWEEN.sub("", text)) if end]
    if len(ends) != 2:
        return None
    if (scale := _SCALED.search(ends[1])) and not _SCALED.search(ends[0]):
        ends[0] += scale[1]
    low, high = (read_number(end, mark) for end in ends)
    return (low, high) if low is not None and high is not None and low <= high else None


# ── what a cell looks like ───────────────────────────────────────────────────────────────────────

# Begun only where a word begins, else a cell of two thousand letters is tried from each of them.
EMAIL = re.compile(r"(?<![^\s@,;<>()\"'])[^\s@,;<>()\"']++@[^\s@,;<>()\"']+\.[^\s@,;<>()\"'.]{2,}")
_PHONE = re.compile(r"^[^\d+(]{0,12}[+(]?\d[\d\s().\-/+]{5,24}(?:\s?(?:x|ext\.?|app\.?)\s?\d+)?$")


def looks_like_phone(text: str) -> bool:
    """Seven or more digits in the ways telephone numbers are written."""
    return bool(_PHONE.match(text)) and 7 <= sum(char.isdigit() for char in text) <= 17


def is_shortened(text: str) -> bool:
    """A long number as a spreadsheet shortens it (``4.91712E+11``): many share the few digits that are left.

    >>> is_shortened("4,91712E+11"), is_shortened("+49 171 2345678")
    (True, False)
    """
    return bool(_SHORTENED.match(text))


_SHORTENED = re.compile(r"^\s*[+-]?\d(?:[.,]\d+)?E\+\d+\s*$", re.IGNORECASE)


def looks_like_value(text: str) -> bool:
    """A number, date, e-mail or web address: something that names no column."""
    return (
        read_number(text) is not None
        or bool(EMAIL.search(text))
        or read_date(text) is not None
        or text.casefold().startswith(("http://", "https://", "www."))
    )


# ── several answers in one cell ──────────────────────────────────────────────────────────────────────────────────


def split_several(cell: str) -> list[str]:
    """Answers in one cell, at ``:::``, ``;`` or line ends, else at ``,`` or ``/``; repeats and blanks left out.

    >>> split_several("Fair / Website"), split_several("* Clients ::: Trade, food")
    (['Fair', 'Website'], ['Clients', 'Trade, food'])
    """
    cell = clean_cell(cell)
    if "://" in cell:
        return [cell]
    mark = next((mark for mark in (":::", r"[;\n]") if re.search(mark, cell)), "[,/]")
    return drop_repeats(clean_cell(part.strip().removeprefix("* ")) for part in re.split(mark, cell))


def drop_repeats(parts: Iterable[str]) -> list[str]:
    """Each part that says something once, in the spelling and at the place it is met first."""
    kept: dict[str, str] = {}
    for part in parts:
        if not is_unknown(part):
            kept.setdefault(part.casefold(), part)
    return list(kept.values())
