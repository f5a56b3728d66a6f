"""A client list held against the ideal client, worked out once for each state of the two."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from icp.analysis import score_workbook
from icp.catalogue import catalogue
from icp.findings.words import Wording, counted, money, plain, term
from icp.methods.corners import ACTIONS, Corner, Corners, find_corners
from icp.methods.facts import Facts, read_facts
from icp.methods.firm import firmness, is_firm
from icp.methods.match import Scored, score
from icp.methods.surprise import Surprise, find_surprises, rank
from icp.methods.value import Values
from icp.model import Avatar, Client, Workbook
from icp.roster.frames import clients_frame
from icp.wishes import is_never, wish_label

Made = TypeVar("Made")
SINKS = 3


@dataclass(frozen=True)
class Comparison:
    """Clients, portrait and what follows from them; each figure is worked out when first asked for.

    ``hidden``: names are not to be shown. ``worded``: what else the words in a picture depend on. ``drawn``: pictures
    made so far.
    """

    clients: tuple[Client, ...]
    avatar: Avatar
    facts: Facts
    scored: Scored
    hidden: bool
    worded: tuple[object, ...]
    drawn: dict[object, Any] = field(default_factory=dict)

    def once(self, key: object, make: Callable[[], Made]) -> Made:
        """What ``make`` makes, kept under ``key`` with this comparison, so that a rerun draws no picture anew."""
        if key not in self.drawn:
            self.drawn[key] = make()
        return cast(Made, self.drawn[key])

    @cached_property
    def names(self) -> tuple[str, ...]:
        """How each client is called, in plain text: the name, or "Client 12" while names are hidden."""
        if self.hidden:
            return tuple(plain("roster.hidden", n=place) for place in range(1, len(self.clients) + 1))
        return tuple(client.name for client in self.clients)

    @property
    def has_wishes(self) -> bool:
        """Whether any wish has weight, so that there is a fit at all."""
        return bool(self.scored.weights.any())

    @cached_property
    def surprises(self) -> tuple[Surprise, ...]:
        """The findings, the one to open with first."""
        return find_surprises(self.facts, self.scored if self.has_wishes else None)

    @cached_property
    def places(self) -> Values:
        """Place by fit among present clients of whom enough is known, shape (clients,); NaN for the others."""
        return rank(self.scored, self.facts.present & ~self.scored.ask_first & np.isfinite(self.scored.match))

    @cached_property
    def firm(self) -> Values:
        """Share of 4,000 ways of weighing in which each client fits, shape (clients,), 0–1."""
        return firmness(self.scored)

    @cached_property
    def safe(self) -> NDArray[np.bool_]:
        """Whose fit, or its absence, is safe to say, shape (clients,): firm, and enough is known to say anything."""
        return is_firm(self.firm) & ~self.scored.ask_first

    @cached_property
    def corners(self) -> Corners:
        """The four corners."""
        return find_corners(self.facts, self.scored)

    @cached_property
    def feels_right(self) -> Values:
        """The affinity figure, 0–100, shape (clients,); where no such wish is ranked, all of them counted equally."""
        if np.isfinite(self.scored.affinity).any():
            return self.scored.affinity
        wishes = tuple(c.model_copy(update={"rank": None, "swing": None}) for c in self.avatar.criteria)
        story = Avatar(field=self.avatar.field, criteria=tuple(c for c in wishes if c.part == "affinity"))
        return score(clients_frame(self.clients, derived=True), story).affinity

    @cached_property
    def order(self) -> NDArray[np.intp]:
        """Roster rows as they are listed: ranked by fit, then ask first, then former clients."""
        fit = np.nan_to_num(self.scored.match, nan=-1.0).round(9)
        return np.lexsort((np.arange(len(fit)), -fit, self.scored.ask_first, self.facts.former))

    @property
    def story(self) -> bool:
        """Whether the affinity figure comes from unranked wishes."""
        return not np.isfinite(self.scored.affinity).any()


def hold(work: Workbook, *, hidden: bool = False) -> Comparison:
    """The comparison of a workbook, worked out now."""
    facts = read_facts(clients_frame(work.clients, derived=True))
    return Comparison(work.clients, work.avatar, facts, score_workbook(work), hidden, words_follow(work))


def words_follow(work: Workbook) -> tuple[object, ...]:
    """What words in a picture depend on beside clients and portrait."""
    return work.questions, work.text("currency"), work.text("term")


def tier_words() -> tuple[str, str, str]:
    """The words for glad, fine and heart sinks."""
    labels = tuple(option.label for option in catalogue().question("tier").options)
    return labels[0], labels[1], labels[2]


# ── in words ─────────────────────────────────────────────────────────────────────────────────────────────────────


def wish_of(held: Comparison, work: Workbook, id: str) -> str:
    """A wish in plain text; a never again says so."""
    criterion = held.avatar.find(id)
    if criterion is None:
        return id
    label = wish_label(criterion, work)
    return plain("compare.never", wish=label[:1].lower() + label[1:]) if is_never(criterion) else label


def feeling_of(held: Comparison, row: int) -> str:
    """The feeling about a client in words."""
    tier = int(held.facts.tier[row])
    return tier_words()[tier - 1] if tier else plain("compare.unrated")


def range_words(held: Comparison, row: int) -> str:
    """ "40 to 70, 2 answers missing" in plain text; the fit alone where everything is known."""
    scored = held.scored
    missing = int((scored.unknown[row] & (scored.weights > 0)).sum())
    if not missing:
        return number(scored.match[row])
    figures = {
        "low": number(scored.low[row]),
        "high": number(scored.high[row]),
        "missing": counted(missing, "answer"),
    }
    return plain("compare.fit.ask_range" if scored.ask_first[row] else "compare.fit.range", **figures)


def number(figure: float) -> str:
    """A figure of 0–100 as it is shown, a dash where it is unknown."""
    return f"{figure:.0f}" if np.isfinite(figure) else "—"


def fit_finding(held: Comparison, work: Workbook) -> tuple[str, dict[str, object]]:
    """Key and words of how many reach the line, of those enough is known about."""
    judged = held.facts.present & ~held.scored.ask_first
    key = "compare.fit.title" if judged.any() else "compare.fit.title_none"
    return key, {
        "n": f"{(held.scored.fits & judged).sum():,}",
        "all": f"{judged.sum():,}",
        "line": round(held.scored.avatar.fit_line),
        "term": term(work),
        "terms": term(work, many=True),
    }


def count_firm(held: Comparison) -> dict[str, int]:
    """How many present clients fit ("yes") or do not ("no"), safe to say, and how many could go either way."""
    firm, present, safe = held.firm, held.facts.present, held.safe
    return {
        "yes": int((safe & (firm >= 0.5) & present).sum()), "no": int((safe & (firm < 0.5) & present).sum()),
        "open": int((~safe & present).sum()),
    }  # fmt: skip


def count_corners(held: Comparison, work: Workbook) -> tuple[dict[str, object], NDArray[np.intp]]:
    """The clients of each corner with the words for a sentence about them, and each client's place in ``ACTIONS``,
    shape (clients,), −1 for who has left."""
    group = np.full(len(held.facts.ids), -1)
    for corner in held.corners.corners:
        group[corner.client] = ACTIONS.index(corner.action)
    middle = money(held.corners.middle, work) if np.isfinite(held.corners.middle) else "—"
    counts: dict[str, object] = {action: int((group == at).sum()) for at, action in enumerate(ACTIONS)}
    return {**counts, "middle": middle, "term": term(work), "terms": term(work, many=True)}, group


def action_words(held: Comparison, work: Workbook, corner: Corner, wording: Wording) -> str:
    """The one thing to do about a client, in ``wording``: whom the heart sinks at is not to be thanked, whatever the
    corner, and where the invoice is known it is a wish that is missing."""
    if corner.action in ("cherish", "grow") and held.facts.tier[corner.client] == SINKS:
        return wording("compare.corners.sinks_do")
    if corner.action == "ask_first" and corner.wish is None and np.isfinite(held.facts.value[corner.client]):
        return wording("compare.corners.ask_first_do_wish")
    about = "" if corner.wish is None else wish_of(held, work, corner.wish)
    return wording(f"compare.corners.{corner.action}_do" if about else f"compare.corners.{corner.action}_do_bare",
                   wish=about)  # fmt: skip
