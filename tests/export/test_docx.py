"""The Word file as its own XML says, read by lxml."""

from collections import Counter

import pytest
from every_block import DAY, DRAWING, EVERY, EVERYWHERE, HOSTILE, document
from lxml import etree
from package import leads_outside, parts, texts

from icp.export.cells import plain
from icp.export.document import Column, Figure, Points, Quote, Section, Table, Text
from icp.export.docx import write_docx

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def body(data):
    return etree.fromstring(parts(data)["word/document.xml"])


def said(data):
    """(style id, text) of every paragraph, tables' too."""
    told = []
    for paragraph in body(data).iter(f"{W}p"):
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        pieces = {f"{W}t": lambda e: e.text or "", f"{W}tab": lambda e: "\t", f"{W}br": lambda e: "\n"}
        text = "".join(pieces[e.tag](e) for e in paragraph.iter(*pieces) if e.getparent().tag == f"{W}r")
        told.append(("" if style is None else style.get(f"{W}val"), text))
    return told


@pytest.fixture(scope="module")
def every():
    return write_docx(EVERY)


def test_every_block_has_its_style(every):
    told = said(every)
    for one in (
        ("Title", "Who comes near"),
        ("Subtitle", "Sample business"),
        ("Subtitle", "Studio Nörd · 22 November 2026"),
        ("Heading1", "One café owner brought a fifth"),
        ("Lead", "What you found out."),
        ("", "A paragraph."),
        ("SmallPrint", "Small print."),
        ("ListBullet", "call Ana"),
        ("ListNumber", "first"),
        ("ListTick", "☐\tagreed"),
        ("Quote", "I work with people who do what they say."),
        ("Heading2", "Bars"),
        ("SmallPrint", "reading of Bars"),
        ("Heading2", "Nora, 42"),
        ("TableText", "Ana Ruiz"),
        ("TableText", "€13,800"),
        ("TableText", "62.5%"),
        ("TableText", "3 January 2020"),
        ("TableText", "−€1,200"),
        ("SmallPrint", "Signature"),
    ):
        assert one in told, one
    assert not [text for _, text in told if "Say: this is it." in text]  # notes are the speaker's
    styles = {style.get(f"{W}styleId") for style in etree.fromstring(parts(every)["word/styles.xml"]).iter(f"{W}style")}
    assert {style for style, _ in told if style} <= styles


def test_a_new_ordered_list_counts_from_one(every):
    numbers = [p.find(f"{W}pPr/{W}numPr/{W}numId").get(f"{W}val") for p in body(every).iter(f"{W}p")
               if (s := p.find(f"{W}pPr/{W}pStyle")) is not None and s.get(f"{W}val") == "ListNumber"]  # fmt: skip
    assert numbers[0] == numbers[1]  # first, second
    assert len(set(numbers)) == 3  # counted anew, and again on the card
    kept = {num.get(f"{W}numId"): num for num in etree.fromstring(parts(every)["word/numbering.xml"]).iter(f"{W}num")}
    for number in set(numbers):
        assert kept[number].find(f"{W}lvlOverride/{W}startOverride").get(f"{W}val") == "1"


def test_boxes_tick_when_clicked(every):
    boxes = list(body(every).iter("{http://schemas.microsoft.com/office/word/2010/wordml}checkbox"))
    assert len(boxes) == 2
    ids = [box.getparent().find(f"{W}id").get(f"{W}val") for box in boxes]
    assert len(set(ids)) == 2


def test_tables_repeat_their_header_and_keep_rows_whole(every):
    clients, signatures = body(every).iter(f"{W}tbl")
    rows = list(clients.iter(f"{W}tr"))
    assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows] == [True, False, False]
    assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
    assert texts(etree.tostring(rows[2]), "t") == ["Bo Kim", "", "−€1,200", "0.0%", "", ""]
    widths = [int(column.get(f"{W}w")) for column in clients.iter(f"{W}gridCol")]
    assert abs(sum(widths) - 166 * 1440 / 25.4) < 10  # an A4 page less its margins
    assert texts(etree.tostring(signatures), "t")[0] == "Studio Nord"
    assert len(list(signatures.iter(f"{W}tr"))) == 6


def test_pictures_have_their_words(every):
    shown = [one.get("descr") for one in body(every).iter("{*}docPr")]
    assert shown == [f"alt of {t}" for t in ("Bars", "Columns", "Lines", "Points", "Drawing")] + [
        "A drawing of Nora, 42"
    ]
    assert sum(name.endswith(".png") for name in parts(every)) >= 1


def test_pages_are_numbered_by_fields_under_the_credit(every):
    foot = next(content for name, content in parts(every).items() if name.startswith("word/footer"))
    fields = [one.get(f"{W}instr").strip() for one in etree.fromstring(foot).iter(f"{W}fldSimple")]
    assert fields == ["PAGE", "NUMPAGES"]
    assert "".join(texts(foot, "t")).startswith("Carla Coach · carla.example")


