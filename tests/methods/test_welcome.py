"""The welcome packet and the note that announces rules, word for word."""

import re

import pytest
from pydantic import ValidationError

from icp.catalogue import RuleStarters, catalogue, rule_starters
from icp.dealings import Rule
from icp.methods.fair_wording import find_unfair
from icp.methods.rule_document import Difference, compare_rules
from icp.methods.welcome import (
    WIDTH,
    adopt_template,
    fill_packet,
    offer_templates,
    write_announcement,
    write_packet,
    write_request,
    write_rules,
)

STARTERS = rule_starters()
WORDS = {"rules": "What we agree on", "reason": "Why:", "consequence": "Otherwise:", "follow_up": "Who:"}
DOCUMENT = {
    "groups": [
        {"title": "Work", "rules": [
            {"expectation": "By the 10th.", "reason": "We wait.", "consequence": "", "follow_up": "Jule"}]},
        {"title": "", "rules": [{"expectation": "No dogs.", "reason": "", "consequence": "Out.", "follow_up": ""}]},
    ]
}  # fmt: skip
RULES = (
    "What we agree on\n================\n\nWORK\n\n1. By the 10th.\n   Why: We wait.\n   Who: Jule\n\n"
    "2. No dogs.\n   Otherwise: Out."
)


def test_rules_as_plain_text():
    assert write_rules(DOCUMENT, WORDS) == RULES


def test_the_packet_has_its_rules_after_the_checklist_and_leaves_empty_parts_out():
    parts = {"hello": "Good day.", "send": " ", "before": "Read it\n\nSign it", "after": "We write."}
    titles = {"hello": "Hi", "send": "Send", "before": "Before", "after": "Then"}
    assert write_packet(parts, titles, DOCUMENT, WORDS) == (
        f"Hi\n==\nGood day.\n\nBefore\n======\n[ ] Read it\n[ ] Sign it\n\n{RULES}\n\nThen\n====\nWe write.\n"
    )
    assert RULES not in write_packet(parts, titles, None, WORDS)


def test_no_line_is_wider_than_a_printed_page():
    text = write_packet({"before": "word " * 60}, {"before": "Before"}, None, WORDS)
    assert max(map(len, text.splitlines())) <= WIDTH


@pytest.mark.parametrize("kit", STARTERS.kits)
def test_every_kit_fills_every_part_and_names_the_business(kit):
    parts = fill_packet(STARTERS, kit, {}, "Quill & {Co}", "us")
    assert list(parts) == list(STARTERS.parts)
    assert all(parts.values())
    assert "Quill & {Co}" in parts["hello"]
    assert "us" in fill_packet(STARTERS, kit, {}, "", "us")["hello"]


def test_the_owners_words_win_also_empty_ones_and_a_blank_kit_is_empty():
    parts = fill_packet(STARTERS, "online", {"hello": "Moin", "send": ""}, "Quill", "us")
    assert (parts["hello"], parts["send"]) == ("Moin", "")
    assert set(fill_packet(STARTERS, "blank", {}, "Quill", "us").values()) == {""}


# ── announcing ───────────────────────────────────────────────────────────────────────────────────────────────────

OLD = Rule(id="a", expectation="By the 10th.", reason="We wait.")
NEW = Rule(id="b", expectation="No dogs.")


def announce(difference, **options):
    said = {"first": False, "name": "Ann", "business": "Quill", "day": "1 May", "signed": "Quill", "how": "paper"}
    return write_announcement(difference, STARTERS.letter, **{**said, **options})


def test_new_changed_and_dropped_rules_are_announced():
    later = OLD.model_copy(update={"expectation": "By the 12th."})
    gone = Rule(id="c", expectation="No cats.")
    text = announce(compare_rules((OLD, gone), (later, NEW)))
    assert "– New: No dogs.\n– Changed: By the 12th. We wait.\n– No longer: No cats.\n" in text
    assert "from 1 May on" in text
    assert "two copies on paper" in text


def test_the_first_rules_are_announced_as_such():
    text = announce(Difference(added=(OLD, NEW)), first=True)
    assert "– By the 10th. We wait.\n– No dogs.\n" in text
    assert "without ever writing down how" in text
    nameless = announce(Difference(added=(OLD, NEW)), first=True, business=STARTERS.letter["we"])
    assert "writing down how. Now my office has put it on one page" in nameless


@pytest.mark.parametrize(
    ("how", "words"), [("link", "on your telephone: https://x/sign#t"), ("follows", "comes with the next message")]
)
def test_how_to_agree(how, words):
    assert words in announce(Difference(added=(OLD,)), how=how, link="https://x/sign#t" if how == "link" else "")


def test_whoever_never_agreed_is_asked_without_news():
    text = write_request(STARTERS.letter, name="{how}", business="Quill", signed="Quill", link="https://x/sign#t")
    assert text.startswith("Hello {how},\n\nSo that working together stays easy")
    assert "on your telephone: https://x/sign#t\n\nThank you,\nQuill" in text


def test_typed_braces_stay_words():
    text = announce(Difference(added=(Rule(expectation="{name}"),)), name="{day}", business="{how}")
    assert "Hello {day}," in text
    assert "– New: {name}" in text
    assert "{how} has" in text


# ── what is shipped ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_rule_taken_over_keeps_what_it_began_as():
    rule = adopt_template(STARTERS, "practice_part")
    assert (rule.group, rule.about, rule.template) == ("Your part of the work", "does_the_work", "practice_part")
    with pytest.raises(ValueError, match="no rule"):
        adopt_template(STARTERS, "nothing")


def test_what_is_taken_is_not_offered_again():
    taken = adopt_template(STARTERS, "online_hours").model_copy(update={"expectation": "Ten to four"})
    offered = offer_templates(STARTERS, "online", [taken])
    assert len(offered) == len(STARTERS.kits["online"].rule) - 1
    assert "online_hours" not in offered
    assert offer_templates(STARTERS, "blank", []) == ()


@pytest.mark.parametrize("kit", STARTERS.kits)
def test_every_kit_has_a_rule_for_every_behaviour_and_every_group(kit):
    rules = STARTERS.kits[kit].rule
    behaviours = {q.id for q in catalogue().fields.values() if q.group == "behaviour"}
    assert behaviours <= {rule.about for rule in rules}
    assert {rule.group for rule in rules} == STARTERS.groups.keys()


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"groups": {}}, "unknown group"),
        ({"kit_of": {"trades": "nowhere"}}, "every trade a kit"),
        ({"packet": {}}, "every kit has a packet"),
        ({"parts": {"hello": "Hi"}}, "the same parts"),
        ({"kits": {**STARTERS.kits, "twin": STARTERS.kits["online"]}}, "share an id"),
    ],
)
def test_a_file_of_rules_that_does_not_hang_together_is_refused(changed, says):
    with pytest.raises(ValidationError, match=says):
        RuleStarters(**{**dict(STARTERS), **changed})


def test_every_trade_has_a_kit_but_the_one_nobody_can_know():
    trades = {option.value for option in catalogue().question("trade").options}
    assert trades - STARTERS.kit_of.keys() == {"other"}


def test_all_shipped_words_are_fair_and_speak_to_the_reader():
    texts = [text for kit in STARTERS.kits.values() for rule in kit.rule
             for text in (rule.expectation, rule.reason, rule.consequence)]  # fmt: skip
    texts += [text for packet in STARTERS.packet.values() for text in packet.values()] + list(STARTERS.letter.values())
    for text in texts:
        assert find_unfair(text) == (), text
        assert not re.search(r"(?i)\b(clients?|customers?)\b", text), text
