"""A document before it is a file: what it says, in order, and nothing about how PDF, Word or a sheet would show it.

One document is built once (:mod:`icp.report`) and handed to any writer of this package. Every text is plain: a writer
passes it on as data and never as markup. Figures carry the drawing the screen shows and, where a program has charts of
its own, the numbers behind it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

CellKind = Literal["text", "number", "money", "percent", "date", "fit"]
Value = str | int | float | date | bool | None
"""A cell: percent as 0–1, fit as 0–100, money in the document's currency; None stands empty."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its header, what its cells are, and how many decimals a number shows."""

    label: str
    kind: CellKind = "text"
    decimals: int = 0


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; ``quiet`` ones explain or caution in small print."""

    text: str
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Points:
    """A list of short lines: bullets, numbers (``ordered``) or boxes to tick (``boxes``)."""

    items: tuple[str, ...]
    ordered: bool = False
    boxes: bool = False


@dataclass(frozen=True, slots=True)
class Quote:
    """Something to be said or written word for word: a must-have's sentence, a letter, a post."""

    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells under columns; every row is as long as ``columns``."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """Named numbers of a chart, one a category (None: none); for ``scatter`` ``across`` holds the other coordinate."""

    name: str
    values: tuple[float | None, ...]
    across: tuple[float | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Chart:
    """The numbers of a figure for programs that draw their own, editable charts; ``stacked`` bars of a category lie
    behind one another, as parts of a whole."""

    kind: Literal["bar", "column", "line", "scatter"]
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    across: str = ""
    up: str = ""
    unit: CellKind = "number"
    stacked: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture: ``title`` is its finding, ``svg`` the screen's drawing in light colours, ``alt`` what it shows.

    ``reading`` stands under the drawing; ``chart_reading`` in its place under the chart a program draws itself, where
    words about the drawing's marks would not be true (None: the same words).
    """

    title: str
    svg: str
    alt: str
    reading: str = ""
    chart: Chart | None = None
    chart_reading: str | None = None


@dataclass(frozen=True, slots=True)
class Signature:
    """Lines to sign on: one a party, each with room for a name and a day."""

    parties: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """The portrait on one page: who it is, in which words, what must be, what never again, the promise.

    ``groups``: (heading, lines) in reading order; ``order``: the heaviest wishes, first one heaviest; ``svg``: the
    drawn person.
    """

    name: str
    svg: str
    person: str
    groups: tuple[tuple[str, tuple[str, ...]], ...]
    order: tuple[str, ...] = ()
    promise: str = ""


Block = Text | Points | Quote | Table | Figure | Signature | Card


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a document. ``heading`` is its finding where there is one; ``lead`` opens it; ``notes`` are for the
    speaker of a slide and stand in no other file; ``sheet`` names its sheet in a spreadsheet.
    """

    id: str
    heading: str
    lead: str = ""
    blocks: tuple[Block, ...] = ()
    notes: str = ""
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """All of a file but its format.

    ``id``: portrait, workbook, rules, screener, packet, letters, debrief …; ``language``: a BCP 47 tag;
    ``currency``: an ISO 4217 code; ``credit``: lines of whoever led the workshop, shown at the foot; ``logo``: their
    mark beside it, a PNG of :mod:`icp.export.logo`, b"" for none.
    """

    id: str
    title: str
    day: date
    sections: tuple[Section, ...]
    subtitle: str = ""
    business: str = ""
    language: str = "en"
    currency: str = "EUR"
    credit: tuple[str, ...] = field(default=())
    logo: bytes = field(default=b"", repr=False)
