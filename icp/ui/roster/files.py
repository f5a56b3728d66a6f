"""Files and pasted blocks on their way in: read one after the other, or two that belong together as one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from icp.model import new_id
from icp.roster import Table, UnreadableFile, find_lookup, from_pasted, guess_mapping, lists_sales, read_table
from icp.roster.remembered import recall_mapping
from icp.ui import keys, state
from icp.ui.roster.pending import (
    Partner,
    Pending,
    go_on_to_next,
    in_words,
    put_back,
    take_over,
    understand,
    waiting,
    was_here,
)
from icp.ui.text import counted, say

ACCEPTED = ("csv", "tsv", "txt", "tab", "xlsx", "xlsm", "xls", "ods", "vcf", "iif")
SLOW = 400_000
"""Bytes from which reading may take longer than a second, so that a bar is shown."""


def ask_to_read(name: str, data: bytes, **said: Any) -> None:
    """Have a file or a pasted block read at the top of the run that follows, where a bar can be shown.

    ``said``: what :func:`open_list` takes besides.
    """
    st.session_state[keys.TO_READ] = {"name": name, "data": data, **said}


def ask_to_read_all(files: Sequence[tuple[str, bytes]]) -> None:
    """The same for files dropped together; how they belong together is found out when they are read."""
    st.session_state.pop(keys.IMPORT_ERROR, None)
    st.session_state[keys.NEXT_FILES] = []
    st.session_state[keys.TO_SORT] = list(files)


def carry_on() -> None:
    """Do what was asked for: read files, put the waiting list on the client list. A bar shows what takes a while."""
    if st.session_state.pop(keys.TO_TAKE, False) and (pending := waiting()) is not None:
        with _bar(len(pending.data), "roster.putting_in", 0.5):
            take_over()
        st.rerun()  # what stands above and beside the page counts the new ones, too
    if files := st.session_state.pop(keys.TO_SORT, None):
        with _bar(sum(len(data) for _, data in files), "roster.reading", 0.1, name=files[0][0]):
            st.session_state[keys.NEXT_FILES] = arrange(files)
        state.refresh_widgets()  # the field for files is empty again: a refused one must not come back with the next
        go_on_to_next()
    while (request := st.session_state.pop(keys.TO_READ, None)) is not None:
        _read(request)
        if waiting() is None:
            go_on_to_next()


def _read(request: Mapping[str, Any]) -> None:
    before = waiting()
    with _bar(len(request["data"]), "roster.reading", 0.1, name=request["name"]) as bar:
        open_list(**request)
        pending = waiting()
        if before is not None and pending is before:
            put_back(stamp=new_id())  # a way of reading that does not work changes nothing
            st.toast(st.session_state.pop(keys.IMPORT_ERROR)[1])
        elif pending is not None and bar is not None:
            bar.progress(0.5, text=say("roster.working_out", rows=counted(len(pending.table.rows), "row")))
            understand(pending, state.workbook())


@contextmanager
def bar_while(size: int, needed: bool, rows: int) -> Iterator[None]:
    """A bar while a large list is worked out anew, after a column was corrected."""
    with _bar(size if needed else 0, "roster.working_out", 0.5, rows=counted(rows, "row")):
        yield


@contextmanager
def _bar(size: int, words: str, share: float, **values: object) -> Iterator[DeltaGenerator | None]:
    """A progress bar while something large is worked on, gone afterwards."""
    bar = st.progress(share, text=say(words, **values)) if size >= SLOW else None
    yield bar
    if bar is not None:
        bar.empty()


def arrange(files: Sequence[tuple[str, bytes]]) -> list[dict[str, Any]]:
    """What to read in which order: people before their sales, and two files of people of which one names rows of the
    other as one, unless sales come with them that name the other's rows. Sales that name clients by an id only the
    other file explains get the clients' columns beside them."""
    requests = [{"name": name, "data": data} for name, data in files]
    if len(files) < 2:
        return requests
    tables = [_try(name, data) for name, data in files]
    sells = [table is not None and lists_sales(table, guess_mapping(table)) for table in tables]
    order = sorted(range(len(files)), key=lambda at: (tables[at] is not None, sells[at]))
    one, other = order[-1], order[0]
    table, partner = tables[one], tables[other]
    people = [at for at in order if tables[at] is not None and not sells[at]]
    if len(people) == 2 < len(files):
        first = arrange([files[at] for at in people])
        named = next(tables[at] for at in people if files[at][1] is first[0]["data"])
        selling = [tables[at] for at in order if sells[at]]
        if named and len(first) == 1 and all(sales and find_lookup(sales, named) for sales in selling):
            refused = [requests[at] for at in order if tables[at] is None]
            return [*refused, *first, *(requests[at] for at in order if sells[at])]
    if len(files) > 2 or table is None or partner is None or all(sells):
        return [requests[at] for at in order]
    if not sells[one] and _names_people(partner) > _names_people(table):
        one, other, table, partner = other, one, partner, table
    lookup = find_lookup(table, partner)
    if lookup is None and not sells[one]:
        one, other, table, partner = other, one, partner, table
        lookup = find_lookup(table, partner)
    if lookup is None:
        return [requests[at] for at in order]
    joined = {**requests[one], "partner": Partner(files[other][0], partner, lookup.own, lookup.other)}
    if not sells[one]:
        return [joined]
    known = {guess.position for guess in guess_mapping(table) if guess.field in ("record_id", "email", "name")}
    return [requests[other], requests[one] if lookup.own in known else joined]


def _names_people(table: Table) -> int:
    """How much a file speaks of persons rather than of firms."""
    return sum(guess.field in ("first_name", "last_name", "email", "phone") for guess in guess_mapping(table))


def _try(name: str, data: bytes) -> Table | None:
    try:
        return read_table(data, name)
    except UnreadableFile:
        return None


def open_list(
    name: str,
    data: bytes,
    *,
    pasted: bool = False,
    date_order: Any = None,
    decimal_mark: Any = None,
    partner: Partner | None = None,
    **options: Any,
) -> None:
    """Read a file or a pasted block into the session, or remember in words why it cannot be read."""
    try:
        table = from_pasted(data.decode()) if pasted else read_table(data, name, **options)
    except UnreadableFile as refused:
        st.session_state[keys.IMPORT_ERROR] = (name, in_words(refused))
        return
    alone = table
    if partner is not None:
        table = partner.join(alone)
    work = state.workbook()
    guesses = recall_mapping(guess_mapping(table), work.mappings)
    pending = Pending(name, data, pasted, table, guesses, options, {}, date_order, decimal_mark, alone=alone,
                      partner=partner)  # fmt: skip
    st.session_state[keys.IMPORT] = replace(pending, same=was_here(pending, work))


def add_partner(name: str, data: bytes) -> None:
    """Put a second file beside the waiting one, or behind it where neither names rows of the other."""
    pending = waiting()
    if pending is None:
        return
    table = _try(name, data)
    partner = None if table is None else Partner(name, table)
    if partner is None or partner.find(pending.alone or pending.table) is None:
        ask_to_read_all([(pending.name, pending.data), (name, data)])
    else:
        read_again(partner=partner)


def read_again(**said: Any) -> None:
    """Have the waiting file read anew, with this said besides what was said before."""
    if (pending := waiting()) is not None:
        kept = {"date_order": pending.date_order, "decimal_mark": pending.decimal_mark, "partner": pending.partner}
        ask_to_read(pending.name, pending.data, **{**kept, **pending.options, **said})
