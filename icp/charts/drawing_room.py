"""What a room shows, drawn large for the board, to be read from ten metres, and small for phone and paper.

SVG text, no chart library, and nothing in it needs a pointer. A board is 1920 units wide and its pictures fill the 1200
beside the way in (code and QR); at that size the smallest words are 30 units high. Every text is plain, and escaped
here.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from icp.charts import svg
from icp.charts.palette import Palette, palette
from icp.charts.text import shorten

WIDTH = 1200.0
SIDE = 520.0
"""Width of the way in, which stands beside the pictures."""
HIGH = 800.0
"""Units under the board's head that a projector shows without scrolling."""
MOST_BARS = 9
MOST_NOTES = 9
"""Texts or cards a board holds at a time; the rest takes turns."""
_SMALL, _TEXT, _LARGE, _TITLE = 30.0, 36.0, 44.0, 60.0
_LETTER = 0.52  # width of a letter by its height, on the large side
_NOTE, _LINE, _GAP = 34.0, 46.0, 20.0  # of cards: words, lines, and the space between two
_MOST_LINES = 14
_HEAD, _FOOT = 110.0, 60.0  # a title of one line, and a note under it
_EDGE = 12.0
_STEP, _ROW = 92.0, 40.0  # of the plan: a row, and its words

SMALL_WIDTH = 440.0
MOST_SMALL_BARS = 12
_SMALL_LEFT, _SMALL_NUMBER, _SMALL_ROW, _SMALL_THICK = 8.0, 44.0, 44.0, 14.0


def draw_bars(
    title: str, bars: Sequence[tuple[str, int]], *, people: int, note: str = "", high: float = HIGH, dark: bool = False
) -> str:
    """How many of ``people`` said what, largest words first to be read. ``note``: what stands under the bars.

    More than nine bars: the nine that come first, so sort them before. In less room than ``high`` they stand closer.
    """
    colours, shown = palette(dark), bars[:MOST_BARS]
    parts, top = _head(title, colours)
    foot = 30.0 + 42 * len(_note_lines(note))
    row = max(40.0, min(78.0, (high - top - foot) / max(len(shown), 1)))
    thick, longest = row * 0.64, max((len(label) for label, _ in shown), default=0)
    left = min(_EDGE + 30 + longest * _TEXT * _LETTER, WIDTH * 0.5)
    room = WIDTH - left - 110
    for at, (label, count) in enumerate(shown):
        middle = top + row * at + row / 2
        wide = room * count / max(people, 1)
        cut = shorten(label, int((left - _EDGE - 24) / (_TEXT * _LETTER)))
        parts.append(svg.words(left - 18, middle + 12, cut, fill=colours.ink, size=_TEXT, anchor="end"))
        parts.append(svg.box(left, middle - thick / 2, max(wide, 3), thick, fill=colours.gold, radius=6))
        parts.append(
            svg.words(left + max(wide, 3) + 14, middle + 14, str(count), fill=colours.ink, size=_LARGE, bold=True)
        )
    bottom = top + row * len(shown) + 14
    return _end(parts, bottom, note, colours, title)


def draw_small_bars(bars: Sequence[tuple[str, int]], *, of: int, title: str, last: str = "", dark: bool = False) -> str:
    """The same in a phone's width: at most twelve bars under their words, each as long as its share ``of`` the people.

    ``last``: a line under them, on what is not told apart. ``title`` is the finding, for those who hear it.
    """
    colours, shown = palette(dark), bars[:MOST_SMALL_BARS]
    room = SMALL_WIDTH - 2 * _SMALL_LEFT - _SMALL_NUMBER
    parts = []
    for at, (words, count) in enumerate(shown):
        y, length = 18 + _SMALL_ROW * at, max(2.0, room * count / max(of, 1))
        parts += [
            svg.words(_SMALL_LEFT, y, shorten(words, 44), fill=colours.ink, size=15, halo=colours.paper),
            svg.box(_SMALL_LEFT, y + 7, room, _SMALL_THICK, fill=colours.card, radius=4),
            svg.box(_SMALL_LEFT, y + 7, length, _SMALL_THICK, fill=colours.green, radius=4),
            svg.words(_SMALL_LEFT + room + 10, y + 20, str(count), fill=colours.ink, size=17, bold=True),
        ]
    foot = 18 + _SMALL_ROW * max(1, len(shown))
    if last:
        parts.append(svg.words(_SMALL_LEFT, foot, shorten(last, 58), fill=colours.quiet))
        foot += 20
    return svg.figure(SMALL_WIDTH, foot, parts, title=title)


