"""What the favourites have in common, counted beside every question, each to be adopted with one tap."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import streamlit as st

from icp.catalogue import Question
from icp.methods.value import NON_IDEAL_END
from icp.model import (
    ChoiceCriterion,
    Client,
    Criterion,
    OwnQuestion,
    RangeCriterion,
    ScaleCriterion,
    TagsCriterion,
    Workbook,
    is_about_the_person,
)
from icp.ui import keys, state
from icp.ui.ask import options_of
from icp.ui.text import counted, esc, say
from icp.wishes import adopt_value, make_wish, wish_target

if TYPE_CHECKING:
    import pandas as pd

    from icp.methods.shared import Contradiction, Shared, Trait
    from icp.methods.value import Values

A_QUESTION = 2
IN_COMMON = 0.5


@dataclass(frozen=True)
class Trouble:
    """How many at the bad end of a 0–4 question, among those the heart sinks for and among the rest."""

    sinks: int
    sinks_known: int
    rest: int
    rest_known: int

    @property
    def lead(self) -> float:
        """How much larger the share is among those the heart sinks for, −1 to 1; 0 when nobody there is known."""
        if not self.sinks_known:
            return 0.0
        return self.sinks / self.sinks_known - (self.rest / self.rest_known if self.rest_known else 0.0)


@dataclass(frozen=True)
class Common:
    """What one client list says: counted once, kept for the session until the list changes."""

    clients: tuple[Client, ...]
    questions: tuple[OwnQuestion, ...]
    shared: Shared | None
    by_field: Mapping[str, tuple[Trait, ...]] = field(default_factory=dict)
    frame: pd.DataFrame | None = None
    read: dict[Criterion, Values] = field(default_factory=dict)

    @property
    def favourites(self) -> int:
        """How many clients are glad ones."""
        return self.shared.loved if self.shared else 0

    def disagreements(self, work: Workbook) -> tuple[Contradiction, ...]:
        """Where the order and the favourites disagree. A wish is read over the list once, however often it moves."""
        from icp.analysis import contradictions

        return () if self.shared is None else contradictions(work, self.shared, self._values_of)

    def _values_of(self, wish: Criterion) -> Values:
        from icp.analysis import wish_values

        asked = wish.model_copy(update={"rank": None, "swing": None, "absolute": False})
        if asked not in self.read and self.frame is not None:
            self.read[asked] = wish_values(self.frame, asked)
        return self.read[asked]


def common_now() -> Common:
    """The counts of the list as it stands; counted anew only when the list has changed."""
    work = state.workbook()
    held: Common | None = st.session_state.get(keys.AVATAR_COMMON)
    if held is None or held.clients is not work.clients or held.questions is not work.questions:
        held = _count(work)
        st.session_state[keys.AVATAR_COMMON] = held
    return held


def _count(work: Workbook) -> Common:
    if not any(client.tier == 1 for client in work.clients):
        return Common(work.clients, work.questions, None)
    from icp.analysis import roster_frame, shared_traits

    shared = shared_traits(work)
    by_field: dict[str, list[Trait]] = {}
    for trait in shared.traits:
        if _worth_showing(trait):
            by_field.setdefault(trait.field, []).append(trait)
    most = {id: tuple(found[:A_QUESTION]) for id, found in by_field.items()}
    return Common(work.clients, work.questions, shared, most, roster_frame(work))


def _worth_showing(trait: Trait) -> bool:
    """A pattern; or, short of one, held by half of the favourites and by more of them than of the others.

    Who somebody is gets suggested by a pattern, or while there are too few for any, never by an even count.
    """
    if trait.value is False or (trait.kind == "scale" and trait.value[0] is None):  # type: ignore[index]
        return False
    ours, theirs = trait.loved_share or 0.0, trait.other_share or 0.0
    even = trait.p is not None and is_about_the_person(trait.field)
    return ours > theirs and (bool(trait.shelf) or (ours >= IN_COMMON and not even))


def offers(question: Question | OwnQuestion, work: Workbook, common: Common) -> None:
    """The counts for one question, each with a button that makes it a wish."""
    wish = work.avatar.find(question.id)
    for at, trait in enumerate(common.by_field.get(question.id, ())):
        words = say("avatar.shared", safe_what=_value_words(question, trait, work), safe_counts=counts(trait))
        if _holds(wish, trait):
            st.caption(f":material/check: {words}")
            continue
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.caption(words, width="content")
            st.button(
                say("avatar.adopt"), key=state.widget_key("adopt", question.id, at), type="tertiary",
                icon=":material/add:", on_click=adopt, args=(question, trait),
            )  # fmt: skip


def adopt(question: Question | OwnQuestion, trait: Trait) -> None:
    """Make a shared trait a wish; every widget then reads it anew."""
    state.change(lambda work: work.changed(avatar=adopt_value(work.avatar, question, trait.value)))
    state.refresh_widgets()


def counts(trait: Trait) -> str:
    """ "4 of 5 favourites, 1 of 7 others", with the verdict where there is one, as Markdown."""
    text = say(
        "avatar.counts",
        k=f"{trait.loved_k:,}", n=counted(trait.loved_n, "favourite"),
        ok=f"{trait.other_k:,}", on=counted(trait.other_n, "other"),
    )  # fmt: skip
    verdict = trait.shelf or ("few" if trait.p is None else None)
    return f"{text} · {say(f'verdict.{verdict}')}" if verdict else text


def trait_words(question: Question | OwnQuestion, trait: Trait, work: Workbook) -> str:
    """A trait with the question it answers, as Markdown: "Asks when unclear: mostly or always"."""
    return f"{esc(question.label)}: {_value_words(question, trait, work)}"


def _value_words(question: Question | OwnQuestion, trait: Trait, work: Workbook) -> str:
    words = options_of(question)
    if isinstance(trait.value, tuple):
        if trait.kind == "scale":
            return esc(say("avatar.either", a=words.get("3", "3"), b=words.get("4", "4")).replace("\\", ""))
        return esc(wish_target(make_wish(question, trait.value), work))
    if trait.value is True:
        return esc(words.get("yes", "yes"))
    known = {value.casefold(): label for value, label in words.items()}
    return esc(known.get(str(trait.value).casefold(), str(trait.value)))


def _holds(wish: Criterion | None, trait: Trait) -> bool:
    """Whether the wish says already what the favourites share."""
    if wish is None:
        return False
    if isinstance(wish, RangeCriterion):
        return (wish.low, wish.high) == trait.value
    if isinstance(wish, ChoiceCriterion | TagsCriterion):
        listed = wish.accept if isinstance(wish, ChoiceCriterion) else wish.wanted
        return not wish.repel and str(trait.value).casefold() in {text.casefold() for text in listed}
    if isinstance(wish, ScaleCriterion) and isinstance(trait.value, tuple):
        return trait.value[0] is not None and wish.at_least >= trait.value[0]
    return True


def count_troubles(work: Workbook, ids: tuple[str, ...]) -> dict[str, Trouble]:
    """For each 0–4 field, who stands at its bad end, counted over the rated clients who have an answer."""
    found = {}
    for id in ids:
        tally = [0, 0, 0, 0]
        for client in work.clients:
            answer = client.values.get(id)
            if client.tier is None or isinstance(answer, str | None):
                continue
            at = 0 if client.tier == 3 else 2
            tally[at] += answer <= NON_IDEAL_END
            tally[at + 1] += 1
        found[id] = Trouble(*tally)
    return found
