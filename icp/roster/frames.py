"""Clients as a pandas frame and back, and a roster file as the frame that methods work on."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from icp.catalogue import catalogue
from icp.methods.value import read_numbers
from icp.model import BusinessField, Cell, Client, new_id
from icp.roster.cells import DateOrder
from icp.roster.columns import ColumnGuess, guess_mapping
from icp.roster.contents import Contents, list_columns, read_contents
from icp.roster.figures import annual_value
from icp.roster.receipt import Receipt
from icp.roster.table import read_table


def clients_frame(clients: Iterable[Client], *, derived: bool = False) -> pd.DataFrame:
    """One row a client, indexed by id: ``name``, every field any client has in catalogue order, then own columns.

    Cells are Python objects, an unknown answer is None. ``derived`` fills ``annual_value`` from average sale ×
    frequency where it is not given.
    """
    clients = tuple(clients)
    present = {field for client in clients for field in client.values}
    values = [dict(client.values) for client in clients]
    if derived:
        for row in values:
            worth = annual_value(row)
            if worth is not None:
                row.setdefault("annual_value", worth)
                present.add("annual_value")
    known = [field for field in catalogue().fields if field in present and field != "name"]
    columns = ["name", *known, *sorted(present - set(known) - {"name"})]
    data = {
        "name": [client.name for client in clients],
        **{field: [row.get(field) for row in values] for field in columns[1:]},
    }
    index = pd.Index([client.id for client in clients], name="id", dtype=object)
    return pd.DataFrame(data, index=index, columns=columns, dtype=object)


def frame_clients(frame: pd.DataFrame) -> tuple[Client, ...]:
    """The reverse of :func:`clients_frame`: missing values are unknown, an index named ``id`` gives the ids."""
    ids = [str(id) for id in frame.index] if frame.index.name == "id" else [new_id() for _ in range(len(frame))]
    columns = [str(column) for column in frame.columns if column != "name"]
    cells = {column: frame[column].astype(object).tolist() for column in columns}
    return tuple(
        Client(id=id, name=str(name), values={c: v for c in columns if (v := _plain(cells[c][i])) is not None})
        for i, (id, name) in enumerate(zip(ids, frame["name"], strict=True))
    )


def _plain(value: Any) -> Cell | None:
    if value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and math.isnan(value)):
        return None
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, bool | int | float) else str(value)


def read_roster(
    data: bytes,
    filename: str = "",
    *,
    field: BusinessField = "general",
    sheet: str | None = None,
    header_row: int | None = None,
    encoding: str | None = None,
    date_order: DateOrder | None = None,
    today: date | None = None,
    keep: Collection[str] = (),
) -> tuple[pd.DataFrame, Receipt]:
    """A roster file as one frame, and its receipt.

    Columns: ``name``, the catalogue fields found, then the file's unmapped columns as text under their own headers.
    ``keep`` names mapped headers to carry along too, since an avatar may name either; a birthday among them is carried
    as the age in years, a year of birth as it stands. Of merged or folded rows the first that says something counts.
    Open choices stay in the file's words. Raises UnreadableFile.
    """
    table = read_table(data, filename, sheet=sheet, header_row=header_row, encoding=encoding)
    mapping = guess_mapping(table)
    labels: dict[str, str] = {}
    used = {
        "name",
        *catalogue().fields,
        *(guess.header for guess in mapping if guess.field and guess.header not in keep),
    }
    for guess in mapping:
        if guess.header and guess.header not in used and (guess.field is None or guess.header in keep):
            used.add(guess.header)
            labels[f"x_{guess.position}"] = guess.header
    own = [
        ColumnGuess(guess.position, guess.header, f"x_{guess.position}", 1.0)
        for guess in mapping
        if f"x_{guess.position}" in labels
    ]
    mapped = [guess for guess in mapping if guess.field is not None]
    contents = read_contents(
        table,
        sorted([*mapped, *own], key=lambda guess: guess.position),
        field=field,
        date_order=date_order,
        today=today,
        translate=False,
    )
    frame = _contents_frame(contents)
    for guess in mapped:
        kept = f"x_{guess.position}"
        if guess.field == "age" and {kept, "age"} <= set(frame.columns):
            frame[kept] = _say_ages(frame[kept], frame["age"])
    order = [c for c in frame.columns if c not in labels] + [c for c in labels if c in frame.columns]
    columns = list_columns(mapping, contents.receipt.dropped)
    return frame[order].rename(columns=labels), replace(contents.receipt, columns=columns)


def _contents_frame(contents: Contents) -> pd.DataFrame:
    """The columns of a file's clients, with annual value where average sale and frequency give it."""
    answers = dict(contents.answers)
    columns = {field: np.array([*column.values, None], dtype=object)[column.codes] for field, column in answers.items()}
    worth = [answers[field].cells() for field in ("average_sale", "frequency") if field in answers]
    if len(worth) == 2:
        given = columns.get("annual_value", [None] * len(contents))
        columns["annual_value"] = np.array(
            [
                annual_value({k: v for k, v in zip(_WORTH, cells, strict=True) if v is not None})
                for cells in zip(given, *worth, strict=True)
            ],
            dtype=object,
        )
    names = np.array(contents.names, dtype=object)
    order = [field for field in catalogue().fields if field in columns and field != "name"]
    order += sorted(columns.keys() - set(order))
    return pd.DataFrame({"name": names, **{field: columns[field] for field in order}}, dtype=object)


_WORTH = ("annual_value", "average_sale", "frequency")


def _say_ages(cells: pd.Series[Any], ages: pd.Series[Any]) -> pd.Series[Any]:
    """A column with dates (which nothing could weigh) as the ages read from it; a column of numbers as it stands."""
    known = cells.notna() & ages.notna()
    if not (known & np.isnan(read_numbers(cells.tolist()))).any():
        return cells
    said = [str(age) if is_known else cell for cell, age, is_known in zip(cells, ages, known, strict=True)]
    return pd.Series(said, index=cells.index, dtype=object)


def check_report(data: bytes, filename: str = "", **options: Any) -> dict[str, Any]:
    """What ``icp check --json`` prints for a file. Raises UnreadableFile."""
    table = read_table(data, filename, **options)
    return read_contents(table, guess_mapping(table)).receipt.as_json()
