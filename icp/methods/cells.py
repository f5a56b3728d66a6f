"""Read one raw cell of a client list: what is unknown, a text, a yes or no, several entries.

A blank, ``None``, NaN or NaT is unknown and stays unknown (``None`` here); nothing becomes zero or "no" on its own.
Texts are equal when they are equal after trimming and casefolding.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping

YES = frozenset({"yes", "y", "true", "1", "x"})
NO = frozenset({"no", "n", "false", "0"})


def read_text(cell: object) -> str | None:
    """The trimmed text of a cell; whole numbers read without their ".0"; ``None`` when unknown.

    >>> read_text("  Bakery "), read_text(3.0), read_text(float("nan")), read_text("  ")
    ('Bakery', '3', None, None)
    """
    if cell is None or type(cell).__name__ in {"NAType", "NaTType"} or cell != cell:  # pandas' NA refuses to compare
        return None
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(cell).strip() or None


def fold(text: str) -> str:
    """The form in which two texts are compared: trimmed and casefolded."""
    return text.strip().casefold()


def read_flag(cell: object, yes: Collection[str] = YES, no: Collection[str] = NO) -> bool | None:
    """Yes or no, ``None`` when neither; ``yes`` and ``no`` are folded words (add those of another language).

    >>> read_flag("Y"), read_flag(0), read_flag(True), read_flag("perhaps")
    (True, False, True, None)
    """
    text = read_text(cell)
    if text is None:
        return None
    word = fold(text)
    return True if word in yes else False if word in no else None


def split_entries(cell: object, known: Collection[str] = ()) -> tuple[str, ...]:
    """The entries of a cell, split on ``;``, or on ``,`` where no ``;`` stands; each once, in the cell's order.

    A part whose folded text is in ``known`` is never split further, so a client filed as "Dorn, Rolf" stays one name.
    A list, tuple or set is taken as split already. Unknown: no entries.

    >>> split_entries("Fair, kind ,fair"), split_entries("a, b; c"), split_entries("Dorn, Rolf", {"dorn, rolf"})
    (('Fair', 'kind'), ('a, b', 'c'), ('Dorn, Rolf',))
    """
    if isinstance(cell, list | tuple | set | frozenset):
        parts: Iterable[object] = sorted(cell, key=str) if isinstance(cell, set | frozenset) else cell
    else:
        text = read_text(cell)
        if text is None:
            return ()
        parts = text.split(";") if ";" in text else [text] if fold(text) in known else text.split(",")
    entries: dict[str, str] = {}
    for part in parts:
        entry = read_text(part)
        if entry is not None:
            entries.setdefault(fold(entry), entry)
    return tuple(entries.values())


def choose_spellings(texts: Iterable[str] | Mapping[str, int]) -> Mapping[str, str]:
    """Folded text → the spelling used most often (ties: the first in sort order, so row order never matters).

    ``texts`` are trimmed texts, or how often each occurs.

    >>> choose_spellings(["cafe", "Cafe", "Cafe", "inn"]), choose_spellings({"cafe": 3, "Cafe": 2})
    ({'cafe': 'Cafe', 'inn': 'inn'}, {'cafe': 'cafe'})
    """
    chosen: dict[str, str] = {}
    for text, _ in sorted(Counter(texts).items(), key=lambda item: (-item[1], item[0])):
        chosen.setdefault(fold(text), text)
    return chosen
