"""Long runs happen only when asked for: ``pytest -m soak``."""

from __future__ import annotations

import pytest


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip what is marked soak unless the marker is named on the command line."""
    if "soak" in (config.option.markexpr or ""):
        return
    for item in items:
        if "soak" in item.keywords and item.get_closest_marker("soak"):
            item.add_marker(pytest.mark.skip(reason="long: pytest -m soak"))
