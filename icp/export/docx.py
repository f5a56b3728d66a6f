"""A document as a Word file: to edit, to send, to sign.

Everything is a real thing of Word: styles, lists, tables whose header repeats, boxes that tick when clicked, page
numbers as fields. Pictures stand in as PNG (python-docx takes no SVG) drawn in the paper's own fonts, with what they
show as alternative text. Nothing in the file points outside it.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from itertools import count
from typing import Any

from icp.catalogue import catalogue
from icp.charts.palette import LIGHT
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
from icp.export.measure import share_widths
from icp.export.office import SANS, SERIF, bare, describe, dress, drop_parts, imprint, language, reads_leftwards, seal
from icp.export.picture import DOTS, draw_png, size_of

_SHORT, _LONG = 210, 297
_MARGIN = 22
"""An A4 page and its margins in millimetres."""
_TWIPS = 1440 / 25.4
_NARROWEST = 19
"""Millimetres a column wants; a table of more of them than fit upright lies on its side."""
_LOGO = 7
"""Millimetres of a logo at the foot, from top to bottom."""
_LEAST = 11
"""Millimetres of a column at least."""


def write_docx(document: Document) -> bytes:
    """The document as a DOCX file on A4 pages; wide tables lie on pages of their own.

    Letters (``id`` "letters") stand one on a page. The same document gives the same bytes.
    """
    return seal(_Writer(document).write())


class _Writer:
    """One file while it is written."""

    def __init__(self, document: Document) -> None:
        import docx

        self.said = document
        self.file = docx.Document()
        self.boxes = count(1)
        self.wide = False
        self.heading, self.in_letter = "", False
        self.styles = self.file.styles

    def write(self) -> bytes:
        said, file = self.said, self.file
        self._clean()
        self._dress()
        self._page(file.sections[0])
        self._foot(file.sections[0])
        self._say(said.title, "Title")
        for line in imprint(said):
            self._say(line, "Subtitle")
        for at, section in enumerate(said.sections):
            follows = at > 0 and not (self._begins(said.sections[at - 1]) and self._is_letter(section))
            self._section(section, breaks=follows and (self._is_letter(section) or self._begins(section)))
        describe(file.core_properties, said)
        buffer = io.BytesIO()
        file.save(buffer)
        return buffer.getvalue()

    # ── the look ─────────────────────────────────────────────────────────────────────────────────────────────────

    def _clean(self) -> None:
        """Take out what python-docx's template brings along and nobody asked for."""
        drop_parts(self.file.part.package, "thumbnail")
        drop_parts(self.file.part, "stylesWithEffects", "customXml")
        for style in list(self.styles.element):
            if style.get(_w("type")) == "table" and style.get(_w("styleId")) not in ("TableNormal", "TableGrid"):
                self.styles.element.remove(style)
        for setting in self.file.settings.element.iter(_w("compatSetting")):
            if setting.get(_w("name")) == "compatibilityMode":
                setting.set(_w("val"), "15")  # or Word opens it "in compatibility mode"

    def _dress(self) -> None:
        from docx.enum.style import WD_STYLE_TYPE
        from docx.shared import Mm, Pt, RGBColor

        theme = next(rel.target_part for rel in self.file.part.rels.values() if rel.reltype.endswith("/theme"))
        theme._blob = dress(theme.blob)
        for spoken in self.styles.element.iter(_w("lang")):
            spoken.set(_w("val"), language(self.said))
        looks = {
            # name: points, colour, serif, bold, before, after
            "Normal": (11, LIGHT.ink, False, None, 0, 7),
            "Title": (30, LIGHT.green, True, True, 0, 4),
            "Subtitle": (12, LIGHT.quiet, False, None, 0, 4),
            "Heading 1": (19, LIGHT.green, True, True, 26, 6),
            "Heading 2": (13.5, LIGHT.ink, True, True, 16, 4),
            "Quote": (11.5, LIGHT.ink, True, None, 5, 7),
            "Caption": (9, LIGHT.quiet, False, None, 4, 4),
            "Lead": (13, LIGHT.quiet, False, None, 0, 10),
            "Small Print": (9, LIGHT.quiet, False, None, 0, 7),
            "List Bullet": (11, LIGHT.ink, False, None, 0, 3),
            "List Number": (11, LIGHT.ink, False, None, 0, 3),
            "List Tick": (11, LIGHT.ink, False, None, 0, 3),
            "Table Text": (9.5, LIGHT.ink, False, None, 2, 2),
            "Footer": (8.5, LIGHT.quiet, False, None, 0, 0),
        }
        for name, (points, colour, serif, bold, before, after) in looks.items():
            if name not in self.styles:
                made = self.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
                made.base_style, made.quick_style = self.styles["Normal"], True
            style = self.styles[name]
            style.font.size, style.font.bold = Pt(points), bold
            style.font.color.rgb = RGBColor.from_string(bare(colour))
            _set_font(style.element, SERIF if serif else SANS)
            form = style.paragraph_format
            form.space_before, form.space_after = Pt(before), Pt(after)
            form.line_spacing = 1.0 if serif or name in ("Table Text", "Footer") else 1.2
        for name, unwanted in (("Title", "pPr/pBdr"), ("Title", "rPr/spacing"), ("Subtitle", "pPr/numPr"),
                               ("Subtitle", "rPr/spacing")):  # fmt: skip
            group, tag = unwanted.split("/")
            form = self.styles[name].element.find(_w(group))
            form.remove(form.find(_w(tag)))
        self.styles["Subtitle"].font.italic = False
        self.styles["Quote"].font.italic = False
        self.styles["Caption"].font.bold = False
        self.styles["Lead"].paragraph_format.keep_with_next = True
        self.styles["Quote"].paragraph_format.left_indent = Mm(6)
        _border(self.styles["Quote"].element.get_or_add_pPr(), "left", LIGHT.gold, 18, space=10)
        _border(self.styles["Heading 1"].element.get_or_add_pPr(), "bottom", LIGHT.line, 6, space=3)
        tick = self.styles["List Tick"].paragraph_format
        tick.left_indent, tick.first_line_indent = Mm(8), Mm(-8)
        tick.tab_stops.add_tab_stop(Mm(8))
        self.styles.element.append(_xml(_TABLE_STYLE))

    def _page(self, section: Any) -> None:
        from docx.enum.section import WD_ORIENT
        from docx.shared import Mm

        section.orientation = WD_ORIENT.LANDSCAPE if self.wide else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = (
            Mm(side) for side in ((_LONG, _SHORT) if self.wide else (_SHORT, _LONG))
        )
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(_MARGIN)
        section.header_distance = section.footer_distance = Mm(11)

    def _foot(self, section: Any) -> None:
        """Who led the workshop at the left of the foot, the page of pages at its right."""
        from docx.enum.text import WD_TAB_ALIGNMENT
        from docx.shared import Mm

        line = section.footer.paragraphs[0]
        tabs = self.styles["Footer"].paragraph_format.tab_stops
        tabs.clear_all()
        tabs.add_tab_stop(Mm(_SHORT - 2 * _MARGIN), WD_TAB_ALIGNMENT.RIGHT)
        if self.said.logo:
            mark = line.add_run().add_picture(io.BytesIO(self.said.logo), height=Mm(_LOGO))
            mark._inline.docPr.set("descr", plain(catalogue().say("coach.paper.logo")))
            line.add_run("  ")
        credit = " · ".join(map(plain, self.said.credit)) or plain(self.said.business)
        line.add_run(f"{credit}\t")
        for field, after in (("PAGE", " / "), ("NUMPAGES", "")):
            line._p.append(_xml(f'<w:fldSimple {_NS} w:instr=" {field} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'))
            line.add_run(after)

    # ── the blocks ───────────────────────────────────────────────────────────────────────────────────────────────

    def _is_letter(self, section: Section) -> bool:
        """Whether the section is a letter; among several papers its id tells whose part it is."""
        return self.said.id == "letters" or section.id.startswith("letters-")

    def _begins(self, section: Section) -> bool:
        """Whether one of several papers begins here."""
        return self.said.id == "papers" and "-" not in section.id

    def _section(self, section: Section, *, breaks: bool) -> None:
        widest = max((len(block.columns) for block in section.blocks if isinstance(block, Table)), default=0)
        self._turn(wide=widest * _NARROWEST > _SHORT - 2 * _MARGIN)
        self.heading, self.in_letter = section.heading, self._is_letter(section)
        if section.heading:
            self._say(section.heading, "Heading 1").paragraph_format.page_break_before = breaks or None
        if section.lead:
            self._say(section.lead, "Lead")
        for block in section.blocks:
            self._block(block)

    def _turn(self, *, wide: bool) -> None:
        if wide != self.wide:
            from docx.enum.section import WD_SECTION

            self.wide = wide
            self._page(self.file.add_section(WD_SECTION.NEW_PAGE))

    def _block(self, block: Block) -> None:
        match block:
            case Text(text, quiet):
                for part in text.split("\n\n"):
                    self._say(part, "Small Print" if quiet else "Normal")
            case Quote(text):
                for part in text.split("\n\n"):
                    self._say(part, "Normal" if self.in_letter else "Quote")
            case Points():
                self._points(block)
            case Table() if block.columns:
                self._table(block)
            case Figure():
                self._figure(block)
            case Signature(parties):
                self._signature(parties)
            case Card():
                self._card(block)

    def _say(self, text: str, style: str, into: Any = None) -> Any:
        return self._fill((into or self.file).add_paragraph(style=style), text)

    def _fill(self, paragraph: Any, text: str) -> Any:
        text = plain(text)
        if reads_leftwards(text):
            paragraph._p.get_or_add_pPr().insert_element_before(_xml(f"<w:bidi {_NS}/>"), *_AFTER_BIDI)
        paragraph.add_run(text)
        return paragraph

    def _points(self, points: Points, into: Any = None) -> None:
        style = "List Tick" if points.boxes else "List Number" if points.ordered else "List Bullet"
        number = self._new_numbering() if style == "List Number" else None
        for item in points.items:
            paragraph = (into or self.file).add_paragraph(style=style)
            if points.boxes:
                paragraph._p.append(_xml(_BOX.format(id=next(self.boxes))))
                item = f"\t{item}"
            if number is not None:
                numbered = paragraph._p.get_or_add_pPr().get_or_add_numPr()
                numbered.get_or_add_ilvl().val = 0
                numbered.get_or_add_numId().val = number
            self._fill(paragraph, item)

    def _subhead(self, text: str) -> None:
        """A heading within a section, where it says something the section's own does not."""
        if text and text != self.heading:
            self._say(text, "Heading 2")

    def _new_numbering(self) -> int:
        """A numbering that begins at one again, of the kind the list style has."""
        numbering = self.file.part.numbering_part.element
        used = self.styles["List Number"].element.pPr.numPr.numId.val
        abstract = next(num for num in numbering.num_lst if num.numId == used).abstractNumId.val
        made = numbering.add_num(abstract)
        made.add_lvlOverride(ilvl=0).add_startOverride(1)
        return int(made.numId)

    def _table(self, table: Table) -> None:
        self._subhead(table.caption)
        room = (_LONG if self.wide else _SHORT) - 2 * _MARGIN
        rows = [[cell_words(v, c, self.said.currency) for v, c in zip(row, table.columns, strict=True)]
                for row in table.rows]  # fmt: skip
        widths = share_widths(table.columns, rows, room, least=_LEAST)
        made = _Grid(widths)
        made.row([column.label for column in table.columns], table.columns, header=True)
        for row in rows:
            made.row(row, table.columns)
        self.file.element.body.insert_element_before(made.element, "w:sectPr")
        self._say("", "Small Print")

    def _figure(self, figure: Figure) -> None:
        self._subhead(figure.title)
        if figure.svg:
            paragraph = self.file.add_paragraph()
            paragraph.paragraph_format.keep_with_next = bool(figure.reading)
            self._picture(paragraph, figure.svg, figure.alt, most=_SHORT - 2 * _MARGIN, tallest=150)
        elif figure.alt:
            self._say(figure.alt, "Normal")
        if figure.reading:
            self._say(figure.reading, "Small Print")

    def _picture(self, paragraph: Any, svg: str, alt: str, *, most: float, tallest: float) -> None:
        """The drawing as wide as there is room, at most twice as wide as it was drawn."""
        from docx.shared import Mm

        png = draw_png(svg, "#ffffff")
        across, down = size_of(png)
        width = min(most, 2 * 25.4 * across / DOTS, tallest * across / down)
        picture = paragraph.add_run().add_picture(io.BytesIO(png), width=Mm(width))
        shown = picture._inline.docPr
        shown.set("descr", plain(alt))
        shown.set("name", f"Picture {shown.get('id')}")

    def _signature(self, parties: Sequence[str]) -> None:
        """A line a party for name, signature and day; a party's lines never part."""
        say = catalogue().say
        room = _SHORT - 2 * _MARGIN
        made = _Grid([room * share for share in (0.36, 0.4, 0.24)], style="")
        for party in parties:
            made.row([party, "", ""], _TEXTS, bold=True, height=10, joined=True)
            made.row(["", "", ""], _TEXTS, height=12, line=True, joined=True)
            made.row([say("office.name"), say("office.signature"), say("office.signed_on")], _TEXTS, quiet=True)
        self.file.element.body.insert_element_before(made.element, "w:sectPr")
        self._say("", "Small Print")

    def _card(self, card: Card) -> None:
        self._say(card.name, "Heading 2")
        if card.svg:
            alt = catalogue().say("office.picture_of", name=card.name)
            self._picture(self.file.add_paragraph(), card.svg, alt, most=60, tallest=80)
        if card.person:
            self._say(card.person, "Lead")
        if card.order:
            self._say(catalogue().say("office.order"), "Heading 2")
            self._points(Points(card.order, ordered=True))
        for heading, lines in card.groups:
            self._say(heading, "Heading 2")
            self._points(Points(lines))
        if card.promise:
            self._say(card.promise, "Quote")


