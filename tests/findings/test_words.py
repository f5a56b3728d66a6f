"""Sentences as plain text, and people by name or by number."""

from __future__ import annotations

import pytest

from icp.catalogue import catalogue, speak
from icp.findings.names import call, call_all
from icp.findings.words import counted, enumerate_words, money, plain, term
from icp.model import Client, Workbook


def test_bold_marks_of_the_words_go_and_typed_ones_stay() -> None:
    assert catalogue().say("transition.pairs.alone").startswith("**{name}**")
    assert plain("transition.pairs.alone", name="**Bo** {x}").startswith("**Bo** {x} goes;")


def test_a_place_may_be_filled_under_either_name() -> None:
    assert plain("roster.former", safe_name="Ann") == plain("roster.former", name="Ann") == "Ann (former)"


@pytest.mark.parametrize(
    ("words", "most", "told"),
    [
        ([], None, ""),
        (["a"], 3, "a"),
        (["a", "b", "c"], 3, "a, b and c"),
        (["a", "b", "c", "d"], 3, "a, b and 2 more"),
    ],
)
def test_lists_are_told_and_cut_short(words: list[str], most: int | None, told: str) -> None:
    assert enumerate_words(words, most) == told


def test_a_number_stays_with_its_client_wherever_names_are_chosen_from() -> None:
    left = {"status": "former"}
    work = Workbook(clients=(Client(id="a", name="A. B.", values=left), Client(id="b", name="A. B."),
                             Client(id="c", name="C. D.")))  # fmt: skip
    assert call_all(work, apart=True) == {"a": "A. B. (former)", "b": "A. B. (2)", "c": "C. D."}
    assert call_all(work, apart=True, only_present=True) == {"b": "A. B. (2)", "c": "C. D."}
    assert call_all(work)["b"] == "A. B."


def test_amounts_and_counts() -> None:
    pounds = Workbook(answers={"currency": "GBP"})
    assert (money(13800.4, pounds), money(-5, pounds), counted(1, "client")) == ("£13,800", "−£5", "1 client")
    assert term(Workbook(answers={"term": "customer"}), many=True) == "customers"


def test_who_is_served_elsewhere_does_not_change_what_a_file_says() -> None:
    with speak("customer"):
        assert "customer" in plain("report.portrait.name")
        with speak("client"):
            assert "client" in plain("report.portrait.name")
        assert "customer" in plain("report.portrait.name")
    assert "client" in plain("report.portrait.name")


def test_people_are_called_by_name_or_by_their_place() -> None:
    ann, bo = Client(id="a", name="Ann"), Client(id="b", name="Bo", values={"status": "former"})
    work = Workbook(clients=(ann, bo))
    assert call_all(work) == {"a": "Ann", "b": "Bo (former)"}
    assert call_all(work, hidden=True, only_present=True) == {"a": "Client 1"}
    assert call(bo, work, hidden=True) == "Client 2 (former)"
    assert call(Client(id="z", name="Zoe"), work, hidden=True) == "Zoe"
