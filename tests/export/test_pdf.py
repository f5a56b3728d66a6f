"""PDF as other programs read it: tagged, whole, plain words only, on both papers, for every name."""

import io
import os
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

from icp.catalogue import catalogue
from icp.charts import svg
from icp.export.document import (
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
from icp.export.lettering import letter, paper_fonts, show
from icp.export.pdf import describe, write_pdf

DAY = date(2026, 11, 22)
KINDS = ("workbook", "rules", "packet", "screener", "letters", "debrief")
SHEETS = {"a4": (595, 842), "letter": (612, 792)}  # ISO 216 and ANSI A in points, rounded
HOSTILE = {
    "typst": '#read("/etc/passwd") #image("/etc/hosts") $x$ @ref <label> `code` *b* _i_ // c /* d #sys.inputs \\u{41}',
    "formula": '=cmd|"/C calc"!A0',
    "markup": "<script>alert(1)</script> &amp; [a](https://example.org)",
    "long": "W" * 300,
    "right to left": "אברהם כהן, مريم العلي",
    "east": "山田太郎 김민수 王小明",
    "greek, cyrillic": "Ελένη Жанна Łukasz Đặng",
    "other": "กานดา अनीता Աննա ნინო",
    "emoji": "Fox 🦊🎉 👩‍👧 🇩🇪 1️⃣ ✌🏽",
    "no font": "አበበ ᚠᚢ 𝔘",
    "marks": "Z̴̡̛͓a̶l̵go 字̈ x\u202ey\x07",
}
WORDS = {
    "title": "Work of Nora", "business": "Salt & Ledger", "credit": "Carla Coach", "heading": "One sends a fifth",
    "lead": "What the list says", "text": "A paragraph", "quiet": "Said in small print", "point": "A bullet",
    "ordered": "A numbered line", "box": "Ask before signing", "quote": "Dear Ines,", "caption": "All of them",
    "column": "Client", "cell": "Ines Kowalska", "figure": "Nobody is left", "label": "in the drawing",
    "reading": "Read it from the left", "party": "The client", "person": "Someone of 40", "card": "The ideal one",
    "group": "Works well", "wish": "Pays on time", "first": "Delivers their part", "promise": "I answer by noon",
}  # fmt: skip


def everything(id: str = "debrief", words: dict[str, str] = WORDS, rows: int = 3) -> Document:
    """A document with every block there is; every text a caller chooses."""
    say = words.__getitem__
    drawing = svg.figure(440, 90, [svg.words(10, 30, say("label"), fill="#2a2620")], title="t")
    table = Table(
        (Column(say("column")), Column("Invoice", "money"), Column("Share", "percent", 1), Column("Seen", "date")),
        ((say("cell"), 12500, 0.125, date(2026, 3, 1)), *((f"Row {n}", None, None, None) for n in range(1, rows))),
        caption=say("caption"),
    )
    blocks = (
        Text(f"{say('text')}\n\nand another\nin two lines"), Text(say("quiet"), quiet=True), Points((say("point"),)),
        Points((say("ordered"), "two"), ordered=True), Points((say("box"),), boxes=True), Quote(say("quote")), table,
        Figure(say("figure"), drawing, alt="Seven of eight stay grey", reading=say("reading")),
        Signature((say("party"), "Us")),
    )  # fmt: skip
    portrait = Card(
        say("card"), drawing, say("person"), ((say("group"), (say("wish"),)),), (say("first"),), say("promise")
    )
    return Document(
        id, say("title"), DAY, (
            Section("one", say("heading"), say("lead"), blocks, notes="for the speaker only"),
            Section("two", "", blocks=(portrait,)), *(Section(f"p{n}", f"Part {n}") for n in range(5)),
        ), business=say("business"), credit=(say("credit"),),
    )  # fmt: skip


def read(data: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(data), strict=True)


def squeezed(text: str) -> str:
    """Without spaces and places to break, which no two readers of PDF put alike."""
    return re.sub("[\\s\u200b\u00ad]", "", text)


def text_of(data: bytes) -> str:
    return squeezed("".join(page.extract_text() for page in read(data).pages))


def objects_of(data: bytes) -> list[DictionaryObject]:
    """Every dictionary of the file, streams included."""
    reader = read(data)
    found, seen, open_ends = [], set(), [reader.trailer]
    while open_ends:
        node = open_ends.pop()
        if isinstance(node, IndirectObject):
            if node.idnum in seen:
                continue
            seen.add(node.idnum)
            node = node.get_object()
        if isinstance(node, DictionaryObject):
            found.append(node)
            open_ends += node.values()
        elif isinstance(node, ArrayObject):
            open_ends += node
    return found


def portrait(lines: tuple[str, ...], groups: int = 5, most: int = 8) -> Document:
    card = Card(
        lines[0], svg.figure(132, 140, [], title="t"), lines[0], tuple((f"Group {n}", lines) for n in range(groups)),
        lines[:3], lines[0],
    )  # fmt: skip
    return Document("portrait", "Ideal client", DAY, (Section("portrait", "", blocks=(card,)),), business=lines[0])


# ── what is in it ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("id", KINDS)
def test_every_word_of_every_block_is_in_the_file(id: str) -> None:
    text = text_of(write_pdf(everything(id)))
    for name, words in WORDS.items():
        if (id, name) != ("letters", "title"):  # a letter has the business at its head
            assert squeezed(words) in text, name
    assert "€12,500" in text
    assert "12.5%" in text
    assert "1March2026" in text
    assert "speaker" not in text


def test_it_is_tagged_and_says_what_it_is() -> None:
    reader = read(write_pdf(everything("workbook")))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.author) == ("Work of Nora", "Salt & Ledger")
    assert "<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_object().get_data().decode()
    kinds = [str(node["/S"]) for node in objects_of(write_pdf(everything())) if node.get("/Type") == "/StructElem"]
    assert {"/H1", "/H2", "/P", "/L", "/LI", "/Table", "/TH", "/TD", "/BlockQuote", "/Figure"} <= set(kinds)
    assert (kinds.count("/TH"), kinds.count("/TD")) == (4, 12)