def test_properties_name_the_business_and_nobody_else(every):
    told = etree.fromstring(parts(every)["docProps/core.xml"])
    values = {etree.QName(one).localname: one.text for one in told}
    assert values["title"] == "Who comes near"
    assert values["creator"] == "Studio Nörd"
    assert values["created"] == values["modified"] == f"{DAY}T00:00:00Z"
    assert not values["lastModifiedBy"]
    assert not values["description"]
    languages = {one.get(f"{W}val") for one in etree.fromstring(parts(every)["word/styles.xml"]).iter(f"{W}lang")}
    assert languages == {"en-GB"}


def test_it_is_the_same_bytes_every_time_and_leads_nowhere(every):
    assert every == write_docx(EVERY)
    assert leads_outside(every) == []


def test_hostile_texts_are_texts():
    data = write_docx(EVERYWHERE)
    assert leads_outside(data) == []
    told = Counter(said(data))
    for text in map(plain, HOSTILE):
        assert told["Heading1", text] == told["ListNumber", text] == 2, text
        assert told["Lead", text] == 3  # two sections, the card's person
        assert told["ListTick", f"☐\t{text}"] == 1
        assert told["Quote", text] == 2  # a quote, a promise
        assert told["TableText", text] == 5  # a header, three cells, a party
    assert not list(body(data).iter(f"{W}instrText", f"{W}hyperlink", f"{W}object"))
    assert b"\xe2\x80\xae" not in parts(data)["word/document.xml"]  # nothing turns round what follows it


def test_names_from_right_to_left_begin_at_the_right():
    said = (
        "שרה כהן",
        "Sara שרה",
        "שרה כהן brought €900, and that is 12% of it.",
        "שרה כהן: תודה רבה, see you.",
    )
    data = write_docx(document(Section("s", "H", blocks=tuple(map(Text, said)))))
    turned = [p.find(f"{W}pPr/{W}bidi") is not None for p in body(data).iter(f"{W}p")][-4:]
    assert turned == [True, False, False, True]  # a sentence that begins with a name is read as the others


def test_a_long_note_is_whole():
    note = "word " * 8000
    assert note.strip() in {
        text.strip() for _, text in said(write_docx(document(Section("s", "H", blocks=(Text(note),)))))
    }


def test_wide_tables_lie_on_their_side_and_the_rest_stands():
    wide = Table(tuple(Column(f"c{at}") for at in range(12)), (tuple("x" * 12),))
    data = write_docx(document(Section("a", "A"), Section("b", "B", blocks=(wide,)), Section("c", "C")))
    turned = [one.get(f"{W}orient") for one in body(data).iter(f"{W}pgSz")]
    assert turned in ([None, "landscape", None], ["portrait", "landscape", "portrait"])


def test_letters_stand_one_on_a_page():
    letters = document(*(Section(name, name, blocks=(Text("Dear"),)) for name in "abc"), id="letters")
    heads = [p for p in body(write_docx(letters)).iter(f"{W}p")
             if (s := p.find(f"{W}pPr/{W}pStyle")) is not None and s.get(f"{W}val") == "Heading1"]  # fmt: skip
    assert [head.find(f"{W}pPr/{W}pageBreakBefore") is not None for head in heads] == [False, True, True]


def test_a_subtitle_that_names_the_day_is_not_said_twice():
    told = said(write_docx(document(subtitle="Studio Nörd · 22 November 2026 · Sample", business="Studio Nörd")))
    assert [text for style, text in told if style == "Subtitle"] == ["Studio Nörd · 22 November 2026 · Sample"]


def test_a_letter_is_paragraphs_to_send_and_a_quote_elsewhere_is_marked():
    section = Section("s", "To Ana", blocks=(Quote("Dear Ana,\n\nthank you.\nYours"),))
    letter = said(write_docx(document(section, id="letters")))
    assert letter[-2:] == [("", "Dear Ana,"), ("", "thank you.\nYours")]
    assert ("Quote", "Dear Ana,") in said(write_docx(document(section)))


def test_an_empty_document_and_empty_blocks_open():
    empty = document(Section("s", "", blocks=(Table((), ()), Points(()), Figure("", DRAWING, ""))), title="")
    assert leads_outside(write_docx(empty)) == []


def test_a_figure_that_says_what_its_section_says_is_not_headed_twice():
    data = write_docx(document(Section("s", "Ana brought half", blocks=(Figure("Ana brought half", DRAWING, "alt"),))))
    assert [style for style, text in said(data) if text == "Ana brought half"] == ["Heading1"]


def test_among_several_papers_each_and_every_letter_begins_a_page():
    papers = document(
        Section("rules", "How we work together"), Section("rules-sign", "Agreed"), Section("letters", "Letters"),
        Section("letters-a", "To Ann", blocks=(Quote("Dear Ann,"),)), Section("letters-b", "To Bo"), id="papers",
    )  # fmt: skip
    begins = {}
    for paragraph in body(write_docx(papers)).iter(f"{W}p"):
        named = paragraph.find(f"{W}pPr/{W}pStyle")
        style = "" if named is None else named.get(f"{W}val")
        text = "".join(t.text or "" for t in paragraph.iter(f"{W}t"))
        if style == "Heading1":
            begins[text] = paragraph.find(f"{W}pPr/{W}pageBreakBefore") is not None
        elif text == "Dear Ann,":
            assert style in ("", "Normal")  # no mark of a quote
    assert begins == {"How we work together": False, "Agreed": False, "Letters": True, "To Ann": False, "To Bo": True}
