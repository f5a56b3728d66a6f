"""A document as slides: a finding a slide, its chart to edit, what to say in the notes.

The look is a master of our own, made from python-pptx's template: wide slides, three layouts, the house's fonts and
colours. A slide program does not say how high a text will be, so it is measured here beforehand: it gets smaller within
reason, and what still does not fit goes on to a further slide. Nothing in the file points outside it.
"""

from __future__ import annotations

import copy
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from icp.catalogue import catalogue
from icp.charts.palette import LIGHT
from icp.export.cells import cell_words, plain
from icp.export.document import Card, Chart, Document, Figure, Points, Quote, Section, Signature, Table, Text
from icp.export.measure import lines_in, share_widths, shorten, wrap
from icp.export.office import SERIF, bare, describe, dress, drop_parts, imprint, ink, language, reads_leftwards, seal
from icp.export.picture import draw_png, size_of
from icp.export.slide_chart import place_chart

_PT = 12_700
"""English Metric Units of a point; all lengths here are points."""
_WIDE, _HIGH = 960, 540
_LEFT, _ROOM = 54, 852
_TITLE = (_LEFT, 40, _ROOM, 70)
_BODY = (_LEFT, 118, _ROOM, 366)
_FOOT = 498
_LOGO = (_LEFT, 24, 288, 72)
"""Where a logo stands on the last slide, and the room it has."""
_INSET = 7.2
"""A text box's own margin left and right."""
_SAFE = 1.12
"""How much wider than measured a program without our font may set a text; headings are set in a wider, bold one."""
_SAFE_TITLE = 1.38
_LINE = 1.22
_TABLE_LINE = 1.32
"""How high a line is, in its letters; a row of a table grows with the highest font in it, and cannot be shrunk."""
_MOST_ROWS = 36
_MOST_COLUMNS = 8
_MOST_LINES = 4
"""What slides show of a table; all of it is in the spreadsheet."""

Kind = Literal["text", "lead", "quiet", "quote", "heading", "bullet", "number", "box"]


@dataclass(frozen=True, slots=True)
class _Line:
    """A paragraph of a slide; ``number`` counts those of an ordered list."""

    text: str
    kind: Kind
    number: int = 0


_SIZES: dict[Kind, float] = {
    "text": 20, "lead": 22, "quiet": 14, "quote": 22, "heading": 20, "bullet": 20, "number": 20, "box": 20
}  # fmt: skip
_AFTER = 7
_GAP = 20
_FEW, _FEW_HIGH = 0.7, 70
"""How small the few words about a picture or a table may stand beside it, and how high they may be then."""
_INDENT = 24
_LISTED: dict[Kind, str] = {
    "bullet": '<a:buFont typeface="Arial"/><a:buChar char="•"/>',
    "number": '<a:buFont typeface="+mj-lt"/><a:buAutoNum type="arabicPeriod" startAt="{number}"/>',
    "box": '<a:buFont typeface="Segoe UI Symbol"/><a:buChar char="☐"/>',
}


def write_pptx(document: Document) -> bytes:
    """The document as a PPTX file in 16:9: a title slide, its sections, and whoever led the workshop at the end.

    A section opens with its texts (the heading as the slide's title, the notes with it); every figure and table is a
    slide of its own, a figure under its finding. Long tables are cut short, and say so. The same document gives the
    same bytes.
    """
    return seal(_Deck(document).write())


