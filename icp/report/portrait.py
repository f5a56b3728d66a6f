"""The ideal client on one page, to be pinned on a wall."""

from __future__ import annotations

from datetime import date

from icp.charts.cameo import draw_cameo
from icp.charts.palette import palette
from icp.export.document import Card, Document, Section, Text
from icp.findings.words import capital, plain
from icp.methods.spoken import fair_words
from icp.model import TagsCriterion, Workbook
from icp.portrait import PARTS, Portrait, draw_portrait
from icp.report.opening import document, entitle
from icp.wishes import is_never, wish_label, wish_target

HEAVIEST = 3
_FEELS = ("belief", "closeness")
_LISTED = 10


@document
def build_portrait(work: Workbook, today: date) -> Document:
    """One card: who it is, what works well and feels right, the heaviest wishes, must-haves as they are said, never
    again, the problem, the promise. Without a portrait it says what to tell first."""
    told = draw_portrait(work)
    block = Text(plain("report.portrait.nothing")) if told.empty else make_card(work, told)
    return entitle("portrait", work, today, [Section("portrait", "", blocks=(block,))])


def make_card(work: Workbook, told: Portrait) -> Card:
    """The portrait as a card."""
    business, promise = work.text("business_name").strip(), work.text("mirror_promise").strip()
    name = plain("report.portrait.name_of", business=business) if business else plain("report.portrait.name")
    title = plain("report.portrait.drawn", n=len(told.known), all=len(PARTS))
    groups = {
        "problem": _problems(work),
        "works": _wishes(work),
        "feels": (*(line for part in _FEELS for line in told.parts.get(part, ())), *_own_feelings(work)),
        "musts": tuple(fair_words(must, work).sentence for must in work.avatar.absolutes),
        "nevers": tuple(capital(words) for words in told.nevers),
    }
    return Card(
        name=name,
        svg=draw_cameo(PARTS, told.known, palette(False), title=title),
        person=told.person,
        groups=tuple((plain(f"report.portrait.{key}"), lines) for key, lines in groups.items() if lines),
        order=tuple(capital(words) for words in told.order[:HEAVIEST]),
        promise=plain("report.portrait.promise", what=promise) if promise else "",
    )


def _problems(work: Workbook) -> tuple[str, ...]:
    wish = work.avatar.find("problem")
    return tuple(capital(words) for words in wish.wanted) if isinstance(wish, TagsCriterion) else ()


def _own_feelings(work: Workbook) -> list[str]:
    """What the owner asks in their own words of who somebody is."""
    own = {question.id for question in work.questions}
    wishes = [c for c in work.avatar.criteria if c.part == "affinity" and c.column in own and not is_never(c)]
    return [capital(wish_label(wish, work)) for wish in wishes]


def _wishes(work: Workbook) -> tuple[str, ...]:
    """Service wishes in a few words each, the ranked ones first; the problem and the heaviest stand on their own."""
    apart = {"problem", *(wish.id for wish in work.avatar.ranked[:HEAVIEST])}
    wishes = [c for c in work.avatar.criteria if c.part == "service" and not is_never(c) and c.id not in apart]
    wishes.sort(key=lambda c: (c.rank is None, c.rank or 0))
    words = []
    for wish in wishes[:_LISTED]:
        target = "" if wish.kind in ("scale", "flag") else wish_target(wish, work)
        words.append(f"{work.label(wish.column)}: {target}" if target else capital(wish_label(wish, work)))
    return (*words, *([plain("report.and_more", n=len(wishes) - _LISTED)] if len(wishes) > _LISTED else []))
