"""What a newer file may change: answers of an earlier file nobody touched. What the owner typed or took away stays."""

from hypothesis import given
from hypothesis import strategies as st

from icp.export.backup import read_backup
from icp.model import Client, Workbook
from icp.roster import build_roster, guess_mapping, read_table
from icp.roster.build import Change
from icp.roster.reimport import digest, follow_file, meet_namesakes, note_imported

FIRST = b"name,email,hours,source\nAna,a@x.example,10,Fair\nBo,b@x.example,4,\n"
NEWER = b"name,email,hours,source\nAna,a@x.example,12,Trade show\nBo,b@x.example,4,Web\nCy,c@x.example,1,\n"


def take_in(work, data, *, same=False):
    """The import as the page does it: the workbook after it, and the update."""
    table = read_table(data, "list.csv")
    roster = build_roster(table, guess_mapping(table), existing=work.clients)
    update = follow_file(meet_namesakes(roster) if same else roster, work.imported)
    imported = note_imported(work.imported, update)
    return work.changed(clients=update.roster.clients, imported=imported).settled(), update


def values_of(work):
    return {client.name: client.values for client in work.clients}


def test_untouched_answers_of_the_last_file_follow_the_newer_one():
    work, first = take_in(Workbook(), FIRST)
    assert first.changed == ()
    work, newer = take_in(work, NEWER)
    ana, bo, cy = work.clients
    assert newer.changed == (
        Change(ana.id, "hours", 10, 12),
        Change(ana.id, "source", "Fair", "Trade show"),
    )
    assert newer.roster.filled == (Change(bo.id, "source", None, "Web"),)
    assert newer.roster.differing == ()
    assert newer.roster.added == (cy.id,)
    assert set(newer.roster.updated) == {ana.id, bo.id}
    assert values_of(work) == {
        "Ana": {"email": "a@x.example", "hours": 12, "source": "Trade show"},
        "Bo": {"email": "b@x.example", "hours": 4, "source": "Web"},
        "Cy": {"email": "c@x.example", "hours": 1},
    }
    again, third = take_in(work, NEWER)
    assert (third.changed, third.roster.filled, third.roster.differing, third.roster.updated) == ((), (), (), ())
    assert again == work


def test_what_the_owner_typed_stays_and_is_told():
    work, _ = take_in(Workbook(), FIRST)
    ana = work.clients[0]
    work = work.with_client(ana.with_values(hours=11, notes="rings on Sundays"))
    work, newer = take_in(work, NEWER)
    assert newer.roster.differing == (Change(ana.id, "hours", 11, 12),)
    assert newer.changed == (Change(ana.id, "source", "Fair", "Trade show"),)
    assert values_of(work)["Ana"] == {
        "email": "a@x.example", "hours": 11, "source": "Trade show", "notes": "rings on Sundays",
    }  # fmt: skip


def test_an_answer_the_owner_made_equal_to_the_file_stays_the_owners():
    work, _ = take_in(
        Workbook(clients=(Client(id="aa", name="Ana", values={"email": "a@x.example", "hours": 9}),)), NEWER
    )
    assert work.clients[0].values["hours"] == 9
    work = work.with_client(work.clients[0].with_values(hours=12))
    work, newest = take_in(work, NEWER.replace(b",12,", b",14,"))
    assert work.clients[0].values["hours"] == 12
    assert newest.changed == ()
    assert newest.roster.differing == (Change("aa", "hours", 12, 14),)
    _, again = take_in(work, NEWER.replace(b",12,", b",14,"))
    assert (again.kept, again.roster.differing) == (1, ())


def test_an_answer_taken_away_does_not_come_back_with_the_same_file():
    work, _ = take_in(Workbook(), FIRST)
    ana = work.clients[0]
    work = work.with_client(ana.with_values(source=None))
    again, same = take_in(work, FIRST)
    assert "source" not in again.clients[0].values
    assert (same.roster.filled, same.roster.differing, same.roster.updated, same.kept) == ((), (), (), 1)
    after, newer = take_in(again, NEWER)  # a new answer is news, and fills the blank
    assert after.clients[0].values["source"] == "Trade show"
    assert Change(ana.id, "source", None, "Trade show") in newer.roster.filled


