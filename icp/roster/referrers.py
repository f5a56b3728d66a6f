"""Names of senders that are nearly a client's: who may be meant, and the answer put right."""

from __future__ import annotations

import re
import sys
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from icp.methods.cells import fold, split_entries
from icp.model import Workbook

ALIKE = 82.0
OFFERED = 3
_AT_ONCE = 4_000_000  # comparisons of one block; 16 MB
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
    import numpy as np
    from rapidfuzz import fuzz, process

    plain = [plain_name(name) for name in names]
    wanted = [plain_name(text) for text in texts]
    alike: list[dict[int, float]] = [{} for _ in texts]
    step = max(1, _AT_ONCE // max(1, len(plain)))
    for start in range(0, len(wanted), step):
        block = wanted[start : start + step]
        scores = process.cdist(block, plain, scorer=fuzz.ratio, score_cutoff=ALIKE, dtype=np.float32)
        for row, at in np.argwhere(scores).tolist():
            alike[start + row][at] = float(scores[row, at])
    begins: defaultdict[str, list[int]] = defaultdict(list)
    for at, name in enumerate(plain):
        if name:
            begins[name.split()[0]].append(at)
    ordered = sorted(begins)
    found: list[Likeness] = []
    for text, name, scored in zip(texts, wanted, alike, strict=True):
        if not name:
            continue
        first = name.split()[0]
        shorter = [first[:length] for length in range(1, len(first)) if first[:length] in begins]
        longer = ordered[bisect_left(ordered, first) : bisect_left(ordered, first + chr(sys.maxunicode))]
        for at in (at for word in (*shorter, *longer) for at in begins[word]):
            if _abbreviates(name, plain[at]):
                scored[at] = max(scored.get(at, 0.0), ALIKE, fuzz.ratio(name, plain[at]))
        if scored:
            found.append(Likeness(text, tuple(sorted(scored, key=lambda at: (-scored[at], at))[:OFFERED])))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Senders:
    """Everybody named as a sender, each once in its first spelling: who they are as far as names can tell.

    ``exact``: sender → the one client of that name (position in ``names``). ``likely``: sender → the clients who may
    be meant, the likeliest first, for the owner to confirm. ``ambiguous``: sender → the several clients of exactly
    that name, whom no spelling tells apart. ``outside``: nobody on the list is called anything like it.
    """

    exact: Mapping[str, int]
    likely: Mapping[str, tuple[int, ...]]
    ambiguous: Mapping[str, tuple[int, ...]]
    outside: tuple[str, ...]


def resolve_senders(texts: Iterable[str], names: Sequence[str]) -> Senders:
    """Who the senders in these "sent by" answers are; an answer may name several (``;`` or ``,`` between them).

    Exact is what :func:`icp.methods.referrals.resolve_links` takes for one client: equal after trimming and
    casefolding. The rest goes through :func:`suggest_clients`, and nothing is decided there.

    >>> resolve_senders(["tom; Ines", "Facebook", "Tom"], ["Ines K.", "Tom"])
    Senders(exact={'tom': 1}, likely={'Ines': (0,)}, ambiguous={}, outside=('Facebook',))
    """
    rows: defaultdict[str, list[int]] = defaultdict(list)
    for row, name in enumerate(names):
        rows[fold(name)].append(row)
    typed: dict[str, str] = {}
    for cell in dict.fromkeys(texts):
        for entry in split_entries(cell, rows):
            typed.setdefault(fold(entry), entry)
    named = {text: tuple(rows[key]) for key, text in typed.items() if key in rows}
    unknown = [text for key, text in typed.items() if key not in rows]
    likely = {likeness.text: likeness.clients for likeness in suggest_clients(unknown, names)}
    return Senders(
        {text: at[0] for text, at in named.items() if len(at) == 1},
        likely,
        {text: at for text, at in named.items() if len(at) > 1},
        tuple(text for text in unknown if text not in likely),
    )


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


def plain_name(name: str) -> str:
    """Words in lower case, without accents and punctuation."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return " ".join(_WORDS.findall(bare.casefold()))


def _abbreviates(one: str, other: str) -> bool:
    """Whether the names agree word for word as far as both go, a word counting as its own beginning."""
    short, long = sorted((one.split(), other.split()), key=len)
    return all(a.startswith(b) or b.startswith(a) for a, b in zip(short, long, strict=False)) and len(short[0]) > 1
