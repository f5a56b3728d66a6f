"""Imports only go down the floors, and only the upper ones know Streamlit."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# Higher number, higher floor. A module may import its own floor's package and lower floors.
FLOORS = {
    "icp.site": 0,
    "icp.turns": 0,
    "icp.catalogue": 1,
    "icp.record": 1,
    "icp.dealings": 2,
    "icp.model": 3,
    "icp.wishes": 4,
    "icp.portrait": 5,
    "icp.methods": 5,
    "icp.roster": 6,
    "icp.store": 6,
    "icp.export": 6,
    "icp.charts": 6,
    "icp.sample": 6,
    "icp.analysis": 7,
    "icp.drift": 8,
    "icp.monday": 8,
    "icp.findings": 9,
    "icp.report": 10,
    "icp.files": 10,
    "icp.room": 10,
    "icp.server": 11,
    "icp.ui": 12,
    "icp.commands": 13,
    "icp.cli": 14,
    "pages": 15,
    "app": 16,
}
KNOWS_STREAMLIT = {"icp.server", "icp.ui", "icp.cli", "pages", "app"}
ABOVE = {"icp.charts": {"icp.roster", "icp.store", "icp.export"}}
"""Packages of one floor that still must not know each other."""


def package(module: str) -> str | None:
    parts = module.split(".")
    for name in (".".join(parts[:2]), parts[0]):
        if name in FLOORS:
            return name
    return None


def sources() -> list[Path]:
    return [ROOT / "app.py", *(ROOT / "pages").glob("*.py"), *(ROOT / "icp").rglob("*.py")]


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_only_go_down(path: Path) -> None:
    own = package(name_of(path))
    if own is None:
        assert name_of(path) == "icp"  # the door: loads its two public names from below when asked
        return
    for name in imported(path):
        other = package(name)
        if other is not None and other != own:
            assert FLOORS[other] < FLOORS[own] or (
                FLOORS[other] == FLOORS[own] and other not in ABOVE.get(own, set())
            ), f"{own} imports {other}, which is not below it"
        if name.split(".")[0] == "streamlit":
            assert own in KNOWS_STREAMLIT, f"{own} must not know Streamlit"


def test_every_package_has_a_floor() -> None:
    assert {package(name_of(path)) for path in sources()} - {None} == set(FLOORS)


def test_pages_are_short_and_hold_no_raw_html() -> None:
    for path in (ROOT / "pages").glob("*.py"):
        text = path.read_text()
        assert len(text.splitlines()) <= 120, f"{path.name} does more than ask, call and draw"
    for path in sources():
        assert "unsafe_allow_html" not in path.read_text(), path
        assert "st.html(" not in path.read_text(), path


def test_nothing_is_called_utils() -> None:
    empty_words = {"utils", "util", "helpers", "helper", "common", "misc", "manager"}
    assert not [path for path in sources() if empty_words & set(path.with_suffix("").parts)]
