"""How a waiting file was read, for when it was read wrong: header row, sheet, letters, separator, dates, numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from icp.roster import Roster
from icp.ui import state
from icp.ui.roster.files import read_again
from icp.ui.roster.names import are_hidden
from icp.ui.roster.pending import Pending, put_back
from icp.ui.text import say

ENCODINGS = ("utf-8", "cp1252", "utf-16", "iso-8859-1", "mac-roman")
_ORDERS = {"": "unsure", "day": "day", "month": "month"}
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar", "": "none"}


def ask_sheet(pending: Pending) -> None:
    """Which sheet is the list, where a file has several; the likeliest is read first."""
    table = pending.table if pending.alone is None else pending.alone
    if len(table.sheets) > 1:
        st.selectbox(say("roster.sheet", n=len(table.sheets)), table.sheets, **_again(pending, "sheet", table.sheet))


def ask_date_order(pending: Pending, roster: Roster) -> None:
    """Whether the day or the month comes first, where nothing in the file tells or the owner has said it."""
    doubtful = next((p for p in roster.receipt.problems if p.reason == "day_or_month"), None)
    if doubtful is not None:
        _choose(pending, "date_order", _ORDERS, say("roster.date_doubt", value=doubtful.value, column=doubtful.column))
    elif pending.date_order is not None:
        _choose(pending, "date_order", _ORDERS, say("roster.date_order"))


def show_reading(pending: Pending, roster: Roster | None) -> None:
    """What else there is to say about how the file was read, behind a fold for files that need it."""
    table = pending.table
    asked = roster is not None and (
        pending.date_order is not None or any(p.reason == "day_or_month" for p in roster.receipt.problems)
    )
    fold = st.expander(say("roster.read_wrong"), key=state.widget_key("reading", pending.name), on_change="rerun")
    if not fold.open:
        return
    with fold:
        if not pending.pasted:
            rows, hidden = range(min(len(table.top), 15) + 1), are_hidden()
            st.selectbox(say("roster.header_row"), rows, format_func=lambda row: _row(pending, row, hidden),
                         **_again(pending, "header_row", table.header_row))  # fmt: skip
            if table.encoding:
                choices = list(dict.fromkeys([table.encoding, *ENCODINGS]))
                st.selectbox(say("roster.encoding"), choices, **_again(pending, "encoding", table.encoding))
            if table.delimiter is not None:
                st.selectbox(
                    say("roster.delimiter"), list(dict.fromkeys([table.delimiter, *DELIMITERS])),
                    format_func=lambda mark: say(f"roster.delimited.{DELIMITERS[mark]}") if mark in DELIMITERS
                    else mark,
                    **_again(pending, "delimiter", table.delimiter),
                )  # fmt: skip
        if not asked:
            _choose(pending, "date_order", _ORDERS, say("roster.date_order"))
        _choose(pending, "decimal_mark", {"": "unsure", ",": "comma", ".": "point"}, say("roster.decimal_mark"))


def _row(pending: Pending, row: int, hidden: bool) -> str:
    """A row of the file as it can be told from the others. Plain text."""
    if row == 0:
        return say("roster.header_none")
    cells = ["…"] if hidden else [cell.strip()[:20] for cell in pending.table.top[row - 1] if cell.strip()]
    return say("roster.header_at", n=row, safe_cells=", ".join(cells[:5]) + (" …" if len(cells) > 5 else ""))


def _choose(pending: Pending, what: str, words: Mapping[str, str], label: str) -> None:
    """One way of reading that needs no new reading of the file; "" leaves it to what the columns show."""
    key = state.widget_key(what, pending.stamp)
    if key not in st.session_state:
        st.session_state[key] = getattr(pending, what) or ""
    st.pills(label, list(words), format_func=lambda o: say(f"roster.{what}_{words[o]}"), key=key,
             required=True, on_change=lambda: put_back(**{what: st.session_state[key] or None}))  # fmt: skip


def _again(pending: Pending, option: str, now: Any) -> dict[str, Any]:
    """Key and callback of a widget that reads the waiting file anew."""
    key = state.widget_key(option, pending.stamp)
    if key not in st.session_state:
        st.session_state[key] = now

    return {"key": key, "on_change": lambda: read_again(**{option: st.session_state[key]})}