# ── tables, written as elements: python-docx counts every cell again for each it adds ─────────────────────────────


_TEXTS = (Column(""), Column(""), Column(""))


class _Grid:
    """A table of text cells; widths in millimetres."""

    def __init__(self, widths: Sequence[float], style: str = "WorkshopTable") -> None:
        self.widths = [round(width * _TWIPS) for width in widths]
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in self.widths)
        named = f'<w:tblStyle w:val="{style}"/>' if style else ""
        self.element = _xml(
            f'<w:tbl {_NS}><w:tblPr>{named}<w:tblW w:w="{sum(self.widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
            f'<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" '
            f'w:noVBand="1"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid></w:tbl>'
        )
        self._cells: dict[tuple[str, bool], Any] = {}

    def row(
        self,
        texts: Sequence[str],
        columns: Sequence[Column],
        *,
        header: bool = False,
        bold: bool = False,
        quiet: bool = False,
        line: bool = False,
        joined: bool = False,
        height: float = 0,
    ) -> None:
        """Add a row. ``header`` repeats on every page, ``line`` is to write on, ``joined`` stays with the next row."""
        from lxml import etree

        def put(parent: Any, tag: str, **of: str) -> Any:
            return etree.SubElement(parent, _w(tag), {_w(name): value for name, value in of.items()})

        row = put(self.element, "tr")
        of_row = put(row, "trPr")
        put(of_row, "cantSplit")
        if height:
            put(of_row, "trHeight", val=f"{height * _TWIPS:.0f}", hRule="atLeast")
        if header:
            put(of_row, "tblHeader")
        for text, column, width in zip(map(plain, texts), columns, self.widths, strict=True):
            cell = put(row, "tc")
            of_cell = put(cell, "tcPr")
            put(of_cell, "tcW", w=str(width), type="dxa")
            if line:
                put(put(of_cell, "tcBorders"), "bottom", val="single", sz="6", space="0", color=bare(LIGHT.quiet))
            if height:
                put(of_cell, "vAlign", val="bottom")
            paragraph = put(cell, "p")
            form = put(paragraph, "pPr")
            put(form, "pStyle", val="SmallPrint" if quiet else "TableText")
            if joined or header:
                put(form, "keepNext")
            if reads_leftwards(text):
                put(form, "bidi")
            if column.kind not in ("text", "date"):
                put(form, "jc", val="right")
            for at, part in enumerate(text.split("\n")):
                run = put(paragraph, "r")
                if bold:
                    put(put(run, "rPr"), "b")
                if at:
                    put(run, "br")
                shown = put(run, "t")
                shown.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
                shown.text = part


