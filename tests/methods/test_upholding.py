"""The ladder of a missed rule, and the words at each of its steps."""

from datetime import date

import pytest

from icp.catalogue import rule_starters
from icp.dealings import Agreement, Breach, Dealings, Rule, RulesVersion
from icp.methods.letters import word_day
from icp.methods.upholding import find_matters, note_breach, settle_matter, take_step, write_reminder

RULE = Rule(id="r", expectation="Nine to five.", reason="We sleep.", consequence="Nobody picks up.", follow_up="Jule")
VERSION = RulesVersion(number=1, day=date(2026, 1, 1), rules=(RULE,), digest="a" * 64)
SIGNED = Agreement(client="ann", name="Ann", version=1, digest="a" * 64, sent=date(2026, 1, 2), state="signed",
                   signed_by="Ann", signed_on=date(2026, 1, 5))  # fmt: skip
LETTER = rule_starters().letter


def deal(*breaches, agreements=(SIGNED,), rules=(RULE,), version=VERSION):
    return Dealings(rules=rules, versions=(version,), agreements=agreements, breaches=breaches)


def missed(day, step=0, **parts):
    return Breach(rule="r", expectation="Nine to five.", client="ann", day=date(2026, 11, day), step=step, **parts)


def write(dealings, business="Quill"):
    (matter,) = find_matters(dealings)
    return write_reminder(matter, LETTER, name="Ann", business=business, tell=word_day)


@pytest.mark.parametrize(("step", "follows"), [(0, "first"), (1, "second"), (2, "talk"), (3, "look")])
def test_the_ladder(step, follows):
    (matter,) = find_matters(deal(missed(3, step)))
    assert (matter.taken, matter.next) == (step, follows)


def test_nobody_is_reminded_of_what_they_never_agreed_to():
    (matter,) = find_matters(deal(missed(3), agreements=()))
    assert (matter.next, matter.agreement, matter.rule, matter.expectation) == ("agree", None, None, "Nine to five.")
    with pytest.raises(ValueError, match="no reminder"):
        write_reminder(matter, LETTER, name="Ann", business="Quill", tell=word_day)


@pytest.mark.parametrize(("step", "follows"), [(1, "agree"), (2, "agree"), (3, "look")])
def test_whoever_took_the_agreement_back_is_asked_again_and_not_reminded(step, follows):
    gone = SIGNED.model_copy(update={"state": "revoked"})
    (matter,) = find_matters(deal(missed(3, step), agreements=(gone,)))
    assert (matter.next, matter.rule) == (follows, None)


def test_one_client_and_one_rule_are_one_matter_and_settled_ones_are_none():
    other = Breach(rule="r", client="bo", day=date(2026, 11, 1))
    matters = find_matters(deal(missed(9), missed(3, step=1), other, missed(1, settled=True)))
    assert [(m.client, [b.day.day for b in m.breaches]) for m in matters] == [("ann", [3, 9]), ("bo", [1])]


def test_a_new_breach_goes_on_where_the_matter_stands_and_begins_anew_once_settled():
    dealings = deal(missed(3, step=2), missed(1, step=3, settled=True))
    assert note_breach(dealings, client="ann", rule=RULE, day=date(2026, 11, 20)).step == 2
    assert note_breach(dealings, client="bo", rule=RULE, day=date(2026, 11, 20)).step == 0
    (matter,) = find_matters(dealings)
    closed = deal(*settle_matter(matter))
    assert find_matters(closed) == ()
    assert note_breach(closed, client="ann", rule=RULE, day=date(2026, 11, 20)).step == 0


def test_a_step_is_taken_for_all_of_the_matter_and_no_further_than_three():
    (matter,) = find_matters(deal(missed(3), missed(9)))
    day = date(2026, 11, 22)
    assert [(b.step, b.reminded) for b in take_step(matter, day)] == [(1, day), (1, day)]
    (last,) = find_matters(deal(missed(3, step=3)))
    assert [b.step for b in take_step(last, day)] == [3]


def test_the_kind_reminder_word_for_word():
    assert write(deal(missed(3))) == (
        "Hello Ann,\n\nThis is Jule from Quill.\n\nOn 5 January 2026 we agreed on this:\n“Nine to five.”\n\n"
        "On 3 November 2026 it went otherwise. That happens; I would only like us to go on as agreed. We sleep.\n\n"
        "If something stands in the way, tell us and we will find what works.\n\nThank you,\nJule, Quill"
    )


def test_an_owner_alone_sends_a_scheduled_note_that_is_nothing_personal():
    alone = VERSION.model_copy(update={"rules": (RULE.model_copy(update={"follow_up": "", "reason": ""}),)})
    text = write(deal(missed(3), version=alone))
    assert "goes out by the calendar and is nothing personal" in text
    assert "Jule" not in text
    assert text.endswith("Thank you,\nQuill")
    assert "go on as agreed.\n" in text


def test_the_second_names_the_last_day_and_what_was_agreed_to_happen():
    text = write(deal(missed(3, step=1), missed(17, step=1)))
    assert "missed again on 17 November 2026" in text
    assert "applies: Nobody picks up." in text
    assert "for everybody alike" in text


def test_without_a_consequence_the_second_offers_a_talk():
    silent = VERSION.model_copy(update={"rules": (RULE.model_copy(update={"consequence": ""}),)})
    assert "applies: We sit down and talk about it." in write(deal(missed(3, step=1), version=silent))


def test_the_guide_to_the_talk_has_rule_day_and_all_the_days_missed():
    text = write(deal(missed(3, step=2), missed(17, step=2)))
    for words in (
        "agreed (5 January 2026)",
        "(3 November 2026 and 17 November 2026)",
        "A trial until a day",
        "Nine to five.",
    ):
        assert words in text


def test_words_of_the_signed_version_are_used_after_the_rule_was_changed_or_taken_out():
    changed = RULE.model_copy(update={"expectation": "Ten to four."})
    assert "“Nine to five.”" in write(deal(missed(3), rules=(changed,)))
    assert "“Nine to five.”" in write(deal(missed(3), rules=()))


@pytest.mark.parametrize("nasty", ["{agreed}", "{0}", "{", "}", "{name.__class__}", "%s"])
def test_braces_in_typed_words_stay_words(nasty):
    odd = VERSION.model_copy(update={"rules": (RULE.model_copy(update={"expectation": nasty, "follow_up": nasty}),)})
    (matter,) = find_matters(deal(missed(3), version=odd))
    text = write_reminder(matter, LETTER, name=nasty, business=nasty, tell=word_day)
    assert f"Hello {nasty}," in text
    assert f"“{nasty}”" in text
    assert f"This is {nasty} from {nasty}." in text


def test_the_furthest_on_the_ladder_stands_first_then_the_latest():
    matters = find_matters(
        deal(
            Breach(rule="r", client="a", day=date(2026, 11, 20)),
            Breach(rule="r", client="b", day=date(2026, 11, 21)),
            Breach(rule="r", client="c", day=date(2026, 1, 1), step=2),
        )
    )
    assert [matter.client for matter in matters] == ["c", "b", "a"]
