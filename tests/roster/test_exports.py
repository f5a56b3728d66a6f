"""Invented files of every encoding, delimiter and format, with what each must come to (see also test_programs)."""

from datetime import date

import pytest

from icp.roster import build_roster, guess_mapping, read_table

TODAY = date(2026, 11, 22)


def fields_of(data, filename="list.csv", **options):
    table = read_table(data, filename, **options)
    return {guess.header: guess.field for guess in guess_mapping(table) if guess.field}


def roster_of(data, filename="list.csv", **options):
    table = read_table(data, filename)
    return build_roster(table, guess_mapping(table), today=TODAY, **options)


def clients_of(data, **options):
    return {client.name: client.values for client in roster_of(data, **options).clients}


def test_misspelt_headers_are_understood():
    data = b"Clint name,Emial adress,Anual value,Refered by\nA.B.,a@b.example,1200,C.D.\nC.D.,c@d.example,900,\n"
    assert fields_of(data) == {
        "Clint name": "name",
        "Emial adress": "email",
        "Anual value": "annual_value",
        "Refered by": "referred_by",
    }


# ── encodings, delimiters, number and date formats ───────────────────────────────────────────────────────────────

GERMAN = "Kunde;Umsatz pro Jahr;Kunde seit\nJörg Weiß;1.234,56;03.04.2020\nZoë;2.500;13.12.2021\nIda;12,5;\n"


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("cp1252", "cp1252"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
    ],
)
def test_every_encoding_gives_the_same_clients(encoding, told):
    roster = roster_of(GERMAN.encode(encoding))
    assert (roster.receipt.encoding, roster.receipt.delimiter) == (told, ";")
    assert [(c.name, c.values) for c in roster.clients] == [
        ("Jörg Weiß", {"annual_value": 1234.56, "first_date": "2020-04-03"}),
        # decided by the column: the comma is the decimal mark, so this is two thousand five hundred
        ("Zoë", {"annual_value": 2500, "first_date": "2021-12-13"}),
        ("Ida", {"annual_value": 12.5}),
    ]


