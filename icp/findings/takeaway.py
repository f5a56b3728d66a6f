"""What goes home in words: the days for a calendar, and all of it as plain text to print."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from hashlib import sha256

from icp.export.calendar import Entry
from icp.findings.journey import homework
from icp.findings.monday import sentence, word_due
from icp.findings.names import hide_names
from icp.findings.words import date_words, plain
from icp.methods.due import find_return, list_due
from icp.model import Workbook
from icp.monday import Change, find_monday
from icp.portrait import draw_portrait
from icp.wishes import is_story_only


def list_days(work: Workbook, today: date, *, hidden: bool = False) -> list[Entry]:
    """The days of the calendar file: what is ahead, homework that has its day, the day to come back."""
    work = hide_names(work) if hidden else work
    days = [
        ("due", f"{due.kind}:{due.id}", due.day, word_due(due, work, hidden=hidden)) for due in list_due(work, today)
    ]
    days += [
        ("homework", page.id, day, plain("takeaway.due.homework", page=page.title, n=page.minutes))
        for page, day in homework(work, today)
    ]
    days.append(("return", "90", find_return(work.created.date(), today), plain("takeaway.due.back")))
    return [Entry(_uid(work, kind, id), day, title) for kind, id, day, title in days]


def _uid(work: Workbook, kind: str, id: str) -> str:
    """The same for the same thing of the same workbook, however often the file is written; it tells nothing."""
    digest = sha256(f"{work.created.isoformat()}|{kind}|{id}".encode()).hexdigest()
    return f"{digest[:32]}@ideal-client-workshop"


def write_text(work: Workbook, changes: Sequence[Change], today: date, *, hidden: bool = False) -> str:
    """The takeaway as plain text. In a regulated field the portrait leaves out what may only be told as a story."""
    days = sorted(list_days(work, today, hidden=hidden), key=_day)
    if hidden:
        work = hide_names(work)
        changes = find_monday(work, today)
    business = work.text("business_name")
    wishes = tuple(wish for wish in work.avatar.criteria if not is_story_only(wish, work))
    told = work.changed(avatar=work.avatar.rebuild(wishes))
    portrait = draw_portrait(told)
    rules = work.dealings.latest.rules if work.dealings.latest else work.dealings.rules
    spoken = {each.id: each.sentence for each in work.dealings.spoken if each.sentence}
    musts = [spoken.get(must.id) or words for must, words in zip(told.avatar.absolutes, portrait.musts, strict=True)]
    order = [plain("takeaway.text.order", what="; ".join(portrait.order))] if portrait.order else []
    parts = [
        ("takeaway.monday", [" ".join(sentence(change, work, plain, hidden=hidden)) for change in changes]),
        ("takeaway.text.days", [f"{date_words(entry.day)}: {entry.title}" for entry in days]),
        ("takeaway.text.portrait", [*filter(None, (portrait.person, *portrait.lines)), *order]),
        ("takeaway.text.musts", musts),
        ("takeaway.text.nevers", list(portrait.nevers)),
        ("takeaway.text.rules", [rule.expectation for rule in rules]),
    ]
    title = plain("takeaway.text.title", name=business) if business else plain("takeaway.text.title_plain")
    sample = [plain("report.sample")] if work.sample else []
    lines = [title, "=" * len(title), plain("takeaway.text.date", day=date_words(today)), *sample, ""]
    for key, said in parts:
        if said:
            head = plain(key)
            lines += [head, "-" * len(head), *(f"- {one}" for one in said), ""]
    led = [plain("takeaway.text.led", who=" · ".join(credit))] if (credit := work.credit) else []
    return "\n".join([*lines, *led, plain("takeaway.text.foot"), ""])


def _day(entry: Entry) -> date:
    return entry.day
