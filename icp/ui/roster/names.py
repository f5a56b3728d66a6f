"""Who is shown on the client list and how they are called: by name, or hidden when somebody looks over the shoulder."""

from __future__ import annotations

import streamlit as st

from icp.model import Client, Workbook
from icp.ui import keys
from icp.ui.text import say


def view_switches(work: Workbook) -> None:
    """Hide names, and leave out former clients where there are any; both for this session only."""
    with st.container(horizontal=True):
        st.toggle(say("roster.hide_names"), key=keys.HIDE_NAMES, persist_state="session")
        if any(client.former for client in work.clients):
            st.toggle(say("roster.only_present"), key=keys.ONLY_PRESENT, persist_state="session")


def are_hidden() -> bool:
    """Whether names are hidden now."""
    return bool(st.session_state.get(keys.HIDE_NAMES))


def follow_list() -> None:
    """Run the whole page once when a part of it added or removed somebody: counts and notes stand outside the part."""
    if st.session_state.pop(keys.LIST_CHANGED, False):
        st.rerun()


def listed(work: Workbook) -> tuple[Client, ...]:
    """The clients shown on this page: all, or only those who still work with the owner."""
    if not st.session_state.get(keys.ONLY_PRESENT):
        return work.clients
    return tuple(client for client in work.clients if not client.former)


def call_all(work: Workbook) -> dict[str, str]:
    """Every shown client's id and how they are called, in list order: the name, or "Client 12" by place in the list.

    Plain text; former clients are marked.
    """
    hidden, shown = are_hidden(), {client.id for client in listed(work)}
    called = {
        c.id: say("roster.hidden", n=at) if hidden else c.name
        for at, c in enumerate(work.clients, start=1)
        if c.id in shown
    }
    former = {c.id for c in work.clients if c.former and c.id in called}
    return {id: say("roster.former", safe_name=name) if id in former else name for id, name in called.items()}


def call(client: Client, work: Workbook) -> str:
    """How one client is called. Plain text."""
    return call_all(work).get(client.id, client.name)
