"""The picture of troubles beside rules: bars as shares, words escaped, at most seven."""

import re

import pytest

from icp.charts.drawing_rules import MOST, Row, draw_troubles
from icp.charts.palette import LIGHT


def boxes(drawing, fill):
    return [float(found) for found in re.findall(rf'width="([\d.]+)" height="16" rx="2" fill="{fill}"', drawing)]


def row(**parts):
    said = {"words": "Pays late", "count": "5 of 10", "doing": (1, 2, 2), "known": 10, "rule": "no rule yet"}
    return Row(**{**said, "missing": True, **parts})


def test_a_bar_is_as_long_as_the_share_of_those_it_is_known_of():
    drawing = draw_troubles([row()], title="t")
    (gold,), (grey,), (clay,) = (boxes(drawing, colour) for colour in (LIGHT.gold, LIGHT.grey, LIGHT.clay))
    assert grey == clay == pytest.approx(2 * gold)
    whole = float(re.search(rf'width="([\d.]+)" height="16" rx="3" fill="{LIGHT.card}"', drawing)[1])
    assert gold == pytest.approx(whole / 10)


def test_nobody_doing_it_and_nothing_known_draw_no_bar():
    assert not boxes(draw_troubles([row(doing=(0, 0, 0)), row(doing=(0, 0, 0), known=0)], title="t"), LIGHT.gold)


def test_a_missing_rule_stands_out_and_one_that_is_there_is_green():
    assert f'fill="{LIGHT.clay}" text-anchor="end" font-weight="600">no rule yet<' in draw_troubles([row()], title="t")
    there = draw_troubles([row(missing=False, rule="rule")], title="t")
    assert f'fill="{LIGHT.green}" text-anchor="end" font-weight="600">rule<' in there


def test_words_are_escaped_and_cut_and_the_rest_is_left_out():
    drawing = draw_troubles([row(words=f"<b>{'x' * 300}")] * 20, title='"<i>')
    assert "<b>" not in drawing
    assert "<i>" not in drawing
    assert drawing.count("&lt;b&gt;xxx") == MOST
    assert "x" * 40 not in drawing
