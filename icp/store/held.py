"""What the database would not take, kept in this process until it does: sealed, so that only its key opens it.

A session that cannot save leaves its work here. Another window, or the same one after a reload, finds it by the
workbook's key; and where nobody comes back, a thread saves it once the database answers again.
"""

from __future__ import annotations

import threading
from concurrent.futures import Future, wait
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from icp.store.errors import KeyRevoked, StoreUnavailable, VersionConflict, WorkbookMissing
from icp.store.writer import Writer

if TYPE_CHECKING:
    from icp.store.workbooks import Save

RETRY_SECONDS = 2.0
MOST_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, eq=False)
class Waiting:
    """A save that waits, and sealed like it the body it was made from. ``holds``: marks of those it took up."""

    save: Save
    base: bytes = field(repr=False)
    holds: tuple[bytes, ...] = ()

    @property
    def mark(self) -> bytes:
        """What no other save has: its nonce."""
        return self.save.sealed[:12]

    @property
    def size(self) -> int:
        return len(self.save.sealed) + len(self.base)


class Holding:
    """At most one save a workbook, 64 MB in all. Safe to use from any number of threads."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._changing = threading.Lock()
        self._waiting: dict[str, Waiting] = {}
        self._outrun: set[Waiting] = set()  # another version came before: only their owner can merge them
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def put(self, waiting: Waiting, over: bytes | None) -> bool:
        """Keep this in the place of the save of mark ``over`` (None: of nothing); False where there is no room left.

        Raises VersionConflict where something else waits for the workbook by now.
        """
        row = waiting.save.row
        with self._changing:
            before = self._waiting.get(row)
            if before is not None and before.mark != over:
                raise VersionConflict(before.save.version)
            others = sum(each.size for each in self._waiting.values() if each is not before)
            if others + waiting.size > MOST_BYTES or self._stopping.is_set():
                return False
            self._forget(row)
            self._waiting[row] = waiting
            if self._thread is None:
                self._thread = threading.Thread(target=self._serve, name="icp-held", daemon=True)
                self._thread.start()
        return True

    def find(self, row: str) -> Waiting | None:
        """What waits for this workbook."""
        with self._changing:
            return self._waiting.get(row)

    def drop(self, row: str, mark: bytes | None = None) -> None:
        """Let go of what waits for this workbook, where a mark is given only of the save of that mark."""
        with self._changing:
            waiting = self._waiting.get(row)
            if waiting is not None and mark in (None, waiting.mark):
                self._forget(row)

    def flush(self) -> None:
        """Try now to save all that waits."""
        with self._changing:
            trying = [each for each in self._waiting.values() if each not in self._outrun]
        sent: list[tuple[Waiting, Future[None]]] = []
        for each in trying:
            with suppress(StoreUnavailable):
                sent.append((each, self._writer.submit(each.save)))
        wait([answer for _, answer in sent])
        for each, answer in sent:
            with self._changing:
                if self._waiting.get(each.save.row) is not each:
                    continue
                error = answer.exception()
                if error is None or isinstance(error, KeyRevoked | WorkbookMissing):
                    self._forget(each.save.row)
                elif isinstance(error, VersionConflict):
                    self._outrun.add(each)

    def close(self) -> None:
        """Try a last time, then keep nothing."""
        self._stopping.set()
        if (thread := self._thread) is not None:
            thread.join()
        self.flush()

    def _forget(self, row: str) -> None:
        waiting = self._waiting.pop(row, None)
        if waiting is not None:
            self._outrun.discard(waiting)

    def _serve(self) -> None:
        while not self._stopping.wait(RETRY_SECONDS):
            self.flush()
            with self._changing:
                if len(self._outrun) == len(self._waiting):
                    self._thread = None
                    return
