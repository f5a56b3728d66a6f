"""What every page wears: its head, the "Saved" mark, banners, the way on, and the footer."""

from __future__ import annotations

import time
from collections.abc import Hashable, Sequence
from contextlib import suppress
from datetime import date, datetime
from typing import Literal
from urllib.parse import urlsplit

import streamlit as st
from pydantic import TypeAdapter
from streamlit.delta_generator import DeltaGenerator

from icp.catalogue import Page, catalogue
from icp.export.names import file_name
from icp.findings.journey import is_done, next_step, steps
from icp.methods.letters import word_day
from icp.model import Criterion, Workbook
from icp.portrait import short_wish
from icp.server.identity import is_own_computer, workbook_key
from icp.store import StoreError, StoreUnavailable
from icp.ui import keys, state
from icp.ui.menu import entry
from icp.ui.roster.names import are_hidden, call, hide_switch
from icp.ui.text import badge, counted, esc, say
from icp.wishes import NEVER

TURN = 0.1
"""Seconds a turned page stays empty: with 0.06 one turn in ten was drawn together with the next screen."""


_NAMING = ("reality", "compare", "referrals", "absolutes", "rules", "system", "transition", "message", "takeaway")
"""Pages that call people by name, beside the client list, which has more to switch."""


def find_page(id: str) -> Page:
    """The catalogue's page of that id."""
    return next(page for page in catalogue().pages if page.id == id)


def page_head(id: str, *, mark: bool = True) -> Workbook:
    """The page's one h1, purpose, minutes, worked example, Saved mark and "done when". Returns the workbook.

    ``mark`` False where the page's fragments show the Saved mark themselves.
    """
    page, work = find_page(id), state.workbook()
    st.title(page.title, anchor=False)
    st.markdown(page.purpose)
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        badge(say("frame.minutes", n=page.minutes), icon=":material/schedule:", color="gray")
        if mark:
            saved_mark()
        with st.popover(say("frame.example"), type="tertiary"):
            st.markdown(page.example)
        if id in {step.id for step in steps()}:
            done = is_done(id, work)
            icon = ":material/check_circle:" if done else ":material/radio_button_unchecked:"
            badge(say("frame.done_when", safe_what=page.done), icon=icon, color="green" if done else "gray")
        if id in _NAMING and work.clients:
            hide_switch()
    return work


def turn_to(book: str, shown: Hashable) -> DeltaGenerator:
    """Where one of several screens of ``book`` is drawn that take each other's place; ``shown`` says which.

    Streamlit leaves the window scrolled where it was, so somebody who pressed Next under a long screen would land in
    the middle of the next one. The old screen is therefore taken away first, for as long as a browser needs to see it
    gone, and the window is at its top again. An answer on the same screen moves nothing.
    """
    place = st.empty()
    key = f"{keys.TURNED}{book}"
    if st.session_state.get(key, shown) != shown:
        place.empty()
        time.sleep(TURN)
    st.session_state[key] = shown
    return place.container()


def saved_mark() -> None:
    """ "Saved 14:03:22" once the last answer is committed; what to do when it is not. May stand in a fragment."""
    if state.unsaved():
        badge(say("frame.not_saved"), icon=":material/sync_problem:", color="red")
    elif (moment := state.saved_at()) is not None:
        # Escaped: a bare ":03:" looks like an emoji's name, and Streamlit fetches 56 kB of emoji for it.
        badge(say("frame.saved", time=clock_time(moment, seconds=True)), color="green")
    else:
        badge(say("frame.nothing_yet"), color="gray")


def clock_time(moment: datetime, *, seconds: bool = False) -> str:
    """A moment as the visitor's own clock shows it."""
    local = _local(moment)
    return f"{local:%H:%M:%S}" if seconds else f"{local:%H:%M}"


def _local(moment: datetime) -> datetime:
    zone = st.context.timezone
    return moment.astimezone(_zone(zone)) if zone else moment


def _zone(name: str):  # type: ignore[no-untyped-def]
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return None


