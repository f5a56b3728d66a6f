"""Figures of the comparison: what is drawn where, and that typed names stay text."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from icp.charts.compare import (
    draw_amounts,
    draw_corners,
    draw_firmness,
    draw_fits,
    draw_ladder,
    draw_meets,
    draw_waterfall,
)
from icp.charts.layout import CONFIG
from icp.charts.palette import LIGHT

HOSTILE = '<a href="https://x.example">x</a><br>%{x} &lt;img&gt; $\\frac12$'


def traces(figure: Any, kind: str) -> list[Any]:
    return [trace for trace in figure.data if trace.type == kind]


def texts_of(figure: Any) -> list[str]:
    """Every text Plotly would read: of marks, ticks and annotations."""
    found: list[str] = []

    def walk(node: Any, inside: bool) -> None:
        if isinstance(node, dict):
            for key, value in node.items():
                walk(value, inside or key in ("text", "ticktext"))
        elif isinstance(node, list):
            for value in node:
                walk(value, inside)
        elif isinstance(node, str) and inside:
            found.append(node)

    walk(json.loads(figure.to_json()), False)
    return found


def test_fits_put_each_client_on_a_row_and_leave_unknown_figures_out() -> None:
    figure = draw_fits(
        ["Ines", "Rolf"], ["80", "20 to 60"], [80, 40], [80, 20], [80, 60], [90, 30], [np.nan, np.nan], [1, 3],
        line=60, words=("fit", "works well", "feels right"),
    )  # fmt: skip
    marks = next(t for t in traces(figure, "scatter") if t.marker.size == 13)
    assert marks.x.tolist() == [80, 40]
    assert marks.y[0] > marks.y[1]
    assert list(marks.marker.color) == [LIGHT.gold, LIGHT.clay]
    assert list(marks.marker.symbol) == ["circle", "diamond"]
    bounds = next(t for t in traces(figure, "scatter") if t.mode == "lines")
    np.testing.assert_equal(bounds.x, [80, 80, np.nan, 20, 60, np.nan])
    assert figure.layout.shapes[0].x0 == 60


def test_the_waterfall_ends_where_it_adds_up_to() -> None:
    figure = draw_waterfall(["asks", "pays"], [12.5, -30.0], base=50.0, ends=("average", "fit"))
    bar = traces(figure, "bar")[0]
    np.testing.assert_allclose(np.asarray(bar.base, dtype=float), [0, 50, 62.5, 0])
    np.testing.assert_allclose(bar.x, [50, 12.5, -30, 32.5])
    assert list(bar.marker.color) == [LIGHT.grey, LIGHT.gold, LIGHT.clay, LIGHT.green]
    assert {"+12.5", "−30.0", "32.5", "50.0"} <= {t.removeprefix("<b>").removesuffix("</b>") for t in texts_of(figure)}


def test_who_meets_what_keeps_rows_and_columns() -> None:
    figure = draw_meets(["Ines", "Rolf"], ["asks", "pays", "keeps"], [[0, 1, 3], [2, 2, 0]])
    cells = traces(figure, "heatmap")[0]
    assert cells.z.tolist() == [[2, 2, 0], [0, 1, 3]]  # the first client on top
    assert list(figure.layout.yaxis.ticktext) == ["Rolf", "Ines"]
    assert [list(row) for row in cells.text] == [["✗", "✗", "✓"], ["✓", "◐", "?"]]


def test_corners_show_only_who_can_be_placed() -> None:
    figure = draw_corners(
        ["a", "b", "c"], [90, 10, np.nan], [400, 100, 900], [0, 3, 4], line=60, middle=100,
        words=("look after", "one change", "grow", "rethink"), axes=("well", "invoice"),
        amounts=["€400", "€100", ""],
    )  # fmt: skip
    points = [(x, y) for trace in figure.data for x, y in zip(trace.x, trace.y, strict=True)]
    assert points == [(90, 20), (10, 10)]
    assert [a.text for a in figure.layout.annotations] == [
        "<b>look after</b>", "<b>one change</b>", "<b>grow</b>", "<b>rethink</b>"]  # fmt: skip


def test_firmness_and_amounts_and_ladder_draw_their_numbers() -> None:
    firm = draw_firmness(["a"], ["n"], [0.25], [2], firm=0.8, words=("no", "open", "yes"))
    assert traces(firm, "scatter")[0].x.tolist() == [25]
    assert (firm.layout.shapes[0].x0, firm.layout.shapes[0].x1) == pytest.approx((20, 80))
    assert traces(draw_amounts(["a", "b"], [3, 1], ["", ""]), "bar")[0].x.tolist() == [3, 1]
    ladder = draw_ladder(
        ["a", "b"], [3, np.nan], [100, 50], [5, 5], [1, 2], steps=("o", "h", "f", "v"), up="", notes="ab"
    )
    assert traces(ladder, "scatter")[0].y.tolist() == [100]


def test_no_typed_name_becomes_markup() -> None:
    names, two = [HOSTILE, HOSTILE * 9], [1.0, 2.0]
    words = ("a", "b", "c")
    figures = [
        draw_fits(names, names, two, two, two, two, two, [1, 2], line=60, words=words),
        draw_waterfall(names, two, base=50, ends=(HOSTILE, HOSTILE)),
        draw_meets(names, names, [[0, 1], [2, 3]]),
        draw_amounts(names, two, names),
        draw_firmness(names, names, two, [1, 2], firm=0.8, words=words),
        draw_corners(names, two, two, [0, 1], line=60, middle=1, words=names * 2, axes=("a", "b"), amounts=names),
        draw_ladder(names, two, two, two, [1, 2], steps=names, up=HOSTILE, notes=names),
    ]
    for figure in figures:
        for text in texts_of(figure):
            inner = text.removeprefix("<b>").removesuffix("</b>")
            if inner.startswith("%{text}") or inner == "%{text}":  # the template of a heat map's cells
                continue
            assert "<" not in inner
            assert "%{" not in inner


def test_nothing_to_draw_is_still_a_figure() -> None:
    empty: list[float] = []
    assert draw_fits([], [], empty, empty, empty, empty, empty, empty, line=60, words=("a", "b", "c")).data
    assert draw_waterfall([], empty, base=50.0, ends=("a", "b")).data
    assert draw_amounts([], empty, []).data
    assert draw_ladder([], empty, empty, empty, empty, steps=(), up="", notes=()).data


def test_figures_are_light_and_offer_nothing_to_export() -> None:
    thousand = np.linspace(0, 100, 1_000)
    figure = draw_ladder(
        [f"c{n}" for n in range(1_000)], thousand % 4 // 1, thousand, thousand, np.ones(1_000),
        steps=("o", "h", "f", "v"), up="", notes=[""] * 1_000,
    )  # fmt: skip
    assert figure.layout.template.layout.to_plotly_json() == {}
    assert len(figure.to_json()) < 120_000
    assert CONFIG["displayModeBar"] is False
