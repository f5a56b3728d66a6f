"""Light drawings of what a client list shows: SVG text, no chart library, for phones and for the top of a page.

All take arrays in list order and the labels of the few clients that tell the story; nobody else is named. Labels are
plain text and escaped here. A drawing is 440 units wide: readable from 350 pixels up.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from icp.charts import svg
from icp.charts.palette import Palette, palette
from icp.charts.text import shorten

WIDTH = 440.0
MOST = 400
"""Marks a drawing holds; a longer list is thinned with :func:`thin`, and the page says so."""
_LONGEST = 26  # characters of a label that fit beside a mark
_SMALLEST, _LARGEST = 4.0, 22.0
Labels = Mapping[int, Sequence[str]]
"""Client row → the lines written beside that client's mark, the first one bold."""


def draw_surprise(
    reach: ArrayLike,
    value: ArrayLike,
    hours: ArrayLike,
    tier: ArrayLike,
    *,
    steps: Sequence[str],
    labels: Labels,
    up: str,
    size: str,
    names: Sequence[str],
    amount: Callable[[float], str],
    title: str,
    dark: bool = False,
) -> str:
    """The vacation-versus-invoice picture, beginning with ``<svg``.

    Across: ``reach``, a whole number per client into ``steps`` (office, home, free time, vacation; any other ordered
    steps will do). Up: ``value``. Size of a mark: ``hours``, by area. Colour and shape: ``tier`` 1–3, 0 unrated. All of
    shape (clients,); NaN in ``reach`` or ``value`` leaves a client out, NaN hours draws the smallest mark. ``amount``
    words a value for the scale; ``up`` and ``size`` say what up and size mean, ``names`` the feelings 1–3;
    ``title`` is the finding, for those who hear it.
    """
    across, height = np.asarray(reach, dtype=np.float64), np.asarray(value, dtype=np.float64)
    feeling = np.asarray(tier, dtype=np.int64)
    rows = np.flatnonzero(np.isfinite(across) & np.isfinite(height))
    colours, left, right, top, bottom = palette(dark), 12.0, WIDTH - 12, 62.0, 330.0
    column = (right - left) / max(len(steps), 1)
    most = float(height[rows].max()) if len(rows) else 1.0
    ceiling, ticks = scale(most)
    radius = radii(np.asarray(hours, dtype=np.float64), rows)
    y = bottom - 10 - (bottom - 10 - top) * np.nan_to_num(height) / ceiling
    x = left + column * (np.nan_to_num(across) + 0.5)
    first = np.array([row in labels for row in rows.tolist()], dtype=np.bool_)
    x[rows] += spread(across[rows], y[rows], radius[rows], column, first)
    parts = [_backdrop(steps, ticks, ceiling, colours, left, right, top, bottom)]
    parts += [svg.words(left, 20, up, fill=colours.quiet), svg.words(right, 20, size, fill=colours.quiet, anchor="end")]
    for row in sorted(rows.tolist(), key=lambda at: (at in labels, -radius[at])):
        named = row in labels
        fill = colours.of_tier(int(feeling[row]) or None)
        parts.append(
            _mark(
                int(feeling[row]), x[row], y[row], radius[row], fill=fill, opacity=1 if named else 0.5,
                stroke=colours.ink if named else None,
            )
        )  # fmt: skip
    for tick in ticks:  # over the marks, which may stand where a tick's amount does
        at = bottom - 10 - (bottom - 10 - top) * tick / ceiling
        parts.append(svg.words(left + 2, at - 4, amount(tick), fill=colours.quiet, size=12, halo=colours.paper))
    for row in rows.tolist():
        if row in labels:
            parts.append(_label(labels[row], row, x, y, radius, rows, colours, bottom))
    parts.append(_legend(names, colours, left, bottom + 44))
    return svg.figure(WIDTH, bottom + 58, parts, title=title)


