"""Names that are code, markup or no letters at all, from the workbook into every file there is, by other readers."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from icalendar import Calendar
from lxml import etree
from openpyxl import load_workbook
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from icp.dealings import Course, Dealings, Prospect, Provider, Rule, Spoken
from icp.export.backup import read_backup
from icp.export.cells import plain
from icp.export.sheet import guard
from icp.files import FORMATS, PARTS, Format, Part, build_file
from icp.model import Avatar, Client, OwnQuestion, Promise, Workbook

DAY = date(2026, 11, 22)
NASTY = {
    "rtl": "אברהם כהן \u202egpj.exe\u202c مريم",
    "emoji": "👩‍🌾🌿🇩🇪 Zoë",
    "command": "=cmd|'/C calc'!A0",
    "link": '=HYPERLINK("http://evil.example","x")',
    "plus": "+1+1",
    "at": "@SUM(1+1)",
    "full width": "＝1＋1",
    "typst": '#read("/etc/passwd") $x^2$ *b* @ref <label> `raw` #sys.inputs',
    "markup": "<script>alert(1)</script><w:t>&amp;</w:t>]]>",
    "markdown": "[x](http://evil.example) ![i](http://evil.example/p.png)",
    "template": "{name} {0} %s {{x}} ${y}",
    "control": "a\x00b\x07c\x1bd\ufffee",
    "long": "W" * 300,
    "east": "山田太郎 김민수",
    "marks": "Z̴̡̛͓a̶l̵go",
    "quotes": 'O\'Brien "B"; x, y',
    "line": "Ann\nEND:VEVENT\nBEGIN:VEVENT\nSUMMARY:other",
}


def work() -> Workbook:
    """Everything that can be typed is typed by somebody who means harm."""
    people = tuple(
        Client(
            id=f"c{at}",
            name=text,
            values={
                "tier": at % 3 + 1, "respects_hours": at % 5, "pays_on_time": 4 - at % 5, "annual_value": 1000.0 * at,
                "hours": 10.0 * at, "email": text[:200], "company": text[:200], "notes": text, "source": text[:100],
                "referred_by": next(iter(NASTY.values())) if at else "", "record_id": text[:60], "x_own": text[:100],
            },
        )
        for at, text in enumerate(NASTY.values())
    )  # fmt: skip
    courses = tuple(
        Course(id=f"c{at}", way="change", cause="person", reasons=("respects_hours",), change=text,
               talk=DAY + timedelta(days=at + 1))
        for at, text in enumerate(NASTY.values())
    )  # fmt: skip
    dealings = Dealings(
        rules=tuple(Rule(id=f"r{at}", group=text[:80], expectation=text, reason=text, consequence=text)
                    for at, text in enumerate(NASTY.values())),
        spoken=(Spoken(id="respects_hours", **dict.fromkeys(("why", "sentence", "question", "good", "worrying"),
                                                            NASTY["typst"])),),
        prospects=tuple(Prospect(name=text[:80].strip(), day=DAY, decide_by=DAY + timedelta(days=3))
                        for text in NASTY.values()),
        providers=tuple(Provider(name=text[:80], suits=text[:80], contact=text[:80]) for text in NASTY.values()),
        courses=courses,
        packet=dict.fromkeys(("first", "before"), NASTY["typst"]),
    )  # fmt: skip
    avatar = Avatar.model_validate(
        {
            "criteria": [
                {"id": "respects_hours", "kind": "scale", "rank": 1, "at_least": 3, "absolute": True},
                {"id": "own", "column": "x_own", "kind": "choice", "rank": 2, "accept": list(NASTY.values())[:8]},
            ]
        }
    )
    return Workbook(
        answers={"business_name": NASTY["typst"], "surprise": NASTY["markup"], "must_sentence": NASTY["command"]},
        avatar=avatar,
        clients=people,
        questions=(OwnQuestion(id="x_own", label=NASTY["link"], kind="choice", options=tuple(NASTY.values())[:8]),),
        promises=tuple(
            Promise(id=f"p{at}", text=text, client=f"c{at}", due=DAY + timedelta(days=at))
            for at, text in enumerate(NASTY.values())
        ),
        dealings=dealings,
    )


WORK = work()
_CELL_FORMULA = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}f"
NAMES = [client.name for client in WORK.clients]
FILES: list[tuple[Format, Part | None]] = [
    *((format, None) for format in FORMATS),
    *(("pdf", part) for part in PARTS),
    *(("docx", part) for part in PARTS),
]


class Files(dict[tuple[Format, Part | None], bytes]):
    """Each file, built once."""

    def __missing__(self, which: tuple[Format, Part | None]) -> bytes:
        self[which] = build_file(WORK, which[0], DAY, part=which[1])
        return self[which]


@pytest.fixture(scope="module")
def files() -> Files:
    return Files()


def parts(data: bytes) -> Iterator[tuple[str, etree._Element]]:
    """The XML inside an Office file, read with no entity and no network."""
    strict = etree.XMLParser(resolve_entities=False, no_network=True)
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        assert file.testzip() is None
        for name in file.namelist():
            assert not re.search(r"vba|macro|activeX|\.bin$|embeddings/.*\.(?!xlsx)", name, re.I), name
            if name.endswith((".xml", ".rels")):
                yield name, etree.fromstring(file.read(name), strict)


def text_of(data: bytes) -> str:
    return "".join("".join(root.itertext()) for _, root in parts(data))


@pytest.mark.parametrize("which", [which for which in FILES if which[0] in ("docx", "pptx", "xlsx")], ids=str)
def test_office_files_are_whole_and_lead_nowhere(files: Files, which: tuple[Format, Part | None]) -> None:
    for name, root in parts(files[which]):
        for node in root.iter():
            assert node.get("TargetMode") != "External", (name, dict(node.attrib))
            tag = etree.QName(node).localname if isinstance(node.tag, str) else ""
            assert tag not in ("script", "altChunk", "oleObject", "control"), (name, tag)
            assert node.tag != _CELL_FORMULA, (name, node.text)


def test_the_sheets_hold_texts_and_no_formulas(files: Files) -> None:
    book = load_workbook(io.BytesIO(files["xlsx", None]))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n", "b", "d"}
    assert not [cell for cell in cells if cell.hyperlink and cell.hyperlink.target], "links lead to a sheet"
    held = {str(cell.value) for cell in cells}
    for name in NAMES:
        assert name.replace("\ufffe", "") in held  # no character of XML


@pytest.mark.parametrize("format", ["csv", "crm"])
def test_rows_of_text_start_no_formula(files: Files, format: str) -> None:
    rows = list(csv.reader(io.StringIO(files[format, None].decode("utf-8-sig"), newline="")))
    assert len(rows) >= len(NAMES) + 1
    assert len({len(row) for row in rows}) == 1
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r", "＝", "＋"))]
    assert {guard(name) for name in NAMES} <= {cell for row in rows for cell in row}


def test_the_calendar_has_a_day_for_each_and_no_more(files: Files) -> None:
    events = Calendar.from_ical(files["ics", None]).walk("VEVENT")
    titles = [str(event["SUMMARY"]) for event in events]
    for key in set(NASTY) - {"control", "line"}:
        assert plain(NASTY[key]) in titles, key
    assert len({str(event["UID"]) for event in events}) == len(events)
    assert "other" not in titles


def test_the_copy_is_the_workbook(files: Files) -> None:
    assert read_backup(files["json", None]) == WORK


PRINTED: list[Part | None] = [None, *PARTS]


@pytest.mark.parametrize("part", PRINTED, ids=str)
def test_paper_holds_the_words_and_does_nothing(files: Files, part: Part | None) -> None:
    read = PdfReader(io.BytesIO(files["pdf", part]))
    for kept in range(1, read.trailer["/Size"]):
        node = read.get_object(kept)
        if isinstance(node, DictionaryObject):
            assert not node.keys() & {"/JS", "/JavaScript", "/AA", "/EmbeddedFile", "/URI", "/Launch", "/RichMedia"}
            assert node.get("/S") not in ("/URI", "/Launch", "/JavaScript", "/GoToR", "/SubmitForm")
    text = " ".join(page.extract_text() for page in read.pages)
    assert "root:" not in text
    assert '#read("/etc/passwd")' in re.sub(r"\s+", "", text)


def test_letters_name_everybody_as_they_are_called(files: Files) -> None:
    text = text_of(files["docx", "letters"])
    for key in ("command", "typst", "markup", "template", "east", "quotes"):
        assert next(name for name in NAMES if name[:4] == NASTY[key][:4]) in text, key
