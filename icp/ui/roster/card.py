"""One client at a time: everything known, every question, and leaving the list."""

from __future__ import annotations

import streamlit as st

from icp.catalogue import Question, catalogue
from icp.model import Client, OwnQuestion, Workbook
from icp.ui import frame, keys, state
from icp.ui.ask import ask_about
from icp.ui.guide.people import rename_client
from icp.ui.guide.screens import ladder_field, sender_field
from icp.ui.roster.names import are_hidden, call, call_all, follow_list
from icp.ui.roster.notice import is_guarded, may_ask, show_notice
from icp.ui.roster.pick import pick_client
from icp.ui.roster.tap import senders_offered
from icp.ui.text import say

GROUPS = ("feeling", "behaviour", "quality", "need", "money", "origin", "work", "vacation", "person", "belief", "own")
_BY_ITSELF = {"name", "first_name", "last_name"}


@st.fragment
def show_card() -> None:
    """Choose somebody, then a group of questions; only the open group is built."""
    follow_list()
    work = state.workbook()
    names = call_all(work)
    chosen = pick_client(say("roster.who"), names, "card", first=True)
    client = work.client(chosen) if chosen else None
    if client is None:
        return
    frame.saved_mark()
    if not are_hidden():
        _rename(client)
    groups = groups_of(work)
    group = st.pills(say("roster.about_what"), list(groups), format_func=lambda g: groups[g], default="feeling",
                     required=True, key="card_group", persist_state="session",
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
    work = state.workbook()
    gone = work.client(id)
    name = call(gone, work) if gone else ""
    state.change(lambda work: work.without_client(id))
    state.refresh_widgets()
    st.session_state[keys.LIST_CHANGED] = True
    frame.notify(f"{say('roster.removed', name=name)} {say('roster.undo_below')}")


def _ask_group(client: Client, group: str, work: Workbook) -> None:
    for question in questions_of(group, work):
        if not may_ask(question, work) or (are_hidden() and question.kind == "text"):
            continue
        if question.id == "sink_reason" and client.tier != 3 and question.id not in client.values:
            continue
        if isinstance(question, Question) and question.id == "referred_by":
            others = [other.name for other in work.clients if other.id != client.id]
            sender_field(client, senders_offered(work, others), question.prompt)
            continue
        if question.id == "home":
            ladder_field(client, say("roster.ladder_first"))
        ask_about(client, question, label=question.label if group == "vacation" else None)
    if are_hidden() and any(question.kind == "text" for question in questions_of(group, work)):
        st.caption(say("roster.text_hidden"))
    if any(is_guarded(question) for question in questions_of(group, work)):
        show_notice(work)


def questions_of(group: str, work: Workbook) -> list[Question | OwnQuestion]:
    """The questions of a group that may be asked about a client in this field of business, consent aside."""
    found: list[Question | OwnQuestion] = list(work.questions) if group == "own" else [
        q for q in catalogue().fields.values() if q.group == group and q.id not in _BY_ITSELF
    ]  # fmt: skip
    return [question for question in found if not (work.regulated and is_guarded(question))]


def groups_of(work: Workbook) -> dict[str, str]:
    """The groups with a question to ask, and their words."""
    return {group: say(f"roster.group.{group}") for group in GROUPS if questions_of(group, work)}
