"""A list that was read and waits in the session until the owner takes it over or drops it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import streamlit as st

from icp.catalogue import catalogue
from icp.model import Client, OwnQuestion, Workbook, is_protected, new_id
from icp.roster import (
    ColumnGuess,
    Lookup,
    Roster,
    Table,
    UnreadableFile,
    build_roster,
    find_lookup,
    guess_kind,
    join_tables,
    join_years,
    own_field,
)
from icp.roster.alike import gather_evidence
from icp.roster.referrers import Senders, name_sender, resolve_senders
from icp.roster.reimport import Update, follow_file, meet_namesakes, note_imported
from icp.roster.remembered import remember_mapping
from icp.roster.sources import Group, count_sources, group_sources, rename_sources
from icp.ui import frame, keys, state
from icp.ui.roster.alike import LONG_LIST, remember_evidence
from icp.ui.roster.receipt import short_receipt
from icp.ui.text import counted, say

KEPT_RECEIPTS = 5
LEAVE_OUT, OWN = "", "+own"
MOST_SPELLINGS = 2_000
"""Sources and senders beyond which a column is free text rather than a handful of channels and people."""


@dataclass(frozen=True)
class Partner:
    """A second file whose rows the first one names, and by which columns: those the owner chose, else the likeliest."""

    name: str
    table: Table
    own: int | None = None
    other: int | None = None

    def find(self, first: Table) -> Lookup | None:
        """The columns that join the first file to this one, None when nothing does."""
        if self.own is None or self.other is None or self.own >= len(first.headers):
            return find_lookup(first, self.table)
        return Lookup(self.own, self.other, 0, 0)

    def join(self, first: Table) -> Table:
        """The first file with this one's columns beside the rows it names, or as it is."""
        lookup = self.find(first)
        return first if lookup is None else join_tables(first, self.table, lookup, self.name)


