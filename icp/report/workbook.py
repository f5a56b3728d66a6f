"""The full work: a section a step of the journey, each under its finding, with its picture and a short table."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from icp.export.document import Document, Section, Text
from icp.findings.portrait import finding
from icp.findings.words import plain
from icp.model import Workbook
from icp.portrait import draw_portrait
from icp.report.agreed import rules_section, system_section
from icp.report.ahead import (
    message_section,
    monday_section,
    promises_section,
    todo_section,
    transition_section,
)
from icp.report.checked import musts_section, prospects_section, reality_section
from icp.report.compared import fit_sections, list_section, surprise_section
from icp.report.opening import document, entitle
from icp.report.portrait import make_card
from icp.report.reading import Reading
from icp.report.sent import referral_sections


@document
def build_workbook(work: Workbook, today: date) -> Document:
    """Every step something is known of, in the order of the journey; at the end the steps that are not done yet."""
    sections = tuple(_sections(Reading(work, today)))
    known = any(section.id != "todo" for section in sections)
    first = () if known else (Section("empty", "", blocks=(Text(plain("report.workbook.nothing")),)),)
    return entitle("workbook", work, today, (*first, *sections))


def _sections(read: Reading) -> Iterator[Section]:
    yield from _some(_portrait(read), list_section(read), reality_section(read), surprise_section(read))
    yield from fit_sections(read)
    yield from referral_sections(read)
    yield from _some(
        musts_section(read), prospects_section(read), rules_section(read), system_section(read),
        transition_section(read), message_section(read), monday_section(read), promises_section(read),
        todo_section(read),
    )  # fmt: skip


def _some(*sections: Section | None) -> Iterator[Section]:
    return (section for section in sections if section is not None)


def _portrait(read: Reading) -> Section | None:
    told = draw_portrait(read.work)
    if told.empty:
        return None
    return Section("portrait", finding(told, read.work, plain), blocks=(make_card(read.work, told),))
