"""The cameo beside the portrait: a head in an oval, and a wreath that gains a leaf for every part told."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from icp.charts.palette import Palette
from icp.charts.svg import figure

WIDTH, HEIGHT = 132, 140
_LEAF = "M0,0 C4,-7 14,-9 23,-1 C14,6 5,6 0,0 Z"
# Where the leaves of the left branch grow, from the foot up: x, y, turn in degrees. The right one mirrors them.
_STEMS = ((57, 130, -160), (36, 120, -132), (22, 101, -112), (15, 78, -98))


def draw_cameo(parts: Sequence[str], known: Collection[str], colours: Palette, *, title: str) -> str:
    """The drawing as SVG text: gold leaves for the ``known`` of the eight ``parts``, hairlines for the others.

    The head is dashed while nothing is known. ``title`` is plain text for those who hear it.
    """
    shade = colours.green if known else "none"
    dash = "" if known else ' stroke-dasharray="3 4"'
    rim = colours.green if known else colours.unknown
    head = (
        '<g transform="translate(6,6)">'
        f'<ellipse cx="60" cy="60" rx="40" ry="50" fill="{colours.card}" stroke="{rim}" stroke-width="1.5"{dash}/>'
        '<clipPath id="oval"><ellipse cx="60" cy="60" rx="38.5" ry="48.5"/></clipPath>'
        f'<g clip-path="url(#oval)" fill="{shade}" stroke="{rim}" stroke-width="1.5"{dash}>'
        '<path d="M22,112 C22,90 38,84 50,81 L50,72 L70,72 L70,81 C82,84 98,90 98,112 L98,120 L22,120 Z"/>'
        '<ellipse cx="60" cy="52" rx="17" ry="22"/></g></g>'
    )
    leaves = "".join(_leaf(at, part in known, colours) for at, part in enumerate(parts[: 2 * len(_STEMS)]))
    return figure(WIDTH, HEIGHT, [head, leaves], title=title)


def _leaf(at: int, told: bool, colours: Palette) -> str:
    x, y, turn = _STEMS[at // 2]
    mirror = at % 2 == 1
    place = f"translate({WIDTH - x},{y}) scale(-1,1)" if mirror else f"translate({x},{y})"
    look = f'fill="{colours.gold}"' if told else f'fill="none" stroke="{colours.line}" stroke-width="1.2"'
    return f'<path d="{_LEAF}" transform="{place} rotate({turn})" {look}/>'
