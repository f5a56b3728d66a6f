"""A second file beside the waiting one: added, joined by other columns, or taken off again."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from icp.roster import Table
from icp.roster.problem import MAX_BYTES
from icp.ui import state
from icp.ui.roster.files import ACCEPTED, add_partner, read_again
from icp.ui.roster.pending import Partner, Pending
from icp.ui.text import say


def show_beside(pending: Pending) -> None:
    """What joins the two files, or the way to add a second one."""
    if pending.pasted or pending.alone is None:
        return
    if pending.partner is None:
        _ask_for_one(pending)
        return
    lookup = pending.partner.find(pending.alone)
    if lookup is None:
        st.warning(say("roster.beside_lost", name=pending.partner.name), icon=":material/link_off:")
    else:
        reasons = [problem.reason for problem in pending.table.problems]
        st.markdown(say("roster.beside", name=pending.partner.name, own=_header(pending.alone, lookup.own),
                        other=_header(pending.partner.table, lookup.other), lost=reasons.count("no_partner"),
                        idle=reasons.count("unnamed_partner")))  # fmt: skip
    fold = st.expander(say("roster.beside_wrong"), key=state.widget_key("beside", pending.name), on_change="rerun")
    if fold.open:
        with fold:
            own, other = (lookup.own, lookup.other) if lookup else (0, 0)
            _ask_column(pending, pending.partner, "own", pending.alone, own, (own, other))
            _ask_column(pending, pending.partner, "other", pending.partner.table, other, (own, other))
            st.button(say("roster.beside_off"), key="beside_off", on_click=read_again, kwargs={"partner": None})


def _ask_for_one(pending: Pending) -> None:
    fold = st.expander(say("roster.beside_add"), key=state.widget_key("add", pending.name), on_change="rerun")
    if not fold.open:
        return
    key = state.widget_key("beside_file", pending.stamp)

    def read() -> None:
        if (file := st.session_state[key]) is not None:
            add_partner(file.name, file.getvalue())

    with fold:
        st.file_uploader(say("roster.beside_drop"), type=list(ACCEPTED), key=key, on_change=read,
                         max_upload_size=MAX_BYTES // 1_000_000, help=say("roster.beside_help"))  # fmt: skip


def _ask_column(pending: Pending, partner: Partner, side: str, table: Table, now: int, both: tuple[int, int]) -> None:
    key = state.widget_key("beside", side, pending.stamp)
    if key not in st.session_state:
        st.session_state[key] = now

    def join() -> None:
        own, other = both
        chosen = {"own": own, "other": other, side: st.session_state[key]}
        read_again(partner=replace(partner, **chosen))

    name = pending.name if side == "own" else partner.name
    st.selectbox(say("roster.beside_column", name=name[:60]), range(len(table.headers)), key=key, on_change=join,
                 format_func=lambda at: _header(table, at))  # fmt: skip


def _header(table: Table, at: int) -> str:
    return table.headers[at][:60] or say("roster.no_header", n=at + 1)
