"""vCards (2.1, 3.0, 4.0) as table rows: what a phone or mail program exports.

Read line by line in linear time. vobject's own line grammar backtracks without end on a line of commas, copies a folded
line once a fold, and gives up a whole card for one odd line; the tests hold this reader against it on sound cards.
"""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator
from typing import NamedTuple

from icp.model import limit_marks
from icp.roster.problem import MAX_CELL, MAX_ROWS, UnreadableFile

HEADERS = (
    "Full name",
    "First name",
    "Last name",
    "Email",
    "Phone",
    "Company",
    "Job title",
    "Birthday",
    "City",
    "Categories",
    "Notes",
)
# [group.]name[;parameters]:value — possessive, so that no line can be tried twice.
_LINE = re.compile(r'(?:[\w-]++\.)?([\w-]++)((?:;(?:[^":;]|"[^"]*+")*+)*+):(.*)', re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_YEARLESS_FROM = re.compile(r"X-APPLE-OMIT-YEAR=(\d{4})")
_NO_CALLS = frozenset({"FAX", "PAGER"})
_READ = frozenset(
    "BEGIN END AGENT KIND X-ADDRESSBOOKSERVER-KIND FN N EMAIL TEL ORG TITLE ROLE BDAY ADR CATEGORIES NOTE".split()
)
# Charsets are looked up here and nowhere else: among Python's codecs are some that take minutes, or unpack.
_CHARSETS = {
    "ISO-8859-1": "cp1252",
    "ISO-8859-2": "iso8859-2",
    "ISO-8859-15": "iso8859-15",
    "WINDOWS-1250": "cp1250",
    "WINDOWS-1251": "cp1251",
    "WINDOWS-1252": "cp1252",
    "KOI8-R": "koi8-r",
    "SHIFT_JIS": "cp932",
    "EUC-JP": "euc-jp",
    "EUC-KR": "cp949",
    "GB2312": "gb18030",
    "GBK": "gb18030",
    "BIG5": "big5",
}
# One letter can stand as twelve characters (=F0=9F=91=A9); what is longer is over the limit of a cell anyway.
_LONGEST_VALUE = 12 * (MAX_CELL + 1)


class _Line(NamedTuple):
    name: str
    parameters: str
    value: str


def holds_contacts(text: str) -> bool:
    """Whether a text is a file of vCards."""
    return text[:200].lstrip("\ufeff \r\n\t").upper().startswith("BEGIN:VCARD")


def read_contacts(text: str) -> list[list[str]]:
    """One row a card under ``HEADERS``; a lost END or an unreadable line costs that line, not the card.

    Several e-mails or numbers stand in one cell, apart by ``:::``. Fax numbers, pictures and the cards of assistants
    are left out; a card of a group gives a blank row. Raises UnreadableFile("too_many_rows").
    """
    rows: list[list[str]] = []
    card: list[_Line] | None = None
    assistants = 0
    for line in _lines(text):
        if line.name == "BEGIN":
            if card and card[-1].name == "AGENT" and not card[-1].value:
                assistants += 1
            elif not assistants:
                if card is not None:
                    rows.append(_row(card))
                card = []
        elif line.name == "END":
            if assistants:
                assistants -= 1
                if card is not None:
                    card.append(_Line("", "", ""))
            elif card is not None:
                rows.append(_row(card))
                card = None
        elif card is not None and not assistants:
            card.append(line)
        if len(rows) > MAX_ROWS:
            raise UnreadableFile("too_many_rows", rows=MAX_ROWS)
    if card is not None:
        rows.append(_row(card))
    return rows


def _lines(text: str) -> Iterator[_Line]:
    """The lines that matter, unfolded, with their values as written."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "QUOTED-PRINTABLE" in text.upper():  # there a line's end after "=" is no fold, and the space begins the text
        text = text.replace("=\n ", "=\n=20")
    text = text.replace("\n ", "").replace("\n\t", "")
    lines = iter(text.split("\n"))
    for line in lines:
        found = _LINE.match(line)
        if found is None or (name := found[1].upper()) not in _READ:
            continue
        parameters, value = found[2].upper(), found[3]
        if value.endswith("=") and "QUOTED-PRINTABLE" in parameters:
            parts = [value]
            while parts[-1].endswith("=") and (more := next(lines, None)) is not None:
                parts.append(more)
            value = "".join(part.removesuffix("=") for part in parts)
        yield _Line(name, parameters, value[:_LONGEST_VALUE])


def _row(card: list[_Line]) -> list[str]:
    lines: dict[str, list[_Line]] = {}
    for line in card:
        lines.setdefault(line.name, []).append(line)

    def all_of(name: str) -> list[str]:
        return [text for line in lines.get(name, ()) if (text := _unescape(_decode(line)).strip())]

    def parts_of(name: str, mark: str = ";") -> list[str]:
        return next((parts for line in lines.get(name, ()) if any(parts := _split(_decode(line), mark))), [])

    if any(kind.casefold() == "group" for kind in (*all_of("KIND"), *all_of("X-ADDRESSBOOKSERVER-KIND"))):
        return [""] * len(HEADERS)
    family, given = (*parts_of("N"), "", "")[:2]
    city = (*parts_of("ADR"), *[""] * 4)[3]
    return [
        next(iter(all_of("FN")), ""),
        given,
        family,
        " ::: ".join(mail.removeprefix("mailto:") for mail in all_of("EMAIL")),
        " ::: ".join(_numbers(lines.get("TEL", ()))),
        next(iter(parts_of("ORG")), ""),
        next(iter((*all_of("TITLE"), *all_of("ROLE"))), ""),
        next((_birthday(line) for line in lines.get("BDAY", ())), ""),
        city,
        "; ".join(filter(None, parts_of("CATEGORIES", ","))),
        "; ".join(all_of("NOTE")),
    ]


def _numbers(lines: list[_Line] | tuple[()]) -> Iterator[str]:
    for line in lines:
        if _NO_CALLS.isdisjoint(re.split(r"[;,=\"]", line.parameters)):
            number = _unescape(_decode(line)).strip()
            number = number[4:].partition(";")[0] if number[:4].casefold() == "tel:" else number
            if number:
                yield number


def _birthday(line: _Line) -> str:
    """As written; a year that only fills the place of an unknown one is left out (``--05-01``)."""
    text = _decode(line).strip()
    filler = _YEARLESS_FROM.search(line.parameters)
    return "-" + text[4:] if filler and text.startswith(f"{filler[1]}-") else text


def _decode(line: _Line) -> str:
    if "QUOTED-PRINTABLE" not in line.parameters:
        return line.value
    data = quopri.decodestring(line.value.encode(errors="replace"))
    name = next((p[8:].strip('"') for p in line.parameters.split(";") if p.startswith("CHARSET=")), "UTF-8")
    for charset in (_CHARSETS.get(name, "utf-8"), "cp1252"):
        try:
            return limit_marks(data.decode(charset))
        except UnicodeDecodeError:
            continue
    return data.decode("cp1252", errors="replace")


def _unescape(text: str) -> str:
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], text) if "\\" in text else text


def _split(text: str, mark: str) -> list[str]:
    """Parts of a structured value at every mark that is not escaped; a blank part at the end says nothing."""
    if "\\" not in text:
        return [part.strip() for part in text.split(mark)]
    parts = re.findall(rf"((?:[^\\{mark}]|\\.)*+\\?)(?:{mark}|\Z)", text, re.DOTALL)
    return [_unescape(part).strip() for part in parts]