def banners() -> None:
    """What must be seen before the page: not saved yet, two tabs disagree, the sample is open."""
    if state.unsaved():
        st.warning(say("frame.unsaved_body"), title=say("frame.unsaved_title"), icon=":material/sync_problem:")
        st.button(say("frame.retry"), key="retry")  # each run tries
    for number, conflict in enumerate(state.conflicts()):
        with st.container(border=True):
            if are_hidden():
                st.markdown(say("frame.conflict_hidden"))
                break
            st.markdown(say("frame.conflict", what=conflict_subject(conflict.path)))
            with st.container(horizontal=True):
                for mine, side in ((True, conflict.mine), (False, conflict.theirs)):
                    label = say("frame.keep_mine" if mine else "frame.keep_theirs", answer=_shown(conflict.path, side))
                    st.button(label, key=f"conflict{number}{mine}", on_click=_settle, args=(number, mine))
    notice = st.session_state.pop(keys.NOTICE, None)
    if notice:
        st.toast(notice)


def lead() -> Literal["primary", "secondary"]:
    """The look of a page's one leading button: filled, but outlined in the dark theme.

    Streamlit writes white on the primary colour whatever it is, and no green can carry white letters on a button and
    be read as letters itself on a dark page (WCAG 1.4.3 asks 4.5 : 1 of both).
    """
    return "secondary" if st.context.theme.type == "dark" else "primary"


def notify(sentence: str) -> None:
    """Show a passing note at the next run. ``sentence`` is Markdown."""
    st.session_state[keys.NOTICE] = sentence


def _settle(number: int, mine: bool) -> None:
    open_ones = state.conflicts()
    if number < len(open_ones):
        state.settle(open_ones[number], mine=mine)


def _shown(path: Sequence[str | int], side: object) -> str:
    """One side of a conflict in plain words, at most 60 characters."""
    work, answer = state.workbook(), state.said(side)
    if answer is None:
        return say("frame.no_answer")
    if path[:2] == ("avatar", "criteria") and isinstance(answer, list):
        wish: Criterion = TypeAdapter(Criterion).validate_python(answer[0][0])
        return short_wish(wish, work)[:60]
    if path[:2] == ("avatar", "order") and isinstance(answer, list):
        wishes = (work.avatar.find(str(id)) for id in answer)
        return ", ".join(short_wish(wish, work) for wish in wishes if wish)[:60] or say("frame.no_answer")
    parts = answer if isinstance(answer, list) else [answer]
    return "; ".join(_named(part, work) for part in parts)[:60]


def _named(part: object, work: Workbook) -> str:
    """An answer as it is called: a person by name, anything else as it stands."""
    if isinstance(part, dict):
        return str(part.get("name", part.get("label", part.get("text", part.get("id", "")))))
    client = work.client(str(part))
    return call(client, work) if client else str(part)


def conflict_subject(path: Sequence[str | int]) -> str:
    """A conflict's place in words: "How it feels, Ines K."."""
    work, words = state.workbook(), []
    if tuple(path) == ("avatar", "order"):
        return say("avatar.order_title")
    for step in path:
        id = str(step).removeprefix(NEVER)
        if client := work.client(id):
            words.append(call(client, work))
        elif question := work.question(id):
            words.append(question.label)
        elif id in {q.id for q in catalogue().questions}:
            words.append(catalogue().question(id).label)
    return ", ".join(reversed(words)) or say("frame.an_answer")


def way_on(id: str) -> None:
    """The one next step at the foot of a page."""
    following = next_step(id)
    if following is not None:
        st.page_link(
            entry(following),
            label=say("frame.next", page=following.title),
            icon=":material/arrow_forward:",
            icon_position="right",
        )


def teach(id: str, *, picture: str | None = None, alt: str = "") -> None:
    """An empty page's state: what would stand here, the sample's greyed picture if given, and where to begin."""
    with st.container(border=True):
        st.markdown(say(f"{id}.empty"))
        if picture is not None:
            st.image(picture, width="stretch", alt=alt)
        with st.container(horizontal=True):
            st.page_link(entry(find_page("guide")), label=say("frame.to_guide"), icon=":material/explore:")
            st.page_link(entry(find_page("roster")), label=say("frame.to_roster"), icon=":material/groups:")
            sample_button(f"teach_{id}")


