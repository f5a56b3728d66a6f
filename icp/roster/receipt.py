"""What an import did, row by row: nothing is dropped in silence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from icp.roster.problem import Problem, Skipped


@dataclass(frozen=True, slots=True)
class Receipt:
    """Where every row of a file went; ``rows_read == clients + merged + folded + len(skipped)``, always.

    ``columns``: (header, catalogue field it feeds or None) in the file's order. ``dropped``: headers of protected
    columns that a regulated field of business does not record. ``header_row`` counts from 1, 0 without a header.
    """

    rows_read: int
    clients: int
    merged: int
    folded: int
    skipped: tuple[Skipped, ...]
    problems: tuple[Problem, ...]
    encoding: str | None
    delimiter: str | None
    header_row: int
    columns: tuple[tuple[str, str | None], ...]
    dropped: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The receipt as ``icp check --json`` prints it."""
        return {
            "rows_read": self.rows_read,
            "clients": self.clients,
            "merged": self.merged,
            "folded": self.folded,
            "skipped": [{"row": skip.row, "reason": skip.reason} for skip in self.skipped],
            "problems": [
                {"row": p.row, "column": p.column, "value": p.value, "reason": p.reason} for p in self.problems
            ],
            "encoding": self.encoding,
            "delimiter": self.delimiter,
            "header_row": self.header_row,
            "columns": [{"header": header, "field": field} for header, field in self.columns],
        }
