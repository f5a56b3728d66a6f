"""The rules a client and the owner agree on, with a place for both to sign."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from icp.dealings import RulesVersion
from icp.export.document import Document, Points, Section, Signature, Text
from icp.findings.rules import follow_up, short_digest
from icp.findings.words import plain
from icp.methods.letters import word_day
from icp.methods.rule_document import build_document, compare_rules, publish_version, settle_rules
from icp.model import Workbook
from icp.report.opening import document, entitle

_SAID = ("reason", "consequence", "follow_up")


@document
def build_rules(work: Workbook, today: date) -> Document:
    """The newest version the clients were shown, else the rules as a draft: a section a group, then the signatures."""
    version, shared = find_version(work, today)
    if version is None:
        return entitle("rules", work, today, [Section("rules", plain("report.rules.none"))])
    stand = "version" if shared else "draft"
    named = plain(f"report.rules.{stand}", n=version.number, day=word_day(version.day))
    sections = [
        Section("rules", named, lead=plain("report.rules.lead"), blocks=tuple(_cautions(work, version, shared))),
        *list_groups(build_document(version)),
        Section("sign", plain("report.rules.sign"), lead=plain("report.rules.sign_lead"),
                blocks=(Signature(parties(work)), *mark(version, shared=shared))),
    ]  # fmt: skip
    return entitle("rules", work, today, sections)


def find_version(work: Workbook, today: date) -> tuple[RulesVersion | None, bool]:
    """The version to print and whether anybody was shown it: the newest, else the rules as they would be shared."""
    dealings = work.dealings
    if dealings.latest is not None or not dealings.rules:
        return dealings.latest, dealings.latest is not None
    business = work.text("business_name")
    return publish_version(dealings, business=business, day=today, follow_up=follow_up(work)), False


def list_groups(rules: Mapping[str, Any]) -> Iterator[Section]:
    """A section a group of a rules document; the rules are numbered through."""
    number = 0
    for at, group in enumerate(rules["groups"], start=1):
        blocks: list[Text | Points] = []
        for rule in group["rules"]:
            number += 1
            blocks.append(Text(f"{number}. {rule['expectation']}"))
            said = tuple(f"{plain(f'rules.packet.{part}')} {rule[part]}" for part in _SAID if rule[part])
            blocks += [Points(said)] if said else []
        yield Section(f"group_{at}", group["title"] or plain("report.rules.general"), blocks=tuple(blocks))


def parties(work: Workbook) -> tuple[str, str]:
    """Who signs: the client, and whoever speaks for the business."""
    business = work.text("business_name").strip()
    me = plain("report.rules.me", business=business) if business else plain("report.rules.me_plain")
    return plain("report.rules.them"), me


def mark(version: RulesVersion, *, shared: bool) -> tuple[Text, ...]:
    """The version's fingerprint; a draft has none."""
    if not shared:
        return ()
    day = word_day(version.day)
    return (Text(plain("report.rules.mark", n=version.number, day=day, digest=short_digest(version)), quiet=True),)


def _cautions(work: Workbook, version: RulesVersion, shared: bool) -> Iterator[Text]:
    if not shared:
        yield Text(plain("report.rules.draft_note"), quiet=True)
    elif compare_rules(version.rules, settle_rules(work.dealings.rules, follow_up(work))):
        yield Text(plain("report.rules.changed_note"), quiet=True)
