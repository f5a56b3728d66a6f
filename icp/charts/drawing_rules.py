"""Troubles beside rules as a light drawing: who does what by feeling, and whether there is a rule about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from icp.charts import svg
from icp.charts.palette import palette
from icp.charts.text import shorten

WIDTH = 440.0
MOST = 7
_LEFT, _RIGHT, _LONGEST = 8.0, WIDTH - 8, 34


@dataclass(frozen=True, slots=True)
class Row:
    """One trouble: its words and count in words, how many glad, fine and heart-sink clients do it of how many known,
    and what stands at its end about a rule; all plain text. ``missing``: no rule though somebody does it."""

    words: str
    count: str
    doing: tuple[int, int, int]
    known: int
    rule: str
    missing: bool


def draw_troubles(rows: Sequence[Row], *, title: str, dark: bool = False) -> str:
    """A bar a trouble, beginning with ``<svg``, 440 units wide; at most seven are drawn.

    The whole width of a bar is everybody it is known of, so bars compare as shares. ``title`` is the finding, for those
    who hear it.
    """
    colours = palette(dark)
    fills = (colours.gold, colours.grey, colours.clay)
    parts, y = [], 18.0
    for row in rows[:MOST]:
        parts.append(svg.words(_LEFT, y, shorten(row.words, _LONGEST), fill=colours.ink, size=15, bold=row.missing))
        parts.append(svg.words(_RIGHT, y, row.count, fill=colours.ink, size=15, anchor="end"))
        end = _RIGHT - 92
        parts.append(svg.box(_LEFT, y + 9, end - _LEFT, 16, fill=colours.card, radius=3))
        x = _LEFT
        for number, fill in zip(row.doing, fills, strict=True):
            width = (end - _LEFT) * number / row.known if row.known else 0.0
            if width:
                parts.append(svg.box(x, y + 9, width, 16, fill=fill, radius=2))
            x += width
        ink = colours.clay if row.missing else colours.green
        parts.append(svg.words(_RIGHT, y + 22, row.rule, fill=ink, size=14, anchor="end", bold=True))
        y += 54
    return svg.figure(WIDTH, max(y - 20, 24), parts, title=title)
