"""A mapping is remembered for the next file with the same headers."""

import json

from hypothesis import given
from hypothesis import strategies as st

from icp.model import is_protected
from icp.roster import guess_mapping, read_table
from icp.roster.columns import ColumnGuess
from icp.roster.remembered import KEPT, recall_mapping, remember_mapping


def guesses_of(text):
    return guess_mapping(read_table(text.encode()))


def fields_of(guesses):
    return [(guess.header, guess.field, guess.how) for guess in guesses]


FIRST = "Client;Shade;Fee group;Phone\nA.B.;blue;north;020 7946 0001\n"


def test_what_the_owner_said_is_remembered_in_any_order_of_columns():
    mapping = [
        guess.as_field("source") if guess.header == "Fee group" else guess.as_field(None) if guess.header == "Phone"
        else guess
        for guess in guesses_of(FIRST)
    ]  # fmt: skip
    memory = json.loads(json.dumps(remember_mapping((), mapping)))
    assert memory == [{"client": "name", "shade": "", "fee group": "source", "phone": ""}]
    again = recall_mapping(guesses_of("PHONE;Fee  group;client;Shade\n020;south;C.D.;red\n"), memory)
    assert fields_of(again) == [
        ("PHONE", None, "remembered"),
        ("Fee group", "source", "remembered"),
        ("client", "name", "remembered"),
        ("Shade", None, "remembered"),
    ]
    assert {guess.confidence for guess in again} == {1.0}
    assert again[1].samples == ("south",)


def test_one_header_more_or_less_is_another_file():
    memory = remember_mapping((), [guess.as_field(None) for guess in guesses_of(FIRST)])
    for other in (FIRST.replace(";Phone", "").replace(";020 7946 0001", ""), FIRST.replace("\n", ";Age\n", 1)):
        guesses = guesses_of(other)
        assert recall_mapping(guesses, memory) == guesses


def test_the_newest_answer_for_the_same_headers_counts():
    guesses = guesses_of(FIRST)
    memory = remember_mapping((), [guess.as_field(None) for guess in guesses])
    memory = remember_mapping(memory, [guess.as_field("notes" if guess.position == 1 else None) for guess in guesses])
    assert memory == ({"client": "", "shade": "notes", "fee group": "", "phone": ""},)


def test_repeated_headers_keep_their_own_meaning():
    guesses = guesses_of("Client,Contact,Contact\nA.B.,x,y\n")
    mapping = [guess.as_field(field) for guess, field in zip(guesses, ("name", "source", "notes"), strict=True)]
    again = recall_mapping(guesses, remember_mapping((), mapping))
    assert [guess.field for guess in again] == ["name", "source", "notes"]


def test_at_most_twenty_are_kept_and_the_oldest_goes():
    memory = ()
    for n in range(KEPT + 3):
        memory = remember_mapping(memory, [ColumnGuess(0, f"Column {n}", "name", 1.0)])
    assert [next(iter(entry)) for entry in memory] == [f"column {n}" for n in range(3, 23)]


def test_a_field_that_is_gone_is_ignored():
    guesses = guesses_of("Client,Phone\nA.B.,020 7946 0001\n")
    memory = ({"client": "name", "phone": "telepathy"},)
    assert fields_of(recall_mapping(guesses, memory)) == [("Client", "name", "remembered"), ("Phone", "phone", "exact")]


def test_a_guess_kept_does_not_take_a_field_that_is_remembered_elsewhere():
    guesses = guesses_of("Client,Full name\nA.B.,Ana Brook\n")
    memory = ({"client": "gone", "full name": "name"},)
    assert fields_of(recall_mapping(guesses, memory)) == [("Client", None, "none"), ("Full name", "name", "remembered")]


def test_a_protected_header_is_not_recalled_as_how_somebody_works():
    guesses = guesses_of("Client,Religion,Marital status\nA.B.,x,y\n")
    memory = ({"client": "name", "religion": "industry", "marital status": "x_marital_status"},)
    again = recall_mapping(guesses, memory)
    assert [guess.field for guess in again] == ["name", "faith", "x_marital_status"]
    assert all(is_protected(guess.field, guess.header) for guess in again[1:])


def test_a_file_without_headers_is_not_remembered():
    assert remember_mapping((), guesses_of("A.B.\nC.D.\n")) == ()


@given(st.lists(st.tuples(st.text(max_size=12), st.sampled_from(["", "name", "source", "x_own"])), max_size=8))
def test_recall_gives_back_what_was_remembered(columns):
    guesses = tuple(ColumnGuess(at, header, None, 0.0) for at, (header, _) in enumerate(columns))
    mapping = [guess.as_field(field or None) for guess, (_, field) in zip(guesses, columns, strict=True)]
    memory = remember_mapping((), mapping)
    again = recall_mapping(guesses, json.loads(json.dumps(memory)))
    if memory:
        assert [guess.field for guess in again] == [guess.field for guess in mapping]
    else:
        assert not any(header.strip() for header, _ in columns)
