"""Days with something to do as a calendar file (iCalendar, RFC 5545) for any calendar program."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from icp.export.cells import plain

_LINE = 75
"""Octets of a line at most (RFC 5545, 3.1); vobject, which reads contacts here, folds some of 76."""
_SINCE = datetime(2026, 1, 1, tzinfo=UTC)
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})


@dataclass(frozen=True, slots=True)
class Entry:
    """One whole day with something to do. ``uid`` stays the same from file to file: a later file then moves the entry
    instead of adding another. ``title`` and ``note`` are plain text."""

    uid: str
    day: date
    title: str
    note: str = ""


def write_calendar(entries: Sequence[Entry], *, name: str, written: datetime) -> bytes:
    """The file in UTF-8: whole days that leave the day free, each with a reminder at nine in the morning.

    ``written``: the moment of writing, with its zone. Each later file counts as a newer revision of its entries
    (SEQUENCE, 3.8.7.4), which a calendar needs to move what it holds under the same ``uid``.
    """
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Ideal Client Workshop//EN", f"X-WR-CALNAME:{_escape(name)}",
        *(line for entry in entries for line in _event(entry, written)), "END:VCALENDAR",
    ]  # fmt: skip
    return b"".join(_fold(line) for line in lines)


def _event(entry: Entry, written: datetime) -> Iterator[str]:
    title = _escape(entry.title)
    yield "BEGIN:VEVENT"
    yield f"UID:{_escape(entry.uid)}"
    yield f"DTSTAMP:{written.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"LAST-MODIFIED:{written.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"SEQUENCE:{max(int((written - _SINCE).total_seconds()), 0)}"
    yield f"DTSTART;VALUE=DATE:{entry.day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{entry.day + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{title}"
    if entry.note:
        yield f"DESCRIPTION:{_escape(entry.note)}"
    yield "TRANSP:TRANSPARENT"
    yield from ("BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{title}", "TRIGGER:PT9H", "END:VALARM")
    yield "END:VEVENT"


def _escape(text: str) -> str:
    """A text value (RFC 5545, 3.3.11), without the control characters it may not hold, nor marks that turn round
    whatever a calendar shows after it."""
    return "".join(c for c in plain(text).translate(_ESCAPED) if c >= " " and c != "\x7f")


def _fold(line: str) -> bytes:
    """The line with its end; a long one goes on in lines that begin with a space, and no character is cut."""
    left, pieces, room = line.encode(), [], _LINE
    while len(left) > room:
        cut = room
        while left[cut] & 0xC0 == 0x80:  # inside a character
            cut -= 1
        pieces.append(left[:cut])
        left, room = left[cut:], _LINE - 1
    return b"\r\n ".join([*pieces, left]) + b"\r\n"
