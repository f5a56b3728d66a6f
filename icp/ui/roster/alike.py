"""Clients that may be one person: shown with the reason, made one only on a click."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from icp.catalogue import catalogue
from icp.model import Client, Workbook
from icp.roster import Lookalike, find_lookalikes, merge_clients
from icp.roster.alike import LIKELY, answer_words, join_pairs, list_leftovers, tell_apart, told_apart
from icp.ui import frame, keys, state
from icp.ui.roster.names import are_hidden, call_all
from icp.ui.text import esc, say

SHOWN = 5
LONG_LIST = 20_000
"""Clients of a longer list are compared only when asked: it takes some seconds."""
_ROWS = 8
_LONGEST = 60  # characters of an answer; two stand side by side on a phone
Evidence = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class _Found:
    """The pairs, and what they were found among."""

    clients: tuple[Client, ...]
    apart: frozenset[frozenset[str]]
    evidence: Evidence
    pairs: tuple[Lookalike, ...]


def remember_evidence(evidence: Evidence) -> None:
    """Let what a file said beyond the list tell people apart as long as this visit lasts; it is kept nowhere else."""
    st.session_state[keys.ALIKE_EVIDENCE] = {**st.session_state.get(keys.ALIKE_EVIDENCE, {}), **evidence}


def show_lookalikes(work: Workbook) -> None:
    """The first few pairs, with what is known of each side by side."""
    pairs = _find(work)
    if not pairs:
        return
    st.subheader(say("roster.alike"), anchor=False)
    same_email = [pair for pair in pairs if "email" in pair.same]
    if len(same_email) > 1:
        st.button(say("alike.all_email", n=len(same_email)), key="one_email", on_click=_unite_all, args=(same_email,))
    names = call_all(work)
    for pair in pairs[:SHOWN]:
        first, second = work.client(pair.first), work.client(pair.second)
        if first is not None and second is not None:
            _show(pair, first, second, names, work)
    if len(pairs) > SHOWN:
        st.caption(say("roster.more_alike", n=len(pairs) - SHOWN))


def _find(work: Workbook) -> tuple[Lookalike, ...]:
    apart = told_apart(work)
    evidence: Evidence = st.session_state.setdefault(keys.ALIKE_EVIDENCE, {})
    found: _Found | None = st.session_state.get(keys.ALIKE)
    if found is None or found.clients is not work.clients or found.evidence is not evidence or found.apart != apart:
        if len(work.clients) > LONG_LIST and not st.button(say("alike.look"), key="look_for_alike"):
            return _still_open(found.pairs, work, apart) if found else ()
        with st.spinner(say("alike.looking"), show_time=len(work.clients) > LONG_LIST):
            pairs = find_lookalikes(work.clients, evidence=evidence, apart=apart)
        found = st.session_state[keys.ALIKE] = _Found(work.clients, apart, evidence, pairs)
    return found.pairs


def _still_open(pairs: Sequence[Lookalike], work: Workbook, apart: frozenset[frozenset[str]]) -> tuple[Lookalike, ...]:
    """Of pairs found before, those whose two are both there and not told apart."""
    ids = {client.id for client in work.clients}
    return tuple(p for p in pairs if {p.first, p.second} <= ids and frozenset((p.first, p.second)) not in apart)


def _show(pair: Lookalike, first: Client, second: Client, names: Mapping[str, str], work: Workbook) -> None:
    mark = f"{pair.first}+{pair.second}"
    called = [names.get(client.id, client.name) for client in (first, second)]
    with st.container(border=True):
        st.markdown(_say_why(pair, work))
        hidden = are_hidden()
        st.markdown(esc(" · ".join(called)) if hidden else _lay_side_by_side(first, second, called, work))
        st.caption(_say_outcome(first, second, called[0], work))
        with st.container(horizontal=True):
            st.button(say("roster.one_person"), key=f"one_{mark}", on_click=_unite, args=(pair,))
            st.button(say("roster.two_people"), key=f"two_{mark}", on_click=_keep_apart, args=(pair,))


def _say_why(pair: Lookalike, work: Workbook) -> str:
    """What speaks for one person, how the names are alike, and what speaks against. Markdown."""
    told = [say(f"alike.{kind}", what=_list_fields(fields, work))
            for kind, fields in (("same", pair.same), ("near", pair.near)) if fields]  # fmt: skip
    if pair.reason == "same_name" and not told:
        sentences = [say("alike.only_name")]
    else:
        sentences = [*told, say(f"alike.{pair.reason}")]
    if pair.differ:
        sentences.append(say("alike.differ", what=_list_fields(pair.differ, work)))
    if told and pair.chance < LIKELY:
        sentences.append(say("alike.little"))
    return " ".join(sentences)


def _list_fields(fields: Sequence[str], work: Workbook) -> str:
    return ", ".join(say("alike.birthday") if field == "birthday" else work.label(field) for field in fields)


def _lay_side_by_side(first: Client, second: Client, called: Sequence[str], work: Workbook) -> str:
    """A table of both sides' answers: what differs, then what both say, then what only one says. Markdown."""
    ours, theirs = first.values, second.values
    order = {field: at for at, field in enumerate(catalogue().fields)}
    both = ours.keys() & theirs.keys()
    fields = sorted(ours.keys() | theirs.keys(), key=lambda field: (order.get(field, len(order)), field))
    fields.sort(key=lambda field: (field not in both, field in both and ours[field] == theirs[field]))
    rows = [("", *called)]
    for field in fields[:_ROWS]:
        sides = [answer_words(field, side[field])[:_LONGEST] if field in side else "–" for side in (ours, theirs)]
        rows.append((work.label(field), *sides))
    lines = ["| " + " | ".join(map(_breakable, row)) + " |" for row in rows]
    return "\n".join([lines[0], "|---|---|---|", *lines[1:]])


def _breakable(cell: str) -> str:
    """The cell for Markdown; an address may break behind @ and dots, or two do not fit beside each other on a phone."""
    text = esc(cell)
    return text.replace("@", "@\u200b").replace(".", ".\u200b") if "@" in cell else text


def _say_outcome(first: Client, second: Client, called: str, work: Workbook) -> str:
    """What a click on "one person" keeps, and what it does not. Markdown."""
    left = list_leftovers(first, second, work)
    told = [say("alike.stays", name=called)]
    told += [say(f"alike.{kind}", what=_list_fields(fields, work))
             for kind, fields in (("noted", left.noted), ("dropped", left.dropped)) if fields]  # fmt: skip
    return " ".join(told)


def _unite(pair: Lookalike) -> None:
    state.change(lambda work: merge_clients(work, {pair.second: pair.first}))
    state.refresh_widgets()
    frame.notify(f"{say('roster.united')} {say('roster.undo_below')}")


def _unite_all(pairs: Sequence[Lookalike]) -> None:
    state.change(lambda work: merge_clients(work, join_pairs(pairs)))
    state.refresh_widgets()
    frame.notify(f"{say('alike.all_united', n=len(pairs))} {say('roster.undo_below')}")


def _keep_apart(pair: Lookalike) -> None:
    state.change(lambda work: tell_apart(work, pair.first, pair.second))
