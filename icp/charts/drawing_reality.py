"""Who is left: the client list as initials that fade as must-haves are asked, or as shrinking bars when it is long.

SVG text, no chart library, 440 units wide, as in :mod:`icp.charts.drawing`. A chip that holds keeps its colour, and its
corners tell the feeling as well: round glad, a little round fine, square heart sinks. A chip that fails is an outline.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from icp.charts import svg
from icp.charts.palette import Palette, palette
from icp.charts.text import shorten

WIDTH = 440.0
MOST_CHIPS = 60
State = Literal["yes", "ask", "no", "back"]
_COLUMNS, _CHIP, _TALL, _GAP = 8, 47.0, 32.0, 8.0
_CORNERS = {1: 16.0, 2: 6.0, 3: 0.0, 0: 6.0}
_LEFT, _RIGHT = 8.0, WIDTH - 8


@dataclass(frozen=True, slots=True)
class Chip:
    """One client: initials as plain text, feeling 1–3 or 0, and how they stand.

    ``state``: "yes" meets all, "ask" may (an answer is missing), "no" fails, "back" fails and would be back if one
    must-have went.
    """

    initials: str
    tier: int
    state: State


def initials(name: str) -> str:
    """At most two letters or digits of a name, "•" where it has none.

    >>> [initials(name) for name in ("Rolf D.", "Ines Kowalska-Berg", "cher", "🎉", "van der Meer", "7 Oaks")]
    ['RD', 'IK', 'CH', '•', 'VM', '7O']
    """
    words = ["".join(c for c in word if unicodedata.category(c)[0] in "LN") for word in name.split()]
    words = [word for word in words if word]
    if not words:
        return "•"
    found = words[0][:2] if len(words) == 1 else words[0][0] + words[-1][0]
    return found.upper()[:2]


def draw_chips(chips: Sequence[Chip], *, legend: Sequence[tuple[State, str]], title: str, dark: bool = False) -> str:
    """Everybody as a chip, eight a row, beginning with ``<svg``.

    ``legend``: words for the states that occur, plain text. ``title`` is the finding, for those who hear it.
    """
    colours = palette(dark)
    parts = []
    for at, chip in enumerate(chips):
        x = _LEFT + (at % _COLUMNS) * (_CHIP + _GAP - 1)
        y = 8 + (at // _COLUMNS) * (_TALL + _GAP)
        parts.append(_chip(chip, x, y, _CHIP, colours))
    x, y = _LEFT, 8 + -(-len(chips) // _COLUMNS) * (_TALL + _GAP) + 6
    for state, words in legend:
        text = shorten(words, 52)
        wide = 34 + 7.3 * len(text)
        if x > _LEFT and x + wide > _RIGHT:
            x, y = _LEFT, y + 26
        parts.append(_chip(Chip("", 2, state), x, y, 26, colours, tall=18))
        parts.append(svg.words(x + 34, y + 14, text, fill=colours.quiet))
        x += wide + 18
    return svg.figure(WIDTH, y + 28, parts, title=title)


def _chip(chip: Chip, x: float, y: float, wide: float, colours: Palette, *, tall: float = _TALL) -> str:
    corner = min(_CORNERS.get(chip.tier, 6.0), tall / 2)
    edge, thick, dash, ink = {
        "yes": (colours.of_tier(chip.tier or None), 0.0, "", colours.paper),
        "ask": (colours.ink, 1.5, "3 3", colours.ink),
        "back": (colours.green, 2.5, "", colours.green),
        "no": (colours.line, 1.0, "", colours.unknown),
    }[chip.state]
    if thick:
        x, y, wide, tall = x + thick / 2, y + thick / 2, wide - thick, tall - thick
        shape = svg.frame(x, y, wide, tall, stroke=edge, thick=thick, radius=corner, dash=dash)
    else:
        shape = svg.box(x, y, wide, tall, fill=edge, radius=corner)
    if not chip.initials:
        return shape
    bold = chip.state != "no"
    return shape + svg.words(
        x + wide / 2, y + tall / 2 + 5.5, chip.initials, fill=ink, size=16, anchor="middle", bold=bold
    )


@dataclass(frozen=True, slots=True)
class Rung:
    """The list after one more must-have: its words, and how many of each feeling (glad, fine, sinks, unrated) stay.

    ``ask``: clients an answer is missing of, who may stay.
    """

    words: str
    left: tuple[int, int, int, int]
    ask: int


def draw_rungs(
    rungs: Sequence[Rung], *, names: Sequence[str], counted: Sequence[str], title: str, dark: bool = False
) -> str:
    """The list shrinking from bar to bar, beginning with ``<svg``; the first rung is the whole list.

    ``names``: words for glad, fine, heart sinks, unrated. ``counted``: what stands at the end of each bar's words.
    """
    colours = palette(dark)
    whole = max((sum(rung.left) + rung.ask for rung in rungs), default=1) or 1
    fills = (colours.gold, colours.grey, colours.clay, colours.unknown)
    parts, y = [], 18.0
    for rung, count in zip(rungs, counted, strict=True):
        parts.append(svg.words(_LEFT, y, shorten(rung.words, 38), fill=colours.ink))
        parts.append(svg.words(_RIGHT, y, count, fill=colours.ink, anchor="end", bold=True))
        parts.append(svg.line(_LEFT, y + 17, _RIGHT, y + 17, stroke=colours.line))
        x = _LEFT
        for amount, fill in zip(rung.left, fills, strict=True):
            width = (_RIGHT - _LEFT) * amount / whole
            if width > 0.5:
                parts.append(svg.box(x, y + 8, width, 18, fill=fill, radius=2))
            x += width
        width = (_RIGHT - _LEFT) * rung.ask / whole
        if width > 2:
            parts.append(svg.frame(x + 1, y + 9, width - 2, 16, stroke=colours.quiet, thick=1.5, radius=2, dash="3 3"))
        y += 50
    x = _LEFT
    for name, fill in zip(names, fills, strict=True):
        parts += [svg.box(x, y - 8, 12, 12, fill=fill, radius=2), svg.words(x + 18, y + 3, name, fill=colours.quiet)]
        x += 40 + 7.5 * len(name)
    return svg.figure(WIDTH, y + 12, parts, title=title)


@dataclass(frozen=True, slots=True)
class Funnel:
    """One way to spend: its words, and three counts with theirs: people reached, clients won, those loved."""

    words: str
    counts: tuple[float, float, float]
    told: tuple[str, str, str]


def draw_funnels(funnels: Sequence[Funnel], *, title: str, dark: bool = False) -> str:
    """Each way as three bars of its own scale, and the loved clients drawn to one scale for all, as gold discs.

    Reach differs by orders of magnitude, so a bar tells the share of the one above it; what can be compared between
    two ways, the clients they are glad of, are discs to be counted (at most 20 drawn, part of one as a part).
    """
    colours = palette(dark)
    parts, y = [], 20.0
    for funnel in funnels:
        parts.append(svg.words(_LEFT, y, funnel.words, fill=colours.ink, size=16, bold=True))
        top = max(funnel.counts[0], 1e-12)
        for count, words, fill in zip(funnel.counts[:2], funnel.told, (colours.line, colours.grey), strict=False):
            y += 12
            wide = (_RIGHT - _LEFT) * min(count / top, 1)
            parts.append(svg.box(_LEFT, y, max(wide, 2.0), 16, fill=fill, radius=2))
            y += 32
            parts.append(svg.words(_LEFT, y, words, fill=colours.quiet))
        y += 12
        for at in range(min(int(-(-funnel.counts[2] // 1)), 20)):
            part = min(funnel.counts[2] - at, 1.0)
            x = _LEFT + 10 + at * 21
            parts.append(svg.circle(x, y + 9, 9, fill=colours.line))
            parts.append(svg.circle(x, y + 9, 9 * part**0.5, fill=colours.gold))
        y += 36
        parts.append(svg.words(_LEFT, y, funnel.told[2], fill=colours.ink, bold=True))
        y += 40
    return svg.figure(WIDTH, y - 20, parts, title=title)
