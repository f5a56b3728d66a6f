"""People's names as files write them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from icp.catalogue import catalogue
from icp.methods.value import is_unknown
from icp.model import LONGEST_NAME, clean_name
from icp.roster.cells import clean_cell, drop_repeats


def _words(table: str, key: str = "words") -> frozenset[str]:
    return frozenset(catalogue().columns.extra.get(table, {}).get(key, ()))


_AFTER_NAMES = _words("company_endings", "after_names")
_ENDINGS = _words("company_endings")
_TITLES = _words("honorifics") - _AFTER_NAMES - {"m", "firma", "divers"}
_NOT_A_PERSON = re.compile(r"[&+/()]|\b(?:and|und|et|y|en)\b|\d", re.IGNORECASE)
_WORDS_ARE_NAMES = frozenset({"na", "null", "nil", "nan", "none", "select", "keine", "geen"})


def tidy_name(cell: str) -> str:
    """One name as it is kept: cleaned, ``Müller, Jörg`` turned to ``Jörg Müller``; "" when the cell names nobody."""
    text = clean_name(clean_cell(cell))
    return "" if is_unknown(text) or not any(char.isprintable() and not char.isspace() for char in text) else turn(text)


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


def add_middle(middle: tuple[str, bool], last: tuple[str, bool]) -> tuple[str, bool]:
    """A middle name before the last: ``van`` and ``Beek``. Alone it is nobody's name."""
    return (f"{middle[0]} {last[0]}".strip(), last[1]) if middle[1] else last


def turn(name: str) -> str:
    """``Last, First`` → ``First Last``, titles in front and ``Jr.`` behind; firms (``Acme, Inc.``, ``Low, Orr &
    Sons``) and what could be more than one person stay."""
    last, comma, first = name.partition(",")
    if not comma or "," in first or _NOT_A_PERSON.search(name):
        return name
    words = (*last.split(), *first.split())
    titles = [word for word in words if _plain(word) in _TITLES]
    after = [word for word in words if _plain(word) in _AFTER_NAMES]
    family = [word for word in last.split() if word not in titles and word not in after]
    given = [word for word in first.split() if word not in titles and word not in after]
    if not 1 <= len(family) <= 3 or not 1 <= len(given) <= 3 or {_plain(family[-1]), _plain(given[-1])} & _ENDINGS:
        return name
    return " ".join((*titles, *given, *family, *after))


def _plain(word: str) -> str:
    return word.replace(".", "").casefold()


def split_people(cell: str, known: Collection[str] = ()) -> list[str]:
    """The people one cell names: split at ``:::``, ``;`` or line ends, else at ``/``, else at ``,``; each once.

    ``known`` are folded names of the client list: a name among them is never split, and ``Brook, Ana`` is one person
    when Ana Brook is one of them.

    >>> split_people("Gus Pine / Brook, Ana"), split_people("Brook, Ana", {"ana brook"}), split_people("A.B., C.D.")
    (['Gus Pine', 'Ana Brook'], ['Ana Brook'], ['A.B.', 'C.D.'])
    """
    cell = clean_cell(cell)
    if cell.casefold() in known or "://" in cell:
        return drop_repeats([tidy_name(cell)])
    mark = next((mark for mark in (":::", r"[;\n]", "/") if re.search(mark, cell)), "")
    people: list[str] = []
    for piece in re.split(mark, cell) if mark else [cell]:
        parts = [part.strip() for part in piece.split(",")]
        if mark and not any(part.casefold() in known for part in parts):
            people.append(tidy_name(piece.strip().removeprefix("* ")))
            continue
        while parts:
            pair = ", ".join(parts[:2])
            turned = turn(pair)
            both = len(parts) > 1 and turned != pair and turned.casefold() in known
            people.append(turned if both else tidy_name(parts[0]))
            parts = parts[2:] if both else parts[1:]
    return drop_repeats(people)


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
