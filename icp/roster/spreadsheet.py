"""XLSX, XLS and ODS: looked at from outside first, then read in a process of its own."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import threading
import zipfile
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from icp.model import limit_marks
from icp.roster import sheet_reader
from icp.roster.problem import MAX_CELL, MAX_COLUMNS, MAX_ROWS, UnreadableFile

MAX_ENTRIES = 2_000
MAX_INFLATED = 200_000_000
MAX_RATIO = 100
# A workbook of repeated cells packs tightly and is harmless while small.
_RATIO_MATTERS_FROM = 5_000_000

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP_ENTRY = b"PK\x01\x02"
_ENCRYPTED_ENTRY = "EncryptedPackage".encode("utf-16-le")
# A workbook of Excel 97 begins BOF, perhaps WRITEPROTECT, and FILEPASS when it is locked ([MS-XLS] 2.1.7.20.3); the
# engine calls such a file no workbook at all.
_FILEPASS = re.compile(rb"\x09\x08\x10\x00\x00\x06.{14}(?:\x86\x00\x00\x00)?\x2f\x00", re.DOTALL)
_WORKBOOKS = frozenset({"xl/workbook.xml", "xl/workbook.bin", "content.xml"})


@dataclass(frozen=True, slots=True)
class Limits:
    """What one reading may take: ``memory`` and ``answer`` in bytes, ``cpu`` and ``wall`` in seconds.

    ``unguarded``: the largest file, in bytes, where the system cannot hold a process to memory and CPU time.
    """

    memory: int = 1 << 30
    cpu: int = 10
    wall: float = 15
    answer: int = 50_000_000
    unguarded: int = 2_000_000


LIMITS = Limits()
READER = Path(sheet_reader.__file__)
# The reader needs nothing of the server's environment, which holds its secrets; Windows starts no process without this.
_ENVIRONMENT = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
# Every reading may take a gigabyte: the others wait their turn.
_TURNS = threading.BoundedSemaphore(min(os.cpu_count() or 2, 8))


def is_spreadsheet(data: bytes) -> bool:
    """Whether the first bytes are those of a workbook container (zip or OLE), whatever the file's name says."""
    return data.startswith((ZIP, OLE))


def read_spreadsheet(
    data: bytes,
    sheet: str | None = None,
    *,
    headers: Collection[str] = (),
    limits: Limits = LIMITS,
    reader: Path = READER,
) -> tuple[list[list[str]], tuple[str, ...], str]:
    """Cells of one sheet as text, the names of all sheets, and the one read.

    Without ``sheet`` the likely one is taken: the visible sheet with most filled cells, before all
    one with two of the ``headers`` (normalised) in a row. Dates become ISO text, whole
    numbers lose their ``.0``, trailing blanks of a row are left out. ``reader`` is the script run on the file, under
    ``limits``, with an empty environment and no open file of the server's. Raises UnreadableFile: not_a_table,
    broken_, protected_, heavy_spreadsheet, unknown_sheet, empty, too_many_rows, too_many_columns, too_big.
    """
    if data.startswith(ZIP):
        _check_zip(data)
    elif _ENCRYPTED_ENTRY in data or _FILEPASS.search(data):
        raise UnreadableFile("protected_spreadsheet")
    asked = {
        "sheet": sheet or "",
        "memory": limits.memory,
        "cpu": limits.cpu,
        "unguarded": limits.unguarded,
        "rows": MAX_ROWS,
        "columns": MAX_COLUMNS,
        "cell": MAX_CELL,
        "headers": [] if sheet else list(headers),
    }
    with _TURNS:
        code, answer = _run(reader, json.dumps(asked).encode() + b"\n" + data, limits)
    match code:
        case 0:
            try:
                about, *rows = map(json.loads, limit_marks(answer.decode()).rstrip("\n").split("\n"))
                return rows, tuple(about["sheets"]), about["sheet"]
            except (ValueError, LookupError, TypeError):
                raise UnreadableFile("broken_spreadsheet") from None
        case sheet_reader.PASSWORD:
            raise UnreadableFile("protected_spreadsheet")
        case sheet_reader.NO_SHEET:
            raise UnreadableFile("unknown_sheet", sheet=sheet) if sheet else UnreadableFile("empty")
        case sheet_reader.TOO_MANY_ROWS:
            raise UnreadableFile("too_many_rows", rows=MAX_ROWS)
        case sheet_reader.TOO_MANY_COLUMNS:
            raise UnreadableFile("too_many_columns", columns=MAX_COLUMNS)
        case sheet_reader.UNGUARDED:
            raise UnreadableFile("too_big", megabytes=limits.unguarded // 1_000_000)
        case None | sheet_reader.NO_MEMORY:
            raise UnreadableFile("heavy_spreadsheet")
        case killed if killed < 0:  # by its own limits, or by a system short of memory
            raise UnreadableFile("heavy_spreadsheet")
        case _:
            raise UnreadableFile("broken_spreadsheet")


def _run(reader: Path, question: bytes, limits: Limits) -> tuple[int | None, bytes]:
    """Exit code and answer of the reader; code None when it was stopped for its time or the length of its answer."""
    with subprocess.Popen(
        [sys.executable, "-I", str(reader)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_ENVIRONMENT,
        cwd=os.sep,
        start_new_session=True,  # an interrupt from the keyboard is the server's to answer
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        stopped = threading.Event()

        def stop() -> None:
            stopped.set()
            process.kill()

        alarm = threading.Timer(limits.wall, stop)
        asking = threading.Thread(target=_ask, args=(process.stdin, question), daemon=True)
        alarm.start()
        asking.start()
        try:
            answer = process.stdout.read(limits.answer + 1)
            if len(answer) > limits.answer:
                stop()
            code = process.wait()
        finally:
            alarm.cancel()
            process.kill()
            alarm.join()
            asking.join()
    return (None if stopped.is_set() else code), answer


def _ask(pipe: IO[bytes], question: bytes) -> None:
    with suppress(OSError), pipe:  # a reader that has given up listens no more
        pipe.write(question)


def _check_zip(data: bytes) -> None:
    """The container's own account of itself; a container that lies meets the reader's limits instead."""
    if data.count(_ZIP_ENTRY) > MAX_ENTRIES:
        raise UnreadableFile("heavy_spreadsheet")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, OSError, UnicodeDecodeError):
        raise UnreadableFile("broken_spreadsheet") from None
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise UnreadableFile("protected_spreadsheet")
    if not any(entry.filename.lstrip("/") in _WORKBOOKS for entry in entries):
        raise UnreadableFile("not_a_table")
    inflated = sum(entry.file_size for entry in entries)
    packed = max(1, min(len(data), sum(entry.compress_size for entry in entries)))
    if inflated > MAX_INFLATED or (inflated > _RATIO_MATTERS_FROM and inflated / packed > MAX_RATIO):
        raise UnreadableFile("heavy_spreadsheet")
