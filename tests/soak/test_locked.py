"""Half a minute behind somebody else's lock, with the patience the product has; a short one is among the store's."""

from __future__ import annotations

from pathlib import Path

import pytest

from icp.store.database import BUSY_MILLISECONDS
from tests.store.test_disk import lock_for


@pytest.mark.soak
def test_half_a_minute_of_somebody_elses_lock_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lock_for(30, BUSY_MILLISECONDS, tmp_path / "workshop.db", monkeypatch)
