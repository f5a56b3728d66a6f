"""The income of the months ahead over what is needed, as a light drawing: who goes stands where the line steps down.

SVG text, no chart library. A drawing is 440 units wide: readable from 350 pixels up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from icp.charts import svg
from icp.charts.palette import palette
from icp.charts.text import shorten

WIDTH = 440.0
MOST_NAMED = 6
"""Steps that are labelled; the picture's caption counts the rest."""
_LEFT, _RIGHT, _TALL, _ROW = 14.0, WIDTH - 14, 190.0, 18.0
_LONGEST, _LETTER = 24, 8.2  # characters of a label, and how wide one is at most


def draw_income(
    income: Sequence[float],
    floor: float,
    *,
    today: float,
    gone: Mapping[int, str],
    months: Sequence[str],
    amount: Callable[[float], str],
    floor_words: str,
    title: str,
    dark: bool = False,
) -> str:
    """The picture, beginning with ``<svg``; "" without months.

    ``income``: money of each month, ``today`` the month before. ``gone``: month (from 1) → who is not there any more
    from then on, in words. ``months``: words under each month, "" for none. ``amount`` words a sum of money,
    ``floor_words`` the line of what is needed. ``title`` is what a listener hears. All plain text, escaped here.

    The height does not begin at nothing, since the question is how much room is left over the floor.
    """
    if not income:
        return ""
    colours = palette(dark)
    named = sorted(gone)[:MOST_NAMED]
    top = 14 + _ROW * len(named) + 18
    bottom = top + _TALL
    whole = (today, *income)
    low, high = min(*whole, floor), max(*whole, floor)
    room = (high - low) or high or 1.0
    low, high = max(0.0, low - 0.22 * room), high + 0.06 * room
    wide = (_RIGHT - _LEFT) / len(whole)

    def x(month: float) -> float:
        return _LEFT + wide * month

    def y(money: float) -> float:
        return bottom - _TALL * (money - low) / (high - low)

    def colour(money: float) -> str:
        return colours.green if money >= floor else colours.clay

    parts = []
    for at, money in enumerate(whole):
        rest = svg.box(
            x(at), min(y(money), y(floor)), wide - 1.5, abs(y(floor) - y(money)), fill=colour(money), radius=1
        ).replace("<rect ", '<rect fill-opacity=".16" ')
        parts.append(rest)
        parts.append(svg.line(x(at), y(money), x(at + 1) - 1.5, y(money), stroke=colour(money), width=3.5))
    parts.append(svg.line(_LEFT, y(floor), _RIGHT, y(floor), stroke=colours.ink, width=1.5, dashed=True))
    parts.append(svg.words(_LEFT, y(floor) + 17, floor_words, fill=colours.ink, bold=True, halo=colours.paper))
    leaders = []
    for row, month in enumerate(named):
        foot, level = y(income[month - 1]), 14 + _ROW * row
        leaders.append(svg.line(x(month), level + 5, x(month), foot - 6, stroke=colours.quiet))
        leaders.append(svg.diamond(x(month), foot, 6, fill=colours.clay))
        label = shorten(gone[month], _LONGEST)
        late = x(month) + _LETTER * len(label) > WIDTH - 4
        leaders.append(
            svg.words(
                x(month) + (4 if late else -4), level, label, fill=colours.ink, size=13.5,
                bold=True, anchor="end" if late else "start", halo=colours.paper,
            )
        )  # fmt: skip
    parts += leaders
    parts.append(svg.words(x(0), y(today) - 9, amount(today), fill=colours.ink, bold=True, halo=colours.paper))
    if abs(income[-1] - today) > 0.5:
        parts.append(
            svg.words(
                _RIGHT, y(income[-1]) - 9, amount(income[-1]), fill=colour(income[-1]), bold=True, anchor="end",
                halo=colours.paper,
            )
        )  # fmt: skip
    parts.append(svg.line(_LEFT, bottom, _RIGHT, bottom, stroke=colours.line))
    for at, text in enumerate(months):
        if text:
            parts.append(svg.words(x(at + 1), bottom + 18, text, fill=colours.quiet, size=13))
    return svg.figure(WIDTH, bottom + 28, parts, title=title)