def test_the_language_is_the_documents() -> None:
    for tag, told in (("de-AT", "de-AT"), ("fr", "fr"), ("not a tag", "en")):
        document = Document("rules", "T", DAY, (), language=tag)
        assert read(write_pdf(document)).trailer["/Root"]["/Lang"] == told


def test_a_drawing_is_lines_and_letters_and_is_told_to_who_cannot_see_it() -> None:
    data = write_pdf(everything())
    assert {node["/Alt"] for node in objects_of(data) if "/Alt" in node} == {
        "Seven of eight stay grey",
        catalogue().say("office.picture_of", name="The ideal one"),
    }
    assert not [node for node in objects_of(data) if node.get("/Subtype") == "/Image"]


def test_headings_are_its_outline_and_contents_give_their_pages() -> None:
    document = everything("workbook")
    reader = read(write_pdf(document))

    def titles(nodes: list) -> list[str]:  # type: ignore[type-arg]
        return [t for n in nodes for t in (titles(n) if isinstance(n, list) else [n.title])]

    listed = titles(reader.outline)
    assert listed[:2] == [catalogue().say("paper.contents"), "One sends a fifth"]
    assert listed[-5:] == [f"Part {n}" for n in range(5)]
    contents = squeezed(reader.pages[1].extract_text())
    for section in document.sections:
        if section.heading:
            on = next(n for n, p in enumerate(reader.pages, 1) if n > 2 and section.heading in p.extract_text())
            assert re.search(rf"{squeezed(section.heading)}\W*{on}", contents), section.heading


def test_pages_are_numbered_and_a_long_table_repeats_its_header() -> None:
    pages = [squeezed(page.extract_text()) for page in read(write_pdf(everything(rows=200))).pages]
    assert len(pages) > 4
    for at, text in enumerate(pages, start=1):
        assert f"Page{at}of{len(pages)}" in text
    on = [text for text in pages if re.search(r"Row\d", text)]
    assert len(on) > 3
    assert all("ClientInvoiceShareSeen" in text for text in on)
    assert all(f"Row{n}" in "".join(on) for n in range(1, 200))


