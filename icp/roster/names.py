"""People's names as files write them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from icp.catalogue import catalogue
from icp.methods.value import is_unknown
from icp.model import clean_name
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
    parts = [clean_cell(part) for part in (first, last)]
    kept = [p for p in parts if p and (not is_unknown(p) or p.casefold() in _WORDS_ARE_NAMES)]
    if all(is_unknown(part) for part in kept):
        return ""
    return clean_name(" ".join(kept))


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
