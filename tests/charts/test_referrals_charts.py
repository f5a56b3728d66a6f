"""The referral tree and the figures of the page: what is drawn, safely, and how wide."""

import xml.etree.ElementTree as ET
from itertools import pairwise

import numpy as np
import pytest

from icp.charts import referrals as charts
from icp.charts.drawing_senders import draw_senders
from icp.charts.palette import DARK, LIGHT
from icp.methods.referral_facts import Branch

NASTY = '<b>Ines</b> & "Co" \u0007 ![x](http://evil.example/a.png)'
WORDS = {
    "brought": lambda branch: f"{branch.clients} clients",
    "more": lambda n: f"and {n} more",
    "rest": lambda left: f"{len(left)} more senders",
}


def leaf(name, tier=1, own=1.0):
    return Branch(name, 0, tier, own, 0.0, 0)


def sender(name, *branches, tier=1):
    value = sum(b.own + b.value for b in branches)
    return Branch(name, 0, tier, 5.0, value, sum(1 + b.clients for b in branches), tuple(branches))


def drawn(*senders, **options):
    return ET.fromstring(draw_senders(senders, **WORDS, title="Who sent whom", **options))


def texts(svg):
    return [element.text for element in svg.iter() if element.tag.endswith("text")]


def strokes(svg):
    """(colour, width) of every branch, the trunk's strands first."""
    return [(e.get("stroke"), float(e.get("stroke-width"))) for e in svg.iter() if e.tag.endswith("path")]


def test_nobody_is_no_picture():
    assert draw_senders([], **WORDS, title="") == ""


def test_branches_are_as_wide_as_the_income_they_carry():
    svg = drawn(sender("Ann", leaf("Bo", 1, 300), leaf("Cy", 3, 100)), sender("Di", leaf("Ed", 2, 400), tier=None))
    # 58 units of trunk for 800 of income
    widths = [width for _, width in strokes(svg)]
    assert widths == pytest.approx([29, 29, 58 * 3 / 8, 58 / 8, 29], abs=0.01)
    colours = [colour for colour, _ in strokes(svg)]
    assert colours == [LIGHT.gold, LIGHT.unknown, LIGHT.gold, LIGHT.clay, LIGHT.grey]


def test_without_any_income_branches_are_as_wide_as_their_clients():
    svg = drawn(
        sender("Ann", leaf("Bo", own=0), leaf("Cy", own=0), leaf("Di", own=0)), sender("Ed", leaf("Flo", own=0))
    )
    assert [width for _, width in strokes(svg)] == pytest.approx([43.5, 14.5, 14.5, 14.5, 14.5, 14.5], abs=0.01)


def test_a_knot_carries_all_that_hangs_on_it():
    bo = Branch("Bo", 0, 1, 100.0, 300.0, 1, (leaf("Cy", 2, 300),))
    widths = [width for _, width in strokes(drawn(sender("Ann", bo)))]
    assert widths == pytest.approx([58, 58, 14.5, 43.5], abs=0.01)


def test_every_name_stands_there_once_and_rows_never_meet():
    names = [f"Client {at}" for at in range(9)]
    svg = drawn(sender("Ann", *(leaf(name) for name in names)), sender("Bo", leaf("Cy")))
    assert set(texts(svg)) >= {*names, "Ann", "Bo", "Cy"}
    rows = sorted(
        float(e.get("y")) for e in svg.iter() if e.tag.endswith("text") and (e.text or "").startswith("Client")
    )
    assert min(b - a for a, b in pairwise(rows)) >= 20


def test_too_many_are_said_in_words():
    crowd = sender("Ann", *(leaf(f"c{at:02}", own=at) for at in range(30)))
    svg = drawn(crowd, *(sender(f"s{at}", leaf("x")) for at in range(9)), senders_shown=4, rows_shown=12)
    assert "and 19 more" in texts(svg)  # 11 of 30 keep a row of their own: the largest
    assert "c29" in texts(svg)
    assert "c00" not in texts(svg)
    assert "6 more senders" in texts(svg)


