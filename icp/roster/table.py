"""Bytes → one table of text cells, whatever wrote them. Nothing here knows what a client is."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import Any, Literal, overload

import numpy as np

from icp.catalogue import catalogue, normalise_header
from icp.model import limit_marks
from icp.roster.cells import looks_like_value
from icp.roster.coded import Coded, constant, encode
from icp.roster.contacts import HEADERS, holds_contacts, read_contacts
from icp.roster.problem import MAX_BYTES, MAX_CELL, MAX_COLUMNS, MAX_ROWS, Problem, UnreadableFile
from icp.roster.spreadsheet import is_spreadsheet, read_spreadsheet

HEADER_REACH = 15
_DELIMITERS = (",", ";", "\t", "|", "^", "~")
_SAMPLE = 20_000
_BINARY = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf", b"\x7fELF")
_INITIALS = (b"BM", b"MZ")  # a picture and a program, or the first client


class Rows(Sequence[tuple[str, ...]]):
    """A table's rows, each put together when it is asked for."""

    def __init__(self, columns: Sequence[Coded[str]], length: int) -> None:
        self._columns = columns
        self._length = length

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, place: int) -> tuple[str, ...]: ...
    @overload
    def __getitem__(self, place: slice) -> list[tuple[str, ...]]: ...
    def __getitem__(self, place: int | slice) -> tuple[str, ...] | list[tuple[str, ...]]:
        if isinstance(place, slice):
            places = np.arange(self._length)[place]
            if not self._columns:
                return [()] * len(places)
            return list(zip(*(column.take(places).cells() for column in self._columns), strict=True))
        if not -self._length <= place < self._length:
            raise IndexError(place)
        return tuple(column[place] for column in self._columns)


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A file's cells.

    ``headers`` as they stand in the file (may repeat or be empty); ``columns``, one a header, the cells below them as
    they came; ``length`` the number of rows. ``header_row`` counts the file's records from 1; 0 when the file has no
    header. ``encoding`` and ``delimiter`` are None for spreadsheets; ``delimiter`` is "" for a plain list. ``sheets``
    names all sheets of a workbook, ``sheet`` the one read. ``top`` holds the first records, for choosing another
    header row.
    """

    headers: tuple[str, ...]
    columns: tuple[Coded[str], ...] = field(repr=False)
    length: int
    header_row: int
    encoding: str | None = None
    delimiter: str | None = None
    sheets: tuple[str, ...] = ()
    sheet: str | None = None
    problems: tuple[Problem, ...] = ()
    top: tuple[tuple[str, ...], ...] = field(default=(), repr=False)

    @property
    def rows(self) -> Rows:
        """The rows below the header, all as wide as the headers."""
        return Rows(self.columns, self.length)

    def row_number(self, index: int) -> int:
        """Number in the file (header and title rows counted, from 1) of ``rows[index]``."""
        return self.header_row + 1 + index

    def column(self, position: int) -> list[str]:
        """All cells of one column, stripped of surrounding space."""
        return self.columns[position].map(str.strip).cells()


def read_table(
    data: bytes,
    filename: str = "",
    *,
    sheet: str | None = None,
    header_row: int | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
) -> Table:
    """Read a CSV, TSV or other delimited text, XLSX, XLS, ODS or vCard file.

    What a file is, its bytes say, not its name. Encoding: byte-order mark, else UTF-8, else cp1252 (also for the few
    odd letters of a file that is UTF-8 otherwise); delimiter by clevercsv on the first 20 kB; the header is looked for
    in the first 15 rows. Each can be given instead. Limits (10 MB, 200 columns, 100,000 rows) hold before anything is
    built; a cell over 2,000 characters is cut and listed. Raises UnreadableFile.
    """
    if len(data) > MAX_BYTES:
        raise UnreadableFile("too_big", megabytes=MAX_BYTES // 1_000_000)
    if not data.strip():
        raise UnreadableFile("empty")
    if is_spreadsheet(data):
        records, sheets, chosen = read_spreadsheet(data, sheet, headers=_known_headers())
        while records and not any(records[-1]):
            records.pop()
        return _tabulate(records, header_row, sheets=sheets, sheet=chosen)
    if data.startswith(_BINARY) or (data.startswith(_INITIALS) and b"\0" in data[:100]):
        raise UnreadableFile("not_a_table")
    text, encoding = decode(data, encoding)
    return read_text(text, header_row=header_row, encoding=encoding, delimiter=delimiter)


def read_text(
    text: str,
    *,
    header_row: int | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    expect_header: bool = True,
) -> Table:
    """The same for text already decoded, or pasted (``expect_header`` False: a first row of unknown words is data)."""
    text = limit_marks(text.removeprefix("\ufeff"))
    start = text[:500].lstrip().casefold()
    if not start:
        raise UnreadableFile("empty")
    if start.startswith(("<!doctype", "<html", "<?xml", "<table", "<head", "<meta")):
        raise UnreadableFile("web_page")
    if start.startswith(('{"', "{\n", "[{", "{\\rtf")) or ("\x00" in text and text.count("\x00") > len(text) // 10):
        raise UnreadableFile("not_a_table")
    if "\x00" in text:
        text = text.replace("\x00", "")
    if holds_contacts(text):
        return _tabulate([list(HEADERS), *read_contacts(text)], 1, encoding=encoding)
    told = re.match(r"sep=(.)\r?\n", text)
    if told:
        text = text[told.end() :]
        delimiter = delimiter or told[1]
    if delimiter is None:
        delimiter = _find_delimiter(text)
    if not told and (table := _read_even(text, delimiter, header_row, encoding, expect_header)):
        return table
    records, problems = _split(text, delimiter, [[]] if told else [])
    return _tabulate(
        records, header_row, encoding=encoding, delimiter=delimiter, problems=problems, expect_header=expect_header
    )


def decode(data: bytes, encoding: str | None = None) -> tuple[str, str]:
    """Text and the name of the encoding it was in; UnreadableFile("unknown_encoding") for a name or bytes that fail."""
    if encoding is not None:
        try:
            return data.decode(encoding), encoding
        except (UnicodeError, LookupError, ValueError):
            raise UnreadableFile("unknown_encoding", encoding=encoding) from None
    for mark, name in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            try:
                return data.decode(name), name
            except UnicodeError:
                raise UnreadableFile("unknown_encoding", encoding=name) from None
    head = data[:2_000]
    if len(head) > 3 and head.count(0) > len(head) // 4:
        name = "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"
        try:
            return data.decode(name), name
        except UnicodeError:
            raise UnreadableFile("not_a_table") from None
    control = sum(byte < 32 and byte not in b"\t\n\r\x0b\x0c\x1b" for byte in head)
    if control > len(head) // 10:
        raise UnreadableFile("not_a_table")
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeError:
        pass
    text = data.decode("utf-8", errors="surrogateescape")
    odd = len(_ODD.findall(text))
    if len(text) - len(text.encode("ascii", errors="ignore")) > 3 * odd:  # UTF-8 but for a few letters put in later
        return _ODD.sub(_read_odd, text), "utf-8"
    # cp1252 leaves five bytes undefined; a letter lost there is better than a file refused.
    return data.decode("cp1252", errors="replace"), "cp1252"


_ODD = re.compile("[\udc80-\udcff]")


def _read_odd(found: re.Match[str]) -> str:
    """A byte that is no UTF-8, which stands here as a lone surrogate, as cp1252 means it."""
    return found[0].encode("utf-8", errors="surrogateescape").decode("cp1252", errors="replace")


def _find_delimiter(text: str) -> str:
    """One of the usual delimiters, or "" for a plain list."""
    sample = text[:_SAMPLE]
    if len(text) > _SAMPLE and "\n" in sample:
        sample = sample[: sample.rindex("\n") + 1]
    lines = [line for line in sample.splitlines() if line.strip()]
    present = [mark for mark in _DELIMITERS if mark in sample]
    if not present or (lines and not any(mark in lines[0] for mark in present) and _names_people(lines[0])):
        return ""
    if len(present) == 1:
        return present[0] if _is_regular(lines, present[0]) else ""
    even = [mark for mark in present if len({line.count(mark) for line in lines}) == 1]
    if len(even) == 1:  # the plain case, decided without loading anything
        return even[0]
    import clevercsv

    try:
        dialect = clevercsv.Sniffer().sniff(sample, delimiters=present)
    except (clevercsv.Error, ValueError, IndexError, TypeError, RecursionError):
        dialect = None
    if dialect is not None and dialect.delimiter in present:
        return str(dialect.delimiter)
    return max(present, key=lambda mark: (_regularity(lines, mark), -present.index(mark)))


def _is_regular(lines: list[str], mark: str) -> bool:
    """Whether the only candidate divides lines at all often; a stray semicolon in one line of a list does not."""
    return sum(mark in line for line in lines) * 2 >= len(lines) or mark in lines[0]


def _regularity(lines: list[str], mark: str) -> float:
    counts = Counter(line.count(mark) for line in lines)
    counts.pop(0, None)
    return max(counts.values(), default=0) / max(1, len(lines))


def _names_people(header: str) -> bool:
    return catalogue().columns.field_of(header.strip().strip("\"'")) == "name"


def _split(text: str, delimiter: str, records: list[list[str]]) -> tuple[list[list[str]], tuple[Problem, ...]]:
    """``records`` and those of the text after them. A quote that is never closed would swallow the rows below it: on
    its line quotes count as letters, and from the fifth such line on in all that is left."""
    if delimiter == "":
        lines = text.splitlines()
        bullet = "" if not all(map(_BULLET.match, filter(str.strip, lines))) else _BULLET
        records += [[re.sub(bullet, "", line, count=1).strip('"')] for line in lines]
        if len(records) > MAX_ROWS + HEADER_REACH:
            raise UnreadableFile("too_many_rows", rows=MAX_ROWS)
        return records, ()
    problems: list[Problem] = []
    try:
        while text := text[_parse(text, delimiter, csv.QUOTE_MINIMAL, records) :]:
            line = next(iter(io.StringIO(text, newline="")))
            problems.append(Problem(len(records) + 1, "", line.strip()[:60], "stray_quote"))
            letters = line if len(problems) < _STRAYS else text
            _parse(letters, delimiter, csv.QUOTE_NONE, records)
            text = text[len(letters) :]
    except csv.Error:
        raise UnreadableFile("not_a_table") from None
    return records, tuple(problems)


_STRAYS = 5
_BULLET = re.compile(r"\s*(?:[-*•·–]|\d{1,3}[.)])\s+")


def _parse(text: str, delimiter: str, quoting: Literal[0, 3], records: list[list[str]]) -> int:
    """Append the text's records, and say where one begins whose quote is never closed: the text's length without any.

    Where the number of quotes is odd, one of them is a stray, and the first cell that goes on after a quote some lines
    below shows it. Raises csv.Error for a cell without end.
    """
    lines = _Lines(text)
    end, over = 0, False

    def each() -> Iterator[str]:
        nonlocal over
        yield from lines
        over = True
        yield ""  # a record of its own, unless an open quote takes it in

    reader = _reader(each(), delimiter, quoting, strict=quoting != csv.QUOTE_NONE and _has_stray(text))
    while True:
        try:
            record = next(reader)
        except csv.Error:
            if quoting == csv.QUOTE_NONE:
                raise
            line, *more = io.StringIO(text[end : lines.read], newline="")
            if more or over:
                return end
            record = next(_reader([line], delimiter, quoting))
        if over:
            return end
        end = lines.read
        records.append(record)
        if len(record) > MAX_COLUMNS:
            # Trailing delimiters are no columns.
            while record and not record[-1].strip():
                record.pop()
            if len(record) > MAX_COLUMNS:
                raise UnreadableFile("too_many_columns", columns=MAX_COLUMNS)
        if len(records) > MAX_ROWS + HEADER_REACH:
            raise UnreadableFile("too_many_rows", rows=MAX_ROWS)


def _reader(
    lines: Iterable[str], delimiter: str, quoting: Literal[0, 3], *, strict: bool = False
) -> Iterator[list[str]]:
    return csv.reader(lines, delimiter=delimiter, quoting=quoting, skipinitialspace=delimiter != "\t", strict=strict)


def _has_stray(text: str) -> bool:
    """Whether some quote has no partner."""
    return text.count('"') % 2 == 1


def _tabulate(
    records: list[list[str]],
    header_row: int | None,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheets: tuple[str, ...] = (),
    sheet: str | None = None,
    problems: tuple[Problem, ...] = (),
    expect_header: bool = True,
) -> Table:
    if not any(cell.strip() for record in records for cell in record):
        raise UnreadableFile("empty")
    width = max(map(len, records))
    if width > MAX_COLUMNS:
        raise UnreadableFile("too_many_columns", columns=MAX_COLUMNS)
    header_row = _settle_header(records, header_row, expect_header)
    headers = [_header(cell) for cell in records[header_row - 1]] if header_row else []
    body = records[header_row:]
    if len(body) > MAX_ROWS:
        raise UnreadableFile("too_many_rows", rows=MAX_ROWS)
    # Columns beyond the header that hold nothing (trailing delimiters) are none.
    width = max(len(headers), max((_filled_width(record) for record in body if len(record) > len(headers)), default=0))
    headers += [""] * (width - len(headers))
    found = list(problems)
    rows: list[Sequence[str]] = []
    for number, record in enumerate(body, start=header_row + 1):
        if len(record) != width:
            record = (record + [""] * width)[:width]
        if sum(map(len, record)) > MAX_CELL and any(len(cell) > MAX_CELL for cell in record):
            found += [
                Problem(number, headers[at], cell[:60], "cell_cut")
                for at, cell in enumerate(record)
                if len(cell) > MAX_CELL
            ]
            record = [cell[:MAX_CELL] for cell in record]
        rows.append(record)
    if headers and header_row:
        found += _find_overlong(body, len(records[header_row - 1]), header_row)
    columns = [encode(cells) for cells in zip(*rows, strict=True)] if rows else [constant("", 0)] * width
    return _close(
        headers,
        columns,
        len(rows),
        header_row=header_row,
        encoding=encoding,
        delimiter=delimiter,
        sheets=sheets,
        sheet=sheet,
        problems=tuple(found),
        top=tuple(tuple(record) for record in records[:HEADER_REACH]),
    )


def _find_overlong(body: Sequence[list[str]], width: int, header_row: int) -> list[Problem]:
    """Rows with something beyond the last header, as a comma that no quotation marks enclose pushes it there; where
    most rows have it, it is a column without a header."""
    long = [at for at, record in enumerate(body) if len(record) > width and _filled_width(record) > width]
    if 2 * len(long) > len(body):
        return []
    return [Problem(header_row + 1 + at, "", ", ".join(body[at][width:]).strip()[:60], "beyond_header") for at in long]


def _settle_header(records: Sequence[Sequence[str]], header_row: int | None, expect_header: bool) -> int:
    if header_row is None:
        return find_header(records, expect_header)
    if not 0 <= header_row <= min(len(records), HEADER_REACH):
        raise UnreadableFile("header_out_of_reach", row=header_row)
    return header_row


def _close(headers: list[str], columns: list[Coded[str]], length: int, **told: Any) -> Table:
    """The table without the last columns that have neither header nor cell."""
    width = len(headers)
    while width and not headers[width - 1] and not any(text.strip() for text in columns[width - 1].values):
        width -= 1
    return Table(tuple(headers[:width]), tuple(columns[:width]), length, **told)


# ── the quick way for files whose rows are all of one width ──────────────────────────────────────────────────────

_AHEAD = 50
_AHEAD_TEXT = 500_000


def _read_even(
    text: str, delimiter: str, header_row: int | None, encoding: str | None, expect_header: bool
) -> Table | None:
    """The table as pyarrow's reader finds it, which keeps each distinct cell once; None where only the thorough way
    (:func:`_split`) tells: uneven rows, blank lines, long cells, quotes after a space or never closed."""
    if not delimiter or _has_stray(text):
        return None
    ahead = text[:_AHEAD_TEXT]
    lines = _Lines(ahead)
    first: list[list[str]] = []
    ends = [0]
    try:
        for record in islice(_reader(lines, delimiter, csv.QUOTE_MINIMAL), _AHEAD):
            first.append(record)
            ends.append(lines.read)
    except csv.Error:
        return None
    if lines.read == len(ahead) < len(text):  # the last of them may go on
        return None
    if not any(cell.strip() for record in first for cell in record):
        return None
    header_row = _settle_header(first, header_row, expect_header)
    header = first[header_row - 1] if header_row else []
    body = text[ends[header_row] :]
    width = len(first[header_row]) if len(first) > header_row else 0
    if not width or max(width, len(header)) > MAX_COLUMNS or _quotes_after_space(body, delimiter):
        return None
    if header and width > len(header):  # which rows hold something beyond it?
        return None
    columns = _parse_even(body, delimiter, width)
    if columns is None:
        return None
    length = len(columns[0])
    if length > MAX_ROWS:
        raise UnreadableFile("too_many_rows", rows=MAX_ROWS)
    headers = [_header(cell) for cell in header]
    headers += [""] * (width - len(headers))
    columns += [constant("", length)] * (len(headers) - width)
    return _close(
        headers,
        columns,
        length,
        header_row=header_row,
        encoding=encoding,
        delimiter=delimiter,
        top=tuple(tuple(record) for record in first[:HEADER_REACH]),
    )


def _quotes_after_space(body: str, delimiter: str) -> bool:
    """Whether a cell begins with spaces before its quote, which pyarrow takes for text."""
    if delimiter == "\t" or '"' not in body or ' "' not in body:
        return False
    return re.search(rf'(?:\A|[\r\n{re.escape(delimiter)}]) +"', body) is not None


class _Lines:
    """The lines of a text, and how many characters were taken so far: where a record ends."""

    def __init__(self, text: str) -> None:
        self._lines = io.StringIO(text, newline="")
        self.read = 0

    def __iter__(self) -> Iterator[str]:
        for line in self._lines:
            self.read += len(line)
            yield line


def _parse_even(body: str, delimiter: str, width: int) -> list[Coded[str]] | None:
    import pyarrow as pa
    from pyarrow import compute
    from pyarrow import csv as arrow

    names = [str(place) for place in range(width)]
    # A row of our own comes last: a quote that never closes takes it in.
    end = ["end"] + [""] * (width - 1)
    last = ("" if body.endswith(("\n", "\r")) else "\n") + delimiter.join(end)
    try:
        found = arrow.read_csv(
            pa.BufferReader((body + last).encode()),
            # One thread: half the processor time of two, and the other visitors keep theirs.
            read_options=arrow.ReadOptions(column_names=names, use_threads=False),
            parse_options=arrow.ParseOptions(delimiter=delimiter, newlines_in_values=True, ignore_empty_lines=False),
            convert_options=arrow.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                strings_can_be_null=False,
                quoted_strings_can_be_null=False,
            ),
        )
    except (pa.ArrowInvalid, UnicodeEncodeError):
        return None
    if [column[-1].as_py() for column in found.columns] != end:
        return None
    columns = []
    for column in found.slice(0, len(found) - 1).columns:
        cells = column.combine_chunks().dictionary_encode()
        if (compute.max(compute.utf8_length(cells.dictionary)).as_py() or 0) > MAX_CELL:
            return None
        columns.append(Coded(cells.dictionary.to_pylist(), cells.indices.to_numpy()))
    return columns


def _header(cell: str) -> str:
    return " ".join(cell.replace("\ufeff", "").split())[:200]


def _filled_width(record: list[str]) -> int:
    width = len(record)
    while width and not record[width - 1].strip():
        width -= 1
    return width


@lru_cache(maxsize=1)
def _known_headers() -> frozenset[str]:
    columns = catalogue().columns
    keys = (name for field, names in columns.extra.get("keys", {}).items() for name in (field, *names))
    named = (name for field, names in columns.aliases.items() for name in (field, *names))
    return frozenset(map(normalise_header, (*named, *keys))) | columns.never | columns.protected_headers


_YEAR = re.compile(r"(?:19|20)\d\d").fullmatch


def find_header(records: Sequence[Sequence[str]], expect_header: bool = True) -> int:
    """The number (from 1) of the row that names the columns, or 0 when none of the first 15 does.

    A header has more cells than the title rows above it, words rather than numbers, dates or addresses in them, and
    names known from other exports. Among equals the first wins.
    """
    known = _known_headers()
    best, best_score, best_known, best_cells = 0, 0.0, 0, 0
    named = []  # rows that name a column and hold no value, and how many cells they have
    for number, record in enumerate(records[:HEADER_REACH], start=1):
        cells = [text[:200] for cell in record if (text := cell.strip())]
        if not cells:
            continue
        familiar = sum(normalise_header(cell) in known for cell in cells)
        # A sentence is a note above the table, not a name of a column. "Customer, 2024, 2025" heads amounts by year.
        values = sum(len(cell) > 80 or (looks_like_value(cell) and not (familiar and _YEAR(cell))) for cell in cells)
        counted = familiar if familiar >= 2 or len(cells) <= 2 else 0
        distinct = len({cell.casefold() for cell in cells})
        score = 3 * counted + distinct - 3 * values
        if familiar and not values:
            named.append((number, len(cells)))
        if score > best_score:
            best, best_score, best_known, best_cells = number, score, familiar, len(cells)
    if best and not best_known:
        # "Name, (blank), District" above "Ana, VIP, Altona": the row with more cells is the first client.
        above = next((number for number, cells in named if number < best and cells > best_cells / 2), None)
        if above is not None and expect_header:
            return above
        first = next(n for n, record in enumerate(records, start=1) if any(cell.strip() for cell in record))
        alone = max(map(len, records[:50])) == 1
        values_first = any(looks_like_value(cell.strip()) for cell in records[first - 1] if cell.strip())
        if alone or values_first or not expect_header:
            return 0
    return best