@pytest.mark.parametrize("mark", [",", ";", "\t", "|", "^", "~"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_any_delimiter_and_line_ending(mark, ending):
    text = ending.join(mark.join(row) for row in (["name", "hours", "notes"], ["A.B.", "12", "x"], ["C.D.", "8", ""]))
    roster = roster_of(text.encode())
    assert roster.receipt.delimiter == mark
    assert [(c.name, c.values.get("hours")) for c in roster.clients] == [("A.B.", 12), ("C.D.", 8)]


def test_excel_names_its_own_separator_in_the_first_line():
    roster = roster_of(b"sep=;\r\nname;annual value\r\nA, B & Co;100\r\n")
    assert [(c.name, c.values) for c in roster.clients] == [("A, B & Co", {"annual_value": 100})]
    assert (roster.receipt.header_row, roster.receipt.rows_read) == (2, 1)


def test_a_quote_that_never_closes_costs_no_rows():
    rows = "".join(f"C{n},{n}\n" for n in range(400))
    roster = roster_of(f'name,hours\n"Ana,3\n{rows}'.encode())
    assert roster.receipt.clients == 401
    assert [p.reason for p in roster.receipt.problems] == ["stray_quote"]


@pytest.mark.parametrize(
    ("cells", "days"),
    [
        (["03/04/2026", "25/12/2025"], ["2026-04-03", "2025-12-25"]),  # a 25 shows that the day is first
        (["03/04/2026", "12/25/2025"], ["2026-03-04", "2025-12-25"]),
        (["3.4.2026", "5.6.26"], ["2026-04-03", "2026-06-05"]),
        (["12. März 2025", "1 janvier 2024"], ["2025-03-12", "2024-01-01"]),
        (["Mar 3, 2025", "Saturday, Nov 21, 2026 09:00 AM GMT-8"], ["2025-03-03", "2026-11-21"]),
        (["20250312", "2025-03-12T08:00:00Z"], ["2025-03-12", "2025-03-12"]),
        (["2019", "03/2020"], ["2019-01-01", "2020-03-01"]),
        (["45000", "45001.5"], ["2023-03-15", "2023-03-16"]),  # spreadsheet days since 30 December 1899
    ],
)
def test_dates_are_read_by_column(cells, days):
    data = "name\tclient since\n" + "".join(f"C{n}\t{cell}\n" for n, cell in enumerate(cells))
    roster = roster_of(data.encode())
    assert [c.values["first_date"] for c in roster.clients] == days
    assert roster.receipt.problems == ()


def test_dates_that_could_be_either_are_asked_about_once():
    data = b"name,client since\nA.B.,03/04/2026\nC.D.,05/06/2025\n"
    roster = roster_of(data)
    assert [(p.row, p.column, p.value, p.reason) for p in roster.receipt.problems] == [
        (2, "client since", "03/04/2026", "day_or_month")
    ]
    told = roster_of(data, date_order="month")
    assert told.receipt.problems == ()
    assert [c.values["first_date"] for c in told.clients] == ["2026-03-04", "2025-05-06"]


def test_money_in_its_many_forms():
    cells = ["$1,250.00", "(40.00)", "-40", "1,234", "12k", "USD 99", "n/a", "-", "lots", ""]
    data = "name\tannual value\n" + "".join(f"C{n}\t{cell}\n" for n, cell in enumerate(cells))
    roster = roster_of(data.encode())
    values = [c.values.get("annual_value") for c in roster.clients]
    assert values == [1250, -40, -40, 1234, 12000, 99, None, None, None, None]
    assert [(p.row, p.value, p.reason) for p in roster.receipt.problems] == [(10, "lots", "not_a_number")]


# ── answers ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_kind_of_answer():
    data = (
        "name,tier,gender,income,pays on time,will pay,values,source,birthday,status\n"
        'A.B.,Tier 1,F,60000,always,yes,"craft, humour",Chamber / Café,1980-11-23,active\n'
        "C.D.,heart sinks,männlich,$50k-75k,3,0,nature;craft,Google ::: Fair,1980-11-22,Former\n"
        "E.F.,7,?,plenty,9,perhaps,Select,Don't know,--03-14,zombie\n"
    )
    roster = roster_of(data.encode())
    assert [c.values for c in roster.clients] == [
        {
            "tier": 1,
            "gender": "woman",
            "income": "50k_75k",
            "pays_on_time": 4,
            "will_pay": True,
            "values": "craft; humour",
            "source": "Chamber; Café",
            "age": 45,
            "status": "present",
        },
        {
            "tier": 3,
            "gender": "man",
            "income": "50k_75k",
            "pays_on_time": 3,
            "will_pay": False,
            "values": "nature; craft",
            "source": "Google; Fair",
            "age": 46,
            "status": "former",
        },
        {"income": "plenty"},
    ]
    assert [(p.row, p.column, p.value, p.reason) for p in roster.receipt.problems] == [
        (4, "tier", "7", "not_an_option"),
        (4, "pays on time", "9", "not_on_the_scale"),
        (4, "will pay", "perhaps", "not_yes_or_no"),
        (4, "birthday", "--03-14", "no_year"),
        (4, "status", "zombie", "not_an_option"),
    ]


def test_churn_asks_the_opposite_of_present():
    clients = clients_of(b"name,Churn\nA.B.,Yes\nC.D.,No\n")
    assert clients == {"A.B.": {"status": "former"}, "C.D.": {"status": "present"}}


def test_referrers_written_last_name_first():
    data = b'name,referred by\n"Kern, Ines",\nA.B.,"Kern, Ines"\nC.D.,"A.B., E.F."\nE.F.,Ines Kern / A.B.\n'
    assert {name: values.get("referred_by") for name, values in clients_of(data).items()} == {
        "Ines Kern": None,
        "A.B.": "Ines Kern",
        "C.D.": "A.B.; E.F.",
        "E.F.": "Ines Kern; A.B.",
    }


# ── duplicates and sales ─────────────────────────────────────────────────────────────────────────────────────────


def test_same_mail_phone_or_id_is_one_client_and_same_initials_are_two():
    data = (
        b"id,name,email,phone,hours,source\n"
        b"1,A.B.,a@x.example,,10,Chamber\n"
        b"2,A.B.,,020 7946 0001,,\n"
        b"3,Ana Brook,A@X.example,,12,Fair\n"
        b"4,Bo,,0044 20 7946 0001,,\n"
        b"5,Cy,,+1 (212) 555-0100,,\n"
        b"6,Cy R.,,212-555-0100,7,\n"
        b"1,A. B.,,,,\n"
    )
    roster = roster_of(data)
    receipt = roster.receipt
    assert (receipt.rows_read, receipt.clients, receipt.merged, receipt.folded) == (7, 4, 3, 0)
    assert [c.name for c in roster.clients] == ["A.B.", "A.B.", "Bo", "Cy"]
    first = roster.clients[0].values
    assert (first["hours"], first["source"]) == (10, "Chamber; Fair")
    assert [(p.row, p.column, p.value, p.reason) for p in receipt.problems] == [(4, "hours", "12", "kept_first")]
    assert roster.clients[3].values["hours"] == 7


def test_one_row_can_join_two_others():
    data = b"name,email,phone\nA.B.,a@x.example,\nA. Brook,,020 7946 0001\nAna,a@x.example,020 7946 0001\n"
    receipt = roster_of(data).receipt
    assert (receipt.clients, receipt.merged) == (1, 2)


def test_sales_fold_by_customer_number():
    data = (
        b"InvoiceId,CustomerId,InvoiceDate,BillingCity,Total\n"
        b"1,7,2023-01-10,Ulm,100\n"
        b"2,7,2023-12-30,Ulm,300\n"
        b"3,8,2024-12-01,Bonn,50\n"
        b"4,7,2024-06-01,Ulm,200\n"
    )
    roster = roster_of(data)
    receipt = roster.receipt
    assert (receipt.rows_read, receipt.clients, receipt.merged, receipt.folded) == (4, 2, 0, 2)
    # January 2023 to December 2024 are two years: three sales, 1.5 a year
    assert {c.name: c.values for c in roster.clients} == {
        "7": {
            "record_id": "7",
            "place": "Ulm",
            "average_sale": 200,
            "frequency": 1.5,
            "first_date": "2023-01-10",
            "last_date": "2024-06-01",
        },
        "8": {
            "record_id": "8",
            "place": "Bonn",
            "average_sale": 50,
            "frequency": 1,
            "first_date": "2024-12-01",
            "last_date": "2024-12-01",
        },
    }
    assert [(y.year, y.clients, y.sales, y.income, y.retention) for y in roster.years] == [
        (2023, 1, 2, 400, None),
        (2024, 2, 2, 250, 1.0),
    ]


def test_an_id_for_every_sale_is_not_the_client():
    data = b"id,client,date,amount\n1,A.B.,2025-01-01,10\n2,A.B.,2025-02-01,30\n3,C.D.,2025-12-01,5\n"
    receipt = roster_of(data).receipt
    assert (receipt.clients, receipt.folded) == (2, 1)


def test_one_row_a_client_is_no_list_of_sales():
    values = clients_of(b"client,date,amount\nA.B.,2025-01-01,10\nC.D.,2025-12-01,5\n")["A.B."]
    assert values == {"average_sale": 10, "last_date": "2025-01-01"}


def test_monthly_fees_are_twelve_a_year():
    assert clients_of(b"name,Monthly Charges\nA.B.,29.85\n")["A.B."] == {"annual_value": 358.2}


def test_two_columns_of_addresses_are_kept_and_both_find_the_client():
    data = b"name,E-mail 1 - Value,E-mail 2 - Value\nAna,a@x.example ::: b@x.example,c@x.example\nA.,,C@x.example\n"
    roster = roster_of(data)
    assert [client.values for client in roster.clients] == [{"email": "a@x.example; b@x.example; c@x.example"}]
    assert roster.receipt.merged == 1
