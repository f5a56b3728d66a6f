"""What must-haves cost and give back, as a light drawing."""

from __future__ import annotations

import math
from collections.abc import Sequence

from icp.charts import svg
from icp.charts.palette import palette
from icp.charts.text import shorten

WIDTH = 440.0
MOST = 6
_LETTERS = 46


def draw_prices(rows: Sequence[tuple[str, float, str, float, str]], *, title: str, dark: bool = False) -> str:
    """Two bars a must-have: income given up and hours given back, as shares (0–1; NaN draws none) of the whole.

    ``rows``: the must-have, each share and its words; all bars are on one scale. At most six rows are drawn.
    """
    colours, left, right = palette(dark), 12.0, WIDTH - 12
    shown = rows[:MOST]
    most = max((share for _, cost, _, gain, _ in shown for share in (cost, gain) if share > 0), default=1.0)
    parts, y = [], 22.0
    for label, cost, cost_words, gain, gain_words in shown:
        parts.append(svg.words(left, y, shorten(label, _LETTERS), fill=colours.ink, bold=True, size=16))
        for share, words, fill in ((cost, cost_words, colours.clay), (gain, gain_words, colours.green)):
            if math.isnan(share):
                continue
            y += 12
            parts.append(svg.box(left, y, max((right - left) * share / most, 3), 14, fill=fill, radius=3))
            y += 30
            parts.append(svg.words(left, y, words, fill=colours.ink, size=14))
        y += 34
    return svg.figure(WIDTH, max(y - 20, 24), parts, title=title)
