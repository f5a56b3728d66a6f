"""Other providers, for whoever suits them better: the list a kind no and a goodbye are made with."""

from __future__ import annotations

from functools import partial

import streamlit as st

from icp.dealings import Provider
from icp.model import Workbook
from icp.ui import state
from icp.ui.decide import drop_item, put_item
from icp.ui.fair import write
from icp.ui.text import say


def draw_providers(work: Workbook) -> None:
    """Each provider's name, whom they suit and how to reach them; one more below."""
    st.markdown(say("providers.why"))
    if not work.dealings.providers:
        st.caption(say("providers.none"))
    for provider in work.dealings.providers:
        with st.container(border=True, gap="small"):
            _field(provider, "name")
            write(say("providers.suits"), key=state.widget_key("provider", provider.id, "suits"), line=True,
                  stored=provider.suits, placeholder=say("providers.suits_example"), longest=200,
                  keep=partial(_set_suits, provider.id))  # fmt: skip
            _field(provider, "contact")
            st.button(say("providers.drop", name=provider.name), key=state.widget_key("provider", "drop", provider.id),
                      icon=":material/delete:", type="tertiary", on_click=_drop, args=(provider.id,))  # fmt: skip
    key = state.widget_key("provider", "new")
    st.text_input(say("providers.add"), key=key, on_change=_add, args=(key,), max_chars=200,
                  placeholder=say("providers.add_example"))  # fmt: skip


def _field(provider: Provider, part: str) -> None:
    key = state.widget_key("provider", provider.id, part)
    if key not in st.session_state:
        st.session_state[key] = getattr(provider, part)
    st.text_input(say(f"providers.{part}"), key=key, live="500ms", max_chars=200,
                  on_change=lambda: _set(provider.id, **{part: (st.session_state[key] or "").strip()}))  # fmt: skip


def _set_suits(id: str, text: str) -> None:
    _set(id, suits=text)


def _drop(id: str) -> None:
    drop_item("providers", id)


def _set(id: str, **parts: str) -> None:
    """Keep parts of a provider; a name emptied stays the one before."""

    def step(work: Workbook) -> Workbook:
        said = {part: text for part, text in parts.items() if text or part != "name"}
        changed = tuple(p.model_copy(update=said) if p.id == id else p for p in work.dealings.providers)
        return work.changed(dealings=work.dealings.changed(providers=changed))

    state.change(step)


def _add(key: str) -> None:
    name = (st.session_state[key] or "").strip()
    if name:
        put_item("providers", Provider(name=name))
        st.session_state[key] = ""
