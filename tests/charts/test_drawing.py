"""Light drawings: well-formed, named points only, nothing typed becomes markup."""

from __future__ import annotations

import itertools
from xml.etree import ElementTree

import numpy as np
import pytest

from icp.charts import svg
from icp.charts.drawing import draw_fit, draw_shares, draw_surprise, radii, scale, spread, stack
from icp.charts.palette import DARK, LIGHT, Palette, palette
from icp.charts.text import esc, shorten

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '<script>alert(1)</script> & "a" <a href="http://x.example">b</a> ]]> \x00\x0b\ud800'
STEPS = ("office", "home", "free time", "vacation")


def surprise(labels: dict[int, tuple[str, ...]], *, title: str = "t", dark: bool = False) -> ElementTree.Element:
    drawn = draw_surprise(
        [0, 3, 1, np.nan, 2], [900, 100, 400, 500, np.nan], [60, 10, np.nan, 5, 5], [3, 1, 2, 0, 1],
        steps=STEPS, names=("glad", "fine", "heart sinks"), labels=labels, up="Yearly invoice", size="hours",
        amount=lambda value: f"€{value:,.0f}", title=title, dark=dark,
    )  # fmt: skip
    assert drawn.startswith("<svg")
    return ElementTree.fromstring(drawn)


def texts(root: ElementTree.Element) -> list[str]:
    return [element.text or "" for element in root.iter(f"{SVG}text")]


@pytest.mark.parametrize("dark", [False, True])
def test_only_the_two_that_tell_the_story_are_named(dark: bool) -> None:
    root = surprise({0: ("Rolf D.", "€900, 60 h"), 1: ("Ines K.", "€100, 10 h")}, dark=dark)
    said = texts(root)
    assert {"Rolf D.", "€900, 60 h", "Ines K.", "€100, 10 h", *STEPS} <= set(said)
    colours = palette(dark)
    rimmed = [mark for mark in root if mark.get("stroke") == colours.ink]
    assert {c.get("fill") for c in rimmed} == {colours.clay, colours.gold}


def test_who_has_no_step_or_no_invoice_is_left_out_and_bigger_means_higher() -> None:
    root = surprise({})
    marks = {mark.get("fill"): mark for mark in root if mark.get("fill-opacity") == "0.5"}
    assert marks.keys() == {LIGHT.clay, LIGHT.gold, LIGHT.grey}
    corners = [tuple(map(float, at.split(","))) for at in marks[LIGHT.clay].get("points", "").split()]
    small = [float(marks[LIGHT.gold].get(name, 0)) for name in ("cx", "cy", "r")]
    (x, top), (right, y) = corners[:2]
    assert y < small[1]  # up is less in SVG
    assert x < small[0]
    assert min(right - x, y - top) > small[2]


def test_typed_names_stay_text() -> None:
    root = surprise({0: (HOSTILE[:20], HOSTILE)}, title=HOSTILE)
    assert not list(root.iter(f"{SVG}script"))
    assert not list(root.iter(f"{SVG}a"))
    assert any(said.startswith("<script>") for said in texts(root))
    assert root.get("aria-label", "").startswith("<script>alert(1)</script> &")


def test_a_long_name_is_cut_and_stays_inside() -> None:
    root = surprise({0: ("N" * 300,)})
    assert max(map(len, texts(root))) <= 26


def test_nobody_to_draw_is_still_a_drawing() -> None:
    drawn = draw_surprise([], [], [], [], steps=STEPS, names=(), labels={}, up="", size="", amount=str, title="")
    assert ElementTree.fromstring(drawn).tag == f"{SVG}svg"


def test_fit_stands_across_and_feelings_have_rows() -> None:
    drawn = draw_fit(
        [10, 90, np.nan, 50], [1, 1, 2, 3], rows=("glad", "fine", "heart sinks"), line=60, line_words="your line: 60",
        labels={0: ("Ines <b>", "fit 10")}, ends=("fit 0", "100"), title="t",
    )  # fmt: skip
    root = ElementTree.fromstring(drawn)
    marks = {c.get("fill"): [] for c in root.iter(f"{SVG}circle")}
    for c in root.iter(f"{SVG}circle"):
        marks[c.get("fill")].append(float(c.get("cx", 0)))
    assert sorted(marks[LIGHT.gold]) == [56.8, 383.2]  # 16 + 408 · fit
    assert marks[LIGHT.clay] == [220.0]
    assert LIGHT.grey not in marks
    assert "Ines <b>, fit 10" in texts(root)


