"""What loved clients share, as one plain object: what ``icp suggest --json`` prints."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from icp.catalogue import WISH_KINDS, catalogue
from icp.methods.cells import split_entries
from icp.methods.match import find_column
from icp.methods.referral_facts import Referrals
from icp.methods.shared import Kind, Trait, Value, find_shared
from icp.methods.value import is_number_column, is_unknown, read_option, read_yes_no
from icp.model import field_behind

DEFINES_TIER = frozenset({"tier", "sink_reason", "status"})
"""Fields that say who is loved, or only of whom it is asked."""
FEW_VALUES = 20


class NoSuchColumnError(ValueError):
    """The list has no column of that header or field; ``column`` names it."""

    def __init__(self, column: str) -> None:
        self.column = column
        super().__init__(f"the client list has no column {column!r}")


def suggest_report(frame: pd.DataFrame, loved_column: str = "tier", loved_value: object = "1") -> dict[str, Any]:
    """What the loved clients share and the others do not.

    ``frame``: one row a client with a ``name`` column, headed by fields or headers. Loved: the rows whose
    ``loved_column`` says ``loved_value``; others: the rows where it says something else; blank ones are neither.
    ``findings`` in order of strength, only those that reached a shelf (see :func:`icp.methods.shared.find_shared`);
    ``value`` is the text, true or false, or the bounds of a number: ``">= 3"``, ``"< 35"``, ``">= 35 < 45"``. Besides
    the columns, "came through a client" is tried as ``referred_by`` true or false. NoSuchColumnError.
    """
    loved, others = split_loved(frame, loved_column, loved_value)
    field = field_behind(loved_column)
    exclude = DEFINES_TIER if field == "tier" else {field or loved_column}
    tried = frame.assign(referred_by=pd.Series(through_client(frame), index=frame.index, dtype=object))
    kinds = {
        str(column): kind
        for at, column in enumerate(tried.columns)
        if column != loved_column
        and (field_behind(str(column)) or str(column)) not in exclude
        and (kind := _kind(str(column), tried.iloc[:, at])) is not None
    }
    shared = find_shared(tried, kinds, loved, others)
    return {
        "loved": shared.loved,
        "others": shared.others,
        "findings": [_finding(trait) for trait in shared.findings],
    }


def split_loved(
    frame: pd.DataFrame, loved_column: str = "tier", loved_value: object = "1"
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Masks of the loved rows and of the others, shape (rows,). NoSuchColumnError."""
    column = find_column(frame, loved_column)
    if column is None:
        raise NoSuchColumnError(loved_column)
    field = field_behind(loved_column) or "name"  # a column of the list's own compares as plain text
    wanted = read_option(field, loved_value)
    cells = column.astype(object).tolist()
    known = np.array([not is_unknown(cell) for cell in cells], dtype=np.bool_)
    loved = known & np.array([read_option(field, cell) == wanted for cell in cells], dtype=np.bool_)
    return loved, known & ~loved


def through_client(frame: pd.DataFrame) -> list[bool | None]:
    """Whether each client came through another client of the list; None where neither sender nor channel is known."""
    names = find_column(frame, "name")
    facts = Referrals(frame, [""] * len(frame) if names is None else [str(name) for name in names])
    referred = {client for _, client in facts.links.links}
    return [None if facts.unsaid[row] else row in referred for row in range(len(frame))]


def _kind(header: str, column: pd.Series[Any]) -> Kind | None:
    """How a column is tried: as the catalogue says, else as its cells look; None for names, dates and free text."""
    if header == "referred_by":
        return "flag"
    field = field_behind(header)
    if field is not None:
        question = catalogue().fields[field]
        if question.kind not in WISH_KINDS:
            return None
        return "tags" if question.multiple else question.kind  # type: ignore[return-value]
    if is_number_column(column):
        return "range"
    cells = [cell for cell in column.astype(object).tolist() if not is_unknown(cell)]
    if not cells:
        return None
    if all(read_yes_no(cell) is not None for cell in cells):
        return "flag"
    entries: Sequence[str] = [entry for cell in cells for entry in split_entries(cell)]
    few = len(set(entries)) <= min(FEW_VALUES, len(entries) / 2)
    return None if not few else "tags" if any(";" in str(cell) for cell in cells) else "choice"


def _finding(trait: Trait) -> dict[str, Any]:
    return {
        "field": trait.field,
        "value": _write_value(trait.kind, trait.value),
        "loved_share": trait.loved_share,
        "other_share": trait.other_share,
        "lift": trait.lift,
        "p": trait.p,
        "q": trait.q,
        "shelf": trait.shelf,
    }


def _write_value(kind: Kind, value: Value) -> str | bool:
    if not isinstance(value, tuple):
        return value
    low, high = value
    upper = "<=" if kind == "scale" else "<"
    bounds = [f">= {low:g}"] if low is not None else []
    return " ".join([*bounds, f"{upper} {high:g}"] if high is not None else bounds)