class _Deck:
    """The slides while they are made."""

    def __init__(self, document: Document) -> None:
        import pptx

        self.said = document
        self.file: Any = pptx.Presentation()
        self.notes = ""

    def write(self) -> bytes:
        said = self.said
        self._make_master()
        self._cover(said.title, imprint(said))
        for section in said.sections:
            self.notes = section.notes
            self._section(section)
        self.notes = ""
        if said.credit or said.logo:
            self._cover(catalogue().say("office.closing"), said.credit, said.logo)
        for slide in self.file.slides:
            self._mark_languages(slide._element)
            if slide.has_notes_slide:
                self._mark_languages(slide.notes_slide._element)
        describe(self.file.core_properties, said)
        buffer = io.BytesIO()
        self.file.save(buffer)
        return buffer.getvalue()

    # ── the master ───────────────────────────────────────────────────────────────────────────────────────────────

    def _make_master(self) -> None:
        file, master = self.file, self.file.slide_master
        drop_parts(file.part, "printerSettings")
        drop_parts(file.part.package, "thumbnail")
        file.slide_width, file.slide_height = _WIDE * _PT, _HIGH * _PT
        theme = next(rel.target_part for rel in master.part.rels.values() if rel.reltype.endswith("/theme"))
        theme._blob = dress(theme.blob)
        kept = ("Title Slide", "Title and Content", "Title Only")
        for layout in list(file.slide_layouts):
            if layout.name not in kept:
                file.slide_layouts.remove(layout)
        self.cover, self.page, self.bare_page = (
            next(layout for layout in file.slide_layouts if layout.name == name) for name in kept
        )
        background = master._element.cSld.find(_p("bg"))
        background.getparent().replace(
            background,
            _xml(
                f'<p:bg {_NS}><p:bgPr><a:solidFill><a:schemeClr val="bg2"/></a:solidFill><a:effectLst/></p:bgPr></p:bg>'
            ),
        )
        places = {"TITLE": _TITLE, "BODY": _BODY, "FOOTER": (_LEFT, _FOOT, 700, 22)}
        places["SLIDE_NUMBER"] = (_LEFT + _ROOM - 120, _FOOT, 120, 22)
        for one in (master, self.cover, self.page, self.bare_page):
            for shape in list(one.placeholders):
                kind = shape.placeholder_format.type.name
                if kind == "DATE":
                    shape._element.getparent().remove(shape._element)
                elif one is master and kind in places:
                    _place(shape, places[kind])
        for shape, box in zip(
            self.cover.placeholders, ((_LEFT, 130, _ROOM, 150), (_LEFT, 296, _ROOM, 120)), strict=False
        ):
            _place(shape, box)
            _anchor(shape, "b" if shape.placeholder_format.idx == 0 else "t")
        _anchor(next(s for s in master.placeholders if s.placeholder_format.type.name == "TITLE"), "t")
        self._style_master(master._element)
        for one, y in ((master, 28), (self.cover, 112)):
            bar = copy.deepcopy(_xml(_BAR.format(x=_LEFT * _PT, y=y * _PT, w=64 * _PT, h=4 * _PT)))
            one._element.cSld.spTree.insert(2, bar)
        self.cover._element.set("showMasterSp", "0")

    @staticmethod
    def _style_master(master: Any) -> None:
        styles = master.find(_p("txStyles"))
        title = styles.find(_p("titleStyle")).find(_a("lvl1pPr"))
        title.set("algn", "l")
        letters = title.find(_a("defRPr"))
        letters.set("sz", "2800")
        letters.set("b", "1")
        letters.find(f".//{_a('schemeClr')}").set("val", "accent1")
        for at, level in enumerate(styles.find(_p("bodyStyle"))):
            level.find(_a("defRPr")).set("sz", str(2000 - 200 * min(at, 3)))
        for shape in master.iter(_p("sp")):  # the foot: small and quiet, the number at the right
            for form in shape.iter(_a("lvl1pPr")):
                foot = form.find(_a("defRPr"))
                foot.set("sz", "1100")
                if form.get("algn") == "ctr":
                    form.set("algn", "l")

    def _mark_languages(self, slide: Any) -> None:
        """Say what language each text is in, and which paragraphs run from right to left."""
        for run in slide.iter(_a("r")):
            run.get_or_add_rPr()
        for form in slide.iter(_a("rPr"), _a("endParaRPr")):
            form.set("lang", language(self.said))
        for paragraph in slide.iter(_a("p")):
            if reads_leftwards("".join(part.text or "" for part in paragraph.iter(_a("t")))):
                form = paragraph.get_or_add_pPr()
                form.set("rtl", "1")
                form.set("algn", "r")

    # ── slides ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _add(self, layout: Any, title: str) -> Any:
        slide = self.file.slides.add_slide(layout)
        for shape in layout.placeholders:
            kind = shape.placeholder_format.type.name
            if kind in ("FOOTER", "SLIDE_NUMBER"):
                foot = copy.deepcopy(shape._element)
                foot.nvSpPr.cNvPr.set("id", str(slide.shapes._next_shape_id))
                slide.shapes._spTree.append(foot)
                if kind == "FOOTER":
                    _write(
                        slide.shapes[-1].text_frame,
                        [_Line(shorten(" ".join(plain(self.said.title).split()), 50, 1), "quiet")],
                        0.75,
                    )
        if title or self.notes:
            self._entitle(slide, title)
        return slide

    def _entitle(self, slide: Any, title: str) -> None:
        """Set the title as large as it fits; one that does not fit at all stands whole in the notes."""
        frame = slide.shapes.title.text_frame
        title = " ".join(plain(title).split())
        high = _TITLE[3] if slide.slide_layout is not self.cover else 150
        largest = 28.0 if slide.slide_layout is not self.cover else 44.0
        size, shown = _fit_title(title, largest, high)
        frame.text = shown
        if frame.paragraphs[0].runs:
            frame.paragraphs[0].runs[0].font.size = _pt(size)
        notes = "\n".join(filter(None, (title if shown != title else "", plain(self.notes))))
        if notes:
            slide.notes_slide.notes_text_frame.text = notes
        self.notes = ""

    def _cover(self, title: str, lines: Sequence[str], logo: bytes = b"") -> None:
        slide = self._add(self.cover, title)
        for shape in list(slide.placeholders):
            if shape.placeholder_format.type.name in ("FOOTER", "SLIDE_NUMBER"):
                shape._element.getparent().remove(shape._element)
        texts = [" ".join(plain(line).split()) for line in lines if line]
        if len(texts) > 4:
            texts = [" · ".join(texts)]
        frame = slide.placeholders[1].text_frame
        size = next((s for s in (20, 16, 13) if _height([_Line(t, "text") for t in texts], _ROOM, s / 20) <= 112), 11)
        frame.text = "\n".join(
            shorten(text, (_ROOM - 15) / size / _SAFE, 5 if len(texts) == 1 else 2) for text in texts
        )
        for paragraph in frame.paragraphs:
            form = paragraph._p.get_or_add_pPr()
            form.set("algn", "l")
            for run in paragraph.runs:
                run.font.size = _pt(size)
                run.font.color.rgb = ink(LIGHT.quiet)
        if logo:
            across, down = size_of(logo)
            zoom = min(_LOGO[2] / across, _LOGO[3] / down)
            box = (_LOGO[0], _LOGO[1], across * zoom, down * zoom)
            mark = slide.shapes.add_picture(io.BytesIO(logo), *_emu(box))
            mark._element.nvPicPr.cNvPr.set("descr", plain(catalogue().say("coach.paper.logo")))

    def _section(self, section: Section) -> None:
        """Texts and pictures in their order. A picture, table or card has a slide of its own under its own finding;
        the few words before and after it stand on that slide, more of them on slides before and after it."""
        runs = list(_runs(section))
        if not runs and section.heading:
            self._texts(section.heading, [])
        lead: list[_Line] = []
        for at, run in enumerate(runs):
            if isinstance(run, list):
                follows = runs[at + 1] if at + 1 < len(runs) else None
                few = _height(run, _ROOM, _FEW) <= _FEW_HIGH
                if few and at > 0 and not isinstance(runs[at - 1], Card):
                    continue  # it stands under what came before
                if few and len(run) == 1 and isinstance(follows, Figure | Table):
                    lead = run
                else:
                    self._texts(section.heading, run)
                continue
            after = runs[at + 1] if at + 1 < len(runs) else None
            below = after if isinstance(after, list) and _height(after, _ROOM, _FEW) <= _FEW_HIGH else []
            match run:
                case Figure():
                    self._figure(run, lead, below, section)
                case Table():
                    title = section.heading if lead or not run.caption else run.caption
                    self._table(title, run, lead, below)
                case Card():
                    self._card(run)
            lead = []

    def _texts(self, title: str, lines: Sequence[_Line], beside: str = "", alt: str = "", *, columns: int = 1) -> None:
        """Slides of text under one title, at the size in which they need fewest; ``beside``: a drawing at the left."""
        left = 240 if beside else 0
        box = (_LEFT + left, _BODY[1], _ROOM - left, _BODY[3])
        width = (box[2] - (columns - 1) * _GAP) / columns
        room = box[3] * columns - (columns - 1) * 50  # a paragraph does not always end where its column does
        scale = next((s for s in (1.0, 0.9, 0.8, 0.7) if _height(lines, width, s) <= room), 0.8)
        pages = list(_paged(lines, width, room, scale))
        for at, page in enumerate(pages, 1):
            slide = self._add(self.page if page else self.bare_page, self._part(title, at, len(pages)))
            if page:
                shape = slide.placeholders[1]
                _place(shape, box)
                _write(shape.text_frame, page, scale)
                if columns > 1 and _height(page, width, scale) > box[3]:
                    shape.text_frame._txBody.bodyPr.set("numCol", str(columns))
                    shape.text_frame._txBody.bodyPr.set("spcCol", str(_pt(_GAP)))
            if beside:
                self._picture(slide, beside, alt, (_LEFT, _BODY[1], left - 24, _BODY[3] - 20))

    def _figure(self, figure: Figure, lead: Sequence[_Line], below: Sequence[_Line], section: Section) -> None:
        chart = figure.chart if figure.chart is not None and _has_numbers(figure.chart) else None
        words = figure.reading if chart is None or figure.chart_reading is None else figure.chart_reading
        reading = [replace(line, kind="text") for line in lead]
        reading += [_Line(words, "text")] if words else []
        reading += below
        scale = next((s for s in (0.8, 0.7, 0.6) if _height(reading, _ROOM, s) <= 110), None)
        foot = _height(reading, _ROOM, scale) if scale else 0
        box = (_LEFT, _BODY[1], _ROOM, _BODY[3] - foot - (6 if foot else 0))
        slide = self._add(self.page if foot else self.bare_page, figure.title or section.heading)
        if chart is not None:
            place_chart(slide, chart, _emu(box), day=self.said.day, currency=self.said.currency, alt=figure.alt)
        else:
            self._picture(slide, figure.svg, figure.alt, box)
        if scale and foot:
            _place(slide.placeholders[1], (_LEFT, box[1] + box[3] + 6, _ROOM, foot))
            _write(slide.placeholders[1].text_frame, reading, scale)
        elif reading:
            self._texts(figure.title or section.heading, reading)

    def _picture(self, slide: Any, svg: str, alt: str, box: tuple[float, float, float, float]) -> None:
        if not svg:
            return
        png = draw_png(svg)
        across, down = size_of(png)
        left, top, width, height = box
        zoom = min(width / across, height / down)
        shown = slide.shapes.add_picture(
            io.BytesIO(png),
            *_emu((left + (width - across * zoom) / 2, top + (height - down * zoom) / 2, across * zoom, down * zoom)),
        )
        shown._element.nvPicPr.cNvPr.set("descr", plain(alt))

    def _card(self, card: Card) -> None:
        lines = [_Line(card.person, "lead")] if card.person else []
        if card.order:
            lines.append(_Line(catalogue().say("office.order"), "heading"))
            lines += [_Line(item, "number", at) for at, item in enumerate(card.order, 1)]
        for heading, items in card.groups:
            lines += [_Line(heading, "heading"), *(_Line(item, "bullet") for item in items)]
        if card.promise:
            lines.append(_Line(card.promise, "quote"))
        alt = catalogue().say("office.picture_of", name=card.name)
        self._texts(card.name, lines, card.svg, alt, columns=2)

    def _part(self, title: str, part: int, parts: int) -> str:
        return title if parts == 1 else catalogue().say("office.part", title=title, part=part, parts=parts)

    # ── tables ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _table(self, title: str, table: Table, above: Sequence[_Line], below: Sequence[_Line]) -> None:
        """A table on as many slides as its first rows take; what is left out is said under the last, and ``below``."""
        columns = table.columns[:_MOST_COLUMNS]
        size = 13.0 if len(columns) < 6 else 11.0
        rows = [[" ".join(cell_words(v, c, self.said.currency)[:600].split())
                 for v, c in zip(row, columns, strict=False)] for row in table.rows[:_MOST_ROWS]]  # fmt: skip
        mm = 25.4 / 72
        widths = [width / mm for width in share_widths(columns, rows, _ROOM * mm, least=16, points=size * 1.05, air=7)]
        em = [(width - 2 * _INSET) / size / _SAFE for width in widths]
        head = [
            shorten(" ".join(plain(column.label).split()), room, 3) for column, room in zip(columns, em, strict=True)
        ]
        rows = [[shorten(cell, room, _MOST_LINES) for cell, room in zip(row, em, strict=True)] for row in rows]

        def high(cells: Sequence[str]) -> float:
            return max(lines_in(cell, room) for cell, room in zip(cells, em, strict=True)) * size * _TABLE_LINE + 7

        left_out = [
            catalogue().say(f"office.more_{what}{'_one' if n == 1 else ''}", n=f"{n:,}")
            for what, n in (("rows", len(table.rows) - len(rows)), ("columns", len(table.columns) - len(columns)))
            if n > 0
        ]
        under = [*([_Line("; ".join(left_out), "quiet")] if left_out else []), *below]
        lead = _height(above, _ROOM, _FEW)
        foot = _height(under, _ROOM, _FEW)
        whole = _BODY[3] - high(head) - foot
        pages: list[list[list[str]]] = [[]]
        left = whole - lead
        for row in rows:
            if pages[-1] and high(row) > left:
                pages.append([])
                left = whole
            pages[-1].append(row)
            left -= high(row)
        for at, page in enumerate(pages, 1):
            first = at == 1 and bool(above)
            slide = self._add(self.page if first else self.bare_page, self._part(title, at, len(pages)))
            if first:
                _place(slide.placeholders[1], (_LEFT, _BODY[1], _ROOM, lead))
                _write(slide.placeholders[1].text_frame, above, _FEW)
            grid = [head, *page]
            top = _BODY[1] + (lead if first else 0)
            heights = [high(row) for row in grid]
            frame = slide.shapes.add_table(len(grid), len(columns), *_emu((_LEFT, top, _ROOM, sum(heights))))
            frame._element.nvGraphicFramePr.cNvPr.set("descr", plain(table.caption or title))
            _fill_table(frame, grid, widths, heights, size, [c.kind not in ("text", "date") for c in columns])
            if under and at == len(pages):
                below_it = min(top + 1.1 * sum(heights) + 4, _BODY[1] + _BODY[3] - foot)
                note = slide.shapes.add_textbox(*_emu((_LEFT, below_it, _ROOM, foot)))
                _write(note.text_frame, under, _FEW)


