"""What changes on Monday, what is ahead and what could be promised, in words; names as this browser shows them.

Every function takes ``wording``: ``say`` for Markdown, ``catalogue().say`` for plain text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
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


def short_day(day: date, today: date) -> str:
    """ "27 Nov", with the year where it is another, for narrow places."""
    return f"{day.day} {day:%b}" if day.year == today.year else f"{day.day} {day:%b} ’{day:%y}"


def hours_words(hours: float) -> str:
    """ "1,112 hours"."""
    return counted(round(hours), "hour") if round(hours) < 1000 else f"{hours:,.0f} {say('noun.hour.many')}"


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
    """One finding as one or a few sentences; in Markdown its beginning, what to do, is bold."""
    lead, rest = _SAID[type(change)](change, work, wording)
    return f"**{lead}** {rest}" if wording is say else f"{lead} {rest}"


def _thank(change: Thank, work: Workbook, wording: Wording) -> tuple[str, str]:
    name = name_of(change.client, work) if change.client or are_hidden() else change.name
    many = change.sent > 1 and change.glad
    key = "many" if many else "one" if change.glad else "plain"
    rest = wording(f"takeaway.thank.{key}", sent=change.sent, glad=change.glad, terms=term(work, many=True))
    return wording("takeaway.thank.lead", name=name), rest


def _stop(change: Stop, work: Workbook, wording: Wording) -> tuple[str, str]:
    said = [wording("takeaway.stop.count", doing=change.doing, known=change.known)]
    if change.rule:
        said.append(wording("takeaway.stop.rule", rule=shorten(split_sentences(change.rule)[0], _RULE)))
    by, day = ("_by", day_words(change.due)) if change.due else ("", "")
    if change.step in ("ask", "nothing"):
        said.append(wording(f"takeaway.stop.ask{by}", day=day))
    else:
        said.append(wording(f"takeaway.stop.step{by}", day=day, step=wording(f"system.do.{change.step}")))
    return wording("takeaway.stop.lead", what=annoyance_label(change.column, work)), " ".join(said)


def _talk(change: Talk, work: Workbook, wording: Wording) -> tuple[str, str]:
    hours = hours_words(change.hours) if change.hours else ""
    key = ("by_hours" if hours else "by") if change.day else "hours" if hours else "plain"
    rest = wording(f"takeaway.talk.{key}", day=day_words(change.day) if change.day else "", hours=hours)
    return wording(f"takeaway.talk.{change.kind}", name=name_of(change.client, work)), rest


def _spare(change: Spare, work: Workbook, wording: Wording) -> tuple[str, str]:
    wish = work.avatar.find(change.id)
    key = "plain" if not change.hours else "both" if change.value else "hours"
    rest = wording(
        f"takeaway.spare.{key}", fails=change.fails, of=counted(change.of, work.text("term", "client")),
        hours=hours_words(change.hours), value=money(change.value, work),
    )  # fmt: skip
    return wording("takeaway.spare.lead", what=wish_label(wish, work) if wish else change.id), rest


def _seek(change: Seek, work: Workbook, wording: Wording) -> tuple[str, str]:
    trait = change.trait
    counts = {"k": trait.loved_k, "n": trait.loved_n, "ok": trait.other_k, "on": trait.other_n}
    question = work.question(trait.field)
    lead = wording("takeaway.seek.lead")
    if trait.field == "referred_by" or question is None:
        return lead, wording("takeaway.seek.through", **counts)
    if wording is say:
        return lead, say("takeaway.seek.words", safe_what=trait_words(question, trait), **counts)
    label = question.wish or question.label if isinstance(question, Question) else question.label
    return lead, wording("takeaway.seek.words", what=label, **counts)


def _wait(change: Wait, work: Workbook, wording: Wording) -> tuple[str, str]:
    name = _somebody() if are_hidden() else change.name
    return wording("takeaway.wait.lead", name=name), wording("takeaway.wait.words", day=day_words(change.day))


_SAID: Mapping[type[object], Callable[..., tuple[str, str]]] = {
    Thank: _thank, Stop: _stop, Talk: _talk, Spare: _spare, Seek: _seek, Wait: _wait,
}  # fmt: skip


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
