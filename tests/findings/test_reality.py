"""How rare people are who have it all, in one sentence."""

from __future__ import annotations

from icp.findings.reality import rarity_words
from icp.findings.words import plain
from icp.methods.reality import Count, measure_rarity


def said(yes: int, ask: int, no: int) -> str:
    return rarity_words(measure_rarity(Count(yes=yes, ask=ask, no=no)), yes + ask + no, plain)


def test_how_rare_is_not_said_while_it_may_be_nobody_or_nearly_everybody() -> None:
    open_yet = "Too many answers are missing to say how rare such people are."
    assert said(0, 60, 0) == open_yet  # a list that came in a minute ago
    assert said(0, 52, 8) == open_yet
    at_best = "Judging by your list, one prospect in 6.8 is like that at best: about 6.8 first talks for one of them."
    assert said(0, 4, 56) == at_best  # 4 of 60 by the beta distribution: 14.7 % at most
    assert said(1, 59, 0) == "Judging by your list, every prospect is like that at best, and one in 1,170 at worst."
