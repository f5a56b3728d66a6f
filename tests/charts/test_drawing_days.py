"""The days ahead as a drawing: order, marks, wrapping, nothing typed becomes markup."""

import re
from xml.etree import ElementTree

from icp.charts.drawing_days import Row, draw_days
from icp.charts.palette import DARK, LIGHT

SVG = "{http://www.w3.org/2000/svg}"


def texts(drawing):
    return [(float(node.get("x")), float(node.get("y")), node.text) for node in
            ElementTree.fromstring(drawing).iter(f"{SVG}text")]  # fmt: skip


def test_days_stand_left_of_their_words_from_top_to_bottom():
    drawing = draw_days([Row("27 Nov", "Ring Ines", "promise"), Row("4 Dec", "Talk", "step")], title="Ahead")
    (d1, w1, d2, w2) = texts(drawing)
    assert [text for *_, text in (d1, w1, d2, w2)] == ["27 Nov", "Ring Ines", "4 Dec", "Talk"]
    assert d1[0] < w1[0]
    assert d1[1] == w1[1] < d2[1] == w2[1]


def test_long_words_take_three_lines_at_most_and_say_that_they_go_on():
    drawing = draw_days([Row("1 Jan", "one two three four five " * 20, "promise"), Row("2 Jan", "x", "step")], title="")
    lines = [text for x, _, text in texts(drawing) if x > 100]
    assert len(lines) == 4
    assert lines[2].endswith("…")
    assert all(len(line) <= 34 for line in lines)


def test_each_mark_has_a_look_of_its_own():
    drawn = {mark: draw_days([Row("1", "w", mark)], title="") for mark in ("promise", "step", "late", "back")}
    assert LIGHT.green in drawn["promise"]
    assert LIGHT.clay in drawn["late"]
    assert "polygon" in drawn["back"]
    assert f'stroke="{LIGHT.grey}"' in drawn["step"]
    assert DARK.green in draw_days([Row("1", "w", "promise")], title="", dark=True)


def test_what_was_typed_is_text():
    drawing = draw_days([Row("1", "<script>alert(1)</script> & <b>", "promise")], title='"><script>')
    assert "<script" not in drawing
    assert re.sub(r"\s", "", "".join(t for *_, t in texts(drawing))) == "1<script>alert(1)</script>&<b>"


def test_nothing_ahead_is_an_empty_drawing():
    assert texts(draw_days([], title="Nothing")) == []
