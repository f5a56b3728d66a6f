"""The promises: what became of those that are due, each of the others to change, and new ones with one tap."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Literal

import streamlit as st

from icp.catalogue import catalogue
from icp.dealings import put
from icp.findings.journey import in_a_week
from icp.findings.words import date_words
from icp.methods.due import suggest_promises
from icp.model import Promise, Workbook, new_id
from icp.ui import frame, keys, state
from icp.ui.roster.names import are_hidden, call_all
from icp.ui.roster.paging import page_of
from icp.ui.roster.pick import pick_client
from icp.ui.takeaway.words import name_of, promise_text, word_idea
from icp.ui.text import esc, say

Said = Literal["kept", "partly", "no"]
SAID: tuple[Said, ...] = ("kept", "partly", "no")
_AT_ONCE = 6


def open_promises(work: Workbook) -> list[Promise]:
    """Promises without an answer, the soonest first."""
    return sorted((p for p in work.promises if p.kept is None), key=lambda p: p.due)


def had_their_day(work: Workbook, today: date) -> list[Promise]:
    """Open promises whose day has come."""
    return [promise for promise in open_promises(work) if promise.due <= today]


# ── what became of them ──────────────────────────────────────────────────────────────────────────────────────────


def review(promises: Sequence[Promise], work: Workbook) -> None:
    """Kept, partly or no, for each promise whose day has come."""
    for promise in page_of(promises, "promises_due", _AT_ONCE):
        with st.container(border=True, gap="small"):
            st.markdown(_told(promise, work))
            with st.container(horizontal=True, gap="small"):
                for said in SAID:
                    st.button(
                        say(f"takeaway.said_{said}"), key=state.widget_key("said", promise.id, said),
                        icon=_ICONS[said], on_click=_answer, args=(promise.id, said),
                    )  # fmt: skip
    st.caption(say("takeaway.honest"))


_ICONS = {"kept": ":material/check:", "partly": ":material/contrast:", "no": ":material/close:"}


def _told(promise: Promise, work: Workbook) -> str:
    values = {"day": date_words(promise.due), "what": promise_text(promise)}
    if work.client(promise.client or ""):
        return say("takeaway.did_it_who", **values, name=name_of(promise.client, work))
    return say("takeaway.did_it", **values)


def _answer(id: str, said: Said | None) -> None:
    _put(id, kept=said)


def _put(id: str, **fields: object) -> None:
    """Keep these fields of a promise; one taken out elsewhere stays out."""

    def step(work: Workbook) -> Workbook:
        old = next((promise for promise in work.promises if promise.id == id), None)
        if old is None:
            return work
        return work.changed(promises=put(work.promises, Promise.model_validate({**dict(old), **fields})))

    state.change(step)


def answered(work: Workbook) -> None:
    """Promises with their answers, each to be answered again or promised once more."""
    done = [promise for promise in work.promises if promise.kept is not None]
    if not done:
        return
    with st.expander(say("takeaway.answered", n=len(done)), key="answered_promises", on_change="rerun") as folded:
        if not folded.open:
            return
        for promise in page_of(done, "promises_answered", _AT_ONCE):
            said = promise.kept or "no"
            st.markdown(f"{_told(promise, work)} · **{say(f'takeaway.said_{said}')}**")
            with st.container(horizontal=True, gap="small"):
                st.button(say("takeaway.answer_again"), key=state.widget_key("again", promise.id), type="tertiary",
                          on_click=_answer, args=(promise.id, None))  # fmt: skip
                if said != "kept":
                    soon = in_a_week(date.today())
                    st.button(
                        say("takeaway.once_more", day=date_words(soon)), key=state.widget_key("once_more", promise.id),
                        type="tertiary", on_click=add, args=(promise.text, promise.client, soon),
                    )  # fmt: skip


# ── the promises ─────────────────────────────────────────────────────────────────────────────────────────────────


def show_promises(work: Workbook, today: date) -> None:
    """Those that are ahead, what other pages suggest, and a field for one's own."""
    st.subheader(say("takeaway.promises"), anchor=False)
    st.caption(say("takeaway.promises_how"))
    ahead = [promise for promise in open_promises(work) if promise.due > today]
    for promise in page_of(ahead, "promises", _AT_ONCE):
        _card(promise, work)
    ideas = suggest_promises(work, today, in_a_week(today))
    if ideas:
        st.markdown(say("takeaway.ideas"))
    for idea in ideas:
        text = word_idea(idea, work)
        st.button(
            f"{esc(text)}, {say('takeaway.by', day=date_words(idea.day))}", key=state.widget_key("idea", idea.id),
            icon=":material/add:", on_click=add,
            args=(word_idea(idea, work, shown=False), idea.client, idea.day, idea.id),
        )  # fmt: skip
    write_own("takeaway.add", "own_promise", today)
    answered(work)