def sample_button(key: str, *, quiet: bool = False) -> None:
    """The one control that loads the sample business. Over real entries it asks first; what stands on Start is typed
    again in a minute, and undo brings it back. ``quiet`` where it stands beside the page's leading button."""
    work = state.workbook()
    if work.sample:
        return
    clicked = st.button(
        say("frame.load_sample"), key=key, icon=":material/menu_book:", type="tertiary" if quiet else "secondary"
    )
    if clicked:
        if _has_entries(work):
            _confirm_sample()
        else:
            load_sample()
            st.rerun()


def _has_entries(work: Workbook) -> bool:
    """Whether more was entered than the first page asks."""
    first = {question.id for question in catalogue().questions if question.page == "start"}
    return bool(work.clients or work.avatar.criteria or work.questions or work.promises or work.answers.keys() - first)


def load_sample() -> None:
    """Put the sample business in the place of this workbook."""
    from icp.sample import sample_workbook

    state.replace_workbook(sample_workbook())


@st.dialog("Replace your work?")
def _confirm_sample() -> None:
    st.markdown(say("frame.sample_over", what=counted(len(state.workbook().clients), "client")))
    with st.container(horizontal=True):
        if st.button(say("frame.replace"), type=lead(), key="replace_by_example"):
            load_sample()
            st.rerun()
        if st.button(say("frame.keep"), key="keep_mine"):
            st.rerun()


def clear_sample() -> None:
    """Take the sample away and begin with an empty workbook; undo brings it back."""
    state.replace_workbook(Workbook())


def footer() -> None:
    """Every page's foot: take all away, delete all, undo."""
    work = state.workbook()
    st.divider()
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        backup_button("footer_backup")
        st.button(
            say("frame.undo"), key="undo", icon=":material/undo:", on_click=state.undo, disabled=not state.can_undo()
        )
        if st.button(say("frame.delete_all"), key="delete_all", icon=":material/delete_forever:"):
            _confirm_delete()
        takeaway = find_page("takeaway")
        st.page_link(entry(takeaway), label=takeaway.title, icon="")
    st.caption(say("frame.small_print"))
    if work.sample:
        st.caption(say("frame.sample_note"))


def backup_button(key: str, *, primary: bool = False) -> None:
    """Everything entered as one JSON file, written when clicked."""
    from icp.export.backup import lock_backup

    write = state.backup()
    st.download_button(
        say("frame.keep_copy"),
        data=lambda: lock_backup(write(), ""),
        file_name=file_name(state.workbook(), "workbook", date.today(), "json"),
        mime="application/json",
        key=key,
        icon=":material/download:",
        on_click="ignore",
        type=lead() if primary else "secondary",
    )


def ask_copy(label: str, key: str) -> tuple[Workbook, str] | None:
    """A kept copy from a file, and the file's name; None without one, while its password is missing, or when it is
    refused, which is said."""
    from icp.export.backup import MAX_BYTES, is_locked

    file = st.file_uploader(
        label, type=["json"], key=state.widget_key(key), max_upload_size=MAX_BYTES // 1_000_000
    )  # fmt: skip
    if file is None:
        st.session_state.pop(keys.COPY_READ, None)
        return None
    data, password = file.getvalue(), ""
    if is_locked(data):
        password = st.text_input(say("frame.copy_password", name=file.name), type="password", autocomplete="off",
                                 key=state.widget_key(key, "password"))  # fmt: skip
        if not password:
            return None
    held: tuple[tuple[str, str], Workbook | str] | None = st.session_state.get(keys.COPY_READ)
    if held is None or held[0] != (file.file_id, password):
        held = st.session_state[keys.COPY_READ] = ((file.file_id, password), _read_copy(data, password))
    if isinstance(held[1], Workbook):
        return held[1], file.name
    st.error(say("frame.copy_refused", name=file.name, safe_why=say(f"problem.copy.{held[1]}")))
    return None


