"""What is said in a room, as frozen types: its steps, its pace, what is revealed, and when it ends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from pydantic import Field, field_validator

from icp.catalogue import coach_kit
from icp.export.logo import LARGEST
from icp.methods.protection import FLOOR, LEAST, LEAST_TEXT
from icp.model import clean_name, clean_text
from icp.record import Record, new_id

Pace = Literal["locked", "free"]
LONGEST_TEXT = 280
LONGEST_STEP = 240  # minutes


class Host(Record):
    """Who leads: as it stands on takeaways. ``contact``: lines of the coach's own (mail, telephone, site); ``logo``: as
    :func:`icp.export.logo.keep_logo` made it, "" for none."""

    name: str = Field(default="", max_length=120)
    contact: tuple[str, ...] = Field(default=(), max_length=4)
    logo: str = Field(default="", max_length=2 * LARGEST, repr=False)

    @field_validator("name", mode="before")
    @classmethod
    def _clean(cls, name: object) -> object:
        return clean_name(name) if isinstance(name, str) else name

    @property
    def credit(self) -> tuple[str, ...]:
        """The lines at the foot of a takeaway."""
        return tuple(line for line in (self.name, *self.contact) if line)


class RoomStep(Record):
    """A step of this room's session; ``step`` names its script in the coach's kit."""

    step: str
    minutes: int = Field(ge=1, le=LONGEST_STEP)

    @property
    def title(self) -> str:
        """Its title."""
        return coach_kit().step[self.step].title

    @property
    def where(self) -> str:
        """Where its people are: "talk", "guide:QUESTION" or "page:PAGE"."""
        return coach_kit().step[self.step].where

    @property
    def shares(self) -> tuple[str, ...]:
        """Kinds of what may be put up in it."""
        return coach_kit().step[self.step].shares


class Timer(Record):
    """A clock that everybody sees, up to its end."""

    ends_at: datetime
    seconds: int = Field(ge=1)

    def left(self, now: datetime) -> int:
        """Seconds that are left, 0 when it is over."""
        return max(0, round((self.ends_at - now).total_seconds()))


class Message(Record):
    """What the coach said to all."""

    text: str = Field(min_length=1, max_length=LONGEST_TEXT)
    sent_at: datetime


class Parked(Record):
    """A question for later."""

    id: str = Field(default_factory=new_id)
    text: str = Field(min_length=1, max_length=LONGEST_TEXT)


class PutAside(Record):
    """What a step begun anew put aside: it comes back while this is remembered."""

    step: int
    kinds: tuple[str, ...]
    revealed: tuple[str, ...]
    timer: Timer | None = None


class Room(Record):
    """Everything said in a room but what its people put up.

    ``at``: the step that runs, −1 before the first. ``pace``: "locked" keeps everybody at steps begun; ``unlocked``
    lets all go on for once. ``sound``: the board rings when a clock runs out. ``revealed``: kinds whose picture is on
    the board. ``least``, ``least_text``: how many people a picture, a wall needs. ``begun_anew``: how often, by kind.
    ``pairs``: person ids.
    """

    name: str = Field(min_length=1, max_length=120)
    host: Host = Host()
    agenda: str
    steps: tuple[RoomStep, ...] = Field(min_length=1)
    pace: Pace = "locked"
    opened_at: datetime
    closed_at: datetime | None = None
    purged_on: datetime | None = None
    at: int = -1
    began_at: datetime | None = None
    unlocked: bool = False
    sound: bool = True
    timer: Timer | None = None
    message: Message | None = None
    revealed: tuple[str, ...] = ()
    least: int = Field(default=LEAST, ge=FLOOR)
    least_text: int = Field(default=LEAST_TEXT, ge=FLOOR)
    begun_anew: dict[str, int] = Field(default_factory=dict)
    aside: PutAside | None = None
    parking: tuple[Parked, ...] = ()
    pairs: tuple[tuple[str, ...], ...] = ()
    thanks: str = Field(default="", max_length=2000)

    @field_validator("name", mode="before")
    @classmethod
    def _clean(cls, name: object) -> object:
        return clean_text(name)[:120] if isinstance(name, str) else name

    @property
    def step(self) -> RoomStep | None:
        """The step that runs."""
        return self.steps[self.at] if 0 <= self.at < len(self.steps) else None

    @property
    def coming(self) -> tuple[RoomStep, ...]:
        """The steps after it."""
        return self.steps[self.at + 1 :]

    @property
    def closed(self) -> bool:
        """Whether the session is over."""
        return self.closed_at is not None

    @property
    def minutes(self) -> int:
        """How long all steps take."""
        return sum(step.minutes for step in self.steps)

    def changed(self, **parts: object) -> Room:
        """A checked copy with these parts replaced."""
        return Room.model_validate({**self.model_dump(), **parts})

    def with_coming(self, coming: Sequence[RoomStep]) -> Room:
        """The plan with other steps to come; itself where it would be left without any step."""
        steps = (*self.steps[: self.at + 1], *coming)
        return self.changed(steps=steps) if steps else self

    def is_revealed(self, kind: str) -> bool:
        """Whether that kind's picture is on the board."""
        return kind in self.revealed