# ── WordprocessingML that python-docx has no words for ───────────────────────────────────────────────────────────

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_NS = f'xmlns:w="{_W}"'
_BOX = (
    f'<w:sdt {_NS} xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"><w:sdtPr><w:id w:val="{{id}}"/>'
    '<w14:checkbox><w14:checked w14:val="0"/><w14:checkedState w14:val="2612" w14:font="MS Gothic"/>'
    '<w14:uncheckedState w14:val="2610" w14:font="MS Gothic"/></w14:checkbox></w:sdtPr><w:sdtContent><w:r><w:rPr>'
    '<w:rFonts w:ascii="MS Gothic" w:eastAsia="MS Gothic" w:hAnsi="MS Gothic" w:hint="eastAsia"/></w:rPr>'
    "<w:t>☐</w:t></w:r></w:sdtContent></w:sdt>"
)
"""A box that a click ticks."""
_TABLE_STYLE = (
    f'<w:style {_NS} w:type="table" w:customStyle="1" w:styleId="WorkshopTable"><w:name w:val="Workshop Table"/>'
    '<w:basedOn w:val="TableNormal"/><w:uiPriority w:val="99"/><w:tblPr><w:tblBorders>'
    f'<w:bottom w:val="single" w:sz="6" w:space="0" w:color="{bare(LIGHT.line)}"/>'
    f'<w:insideH w:val="single" w:sz="4" w:space="0" w:color="{bare(LIGHT.line)}"/></w:tblBorders>'
    '<w:tblCellMar><w:left w:w="85" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr>'
    '<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr><w:tcBorders>'
    f'<w:bottom w:val="single" w:sz="12" w:space="0" w:color="{bare(LIGHT.green)}"/></w:tcBorders>'
    f'<w:shd w:val="clear" w:color="auto" w:fill="{bare(LIGHT.card)}"/><w:vAlign w:val="bottom"/></w:tcPr>'
    "</w:tblStylePr></w:style>"
)


