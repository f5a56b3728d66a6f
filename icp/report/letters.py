"""The letters that may be sent: to whoever's course changes, about the rules, and thanks to whoever sends people."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from icp.analysis import read_referrals
from icp.dealings import Course
from icp.export.document import Document, Quote, Section, Text
from icp.findings.outlook import Held, work_out
from icp.findings.rules import announce
from icp.findings.transition import has_month, may_be_told, planned_last
from icp.findings.words import enumerate_words, plain
from icp.methods.cells import fold
from icp.methods.letters import write_letter
from icp.methods.message_draft import Message
from icp.methods.partings import last_day
from icp.model import Workbook
from icp.report.opening import document, entitle

_NAMED = 12


@document
def build_letters(work: Workbook, today: date) -> Document:
    """A section a letter. A goodbye is written only when every step before it is taken; who waits is named at the end.

    Somebody who has left gets none.
    """
    courses = list(_courses(work, today))
    waiting = [section for section in courses if section.id == "waiting"]
    letters = [section for section in courses if section.id != "waiting"]
    sections = [*_thanks(work), *letters, *_rules(work), *waiting]
    return entitle("letters", work, today, sections or [Section("letters", plain("report.letters.none"))])


def _letter(id: str, heading: str, text: str, *, own: bool, care: bool = False) -> Section:
    notes = [plain("report.letters.own" if own else "report.letters.draft")]
    notes += [plain("report.letters.care")] if care else []
    return Section(id, heading, blocks=(Quote(text.strip()), Text(" ".join(notes), quiet=True)))


def _thanks(work: Workbook) -> Iterator[Section]:
    """The words for whoever the owner chose to thank first, where they are a person and not a place."""
    chosen = work.text("thank_first").strip()
    if not chosen or not work.clients:
        return
    sender = next((each for each in read_referrals(work).senders if fold(each.name) == fold(chosen)), None)
    if sender is None:
        return
    own = work.dealings.message.get(f"ask:{fold(chosen)}", "")
    text = own or Message(work).ask(chosen, person=True, glad=bool(sender.loved))
    yield _letter("thanks", plain("report.letters.thank", name=chosen), text, own=bool(own))


def _courses(work: Workbook, today: date) -> Iterator[Section]:
    if not work.dealings.courses:
        return
    held = work_out(work, today)
    waiting, later = [], []
    for course in held.decided:
        client = held.clients[course.id]
        if client.former:
            continue
        last = _last(held, course)
        if course.way == "goodbye" and course.said is None:
            if not may_be_told(held, course):
                waiting.append(client.name)
                continue
            if not has_month(held, course):
                later.append(client.name)
                continue
        text = course.letter or write_letter(work, client, course, today, last)
        heading = plain(f"report.letters.{course.way}", name=client.name)
        yield _letter(f"letter_{course.id}", heading, text, own=bool(course.letter), care=course.way != "cherish")
    said = [
        Text(plain(f"report.letters.{why}", names=enumerate_words(names, _NAMED)), quiet=True)
        for why, names in (("waiting", waiting), ("later", later)) if names
    ]  # fmt: skip
    if said:
        yield Section("waiting", plain("report.letters.not_yet"), blocks=tuple(said))


def _last(held: Held, course: Course) -> date | None:
    if course.way != "goodbye":
        return None
    return last_day(course.said, course.notice) if course.said is not None else planned_last(held, course)


def _rules(work: Workbook) -> Iterator[Section]:
    latest = work.dealings.latest
    if latest is not None:
        text = announce(work, latest, plain("report.letters.announce_name"), hosted=False)
        yield _letter("announce", plain("report.letters.announce"), text, own=False)
