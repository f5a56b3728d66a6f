"""What to say and what to write to a client whose course changes, from the owner's own dates and the list's answers.

Words stand in ``data/letters.toml``; only what is known is told: no day, number or name comes from anywhere else. The
reasons are behaviours by the same rule as in a plan, so no letter can give who somebody is as one. Everything is plain
text, in the words of an owner who says "I".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from icp.catalogue import catalogue
from icp.dealings import Course, Provider
from icp.model import Client, Workbook, is_about_the_person

Talk = Literal["talk", "terms", "goodbye"]


@dataclass(frozen=True, slots=True)
class Line:
    """One step of a conversation: what it is for, and what to say or do; both plain text."""

    head: str
    say: str


def word_day(day: date) -> str:
    """A day as letters write it: "31 January 2027"."""
    return f"{day.day} {day:%B %Y}"


def word_reasons(work: Workbook, reasons: Sequence[str]) -> str:
    """The behaviours as they are called in front of the client: "a, b and c"; "" for none.

    A reason about who somebody is gets no words.
    """
    named = catalogue().words["letters"]["reason"]
    words = [
        named[reason] if reason in named else _say("reason.own", label=work.label(reason))
        for reason in reasons
        if not is_about_the_person(reason, work.label(reason))
    ]
    return _join(words)


def word_facts(work: Workbook, course: Course, today: date) -> str:
    """What was agreed, how often it came up since, when it was talked about: the owner's own dates that have passed."""
    facts = []
    signed = [
        a.signed_on
        for a in work.dealings.agreements
        if a.client == course.id and a.state == "signed" and a.signed_on is not None
    ]
    if signed:
        facts.append(_say("fact.agreed", date=word_day(max(signed))))
    breaches = sorted(
        b.day for b in work.dealings.breaches if b.client == course.id and (not signed or b.day >= max(signed))
    )
    if signed and breaches:
        several = "fact.breaches" if len(breaches) > 1 else "fact.breach"
        facts.append(_say(several, n=len(breaches), date=word_day(breaches[-1])))
    if course.talk is not None and course.talk <= today:
        facts.append(_say("fact.talked", date=word_day(course.talk)))
    if course.way == "goodbye" and course.terms is not None and course.terms <= today:
        facts.append(_say("fact.offered", date=word_day(course.terms)))
    return " ".join(facts)


def write_letter(work: Workbook, client: Client, course: Course, today: date, last: date | None = None) -> str:
    """A draft for the course's way: goodbye, one change, another price, or a word to somebody who stays.

    ``last``: the last day of somebody who goes, None at once. Nothing is announced for a day that is over: a course
    that was a goodbye before has days of its own. The caller sees to it that a goodbye's ladder is behind.
    """
    parts = [_say("greeting", name=client.name), _thanks(client)]
    reasons = word_reasons(work, course.reasons)
    facts = word_facts(work, course, today)
    change = course.change.strip()
    if course.way == "goodbye":
        parts += [
            facts,
            _say(f"goodbye.{course.cause or 'person'}", reasons=reasons) if reasons else "",
            _say("goodbye.no_blame"),
            _say("goodbye.last_day", date=word_day(last)) if last else _say("goodbye.at_once"),
            _suggest(find_provider(work, course)),
            _say("goodbye.close"),
        ]
    elif course.way == "change":
        parts += [
            facts,
            _say("change.why", reasons=reasons) if reasons else "",
            _say("change.ask", change=change) if change else _say("change.ask_open"),
            _say("change.mine"),
            _say("change.trial", date=word_day(course.trial)) if course.trial and course.trial > today else "",
            _say("change.close"),
        ]
    elif course.way == "reprice":
        parts += [
            _say("reprice.why", reasons=reasons) if reasons else _say("reprice.why_plain"),
            _say("reprice.offer", change=change) if change else _say("reprice.offer_open"),
            _say("reprice.from", date=word_day(course.terms)) if course.terms and course.terms >= today else "",
            _say("reprice.close"),
        ]
    else:
        parts += [_say("cherish.glad"), _say("cherish.gift", change=change) if change else "", _say("cherish.close")]
    parts.append("\n".join(filter(None, (_say("sign_off"), work.text("business_name")))))
    return "\n\n".join(part for part in parts if part)


def guide_talk(work: Workbook, course: Course, talk: Talk, today: date, last: date | None = None) -> tuple[Line, ...]:
    """A conversation step by step: the talk, the other terms, or the goodbye itself (``last``: the last day)."""
    reasons = word_reasons(work, course.reasons)
    facts = word_facts(work, course, today)
    change = course.change.strip()
    if talk == "talk":
        steps = ["before", "open", *(["fact"] if reasons else []), "ask", "wish" if change else "wish_open", "end"]
    elif talk == "terms":
        steps = ["before", "open", *(["fact"] if reasons else []), "ask" if change else "ask_open", "end"]
    else:
        cause = course.cause or "person"
        steps = ["before", "open" if last else "open_now", *([cause] if reasons else []), *(["tried"] if facts else [])]
        steps += ["provider" if find_provider(work, course) else "no_provider", "anger"]
        steps += ["less_money" if cause == "money" else "more_money", "end"]
    provider = find_provider(work, course)
    values = {
        "reasons": reasons,
        "facts": facts,
        "change": change,
        "name": provider.name if provider else "",
        "date": word_day(last) if last else "",
    }
    return tuple(
        Line(_say(f"guide.{talk}.{step}.head"), _say(f"guide.{talk}.{step}.say", **values).replace(" ”", "”"))
        for step in steps
    )


def find_provider(work: Workbook, course: Course) -> Provider | None:
    """The other provider named for this client, or None."""
    return next((p for p in work.dealings.providers if p.id == course.provider), None)


def _thanks(client: Client) -> str:
    year = str(client.values.get("first_date", ""))[:4]
    return _say("thanks.since", year=year) if year.isdecimal() and len(year) == 4 else _say("thanks.plain")


def _suggest(provider: Provider | None) -> str:
    if provider is None:
        return _say("goodbye.no_provider")
    suits = _say("goodbye.suits", whom=provider.suits) if provider.suits else "."
    contact = _say("goodbye.contact", contact=provider.contact) if provider.contact else ""
    return _say("goodbye.provider", name=provider.name, suits=suits, contact=contact).strip()


def _join(words: Sequence[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])}{_say('joined_by')}{words[-1]}"


def _say(key: str, **values: Any) -> str:
    return catalogue().say(f"letters.{key}", **values)
