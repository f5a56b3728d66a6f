"""What goes home: to print, to keep, to use elsewhere, and days for a calendar."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Literal
from urllib.parse import urlsplit

import streamlit as st

from icp.export.names import file_name
from icp.findings.takeaway import write_text
from icp.model import Workbook
from icp.monday import Change
from icp.server.identity import is_own_computer, workbook_key
from icp.ui import files, frame, keys, state
from icp.ui.roster.names import are_hidden
from icp.ui.text import say, term

_CODE_WIDTH = 260
_Way = Literal["print", "keep", "use", "calendar"]
_WAYS: tuple[_Way, ...] = ("print", "keep", "use", "calendar")


def show_keep(work: Workbook, changes: Sequence[Change], today: date) -> None:
    """The ways to take it along, one at a time; each file is written when it is asked for."""
    way = st.segmented_control(
        say("takeaway.keep.ways"), list(_WAYS), key=keys.TAKEAWAY_WAY, default="print", required=True,
        format_func=lambda id: say(f"takeaway.way.{id}"), label_visibility="collapsed", persist_state="session",
    )  # fmt: skip
    shown: dict[_Way, Callable[[], None]] = {
        "print": lambda: _print(work, changes, today), "keep": lambda: _keep(work), "use": _use, "calendar": _calendar,
    }  # fmt: skip
    shown[way]()
    files.load_ahead()
    if are_hidden():
        st.caption(say("takeaway.keep.hidden", terms=term(work, many=True)))


def _print(work: Workbook, changes: Sequence[Change], today: date) -> None:
    paper = files.choose_paper()
    files.offer_file("portrait", "portrait", "pdf", "portrait", paper=paper, primary=True)
    files.offer_file("workbook", "menu_book", "pdf", "workbook", paper=paper)
    files.offer_file("rules", "gavel", "pdf", "rules", paper=paper)
    files.offer_file("screener", "call", "pdf", "screener", paper=paper)
    files.offer_file("packet", "waving_hand", "pdf", "packet", paper=paper)
    with st.expander(say("takeaway.keep.text"), key="takeaway_read", on_change="rerun") as folded:
        if folded.open:
            text = write_text(work, changes, today, hidden=are_hidden())
            st.code(text, language=None, wrap_lines=True)
            st.download_button(
                say("takeaway.keep.text_get"), data=text.encode(), mime="text/plain", key="takeaway_text",
                file_name=file_name(work, "text", today, "txt"), icon=":material/notes:", on_click="ignore",
            )  # fmt: skip


def _keep(work: Workbook) -> None:
    st.markdown(say("takeaway.keep.backup"))
    frame.backup_button("takeaway_backup", primary=True)
    if st.toggle(say("takeaway.lock.want"), key=state.widget_key("lock")):
        files.offer_locked_copy(work)
    st.markdown(say("takeaway.keep.link"))
    frame.private_link(own_only=True)
    if not is_own_computer() and st.toggle(say("takeaway.keep.qr"), key=state.widget_key("qr")):
        st.image(draw_code(), width=_CODE_WIDTH, alt=say("takeaway.keep.qr_alt"))
        st.caption(say("frame.link_how"))


def draw_code() -> str:
    """The private link as a QR code: SVG text, black on white in both themes, or no phone would read it."""
    import io

    import segno

    url = urlsplit(st.context.url or "")
    buffer = io.BytesIO()
    segno.make(f"{url.scheme}://{url.netloc}/r#{workbook_key()}", error="m", micro=False).save(
        buffer, kind="svg", scale=6, border=4, dark="#000", light="#fff", xmldecl=False
    )
    return buffer.getvalue().decode()


def _use() -> None:
    st.markdown(say("takeaway.keep.papers_how"))
    files.offer_file("rules_edit", "gavel", "docx", "rules")
    files.offer_file("packet_edit", "waving_hand", "docx", "packet")
    files.offer_file("letters", "mail", "docx", "letters")
    files.offer_file("debrief", "bar_chart", "pptx", "debrief")
    st.markdown(say("takeaway.keep.sheets_how"))
    files.offer_file("book", "table", "xlsx")
    files.offer_file("list", "groups", "csv")
    files.offer_file("crm", "autorenew", "crm")


def _calendar() -> None:
    files.offer_file("calendar", "event", "ics", primary=True)
    st.caption(say("takeaway.keep.calendar_how"))


__all__ = ["draw_code", "show_keep"]
