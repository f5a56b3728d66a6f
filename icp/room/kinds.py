"""What may be put up in a room, and how each kind is guarded.

Nothing the law protects about a person is ever put up (GUARDRAILS 1): of clients, only how many of them fit and what
the referral test said, each as one of a few words about the owner's own list. An age or an income belongs to the ideal
client, who is nobody: it is the owner's wish, told as a band, guarded as sensitive, and left out altogether where the
law limits whom an owner may turn down. Beliefs, gender and stage of life stay out even of that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from icp.catalogue import catalogue
from icp.methods.protection import Protection
from icp.model import is_protected
from icp.room.state import Room

Shape = Literal["choice", "several", "text", "card"]

AGE_BANDS: tuple[tuple[str, float, float], ...] = (
    ("under_30", 0, 30), ("30_39", 30, 40), ("40_49", 40, 50), ("50_59", 50, 60), ("60_up", 60, 200),
)  # fmt: skip
FIT_BANDS: tuple[tuple[str, float], ...] = (
    ("none", 0.0), ("few", 0.25), ("some", 0.5), ("many", 0.75), ("nearly_all", 1.0),
)  # fmt: skip
"""The share of one's clients that fit: none, up to a quarter, up to half, up to three quarters, more."""
OWN = "own"
"""Stands for a must-have in the owner's own words: that there is one is told, the words are not."""


@dataclass(frozen=True)
class Kind:
    """One kind of thing to put up. ``moderated``: it stands on the wall only with the coach's word."""

    id: str
    shape: Shape
    sensitive: bool = False

    @property
    def moderated(self) -> bool:
        """Whether the coach reads it before anybody else does."""
        return self.shape == "text"

    def guard(self, room: Room) -> Protection:
        """How its picture is guarded in this room."""
        least = room.least_text if self.shape == "text" else room.least
        return Protection(least=least, single=self.shape == "choice", sensitive=self.sensitive)

    @property
    def options(self) -> Mapping[str, str]:
        """Every option with its words, in the order shown; empty for texts and cards."""
        return _options(self.id)

    @property
    def title(self) -> str:
        """What its picture is headed by."""
        return catalogue().say(f"room.kind.{self.id}.title")

    @property
    def asks(self) -> str:
        """What its owner is asked before putting it up."""
        return catalogue().say(f"room.kind.{self.id}.ask")


KINDS: Mapping[str, Kind] = MappingProxyType({
    kind.id: kind
    for kind in (
        Kind("values", "several"),
        Kind("qualities", "several"),
        Kind("ideal_age", "choice", sensitive=True),
        Kind("ideal_income", "choice", sensitive=True),
        Kind("fit", "choice", sensitive=True),
        Kind("referrals", "choice"),
        Kind("musts", "several"),
        Kind("must_sentence", "text"),
        Kind("insight", "text"),
        Kind("card", "card"),
    )
})  # fmt: skip
"""Every kind by id, in the order a board shows them."""

PICTURED = tuple(id for id, kind in KINDS.items() if kind.shape in ("choice", "several"))
WALLS = tuple(id for id, kind in KINDS.items() if kind.shape == "text")


def qualities() -> tuple[str, ...]:
    """The catalogue's questions about how somebody works with you, answered 0–4: what may be told as a quality."""
    return tuple(q.id for q in catalogue().fields.values() if q.kind == "scale" and q.part == "service" and q.wish)


def _options(id: str) -> Mapping[str, str]:
    known, say = catalogue(), catalogue().say
    if id == "values":
        return {o.value: o.label for o in known.question("values").options if not is_protected(o.value)}
    if id in ("qualities", "musts"):
        told = {field: known.fields[field].wish for field in qualities()}
        return {**told, OWN: say("room.own_words")} if id == "musts" else told
    if id == "ideal_age":
        return {band: say(f"room.age.{band}") for band, _, _ in AGE_BANDS}
    if id == "ideal_income":
        return {o.value: o.label for o in known.question("income").options}
    if id == "fit":
        return {band: say(f"room.fit.{band}") for band, _ in FIT_BANDS}
    if id == "referrals":
        return {verdict: say(f"room.sent.{verdict}") for verdict in ("yes", "no", "too_few")}
    return {}
