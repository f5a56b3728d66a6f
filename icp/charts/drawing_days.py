"""What is ahead, day by day: a line down the page with a mark and its words a day, as SVG text for phones."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from icp.charts import svg
from icp.charts.palette import Palette, palette

WIDTH = 440.0
MOST = 8
_DAY, _LINE, _WORDS = 76.0, 94.0, 114.0
_A_LINE, _LINES = 34, 3
Mark = Literal["promise", "step", "late", "back"]


@dataclass(frozen=True, slots=True)
class Row:
    """One thing on a day, in words; all plain text. ``mark``: a promise, a step, one past its day, the way back."""

    day: str
    words: str
    mark: Mark


def draw_days(rows: Sequence[Row], *, title: str, dark: bool = False) -> str:
    """The drawing, beginning with ``<svg``, 440 units wide. ``title`` is the finding, for those who hear it."""
    colours, y, parts, ends = palette(dark), 22.0, [], []
    for row in rows:
        lines = textwrap.wrap(row.words, _A_LINE, max_lines=_LINES, placeholder=" …") or [""]
        bold = row.mark in ("promise", "late")
        ink = colours.clay if row.mark == "late" else colours.ink
        parts.append(svg.words(_DAY, y, row.day, fill=ink, size=14, anchor="end", bold=bold))
        parts += [svg.words(_WORDS, y + 18 * at, line, fill=ink, size=15, bold=bold) for at, line in enumerate(lines)]
        ends.append(y - 5)
        parts.append(_mark(row.mark, y - 5, colours))
        y += 18 * len(lines) + 18
    rail = [svg.line(_LINE, ends[0], _LINE, ends[-1], stroke=colours.line, width=2)] if len(ends) > 1 else []
    return svg.figure(WIDTH, max(y - 16, 24), [*rail, *parts], title=title)


def _mark(mark: Mark, y: float, colours: Palette) -> str:
    if mark == "back":
        return svg.diamond(_LINE, y, 8, fill=colours.gold)
    if mark == "step":
        return svg.circle(_LINE, y, 5, fill=colours.paper, stroke=colours.grey)
    return svg.circle(_LINE, y, 7, fill=colours.clay if mark == "late" else colours.green)
