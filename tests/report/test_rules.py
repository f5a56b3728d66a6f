"""The rules to sign: the version clients were shown, numbered through, with its fingerprint."""

from __future__ import annotations

from datetime import date

from icp.dealings import Dealings, Rule
from icp.export.document import Points, Signature, Text
from icp.model import Workbook
from icp.report import build_rules
from tests.report.conftest import TODAY, read


def test_the_shared_version_with_its_day_and_its_mark(sample: Workbook) -> None:
    document = build_rules(sample, TODAY)
    assert [section.heading for section in document.sections] == [
        "Version 1 of 7 January 2025", "Reaching me", "Keeping dates", "Money", "Agreed",
    ]  # fmt: skip
    first, said = document.sections[1].blocks
    assert first == Text(
        "1. I answer Monday to Friday, nine to five. What worries you at night you write down and send in the morning."
    )
    assert isinstance(said, Points)
    assert said.items[-1] == "Who reminds you: Jule"
    sign, mark = document.sections[-1].blocks
    assert sign == Signature(("The client", "For Salt & Ledger"))
    assert isinstance(mark, Text)
    assert "3909 83f7 4efb" in mark.text


def test_a_draft_says_so_and_carries_no_fingerprint() -> None:
    rules = (Rule(expectation="Ring before noon.", group="Calls"), Rule(expectation="Pay in <b>14</b> days."))
    work = Workbook(dealings=Dealings(rules=rules))
    document = build_rules(work, date(2026, 3, 2))
    assert document.sections[0].heading == "Draft of 2 March 2026"
    text = read(document)
    assert "2. Pay in <b>14</b> days." in text
    assert "fingerprint" not in text
    assert document.business == ""


def test_rules_changed_since_are_not_in_it_and_that_is_said(sample: Workbook) -> None:
    rules = (*sample.dealings.rules, Rule(expectation="Nobody shouts."))
    text = read(build_rules(sample.changed(dealings=sample.dealings.changed(rules=rules)), TODAY))
    assert "Nobody shouts." not in text
    assert "changed since" in text


def test_no_rules_no_signature() -> None:
    (section,) = build_rules(Workbook(), TODAY).sections
    assert section.heading == "No rule is written yet."
    assert section.blocks == ()
