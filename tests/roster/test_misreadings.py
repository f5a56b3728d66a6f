"""Exports as they come out of other programs: what cannot be right is told, and nothing is lost without a word."""

import io
from datetime import date

import pytest
import xlsxwriter

from icp.model import Client, SalesYear, Workbook
from icp.roster import build_roster, guess_mapping, join_years, read_roster, read_table
from icp.roster.build import Change
from icp.roster.linkage import may_be_one
from icp.roster.reimport import follow_file, note_imported

TODAY = date(2026, 11, 22)


def roster_of(data, **options):
    table = read_table(data.encode() if isinstance(data, str) else data, "list.csv")
    return build_roster(table, guess_mapping(table), today=TODAY, **options)


def clients_of(data, **options):
    return [(client.name, dict(client.values)) for client in roster_of(data, **options).clients]


def told_by(data):
    return [(p.row, p.column, p.value, p.reason) for p in roster_of(data).receipt.problems]


def take_in(work, data):
    """The import as the page does it: the workbook after it, and the update."""
    update = follow_file(roster_of(data, existing=work.clients), work.imported)
    return work.changed(clients=update.roster.clients, imported=note_imported(work.imported, update)), update


# ── who is whom ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_numbers_a_spreadsheet_shortened_make_nobody_one():
    data = "Name;Telefon;Kundennummer\nAnna;4,91712E+11;1,23457E+11\nBernd;4,91712E+11;1,23457E+11\n"
    roster = roster_of(data)
    assert [(client.name, client.values) for client in roster.clients] == [("Anna", {}), ("Bernd", {})]
    assert {(p.row, p.column, p.reason) for p in roster.receipt.problems} == {
        (row, column, "out_of_range") for row in (2, 3) for column in ("Telefon", "Kundennummer")
    }


def test_the_number_0_is_nobodys():
    assert [name for name, _ in clients_of("Name,Customer number\nAnn,0\nBen,0\nCleo,000\n")] == ["Ann", "Ben", "Cleo"]


def test_rows_that_are_one_client_keep_every_address_number_and_note():
    data = (
        "Customer ID,Name,Email,Phone,Notes\n"
        "12,Ana Brook,a@x.example,(030) 1234567,likes tea\n"
        "57,Ana Brooks,A@x.example,0301234567,owes us 500\n"
        "57,Ana B.,ana@work.example,0171 7654321,likes tea\n"
    )
    assert clients_of(data) == [
        ("Ana Brook", {
            "record_id": "12; 57",
            "email": "a@x.example; ana@work.example",
            "phone": "(030) 1234567; 0171 7654321",
            "notes": "likes tea · owes us 500",
        })
    ]  # fmt: skip
    assert told_by(data) == []


def test_a_couple_with_one_mailbox_is_told_apart_by_a_word():
    data = "Name,Email\nTom Hill,family@x.example\nAna Hill,family@x.example\nT. Hill,family@x.example\n"
    assert [name for name, _ in clients_of(data)] == ["Tom Hill"]
    assert told_by(data) == [(3, "name", "Ana Hill", "kept_first")]


@pytest.mark.parametrize(
    ("one", "other", "may"),
    [
        ("Ana Brook", "A.B.", True),
        ("Ana Brook", "Ana", True),
        ("Jörg Müller", "Joerg Mueller", True),
        ("Bob Smith", "Robert Smith", True),
        ("Peter Mustermann", "Petra Mustermann", False),
        ("Ana Brook", "Ana Hill", False),
        ("Acme GmbH", "Tom Hill", False),
    ],
)
def test_which_names_may_be_one_person(one, other, may):
    assert may_be_one(one, other) is may
    assert may_be_one(other, one) is may


# ── a newer file ─────────────────────────────────────────────────────────────────────────────────────────────────

TOM = "Name,Email,Phone,City\nTom Hill,t@x.example,030 1234567,Bern\n"


