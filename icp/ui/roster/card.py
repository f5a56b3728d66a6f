"""One client at a time: everything known, every question, and leaving the list."""

from __future__ import annotations

from datetime import date

import streamlit as st

from icp.catalogue import Question, catalogue
from icp.model import Client, OwnQuestion, Workbook
from icp.ui import frame, state
from icp.ui.ask import ask_about
from icp.ui.guide.people import rename_client
from icp.ui.guide.screens import ladder_field
from icp.ui.roster.names import call_all
from icp.ui.text import say

GROUPS = ("feeling", "behaviour", "quality", "need", "money", "origin", "work", "vacation", "person", "belief", "own")
_BY_ITSELF = {"name", "first_name", "last_name"}


@st.fragment
def show_card() -> None:
    """Choose somebody, then a group of questions; only the open group is built."""
    work = state.workbook()
    names = call_all(work)
    key = state.widget_key("card")
    chosen = st.selectbox(say("roster.who"), list(names), format_func=lambda id: names.get(id, ""), key=key,
                          placeholder=say("frame.choose"))  # fmt: skip
    client = work.client(chosen) if chosen else None
    if client is None:
        return
    frame.saved_mark()
    _rename(client)
    groups = {group: say(f"roster.group.{group}") for group in GROUPS if group != "own" or work.questions}
    group = st.segmented_control(say("roster.about_what"), list(groups), format_func=lambda g: groups[g],
                                 default="feeling", required=True, key="card_group", persist_state="session",
                                 label_visibility="collapsed")  # fmt: skip
    _ask_group(client, group or "feeling", work)
    st.button(say("roster.remove"), key=state.widget_key("remove", client.id), icon=":material/person_remove:",
              on_click=_remove, args=(client.id,))  # fmt: skip


def _rename(client: Client) -> None:
    key = state.widget_key("rename", client.id)
    if key not in st.session_state:
        st.session_state[key] = client.name

    def keep() -> None:
        state.change(lambda work: rename_client(work, client.id, st.session_state[key]))

    st.text_input(catalogue().fields["name"].prompt, key=key, max_chars=400, on_change=keep)


def _remove(id: str) -> None:
    gone = state.workbook().client(id)
    state.change(lambda work: work.without_client(id))
    state.refresh_widgets()
    if gone is not None:
        frame.notify(say("roster.removed", name=gone.name))


def _ask_group(client: Client, group: str, work: Workbook) -> None:
    for question in questions_of(group, work):
        if question.id == "home":
            ladder_field(client, say("roster.ladder_first"))
        unit = isinstance(question, Question) and question.unit
        label = question.label if unit else None
        if isinstance(question, Question) and group == "vacation":
            label = question.label
        if isinstance(question, Question) and question.protected and not work.text("beliefs_agreed"):
            continue
        ask_about(client, question, label=label)
    if any(isinstance(q, Question) and q.protected for q in questions_of(group, work)):
        _notice(work)


def questions_of(group: str, work: Workbook) -> list[Question | OwnQuestion]:
    """The questions of a group that may be asked about a client in this field of business."""
    if group == "own":
        return list(work.questions)
    found = [q for q in catalogue().fields.values() if q.group == group and q.id not in _BY_ITSELF]
    return [q for q in found if not (q.protected and work.regulated)]


def _notice(work: Workbook) -> None:
    """Once a workbook, before anything about age, gender or beliefs is noted of a real person."""
    key = state.widget_key("beliefs_agreed")
    if key not in st.session_state:
        st.session_state[key] = bool(work.text("beliefs_agreed"))

    def keep() -> None:
        state.set_answer("beliefs_agreed", date.today().isoformat() if st.session_state[key] else None)

    with st.container(border=True):
        st.markdown(say("roster.beliefs"))
        st.checkbox(say("roster.beliefs_tick"), key=key, on_change=keep)
