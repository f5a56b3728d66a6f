"""The odds of a plan as a band: what a tenth, half and nine tenths of the runs stay under, month by month."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from icp.charts.layout import empty_figure
from icp.charts.palette import palette
from icp.charts.text import esc

if TYPE_CHECKING:
    from plotly.graph_objects import Figure


def draw_band(
    low: Sequence[float],
    middle: Sequence[float],
    high: Sequence[float],
    *,
    floor: float,
    months: Sequence[str],
    floor_words: str,
    unit: str,
    dark: bool = False,
) -> Figure:
    """A band from ``low`` to ``high`` with ``middle`` in it, over the line of what is needed.

    Money a month, one entry a month; ``months`` names them, ``unit`` is the sign of the currency, ``floor_words`` the
    label of the line; plain text, escaped here.
    """
    from plotly import graph_objects as go

    colours = palette(dark)
    figure = empty_figure(colours, height=300, margin=(8, 8, 12, 36))
    at = np.arange(len(months), dtype=np.float64)
    lows, highs = np.asarray(low, dtype=np.float64), np.asarray(high, dtype=np.float64)
    figure.add_trace(
        go.Scatter(
            x=np.concatenate([at, at[::-1]]), y=np.concatenate([highs, lows[::-1]]), fill="toself", mode="none",
            fillcolor=colours.green, opacity=0.25, hoverinfo="skip",
        )
    )  # fmt: skip
    figure.add_trace(
        go.Scatter(
            x=at, y=np.asarray(middle, dtype=np.float64), mode="lines", line={"color": colours.green, "width": 3},
            customdata=[esc(month) for month in months], hovertemplate="%{customdata}: %{y:,.0f}<extra></extra>",
        )
    )  # fmt: skip
    figure.add_hline(y=floor, line={"color": colours.clay, "width": 2, "dash": "dash"})
    figure.add_annotation(
        x=0, y=floor, xref="x", yref="y", text=esc(floor_words), showarrow=False, xanchor="left", yanchor="top",
        font={"color": colours.clay, "size": 13},
    )  # fmt: skip
    every = max(1, len(months) // 4)
    figure.update_xaxes(tickvals=at[::every], ticktext=[esc(month) for month in months[::every]], tickangle=0)
    figure.update_yaxes(tickprefix=esc(unit), tickformat=",.0f", nticks=5)
    figure.update_layout(margin={"l": 64, "r": 20, "t": 12, "b": 36})
    return figure
