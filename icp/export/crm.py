"""Fit and feeling for the owner's customer database: a CSV that updates the rows it knows by their number or e-mail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from icp.catalogue import catalogue
from icp.methods.cells import read_text
from icp.methods.match import Scored
from icp.model import Client, Workbook, clean_name

_KEYS = ("record_id", "email")


def list_for_crm(work: Workbook, scored: Scored) -> tuple[list[str], list[list[Any]]]:
    """Headers and rows: what finds the client there, the name to read, then fit, works well, feeling, and ask first.

    The number and the e-mail stand under the headers of the owner's newest file that had them, so that importing maps
    them by itself. Of several e-mails the first is written. Somebody the database holds twice, so has two numbers, gets
    a row for each and no e-mail, which would overwrite the other's. Whoever has neither is listed by name, to be found
    by hand. Figures are 0–100 and empty where nothing is known; ``scored``: of this workbook's list.
    """
    said = catalogue().words["crm"]
    keys = [key for key in _KEYS if any(client.values.get(key) for client in work.clients)]
    headers = [_header(work, key) or said[key] for key in keys]
    headers += [said[name] for name in ("name", "fit", "works", "feeling", "ask_first")]
    feelings = catalogue().fields["tier"]
    weighed = [
        wish.part == "service" and weight > 0
        for wish, weight in zip(scored.avatar.criteria, scored.weights, strict=True)
    ]
    told_of_service = np.any(~scored.unknown[:, weighed], axis=1).tolist()
    rows: list[list[Any]] = []
    for at, client in enumerate(work.clients):
        told = [
            _figure(scored.match[at]) if scored.coverage[at] > 0 else None,
            _figure(scored.service[at]) if told_of_service[at] else None,
            None if client.tier is None else feelings.option_label(str(client.tier)),
            said["yes" if scored.ask_first[at] else "no"],
        ]
        rows += [[*(found.get(key) for key in keys), client.name, *told] for found in _find(client)]
    return headers, rows


def _find(client: Client) -> list[Mapping[str, str]]:
    """What finds the client in the database, once for each of its rows there."""
    numbers, mails = (_split(client, key) for key in _KEYS)
    if len(numbers) > 1:
        return [{"record_id": number} for number in numbers]
    return [dict(zip(_KEYS, ("".join(numbers), "".join(mails[:1])), strict=True))]


def _split(client: Client, key: str) -> list[str]:
    text = read_text(client.values.get(key))
    return [part for part in (text or "").split("; ") if part]


def _header(work: Workbook, key: str) -> str:
    """What the newest file with such a column called it; "" when no receipt tells. Receipts of a kept copy may hold
    anything."""
    for receipt in reversed(work.receipts):
        columns = receipt.get("columns")
        for column in columns if isinstance(columns, list | tuple) else ():
            header = column.get("header") if isinstance(column, dict) and column.get("field") == key else None
            if isinstance(header, str) and clean_name(header):
                return clean_name(header)
    return ""


def _figure(number: float) -> int | None:
    return round(float(number)) if np.isfinite(number) else None
