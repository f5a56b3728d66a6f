"""Sentences of the catalogue filled with names and figures, as plain text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TypeVar

from icp.catalogue import catalogue
from icp.methods.letters import word_day
from icp.model import Workbook
from icp.wishes import currency_sign

Key = TypeVar("Key")
Wording = Callable[..., str]
"""Fills the catalogue's words at a key; a value named ``safe_what`` fills the place ``{what}`` as it stands."""


def plain(key: str, /, **values: object) -> str:
    """The catalogue's words at ``key`` as plain text; bold marks of the words go, values stay as they were typed."""
    words = catalogue().say(key).replace("**", "")
    filled = {name.removeprefix("safe_"): value for name, value in values.items()}
    return words.format(**values, **{name: filled[name] for name in filled.keys() - values.keys()}) if values else words


def counted(number: int, noun: str) -> str:
    """``counted(1, "client")`` → "1 client"; the noun is a key of ``[noun]`` in the copy."""
    form = "one" if number == 1 else "many"
    return f"{number:,} {catalogue().say(f'noun.{noun}.{form}')}"


def money(amount: float, workbook: Workbook, *, cents_under: float = 0) -> str:
    """An amount as plain text: "€13,800"; a smaller one than ``cents_under`` with its cents: "€5.63". For Markdown it
    has to be escaped (a dollar starts a formula)."""
    sign = currency_sign(workbook.text("currency", "EUR"))
    return f"{'−' if amount < 0 else ''}{sign}{abs(amount):,.{2 if abs(amount) < cents_under else 0}f}"


def term(workbook: Workbook, *, many: bool = False) -> str:
    """The owner's own word: client or customer."""
    return catalogue().say(f"noun.{workbook.text('term', 'client')}.{'many' if many else 'one'}")


def date_words(day: date) -> str:
    """ "Friday, 27 November 2026"."""
    return f"{day:%A}, {word_day(day)}"


def enumerate_words(words: Sequence[str], most: int | None = None) -> str:
    """ "Ines, Tom and Carla"; "Ines, Tom, Carla and 5 more" where there are more than ``most``."""
    shown = list(words)
    if most is not None and len(shown) > most:
        shown = [*shown[: most - 1], plain("transition.more", n=len(words) - most + 1)]
    if len(shown) < 2:
        return "".join(shown)
    return f"{', '.join(shown[:-1])} {plain('transition.and')} {shown[-1]}"


def capital(text: str) -> str:
    """The text beginning with a capital letter."""
    return text[:1].upper() + text[1:]


def tell_apart(labels: Mapping[Key, str]) -> dict[Key, str]:
    """The labels, plain text, with a number behind each that stood there before: "A. B.", "A. B. (2)".

    For whatever is chosen from: a browser sends back the words, and of two alike Streamlit takes the last one for both.
    """
    times: Counter[str] = Counter()
    taken, apart = set(labels.values()), dict(labels)
    for key, words in labels.items():
        times[words] += 1
        if times[words] > 1:
            while f"{words} ({times[words]})" in taken:
                times[words] += 1
            apart[key] = f"{words} ({times[words]})"
            taken.add(apart[key])
    return apart
