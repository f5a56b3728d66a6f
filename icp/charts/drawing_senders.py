"""The referral tree as a light drawing: who sent whom, each branch as wide as the income it carries.

A trunk at the left is made of one strand a sender; each strand leaves it to the right and splits into the clients who
came of it, one a row, so that no two names can meet. Colour and shape tell the owner's feeling. SVG text, no chart
library: for the guide on a phone and for the top of a page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from icp.charts import svg
from icp.charts.palette import Palette, palette
from icp.charts.text import shorten
from icp.methods.referral_facts import Branch

WIDTH = 440.0
_TRUNK, _THICK = 12.0, 58.0  # where the trunk begins, and how thick all its strands are together
_LABEL, _FORK, _TIP, _NAME = 92.0, 214.0, 316.0, 330.0
_ROW, _LONE, _GAP, _GROUND = 22.0, 54.0, 16.0, 26.0
_THIN = 1.6  # income nobody knows still shows
_SENDERS, _ROWS = 4, 12


@dataclass(frozen=True, slots=True)
class _Rest:
    """Clients of one sender that have no row of their own."""

    clients: int
    weight: float


def draw_senders(
    senders: Sequence[Branch],
    *,
    brought: Callable[[Branch], str],
    more: Callable[[int], str],
    rest: Callable[[Sequence[Branch]], str],
    title: str,
    senders_shown: int = _SENDERS,
    rows_shown: int = _ROWS,
    dark: bool = False,
    faded: bool = False,
) -> str:
    """The picture, beginning with ``<svg``, 440 units wide; "" when nobody sent anybody.

    ``senders``: roots of the tree, the most important first; one all of whose clients hang on another is left out.
    ``brought`` words a sender's sum ("11 clients, €45,140"), ``more`` the clients of a sender that have no row,
    ``rest`` the senders that are not drawn one by one; all plain text, escaped here. ``title`` is what is heard.
    Where no income is known at all, branches are as wide as the number of clients on them. ``faded``: without its
    colours, as an example of what will stand here.
    """
    senders = [root for root in senders if root.branches]
    if not senders:
        return ""
    colours = palette(dark)
    if faded:
        pale = colours.line
        colours = replace(colours, gold=pale, grey=pale, clay=pale, unknown=pale, ink=colours.quiet)
    by_income = any(root.value > 0 for root in senders)
    shown, left = list(senders[:senders_shown]), list(senders[senders_shown:])
    whole = sum(_weight(root, by_income) for root in senders) or 1.0
    scale = _THICK / whole
    strands = [max(_THIN, scale * _weight(root, by_income)) for root in shown]
    if left:
        strands.append(max(_THIN, scale * sum(_weight(root, by_income) for root in left)))
    fans = [_fan(root, rows_shown, by_income) for root in shown]
    heights = [
        max(_LONE + strand, sum(max(_ROW, scale * weight + 4) for _, _, weight in fan))
        for strand, fan in zip(strands, fans, strict=False)
    ]
    if left:
        heights.append(_LONE)
    tops = list(accumulate((height + _GAP for height in heights), initial=6.0))
    ground = tops[-1] + _GROUND
    parts: list[str] = []
    lefts = list(accumulate(strands, initial=_TRUNK))
    for at, (strand, height) in enumerate(zip(strands, heights, strict=True)):
        y, x = tops[at] + height / 2, lefts[at] + strand / 2
        root = shown[at] if at < len(shown) else None
        ink = colours.of_tier(root.tier) if root is not None and root.client is not None else colours.unknown
        end = _FORK if root is not None else _LABEL + 30
        parts.append(_strand(x, ground, y, end, ink, strand))
    for at, root in enumerate(shown):
        y = tops[at] + heights[at] / 2
        parts.extend(_draw_fan(fans[at], tops[at], heights[at], y, strands[at], scale, colours, more))
        half = strands[at] / 2
        parts.append(
            svg.words(_LABEL, y - half - 6, shorten(root.name, 17), fill=colours.ink, size=16.5, bold=True,
                      halo=colours.paper)
        )  # fmt: skip
        parts.append(svg.words(_LABEL, y + half + 17, brought(root), fill=colours.quiet, size=14, halo=colours.paper))
    if left:
        y = tops[len(shown)] + _LONE / 2
        parts.append(svg.words(_LABEL + 38, y + 4, rest(left), fill=colours.quiet, size=14, halo=colours.paper))
    return svg.figure(WIDTH, ground + 2, parts, title=title)


_Row = tuple[Branch | _Rest, tuple[int, ...], float]


def _fan(root: Branch, rows_shown: int, by_income: bool) -> list[_Row]:
    """The rows of one sender from top to bottom: (who, path of positions from the root, weight)."""
    rows: list[_Row] = [(branch, path, _own(branch, by_income)) for branch, path in _walk(root, ())]
    if len(rows) <= rows_shown:
        return rows
    kept = sorted(range(len(rows)), key=lambda at: (-rows[at][2], at))[: rows_shown - 1]
    gone = [row for at, row in enumerate(rows) if at not in set(kept)]
    cut = _Rest(len(gone), sum(weight for _, _, weight in gone))
    return [*(rows[at] for at in sorted(kept)), (cut, (len(root.branches),), cut.weight)]


def _walk(branch: Branch, path: tuple[int, ...]) -> Iterator[tuple[Branch, tuple[int, ...]]]:
    for at, child in enumerate(branch.branches):
        yield child, (*path, at)
        yield from _walk(child, (*path, at))


def _draw_fan(
    fan: Sequence[_Row],
    top: float,
    height: float,
    y: float,
    strand: float,
    scale: float,
    colours: Palette,
    more: Callable[[int], str],
) -> Iterator[str]:
    """Branches first, then the tips and names over them.

    A client who sent others is a knot: the branch to it carries all that hangs on it, and splits there again.
    """
    sizes = [max(_ROW, scale * weight + 4) for _, _, weight in fan]
    spare = (height - sum(sizes)) / 2
    middles = [top + spare + end - size / 2 for end, size in zip(accumulate(sizes), sizes, strict=True)]
    at_row = {path: row for row, (_, path, _) in enumerate(fan)}
    deepest = max(len(path) for _, path, _ in fan)
    step = (_TIP - _FORK) / max(deepest, 1)
    knots: dict[tuple[int, ...], tuple[float, float, list[int]]] = {(): (_FORK, y, list(range(len(fan))))}
    for path in sorted(at_row, key=len):
        below = [row for other, row in at_row.items() if other[: len(path)] == path]
        if len(below) > 1:
            knots[path] = (_FORK + step * len(path), sum(middles[row] for row in below) / len(below), below)
    carried = {path: sum(fan[row][2] for row in rows) * scale for path, (_, _, rows) in knots.items()}
    used = {path: -max(carried[path], strand if not path else _THIN) / 2 for path in knots}
    tips: list[str] = []
    for row, (who, path, weight) in enumerate(fan):
        ink = colours.of_tier(who.tier) if isinstance(who, Branch) else colours.unknown
        if path in knots:
            hub = _hub(path[:-1], knots)
            x, middle, _ = knots[path]
            yield _leave(hub, knots, used, carried[path], x, middle, ink)
            hub = path
        else:
            hub = _hub(path[:-1], knots)
        yield _leave(hub, knots, used, weight * scale, _TIP, middles[row], ink)
        name = who.name if isinstance(who, Branch) else more(who.clients)
        tips.append(_tip(who, _TIP, middles[row], ink))
        words = shorten(name, 14)
        tips.append(svg.words(_NAME, middles[row] + 5, words, fill=colours.ink, size=14.5, halo=colours.paper))
    yield from tips


def _hub(path: tuple[int, ...], knots: dict[tuple[int, ...], tuple[float, float, list[int]]]) -> tuple[int, ...]:
    while path not in knots:
        path = path[:-1]
    return path


def _leave(
    hub: tuple[int, ...],
    knots: dict[tuple[int, ...], tuple[float, float, list[int]]],
    used: dict[tuple[int, ...], float],
    width: float,
    x: float,
    y: float,
    ink: str,
) -> str:
    """One branch out of a knot, beside those that left it before."""
    from_x, from_y, _ = knots[hub]
    start = from_y + used[hub] + width / 2
    used[hub] += width
    return svg.curve(from_x, start, x, y, stroke=ink, width=max(_THIN, width), cap="butt")


def _tip(who: Branch | _Rest, x: float, y: float, ink: str) -> str:
    """The mark at a branch's end, a shape for each feeling."""
    if isinstance(who, _Rest) or who.tier is None:
        return svg.circle(x + 2, y, 4.5, fill=ink, opacity=0.35, stroke=ink)
    if who.tier == 1:
        return svg.circle(x + 2, y, 5.5, fill=ink)
    if who.tier == 2:
        return svg.box(x - 3, y - 5, 10, 10, fill=ink)
    return svg.diamond(x + 2, y, 6.5, fill=ink)


def _strand(x: float, ground: float, y: float, end: float, ink: str, width: float) -> str:
    """One strand of the trunk: up from the ground, round a bend, level to its fork."""
    return svg.bend(x, ground, end, y, stroke=ink, width=width)


def _own(branch: Branch, by_income: bool) -> float:
    return branch.own if by_income else 1.0


def _weight(root: Branch, by_income: bool) -> float:
    return root.value if by_income else float(root.clients)