def test_a_file_that_repeats_itself_is_no_news():
    work, _ = take_in(Workbook(), FIRST)
    work = work.with_client(work.clients[0].with_values(hours=11))
    again, same = take_in(work, FIRST)
    assert again == work
    assert (same.changed, same.roster.differing, same.kept) == ((), (), 1)


def test_a_list_of_names_met_again_is_brought_up_to_date():
    work, _ = take_in(Workbook(), b"name,hours\nA.B.,10\nA.B.,3\n")
    work, newer = take_in(work, b"name,hours\nA.B.,12\nA.B.,3\nC.D.,1\n", same=True)
    assert [(client.name, client.values["hours"]) for client in work.clients] == [
        ("A.B.", 12), ("A.B.", 3), ("C.D.", 1)
    ]  # fmt: skip
    assert [(c.before, c.after) for c in newer.changed] == [(10, 12)]
    assert newer.roster.lookalikes == ()
    assert len(newer.roster.added) == 1


def test_sales_go_with_whom_they_met():
    known = Workbook(clients=(Client(id="aa", name="Ana"), Client(id="bb", name="B."), Client(id="cc", name="b.")))
    work, update = take_in(known, b"Client,Date,Amount\nB.,2025-01-01,5\nB.,2025-06-01,7\n", same=True)
    assert {sale.client for sale in update.roster.sales} == {"bb"}
    assert [client.id for client in work.clients] == ["aa", "bb", "cc"]


def test_nothing_stays_of_whoever_left_the_list():
    work, _ = take_in(Workbook(), FIRST)
    ana, bo = work.clients
    assert set(work.imported) == {ana.id, bo.id}
    left = work.without_client(ana.id).settled()
    assert set(left.imported) == {bo.id}
    assert set(Workbook.model_validate_json(work.without_client(ana.id).to_json()).imported) == {bo.id}


def test_a_regulated_field_keeps_no_trace_of_protected_answers():
    work, _ = take_in(Workbook(), b"name,email,gender,hours\nAna,a@x.example,woman,3\n")
    (ana,) = work.clients
    assert set(work.imported[ana.id]) == {"email", "gender", "hours"}
    credit = work.with_field("credit")
    assert set(credit.imported[ana.id]) == {"email", "hours"}
    assert Workbook.model_validate_json(credit.to_json()) == credit


CELLS = st.one_of(st.text(min_size=1, max_size=8), st.integers(-999, 999), st.floats(-99, 99))


@given(CELLS)
def test_equal_answers_have_equal_digests(cell):
    assert digest(cell) == digest(cell)
    if isinstance(cell, str):
        assert digest(f" {cell} ".upper()) == digest(cell.strip().upper())
    else:
        assert digest(float(cell)) == digest(cell)


HOURS = st.lists(st.integers(1, 9), min_size=2, max_size=6)


@given(HOURS, HOURS, st.sets(st.integers(0, 5)))
def test_only_touched_answers_differ_after_a_newer_file(old, new, touched):
    count = min(len(old), len(new))

    def file(hours):
        return "\n".join(["name,email,hours", *(f"P{n},p{n}@x.example,{hours[n]}" for n in range(count))]).encode()

    work, _ = take_in(Workbook(), file(old))
    for n in touched & set(range(count)):
        work = work.with_client(work.clients[n].with_values(hours=100 + n))
    work, update = take_in(work, file(new))
    for n, client in enumerate(work.clients):
        assert client.values["hours"] == (100 + n if n in touched else new[n])
    assert len(update.changed) == sum(old[n] != new[n] for n in range(count) if n not in touched)


def test_what_is_remembered_of_files_outlives_a_kept_copy():
    work, _ = take_in(Workbook(mappings=({"agent": "source", "boots": ""},)), FIRST)
    assert work.imported
    assert read_backup(work.to_json().encode()) == work
