"""Senders who are nearly a client's name, and the answer put right."""

import pytest

from icp.model import Client, Workbook
from icp.roster.referrers import Likeness, name_sender, suggest_clients


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
