"""The list as a grid, for those who like grids: a group of columns at a time, two hundred rows a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from icp.catalogue import Question, catalogue
from icp.model import Cell, Client, OwnQuestion, Workbook, clean_name, new_id
from icp.ui import frame, keys, state
from icp.ui.ask import options_of
from icp.ui.guide.people import rename_client
from icp.ui.roster.card import groups_of, questions_of
from icp.ui.roster.names import are_hidden, follow_list, listed
from icp.ui.roster.notice import is_guarded, may_ask, show_notice
from icp.ui.roster.paging import page_of
from icp.ui.text import say

ROWS = 200
_NAME = "name"


@st.fragment
def show_grid() -> None:
    """Every cell editable, rows added and removed; each edit is saved as it is made."""
    follow_list()
    work = state.workbook()
    groups = groups_of(work)
    group = st.pills(say("roster.columns_shown"), list(groups), format_func=lambda g: groups[g], default="feeling",
                     required=True, key="grid_group", persist_state="session")  # fmt: skip
    if are_hidden():
        st.info(say("roster.grid_hidden"), icon=":material/visibility_off:")
        return
    frame.saved_mark()
    questions = [q for q in questions_of(group or "feeling", work) if may_ask(q, work)]
    clients = tuple(page_of(listed(work), "grid", ROWS))
    key, table = _settled(work, clients, questions, group or "feeling")
    st.data_editor(
        table,
        key=key,
        num_rows="dynamic",
        hide_index=True,
        column_config=_columns(questions, table),
        on_change=_keep,
        args=(key, tuple(client.id for client in clients), tuple(q.id for q in questions)),
        placeholder="",
        alt=say("roster.grid_alt"),
    )
    st.caption(say("roster.grid_hint"))
    if any(is_guarded(question) for question in questions_of(group or "feeling", work)):
        show_notice(work)


@dataclass(frozen=True)
class _Base:
    """The rows the editor was given, and the list as it stands with the editor's own edits in it."""

    key: str
    clients: tuple[Client, ...]
    table: pd.DataFrame


def _settled(
    work: Workbook, shown: tuple[Client, ...], questions: list[Question | OwnQuestion], group: str
) -> tuple[str, pd.DataFrame]:
    """The editor's key and rows. Its own edits lie on top of the rows it was given first; any other change to the list
    gives it fresh rows under a fresh key, and so does coming back to it."""
    place = f"{group}:{shown[0].id if shown else ''}:{len(shown)}"
    base: _Base | None = st.session_state.get(keys.GRID)
    if base is not None and base.clients is work.clients and base.key in st.session_state and base.key.endswith(place):
        return base.key, base.table
    edition = st.session_state[keys.GRID_EDITS] = st.session_state.get(keys.GRID_EDITS, 0) + 1
    base = st.session_state[keys.GRID] = _Base(
        state.widget_key("grid", edition, place), work.clients, _frame(shown, questions)
    )
    return base.key, base.table


def _frame(clients: tuple[Client, ...], questions: list[Question | OwnQuestion]) -> pd.DataFrame:
    """Numbers stay numbers, dates dates, all else is text; a missing answer is an empty cell."""
    data: dict[str, Any] = {_NAME: pd.array([client.name for client in clients], dtype="string")}
    for question in questions:
        cells = [client.values.get(question.id) for client in clients]
        if question.kind in ("range", "scale"):
            data[question.id] = pd.to_numeric(pd.Series(cells, dtype=object), errors="coerce").to_numpy(dtype=float)
        elif question.kind == "date":
            data[question.id] = pd.to_datetime(pd.Series(cells, dtype=object), errors="coerce", format="ISO8601")
        else:
            data[question.id] = pd.array([_text(cell) for cell in cells], dtype="string")
    return pd.DataFrame(data)


def _text(cell: Cell | None) -> str | None:
    """An answer as the editor holds it; yes and no as their values."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return None if cell is None else str(cell)


def _columns(questions: list[Question | OwnQuestion], frame: pd.DataFrame) -> Mapping[str, Any]:
    columns: dict[str, Any] = {
        _NAME: st.column_config.TextColumn(catalogue().fields[_NAME].label, required=True, max_chars=400)
    }
    for question in questions:
        label, offered = question.label, options_of(question)
        if question.kind == "scale":
            columns[question.id] = st.column_config.NumberColumn(label, min_value=0, max_value=4, step=1)
        elif question.kind == "range":
            columns[question.id] = st.column_config.NumberColumn(label, min_value=0)
        elif question.kind == "date":
            columns[question.id] = st.column_config.DateColumn(label, min_value=date(1950, 1, 1))
        elif question.kind in ("choice", "flag") and offered:
            own = [text for text in dict.fromkeys(frame[question.id].dropna()) if text not in offered]
            columns[question.id] = st.column_config.SelectboxColumn(
                label, options=[*offered, *own], format_func={**{text: text for text in own}, **offered}.__getitem__
            )
        else:
            columns[question.id] = st.column_config.TextColumn(label, max_chars=400)
    return columns


def _keep(key: str, ids: tuple[str, ...], fields: tuple[str, ...]) -> None:
    """Carry the editor's changes into the workbook. Rows added or removed give the editor a fresh frame."""
    edits = st.session_state[key]

    def step(work: Workbook) -> Workbook:
        for at, cells in edits["edited_rows"].items():
            client = work.client(ids[int(at)]) if int(at) < len(ids) else None
            if client is None:
                continue
            if name := clean_name(str(cells.get(_NAME) or "")):
                work = rename_client(work, client.id, name)
            client = work.client(client.id) or client
            work = work.with_client(client.with_values(**_values(cells, fields)))
        gone = {ids[int(at)] for at in edits["deleted_rows"] if int(at) < len(ids)}
        new = [
            Client(id=new_id(), name=name, values={k: v for k, v in _values(cells, fields).items() if v is not None})
            for cells in edits["added_rows"]
            if (name := clean_name(str(cells.get(_NAME) or "")))
        ]
        return work.changed(clients=(*(c for c in work.clients if c.id not in gone), *new))

    after = state.change(step)
    base: _Base | None = st.session_state.get(keys.GRID)
    if edits["deleted_rows"] or any(cells.get(_NAME) for cells in edits["added_rows"]):
        st.session_state.pop(keys.GRID, None)
        st.session_state[keys.LIST_CHANGED] = True
    elif base is not None:
        st.session_state[keys.GRID] = replace(base, clients=after.clients)


def _values(cells: Mapping[str, Any], fields: tuple[str, ...]) -> dict[str, Cell | None]:
    """The edited answers: whole numbers as integers, texts trimmed, an emptied cell None. A tier is a number."""
    values: dict[str, Cell | None] = {}
    for field in fields:
        if field not in cells:
            continue
        cell = cells[field]
        if isinstance(cell, float) and cell.is_integer():
            cell = int(cell)
        elif isinstance(cell, str):
            cell = cell.strip() or None
            question = catalogue().fields.get(field)
            if field == "tier" and cell:
                cell = int(cell)
            elif question is not None and question.kind == "date" and cell:
                cell = cell[:10]
        values[field] = cell
    return values
