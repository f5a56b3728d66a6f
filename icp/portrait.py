"""The ideal client told as a person: the wishes as sentences, in the owner's own voice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from icp.catalogue import Question, catalogue
from icp.model import (
    ChoiceCriterion,
    Criterion,
    OwnQuestion,
    RangeCriterion,
    ScaleCriterion,
    TagsCriterion,
    Workbook,
)
from icp.wishes import LADDER, asked_by, is_never, ladder_reached, wish_label, wish_target

PARTS = ("need", "person", "belief", "closeness", "quality", "behaviour", "money", "own")
"""The parts of a portrait, in the order they are told."""
_GROUPS = {"work": "person", "vacation": "closeness"}
_FACE = ("gender", "age")


@dataclass(frozen=True)
class Portrait:
    """What can be said of the ideal client so far; every text is plain and ends with a full stop.

    ``person`` opens it, empty when nothing is known of who they are. ``lines`` follow. ``order`` holds the ranked
    wishes, heaviest first, ``musts`` and ``nevers`` the wishes of that mark, each in a few words without a full stop.
    ``known``: the parts something is said about. ``parts``: part → its lines, in the order of :data:`PARTS`.
    """

    person: str
    lines: tuple[str, ...]
    order: tuple[str, ...]
    musts: tuple[str, ...]
    nevers: tuple[str, ...]
    known: frozenset[str]
    parts: Mapping[str, tuple[str, ...]]

    @property
    def empty(self) -> bool:
        """Whether nothing can be said yet."""
        return not (self.known or self.nevers)


def part_of(question: Question | OwnQuestion | None) -> str:
    """The part of the portrait a question belongs to; "own" for the owner's own and what no part is named for."""
    group = question.group if isinstance(question, Question) else "own"
    part = _GROUPS.get(group, group)
    return part if part in PARTS else "own"


def draw_portrait(work: Workbook) -> Portrait:
    """The portrait of the workbook's ideal client."""
    wanted = [c for c in work.avatar.criteria if not is_never(c)]
    by_part: dict[str, list[Criterion]] = {part: [] for part in PARTS}
    for criterion in wanted:
        by_part[part_of(asked_by(criterion, work))].append(criterion)
    told = {
        "need": [_about_need(by_part["need"], work)],
        "belief": [_about_belief(by_part["belief"], work)],
        "behaviour": [_joined(by_part["behaviour"], work)],
        "quality": [_joined(by_part["quality"], work)],
        "closeness": _about_closeness(by_part["closeness"], work),
        "money": [_listed(by_part["money"], work)],
        "own": [_listed(by_part["own"], work)],
    }
    parts = {part: tuple(filter(None, lines)) for part, lines in told.items() if any(lines)}
    known = {part for part, wishes in by_part.items() if wishes}
    if work.text("ideal_ladder"):
        known.add("closeness")
    return Portrait(
        person=_about_person(by_part["person"], work),
        lines=tuple(line for lines in parts.values() for line in lines),
        order=tuple(short_wish(c, work) for c in work.avatar.ranked),
        musts=tuple(short_wish(c, work) for c in work.avatar.absolutes),
        nevers=tuple(_lower(wish_label(c, work)) for c in work.avatar.criteria if is_never(c)),
        known=frozenset(known),
        parts=parts,
    )


def short_wish(criterion: Criterion, work: Workbook) -> str:
    """A wish in a few words that name it anywhere: "keeps to my hours", "age 45 to 55", "never again: pays late"."""
    label = wish_label(criterion, work)
    if is_never(criterion):
        return catalogue().say("portrait.never", what=_lower(label))
    if isinstance(criterion, RangeCriterion | ChoiceCriterion | TagsCriterion):
        target = wish_target(criterion, work)
        return f"{_lower(work.label(criterion.column))} {target}" if target else _lower(label)
    return _lower(label)


