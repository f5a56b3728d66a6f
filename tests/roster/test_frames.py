"""Clients as a frame and back; a roster file as the methods see it."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from icp.model import Client
from icp.roster import clients_frame, frame_clients, read_roster

CLIENTS = (
    Client(id="aa", name="Ana", values={"hours": 3, "tier": 1, "x_shoe": "42", "will_pay": True}),
    Client(id="bb", name="Bo", values={"average_sale": 12.5, "frequency": 2}),
)


def test_one_row_a_client_in_catalogue_order():
    frame = clients_frame(CLIENTS)
    assert list(frame.columns) == ["name", "tier", "will_pay", "average_sale", "frequency", "hours", "x_shoe"]
    assert list(frame.index) == ["aa", "bb"]
    assert frame["hours"].tolist() == [3, None]
    derived = clients_frame(CLIENTS, derived=True)
    assert derived["annual_value"].tolist() == [None, 25.0]


def test_no_clients_is_an_empty_frame():
    assert list(clients_frame([]).columns) == ["name"]
    assert frame_clients(clients_frame([])) == ()


@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(["hours", "source", "will_pay", "age", "x_own"]),
            st.one_of(st.integers(-9, 9), st.booleans(), st.text("abc", min_size=1), st.just(0.5)),
        ),
        max_size=5,
    )
)
def test_there_and_back(rows):
    clients = tuple(Client(id=f"c{n}", name=f"C{n}", values=values) for n, values in enumerate(rows))
    assert frame_clients(clients_frame(clients)) == clients


def test_a_birthday_column_named_by_its_header_says_the_age_in_years():
    data = b"name,Birthday\nAna,1980-02-03\nBo,12/10/1990\nCy,\nDi,1999\n"
    frame, _ = read_roster(data, "list.csv", keep={"Birthday"}, today=date(2026, 11, 22), date_order="day")
    assert frame["age"].tolist() == [46, 36, None, 27]
    assert frame["Birthday"].tolist() == ["46", "36", None, "27"]


def test_a_year_of_birth_named_by_its_header_stays_the_year():
    data = b"name,Year of birth\nAna,1980\nBo,1990\n"
    frame, _ = read_roster(data, "list.csv", keep={"Year of birth"}, today=date(2026, 11, 22))
    assert frame["Year of birth"].tolist() == ["1980", "1990"]


def test_a_roster_file_keeps_its_own_columns():
    data = (
        b"Client,Yearly spend,Gender,Shoe size,Notes,Open balance,Gender\n"
        b'Ana,"1,200",F,42,kind,$5.00,x\n'
        b"Bo,900,Male,-,,,\n"
    )
    frame, receipt = read_roster(data, "list.csv", keep={"Yearly spend"})
    assert list(frame.columns) == [
        "name",
        "annual_value",
        "gender",
        "notes",
        "Yearly spend",
        "Shoe size",
        "Open balance",
    ]
    assert frame["annual_value"].tolist() == [1200, 900]
    # in the file's words: an avatar may accept "F"
    assert frame["gender"].tolist() == ["F", "Male"]
    assert frame["Yearly spend"].tolist() == ["1,200", "900"]
    assert frame["Shoe size"].tolist() == ["42", None]
    assert list(frame.index) == [0, 1]
    assert [field for _, field in receipt.columns] == ["name", "annual_value", "gender", None, "notes", None, None]


def test_sales_arrive_folded_with_their_yearly_value():
    frame, receipt = read_roster(b"name,date,amount\nAna,2025-01-01,10\nAna,2025-12-01,30\nBo,2025-06-01,7\n")
    assert receipt.folded == 1
    assert frame[["name", "annual_value", "average_sale", "frequency"]].values.tolist() == [
        ["Ana", 40, 20, 2],
        ["Bo", 7, 7, 1],
    ]


def test_regulated_files_lose_protected_columns_of_their_own_too():
    frame, receipt = read_roster(b"name,Marital status,Gender,Shoe size\nAna,married,F,42\n", field="credit")
    assert list(frame.columns) == ["name", "Shoe size"]
    assert receipt.dropped == ("Marital status", "Gender")
