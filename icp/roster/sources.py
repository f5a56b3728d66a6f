"""Free-text sources that are one in several spellings: grouped for the owner to confirm, then renamed."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from icp.methods.cells import fold, split_entries
from icp.model import Client, Workbook

ONE_SLIP, TWO_SLIPS = 5, 9
"""Letters from which a word may have one slip, and two, and still be the same word."""
_SIGNS = "+#&@"  # R&D is not RD
_WORDS = re.compile(rf"[^\W_{_SIGNS}]+|[{_SIGNS}]+")


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way a source is written, how often, and whether it differs from the group's name in case, spaces and
    punctuation only (``sure``)."""

    text: str
    count: int
    sure: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Spellings that look like one source. ``name`` is the most frequent, ``others`` the rest, most frequent first."""

    name: str
    count: int
    others: tuple[Spelling, ...]


def group_sources(counts: Mapping[str, int], names: Iterable[str] = ()) -> tuple[Group, ...]:
    """Sources (spelling → how often) that look like one, the largest groups first; what stands alone is left out.

    Alike: the same letters, case, spaces and punctuation aside (sure); or the same words in another order, without
    accents, or with a slip of the fingers in a long word: Damerau's optimal string alignment distance 1 from five
    letters and 2 from nine, the first letter as it is. Digits must be the same, and a word more makes another source.
    ``names``: clients; two of them are never one source. The order of ``counts`` does not matter.

    >>> group_sources({"Google Ads": 14, "google ads": 3, "Goolge Ads": 1, "Google": 5})[0].name
    'Google Ads'
    """
    people = {fold(name) for name in names}
    written: dict[str, list[str]] = defaultdict(list)
    for text in counts:
        written["".join(_words(text))].append(text)
    for spellings in written.values():
        spellings.sort(key=lambda text: (-counts[text], -sum(map(str.isupper, text)), text))
    blocks = [tuple(spellings) for spellings in written.values()]
    blocks.sort(key=lambda block: (-sum(counts[text] for text in block), block))
    groups = []
    for (name, *same), *rest in _gather(blocks, people):
        others = [Spelling(text, counts[text], True) for text in same]
        others += [Spelling(text, counts[text], False) for block in rest for text in block]
        if others:
            others.sort(key=lambda spelling: (-spelling.count, spelling.text))
            groups.append(Group(name, counts[name], tuple(others)))
    return tuple(sorted(groups, key=lambda g: (-g.count - sum(other.count for other in g.others), g.name)))


def _gather(blocks: Iterable[tuple[str, ...]], people: Collection[str]) -> Iterable[list[tuple[str, ...]]]:
    """Blocks of spellings, each with those alike that come later. Nobody follows a follower, so no chain of small
    differences joins two sources that differ much."""
    near: dict[tuple[object, ...], list[tuple[tuple[str, ...], bool, list[tuple[str, ...]]]]] = defaultdict(list)
    gathered = []
    for block in blocks:
        words = tuple(map(_without_accents, _words(block[0])))
        is_person = any(fold(text) in people for text in block)
        digits = "".join(char for word in words for char in word if char.isdecimal())
        place = (digits, *sorted(word[0] for word in words))
        for leader, leads_person, members in near[place]:
            if not (is_person and leads_person) and _are_alike(words, leader):
                members.append(block)
                break
        else:
            gathered.append([block])
            near[place].append((words, is_person, gathered[-1]))
    return gathered


def _words(text: str) -> list[str]:
    """Words and telling signs in lower case, "Google-Ads" as "google", "ads"; a text of nothing else as it stands."""
    return _WORDS.findall(unicodedata.normalize("NFKC", text).casefold()) or [text]


def _without_accents(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c)) or word


def _are_alike(one: Sequence[str], other: Sequence[str]) -> bool:
    return sorted(one) == sorted(other) or all(map(_is_slip, one, other))


def _is_slip(one: str, other: str) -> bool:
    """Whether two words are one, or a slip of the fingers apart."""
    if one == other:
        return True
    short = min(len(one), len(other))
    if short < ONE_SLIP or one[0] != other[0] or abs(len(one) - len(other)) > 2:
        return False
    from rapidfuzz.distance import OSA

    allowed = 2 if short >= TWO_SLIPS else 1
    return OSA.distance(one, other, score_cutoff=allowed) <= allowed


def count_sources(clients: Iterable[Client]) -> Counter[str]:
    """How many clients name each source, as spelled."""
    return Counter(entry for client in clients for entry in _entries(client))


def rename_sources(work: Workbook, names: Mapping[str, str], only: Collection[str] | None = None) -> Workbook:
    """A copy in which sources spelled like a key of ``names`` are called by its value; a source named twice then
    stands once. ``only``: ids of the clients it is done for, everybody when None."""
    clients = []
    for client in work.clients:
        entries = _entries(client) if only is None or client.id in only else ()
        if any(names.get(entry, entry) != entry for entry in entries):
            renamed: dict[str, str] = {}
            for entry in entries:
                name = names.get(entry, entry)
                renamed.setdefault(fold(name), name)
            client = client.with_values(source="; ".join(renamed.values()))
        clients.append(client)
    return work.changed(clients=tuple(clients))


def _entries(client: Client) -> tuple[str, ...]:
    cell = client.values.get("source")
    return () if cell is None else split_entries(cell)
