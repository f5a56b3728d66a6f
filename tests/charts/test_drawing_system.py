"""Marks for who does what annoys: where they stand, and what is not drawn."""

import xml.etree.ElementTree as ET

import pytest

from icp.charts.drawing_system import Line, draw_shares_doing
from icp.charts.palette import palette

SVG = "{http://www.w3.org/2000/svg}"


def drawn(*lines, dark=False):
    text = draw_shares_doing(lines, names=("glad", "fine", "sinks"), ends=("none", "half", "all"), title="T", dark=dark)
    return ET.fromstring(text)


@pytest.mark.parametrize("dark", [False, True])
def test_marks_stand_at_their_shares(dark):
    """Between 14 and 426: 0 of 5 at 14, 1 of 2 at 220, 8 of 8 at 426."""
    colours = palette(dark)
    root = drawn(Line("Late", "everyone", ((0, 5), (1, 2), (8, 8))), dark=dark)
    (glad, _) = [c for c in root.iter(f"{SVG}circle") if c.get("fill") == colours.gold]  # the other is the key
    (fine, _) = [r for r in root.iter(f"{SVG}rect") if r.get("fill") == colours.grey]
    (sinks, _) = [p for p in root.iter(f"{SVG}polygon") if p.get("fill") == colours.clay]
    assert float(glad.get("cx")) == 14
    assert float(fine.get("x")) + 5 == 220
    assert float(sinks.get("points").split(",")[0]) == 426


def test_a_feeling_nothing_is_known_of_has_no_mark():
    root = drawn(Line("Late", "too early to tell", ((0, 0), (0, 0), (1, 1))))
    assert len(list(root.iter(f"{SVG}circle"))) == 1
    assert len(list(root.iter(f"{SVG}rect"))) == 1
    assert len(list(root.iter(f"{SVG}polygon"))) == 2


def test_typed_words_stay_words_and_stay_short():
    root = drawn(Line("<b>" + "y" * 300, "everyone", ((1, 2), (1, 2), (1, 2))))
    words = [text.text for text in root.iter(f"{SVG}text")]
    assert words[0].startswith("<b>y")
    assert len(words[0]) == 38
    assert len(list(root)) > 5


def test_every_line_makes_the_drawing_taller():
    line = Line("Late", "everyone", ((1, 2), (1, 2), (1, 2)))
    heights = [float(drawn(*[line] * n).get("height")) for n in (1, 2, 7)]
    assert heights[1] - heights[0] == 66
    assert heights[2] - heights[0] == 6 * 66
