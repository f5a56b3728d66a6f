"""What changes on Monday, what is ahead and what could be promised, in words; names as this browser shows them.

Every function takes ``wording``: ``say`` for Markdown, ``catalogue().say`` for plain text.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from icp.catalogue import Question, catalogue
from icp.charts.text import shorten
from icp.methods.due import Due, Idea
from icp.methods.letters import word_day
from icp.methods.readiness import split_sentences
from icp.model import Promise, Workbook
from icp.monday import Change, Seek, Spare, Stop, Talk, Thank, Wait
from icp.ui.avatar.shared import trait_words
from icp.ui.roster.names import are_hidden, call
from icp.ui.system.found import annoyance_label
from icp.ui.text import counted, esc, money, say, term
from icp.wishes import wish_label

Wording = Callable[..., str]
_RULE = 140


def day_words(day: date) -> str:
    """ "Friday, 27 November 2026"."""
    return f"{day:%A}, {word_day(day)}"


def short_day(day: date) -> str:
    """ "27 Nov 2026", for narrow places."""
    return f"{day.day} {day:%b %Y}"


def name_of(id: str | None, work: Workbook) -> str:
    """How a client is called here, in plain text; "somebody" for whoever has left the list."""
    client = work.client(id or "")
    return call(client, work) if client is not None else _somebody()


def _somebody() -> str:
    return say("takeaway.hidden_who")


def promise_text(promise: Promise) -> str:
    """A promise as it was typed, in plain text; hidden with the names, which may stand in it."""
    return say("takeaway.hidden_text") if are_hidden() else promise.text


# ── Monday ───────────────────────────────────────────────────────────────────────────────────────────────────────


def sentence(change: Change, work: Workbook, wording: Wording = say) -> str:
    """One finding as one or two sentences."""
    match change:
        case Thank():
            return _thank(change, work, wording)
        case Stop():
            return _stop(change, work, wording)
        case Talk():
            return _talk(change, work, wording)
        case Spare():
            return _spare(change, work, wording)
        case Seek():
            return _seek(change, work, wording)
        case Wait():
            who = _somebody() if are_hidden() else change.name
            return wording("takeaway.wait.words", name=who, day=day_words(change.day))


def _thank(change: Thank, work: Workbook, wording: Wording) -> str:
    name = name_of(change.client, work) if change.client or are_hidden() else change.name
    if change.sent > 1 and change.glad:
        terms = term(work, many=True)
        return wording("takeaway.thank.many", name=name, sent=change.sent, glad=change.glad, terms=terms)
    return wording("takeaway.thank.one" if change.glad else "takeaway.thank.plain", name=name)


def _stop(change: Stop, work: Workbook, wording: Wording) -> str:
    label = annoyance_label(change.column, work)
    said = [wording("takeaway.stop.count", what=label, doing=change.doing, known=change.known)]
    if change.rule:
        said.append(wording("takeaway.stop.rule", rule=shorten(split_sentences(change.rule)[0], _RULE)))
    by, day = ("_by", day_words(change.due)) if change.due else ("", "")
    if change.step in ("ask", "nothing"):
        said.append(wording(f"takeaway.stop.ask{by}", day=day))
    else:
        said.append(wording(f"takeaway.stop.step{by}", day=day, step=wording(f"system.do.{change.step}")))
    return " ".join(said)


def _talk(change: Talk, work: Workbook, wording: Wording) -> str:
    what = catalogue().say(f"takeaway.talk.{change.kind}", name=name_of(change.client, work))
    hours = counted(round(change.hours), "hour") if change.hours else ""
    if change.day is None:
        return wording("takeaway.talk.hours" if hours else "takeaway.talk.plain", what=what, hours=hours)
    key = "takeaway.talk.by_hours" if hours else "takeaway.talk.by"
    return wording(key, what=what, day=day_words(change.day), hours=hours)


def _spare(change: Spare, work: Workbook, wording: Wording) -> str:
    wish = work.avatar.find(change.id)
    key = "plain" if not change.hours else "both" if change.value else "hours"
    return wording(
        f"takeaway.spare.{key}", what=wish_label(wish, work) if wish else change.id, fails=change.fails,
        of=counted(change.of, work.text("term", "client")), hours=counted(round(change.hours), "hour"),
        value=money(change.value, work),
    )  # fmt: skip


def _seek(change: Seek, work: Workbook, wording: Wording) -> str:
    trait = change.trait
    counts = {"k": trait.loved_k, "n": trait.loved_n, "ok": trait.other_k, "on": trait.other_n}
    question = work.question(trait.field)
    if trait.field == "referred_by" or question is None:
        return wording("takeaway.seek.through", **counts)
    if wording is say:
        return say("takeaway.seek.words", safe_what=trait_words(question, trait), **counts)
    label = question.wish or question.label if isinstance(question, Question) else question.label
    return wording("takeaway.seek.words", what=label, **counts)


# ── what is ahead, what could be promised ────────────────────────────────────────────────────────────────────────


def word_due(due: Due, work: Workbook) -> str:
    """One thing that is ahead, in plain text."""
    plain = catalogue().say
    if due.kind == "promise":
        return next((promise_text(p) for p in work.promises if p.id == due.id), "")
    if due.kind == "own":
        return plain("takeaway.due.own", what=annoyance_label(due.id, work))
    if due.kind == "decide":
        return plain("takeaway.due.decide", name=_prospect(due.id, work))
    return plain(f"takeaway.due.{due.kind}", name=name_of(due.client, work))


def word_idea(idea: Idea, work: Workbook, *, shown: bool = True) -> str:
    """Something that could be promised, in plain text; with the real names unless ``shown`` here."""
    plain, hide = catalogue().say, shown and are_hidden()
    client = work.client(idea.client or "")
    if idea.kind in ("thank", "ask"):
        name = call(client, work) if client and hide else _somebody() if hide else idea.subject
        return plain(f"takeaway.idea.{idea.kind}", name=name)
    if idea.kind == "rules":
        return plain("takeaway.idea.rules")
    if idea.kind == "own":
        return plain("takeaway.due.own", what=annoyance_label(idea.subject, work))
    if idea.kind == "decide":
        name = next((p.name for p in work.dealings.prospects if p.id == idea.subject), "")
        return plain("takeaway.idea.decide", name=_somebody() if hide else name)
    name = (call(client, work) if hide else client.name) if client else _somebody()
    return plain(f"takeaway.due.{idea.kind}", name=name)


def _prospect(id: str, work: Workbook) -> str:
    if are_hidden():
        return _somebody()
    return next((prospect.name for prospect in work.dealings.prospects if prospect.id == id), _somebody())


def list_names(names: list[str], most: int = 6) -> str:
    """ "Ines, Tom and 5 more", as Markdown."""
    more = len(names) - most
    shown = [esc(name) for name in (names[:most] if more > 0 else names)]
    return ", ".join(shown) + (f", {say('transition.more', n=more)}" if more > 0 else "")
