"""Invented files in the shapes real programs export, with what each must come to."""

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


def skips(roster):
    return [(skip.row, skip.reason) for skip in roster.receipt.skipped]


# ── one shape a program ──────────────────────────────────────────────────────────────────────────────────────────

SHAPES = {
    "hubspot contacts": (
        b'"Record ID","First Name","Last Name","Email","Phone Number","Contact owner","Associated Company",'
        b'"Last Activity Date","Lead Status","Create Date","Lifecycle Stage","Original Source","Annual Revenue",'
        b'"Total Revenue","Associated Deals","Marital Status"\n'
        b'"7","Ana","Brook","ana@brook.example","+44 20 7946 0001","Pat","Brook Ltd","2026-10-02 14:05","OPEN",'
        b'"2024-12-05 09:00","Customer","Referrals","120,000","4,800","6","Married"\n',
        {
            "Record ID": "record_id",
            "First Name": "first_name",
            "Last Name": "last_name",
            "Email": "email",
            "Phone Number": "phone",
            "Associated Company": "company",
            "Last Activity Date": "last_date",
            "Create Date": "first_date",
            "Original Source": "source",
            "Total Revenue": "total_sales",
            "Associated Deals": "sales_count",
        },
    ),
    "hubspot companies": (
        b"Record ID,Company name,Industry,Annual Revenue,Create Date,Recent Deal Amount,City\n"
        b"9,Brook Ltd,Bakery,1200000,2024-01-05,420,Leeds\n",
        {
            "Record ID": "record_id",
            "Company name": "company",
            "Industry": "industry",
            "Create Date": "first_date",
            "Recent Deal Amount": "average_sale",
            "City": "place",
        },
    ),
    "hubspot deals": (
        b"Deal Name,Deal Stage,Amount,Close Date,Associated Contact,Associated Company\n"
        b"Books 2025,Closed won,900,2025-03-01,Ana Brook,Brook Ltd\n"
        b"Books 2026,Closed won,1100,2026-03-01,Ana Brook,Brook Ltd\n",
        {
            "Deal Stage": "sale_kind",
            "Amount": "amount",
            "Close Date": "sale_date",
            "Associated Contact": "name",
            "Associated Company": "company",
        },
    ),
    "salesforce objects": (
        b"AccountId,FirstName,LastName,Birthdate,LeadSource,Account.AnnualRevenue,Account.Industry,CreatedDate,"
        b"LastActivityDate\n"
        b"001A,Ana,Brook,1980-05-01,Web,900000,Bakery,2023-01-01T08:00:00.000Z,2026-01-01\n",
        {
            "AccountId": "record_id",
            "FirstName": "first_name",
            "LastName": "last_name",
            "Birthdate": "age",
            "LeadSource": "source",
            "Account.Industry": "industry",
            "CreatedDate": "first_date",
            "LastActivityDate": "last_date",
        },
    ),
    "salesforce report": (
        b"First Name,Last Name,Account Name,Lead Source,Email\nAna,Brook,Brook Ltd,Web,a@b.example\n",
        {
            "First Name": "first_name",
            "Last Name": "last_name",
            "Account Name": "company",
            "Lead Source": "source",
            "Email": "email",
        },
    ),
    "pipedrive people": (
        b"Person - Name,Organization - Name,Person - Email,Person - Phone,Person - Won deals,"
        b"Person - Last activity date,Deal - Source Campaign\n"
        b"Ana Brook,Brook Ltd,a@b.example,020 7946 0001,3,2026-04-01,Spring\n",
        {
            "Person - Name": "name",
            "Organization - Name": "company",
            "Person - Email": "email",
            "Person - Phone": "phone",
            "Person - Won deals": "sales_count",
            "Person - Last activity date": "last_date",
            "Deal - Source Campaign": "source",
        },
    ),
    "zoho": (
        b"Record Id,First Name,Last Name,Account Name,Email,Lead Source,Date of Birth,Created Time\n"
        b"zcrm_1,Ana,Brook,Brook Ltd,a@b.example,Chamber,01/05/1980,2024-02-03 10:00:00\n",
        {
            "Record Id": "record_id",
            "First Name": "first_name",
            "Last Name": "last_name",
            "Account Name": "company",
            "Email": "email",
            "Lead Source": "source",
            "Date of Birth": "age",
            "Created Time": "first_date",
        },
    ),
    "outlook": (
        b"First Name,Last Name,Company,Job Title,E-mail Address,Business Phone,Birthday,Gender,Profession,Referred By,"
        b"Spouse,Categories,Notes\n"
        b"Ana,Brook,Brook Ltd,Owner,a@b.example,020 7946 0001,5/13/1980,Female,Baker,Gus P.,Tom,Clients,kind\n",
        {
            "First Name": "first_name",
            "Last Name": "last_name",
            "Company": "company",
            "E-mail Address": "email",
            "Business Phone": "phone",
            "Birthday": "age",
            "Gender": "gender",
            "Profession": "occupation",
            "Referred By": "referred_by",
            "Notes": "notes",
        },
    ),
    "stripe customers": (
        b"id,Description,Email,Name,Created (UTC),Total Spend,Payment Count,Refunded Volume\n"
        b"cus_1,,a@b.example,Ana Brook,2025-12-01 10:00,1200.00,24,15.00\n",
        {
            "id": "record_id",
            "Description": "notes",
            "Email": "email",
            "Name": "name",
            "Created (UTC)": "first_date",
            "Total Spend": "total_sales",
            "Payment Count": "sales_count",
        },
    ),
    "jungo mortgages": (
        b"MtgPlanner_CRM__Borrower_First_Name__c,MtgPlanner_CRM__Borrower_Last_Name__c,MtgPlanner_CRM__Loan_Amount__c,"
        b"MtgPlanner_CRM__Referred_By__c,MtgPlanner_CRM__Referred_By_Text__c,LeadSource,"
        b"MtgPlanner_CRM__Application_Date__c,MtgPlanner_CRM__Funded_Date__c\n"
        b"Ana,Brook,320000,003A,Gus P.,Agent,2025-01-02,2025-03-04\n",
        {
            "MtgPlanner_CRM__Borrower_First_Name__c": "first_name",
            "MtgPlanner_CRM__Borrower_Last_Name__c": "last_name",
            "MtgPlanner_CRM__Referred_By_Text__c": "referred_by",
            "LeadSource": "source",
            "MtgPlanner_CRM__Application_Date__c": "first_date",
            "MtgPlanner_CRM__Funded_Date__c": "last_date",
        },
    ),
    "google contacts": (
        b"First Name,Middle Name,Last Name,Nickname,Organization Name,Organization Title,Birthday,Notes,Labels,"
        b"E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value\n"
        b"Ana,,Brook,Annie,Brook Ltd,Owner,1980-05-01,kind,* myContacts ::: Clients,Work,a@b.example,Mobile,"
        b"020 7946 0001\n",
        {
            "First Name": "first_name",
            "Last Name": "last_name",
            "Organization Name": "company",
            "Organization Title": "occupation",
            "Birthday": "age",
            "Notes": "notes",
            "E-mail 1 - Value": "email",
            "Phone 1 - Value": "phone",
        },
    ),
    "german": (
        "Kundennummer;Vorname;Nachname;Firma;Telefonnummer;E-Mail-Adresse;Empfohlen von;Jahresumsatz;Umsatz pro Jahr;"
        "Kunde seit;Geburtsdatum;Ort\n"
        "17;Jörg;Müller;Müller GbR;0711 284222;j@m.example;Ines K.;900.000,00;1.234,56;"
        "01.02.2020;3.4.1970;Ulm\n".encode(),
        {
            "Kundennummer": "record_id",
            "Vorname": "first_name",
            "Nachname": "last_name",
            "Firma": "company",
            "Telefonnummer": "phone",
            "E-Mail-Adresse": "email",
            "Empfohlen von": "referred_by",
            "Umsatz pro Jahr": "annual_value",
            "Kunde seit": "first_date",
            "Geburtsdatum": "age",
            "Ort": "place",
        },
    ),
    "misspelt": (
        b"Clint name,Emial adress,Anual value,Refered by\nA.B.,a@b.example,1200,C.D.\nC.D.,c@d.example,900,\n",
        {"Clint name": "name", "Emial adress": "email", "Anual value": "annual_value", "Refered by": "referred_by"},
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_every_column_of_a_known_export_is_mapped_and_no_other(shape):
    data, expected = SHAPES[shape]
    assert fields_of(data) == expected


def test_hubspot_money_is_what_they_pay_not_what_they_earn():
    [values] = clients_of(SHAPES["hubspot contacts"][0]).values()
    # 4,800 in 6 deals, from December 2024 to November 2026: 24 months = 2 years, 3 deals a year
    assert (values["average_sale"], values["frequency"]) == (800, 3)
    assert "annual_value" not in values
    assert values["phone"] == "+44 20 7946 0001"


def test_stripe_totals_become_average_and_frequency():
    client = roster_of(SHAPES["stripe customers"][0]).clients[0]
    assert client.name == "Ana Brook"
    assert client.values == {
        "record_id": "cus_1",
        "email": "a@b.example",
        "first_date": "2025-12-01",
        "average_sale": 50,
        "frequency": 24,
    }


def test_linkedin_preamble_is_passed_over():
    data = (
        b"Notes:\n"
        b'"When exporting your connection data, you may notice that some of the email addresses are missing."\n'
        b"\n"
        b"First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
        b'Ana,Brook,https://example.org/in/ana,,"Acme, Inc.",Founder,12 Mar 2025\n'
    )
    table = read_table(data, "Connections.csv")
    assert table.header_row == 4
    [client] = build_roster(table, guess_mapping(table), today=TODAY).clients
    assert client.name == "Ana Brook"
    assert client.values == {"company": "Acme, Inc.", "occupation": "Founder", "first_date": "2025-03-12"}


QUICKBOOKS_LIST = (
    "Customer Contact List\nSalt Ltd\n\nCustomer,Phone Numbers,Email,Full Name,Billing Address,Open Balance\n"
    '"Söhne & Co",Phone: (555) 010-0000,billing@example.com,Jörg Beispiel,"1 Way\nTown, CA","$1,250.00"\n'
    '"Total Fitness",,hello@fit.example,,,\n'
    ',,,,,\nTOTAL,,,,,"$1,250.00"\n\n"Saturday, Nov 21, 2026 09:00 AM GMT-8"\n'
).encode("cp1252")


def test_quickbooks_list_without_its_titles_totals_and_footer():
    roster = roster_of(QUICKBOOKS_LIST)
    assert [client.name for client in roster.clients] == ["Söhne & Co", "Total Fitness"]
    assert roster.receipt.header_row == 4
    assert roster.receipt.encoding == "cp1252"
    assert skips(roster) == [(7, "blank"), (8, "total"), (9, "blank"), (10, "footer")]
    assert roster.receipt.rows_read == 6


QUICKBOOKS_SALES = (
    b"Salt Ltd\nTransaction List by Customer\nJanuary - December 2025\n\n"
    b",Date,Transaction type,Num,Memo/Description,Amount\n"
    b"Ana Brook,,,,,\n"
    b',01/15/2025,Invoice,1001,books,"1,000.00"\n'
    b',02/10/2025,Payment,,,"1,000.00"\n'
    b',07/15/2025,Invoice,1007,books,"1,400.00"\n'
    b",07/20/2025,Credit Memo,1008,,(400.00)\n"
    b'Total for Ana Brook,,,,,"$3,000.00"\n'
    b"Gus P.,,,,,\n"
    b",12/31/2025,Sales Receipt,1009,,250.00\n"
    b"Total for Gus P.,,,,,$250.00\n"
    b'TOTAL,,,,,"$3,250.00"\n\n'
    b'"Accrual Basis Saturday, Nov 21, 2026 09:00 AM GMT-8",,,,,\n'
)


def test_quickbooks_sections_fold_into_their_client():
    roster = roster_of(QUICKBOOKS_SALES)
    receipt = roster.receipt
    assert receipt.header_row == 5
    # two clients, each with a section row and its transactions
    assert (receipt.rows_read, receipt.clients, receipt.merged, receipt.folded) == (12, 2, 0, 5)
    assert skips(roster) == [(11, "total"), (14, "total"), (15, "total"), (16, "blank"), (17, "footer")]
    clients = {client.name: client.values for client in roster.clients}
    # 1,000 + 1,400 − 400 over two invoices (the payment settles one); January to December: one year
    assert clients["Ana Brook"] == {
        "average_sale": 1000,
        "frequency": 2,
        "first_date": "2025-01-15",
        "last_date": "2025-07-15",
    }
    assert clients["Gus P."] == {
        "average_sale": 250,
        "frequency": 1,
        "first_date": "2025-12-31",
        "last_date": "2025-12-31",
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
