"""The rules as they stand: who reminds, which kit is offered, the parts of the welcome packet."""

from __future__ import annotations

from typing import Literal

from icp.catalogue import catalogue, rule_starters
from icp.dealings import RulesVersion
from icp.methods.letters import word_day
from icp.methods.rule_document import compare_rules
from icp.methods.welcome import fill_packet, write_announcement
from icp.model import Workbook

KIT, FOLLOW_UP, FOLLOW_UP_NAME = "rules_kit", "rules_follow_up", "rules_follow_up_name"


def follow_up(work: Workbook) -> str:
    """Who reminds where a rule names nobody: a name, or "" for the owner's own scheduled note."""
    return work.text(FOLLOW_UP_NAME).strip()[:80] if work.text(FOLLOW_UP) == "other" else ""


def kit_of(work: Workbook) -> str:
    """The kit of rules offered: as said, else as the trade usually has it, else ""."""
    return work.text(KIT) or rule_starters().kit_of.get(work.text("trade"), "")


def packet_parts(work: Workbook) -> dict[str, str]:
    """Part of the welcome packet → its words, in reading order; empty ones are left out by whoever writes them."""
    nameless = catalogue().say("rules.packet.nameless")
    return fill_packet(rule_starters(), kit_of(work), work.dealings.packet, work.text("business_name"), nameless)


def has_packet(work: Workbook) -> bool:
    """Whether anything stands in the welcome packet: words of a part, or shared rules."""
    return work.dealings.latest is not None or any(words.strip() for words in packet_parts(work).values())


def short_digest(version: RulesVersion) -> str:
    """The first digits of the fingerprint, to be read out: "3909 83f7 4efb"."""
    return " ".join(version.digest[at : at + 4] for at in range(0, 12, 4))


def announce(
    work: Workbook, version: RulesVersion, name: str, *, hosted: bool, link: str = "", known: int | None = None
) -> str:
    """The note that tells somebody about a version. Plain text. ``known``: the number of the version they know, by
    itself the one before."""
    earlier = [v for v in work.dealings.versions if v.number < version.number and known in (None, v.number)]
    before = max(earlier, key=lambda v: v.number, default=None)
    letter = rule_starters().letter
    business = version.business or work.text("business_name")
    how: Literal["link", "follows", "paper"] = "link" if link else "follows" if hosted else "paper"
    return write_announcement(
        compare_rules(before.rules if before else (), version.rules), letter, first=before is None, name=name,
        business=business or letter["we"], day=word_day(version.day), signed=business, how=how, link=link,
    )  # fmt: skip