def draw_fit(
    fit: ArrayLike,
    tier: ArrayLike,
    *,
    rows: Sequence[str],
    line: float,
    line_words: str,
    labels: Labels,
    ends: tuple[str, str],
    title: str,
    dark: bool = False,
) -> str:
    """Fit 0–100 across, one band a feeling (``rows``: words for 1, 2, 3), the fit line through all of them.

    ``fit`` and ``tier`` of shape (clients,); NaN or unrated leaves a client out. ``ends`` words the scale's two ends.
    """
    across, feeling = np.asarray(fit, dtype=np.float64), np.asarray(tier, dtype=np.int64)
    colours, left, right, top, band = palette(dark), 16.0, WIDTH - 16, 40.0, 86.0
    bottom = top + band * len(rows)
    x = left + (right - left) * np.nan_to_num(across) / 100
    at_line = left + (right - left) * line / 100
    parts = [svg.line(at_line, top - 8, at_line, bottom, stroke=colours.green, width=2)]
    parts.append(svg.words(at_line, top - 16, line_words, fill=colours.green, anchor="middle", bold=True))
    written: list[str] = []
    for at, words in enumerate(rows):
        foot = top + band * (at + 1)
        parts.append(svg.line(left, foot, right, foot, stroke=colours.line))
        parts.append(svg.words(left, foot - band + 22, words, fill=colours.quiet))
        here = np.flatnonzero(np.isfinite(across) & (feeling == at + 1))
        y = foot - 10 - stack(x[here], 6.5, band - 40)
        for row, height in zip(here.tolist(), y.tolist(), strict=True):
            named = row in labels
            parts.append(
                svg.circle(
                    x[row], height, 6, fill=colours.of_tier(at + 1), opacity=1 if named else 0.55,
                    stroke=colours.ink if named else None,
                )
            )  # fmt: skip
            if named:
                written.append(_flag(labels[row], x[row], foot - band + 40, height - 7, colours, left, right))
    parts += written
    parts.append(svg.words(left, bottom + 20, ends[0], fill=colours.quiet))
    parts.append(svg.words(right, bottom + 20, ends[1], fill=colours.quiet, anchor="end"))
    return svg.figure(WIDTH, bottom + 30, parts, title=title)


_NAMED = 0.16  # the share of a bar from which its part has room for a feeling's name


def draw_shares(
    bars: Sequence[tuple[str, Sequence[float]]], *, names: Sequence[str], title: str, dark: bool = False
) -> str:
    """Bars of one length, each split into shares (0–1, adding to 1) of glad, fine, heart sinks and unrated.

    ``bars``: words and the shares in that order; ``names``: words for the feelings, in the same order. A feeling is
    named under its part of a bar; one whose parts are all too narrow stands in a key at the foot.
    """
    colours, left, right, tall = palette(dark), 12.0, WIDTH - 12, 40.0
    fills = (colours.gold, colours.grey, colours.clay, colours.unknown)
    parts, y = [], 18.0
    for words, shares in bars:
        parts.append(svg.words(left, y, words, fill=colours.ink, bold=True))
        x = left
        for share, fill, name in zip(shares, fills, names, strict=True):
            width = (right - left) * share
            if width > 0.5:
                parts.append(svg.box(x, y + 9, max(width - 2, 1), tall, fill=fill, radius=3))
            if share >= 0.12:
                parts.append(svg.words(x + 8, y + 9 + tall / 2 + 5, f"{share:.0%}", fill=colours.paper, bold=True))
                if share >= _NAMED:
                    parts.append(svg.words(x + 2, y + tall + 26, name, fill=colours.quiet, size=12))
            x += width
        y += tall + 58
    x, y = left, y - 12
    for at, (name, fill) in enumerate(zip(names, fills, strict=True)):
        if 0 < max((shares[at] for _, shares in bars), default=0) < _NAMED:
            parts += [svg.box(x, y - 9, 12, 12, fill=fill, radius=3),
                      svg.words(x + 18, y + 2, name, fill=colours.quiet, size=12)]  # fmt: skip
            x += 40 + 7 * len(name)
    return svg.figure(WIDTH, y + 14 if x > left else y, parts, title=title)


# ── pieces ───────────────────────────────────────────────────────────────────────────────────────────────────────