def write_own(label: str, key: str, today: date) -> None:
    """A field that makes a promise of what is typed, for a week from now; its card opens to be changed."""
    soon = in_a_week(today)
    field = state.widget_key(key, len(state.workbook().promises))

    def keep() -> None:
        if text := str(st.session_state.get(field, "")).strip():
            add(text, None, soon, open_it=True)

    st.text_input(say(label), key=field, max_chars=400, on_change=keep,
                  help=say("takeaway.add_hint", day=date_words(soon)))  # fmt: skip


def add(text: str, client: str | None, due: date, id: str | None = None, *, open_it: bool = False) -> None:
    """Make a promise."""
    promise = Promise(id=id or new_id(), text=text[:500], client=client, due=due)
    state.change(lambda work: work.changed(promises=put(work.promises, promise)))
    if open_it:
        st.session_state[keys.PROMISE_OPEN] = promise.id
    frame.notify(say("takeaway.made", day=date_words(due)))


def _card(promise: Promise, work: Workbook) -> None:
    with st.container(border=True, gap="xsmall"):
        if st.session_state.get(keys.PROMISE_OPEN) == promise.id and not are_hidden():
            _edit(promise, work)
            return
        st.markdown(f"**{esc(promise_text(promise))}**")
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            values = {"day": date_words(promise.due)}
            if work.client(promise.client or ""):
                st.caption(say("takeaway.by_about", **values, name=name_of(promise.client, work)), width="content")
            else:
                st.caption(say("takeaway.by", **values), width="content")
            if not are_hidden():
                st.button(say("takeaway.change"), key=state.widget_key("change", promise.id), type="tertiary",
                          icon=":material/edit:", on_click=_open, args=(promise.id,))  # fmt: skip


def _open(id: str | None) -> None:
    st.session_state[keys.PROMISE_OPEN] = id


def _edit(promise: Promise, work: Workbook) -> None:
    """Words, person and day of one promise; each is kept when it changes, words only where there are any."""
    what, due = (state.widget_key("promise", promise.id, part) for part in ("what", "due"))
    st.session_state.setdefault(what, promise.text)
    st.session_state.setdefault(due, promise.due)

    def keep_text() -> None:
        if text := st.session_state[what].strip():
            _put(promise.id, text=text)

    def keep_due() -> None:
        if day := st.session_state[due]:
            _put(promise.id, due=day)

    st.text_input(say("takeaway.what"), key=what, max_chars=400, live="500ms", on_change=keep_text)
    _ask_whom(promise, work)
    st.date_input(say("takeaway.when"), key=due, format="DD/MM/YYYY", on_change=keep_due,
                  min_value=min(promise.due, date.today()), max_value=date.today() + timedelta(days=3650))  # fmt: skip
    with st.container(horizontal=True):
        st.button(say("takeaway.close"), key=state.widget_key("close", promise.id), icon=":material/check:",
                  type=frame.lead(), on_click=_open, args=(None,))  # fmt: skip
        st.button(say("takeaway.take_out"), key=state.widget_key("take_out", promise.id), type="tertiary",
                  icon=":material/delete:", on_click=_drop, args=(promise.id,))  # fmt: skip


def _ask_whom(promise: Promise, work: Workbook) -> None:
    names = {"": catalogue().say("takeaway.nobody"), **call_all(work)}
    if len(names) == 1:
        return
    section = f"promise_who_{promise.id}"
    about = promise.client if promise.client in names else ""
    st.session_state.setdefault(state.widget_key(section), about)
    st.session_state.setdefault(f"{section}_chosen", about)
    chosen = pick_client(say("takeaway.who"), names, section, first=True)
    if (chosen or "") != (about or ""):
        _put(promise.id, client=chosen or None)
        st.rerun()


def _drop(id: str) -> None:
    state.change(lambda work: work.changed(promises=tuple(p for p in work.promises if p.id != id)))
    frame.notify(f"{say('takeaway.taken_out')} {say('roster.undo_below')}")
