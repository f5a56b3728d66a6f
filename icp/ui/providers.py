"""Other providers, one list for everybody: named to prospects who are declined and to clients who leave."""

from __future__ import annotations

import streamlit as st

from icp.dealings import Provider
from icp.findings.prospects import name_provider
from icp.model import Workbook, clean_text
from icp.ui import state
from icp.ui.decide import drop_item, put_item
from icp.ui.fair import show_flags
from icp.ui.text import say

_FIELDS = ("name", "suits", "contact")


def edit_providers(place: str) -> None:
    """The list with its three fields a provider, and a field for one more. ``place`` tells two lists apart."""
    for provider in state.workbook().dealings.providers:
        with st.container(border=True, gap="xsmall"):
            for field in _FIELDS:
                key = state.widget_key("provider", place, provider.id, field)
                st.session_state.setdefault(key, getattr(provider, field))
                st.text_input(
                    say(f"providers.{field}"), key=key, max_chars=200, live="500ms",
                    placeholder=say(f"providers.{field}_example"), on_change=_keep, args=(provider.id, field, key),
                )  # fmt: skip
                if field == "suits":
                    show_flags(st.session_state[key], key=key)
            st.button(
                say("providers.drop"), key=state.widget_key("provider", place, provider.id, "drop"), type="tertiary",
                icon=":material/delete:", on_click=_drop, args=(provider.id,),
            )  # fmt: skip
    key = state.widget_key("provider", place, "new")
    st.text_input(say("providers.new"), key=key, max_chars=200, on_change=_add, args=(key,))


def offer(work: Workbook) -> dict[str, str]:
    """Id → "Nightowl Books, suits owners who think best after dark", plain text for a list to choose from."""
    return {p.id: name_provider(p) for p in work.dealings.providers}


def _keep(id: str, field: str, key: str) -> None:
    text = clean_text(st.session_state[key])
    provider = next((p for p in state.workbook().dealings.providers if p.id == id), None)
    if provider is not None and (text or field != "name"):
        put_item("providers", Provider.model_validate({**dict(provider), field: text}))


def _drop(id: str) -> None:
    drop_item("providers", id)


def _add(key: str) -> None:
    name = clean_text(st.session_state[key])
    if name:
        put_item("providers", Provider(name=name))
        st.session_state[key] = ""
