"""A page under AppTest with a database and a key of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from icp.model import Workbook
from icp.server.identity import workbook_key
from icp.site import site_folder
from icp.store import close_store, get_store

RunPage = Callable[..., AppTest]


@dataclass
class Kept:
    """What is stored for this test's owner."""

    def workbook(self) -> Workbook:
        stored = get_store().load(workbook_key())
        return Workbook() if stored is None else Workbook.model_validate_json(stored.body)

    def put(self, workbook: Workbook) -> None:
        version = get_store().version(workbook_key()) or 0
        get_store().save(workbook_key(), workbook.to_json().encode(), based_on=version)


@pytest.fixture(scope="session", autouse=True)
def _one_scan() -> Iterator[None]:
    """AppTest reads the metadata of every installed package for each app anew, 0.2 s a test; once will do."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        yield


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Kept]:
    """An empty database and a key file; reads and writes what the pages keep."""
    close_store()
    monkeypatch.setenv("ICP_DATABASE_URL", f"sqlite:///{tmp_path / 'test.db'}")
    monkeypatch.setenv("ICP_KEY_FILE", str(tmp_path / "key"))
    monkeypatch.delenv("ICP_DEMO", raising=False)
    yield Kept()
    close_store()


@pytest.fixture
def run_page(kept: Kept) -> RunPage:
    """``run_page("compare.py", workbook=…, screen=3)`` → the AppTest on that page, which must not have failed."""

    def run(file: str, workbook: Workbook | None = None, **query: object) -> AppTest:
        if workbook is not None:
            kept.put(workbook)
        app = AppTest.from_file(str(site_folder() / "pages" / "shell.py"), default_timeout=30)
        for name, value in query.items():
            app.query_params[name] = str(value)
        app.run()
        assert not app.exception
        if file != "start.py":
            app.switch_page(file).run()
            assert not app.exception
        return app

    return run
