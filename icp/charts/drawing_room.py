"""How many in a room said what, as bars: on a phone, on paper, and on a wall ten metres away.

SVG text, no chart library. Nothing in it needs a pointer: every bar has its words above it and its number at its end.
"""

from __future__ import annotations

from collections.abc import Sequence

from icp.charts import svg
from icp.charts.palette import palette
from icp.charts.text import shorten

WIDTH = 440.0
_LEFT, _NUMBER, _ROW, _THICK = 8.0, 44.0, 44.0, 14.0
MOST_BARS = 12


def draw_room_bars(
    bars: Sequence[tuple[str, int]], *, of: int, title: str, last: str = "", columns: int = 1, dark: bool = False
) -> str:
    """The drawing, beginning with ``<svg``: at most twelve bars, each as long as its share ``of`` the people.

    ``last``: a line under them, on what is not told apart. ``columns``: 2 for a projector, twice as wide. ``title`` is
    the finding, for those who hear it.
    """
    colours, shown = palette(dark), bars[:MOST_BARS]
    rows = max(1, -(-len(shown) // columns))
    parts = []
    for at, (words, count) in enumerate(shown):
        left = _LEFT + WIDTH * (at // rows)
        y, room = 18 + _ROW * (at % rows), WIDTH - 2 * _LEFT - _NUMBER
        length = max(2.0, room * count / max(of, 1))
        parts += [
            svg.words(left, y, shorten(words, 44), fill=colours.ink, size=15, halo=colours.paper),
            svg.box(left, y + 7, room, _THICK, fill=colours.card, radius=4),
            svg.box(left, y + 7, length, _THICK, fill=colours.green, radius=4),
            svg.words(left + room + 10, y + 20, str(count), fill=colours.ink, size=17, bold=True),
        ]
    foot = 18 + _ROW * rows
    if last:
        parts.append(svg.words(_LEFT, foot, shorten(last, 58 * columns), fill=colours.quiet))
        foot += 20
    return svg.figure(WIDTH * columns, foot, parts, title=title)