@dataclass(frozen=True)
class Pending:
    """A list that was read and not yet taken over.

    ``stamp`` names this reading of it, ``fields`` maps a column's position to what the owner said it is (a field,
    ``LEAVE_OUT`` or ``OWN``), ``options`` are the ways of reading the owner chose. ``same``: clients who only share a
    name with somebody on the list are those people. ``together``: spellings of sources the owner ticked or unticked.
    ``meant``: senders as written → the client the owner says is meant. ``apart``: rows of the file that are somebody
    else than the row they share an e-mail, a phone or a number with. ``alone``: the file as it was read before
    ``partner`` came beside it.
    """

    name: str
    data: bytes
    pasted: bool
    table: Table
    guesses: tuple[ColumnGuess, ...]
    options: Mapping[str, Any] = field(default_factory=dict)
    fields: Mapping[int, str] = field(default_factory=dict)
    date_order: Any = None
    decimal_mark: Any = None
    same: bool = False
    together: Mapping[str, bool] = field(default_factory=dict)
    meant: Mapping[str, str] = field(default_factory=dict)
    apart: frozenset[int] = frozenset()
    alone: Table | None = None
    partner: Partner | None = None
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

    ``update`` None when ``refused`` says why. ``asking``: protected columns that wait for the owner's consent.
    ``sourced``: ids of the clients whose source the file gave, which ``sources`` is about; ``senders`` is about those
    whose sender it gave.
    """

    pending: Pending
    work: Workbook
    mapping: tuple[ColumnGuess, ...]
    asking: tuple[str, ...]
    update: Update | None
    refused: str = ""
    sourced: frozenset[str] = frozenset()
    sources: tuple[Group, ...] = ()
    senders: Senders | None = None

    @property
    def roster(self) -> Roster | None:
        """The clients and the receipt, None when the file was refused."""
        return None if self.update is None else self.update.roster


def was_here(pending: Pending, work: Workbook) -> bool:
    """Whether this very file was taken over before, or an earlier edition: the same columns, and mostly the names that
    are on the list. Equal names are the same people then, as long as the owner does not say otherwise."""
    if any(receipt.get("digest") == pending.digest for receipt in work.receipts):
        return True
    headers = [guess.header for guess in pending.guesses]
    if not any(headers) or not any(_headers_in(receipt) == headers for receipt in work.receipts):
        return False
    roster = understand(pending, work).roster
    if roster is None:
        return False
    strangers = len(roster.added) - len({pair.second for pair in roster.lookalikes})
    return 2 * strangers <= roster.receipt.clients


def _headers_in(receipt: Mapping[str, Any]) -> list[str]:
    """The columns an earlier file had; a kept copy may hold anything there."""
    columns = receipt.get("columns")
    listed = columns if isinstance(columns, list | tuple) else ()
    return [str(column.get("header")) for column in listed if isinstance(column, Mapping)]


def in_words(refused: UnreadableFile) -> str:
    """Why a file is no client list. Markdown."""
    return say(f"problem.file.{refused.code}", **refused.facts)


def waiting() -> Pending | None:
    """The list that waits to be taken over."""
    return st.session_state.get(keys.IMPORT)


def following() -> tuple[str, ...]:
    """Names of the files that were dropped with the waiting one and are read after it."""
    return tuple(request["name"] for request in st.session_state.get(keys.NEXT_FILES, ()))


def put_back(**changes: Any) -> None:
    """Change what is said about the waiting list."""
    if (pending := waiting()) is not None:
        st.session_state[keys.IMPORT] = replace(pending, **changes)


def drop() -> None:
    """Forget the waiting list; the next of the files dropped with it is read then."""
    st.session_state.pop(keys.IMPORT, None)
    st.session_state.pop(keys.UNDERSTOOD, None)
    st.session_state.pop(keys.TO_TAKE, None)
    state.refresh_widgets()
    go_on_to_next()


def go_on_to_next() -> None:
    """Have the next of several files read."""
    if later := st.session_state.pop(keys.NEXT_FILES, None):
        st.session_state[keys.TO_READ] = later[0]
        st.session_state[keys.NEXT_FILES] = later[1:]


def is_understood(pending: Pending, work: Workbook) -> bool:
    """Whether what the waiting list comes to is worked out already."""
    kept: Understood | None = st.session_state.get(keys.UNDERSTOOD)
    return kept is not None and kept.pending is pending and _reads_alike(kept.work, work)


def understand(pending: Pending, work: Workbook) -> Understood:
    """What the waiting list comes to; worked out once for each way of reading it."""
    kept: Understood | None = st.session_state.get(keys.UNDERSTOOD)
    if kept is not None and is_understood(pending, work):
        return kept
    if kept is not None and _reads_alike(kept.work, work) and _same_but_for_ticks(kept.pending, pending):
        understood = replace(kept, pending=pending)
    else:
        understood = _understand(pending, work)
    st.session_state[keys.UNDERSTOOD] = understood
    return understood


def _reads_alike(one: Workbook, other: Workbook) -> bool:
    """Whether nothing that an import is worked out from differs between the two."""
    return (
        one.clients is other.clients
        and one.field == other.field
        and one.imported is other.imported
        and bool(one.text("beliefs_agreed")) == bool(other.text("beliefs_agreed"))
    )


def _same_but_for_ticks(one: Pending, other: Pending) -> bool:
    """Whether only what is carried out at the end was said differently."""
    return one.table is other.table and replace(one, together=other.together, meant=other.meant) == other


def _understand(pending: Pending, work: Workbook) -> Understood:
    mapping, asking = _ask_first(pending, work)
    try:
        roster = build_roster(
            pending.table, mapping, existing=work.clients, field=work.field, date_order=pending.date_order,
            decimal_mark=pending.decimal_mark, apart=pending.apart,
        )  # fmt: skip
    except UnreadableFile as refused:
        return Understood(pending, work, mapping, asking, None, in_words(refused))
    update = follow_file(meet_namesakes(roster) if pending.same else roster, work.imported)
    sourced = _told(update, "source")
    return Understood(
        pending, work, mapping, asking, update, "", frozenset(client.id for client in sourced),
        _alike_sources(sourced, update.roster), _find_senders(_told(update, "referred_by"), update.roster),
    )  # fmt: skip


def _told(update: Update, field: str) -> list[Client]:
    """The clients whose answer the file gave anew."""
    given = {change.client for change in (*update.roster.filled, *update.changed) if change.field == field}
    given |= set(update.roster.added)
    return [client for client in update.roster.clients if client.id in given and field in client.values]


def _alike_sources(clients: list[Client], roster: Roster) -> tuple[Group, ...]:
    """Groups in which a spelling of the file would change."""
    here = count_sources(clients)
    if not here or len(here) > MOST_SPELLINGS:
        return ()
    groups = group_sources(count_sources(roster.clients), [client.name for client in roster.clients])
    told = (replace(group, others=tuple(o for o in group.others if o.text in here)) for group in groups)
    return tuple(group for group in told if group.others)


def _find_senders(clients: list[Client], roster: Roster) -> Senders | None:
    texts = [str(client.values["referred_by"]) for client in clients]
    if not texts or len(set(texts)) > MOST_SPELLINGS:
        return None
    return resolve_senders(texts, [client.name for client in roster.clients])


def together(pending: Pending, groups: tuple[Group, ...]) -> dict[str, str]:
    """Spelling → the name its source gets: what differs in case and punctuation unless unticked, the rest if ticked."""
    return {
        other.text: group.name for group in groups for other in group.others
        if pending.together.get(other.text, other.sure)
    }  # fmt: skip


def _ask_first(pending: Pending, work: Workbook) -> tuple[tuple[ColumnGuess, ...], tuple[str, ...]]:
    """Facts about who somebody is are noted only after the one notice; until then columns that hold any stay out."""
    mapping = pending.mapping()
    if work.regulated or work.text("beliefs_agreed"):
        return mapping, ()
    asking = {
        g.position for g in mapping
        if g.field and is_protected(g.field, g.header) and any(pending.table.column(g.position))
    }  # fmt: skip
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
    done: Update | None = None
    mapping: Sequence[ColumnGuess] = ()

    def step(work: Workbook) -> Workbook:
        nonlocal done, mapping
        understood = understand(pending, work)
        mapping = understood.mapping
        done = understood.update
        return work if done is None else _put_in(work, understood, done)

    after = state.change(step)
    drop()
    if done is None:
        return
    if len(after.clients) <= LONG_LIST:
        remember_evidence(gather_evidence(pending.table, mapping, done.roster.rows, field=after.field))
    new, sells = len(after.clients) - before, bool(done.roster.years)
    noun = after.text("term", "client")
    told = [say("roster.taken_over", what=counted(new, noun))] if new else []
    told += [say("roster.brought_up", what=counted(len(done.changed), "answer"))] if done.changed else []
    told += [] if new or done.changed else [say("roster.nothing_new", n=len(done.roster.filled))]
    told += [say("roster.years_known")] if sells else []
    frame.notify(" ".join([*told, say("roster.undo_below")]))
    unsorted = any(client.tier is None for client in after.clients)
    next_up = "figures" if sells and not new else "sort" if unsorted else "taps"
    st.session_state[keys.ROSTER_SECTION] = "put_in" if keys.TO_READ in st.session_state else next_up


def _put_in(work: Workbook, understood: Understood, update: Update) -> Workbook:
    """The workbook with the list in it, its receipt, and what is remembered for the next file like it."""
    pending, roster = understood.pending, update.roster
    receipt = {"file": pending.name, "digest": pending.digest, **short_receipt(roster.receipt.as_json())}
    said = any(guess.how in ("owner", "remembered") for guess in pending.mapping())
    work = work.changed(
        clients=roster.clients,
        questions=(*work.questions, *own_questions(understood, work)),
        receipts=(*work.receipts, receipt)[-KEPT_RECEIPTS:],
        sales_years=join_years(work.sales_years, roster.years),
        imported=note_imported(work.imported, update),
        mappings=tuple(map(dict, remember_mapping(work.mappings, pending.mapping()))) if said else work.mappings,
    )
    if names := together(pending, understood.sources):
        work = rename_sources(work, names, understood.sourced)
    for text, name in pending.meant.items():
        work = name_sender(work, text, name) if name else work
    return work


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
    own = {question.id: question.label for question in work.questions}
    return {**asked, **{key: say(f"roster.key.{key}") for key in catalogue().words["roster"]["key"]}, **own}
