"""What an import did, row by row, and as a file on demand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import streamlit as st

from icp.catalogue import catalogue
from icp.export.names import file_name
from icp.model import Workbook
from icp.ui import state
from icp.ui.roster.names import are_hidden
from icp.ui.text import esc, say

SHOWN = 30
KEPT = 1_000
"""Remarks kept with the work: every save writes them anew. The file offered before holds all."""
_ROWS_NAMED, _VALUES_NAMED = 6, 3

Remark = tuple[int | None, str, str, str]
"""Row, column, value, reason in words."""


def short_receipt(receipt: Mapping[str, Any]) -> dict[str, Any]:
    """A receipt as it is kept with the work: at most 1,000 remarks, and how many more there were."""
    skipped, problems = receipt["skipped"], receipt["problems"]
    if len(skipped) + len(problems) <= KEPT:
        return dict(receipt)
    kept = problems[: max(KEPT // 2, KEPT - len(skipped))]
    left = skipped[: KEPT - len(kept)]
    cut = {"skipped": len(skipped) - len(left), "problems": len(problems) - len(kept)}
    return {**receipt, "skipped": left, "problems": kept, "cut": cut}


def show_receipt(receipt: Mapping[str, Any], work: Workbook, key: str) -> None:
    """Where every row went, and every cell that could not be read. Nothing for what is no whole receipt."""
    if not _is_whole(receipt):  # a kept copy may hold anything here
        return
    cut = _cut(receipt)
    left_out = len(receipt["skipped"]) + cut["skipped"]
    found = left_out + len(receipt["problems"]) + cut["problems"]
    title = say("roster.receipt" if found else "roster.receipt_clean", n=found, file=receipt.get("file", ""))
    opened = st.expander(title, icon=":material/receipt_long:", key=state.widget_key("receipt", key), on_change="rerun")
    if not opened.open:
        return
    with opened:
        st.markdown(
            say("roster.receipt_sum", rows=receipt["rows_read"], clients=receipt["clients"], merged=receipt["merged"],
                folded=receipt["folded"], skipped=left_out)
        )  # fmt: skip
        if not found:
            st.markdown(say("roster.all_read"))
            return
        remarks = list_remarks(receipt, work)
        lines = sum_up(remarks)
        st.markdown("\n".join(f"- {line}" for line in lines[:SHOWN]))
        if len(lines) > SHOWN:
            st.caption(say("roster.more_problems", n=len(lines) - SHOWN))
        if any(cut.values()):
            st.caption(say("roster.receipt_cut", n=len(remarks), all=found))
        st.download_button(
            say("roster.receipt_file"), data=lambda: _write(remarks), mime="text/csv",
            file_name=file_name(work, "receipt", date.today(), "csv"),
            key=f"receipt_{key}", on_click="ignore", icon=":material/download:",
        )  # fmt: skip


def _cut(receipt: Mapping[str, Any]) -> dict[str, int]:
    """How many remarks of each kind were not kept."""
    cut = receipt.get("cut")
    counts = cut if isinstance(cut, Mapping) else {}
    return {name: n if isinstance(n := counts.get(name), int) else 0 for name in _ROWS}


_COUNTS = ("rows_read", "clients", "merged", "folded")
_ROWS = {"skipped": ("row", "reason"), "problems": ("row", "column", "value", "reason")}


def _is_whole(receipt: Mapping[str, Any]) -> bool:
    return all(isinstance(receipt.get(count), int) for count in _COUNTS) and all(
        isinstance(receipt.get(name), list | tuple)
        and all(isinstance(row, dict) and row.keys() >= {*parts} for row in receipt[name])
        for name, parts in _ROWS.items()
    )


def list_remarks(receipt: Mapping[str, Any], work: Workbook) -> list[Remark]:
    """One for every row left out and every cell not taken as it stands; cells are hidden with the names."""
    hidden = are_hidden()
    words = catalogue().words["problem"]
    skipped = [(s["row"], "", "", words["row"].get(str(s["reason"]), "")) for s in receipt["skipped"]]
    cells = [
        (
            p["row"],
            work.label(str(p["column"])),
            "" if hidden else str(p["value"]),
            words["cell"].get(str(p["reason"]), ""),
        )
        for p in receipt["problems"]
    ]
    return [*skipped, *cells]


def sum_up(remarks: Sequence[Remark]) -> list[str]:
    """Remarks of one column and reason in one line, in the order they begin: how many, where, and what stood there.
    Markdown."""
    alike: dict[tuple[str, str, bool], list[Remark]] = defaultdict(list)
    for remark in remarks:
        row, column, _, reason = remark
        alike[column, reason, row is None].append(remark)
    return [_line(*same[0]) if len(same) == 1 else _line_of_many(same) for same in alike.values()]


def _line(row: int | None, column: str, value: str, reason: str) -> str:
    place = ", ".join([*([say("roster.row", n=row)] if row is not None else []), *([esc(column)] if column else [])])
    seen = f" “{esc(value[:60])}”" if value else ""
    return f"{place}:{seen} {reason}" if place else f"{seen} {reason}".strip()


def _line_of_many(remarks: Sequence[Remark]) -> str:
    _, column, _, reason = remarks[0]
    values = list(dict.fromkeys(value for _, _, value, _ in remarks if value))
    rows = [str(row) for row, *_ in remarks if row is not None]
    said = ", ".join(f"“{esc(value[:30])}”" for value in values[:_VALUES_NAMED]) + _dots(values, _VALUES_NAMED)
    words = say("roster.cells" if column else "roster.rows", n=len(remarks), column=column, safe_reason=reason)
    where = say("roster.in_rows", rows=", ".join(rows[:_ROWS_NAMED])) + _dots(rows, _ROWS_NAMED) if rows else ""
    return " ".join(filter(None, [f"{words}{':' if values else ''}", said, where]))


def _dots(items: Sequence[str], most: int) -> str:
    return " …" if len(items) > most else ""


def _write(rows: Sequence[Sequence[Any]]) -> bytes:
    from icp.export.sheet import write_csv

    return write_csv([say(f"roster.receipt_{name}") for name in ("row", "column", "value", "reason")], rows)
