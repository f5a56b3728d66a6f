"""A list that was read and waits in the session until the owner takes it over or drops it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import streamlit as st

from icp.catalogue import catalogue
from icp.model import Client, OwnQuestion, Workbook, is_protected, new_id
from icp.roster import (
    ColumnGuess,
    Roster,
    Table,
    UnreadableFile,
    build_roster,
    from_pasted,
    guess_kind,
    guess_mapping,
    merge_clients,
    own_field,
    pair_up,
    read_table,
)
from icp.ui import frame, keys, state
from icp.ui.text import counted, say

KEPT_RECEIPTS = 5
LEAVE_OUT, OWN = "", "+own"


@dataclass(frozen=True)
class Pending:
    """A list that was read and not yet taken over.

    ``stamp`` names this reading of it, ``fields`` maps a column's position to what the owner said it is (a field,
    ``LEAVE_OUT`` or ``OWN``), ``options`` are the ways of reading the owner chose. ``same``: clients who only share a
    name with somebody on the list are those people.
    """

    name: str
    data: bytes
    pasted: bool
    table: Table
    guesses: tuple[ColumnGuess, ...]
    options: Mapping[str, Any] = field(default_factory=dict)
    fields: Mapping[int, str] = field(default_factory=dict)
    date_order: Any = None
    same: bool = False
    stamp: str = field(default_factory=new_id)

    def mapping(self) -> tuple[ColumnGuess, ...]:
        """The guesses with the owner's corrections; columns kept as questions of one's own get a field of their own."""
        taken: list[str] = []
        columns = []
        for guess in self.guesses:
            chosen = self.fields.get(guess.position, guess.field or LEAVE_OUT)
            if chosen == OWN:
                chosen = own_field(guess.header, taken)
                taken.append(chosen)
            columns.append(guess if chosen == (guess.field or LEAVE_OUT) else guess.as_field(chosen or None))
        return tuple(columns)

    @property
    def digest(self) -> str:
        """What the very same file has again."""
        return hashlib.blake2b(self.data, digest_size=8).hexdigest()


@dataclass(frozen=True)
class Understood:
    """What a waiting list comes to, and what it was worked out from.

    ``roster`` None when ``refused`` says why. ``asking``: protected columns that wait for the owner's consent.
    """

    pending: Pending
    clients: tuple[Client, ...]
    rules: tuple[str, bool]
    mapping: tuple[ColumnGuess, ...]
    asking: tuple[str, ...]
    roster: Roster | None
    refused: str = ""


def open_list(name: str, data: bytes, *, pasted: bool = False, date_order: Any = None, **options: Any) -> None:
    """Read a file or a pasted block into the session, or remember in words why it cannot be read."""
    st.session_state.pop(keys.IMPORT_ERROR, None)
    try:
        table = from_pasted(data.decode()) if pasted else read_table(data, name, **options)
    except UnreadableFile as refused:
        st.session_state[keys.IMPORT_ERROR] = (name, in_words(refused))
        return
    pending = Pending(name, data, pasted, table, guess_mapping(table), options, date_order=date_order)
    met = any(receipt.get("digest") == pending.digest for receipt in state.workbook().receipts)
    st.session_state[keys.IMPORT] = replace(pending, same=met)


def in_words(refused: UnreadableFile) -> str:
    """Why a file is no client list. Markdown."""
    return say(f"problem.file.{refused.code}", **refused.facts)


def waiting() -> Pending | None:
    """The list that waits to be taken over."""
    return st.session_state.get(keys.IMPORT)


def put_back(**changes: Any) -> None:
    """Change what is said about the waiting list."""
    if (pending := waiting()) is not None:
        st.session_state[keys.IMPORT] = replace(pending, **changes)


def drop() -> None:
    """Forget the waiting list."""
    st.session_state.pop(keys.IMPORT, None)
    st.session_state.pop(keys.UNDERSTOOD, None)
    state.refresh_widgets()


def understand(pending: Pending, work: Workbook) -> Understood:
    """What the waiting list comes to; worked out once for each way of reading it."""
    rules = (work.field, bool(work.text("beliefs_agreed")))
    kept: Understood | None = st.session_state.get(keys.UNDERSTOOD)
    if kept is not None and kept.pending is pending and kept.clients is work.clients and kept.rules == rules:
        return kept
    mapping, asking = _ask_first(pending.mapping(), work)
    roster, why = None, ""
    try:
        roster = build_roster(
            pending.table, mapping, existing=work.clients, field=work.field, date_order=pending.date_order
        )
    except UnreadableFile as refused:
        why = in_words(refused)
    st.session_state[keys.UNDERSTOOD] = understood = Understood(
        pending, work.clients, rules, mapping, asking, roster, why
    )
    return understood


def _ask_first(mapping: tuple[ColumnGuess, ...], work: Workbook) -> tuple[tuple[ColumnGuess, ...], tuple[str, ...]]:
    """Facts about who somebody is are noted only after the one notice; until then their columns stay out."""
    if work.regulated or work.text("beliefs_agreed"):
        return mapping, ()
    asking = {g.position for g in mapping if g.field and is_protected(g.field, g.header)}
    return (
        tuple(g.as_field(None) if g.position in asking else g for g in mapping),
        tuple(g.header for g in mapping if g.position in asking),
    )


def take_over() -> None:
    """Put the waiting list on the client list, with its receipt; one undo brings the list back as it was."""
    pending = waiting()
    if pending is None:
        return
    before = len(state.workbook().clients)
    filled, sells = 0, False

    def step(work: Workbook) -> Workbook:
        nonlocal filled, sells
        understood = understand(pending, work)
        roster = understood.roster
        if roster is None:
            return work
        filled, sells = len(roster.filled), bool(roster.years)
        receipt = {"file": pending.name, "digest": pending.digest, **roster.receipt.as_json()}
        work = work.changed(
            clients=roster.clients,
            questions=(*work.questions, *own_questions(understood, work)),
            receipts=(*work.receipts, receipt)[-KEPT_RECEIPTS:],
            sales_years=roster.years or work.sales_years,
        )
        return merge_clients(work, pair_up(roster.lookalikes)) if pending.same else work

    after = state.change(step)
    new = len(after.clients) - before
    drop()
    noun = after.text("term", "client")
    told = [say("roster.taken_over", what=counted(new, noun)) if new else say("roster.nothing_new", n=filled)]
    told += [say("roster.years_known")] if sells else []
    frame.notify(" ".join([*told, say("roster.undo_below")]))
    unsorted = any(client.tier is None for client in after.clients)
    st.session_state[keys.ROSTER_SECTION] = "figures" if sells and not new else "sort" if unsorted else "taps"


def own_questions(understood: Understood, work: Workbook) -> list[OwnQuestion]:
    """A question of the owner's own for every column kept as one; its kind is read off the column's cells."""
    known = {question.id for question in work.questions}
    dropped = understood.roster.receipt.dropped if understood.roster else ()
    questions = []
    for column in understood.mapping:
        field = column.field or ""
        if field.startswith("x_") and field not in known and column.header not in dropped:
            kind, options = guess_kind([cell for cell in understood.pending.table.column(column.position) if cell])
            label = column.header[:120] or field
            questions.append(OwnQuestion(id=field, label=label, kind=kind, options=options))
    return questions


def field_words(work: Workbook) -> dict[str, str]:
    """What a column may be taken for, in words: what may be asked about a client, then what only serves to compute."""
    asked = {id: q.label for id, q in catalogue().fields.items() if not (work.regulated and q.protected)}
    return {**asked, **{key: say(f"roster.key.{key}") for key in catalogue().words["roster"]["key"]}}
