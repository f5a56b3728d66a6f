"""Who may be one person, and making one of two."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from icp.catalogue import catalogue
from icp.dealings import Breach, Course, Dealings, KeptPlan, Parting
from icp.model import Client, Promise, Workbook
from icp.roster import Lookalike, build_roster, find_lookalikes, guess_mapping, merge_clients, pair_up, read_table
from icp.roster.alike import LIKELY, POSSIBLE, gather_evidence, list_leftovers
from tests.roster.test_alike_measured import invent


def client(id: str, name: str, **values: object) -> Client:
    return Client(id=id, name=name, values=values)


def crowd(count: int = 40) -> list[Client]:
    """People who have nothing to do with anybody, so that a list is not all doubles."""
    letters = "abcdefghijklmnopqrst"
    names = [f"{letters[n % 20]}{letters[n // 20]}qu{n} {letters[(n * 7) % 20]}zz{n}" for n in range(count)]
    return [client(f"n{n}", name, place=f"town {n % 5}", company=f"firm {n}") for n, name in enumerate(names)]


def pairs_of(lookalikes: tuple[Lookalike, ...]) -> list[tuple[str, str, str]]:
    return [(pair.first, pair.second, pair.reason) for pair in lookalikes]


# ── finding ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_lookalikes_by_name_and_by_nearly_the_name() -> None:
    clients = [
        client("a", "Ines Kay"),
        client("b", "ines kay"),
        client("c", "Meier, Jörg", company="Nord GmbH"),
        client("d", "Meyer, Jörg", company="nord gmbh"),
        client("e", "Meyer, Jorg", company="South"),
    ]
    found = find_lookalikes(clients)
    assert ("c", "d", "one_letter") in pairs_of(found)
    assert ("a", "b", "same_name") in pairs_of(found)
    assert find_lookalikes(()) == find_lookalikes(clients[:1]) == ()


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ("Ines Kay", "INES  KAY", "same_name"),
        ("Jörg Müller", "Jorg Muller", "same_name"),
        ("Ines Kayser", "Ines Kaiser", "one_letter"),
        ("Magdalena Kay", "Magdalene Kya", "close_name"),
        ("Magda Lena Kay", "Magdalena Kay", "close_name"),
        ("Ines Kay", "Kay Ines", "swapped"),
        ("Ines Kay Dr", "Kay Ines", "swapped"),
        ("Robert Kay", "Bob Kay", "short_name"),
        ("Ines Kay", "I. Kay", "initials"),
        ("Ines Kay", "Ines Maria Kay", "part_of_name"),
        ("Maria Kay", "Ines Maria Kay", "part_of_name"),
        ("Ines Kay", "Kay", "part_of_name"),
        ("Ines Kay", "Ines Kay-Dorn", "part_of_name"),
        ("Ines Kay", "Ines Kay (2)", "part_of_name"),
        ("Ines Kay", "Ines Dorn", "other_last"),
    ],
)
def test_how_names_are_alike(one: str, other: str, reason: str) -> None:
    own = {"street": "lindenweg 4", "birthday": "1971-04-02"}
    clients = [client("a", one, email="a@b.example"), *crowd(), client("b", other, email="a@b.example")]
    (pair,) = find_lookalikes(clients, evidence={"a": own, "b": own})
    assert (pair.first, pair.second, pair.reason) == ("a", "b", reason)
    assert set(pair.same) == {"birthday", "email", "street"}
    assert pair.near == pair.differ == ()
    assert LIKELY < pair.chance <= 1


def test_a_name_alone_is_never_likely_and_says_so() -> None:
    (pair,) = find_lookalikes([client("a", "Ines Kay"), *crowd(), client("b", "Ines Kay")])
    assert pair.reason == "same_name"
    assert pair.same == ()
    assert POSSIBLE <= pair.chance < LIKELY


@pytest.mark.parametrize(
    ("field", "one", "other"),
    [("email", "a@x.example", "b@y.example"), ("record_id", "17", "23"), ("birthday", "1971-04-02", "1950-11-30")],
)
def test_a_name_alone_is_not_shown_against_a_contradiction(field: str, one: str, other: str) -> None:
    clients = [client("a", "Ines Kay"), *crowd(), client("b", "Ines Kay")]
    evidence = {"a": {field: one}, "b": {field: other}}
    assert find_lookalikes(clients, evidence=evidence) == ()
    evidence["b"][field] = one
    assert len(find_lookalikes(clients, evidence=evidence)) == 1


def test_other_record_ids_do_not_hide_what_all_else_says() -> None:
    """A program numbers the same person twice when they are typed in twice."""
    known = {"place": "Celle", "company": "Nord GmbH"}
    clients = [
        client("a", "Ines Kay", record_id="17", **known),
        *crowd(),
        client("b", "Ines Kay", record_id="9", **known),
    ]
    (pair,) = find_lookalikes(clients)
    assert pair.chance >= LIKELY
    assert pair.same[0] == "company"


def test_numbers_that_stand_in_for_names_are_no_names() -> None:
    known = {"company": "Nord GmbH", "place": "Celle", "x_plan": "gold plus", "x_street": "Lindenweg 4"}
    clients = [
        client("a", "3930-ZG", record_id="3930-ZG", **known),
        *crowd(),
        client("b", "3931-ZG", record_id="3931-ZG", **known),
    ]
    assert find_lookalikes(clients) == ()


def test_one_household_with_other_names_is_not_shown() -> None:
    known = {"company": "Nord GmbH", "place": "Celle", "x_plan": "gold plus", "x_street": "Lindenweg 4"}
    for other in ("Tom Kay", "Ines Dorn", "Tom Dorn"):
        assert find_lookalikes([client("a", "Ines Kay", **known), *crowd(), client("b", other, **known)]) == ()


def test_a_whole_number_is_the_same_however_it_is_kept() -> None:
    (pair,) = find_lookalikes([client("a", "Ines Kay", age=58), *crowd(), client("b", "Ines Kay", age=58.0)])
    assert pair.same == ("age",)


def test_a_common_answer_weighs_less_than_a_rare_one() -> None:
    def chance(place: str) -> float:
        clients = [client("a", "Ines Kay", place=place), *crowd(), client("b", "Ines Kay", place=place)]
        return find_lookalikes(clients)[0].chance

    assert chance("town 1") < chance("Celle")


def test_what_agrees_nearly_agrees_and_differs_is_told_apart() -> None:
    known = {
        "a": {"birthday": "1971-04-02", "street": "lindenweg"},
        "b": {"birthday": "1971-04-20", "street": "lindenwge"},
    }
    clients = [client("a", "Ines Kay", company="Nord"), *crowd(), client("b", "Ines Kay", company="Quelle AG")]
    (pair,) = find_lookalikes(clients, evidence=known)
    assert (pair.same, pair.near, pair.differ) == ((), ("street", "birthday"), ("company",))


def test_three_alike_make_two_pairs_and_a_pair_told_apart_leaves_the_others() -> None:
    clients = [client(id, "Ines Kay") for id in "abc"] + crowd()
    assert [pair[:2] for pair in pairs_of(find_lookalikes(clients))] == [("a", "b"), ("a", "c")]
    told = find_lookalikes(clients, apart={frozenset("ac")})
    assert [pair[:2] for pair in pairs_of(told)] == [("a", "b"), ("b", "c")]
    everybody = {frozenset("ab"), frozenset("ac"), frozenset("bc")}
    assert find_lookalikes(clients, apart=everybody) == ()


def test_what_very_many_share_makes_no_flood() -> None:
    clients = [client(f"c{n}", "Ines Kay", company="Nord") for n in range(200)]
    assert len(find_lookalikes(clients)) < 200


@settings(deadline=None, max_examples=10)
@given(st.randoms(use_true_random=False), st.sampled_from(range(4)))
def test_the_order_of_clients_changes_no_pair(rng, seed) -> None:
    made = invent(seed)
    shuffled = list(made.clients)
    rng.shuffle(shuffled)

    def facts(clients):
        return {
            (frozenset((pair.first, pair.second)), *pair_facts(pair))
            for pair in find_lookalikes(clients, evidence=made.evidence)
        }

    def pair_facts(pair):
        return pair.reason, pair.same, pair.near, pair.differ, pair.chance

    assert facts(shuffled) == facts(made.clients)
    place = {client.id: at for at, client in enumerate(shuffled)}
    assert all(place[p.first] < place[p.second] for p in find_lookalikes(shuffled, evidence=made.evidence))


_NAMES = st.sampled_from(
    ["Ines Kay", "Kay", "I. K.", "Kay Ines", "Inés  Kay", "", "…", "Tom Dorn", "Thomas Dorn", "李", "A B C D"]
)


@settings(deadline=None)
@given(st.lists(st.tuples(_NAMES, st.sampled_from(["", "x", "y;z", "17"]), st.sampled_from(["", "30", "abc"]))))
def test_any_list_gives_pairs_of_two_clients_each_linked_once(rows) -> None:
    clients = [
        Client(id=f"c{n}", name=name or "?", values={"company": company, "age": age, "x_own": age})
        for n, (name, company, age) in enumerate(rows)
    ]
    found = find_lookalikes(clients)
    place = {each.id: at for at, each in enumerate(clients)}
    assert all(place[pair.first] < place[pair.second] and 0 < pair.chance <= 1 for pair in found)
    assert len({(pair.first, pair.second) for pair in found}) == len(found) < max(1, len(clients))


# ── evidence of a file ───────────────────────────────────────────────────────────────────────────────────────────

FILE = b"""First name,Last name,Birthday,Street,Postcode,Religion,Team
Ines,Kay,02.04.1971,Lindenweg 4,29221,none,red
Ines,Kaye,02.04.1971,Lindenweg 4,29221,none,red
Tom,Dorn,,Bachstr. 1,29221,none,red
"""


def test_evidence_is_the_birthday_and_columns_nobody_kept_but_no_protected_one() -> None:
    table = read_table(FILE, "list.csv")
    mapping = guess_mapping(table)
    ids = [each.id for each in build_roster(table, mapping).clients]
    rows = build_roster(table, mapping).rows
    assert rows == {id: row for row, id in enumerate(ids)}
    found = gather_evidence(table, mapping, rows)
    ines = {"birthday": "1971-04-02", "Street": "Lindenweg 4"}
    assert found == {ids[0]: ines, ids[1]: ines, ids[2]: {"Street": "Bachstr. 1"}}
    without = [guess.as_field(None) if guess.field == "age" else guess for guess in mapping]
    assert "birthday" not in gather_evidence(table, without, rows)[ids[0]]
    assert "birthday" not in gather_evidence(table, mapping, rows, field="credit")[ids[0]]


def test_the_file_tells_more_than_the_list_keeps() -> None:
    table = read_table(FILE, "list.csv")
    mapping = guess_mapping(table)
    roster = build_roster(table, mapping)
    rows = roster.rows
    (alone,) = find_lookalikes((*roster.clients, *crowd()), least=0.5)
    (pair,) = find_lookalikes((*roster.clients, *crowd()), evidence=gather_evidence(table, mapping, rows))
    assert (alone.reason, alone.same) == ("one_letter", ("age",))
    assert (pair.reason, pair.same) == ("one_letter", ("birthday", "Street"))
    assert pair.chance > alone.chance


# ── making one of two ────────────────────────────────────────────────────────────────────────────────────────────


def test_pairs_use_everybody_once() -> None:
    pairs = [Lookalike(*ids, "same_name") for ids in (("a", "x"), ("b", "x"), ("a", "y"), ("b", "y"))]
    assert pair_up(pairs) == {"x": "a", "y": "b"}


def test_two_become_one_everywhere() -> None:
    work = Workbook(
        answers={"glad_1": "b", "more_names": ("c", "b"), "trade": "design"},
        clients=(
            client("a", "Ines Kay", tier=1),
            client("b", "Ines K.", tier=3, hours=4),
            client("c", "Tom", referred_by="ines k.; Mia"),
        ),
        promises=(Promise(id="p", text="ring", client="b", due="2026-12-01"),),  # type: ignore[arg-type]
    )
    one = merge_clients(work, {"b": "a", "nobody": "a", "c": "c"})
    told = "also called Ines K. · also How it feels: heart sinks"
    assert [(c.id, c.name, c.values) for c in one.clients] == [
        ("a", "Ines Kay", {"tier": 1, "hours": 4, "notes": told}), ("c", "Tom", {"referred_by": "Ines Kay; Mia"})
    ]  # fmt: skip
    assert one.answers == {"glad_1": "a", "more_names": ("c", "a"), "trade": "design"}
    assert one.promises[0].client == "a"
    assert work.clients[2].values == {"referred_by": "ines k.; Mia"}


def test_what_was_decided_and_remembered_goes_along() -> None:
    work = Workbook(
        clients=tuple(client(id, id.upper(), hours=at) for at, id in enumerate("abcd")),
        answers={"not_alike": ("b+c", "a+c", "c+d"), "introduction_from": "B", "thank_first": "b"},
        imported={"a": {"hours": 1}, "b": {"hours": 2, "place": 3}, "c": {"hours": 4}},
        dealings=Dealings(
            courses=(Course(id="b", way="cherish"), Course(id="c", way="cherish"), Course(id="a", way="goodbye")),
            breaches=(
                Breach(client="b", rule="r", day=date(2026, 1, 1)),
                Breach(client="c", rule="r", day=date(2026, 1, 1)),
            ),
            plan=KeptPlan(
                day=date(2026, 1, 1),
                partings=tuple(
                    Parting(id=id, told=date(2026, month, 1), gone=date(2026, month + 1, 1))
                    for id, month in (("b", 2), ("a", 3), ("c", 4))
                ),
            ),
        ),
    )
    one = merge_clients(work, {"b": "a", "d": "b"})
    assert one.answers == {"not_alike": ("a+c", "c+a"), "introduction_from": "A", "thank_first": "A"}
    assert one.imported == {"a": {"hours": 1, "place": 3}, "c": {"hours": 4}}
    assert [(course.id, course.way) for course in one.dealings.courses] == [("c", "cherish"), ("a", "goodbye")]
    assert [breach.client for breach in one.dealings.breaches] == ["a", "c"]
    assert one.dealings.plan is not None
    assert [(parting.id, parting.told.month) for parting in one.dealings.plan.partings] == [("a", 2), ("c", 4)]
    only = merge_clients(work, {"c": "d"})
    assert [(course.id, course.way) for course in only.dealings.courses][-1] == ("d", "cherish")


def test_answers_that_hold_several_add_up_and_dates_widen() -> None:
    a = client(
        "a", "Ines", email="a@x", source="Fair", values="fair; kind", first_date="2020-05-01", last_date="2024-01-01"
    )
    b = client(
        "b", "ines", email="b@x", source="fair", values="Kind; bold", first_date="2019-02-01", last_date="2023-01-01"
    )
    (one,) = merge_clients(Workbook(clients=(a, b)), {"b": "a"}).clients
    assert one.values == {
        "email": "a@x; b@x", "source": "Fair", "values": "fair; kind; bold", "first_date": "2019-02-01",
        "last_date": "2024-01-01",
    }  # fmt: skip


def test_notes_of_both_stay_and_an_answer_that_differs_joins_them_in_words() -> None:
    a = client("a", "Ines", notes="Rings on Mondays", asks_questions=3, company="Nord")
    b = client("b", "Ines", notes="Likes tea", asks_questions=1, company="nord ")
    (one,) = merge_clients(Workbook(clients=(a, b)), {"b": "a"}).clients
    label = catalogue().fields["asks_questions"].label
    assert one.values["notes"] == f"Rings on Mondays · Likes tea · also {label}: rarely"
    assert one.values["asks_questions"] == 3


def test_facts_about_who_somebody_is_do_not_slip_into_free_notes() -> None:
    a, b = client("a", "Ines", age=40, gender="woman", place="Celle"), client("b", "Ines", age=58, place="Eutin")
    work = Workbook(clients=(a, b))
    left = list_leftovers(a, b, work)
    assert left.noted == ("place",)
    assert left.dropped == ("age",)
    (one,) = merge_clients(work, {"b": "a"}).clients
    assert one.values == {"age": 40, "gender": "woman", "place": "Celle", "notes": "also Place: Eutin"}


def test_chains_end_with_their_last_and_rings_stay() -> None:
    work = Workbook(
        clients=(client("a", "A", hours=1), client("b", "B", tier=2), client("c", "C", company="Nord")),
        answers={"glad_1": "c"},
    )
    for into in ({"b": "a", "c": "b"}, {"c": "b", "b": "a"}, {"b": "a", "c": "a"}):
        one = merge_clients(work, into)
        (kept,) = one.clients
        assert kept.id == "a"
        assert {key: kept.values[key] for key in ("hours", "tier", "company")} == {
            "hours": 1, "tier": 2, "company": "Nord"
        }  # fmt: skip
        assert sorted(str(kept.values["notes"]).split(" · ")) == ["also called B", "also called C"]
        assert one.answers == {"glad_1": "a"}
    assert merge_clients(work, {"a": "b", "b": "a"}) == work
    assert [c.id for c in merge_clients(work, {"a": "b", "b": "a", "c": "a"}).clients] == ["a", "b", "c"]


_VALUES = st.fixed_dictionaries(
    {}, optional={"company": st.sampled_from("xyz"), "place": st.sampled_from("uv"), "hours": st.integers(1, 3),
                  "source": st.sampled_from(["Fair", "Post; Fair"]), "notes": st.sampled_from(["n1", "n2"])}
)  # fmt: skip


@given(st.lists(_VALUES, min_size=2, max_size=5), st.data())
def test_nothing_that_was_typed_is_lost(rows, data) -> None:
    clients = tuple(client(f"c{n}", f"P{n}", **values) for n, values in enumerate(rows))
    ids = [each.id for each in clients]
    into = {id: data.draw(st.sampled_from(ids[:at])) for at, id in enumerate(ids) if at and data.draw(st.booleans())}
    after = merge_clients(Workbook(clients=clients), into)
    assert len(after.clients) == len(clients) - len(into)
    for each in clients:
        end = each.id
        while end in into:
            end = into[end]
        kept = after.client(end)
        assert kept is not None
        said = " · ".join([kept.name, *map(str, kept.values.values())])
        assert each.name in said
        assert all(part in said for value in each.values.values() for part in str(value).split("; "))


@pytest.mark.parametrize("header", ["Record ID", "Email"])
def test_two_made_one_are_found_again_in_the_next_file(header: str) -> None:
    keys = {"Record ID": ("17", "23"), "Email": ("i@x.example", "k@x.example")}[header]
    file = f"{header},Name,Place\n{keys[0]},Ines Keller,Celle\n{keys[1]},Ruth Dorn,Celle\n".encode()
    table = read_table(file, "list.csv")
    mapping = guess_mapping(table)
    first, second = build_roster(table, mapping).clients
    one = merge_clients(Workbook(clients=(first, second)), {second.id: first.id})
    again = build_roster(table, mapping, existing=one.clients)
    assert again.clients == one.clients
    assert again.added == again.differing == ()
