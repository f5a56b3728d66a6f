"""Slides: one finding each, numbers behind the pictures, and notes for whoever speaks."""

from __future__ import annotations

from icp.export.document import Figure, Points, Table
from icp.model import Client, Workbook
from icp.report import build_debrief
from tests.report.conftest import TODAY


def test_a_slide_a_finding_with_something_to_say_ask_and_do(sample: Workbook) -> None:
    slides = build_debrief(sample, TODAY).sections
    assert [slide.id for slide in slides] == [
        "portrait", "roster", "compare", "fit", "reality", "referrals", "sources", "absolutes", "system", "transition",
        "monday",
    ]  # fmt: skip
    for slide in slides:
        assert [line.split(":")[0] for line in slide.notes.splitlines()] == ["Say", "Ask", "Next"]
        assert slide.heading
        assert len(slide.blocks) <= 3


def test_every_picture_brings_its_numbers(sample: Workbook) -> None:
    charts = {
        slide.id: block.chart
        for slide in build_debrief(sample, TODAY).sections
        for block in slide.blocks
        if isinstance(block, Figure)
    }
    assert all(charts.values())
    shares = charts["roster"]
    assert shares is not None
    assert [series.name for series in shares.series] == ["glad", "fine", "heart sinks", "not sorted"]
    assert [round(value or 0, 2) for value in shares.series[2].values] == [0.21, 0.21, 0.34]
    brought = charts["referrals"]
    assert brought is not None
    assert (brought.categories[0], brought.series[0].values[0], brought.unit) == ("Ines K.", 45140.0, "money")
    invoices = charts["compare"]
    assert invoices is not None
    assert invoices.kind == "scatter"
    assert (13800.0, 0.0) in list(zip(invoices.series[2].values, invoices.series[2].across, strict=True))
    left = charts["reality"]
    assert left is not None
    assert sum(series.values[-1] or 0 for series in left.series) == 0  # nobody is left


def test_the_three_sentences_of_monday_close_it(sample: Workbook) -> None:
    (points,) = build_debrief(sample, TODAY).sections[-1].blocks
    assert isinstance(points, Points)
    assert points.items[0].startswith("Thank Ines K. and ask for one introduction")
    assert points.ordered


def test_a_table_on_a_slide_is_short(sample: Workbook) -> None:
    for slide in build_debrief(sample, TODAY).sections:
        for block in slide.blocks:
            assert not isinstance(block, Table) or len(block.rows) <= 8


def test_without_findings_one_slide_says_what_it_takes() -> None:
    for work in (Workbook(), Workbook(clients=(Client(name="Ann"),))):
        (slide,) = build_debrief(work, TODAY).sections
        assert slide.heading.startswith("Nothing is found yet.")
