"""The spreadsheet reader's own code in a process that lives on: one file after the other, under the same memory limit.

In: eight digits of length, one line of JSON as the reader gets it, the file. Out: the exit code the reader would have
ended with, the length of its answer, the answer. A process that dies of a file is started again by the caller.
"""

from __future__ import annotations

import json
import sys

from icp.roster import sheet_reader


def answer(question: bytes) -> tuple[int, bytes]:
    line, _, data = question.partition(b"\n")
    asked = json.loads(line)
    try:
        rows = sheet_reader.read_sheet(data, asked["sheet"], asked["rows"], asked["columns"], asked["cell"])
        return 0, b"".join(map(sheet_reader.write_line, rows))
    except sheet_reader.CannotRead as failure:
        return failure.code, b""


if __name__ == "__main__":
    sheet_reader.limit_process(1 << 30, 36_000)
    while length := sys.stdin.buffer.read(8):
        code, rows = answer(sys.stdin.buffer.read(int(length)))
        sys.stdout.buffer.write(b"%8d%8d" % (code, len(rows)) + rows)
        sys.stdout.buffer.flush()
