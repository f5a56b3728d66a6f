"""Who does what annoys: a line an annoyance, with a mark for each feeling at the share of it that does.

SVG text, no chart library, 440 units wide, as in :mod:`icp.charts.drawing`. Three marks far out: everybody does it. One
mark far out and two near the beginning: some people do. Each feeling has its colour, its shape and its height.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from icp.charts import svg
from icp.charts.palette import Palette, palette
from icp.charts.text import shorten

WIDTH = 440.0
MOST_ROWS = 7
_LEFT, _RIGHT, _ROW = 14.0, WIDTH - 14, 66.0
_STEP = 9.0  # between the heights of two feelings


@dataclass(frozen=True, slots=True)
class Line:
    """One annoyance: its words, the verdict's, and (doing, known) of glad, fine and heart sinks."""

    words: str
    verdict: str
    by_tier: tuple[tuple[int, int], tuple[int, int], tuple[int, int]]


def draw_shares_doing(
    lines: Sequence[Line], *, names: Sequence[str], ends: tuple[str, str, str], title: str, dark: bool = False
) -> str:
    """The drawing, beginning with ``<svg``. ``names``: words for the three feelings; ``ends``: for nobody, half and
    everybody; ``title`` is the finding, for those who hear it. A feeling nothing is known of has no mark."""
    colours, y = palette(dark), 20.0
    half, foot = (_LEFT + _RIGHT) / 2, y + _ROW * len(lines)
    parts = [svg.line(x, y - 12, x, foot - 8, stroke=colours.line) for x in (_LEFT, half, _RIGHT)]
    for line in lines:
        room = 46 - len(line.verdict)
        parts.append(svg.words(_LEFT, y, shorten(line.words, room), fill=colours.ink, size=15, bold=True,
                               halo=colours.paper))  # fmt: skip
        parts.append(svg.words(_RIGHT, y, line.verdict, fill=colours.quiet, anchor="end", halo=colours.paper))
        parts += _marks(line, y + 28, colours)
        y += _ROW
    nobody, in_half, everybody = ends
    parts.append(svg.words(_LEFT, foot + 8, nobody, fill=colours.quiet))
    parts.append(svg.words(half, foot + 8, in_half, fill=colours.quiet, anchor="middle"))
    parts.append(svg.words(_RIGHT, foot + 8, everybody, fill=colours.quiet, anchor="end"))
    x = _LEFT
    for at, name in enumerate(names):
        parts += [_mark(at, x + 7, foot + 32, colours), svg.words(x + 20, foot + 37, name, fill=colours.ink)]
        x += 48 + 7.5 * len(name)
    return svg.figure(WIDTH, foot + 48, parts, title=title)


def _marks(line: Line, y: float, colours: Palette) -> list[str]:
    """The three marks, each on a hair of its own from the line's beginning."""
    parts = []
    for at, (doing, known) in enumerate(line.by_tier):
        if known:
            level, x = y + (at - 1) * _STEP, _LEFT + (_RIGHT - _LEFT) * doing / known
            parts += [svg.line(_LEFT, level, x, level, stroke=colours.of_tier(at + 1), width=2)]
            parts += [_mark(at, x, level, colours)]
    return parts


def _mark(at: int, x: float, y: float, colours: Palette) -> str:
    fill = colours.of_tier(at + 1)
    if at == 0:
        return svg.circle(x, y, 6, fill=fill)
    return svg.box(x - 5, y - 5, 10, 10, fill=fill) if at == 1 else svg.diamond(x, y, 7, fill=fill)
