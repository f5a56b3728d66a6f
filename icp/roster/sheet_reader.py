"""Reads one spreadsheet from standard input and writes its cells to standard output; run by path, in its own process.

Nothing of the package is imported here: the process starts in a few hundredths of a second, gives itself limits, and
may die of a hostile file without taking the site with it.

In: one line of JSON (``sheet``, ``memory`` and ``unguarded`` in bytes, ``cpu`` in seconds, ``rows``, ``columns``,
``cell`` in characters, ``headers`` known from other files), then the file. Out: one line of JSON with all ``sheets``
and the ``sheet`` read, then one list of texts a row, without its trailing blanks. Exit codes: 0 read, 3 password, 4
broken, 5 no such sheet, 6 too many rows, 7 too many columns, 8 out of memory, 9 too big to be read without limits.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import sys
from collections.abc import Collection, Iterator, Sequence
from typing import Any

PASSWORD, BROKEN, NO_SHEET, TOO_MANY_ROWS, TOO_MANY_COLUMNS, NO_MEMORY, UNGUARDED = 3, 4, 5, 6, 7, 8, 9
LOOKED_AT = 50
"""Sheets looked at when none is named."""
_SAMPLE_ROWS = 1_000
_WIDE_ENOUGH = 20
_TITLE_ROWS = 15


_LIKE_THOUSANDS = re.compile(r"-?[1-9]\d{0,2}\.\d{3}").fullmatch


class CannotRead(Exception):  # noqa: N818 (it names the failure)
    """The file gives no rows; ``code`` is the exit code that says why."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


def _text(cell: object) -> str:
    if cell is None or cell == "":
        return ""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        text = str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
        return f"{text}0" if _LIKE_THOUSANDS(text) else text  # the sheet knows that 123.456 is no 123,456
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(sep=" ")
    return str(cell)


def limit_process(memory: int, cpu: int) -> bool:
    """Give this process a ceiling of ``memory`` bytes and ``cpu`` seconds; False where the system knows no such."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu))
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    except (ImportError, ValueError, OSError):  # Windows lacks the module, macOS refuses the ceiling on memory
        return False
    return True


def read_sheet(
    data: bytes, wanted: str, rows: int, columns: int, cell: int, headers: Collection[str] = ()
) -> Iterator[Any]:
    """First a dict of ``sheets`` and ``sheet``, then one list of texts a row. Raises CannotRead.

    Without a ``wanted`` sheet the likely one is taken: the visible one with most filled cells (counted in its first
    thousand rows), the first of equals; a sheet with two of the ``headers`` in one row goes before one without.
    Cells are cut one character after ``cell``, so that the caller sees which were.
    """
    import python_calamine as calamine

    try:
        book = calamine.load_workbook(io.BytesIO(data))
        names = list(book.sheet_names)
        if wanted and wanted not in names:
            raise CannotRead(NO_SHEET)
        sheet = book.get_sheet_by_name(wanted) if wanted else _likely_sheet(book, headers)
        if sheet.total_height > rows + _TITLE_ROWS:
            raise CannotRead(TOO_MANY_ROWS)
        if sheet.total_width > columns:
            raise CannotRead(TOO_MANY_COLUMNS)
        yield {"sheets": names, "sheet": sheet.name}
        margin = [""] * (sheet.start[1] if sheet.start else 0)
        for found in sheet.iter_rows():
            if found.count("") == len(found):
                yield []
                continue
            texts = [_text(value)[: cell + 1] for value in found]
            while texts and not texts[-1]:
                texts.pop()
            yield margin + texts
    except CannotRead:
        raise
    except calamine.PasswordError:
        raise CannotRead(PASSWORD) from None
    except MemoryError:
        raise CannotRead(NO_MEMORY) from None
    except GeneratorExit:
        raise
    except BaseException as failure:  # the engine's panics are no Exceptions
        if isinstance(failure, KeyboardInterrupt | SystemExit):
            raise
        raise CannotRead(BROKEN) from None


def write_line(row: Any) -> bytes:
    """One line of the answer: JSON in UTF-8."""
    return json.dumps(row, ensure_ascii=False).encode() + b"\n"


def _names_columns(rows: Sequence[Sequence[Any]], headers: Collection[str]) -> bool:
    """Whether one of the rows holds two known headers, case and punctuation aside."""
    for row in rows:
        words = {" ".join(re.findall(r"[^\W_]+", text.casefold())) for text in row if isinstance(text, str)}
        if sum(text in headers for text in words) > 1:
            return True
    return False


def _likely_sheet(book: Any, headers: Collection[str]) -> Any:
    import python_calamine as calamine

    sheets = [about for about in book.sheets_metadata if about.typ == calamine.SheetTypeEnum.WorkSheet]
    visible = [about for about in sheets if about.visible == calamine.SheetVisibleEnum.Visible]
    candidates = visible or sheets
    if len(candidates) == 1:
        return book.get_sheet_by_name(candidates[0].name)
    best, most, failure = None, (False, -1.0), None
    for about in candidates[:LOOKED_AT]:
        try:
            sheet = book.get_sheet_by_name(about.name)
        except calamine.CalamineError as broken:  # one damaged sheet does not spoil the others
            failure = broken
            continue
        top = sheet.to_python(nrows=_SAMPLE_ROWS)
        filled = sum(min(len(row) - row.count(""), _WIDE_ENOUGH) for row in top) * sheet.height / max(1, len(top))
        score = _names_columns(top[:_TITLE_ROWS], headers), filled
        if score > most:
            best, most = sheet, score
    if best is None:
        raise failure or CannotRead(NO_SHEET)
    return best


def _main() -> int:
    asked = json.loads(sys.stdin.buffer.readline())
    limited = limit_process(asked["memory"], asked["cpu"])
    data = sys.stdin.buffer.read()
    if not limited and len(data) > asked["unguarded"]:
        return UNGUARDED
    try:
        for row in read_sheet(
            data, asked["sheet"], asked["rows"], asked["columns"], asked["cell"], set(asked["headers"])
        ):
            sys.stdout.buffer.write(write_line(row))
        sys.stdout.buffer.flush()
    except CannotRead as failure:
        return failure.code
    except MemoryError:
        return NO_MEMORY
    return 0


if __name__ == "__main__":
    sys.exit(_main())
