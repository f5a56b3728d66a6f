"""Two files that belong together become one table, and nothing of either is lost in silence."""

from datetime import date

import pytest

from icp.catalogue import catalogue
from icp.roster import (
    build_roster,
    find_lookup,
    guess_mapping,
    join_tables,
    lists_sales,
    read_table,
)

CONTACTS = read_table(
    b"Id,FirstName,LastName,AccountId,Email\n"
    b"c1,Ana,Brook,a2,ana@b.example\n"
    b"c2,Bo,Hill,A1,bo@h.example\n"
    b"c3,Cy,Reed,a9,cy@r.example\n"
    b"c4,Di,Salt,,di@s.example\n"
)
ACCOUNTS = read_table(
    b"Id,Name,Industry,BillingCity\na1,Hill & Co,Retail,Ulm\na2,Brook Ltd,Bakery,Bonn\na3,Nobody Ltd,Fishing,Kiel\n"
)


def test_contacts_find_their_accounts_by_id():
    lookup = find_lookup(CONTACTS, ACCOUNTS)
    assert lookup is not None
    assert (CONTACTS.headers[lookup.own], ACCOUNTS.headers[lookup.other]) == ("AccountId", "Id")
    assert (lookup.found, lookup.asked) == (2, 3)
    table = join_tables(CONTACTS, ACCOUNTS, lookup, "accounts.csv")
    assert table.headers == (
        "Id",
        "FirstName",
        "LastName",
        "AccountId",
        "Email",
        "account Name",
        "Industry",
        "BillingCity",
    )
    assert [row[5:] for row in table.rows] == [
        ("Brook Ltd", "Bakery", "Bonn"),
        ("Hill & Co", "Retail", "Ulm"),
        ("", "", ""),
        ("", "", ""),
    ]
    assert [(p.row, p.column, p.value, p.reason) for p in table.problems] == [
        (4, "AccountId", "a9", "no_partner"),
        (None, "Id (accounts.csv)", "a3", "unnamed_partner"),
    ]
    assert {p.reason for p in table.problems} <= catalogue().words["problem"]["cell"].keys()


def test_the_joined_table_is_a_client_list_with_an_exact_receipt():
    lookup = find_lookup(CONTACTS, ACCOUNTS)
    table = join_tables(CONTACTS, ACCOUNTS, lookup, "accounts.csv")
    roster = build_roster(table, guess_mapping(table))
    assert [(c.name, *map(c.values.get, ("company", "industry", "place"))) for c in roster.clients] == [
        ("Ana Brook", "Brook Ltd", "Bakery", "Bonn"),
        ("Bo Hill", "Hill & Co", "Retail", "Ulm"),
        ("Cy Reed", None, None, None),
        ("Di Salt", None, None, None),
    ]
    assert (roster.receipt.rows_read, roster.receipt.clients) == (4, 4)
    assert len(roster.receipt.problems) == 2


def test_names_join_as_ids_do_and_a_header_of_both_says_whose_it_is():
    people = read_table(b"Name,Company,City\nAna,Brook Ltd,Ulm\nBo,hill & co ,Bonn\n")
    firms = read_table(b"Company name,City\nHill & Co,Kiel\nBrook Ltd,Jena\n")
    lookup = find_lookup(people, firms)
    table = join_tables(people, firms, lookup, "firms")
    assert table.headers == ("Name", "Company", "City", "City (firms)")
    assert table.column(3) == ["Jena", "Kiel"]


@pytest.mark.parametrize(
    "other",
    [
        b"Id,Name\na1,Hill\na1,Brook\n",  # an id stands twice: nobody can say which row is meant
        b"Age,Colour\n31,red\n32,blue\n",  # numbers that happen to be equal
        b"Id,Name\nz1,Hill\nz2,Brook\n",
        b"Id,Name\n",
    ],
)
def test_what_does_not_belong_together_is_not_joined(other):
    table = read_table(b"Id,Name,AccountId,Hours\nc1,Ana,a1,31\nc2,Bo,a2,32\n")
    assert find_lookup(table, read_table(other)) is None


def test_numbers_join_when_both_headers_speak_of_the_same():
    table = read_table(b"Name,Account ID\nAna,31\nBo,32\n")
    assert find_lookup(table, read_table(b"Account number,Industry\n32,Bakery\n31,Retail\n")) is not None
    assert find_lookup(table, read_table(b"ID,Industry\n32,Bakery\n31,Retail\n")) is not None
    assert find_lookup(table, read_table(b"Street number,Industry\n32,Bakery\n31,Retail\n")) is None


def test_sales_are_told_from_clients():
    for data, expected in (
        (b"Client,Date,Amount\nAna,2025-01-01,10\nAna,2025-02-01,20\n", True),
        (b"Client,Date,Amount\nAna,2025-01-01,10\nBo,2025-02-01,20\n", False),
        (b"Client,Hours\nAna,1\nAna,2\n", False),
    ):
        table = read_table(data)
        assert lists_sales(table, guess_mapping(table)) is expected


def test_customers_then_invoices_by_number():
    customers = read_table(b"CustomerId,FirstName,LastName,City\n7,Ana,Brook,Ulm\n8,Bo,Hill,Bonn\n9,Cy,Reed,Kiel\n")
    invoices = read_table(
        b"InvoiceId,CustomerId,InvoiceDate,Total\n1,7,2025-01-10,100\n2,7,2025-12-30,300\n3,8,2025-12-01,50\n"
    )
    people = build_roster(customers, guess_mapping(customers))
    sales = build_roster(invoices, guess_mapping(invoices), existing=people.clients, today=date(2026, 1, 1))
    assert [(c.name, c.values.get("average_sale"), c.values["place"]) for c in sales.clients] == [
        ("Ana Brook", 200, "Ulm"),
        ("Bo Hill", 50, "Bonn"),
        ("Cy Reed", None, "Kiel"),
    ]


def test_a_column_that_says_something_twice_joins_nothing():
    twice = read_table(b"Company,Industry\nHill & Co,Retail\nHill & Co,Bakery\nBrook Ltd,Fishing\n")
    people = read_table(b"Name,Company\nAna,Hill & Co\nBo,Brook Ltd\n")
    assert find_lookup(people, twice) is None
