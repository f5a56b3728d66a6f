"""What every document begins with: the workbook as it may be told, whose it is, and of which day."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from functools import wraps
from typing import Protocol

from icp.catalogue import speak
from icp.export.document import Document, Section
from icp.export.logo import read_logo
from icp.findings.names import hide_names
from icp.findings.words import plain
from icp.methods.letters import word_day
from icp.model import Workbook
from icp.wishes import is_story_only

FOR_CLIENTS = ("rules", "packet", "letters")
"""What goes to the owner's own clients names nobody who led a workshop."""


class Builder(Protocol):
    """Makes a document of a workbook on a day; ``hidden`` calls everybody by a number."""

    def __call__(self, work: Workbook, today: date, *, hidden: bool = False) -> Document: ...


def document(build: Callable[[Workbook, date], Document]) -> Builder:
    """A builder that sees only what may be told, in the owner's word for their clients, naming who led the workshop."""

    @wraps(build)
    def built(work: Workbook, today: date, *, hidden: bool = False) -> Document:
        with speak(work.text("term", "client")):
            made = build(tell(work, hidden=hidden), today)
            if made.id in FOR_CLIENTS:
                return replace(made, credit=(), logo=b"")
            return replace(made, credit=work.credit, logo=read_logo(work.logo))

    return built


def tell(work: Workbook, *, hidden: bool = False) -> Workbook:
    """The workbook as documents may tell it: in a regulated field without what is only a story, names or numbers."""
    told = work.settled()
    wishes = tuple(wish for wish in told.avatar.criteria if not is_story_only(wish, told))
    if wishes != told.avatar.criteria:
        told = told.changed(avatar=told.avatar.rebuild(wishes))
    return hide_names(told) if hidden else told


def entitle(id: str, work: Workbook, today: date, sections: Iterable[Section], *, title: str = "") -> Document:
    """The document around its sections; ``title`` where it is not the one kept for ``id``."""
    business = work.text("business_name").strip()
    about = [business, word_day(today), *([plain("report.sample")] if work.sample else [])]
    return Document(
        id=id,
        title=title or plain(f"report.{id}.title"),
        day=today,
        sections=tuple(sections),
        subtitle=" · ".join(part for part in about if part),
        business=business,
        currency=work.text("currency", "EUR"),
    )
