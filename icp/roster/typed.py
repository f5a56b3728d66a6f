"""Lists without a file: pasted from a spreadsheet or a mail, or typed as initials."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from icp.model import Client
from icp.roster.names import number_repeats, tidy_name
from icp.roster.problem import MAX_BYTES, UnreadableFile
from icp.roster.table import Table, read_text


def from_pasted(text: str) -> Table:
    """A pasted block as a table: cells copied from a spreadsheet, delimited lines, or one name a line.

    A first row of known column names is the header, otherwise everything is data. Raises UnreadableFile.
    """
    if len(text.encode("utf-8", "replace")) > MAX_BYTES:
        raise UnreadableFile("too_big", megabytes=MAX_BYTES // 1_000_000)
    delimiter = "\t" if any("\t" in line for line in text.splitlines()[:50]) else None
    return read_text(text.strip("\n\r"), delimiter=delimiter, expect_header=False)


def from_names(lines: Iterable[str], existing: Sequence[Client] = ()) -> tuple[Client, ...]:
    """One client a typed line, blank lines left out; the second A.B. is another person, ``A.B. (2)``."""
    names = [name for line in lines if (name := tidy_name(line))]
    return tuple(Client(name=name) for name in number_repeats(names, (client.name for client in existing)))