# ── measuring ────────────────────────────────────────────────────────────────────────────────────────────────────


def _fit_title(title: str, largest: float, high: float) -> tuple[float, str]:
    """The size a title fits at, down to 16 points, and the title, cut where it fits at none."""
    width = _ROOM - 2 * _INSET
    for size in (largest, 0.86 * largest, 0.72 * largest, 18.0, 16.0):
        lines = lines_in(title, width / size / _SAFE_TITLE)
        if lines * size * 1.2 + _INSET <= high:
            return round(size), title
    most = int((high - _INSET) / (16 * 1.2))
    return 16.0, shorten(title, width / 16 / _SAFE_TITLE, most)


def _room_of(line: _Line, width: float, scale: float) -> float:
    """How many ems a line of that paragraph has."""
    indent = _INDENT if line.kind in _LISTED else 0
    serif = 1.12 if line.kind in ("quote", "heading") else 1
    return (width - 2 * _INSET - indent) / (_SIZES[line.kind] * scale) / _SAFE / serif


def _height_of(line: _Line, width: float, scale: float) -> float:
    return lines_in(plain(line.text), _room_of(line, width, scale)) * _SIZES[line.kind] * scale * _LINE + _AFTER


def _height(lines: Sequence[_Line], width: float, scale: float) -> float:
    return sum(_height_of(line, width, scale) for line in lines) + (_INSET if lines else 0)


