"""Putting a list in, under AppTest: read as said, remembered, brought up to date, confirmed, and undone."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from icp.model import Client, Workbook
from icp.ui import keys
from icp.ui.roster.receipt import KEPT, short_receipt, sum_up
from tests.pages.conftest import Kept, RunPage
from tests.pages.test_roster import choose, click, open_fold, open_section, put_in, text_of


def select(app: AppTest, label: str, value: Any) -> AppTest:
    next(box for box in app.selectbox if box.label.startswith(label)).set_value(value).run()
    assert not app.exception
    return app


def tap(app: AppTest, label: str, value: str) -> AppTest:
    next(pills for pills in app.pills if pills.label.startswith(label)).select(value).run()
    assert not app.exception
    return app


def tick(app: AppTest, label: str) -> AppTest:
    next(box for box in app.checkbox if box.label == label).check().run()
    assert not app.exception
    return app


def values_of(kept: Kept) -> dict[str, dict[str, Any]]:
    return {client.name: dict(client.values) for client in kept.workbook().clients}


def make_sheets() -> bytes:
    import xlsxwriter

    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        for title, name in (("Clients", "Ana"), ("Old ones", "Bo")):
            sheet = book.add_worksheet(title)
            sheet.write_row(0, 0, ["Name", "Hours"])
            sheet.write_row(1, 0, [name, 3])
    return file.getvalue()


# ── how it was read ──────────────────────────────────────────────────────────────────────────────────────────────


def test_another_sheet(run_page: RunPage, kept: Kept) -> None:
    app = put_in(run_page("roster.py"), make_sheets(), "book.xlsx")
    click(select(app, "Which of its 2 sheets", "Old ones"), "take_over")
    assert values_of(kept) == {"Bo": {"hours": 3}}


def test_another_separator(run_page: RunPage, kept: Kept) -> None:
    data = b"Name|Place, more or less\nAna|Bonn, Rhine\nBo|Ulm, Danube\n"
    app = open_fold(put_in(run_page("roster.py"), data), "read wrong")
    app = select(app, "Columns are apart by", ",")
    assert "2 columns" in text_of(app)
    app = select(app, "Columns are apart by", "|")
    assert "Name" in {column for table in app.table for column in table.value.columns}
    click(app, "take_over")
    assert [client.name for client in kept.workbook().clients] == ["Ana", "Bo"]


def test_how_amounts_are_written_can_be_said(run_page: RunPage, kept: Kept) -> None:
    data = b'Name,Yearly spend\nAna,"1.234"\nBo,"2.500"\n'
    app = open_fold(put_in(run_page("roster.py"), data), "read wrong")
    app = tap(app, "Amounts like", ",")
    click(app, "take_over")
    assert [values["annual_value"] for values in values_of(kept).values()] == [1234, 2500]


def test_what_was_said_of_dates_and_amounts_outlives_another_header_row(run_page: RunPage, kept: Kept) -> None:
    data = b'A,B,C\nName,Customer since,Yearly spend\nAna,03/04/2025,"1.234"\n'
    app = open_fold(put_in(run_page("roster.py"), data), "read wrong")
    app = tap(app, "“03/04/2025” in Customer since: which comes first?", "month")
    app = tap(open_fold(app, "read wrong"), "Amounts like", ",")
    app = open_fold(app, "read wrong")
    app = select(select(app, "The column names", 1), "The column names", 2)
    click(app, "take_over")
    assert values_of(kept) == {"Ana": {"first_date": "2025-03-04", "annual_value": 1234}}


def test_the_first_clients_stand_there_as_they_were_understood(run_page: RunPage) -> None:
    data = b'Name,Customer since,Yearly spend\n**Ana**,3 April 2025,"1,900.50"\nBo,,\n'
    app = put_in(run_page("roster.py"), data)
    (table,) = app.table
    assert list(table.value.columns) == ["Name", "First worked together", "Yearly invoice"]
    assert table.value.iloc[0].tolist() == [r"\*\*Ana\*\*", "3 Apr 2025", "1,900.50"]
    assert table.value.iloc[1].tolist() == ["Bo", "", ""]


# ── remembered ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_yearly_invoice_from_monthly_ones_does_not_name_the_total_beside_them(run_page: RunPage) -> None:
    data = b"customerID,MonthlyCharges,TotalCharges\nA-1,29.85,1889.50\nB-2,50.00,108.15\n"
    told = text_of(put_in(run_page("roster.py"), data))
    assert "is worked out from MonthlyCharges." in told


def test_columns_are_remembered_for_the_next_file_like_it(run_page: RunPage, kept: Kept) -> None:
    first = b"Client,Agent,Boots\nAna,Fair,44\n"
    app = choose(open_fold(put_in(run_page("roster.py"), first), "Left out"), "Agent", "source")
    click(choose(open_fold(app, "Left out"), "Boots", "+own"), "take_over")
    app = put_in(open_section(run_page, "put_in"), b"Boots,Client,Agent\n38,Bo,Web\n")
    assert any("as you set them last time" in badge.value for badge in app.markdown)
    click(app, "take_over")
    assert values_of(kept)["Bo"] == {"source": "Web", "x_boots": "38"}
    assert [question.id for question in kept.workbook().questions] == ["x_boots"]


def test_a_file_nobody_corrected_is_not_remembered(run_page: RunPage, kept: Kept) -> None:
    click(put_in(run_page("roster.py"), b"Client,Hours\nAna,3\n"), "take_over")
    assert kept.workbook().mappings == ()


# ── a newer file ─────────────────────────────────────────────────────────────────────────────────────────────────

OLD = b"Name,Email,Hours,Source\nAna,a@x.example,10,Fair\nBo,b@x.example,4,Web\n"
NEW = b"Name,Email,Hours,Source\nAna,a@x.example,12,Trade show\nBo,b@x.example,5,Web\nCy,c@x.example,1,\n"


def test_a_newer_file_brings_up_to_date_and_says_so(run_page: RunPage, kept: Kept) -> None:
    click(put_in(run_page("roster.py"), OLD), "take_over")
    work = kept.workbook()
    kept.put(work.with_client(work.clients[0].with_values(hours=11, tier=1)))
    app = put_in(open_section(run_page, "put_in"), NEW)
    assert "New: 1. On your list already: 2. Blanks filled: 0." in text_of(app)
    app = open_fold(app, "brought up to date: 2")
    assert "Ana, Came through: “Fair” becomes “Trade show”" in text_of(app)
    assert "Bo, Hours a year: “4” becomes “5”" in text_of(app)
    app = open_fold(app, "which stays as it is: 1")
    assert "Ana, Hours a year: your list says “11”, the file “12”" in text_of(app)
    click(app, "take_over")
    assert values_of(kept) == {
        "Ana": {"email": "a@x.example", "hours": 11, "source": "Trade show", "tier": 1},
        "Bo": {"email": "b@x.example", "hours": 5, "source": "Web"},
        "Cy": {"email": "c@x.example", "hours": 1},
    }
    app = put_in(open_section(run_page, "put_in"), NEW)
    assert "You changed 1 answer since the last file" in text_of(app)
    click(app, "take_over")
    after = kept.workbook()
    assert values_of(kept)["Ana"]["hours"] == 11
    click(app, "undo")
    click(app, "undo")
    assert kept.workbook().clients == work.with_client(work.clients[0].with_values(hours=11, tier=1)).clients
    assert len(after.clients) == 3


def test_a_newer_list_of_names_is_taken_for_the_same_people(run_page: RunPage, kept: Kept) -> None:
    click(put_in(run_page("roster.py"), b"Name,Hours\nA.B.,10\nC.D.,4\n"), "take_over")
    app = put_in(open_section(run_page, "put_in"), b"Name,Hours\nA.B.,12\nC.D.,4\nE.F.,1\n")
    assert "New: 1. On your list already: 2. Blanks filled: 0." in text_of(app)
    click(app, "take_over")
    assert [(c.name, c.values["hours"]) for c in kept.workbook().clients] == [("A.B.", 12), ("C.D.", 4), ("E.F.", 1)]


def test_another_list_with_the_same_columns_holds_other_people(run_page: RunPage, kept: Kept) -> None:
    click(put_in(run_page("roster.py"), b"Name,Hours\nA.B.,10\nC.D.,4\n"), "take_over")
    app = put_in(open_section(run_page, "put_in"), b"Name,Hours\nA.B.,12\nG.H.,4\nE.F.,1\n")
    assert "New: 3. On your list already: 0." in text_of(app)
    click(app, "take_over")
    assert [c.name for c in kept.workbook().clients] == ["A.B.", "C.D.", "A.B.", "G.H.", "E.F."]


# ── rows that are one ────────────────────────────────────────────────────────────────────────────────────────────

TWINS = b"Name,Email,Hours\nAna,a@x.example,1\nBo,b@x.example,2\nAnna,a@x.example,3\n"


def test_rows_that_are_one_say_why_and_can_be_kept_apart(run_page: RunPage, kept: Kept) -> None:
    app = open_fold(put_in(run_page("roster.py"), TWINS), "Rows that are the same person")
    assert "Row 4 and row 2 are one, Ana: the same e-mail." in text_of(app)
    assert "2 clients" in app.button(key="take_over").label
    app = open_fold(click(app, "apart_4"), "Rows that are the same person")
    assert "Kept apart: rows 4." in text_of(app)
    click(app, "take_over")
    assert [(c.name, c.values["hours"]) for c in kept.workbook().clients] == [("Ana", 1), ("Bo", 2), ("Anna", 3)]


def test_keeping_apart_is_taken_back(run_page: RunPage) -> None:
    app = open_fold(put_in(run_page("roster.py"), TWINS), "Rows that are the same person")
    app = open_fold(click(app, "apart_4"), "Rows that are the same person")
    assert "3 clients" in app.button(key="take_over").label
    app = click(app, "apart_undo")
    assert "2 clients" in app.button(key="take_over").label


# ── sources and senders ──────────────────────────────────────────────────────────────────────────────────────────

SOURCES = (
    b"Name,Source\n" + b"".join(b"P%d,Google Ads\n" % n for n in range(3)) + b"Q,google ads\nR,Goolge Ads\nS,Google\n"
)


def test_sources_are_one_where_ticked(run_page: RunPage, kept: Kept) -> None:
    app = put_in(run_page("roster.py"), SOURCES)
    ticks = {box.label: box.value for box in app.checkbox}
    assert ticks == {"google ads (1)": True, "Goolge Ads (1)": False}
    click(app, "take_over")
    assert [values["source"] for values in values_of(kept).values()] == [*["Google Ads"] * 4, "Goolge Ads", "Google"]
    (box,) = [box for box in open_section(run_page, "put_in").checkbox if box.label.startswith("G")]
    assert box.label == "Goolge Ads (1)"


def test_sources_are_settled_after_the_import(run_page: RunPage, kept: Kept) -> None:
    sources = ("Fair", "fair", "Newsletter", "Newsleter")
    work = Workbook(clients=tuple(
        Client(id=f"c{n}", name=f"P{n}", values={"source": source}) for n, source in enumerate((*sources, "Fair"))
    ))  # fmt: skip
    app = click(open_section(run_page, "put_in", work), "settle_sources")
    assert [c.values["source"] for c in kept.workbook().clients] == ["Fair", "Fair", "Newsletter", "Newsleter", "Fair"]
    assert "settle_sources" not in {button.key for button in app.button}  # the other pair was said to be two
    click(app, "undo")
    assert kept.workbook().clients == work.clients
    app = tick(open_section(run_page, "put_in"), "Newsletter (1)")
    click(app, "settle_sources")
    assert len({c.values["source"] for c in kept.workbook().clients}) == 2


def test_senders_are_confirmed(run_page: RunPage, kept: Kept) -> None:
    data = b"Name,Referred by\nInes Keller,\nArne,Ines K.\nBo,ines keller\nCy,The mayor\n"
    app = put_in(run_page("roster.py"), data)
    assert "3 names. On your list: 1. Perhaps on your list: 1. Somebody else: 1." in text_of(app)
    app = tap(app, "“Ines K.” is", "Ines Keller")
    click(app, "take_over")
    assert [values.get("referred_by") for values in values_of(kept).values()] == [
        None, "Ines Keller", "ines keller", "The mayor"
    ]  # fmt: skip


def test_an_unconfirmed_sender_stays_as_written(run_page: RunPage, kept: Kept) -> None:
    click(put_in(run_page("roster.py"), b"Name,Referred by\nInes Keller,\nArne,Ines K.\n"), "take_over")
    assert values_of(kept)["Arne"] == {"referred_by": "Ines K."}


# ── several files, large files, many problems ────────────────────────────────────────────────────────────────────


def test_two_files_are_read_one_after_the_other(run_page: RunPage, kept: Kept) -> None:
    people = b"CustomerId,Name\n7,Ana\n8,Bo\n"
    notes = b"CustomerId,Hours\n7,3\n"
    app = run_page("roster.py")
    app.file_uploader[0].upload("people.csv", people).upload("hours.csv", notes).run()
    assert "After this one: hours.csv" in "".join(each.value for each in app.markdown).replace("\\", "")
    click(app, "take_over")
    assert "New: 0. On your list already: 1. Blanks filled: 1." in text_of(app)
    click(app, "take_over")
    assert values_of(kept) == {"Ana": {"record_id": "7", "hours": 3}, "Bo": {"record_id": "8"}}
    assert keys.IMPORT not in app.session_state


def test_a_broken_file_among_several_holds_up_none(run_page: RunPage, kept: Kept) -> None:
    app = run_page("roster.py")
    app.file_uploader[0].upload("broken.csv", b"%PDF-1.7").upload("people.csv", b"Name\nAna\n").run()
    assert [error.value.startswith("**broken") for error in app.error] == [True]
    click(app, "take_over")
    assert [client.name for client in kept.workbook().clients] == ["Ana"]


def test_a_large_file_goes_the_same_way(run_page: RunPage, kept: Kept) -> None:
    rows = b"".join(b"Person %d,p%d@x.example,%d,%s\n" % (n, n, n % 9, b"note " * 20) for n in range(4_000))
    app = put_in(run_page("roster.py"), b"Name,Email,Hours,Notes\n" + rows)
    assert not app.main.get("progress")
    click(app, "take_over")
    assert len(kept.workbook().clients) == 4_000


def test_ten_thousand_problems_are_summed_up_and_all_in_the_file(run_page: RunPage, kept: Kept) -> None:
    rows = b"".join(b"P%d,p%d@x.example,many\n" % (n, n) for n in range(10_000))
    app = open_fold(put_in(run_page("roster.py"), b"Name,Email,Hours\n" + rows), "Receipt")
    assert "Hours: 10000 cells not a number: “many” (rows 2, 3, 4, 5, 6, 7) …" in text_of(app)
    file = app.get("download_button")[0].proto
    assert file.id
    click(app, "take_over")
    (receipt,) = kept.workbook().receipts
    assert (len(receipt["problems"]), receipt["cut"]) == (KEPT, {"skipped": 0, "problems": 10_000 - KEPT})
    app = open_fold(open_section(run_page, "put_in"), "Receipt")
    assert "Receipt for list.csv: 10000 to look at" in {fold.label.replace("\\", "") for fold in app.expander}
    assert f"Kept here: the first {KEPT} of 10000." in text_of(app)


def test_a_short_receipt_keeps_both_kinds() -> None:
    receipt = {
        "rows_read": 9_000,
        "skipped": [{"row": n, "reason": "blank"} for n in range(3_000)],
        "problems": [{"row": n, "column": "A", "value": "b", "reason": "not_a_date"} for n in range(3_000)],
    }
    short = short_receipt(receipt)
    assert (len(short["skipped"]), len(short["problems"])) == (KEPT // 2, KEPT // 2)
    assert short["cut"] == {"skipped": 3_000 - KEPT // 2, "problems": 3_000 - KEPT // 2}
    assert short_receipt({**receipt, "problems": []})["cut"] == {"skipped": 3_000 - KEPT, "problems": 0}
    small = {"skipped": receipt["skipped"][:9], "problems": []}
    assert short_receipt(small) == small


def test_remarks_of_one_kind_stand_in_one_line() -> None:
    remarks = [
        (2, "", "", "empty row"), (4, "Age", "old", "not a number"), (5, "", "", "empty row"),
        (6, "Age", "young", "not a number"), (None, "Faith", "", "not recorded"),
    ]  # fmt: skip
    assert sum_up(remarks) == [
        "2 rows: empty row (rows 2, 5)", "Age: 2 cells not a number: “old”, “young” (rows 4, 6)", "Faith: not recorded",
    ]  # fmt: skip


@pytest.mark.parametrize("section", ["put_in"])
def test_a_kept_receipt_of_any_shape_breaks_nothing(run_page: RunPage, section: str) -> None:
    whole = {"rows_read": 1, "clients": 1, "merged": 0, "folded": 0, "skipped": [], "problems": []}
    for receipt in ({}, {**whole, "cut": "many"}, {**whole, "cut": {"skipped": "x"}}, {**whole, "columns": [1]}):
        work = Workbook(clients=(Client(id="a", name="A"),), receipts=(receipt,))
        assert not put_in(open_section(run_page, section, work), b"Name\nAna\n").exception


def test_the_receipt_file_holds_every_remark() -> None:
    from icp.ui.roster.receipt import _write

    remarks = [(n, "Hours", "=many", "not a number") for n in range(10_000)]
    rows = list(csv.reader(io.StringIO(_write(remarks).decode("utf-8-sig"))))
    assert len(rows) == 10_001
    assert rows[0] == ["row", "column", "value", "reason"]
    assert rows[-1][0] == "9999"


# ── two files that belong together ───────────────────────────────────────────────────────────────────────────────

CONTACTS = b"Id,FirstName,LastName,AccountId\nc1,Ana,Brook,a2\nc2,Bo,Hill,a1\nc3,Cy,Reed,a9\n"
ACCOUNTS = b"Id,Name,Industry\na1,Hill & Co,Retail\na2,Brook Ltd,Bakery\na3,Nobody Ltd,Fishing\n"


def drop_both(app: AppTest, *files: tuple[str, bytes]) -> AppTest:
    drop = app.file_uploader[0]
    for name, data in files:
        drop.upload(name, data)
    drop.run()
    assert not app.exception
    return app


@pytest.mark.parametrize("turned", [False, True])
def test_contacts_and_their_accounts_come_in_as_one(run_page: RunPage, kept: Kept, turned: bool) -> None:
    files = [("contacts.csv", CONTACTS), ("accounts.csv", ACCOUNTS)]
    app = drop_both(run_page("roster.py"), *(files[::-1] if turned else files))
    assert "together with **accounts.csv**, by AccountId = Id." in text_of(app)
    assert "found nothing there: 1. Rows there that nobody here names: 1." in text_of(app)
    click(app, "take_over")
    assert [(c.name, c.values.get("company"), c.values.get("industry")) for c in kept.workbook().clients] == [
        ("Ana Brook", "Brook Ltd", "Bakery"), ("Bo Hill", "Hill & Co", "Retail"), ("Cy Reed", None, None)
    ]  # fmt: skip


def test_a_second_file_is_added_and_taken_off(run_page: RunPage) -> None:
    app = open_fold(put_in(run_page("roster.py"), CONTACTS, "contacts.csv"), "Another file")
    app.file_uploader[0].upload("accounts.csv", ACCOUNTS).run()
    assert not app.exception
    assert "together with **accounts.csv**" in text_of(app)
    app = click(open_fold(app, "Joined by the wrong columns"), "beside_off")
    assert "together with" not in text_of(app)
    assert "Company" not in {column for table in app.table for column in table.value.columns}


def test_the_joining_columns_can_be_said(run_page: RunPage) -> None:
    app = drop_both(run_page("roster.py"), ("contacts.csv", CONTACTS), ("accounts.csv", ACCOUNTS))
    app = select(open_fold(app, "Joined by the wrong columns"), "The column in accounts.csv", 1)
    assert "by AccountId = Name. Rows here that found nothing there: 3." in text_of(app)
    app = select(open_fold(app, "Joined by the wrong columns"), "The column in accounts.csv", 0)
    assert "found nothing there: 1." in text_of(app)


def test_customers_come_before_their_invoices(run_page: RunPage, kept: Kept) -> None:
    invoices = b"InvoiceId,CustomerId,InvoiceDate,Total\n1,7,2025-01-10,100\n2,7,2025-12-30,300\n3,8,2025-12-01,50\n"
    customers = b"CustomerId,FirstName,LastName,City\n7,Ana,Brook,Ulm\n8,Bo,Hill,Bonn\n9,Cy,Reed,Kiel\n"
    app = drop_both(run_page("roster.py"), ("invoices.csv", invoices), ("customers.csv", customers))
    assert "After this one: invoices.csv" in "".join(each.value for each in app.markdown).replace("\\", "")
    click(app, "take_over")
    assert len(kept.workbook().clients) == 3
    click(app, "take_over")
    work = kept.workbook()
    assert [(c.name, c.values.get("average_sale")) for c in work.clients] == [
        ("Ana Brook", 200), ("Bo Hill", 50), ("Cy Reed", None)
    ]  # fmt: skip
    assert [year.year for year in work.sales_years] == [2025]


def test_contacts_accounts_and_deals_come_in_together(run_page: RunPage, kept: Kept) -> None:
    deals = (
        b"Deal Id,Deal Title,AccountId,ContactId,Amount,Close Date\n"
        b"d1,Oven,a2,c1,100,2025-01-10\nd2,Oven two,a2,c1,300,2025-12-30\nd3,Shop,a1,c2,50,2025-12-01\n"
    )
    files = [("deals.csv", deals), ("accounts.csv", ACCOUNTS), ("contacts.csv", CONTACTS)]
    app = drop_both(run_page("roster.py"), *files)
    assert "together with **accounts.csv**, by AccountId = Id." in text_of(app)
    click(app, "take_over")
    click(app, "take_over")
    assert [(c.name, c.values.get("company"), c.values.get("average_sale")) for c in kept.workbook().clients] == [
        ("Ana Brook", "Brook Ltd", 200), ("Bo Hill", "Hill & Co", 50), ("Cy Reed", None, None)
    ]  # fmt: skip


def test_accounts_that_deals_name_stay_clients_beside_contacts(run_page: RunPage, kept: Kept) -> None:
    deals = b"Deal Id,AccountId,Amount,Close Date\nd1,a2,100,2025-01-10\nd2,a2,300,2025-12-30\n"
    files = [("deals.csv", deals), ("accounts.csv", ACCOUNTS), ("contacts.csv", CONTACTS)]
    app = drop_both(run_page("roster.py"), *files)
    for _ in files:
        click(app, "take_over")
    sold = {c.name: c.values["average_sale"] for c in kept.workbook().clients if "average_sale" in c.values}
    assert sold == {"Brook Ltd": 200}


def test_deals_find_the_accounts_they_name(run_page: RunPage, kept: Kept) -> None:
    deals = (
        b"Deal Id,Deal Title,AccountId,Amount,Close Date\n"
        b"d1,Oven,a2,100,2025-01-10\nd2,Oven two,a2,300,2025-12-30\nd3,Shop,a1,50,2025-12-01\n"
    )
    app = drop_both(run_page("roster.py"), ("deals.csv", deals), ("accounts.csv", ACCOUNTS))
    click(app, "take_over")
    click(app, "take_over")
    assert [(c.name, c.values.get("average_sale")) for c in kept.workbook().clients] == [
        ("Hill & Co", 50), ("Brook Ltd", 200), ("Nobody Ltd", None)
    ]  # fmt: skip


def test_a_remembered_question_of_my_own_stands_among_the_meanings(run_page: RunPage, kept: Kept) -> None:
    app = open_fold(put_in(run_page("roster.py"), b"Client,Boots\nAna,44\n"), "Left out")
    click(choose(app, "Boots", "+own"), "take_over")
    app = open_fold(put_in(open_section(run_page, "put_in"), b"Client,Boots\nBo,38\n"), "Understood")
    assert next(box for box in app.selectbox if box.label == "What Boots means").value == "x_boots"


def test_all_columns_left_out_are_kept_at_once(run_page: RunPage, kept: Kept) -> None:
    data = b"Client,Boots,Dog,Empty\nAna,44,yes,\nBo,38,no,\n"
    app = click(open_fold(put_in(run_page("roster.py"), data), "Left out"), "keep_all")
    click(app, "take_over")
    assert [(q.id, q.kind) for q in kept.workbook().questions] == [("x_boots", "range"), ("x_dog", "flag")]
    assert values_of(kept)["Bo"] == {"x_boots": "38", "x_dog": "no"}


def test_the_very_first_list_is_undone_too(run_page: RunPage, kept: Kept) -> None:
    app = click(put_in(run_page("roster.py"), b"Name\nAna\n"), "take_over")
    assert len(kept.workbook().clients) == 1
    app = click(app, "undo")
    assert kept.workbook().clients == ()
    assert kept.workbook().receipts == ()
    assert app.button(key="undo").disabled
    assert app.file_uploader


def test_hidden_names_stand_nowhere_in_a_waiting_list(run_page: RunPage) -> None:
    work = Workbook(clients=(Client(id="a", name="Zaphod", values={"email": "z@x.example", "hours": 1}),))
    app = open_section(run_page, "put_in", work)
    app.session_state[keys.HIDE_NAMES] = True
    data = (
        b"Name,Email,Hours,Referred by,Source\nZaphod,z@x.example,2,Trillian,Web\n"
        b"Trilian,t@x.example,3,,web\nZaphod B,z@x.example,4,,Web\n"
    )
    app = put_in(app, data)
    for fold in ("which stays as it is", "Rows that are the same person", "Receipt"):
        app = open_fold(app, fold)
        assert not any(name in text_of(app) for name in ("Zaphod", "Trillian", "Trilian"))
        assert not app.table


def test_hidden_names_stand_in_no_cell_of_a_waiting_list_either(run_page: RunPage) -> None:
    known = {"email": "z@x.example", "phone": "030 1234567", "referred_by": "Arthur", "hours": 1}
    app = open_section(run_page, "put_in", Workbook(clients=(Client(id="a", name="Zaphod", values=known),)))
    app.session_state[keys.HIDE_NAMES] = True
    data = (
        b"Clint name,Email,Phone,Hours,Referred by\nZaphod,z@x.example,,2,Trillian\nMarvin,m@x.example,030 1234567,3,\n"
        b"Eddie,q@x.example,,5,\nSlarti,q@x.example,,5,\nFord, Prefect,f@x.example,,7\n"
    )
    app = put_in(app, data)
    assert "says “1”, the file “2”" in text_of(open_fold(app, "which stays as it is"))  # a number gives nobody away
    for fold in ("Receipt", "Something was read wrong?"):
        app = open_fold(app, fold)
        shown = text_of(app) + "".join(str(box.options) for box in app.selectbox)
        assert not [
            name for name in ("Zaphod", "Arthur", "Trillian", "Marvin", "Eddie", "Slarti", "Ford") if name in shown
        ]


def test_a_sender_is_asked_about_once(run_page: RunPage, kept: Kept) -> None:
    data = b"Name,Email,Referred by,Source\nInes Keller,i@x.example,,Web\nArne,a@x.example,Ines K.,Web\n"
    click(put_in(run_page("roster.py"), data), "take_over")
    app = put_in(open_section(run_page, "put_in"), data.replace(b"Ines K.,Web", b"Ines K.,Fair"))
    assert "brought up to date: 1" in "".join(fold.label for fold in app.expander)
    assert "Who sent them" not in text_of(app)


def test_nothing_typed_is_read_as_markdown(run_page: RunPage) -> None:
    bad = "![x](https://evil.example/i.png)"
    rows = [
        f"Name,Email,Source,Referred by,{bad},Hours",
        f"{bad},a@x.example,{bad},,1,many",
        f"{bad}s,a@x.example,{bad.upper()},{bad}z,2,{bad}",
        f"Ana,b@x.example,{bad[:-1]}),{bad}s,3,1",
    ]
    other = f"{bad},Shoe\n1,{bad}\n2,44\n3,45\n"
    work = Workbook(clients=(Client(id="a", name=bad, values={"email": "b@x.example", "hours": 7}),))
    app = open_section(run_page, "put_in", work)
    app = drop_both(app, (f"{bad}.csv", "\n".join(rows).encode()), (f"{bad}2.csv", other.encode()))
    folds = [fold.label for fold in app.expander]
    assert len(folds) > 5
    for title in ["", *folds]:
        if title:
            app = open_fold(app, title)
        shown = [block.value for kind in (app.markdown, app.caption, app.info, app.error, app.subheader)
                 for block in kind]  # fmt: skip
        shown += [widget.label for kind in (app.checkbox, app.pills, app.selectbox, app.button, app.expander)
                  for widget in kind]  # fmt: skip
        shown += [option for pills in app.pills for option in pills.options]
        shown += [str(cell) for table in app.table for cell in (*table.value.columns, *table.value.to_numpy().ravel())]
        assert [text for text in shown if "[x](" in text.casefold()] == []


def test_one_column_is_called_one(run_page: RunPage, kept: Kept) -> None:
    assert "2 rows, 1 column." in text_of(put_in(run_page("roster.py"), b"Anna\nBen\n", "names.txt"))
