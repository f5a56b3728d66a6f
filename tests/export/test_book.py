"""The workbook as openpyxl and calamine read it, and as its own XML says."""

import io
from datetime import date, datetime

import openpyxl
from every_block import CLIENTS, DAY, EVERY, EVERYWHERE, HOSTILE, document
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from package import leads_outside, parts
from python_calamine import CalamineWorkbook

from icp.export.book import write_book
from icp.export.cells import cell_words, plain
from icp.export.document import Column, Section, Table, Text


def read(data):
    return openpyxl.load_workbook(io.BytesIO(data))


def table(*rows, columns=None, sheet="S"):
    columns = columns or tuple(Column(f"c{at}") for at in range(len(rows[0])))
    return Section("s", "Heading", blocks=(Table(columns, rows),), sheet=sheet)


def test_a_sheet_to_read_first_then_a_sheet_a_table():
    book = read(write_book(EVERY))
    assert book.sheetnames == ["Read me", "Clients"]
    said = [cell for row in book["Read me"].values for cell in row if cell]
    assert said[:6] == ["Who comes near", "Sample business", "Business", "Studio Nörd", "As of", "22 November 2026"]
    assert "A paragraph." in said
    assert "1. first" in said
    assert "☐ agreed" in said
    assert "Two clients\nAll of them.\nBy fit\n2 rows" in said
    assert any("In EUR" in text for text in said)
    assert "Say: this is it.\nAsk: who is it?" not in said  # notes are the speaker's
    assert said[-2:] == ["Carla Coach", "carla.example"]


def test_cells_are_what_they_are_and_look_like_it():
    sheet = read(write_book(EVERY))["Clients"]
    assert [cell.value for cell in sheet[1]] == [column.label for column in CLIENTS.columns]
    assert [cell.value for cell in sheet[2]] == ["Ana Ruiz", 62.4, 13800, 0.625, datetime(2020, 1, 3), 2.5]
    assert [cell.value for cell in sheet[3]] == ["Bo Kim", None, -1200.5, 0, None, None]
    assert [cell.number_format for cell in sheet[2]][1:] == ["0", '"€"#,##0;-"€"#,##0', "0.0%", "d mmm yyyy", "#,##0.0"]
    assert sheet["E2"].is_date
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == "A1:F3"
    assert sheet.print_title_rows == "$1:$1"


def test_a_second_reader_agrees():
    book = CalamineWorkbook.from_filelike(io.BytesIO(write_book(EVERY)))
    assert book.sheet_names == ["Read me", "Clients"]
    assert book.get_sheet_by_name("Clients").to_python()[1] == ["Ana Ruiz", 62.4, 13800, 0.625, date(2020, 1, 3), 2.5]


def test_the_file_is_of_the_documents_day_and_the_same_every_time():
    data = write_book(EVERY)
    assert data == write_book(EVERY)
    properties = read(data).properties
    assert (properties.created.date(), properties.title, properties.creator) == (DAY, "Who comes near", "Studio Nörd")


def test_nothing_typed_becomes_a_formula_or_a_link():
    data = write_book(EVERYWHERE)
    book = read(data)
    other = CalamineWorkbook.from_filelike(io.BytesIO(data))
    assert len(book.sheetnames) == len(other.sheet_names) == len(HOSTILE) + 1
    for at, text in enumerate(HOSTILE, 1):
        sheet = book.worksheets[at]
        assert [sheet["A1"].value, sheet["A2"].value, sheet["B2"].value, sheet["B3"].value] == [*[plain(text)] * 3, 1]
        assert other.get_sheet_by_index(at).to_python()[1] == [plain(text)] * 2
        assert not any(cell.hyperlink for row in sheet for cell in row)
    assert not [cell for sheet in book for row in sheet for cell in row if cell.data_type == "f"]
    assert all(b"<f>" not in content for content in parts(data).values())
    assert leads_outside(data) == []


def test_what_looks_like_a_formula_stays_text_when_somebody_edits_the_cell():
    sheet = read(write_book(document(table(("=1+1", "plain")))))["S"]
    assert sheet["A2"].quotePrefix
    assert not sheet["B2"].quotePrefix


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(alphabet=st.sampled_from("aA[]:*?/\\' \n😀é\x00") | st.characters(), max_size=45), min_size=1,
                max_size=6))  # fmt: skip
def test_sheet_names_are_ones_excel_takes(wanted):
    sections = [table(("x",), sheet=name) for name in (*wanted, "History", "read ME")]
    listed = etree.fromstring(parts(write_book(document(*sections)))["xl/workbook.xml"])
    names = [sheet.get("name") for sheet in listed.iter("{*}sheet")]
    assert len({name.casefold() for name in names}) == len(sections) + 1
    for name in names:
        assert 0 < len(name.encode("utf-16-le")) <= 62
        assert not set(name) & set("[]:*?/\\\x00\n")
        assert name == name.strip("'")
        assert name.casefold() != "history"


