"""A few ends of a server; the long run is ``python -m tests.soak.kill``."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from tests.soak.kill import kill_often


def test_what_is_called_saved_outlives_kill_9_and_a_stopped_server_ends_well(tmp_path: Path) -> None:
    figures = kill_often(3, 7, tmp_path, signal.SIGKILL, signal.SIGTERM)
    assert (figures.lives, figures.lost, figures.corrupt) == (3, [], [])
    assert figures.codes == {-signal.SIGKILL, 0}
    assert figures.acknowledged >= 3
    assert figures.slowest_end < 10


@pytest.mark.soak
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_two_hundred_ends_lose_nothing(tmp_path: Path, how: signal.Signals) -> None:
    figures = kill_often(200, 1, tmp_path, how)
    print(figures.table())
    assert (figures.lost, figures.corrupt) == ([], [])