@pytest.mark.parametrize("ana_first", [False, True])
def test_nobody_gets_the_answers_of_who_shares_the_telephone(ana_first):
    work, _ = take_in(Workbook(), TOM)
    rows = ["Tom Hill,t@x.example,,Thun", "Ana Hill,a@x.example,030 1234567,Chur"]
    newer = "\n".join(["Name,Email,Phone,City", *(reversed(rows) if ana_first else rows)])
    after, update = take_in(work, newer)
    (tom,) = after.clients
    assert tom.values == {"email": "t@x.example", "phone": "030 1234567", "place": "Thun"}
    assert update.changed == (Change(tom.id, "place", "Bern", "Thun"),)
    assert update.roster.differing == (Change(tom.id, "name", "Tom Hill", "Ana Hill"),)
    _, again = take_in(after, newer)
    assert (again.changed, again.roster.differing, again.kept) == ((), (), 1)


def test_an_address_gives_way_to_a_name_however_it_is_written_and_beside_others():
    work, _ = take_in(Workbook(), "Email,Work email\nTom@X.example,tom@work.example\n")
    assert [client.name for client in work.clients] == ["tom@x.example"]
    work, _ = take_in(work, "Name,Email\nTom Hill,tom@x.example\n")
    assert [client.name for client in work.clients] == ["Tom Hill"]


def test_contacts_that_are_addresses_find_their_client_again():
    roster = roster_of("Contact,Yearly fee\ntom@x.example,100\nann@x.example,200\nTom@x.example,100\n")
    assert [(client.name, client.values["email"]) for client in roster.clients] == [
        ("tom@x.example", "tom@x.example"), ("ann@x.example", "ann@x.example")
    ]  # fmt: skip
    assert roster.receipt.merged == 1
    named = "Contact,Yearly fee\nTom Hill <tom@x.example>,100\n"
    assert clients_of(named)[0][0].startswith("Tom Hill")


def test_who_shares_a_telephone_is_found_by_name():
    known = (
        Client(id="aa", name="Tom Hill", values={"phone": "030 1234567"}),
        Client(id="bb", name="Ana Hill", values={"phone": "030 1234567"}),
    )
    roster = roster_of("Name,Phone,City\nAna Hill,030 1234567,Chur\n", existing=known)
    assert [client.values.get("place") for client in roster.clients] == [None, "Chur"]


def test_two_rows_the_owner_made_one_do_not_take_turns():
    one = Client(id="aa", name="Tom Hill", values={"email": "t@x.example; tom@work.example"})
    data = "Name,Email,City\nT. Hill,tom@work.example,Chur\nTom Hill,t@x.example,Bern\n"
    work, first = take_in(Workbook(clients=(one,)), data)
    assert work.clients[0].values["place"] == "Bern"
    assert first.roster.added == ()
    again, second = take_in(work, data)
    assert again.clients == work.clients
    assert (second.changed, second.roster.differing) == ((), ())


def test_sales_of_two_numbers_of_one_client_count_together():
    one = Client(id="aa", name="Tom Hill", values={"record_id": "12; 57"})
    data = "Customer ID,Date,Amount\n12,2025-01-05,100\n57,2025-06-01,300\n57,2025-12-01,500\n"
    roster = roster_of(data, existing=(one,))
    (tom,) = roster.clients
    assert tom.values == {
        "record_id": "12; 57", "average_sale": 300, "frequency": 3, "first_date": "2025-01-05",
        "last_date": "2025-12-01",
    }  # fmt: skip
    assert roster.differing == ()
    assert [(year.clients, year.sales) for year in roster.years] == [(1, 3)]


def test_sales_of_two_numbers_leave_the_day_since_when_one_is_a_client():
    one = Client(id="aa", name="Tom Hill", values={"record_id": "12; 57"})
    data = (
        "Customer ID,Client since,Invoice date,Amount\n"
        "12,2020-03-01,2025-01-05,100\n57,2021-01-01,2025-06-01,300\n57,2021-01-01,2025-12-01,500\n"
    )
    ((_, values),) = clients_of(data, existing=(one,))
    assert (values["first_date"], values["last_date"]) == ("2020-03-01", "2025-12-01")


