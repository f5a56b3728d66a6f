"""Changing a course, going to a client's section, and making a promise of something dated."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import streamlit as st

from icp.catalogue import catalogue
from icp.dealings import Course, put
from icp.findings.outlook import Held
from icp.findings.words import plain
from icp.methods.due import promise_id
from icp.methods.letters import word_day
from icp.methods.partings import Action
from icp.model import Client, Promise, Workbook
from icp.ui import frame, keys, state
from icp.ui.decide import put_item
from icp.ui.menu import entry
from icp.ui.text import badge, say


def find_course(id: str) -> Course | None:
    """The course of that client as it stands now."""
    return next((course for course in state.workbook().dealings.courses if course.id == id), None)


def set_course(id: str, **fields: Any) -> None:
    """Keep these fields of a client's course; nothing where there is none.

    On another way nothing stays of what was written and said on the old one: a goodbye is no word of thanks.
    """
    course = find_course(id)
    if course is None:
        return
    if fields.get("way", course.way) != course.way:
        if course.letter or course.change:
            frame.notify(f"{say('transition.rewritten')} {say('roster.undo_below')}")
        fields = {"letter": "", "change": "", "said": None, **fields}
    put_item("courses", Course.model_validate({**dict(course), **fields}))


def begin_course(held: Held, id: str, way: str) -> None:
    """Put a client on a way; a new course takes its cause and reasons from the client's answers."""
    if find_course(id) is not None:
        set_course(id, way=way)
        return
    cause = held.clients[id].values.get("sink_reason")
    put_item(
        "courses",
        Course.model_validate(
            {
                "id": id,
                "way": way,
                "cause": cause if cause in ("person", "work", "money") else None,
                "reasons": held.shown(id),
            }
        ),
    )


def open_section(section: str, client: str | None = None) -> None:
    """Open a section of the page, at a client where one is given."""
    st.session_state[keys.TRANSITION_SECTION] = section
    if client is not None:
        st.session_state[keys.TRANSITION_CLIENT] = client


def go_button(label: str, section: str, client: str | None = None, *, key: str) -> None:
    """A quiet button that opens a section."""
    st.button(
        label, key=state.widget_key("to", section, client, key), type="tertiary", icon=":material/arrow_forward:",
        on_click=open_section, args=(section, client),
    )  # fmt: skip


def system_link() -> None:
    """The way to the page about one's own systems, where there is one."""
    if any(page.id == "system" for page in catalogue().pages):
        page = frame.find_page("system")
        st.page_link(entry(page), label=say("transition.to_system"), icon=page.icon)


# ── promises ─────────────────────────────────────────────────────────────────────────────────────────────────────


def promise_button(act: str, client: str, due: date, *, place: str, names: str | None = None) -> None:
    """One click makes a promise with its date of it; made already, it says so. ``place`` tells two buttons apart,
    ``names``: id of whom its words name, if not of ``client``."""
    id = promise_id(act, client)
    made = next((promise for promise in state.workbook().promises if promise.id == id), None)
    if made is None or (made.due != due and made.kept is None):
        st.button(
            say("transition.promise_it" if made is None else "transition.promise_anew", day=word_day(due)),
            key=state.widget_key("promise", place, act, client), icon=":material/event_available:",
            on_click=_promise, args=(act, client, due, names or client),
        )  # fmt: skip
    else:
        badge(say("transition.promised", day=word_day(made.due)), icon=":material/event_available:", color="green")


def _promise(act: str, client: str, due: date, names: str) -> None:
    def step(work: Workbook) -> Workbook:
        named = work.client(names)
        text = plain(f"transition.act.{act}", name=named.name if named else "")
        promise = Promise(id=promise_id(act, client), text=text[:500], client=client, due=due)
        return work.changed(promises=put(work.promises, promise))

    state.change(step)
    frame.notify(say("transition.promise_made"))


def word_action(held: Held, action: Action) -> str:
    """ "Talk with Dirk H." in plain text."""
    return plain(f"transition.act.{action.act}", name=held.clients[action.client].name)


def show_actions(held: Held, actions: Sequence[Action], *, place: str) -> None:
    """Dated things to do, each with its button."""
    for action in actions:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(say("transition.dated", day=word_day(action.day), what=word_action(held, action)))
            promise_button(action.act, action.client, action.day, place=place)


# ── introductions ────────────────────────────────────────────────────────────────────────────────────────────────


def ask_button(held: Held, course: Course, giver: Client, *, place: str) -> None:
    """The promise to ask ``giver`` for an introduction, in a week unless it has a day already."""
    id = promise_id("ask", course.id)
    due = next((promise.due for promise in held.work.promises if promise.id == id), held.today + timedelta(days=7))
    promise_button("ask", course.id, due, place=place, names=giver.id)
