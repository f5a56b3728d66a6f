"""Who led the workshop stands on what the owner takes home, and on nothing that goes to the owner's clients."""

from __future__ import annotations

from datetime import date

import pytest

from icp import report
from icp.charts import svg
from icp.export.logo import keep_logo, shrink_logo
from icp.export.picture import draw_png
from icp.findings.takeaway import write_text
from icp.sample import sample_workbook

LED = ("Ada Coach", "ada@example.org")
DAY = date(2026, 11, 22)
PICTURE = draw_png(svg.figure(300, 100, [svg.circle(50, 50, 40, fill="#2f6b4f")], title="A mark"))


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
    work = sample_workbook().with_answer("coach", LED).with_answer("coach_logo", keep_logo(PICTURE))
    for made in (build(work, DAY), build(work, DAY, hidden=True)):
        assert made.credit == credit
        assert made.logo == (shrink_logo(PICTURE) if credit else b"")
    nobody = build(sample_workbook(), DAY)
    assert (nobody.credit, nobody.logo) == ((), b"")


def test_the_text_says_it_in_one_line() -> None:
    work = sample_workbook()
    assert "Workshop led by Ada Coach · ada@example.org\n" in write_text(work.with_answer("coach", LED), (), DAY)
    assert "led by" not in write_text(work, (), DAY)
