"""Who is shown on the client list and how they are called: by name, or hidden when somebody looks over the shoulder."""

from __future__ import annotations

import streamlit as st

from icp.dealings import Prospect
from icp.findings import names
from icp.model import Client, Workbook
from icp.ui import keys
from icp.ui.text import say


def view_switches(work: Workbook) -> None:
    """Hide names, and leave out former clients where there are any."""
    with st.container(horizontal=True):
        hide_switch()
        if any(client.former for client in work.clients):
            st.toggle(say("roster.only_present"), key=keys.ONLY_PRESENT, persist_state="session")


def hide_switch() -> None:
    """Hide names, on every page and for as long as this tab is open.

    What was switched is kept apart from the switch: on the first run of another page that page's own is still new.
    """
    st.session_state[keys.HIDE_SWITCH] = are_hidden()
    st.toggle(say("roster.hide_names"), key=keys.HIDE_SWITCH, on_change=_switch)


def _switch() -> None:
    st.session_state[keys.HIDE_NAMES] = st.session_state[keys.HIDE_SWITCH]


def are_hidden() -> bool:
    """Whether names are hidden now."""
    return bool(st.session_state.get(keys.HIDE_NAMES))


def close_if_hidden() -> bool:
    """Whether names are hidden, and then a note that what stands here works only with names."""
    if are_hidden():
        st.info(say("roster.senders_hidden"), icon=":material/visibility_off:")
    return are_hidden()


def cover_if_hidden() -> bool:
    """Whether names are hidden, and then a note in the place of a text of the owner's own that may hold some."""
    if are_hidden():
        st.caption(say("roster.text_hidden"))
    return are_hidden()


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
    """Every shown client's id and how they are called, in list order, no two alike. Plain text; former clients are
    marked."""
    only_present = bool(st.session_state.get(keys.ONLY_PRESENT))
    return names.call_all(work, hidden=are_hidden(), only_present=only_present, apart=True)


def call(client: Client, work: Workbook) -> str:
    """How one client is called. Plain text."""
    return names.call(client, work, hidden=are_hidden())


def call_prospect(prospect: Prospect, work: Workbook) -> str:
    """How somebody is called who may become a client. Plain text."""
    return names.call_prospect(prospect, work, hidden=are_hidden())
