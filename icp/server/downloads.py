"""A file somebody asked for stays until their browser has come for it.

Streamlit makes such a file when its button is clicked, answers with the address, and lets go of the file when any two
runs of anybody's pages have ended. In a room that is a twentieth of a second, and the browser comes too late: with
twelve people walking at once, one download in fifty was "not found".
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from starlette.responses import Response
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.memory_media_file_storage import MemoryFile

HELD_SECONDS = 120.0
HELD_BYTES = 200 * 1024 * 1024
_TRIES = 5


@dataclass(frozen=True)
class _Held:
    file: MemoryFile
    until: float


class Downloads:
    """The files made in the last two minutes, 200 MB of them at most; the oldest go first."""

    def __init__(
        self, seconds: float = HELD_SECONDS, most: int = HELD_BYTES, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._seconds, self._most, self._clock = seconds, most, clock
        self._manager: MediaFileManager | None = None
        self._held: OrderedDict[str, _Held] = OrderedDict()
        self._holding = threading.Lock()

    def attach(self, manager: MediaFileManager) -> None:
        """Hold every file that this manager makes for a click from now on."""
        self._manager, make = manager, manager.execute_deferred

        def make_and_hold(file_id: str) -> str:
            for _ in range(_TRIES):
                address = make(file_id)
                made = address.rpartition("/")[2]
                file = manager.read_file(made)
                if file is not None:
                    self.hold(made, file)
                    break
            return address

        manager.execute_deferred = make_and_hold  # type: ignore[method-assign]

    def may_make(self, file_id: str, session: str) -> bool:
        """Whether the button of that id is not another session's; Streamlit itself does not ask whose it is."""
        made = self._manager._deferred_callables.get(file_id) if self._manager is not None else None
        return made is None or made["session_id"] == session

    def hold(self, name: str, file: MemoryFile) -> None:
        """Keep a file under the last part of its address."""
        with self._holding:
            self._held[name] = _Held(file, self._clock() + self._seconds)
            self._held.move_to_end(name)
            self._let_go()

    def find(self, name: str) -> Response | None:
        """The file as a browser is to keep it, or None when it is not held."""
        with self._holding:
            self._let_go()
            held = self._held.get(name)
        if held is None:
            return None
        called = quote(held.file.filename or name, safe="")
        disposition = f"attachment; filename*=utf-8''{called}"
        return Response(held.file.content, media_type=held.file.mimetype, headers={"content-disposition": disposition})

    def _let_go(self) -> None:
        total = sum(held.file.content_size for held in self._held.values())
        while self._held:
            name, oldest = next(iter(self._held.items()))
            if oldest.until > self._clock() and total <= self._most:
                return
            total -= oldest.file.content_size
            del self._held[name]
