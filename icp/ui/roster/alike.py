"""Clients that may be one person: shown with the reason, made one only on a click."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from icp.model import Client, Workbook
from icp.roster import Lookalike, find_lookalikes, merge_clients
from icp.ui import frame, keys, state
from icp.ui.roster.deck import about
from icp.ui.roster.names import are_hidden, call_all
from icp.ui.text import esc, say

SHOWN = 5
APART = "not_alike"
"""The owner's answer that keeps the pairs told apart."""


@dataclass(frozen=True)
class _Found:
    """The pairs and the clients they were found among."""

    clients: tuple[Client, ...]
    pairs: tuple[Lookalike, ...]


def show_lookalikes(work: Workbook) -> None:
    """The first few pairs, with what is known of each."""
    found: _Found | None = st.session_state.get(keys.ALIKE)
    if found is None or found.clients is not work.clients:
        found = st.session_state[keys.ALIKE] = _Found(work.clients, find_lookalikes(work.clients))
    apart = _told_apart(work)
    pairs = [pair for pair in found.pairs if _mark(pair) not in apart]
    if not pairs:
        return
    names = call_all(work)
    st.subheader(say("roster.alike"), anchor=False)
    for pair in pairs[:SHOWN]:
        with st.container(border=True):
            for id in (pair.first, pair.second):
                if client := work.client(id):
                    st.markdown(f"**{esc(names.get(id, client.name))}**  \n{_known(client, work)}")
            st.caption(say(f"roster.alike_{pair.reason}"))
            with st.container(horizontal=True):
                st.button(say("roster.one_person"), key=f"one_{_mark(pair)}", on_click=_unite, args=(pair,))
                st.button(say("roster.two_people"), key=f"two_{_mark(pair)}", on_click=_keep_apart, args=(pair,))
    if len(pairs) > SHOWN:
        st.caption(say("roster.more_alike", n=len(pairs) - SHOWN))


def _known(client: Client, work: Workbook) -> str:
    """What helps to tell: trade and invoice, else the first few answers there are. Markdown."""
    if line := about(client, work):
        return line
    if are_hidden():
        return ""
    known = [f"{work.label(field)}: {str(value)[:40]}" for field, value in client.values.items() if field != "tier"]
    return esc(" · ".join(known[:3]))


def _mark(pair: Lookalike) -> str:
    return f"{pair.first}+{pair.second}"


def _told_apart(work: Workbook) -> tuple[str, ...]:
    answer = work.answers.get(APART, ())
    return answer if isinstance(answer, tuple) else ()


def _unite(pair: Lookalike) -> None:
    state.change(lambda work: merge_clients(work, {pair.second: pair.first}))
    state.refresh_widgets()
    frame.notify(f"{say('roster.united')} {say('roster.undo_below')}")


def _keep_apart(pair: Lookalike) -> None:
    state.change(lambda work: work.with_answer(APART, (*_told_apart(work), _mark(pair))))
