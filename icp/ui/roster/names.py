"""How clients are called on the client list: by name, or hidden when somebody looks over the shoulder."""

from __future__ import annotations

import streamlit as st

from icp.model import Client, Workbook
from icp.ui import keys
from icp.ui.text import esc, say


def hide_names_switch() -> None:
    """The switch; for this session only."""
    st.toggle(say("roster.hide_names"), key=keys.HIDE_NAMES, persist_state="session")


def call(client: Client, work: Workbook) -> str:
    """The client as shown now: the name, or "Client 12" by place in the list. Plain text."""
    if not st.session_state.get(keys.HIDE_NAMES):
        return client.name
    place = next((at for at, other in enumerate(work.clients, start=1) if other.id == client.id), 0)
    return say("roster.hidden", n=place)


def call_all(work: Workbook) -> dict[str, str]:
    """Every client's id and how they are called, in list order. Plain text."""
    hidden = bool(st.session_state.get(keys.HIDE_NAMES))
    return {c.id: say("roster.hidden", n=at) if hidden else c.name for at, c in enumerate(work.clients, start=1)}


def call_in_markdown(client: Client, work: Workbook) -> str:
    """The same, safe for Markdown."""
    return esc(call(client, work))
