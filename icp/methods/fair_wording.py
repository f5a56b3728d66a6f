"""Words that ask who somebody is: where they stand in a text, and what asks for the behaviour behind them.

The words, in five languages, are in ``data/fair_wording.toml``; a text is held against all of them, since nobody says
which language they write. What is found is a hint for the owner, never a verdict: phrases are listed, not meanings.
After the protected characteristics of the UK Equality Act 2010 s.4, ECOA Reg B §1002.5(b) and GDPR Art. 9.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from icp.catalogue import Language, Trait, fair_wording

_BETWEEN = r"[\s,'\"«»()\-]+"
_GAP = rf"(?:\w+{_BETWEEN}){{0,3}}"
_END = r"(?=\s*(?:[?!.,;:]|$))"
_SENTENCE = re.compile(r"[^.?!\n]*(?:[.?!]+|\n|$)")


@dataclass(frozen=True)
class Flag:
    """One place in a text that asks who somebody is.

    ``text[start:end]`` is ``found``. ``trait``: what it asks for, a block of the data file; ``about`` and ``why`` are
    its words. ``instead`` asks, or says, what may lie behind it, in the language it was found in.
    """

    trait: str
    language: Language
    start: int
    end: int
    found: str
    about: str
    why: str
    instead: str


def find_unfair(text: str) -> tuple[Flag, ...]:
    """The places of ``text`` that ask for something the law protects, in reading order, none overlapping.

    >>> [flag.trait for flag in find_unfair("How old are you, and are you married?")]
    ['age', 'marriage']
    >>> find_unfair("Do you answer mail the same day of the week?")
    ()
    """
    plain = _fold(text)
    innocent, looked_for = _compiled()
    for pattern in innocent:
        plain = pattern.sub(lambda found: "." * len(found[0]), plain)
    found = sorted(
        ((hit.start(), -hit.end(), trait, language) for trait, language, pattern in looked_for
         for hit in pattern.finditer(plain)),
        key=lambda place: place[:2],
    )  # fmt: skip
    flags: list[Flag] = []
    for start, minus_end, trait, language in found:
        if not flags or start >= flags[-1].end:
            flags.append(_flag(text, trait, language, start, -minus_end))
    return tuple(flags)


def rewrite(text: str) -> str:
    """The text with every sentence that asks for a protected trait replaced by what it may be meant to find out.

    A fair text comes back as it is. The same words do not come twice.
    """
    flags = find_unfair(text)
    if not flags:
        return text
    kept: list[str] = []
    for start, end in _sentences(text):
        inside = [flag for flag in flags if start <= flag.start < end]
        words = [flag.instead for flag in inside] if inside else [text[start:end].strip()]
        kept += [part for part in words if part and part not in kept]
    return " ".join(kept)


def _flag(text: str, trait: str, language: Language, start: int, end: int) -> Flag:
    words = fair_wording().traits[trait]
    sentence = next((text[a:b] for a, b in _sentences(text) if a <= start < b), text)
    instead = words.ask if sentence.rstrip().endswith("?") else words.say
    return Flag(trait, language, start, end, text[start:end], words.about, words.why, instead[language])


def _sentences(text: str) -> list[tuple[int, int]]:
    return [found.span() for found in _SENTENCE.finditer(text) if found[0].strip()]


def _fold(text: str) -> str:
    """The text without accents and with plain apostrophes and hyphens, letter for letter as long as before."""
    return "".join(char if char.isascii() and char != "`" else _plain(char) for char in text)


def _plain(char: str) -> str:
    if char in "’‘`´":
        return "'"
    if char in "‐‑–—":
        return "-"
    base = unicodedata.normalize("NFD", char)[0]
    return base if char.isalpha() else char


@lru_cache(maxsize=1)
def _compiled() -> tuple[tuple[re.Pattern[str], ...], tuple[tuple[str, Language, re.Pattern[str]], ...]]:
    words = fair_wording()
    innocent = tuple(_any_of(triggers) for triggers in words.innocent.values())
    looked_for = tuple(
        (id, language, _any_of(triggers)) for id, trait in words.traits.items()
        for language, triggers in _triggers(trait)
    )  # fmt: skip
    return innocent, looked_for


def _triggers(trait: Trait) -> Iterable[tuple[Language, Sequence[str]]]:
    languages: tuple[Language, ...] = ("en", "de", "fr", "es", "nl")
    return ((language, getattr(trait, language)) for language in languages)


def _any_of(triggers: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(_pattern, triggers)))


def _pattern(trigger: str) -> str:
    """The regular expression of one trigger; its small language is told at the top of the data file."""
    pieces: list[str] = []
    words = trigger.split()
    for at, word in enumerate(words):
        last = at == len(words) - 1
        if word == "…":
            pieces.append(r"\w+" if last else _GAP)
        elif word == ".":
            pieces.append(_END)
        else:
            optional = word.endswith("?")
            alternatives = "|".join(_word(part) for part in word.removesuffix("?").split("/"))
            follows = not last and words[at + 1] != "."
            piece = rf"\b(?:{alternatives})(?!\w){_BETWEEN if follows else ''}"
            pieces.append(rf"(?:{piece})?" if optional else piece)
    return "".join(pieces)


def _word(word: str) -> str:
    if word.startswith("^"):
        return re.escape(_fold(word[1:]))
    if word == "#":
        return r"[2-9]\d"
    letters = r"\w*".join(map(re.escape, _fold(word).split("*")))
    return f"(?i:{letters})"
