"""What every Plotly figure shares: a clear background, the page's type, no legend, no toolbar, room for a phone.

A figure has no title of its own: Plotly does not wrap one, so the page writes the finding above it.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from icp.charts.palette import Palette

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

CONFIG: Mapping[str, Any] = MappingProxyType(
    {"displayModeBar": False, "scrollZoom": False, "doubleClick": False, "showTips": False, "responsive": True}
)
"""Plotly's configuration for every figure: nothing to press, nothing to export unescaped."""
FONT = "'Source Sans', 'Source Sans 3', system-ui, sans-serif"


def empty_figure(colours: Palette, *, height: int, margin: tuple[int, int, int, int] = (8, 8, 8, 32)) -> Figure:
    """A figure without marks. ``height`` in pixels; ``margin`` left, right, top, bottom in pixels."""
    from plotly import graph_objects as go

    left, right, top, bottom = margin
    axis = {
        "showgrid": False, "zeroline": False, "fixedrange": True, "linecolor": colours.quiet,
        "tickfont": {"color": colours.quiet, "size": 13}, "title": {"font": {"color": colours.quiet, "size": 13}},
    }  # fmt: skip
    return go.Figure(
        layout={
            "template": "none",
            "height": height,
            "margin": {"l": left, "r": right, "t": top, "b": bottom, "pad": 0},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "font": {"family": FONT, "color": colours.ink, "size": 14},
            "hoverlabel": {"bgcolor": colours.card, "bordercolor": colours.quiet, "font": {"color": colours.ink}},
            "showlegend": False,
            "dragmode": False,
            "hovermode": "closest",
            "bargap": 0.2,
            "xaxis": axis,
            "yaxis": axis,
        }
    )
