"""Days with something to do as a calendar file (iCalendar, RFC 5545) for any calendar program."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta


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

    ``written``: the moment of writing, with its zone. Line ends, folding and escaping are the library's.
    """
    import vobject

    book = vobject.iCalendar()
    book.add("prodid").value = "-//Ideal Client Workshop//EN"
    book.add("x-wr-calname").value = name
    for entry in entries:
        event = book.add("vevent")
        event.add("uid").value = entry.uid
        event.add("dtstamp").value = written.astimezone(vobject.icalendar.utc)  # the only UTC it knows
        event.add("dtstart").value = entry.day
        event.add("dtend").value = entry.day + timedelta(days=1)
        event.add("summary").value = entry.title
        if entry.note:
            event.add("description").value = entry.note
        event.add("transp").value = "TRANSPARENT"
        alarm = event.add("valarm")
        alarm.add("action").value = "DISPLAY"
        alarm.add("description").value = entry.title
        alarm.add("trigger").value = timedelta(hours=9)
    return str(book.serialize()).encode()