def test_every_letter_has_a_sheet_of_its_own() -> None:
    letters = tuple(Section(f"l{n}", f"Letter {n}", blocks=(Quote(f"Dear {n},\n\nthank you."),)) for n in range(4))
    note = Section("waiting", "Not yet", blocks=(Text("No letter yet for Dirk"),))
    pages = read(write_pdf(Document("letters", "Letters", DAY, (note, *letters)))).pages
    assert ["Dirk" in page.extract_text() for page in pages] == [False, False, False, False, True]
    assert [re.findall(r"Dear (\d)", page.extract_text()) for page in pages] == [["0"], ["1"], ["2"], ["3"], []]


def test_a_wide_table_lies_across() -> None:
    table = Table(tuple(Column(f"Question {n}") for n in range(12)), (tuple("yes" for _ in range(12)),))
    pages = read(write_pdf(Document("debrief", "T", DAY, (Section("a", "A", blocks=(table, Text("after"))),)))).pages
    across = [page for page in pages if "Question" in page.extract_text()]
    assert [page.mediabox.width > page.mediabox.height for page in across] == [True]
    assert pages[-1].mediabox.width < pages[-1].mediabox.height


@pytest.mark.parametrize("paper", SHEETS)
@pytest.mark.parametrize("id", ["workbook", "portrait"])
def test_both_papers(id: str, paper: str) -> None:
    document = portrait(("Anna",)) if id == "portrait" else everything(id)
    for page in read(write_pdf(document, paper=paper)).pages:  # type: ignore[arg-type]
        assert (round(page.mediabox.width), round(page.mediabox.height)) == SHEETS[paper]


def test_the_same_document_gives_the_same_bytes() -> None:
    assert write_pdf(everything("workbook")) == write_pdf(everything("workbook"))


def test_two_at_once_do_not_mix() -> None:
    documents = [everything("workbook", dict.fromkeys(WORDS, name)) for name in ("Anna", "Bert", "Cleo", "Dora")]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(write_pdf, documents)) == [write_pdf(document) for document in documents]


def test_short_cells_keep_their_line_and_long_ones_share_the_rest() -> None:
    table = Table(
        (Column("Who"), Column("Invoice", "money"), Column("What to say")),
        (("山田太郎", 12500, "Ring before noon, thank them, and ask whom they know"), ("Ines K.", 1, "no")),
    )
    told = describe(Document("rules", "T", DAY, (Section("a", "A", blocks=(table,)),)), "a4")
    who, invoice, say = told["sections"][0]["blocks"][0]["columns"]
    assert who["width"] == round(0.49 * 8 + 1.3, 2)  # four Han letters are as wide as eight others
    assert invoice["width"] == round(0.49 * len("€12,500") + 1.3, 2)
    assert say["width"] == 0 < say["share"]
    assert (who["right"], invoice["right"]) == (False, True)


def test_a_short_work_has_no_contents() -> None:
    few = Document("workbook", "T", DAY, tuple(Section(f"s{n}", f"Finding {n}") for n in range(3)))
    pages = read(write_pdf(few)).pages
    assert len(pages) == 2
    assert catalogue().say("paper.contents") not in pages[1].extract_text()


def test_a_document_of_nothing_is_a_page() -> None:
    for id in (*KINDS, "portrait", "../data", "frame", ""):
        assert len(read(write_pdf(Document(id, "T", DAY, ()))).pages) >= 1


def test_an_empty_table_is_no_failure() -> None:
    for table in (Table((), ()), Table((Column("A"),), ()), Table((Column(""),), (("",),))):
        assert write_pdf(Document("debrief", "T", DAY, (Section("a", "A", blocks=(table, Points(()))),)))


