"""Questions of the owner's own: from a column of the client list, or from nothing."""

from __future__ import annotations

import streamlit as st

from icp.catalogue import Kind
from icp.model import Workbook
from icp.roster import guess_kind
from icp.ui import state
from icp.ui.text import esc, say
from icp.wishes import new_question, with_question, without_question

KINDS: tuple[Kind, ...] = ("scale", "flag", "choice", "tags", "range")
_LISTED: tuple[Kind, ...] = ("choice", "tags")


def draw_own(work: Workbook) -> None:
    """Columns of the list that are no question yet, the form for a new one, and what was added so far."""
    known = {question.id for question in work.questions}
    columns = sorted({key for client in work.clients for key in client.values if key.startswith("x_")} - known)
    if columns:
        st.caption(say("avatar.own_columns"))
        with st.container(horizontal=True, gap="small"):
            for column in columns:
                st.button(
                    esc(_title(column)), key=state.widget_key("column", column), icon=":material/add:",
                    on_click=_add_column, args=(column,),
                )  # fmt: skip
    _draw_form()
    for question in work.questions:
        st.button(
            say("avatar.own_remove", what=question.label), key=state.widget_key("drop", question.id),
            icon=":material/delete:", type="tertiary", on_click=_remove, args=(question.id,),
        )  # fmt: skip


def _draw_form() -> None:
    label, kind, options = (state.widget_key("own", part) for part in ("label", "kind", "options"))
    with st.container(border=True, gap="small"):
        st.text_input(say("avatar.own_label"), key=label, max_chars=120, placeholder=say("avatar.own_example"))
        chosen = st.pills(
            say("avatar.own_kind"), KINDS, key=kind, default=KINDS[0], required=True,
            format_func=lambda k: say(f"avatar.kind.{k}"),
        )  # fmt: skip
        if chosen in _LISTED:
            st.text_input(say("avatar.own_options"), key=options, max_chars=400,
                          placeholder=say("avatar.own_options_example"))  # fmt: skip
        st.button(say("avatar.own_add"), key=state.widget_key("own", "add"), icon=":material/add:", on_click=_add,
                  args=(label, kind, options))  # fmt: skip


def _add(label: str, kind: str, options: str) -> None:
    words = st.session_state.get(label, "").strip()
    if not words:
        return
    chosen: Kind = st.session_state.get(kind) or KINDS[0]
    listed = [text for text in (part.strip() for part in st.session_state.get(options, "").split(";")) if text]
    options_given = listed if chosen in _LISTED else ()
    state.change(lambda work: with_question(work, new_question(work, words, chosen, options_given)))
    state.refresh_widgets()


def _add_column(column: str) -> None:
    def step(work: Workbook) -> Workbook:
        cells = [client.values[column] for client in work.clients if column in client.values]
        kind, options = guess_kind(cells)
        return with_question(work, new_question(work, _title(column), kind, options, id=column))

    state.change(step)
    state.refresh_widgets()


def _title(column: str) -> str:
    return column.removeprefix("x_").replace("_", " ").capitalize()


def _remove(id: str) -> None:
    state.change(lambda work: without_question(work, id))
    state.refresh_widgets()
