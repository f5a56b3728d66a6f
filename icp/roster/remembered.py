"""What the owner said a file's columns mean, kept for the next file with the same headers."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from icp.catalogue import catalogue
from icp.model import is_protected
from icp.roster.columns import FEEDS, SEVERAL, ColumnGuess

Memory = tuple[Mapping[str, str], ...]
KEPT = 20


def remember_mapping(memory: Sequence[Mapping[str, str]], mapping: Sequence[ColumnGuess]) -> Memory:
    """``memory`` with this mapping as its newest entry: header → field, "" where the column was left out.

    An entry for the same headers gives way, and beyond 20 the oldest go. Made of texts only, so it goes into JSON as
    it is. Nothing to remember (no header, or none that is not blank) leaves ``memory`` as it was.
    """
    headers = _keys(guess.header for guess in mapping)
    if not any(guess.header.strip() for guess in mapping):
        return tuple(memory)
    entry = {header: guess.field or "" for header, guess in zip(headers, mapping, strict=True)}
    return (*(other for other in memory if other.keys() != entry.keys()), entry)[-KEPT:]


def recall_mapping(guesses: Sequence[ColumnGuess], memory: Sequence[Mapping[str, str]]) -> tuple[ColumnGuess, ...]:
    """The guesses as this file's headers were understood last time; unchanged when the same headers were never met.

    The headers must be the same, in any order. A remembered field the catalogue no longer has is ignored, and so is a
    service field for a header the law protects; such a column keeps its guess unless its field is taken.
    """
    headers = _keys(guess.header for guess in guesses)
    entry = next((entry for entry in reversed(memory) if entry.keys() == set(headers)), None)
    if entry is None:
        return tuple(guesses)
    taken = {entry[header] for header, guess in zip(headers, guesses, strict=True) if _holds(guess, entry[header])}
    recalled = []
    for header, guess in zip(headers, guesses, strict=True):
        field = entry[header]
        if _holds(guess, field):
            recalled.append(replace(guess, field=field or None, confidence=1.0, how="remembered"))
        elif guess.field in taken - SEVERAL:
            recalled.append(replace(guess, field=None, confidence=0.0, how="none"))
        else:
            recalled.append(guess)
    return tuple(recalled)


def _holds(guess: ColumnGuess, field: str) -> bool:
    """Whether the column may still be taken for what is remembered."""
    question = catalogue().fields.get(field)
    if question is None:
        return field == "" or field in FEEDS or field.startswith("x_")
    return question.part != "service" or not is_protected(guess.header)


def _keys(headers: Iterable[str]) -> list[str]:
    """Headers as they compare, case and spaces aside; the second of a name gets a key of its own."""
    count: Counter[str] = Counter()
    keys = []
    for header in headers:
        key = " ".join(unicodedata.normalize("NFKC", header).casefold().split())
        count[key] += 1
        keys.append(key if count[key] == 1 else f"{key}\n{count[key]}")
    return keys
