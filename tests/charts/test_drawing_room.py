"""A room's pictures: what is written, how large, what stays in, and that a phone reads the code."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from itertools import pairwise

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st

from icp.catalogue import coach_kit
from icp.charts.drawing_room import (
    HIGH,
    MOST_BARS,
    MOST_NOTES,
    MOST_SMALL_BARS,
    SIDE,
    WIDTH,
    as_notes,
    draw_bars,
    draw_cards,
    draw_plan,
    draw_small_bars,
    draw_step,
    draw_waiting,
    draw_way_in,
    fill_pages,
    height_of,
)
from icp.charts.palette import DARK, LIGHT

SVG = "{http://www.w3.org/2000/svg}"
MODULES = [[bool(dot) for dot in row] for row in segno.make("http://192.168.1.20:8501/?join=7KQ4MZX2").matrix]
HOSTILE = '</text><script>alert("x")</script>&'


def texts(drawing: str) -> list[str]:
    return [str(t.text) for t in ElementTree.fromstring(drawing).iter(f"{SVG}text")]


def every(dark: bool = False, say: str = "A word") -> list[str]:
    return [
        draw_bars(say, [(say, 7), ("b", 3)], people=9, note=say, dark=dark),
        draw_waiting(say, say, here=2, needed=5, dark=dark),
        draw_cards(say, as_notes([say, "two"]), note=say, dark=dark),
        draw_cards(say, [(say, (say, "line"))], note=say, dark=dark),
        draw_plan(say, [(say, 5), ("b", 240)] * 8, at=1, dark=dark),
        draw_step(say, place=say, clock="4:12", message=say, dark=dark),
        draw_way_in(say, say, MODULES, words=say, people=say, dark=dark),
    ]


def test_bars_are_as_long_as_their_counts_and_say_them() -> None:
    drawing = draw_bars("Values", [("honesty", 8), ("craft", 4)], people=16, note="sixteen people")
    boxes = [float(box.get("width", 0)) for box in ElementTree.fromstring(drawing).iter(f"{SVG}rect")]
    assert boxes[0] == pytest.approx(2 * boxes[1], abs=0.02)
    assert texts(drawing) == ["Values", "honesty", "8", "craft", "4", "sixteen people"]


def test_small_bars_are_as_long_as_their_share_and_stand_under_their_words() -> None:
    drawing = draw_small_bars([("honesty", 8), ("craft", 4)], of=16, title="Values", last="and others")
    boxes = [float(box.get("width", 0)) for box in ElementTree.fromstring(drawing).iter(f"{SVG}rect")]
    assert boxes == [380, 190, 380, 95]  # the whole, and half of it; the whole, and a quarter
    assert texts(drawing) == ["honesty", "8", "craft", "4", "and others"]
    many = draw_small_bars([(HOSTILE, n) for n in range(40)], of=40, title=HOSTILE, dark=True)
    assert len(texts(many)) == 2 * MOST_SMALL_BARS
    assert "<script" not in many


def test_no_more_bars_and_notes_than_can_be_read() -> None:
    assert len(texts(draw_bars("t", [(f"o{n}", n) for n in range(40)], people=40))) == 1 + 2 * MOST_BARS
    assert len(texts(draw_cards("t", as_notes([f"o{n}" for n in range(40)])))) == 1 + MOST_NOTES


@given(st.lists(st.text(alphabet="ab ", min_size=1, max_size=280), min_size=1, max_size=30))
def test_a_wall_in_pages_loses_nothing_and_stays_on_the_projector(sentences: list[str]) -> None:
    pages = fill_pages(as_notes(sentences))
    assert [text for page in pages for _, (text,) in page] == sentences
    for page in pages:
        assert height_of(draw_cards("One line", page, note="1 of 2")) <= HIGH
        shown = " ".join(texts(draw_cards("", page))).split()
        assert "".join(shown) == "".join("".join(text.split()) for _, (text,) in page)


@pytest.mark.parametrize("high", [800.0, 620.0])
def test_nine_bars_and_their_note_stay_on_the_projector(high: float) -> None:
    bars = [(f"option {n}", 9 - n) for n in range(9)]
    drawing = draw_bars("How the ideal client works with us", bars, people=40, note="word " * 25, high=high)
    assert height_of(drawing) <= high


def test_a_picture_that_waits_has_a_mark_for_each_and_fills_those_who_are_here() -> None:
    marks = [
        c.get("fill") for c in ElementTree.fromstring(draw_waiting("t", "w", here=2, needed=5)).iter(f"{SVG}circle")
    ]
    assert marks == [LIGHT.gold] * 2 + [LIGHT.card] * 3


@pytest.mark.parametrize(("dark", "colours"), [(False, LIGHT), (True, DARK)])
def test_words_have_the_colours_of_the_page_and_are_thirty_high_or_more(dark: bool, colours: object) -> None:
    for drawing in every(dark):
        for text in ElementTree.fromstring(drawing).iter(f"{SVG}text"):
            assert float(text.get("font-size", 0)) >= 30
            assert text.get("fill") in {colours.ink, colours.quiet, colours.green, colours.clay}  # type: ignore[attr-defined]


def test_the_plan_ticks_what_is_over_and_makes_the_running_step_stand_out() -> None:
    root = ElementTree.fromstring(draw_plan("", [("One", 4), ("Two", 5), ("Three", 6)], at=1))
    assert [(t.text, t.get("font-weight")) for t in root.iter(f"{SVG}text")] == [
        ("✓", None), ("One", None), ("4′", None), ("2", "600"), ("Two", "600"), ("5′", None), ("3", None),
        ("Three", None), ("6′", None),
    ]  # fmt: skip


@pytest.mark.parametrize("high", [800.0, 598.0])
def test_a_plan_of_every_step_stays_on_the_projector(high: float) -> None:
    drawing = draw_plan("", [(step.title, 10) for step in coach_kit().step.values()], at=4, high=high)
    assert height_of(drawing) <= high
    steps = ElementTree.fromstring(drawing).iter(f"{SVG}text")
    lines = sorted({float(text.get("y", 0)) for text in steps})
    assert len(lines) == 9
    assert min(after - before for before, after in pairwise(lines)) > 40  # as high as the words are


def test_a_message_that_is_cut_says_so() -> None:
    long = " ".join(f"word{n}" for n in range(40))
    *_, last = texts(draw_step("One", place="Step 1", message=long))
    assert last.endswith(" …")
    assert texts(draw_step("One", place="Step 1", message="Back at ten"))[-1] == "Back at ten"


def test_what_people_typed_is_never_markup() -> None:
    for drawing in every(say=HOSTILE):
        root = ElementTree.fromstring(drawing)
        assert not [each.tag for each in root.iter() if "script" in each.tag]


@pytest.mark.parametrize("say", ["x" * 300, "word " * 60])
def test_long_words_stay_inside(say: str) -> None:
    for drawing in every(say=say):
        root = ElementTree.fromstring(drawing)
        wide = float(root.get("width", 0))
        assert wide in (WIDTH, SIDE)
        for text in root.iter(f"{SVG}text"):
            length = len(str(text.text)) * float(text.get("font-size", 0)) * 0.52
            x = float(text.get("x", 0))
            start = {"start": x, "middle": x - length / 2, "end": x - length}[text.get("text-anchor", "start")]
            assert start >= -8
            assert start + length <= wide + 8


def test_a_reader_finds_the_address_in_the_code() -> None:
    zxing = pytest.importorskip("zxingcpp")
    import numpy as np

    drawing = draw_way_in("7KQ4-MZX2", "192.168.1.20:8501", MODULES, words="Come in", people="31 are in", dark=True)
    path = next(ElementTree.fromstring(drawing).iter(f"{SVG}path")).get("d", "")
    picture = np.full((len(MODULES) + 8, len(MODULES) + 8), 255, dtype=np.uint8)
    for move in path.split("M")[1:]:
        column, row = move.split("h")[0].split(",")
        picture[int(row), int(column)] = 0
    [found] = zxing.read_barcodes(picture.repeat(6, axis=0).repeat(6, axis=1))
    assert found.text == "http://192.168.1.20:8501/?join=7KQ4MZX2"
