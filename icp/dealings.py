"""What the owner decides about working together: must-haves as they are said, prospects, rules and who agreed to them,
goodbyes. Types only; what follows from them is worked out in ``icp.methods``.

Nothing here has room for who somebody is: reasons are ids of behaviours, answers belong to must-haves.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field, field_validator

from icp.record import Record, new_id

Verdict = Literal["yes", "unsure", "no"]
Outcome = Literal["open", "waiting", "taken", "declined", "withdrawn"]
Way = Literal["cherish", "change", "reprice", "goodbye"]
Place = Literal["difficult", "ideal", "dream"]

_SHORT, _LONG = 200, 2_000


class Spoken(Record):
    """A must-have as it is said to prospects up front. ``id`` is the id of its wish."""

    id: str = Field(min_length=1, max_length=64)
    why: str = Field(default="", max_length=_LONG)
    sentence: str = Field(default="", max_length=_LONG)
    question: str = Field(default="", max_length=_LONG)
    good: str = Field(default="", max_length=_LONG)
    worrying: str = Field(default="", max_length=_LONG)


class Provider(Record):
    """Another provider, for whoever suits them better: named to prospects who are declined and clients who leave."""

    id: str = Field(default_factory=new_id)
    name: str = Field(min_length=1, max_length=_SHORT)
    suits: str = Field(default="", max_length=_SHORT)
    contact: str = Field(default="", max_length=_SHORT)


class Prospect(Record):
    """Somebody who may become a client, asked about each must-have.

    ``answers``: id of the must-have → what was found out; ``asked``: the same ids → the must-have in the words of that
    day, so that the history stays readable when wishes change. ``decide_by``: the day an unsure one decides.
    """

    id: str = Field(default_factory=new_id)
    name: str = Field(min_length=1, max_length=80)
    day: date
    source: str = Field(default="", max_length=_SHORT)
    answers: dict[str, Verdict] = Field(default_factory=dict)
    asked: dict[str, str] = Field(default_factory=dict)
    note: str = Field(default="", max_length=_LONG)
    decide_by: date | None = None
    outcome: Outcome = "open"
    closed: date | None = None
    provider: str | None = None


class Rule(Record):
    """A standard agreed before work starts. ``follow_up``: who reminds, "" is the owner. ``about``: the behaviour it
    answers, if any; ``template``: the shipped rule it began as."""

    id: str = Field(default_factory=new_id)
    group: str = Field(default="", max_length=80)
    expectation: str = Field(min_length=1, max_length=_LONG)
    reason: str = Field(default="", max_length=_LONG)
    consequence: str = Field(default="", max_length=_LONG)
    follow_up: str = Field(default="", max_length=80)
    about: str | None = None
    template: str | None = None


class RulesVersion(Record):
    """The rules as they stood on a day. ``business``: whose they were, as it was called then. ``digest``: SHA-256
    (hex) of the document a client is shown (:mod:`icp.methods.rule_document`)."""

    id: str = Field(default_factory=new_id)
    number: int = Field(ge=1)
    day: date
    business: str = ""
    rules: tuple[Rule, ...]
    digest: str = Field(min_length=64, max_length=64)


class Agreement(Record):
    """One client's agreement to one version of the rules. ``token`` is the link's secret, "" for paper.

    ``client``: id of the client, ``name`` as it was then. ``state``: sent, signed, revoked; a link past ``expires``
    and not signed has lapsed. ``signed_by``, ``signed_on``: the name and day the client gave.
    """

    id: str = Field(default_factory=new_id)
    client: str
    name: str = Field(min_length=1, max_length=80)
    version: int = Field(ge=1)
    digest: str = Field(min_length=64, max_length=64)
    token: str = ""
    sent: date
    expires: date | None = None
    state: Literal["sent", "signed", "revoked"] = "sent"
    signed_by: str = Field(default="", max_length=80)
    signed_on: date | None = None


class Breach(Record):
    """A rule not kept: by whom, when, and how far the owner went (reminded, reminded again, talked)."""

    id: str = Field(default_factory=new_id)
    rule: str
    expectation: str = Field(default="", max_length=_LONG)
    client: str
    day: date
    note: str = Field(default="", max_length=_LONG)
    step: int = Field(default=0, ge=0, le=3)
    reminded: date | None = None
    settled: bool = False


class OwnSystem(Record):
    """The owner's own part in an annoyance: was there a rule, told, trained, signed, easy, upheld? None not answered.

    ``id``: the behaviour. ``draft``: the missing instruction in words; ``due``: when it is done, ``done`` on which day.
    """

    id: str = Field(min_length=1, max_length=64)
    rule: bool | None = None
    told: bool | None = None
    trained: bool | None = None
    signed: bool | None = None
    easy: bool | None = None
    upheld: bool | None = None
    draft: str = Field(default="", max_length=_LONG)
    due: date | None = None
    done: date | None = None


class Course(Record):
    """What the owner means to do about one client. ``id`` is the client's.

    ``reasons``: behaviours (columns) it is for, never who somebody is. ``system``, ``talk``, ``terms``: the days the
    ladder's steps were or will be taken. ``notice``: months; ``place``: who first. ``trial``: the day a last try ends.
    ``said``: the day goodbye was said. ``provider``: who suits them better. ``ask``: whom to ask for an introduction.
    ``letter``: the owner's own wording, "" the draft's.
    """

    id: str = Field(min_length=1, max_length=64)
    way: Way
    cause: Literal["person", "work", "money"] | None = None
    reasons: tuple[str, ...] = ()
    change: str = Field(default="", max_length=_LONG)
    system: date | None = None
    talk: date | None = None
    terms: date | None = None
    notice: int = Field(default=1, ge=0, le=12)
    place: int | None = Field(default=None, ge=1)
    trial: date | None = None
    said: date | None = None
    provider: str | None = None
    ask: str | None = None
    letter: str = Field(default="", max_length=4_000)


class Parting(Record):
    """A goodbye of a kept plan. ``id`` is the client's; ``told``: the first day of the month it is said in, ``gone``:
    of the first month without them."""

    id: str = Field(min_length=1, max_length=64)
    told: date
    gone: date


class KeptPlan(Record):
    """The plan of goodbyes the owner decided on: the day, what was needed monthly then, who goes when."""

    day: date
    floor: float = Field(default=0, ge=0)
    partings: tuple[Parting, ...] = ()


class Terms(Record):
    """What a transition has to keep to: amounts a month in the workbook's currency, None not said.

    ``damage``: share of the income a client brought that might leave too. ``arrivals``: new clients a month, and
    ``arrival_value`` what one brings a year; none unless the owner says so. ``weigh``: who goes first, by the hours
    they take or in the owner's own order.
    """

    start: date | None = None
    months: int = Field(default=12, ge=1, le=24)
    floor: float | None = Field(default=None, ge=0)
    hour_cost: float | None = Field(default=None, ge=0)
    cap: int = Field(default=1, ge=1, le=20)
    damage: float = Field(default=0.25, ge=0, le=1)
    arrivals: float | None = Field(default=None, ge=0, le=100)
    arrival_value: float | None = Field(default=None, ge=0)
    weigh: Literal["hours", "order"] = "hours"


class Situation(Record):
    """A situation of the owner's own with its three behaviours. ``column``: the own question that records it."""

    id: str = Field(default_factory=new_id)
    title: str = Field(min_length=1, max_length=_SHORT)
    difficult: str = Field(default="", max_length=_LONG)
    ideal: str = Field(default="", max_length=_LONG)
    dream: str = Field(default="", max_length=_LONG)
    column: str | None = None