def test_names_are_data():
    svg = drawn(sender(NASTY, leaf(NASTY)))
    assert not [element for element in svg.iter() if element.tag.endswith("image") or element.tag.endswith("}b")]
    assert any("<b>" in (text or "") for text in texts(svg))


def test_dark_and_faded_have_colours_of_their_own():
    branch = sender("Ann", leaf("Bo"))
    assert {colour for colour, _ in strokes(drawn(branch, dark=True))} == {DARK.gold}
    assert {colour for colour, _ in strokes(drawn(branch, faded=True))} == {LIGHT.line}


# ── figures ──────────────────────────────────────────────────────────────────────────────────────────────────────


def plain(figure):
    return figure.to_json()


@pytest.mark.parametrize("dark", [False, True])
def test_sources_with_their_intervals(dark):
    figure = charts.plot_sources(
        ["Ann", NASTY], [0.5, 0.1], [0.25, 0.0], [0.75, 0.2], ["7 of 11", "0 of 10"], ["invest", "close"],
        usual=0.25, usual_words="usual", axis="of 100", dark=dark,
    )  # fmt: skip
    dots = figure.data[0]
    assert list(dots.x) == pytest.approx([50, 10])
    assert list(dots.marker.symbol) == ["circle", "diamond"]
    whiskers = [shape for shape in figure.layout.shapes if shape.y0 == shape.y1]
    assert [(shape.x0, shape.x1) for shape in whiskers] == [pytest.approx((25, 75)), pytest.approx((0, 20))]
    assert "<b>Ines" not in plain(figure)


def test_matrix_shows_shared_counts_and_sizes():
    both = np.array([[9, 6, 0], [6, 10, 1], [0, 1, 3]])
    hover = [["x"] * 3] * 3
    figure = charts.plot_matrix(["Sol", "Cham", NASTY], both, hover)
    shown = {(a.x, a.y): a.text for a in figure.layout.annotations}
    assert shown == {(0, 0): "9", (1, 0): "6", (0, 1): "6", (1, 1): "10", (2, 1): "1", (1, 2): "1", (2, 2): "3"}
    assert "<b>Ines" not in plain(figure)


def test_sets_put_mixtures_in_columns_and_sources_in_rows():
    tiers = np.array([[1, 2, 3, 0], [2, 0, 0, 0]])
    figure = charts.plot_sets(["Sol", "Cham"], [8, 2], [[0], [0, 1]], tiers, words=("g", "f", "h", "n"))
    bars = [list(trace.y) for trace in figure.data if trace.type == "bar"]
    assert bars == [[1, 2], [2, 0], [3, 0]]  # nobody is unsorted, so that bar is not drawn
    held = figure.data[-1]
    assert list(zip(held.x, held.y, strict=True)) == [(0, 0), (1, 0), (1, 1)]
    (link,) = figure.layout.shapes
    assert (link.x0, link.y0, link.y1) == (1, 0, 1)


def test_mix_and_leaving_and_alike_draw_what_they_are_given():
    mix = charts.plot_mix(["Ann"], [0.5], [0.1], ["1/2 · 1/10"], axis="of 100")
    assert [list(trace.x) for trace in mix.data] == [pytest.approx([10]), pytest.approx([50])]
    leaving = charts.plot_leaving(["Gus", NASTY], [2400, 0], [14030, 10], [3, None], ["6", "1"], axis="a year")
    assert [list(trace.x) for trace in leaving.data] == [[2400, 0], [14030, 10]]
    assert "<b>Ines" not in plain(leaving)
    alike = charts.plot_alike(["Glad"], np.array([[9, 5, 0, 0]]), words=("g", "f", "h", "n"))
    assert [list(trace.x) for trace in alike.data] == [[9], [5]]
