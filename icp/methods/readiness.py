"""Whether rules are ready to be shared: would two people read them alike, and does something happen otherwise?

Each flaw names the rule, the part of it and the sentence to improve. Flaws are hints for the owner, who publishes as
the owner likes. What counts as unclear is listed in ``data/rules.toml``; a single word is no proof.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from icp.catalogue import rule_starters
from icp.dealings import Rule
from icp.methods.fair_wording import find_unfair

Code = Literal["vague", "no_measure", "long", "twice", "no_consequence", "no_follow_up", "unfair", "ungrouped"]
MOST_UNGROUPED = 5
LONGEST_SENTENCE = 35
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")
_CHECKED = ("expectation", "consequence")
_ALL = ("expectation", "reason", "consequence")


@dataclass(frozen=True)
class Flaw:
    """One thing to improve.

    ``rule``: its id, "" where it is about all of them. ``part``: expectation, reason, consequence or follow_up.
    ``sentence``: the one to improve, ``found``: the words in it, ``instead``: what to put there; "" where there is
    none. ``count``: of rules or of words, where that is what is wrong.
    """

    code: Code
    rule: str = ""
    part: str = ""
    sentence: str = ""
    found: str = ""
    instead: str = ""
    count: int = 0


def check_readiness(rules: Sequence[Rule], *, follow_up_said: bool) -> tuple[Flaw, ...]:
    """What is amiss with the rules, rule by rule in their order, then what is about all of them.

    ``follow_up_said``: whether it is settled who reminds where a rule names nobody. Codes: ``unfair`` asks who somebody
    is · ``vague`` two people read it differently · ``no_measure`` no number and no time, so nobody can tell kept from
    broken · ``long`` a sentence of more than 35 words · ``twice`` said by an earlier rule · ``no_consequence`` ·
    ``ungrouped`` more than five rules outside any group · ``no_follow_up`` nobody reminds.
    """
    flaws: list[Flaw] = []
    said: set[str] = set()
    for rule in rules:
        flaws += _check(rule)
        words = " ".join(rule.expectation.casefold().split())
        if words in said:
            flaws.append(Flaw("twice", rule.id, "expectation", rule.expectation))
        said.add(words)
    loose = Counter(rule.group for rule in rules)[""]
    if loose > MOST_UNGROUPED:
        flaws.append(Flaw("ungrouped", count=loose))
    unnamed = sum(not rule.follow_up for rule in rules)
    if unnamed and not follow_up_said:
        flaws.append(Flaw("no_follow_up", part="follow_up", count=unnamed))
    return tuple(flaws)


def _check(rule: Rule) -> list[Flaw]:
    flaws = []
    for part in _ALL:
        text = getattr(rule, part)
        for sentence in split_sentences(text):
            if asks := find_unfair(sentence):
                flaws.append(Flaw("unfair", rule.id, part, sentence, asks[0].found, asks[0].instead))
            if part in _CHECKED:
                if found := _vague().search(sentence):
                    instead = rule_starters().vague[" ".join(found[0].casefold().split())]
                    flaws.append(Flaw("vague", rule.id, part, sentence, found[0], instead))
                if (count := len(sentence.split())) > LONGEST_SENTENCE:
                    flaws.append(Flaw("long", rule.id, part, sentence, count=count))
    if not has_measure(rule.expectation):
        flaws.append(Flaw("no_measure", rule.id, "expectation", rule.expectation))
    if not rule.consequence.strip():
        flaws.append(Flaw("no_consequence", rule.id, "consequence"))
    return flaws


def split_sentences(text: str) -> list[str]:
    """The sentences of a text, with their full stop.

    >>> split_sentences("By the 10th. Else we wait!")
    ['By the 10th.', 'Else we wait!']
    """
    return [sentence for found in _SENTENCE.findall(text) if (sentence := found.strip())]


def has_measure(text: str) -> bool:
    """Whether there is a number or a time in it, by which it can be told kept from broken.

    >>> has_measure("By noon of the day before"), has_measure("Within 24 hours"), has_measure("Be kind to us")
    (True, True, False)
    """
    return any(word.isdigit() for word in text) or not rule_starters().measure.isdisjoint(
        re.findall(r"[^\W\d_]+", text.casefold())
    )


@lru_cache(maxsize=1)
def _vague() -> re.Pattern[str]:
    """Every vague word; none is found inside a longer word."""
    words = (r"\s+".join(map(re.escape, words.split())) for words in rule_starters().vague)
    return re.compile(rf"(?i)(?<!\w)(?:{'|'.join(words)})(?!\w)")
