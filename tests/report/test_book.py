"""The spreadsheet: every row of everything, with fits as the pages have them, and nothing about beliefs."""

from __future__ import annotations

from datetime import date

import pytest

from icp.analysis import score_workbook
from icp.dealings import Agreement, Dealings
from icp.export.document import Document, Table, Text
from icp.model import Client, OwnQuestion, Workbook
from icp.report import build_book
from tests.report.conftest import TODAY, read


@pytest.fixture(scope="module")
def book(sample: Workbook) -> Document:
    return build_book(sample, TODAY)


def sheets(document: Document) -> dict[str, Table]:
    return {each.id: each.blocks[0] for each in document.sections if each.sheet and isinstance(each.blocks[0], Table)}


def cells(table: Table, header: str) -> list[object]:
    at = [column.label for column in table.columns].index(header)
    return [row[at] for row in table.rows]


def test_a_sheet_a_part_and_a_first_one_that_says_what_it_is(book: Document) -> None:
    assert list(sheets(book)) == [
        "clients", "wishes", "reasons", "years", "sources", "overlap", "senders", "musts", "prospects", "providers",
        "rules", "agreements", "breaches", "system", "courses", "plan", "promises", "days", "homework", "message",
        "answers",
    ]  # fmt: skip
    first = book.sections[0]
    assert not first.sheet
    assert all(isinstance(block, Text) for block in first.blocks)
    assert all(len(each.sheet) <= 31 for each in book.sections)


def test_all_rows_and_the_fits_of_the_pages(book: Document, sample: Workbook) -> None:
    clients = sheets(book)["clients"]
    assert len(clients.rows) == 58
    scored = score_workbook(sample)
    assert cells(clients, "Fit") == [pytest.approx(fit) for fit in scored.match]
    rolf = clients.rows[[row[0] for row in clients.rows].index("Rolf D.")]
    labels = [column.label for column in clients.columns]
    assert (rolf[labels.index("Yearly invoice")], rolf[labels.index("Hours a year")]) == (13800, 330)
    assert clients.columns[labels.index("Yearly invoice")].kind == "money"
    assert isinstance(rolf[labels.index("First worked together")], date)
    assert "rolf.d@dorn-building.example" in rolf


def test_the_points_of_a_client_add_up_to_the_fit(book: Document, sample: Workbook) -> None:
    table, scored = sheets(book)["reasons"], score_workbook(sample)
    points = [row[3] for row in table.rows if row[0] == "Rolf D."]
    row = [client.name for client in sample.clients].index("Rolf D.")
    assert scored.base + sum(point for point in points if isinstance(point, float)) == pytest.approx(scored.match[row])


def test_shared_sources_and_the_plan_are_whole(book: Document) -> None:
    assert ("Chamber", "Solicitor", 6, 9, pytest.approx(2 / 3)) in sheets(book)["overlap"].rows
    plan = sheets(book)["plan"].rows
    assert len(plan) == 12
    assert [row[-1] for row in plan if row[-1]] == ["Harald V.", "Dirk H."]
    assert all(isinstance(row[1], float) and row[1] >= 15_000 for row in plan)


def test_the_secret_of_a_link_and_beliefs_about_people_are_nowhere() -> None:
    client = Client(id="a", name="Ann", values={"political_outlook": "CANARY-P", "faith": "CANARY-F", "notes": "tea"})
    agreement = Agreement(client="a", name="Ann", version=1, digest="0" * 64, token="CANARY-T", sent=TODAY)
    text = read(build_book(Workbook(clients=(client,), dealings=Dealings(agreements=(agreement,))), TODAY))
    assert "CANARY" not in text
    assert "tea" in text


def test_own_questions_and_odd_cells_come_through_as_they_are() -> None:
    question = OwnQuestion(id="x_mood", label="=Mood", kind="scale")
    clients = (
        Client(name="=cmd|' /C calc'!A0", values={"x_mood": 2.5, "first_date": "soon", "annual_value": "much"}),
        Client(name="\u0639\u0645\u0631", values={"will_pay": True}),
    )
    table = sheets(build_book(Workbook(clients=clients, questions=(question,)), TODAY))["clients"]
    assert cells(table, "Name") == ["=cmd|' /C calc'!A0", "عمر"]
    assert cells(table, "=Mood") == [2.5, None]
    assert cells(table, "First worked together") == ["soon", None]
    assert cells(table, "Yearly invoice") == ["much", None]
    assert cells(table, "Pays your price") == [None, "yes"]


def test_what_could_not_be_read_is_there_row_by_row() -> None:
    receipt = {
        "file": "clients.csv",
        "skipped": [{"row": 7, "reason": "blank"}],
        "problems": [{"row": 3, "column": "hours", "value": "lots", "reason": "not_a_number"}],
    }
    table = sheets(build_book(Workbook(receipts=(receipt,)), TODAY))["receipts"]
    assert table.rows == (
        ("clients.csv", 7, "", "", "empty row"),
        ("clients.csv", 3, "hours", "lots", "not a number"),
    )


def test_an_empty_workbook_has_only_what_is_left_to_do() -> None:
    assert list(sheets(build_book(Workbook(), TODAY))) == ["homework"]
