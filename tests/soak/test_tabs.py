"""A few schedules of three windows; the long run is ``python -m tests.soak.tabs``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from icp.ui import state
from tests.soak.tabs import try_schedules


def test_no_schedule_loses_an_answer(tmp_path: Path) -> None:
    seen = try_schedules(25, tmp_path)
    assert seen.schedules >= 25
    assert seen.asked > 0  # the windows did get in each other's way


BLIND: dict[str, Callable[..., Any]] = {
    "_merged": lambda base, mine, theirs: (mine, ()),  # overwrite what another window saved
    "_with_held": lambda key, work: work,  # forget in a reload what was not saved
    "_still_open": lambda conflicts, now: (),  # ask nothing
}


@pytest.mark.parametrize("part", BLIND)
def test_the_schedules_find_out_when_something_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    monkeypatch.setattr(state, part, BLIND[part])
    with pytest.raises(AssertionError, match="lost"):
        try_schedules(400, tmp_path)


@pytest.mark.soak
def test_no_schedule_of_ten_thousand_loses_an_answer(tmp_path: Path) -> None:
    assert try_schedules(10_000, tmp_path, 1).schedules >= 10_000