# ── the portrait ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["Anna", *HOSTILE.values(), "a sentence of many words " * 12], ids=range(13))
def test_the_portrait_is_always_one_page(name: str) -> None:
    for groups, lines, paper in ((0, 1, "a4"), (5, 8, "letter"), (8, 25, "letter")):
        document = portrait((name,) * lines, groups=groups)
        assert len(read(write_pdf(document, paper=paper)).pages) == 1  # type: ignore[arg-type]


def test_a_full_portrait_says_what_it_leaves_out() -> None:
    text = text_of(write_pdf(portrait(tuple(f"Wish {n}" for n in range(40)))))
    assert squeezed(catalogue().say("paper.more", n=31)) in text
    assert "…" not in text_of(write_pdf(portrait(("Wish",) * 8)))


# ── typed words ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", HOSTILE)
def test_a_typed_text_comes_out_as_it_was_typed_wherever_it_stands(name: str) -> None:
    data = write_pdf(everything("workbook", dict.fromkeys(WORDS, HOSTILE[name])))
    text = text_of(data)
    assert "root:x:" not in text
    if name not in ("right to left", "other", "long"):  # a reader puts these letters in an order of its own
        assert text.count(squeezed(show(HOSTILE[name]))) >= len(WORDS) - 4  # a head and a foot may shorten theirs
    elif name != "long":
        seen = set(squeezed(HOSTILE[name]))
        assert len(seen - set(text)) <= len(seen) // 3  # joined letters have forms of their own


@pytest.mark.parametrize("name", HOSTILE)
def test_nothing_in_it_acts_or_leads_elsewhere(name: str) -> None:
    for document in (everything("workbook", dict.fromkeys(WORDS, HOSTILE[name])), portrait((HOSTILE[name],) * 2)):
        for node in objects_of(write_pdf(document)):
            assert not {"/JS", "/JavaScript", "/OpenAction", "/AA", "/URI", "/EF", "/EmbeddedFiles"} & set(node), node
            if "/S" in node and node.get("/Type") == "/Action":
                assert node["/S"] == "/GoTo", node  # from the contents to a page
            assert node.get("/Type") not in ("/EmbeddedFile", "/Filespec")


def test_every_font_is_in_the_file_and_none_is_the_readers() -> None:
    data = write_pdf(everything(words=dict.fromkeys(WORDS, " ".join(HOSTILE.values()))))
    described = [node for node in objects_of(data) if node.get("/Type") == "/FontDescriptor"]
    named = {re.sub("^[A-Z]{6}\\+", "", str(node["/FontName"])[1:]) for node in described}
    assert {"Workshop-SansRegular", "Workshop-SerifRegular", "DroidSansFallback", "NotoSansHebrew-Regular"} <= named
    assert all(
        isinstance(node.get("/FontFile2", node.get("/FontFile3")).get_object(), StreamObject) for node in described
    )


def test_templates_read_nothing_but_themselves() -> None:
    folder = Path(write_pdf.__code__.co_filename).parent / "paper"
    templates = "\n".join(path.read_text(encoding="utf-8") for path in folder.glob("*.typ"))
    assert set(re.findall(r'import "([^"]+)"', templates)) == {"data.typ", "frame.typ", "blocks.typ"}
    assert set(
        re.findall(r"\b(?:(?:read|json|csv|toml|yaml|xml|cbor|plugin|eval|bibliography)\(|include ).*", templates)
    ) == {"json(bytes(sys.inputs.document))"}
    assert set(re.findall(r"\bimage\((?!bytes\()([^,]+)", templates)) == {'"wreath.svg"'}


@settings(max_examples=12, deadline=None)
@given(st.text(st.characters(exclude_categories=[]), max_size=60))
def test_any_text_can_be_printed(text: str) -> None:
    words = dict.fromkeys(WORDS, text)
    for id in ("letters", "portrait"):
        assert write_pdf(everything(id, words)).startswith(b"%PDF-1.7")


def test_typst_is_loaded_when_a_page_is_set_and_not_before() -> None:
    probe = "import sys, icp.export.pdf; print('typst' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", probe], text=True).strip() == "False"


