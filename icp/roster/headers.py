"""What a header says by itself: the ways it is compared, the fields it is an alias of, the fields it is like."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType

from icp.catalogue import catalogue, normalise_header

LIKENESS = 82
# A protected field is taken only for what is all but its name: "Region" is no "Religion".
_LIKENESS_PROTECTED = 90
_SHORTEST = 4
_DOTTED = re.compile(r"[A-Za-z_]+\.[A-Za-z_.]+")
_REMARK = re.compile(r"\s*[(\[].*?[)\]]\s*")
_NUMBER = re.compile(r"(?<=[^\W\d])\s*\d{1,2}$")
NO_ALIAS: tuple[str, Mapping[str, int]] = ("", MappingProxyType({}))
_NOT_BY_LIKENESS = frozenset({"sale_date", "sale_kind", "amount", "middle_name"})


def forms_of(header: str) -> tuple[str, ...]:
    """The header as compared, most exact first: whole, then without entity prefix, ``Object.`` prefix, bracketed
    remark, and the number of a repeated column. Empty for a header without letters or digits.

    >>> forms_of("Person - Email"), forms_of("Phone 2")
    (('person email', 'email'), ('phone 2', 'phone'))
    """
    forms = [header.replace(" - ", " ").replace("–", " "), header]
    if _DOTTED.fullmatch(header) and not header.casefold().endswith(".id"):  # somebody else's id
        forms.append(header.rpartition(".")[2])
    forms.append(_REMARK.sub(" ", header))
    plain = [form for form in map(normalise_header, forms) if form]
    return tuple(dict.fromkeys((*plain, *(_NUMBER.sub("", form) for form in plain))))


def read_alias(forms: Sequence[str]) -> tuple[str, Mapping[str, int]]:
    """The form that is an alias, and the fields and keys it names → its place in their lists (0 counts most)."""
    places = alias_places()
    return next(((form, places[form]) for form in forms if form in places), NO_ALIAS)


def read_whose(forms: Sequence[str]) -> tuple[str, Mapping[str, int]]:
    """The same after a word that only says whose it is ("Invitee Email"); questions about a client only."""
    places, known = alias_places(), catalogue().fields
    for form in forms:
        whose, _, rest = form.partition(" ")
        if rest in places and whose in _whose():
            return rest, {field: place for field, place in places[rest].items() if field in known}
    return NO_ALIAS


def is_never(forms: Sequence[str]) -> bool:
    """Whether the header looks like a question and is none: whole, or in a shorter form that is no alias either."""
    never = catalogue().columns.never
    return bool(forms) and (forms[0] in never or (not read_alias(forms)[1] and any(form in never for form in forms)))


def similar_fields(forms: Sequence[str]) -> Iterator[tuple[float, str]]:
    """(likeness 82–100, field) of aliases spelled nearly like the header; none when ``never`` is nearer."""
    from rapidfuzz import fuzz, process

    words = [form for form in forms if len(form) >= _SHORTEST and not form.endswith(" id")]
    never = catalogue().columns.never
    if any(process.extractOne(word, never, scorer=fuzz.ratio, score_cutoff=90) for word in words):
        return
    known = catalogue().fields
    for word in words:
        for alias, likeness, _ in process.extract(
            word, _long_aliases(), scorer=fuzz.ratio, score_cutoff=LIKENESS, limit=None
        ):
            for field in alias_places()[alias]:
                protected = field in known and known[field].protected
                if field not in _NOT_BY_LIKENESS and (not protected or likeness >= _LIKENESS_PROTECTED):
                    yield likeness, field


@lru_cache(maxsize=1)
def alias_places() -> Mapping[str, Mapping[str, int]]:
    """Normalised alias → {field: its place in that field's list}."""
    columns = catalogue().columns
    places: dict[str, dict[str, int]] = {}
    for field, names in (*columns.aliases.items(), *columns.extra.get("keys", {}).items()):
        for place, name in enumerate((field, *names)):
            places.setdefault(normalise_header(name), {}).setdefault(field, place)
    for field in catalogue().fields:
        places.setdefault(normalise_header(field), {}).setdefault(field, 0)
    return places


@lru_cache(maxsize=1)
def _long_aliases() -> tuple[str, ...]:
    return tuple(alias for alias in alias_places() if len(alias) >= _SHORTEST)


@lru_cache(maxsize=1)
def _whose() -> frozenset[str]:
    return frozenset(catalogue().columns.extra.get("whose", {}).get("words", ()))
