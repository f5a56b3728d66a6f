"""Calendar files, read by the rules of RFC 5545 and not by what wrote them."""

import re
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from icp.export.calendar import Entry, write_calendar

WRITTEN = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
TEXT = st.text(
    st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters=f"{TURNING}\u2028\ufffe\uffff"), max_size=200
)


def unfold(data):
    return data.decode().replace("\r\n ", "").split("\r\n")


def value(lines, name):
    found = next(line for line in lines if re.match(rf"{name}[;:]", line)).split(":", 1)[1]
    return re.sub(r"\\([\\;,nN])", lambda m: "\n" if m[1] in "nN" else m[1], found)


def test_a_whole_day_with_a_reminder():
    lines = unfold(write_calendar([Entry("u1@x", date(2026, 12, 31), "Ring Ines")], name="My days", written=WRITTEN))
    assert lines == [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Ideal Client Workshop//EN", "X-WR-CALNAME:My days",
        "BEGIN:VEVENT", "UID:u1@x", "DTSTAMP:20261122T093000Z", "LAST-MODIFIED:20261122T093000Z",
        "SEQUENCE:28114200", "DTSTART;VALUE=DATE:20261231",
        "DTEND;VALUE=DATE:20270101", "SUMMARY:Ring Ines", "TRANSP:TRANSPARENT", "BEGIN:VALARM", "ACTION:DISPLAY",
        "DESCRIPTION:Ring Ines", "TRIGGER:PT9H", "END:VALARM", "END:VEVENT", "END:VCALENDAR", "",
    ]  # fmt: skip


@given(TEXT, TEXT)
def test_any_text_comes_through_in_lines_of_75_octets(title, note):
    data = write_calendar([Entry("u@x", date(2026, 1, 1), title, note)], name="W", written=WRITTEN)
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    lines = unfold(data)
    assert value(lines, "SUMMARY") == title
    assert len([line for line in lines if line == "BEGIN:VEVENT"]) == 1
    if note:
        assert value(lines, "DESCRIPTION") == note


def test_a_title_cannot_begin_another_entry():
    wicked = "Ring\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:2"
    lines = unfold(write_calendar([Entry("u@x", date(2026, 1, 1), wicked)], name="W", written=WRITTEN))
    assert lines.count("BEGIN:VEVENT") == 1


def test_a_title_turns_nothing_round():
    """U+202E shows all that follows it backwards, in a calendar's own line, too. Hebrew stays as it is written."""
    said = f"Ring {TURNING}Ines\u2028of שרה"
    (line,) = [line for line in unfold(write_calendar([Entry("u@x", date(2026, 1, 1), said, said)], name=TURNING,
               written=WRITTEN)) if line.startswith("SUMMARY")]  # fmt: skip
    assert line == "SUMMARY:Ring Ines\\nof שרה"


def test_no_entries_is_an_empty_calendar():
    lines = unfold(write_calendar([], name="W", written=WRITTEN))
    assert (lines[0], lines[-2]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    assert "BEGIN:VEVENT" not in lines


# ── read by the icalendar package ────────────────────────────────────────────────────────────────────────────────


def events(data):
    return [dict(event) for event in Calendar.from_ical(data).walk("VEVENT")]


@given(TEXT.filter(str.strip), TEXT)
def test_another_reader_reads_the_same(title, note):
    (event,) = events(write_calendar([Entry("u@x", date(2026, 1, 1), title, note)], name="W", written=WRITTEN))
    assert str(event["SUMMARY"]) == title
    assert str(event.get("DESCRIPTION", "")) == note
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (date(2026, 1, 1), date(2026, 1, 2))


def test_a_second_file_is_a_newer_revision_of_the_same_entries():
    """What a calendar does with a file it meets again (RFC 5545, 3.8.7.4): by UID, the higher SEQUENCE counts."""
    first = [Entry("a@x", date(2026, 12, 1), "Ring Ann"), Entry("b@x", date(2026, 12, 2), "Ring Bo")]
    later = [Entry("a@x", date(2026, 12, 9), "Ring Ann"), Entry("c@x", date(2026, 12, 3), "Ring Cy")]
    held = {}
    for entries, written in ((first, WRITTEN), (later, WRITTEN + timedelta(seconds=1)), (first, WRITTEN)):
        for event in events(write_calendar(entries, name="W", written=written)):
            known = held.get(str(event["UID"]))
            if known is None or (event["SEQUENCE"], event["DTSTAMP"].dt) > (known["SEQUENCE"], known["DTSTAMP"].dt):
                held[str(event["UID"])] = event
    assert {uid: event["DTSTART"].dt.day for uid, event in held.items()} == {"a@x": 9, "b@x": 2, "c@x": 3}
