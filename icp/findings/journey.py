"""The journey: which pages there are, which are done, which comes next, and which are left to do by when."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from icp.catalogue import Page, catalogue
from icp.methods.due import plan_homework
from icp.methods.spoken import is_worded
from icp.model import Workbook

ENOUGH_SORTED = 12
ENOUGH_WISHES = 3
ENOUGH_PROMISES = 3


def _all_stay(work: Workbook) -> bool:
    """Whether everybody who makes the heart sink has a way and none of them is to go; False for a list not sorted."""
    present = [client for client in work.clients if not client.former]
    ways = {course.id: course.way for course in work.dealings.courses}
    sinks = [ways.get(client.id) for client in present if client.tier == 3]
    return sum(c.tier is not None for c in present) >= ENOUGH_SORTED and not {None, "goodbye"} & set(sinks)


_DONE: Mapping[str, Callable[[Workbook], bool]] = {
    "start": lambda work: bool(work.text("trade")),
    "guide": lambda work: bool(work.promises),
    "roster": lambda work: sum(client.tier is not None for client in work.clients) >= ENOUGH_SORTED,
    "avatar": lambda work: len(work.avatar.ranked) >= ENOUGH_WISHES,
    "reality": lambda work: work.dealings.reality_kept is not None,
    "compare": lambda work: bool(work.text("surprise")),
    "referrals": lambda work: bool(work.text("thank_first")),
    "absolutes": lambda work: any(is_worded(must, work) for must in work.avatar.absolutes),
    "rules": lambda work: bool(work.dealings.versions),
    "system": lambda work: any(own.due or own.done for own in work.dealings.systems),
    "message": lambda work: bool(work.dealings.message.get("line")),
    "transition": lambda work: work.dealings.plan is not None or _all_stay(work),
    "takeaway": lambda work: len(work.promises) >= ENOUGH_PROMISES,
}
"""When a page's purpose is met. A page not named here has nothing to do."""


def is_done(page: str, work: Workbook) -> bool:
    """Whether the page's "done when" holds for this workbook."""
    done = _DONE.get(page)
    return done is not None and done(work)


def steps() -> tuple[Page, ...]:
    """The pages that can be done, in order."""
    return tuple(page for page in catalogue().pages if page.id in _DONE)


def next_step(page: str) -> Page | None:
    """The page after this one in the journey, leaving out the guide, which is its own way through; None at the end."""
    order = [step for step in steps() if step.id != "guide"]
    ids = [step.id for step in order]
    if page not in ids:
        return None
    place = ids.index(page) + 1
    return order[place] if place < len(order) else None


_NOT_HOMEWORK = ("start", "guide", "takeaway")


def in_a_week(today: date) -> date:
    """A week on, or the Monday after: nobody rings people on a weekend by default."""
    due = today + timedelta(days=7)
    return due + timedelta(days=max(0, 7 - due.weekday()) if due.weekday() > 4 else 0)


def homework(work: Workbook, today: date) -> list[tuple[Page, date]]:
    """The pages of the journey that are not done, in order, with their day."""
    pages = [page for page in steps() if page.id not in _NOT_HOMEWORK and not is_done(page.id, work)]
    days = plan_homework([(page.id, page.minutes) for page in pages], work.dealings.homework, in_a_week(today))
    return [(page, days[page.id]) for page in pages]
