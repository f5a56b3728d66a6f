"""What SQLite asks of the disk, written down: every write, truncation, sync and removal, in order.

The functions of the very library Python's ``sqlite3`` uses are wrapped where SQLite looks them up, in its file system
layer (https://www.sqlite.org/vfs.html), so what is recorded is the product's own database at work.
"""

from __future__ import annotations

import _sqlite3
import ctypes
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

SECTOR = 512
_void, _int, _long = ctypes.c_void_p, ctypes.c_int, ctypes.c_int64
_OPEN = ctypes.CFUNCTYPE(_int, _void, ctypes.c_char_p, _void, _int, _void)
_DELETE = ctypes.CFUNCTYPE(_int, _void, ctypes.c_char_p, _int)
_CLOSE = ctypes.CFUNCTYPE(_int, _void)
_WRITE = ctypes.CFUNCTYPE(_int, _void, _void, _int, _long)
_TRUNCATE = ctypes.CFUNCTYPE(_int, _void, _long)
_SYNC = ctypes.CFUNCTYPE(_int, _void, _int)
_KEPT = 0x100 | 0x800 | 0x80000  # main database, its journal, its write-ahead log


class _Vfs(ctypes.Structure):
    _fields_: ClassVar = [
        ("version", _int), ("file_size", _int), ("longest_path", _int), ("next", _void), ("name", ctypes.c_char_p),
        ("data", _void), ("open", _void), ("delete", _void),
    ]  # fmt: skip


class _Methods(ctypes.Structure):
    _fields_: ClassVar = [
        ("version", _int), ("close", _void), ("read", _void), ("write", _void), ("truncate", _void), ("sync", _void),
        ("rest", _void * 13),
    ]  # fmt: skip


@dataclass(frozen=True)
class Event:
    """One thing that happened. kind: write, truncate, sync, delete, or ``said``, which the recording program adds."""

    kind: str
    file: str = ""
    at: int = 0
    data: bytes = field(default=b"", repr=False)
    said: Any = None


class DiskLog:
    """``events`` of the files in ``folder``, while :meth:`recording`."""

    def __init__(self, folder: Path) -> None:
        self.folder = str(folder)
        self.events: list[Event] = []

    def say(self, what: Any) -> None:
        """Note, between the disk's events, what a person was told now."""
        self.events.append(Event("said", said=what))

    @contextmanager
    def recording(self) -> Iterator[None]:
        library = ctypes.CDLL(next(line.split()[-1] for line in _mapped() if "libsqlite3" in line))
        library.sqlite3_vfs_find.restype = ctypes.POINTER(_Vfs)
        vfs = library.sqlite3_vfs_find(None).contents
        real_open, real_delete = vfs.open, vfs.delete
        names: dict[int, str] = {}
        wrapped: dict[int, tuple[_Methods, list[Any]]] = {}

        def open_file(here: int, name: bytes | None, file: int, flags: int, out: int) -> int:
            code = _OPEN(real_open)(here, name, file, flags, out)
            if code == 0 and name and flags & _KEPT and name.decode().startswith(self.folder):
                slot = ctypes.cast(file, ctypes.POINTER(_void))
                methods = slot.contents.value
                if methods not in wrapped:
                    wrapped[methods] = self._wrap(_Methods.from_address(methods), names)
                names[file] = name.decode()[len(self.folder) + 1 :]
                slot[0] = ctypes.addressof(wrapped[methods][0])
            return code

        def delete(here: int, name: bytes, sync: int) -> int:
            if name.decode().startswith(self.folder):
                self.events.append(Event("delete", name.decode()[len(self.folder) + 1 :], sync))
            return _DELETE(real_delete)(here, name, sync)

        kept = _OPEN(open_file), _DELETE(delete)
        vfs.open, vfs.delete = (ctypes.cast(each, _void).value for each in kept)
        try:
            yield
        finally:  # the caller has closed its files by now
            vfs.open, vfs.delete = real_open, real_delete

    def _wrap(self, real: _Methods, names: dict[int, str]) -> tuple[_Methods, list[Any]]:
        note = self.events.append

        def close(file: int) -> int:
            names.pop(file, None)
            return _CLOSE(real.close)(file)

        def write(file: int, data: int, size: int, at: int) -> int:
            note(Event("write", names[file], at, ctypes.string_at(data, size)))
            return _WRITE(real.write)(file, data, size, at)

        def truncate(file: int, size: int) -> int:
            note(Event("truncate", names[file], size))
            return _TRUNCATE(real.truncate)(file, size)

        def sync(file: int, flags: int) -> int:
            code = _SYNC(real.sync)(file, flags)
            note(Event("sync", names[file]))
            return code

        kept = [_CLOSE(close), _WRITE(write), _TRUNCATE(truncate), _SYNC(sync)]
        ours = _Methods()
        ctypes.memmove(ctypes.byref(ours), ctypes.byref(real), ctypes.sizeof(ours))
        ours.close, ours.write, ours.truncate, ours.sync = (ctypes.cast(each, _void).value for each in kept)
        return ours, kept


def _mapped() -> list[str]:
    assert _sqlite3.sqlite_version
    return Path("/proc/self/maps").read_text().splitlines()


class Disk:
    """The disk as the events leave it: what is certain, and what a power cut may or may not have kept."""

    def __init__(self) -> None:
        self.certain: dict[str, bytearray] = {}
        self.open: dict[str, list[Event]] = {}

    def take(self, event: Event) -> None:
        """Go on by one event."""
        if event.kind == "sync":
            if event.file.endswith(("-wal", "-journal")) and event.file not in self.certain:
                self._sync_folder()  # as SQLite does with the first sync of a log or journal it made
            body = self.certain.setdefault(event.file, bytearray())
            for each in self.open.pop(event.file, []):
                _apply(body, each)
        elif event.kind == "delete" and event.at:
            self.certain.pop(event.file, None)
            self.open.pop(event.file, None)
        elif event.kind in ("write", "truncate", "delete"):
            self.open.setdefault(event.file, []).append(event)

    def _sync_folder(self) -> None:
        for name, events in list(self.open.items()):
            deleted = max((at for at, event in enumerate(events) if event.kind == "delete"), default=-1)
            if deleted >= 0:
                self.certain.pop(name, None)
                self.open[name] = events[deleted + 1 :]
                if not self.open[name]:
                    del self.open[name]

    def cut(self, draw: random.Random) -> dict[str, bytes]:
        """The files after a power cut now: of what was not synced any part may be there, sector by sector."""
        files = {}
        for name in {*self.certain, *self.open}:
            body = bytearray(self.certain.get(name, b""))
            there, share = name in self.certain or draw.random() < 0.5, draw.choice((0.0, 0.5, 0.9, 1.0))
            for event in self.open.get(name, []):
                if event.kind == "delete":
                    there = there and draw.random() < 0.5
                elif event.kind == "truncate":
                    if draw.random() < share:
                        _apply(body, event)
                elif draw.random() < share:
                    if draw.random() < 0.3:
                        for start in range(0, len(event.data), SECTOR):
                            if draw.random() < 0.5:
                                piece = event.data[start : start + SECTOR]
                                _apply(body, Event("write", name, event.at + start, piece))
                    else:
                        _apply(body, event)
            if there:
                files[name] = bytes(body)
        return files


def _apply(body: bytearray, event: Event) -> None:
    if event.kind == "truncate":
        del body[event.at :]
    elif event.kind == "delete":
        body.clear()
    else:
        if len(body) < event.at:
            body.extend(bytes(event.at - len(body)))
        body[event.at : event.at + len(event.data)] = event.data
