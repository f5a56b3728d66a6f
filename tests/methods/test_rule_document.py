"""Versions of rules: what a client is shown, its fingerprint, and what differs."""

import hashlib
import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icp.dealings import Dealings, Rule, RulesVersion
from icp.methods.rule_document import (
    build_document,
    canonical_bytes,
    compare_rules,
    compare_words,
    fingerprint,
    is_intact,
    order_rules,
    publish_version,
    settle_rules,
)

PAPERS = Rule(id="p", group="Work", expectation="By the 10th", reason="We wait", consequence="Later", about="x")
CALLS = Rule(id="c", group="Calls", expectation="Nine to five", follow_up="Ana")
LOOSE = Rule(id="l", expectation="No dogs inside")
DATES = Rule(id="d", group="Work", expectation="A day ahead")
ALL = (LOOSE, PAPERS, CALLS, DATES)
DAY = date(2026, 11, 22)


def publish(*rules, versions=(), follow_up="", business="Quill"):
    return publish_version(Dealings(rules=rules, versions=versions), business=business, day=DAY, follow_up=follow_up)


def test_rules_stand_by_group_where_its_first_stands_and_loose_ones_last():
    assert [rule.id for rule in order_rules(ALL)] == ["p", "d", "c", "l"]


def test_the_document_holds_what_a_client_reads_and_nothing_else():
    assert build_document(publish(PAPERS, LOOSE)) == {
        "business": "Quill",
        "number": 1,
        "day": "2026-11-22",
        "groups": [
            {"title": "Work", "rules": [
                {"expectation": "By the 10th", "reason": "We wait", "consequence": "Later", "follow_up": ""}]},
            {"title": "", "rules": [
                {"expectation": "No dogs inside", "reason": "", "consequence": "", "follow_up": ""}]},
        ],
    }  # fmt: skip


def test_the_fingerprint_is_the_sha_256_of_the_sorted_json():
    document = {"number": 1, "business": "Café", "groups": []}
    text = '{"business":"Café","groups":[],"number":1}'
    assert canonical_bytes(document) == text.encode()
    assert fingerprint(document) == hashlib.sha256(text.encode()).hexdigest()


def test_letters_written_in_two_ways_give_one_fingerprint():
    assert fingerprint({"business": "Cafe\u0301"}) == fingerprint({"business": "Caf\u00e9"})


def test_whoever_reminds_is_settled_when_a_version_is_made():
    assert [rule.follow_up for rule in publish(PAPERS, CALLS, follow_up="Jule").rules] == ["Jule", "Ana"]
    assert [rule.follow_up for rule in settle_rules((PAPERS,), "")] == [""]


def test_versions_count_up_and_rules_are_needed():
    first = publish(PAPERS)
    assert publish(PAPERS, CALLS, versions=(first,)).number == 2
    with pytest.raises(ValueError, match="no rules"):
        publish()


@pytest.mark.parametrize(
    "changed",
    [{"business": "Other"}, {"number": 2}, {"day": date(2026, 11, 23)}, {"rules": (CALLS,)}, {"digest": "0" * 64}],
)
def test_a_version_that_was_touched_is_not_intact(changed):
    version = publish(PAPERS)
    assert is_intact(version)
    assert not is_intact(version.model_copy(update=changed))


def test_what_a_client_does_not_read_leaves_the_fingerprint_alone():
    version = publish(PAPERS)
    same = version.model_copy(update={"rules": (PAPERS.model_copy(update={"about": None, "id": "q"}),)})
    assert is_intact(same)


def test_a_version_is_intact_after_json():
    version = publish(*ALL)
    assert is_intact(RulesVersion.model_validate_json(version.model_dump_json()))


# ── differences ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_added_removed_and_reworded_rules_are_told_apart_by_id():
    later = PAPERS.model_copy(update={"expectation": "By the 12th", "reason": "The office waits"})
    found = compare_rules((PAPERS, CALLS), (later, DATES))
    assert ([rule.id for rule in found.added], [rule.id for rule in found.removed]) == (["d"], ["c"])
    (change,) = found.changed
    assert change.parts.keys() == {"expectation", "reason"}
    assert [(piece.kind, piece.text) for piece in change.parts["expectation"]] == [
        ("same", "By the "), ("removed", "10th"), ("added", "12th"),
    ]  # fmt: skip
    assert len(found) == 3


def test_another_order_or_another_trouble_is_no_difference():
    assert not compare_rules(ALL, ALL[::-1])
    assert not compare_rules((PAPERS,), (PAPERS.model_copy(update={"about": None, "template": "t"}),))


def test_another_group_is_a_difference():
    assert compare_rules((PAPERS,), (PAPERS.model_copy(update={"group": "Papers"}),)).changed[0].parts.keys() == {
        "group"
    }


@given(st.text(max_size=60), st.text(max_size=60))
def test_pieces_put_together_are_both_texts(before, after):
    pieces = compare_words(before, after)
    assert "".join(p.text for p in pieces if p.kind != "added") == before
    assert "".join(p.text for p in pieces if p.kind != "removed") == after


@given(st.text(max_size=60))
def test_a_text_and_itself_are_the_same(text):
    assert {piece.kind for piece in compare_words(text, text)} <= {"same"}


@given(st.lists(st.builds(Rule, expectation=st.text(min_size=1, max_size=30), group=st.sampled_from(["", "A", "B"])),
                min_size=1, max_size=6, unique_by=lambda rule: rule.id))  # fmt: skip
def test_every_version_is_intact_and_differs_from_nothing_but_changes(rules):
    version = publish(*rules)
    assert is_intact(version)
    assert not compare_rules(version.rules, settle_rules(rules, ""))
    json.loads(canonical_bytes(build_document(version)))