def _about_person(wishes: Sequence[Criterion], work: Workbook) -> str:
    if not wishes:
        return ""
    say, by_id = catalogue().say, {c.id: c for c in wishes}
    gender = by_id.get("gender")
    accepted = gender.accept if isinstance(gender, ChoiceCriterion) else ()
    who = say(f"portrait.{accepted[0]}") if len(accepted) == 1 and accepted[0] in _GENDERS else say("portrait.someone")
    age = by_id.get("age")
    if isinstance(age, RangeCriterion):
        key = "between" if age.low is not None and age.high is not None else "over" if age.high is None else "under"
        who = say(f"portrait.age_{key}", who=who, low=f"{age.low or 0:g}", high=f"{age.high or 0:g}")
    rest = []
    for criterion in sorted(wishes, key=lambda c: _told_at(c.id)):
        target = "" if criterion.id in _FACE else wish_target(criterion, work)
        if target and criterion.id == "income":
            target = say("portrait.income", what=target)
        rest += [_lower(target) if criterion.id in _WORK else target] if target else []
    return ", ".join((who, *rest)) + "."


_GENDERS = ("woman", "man", "nonbinary")
_WORK = ("occupation", "industry")
_TOLD = (*_WORK, "place", "life_stage", "income")


def _told_at(id: str) -> int:
    return _TOLD.index(id) if id in _TOLD else len(_TOLD)


def _about_need(wishes: Sequence[Criterion], work: Workbook) -> str:
    said = [
        catalogue().say("portrait.problem", what=target)
        for c in wishes
        if c.id == "problem" and (target := wish_target(c, work))
    ]
    return _sentences([*said, _joined([c for c in wishes if c.id != "problem"], work)])


def _about_belief(wishes: Sequence[Criterion], work: Workbook) -> str:
    said = []
    for criterion in wishes:
        target = wish_target(criterion, work)
        if isinstance(criterion, TagsCriterion):
            target = _enumerate(criterion.wanted)
        if target and criterion.id in catalogue().words["portrait"]["belief"]:
            said.append(catalogue().say(f"portrait.belief.{criterion.id}", what=target))
        elif target:
            said.append(f"{work.label(criterion.column)}: {target}.")
    return _sentences(said)


def _about_closeness(wishes: Sequence[Criterion], work: Workbook) -> list[str]:
    reached = ladder_reached(work.avatar) or ("office" if work.text("ideal_ladder") == "office" else None)
    ladder = catalogue().say(f"portrait.ladder.{reached}") if reached else ""
    return [ladder, _joined([c for c in wishes if c.id not in LADDER], work)]


def _joined(wishes: Sequence[Criterion], work: Workbook) -> str:
    """Wishes that need no target in words, as one sentence: "Keeps to my hours, pays on time and enjoys learning."."""
    words = _enumerate([_lower(wish_label(c, work)) for c in wishes])
    return f"{words[:1].upper()}{words[1:]}." if words else ""


def _listed(wishes: Sequence[Criterion], work: Workbook) -> str:
    """Wishes by their short label and target: "Yearly invoice 2,000 to 5,000; hours a year up to 40."."""
    said = []
    for criterion in wishes:
        target = "" if isinstance(criterion, ScaleCriterion) else wish_target(criterion, work)
        label = work.label(criterion.column)
        said.append(f"{label}: {target}" if target else label)
    return "; ".join(words if at == 0 else _lower(words) for at, words in enumerate(said)) + "." if said else ""


def _sentences(parts: Iterable[str]) -> str:
    return " ".join(part for part in parts if part)


def _enumerate(words: Sequence[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    return catalogue().say("target.and").join([*([", ".join(words[:-1])] if words[1:] else []), *words[-1:]])


def _lower(text: str) -> str:
    """The text as it goes on inside a sentence; "I would …", names in capitals and single letters stay."""
    return text if text[1:2] in ("", " ") or text[1:2].isupper() else text[:1].lower() + text[1:]