def test_a_file_of_one_years_sales_moves_no_first_day_forward_and_no_last_day_back():
    work, _ = take_in(Workbook(), "Client,Date,Amount\nAna,2024-01-05,100\nAna,2024-12-05,100\n")
    work, newer = take_in(work, "Client,Date,Amount\nAna,2025-02-05,300\nAna,2025-11-05,300\n")
    assert [work.clients[0].values[field] for field in ("first_date", "last_date")] == ["2024-01-05", "2025-11-05"]
    assert "first_date" not in {change.field for change in (*newer.changed, *newer.roster.differing)}
    work, _ = take_in(work, "Client,Date,Amount\nAna,2023-02-05,90\nAna,2023-11-05,90\n")
    assert [work.clients[0].values[field] for field in ("first_date", "last_date")] == ["2023-02-05", "2025-11-05"]


def sales_year(year, sales):
    return SalesYear(year=year, clients=1, sales=sales, income=10.0 * sales, retention=None, whole=True)


def test_a_newer_file_of_sales_keeps_the_years_it_does_not_reach():
    kept = (sales_year(2023, 5), sales_year(2024, 9))
    assert join_years(kept, ()) == kept
    assert join_years((), kept) == kept
    # 2024 is told anew; a file that begins within 2024 tells less of it than is known
    assert [(y.year, y.sales) for y in join_years(kept, (sales_year(2024, 11), sales_year(2025, 2)))] == [
        (2023, 5), (2024, 11), (2025, 2),
    ]  # fmt: skip
    assert [(y.year, y.sales) for y in join_years(kept, (sales_year(2024, 3), sales_year(2025, 2)))] == [
        (2023, 5), (2024, 9), (2025, 2),
    ]  # fmt: skip