def _paged(lines: Sequence[_Line], width: float, height: float, scale: float) -> Iterator[list[_Line]]:
    """The paragraphs page by page; one longer than the page's rest goes on on the next. One page at least."""
    page: list[_Line] = []
    left = height - _INSET
    waiting = list(reversed(lines))
    while waiting:
        line = waiting.pop()
        follows = _height_of(waiting[-1], width, scale) if line.kind == "heading" and waiting else 0
        needed = _height_of(line, width, scale)
        if needed + min(follows, 60) <= left or (not page and needed <= left):
            page.append(line)
            left -= needed
            continue
        each = _SIZES[line.kind] * scale * _LINE
        fit = int((left - _AFTER) / each)
        texts = wrap(plain(line.text), _room_of(line, width, scale))
        if len(texts) > 6 and fit >= 3:
            page.append(replace(line, text=" ".join(texts[:fit])))
            rest: Kind = "text" if line.kind in _LISTED else line.kind
            waiting.append(replace(line, text=" ".join(texts[fit:]), kind=rest))
        else:
            waiting.append(line)
        yield page
        page, left = [], height - _INSET
    yield page


def _runs(section: Section) -> Iterator[list[_Line] | Figure | Table | Card]:
    """What a section holds: runs of text, and between them what needs a slide of its own."""
    lines = [_Line(section.lead, "lead")] if section.lead else []
    for block in section.blocks:
        match block:
            case Text(text, quiet):
                lines += [_Line(part, "quiet" if quiet else "text") for part in text.split("\n\n")]
            case Quote(text):
                lines.append(_Line(text, "quote"))
            case Points(items, ordered, boxes):
                kind: Kind = "box" if boxes else "number" if ordered else "bullet"
                lines += [_Line(item, kind, at) for at, item in enumerate(items, 1)]
            case Signature(parties):
                lines += [_Line(f"{party}: {'_' * 30}", "text") for party in parties]
            case Figure() | Card() | Table():
                if lines:
                    yield lines
                lines = []
                if not isinstance(block, Table) or block.columns:
                    yield block
    if lines:
        yield lines


