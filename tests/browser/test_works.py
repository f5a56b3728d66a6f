"""The workbooks and the room that are tried against payloads leave no text field of the product out."""

from __future__ import annotations

import re
import typing
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from icp.model import Workbook
from icp.record import Record
from icp.room.leading import plan_room
from icp.room.state import Room
from tests.browser.payloads import Hand
from tests.browser.works import decided_work, said_in, work_of

NOT_TYPED = {
    "id", "column", "way", "reasons", "provider", "ask", "client", "rule", "about", "template", "digest", "token",
    "step", "agenda", "where", "kinds", "revealed", "pairs", "begun_anew", "expected", "homework", "imported",
    "mappings", "logo",
}  # fmt: skip
"""Ids, digests, pictures and choices of the program's; of a file's columns what they were taken for, which is not
shown."""


def text_fields(record: type[Record], seen: set[type[Record]]) -> Iterator[str]:
    """ "Class.field" for every field that can hold a text of one's own, in this record and those inside it."""
    if record in seen:
        return
    seen.add(record)
    for name, field in record.model_fields.items():
        for part in parts_of(field.annotation):
            if isinstance(part, type) and issubclass(part, Record):
                yield from text_fields(part, seen)
            elif part in (str, Any) and name not in NOT_TYPED:
                yield f"{record.__name__}.{name}"


def parts_of(annotation: Any) -> Iterator[Any]:
    """The types an annotation is made of; the choices of a Literal are none."""
    if typing.get_origin(annotation) is typing.Literal:
        return
    if typing.get_origin(annotation) is dict:  # its keys are ids
        annotation = typing.get_args(annotation)[1]
    inside = typing.get_args(annotation)
    if not inside or annotation in (str, Any):
        yield annotation
    for part in inside:
        yield from parts_of(part)


def marked_fields(value: Any) -> Iterator[str]:
    """ "Class.field" for every field that holds a payload."""
    if isinstance(value, Record):
        for name in type(value).model_fields:
            inside = getattr(value, name)
            yield from marked_fields(inside)
            if any(re.search(r"zq\d+z", text) for text in texts_in(inside)):
                yield f"{type(value).__name__}.{name}"
    elif isinstance(value, tuple | list):
        for item in value:
            yield from marked_fields(item)


def texts_in(value: Any) -> Iterator[str]:
    """The texts in what is no record."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from texts_in(item)
    elif isinstance(value, tuple | list):
        for item in value:
            yield from texts_in(item)


def test_every_text_field_of_a_workbook_and_a_room_gets_payloads() -> None:
    hand, room = Hand(), plan_room("60", "Room", now=datetime(2026, 11, 22, tzinfo=UTC))
    filled = [work_of(hand), decided_work(hand), said_in(room, hand)]
    known = {*text_fields(Workbook, set()), *text_fields(Room, set())}
    assert {"Client.name", "Rule.expectation", "Host.contact", "Workbook.receipts", "Workbook.answers"} <= known
    assert known - {name for work in filled for name in marked_fields(work)} == set()
