"""Codes instead of names, where a list about people's health is worked on in a room (GUARDRAILS 3).

Telephones lie on tables there. What is typed as a name is kept as initials; nobody has to think of it, and nothing that
was on the list before is touched.
"""

from __future__ import annotations

import re

from icp.methods.cells import fold, split_entries
from icp.model import Client, Workbook, clean_name

_TELLING = ("first_name", "last_name", "email", "phone", "company")
_LETTERS, _FIGURES = 3, 4


def is_code(name: str) -> bool:
    """Whether a name is a code already: at most three capitals or two small letters, and four figures.

    >>> [is_code(name) for name in ("MK", "A. B. (2)", "ik", "K-12", "Ann", "Bob", "ABBA", "20251")]
    [True, True, True, True, False, False, False, False]
    """
    bare = re.sub(r"[\W_]", "", name)
    letters, figures = re.sub(r"\d", "", bare), re.sub(r"\D", "", bare)
    short = len(letters) <= _LETTERS if letters == letters.upper() else len(letters) <= 2 and letters.islower()
    return short and len(figures) <= _FIGURES


def code_of(name: str) -> str:
    """The code for a name: its first letters, at most three, and its figures.

    >>> [code_of(name) for name in ("Maria Keller", "Jean-Luc de la Tour", "patient 12", "MK", "Ann")]
    ['MK', 'JLD', 'P12', 'MK', 'A']
    """
    name = clean_name(name)
    if is_code(name):
        return name
    words = re.findall(r"[^\W\d_]+", name)
    figures = re.sub(r"\D", "", name)[-_FIGURES:]
    return "".join(word[0].upper()[:1] for word in words[:_LETTERS]) + figures


def code_names(before: Workbook, after: Workbook) -> Workbook:
    """``after`` with a code for every client that it names and ``before`` did not, and for whoever sent somebody.

    What else would tell who a client is, an address or a number, is not taken in. Two of one code are numbered.
    """
    was = {client.id: client for client in before.clients}
    changed = [client for client in after.clients if client != was.get(client.id)]
    if not changed:
        return after
    taken = {client.name for client in after.clients if client.id in was and client.name == was[client.id].name}
    codes: dict[str, str] = {}
    named: dict[str, str] = {}  # id → code
    for client in changed:
        if client.id in was and client.name == was[client.id].name:
            continue
        code = code_of(client.name)
        named[client.id] = free = next(
            each for number in range(1, len(after.clients) + 2)
            if (each := code if number == 1 and code else f"{code or 'X'}{number}") not in taken
        )  # fmt: skip
        taken.add(free)
        codes[client.name] = free
    kept = {client.id: _coded(client, was.get(client.id), named, codes, taken) for client in changed}
    return after.changed(clients=tuple(kept.get(client.id, client) for client in after.clients))


def _coded(client: Client, was: Client | None, named: dict[str, str], codes: dict[str, str], known: set[str]) -> Client:
    values = {id: value for id, value in client.values.items() if id not in _TELLING or _same(was, id, value)}
    sent = values.get("referred_by")
    if sent and not _same(was, "referred_by", sent):
        entries = split_entries(sent, set(map(fold, (*known, *codes))))
        values["referred_by"] = "; ".join(
            codes.get(entry, entry if entry in known else code_of(entry)) for entry in entries
        )
    return Client(id=client.id, name=named.get(client.id, client.name), values=values)


def _same(was: Client | None, id: str, value: object) -> bool:
    return was is not None and was.values.get(id) == value
