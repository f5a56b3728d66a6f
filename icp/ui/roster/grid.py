"""The list as a grid, for those who like grids: a group of columns at a time, two hundred rows a page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from icp.catalogue import Question, catalogue
from icp.model import Cell, Client, OwnQuestion, Workbook, clean_name, new_id
from icp.ui import frame, keys, state
from icp.ui.guide.people import rename_client
from icp.ui.roster.card import GROUPS, questions_of
from icp.ui.roster.tap import page_of
from icp.ui.text import say

ROWS = 200
_NAME = "name"


@st.fragment
def show_grid() -> None:
    """Every cell editable, rows added and removed; each edit is saved as it is made."""
    work = state.workbook()
    groups = {group: say(f"roster.group.{group}") for group in GROUPS if group != "own" or work.questions}
    group = st.segmented_control(
        say("roster.columns_shown"),
        list(groups),
        format_func=lambda g: groups[g],
        default="feeling",
        required=True,
        key="grid_group",
        persist_state="session",
    )
    if st.session_state.get(keys.HIDE_NAMES):
        st.info(say("roster.grid_hidden"), icon=":material/visibility_off:")
        return
    frame.saved_mark()
    questions = [q for q in questions_of(group or "feeling", work) if _may_show(q, work)]
    clients = page_of(work.clients, "grid", ROWS)
    key = state.widget_key("grid", group, clients[0].id if clients else "", _edits())
    st.data_editor(
        _frame(clients, questions),
        key=key,
        num_rows="dynamic",
        hide_index=True,
        column_config=_columns(questions),
        on_change=_keep,
        args=(key, tuple(client.id for client in clients), tuple(q.id for q in questions)),
        alt=say("roster.grid_alt"),
    )
    st.caption(say("roster.grid_hint"))


def _may_show(question: Question | OwnQuestion, work: Workbook) -> bool:
    return not (isinstance(question, Question) and question.protected and not work.text("beliefs_agreed"))


def _edits() -> int:
    return int(st.session_state.get(keys.GRID_EDITS, 0))


def _frame(clients: tuple[Client, ...], questions: list[Question | OwnQuestion]) -> pd.DataFrame:
    """Numbers stay numbers, all else is text; a missing answer is an empty cell."""
    data: dict[str, Any] = {_NAME: pd.array([client.name for client in clients], dtype="string")}
    for question in questions:
        cells = [client.values.get(question.id) for client in clients]
        if _is_number(question):
            data[question.id] = pd.to_numeric(pd.Series(cells, dtype=object), errors="coerce").to_numpy(dtype=float)
        else:
            data[question.id] = pd.array([None if cell is None else str(cell) for cell in cells], dtype="string")
    return pd.DataFrame(data)


def _is_number(question: Question | OwnQuestion) -> bool:
    return question.kind in ("range", "scale")


def _columns(questions: list[Question | OwnQuestion]) -> Mapping[str, Any]:
    columns: dict[str, Any] = {_NAME: st.column_config.TextColumn(catalogue().fields[_NAME].label, required=True)}
    for question in questions:
        label, offered = question.label, ()
        if isinstance(question, Question):
            offered = tuple(option.value for option in question.options)
        if question.kind == "scale":
            columns[question.id] = st.column_config.NumberColumn(label, min_value=0, max_value=4, step=1)
        elif question.kind == "range":
            columns[question.id] = st.column_config.NumberColumn(label, min_value=0)
        elif question.kind == "choice" and offered and isinstance(question, Question):
            columns[question.id] = st.column_config.SelectboxColumn(
                label, options=list(offered), format_func=question.option_label
            )
        else:
            columns[question.id] = st.column_config.TextColumn(label)
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

    state.change(step)
    if edits["deleted_rows"] or any(cells.get(_NAME) for cells in edits["added_rows"]):
        st.session_state[keys.GRID_EDITS] = _edits() + 1


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
            if field == "tier" and cell:
                cell = int(cell)
        values[field] = cell
    return values