def test_a_month_alone_does_not_stand_for_its_year_and_lines_made_one_sale_tell_no_less():
    kept = (sales_year(2024, 9), sales_year(2025, 8))
    assert join_years(kept, (sales_year(2025, 1),)) == kept  # December
    # the file of last time, whose lines are one sale now
    again = tuple(year.model_copy(update={"sales": year.sales // 2}) for year in kept)
    assert join_years(kept, again) == again


# ── what a number means ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_lost_or_open_deal_is_no_sale_where_nobody_stands_twice_either():
    data = (
        "Associated Contact,Amount,Deal Stage,Close Date\n"
        "Ann,1000,Closed Won,2025-01-05\nBen,9000,Closed Lost,2025-02-05\nCleo,500,Negotiation,2025-03-01\n"
    )
    assert clients_of(data) == [("Ann", {"average_sale": 1000, "last_date": "2025-01-05"}), ("Ben", {}), ("Cleo", {})]


@pytest.mark.parametrize(
    "header", ["Invoice Date,Total,Status", "Date,Total,Invoice Status", "Date,Rechnungsbetrag,Status"]
)
def test_an_open_invoice_is_a_sale_whichever_header_says_that_it_is_one(header):
    once = f"Client,{header}\nAnn,2025-01-05,1000,Open\nBen,2025-02-05,900,Paid\nCleo,2025-03-05,70,Draft\n"
    assert [values.get("average_sale") for _, values in clients_of(once)] == [1000, 900, None]
    assert [v.get("average_sale") for _, v in clients_of(f"{once}Ann,2025-03-06,500,Paid\n")] == [750, 900, None]


LINES = (
    "ContactName,InvoiceNumber,InvoiceDate,{header},Description\n"
    "Ann,INV-1,2025-01-05,{one},Work\nAnn,INV-1,2025-01-05,{two},More work\n"
    "Ben,INV-2,2025-03-05,50,Work\nAnn,INV-3,2025-12-05,100,Work\nAnn,,2025-12-06,100,Work\nAnn,,2025-12-06,100,Work\n"
)


@pytest.mark.parametrize(("header", "one", "two"), [("Total", 300, 300), ("LineTotal", 100, 200), ("Amount", 150, 150)])
def test_an_invoice_of_several_lines_is_one_sale(header, one, two):
    roster = roster_of(LINES.format(header=header, one=one, two=two))
    # invoices of 300 and 100, and two sales of 100 that have no number
    assert [client.values["average_sale"] for client in roster.clients] == [150, 50]
    assert [client.values["frequency"] for client in roster.clients] == [4, 1]
    assert [(year.sales, year.income) for year in roster.years] == [(5, 650)]
    assert list(read_roster(LINES.format(header=header, one=one, two=two).encode())[0]["average_sale"]) == [150, 50]


def test_an_invoice_number_begun_anew_next_year_is_another_sale():
    data = "Client,Invoice number,Date,Total\nAnn,1,2024-01-05,300\nAnn,1,2025-12-05,300\n"
    assert [(year.year, year.income) for year in roster_of(data).years] == [(2024, 300), (2025, 300)]


@pytest.mark.parametrize("kind", ["Gutschrift", "Credit memo", "avoir", "Entwurf", "brouillon", "Rejected", "anulada"])
def test_a_credit_note_or_a_draft_is_no_sale_in_any_language(kind):
    for header in ("Status", "Estado", "Rechnungsstatus", "Financial Status"):
        data = f"Client,Date,Amount,{header}\nAnn,2025-01-05,100,Paid\nAnn,2025-02-05,900,{kind}\n"
        assert clients_of(data)[0][1]["average_sale"] == 100


def test_answers_counted_to_five_or_ten_are_not_taken_for_0_to_4():
    data = "Name,Likely to recommend,Pays on time,Home\nAnn,10,5,44\nBen,9,4,3\nCleo,4,1,2\nDora,3,mostly,\n"
    assert clients_of(data) == [
        ("Ann", {}), ("Ben", {"home": 3}), ("Cleo", {"home": 2}), ("Dora", {"pays_on_time": 3})
    ]  # fmt: skip
    found = told_by(data)
    assert [row for row, column, _, reason in found if reason == "other_scale" and column.startswith("Likely")] == [
        2, 3, 4, 5,
    ]  # fmt: skip
    assert [row for row, column, _, reason in found if reason == "other_scale" and column.startswith("Pays")] == [
        2, 3, 4,
    ]  # fmt: skip
    assert (2, "Home", "44", "not_on_the_scale") in found  # one slip of the fingers is no other scale


def test_a_percentage_is_no_money():
    assert told_by("Name,Yearly fee\nAnn,1200\nBen,2.5%\n") == [(3, "Yearly fee", "2.5%", "not_a_number")]
    table = read_table(b"Client,Date,Commission\nAnn,2025-01-01,2.5%\nAnn,2025-02-01,1%\nBen,2025-02-03,3%\n")
    assert [guess.field for guess in guess_mapping(table)][2] is None


def test_money_in_a_column_of_both_marks_has_no_three_decimals():
    data = "Name;Annual value\nAnn;1.234,56\nBen;1,234.56\nCleo;1.500\nDora;2,500\n"
    assert [values["annual_value"] for _, values in clients_of(data)] == [1234.56, 1234.56, 1500, 2500]


def test_another_currency_among_amounts_is_told():
    assert told_by("Name,Annual value\nAnn,$1200\nBen,US$ 900\nCleo,€ 700\nDora,50\n") == [
        (4, "Annual value", "€ 700", "other_currency")
    ]
    assert told_by("Name,Annual value\nAnn,€ 1200\nBen,900 EUR\n") == []
    sales = (
        "Customer,Date,Amount,Order currency\nAnn,2025-01-01,100,usd\nAnn,2025-02-01,9000,JPY\nBen,2025-03-01,50,USD\n"
    )
    assert told_by(sales) == [(3, "Order currency", "JPY", "other_currency")]
    assert told_by(sales.replace("JPY", "")) == []
    assert told_by("Kunde;Datum;Betrag;Valuta\nAnn;01.02.2025;100;02.02.2025\nAnn;03.02.2025;50;04.02.2025\n") == []


def test_three_decimals_of_a_spreadsheet_are_no_thousands():
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate([["Name", "Yearly invoice"], ["Ann", 1200], ["Ben", 123.456], ["Cleo", -12.125]]):
            sheet.write_row(at, 0, row)
    assert [values["annual_value"] for _, values in clients_of(buffer.getvalue())] == [1200, 123.456, -12.125]


def test_dates_that_prove_both_orders_are_asked_about_by_one_that_is_open():
    data = "Name,Last visit\nAnn,13/01/2025\nBen,45123\nCleo,03/04/2025\nDora,01/14/2025\nEd,25/02/2025\n"
    assert told_by(data) == [(4, "Last visit", "03/04/2025", "day_or_month")]
    assert told_by("Name,Last visit\nAnn,5 Mar 2025\nBen,03/04/2025\n")[0][2] == "03/04/2025"


@pytest.mark.parametrize(("yes", "no"), [("TRUE", "FALSE"), ("1", "0"), ("Ja", "nein"), ("Y", "N")])
def test_active_is_answered_with_yes_or_no(yes, no):
    assert clients_of(f"Name,Is active\nAnn,{yes}\nBen,{no}\n") == [
        ("Ann", {"status": "present"}), ("Ben", {"status": "former"})
    ]  # fmt: skip


def test_a_birthday_with_the_hour_as_phones_write_it():
    card = "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Ann Ash\r\nBDAY:19700310T231000Z\r\nEND:VCARD\r\n"  # RFC 6350, 6.2.5
    assert clients_of(card) == [("Ann Ash", {"age": 56})]


# ── rows and letters ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_first_client_is_no_header_because_a_column_has_no_name():
    roster = roster_of("Name,,Stadtteil,Betreuer\nAnna Meier,VIP,Altona,Bernd\nCara Pohl,Neu,Barmbek,Doris\n")
    assert (roster.receipt.header_row, [client.name for client in roster.clients]) == (1, ["Anna Meier", "Cara Pohl"])


def test_what_stands_beyond_the_last_header_is_told():
    data = "Name,Email,City\nAnn,ann@x.example,Bern\nHill, Tom,tom@x.example,Thun\nBen,ben@x.example,Chur\n"
    assert (3, "", "Thun", "beyond_header") in told_by(data)
    # where most rows have it, it is a column that has no header
    assert told_by("Name,City\nAnn,Bern,x\nBen,Chur,y\nCleo,Thun,\n") == []


def test_one_odd_letter_spoils_no_file():
    roster = roster_of("Name;Ort\nJörg Müller;Łódź\nAna;Köln\n".encode() + b"Ben;M\xfcnchen\n")
    assert roster.receipt.encoding == "utf-8"
    assert [(client.name, client.values["place"]) for client in roster.clients] == [
        ("Jörg Müller", "Łódź"), ("Ana", "Köln"), ("Ben", "München")
    ]  # fmt: skip


@pytest.mark.parametrize("initials", ["BM", "MZ"])
def test_a_list_may_begin_with_the_initials_of_a_picture_or_a_program(initials):
    assert [name for name, _ in clients_of(f"{initials}\nA.K.\nJ.R.\n")] == [initials, "A.K.", "J.R."]


def test_a_subtotal_between_the_rows_is_nobody_and_total_may_be_somebody():
    people = "\n".join(f"P{n},10" for n in range(12))
    roster = roster_of(f"Name,Yearly fee\nAnn,100\nSubtotal:,100\nTotal for Bern,100\nTotal,70\n{people}\n")
    assert [client.name for client in roster.clients[:3]] == ["Ann", "Total", "P0"]
    assert [(skip.row, skip.reason) for skip in roster.receipt.skipped] == [(3, "total"), (4, "total")]


def test_a_firm_whose_name_begins_like_a_total_is_known_by_its_address():
    people = "\n".join(f"P{n},10," for n in range(12))
    roster = roster_of(
        f"Company,Yearly fee,Email\nTotal de México,100,hola@total.example\nTotal de Bern,9,\n{people}\n"
    )
    assert [client.name for client in roster.clients[:2]] == ["Total de México", "P0"]
    assert [(skip.row, skip.reason) for skip in roster.receipt.skipped] == [(3, "total")]


def test_an_average_below_the_list_is_nobody_and_ellen_page_is_somebody():
    roster = roster_of('Name,Yearly fee\nAnn,100\nBen,200\n"Page, Ellen",\nAverage,150\nTotal,300\n')
    assert [client.name for client in roster.clients] == ["Ann", "Ben", "Ellen Page"]
    assert [(skip.row, skip.reason) for skip in roster.receipt.skipped] == [(5, "total"), (6, "total")]
