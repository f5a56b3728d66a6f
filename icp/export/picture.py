"""A drawing of the workshop as a picture, for programs that show no SVG."""

from __future__ import annotations

import struct
from functools import lru_cache
from typing import TYPE_CHECKING

from icp.charts.palette import LIGHT
from icp.charts.svg import SANS, SERIF
from icp.export.lettering import paper_fonts, show

if TYPE_CHECKING:
    import typst

DOTS = 300
"""Dots an inch at the size the drawing has; it is printed about that large."""
_FRAME = b'#set page(width: auto, height: auto, margin: 0pt, fill: none)\n#image(bytes(sys.inputs.svg), format: "svg")'


def draw_png(svg: str, ground: str = LIGHT.paper) -> bytes:
    """The drawing as a PNG with nothing behind it, set in the paper's own fonts.

    ``ground``: the colour it will lie on; words over lines have a rim of it.
    ``svg`` is one of the workshop's drawings; one that no program can read is a ``typst.TypstError``.
    """
    import typst

    drawing = show(svg).replace(SERIF, "'Workshop Serif'").replace(SANS, "'Workshop Sans'")
    drawing = drawing.replace(f'"{LIGHT.paper}"', f'"{ground}"')
    return typst.compile(
        _FRAME,
        format="png",
        ppi=float(DOTS),
        sys_inputs={"svg": drawing},
        font_paths=_fonts(),
    )


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(paper_fonts().folder)])


def size_of(png: bytes) -> tuple[int, int]:
    """Width and height of a PNG in pixels (its first chunk, PNG 11.2.2)."""
    width, height = struct.unpack(">II", png[16:24])
    return width, height
