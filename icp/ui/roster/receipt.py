"""What an import did, row by row, and as a file on demand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from icp.catalogue import catalogue
from icp.model import Workbook
from icp.ui import state
from icp.ui.text import esc, say

SHOWN = 30


def show_receipt(receipt: Mapping[str, Any], work: Workbook, key: str) -> None:
    """Where every row went, and every cell that could not be read. Nothing for what is no whole receipt."""
    if not _is_whole(receipt):  # a kept copy may hold anything here
        return
    found = len(receipt["skipped"]) + len(receipt["problems"])
    title = say("roster.receipt" if found else "roster.receipt_clean", n=found, file=receipt.get("file", ""))
    opened = st.expander(title, icon=":material/receipt_long:", key=state.widget_key("receipt", key), on_change="rerun")
    if not opened.open:
        return
    with opened:
        st.markdown(
            say("roster.receipt_sum", rows=receipt["rows_read"], clients=receipt["clients"], merged=receipt["merged"],
                folded=receipt["folded"], skipped=len(receipt["skipped"]))
        )  # fmt: skip
        if not found:
            st.markdown(say("roster.all_read"))
            return
        rows = list_remarks(receipt, work)
        st.markdown("\n".join(f"- {_line(*row)}" for row in rows[:SHOWN]))
        if len(rows) > SHOWN:
            st.caption(say("roster.more_problems", n=len(rows) - SHOWN))
        st.download_button(
            say("roster.receipt_file"), data=lambda: _write(rows), file_name="receipt.csv", mime="text/csv",
            key=f"receipt_{key}", on_click="ignore", icon=":material/download:",
        )  # fmt: skip


_COUNTS = ("rows_read", "clients", "merged", "folded")
_ROWS = {"skipped": ("row", "reason"), "problems": ("row", "column", "value", "reason")}


def _is_whole(receipt: Mapping[str, Any]) -> bool:
    return all(isinstance(receipt.get(count), int) for count in _COUNTS) and all(
        isinstance(receipt.get(name), list | tuple)
        and all(isinstance(row, dict) and row.keys() >= {*parts} for row in receipt[name])
        for name, parts in _ROWS.items()
    )


def list_remarks(receipt: Mapping[str, Any], work: Workbook) -> list[tuple[int | None, str, str, str]]:
    """(row, column, value, reason in words) of every row left out and every cell not taken as it stands."""
    words = catalogue().words["problem"]
    skipped = [(s["row"], "", "", words["row"].get(str(s["reason"]), "")) for s in receipt["skipped"]]
    cells = [
        (p["row"], work.label(str(p["column"])), str(p["value"]), words["cell"].get(str(p["reason"]), ""))
        for p in receipt["problems"]
    ]
    return [*skipped, *cells]


def _line(row: int | None, column: str, value: str, reason: str) -> str:
    place = ", ".join([*([say("roster.row", n=row)] if row is not None else []), *([esc(column)] if column else [])])
    seen = f" “{esc(value[:60])}”" if value else ""
    return f"{place}:{seen} {reason}" if place else f"{seen} {reason}".strip()


def _write(rows: Sequence[Sequence[Any]]) -> bytes:
    from icp.export.sheet import write_csv

    return write_csv([say(f"roster.receipt_{name}") for name in ("row", "column", "value", "reason")], rows)
