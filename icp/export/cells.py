"""What a document's texts and cells read as, in any file: typed text made harmless, values put in words."""

from __future__ import annotations

import re
from datetime import date
from typing import TypeGuard

from icp.catalogue import catalogue
from icp.export.document import Column, Value
from icp.methods.letters import word_day
from icp.wishes import currency_sign

_UNWRITABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff"  # no XML file may hold these (1.0, 2.2)
    "\u202a-\u202e\u2066-\u2069]"  # and these turn round whatever is printed after them
)
_ENDLESS = 1e300
"""Files of other programs hold doubles; a comparison is false for what is no number."""


def plain(text: str) -> str:
    """The text as any file may hold it: without characters XML forbids and marks that turn the text after them round.

    Line breaks become ``\\n`` and stay.
    """
    if text.isascii() and text.isprintable():
        return text
    return _UNWRITABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n"))


def is_number(value: Value) -> TypeGuard[int | float]:
    """Whether it is a number to reckon with: no flag, not without end, not missing."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < _ENDLESS


def cell_words(value: Value, column: Column, currency: str) -> str:
    """A cell in words: "€13,800", "62%", "22 November 2026", "yes"; None, and what is no number, are nothing.

    ``currency``: an ISO 4217 code. A value of another sort than its column's is shown as it is.
    """
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return catalogue().say("frame.yes" if value else "frame.no")
    if isinstance(value, date):
        return word_day(value)
    if isinstance(value, str):
        return plain(value)
    if not is_number(value):
        return ""
    if column.kind == "text":
        return f"{value:.12g}"  # a year is no amount: 2025, not 2,025
    if column.kind == "percent":
        return f"{_grouped(100 * value, column.decimals)}%"
    return _grouped(value, column.decimals, sign=currency_sign(currency) if column.kind == "money" else "")


def _grouped(number: float, decimals: int, sign: str = "") -> str:
    """Grouped digits behind a currency's sign, with a typographic minus; never "−0"."""
    digits = f"{abs(number):,.{decimals}f}"
    return f"{'−' if number < 0 and digits.strip('0.,') else ''}{sign}{digits}"


def number_format(column: Column, currency: str) -> str:
    """How a spreadsheet or a chart shows the column's numbers, in Excel's own notation."""
    digits = "0" + (f".{'0' * column.decimals}" if column.decimals else "")
    match column.kind:
        case "percent":
            return f"{digits}%"
        case "fit":
            return digits
        case "money":
            # in quotes a sign is only letters to Excel, whatever they are
            sign = '"' + plain(currency_sign(currency)).replace('"', "").replace("\\", "") + '"'
            return f"{sign}#,##{digits};-{sign}#,##{digits}"
        case "text":
            return "General"
        case _:
            return f"#,##{digits}"
