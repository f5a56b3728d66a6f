"""A database and a store of its own for every test, on SQLite and again on PostgreSQL.

A test that asks for ``file`` is about SQLite's file and runs there alone; a module's ``ENGINES`` names its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from icp.store import Store
from tests.postgresql import Databases, cluster, databases, execute

__all__ = ["cluster", "databases"]  # fixtures

ENGINES = ("sqlite", "postgresql")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "engine" in metafunc.fixturenames:
        engines = ("sqlite",) if "file" in metafunc.fixturenames else getattr(metafunc.module, "ENGINES", ENGINES)
        metafunc.parametrize("engine", engines, scope="session")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where SQLite's database lies."""
    return tmp_path / "workshop.db"


@pytest.fixture
def url(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of this test's database, with the product's tables on PostgreSQL and before the first on SQLite."""
    if engine == "sqlite":
        yield f"sqlite:///{tmp_path / 'workshop.db'}"
        return
    servers: Databases = request.getfixturevalue("databases")
    address = servers.fresh()
    yield address
    servers.drop(address)


@pytest.fixture
def sql(url: str) -> Callable[..., list[Any]]:
    """One statement past the store, with ``:name`` for a value: ``sql("UPDATE …", name=value)``, committed."""
    return partial(execute, url)


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    opened = Store(url)
    yield opened
    opened.close()
