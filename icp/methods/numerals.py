"""Written numbers: money, hours and percentages as people type and programs export them.

What a doubtful number (``1,234``) means is decided by its whole column (:func:`vote_decimal_mark`), never by the cell.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Literal

DecimalMark = Literal[".", ","]

_SPACES = re.compile(r"[\s\u00a0\u202f\u2009'’`]")
_CURRENCIES = (
    "USD|EUR|GBP|CHF|CAD|AUD|NZD|JPY|CNY|INR|BRL|MXN|ARS|CLP|COP|PEN|ZAR|SEK|NOK|DKK|ISK|PLN|CZK|HUF|RON|BGN|TRY|ILS"
    "|AED|SAR|SGD|HKD|KRW|THB|MYR|IDR|PHP|VND|NGN|KES|EGP|UAH"
)
_LONGEST = 100
_DOLLARS = re.compile(r"(?:US|CA|AU|NZ|HK|MX|[RACS])\$", re.IGNORECASE)
# The digits are possessive: tried in every division, two thousand of them take seconds.
_AROUND = re.compile(
    r"^(?:~|≈|ca\.?|c\.|about|approx\.?|around|circa|etwa|rund)?"
    rf"(?:{_CURRENCIES}|kr\.?|fr\.?|rs\.?|zł)?"
    r"(?P<core>[-+]?(?:[.,]*+\d)++[.,]*?)(?P<scale>k|m|mio\.?)?"
    rf"(?:{_CURRENCIES}|kr\.?|fr\.?|zł|,-|\.-|%|h|hrs?\.?|hours?|std\.?|stunden|years?|yrs?|jahre?|y|x|times"
    r"|/?(?:year|yr|jahr)|p\.?a\.?|(?:per|a|pro)(?:year|yr|annum|jahr))?$",
    re.IGNORECASE,
)


def _strip_number(text: str) -> tuple[str, float] | None:
    """Digits with their marks, and the factor of sign and scale; None when this is no number."""
    if text.isascii() and text.isdecimal():  # by far the most cells
        return text, 1.0
    if len(text) > _LONGEST:
        return None
    text = unicodedata.normalize("NFKC", text).strip()
    sign = 1.0
    if text.startswith("(") and text.endswith(")"):
        sign, text = -1.0, text[1:-1]
    text = "".join(char for char in _DOLLARS.sub("$", text) if unicodedata.category(char) != "Sc")
    text = _SPACES.sub("", text.replace("−", "-").replace("–", "-"))
    if text[:1] in "+-" and text[:1]:
        sign, text = (-sign if text[0] == "-" else sign), text[1:]
    elif text.endswith("-") and not text.endswith((",-", ".-")):
        sign, text = -sign, text[:-1]
    found = _AROUND.match(text)
    if not found:
        return None
    core = found["core"]
    if core[:1] in "+-":
        sign, core = (-sign if core[0] == "-" else sign), core[1:]
    if core[:1] in ".,":
        core = "0" + core
    scale = {"k": 1e3, "m": 1e6}.get((found["scale"] or "")[:1].casefold(), 1.0)
    return core.rstrip(".,"), sign * scale


def _own_mark(core: str) -> DecimalMark | None:
    """The decimal mark that these digits alone prove, or None when they could be read both ways."""
    points, commas = core.count("."), core.count(",")
    if points and commas:
        return "." if core.rindex(".") > core.rindex(",") else ","
    if points + commas == 0:
        return None
    mark: DecimalMark = "." if points else ","
    other: DecimalMark = "," if points else "."
    if points + commas > 1:
        return other
    whole, _, rest = core.partition(mark)
    if len(rest) != 3 or len(whole) > 3 or whole in ("0", "00", "000"):
        return mark
    return None


_MONEY = re.compile(rf"(?<![^\W\d_])(?:{_CURRENCIES})(?![^\W\d_])", re.IGNORECASE)


def names_currency(text: str) -> bool:
    """Whether a currency stands in the cell, by its sign or its code.

    >>> names_currency("1.234 €"), names_currency("CHF 1.234"), names_currency("1.234 h")
    (True, True, False)
    """
    return any(unicodedata.category(char) == "Sc" for char in text) or _MONEY.search(text) is not None


def vote_decimal_mark(cells: Iterable[str]) -> tuple[int, int]:
    """How many cells prove a decimal point, and how many a decimal comma."""
    votes = {".": 0, ",": 0, None: 0}
    for cell in cells:
        stripped = _strip_number(cell)
        if stripped is not None:
            votes[_own_mark(stripped[0])] += 1
    return votes["."], votes[","]


def read_number(text: str, mark: DecimalMark = ".") -> float | None:
    """A number in money or plain form; ``mark`` is the column's decimal mark, used where the cell alone proves none.

    ``(40.00)``, ``-40``, ``40-``, ``€ 1.234,56``, ``1 234,56 kr``, ``CHF 1'234.50``, ``12k``, ``3 h``. None when it is
    none.
    """
    stripped = _strip_number(text)
    if stripped is None:
        return None
    core, factor = stripped
    mark = _own_mark(core) or mark
    thousands = "," if mark == "." else "."
    whole, _, rest = core.partition(mark)
    groups = whole.split(thousands)
    if len(groups) > 1 and (
        not 1 <= len(groups[0]) <= 3 or len(groups[-1]) != 3 or any(len(g) not in (2, 3) for g in groups[1:])
    ):
        return None
    digits = "".join(groups)
    if not digits.isdecimal() or (rest and not rest.isdecimal()) or len(digits) > 15:
        return None
    return factor * float(f"{digits}.{rest or 0}")