def _w(tag: str) -> str:
    return f"{{{_W}}}{tag}"


def _xml(text: str) -> Any:
    from docx.oxml import parse_xml

    return parse_xml(text)


def _set_font(style: Any, font: str) -> None:
    """Latin, Greek and Cyrillic letters in that font; other scripts in what the reader's computer has for them."""
    fonts = style.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        if name in (_w("asciiTheme"), _w("hAnsiTheme")):
            del fonts.attrib[name]
    fonts.set(_w("ascii"), font)
    fonts.set(_w("hAnsi"), font)


def _border(form: Any, side: str, colour: str, eighths: int, *, space: int) -> None:
    """A rule along one side of a style's paragraphs; ``eighths`` of a point thick."""
    rule = _xml(
        f'<w:pBdr {_NS}><w:{side} w:val="single" w:sz="{eighths}" w:space="{space}" w:color="{bare(colour)}"/></w:pBdr>'
    )
    form.insert_element_before(rule, *_AFTER_BORDER)


_AFTER_BORDER = tuple(
    f"w:{tag}"
    for tag in "shd tabs suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi "
    "adjustRightInd snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection "
    "textAlignment textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange".split()
)
"""What a paragraph's properties hold after its border (the schema's order)."""
_AFTER_BIDI = _AFTER_BORDER[_AFTER_BORDER.index("w:bidi") + 1 :]
