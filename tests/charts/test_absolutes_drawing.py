"""What must-haves cost and give back: bars on one scale, words beside them, nothing typed becomes markup."""

from __future__ import annotations

import math
from xml.etree import ElementTree

import pytest

from icp.charts.absolutes import MOST, draw_prices
from icp.charts.palette import palette

SVG = "{http://www.w3.org/2000/svg}"


def bars(drawing: str) -> list[tuple[str, float]]:
    return [
        (box.attrib["fill"], float(box.attrib["width"])) for box in ElementTree.fromstring(drawing).iter(f"{SVG}rect")
    ]


def texts(drawing: str) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(drawing).iter(f"{SVG}text")]


@pytest.mark.parametrize("dark", [False, True])
def test_all_bars_are_on_one_scale_and_the_longest_fills_the_width(dark: bool) -> None:
    drawing = draw_prices([("A", 0.2, "20 %", 0.4, "40 %"), ("B", 0.1, "10 %", 0.0, "0 %")], title="t", dark=dark)
    clay, green = palette(dark).clay, palette(dark).green
    assert bars(drawing) == [(clay, 208), (green, 416), (clay, 104), (green, 3)]
    assert texts(drawing) == ["A", "20 %", "40 %", "B", "10 %", "0 %"]


def test_what_is_not_known_has_no_bar() -> None:
    drawing = draw_prices([("A", math.nan, "?", 0.5, "50 %")], title="t")
    assert [fill for fill, _ in bars(drawing)] == [palette().green]
    assert "?" not in texts(drawing)


def test_typed_words_are_only_words_and_a_long_one_is_shortened() -> None:
    hostile = "<script>alert(1)</script>" + "y" * 300
    drawing = draw_prices([(hostile, 0.5, "50 %", 0.5, "50 %")], title=hostile)
    assert "<script" not in drawing
    assert texts(drawing)[0].startswith("<script>")
    assert len(texts(drawing)[0]) <= 46


def test_at_most_six_are_drawn_and_none_at_all_is_no_failure() -> None:
    rows = [(str(n), 0.1, "a", 0.1, "b") for n in range(9)]
    assert len(bars(draw_prices(rows, title="t"))) == 2 * MOST
    assert bars(draw_prices([], title="t")) == []
