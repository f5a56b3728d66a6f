"""The colours every picture uses, once for a light and once for a dark page.

Meaning is fixed: gold is glad and ideal, grey is fine, clay is heart sinks and never again, green is the workshop's own
voice, ``unknown`` is what nobody has answered. Gold, grey and clay also differ in lightness and each has a shape of its
own (:data:`SHAPES`), so that nothing is told by hue alone; all reach 3 : 1 against the page (WCAG 2.2, 1.4.11), and
``ink`` and ``quiet`` reach 4.5 : 1 (1.4.3).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Palette:
    """One page's colours, each ``#rrggbb``.

    ``ink`` text · ``quiet`` secondary text · ``paper`` the page · ``card`` a raised surface · ``line`` hairlines
    (decoration only) · ``green`` primary · ``gold`` glad, met · ``grey`` fine · ``clay`` heart sinks, not met ·
    ``unknown`` no answer.
    """

    ink: str
    quiet: str
    paper: str
    card: str
    line: str
    green: str
    gold: str
    grey: str
    clay: str
    unknown: str

    def of_tier(self, tier: int | None) -> str:
        """The colour of a feeling: 1 gold, 2 grey, 3 clay, None the colour of an unanswered question."""
        return {1: self.gold, 2: self.grey, 3: self.clay}.get(tier or 0, self.unknown)


LIGHT = Palette(
    ink="#2a2620",
    quiet="#5d574c",
    paper="#fbf8f1",
    card="#f1ebde",
    line="#d8cfbd",
    green="#1f5a47",
    gold="#ae7c0e",
    grey="#6f7671",
    clay="#9c3d24",
    unknown="#8a8478",
)
DARK = Palette(
    ink="#efe9dc",
    quiet="#bab3a5",
    paper="#1c1a17",
    card="#282520",
    line="#47423a",
    green="#7fbfa5",
    gold="#e5b94a",
    grey="#a09c94",
    clay="#d9714f",
    unknown="#847f76",
)

SHAPES: Mapping[int | None, str] = MappingProxyType({1: "circle", 2: "square", 3: "diamond", None: "circle-open"})
"""Plotly marker symbols by feeling; an unrated client is a ring."""


def palette(dark: bool = False) -> Palette:
    """The colours for a dark or a light page."""
    return DARK if dark else LIGHT