class Tried(Record):
    """A wish as it is tried on the reality check. ``id``: the wish's; ``on``: whether everybody has to meet it.

    ``low``, ``high``, ``at_least``: how much is asked in the try, None as much as the wish itself does.
    """

    id: str = Field(min_length=1, max_length=200)
    on: bool = True
    low: float | None = None
    high: float | None = None
    at_least: float | None = Field(default=None, ge=0, le=4)


class Dealings(Record):
    """Everything decided about working together.

    ``expected``: situation → which of its three behaviours the owner asks for; ``plan``: the goodbyes decided on;
    ``tried``: must-haves as they are being tried, not decided yet, and
    ``reality_kept`` the day they were last decided; ``packet``: part of the welcome packet → its words;
    ``message``: part of the message → its words; ``homework``: page → the day it is set down for.
    """

    spoken: tuple[Spoken, ...] = ()
    providers: tuple[Provider, ...] = ()
    prospects: tuple[Prospect, ...] = ()
    rules: tuple[Rule, ...] = ()
    versions: tuple[RulesVersion, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    breaches: tuple[Breach, ...] = ()
    systems: tuple[OwnSystem, ...] = ()
    courses: tuple[Course, ...] = ()
    terms: Terms = Terms()
    plan: KeptPlan | None = None
    situations: tuple[Situation, ...] = ()
    tried: tuple[Tried, ...] = ()
    reality_kept: date | None = None
    expected: dict[str, Place] = Field(default_factory=dict)
    packet: dict[str, str] = Field(default_factory=dict)
    message: dict[str, str] = Field(default_factory=dict)
    homework: dict[str, date] = Field(default_factory=dict)

    @field_validator(
        "spoken",
        "providers",
        "prospects",
        "rules",
        "versions",
        "agreements",
        "breaches",
        "systems",
        "courses",
        "situations",
        "tried",
    )
    @classmethod
    def _unique(cls, items: tuple[Record, ...]) -> tuple[Record, ...]:
        ids = [getattr(item, "id", "") for item in items]
        if len(set(ids)) < len(ids):
            raise ValueError("two entries share an id")
        return items

    def changed(self, **fields: object) -> Dealings:
        """A checked copy with these fields replaced."""
        return Dealings.model_validate({**dict(self), **fields})

    @property
    def latest(self) -> RulesVersion | None:
        """The newest version of the rules."""
        return max(self.versions, key=lambda version: version.number, default=None)


def put(items: tuple[Record, ...], item: Record) -> tuple[Record, ...]:
    """``items`` with the one of the same id replaced, or added at the end."""
    id = getattr(item, "id", None)
    if any(getattr(other, "id", None) == id for other in items):
        return tuple(item if getattr(other, "id", None) == id else other for other in items)
    return (*items, item)
