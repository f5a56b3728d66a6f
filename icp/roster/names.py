"""People's names as files write them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from icp.catalogue import catalogue
from icp.methods.value import is_unknown
from icp.model import LONGEST_NAME, clean_name
from icp.roster.cells import clean_cell

_ENDINGS = frozenset(catalogue().columns.extra.get("company_endings", {}).get("words", []))
_NOT_A_PERSON = re.compile(r"[&+/]|\b(?:and|und|et|y|en)\b|\d", re.IGNORECASE)
_WORDS_ARE_NAMES = frozenset({"na", "null", "nil", "nan", "none", "select", "keine", "geen"})


def tidy_name(cell: str) -> str:
    """One name as it is kept: cleaned, ``Müller, Jörg`` turned to ``Jörg Müller``; "" when the cell names nobody."""
    text = clean_name(clean_cell(cell))
    return "" if is_unknown(text) or not any(char.isprintable() and not char.isspace() for char in text) else turn(text)


def join_name(first: str, last: str) -> str:
    """First and last name as one; a part that only says "nothing here" is left out (somebody may be called Null)."""
    return join_parts(name_part(first), name_part(last))


def name_part(cell: str) -> tuple[str, bool]:
    """A first or last name as it is kept, and whether it is sure to be one; "" when it says nothing."""
    text = clean_name(clean_cell(cell))
    if not is_unknown(text):
        return text, True
    return (text, False) if text.casefold() in _WORDS_ARE_NAMES else ("", False)


def join_parts(first: tuple[str, bool], last: tuple[str, bool]) -> str:
    """Two parts of a name as one; "" where neither is sure."""
    if not first[1] and not last[1]:
        return ""
    name = f"{first[0]} {last[0]}" if first[0] and last[0] else first[0] or last[0]
    return clean_name(name) if len(name) > LONGEST_NAME else name


def turn(name: str) -> str:
    """``Last, First`` → ``First Last``; company names with a comma (``Acme, Inc.``, ``Low, Orr & Sons``) stay."""
    last, comma, first = name.partition(",")
    last, first = last.strip(), first.strip()
    ending = first.replace(".", "").casefold()
    if not comma or not last or not first or "," in first or ending in _ENDINGS or _NOT_A_PERSON.search(name):
        return name
    if len(first.split()) > 3 or len(last.split()) > 3:
        return name
    return f"{first} {last}"


def number_repeats(names: Iterable[str], taken: Iterable[str] = ()) -> list[str]:
    """Same initials are different people: the second A.B. becomes ``A.B. (2)``."""
    used = {name.casefold() for name in taken}
    numbered = []
    for name in names:
        candidate, count = name, 1
        while candidate.casefold() in used:
            count += 1
            candidate = f"{name} ({count})"
        used.add(candidate.casefold())
        numbered.append(candidate)
    return numbered
