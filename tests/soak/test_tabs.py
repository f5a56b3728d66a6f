"""A few schedules of three windows; the long run is ``python -m tests.soak.tabs``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from icp.store import Store, held
from icp.ui import state
from tests.soak.tabs import Tabs, try_schedules


def test_no_schedule_loses_an_answer(tmp_path: Path) -> None:
    seen = try_schedules(25, tmp_path)
    assert seen.schedules >= 25
    assert seen.asked > 0  # the windows did get in each other's way


@pytest.fixture
def windows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Tabs]:
    """Three windows that do what a test says."""
    monkeypatch.setattr(held, "RETRY_SECONDS", 1e6)
    Tabs.store = Store(f"sqlite:///{tmp_path / 'tabs.db'}")
    windows = Tabs()
    windows.begin()
    yield windows
    Tabs.store.close()


def test_an_answer_given_thrice_while_the_database_was_away_is_asked_about_whole(windows: Tabs) -> None:
    """Found by the long run: the first of the three was taken up by the second window and dropped for the third's."""
    windows.break_or_mend(trouble="all")
    windows.answer(field="business_name", tab=0)
    windows.answer(field="business_name", tab=1)
    windows.break_or_mend(trouble=None)
    windows.answer(field="business_name", tab=2)
    windows.meet(tab=1)
    windows.nothing_is_lost()
    windows.answer(field="offer", tab=0)
    windows.nothing_is_lost()
    windows.teardown()


def test_what_was_saved_between_two_outages_is_not_taken_for_deleted_by_a_window_that_never_saw_it(
    windows: Tabs,
) -> None:
    """Found by the long run: what a window leaves takes up what waits, but not what was saved before."""
    windows.break_or_mend(trouble="writing")
    windows.meet(tab=1)
    windows.break_or_mend(trouble=None)
    windows.save_what_is_held()
    windows.break_or_mend(trouble="writing")
    windows.meet(tab=0)
    windows.meet(tab=1)
    windows.nothing_is_lost()
    windows.teardown()


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
