"""Every file that can be taken away: which there are, what each needs to hold something, and its bytes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, get_args

from icp.catalogue import catalogue, speak
from icp.export.names import file_name
from icp.model import Workbook

if TYPE_CHECKING:
    from icp.export.document import Document

Format = Literal["pdf", "docx", "pptx", "xlsx", "csv", "crm", "ics", "json"]
Part = Literal["portrait", "workbook", "rules", "screener", "packet", "letters", "debrief"]
Paper = Literal["a4", "letter"]
Lack = Literal["portrait", "rules", "packet", "musts", "courses", "clients", "anything", "names"]
FORMATS: tuple[Format, ...] = get_args(Format)
PARTS: tuple[Part, ...] = get_args(Part)
PAPERS: tuple[Paper, ...] = get_args(Paper)

MIME: Mapping[Format, str] = MappingProxyType({
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv", "crm": "text/csv", "ics": "text/calendar", "json": "application/json",
})  # fmt: skip
_ENDING: Mapping[Format, str] = MappingProxyType({"crm": "csv"})
_NAMED: Mapping[Format, str] = MappingProxyType(
    {"xlsx": "workbook", "csv": "list", "crm": "crm", "ics": "calendar", "json": "workbook"}
)
"""What a file is named after that holds no part."""
_WHOLE: Mapping[Format, Part | None] = MappingProxyType({"pdf": "workbook", "pptx": "debrief"})
_PAPERWORK: tuple[Part, ...] = ("rules", "packet", "letters")
_LETTER = frozenset("US CA MX PH CL CO VE CR GT HN NI PA SV DO PR BO".split())
"""Where people print on US Letter; everybody else has A4 (Unicode CLDR, measurement data: paper size)."""


class NothingToWrite(Exception):  # noqa: N818 (it names the failure)
    """The file would be empty; ``lack`` says of what there is nothing yet."""

    def __init__(self, lack: Lack) -> None:
        super().__init__(lack)
        self.lack: Lack = lack


class NoSuchFile(Exception):  # noqa: N818
    """A part that is not written in this format."""


def paper_of(locale: str | None) -> Paper:
    """The paper that lies in the printer where this locale ("en-US") is spoken; A4 when it names no place."""
    places = (locale or "").replace("_", "-").upper().split("-")[1:]
    return "letter" if _LETTER.intersection(places) else "a4"


def name_file(work: Workbook, format: Format, part: Part | None, today: date) -> str:
    """What the file is called."""
    named = part or _WHOLE.get(format) or _NAMED.get(format, "papers")
    return file_name(work, named, today, _ENDING.get(format, format))


def load_writers() -> None:
    """Load what the full work as PDF needs, a second and a half once a process: to be done before anybody waits."""
    import scipy.optimize
    import scipy.stats  # noqa: F401
    import typst  # noqa: F401

    import icp.export.pdf
    import icp.report  # noqa: F401


def find_lack(work: Workbook, format: Format, part: Part | None = None, *, hidden: bool = False) -> Lack | None:
    """What the file would need to hold something; None when it can be written.

    ``names``: with everybody called by a number no customer database would find anybody.
    """
    from icp.findings.rules import has_packet
    from icp.portrait import draw_portrait

    part = part or _WHOLE.get(format)
    if format == "docx" and part is None:
        lacks = [find_lack(work, format, each, hidden=hidden) for each in _PAPERWORK]
        return None if None in lacks else lacks[0]
    rules = bool(work.dealings.rules or work.dealings.versions)
    there: Mapping[Lack, Callable[[], bool]] = {
        "portrait": lambda: not draw_portrait(work).empty,
        "rules": lambda: rules,
        "packet": lambda: has_packet(work),
        "musts": lambda: bool(work.avatar.absolutes),
        "courses": lambda: bool(work.dealings.courses),
        "clients": lambda: bool(work.clients),
        "names": lambda: not hidden,
        "anything": lambda: bool(work.clients or work.avatar.criteria or work.promises or rules),
    }
    needs = [lack for at, lacks in _NEEDS.items() if at in (format, part) for lack in lacks]
    return next((lack for lack in needs if not there[lack]()), None)


_NEEDS: Mapping[str, tuple[Lack, ...]] = MappingProxyType({
    "portrait": ("portrait",), "workbook": ("anything",), "rules": ("rules",), "packet": ("packet",),
    "screener": ("musts",),
    "letters": ("courses",), "debrief": ("clients",), "xlsx": ("anything",), "csv": ("clients",),
    "crm": ("clients", "names"),
})  # fmt: skip


def build_file(
    work: Workbook,
    format: Format,
    today: date,
    *,
    part: Part | None = None,
    paper: Paper = "a4",
    hidden: bool = False,
    password: str = "",
) -> bytes:
    """The file. ``hidden`` calls everybody by a number; ``password`` locks a kept copy, which always holds the names.

    Without a part PDF is the full work, PPTX the debrief, and DOCX rules, welcome packet and letters one after the
    other. Raises NothingToWrite, NoSuchFile, and BackupTooBig for a copy nobody could open again.
    """
    if part is not None and format not in ("pdf", "docx", "pptx"):
        raise NoSuchFile
    lack = find_lack(work, format, part, hidden=hidden)
    if lack is not None:
        raise NothingToWrite(lack)
    with speak(work.text("term", "client")):
        if format == "json":
            from icp.export.backup import write_backup

            return write_backup(work, password)
        if format in ("csv", "crm", "ics"):
            return _write_rows(work, format, today, hidden=hidden)
        return _write_document(_build(work, format, part, today, hidden=hidden), format, paper)


def _write_rows(work: Workbook, format: Format, today: date, *, hidden: bool) -> bytes:
    from icp.analysis import score_workbook
    from icp.export.client_list import list_clients
    from icp.export.crm import list_for_crm
    from icp.export.sheet import write_csv
    from icp.findings.names import call_all, hide_names

    if format == "ics":
        from icp.export.calendar import write_calendar
        from icp.findings.takeaway import list_days

        days = list_days(work, today, hidden=hidden)
        return write_calendar(days, name=catalogue().say("frame.app"), written=datetime.now(UTC))
    told = hide_names(work) if hidden else work
    if format == "crm":
        return write_csv(*list_for_crm(told, score_workbook(told)))
    return write_csv(*list_clients(told, score_workbook(told), call_all(told), telling=not hidden))


def _build(work: Workbook, format: Format, part: Part | None, today: date, *, hidden: bool) -> Document:
    from icp import report

    builders = {
        "portrait": report.build_portrait, "workbook": report.build_workbook, "rules": report.build_rules,
        "screener": report.build_screener, "packet": report.build_packet, "letters": report.build_letters,
        "debrief": report.build_debrief, "book": report.build_book,
    }  # fmt: skip

    def build(named: str) -> Document:
        return builders[named](work, today, hidden=hidden)

    if format == "xlsx":
        return build("book")
    one = part or _WHOLE.get(format)
    if one is not None:
        return build(one)
    return _join([build(part) for part in _PAPERWORK if find_lack(work, format, part) is None])


def _join(documents: list[Document]) -> Document:
    """Several documents as one: each begins with its title."""
    from icp.export.document import Section

    sections = []
    for document in documents:
        sections.append(Section(document.id, document.title))
        sections += [replace(section, id=f"{document.id}-{section.id}") for section in document.sections]
    title = catalogue().say("takeaway.keep.papers")
    return replace(documents[0], id="papers", title=title, sections=tuple(sections))


def _write_document(document: Document, format: Format, paper: Paper) -> bytes:
    match format:
        case "pdf":
            from icp.export.pdf import write_pdf

            return write_pdf(document, paper=paper)
        case "docx":
            from icp.export.docx import write_docx

            return write_docx(document)
        case "pptx":
            from icp.export.pptx import write_pptx

            return write_pptx(document)
        case _:
            from icp.export.book import write_book

            return write_book(document)
