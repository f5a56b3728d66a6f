"""What changes on Monday, what is ahead and what could be promised, in words.

``hidden`` calls people by a number or "somebody", for when somebody looks over the shoulder.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from icp.catalogue import Question
from icp.charts.text import shorten
from icp.findings.names import call
from icp.findings.system import annoyance_label
from icp.findings.words import Wording, counted, date_words, money, plain, term
from icp.methods.due import Due, Idea
from icp.methods.readiness import split_sentences
from icp.model import Promise, Workbook
from icp.monday import SINKS, Change, Seek, Spare, Stop, Talk, Thank, Wait
from icp.wishes import wish_label

_RULE = 140


def short_day(day: date, today: date) -> str:
    """ "27 Nov", with the year where it is another, for narrow places."""
    return f"{day.day} {day:%b}" if day.year == today.year else f"{day.day} {day:%b} ’{day:%y}"


def hours_words(hours: float) -> str:
    """ "1,112 hours"."""
    return counted(round(hours), "hour") if round(hours) < 1000 else f"{hours:,.0f} {plain('noun.hour.many')}"


def name_of(id: str | None, work: Workbook, *, hidden: bool = False) -> str:
    """How a client is called, in plain text; "somebody" for whoever has left the list."""
    client = work.client(id or "")
    return call(client, work, hidden=hidden) if client is not None else somebody()


def somebody() -> str:
    """How a person is called who is not to be named."""
    return plain("takeaway.hidden_who")


def promise_text(promise: Promise, *, hidden: bool = False) -> str:
    """A promise as it was typed, in plain text; hidden with the names, which may stand in it."""
    return plain("takeaway.hidden_text") if hidden else promise.text


def promise_about(promise: Promise, work: Workbook, *, hidden: bool = False) -> str:
    """A promise with whom it is about, where its own words do not name them: "Thank them (Ann B.)". Plain text."""
    text, client = promise_text(promise, hidden=hidden), work.client(promise.client or "")
    if hidden or client is None or client.name.split(" ")[0].casefold() in text.casefold():
        return text
    return plain("takeaway.promise_about", what=text, name=client.name)


# ── Monday ───────────────────────────────────────────────────────────────────────────────────────────────────────


def sentence(change: Change, work: Workbook, wording: Wording, *, hidden: bool = False) -> tuple[str, str]:
    """One finding in ``wording``: its beginning, what to do, and the sentences after it."""
    return _SAID[type(change)](change, work, wording, hidden)


def _thank(change: Thank, work: Workbook, wording: Wording, hidden: bool) -> tuple[str, str]:
    name = name_of(change.client, work, hidden=hidden) if change.client or hidden else change.name
    many = change.sent > 1 and change.glad
    key = "many" if many else "one" if change.glad else "plain"
    rest = wording(f"takeaway.thank.{key}", sent=change.sent, glad=change.glad, terms=term(work, many=True))
    return wording("takeaway.thank.lead", name=name), rest


def _stop(change: Stop, work: Workbook, wording: Wording, hidden: bool) -> tuple[str, str]:
    key = "count_one" if change.doing == 1 else "count"
    said = [wording(f"takeaway.stop.{key}", doing=change.doing, known=change.known)]
    if change.rule:
        said.append(wording("takeaway.stop.rule", rule=shorten(split_sentences(change.rule)[0], _RULE)))
    by, day = ("_by", date_words(change.due)) if change.due else ("", "")
    if change.step in ("ask", "nothing"):
        said.append(wording(f"takeaway.stop.ask{by}", day=day))
    else:
        said.append(wording(f"takeaway.stop.step{by}", day=day, step=wording(f"system.do.{change.step}")))
    return wording("takeaway.stop.lead", what=annoyance_label(change.column, work)), " ".join(said)


def _talk(change: Talk, work: Workbook, wording: Wording, hidden: bool) -> tuple[str, str]:
    hours = hours_words(change.hours) if change.hours else ""
    sinking = [client for client in work.clients if client.tier == SINKS and not client.former]
    alone = "plain" if len(sinking) == 1 else "open"
    key = ("by_hours" if hours else "by") if change.day else "hours" if hours else alone
    rest = wording(f"takeaway.talk.{key}", day=date_words(change.day) if change.day else "", hours=hours)
    return wording(f"takeaway.talk.{change.kind}", name=name_of(change.client, work, hidden=hidden)), rest


def _spare(change: Spare, work: Workbook, wording: Wording, hidden: bool) -> tuple[str, str]:
    wish = work.avatar.find(change.id)
    key = "plain" if not change.hours else "both" if change.value else "hours"
    rest = wording(
        f"takeaway.spare.{key}", fails=change.fails, of=counted(change.of, work.text("term", "client")),
        hours=hours_words(change.hours), value=money(change.value, work),
    )  # fmt: skip
    if change.unpriced:
        rest = f"{rest} {wording('absolutes.price_unpriced', n=change.unpriced)}"
    return wording("takeaway.spare.lead", what=wish_label(wish, work) if wish else change.id), rest


def _seek(change: Seek, work: Workbook, wording: Wording, hidden: bool) -> tuple[str, str]:
    trait = change.trait
    counts = {"k": trait.loved_k, "n": trait.loved_n, "ok": trait.other_k, "on": trait.other_n}
    question = work.question(trait.field)
    lead = wording("takeaway.seek.lead")
    if trait.field == "referred_by" or question is None:
        return lead, wording("takeaway.seek.through", **counts, terms=term(work, many=True))
    label = question.wish or question.label if isinstance(question, Question) else question.label
    return lead, wording("takeaway.seek.words", what=label, **counts)


def _wait(change: Wait, work: Workbook, wording: Wording, hidden: bool) -> tuple[str, str]:
    name = somebody() if hidden else change.name
    return wording("takeaway.wait.lead", name=name), wording("takeaway.wait.words", day=date_words(change.day))


_SAID: Mapping[type[object], Callable[..., tuple[str, str]]] = {
    Thank: _thank, Stop: _stop, Talk: _talk, Spare: _spare, Seek: _seek, Wait: _wait,
}  # fmt: skip


# ── what is ahead, what could be promised ────────────────────────────────────────────────────────────────────────


def word_due(due: Due, work: Workbook, *, hidden: bool = False) -> str:
    """One thing that is ahead, in plain text."""
    if due.kind == "promise":
        return next((promise_about(p, work, hidden=hidden) for p in work.promises if p.id == due.id), "")
    if due.kind == "own":
        return plain("takeaway.due.own", what=annoyance_label(due.id, work))
    if due.kind == "decide":
        return plain("takeaway.due.decide", name=_prospect(due.id, work, hidden))
    return plain(f"takeaway.due.{due.kind}", name=name_of(due.client, work, hidden=hidden))


def word_idea(idea: Idea, work: Workbook, *, hidden: bool = False) -> str:
    """Something that could be promised, in plain text."""
    client = work.client(idea.client or "")
    if idea.kind in ("thank", "ask"):
        name = call(client, work, hidden=True) if client and hidden else somebody() if hidden else idea.subject
        return plain(f"takeaway.idea.{idea.kind}", name=name)
    if idea.kind == "rules":
        return plain("takeaway.idea.rules")
    if idea.kind == "own":
        return plain("takeaway.due.own", what=annoyance_label(idea.subject, work))
    if idea.kind == "decide":
        name = next((p.name for p in work.dealings.prospects if p.id == idea.subject), "")
        return plain("takeaway.idea.decide", name=somebody() if hidden else name)
    name = (call(client, work, hidden=True) if hidden else client.name) if client else somebody()
    return plain(f"takeaway.due.{idea.kind}", name=name)


def _prospect(id: str, work: Workbook, hidden: bool) -> str:
    if hidden:
        return somebody()
    return next((prospect.name for prospect in work.dealings.prospects if prospect.id == id), somebody())
