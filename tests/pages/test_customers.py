"""Whoever says "customer" never reads "client"."""

from __future__ import annotations

import re

import pytest

from icp.catalogue import catalogue, for_customers
from icp.model import Client, Workbook
from icp.sample import sample_workbook
from tests.pages.conftest import RunPage

CLIENT = re.compile(r"\bclients?\b", re.I)
SAMPLE = sample_workbook().with_answer("term", "customer")
KINDS = ("title", "header", "subheader", "markdown", "caption", "info", "success", "warning", "button", "pills",
         "selectbox", "text_input", "text_area", "number_input", "toggle", "checkbox")  # fmt: skip


def read(app) -> str:  # type: ignore[no-untyped-def]
    words = []
    for part in (app.main, app.sidebar):
        for kind in KINDS:
            for element in getattr(part, kind):
                words += [getattr(element, name, "") or "" for name in ("label", "help", "placeholder")]
                words += [element.value] if kind in KINDS[:8] else []
                words += list(getattr(element, "options", ()))
    return "\n".join(map(str, words))


@pytest.mark.parametrize("page", catalogue().pages, ids=lambda page: page.id)
def test_no_page_says_client_to_somebody_who_says_customer(run_page: RunPage, page) -> None:  # type: ignore[no-untyped-def]
    shown = read(run_page(page.file, SAMPLE)).replace("Ideal Client Workshop", "")
    allowed = {"Client", "Do you say client or customer?"} if page.id in ("start", "guide") else set()
    said = {line for line in shown.splitlines() if CLIENT.search(line)} - allowed
    assert not {line for line in said if not line.startswith("A client is someone you look after")}


@pytest.mark.parametrize("screen", [2, 15, 16, 17, 22, 30])
def test_no_screen_of_the_guide_does(run_page: RunPage, screen: int) -> None:
    assert not CLIENT.search(read(run_page("guide.py", SAMPLE, screen=screen)))


def test_typed_names_ids_answers_and_places_stay(run_page: RunPage) -> None:
    theirs, ours = for_customers(catalogue()), catalogue()
    assert [q.id for q in theirs.questions] == [q.id for q in ours.questions]
    values = [[option.value for q in edition.questions for option in q.options] for edition in (theirs, ours)]
    assert values[0] == values[1]
    assert theirs.question("term") == ours.question("term")
    assert theirs.say("referrals.rest", n=2, clients="3 customers") == "2 more sent 3 customers"
    assert theirs.say("frame.app") == "Ideal Client Workshop"
    work = Workbook(clients=(Client(id="a", name="The client"),)).with_answer("term", "customer")
    assert "The client" in read(run_page("roster.py", work))
    assert "1 customer" in read(run_page("roster.py", work))
