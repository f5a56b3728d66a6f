"""Changing what is decided about working together, one item at a time."""

from __future__ import annotations

from typing import Any

from icp.dealings import put
from icp.model import Workbook
from icp.record import Record
from icp.ui import state


def decide(**fields: Any) -> Workbook:
    """Keep these fields of the dealings. Returns the workbook with them in it."""
    return state.change(lambda work: work.changed(dealings=work.dealings.changed(**fields)))


def put_item(kind: str, item: Record) -> Workbook:
    """Add an item, or replace the one of its id: ``put_item("rules", rule)``."""

    def step(work: Workbook) -> Workbook:
        return work.changed(dealings=work.dealings.changed(**{kind: put(getattr(work.dealings, kind), item)}))

    return state.change(step)


def drop_item(kind: str, id: str) -> Workbook:
    """Take the item of this id out."""

    def step(work: Workbook) -> Workbook:
        kept = tuple(item for item in getattr(work.dealings, kind) if item.id != id)
        return work.changed(dealings=work.dealings.changed(**{kind: kept}))

    return state.change(step)
