"""Figures of the Referral sources page: what sources bring, whom they share, and who would leave with whom.

All take plain sequences in the order they are drawn, the first row on top; names are plain text and escaped here. A
figure carries no title (the page writes the finding above it) and reads at 350 pixels.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from icp.charts.layout import empty_figure
from icp.charts.palette import SHAPES, Palette, palette
from icp.charts.text import esc, shorten

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

_ROW = 36
_LABEL = 118  # pixels for the names at the left
_NAME = 15
TIERS: tuple[int | None, ...] = (1, 2, 3, None)


def plot_sources(
    names: Sequence[str],
    rate: Sequence[float],
    low: Sequence[float],
    high: Sequence[float],
    counts: Sequence[str],
    reading: Sequence[str],
    *,
    usual: float,
    usual_words: str,
    axis: str,
    dark: bool = False,
) -> Figure:
    """Dot and whisker a source. ``rate``, ``low``, ``high``, ``usual``: 0–1, drawn as of 100; ``counts`` at the right.

    ``reading`` colours the mark: "invest" gold, "close" clay, anything else grey.
    """
    from plotly import graph_objects as go

    colours = palette(dark)
    tiers = [{"invest": 1, "close": 3}.get(word, 2) for word in reading]
    ink = [colours.of_tier(tier) for tier in tiers]
    y = np.arange(len(names), dtype=np.float32)
    x, left, right = (100 * np.asarray(part, dtype=np.float32) for part in (rate, low, high))
    figure = _rows(names, colours, right=62, top=22, bottom=44)
    figure.add_vline(x=100 * usual, line={"color": colours.quiet, "width": 1, "dash": "dot"})
    figure.add_annotation(
        x=100 * usual, y=1, yref="paper", yanchor="bottom", showarrow=False, text=esc(usual_words),
        font={"size": 12, "color": colours.quiet},
    )  # fmt: skip
    for row in range(len(names)):
        figure.add_shape(
            type="line", x0=left[row], x1=right[row], y0=row, y1=row, line={"color": ink[row], "width": 3}, opacity=0.55
        )
    hover = [f"{esc(name)}<br>{esc(count)}" for name, count in zip(names, counts, strict=True)]
    figure.add_trace(
        go.Scatter(
            x=x, y=y, mode="markers", text=hover, hovertemplate="%{text}<extra></extra>",
            marker={"size": 13, "color": ink, "symbol": [SHAPES[tier] for tier in tiers]},
        )
    )  # fmt: skip
    for row, count in enumerate(counts):
        _beside(figure, row, count, colours)
    figure.update_xaxes(range=[0, 100], tickvals=[0, 25, 50, 75, 100], title_text=esc(axis), showgrid=True,
                        gridcolor=colours.line)  # fmt: skip
    return figure


def plot_matrix(
    names: Sequence[str], both: NDArray[np.int64], hover: Sequence[Sequence[str]], *, dark: bool = False
) -> Figure:
    """How many clients every two sources share, shape (sources, sources); the diagonal holds all of a source."""
    from plotly import graph_objects as go

    colours = palette(dark)
    counts = np.asarray(both, dtype=np.float32)
    shared = counts.copy()
    np.fill_diagonal(shared, 0)
    top = max(float(shared.max(initial=0)), 1.0)
    figure = _rows(names, colours, right=8, top=84, bottom=8, row=40)
    figure.add_trace(
        go.Heatmap(
            z=np.where(np.eye(len(names), dtype=bool), np.nan, shared), zmin=0, zmax=top, showscale=False, xgap=2,
            ygap=2, colorscale=[[0, colours.card], [1, colours.green]],
            customdata=[list(map(esc, row)) for row in hover],
            hovertemplate="%{customdata}<extra></extra>", hoverongaps=False,
        )
    )  # fmt: skip
    strong = colours.paper
    for i, row in enumerate(counts):
        for j, count in enumerate(row):
            if not count:
                continue
            ink = colours.quiet if i == j else strong if count > 0.55 * top else colours.ink
            figure.add_annotation(x=j, y=i, text=f"{int(count)}", showarrow=False, font={"size": 14, "color": ink})
    figure.update_xaxes(
        side="top", tickvals=list(range(len(names))), ticktext=[esc(shorten(name, 12)) for name in names],
        tickangle=-60, showline=False, range=[-0.5, len(names) - 0.5],
    )  # fmt: skip
    return figure


def plot_sets(
    names: Sequence[str],
    sizes: Sequence[int],
    mixtures: Sequence[Sequence[int]],
    tiers: NDArray[np.int64],
    *,
    words: Sequence[str],
    dark: bool = False,
) -> Figure:
    """The UpSet layout: mixtures of sources as columns, sources as rows.

    ``mixtures``: positions in ``names`` of each column's sources; ``tiers``: clients of each column by feeling, shape
    (columns, 4): glad, fine, heart sinks, not said, which ``words`` name in hovers.
    """
    from plotly import graph_objects as go

    colours = palette(dark)
    columns, rows = len(mixtures), len(names)
    bars = 130
    figure = empty_figure(colours, height=bars + 30 * rows + 24, margin=(_LABEL, 8, 20, 4))
    x = np.arange(columns, dtype=np.float32)
    for at, tier in enumerate(TIERS):
        if tiers[:, at].any():
            figure.add_trace(
                go.Bar(
                    x=x, y=tiers[:, at].astype(np.float32), marker={"color": colours.of_tier(tier)}, width=0.62,
                    hovertemplate=f"%{{y:d}} {esc(words[at])}<extra></extra>", yaxis="y2",
                )
            )  # fmt: skip
    totals = tiers.sum(axis=1)
    figure.add_trace(
        go.Scatter(
            x=x, y=totals.astype(np.float32), mode="text", text=[f"{total}" for total in totals], yaxis="y2",
            textposition="top center", textfont={"size": 13, "color": colours.ink}, hoverinfo="skip", cliponaxis=False,
        )
    )  # fmt: skip
    held = [(column, row) for column, mixture in enumerate(mixtures) for row in mixture]
    every = np.array([(column, row) for column in range(columns) for row in range(rows)], dtype=np.float32)
    on = np.array(held, dtype=np.float32).reshape(-1, 2)
    for dots, ink, size in ((every.reshape(-1, 2), colours.line, 8), (on, colours.ink, 12)):
        mark = {"color": ink, "size": size}
        figure.add_trace(go.Scatter(x=dots[:, 0], y=dots[:, 1], mode="markers", marker=mark, hoverinfo="skip"))
    for column, mixture in enumerate(mixtures):
        if len(mixture) > 1:
            figure.add_shape(
                type="line", x0=column, x1=column, y0=min(mixture), y1=max(mixture),
                line={"color": colours.ink, "width": 3},
            )  # fmt: skip
    split = 30 * rows / (bars + 30 * rows)
    figure.update_layout(
        barmode="stack",
        yaxis={
            "domain": [0, split - 0.02], "range": [rows - 0.5, -0.5], "tickvals": list(range(rows)), "showline": False,
            "ticklabelstandoff": 8,
            "ticktext": [f"{esc(shorten(name, _NAME))} {size}" for name, size in zip(names, sizes, strict=True)],
            "tickfont": {"size": 13, "color": colours.ink},
        },
        yaxis2={
            "domain": [split + 0.02, 1], "showticklabels": False, "showgrid": False, "zeroline": False, "anchor": "x",
            "fixedrange": True, "range": [0, 1.15 * max(int(totals.max(initial=1)), 1)],
        },
        xaxis={"range": [-0.6, columns - 0.4], "showticklabels": False, "showline": False},
    )  # fmt: skip
    return figure


def plot_mix(
    names: Sequence[str],
    ideal: Sequence[float],
    others: Sequence[float],
    counts: Sequence[str],
    *,
    axis: str,
    dark: bool = False,
) -> Figure:
    """The share of two groups that came through each source, 0–1, joined by a line; ``counts`` at the right."""
    from plotly import graph_objects as go

    colours = palette(dark)
    y = np.arange(len(names), dtype=np.float32)
    ours, theirs = 100 * np.asarray(ideal, dtype=np.float32), 100 * np.asarray(others, dtype=np.float32)
    figure = _rows(names, colours, right=84, top=8, bottom=44)
    for row in range(len(names)):
        figure.add_shape(
            type="line", x0=ours[row], x1=theirs[row], y0=row, y1=row, line={"color": colours.quiet, "width": 2}
        )
    for x, ink, shape in ((theirs, colours.grey, "square"), (ours, colours.gold, "circle")):
        figure.add_trace(
            go.Scatter(
                x=x, y=y, mode="markers", marker={"size": 14, "color": ink, "symbol": shape},
                text=[f"{esc(name)}<br>{esc(count)}" for name, count in zip(names, counts, strict=True)],
                hovertemplate="%{text}<extra></extra>", cliponaxis=False,
            )
        )  # fmt: skip
    for row, count in enumerate(counts):
        _beside(figure, row, count, colours)
    end = max(10.0, 10 * np.ceil(max(ours.max(initial=0), theirs.max(initial=0)) / 10))
    figure.update_xaxes(range=[-0.04 * end, end], title_text=esc(axis), showgrid=True, gridcolor=colours.line)
    return figure


def plot_alike(names: Sequence[str], tiers: NDArray[np.int64], *, words: Sequence[str], dark: bool = False) -> Figure:
    """Whom each kind of sender sent: a stacked bar a row. ``tiers``: shape (rows, 4), named by ``words``."""
    from plotly import graph_objects as go

    colours = palette(dark)
    figure = _rows(names, colours, right=12, top=8, bottom=8, row=54)
    y = np.arange(len(names), dtype=np.float32)
    least = 0.05 * tiers.sum(axis=1).max(initial=1)  # a number needs room
    for at, tier in enumerate(TIERS):
        counts = tiers[:, at]
        if counts.any():
            figure.add_trace(
                go.Bar(
                    x=counts.astype(np.float32), y=y, orientation="h", marker={"color": colours.of_tier(tier)},
                    width=0.62, text=[f"{count}" if count >= least else "" for count in counts],
                    textposition="inside", insidetextanchor="middle", textangle=0, constraintext="none",
                    textfont={"color": colours.paper, "size": 13},
                    hovertemplate=f"%{{x:d}} {esc(words[at])}<extra></extra>",
                )
            )  # fmt: skip
    figure.update_layout(barmode="stack")
    figure.update_xaxes(visible=False)
    return figure


def plot_leaving(
    names: Sequence[str],
    own: Sequence[float],
    brought: Sequence[float],
    tiers: Sequence[int | None],
    labels: Sequence[str],
    *,
    axis: str,
    dark: bool = False,
) -> Figure:
    """What each sender pays (full) and what came of those they sent (pale), in money; ``labels`` stand on the bars."""
    from plotly import graph_objects as go

    colours = palette(dark)
    ink = [colours.of_tier(tier) for tier in tiers]
    figure = _rows(names, colours, right=12, top=8, bottom=44, row=52)
    y = np.arange(len(names), dtype=np.float32)
    text = [esc(label) for label in labels]
    for amounts, opacity in ((own, 1.0), (brought, 0.4)):
        figure.add_trace(
            go.Bar(
                x=np.asarray(amounts, dtype=np.float32), y=y, orientation="h", width=0.4, offset=-0.08, hovertext=text,
                marker={"color": ink, "opacity": opacity}, hovertemplate="%{hovertext}<extra></extra>",
            )
        )  # fmt: skip
    for row, label in enumerate(text):
        figure.add_annotation(
            x=0, y=row - 0.28, text=label, showarrow=False, xanchor="left", font={"size": 13, "color": colours.ink}
        )
    figure.update_layout(barmode="stack")
    figure.update_xaxes(
        title_text=esc(axis), tickformat="~s", nticks=4, showgrid=True, gridcolor=colours.line, rangemode="tozero"
    )
    return figure


def _rows(names: Sequence[str], colours: Palette, *, right: int, top: int, bottom: int, row: int = _ROW) -> Figure:
    """A figure with a named row for each entry, the first on top."""
    figure = empty_figure(colours, height=row * max(len(names), 1) + top + bottom, margin=(_LABEL, right, top, bottom))
    ticks: dict[str, Any] = {"size": 13, "color": colours.ink}
    figure.update_yaxes(
        range=[len(names) - 0.5, -0.5], tickvals=list(range(len(names))), showline=False, tickfont=ticks,
        ticklabelstandoff=10,
        ticktext=[esc(shorten(name, _NAME)) for name in names],
    )  # fmt: skip
    return figure


def _beside(figure: Figure, row: int, text: str, colours: Palette) -> None:
    """A word at the right of a row, outside the axes."""
    figure.add_annotation(
        x=1, xref="paper", xanchor="left", xshift=8, y=row, text=esc(text), showarrow=False,
        font={"size": 13, "color": colours.ink},
    )  # fmt: skip
