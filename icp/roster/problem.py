"""What can go wrong with a file, as values: codes, never sentences (words live in ``data/copy.toml``)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

MAX_BYTES = 10_000_000
MAX_COLUMNS = 200
MAX_ROWS = 100_000
MAX_CELL = 2_000

FileCode = Literal[
    "empty",
    "too_big",
    "too_many_columns",
    "too_many_rows",
    "not_a_table",
    "web_page",
    "unknown_encoding",
    "broken_spreadsheet",
    "protected_spreadsheet",
    "heavy_spreadsheet",
    "unknown_sheet",
    "header_out_of_reach",
    "no_names",
]
FILE_CODES: tuple[FileCode, ...] = get_args(FileCode)

SkipReason = Literal["blank", "total", "footer", "header_again", "no_name"]
CellReason = Literal[
    "not_a_number",
    "not_a_date",
    "no_year",
    "not_an_option",
    "not_on_the_scale",
    "other_scale",
    "not_yes_or_no",
    "out_of_range",
    "cell_cut",
    "stray_quote",
    "beyond_header",
    "other_currency",
    "day_or_month",
    "kept_first",
    "protected_dropped",
    "no_partner",
    "unnamed_partner",
]


class UnreadableFile(Exception):  # noqa: N818 (it names the failure)
    """The file cannot become a client list; ``code`` says why, ``facts`` fill the sentence worded for that code."""

    def __init__(self, code: FileCode, **facts: object) -> None:
        super().__init__(code)
        self.code: FileCode = code
        self.facts = facts


@dataclass(frozen=True, slots=True)
class Problem:
    """One cell (or column, row None) that could not be taken as it stands."""

    row: int | None
    column: str
    value: str
    reason: CellReason


@dataclass(frozen=True, slots=True)
class Skipped:
    """One row that is no client, with its reason."""

    row: int
    reason: SkipReason
