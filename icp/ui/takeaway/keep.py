"""What goes home: the kept copy, days for a calendar, the list with fit, the text to print, and the link as a code."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from hashlib import sha256
from urllib.parse import urlsplit

import streamlit as st

from icp.analysis import score_workbook
from icp.catalogue import catalogue
from icp.export.calendar import Entry, write_calendar
from icp.export.client_list import list_clients
from icp.export.sheet import write_csv
from icp.findings.journey import homework
from icp.findings.words import date_words
from icp.methods.due import find_return, list_due
from icp.model import Workbook
from icp.monday import Change
from icp.portrait import draw_portrait
from icp.server.identity import is_own_computer, workbook_key
from icp.ui import frame, state
from icp.ui.roster.names import are_hidden, call_all
from icp.ui.takeaway.words import sentence, word_due
from icp.ui.text import say, term
from icp.wishes import is_story_only

_CODE_WIDTH = 260


def show_keep(work: Workbook, changes: Sequence[Change], today: date) -> None:
    """The files, each written when it is asked for, and the link."""
    st.markdown(say("takeaway.keep.backup"))
    frame.backup_button("takeaway_backup", primary=True)
    st.markdown(say("takeaway.keep.files"))
    days, text = entries(work, today), write_text(work, changes, today)
    names = call_all(work)
    hidden = are_hidden()

    def calendar() -> bytes:
        return write_calendar(days, name=catalogue().say("frame.app"), written=datetime.now(UTC))

    def listed() -> bytes:
        return write_csv(*list_clients(work, score_workbook(work), names, telling=not hidden))

    with st.container(horizontal=True, gap="small"):
        files = [("calendar", "event", calendar, "text/calendar", "ics"), ("text", "print", text.encode, "text/plain",
                 "txt")]  # fmt: skip
        if work.clients:
            files.insert(1, ("list", "table", listed, "text/csv", "csv"))
        for name, icon, data, mime, ending in files:
            st.download_button(
                say(f"takeaway.keep.{name}"), data=data, mime=mime, key=f"takeaway_{name}",
                file_name=f"{say(f'takeaway.keep.file_{name}')}_{today:%Y-%m-%d}.{ending}",
                icon=f":material/{icon}:", on_click="ignore",
            )  # fmt: skip
    st.caption(say("takeaway.keep.files_how"))
    if hidden:
        st.caption(say("takeaway.keep.hidden", terms=term(work, many=True)))
    with st.expander(say("takeaway.keep.read"), key="takeaway_read", on_change="rerun") as folded:
        if folded.open:
            st.code(text, language=None, wrap_lines=True)
    st.markdown(say("takeaway.keep.link"))
    frame.private_link(own_only=True)
    if not is_own_computer() and st.toggle(say("takeaway.keep.qr"), key=state.widget_key("qr")):
        st.image(_code(), width=_CODE_WIDTH, alt=say("takeaway.keep.qr_alt"))
        st.caption(say("frame.link_how"))


def _code() -> str:
    """The private link as a QR code: SVG text, black on white in both themes, or no phone would read it."""
    import io

    import segno

    url = urlsplit(st.context.url or "")
    buffer = io.BytesIO()
    segno.make(f"{url.scheme}://{url.netloc}/r#{workbook_key()}", error="m", micro=False).save(
        buffer, kind="svg", scale=6, border=4, dark="#000", light="#fff", xmldecl=False
    )
    return buffer.getvalue().decode()


def entries(work: Workbook, today: date) -> list[Entry]:
    """The days of the calendar file: what is ahead, homework that has its day, the day to come back."""
    plain = catalogue().say
    days = [("due", f"{due.kind}:{due.id}", due.day, word_due(due, work)) for due in list_due(work, today)]
    days += [
        ("homework", page.id, day, plain("takeaway.due.homework", page=page.title, n=page.minutes))
        for page, day in homework(work, today)
    ]
    days.append(("return", "90", find_return(work.created.date(), today), plain("takeaway.due.back")))
    return [Entry(_uid(work, kind, id), day, title) for kind, id, day, title in days]


def _uid(work: Workbook, kind: str, id: str) -> str:
    """The same for the same thing of the same workbook, however often the file is written; it tells nothing."""
    digest = sha256(f"{work.created.isoformat()}|{kind}|{id}".encode()).hexdigest()
    return f"{digest[:32]}@ideal-client-workshop"


def write_text(work: Workbook, changes: Sequence[Change], today: date) -> str:
    """The takeaway as plain text. In a regulated field the portrait leaves out what may only be told as a story."""
    plain = catalogue().say
    business = work.text("business_name")
    wishes = tuple(wish for wish in work.avatar.criteria if not is_story_only(wish, work))
    told = work.changed(avatar=work.avatar.rebuild(wishes))
    portrait = draw_portrait(told)
    rules = work.dealings.latest.rules if work.dealings.latest else work.dealings.rules
    spoken = {each.id: each.sentence for each in work.dealings.spoken if each.sentence}
    musts = [spoken.get(must.id) or words for must, words in zip(told.avatar.absolutes, portrait.musts, strict=True)]
    order = [plain("takeaway.text.order", what="; ".join(portrait.order))] if portrait.order else []
    parts = [
        ("takeaway.monday", [sentence(change, work, plain) for change in changes]),
        ("takeaway.text.days", [f"{date_words(e.day)}: {e.title}" for e in sorted(entries(work, today), key=_day)]),
        ("takeaway.text.portrait", [*filter(None, (portrait.person, *portrait.lines)), *order]),
        ("takeaway.text.musts", musts),
        ("takeaway.text.nevers", list(portrait.nevers)),
        ("takeaway.text.rules", [rule.expectation for rule in rules]),
    ]
    title = plain("takeaway.text.title", name=business) if business else plain("takeaway.text.title_plain")
    lines = [title, "=" * len(title), plain("takeaway.text.date", day=date_words(today)), ""]
    for key, said in parts:
        if said:
            head = plain(key)
            lines += [head, "-" * len(head), *(f"- {one}" for one in said), ""]
    return "\n".join([*lines, plain("takeaway.text.foot"), ""])


def _day(entry: Entry) -> date:
    return entry.day