def draw_waiting(title: str, words: str, *, here: int, needed: int, dark: bool = False) -> str:
    """A picture that waits for more people: one mark for each that is needed, filled for each that is ``here``."""
    colours = palette(dark)
    parts, top = _head(title, colours)
    for at in range(needed):
        x, y = _EDGE + 46 + (at % 10) * 108, top + 60 + (at // 10) * 108
        parts.append(svg.circle(x, y, 40, fill=colours.gold if at < here else colours.card, stroke=colours.line))
    bottom = top + 120 + (max(needed, 1) - 1) // 10 * 108
    return _end(parts, bottom, words, colours, f"{title}. {words}")


Cards = Sequence[tuple[str, Sequence[str]]]
"""Headings ("" for none) with lines under them."""


def as_notes(texts: Sequence[str]) -> Cards:
    """Texts as cards without a heading."""
    return [("", (text,)) for text in texts]


def fill_pages(cards: Cards, *, high: float = HIGH) -> list[Cards]:
    """The cards in pages that fit under a title into ``high``, to be shown in turn; at least one card a page."""
    pages: list[Cards] = []
    rest = list(cards)
    while rest:
        taken = len(rest[:MOST_NOTES])
        while taken > 1 and _rows_high(rest[:taken]) > high - _HEAD - _FOOT:
            taken -= 1
        pages.append(rest[:taken])
        rest = rest[taken:]
    return pages


def draw_cards(title: str, cards: Cards, *, note: str = "", dark: bool = False) -> str:
    """Cards of a heading and lines: one to three across by their number and length, at most nine, a row as high as its
    fullest."""
    colours, shown = palette(dark), cards[:MOST_NOTES]
    parts, top = _head(title, colours)
    across, wide, letters = _columns(shown)
    y = top + 10
    for first in range(0, len(shown), across):
        row = [(name, _wrap(lines, letters)) for name, lines in shown[first : first + across]]
        high = max(_card_high(name, lines) for name, lines in row)
        for at, (name, lines) in enumerate(row):
            x = _EDGE + (wide + _GAP) * at
            parts.append(svg.box(x, y, wide, high, fill=colours.card, radius=14))
            parts.append(svg.box(x, y, 8, high, fill=colours.gold, radius=4))
            line = y + 58
            if name:
                cut = shorten(name, int((wide - 48) / (_LARGE * _LETTER)))
                parts.append(svg.words(x + 28, line, cut, fill=colours.green, size=_LARGE, bold=True, serif=True))
                line += 54
            for text in lines:
                parts.append(svg.words(x + 28, line - 4, text, fill=colours.ink, size=_NOTE))
                line += _LINE
        y += high + _GAP
    return _end(parts, y, note, colours, title)


def _columns(cards: Cards) -> tuple[int, float, int]:
    """How many cards stand side by side, how wide each is, and how many letters a line of it holds."""
    longest = max((sum(len(text) for text in lines) if not name else 0 for name, lines in cards), default=0)
    across = min(max(len(cards), 1), 3 if longest <= 80 else 2 if longest <= 170 else 1)
    if across == 3 and len(cards) == 4:
        across = 2
    wide = (WIDTH - 2 * _EDGE - _GAP * (across - 1)) / across
    return across, wide, int((wide - 48) / (_NOTE * _LETTER))


def _card_high(name: str, lines: Sequence[str]) -> float:
    return 44 + _LINE * len(lines) + (54 if name else 0)


def _rows_high(cards: Cards) -> float:
    across, _, letters = _columns(cards)
    rows = [cards[first : first + across] for first in range(0, len(cards), across)]
    return sum(max(_card_high(name, _wrap(lines, letters)) for name, lines in row) + _GAP for row in rows)


def draw_step(
    title: str, *, place: str, clock: str = "", urgent: bool = False, message: str = "", dark: bool = False
) -> str:
    """The board's head: ``place`` ("Step 3 of 9"), the step's title, the clock at the right, the coach's word below."""
    colours = palette(dark)
    room = WIDTH - 2 * _EDGE - (300 if clock else 0)
    size = 84.0 if len(title) * 84 * _LETTER <= room else 60.0
    whence = shorten(place, int(room / (_TEXT * _LETTER)))
    parts = [svg.words(_EDGE, 44, whence, fill=colours.quiet, size=_TEXT)]
    bottom = 44.0
    for text in textwrap.wrap(title, int(room / (size * _LETTER)), max_lines=2, placeholder=" …"):
        bottom += size + 4
        parts.append(svg.words(_EDGE, bottom, text, fill=colours.green, size=size, bold=True, serif=True))
    if clock:
        ink = colours.clay if urgent else colours.ink
        parts.append(svg.words(WIDTH - _EDGE, 132, clock, fill=ink, size=104, bold=True, anchor="end"))
    bottom = top = max(bottom, 132) + 36
    letters = int((WIDTH - 2 * _EDGE - 40) / (_LARGE * _LETTER))
    for text in textwrap.wrap(message, letters, max_lines=3, placeholder=" …"):
        parts.append(svg.words(_EDGE + 32, bottom + 40, text, fill=colours.ink, size=_LARGE))
        bottom += 56
    if message:
        parts.append(svg.box(_EDGE, top + 6, 8, bottom - top - 4, fill=colours.gold, radius=4))
    said = ". ".join(filter(None, (place, title, clock, message)))
    return svg.figure(WIDTH, bottom + 16, parts, title=said)


def draw_plan(title: str, steps: Sequence[tuple[str, int]], *, at: int, high: float = HIGH, dark: bool = False) -> str:
    """The session's steps with their minutes, in two columns from nine on; the one at ``at`` stands out, those before
    it are ticked. −1: none has begun. In less room than ``high`` they stand closer."""
    colours = palette(dark)
    parts, top = _head(title, colours) if title else ([], 0.0)
    columns = 2 if len(steps) > 8 else 1
    rows, wide = -(-len(steps) // columns), (WIDTH - 2 * _EDGE - 20 * (columns - 1)) / columns
    row = max(52.0, min(_STEP, (high - top - 16) / max(rows, 1)))
    line = row / 2 + 14
    longest = max((len(name) for name, _ in steps), default=1)
    size = max(_SMALL, min(_ROW, (wide - 170) / (max(longest, 1) * 0.5)))
    letters = int((wide - 170) / (size * 0.5))
    for number, (name, minutes) in enumerate(steps):
        x, y = _EDGE + (wide + 20) * (number // rows), top + row * (number % rows)
        ink = colours.quiet if number < at else colours.ink
        if number == at:
            parts.append(svg.box(x, y + 4, wide, row - 8, fill=colours.card, radius=12))
            parts.append(svg.box(x, y + 4, 8, row - 8, fill=colours.gold, radius=4))
            ink = colours.green
        mark = "✓" if number < at else str(number + 1)
        parts.append(svg.words(x + 74, y + line, mark, fill=ink, size=size, anchor="end", bold=number == at))
        parts.append(svg.words(x + 96, y + line, shorten(name, letters), fill=ink, size=size, bold=number == at))
        parts.append(svg.words(x + wide - 16, y + line, f"{minutes}′", fill=colours.quiet, size=_SMALL, anchor="end"))
    return svg.figure(WIDTH, top + row * rows + 16, parts, title=title or "; ".join(name for name, _ in steps))


def draw_way_in(
    code: str, address: str, modules: Sequence[Sequence[bool]], *, words: str, people: str, dark: bool = False
) -> str:
    """How to come in: the QR code, the address to type, the code in letters, and how many are in.

    ``modules``: the QR code's rows without its quiet zone, True for dark. It is black on white in both themes, or no
    phone would read it.
    """
    colours = palette(dark)
    parts = [svg.words(SIDE / 2, 46, words, fill=colours.quiet, size=_fitting(words, _TEXT), anchor="middle")]
    size, top = len(modules), 70.0
    one = (SIDE - 2 * _EDGE) / (size + 8)
    parts.append(svg.box(_EDGE, top, SIDE - 2 * _EDGE, SIDE - 2 * _EDGE, fill="#ffffff", radius=10))
    path = "".join(
        f"M{column + 4},{row + 4}h1v1h-1z" for row, line in enumerate(modules) for column, dot in enumerate(line) if dot
    )
    parts.append(
        f'<path transform="translate({_EDGE},{top}) scale({one:.4f})" d="{path}" fill="#000" '
        'shape-rendering="crispEdges"/>'
    )
    y = top + SIDE - 2 * _EDGE + 84
    parts.append(svg.words(SIDE / 2, y, code, fill=colours.ink, size=_fitting(code, 84), bold=True, anchor="middle"))
    parts.append(svg.words(SIDE / 2, y + 56, address, fill=colours.ink, size=_fitting(address, _TEXT), anchor="middle"))
    parts.append(
        svg.words(
            SIDE / 2, y + 116, people, fill=colours.green, size=_fitting(people, _LARGE), bold=True, anchor="middle"
        )
    )
    return svg.figure(SIDE, y + 136, parts, title=f"{words}: {code}, {address}. {people}")


def _fitting(text: str, size: float) -> float:
    """A size at which the text fits beside the pictures, at most ``size``."""
    return min(size, (SIDE - 2 * _EDGE) / (max(len(text), 1) * 0.6))


def _wrap(lines: Sequence[str], letters: int) -> list[str]:
    return [
        part for text in lines for part in textwrap.wrap(text, max(letters, 8), max_lines=_MOST_LINES, placeholder=" …")
    ]


def _head(title: str, colours: Palette) -> tuple[list[str], float]:
    lines = textwrap.wrap(title, int((WIDTH - 2 * _EDGE) / (_TITLE * _LETTER)), max_lines=2, placeholder=" …")
    parts = [
        svg.words(_EDGE, 62 + 70 * at, text, fill=colours.ink, size=_TITLE, bold=True, serif=True)
        for at, text in enumerate(lines)
    ]
    return parts, 40 + 70.0 * len(lines)


def _note_lines(note: str) -> list[str]:
    return _wrap((note,), int((WIDTH - 2 * _EDGE) / (_SMALL * _LETTER))) if note else []


def height_of(drawing: str) -> float:
    """How many units high a drawing of this module is."""
    return float(drawing.partition(' height="')[2].partition('"')[0])


def _end(parts: list[str], bottom: float, note: str, colours: Palette, title: str) -> str:
    for text in _note_lines(note):
        parts.append(svg.words(_EDGE, bottom + 36, text, fill=colours.quiet, size=_SMALL))
        bottom += 42
    return svg.figure(WIDTH, bottom + 16, parts, title=title)