def thin(values: ArrayLike, named: Sequence[int] = (), most: int = MOST) -> NDArray[np.float64]:
    """The values with all but ``most`` of the known ones set to NaN: evenly chosen by size, and ``named`` kept.

    >>> thin([4, 1, 3, 2, 5], named=[2], most=3).tolist()
    [nan, 1.0, 3.0, nan, 5.0]
    """
    numbers = np.array(values, dtype=np.float64)
    known = np.flatnonzero(np.isfinite(numbers))
    if len(known) <= most:
        return numbers
    in_order = known[np.argsort(numbers[known], kind="stable")]
    kept = in_order[np.linspace(0, len(in_order) - 1, most - len(named)).round().astype(np.intp)]
    numbers[np.setdiff1d(known, np.concatenate([kept, np.asarray(named, dtype=np.intp)]))] = np.nan
    return numbers


def scale(most: float) -> tuple[float, tuple[float, ...]]:
    """The top of a scale that begins at 0 and holds ``most``, and two or three round ticks below it.

    >>> scale(100)
    (110.00000000000001, (50.0, 100.0))
    """
    top = most * 1.1 if most > 0 else 1.0
    power = 10.0 ** np.floor(np.log10(top))
    step = next(s * power for s in (0.2, 0.25, 0.5, 1, 2, 2.5, 5) if top / (s * power) < 4)
    return float(top), tuple(float(t) for t in np.arange(step, top, step))


def radii(hours: NDArray[np.float64], rows: NDArray[np.intp]) -> NDArray[np.float64]:
    """Radii whose area grows with the hours, shape (clients,); the smallest where hours are unknown."""
    known = hours[rows][np.isfinite(hours[rows])]
    most = known.max() if len(known) and known.max() > 0 else 1.0
    crowd = min(1.0, (60 / max(len(rows), 1)) ** 0.5)  # long lists: smaller marks, so that they stay apart
    grown = np.maximum(_LARGEST * crowd * np.sqrt(np.clip(np.nan_to_num(hours) / most, 0, 1)), _SMALLEST)
    return np.asarray(grown, dtype=np.float64)


def spread(
    columns: NDArray[np.float64],
    y: NDArray[np.float64],
    radius: NDArray[np.float64],
    width: float,
    first: NDArray[np.bool_],
) -> NDArray[np.float64]:
    """Offsets across that keep marks of one column apart as far as its width allows; ``first`` ones stay central."""
    offsets = np.zeros(len(y))
    for column in np.unique(columns):
        placed: list[int] = []
        for at in sorted(np.flatnonzero(columns == column).tolist(), key=lambda i: (not first[i], -radius[i], y[i])):
            room = max(width / 2 - radius[at] - 2, 0.0)
            tries = [side * step * room / 6 for step in range(7) for side in ((1,) if not step else (1, -1))]
            crossed = [_overlap(dx, at, placed, offsets, y, radius) for dx in tries]
            offsets[at] = tries[int(np.argmin(crossed))]
            placed.append(at)
    return offsets


def _overlap(
    dx: float,
    at: int,
    placed: Sequence[int],
    offsets: NDArray[np.float64],
    y: NDArray[np.float64],
    radius: NDArray[np.float64],
) -> float:
    others = np.asarray(placed[-200:], dtype=np.intp)
    away = np.hypot(offsets[others] - dx, y[others] - y[at])
    return float(np.maximum(radius[others] + radius[at] - away, 0).sum().round(6))


def stack(x: NDArray[np.float64], radius: float, room: float) -> NDArray[np.float64]:
    """Heights that pile up dots which would cover each other, at most ``room`` high."""
    levels = np.zeros(len(x))
    seen: dict[int, int] = {}
    for at in np.argsort(x, kind="stable").tolist():
        bin = round(float(x[at]) / (2 * radius))
        levels[at] = seen.get(bin, 0)
        seen[bin] = seen.get(bin, 0) + 1
    deepest = levels.max() if len(levels) else 0
    return levels * min(2 * radius, room / deepest if deepest else 2 * radius)


