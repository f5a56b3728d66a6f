"""Senders who are nearly a client's name, and the answer put right."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from icp.methods.cells import fold, split_entries
from icp.methods.referrals import resolve_links
from icp.model import Client, Workbook
from icp.roster.referrers import Likeness, Senders, name_sender, resolve_senders, suggest_clients


@pytest.mark.parametrize(
    ("text", "names", "found"),
    [
        ("Ines", ["Tom", "Ines K."], (1,)),
        ("Ines Keller", ["Ines K."], (0,)),
        ("Jörg Müller", ["Jorg Muller"], (0,)),
        ("Kowalsky", ["Kowalski", "Kowal"], (0, 1)),
        ("Anna", ["Anna B.", "Anna C."], (0, 1)),
    ],
)
def test_close_names_are_offered_the_likeliest_first(text, names, found):
    assert suggest_clients([text], names) == (Likeness(text, found),)


@pytest.mark.parametrize("text", ["Facebook", "My sister", "I", "", "…"])
def test_strangers_are_left_out(text):
    assert suggest_clients([text], ["Ines K.", "Tom Frey", "Mia"]) == ()


def test_senders_are_sorted_into_clients_likely_ones_and_outside_people():
    names = ["Ines K.", "Tom", "Dorn, Rolf", "Anna", "anna"]
    cells = ["TOM", "Ines; Dorn, Rolf", "Dorn, Rolf", "Facebook, Tom ", "Anna", "ines", "", "My sister"]
    assert resolve_senders(cells, names) == Senders(
        exact={"TOM": 1, "Dorn, Rolf": 2},
        likely={"Ines": (0,)},
        ambiguous={"Anna": (3, 4)},
        outside=("Facebook", "My sister"),
    )
    assert resolve_senders([], names) == Senders({}, {}, {}, ())


@settings(deadline=None)
@given(st.lists(st.text("aB ;,é.", max_size=8), max_size=8), st.lists(st.text("aBé", min_size=1, max_size=3)))
def test_every_sender_stands_in_one_place(cells, names):
    found = resolve_senders(cells, names)
    placed = [*found.exact, *found.likely, *found.ambiguous, *found.outside]
    known = {fold(name) for name in names}
    assert sorted(map(fold, placed)) == sorted({fold(e) for cell in cells for e in split_entries(cell, known)})
    linked = resolve_links([*names, *(f"sent {n}" for n, _ in enumerate(cells))], [*[None] * len(names), *cells])
    assert {fold(text) for text in (*found.likely, *found.outside)} == {
        fold(entry.text) for entry in linked.unmatched if entry.reason == "unknown"
    }
    assert set(found.exact.values()) == {sender for sender, _ in linked.links}


def people(*cells):
    names = ["Ines K.", "Tom", "Mia", "Dorn, Rolf"]
    pairs = zip(names, cells, strict=True)
    return Workbook(clients=tuple(Client(id=n, name=n, values={"referred_by": c} if c else {}) for n, c in pairs))


def senders(work):
    return [client.values.get("referred_by") for client in work.clients]


def test_confirming_rewrites_every_answer_that_said_so():
    work = people(None, "ines", "Tom; INES", "Someone")
    assert senders(name_sender(work, "Ines", "Ines K.")) == [None, "Ines K.", "Tom; Ines K.", "Someone"]


def test_nobody_is_made_to_have_sent_themselves():
    assert senders(name_sender(people("Ines", "Ines", None, None), "Ines", "Ines K.")) == [
        "Ines",
        "Ines K.",
        None,
        None,
    ]


def test_a_sender_already_named_is_not_named_twice():
    assert senders(name_sender(people(None, "Ines; Ines K.", None, None), "Ines", "Ines K."))[1] == "Ines K."


def test_a_name_with_a_comma_stays_whole():
    assert senders(name_sender(people("Dorn, Rolf", None, None, None), "Rolf", "Tom"))[0] == "Dorn, Rolf"
