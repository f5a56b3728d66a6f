"""Letters and conversations: only known facts, behaviours as reasons, one wording for each way and cause."""

from __future__ import annotations

from datetime import date

import pytest

from icp.catalogue import catalogue
from icp.dealings import Agreement, Breach, Course, Provider
from icp.methods.behaviours import shipped_behaviours
from icp.methods.fair_wording import find_unfair
from icp.methods.letters import guide_talk, word_facts, word_reasons, write_letter
from icp.model import Client, OwnQuestion, Workbook

TODAY = date(2026, 11, 22)
RULED = {"system": date(2026, 9, 1), "talk": date(2026, 10, 19), "terms": date(2026, 11, 16)}
HARALD = Client(id="h", name="Harald V.", values={"first_date": "2021-03-14"})


def work(**dealings: object) -> Workbook:
    plain = Workbook(clients=(HARALD,), answers={"business_name": "Salt & Ledger"})
    return plain.changed(dealings=plain.dealings.changed(**dealings))


def test_a_goodbye_names_what_was_tried_the_behaviour_the_last_day_and_somebody_else() -> None:
    course = Course(id="h", way="goodbye", cause="work", reasons=("respects_hours",), provider="o", **RULED)
    night = Provider(id="o", name="Nightowl Books", suits="owners who think after dark", contact="01632 960000")
    letter = write_letter(work(courses=(course,), providers=(night,)), HARALD, course, TODAY, date(2027, 1, 31))
    assert letter == (
        "Dear Harald V.,\n\n"
        "Thank you for the trust you have put in my work since 2021.\n\n"
        "We talked about it on 19 October 2026. On 16 November 2026 I offered other terms.\n\n"
        "I have come to see that the way this work has to be done, and the way I can do it well, are two different "
        "things. In practice that has meant calls and messages outside my working hours.\n\n"
        "That says nothing about you or your business; with somebody who works differently it may be no trouble at "
        "all.\n\n"
        "I will therefore finish my work for you on 31 January 2027. Until that day all goes on as agreed, and you get "
        "everything you need to carry on, in good order.\n\n"
        "You may be in better hands with Nightowl Books, who suit owners who think after dark. You reach them here: "
        "01632 960000.\n\n"
        "Thank you for the time we had. I wish you and your work well.\n\n"
        "With kind regards\nSalt & Ledger"
    )


@pytest.mark.parametrize("cause", ["person", "work", "money"])
def test_each_cause_has_words_of_its_own(cause: str) -> None:
    course = Course.model_validate({"id": "h", "way": "goodbye", "cause": cause, "reasons": ("pays_on_time",), **RULED})
    own = catalogue().say(f"letters.goodbye.{cause}", reasons=word_reasons(work(), course.reasons))
    assert own in write_letter(work(), HARALD, course, TODAY)
    heads = [line.say for line in guide_talk(work(), course, "goodbye", TODAY)]
    assert sum("invoices that stayed open" in said for said in heads) == 1


@pytest.mark.parametrize("way", ["cherish", "change", "reprice", "goodbye"])
@pytest.mark.parametrize("full", [True, False])
def test_no_draft_has_a_gap_or_asks_who_somebody_is(way: str, full: bool) -> None:
    fields = {"reasons": ("respects_hours", "does_the_work"), "change": "Calls before five.", **RULED} if full else {}
    course = Course.model_validate({"id": "h", "way": way, "trial": date(2027, 2, 26) if full else None, **fields})
    drafts = [write_letter(work(), HARALD, course, TODAY, date(2027, 1, 31) if full else None)]
    for talk in ("talk", "terms", "goodbye"):
        drafts += [line.say for line in guide_talk(work(), course, talk, TODAY, None)]  # type: ignore[arg-type]
    for draft in drafts:
        assert not {"{", "}", "..", "  ", " .", "“”", " ”"} & {
            draft[at : at + n] for at in range(len(draft)) for n in (1, 2)
        }
        assert find_unfair(draft) == ()


def test_reasons_are_joined_and_who_somebody_is_gets_no_words() -> None:
    asks = Workbook(
        questions=(
            OwnQuestion(id="x_rush", label="Everything is urgent"),
            OwnQuestion(id="x_church", label="Which church do they go to?"),
        )
    )
    assert word_reasons(asks, ("respects_hours", "pays_on_time", "x_rush")) == (
        "calls and messages outside my working hours, invoices that stayed open beyond their date and “Everything is "
        "urgent”"
    )
    assert word_reasons(asks, ("x_church", "age", "gender", "place")) == ""


def test_every_shipped_behaviour_has_words_for_the_client() -> None:
    assert {behaviour.column for behaviour in shipped_behaviours()} <= set(catalogue().words["letters"]["reason"])


def test_facts_are_those_that_happened() -> None:
    signed = Agreement(client="h", name="H", version=1, digest="0" * 64, sent=TODAY, state="signed",
                       signed_on=date(2025, 1, 14))  # fmt: skip
    late = [Breach(rule="r", client="h", day=date(2026, month, 3)) for month in (2, 5)]
    before = Breach(rule="r", client="h", day=date(2024, 12, 3))
    other = Breach(rule="r", client="z", day=date(2026, 6, 3))
    course = Course(id="h", way="goodbye", talk=date(2026, 12, 1), terms=date(2026, 11, 16))
    told = word_facts(work(agreements=(signed,), breaches=(*late, before, other)), course, TODAY)
    assert told == (
        "On 14 January 2025 we agreed in writing on how we work together. Since then it has come up 2 times, last on "
        "3 May 2026. On 16 November 2026 I offered other terms."
    )
    assert word_facts(work(breaches=tuple(late)), Course(id="h", way="change"), TODAY) == ""
    revoked = signed.model_copy(update={"state": "revoked"})
    assert word_facts(work(agreements=(revoked,)), Course(id="h", way="change"), TODAY) == ""


def test_a_trial_ends_on_its_day_and_a_new_price_begins_on_its() -> None:
    change = Course(id="h", way="change", change="Calls before five.", trial=date(2027, 2, 26))
    letter = write_letter(work(), HARALD, change, TODAY)
    assert "From now on I ask for this: Calls before five." in letter
    assert "until 26 February 2027" in letter
    reprice = Course(id="h", way="reprice", change="The year-end only.", terms=date(2027, 1, 1))
    assert "It would begin on 1 January 2027." in write_letter(work(), HARALD, reprice, TODAY)


def test_no_letter_announces_a_day_that_is_over() -> None:
    """Who was to go and stays on other terms was offered them on a day before: nothing began then."""
    reprice = Course(id="h", way="reprice", terms=date(2026, 11, 16))
    assert "begin on" not in write_letter(work(), HARALD, reprice, TODAY)
    change = Course(id="h", way="change", trial=TODAY)
    assert "try it until" not in write_letter(work(), HARALD, change, TODAY)


def test_names_and_words_of_the_owner_stand_as_typed() -> None:
    odd = Client(id="h", name="{A} *B* <c> 😀")
    letter = write_letter(work(), odd, Course(id="h", way="cherish", change="{gift} & 100 %"), TODAY)
    assert letter.startswith("Dear {A} *B* <c> 😀,")
    assert "{gift} & 100 %" in letter
