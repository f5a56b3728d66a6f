"""A newer export updates the list: nothing twice, nothing overwritten, and it says what changed."""

from icp.model import Client, is_protected
from icp.roster import build_roster, guess_mapping, read_table


def roster_of(data, **options):
    table = read_table(data, "list.csv")
    return build_roster(table, guess_mapping(table), **options)


def test_the_same_file_twice_changes_nothing():
    data = b"name,email,hours\nA.B.,a@x.example,10\nC.D.,,4\nC.D.,,5\nE.F.,,\n"
    once = roster_of(data)
    again = roster_of(data, existing=once.clients)
    # E.F. says nothing but a name: initials repeat, so it is a new client that looks like the old one
    assert again.clients[:4] == once.clients
    assert [again.clients[4].name, len(again.clients)] == ["E.F.", 5]
    assert [(twin.first, twin.second) for twin in again.lookalikes] == [(once.clients[3].id, again.clients[4].id)]
    assert (again.updated, again.filled, again.differing) == ((), (), ())


def test_a_newer_file_fills_blanks_and_overwrites_nothing():
    typed = Client(id="aa", name="Ana", values={"email": "a@x.example", "hours": 10, "tier": 1})
    roster = roster_of(
        b"name,email,hours,tier,source\nAna Brook,A@x.example,12,3,Fair\nNew,n@x.example,1,,\n", existing=[typed]
    )
    assert roster.clients[0] == Client(
        id="aa", name="Ana", values={"email": "a@x.example", "hours": 10, "tier": 1, "source": "Fair"}
    )
    assert [client.name for client in roster.clients] == ["Ana", "New"]
    assert roster.added == (roster.clients[1].id,)
    assert roster.updated == ("aa",)
    assert [(c.field, c.before, c.after) for c in roster.filled] == [("source", None, "Fair")]
    assert [(c.field, c.before, c.after) for c in roster.differing] == [("hours", 10, 12), ("tier", 1, 3)]
    assert roster.before == (typed,)
    assert roster.receipt.clients == 2


def test_a_name_needs_a_second_equal_answer():
    known = [Client(id="aa", name="A.B.", values={"company": "Brook", "hours": 3})]
    same = roster_of(b"name,company,source\na.b.,BROOK,Fair\n", existing=known)
    assert [client.id for client in same.clients] == ["aa"]
    other = roster_of(b"name,company\nA.B.,Hill\n", existing=known)
    assert len(other.clients) == 2


def test_sales_meet_the_clients_of_another_file_by_number():
    people = roster_of(b"CustomerId,Name\n7,Ana\n8,Bo\n")
    sales = roster_of(b"CustomerId,Date,Amount\n7,2025-01-01,10\n7,2025-12-01,30\n", existing=people.clients)
    assert [(c.name, c.values.get("average_sale")) for c in sales.clients] == [("Ana", 20), ("Bo", None)]
    assert {sale.client for sale in sales.sales} == {people.clients[0].id}


def test_regulated_fields_keep_nothing_protected():
    data = (
        b"name,hours,Birthday,Gender,Marital Status,Client nationality,Zip code\n"
        b"A.B.,3,1980-01-01,Female,married,US,10001\n"
    )
    roster = roster_of(data, field="credit")
    assert roster.clients[0].values == {"hours": 3}
    dropped = ("Birthday", "Gender", "Marital Status", "Client nationality", "Zip code")
    assert roster.receipt.dropped == dropped
    assert [(p.column, p.value) for p in roster.receipt.problems if p.reason == "protected_dropped"] == [
        (header, "") for header in dropped
    ]
    fields = {c["header"]: c["field"] for c in roster.receipt.as_json()["columns"]}
    assert fields["Birthday"] is None
    general = roster_of(data)
    assert general.clients[0].values["gender"] == "woman"


def test_an_owners_own_protected_column_is_dropped_too():
    table = read_table(b"name,Religion of family\nA.B.,none\n")
    mapping = [guess.as_field("x_religion") if guess.position == 1 else guess for guess in guess_mapping(table)]
    assert build_roster(table, mapping, field="housing").clients[0].values == {}


def test_protected_words_count_inside_longer_headers_only_whole():
    assert is_protected("Client marital status")
    assert is_protected("Familienstand")
    assert not is_protected("Average order")  # "age" stands inside "average", not as a word
    assert not is_protected("Hours")


def test_sales_by_name_go_to_the_one_client_of_that_name():
    known = [Client(id="aa", name="Ana"), Client(id="bb", name="B.B."), Client(id="cc", name="B.B.")]
    sales = b"Client,Date,Amount\nAna,2025-01-01,10\nAna,2025-12-01,30\nB.B.,2025-03-01,5\n"
    roster = roster_of(sales, existing=known)
    assert roster.clients[0].values["average_sale"] == 20
    # two people are called B.B.: nobody can say whose sale it was
    assert [client.name for client in roster.clients] == ["Ana", "B.B.", "B.B.", "B.B."]
    assert {twin.first for twin in roster.lookalikes} == {"bb", "cc"}