def _backdrop(
    steps: Sequence[str],
    ticks: Sequence[float],
    ceiling: float,
    colours: Palette,
    left: float,
    right: float,
    top: float,
    bottom: float,
) -> str:
    column = (right - left) / max(len(steps), 1)
    parts = []
    for at, words in enumerate(steps):
        if at % 2:
            parts.append(svg.box(left + column * at, top - 20, column, bottom - top + 20, fill=colours.card, radius=4))
        parts.append(
            svg.words(left + column * (at + 0.5), bottom + 20, words, fill=colours.ink, size=14, anchor="middle")
        )
    for tick in ticks:
        y = bottom - 10 - (bottom - 10 - top) * tick / ceiling
        parts.append(svg.line(left, y, right, y, stroke=colours.line, dashed=True))
    parts.append(svg.line(left, bottom, right, bottom, stroke=colours.quiet))
    return "".join(parts)


def _mark(
    tier: int, x: float, y: float, radius: float, *, fill: str, opacity: float = 1, stroke: str | None = None
) -> str:
    """A mark in the shape of a feeling: disc, square, diamond, all as large as a disc of that radius."""
    if tier == 2:
        side = radius * math.sqrt(math.pi)
        return svg.box(x - side / 2, y - side / 2, side, side, fill=fill, opacity=opacity, stroke=stroke)
    if tier == 3:
        return svg.diamond(x, y, radius * math.sqrt(math.pi / 2), fill=fill, opacity=opacity, stroke=stroke)
    return svg.circle(x, y, radius, fill=fill, opacity=opacity, stroke=stroke)


def _legend(names: Sequence[str], colours: Palette, left: float, y: float) -> str:
    parts, x = [], left
    for at, name in enumerate(names, start=1):
        parts += [_mark(at, x + 6, y - 4, 6, fill=colours.of_tier(at)), svg.words(x + 18, y, name, fill=colours.quiet)]
        x += 40 + 7.5 * len(name)
    return "".join(parts)


def _flag(lines: Sequence[str], x: float, y: float, down_to: float, colours: Palette, left: float, right: float) -> str:
    """A label above a mark with a thin staff down to it, kept inside the drawing."""
    text = shorten(", ".join(lines), 2 * _LONGEST)
    half = len(text) * 3.7
    at = min(max(x, left + half), right - half)
    staff = svg.line(x, y + 5, x, down_to, stroke=colours.ink) if down_to > y + 8 else ""
    return staff + svg.words(at, y, text, fill=colours.ink, anchor="middle", bold=True, halo=colours.paper)


def _label(
    lines: Sequence[str],
    row: int,
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    radius: NDArray[np.float64],
    rows: NDArray[np.intp],
    colours: Palette,
    floor: float,
) -> str:
    """A mark's label where it hides least, never under ``floor``; a rim keeps it readable over what it must cover."""
    texts = [shorten(line, _LONGEST) for line in lines]
    wide, tall = max((len(text) for text in texts), default=0) * 7.3, 17.0 * len(texts)
    near = radius[row] + 6
    places = [
        (x[row] + near, y[row] - tall / 2),
        (x[row] - near - wide, y[row] - tall / 2),
        (x[row] - wide / 2, y[row] - near - tall),
        (x[row] - wide / 2, y[row] + near),
    ]
    places = [(min(max(left, 4.0), WIDTH - 4 - wide), top) for left, top in places]
    places = [(left, top) for left, top in places if top + tall <= floor]
    hidden = [_covered(left, top, wide, tall, x[rows], y[rows], radius[rows]) for left, top in places]
    left, top = places[int(np.argmin(hidden))]
    return "".join(
        svg.words(
            left + wide / 2, top + 13 + 17 * at, text, fill=colours.ink, size=12.5 if at else 14,
            anchor="middle", bold=not at, halo=colours.paper,
        )
        for at, text in enumerate(texts)
    )  # fmt: skip


def _covered(
    left: float,
    top: float,
    wide: float,
    tall: float,
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    radius: NDArray[np.float64],
) -> float:
    """How deep the marks reach into a label's box, in all."""
    away = np.hypot(x - np.clip(x, left, left + wide), y - np.clip(y, top, top + tall))
    return float(np.maximum(radius - away, 0).sum())
