"""Figures of the comparison, behind "show why". Arrays and plain names in, Plotly figures out.

Names and words are plain text and escaped here. A row's name stands over its mark instead of beside it, so that a phone
keeps its whole width for the picture. Values on a 0–100 scale are as the methods give them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from icp.charts.drawing import radii, spread
from icp.charts.layout import empty_figure
from icp.charts.palette import SHAPES, Palette, palette
from icp.charts.text import esc, shorten

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

ROW = 46  # pixels a row takes: a name and its mark
LABEL = 34  # characters of a row's label that fit a phone
STATES = ("met", "partly", "not", "unknown")
SIGNS = ("✓", "◐", "✗", "?")


def draw_fits(
    names: Sequence[str],
    notes: Sequence[str],
    fit: ArrayLike,
    low: ArrayLike,
    high: ArrayLike,
    service: ArrayLike,
    affinity: ArrayLike,
    tier: ArrayLike,
    *,
    line: float,
    words: tuple[str, str, str],
    dark: bool = False,
) -> Figure:
    """A row a client: the fit with its bounds, and beside it how well they work with you and how right they feel.

    Arrays of shape (clients,), first row on top; NaN leaves a mark out. ``notes`` stand at the right of each name.
    ``line``: the owner's fit line. ``words``: fit, works well, feels right, for hovering.
    """
    colours, y = palette(dark), _rows(len(names))
    figure = empty_figure(colours, height=ROW * len(names) + 50)
    _scale_0_100(figure, colours, len(names), line)
    across, feeling = np.asarray(fit, dtype=np.float64), np.asarray(tier, dtype=np.int64)
    _bars(figure, np.asarray(low, dtype=np.float64), np.asarray(high, dtype=np.float64), y - 0.15, colours.line)
    told = [esc(name) for name in names]
    for values, symbol, colour, word in (
        (service, "triangle-up-open", colours.green, words[1]),
        (affinity, "star-open", colours.gold, words[2]),
    ):
        figure.add_scatter(
            x=np.asarray(values, dtype=np.float64), y=y - 0.15, mode="markers", text=told,
            marker={"symbol": symbol, "size": 11, "color": colour, "line": {"width": 2, "color": colour}},
            hovertemplate=f"%{{text}}: {esc(word)} %{{x:.0f}}<extra></extra>",
        )  # fmt: skip
    figure.add_scatter(
        x=across, y=y - 0.15, mode="markers", text=told,
        hovertemplate=f"%{{text}}: {esc(words[0])} %{{x:.0f}}<extra></extra>",
        marker={"size": 13, "color": _tier_colours(feeling, colours), "symbol": _tier_shapes(feeling),
                "line": {"width": 1, "color": colours.ink}},
    )  # fmt: skip
    _row_names(figure, [shorten(name, 22) for name in names], y, 0, colours)
    _row_notes(figure, notes, y, 100, colours)
    return figure


def draw_waterfall(
    labels: Sequence[str], points: ArrayLike, *, base: float, ends: tuple[str, str], dark: bool = False
) -> Figure:
    """From the list's average to one client's fit: a bar a wish, ``points`` of shape (wishes,) adding up exactly.

    ``ends``: words for the first bar (the average, ``base``) and the last (the client's own fit).
    """
    colours = palette(dark)
    steps = np.asarray(points, dtype=np.float64)
    after = base + np.cumsum(steps)
    total = float(after[-1]) if len(after) else base
    names = (ends[0], *labels, ends[1])
    y = _rows(len(names))
    start = np.concatenate([[0.0], after - steps, [0.0]])
    length = np.concatenate([[base], steps, [total]])
    fill = [colours.grey, *(colours.gold if s > 0 else colours.clay for s in steps), colours.green]
    figure = empty_figure(colours, height=ROW * len(names) + 16, margin=(8, 8, 8, 8))
    figure.add_bar(
        x=length, y=y - 0.12, base=start, width=0.3, orientation="h", marker={"color": fill}, hoverinfo="skip"
    )
    for at in range(len(names) - 1):
        edge = base if not at else float(after[at - 1])
        figure.add_shape(
            type="line", x0=edge, x1=edge, y0=y[at] - 0.12, y1=y[at + 1] - 0.12,
            line={"color": colours.quiet, "width": 1, "dash": "dot"},
        )  # fmt: skip
    top = max(100.0, float(np.max(start + length)))
    figure.update_xaxes(range=[min(0.0, float(np.min(start + length))), top], visible=False)
    figure.update_yaxes(range=[-0.6, len(names) - 0.4], visible=False)
    _row_names(figure, names, y, 0, colours)
    marks = [f"{base:.1f}", *(f"{s:+.1f}".replace("-", "−") if abs(s) >= 0.05 else "0" for s in steps), f"{total:.1f}"]
    _row_notes(figure, marks, y, top, colours, strong=True)
    return figure


def draw_meets(names: Sequence[str], wishes: Sequence[str], states: ArrayLike, *, dark: bool = False) -> Figure:
    """Who meets what: a row a client, a column a wish. ``states``: index into ``STATES``, shape (clients, wishes)."""
    colours = palette(dark)
    cells = np.asarray(states, dtype=np.int8)
    fills = (colours.gold, _between(colours.gold, colours.paper), colours.clay, colours.card)
    scale = [[edge, fill] for at, fill in enumerate(fills) for edge in (at / 4, (at + 1) / 4)]
    figure = empty_figure(colours, height=26 * len(names) + 200, margin=(96, 8, 190, 8))
    figure.add_heatmap(
        z=cells[::-1].astype(np.float32), x=np.arange(len(wishes)), y=np.arange(len(names)), zmin=-0.5, zmax=3.5,
        colorscale=scale, showscale=False, xgap=2, ygap=2, hoverinfo="skip",
        text=[[SIGNS[state] for state in row] for row in cells[::-1].tolist()], texttemplate="%{text}",
        textfont={"size": 13},
    )  # fmt: skip
    figure.update_xaxes(
        tickvals=np.arange(len(wishes)), ticktext=[esc(shorten(wish, 30)) for wish in wishes], side="top",
        tickangle=-90, ticklabeloverflow="allow", ticks="",
        linecolor="rgba(0,0,0,0)", tickfont={"color": colours.ink, "size": 12},
    )  # fmt: skip
    figure.update_yaxes(
        tickvals=np.arange(len(names)), ticktext=[esc(shorten(name, 12)) for name in names[::-1]],
        linecolor="rgba(0,0,0,0)", tickfont={"color": colours.ink, "size": 13}, ticks="",
    )  # fmt: skip
    return figure


def draw_amounts(
    labels: Sequence[str], amounts: ArrayLike, notes: Sequence[str], *, gained: bool = False, dark: bool = False
) -> Figure:
    """A bar a row, its name over it and a note at its right. ``amounts``, shape (rows,): missed, or ``gained``."""
    colours, y = palette(dark), _rows(len(labels))
    long = np.asarray(amounts, dtype=np.float64)
    colour = colours.gold if gained else colours.clay
    figure = empty_figure(colours, height=ROW * len(labels) + 16, margin=(8, 8, 8, 8))
    figure.add_bar(x=long, y=y - 0.12, width=0.28, orientation="h", marker={"color": colour}, hoverinfo="skip")
    top = float(long.max()) * 1.02 if len(long) and long.max() > 0 else 1.0
    figure.update_xaxes(range=[0, top], visible=False)
    figure.update_yaxes(range=[-0.6, len(labels) - 0.4], visible=False)
    _row_names(figure, labels, y, 0, colours)
    _row_notes(figure, notes, y, top, colours)
    return figure


def draw_firmness(
    names: Sequence[str],
    notes: Sequence[str],
    probability: ArrayLike,
    tier: ArrayLike,
    *,
    firm: float,
    words: tuple[str, str, str],
    dark: bool = False,
) -> Figure:
    """How often each client fits when the weights change within the owner's order; ``probability`` 0–1, (clients,).

    The band between 1 − ``firm`` and ``firm`` could go either way. ``words``: the three zones, left to right.
    """
    colours, y = palette(dark), _rows(len(names))
    figure = empty_figure(colours, height=ROW * len(names) + 60, margin=(8, 8, 40, 8))
    edge = 100 * (1 - firm)
    figure.add_shape(
        type="rect", x0=edge, x1=100 - edge, y0=-0.6, y1=len(names) - 0.4, layer="below", line={"width": 0},
        fillcolor=colours.card,
    )  # fmt: skip
    feeling = np.asarray(tier, dtype=np.int64)
    figure.add_scatter(
        x=100 * np.asarray(probability, dtype=np.float64), y=y - 0.12, mode="markers", text=[esc(n) for n in names],
        hovertemplate="%{text}: %{x:.0f} of 100<extra></extra>",
        marker={"size": 13, "color": _tier_colours(feeling, colours), "symbol": _tier_shapes(feeling),
                "line": {"width": 1, "color": colours.ink}},
    )  # fmt: skip
    for x, anchor, word in ((0, "left", words[0]), (50, "center", words[1]), (100, "right", words[2])):
        figure.add_annotation(
            x=x, y=1, yref="paper", yshift=22, xanchor=anchor, showarrow=False, text=esc(word),
            font={"color": colours.quiet, "size": 13},
        )  # fmt: skip
    figure.update_xaxes(range=[-2, 102], visible=False)
    figure.update_yaxes(range=[-0.6, len(names) - 0.4], visible=False)
    _row_names(figure, [shorten(name, 22) for name in names], y, 0, colours)
    _row_notes(figure, notes, y, 100, colours)
    return figure


def draw_corners(
    names: Sequence[str],
    service: ArrayLike,
    value: ArrayLike,
    group: ArrayLike,
    *,
    line: float,
    middle: float,
    words: Sequence[str],
    axes: tuple[str, str],
    amounts: Sequence[str],
    dark: bool = False,
) -> Figure:
    """How well they work with you (0–100, across) against the yearly invoice (up, by its root), four named corners.

    ``group``: index into ``words`` (cherish, one change, grow, rethink) of each client; arrays of shape (clients,), NaN
    leaves a client out. ``amounts``: the invoices in words, for hovering.
    """
    colours = palette(dark)
    across, up = np.asarray(service, dtype=np.float64), np.sqrt(np.asarray(value, dtype=np.float64))
    corner = np.asarray(group, dtype=np.int64)
    drawn = np.flatnonzero(np.isfinite(across) & np.isfinite(up))
    top = float(up[drawn].max()) * 1.12 if len(drawn) else 1.0
    split = float(np.sqrt(middle)) if np.isfinite(middle) else top / 2
    figure = empty_figure(colours, height=420, margin=(30, 8, 8, 44))
    looks = (
        (colours.gold, "circle"),
        (colours.clay, "diamond"),
        (colours.green, "triangle-up"),
        (colours.grey, "square"),
    )
    for at, (colour, symbol) in enumerate(looks):
        rows = drawn[corner[drawn] == at]
        figure.add_scatter(
            x=across[rows], y=up[rows], mode="markers", text=[f"{esc(names[r])}, {esc(amounts[r])}" for r in rows],
            hovertemplate="%{text}<extra></extra>",
            marker={"size": 12, "color": colour, "symbol": symbol, "opacity": 0.85,
                    "line": {"width": 1, "color": colours.paper}},
        )  # fmt: skip
    for edge in ({"x0": line, "x1": line, "y0": 0, "y1": top}, {"x0": -2, "x1": 102, "y0": split, "y1": split}):
        figure.add_shape(type="line", line={"color": colours.quiet, "width": 1, "dash": "dot"}, **edge)
    places = (
        (102, "right", top, "top"),
        (-2, "left", top, "top"),
        (102, "right", 0, "bottom"),
        (-2, "left", 0, "bottom"),
    )
    for (x, xanchor, y, yanchor), word in zip(places, words, strict=True):
        figure.add_annotation(
            x=x, y=y, xanchor=xanchor, yanchor=yanchor, showarrow=False, text=f"<b>{esc(word)}</b>",
            font={"size": 14, "color": colours.ink}, bgcolor=colours.paper, opacity=0.9,
        )  # fmt: skip
    figure.update_xaxes(range=[-2, 102], title={"text": esc(axes[0])}, tickvals=[0, line, 100])
    figure.update_yaxes(range=[0, top], title={"text": esc(axes[1])}, showticklabels=False)
    return figure


def draw_ladder(
    names: Sequence[str],
    reach: ArrayLike,
    value: ArrayLike,
    hours: ArrayLike,
    tier: ArrayLike,
    *,
    steps: Sequence[str],
    up: str,
    notes: Sequence[str],
    dark: bool = False,
) -> Figure:
    """Vacation against invoice, everybody named when pointed at: as :func:`icp.charts.drawing.draw_surprise`.

    ``notes``: invoice and hours in words, one a client.
    """
    colours = palette(dark)
    across, height = np.asarray(reach, dtype=np.float64), np.asarray(value, dtype=np.float64)
    feeling = np.asarray(tier, dtype=np.int64)
    rows = np.flatnonzero(np.isfinite(across) & np.isfinite(height))
    top = float(height[rows].max()) * 1.12 if len(rows) and height[rows].max() > 0 else 1.0
    sizes = radii(np.asarray(hours, dtype=np.float64), rows)[rows]
    aside = spread(across[rows], 300 * (1 - height[rows] / top), sizes, 90.0, np.zeros(len(rows), dtype=np.bool_))
    figure = empty_figure(colours, height=420, margin=(30, 8, 8, 40))
    figure.add_scatter(
        x=across[rows] + aside / 90, y=height[rows], mode="markers",
        text=[f"{esc(names[row])}, {esc(notes[row])}" for row in rows.tolist()], hovertemplate="%{text}<extra></extra>",
        marker={"size": 2 * sizes, "color": _tier_colours(feeling[rows], colours), "opacity": 0.75,
                "symbol": _tier_shapes(feeling[rows]), "line": {"width": 1, "color": colours.paper}},
    )  # fmt: skip
    figure.update_xaxes(
        range=[-0.6, len(steps) - 0.4], tickvals=np.arange(len(steps)), ticktext=[esc(step) for step in steps],
        tickfont={"color": colours.ink, "size": 14},
    )  # fmt: skip
    figure.update_yaxes(
        range=[-top / 40, top], title={"text": esc(up)}, nticks=4, tickformat=",.0f", ticklabelposition="inside"
    )
    return figure


# ── pieces ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _rows(count: int) -> NDArray[np.float64]:
    """Heights of rows, the first on top."""
    return np.arange(count - 1, -1, -1, dtype=np.float64)


def _tier_colours(tier: NDArray[np.int64], colours: Palette) -> list[str]:
    return [colours.of_tier(feeling) for feeling in tier.tolist()]


def _tier_shapes(tier: NDArray[np.int64]) -> list[str]:
    return [SHAPES[feeling or None] for feeling in tier.tolist()]


def _scale_0_100(figure: Figure, colours: Palette, rows: int, line: float) -> None:
    figure.update_xaxes(range=[-2, 102], tickvals=sorted({0.0, line, 100.0}), linecolor="rgba(0,0,0,0)")
    figure.update_yaxes(range=[-0.6, rows - 0.4], visible=False)
    figure.add_shape(
        type="line", x0=line, x1=line, y0=-0.6, y1=rows - 0.4, layer="below", line={"color": colours.green, "width": 2}
    )


def _bars(
    figure: Figure, low: NDArray[np.float64], high: NDArray[np.float64], y: NDArray[np.float64], colour: str
) -> None:
    """One trace of bars from low to high, cut apart by NaN."""
    x = np.column_stack([low, high, np.full(len(low), np.nan)]).ravel()
    figure.add_scatter(
        x=x, y=np.repeat(y, 3), mode="lines", line={"color": colour, "width": 9}, hoverinfo="skip", connectgaps=False
    )


def _row_names(figure: Figure, names: Sequence[str], y: NDArray[np.float64], x: float, colours: Palette) -> None:
    _row_texts(figure, [esc(shorten(name, LABEL)) for name in names], y, x, "right", colours.ink)


def _row_notes(
    figure: Figure, notes: Sequence[str], y: NDArray[np.float64], x: float, colours: Palette, *, strong: bool = False
) -> None:
    texts = [f"<b>{esc(note)}</b>" if strong else esc(note) for note in notes]
    _row_texts(figure, texts, y, x, "left", colours.ink if strong else colours.quiet)


def _row_texts(figure: Figure, texts: Sequence[str], y: NDArray[np.float64], x: float, side: str, colour: str) -> None:
    look: dict[str, Any] = {"color": colour, "size": 14}
    figure.add_scatter(
        x=np.full(len(texts), x), y=y + 0.22, mode="text", text=list(texts), textposition=f"middle {side}",
        textfont=look, hoverinfo="skip", cliponaxis=False,
    )  # fmt: skip


def _between(colour: str, other: str) -> str:
    """The colour halfway between two."""
    pairs = [(int(colour[at : at + 2], 16), int(other[at : at + 2], 16)) for at in (1, 3, 5)]
    return "#" + "".join(f"{(a + b) // 2:02x}" for a, b in pairs)
