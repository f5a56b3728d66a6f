"""The income line: what is written, where it stands, what it does with odd amounts and names."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from itertools import pairwise

import pytest

from icp.charts.drawing_income import MOST_NAMED, draw_income
from icp.charts.palette import DARK, LIGHT
from icp.charts.transition import draw_band

SVG = "{http://www.w3.org/2000/svg}"


def draw(
    income: list[float], floor: float, gone: dict[int, str] | None = None, dark: bool = False
) -> ElementTree.Element:
    drawing = draw_income(
        income, floor, today=1000.0, gone=gone or {}, months=[f"m{n}" for n in range(len(income))],
        amount=lambda money: f"€{money:,.0f}", floor_words="you need it", title="Income", dark=dark,
    )  # fmt: skip
    return ElementTree.fromstring(drawing)


def texts(picture: ElementTree.Element) -> dict[str, tuple[float, float]]:
    return {str(t.text): (float(t.get("x", 0)), float(t.get("y", 0))) for t in picture.iter(f"{SVG}text")}


def steps(picture: ElementTree.Element) -> list[tuple[float, str]]:
    """Heights and colours of the line's pieces, left to right."""
    return [(float(s.get("y1", 0)), str(s.get("stroke"))) for s in picture.iter(f"{SVG}line")
            if s.get("stroke-width") == "3.5"]  # fmt: skip


def test_the_line_steps_down_where_somebody_goes_and_its_ends_are_told() -> None:
    picture = draw([1000, 900, 900], 800, {2: "without A"})
    heights = [height for height, _ in steps(picture)]
    assert len(heights) == 4
    assert heights[0] == heights[1] < heights[2] == heights[3]
    said = texts(picture)
    assert {"€1,000", "€900", "without A", "you need it", "m0", "m1", "m2"} == set(said)
    floor = next(s for s in picture.iter(f"{SVG}line") if s.get("stroke-dasharray"))
    assert float(floor.get("y1", 0)) > heights[-1]


@pytest.mark.parametrize(("dark", "colours"), [(False, LIGHT), (True, DARK)])
def test_months_under_what_is_needed_have_the_colour_of_trouble(dark: bool, colours: object) -> None:
    drawn = [colour for _, colour in steps(draw([1000, 700], 800, dark=dark))]
    assert drawn == [colours.green, colours.green, colours.clay]  # type: ignore[attr-defined]


def test_labels_of_many_steps_stand_apart_and_the_rest_is_left_to_the_page() -> None:
    gone = {month: f"without {month}" for month in range(1, 13)}
    picture = draw([1000 - 50 * n for n in range(12)], 100, gone)
    rows = {said: place for said, place in texts(picture).items() if said.startswith("without")}
    assert len(rows) == MOST_NAMED
    heights = sorted(y for _, y in rows.values())
    assert all(after - before >= 16 for before, after in pairwise(heights))
    assert max(heights) < min(height for height, _ in steps(picture))


@pytest.mark.parametrize(
    ("income", "floor"),
    [([0.0], 0.0), ([1000.0, 1000.0], 1000.0), ([5e9], 0.0), ([0.01, 0.0], 1e9), ([1000.0] * 24, 500)],
)
def test_every_amount_stays_on_the_paper(income: list[float], floor: float) -> None:
    picture = draw(income, floor)
    wide, tall = map(float, str(picture.get("viewBox")).split()[2:])
    for x, y in texts(picture).values():
        assert 0 <= x <= wide
        assert 0 <= y <= tall
    for height, _ in steps(picture):
        assert 0 <= height <= tall


def test_names_are_escaped_and_cut() -> None:
    drawing = draw_income(
        [900.0], 0, today=1000, gone={1: "<script>" + "a" * 300}, months=[""], amount=str, floor_words="&", title='"<b>'
    )
    assert "<script>" not in drawing
    assert len(re.findall("a+…", drawing)[0]) <= 24
    ElementTree.fromstring(drawing)


def test_without_months_there_is_no_picture() -> None:
    assert draw_income([], 0, today=0, gone={}, months=[], amount=str, floor_words="", title="") == ""


def test_the_band_runs_up_one_side_and_down_the_other() -> None:
    figure = draw_band([1, 2], [2, 3], [3, 4], floor=2, months=["<b>Dec", "Jan"], floor_words="need $", unit="€")
    band, line = figure.data
    assert list(band.y) == [3, 4, 2, 1]
    assert list(line.y) == [2, 3]
    assert line.customdata[0] == "&lt;b&gt;Dec"
    assert figure.layout.shapes[0].y0 == 2
