"""The welcome packet: how working together begins, with the rules in it and a place to sign."""

from __future__ import annotations

from datetime import date

from icp.catalogue import rule_starters
from icp.export.document import Block, Document, Points, Section, Signature, Text
from icp.findings.rules import packet_parts
from icp.findings.words import plain
from icp.methods.letters import word_day
from icp.methods.rule_document import build_document
from icp.methods.welcome import CHECKLIST
from icp.model import Workbook
from icp.report.opening import document, entitle
from icp.report.rules import list_groups, mark, parties


@document
def build_packet(work: Workbook, today: date) -> Document:
    """The parts that have words, a section each; the newest shared rules after the checklist, or at the end."""
    titles, latest = rule_starters().parts, work.dealings.latest
    sections: list[Section] = []
    rules: list[Section] = []
    if latest is not None:
        named = plain("report.rules.version", n=latest.number, day=word_day(latest.day))
        rules = [
            Section("rules", plain("rules.packet.rules_title"), lead=named), *list_groups(build_document(latest)),
        ]  # fmt: skip
    for part, words in packet_parts(work).items():
        lines = tuple(line.strip() for line in words.splitlines() if line.strip())
        if lines:
            boxes = part == CHECKLIST
            said: tuple[Block, ...] = (Points(lines, boxes=True),) if boxes else tuple(map(Text, lines))
            sections.append(Section(part, titles[part], blocks=said))
        if part == CHECKLIST:
            sections += rules
            rules = []
    sections += rules
    if latest is not None:
        lead = plain("report.rules.sign_lead")
        signed: tuple[Block, ...] = (Signature(parties(work)), *mark(latest, shared=True))
        sections.append(Section("sign", plain("report.rules.sign"), lead=lead, blocks=signed))
    return entitle("packet", work, today, sections or [Section("packet", plain("report.packet.none"))])
