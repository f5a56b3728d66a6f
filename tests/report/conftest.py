"""Workbooks to make documents of, and everything a document says as one text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

import pytest

from icp.export.document import Document
from icp.model import Workbook
from icp.sample import sample_workbook

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="session")
def sample() -> Workbook:
    return sample_workbook()


def strings(node: Any) -> Iterator[str]:
    """Every text anywhere in a document, drawings included."""
    if isinstance(node, str):
        yield node
    elif is_dataclass(node):
        for field in fields(node):
            yield from strings(getattr(node, field.name))
    elif isinstance(node, tuple | list):
        for each in node:
            yield from strings(each)


def read(document: Document) -> str:
    """All a document says, a line a text."""
    return "\n".join(strings(document))
