"""XLSX, XLS and ODS: looked at from outside first, then read in a process of its own."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

from icp.roster.problem import MAX_CELL, MAX_COLUMNS, MAX_ROWS, UnreadableFile
from icp.roster.sheet_reader import NO_SHEET, PASSWORD, TOO_MANY_COLUMNS, TOO_MANY_ROWS

MAX_ENTRIES = 2_000
MAX_INFLATED = 200_000_000
MAX_RATIO = 100
# A workbook of repeated cells packs tightly and is harmless while small.
_RATIO_MATTERS_FROM = 5_000_000
WALL_SECONDS = 15
_UNLIMITED_MAX_BYTES = 2_000_000
_READER = Path(__file__).with_name("sheet_reader.py")

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_ENTRY = "EncryptedPackage".encode("utf-16-le")


def is_spreadsheet(data: bytes) -> bool:
    """Whether the first bytes are those of a workbook container (zip or OLE), whatever the file's name says."""
    return data.startswith((ZIP, OLE))


def read_spreadsheet(data: bytes, sheet: str | None = None) -> tuple[list[list[str]], tuple[str, ...], str]:
    """Cells of one sheet as text, the names of all sheets, and the one read.

    Without ``sheet`` the fullest is taken. Dates become ISO text, whole numbers lose their ``.0``. Raises
    UnreadableFile: not_a_table, broken_, protected_, heavy_spreadsheet, unknown_sheet, too_many_rows, too_many_columns.
    """
    if data.startswith(ZIP):
        _check_zip(data)
    elif _ENCRYPTED_ENTRY in data:
        raise UnreadableFile("protected_spreadsheet")
    if not _has_limits() and len(data) > _UNLIMITED_MAX_BYTES:
        raise UnreadableFile("too_big", megabytes=_UNLIMITED_MAX_BYTES // 1_000_000)
    command = [sys.executable, "-I", str(_READER), sheet or "", str(MAX_ROWS), str(MAX_COLUMNS), str(MAX_CELL)]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=WALL_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise UnreadableFile("heavy_spreadsheet") from None
    except ValueError:  # a sheet name no system call can carry
        raise UnreadableFile("unknown_sheet", sheet=sheet) from None
    match done.returncode:
        case 0:
            answer = json.loads(done.stdout)
            return answer["rows"], tuple(answer["sheets"]), answer["sheet"]
        case code if code == PASSWORD:
            raise UnreadableFile("protected_spreadsheet")
        case code if code == NO_SHEET:
            raise UnreadableFile("unknown_sheet", sheet=sheet)
        case code if code == TOO_MANY_ROWS:
            raise UnreadableFile("too_many_rows", rows=MAX_ROWS)
        case code if code == TOO_MANY_COLUMNS:
            raise UnreadableFile("too_many_columns", columns=MAX_COLUMNS)
        case code if code < 0:  # killed by its own limits: memory or CPU
            raise UnreadableFile("heavy_spreadsheet")
        case _:
            raise UnreadableFile("broken_spreadsheet")


def _has_limits() -> bool:
    try:
        import resource  # noqa: F401
    except ImportError:
        return False
    return True


def _check_zip(data: bytes) -> None:
    """The container's own account of itself; a container that lies meets the reader's memory limit instead."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, OSError, UnicodeDecodeError):
        raise UnreadableFile("broken_spreadsheet") from None
    names = {entry.filename for entry in entries}
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise UnreadableFile("protected_spreadsheet")
    if not ({"xl/workbook.xml", "xl/workbook.bin", "content.xml"} & {name.lstrip("/") for name in names}):
        raise UnreadableFile("not_a_table")
    inflated = sum(entry.file_size for entry in entries)
    packed = max(1, sum(entry.compress_size for entry in entries))
    if len(entries) > MAX_ENTRIES or inflated > MAX_INFLATED:
        raise UnreadableFile("heavy_spreadsheet")
    if inflated > _RATIO_MATTERS_FROM and inflated / packed > MAX_RATIO:
        raise UnreadableFile("heavy_spreadsheet")