def _has_numbers(chart: Chart) -> bool:
    """Whether a chart program has something to draw."""
    named = chart.kind == "scatter" or len(chart.categories) > 0
    return named and any(value is not None for series in chart.series for value in series.values)


# ── DrawingML ────────────────────────────────────────────────────────────────────────────────────────────────────

_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_P = "http://schemas.openxmlformats.org/presentationml/2006/main"
_NS = f'xmlns:a="{_A}" xmlns:p="{_P}"'
_BAR = (
    f'<p:sp {_NS}><p:nvSpPr><p:cNvPr id="99" name="Bar"/><p:cNvSpPr/><p:nvPr userDrawn="1"/></p:nvSpPr><p:spPr><a:xfrm>'
    '<a:off x="{x}" y="{y}"/><a:ext cx="{w}" cy="{h}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
    '<a:solidFill><a:schemeClr val="accent2"/></a:solidFill><a:ln><a:noFill/></a:ln></p:spPr></p:sp>'
)
_EDGE = f'<a:{{side}} {_NS} w="{{width}}"><a:solidFill><a:srgbClr val="{{colour}}"/></a:solidFill></a:{{side}}>'
_NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
"""PowerPoint's own table style without lines or fills."""


def _a(tag: str) -> str:
    return f"{{{_A}}}{tag}"


