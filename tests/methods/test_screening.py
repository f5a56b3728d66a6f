"""Screening: the verdict, the next question, what follows, and the counts of everybody asked."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icp.dealings import Prospect
from icp.methods.screening import (
    answer,
    close,
    count_funnel,
    find_client,
    find_prospects,
    judge,
    list_waiting,
    make_client,
    next_must,
    reasons,
    reopen,
    take_back,
    wait_until,
)
from icp.model import Client

TODAY = date(2026, 11, 22)
MUSTS = ("hours", "dates", "pays")


def prospect(name: str = "Pavel", **parts: object) -> Prospect:
    return Prospect(name=name, **{"day": TODAY, **parts})  # type: ignore[arg-type]


def ask(someone: Prospect, *said: str, musts: tuple[str, ...] = MUSTS) -> Prospect:
    for word in said:
        due = next_must(someone, musts)
        assert due is not None
        someone = answer(someone, due, word, f"{due}!", musts, TODAY)  # type: ignore[arg-type]
    return someone


@pytest.mark.parametrize(
    ("said", "verdict", "due"),
    [
        ((), "ask", "hours"),
        (("yes",), "ask", "dates"),
        (("unsure",), "ask", "dates"),
        (("unsure", "yes", "yes"), "ask", None),
        (("yes", "yes", "yes"), "yes", None),
        (("no",), "no", None),
        (("unsure", "no"), "no", None),
    ],
)
def test_one_no_decides_and_an_open_answer_asks(said: tuple[str, ...], verdict: str, due: str | None) -> None:
    someone = ask(prospect(), *said)
    assert (judge(someone, MUSTS), next_must(someone, MUSTS)) == (verdict, due)


def test_without_must_haves_everybody_is_a_yes() -> None:
    assert judge(prospect(), ()) == "yes"
    assert next_must(prospect(), ()) is None


def test_unsure_at_the_end_waits_three_days_and_keeps_a_day_set_before() -> None:
    waits = ask(prospect(), "yes", "unsure", "yes")
    assert (waits.outcome, waits.decide_by) == ("waiting", date(2026, 11, 25))
    later = ask(take_back(wait_until(waits, date(2026, 12, 1))), "yes")
    assert (later.outcome, later.decide_by) == ("waiting", date(2026, 12, 1))
    assert ask(prospect(), "unsure").outcome == "open", "not before the last question"


def test_the_words_of_the_day_stay_with_the_answer() -> None:
    someone = ask(prospect(), "yes", "no")
    assert someone.asked == {"hours": "hours!", "dates": "dates!"}
    assert reasons(someone, "no") == ("dates!",)
    assert reasons(someone, "yes") == ("hours!",)


def test_taking_back_leads_to_the_question_before() -> None:
    someone = ask(prospect(), "yes", "no")
    back = take_back(someone)
    assert back.answers == {"hours": "yes"}
    assert next_must(back, MUSTS) == "dates"
    assert take_back(take_back(back)).answers == {}


def test_reopened_only_what_was_no_yes_is_asked_again() -> None:
    declined = close(ask(prospect(), "yes", "no"), "declined", TODAY, "p1")
    assert (declined.outcome, declined.closed, declined.provider) == ("declined", TODAY, "p1")
    again = reopen(declined)
    assert (again.outcome, again.closed, again.answers) == ("open", None, {"hours": "yes"})
    assert next_must(again, MUSTS) == "dates"


@given(st.lists(st.sampled_from(["yes", "unsure", "no"]), max_size=6), st.integers(0, 4))
def test_the_verdict_is_kleene_and_asks_each_at_most_once(said: list[str], musts: int) -> None:
    ids = tuple(f"m{n}" for n in range(musts))
    someone, given_ = prospect(), []
    for word in said:
        due = next_must(someone, ids)
        if due is None:
            break
        someone = answer(someone, due, word, due, ids, TODAY)  # type: ignore[arg-type]
        given_.append(word)
    expected = "no" if "no" in given_ else "ask" if "unsure" in given_ or len(given_) < musts else "yes"
    assert judge(someone, ids) == expected
    assert list(someone.answers) == list(ids[: len(given_)])
    assert (someone.outcome == "waiting") == (expected == "ask" and len(given_) == musts)


def test_whoever_decides_first_stands_in_front() -> None:
    late, soon = (wait_until(prospect(name), day) for name, day in (("L", date(2026, 12, 9)), ("S", TODAY)))
    unset = prospect("U", outcome="waiting")
    assert list_waiting([late, prospect("open"), unset, soon]) == (soon, late, unset)


def test_the_funnel_counts_each_once_and_tells_how_they_turned_out() -> None:
    people = [
        ask(prospect("asked halfway"), "yes"),
        ask(prospect("waits"), "yes", "unsure", "yes"),
        close(ask(prospect("no"), "no"), "declined", TODAY),
        close(ask(prospect("went elsewhere"), "yes", "yes", "yes"), "withdrawn", TODAY),
        *(close(ask(prospect(n, id=i), "yes", "yes", "yes"), "taken", TODAY) for n, i in
          (("Ann", "a"), ("bob ", "b"), ("Cid", "c"), ("Dora", "d"))),
        prospect("never asked"),
    ]  # fmt: skip
    clients = [
        Client(id="a", name="Ann Renamed", values={"tier": 1}),
        Client(id="x", name="Bob", values={"tier": 3}),
        Client(id="y", name="Cid", values={}),
        Client(id="z1", name="Dora", values={"tier": 1}),
        Client(id="z2", name="Dora", values={"tier": 2}),
    ]
    funnel = count_funnel(people, clients)
    assert (funnel.asked, funnel.open, funnel.waiting, funnel.taken, funnel.declined, funnel.withdrawn) == (
        8, 1, 1, 4, 1, 1)  # fmt: skip
    assert (funnel.glad, funnel.fine, funnel.sinks, funnel.known) == (1, 0, 1, 2)
    assert funnel.conversion == pytest.approx(4 / 6)
    assert find_client(people[-2], clients) is None, "two of that name: nobody knows which"


def test_the_funnel_of_nobody_and_since_a_day() -> None:
    assert count_funnel([], []).conversion is None
    old = close(ask(prospect(day=date(2025, 1, 1)), "no"), "declined", TODAY)
    assert count_funnel([old], [], since=date(2026, 1, 1)).asked == 0
    assert count_funnel([old], [], since=date(2025, 1, 1)).asked == 1


def test_finding_looks_at_name_source_note_and_reasons_newest_first() -> None:
    gerd = ask(prospect("Gerd O.", day=date(2026, 10, 1), source="Facebook"), "no")
    lisa = ask(prospect("Lisa M.", note="Runs a BAR"), "yes")
    people = (gerd, lisa)
    assert find_prospects(people) == (lisa, gerd)
    assert find_prospects(people, text=" bar ") == (lisa,)
    assert find_prospects(people, text="FACEBOOK") == (gerd,)
    assert find_prospects(people, text="hours!") == (lisa, gerd)
    assert find_prospects(people, ("declined",)) == ()
    assert find_prospects(people, ("open", "declined"), "gerd") == (gerd,)


def test_a_client_made_of_a_prospect_is_known_again_and_remembers_who_sent_them() -> None:
    ines = Client(id="i", name="Ines K.")
    made = make_client(prospect("Pavel", id="q1", source="ines k."), [ines], TODAY)
    assert (made.id, made.name) == ("q1", "Pavel")
    assert made.values == {"status": "present", "first_date": "2026-11-22", "referred_by": "ines k."}
    assert make_client(prospect("X", source="Website"), [ines], TODAY).values["source"] == "Website"
    assert "source" not in make_client(prospect("X"), [ines], TODAY).values
    assert find_client(prospect("Other name", id="q1"), [made]) == made


def test_a_thousand_prospects_are_counted_and_searched_at_once() -> None:
    import time

    people = [close(ask(prospect(f"Person {n}", id=f"p{n}"), "no"), "taken", TODAY) for n in range(1_000)]
    clients = [Client(id=f"c{n}", name=f"Person {n}", values={"tier": 1}) for n in range(5_000)]
    start = time.process_time()
    assert count_funnel(people, clients).glad == 1_000
    assert len(find_prospects(people, text="person 99")) == 11
    assert time.process_time() - start < 3  # the tenth of a second it takes, with room; quadratic, it takes a minute
