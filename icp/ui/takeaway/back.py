"""Ninety days later: an older copy beside today, ten cards to sort again, one new promise."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

import streamlit as st

from icp.drift import Drift, compare_workbooks
from icp.findings.words import date_words
from icp.model import Workbook
from icp.ui import frame, keys, state
from icp.ui.takeaway.promises import write_own
from icp.ui.takeaway.resort import show_resort
from icp.ui.takeaway.since import show_drift
from icp.ui.text import say

_DATED = re.compile(r"(\d{4}-\d{2}-\d{2})\.json$")


@dataclass(frozen=True)
class Older:
    """A copy from then that is being looked at, and what has changed since.

    ``name``: the file's; ``now``: what the copy was held against.
    """

    copy: Workbook
    name: str
    now: Workbook
    drift: Drift


def show_back(work: Workbook, today: date) -> None:
    """The three parts of the return."""
    _copy_from_then(work)
    if work.clients:
        show_resort(work)
    st.subheader(say("takeaway.resort.new"), anchor=False)
    write_own("takeaway.what", "new_promise", today)


def _copy_from_then(work: Workbook) -> None:
    if keys.OLDER not in st.session_state:
        st.markdown(say("takeaway.back.how"))
        asked = frame.ask_copy(say("takeaway.back.upload"), "older_copy")
        if asked is None:
            return
        hold_against(*asked)
        st.rerun()
    older: Older = st.session_state[keys.OLDER]
    if not work.clients:
        st.info(say("takeaway.back.no_now"))
    else:
        if older.now is not work:
            hold_against(older.copy, older.name)
            older = st.session_state[keys.OLDER]
        day = _day_of(older.name)
        key = "from_file" if day else "from_copy"
        st.subheader(say(f"takeaway.back.{key}", day=date_words(day) if day else ""), anchor=False)
        show_drift(older.drift, older.copy, work)
    st.button(say("takeaway.back.put_away"), key=state.widget_key("put_away"), icon=":material/close:", type="tertiary",
              on_click=_put_away)  # fmt: skip


def hold_against(copy: Workbook, name: str) -> None:
    """Look at an older copy, from the file of that name, beside the present work, which stays as it is."""
    now = state.workbook()
    st.session_state[keys.OLDER] = Older(copy, name, now, compare_workbooks(copy, now))


def _put_away() -> None:
    st.session_state.pop(keys.OLDER, None)
    state.refresh_widgets()


def _day_of(name: str) -> date | None:
    """The day in the name of a kept copy."""
    found = _DATED.search(name)
    try:
        return date.fromisoformat(found[1]) if found else None
    except ValueError:
        return None


__all__ = ["hold_against", "show_back"]
