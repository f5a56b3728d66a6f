"""SECURITY.md names tests; each of them is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "SECURITY.md").read_text(encoding="utf-8")


def named() -> list[tuple[str, str]]:
    """File and function of every test that is named; ``::name`` alone stands in the file named before it."""
    found, file = [], ""
    for path, name in re.findall(r"`(tests/[\w/]+\.py)?(?:::(\w+))?`", TEXT):
        file = path or file
        found.append((file, name))
    return [pair for pair in found if pair[0]]


@pytest.mark.parametrize(("file", "name"), named())
def test_every_answer_has_the_test_it_names(file: str, name: str) -> None:
    assert (ROOT / file).exists()
    assert f"def {name}" in (ROOT / file).read_text(encoding="utf-8")


def test_many_are_named() -> None:
    assert len({name for _, name in named() if name}) > 30