def _p(tag: str) -> str:
    return f"{{{_P}}}{tag}"


def _xml(text: str) -> Any:
    from pptx.oxml import parse_xml

    return parse_xml(text)


def _pt(points: float) -> int:
    return round(points * _PT)


def _emu(box: Sequence[float]) -> tuple[int, int, int, int]:
    left, top, width, height = map(_pt, box)
    return left, top, width, height


def _place(shape: Any, box: Sequence[float]) -> None:
    shape.left, shape.top, shape.width, shape.height = _emu(box)


def _anchor(shape: Any, where: Literal["t", "b"]) -> None:
    shape.text_frame._txBody.bodyPr.set("anchor", where)


def _write(frame: Any, lines: Sequence[_Line], scale: float) -> None:
    """Fill a text frame; a line break stays one, inside its paragraph."""
    frame.word_wrap = True
    for at, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
        paragraph.text = plain(line.text).replace("\n", "\v")
        paragraph.space_before, paragraph.space_after = 0, _pt(_AFTER)
        form = paragraph._p.get_or_add_pPr()
        indent = _INDENT if line.kind in _LISTED else 0
        form.set("marL", str(_pt(indent)))
        form.set("indent", str(_pt(-indent)))
        mark = _LISTED.get(line.kind, "<a:buNone/>").format(number=line.number)
        for element in _xml(f"<a:pPr {_NS}>{mark}</a:pPr>"):
            form.append(element)
        colour = {"lead": LIGHT.quiet, "quiet": LIGHT.quiet, "heading": LIGHT.green}.get(line.kind, LIGHT.ink)
        for run in paragraph.runs:
            run.font.size = _pt(_SIZES[line.kind] * scale)
            run.font.color.rgb = ink(colour)
            if line.kind in ("quote", "heading"):
                run.font.name, run.font.bold = SERIF, line.kind == "heading"


