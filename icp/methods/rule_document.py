"""The rules as a client is shown them: one plain structure, its fingerprint, and what differs between two versions.

The fingerprint is the SHA-256 of the structure as JSON with sorted keys, no spaces and NFC letters in UTF-8 (after RFC
8785, whose rules for numbers are not needed: the only number is a whole one). The same rules on the same day give the
same fingerprint on every machine, so both sides can tell later that nothing was changed.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import Any, Literal

from icp.dealings import Dealings, Rule, RulesVersion

SHOWN = ("expectation", "reason", "consequence", "follow_up")
"""What of a rule a client reads."""
_COMPARED = ("group", *SHOWN)


def build_document(version: RulesVersion) -> dict[str, Any]:
    """What every client is shown of a version: business, number, day, and the rules by group, in the owner's order.

    Groups stand in the order in which they first come up; rules without one come last, under "".
    """
    return _structure(version.business, version.number, version.day, version.rules)


def _structure(business: str, number: int, day: date, rules: Sequence[Rule]) -> dict[str, Any]:
    groups: dict[str, list[dict[str, str]]] = {}
    for rule in order_rules(rules):
        groups.setdefault(rule.group, []).append({part: getattr(rule, part) for part in SHOWN})
    return {
        "business": business,
        "number": number,
        "day": day.isoformat(),
        "groups": [{"title": title, "rules": listed} for title, listed in groups.items()],
    }


def order_rules(rules: Sequence[Rule]) -> tuple[Rule, ...]:
    """The rules group by group, a group where its first rule stands, those without a group last."""
    place: dict[str, int] = {}
    for rule in rules:
        place.setdefault(rule.group, len(place))
    return tuple(sorted(rules, key=lambda rule: (rule.group == "", place[rule.group])))


def canonical_bytes(document: Mapping[str, Any]) -> bytes:
    """The bytes a fingerprint is taken of; equal documents give equal bytes, whatever the order of their keys."""
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return unicodedata.normalize("NFC", text).encode()


def fingerprint(document: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical bytes, 64 hexadecimal digits."""
    return hashlib.sha256(canonical_bytes(document)).hexdigest()


def publish_version(dealings: Dealings, *, business: str, day: date, follow_up: str) -> RulesVersion:
    """The rules of today as the next version. ``follow_up``: who reminds where a rule names nobody, "" the owner.

    Raises ValueError when there are no rules.
    """
    if not dealings.rules:
        raise ValueError("there are no rules to publish")
    rules = settle_rules(dealings.rules, follow_up)
    number = dealings.latest.number + 1 if dealings.latest else 1
    digest = fingerprint(_structure(business, number, day, rules))
    return RulesVersion(number=number, day=day, business=business, rules=rules, digest=digest)


def settle_rules(rules: Sequence[Rule], follow_up: str) -> tuple[Rule, ...]:
    """The rules as they would be published: in order, each with whoever reminds."""
    return tuple(
        rule if rule.follow_up else rule.model_copy(update={"follow_up": follow_up}) for rule in order_rules(rules)
    )


def is_intact(version: RulesVersion) -> bool:
    """Whether the version still reads as it did when its fingerprint was taken."""
    return fingerprint(build_document(version)) == version.digest


# ── two versions ─────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Piece:
    """Some words in a row: there before and after, only after ("added"), or only before ("removed")."""

    kind: Literal["same", "added", "removed"]
    text: str


@dataclass(frozen=True)
class Change:
    """A rule that reads differently now. ``parts``: group, expectation, … → its words, only those that changed."""

    before: Rule
    after: Rule
    parts: Mapping[str, tuple[Piece, ...]]


@dataclass(frozen=True)
class Difference:
    """What became of the rules between two versions. The order of rules is no difference."""

    added: tuple[Rule, ...] = ()
    removed: tuple[Rule, ...] = ()
    changed: tuple[Change, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)

    def __len__(self) -> int:
        return len(self.added) + len(self.removed) + len(self.changed)


def compare_rules(before: Sequence[Rule], after: Sequence[Rule]) -> Difference:
    """What differs between two sets of rules, told apart by their ids."""
    old, new = {rule.id: rule for rule in before}, {rule.id: rule for rule in after}
    changed = []
    for id, rule in new.items():
        if id in old:
            parts = {
                part: compare_words(getattr(old[id], part), getattr(rule, part))
                for part in _COMPARED
                if getattr(old[id], part) != getattr(rule, part)
            }
            if parts:
                changed.append(Change(old[id], rule, parts))
    return Difference(
        tuple(rule for id, rule in new.items() if id not in old),
        tuple(rule for id, rule in old.items() if id not in new),
        tuple(changed),
    )


def compare_words(before: str, after: str) -> tuple[Piece, ...]:
    """Two texts as pieces in reading order. What is the same or added makes ``after``, the same or removed ``before``.

    >>> [(piece.kind, piece.text) for piece in compare_words("by the 10th, please", "by the 12th, please")]
    [('same', 'by the '), ('removed', '10th'), ('added', '12th'), ('same', ', please')]
    """
    old, new = _tokens(before), _tokens(after)
    pieces: list[Piece] = []
    for _, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if old[a:b] == new[c:d]:
            pieces.append(Piece("same", "".join(old[a:b])))
            continue
        if b > a:
            pieces.append(Piece("removed", "".join(old[a:b])))
        if d > c:
            pieces.append(Piece("added", "".join(new[c:d])))
    return tuple(pieces)


def _tokens(text: str) -> list[str]:
    return re.findall(r"\w+|\s+|[^\w\s]", text)
