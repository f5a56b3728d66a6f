"""One after the other: work that keeps a processor busy, done in the order it came.

Python runs one thread at a time. Fifty that all have something to do share it in slices, so each of them ends when
nearly all have; one after the other, in the same time, half of them end in half of it.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

PATIENCE_SECONDS = 0.1
"""How long the next one waits for whoever has the turn: a page takes 15 ms; what takes far longer mostly waits, too."""


class _Turn:
    """A thread's place: ``near`` once it is the next, ``given`` once it may work. Only the next looks at a clock."""

    def __init__(self) -> None:
        self.near, self.given = threading.Event(), threading.Event()


class Turns:
    """Who may work: one thread, or more where the one before has not come to an end within ``patience`` seconds."""

    def __init__(self, patience: float = PATIENCE_SECONDS) -> None:
        self._patience = patience
        self._guard = threading.Lock()
        self._waiting: deque[_Turn] = deque()
        self._working: _Turn | None = None  # the turn that was given last
        self._since = 0.0
        self._mine = threading.local()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for one's turn; the next one's begins at the end."""
        self._mine.turn = self._take(at_once=False)
        try:
            yield
        finally:
            self._end(self._mine.turn)
            self._mine.turn = None

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Let the next one work while this thread only waits; it goes on before those who came later."""
        mine = getattr(self._mine, "turn", None)
        if mine is None:
            yield
            return
        self._end(mine)
        try:
            yield
        finally:
            self._mine.turn = self._take(at_once=True)

    def _take(self, *, at_once: bool) -> _Turn:
        mine = _Turn()
        with self._guard:
            if self._working is None:
                self._give(mine)
                return mine
            if at_once:
                self._waiting.appendleft(mine)
            else:
                self._waiting.append(mine)
            self._waiting[0].near.set()
        mine.near.wait()
        while not mine.given.wait(self._patience):
            with self._guard:
                late = time.monotonic() - self._since >= self._patience
                if late and self._waiting and self._waiting[0] is mine:
                    self._waiting.popleft()
                    self._give(mine)
        return mine

    def _end(self, mine: _Turn) -> None:
        with self._guard:
            if self._working is not mine:  # somebody else's turn has begun meanwhile
                return
            if self._waiting:
                self._give(self._waiting.popleft())
            else:
                self._working = None

    def _give(self, turn: _Turn) -> None:
        self._working, self._since = turn, time.monotonic()
        turn.near.set()
        turn.given.set()
        if self._waiting:
            self._waiting[0].near.set()


PAGES = Turns()
"""The turns of this process's page runs."""
