"""What is sent about rules: the welcome packet with the rules in it, and the note that announces new or changed ones.

Plain text that can be printed, mailed or read out. Every word comes from the owner or from ``data/rules.toml``.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from icp.catalogue import RuleStarters
from icp.dealings import Rule
from icp.methods.rule_document import Difference

WIDTH = 78
CHECKLIST = "before"
"""The part of the packet whose lines are things to tick."""


def fill_packet(
    starters: RuleStarters, kit: str, own: Mapping[str, str], business: str, nameless: str
) -> dict[str, str]:
    """Part → words, in reading order: the owner's where there are any (also empty ones, which leave the part out),
    else those of the kit. ``nameless``: how a business without a name is called."""
    shipped = starters.packet.get(kit, {})
    return {
        part: own[part] if part in own else shipped.get(part, "").replace("{business}", business or nameless)
        for part in starters.parts
    }


def write_packet(
    parts: Mapping[str, str], titles: Mapping[str, str], document: Mapping[str, Any] | None, words: Mapping[str, str]
) -> str:
    """The welcome packet as plain text. Parts without words are left out; the rules stand after the checklist.

    ``document``: the rules as built by :func:`icp.methods.rule_document.build_document`, None before any were
    published. ``words``: "rules" their heading, "reason", "consequence" and "follow_up" what stands before each of
    these, "fingerprint" what stands before the digest's first digits.
    """
    blocks = []
    for part, text in parts.items():
        if text.strip():
            box = "[ ] " if part == CHECKLIST else ""
            lines = [_wrap(line, box, " " * len(box)) for line in _lines(text)]
            blocks.append("\n".join([*_heading(titles[part]), *lines]))
        if part == CHECKLIST and document is not None:
            blocks.append(write_rules(document, words))
    if document is not None and CHECKLIST not in parts:
        blocks.append(write_rules(document, words))
    return "\n\n".join(blocks) + "\n"


def write_rules(document: Mapping[str, Any], words: Mapping[str, str]) -> str:
    """The rules as plain text: numbered through, by group, each with its reason, what happens and who reminds."""
    lines = [*_heading(words["rules"])]
    number = 0
    for group in document["groups"]:
        if group["title"]:
            lines += ["", group["title"].upper()]
        for rule in group["rules"]:
            number += 1
            lines += ["", _wrap(rule["expectation"], f"{number}. ", "   ")]
            lines += [
                _wrap(f"{words[part]} {rule[part]}", "   ", "   ")
                for part in ("reason", "consequence", "follow_up")
                if rule[part]
            ]
    return "\n".join(lines)


def _heading(title: str) -> list[str]:
    return [title, "=" * min(len(title), WIDTH)]


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _wrap(text: str, first: str = "", rest: str = "") -> str:
    plain = " ".join(text.split())
    return textwrap.fill(plain, WIDTH, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False)


def write_announcement(
    difference: Difference,
    letter: Mapping[str, str],
    *,
    first: bool,
    name: str,
    business: str,
    day: str,
    signed: str,
    how: Literal["link", "follows", "paper"],
    link: str = "",
) -> str:
    """The note that tells somebody about new, changed and dropped rules, plain text.

    ``first``: these are the first rules there are. ``how`` one agrees: by the ``link`` in it, by one that follows, or
    on paper. ``day``: from when, in words.
    """
    changes = [_announce(letter["added"], rule, mark=not first) for rule in difference.added]
    changes += [_announce(letter["changed"], change.after) for change in difference.changed]
    changes += [f"– {letter['removed']}: {rule.expectation}" for rule in difference.removed]
    agree = letter[f"how_{how}"].format_map({"link": link})
    filled = {"name": name, "business": business, "day": day, "changes": "\n".join(changes), "how": agree}
    return letter["announce_first" if first else "announce"].format_map({**filled, "signed": signed}).rstrip()


def write_request(letter: Mapping[str, str], *, name: str, business: str, signed: str, link: str) -> str:
    """The words that go with a link for somebody who never agreed before, plain text."""
    how = letter["how_link"].format_map({"link": link})
    return letter["ask"].format_map({"name": name, "business": business, "how": how, "signed": signed}).rstrip()


def _announce(word: str, rule: Rule, *, mark: bool = True) -> str:
    told = f"{word}: {rule.expectation}" if mark else rule.expectation
    return f"– {told} {rule.reason}".rstrip()


def adopt_template(starters: RuleStarters, id: str) -> Rule:
    """A rule of one's own made of a shipped one. Raises ValueError for an unknown id."""
    template = starters.template(id)
    if template is None:
        raise ValueError(f"no rule {id!r} is shipped")
    return Rule(group=starters.groups[template.group], expectation=template.expectation, reason=template.reason,
                consequence=template.consequence, about=template.about, template=template.id)  # fmt: skip


def offer_templates(starters: RuleStarters, kit: str, rules: Sequence[Rule]) -> tuple[str, ...]:
    """Ids of the kit's rules that are not taken yet; one is taken, too, while a rule made of it is being changed."""
    taken = {rule.template for rule in rules}
    return tuple(rule.id for rule in starters.kits[kit].rule if rule.id not in taken) if kit in starters.kits else ()