def _fill_table(
    frame: Any, grid: Sequence[Sequence[str]], widths: Sequence[float], heights: Sequence[float], size: float,
    right: Sequence[bool],
) -> None:  # fmt: skip
    from pptx.enum.text import PP_ALIGN

    table = frame.table
    table._tbl.tblPr.find(_a("tableStyleId")).text = _NO_STYLE
    table.horz_banding = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = _pt(width)
    for at, (row, texts, height) in enumerate(zip(table.rows, grid, heights, strict=True)):
        row.height = _pt(height)
        for cell, text, is_right in zip(row.cells, texts, right, strict=True):
            cell.margin_top = cell.margin_bottom = _pt(3)
            cell.text = text
            paragraph = cell.text_frame.paragraphs[0]
            paragraph.alignment = PP_ALIGN.RIGHT if is_right else PP_ALIGN.LEFT
            for run in paragraph.runs:
                run.font.size, run.font.bold = _pt(size), at == 0
                run.font.color.rgb = ink(LIGHT.ink)
            width, colour = (19_050, LIGHT.green) if at == 0 else (6_350, LIGHT.line)
            of_cell = cell._tc.get_or_add_tcPr()
            of_cell.append(_xml(_EDGE.format(side="lnB", width=width, colour=bare(colour))))
            if at == 0:
                cell.fill.solid()
                cell.fill.fore_color.rgb = ink(LIGHT.card)
