"""Putting clients in: a file, a pasted table or typed names; below, the last receipt and who may be one person."""

from __future__ import annotations

import streamlit as st

from icp.catalogue import catalogue
from icp.model import Workbook
from icp.roster import from_names
from icp.roster.problem import MAX_BYTES
from icp.ui import frame, keys, state
from icp.ui.roster.alike import show_lookalikes
from icp.ui.roster.files import ACCEPTED, ask_to_read, ask_to_read_all
from icp.ui.roster.names import are_hidden
from icp.ui.roster.pending import waiting
from icp.ui.roster.receipt import show_receipt
from icp.ui.roster.review import show_review
from icp.ui.roster.review_people import show_kept_sources
from icp.ui.text import counted, say


def show_upload(work: Workbook) -> None:
    """The three ways in; or whatever waits to be taken over."""
    if work.clients:
        frame.saved_mark()
    error: tuple[str, str] | None = st.session_state.get(keys.IMPORT_ERROR)
    pending = waiting()
    coded = state.are_coded(work)
    if pending is not None and not coded:
        _say_refused(error)
        show_review(pending, work)
        return
    if coded:
        st.info(say("room_ui.no_files"), icon=":material/health_and_safety:")
        _ask_names()
        return
    ways = {way: say(f"roster.way_{way}") for way in ("file", "paste", "type")}
    way = st.segmented_control(
        say("roster.ways"), list(ways), format_func=lambda w: ways[w], default="file", required=True,
        key="roster_way", persist_state="session", on_change=_forget_error,
    )  # fmt: skip
    if work.field == "health":
        st.info(say("roster.health_codes"), icon=":material/health_and_safety:")
    {"file": _ask_file, "paste": _ask_paste, "type": _ask_names}[way or "file"]()
    _say_refused(error)
    if work.receipts:
        show_receipt(work.receipts[-1], work, "last")
    if not are_hidden():
        show_kept_sources(work)
    show_lookalikes(work)


def _say_refused(error: tuple[str, str] | None) -> None:
    """Which file could not be read, and why."""
    if error is not None:
        st.error(say("roster.refused", name=error[0][:60], safe_why=error[1]), icon=":material/error:")


def _forget_error() -> None:
    st.session_state.pop(keys.IMPORT_ERROR, None)


def _ask_file() -> None:
    key = state.widget_key("file")

    def read() -> None:
        ask_to_read_all([(file.name, file.getvalue()) for file in st.session_state[key]])

    st.file_uploader(say("roster.drop"), type=list(ACCEPTED), accept_multiple_files=True, key=key, on_change=read,
                     max_upload_size=MAX_BYTES // 1_000_000, help=say("roster.drop_help"))  # fmt: skip
    st.caption(say("roster.where_from"))


def _ask_paste() -> None:
    key = state.widget_key("paste")
    st.text_area(say("roster.paste"), key=key, height=200, placeholder=say("roster.paste_example"))

    def read() -> None:
        text = st.session_state[key]
        _forget_error()
        if text.strip():
            ask_to_read(say("roster.pasted"), text.encode(), pasted=True)

    st.button(say("roster.read"), key="read_paste", type=frame.lead(), on_click=read)


def _ask_names() -> None:
    key = state.widget_key("names")
    st.text_area(say("roster.type"), key=key, height=260, placeholder=catalogue().question("more_names").example)

    def add() -> None:
        _forget_error()
        lines = st.session_state[key].splitlines()
        before = len(state.workbook().clients)
        after = state.change(lambda work: work.changed(clients=(*work.clients, *from_names(lines, work.clients))))
        if new := after.clients[before:]:
            what = counted(len(new), after.text("term", "client"))
            numbered = [c.name for c in new if c.name not in {line.strip() for line in lines} and c.name.endswith(")")]
            told = f" {say('roster.numbered', names=', '.join(numbered[:3]))}" if numbered else ""
            frame.notify(say("roster.added", what=what) + told)
            st.session_state[key] = ""

    st.button(say("roster.add"), key="add_names", type=frame.lead(), on_click=add)
