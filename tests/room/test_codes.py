"""Codes instead of names in a room where the list is about people's health."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icp.model import Client, Workbook
from icp.room.codes import code_names, code_of, is_code


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Maria Keller", "MK"),
        ("maria keller", "MK"),
        ("Ann", "A"),  # three letters of a name are a name
        ("Jo", "J"),
        ("ik", "ik"),
        ("A. B. (2)", "A. B. (2)"),
        ("K-12", "K-12"),
        ("Jean-Luc de la Tour", "JLD"),
        ("born 17.03.1975", "B1975"),
        ("Žofie Ångström", "ŽÅ"),
        ("李", "李"),
    ],
)
def test_a_name_becomes_its_first_letters(name: str, code: str) -> None:
    assert code_of(name) == code


@given(st.text(min_size=1, max_size=40))
def test_what_comes_out_is_a_code_and_stays_one(name: str) -> None:
    code = code_of(name)
    assert is_code(code)
    assert code_of(code) == code


def named(work: Workbook) -> list[str]:
    return [client.name for client in work.clients]


def test_only_what_is_new_becomes_a_code_and_two_of_one_are_numbered() -> None:
    before = Workbook(clients=(Client(id="a", name="Maria Keller"), Client(id="b", name="MK")))
    after = before.changed(clients=(*before.clients, Client(id="c", name="Mia Kant"), Client(id="d", name="Max Kern")))
    assert named(code_names(before, after)) == ["Maria Keller", "MK", "MK2", "MK3"]
    again = code_names(before, after)
    assert code_names(again, again) == again


def test_a_name_typed_letter_by_letter_ends_as_one_code() -> None:
    work = Workbook()
    for text in ("M", "Ma", "Mari", "Maria", "Maria K", "Maria Keller"):
        work = code_names(work, work.changed(clients=(Client(id="a", name=text),)))
    assert named(work) == ["MK"]


def test_who_sent_somebody_is_coded_alike_and_addresses_stay_out() -> None:
    before = Workbook(clients=(Client(id="a", name="MK"),))
    told = {"referred_by": "Maria Keller; Paul Ober", "email": "m@example.org", "tier": 1}
    after = before.changed(clients=(*before.clients, Client(id="b", name="Mia Kant", values=told)))
    new = code_names(before, after).clients[1]
    assert new.name == "MK2"
    assert dict(new.values) == {"referred_by": "MK; PO", "tier": 1}


def test_what_was_known_before_stays_with_an_old_client() -> None:
    old = Client(id="a", name="Maria Keller", values={"email": "m@example.org", "referred_by": "Paul Ober"})
    before = Workbook(clients=(old,))
    after = before.with_client(old.with_values(tier=1))
    assert code_names(before, after) == after
