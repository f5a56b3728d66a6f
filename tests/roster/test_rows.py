"""Which rows are one client and why; rows the owner keeps apart; the receipt adds up whatever comes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from icp.roster import build_roster, guess_mapping, read_table
from icp.roster.rows import _connect, id_keys, mail_keys, phone_keys


def roster_of(data, **options):
    table = read_table(data)
    return build_roster(table, guess_mapping(table), **options)


SHARED = (
    b"Customer ID,name,email,phone\n"
    b"1,Ana,a@x.example,\n"
    b"2,Bo,,0711 123456\n"
    b"3,A. Brook,A@X.example,\n"
    b"4,Robert,r@x.example,+49 711 99\n"
    b"2,B. Hill,,\n"
    b"5,Ana B.,a@x.example,0711 123456\n"
)


def test_every_merge_says_which_row_and_by_what():
    roster = roster_of(SHARED)
    # rows 2, 4 and 7 share a mailbox; row 7 has Bo's phone, whose id row 6 repeats
    assert [(merge.row, merge.into, merge.because) for merge in roster.merges] == [
        (4, 2, "email"),
        (6, 3, "record_id"),
        (7, 2, "email"),
        (7, 3, "phone"),
    ]
    assert (roster.receipt.merged, roster.receipt.clients) == (4, 2)
    assert [client.name for client in roster.clients] == ["Ana", "Robert"]


def test_a_row_kept_apart_is_a_client_of_its_own():
    roster = roster_of(SHARED, apart={7})
    assert [(merge.row, merge.into) for merge in roster.merges] == [(4, 2), (6, 3)]
    assert [client.name for client in roster.clients] == ["Ana", "Bo", "Robert", "Ana B."]
    # also when the list already knows somebody with that address
    again = roster_of(SHARED, existing=roster.clients[:1], apart={7})
    assert [client.name for client in again.clients] == ["Ana", "Bo", "Robert", "Ana B."]


def test_sales_have_no_merges():
    roster = roster_of(b"Client,Date,Amount\nAna,2025-01-01,10\nAna,2025-02-01,20\n")
    assert (roster.merges, roster.receipt.folded) == ((), 1)


@pytest.mark.parametrize(
    ("read", "cell", "keys"),
    [
        (mail_keys, "A@x.example", ("a@x.example",)),
        (mail_keys, "Ana <a@x.example>; b@x.example", ("a@x.example", "b@x.example")),
        (mail_keys, "noreply@x.example", ()),
        (mail_keys, "a@x", ()),
        (phone_keys, "+1 (212) 555-0100", ("2125550100",)),
        (phone_keys, "0711 123456 / 7", ("7111234567",)),
        (phone_keys, "020 7946 0001; 000 000 0000", ("2079460001",)),
        (phone_keys, "Phone: (555) 010-0002 Mobile: (555) 010-0003", ("5550100002", "5550100003")),
        (phone_keys, "123456", ()),
        (id_keys, "7.0", ("7",)),
        (id_keys, " AB-1 ", ("ab-1",)),
        (id_keys, "n/a", ()),
    ],
)
def test_keys(read, cell, keys):
    assert read(cell) == keys


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=20))
def test_rows_are_connected_as_a_graph_is(pairs):
    """The oracle colours neighbours until nothing changes."""
    colour = list(range(10))
    for _ in range(10):
        for a, b in pairs:
            colour[a] = colour[b] = min(colour[a], colour[b])
    leader, needed = _connect([(a, b, "email") for a, b in pairs], 10)
    assert leader.tolist() == colour
    assert len(needed) == 10 - len(set(colour))  # a spanning tree, no link more


def test_middle_names_are_part_of_the_name():
    roster = roster_of(
        b"First name,Middle name,Last name\nAnna,van,Beek\nBo,,Hill\nCy,n/a,Reed\nDi,Mae,\n,J.,Salt\n,Lee,\n"
    )
    assert [client.name for client in roster.clients] == ["Anna van Beek", "Bo Hill", "Cy Reed", "Di Mae", "J. Salt"]
    assert [(skip.row, skip.reason) for skip in roster.receipt.skipped] == [(7, "no_name")]


def test_page_numbers_of_a_torn_report_are_nobody():
    roster = roster_of(b"Client,City\nAna,Ulm\nPage 1 of 2,\nBo,Bonn\nSeite 2 von 2,\nPage Turner,Kiel\nPage 7,Jena\n")
    assert [client.name for client in roster.clients] == ["Ana", "Bo", "Page Turner", "Page 7"]
    assert [(skip.row, skip.reason) for skip in roster.receipt.skipped] == [(3, "footer"), (5, "footer")]


CELL = st.sampled_from(
    ["", " ", "Ana", "ana", "Bo", "n/a", "a@x.example", "b@x.example", "020 7946 0001", "1", "Total"]
)


@settings(deadline=None, max_examples=150)
@given(
    st.lists(st.lists(CELL, min_size=5, max_size=5), max_size=8),
    st.sets(st.integers(2, 9), max_size=3),
)
def test_the_receipt_adds_up_and_merges_explain_it(rows, apart):
    lines = ["id,name,email,phone,hours", *(",".join(row) for row in rows)]
    table = read_table("\n".join(lines).encode())
    roster = build_roster(table, guess_mapping(table), apart=apart)
    receipt = roster.receipt
    assert receipt.rows_read == receipt.clients + receipt.merged + receipt.folded + len(receipt.skipped)
    assert len(roster.merges) == receipt.merged
    assert all(merge.row > merge.into for merge in roster.merges)
    assert not apart & {row for merge in roster.merges for row in (merge.row, merge.into)}
    assert len(roster.clients) == receipt.clients
    assert np.isin([skip.row for skip in receipt.skipped], range(2, 2 + len(rows))).all()


def test_a_sale_without_a_key_goes_to_the_only_client_of_its_name():
    header = b"Invoice Date,Customer,Customer Email,Total\n"
    ben = b"2025-03-10,Ben Ito,ben@x.example,300\n2025-12-01,Ben Ito,,600\n2025-12-02,ben ito,,900\n"
    roster = roster_of(header + ben)
    assert [(client.name, client.values["average_sale"]) for client in roster.clients] == [("Ben Ito", 600)]
    assert (roster.receipt.clients, roster.receipt.folded) == (1, 2)
    # two of that name: whose it is nothing says
    roster = roster_of(header + ben + b"2025-04-01,Ben Ito,other@x.example,50\n")
    assert sorted(client.values["average_sale"] for client in roster.clients) == [50, 300, 750]


def test_what_was_given_back_is_no_sale():
    roster = roster_of(
        b"Invoice Date,Customer,Status,Total\n"
        b"2025-01-03,Ada,Paid,500\n"
        b"2025-02-03,Ada,Refunded,500\n"
        b"2025-03-03,Bo,Paid,300\n"
        b"2025-04-03,Bo,Refunded,(100)\n"
    )
    # Bo keeps his credit note: (300 - 100) / 1 sale
    assert [client.values["average_sale"] for client in roster.clients] == [500, 200]
    assert [(year.sales, year.income) for year in roster.years] == [(2, 700)]


def test_type_and_status_both_say_what_is_no_sale():
    roster = roster_of(
        b"ContactName,InvoiceDate,Total,Status,Type\n"
        b"Ada,2025-01-03,100,Paid,Sales invoice\n"
        b"Ada,2025-01-13,100,Voided,Sales invoice\n"
        b"Ada,2025-01-15,-50,Paid,Sales credit note\n"
        b"Bo,2025-02-20,70,Open,Sales invoice\n"
        b"Bo,2025-02-21,30,Paid,Sales invoice\n"
        b"Bo,2025-02-22,30,Deleted,Sales invoice\n"
    )
    # Ada: (100 - 50) / 1; Bo: an open invoice is a sale, (70 + 30) / 2
    assert [client.values["average_sale"] for client in roster.clients] == [50, 50]
    # an open deal is none
    deals = b"Name,Close Date,Amount,Deal Stage\nAda,2025-01-03,100,won\nAda,2025-02-03,900,Open\n"
    assert roster_of(deals).clients[0].values["average_sale"] == 100


def test_dates_that_stand_for_none_are_listed():
    roster = roster_of(b"Name,First date,Last date\nAda,0001-01-01,9999-12-31\nBo,1999-12-31,2025-01-01\n")
    assert [dict(client.values) for client in roster.clients] == [
        {},
        {"first_date": "1999-12-31", "last_date": "2025-01-01"},
    ]
    assert [(p.row, p.value, p.reason) for p in roster.receipt.problems] == [
        (2, "0001-01-01", "out_of_range"),
        (2, "9999-12-31", "out_of_range"),
    ]


def test_rows_of_one_client_widen_its_dates():
    roster = roster_of(
        b"name,email,first date,last date\n"
        b"Ana,a@x.example,2020-05-01,2021-01-01\n"
        b"Ana,a@x.example,2019-05-01,2025-01-01\n"
        b"Ana,a@x.example,2022-05-01,2024-01-01\n"
    )
    assert dict(roster.clients[0].values) == {
        "email": "a@x.example",
        "first_date": "2019-05-01",
        "last_date": "2025-01-01",
    }