def test_a_text_longer_than_a_cell_says_that_it_is_cut():
    long = "word " * 8000  # 40,000 letters
    smileys = "😀" * 20_000  # 40,000 UTF-16 units
    sheet = read(write_book(document(table((long, smileys)))))["S"]
    for cell, text in ((sheet["A2"], long), (sheet["B2"], smileys)):
        assert len(cell.value.encode("utf-16-le")) <= 2 * 32_767
        kept, _, more = cell.value.partition("… (cut here")
        assert text.startswith(kept)
        assert len(kept.encode("utf-16-le")) > 2 * 32_000
        assert more


def test_days_no_sheet_can_reckon_with_are_words():
    sheet = read(write_book(document(table((date(1899, 5, 1),), columns=(Column("Since", "date"),)))))["S"]
    assert sheet["A2"].value == "1 May 1899"


def test_endless_numbers_flags_and_numbers_in_text_columns():
    row = (float("inf"), float("nan"), 10**400, True, "007", 0)
    sheet = read(write_book(document(table(row, columns=tuple(Column("n", "number") for _ in row)))))["S"]
    assert [cell.value for cell in sheet[2]] == [None, None, None, "yes", "007", 0]


def test_a_currency_without_a_sign_of_its_own_shows_its_code():
    columns = (Column("Income", "money", 2),)
    said = document(table((5,), columns=columns), currency='XTS"\\')
    assert read(write_book(said))["S"]["A2"].number_format == '"XTS"#,##0.00;-"XTS"#,##0.00'
    franc = document(table((5,), columns=columns), currency="CHF")
    assert read(write_book(franc))["S"]["A2"].number_format == '"CHF "#,##0.00;-"CHF "#,##0.00'


def test_every_table_of_a_section_has_a_sheet_and_an_empty_one_its_header():
    two = Section("s", "Sources", blocks=(Table((Column("a"),), ()), Table((Column("b"),), (("x",),), "Pairs")))
    book = read(write_book(document(two, Section("t", "Only words", blocks=(Text("none"),)))))
    assert book.sheetnames == ["Read me", "Sources", "Pairs"]
    assert [list(row) for row in book["Sources"].values] == [["a"]]
    assert book["Sources"].auto_filter.ref == "A1:A2"


def test_columns_are_as_wide_as_their_texts_and_long_texts_wrap():
    rows = tuple((f"client {at}", "words " * 40) for at in range(3))
    sheet = read(write_book(document(table(*rows))))["S"]
    narrow, wide = (sheet.column_dimensions[letter].width for letter in "AB")
    assert 8 < narrow < 20
    assert 50 < wide < 70
    assert sheet["B2"].alignment.wrap_text
    assert sheet.row_dimensions[2].height > 3 * 15  # 240 letters on lines of some 60
    short = read(write_book(document(table(("Yearly invoice of the right size", "not met"), ("a", "b")))))["S"]
    assert short.row_dimensions[2].height is None  # the longest text is what its column is as wide as


def test_a_sheet_named_like_its_heading_is_told_once():
    book = read(write_book(document(Section("s", "Wishes", blocks=(Table((Column("a"),), (("x",),)),)))))
    row = next(row for row in book["Read me"].values if row[0] == "Wishes")
    assert row[1] == "1 row"


def test_the_first_sheet_leads_to_the_others_inside_the_file():
    book = read(write_book(document(table(("x",), sheet="Ann's [all]"))))
    cell = next(cell for row in book["Read me"] for cell in row if cell.hyperlink)
    assert cell.value == "Ann's all"
    assert cell.hyperlink.location == "'Ann''s all'!A1"
    assert cell.hyperlink.target is None


def test_only_the_first_fit_has_bars_and_wide_sheets_print_with_their_names():
    columns = (Column("Name"), *(Column(f"Fit {at}", "fit") for at in range(40)))
    sheet = read(write_book(document(table(("Ana", *range(40)), columns=columns))))["S"]
    assert [str(found.sqref) for found in sheet.conditional_formatting] == ["B2"]
    assert sheet.print_title_cols == "$A:$A"
    assert sheet.page_setup.fitToWidth == 2  # 41 columns of some 76 pixels, 1700 on a sheet of paper
    assert sheet.page_setup.orientation == "landscape"


def test_a_year_is_written_as_a_year():
    sheet = read(write_book(document(table((2025, 0.5), columns=(Column("Year"), Column("n"))))))["S"]
    assert [(cell.value, cell.number_format) for cell in sheet[2]] == [(2025, "General"), (0.5, "General")]
    assert cell_words(2025, Column("Year"), "EUR") == "2025"
    assert cell_words(2025, Column("n", "number"), "EUR") == "2,025"
