"""How wide and how high a text will be, before a program that does not say so sets it.

Widths are those of Calibri, by letter; wide scripts take a whole em. Programs without Calibri have a font at most a
tenth wider in its place, which callers leave room for.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from unicodedata import combining, east_asian_width

from icp.export.document import Column

_EM = 11 * 96 / 72
"""Pixels of an em at the size XlsxWriter's table of widths is for."""
_PT = 72 / 25.4
_TABLE_TEXT = 9.5
_LONGEST = 400
_LOOKED_AT = 500
"""Letters of a text, and rows of a table, that its columns' widths are found by."""
_AIR = 4.5


def ems(text: str) -> float:
    """Width of the text on one line, in ems."""
    from xlsxwriter.utility import xl_pixel_width

    wide = 0
    if not text.isascii():
        text = "".join(letter for letter in text if not combining(letter))
        narrow = "".join(letter for letter in text if east_asian_width(letter) not in "WF")
        wide, text = len(text) - len(narrow), narrow
    return wide + float(xl_pixel_width(text)) / _EM


def wrap(text: str, width: float) -> list[str]:
    """The text in lines of at most ``width`` ems, broken between words, and inside one that is wider than a line."""
    lines: list[str] = []
    for part in text.split("\n"):
        line, used = "", 0.0
        for word in part.split(" "):
            needed = ems(word)
            if line and used + 0.21 + needed > width:
                lines.append(line)
                line, used = "", 0.0
            while needed > width:
                fits = _fitting(word, width)
                lines.append(word[:fits])
                word = word[fits:]
                needed = ems(word)
            line, used = (f"{line} {word}", used + 0.21 + needed) if line else (word, needed)
        lines.append(line)
    return lines


def shorten(text: str, width: float, lines: int) -> str:
    """The text, cut where it takes more than so many lines of ``width`` ems, the last letter then an ellipsis."""
    short, long = 0, min(len(text), 1 + int(lines * width * 8))  # no letter is narrower than an eighth of an em
    if long == len(text) and lines_in(text, width) <= lines:
        return text
    while short < long:
        middle = (short + long + 1) // 2
        if lines_in(f"{text[:middle]}…", width) <= lines:
            short = middle
        else:
            long = middle - 1
    return f"{text[:short].rstrip()}…"


def share_widths(
    columns: Sequence[Column],
    rows: Sequence[Sequence[str]],
    room: float,
    *,
    least: float,
    points: float = _TABLE_TEXT,
    air: float = _AIR,
) -> list[float]:
    """Widths in mm of a table's columns that fill ``room`` mm together, each by what stands in it; ``rows`` in words.

    ``points`` is the size of the text, ``air`` the millimetres a cell keeps free at its sides. A column gets what its
    longest word needs, one of numbers or days what keeps them on a line, and at least ``least`` where there is room for
    that; what is left over goes to the columns with longer texts. One text far longer than nine in ten of the others
    wraps, or breaks.
    """
    em = points / _PT * 1.1
    needs, wants = [], []
    for at, column in enumerate(columns):
        texts = sorted({row[at][:_LONGEST] for row in rows[:_LOOKED_AT]}, key=len)
        usual = texts[: len(texts) - len(texts) // 10]
        word = max((ems(word) for word in " ".join([column.label, *usual[-20:]]).split()), default=0)
        text = max((ems(text) for text in [column.label if column.kind == "text" else "", *usual[-20:]]), default=0)
        needs.append(max((word if column.kind == "text" else max(word, text)) * em + air, least))
        wants.append(max(needs[-1], text * em + air))
    for most in (room / 3, room / 5):
        if sum(needs) > room:
            needs = [min(need, most) for need in needs]
    if sum(needs) > room:
        return [need * room / sum(needs) for need in needs]
    more = [max(want - need, 0) for want, need in zip(wants, needs, strict=True)]
    if sum(more) + sum(needs) <= room:
        return [(need + extra) * room / (sum(needs) + sum(more)) for need, extra in zip(needs, more, strict=True)]
    spare, widths = room - sum(needs), list(needs)
    for waiting, at in zip(range(len(more), 0, -1), sorted(range(len(more)), key=more.__getitem__), strict=True):
        given = min(
            more[at], spare / waiting
        )  # the short ones get all they want, the long ones equal parts of the rest
        widths[at] += given
        spare -= given
    return widths


def _fitting(word: str, width: float) -> int:
    """How many letters of the word stand in ``width`` ems; one at least."""
    fits, used = 0, 0.0
    for letter in word:
        used += ems(letter)
        if used > width:
            break
        fits += 1
    return max(fits, 1)


def lines_in(text: str, width: float) -> int:
    """How many lines the text takes in ``width`` ems."""
    return sum(max(1, math.ceil(ems(part) / width)) if ems(part) < width else len(wrap(part, width))
               for part in text.split("\n"))  # fmt: skip
