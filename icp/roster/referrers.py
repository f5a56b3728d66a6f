"""Names of senders that are nearly a client's: who may be meant, and the answer put right."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from icp.methods.cells import fold, split_entries
from icp.model import Workbook

ALIKE = 82.0
OFFERED = 3
_WORDS = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Likeness:
    """A typed sender and the clients (positions in ``names``) who may be meant, the likeliest first."""

    text: str
    clients: tuple[int, ...]


def suggest_clients(texts: Sequence[str], names: Sequence[str]) -> tuple[Likeness, ...]:
    """For each typed sender who is no client, the clients whose name is close; those without any are left out.

    Close: at least 82 of 100 alike (rapidfuzz ``ratio`` after folding case, accents and punctuation), or every word of
    the shorter name begins or is begun by the matching word of the longer, so that "Ines" and "Ines Keller" both find
    "Ines K." Nothing is decided here: at most three are offered, for the owner to confirm.

    >>> suggest_clients(["Ines", "Facebook"], ["Ines K.", "Tom"])
    (Likeness(text='Ines', clients=(0,)),)
    """
    from rapidfuzz import fuzz, process

    plain = [_plain(name) for name in names]
    by_letter: defaultdict[str, list[int]] = defaultdict(list)
    for at, name in enumerate(plain):
        if name:
            by_letter[name[0]].append(at)
    found: list[Likeness] = []
    for text in texts:
        wanted = _plain(text)
        if not wanted:
            continue
        alike = {at: score for _, score, at in process.extract(wanted, plain, scorer=fuzz.ratio, score_cutoff=ALIKE)}
        for at in by_letter[wanted[0]]:
            if _abbreviates(wanted, plain[at]):
                alike[at] = max(alike.get(at, 0.0), ALIKE, fuzz.ratio(wanted, plain[at]))
        if alike:
            ordered = sorted(alike, key=lambda at: (-alike[at], at))
            found.append(Likeness(text, tuple(ordered[:OFFERED])))
    return tuple(found)


def name_sender(work: Workbook, text: str, name: str) -> Workbook:
    """A copy in which every "sent by" that says ``text`` says ``name``, but for the client of that name."""
    known: Mapping[str, str] = {fold(client.name): client.name for client in work.clients}
    clients = []
    for client in work.clients:
        cell = client.values.get("referred_by")
        entries = split_entries(cell, known)
        if any(fold(entry) == fold(text) for entry in entries) and fold(client.name) != fold(name):
            renamed = dict.fromkeys(name if fold(entry) == fold(text) else entry for entry in entries)
            client = client.with_values(referred_by="; ".join(renamed))
        clients.append(client)
    return work.changed(clients=tuple(clients))


def _plain(name: str) -> str:
    """Words in lower case, without accents and punctuation."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return " ".join(_WORDS.findall(bare.casefold()))


def _abbreviates(one: str, other: str) -> bool:
    """Whether the names agree word for word as far as both go, a word counting as its own beginning."""
    short, long = sorted((one.split(), other.split()), key=len)
    return all(a.startswith(b) or b.startswith(a) for a, b in zip(short, long, strict=False)) and len(short[0]) > 1
