"""The Takeaway page: three promises, what changes on Monday, what is ahead, and all of it to keep."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import streamlit as st

from icp.catalogue import catalogue
from icp.charts.drawing_days import MOST, Mark, Row, draw_days
from icp.charts.svg import greyed
from icp.findings.monday import short_day
from icp.findings.words import date_words
from icp.methods.due import find_return, list_due
from icp.model import Workbook
from icp.monday import Change, find_monday
from icp.sample import sample_workbook
from icp.ui import frame, keys
from icp.ui.pictures import is_dark, read_out, show_drawing
from icp.ui.takeaway.back import hold_against, show_back
from icp.ui.takeaway.homework import show_homework
from icp.ui.takeaway.keep import show_keep
from icp.ui.takeaway.promises import had_their_day, open_promises, review, show_promises
from icp.ui.takeaway.words import promise_about, sentence, word_due
from icp.ui.text import say

_SECTIONS = ("keep", "homework", "back")


@dataclass(frozen=True)
class _Kept:
    """What changes on Monday, and what it was found in; a new promise leaves it as it is."""

    work: Workbook
    today: date
    changes: tuple[Change, ...]


def show(work: Workbook) -> None:
    """The whole page."""
    today = date.today()
    if keys.OLDER_GIVEN in st.session_state:  # from Start
        hold_against(*st.session_state.pop(keys.OLDER_GIVEN))
        st.session_state[keys.TAKEAWAY_SECTION] = "back"
    due = had_their_day(work, today)
    changes = _monday(work, today)
    if _is_empty(work) and not changes:
        _teach(today)
    else:
        frame.finding(finding(work, today))
        if due:
            review(due, work)
        _show_monday(work, changes)
        _show_days(work, today)
    show_promises(work, today)
    st.subheader(say("takeaway.take_with_you"), anchor=False)
    chosen = st.pills(
        say("takeaway.take_with_you"), list(_SECTIONS), key=keys.TAKEAWAY_SECTION, label_visibility="collapsed",
        format_func=lambda id: say(f"takeaway.section.{id}"), default="back" if due else "keep",
        required=True, persist_state="session",  # a second tap on what is open must not close it
    )  # fmt: skip
    sections: dict[str, Callable[[], None]] = {
        "keep": lambda: show_keep(work, changes, today),
        "homework": lambda: show_homework(work, today),
        "back": lambda: show_back(work, today),
    }
    if chosen is not None:
        sections[chosen]()
    st.caption(say("takeaway.end", day=date_words(find_return(work.created.date(), today))))


def _is_empty(work: Workbook) -> bool:
    return not (work.clients or work.promises or list_due(work, date.today()))


def _monday(work: Workbook, today: date) -> tuple[Change, ...]:
    """The findings, from the session while nothing they stand on has changed."""
    kept: _Kept | None = st.session_state.get(keys.TAKEAWAY)
    if kept is None or kept.today != today or not _same(kept.work, work):
        with st.spinner(say("takeaway.reckoning")):
            kept = _Kept(work, today, find_monday(work, today))
        st.session_state[keys.TAKEAWAY] = kept
    return kept.changes


def _same(before: Workbook, now: Workbook) -> bool:
    return (
        before.clients is now.clients
        and before.avatar is now.avatar
        and before.questions is now.questions
        and before.answers == now.answers
        and before.dealings == now.dealings
    )


def finding(work: Workbook, today: date) -> str:
    """The sentence the page opens on: Markdown."""
    due, ahead = had_their_day(work, today), open_promises(work)
    if due:
        key = "open_due_one" if len(due) == 1 else "open_due_many"
        return say(f"takeaway.{key}", day=date_words(due[0].due), n=len(due))
    if ahead:
        key = "open_one" if len(ahead) == 1 else "open_many"
        return say(f"takeaway.{key}", n=len(ahead), day=date_words(ahead[0].due), what=promise_about(ahead[0], work))
    if len(work.promises) == 1:
        return say(f"takeaway.open_answered_{work.promises[0].kept}")
    if work.promises:
        kept, partly = (sum(promise.kept == said for promise in work.promises) for said in ("kept", "partly"))
        more = say("takeaway.open_partly", n=partly) if partly else ""
        return say("takeaway.open_answered", of=len(work.promises), kept=kept, safe_partly=more)
    return say("takeaway.open_none")


def _show_monday(work: Workbook, changes: tuple[Change, ...]) -> None:
    st.subheader(say("takeaway.monday"), anchor=False)
    if not changes:
        st.markdown(say("takeaway.monday_none"))
        return
    with st.container(border=True):
        st.markdown("\n".join(f"{n}. {sentence(change, work)}" for n, change in enumerate(changes, start=1)))
    read_out(say("takeaway.monday_from"))


def _show_days(work: Workbook, today: date) -> None:
    rows, more = _rows(work, today)
    st.subheader(say("takeaway.days"), anchor=False)
    told = "; ".join(f"{row.day}: {row.words}" for row in rows)
    show_drawing(draw_days(rows, title=told, dark=is_dark()), alt=told)
    words = [say("takeaway.days_reading")]
    if any(row.mark == "late" for row in rows):
        words.append(say("takeaway.days_late"))
    if more:
        words.insert(0, say("takeaway.days_more", n=more))
    read_out(" ".join(words))


def _rows(work: Workbook, today: date) -> tuple[list[Row], int]:
    """The first few things ahead and the day to come back, and how many are not shown."""
    found = list_due(work, today)
    rows: list[tuple[date, str, Mark]] = [
        (due.day, word_due(due, work), "late" if due.day < today else "promise" if due.kind == "promise" else "step")
        for due in found[: MOST - 1]
    ]
    rows.append((find_return(work.created.date(), today), catalogue().say("takeaway.due.back"), "back"))
    drawn = [Row(short_day(day, today), words, mark) for day, words, mark in sorted(rows, key=lambda row: row[0])]
    return drawn, max(len(found) - MOST + 1, 0)


def _teach(today: date) -> None:
    """The empty page: what will stand here, with the sample's days greyed."""
    sample = sample_workbook()
    rows, _ = _rows(sample, sample.created.date())
    alt = catalogue().say("takeaway.empty_alt", what="; ".join(f"{row.day}: {row.words}" for row in rows))
    frame.teach("takeaway", picture=greyed(draw_days(rows, title=alt, dark=is_dark())), alt=alt)