# ── letters ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Anna Łukasz 山田 Жанна مريم", "Anna Łukasz 山田 Жанна مريم"),
        ("Fox 🦊!", "Fox (fox face)!"),
        ("🦊🎉", "(fox face, party popper)"),
        ("👩‍👧", "(woman, girl)"),
        ("👍🏽", "(thumbs up sign)"),
        ("🇩🇪🇫🇷", "(flag DE, flag FR)"),
        ("🇩", "(flag D)"),
        ("1️⃣", "1"),
        ("አበበ", "□□□"),
        ("Zoe\u0308", "Zoë"),
        ("字\u0308", "字"),
        ("\u0308x", "x"),
        ("a\tb\x00\x07\u202ec", "a bc"),
        ("two\r\nlines", "two\nlines"),
    ],
)
def test_what_stands_for_letters_without_a_font(typed: str, shown: str) -> None:
    assert show(typed) == shown


def test_a_word_longer_than_a_line_may_be_parted_and_no_other() -> None:
    assert letter("x" * 28) == "x" * 28
    assert letter("x" * 30 + " y") == "x" * 14 + "\u200b" + "x" * 14 + "\u200bxx y"
    assert letter("山" * 60) == "山" * 60
    assert letter("e\u0323\u0302" * 30).replace("\u200b", "") == "ệ" * 30


def test_the_list_of_letters_is_what_the_fonts_hold() -> None:
    tools = pytest.importorskip("fontTools.ttLib", reason="fonttools reads the fonts")
    fonts = paper_fonts()
    files = {path.name for path in fonts.folder.glob("*.ttf")}
    held: set[int] = set()
    for name in files:
        held |= set(tools.TTFont(fonts.folder / name).getBestCmap())
    letters = [code for code in range(0x20, 0x30000) if not 0xD800 <= code < 0xE000]
    assert {code for code in letters if not fonts.outside.match(chr(code))} == held & set(letters)


def test_a_note_says_what_the_sign_is_and_only_then() -> None:
    for text, said in (("አበበ", True), ("Anna", False)):
        note = squeezed(catalogue().say("paper.missing", sign="□"))
        data = write_pdf(Document("letters", "T", DAY, (Section("a", "A", blocks=(Text(text),)),)))
        assert (note in text_of(data)) is said


# ── as it is seen ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("id", [*KINDS, "portrait"])
def test_no_page_is_blank_where_it_is_drawn(id: str, tmp_path: Path) -> None:
    if shutil.which("pdftoppm") is None:
        if os.environ.get("ICP_REQUIRE_BROWSER") == "1":
            pytest.fail("pdftoppm (poppler-utils) is needed to see the pages")
        pytest.skip("pdftoppm (poppler-utils) is not here")
    from PIL import Image

    document = portrait(("Anna", "Pays on time")) if id == "portrait" else everything(id, rows=40)
    data = write_pdf(document)
    (tmp_path / "a.pdf").write_bytes(data)
    subprocess.run(["pdftoppm", "-r", "30", "-png", "a.pdf", "page"], cwd=tmp_path, check=True)
    drawn = sorted(tmp_path.glob("page*.png"))
    assert len(drawn) == len(read(data).pages)
    for path in drawn:
        with Image.open(path) as image:
            grey = image.convert("L").histogram()
        assert sum(grey[:160]) > 15, path.name  # ink on the page


def test_numbers_of_customers_in_capitals_stay_in_one_piece() -> None:
    """As the importer reads them of a telephone company's list; long texts stand beside them."""
    names = ("9305-CDSKC", "1352-HNSAW", "1480-BKXGA", "5575-GNVDE", "7520-HQWJU")
    say = "say once what you need: “Yearly invoice of the right size”. Then a new price, a smaller job, or a goodbye."
    table = Table(
        (Column("Corner"), Column("Customer"), Column("Yearly invoice", "money"), Column("One thing to do")),
        tuple(("Look after: 143", name, 1393, say) for name in names),
    )
    document = Document("workbook", "T", DAY, (Section("a", "H", blocks=(table,)),))
    text = "\n".join(page.extract_text() for page in read(write_pdf(document)).pages)
    assert [name for name in names if name not in text] == []
