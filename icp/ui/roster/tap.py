"""What they do: "tap who …" over the whole list, and how far you would go with those who matter."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from icp.catalogue import Question, catalogue
from icp.model import Workbook
from icp.ui import frame, state
from icp.ui.ask import ask_about
from icp.ui.guide.people import ladder_step
from icp.ui.guide.screens import ladder_field, pick_about, sender_field, tap_who
from icp.ui.roster.names import are_hidden, call_all, listed
from icp.ui.roster.paging import AT_ONCE, page_of
from icp.ui.roster.pick import MOST_OFFERED, pick_client
from icp.ui.text import esc, say

FEW_AT_ONCE = 10
"""Where each comes with a list of names."""
IN_DEPTH = 10


@st.fragment
def show_taps() -> None:
    """One question at a time, everybody on the list to tap."""
    work = state.workbook()
    questions = {q.id: q for q in catalogue().fields.values() if q.tap}
    extra = {q.id: q for q in (catalogue().fields[id] for id in ("speaks_well", "needs_me", "gets_me", "will_pay"))}
    chosen = st.pills(
        say("roster.which_question"), [*questions, *extra],
        format_func=lambda id: (questions.get(id) or extra[id]).label,
        default=next(iter(questions)), required=True, key="tap_question", persist_state="session",
    )  # fmt: skip
    frame.saved_mark()
    question = questions.get(chosen or "") or extra.get(chosen or "")
    if question is None:
        return
    everybody = listed(work)
    people = page_of(everybody, "taps")
    names = call_all(work)
    st.subheader(question.tap or question.prompt, anchor=False)
    if question.tap:
        tap_who(question, people, names)
    else:
        for client in people:
            ask_about(client, question, label=esc(names[client.id]))
    answered = sum(question.id in client.values for client in everybody)
    st.caption(say("roster.answered", n=answered, of=len(everybody)))


@st.fragment
def show_ladder() -> None:
    """Office, home, free time, vacation for the few who matter; anybody else can be added."""
    work = state.workbook()
    frame.saved_mark()
    names = call_all(work)
    rated = sorted(listed(work), key=lambda c: {1: 0, 3: 1, 2: 2}.get(c.tier or 0, 3))
    first = [client.id for client in rated[:IN_DEPTH]]
    known = [client.id for client in rated if client.id not in first and ladder_step(client)]
    people = list(dict.fromkeys([*first, *known]))[:AT_ONCE]
    others = {id: name for id, name in names.items() if id not in people}
    if others:
        more = pick_client(say("roster.ladder_more"), others, "ladder_more")
        people = [*([more] if more else []), *people]
    st.markdown(catalogue().fields["home"].help)
    for id in people:
        if client := work.client(id):
            ladder_field(client, esc(names[id]))


@st.fragment
def show_origins() -> None:
    """Who or what sent each client, favourites first."""
    work = state.workbook()
    frame.saved_mark()
    if are_hidden():
        st.info(say("roster.senders_hidden"), icon=":material/visibility_off:")
        return
    names = call_all(work)
    everybody = tuple(sorted(listed(work), key=lambda c: c.tier or 4))
    offered = senders_offered(work, [client.name for client in work.clients])
    for client in page_of(everybody, "origins", AT_ONCE if len(everybody) <= MOST_OFFERED else FEW_AT_ONCE):
        sender_field(client, [name for name in offered if name != client.name], esc(names[client.id]))


def senders_offered(work: Workbook, names: Sequence[str]) -> list[str]:
    """Who is offered as a sender: everybody, on a long list those who sent somebody before, then favourites.

    Anybody else can be typed.
    """
    if len(names) <= MOST_OFFERED:
        return list(names)
    known = {str(client.values["referred_by"]) for client in work.clients if "referred_by" in client.values}
    glad = {client.name for client in work.clients if client.tier == 1}
    first = [name for name in names if name in known]
    return [*first, *(name for name in names if name in glad and name not in known)][:MOST_OFFERED]


@st.fragment
def show_reasons() -> None:
    """For the heart sinks: the person, the work or the money."""
    work = state.workbook()
    frame.saved_mark()
    names = call_all(work)
    sinks = tuple(client for client in listed(work) if client.tier == 3)
    question: Question = catalogue().fields["sink_reason"]
    st.markdown(f"**{question.prompt}** {question.help}")
    if not sinks:
        st.info(say("guide.no_sinks"), icon=":material/sentiment_satisfied:")
    for client in page_of(sinks, "reasons"):
        pick_about(client, question, esc(names[client.id]))
