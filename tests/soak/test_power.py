"""A few power cuts; the long run is ``python -m tests.soak.power``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from icp.store import database
from tests.soak.power import fail_power


def test_no_power_cut_takes_what_was_called_saved(tmp_path: Path) -> None:
    figures = fail_power(25, 3, tmp_path)
    assert (figures.lost, figures.corrupt, figures.back) == ([], [], [])
    assert (figures.images, figures.acknowledged > 100, figures.syncs > 20) == (25, True, True)


def test_without_a_sync_at_each_commit_it_would_be_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_up = database._set_up_sqlite

    def carelessly(driver: Any, record: object) -> None:
        set_up(driver, record)
        driver.execute("PRAGMA synchronous = NORMAL")

    monkeypatch.setattr(database, "_set_up_sqlite", carelessly)
    assert fail_power(10, 3, tmp_path).lost


@pytest.mark.soak
def test_no_power_cut_of_five_hundred_takes_anything(tmp_path: Path) -> None:
    figures = fail_power(500, 1, tmp_path)
    print(figures.table())
    assert (figures.lost, figures.corrupt, figures.back) == ([], [], [])
