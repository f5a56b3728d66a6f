"""Who led the workshop stands on what the owner takes home, and on nothing that goes to the owner's clients."""

from __future__ import annotations

from datetime import date

import pytest

from icp import report
from icp.findings.takeaway import write_text
from icp.sample import sample_workbook

LED = ("Ada Coach", "ada@example.org")
DAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("build", "credit"),
    [
        (report.build_portrait, LED),
        (report.build_workbook, LED),
        (report.build_debrief, LED),
        (report.build_book, LED),
        (report.build_rules, ()),
        (report.build_packet, ()),
        (report.build_letters, ()),
    ],
)
def test_who_led_it(build, credit):  # type: ignore[no-untyped-def]
    work = sample_workbook().with_answer("coach", LED)
    assert build(work, DAY).credit == credit
    assert build(work, DAY, hidden=True).credit == credit
    assert build(sample_workbook(), DAY).credit == ()


def test_the_text_says_it_in_one_line() -> None:
    work = sample_workbook()
    assert "Workshop led by Ada Coach · ada@example.org\n" in write_text(work.with_answer("coach", LED), (), DAY)
    assert "led by" not in write_text(work, (), DAY)
