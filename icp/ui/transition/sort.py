"""Everybody who makes the heart sink, on one of four ways; and whoever else is put forward."""

from __future__ import annotations

import streamlit as st

from icp.dealings import Course
from icp.findings.names import call_all
from icp.findings.outlook import SINKS, Held, trouble
from icp.findings.transition import describe
from icp.findings.words import plain
from icp.model import Client
from icp.ui import state
from icp.ui.ask import pick
from icp.ui.decide import drop_item
from icp.ui.text import esc, say, term
from icp.ui.transition.act import begin_course, find_course, go_button

WAYS = ("cherish", "change", "reprice", "goodbye")
_AT_ONCE = 6


def show_sorting(held: Held) -> None:
    """The heart sinks a few at a time, from the first without a way on, and a list to put somebody forward from.

    Nobody changes places when a way is chosen: the next tap is to find the one it is meant for.
    """
    st.markdown(say("transition.sort.how"))
    order = held.to_sort
    key = "transition_sort_page"
    pages = max(1, -(-len(order) // _AT_ONCE))
    if key not in st.session_state and held.unsorted:
        st.session_state[key] = 1 + order.index(held.unsorted[0]) // _AT_ONCE
    if st.session_state.get(key, 1) > pages:
        st.session_state[key] = 1
    page = st.pagination(pages, key=key) if pages > 1 else 1
    for client in order[(page - 1) * _AT_ONCE : page * _AT_ONCE]:
        _row(held, client)
    _put_forward(held)
    gone = [held.clients[id].name for id, course in held.courses.items()
            if held.clients[id].former and course.way == "goodbye"]  # fmt: skip
    if gone:
        st.caption(say("transition.sort.gone", names=", ".join(gone[:20])))


def _row(held: Held, client: Client) -> None:
    course = held.courses.get(client.id)
    with st.container(border=True, gap="xsmall"):
        st.markdown(f"**{esc(client.name)}**")
        st.markdown(f":small[{esc(describe(held, client.id))}]")
        does = [trouble(column, held.work) for column in held.shown(client.id)]
        if does:
            st.markdown(say("transition.sort.does", what="; ".join(does)))
        pick(
            say("transition.sort.way", name=client.name),
            {way: say(f"transition.way.{way}") for way in WAYS},
            key=state.widget_key("way", client.id),
            stored=course.way if course else None,
            keep=lambda way: _choose(held, client.id, way),
            label_visibility="collapsed",
        )
        cause = client.values.get("sink_reason")
        if course is not None:
            go_button(say(f"transition.sort.next_{course.way}"), "person", client.id, key="sort")
        elif cause in ("person", "work", "money"):
            st.caption(say(f"transition.sort.hint_{cause}"))
        elif client.tier != SINKS:
            st.caption(say("transition.sort.by_hand"))


def _choose(held: Held, id: str, way: str | None) -> None:
    if way is not None:
        begin_course(held, id, way)
        return
    course = find_course(id)
    if course is not None and course == Course(id=id, way=course.way, cause=course.cause, reasons=course.reasons):
        drop_item("courses", id)  # nothing was written for it yet
    else:
        state.refresh_widgets()


def _put_forward(held: Held) -> None:
    chosen = {client.id for client in held.to_sort}
    everybody = call_all(held.work, only_present=True, apart=True)
    others = {id: name for id, name in everybody.items() if id not in chosen}
    if not others:
        return
    key = state.widget_key("put_forward")
    st.selectbox(
        say("transition.sort.forward", term=term(held.work)), list(others), index=None, key=key,
        format_func=lambda id: others.get(id, ""), placeholder=plain("frame.choose"),
        on_change=_forward, args=(held, key),
    )  # fmt: skip


def _forward(held: Held, key: str) -> None:
    id = st.session_state[key]
    if id is not None:
        begin_course(held, id, "change")
        state.refresh_widgets()
