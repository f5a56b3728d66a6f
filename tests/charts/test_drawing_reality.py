"""The letters, the bars and the discs: what each shows, counted in the drawing itself."""

import re
from xml.etree import ElementTree

import pytest

from icp.charts.drawing_reality import Chip, Funnel, Rung, draw_chips, draw_funnels, draw_rungs, initials
from icp.charts.palette import DARK, LIGHT


def shapes(drawing, tag):
    return [e.attrib for e in ElementTree.fromstring(drawing).iter() if e.tag.endswith(f"}}{tag}")]


def texts(drawing):
    return [e.text for e in ElementTree.fromstring(drawing).iter() if e.tag.endswith("}text")]


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Ines Kowalska", "IK"), ("anna", "AN"), ("X", "X"), ("🎉 🎈", "•"), ("🎉 Party Ltd.", "PL"),
        ("**Bo** <b>", "BB"),
        ("Łukasz Żak", "ŁŻ"), ("王 小明", "王小"), ("ß", "SS"), ("A B C D", "AD"), ("y" * 300, "YY"),
    ],
)  # fmt: skip
def test_initials(name, letters):
    assert initials(name) == letters


@pytest.mark.parametrize(("dark", "colours"), [(False, LIGHT), (True, DARK)])
def test_a_chip_keeps_its_colour_only_while_it_holds(dark, colours):
    chips = [Chip("AA", 1, "yes"), Chip("BB", 1, "no"), Chip("CC", 3, "back"), Chip("DD", 0, "ask")]
    drawing = draw_chips(chips, legend=[], title="t", dark=dark)
    here, gone, back, ask = shapes(drawing, "rect")
    assert (here["fill"], gone["fill"], back["fill"], ask["fill"]) == (colours.gold, "none", "none", "none")
    assert (gone["stroke"], back["stroke"]) == (colours.line, colours.green)
    assert "stroke-dasharray" in ask
    assert "stroke-dasharray" not in gone
    assert texts(drawing) == ["AA", "BB", "CC", "DD"]


def test_feelings_differ_in_shape_as_well():
    drawing = draw_chips([Chip("A", tier, "yes") for tier in (1, 2, 3)], legend=[], title="t")
    assert len({shape["rx"] for shape in shapes(drawing, "rect")}) == 3


@pytest.mark.parametrize("n", [1, 8, 9, 60])
def test_every_chip_lies_within_the_drawing_and_no_two_lie_on_each_other(n):
    long = "back without “" + "y" * 300
    drawing = draw_chips([Chip("WW", 1, "no")] * n, legend=[("no", "gone"), ("back", long)], title="t")
    frame = ElementTree.fromstring(drawing).attrib
    places = [(float(r["x"]), float(r["y"]), float(r["width"]), float(r["height"])) for r in shapes(drawing, "rect")]
    assert len(places) == n + 2
    assert all(x >= 0 and y >= 0 and x + w <= 440 and y + h <= float(frame["height"]) for x, y, w, h in places)
    assert len({(x, y) for x, y, *_ in places}) == n + 2
    assert all(len(text) <= 52 for text in texts(drawing))


def test_bars_shrink_in_proportion_and_open_ones_are_dashed():
    rungs = [Rung("everybody", (10, 20, 10, 0), 0), Rung("pays", (10, 0, 0, 0), 10)]
    drawing = draw_rungs(rungs, names=("a", "b", "c", "d"), counted=("40 left", "10 left"), title="t")
    bars = [r for r in shapes(drawing, "rect") if r["height"] == "18"]
    assert [float(bar["width"]) for bar in bars] == [106, 212, 106, 106]
    (open_one,) = [r for r in shapes(drawing, "rect") if "stroke-dasharray" in r]
    assert float(open_one["width"]) == 104
    assert texts(drawing)[:4] == ["everybody", "40 left", "pays", "10 left"]


def test_loved_clients_are_discs_to_count_part_of_one_a_part():
    told = ("40 reached", "4 won", "2.5 loved")
    drawing = draw_funnels([Funnel("rifle", (40, 4, 2.25), told)], title="t")
    gold = [c for c in shapes(drawing, "circle") if c["fill"] == LIGHT.gold]
    assert [float(c["r"]) for c in gold] == [9, 9, 4.5]  # a quarter of one: half the radius
    assert texts(drawing) == ["rifle", *told]


def test_nobody_reached_and_thousands_loved_stay_drawings():
    drawing = draw_funnels(
        [Funnel("a", (0, 0, 0), ("0", "0", "0")), Funnel("b", (9e6, 9e6, 9e6), ("9", "9", "9"))], title="t"
    )
    gold = [c for c in shapes(drawing, "circle") if c["fill"] == LIGHT.gold]
    assert len(gold) == 20
    assert all(float(c["cx"]) + 9 <= 440 for c in gold)
    assert not re.search("nan|inf", drawing)


def test_typed_words_are_escaped():
    drawing = draw_rungs([Rung("<script>x</script>", (1, 0, 0, 0), 0)], names="abcd", counted=("<b>",), title='"<a>"')
    assert texts(drawing)[:2] == ["<script>x</script>", "<b>"]
