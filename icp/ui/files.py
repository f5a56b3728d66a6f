"""Files offered on a page: each built when it is asked for, off the page's run.

``st.download_button`` with a function as its data runs it on a thread of the server's own, keeps the event loop and
this session free meanwhile, and turns a wheel in the button until the file is there.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from datetime import date

import streamlit as st

from icp.export.backup import lock_backup
from icp.export.names import file_name
from icp.files import MIME, PAPERS, Format, Lack, Paper, Part, build_file, find_lack, load_writers, name_file, paper_of
from icp.model import Workbook
from icp.ui import frame, keys, state
from icp.ui.menu import entry
from icp.ui.roster.names import are_hidden
from icp.ui.text import say

AT_ONCE = 2
"""Files built at a time, the others wait: a third would only slow the first two, and the pages."""
TURN = threading.BoundedSemaphore(AT_ONCE)
_WHERE: dict[Lack, str] = {
    "portrait": "avatar", "rules": "rules", "packet": "rules", "musts": "absolutes", "courses": "transition",
    "clients": "roster", "anything": "guide",
}  # fmt: skip


def load_ahead() -> None:
    """Have what writes files loaded while the page is read: the first file of a process then takes as long as others.

    It begins where files are offered and not at the start, which it would slow down.
    """
    if "scipy.stats" not in sys.modules:
        threading.Thread(target=load_writers, name="writers", daemon=True).start()


def in_turn(build: Callable[[], bytes]) -> Callable[[], bytes]:
    """The function, run by at most two people at a time."""

    def wait_and_build() -> bytes:
        with TURN:
            return build()

    return wait_and_build


def choose_paper() -> Paper:
    """The paper to print on: what lies in printers where this browser is at home, unless another is chosen."""
    return st.segmented_control(
        say("takeaway.keep.paper"), list(PAPERS), key=keys.PAPER, default=paper_of(st.context.locale), required=True,
        format_func=lambda id: say(f"takeaway.paper.{id}"), persist_state="session",
    )  # fmt: skip


def offer_file(
    id: str, icon: str, format: Format, part: Part | None = None, *, paper: Paper = "a4", primary: bool = False
) -> None:
    """One file: a button that builds it from the work as it stands when pressed, and what it is good for.

    Where it would be empty, what it needs and the page that asks for it. ``id``: its words, ``takeaway.file.<id>``.
    """
    work, hidden = state.workbook(), are_hidden()
    lack = find_lack(work, format, part, hidden=hidden)
    left, right = st.columns(2, gap="small", vertical_alignment="center")
    if lack is not None:
        left.button(
            say(f"takeaway.file.{id}"), key=f"file_{id}", icon=f":material/{icon}:", width="stretch", disabled=True
        )
        with right:
            _send_to(lack)
        return
    read = state.latest()

    def build() -> bytes:
        return build_file(read(), format, date.today(), part=part, paper=paper, hidden=hidden)

    with left:
        name = name_file(work, format, part, date.today())
        offer(say(f"takeaway.file.{id}"), f"file_{id}", icon, in_turn(build), name, MIME[format], primary=primary)
    right.caption(say(f"takeaway.file.{id}_how"))


def offer(
    label: str, key: str, icon: str, build: Callable[[], bytes], name: str, mime: str, *, primary: bool = False
) -> None:
    """A button that hands over what ``build`` makes when it is pressed."""
    st.download_button(
        label, data=build, file_name=name, mime=mime, key=key, icon=f":material/{icon}:", on_click="ignore",
        width="stretch", type=frame.lead() if primary else "secondary",
    )  # fmt: skip


def _send_to(lack: Lack) -> None:
    where = _WHERE.get(lack)
    if where is None:
        st.caption(say(f"takeaway.lack.{lack}"))
    else:
        st.page_link(entry(frame.find_page(where)), label=say(f"takeaway.lack.{lack}"), icon=":material/arrow_forward:",
                     icon_position="right")  # fmt: skip


def offer_locked_copy(work: Workbook) -> None:
    """The kept copy under a password, typed twice: the button stands only while both are the same."""
    with st.container(border=True):
        st.markdown(say("takeaway.lock.how"))
        first, again = (
            st.text_input(say(f"takeaway.lock.{id}"), type="password", key=state.widget_key("lock", id), live="500ms",
                          autocomplete="new-password")
            for id in ("password", "again")
        )  # fmt: skip
        if not first:
            return
        if first != again:
            if again:
                st.warning(say("takeaway.lock.differ"))
            return
        write = state.backup()

        @in_turn
        def build() -> bytes:
            return lock_backup(write(), first)

        offer(say("takeaway.lock.get"), "file_locked", "lock", build,
              file_name(work, "workbook-locked", date.today(), "json"), MIME["json"], primary=True)  # fmt: skip
