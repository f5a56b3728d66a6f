"""A document as PDF: tagged (PDF/UA-1), on A4 or US Letter, set by typst from the templates in ``paper/``.

Everything a document says reaches the templates as one JSON text that they read as data: what somebody typed is never
part of a template, so no markup in it can do anything. The templates read no file but themselves.

Drawings are the ones the screen shows: :mod:`icp.charts` draws a picture once, as SVG text, a page shows that text and
paper takes it over as lines and letters, sharp at any size and a few kilobytes each. One definition that way feeds
both, and no browser is needed to print (as a chart library's own image export needs one), nor a second drawing library
whose pictures would have to be kept alike by hand.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from xml.sax.saxutils import unescape

from icp.catalogue import catalogue
from icp.charts import svg
from icp.charts.palette import palette
from icp.export.cells import cell_words, plain
from icp.export.document import (
    Block,
    Card,
    Column,
    Document,
    Figure,
    Points,
    Quote,
    Section,
    Signature,
    Table,
    Text,
)
from icp.export.lettering import BLANK, letter, paper_fonts, show
from icp.methods.letters import word_day

if TYPE_CHECKING:
    import typst

Paper = Literal["a4", "letter"]
_KINDS = frozenset({"portrait", "workbook", "rules", "packet", "screener", "letters"})
"""The ids with a template of their own."""
_TEMPLATES = Path(__file__).parent / "paper"
_SHEETS: Mapping[Paper, str] = {"a4": "a4", "letter": "us-letter"}
_OWN_SIZE = (440.0, 300.0)  # of a drawing that does not say
_SIZE = re.compile(r'<svg[^>]*? viewBox="0 0 ([\d.]+) ([\d.]+)"')
_WORDS = re.compile("<text ([^>]*)>([^<]*)</text>")
_ATTRIBUTE = re.compile('([a-z-]+)="([^"]*)"')
_SCALE = 0.78  # points a unit of a drawing: its 13 units high words come out at ten points
_ROOM = (430.0, 520.0)  # points across and down that every sheet has for a drawing
_LANDSCAPE_FROM = 10  # columns
_LINE = 18  # letters of a cell that stay on one line
_SHORT = 0.49 * _LINE + 1.3  # ems of a column whose cells do


def write_pdf(document: Document, *, paper: Paper = "a4") -> bytes:
    """The document as a PDF file.

    The template is the one named like ``document.id``, else the general one. The same document gives the same bytes.
    """
    import typst

    template = _TEMPLATES / f"{document.id if document.id in _KINDS else 'general'}.typ"
    data: bytes = typst.compile(
        str(template),
        root=str(_TEMPLATES),
        font_paths=_fonts(),
        format="pdf",
        pdf_standards=["ua-1"],
        sys_inputs={"document": json.dumps(describe(document, paper), ensure_ascii=False)},
        package_path=str(_TEMPLATES),  # there are no packages, and none is looked for on this machine or fetched
        package_cache_path=str(_TEMPLATES),
    )
    return data


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """Our own fonts only: a page looks the same wherever it is made."""
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(paper_fonts().folder)])


def describe(document: Document, paper: Paper) -> dict[str, Any]:
    """What the templates are told: the document's texts, its cells in words, the colours, the fonts."""
    language, region = _tag(document.language)
    others = [family for family in paper_fonts().families if family not in ("Workshop Sans", "Workshop Serif")]
    told = {
        "title": _name(document.title) or catalogue().say("frame.app"),
        "about": letter(document.subtitle or " · ".join(p for p in (document.business, word_day(document.day)) if p)),
        "business": letter(document.business),
        "author": [show(part) for part in (document.business or " ".join(document.credit[:1]),) if part],
        "credit": [letter(line) for line in document.credit],
        "logo": list(document.logo),
        "date": word_day(document.day),
        "year": document.day.year,
        "month": document.day.month,
        "day": document.day.day,
        "lang": language,
        "region": region,
        "sections": [_section(section, document) for section in document.sections],
        "paper": _SHEETS[paper],
        "colours": asdict(palette()),
        "fonts": {"sans": ["Workshop Sans", *others], "serif": ["Workshop Serif", "Workshop Sans", *others]},
        "words": _words(),
    }
    told["note"] = catalogue().say("paper.missing", sign=BLANK) if BLANK in json.dumps(told, ensure_ascii=False) else ""
    return told


def _name(text: str) -> str:
    """A heading; nothing where nobody would see one."""
    return letter(text).strip() if any(unicodedata.category(c)[0] not in "CZ" for c in text) else ""


def _tag(language: str) -> tuple[str, str | None]:
    """A BCP 47 tag as language and region; English where it is none."""
    found = re.fullmatch("([a-z]{2,3})(?:-[A-Za-z]{4})?(?:-([A-Z]{2}))?", language)
    return (found[1], found[2]) if found else ("en", None)


def _words() -> dict[str, str]:
    say = catalogue().say
    return {
        "contents": say("paper.contents"),
        "page": say("paper.page"),
        "more": say("paper.more"),
        "name": say("office.name"),
        "signature": say("office.signature"),
        "day": say("office.signed_on"),
        "order": say("office.order"),
        "led": say("office.closing"),
    }


