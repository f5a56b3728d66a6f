"""Reads one spreadsheet from standard input and writes its cells as JSON; run by path, in a process of its own.

Nothing of the package is imported here: the process starts in a few hundredths of a second, gives itself limits, and
may die of a hostile file without taking the site with it. Exit codes: 0 read, 3 password, 4 broken, 5 no such sheet,
6 too many rows, 7 too many columns.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import sys

MEMORY = 1 << 30
CPU_SECONDS = 10
PASSWORD, BROKEN, NO_SHEET, TOO_MANY_ROWS, TOO_MANY_COLUMNS = 3, 4, 5, 6, 7


def _text(cell: object) -> str:
    if cell is None or cell == "":
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(sep=" ")
    return str(cell)


def _main(wanted: str, max_rows: int, max_columns: int, max_cell: int) -> int:
    try:
        import resource
    except ImportError:  # no such limits on this system: the caller allows smaller files there
        pass
    else:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    import python_calamine as calamine

    try:
        book = calamine.load_workbook(io.BytesIO(sys.stdin.buffer.read()))
        names = list(book.sheet_names)
        if wanted and wanted not in names:
            return NO_SHEET
        sheets = {name: book.get_sheet_by_name(name) for name in ([wanted] if wanted else names[:20])}
        if not sheets:
            return NO_SHEET
        # The likely one: most filled cells, the first of equals.
        chosen = max(sheets, key=lambda name: sheets[name].height * min(sheets[name].width, 20))
        sheet = sheets[chosen]
        if sheet.total_height > max_rows + 15:
            return TOO_MANY_ROWS
        if sheet.total_width > max_columns:
            return TOO_MANY_COLUMNS
        rows = [[_text(cell)[: max_cell + 1] for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    except calamine.PasswordError:
        return PASSWORD
    except (calamine.CalamineError, ValueError, OSError, MemoryError):
        return BROKEN
    json.dump({"sheets": names, "sheet": chosen, "rows": rows}, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1], *map(int, sys.argv[2:5])))