def _read_copy(data: bytes, password: str) -> Workbook | str:
    """The workbook, or the code of why it was refused. A locked copy waits its turn: each try takes 64 MB."""
    from icp.export.backup import BackupRefused, read_backup
    from icp.ui.files import TURN

    try:
        if not password:
            return read_backup(data)
        with TURN:
            return read_backup(data, password)
    except BackupRefused as refused:
        return refused.code


def open_copy() -> None:
    """A kept copy back in; over real entries it asks first, and a refused file changes nothing."""
    asked = ask_copy(say("frame.open_copy"), "open_copy")
    if asked is None:
        return
    copy, name = asked
    _tell_copy(copy, name)
    now = state.workbook()
    if now.clients or now.answers:
        st.warning(say("frame.copy_over", what=counted(len(now.clients), now.text("term", "client"))))
    with st.container(horizontal=True):
        st.button(say("frame.copy_take"), key="take_copy", type=lead(), on_click=state.replace_workbook, args=(copy,))
        if now.clients and st.button(say("frame.copy_compare"), key="compare_copy", icon=":material/compare_arrows:"):
            st.session_state[keys.OLDER_GIVEN] = (copy, name)
            st.switch_page(find_page("takeaway").file)


def _tell_copy(copy: Workbook, name: str) -> None:
    st.markdown(say("frame.copy_holds", name=copy.text("business_name") or name,
                    what=counted(len(copy.clients), copy.text("term", "client")),
                    date=word_day(copy.created)))  # fmt: skip


def ways_from_damage() -> None:
    """How to go on where the stored work cannot be opened: with the version before it, or with a kept copy."""
    with suppress(StoreError):
        if (found := state.earlier()) is not None and (moment := found.saved_at) is not None:
            label = say("frame.earlier", day=word_day(_local(moment)), time=clock_time(moment))
            st.button(label, key="take_earlier", type=lead(), on_click=state.replace_damaged, args=(found.work,))
    asked = ask_copy(say("frame.open_copy"), "open_copy")
    if asked is not None:
        _tell_copy(*asked)
        st.button(say("frame.copy_take"), key="take_copy", on_click=state.replace_damaged, args=(asked[0],))


def private_link(*, own_only: bool = False) -> None:
    """The link that opens this work on another device, shown when asked for; one's own computer needs none.

    ``own_only`` leaves out the ways to open another link and to end this one.
    """
    if is_own_computer():
        st.caption(say("frame.own_computer"))
        return
    key = state.widget_key("show_link")
    if st.toggle(say("frame.show_link"), key=key):
        url = urlsplit(st.context.url or "")
        st.code(f"{url.scheme}://{url.netloc}/r#{workbook_key()}", language=None)
        st.caption(say("frame.link_how"))
    if own_only:
        return
    with st.container(horizontal=True):
        st.link_button(say("frame.open_link"), "/r", icon=":material/key:")
        st.link_button(say("frame.new_link"), "/r/rekey", icon=":material/key_off:")


@st.dialog("Delete everything?")
def _confirm_delete() -> None:
    st.markdown(say("frame.delete_body"))
    with st.container(horizontal=True):
        if st.button(say("frame.delete_yes"), type=lead(), key="delete_yes"):
            try:
                state.erase_workbook()
            except StoreUnavailable:
                st.error(say("frame.delete_failed"))
                return
            notify(say("frame.deleted"))
            st.rerun()
        if st.button(say("frame.keep"), key="delete_no"):
            st.rerun()


def finding(sentence: str) -> None:
    """The one sentence a page opens on. ``sentence`` is Markdown: escape what was typed."""
    st.subheader(sentence, anchor=False)


__all__ = [
    "ask_copy",
    "backup_button",
    "banners",
    "clear_sample",
    "esc",
    "find_page",
    "finding",
    "footer",
    "page_head",
    "sample_button",
    "saved_mark",
    "teach",
    "way_on",
]  # fmt: skip