def _section(section: Section, document: Document) -> dict[str, Any]:
    return {
        "id": section.id,
        "heading": _name(section.heading),
        "lead": letter(section.lead),
        "blocks": [_block(block, document) for block in section.blocks],
    }


def _block(block: Block, document: Document) -> dict[str, Any]:
    match block:
        case Text(text, quiet):
            return {"kind": "text", "text": letter(text), "quiet": quiet}
        case Points(items, ordered, boxes):
            return {"kind": "points", "items": [letter(i) for i in items], "ordered": ordered, "boxes": boxes}
        case Quote(text):
            return {"kind": "quote", "text": letter(text)}
        case Table():
            return _table(block, document.currency)
        case Figure():
            return {
                "kind": "figure",
                "title": _name(block.title),
                "alt": show(block.alt) or show(block.title),
                "reading": letter(block.reading),
                **_drawing(block.svg),
            }
        case Signature(parties):
            return {"kind": "signature", "parties": [letter(party) for party in parties]}
        case Card():
            return {
                "kind": "card",
                "name": _name(block.name),
                "alt": show(catalogue().say("office.picture_of", name=block.name)),
                "person": letter(block.person),
                "groups": [[_name(heading), [letter(line) for line in lines]] for heading, lines in block.groups],
                "order": [letter(line) for line in block.order],
                "promise": letter(block.promise),
                **_drawing(block.svg),
            }


def _drawing(drawing: str) -> dict[str, Any]:
    """A drawing without its words, its size in points, and the words beside it: paper sets those itself.

    A font that lacks a letter is helped out by the next one wherever typst sets text, but not within a drawing.
    """
    found = _SIZE.match(drawing)
    width, height = (float(found[1]), float(found[2])) if found else _OWN_SIZE
    scale = min(_SCALE, _ROOM[0] / width, _ROOM[1] / height)
    return {
        "svg": plain(_WORDS.sub("", drawing)),
        "width": round(scale * width, 1),
        "height": round(scale * height, 1),
        "labels": [
            _label(dict(_ATTRIBUTE.findall(of)), unescape(words), scale) for of, words in _WORDS.findall(drawing)
        ],
    }


def _label(of: Mapping[str, str], words: str, scale: float) -> dict[str, Any]:
    """One line of a drawing's words: where it stands in points, and how it looks."""
    return {
        "x": round(scale * float(of["x"]), 2),
        "y": round(scale * float(of["y"]), 2),
        "size": round(scale * float(of["font-size"]), 2),
        "anchor": {"middle": 0.5, "end": 1}.get(of["text-anchor"], 0),
        "fill": of["fill"],
        "halo": of.get("stroke", ""),
        "bold": "font-weight" in of,
        "serif": of["font-family"] == svg.SERIF,
        "words": show(words),
    }


# ── tables ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _table(table: Table, currency: str) -> dict[str, Any]:
    """The cells in words, row after row, and how wide each column is: its own width in ems, or a share of the rest."""
    rows = [[letter(cell_words(v, c, currency)) for v, c in zip(row, table.columns, strict=True)] for row in table.rows]
    count = len(table.columns)
    columns = zip(table.columns, zip(*rows, strict=True) if rows else [()] * count, strict=True)
    widths = [_width(column, cells) for column, cells in columns]
    size = 9 if count < 6 else 8.5 if count < 8 else 8 if count < _LANDSCAPE_FROM else 7.5
    wide = count >= _LANDSCAPE_FROM
    fixed = sum(width for width in widths if width <= _SHORT)
    room = (_ROOM[1] * 1.25 if wide else _ROOM[0]) / size
    alike = fixed > 0.8 * room or all(width <= _SHORT for width in widths)
    return {
        "kind": "table",
        "caption": letter(table.caption),
        "columns": [
            {
                "label": letter(column.label),
                "right": column.kind not in ("text", "date"),
                "width": 0 if alike or width > _SHORT else round(width, 2),
                "share": width,
            }
            for column, width in zip(table.columns, widths, strict=True)
        ],
        "cells": [cell for row in rows for cell in row],
        "size": size,
        "wide": wide,
    }


def _width(column: Column, cells: Sequence[str]) -> float:
    """How many ems a column would like; a long text is content with less than the length of its longest cell."""
    heading = max(map(_length, column.label.split()), default=0)
    lengths = sorted(map(_length, cells)) or [0]
    longest, most = lengths[-1], lengths[int(0.9 * (len(lengths) - 1))]
    wanted = longest if longest <= _LINE else max(min(most, 3 * _LINE), min(0.7 * longest, 2 * _LINE), _LINE)
    return 0.49 * max(wanted, heading, 2) + 1.3


def _length(text: str) -> float:
    """Letters, a wide one (Han, kana, Hangul: UAX 11) counted as the two it takes the room of, and a capital after the
    first as 1.3."""
    capitals = 0.3 * sum(map(str.isupper, text[1:]))
    if text.isascii():
        return len(text) + capitals
    return capitals + sum(1 + (unicodedata.east_asian_width(letter) in "WF") for letter in text)
