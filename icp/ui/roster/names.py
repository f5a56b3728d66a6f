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
    hidden, only_present = are_hidden(), bool(st.session_state.get(keys.ONLY_PRESENT))
    called: dict[str, str] = {}
    for at, client in enumerate(work.clients, start=1):
        former = client.former
        if former and only_present:
            continue
        name = say("roster.hidden", n=at) if hidden else client.name
        called[client.id] = say("roster.former", safe_name=name) if former else name
    return called


def call(client: Client, work: Workbook) -> str:
    """How one client is called. Plain text."""
    name = client.name
    if are_hidden():
        ids = [other.id for other in work.clients]
        name = say("roster.hidden", n=ids.index(client.id) + 1) if client.id in ids else name
    return say("roster.former", safe_name=name) if client.former else name
