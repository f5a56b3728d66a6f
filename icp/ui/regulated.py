"""Fields in which the law limits whom one may turn down: asked on Start, and offered where the trade suggests one."""

from __future__ import annotations

from typing import Any

import streamlit as st

from icp.catalogue import catalogue
from icp.model import Workbook
from icp.ui import frame, state
from icp.ui.ask import options_of, pick
from icp.ui.text import counted, say


def keep_field(chosen: str | None) -> None:
    """Regulated fields do not keep protected facts about clients; what falls away is said, and undo brings it back."""
    field: Any = chosen or "general"
    before = state.workbook()

    def step(current: Workbook) -> Workbook:
        return current.with_field(field)

    after = state.change(step)
    gone = sum(len(client.values) for client in before.clients) - sum(len(client.values) for client in after.clients)
    if gone:
        frame.notify(say("start.facts_dropped", what=counted(gone, "answer")))


def ask_field() -> None:
    """The question itself, and what a regulated field means."""
    work, question = state.workbook(), catalogue().question("field")
    pick(
        question.prompt,
        options_of(question),
        key=state.widget_key("owner", "field"),
        stored=work.field,
        keep=keep_field,
        help=question.help,
    )
    if work.regulated:
        st.info(say("start.regulated"), icon=":material/gavel:")


def suggest_field() -> None:
    """Where the trade is usually regulated and no field is chosen: say so, and offer the field in one tap."""
    work = state.workbook()
    field = catalogue().words["start"]["field_of"].get(work.text("trade"))
    if field is None or work.regulated:
        return
    label = catalogue().question("field").option_label(field)
    st.info(say("start.field_suggested"), icon=":material/gavel:")
    st.button(say("start.field_take", field=label), key="take_field", icon=":material/check:", on_click=_take,
              args=(field,))  # fmt: skip


def _take(field: str) -> None:
    keep_field(field)
    state.refresh_widgets()