def test_shares_fill_the_width_in_proportion() -> None:
    root = ElementTree.fromstring(
        draw_shares([("Hours", (0.25, 0.5, 0.25, 0))], names=("glad", "fine", "heart sinks", "not said"), title="t")
    )
    widths = [float(box.get("width", 0)) for box in root.iter(f"{SVG}rect")]
    assert widths == [416 * 0.25 - 2, 416 * 0.5 - 2, 416 * 0.25 - 2]
    assert [t for t in texts(root) if t.endswith("%")] == ["25%", "50%", "25%"]


def test_a_feeling_too_narrow_to_be_named_in_any_bar_stands_in_a_key() -> None:
    names = ("glad", "fine", "heart sinks", "not said")
    root = ElementTree.fromstring(
        draw_shares([("Clients", (0.07, 0.08, 0.05, 0.8)), ("Hours", (0.2, 0, 0, 0.8))], names=names, title="t")
    )
    said = [text for text in texts(root) if text in names]
    assert said == ["not said", "glad", "not said", "fine", "heart sinks"]
    boxes = [(box.get("width"), box.get("fill")) for box in root.iter(f"{SVG}rect")]
    assert boxes[-2:] == [("12", LIGHT.grey), ("12", LIGHT.clay)]


def test_pieces_by_hand() -> None:
    assert scale(13_800) == (pytest.approx(15_180), (5000.0, 10_000.0, 15_000.0))
    assert scale(0)[0] == 1.0
    areas = radii(np.array([100.0, 25.0, np.nan]), np.array([0, 1, 2]))
    assert areas.tolist() == [22.0, 11.0, 4.0]
    assert stack(np.array([0.0, 1.0, 500.0]), 6, 60).tolist() == [0.0, 12.0, 0.0]
    apart = spread(np.zeros(2), np.zeros(2), np.full(2, 5.0), 100, np.array([False, True]))
    assert apart[1] == 0
    assert abs(apart[0]) >= 10


def test_svg_words_escape_and_drop_what_xml_forbids() -> None:
    assert ">a &lt;b&gt; &amp; c</text>" in svg.words(0, 0, "a <b> & c\x00", fill="#000000")


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Ines K.", "Ines K."),
        ('<a href="http://x">x</a>', '&lt;a href="http://x"&gt;x&lt;/a&gt;'),
        ("&lt;b&gt;", "&amp;lt;b&amp;gt;"),
        ("%{x} $y$", "%\u2060{x} \u2060$y\u2060$"),
        ("two\nlines", "two lines"),
    ],
)
def test_plotly_text_shows_what_was_typed(typed: str, shown: str) -> None:
    assert esc(typed) == shown


def test_shorten_keeps_what_fits() -> None:
    assert shorten("abc", 3) == "abc"
    assert shorten("abcd", 3) == "ab…"


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_the_palette_reaches_its_contrasts(colours: Palette) -> None:
    for page in (colours.paper, colours.card):
        assert min(contrast(colour, page) for colour in (colours.ink, colours.quiet)) >= 4.5
        assert min(contrast(c, page) for c in (colours.green, colours.gold, colours.grey, colours.clay)) >= 3
    assert contrast(colours.unknown, colours.paper) >= 3
    lightness = sorted(luminance(c) for c in (colours.gold, colours.grey, colours.clay))
    assert all(b > a * 1.2 for a, b in itertools.pairwise(lightness))  # not told apart by hue alone


def test_a_feeling_is_told_by_its_shape_too() -> None:
    drawn = draw_surprise(
        [0, 0, 0], [900, 500, 100], [10, 10, 10], [1, 2, 3], steps=STEPS, names=("glad", "fine", "heart sinks"),
        labels={}, up="u", size="s", amount=str, title="t",
    )  # fmt: skip
    root = ElementTree.fromstring(drawn)
    marks = [mark for mark in root if mark.get("fill-opacity") == "0.5"]
    assert [mark.tag.removeprefix(SVG) for mark in marks] == ["circle", "rect", "polygon"]
    (disc, square, diamond) = marks
    area = np.pi * float(disc.get("r", 0)) ** 2
    assert float(square.get("width", 0)) ** 2 == pytest.approx(area, rel=0.01)
    across = [float(point.partition(",")[0]) for point in diamond.get("points", "").split()]
    assert (max(across) - min(across)) ** 2 / 2 == pytest.approx(area, rel=0.01)
