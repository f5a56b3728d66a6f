"""Pieces of light drawings: SVG as text, for pages that shall not load a chart library.

Every typed word goes through :func:`words`, which escapes it; lengths are in the drawing's own units (a phone shows 360
of them in its width). Colours come from :mod:`icp.charts.palette`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal
from xml.sax.saxutils import escape, quoteattr

Anchor = Literal["start", "middle", "end"]
SERIF = "'Source Serif 4', 'Source Serif Pro', Georgia, serif"
SANS = "'Source Sans 3', 'Source Sans Pro', system-ui, Helvetica, Arial, sans-serif"


def figure(width: float, height: float, parts: Iterable[str], *, title: str) -> str:
    """A whole drawing, beginning with ``<svg``. ``title`` is plain text for readers who hear it."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_n(width)} {_n(height)}" '
        f'width="{_n(width)}" height="{_n(height)}" role="img" aria-label={_quoted(title)}>'
        f"<title>{escape(_plain(title))}</title>{''.join(parts)}</svg>"
    )


def greyed(drawing: str) -> str:
    """The drawing without colour and half faded: an example of what will stand there, not a finding."""
    return drawing.replace("<svg ", '<svg style="filter:grayscale(1);opacity:.5" ', 1)


def words(
    x: float,
    y: float,
    text: str,
    *,
    fill: str,
    size: float = 13,
    anchor: Anchor = "start",
    bold: bool = False,
    serif: bool = False,
    halo: str | None = None,
) -> str:
    """One line of text, escaped; ``halo`` draws a rim of that colour so that it stays readable over marks."""
    rim = f' stroke="{halo}" stroke-width="4" stroke-linejoin="round" paint-order="stroke"' if halo else ""
    return (
        f'<text x="{_n(x)}" y="{_n(y)}" font-family="{SERIF if serif else SANS}" font-size="{_n(size)}" fill="{fill}" '
        f'text-anchor="{anchor}"{" font-weight=" + chr(34) + "600" + chr(34) if bold else ""}{rim}>'
        f"{escape(_plain(text))}</text>"
    )


def circle(x: float, y: float, r: float, *, fill: str, opacity: float = 1, stroke: str | None = None) -> str:
    """A disc; ``stroke`` adds a rim."""
    rim = f' stroke="{stroke}" stroke-width="2"' if stroke else ""
    return f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(r)}" fill="{fill}" fill-opacity="{_n(opacity)}"{rim}/>'


def line(x1: float, y1: float, x2: float, y2: float, *, stroke: str, width: float = 1, dashed: bool = False) -> str:
    """A straight line."""
    dash = ' stroke-dasharray="3 4"' if dashed else ""
    return (
        f'<line x1="{_n(x1)}" y1="{_n(y1)}" x2="{_n(x2)}" y2="{_n(y2)}" stroke="{stroke}" '
        f'stroke-width="{_n(width)}"{dash}/>'
    )


def curve(
    x1: float,
    y1: float,
    x2: float,
    y2: float,
    *,
    stroke: str,
    width: float,
    opacity: float = 1,
    cap: Literal["round", "butt"] = "round",
) -> str:
    """A branch that leaves and arrives level, for trees and flows; ``width`` may carry an amount."""
    middle = (x1 + x2) / 2
    return (
        f'<path d="M{_n(x1)},{_n(y1)} C{_n(middle)},{_n(y1)} {_n(middle)},{_n(y2)} {_n(x2)},{_n(y2)}" fill="none" '
        f'stroke="{stroke}" stroke-width="{_n(width)}" stroke-opacity="{_n(opacity)}" stroke-linecap="{cap}"/>'
    )


def bend(x1: float, y1: float, x2: float, y2: float, *, stroke: str, width: float, opacity: float = 1) -> str:
    """A strand that goes straight up or down from (x1, y1), round one corner, and level to (x2, y2)."""
    radius = min(abs(x2 - x1), abs(y2 - y1), max(width, 14.0))
    up, right = (-1 if y2 < y1 else 1), (1 if x2 > x1 else -1)
    return (
        f'<path d="M{_n(x1)},{_n(y1)} V{_n(y2 - up * radius)} Q{_n(x1)},{_n(y2)} {_n(x1 + right * radius)},{_n(y2)} '
        f'H{_n(x2)}" fill="none" stroke="{stroke}" stroke-width="{_n(width)}" stroke-opacity="{_n(opacity)}"/>'
    )


def diamond(x: float, y: float, r: float, *, fill: str, opacity: float = 1, stroke: str | None = None) -> str:
    """A square standing on its corner, ``r`` from its middle to each; ``stroke`` adds a rim."""
    points = f"{_n(x)},{_n(y - r)} {_n(x + r)},{_n(y)} {_n(x)},{_n(y + r)} {_n(x - r)},{_n(y)}"
    return f'<polygon points="{points}" fill="{fill}"{_look(opacity, stroke)}/>'


def box(
    x: float,
    y: float,
    width: float,
    height: float,
    *,
    fill: str,
    radius: float = 0,
    opacity: float = 1,
    stroke: str | None = None,
) -> str:
    """A filled rectangle; ``stroke`` adds a rim."""
    return (
        f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}" rx="{_n(radius)}" fill="{fill}"'
        f"{_look(opacity, stroke)}/>"
    )


def _look(opacity: float, stroke: str | None) -> str:
    pale = f' fill-opacity="{_n(opacity)}"' if opacity < 1 else ""
    return f'{pale} stroke="{stroke}" stroke-width="2"' if stroke else pale


def frame(
    x: float, y: float, width: float, height: float, *, stroke: str, thick: float = 1, radius: float = 0, dash: str = ""
) -> str:
    """An empty rectangle; ``dash`` is the pattern of its line, such as "3 3"."""
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}" rx="{_n(radius)}" fill="none" '
        f'stroke="{stroke}" stroke-width="{_n(thick)}"{dashed}/>'
    )


def _n(number: float) -> str:
    """A coordinate: at most one decimal, none where it is whole."""
    return f"{number:.2f}".rstrip("0").rstrip(".") or "0"


def _plain(text: str) -> str:
    """Without the characters XML 1.0 forbids."""
    return "".join(
        c for c in text if c in "\t\n\r" or (c >= " " and not "\ud800" <= c <= "\udfff" and c not in "\ufffe\uffff")
    )


def _quoted(text: str) -> str:
    return quoteattr(_plain(text))
