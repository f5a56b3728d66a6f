"""Whether rules are clear: every kind of flaw, and that the rules shipped have none."""

import pytest

from icp.catalogue import rule_starters
from icp.dealings import Rule
from icp.methods.readiness import Flaw, check_readiness, has_measure, split_sentences
from icp.methods.welcome import adopt_template

GOOD = {"expectation": "Papers are here by the 10th.", "consequence": "On the 11th a note comes.", "group": "Work"}


def flaws(follow_up_said=True, **parts):
    rule = Rule(id="r", **{**GOOD, **parts})
    return check_readiness([rule], follow_up_said=follow_up_said)


def test_a_good_rule_has_no_flaw():
    assert flaws() == ()


@pytest.mark.parametrize("kit", rule_starters().kits)
def test_every_shipped_rule_is_clear(kit):
    starters = rule_starters()
    rules = [adopt_template(starters, template.id) for template in starters.kits[kit].rule]
    assert len(rules) >= 8
    assert check_readiness(rules, follow_up_said=True) == ()


@pytest.mark.parametrize(
    ("sentence", "found", "instead"),
    [
        ("Send it soon, by the 10th.", "soon", "the day or hour"),
        ("On day one, as soon  as possible.", "as soon  as possible", "the day or hour"),
        ("TRY to come by nine.", "TRY", "what you do, without “try”"),
        ("Within two days, if possible.", "if possible", "what you ask for"),
        ("Use appropriate shoes from day one.", "appropriate", "what exactly"),
    ],
)
def test_a_vague_word_is_named_with_its_sentence_and_what_to_put(sentence, found, instead):
    first = "Ring me on Monday."
    assert flaws(expectation=f"{first} {sentence}") == (Flaw("vague", "r", "expectation", sentence, found, instead),)


@pytest.mark.parametrize("text", ["The country road is closed on Monday.", "Sooner by one day.", "Trying shoes on: 2."])
def test_a_vague_word_inside_another_is_none(text):
    assert flaws(expectation=text) == ()


def test_a_vague_reason_is_nobodys_trouble():
    assert flaws(reason="So that it is done soon.") == ()


def test_without_number_or_time_nobody_can_tell_kept_from_broken():
    assert flaws(expectation="Be kind to us") == (Flaw("no_measure", "r", "expectation", "Be kind to us"),)


def test_without_consequence():
    assert flaws(consequence="  ") == (Flaw("no_consequence", "r", "consequence"),)


def test_a_sentence_of_36_words_is_long_and_one_of_35_is_not():
    assert flaws(expectation=" ".join(["one"] * 35)) == ()
    text = " ".join(["one"] * 36)
    assert flaws(expectation=text) == (Flaw("long", "r", "expectation", text, count=36),)


@pytest.mark.parametrize("part", ["expectation", "reason", "consequence"])
def test_asking_who_somebody_is_is_found_in_every_part(part):
    (flaw,) = flaws(**{part: "On day one you tell us: are you married?"})
    assert (flaw.code, flaw.part, flaw.found) == ("unfair", part, "are you married")
    assert flaw.instead


def test_the_same_words_twice_in_other_letters():
    rules = [Rule(id="a", **GOOD), Rule(id="b", **{**GOOD, "expectation": "papers are  HERE by the 10th."})]
    assert check_readiness(rules, follow_up_said=True) == (
        Flaw("twice", "b", "expectation", "papers are  HERE by the 10th."),
    )


def test_six_rules_in_no_group_are_too_many_and_five_are_not():
    rules = [Rule(id=str(n), expectation=f"By the {n}th", consequence="A note") for n in range(4, 10)]
    assert check_readiness(rules[:5], follow_up_said=True) == ()
    assert check_readiness(rules, follow_up_said=True) == (Flaw("ungrouped", count=6),)


def test_many_rules_in_groups_are_fine():
    rules = [Rule(id=str(n), expectation=f"By the {n}th", consequence="A note", group=str(n % 4)) for n in range(40)]
    assert check_readiness(rules, follow_up_said=True) == ()


def test_nobody_reminds_unless_said_for_all_or_for_the_rule():
    assert flaws(follow_up_said=False) == (Flaw("no_follow_up", part="follow_up", count=1),)
    assert flaws(follow_up_said=False, follow_up="Jule") == ()


def test_no_rules_no_flaws():
    assert check_readiness([], follow_up_said=False) == ()


@pytest.mark.parametrize(
    ("text", "measured"),
    [("24 hours", True), ("at noon", True), ("twice", True), ("Always knock", True), ("be good", False), ("", False),
     ("everyday clothes", False)],
)  # fmt: skip
def test_numbers_and_times(text, measured):
    assert has_measure(text) is measured


def test_sentences_end_at_points_marks_and_lines():
    assert split_sentences("By ten! Or not?\nThen we wait") == ["By ten!", "Or not?", "Then we wait"]
