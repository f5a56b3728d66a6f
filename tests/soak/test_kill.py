"""A few ends of a server; the long run is ``python -m tests.soak.kill``."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from tests.soak.kill import kill_often


def test_what_is_called_saved_outlives_kill_9(tmp_path: Path) -> None:
    figures = kill_often(3, 7, tmp_path)
    assert (figures.lives, figures.lost, figures.corrupt, figures.codes) == (3, [], [], {-signal.SIGKILL})
    assert figures.acknowledged >= 3


def test_a_stopped_server_saves_what_it_took_and_ends_well(tmp_path: Path) -> None:
    figures = kill_often(2, 8, tmp_path, signal.SIGTERM)
    assert (figures.lives, figures.lost, figures.corrupt, figures.codes) == (2, [], [], {0})
    assert figures.acknowledged >= 2
    assert figures.slowest_end < 10


@pytest.mark.soak
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_two_hundred_ends_lose_nothing(tmp_path: Path, how: signal.Signals) -> None:
    figures = kill_often(200, 1, tmp_path, how)
    print(figures.table())
    assert (figures.lost, figures.corrupt) == ([], [])
