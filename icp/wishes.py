"""Wishes from answers: a criterion for a question and a target, and its words.

A "never again" about a 0–4 question whose low end is the trouble ("rings at bad times" is a low answer to "keeps to my
hours") is the wish for at least 2 there, since 0 and 1 are the non-ideal end; for choices and tags it is a repel trait.
"""

from __future__ import annotations

from collections.abc import Sequence

from icp.catalogue import Question, catalogue
from icp.model import (
    Avatar,
    ChoiceCriterion,
    Criterion,
    FlagCriterion,
    OwnQuestion,
    RangeCriterion,
    ScaleCriterion,
    TagsCriterion,
    Workbook,
)

NEVER = "never_"
ASKED_FOR = 3.0
BEARABLE = 2.0

Target = tuple[float | None, float | None] | Sequence[str] | float | bool | None


def make_wish(question: Question | OwnQuestion, target: Target = None, *, never: bool = False) -> Criterion:
    """The criterion that asks ``target`` of ``question``.

    target by kind: range (low, high), either None · choice and tags the accepted values · scale the least answer
    (default 3) · flag none. Raises ValueError for a question that cannot be a wish, or an empty range.
    """
    id = f"{NEVER}{question.id}" if never else question.id
    common = {"id": id, "column": question.id, "part": question.part}
    if question.kind == "range":
        low, high = target if isinstance(target, tuple) and len(target) == 2 else (None, None)
        return RangeCriterion.model_validate({**common, "low": low, "high": high, "repel": never})
    if question.kind == "choice":
        return ChoiceCriterion.model_validate({**common, "accept": _texts(target), "repel": never})
    if question.kind == "tags":
        return TagsCriterion.model_validate({**common, "wanted": _texts(target), "repel": never})
    if question.kind == "scale":
        least = float(target) if isinstance(target, int | float) else ASKED_FOR
        return ScaleCriterion.model_validate({**common, "at_least": BEARABLE if never else least})
    if question.kind == "flag":
        return FlagCriterion.model_validate(common)
    raise ValueError(f"{question.id!r} cannot be a wish")


def _texts(target: Target) -> tuple[str, ...]:
    return tuple(str(value) for value in target) if isinstance(target, list | tuple) else ()


def is_never(criterion: Criterion) -> bool:
    """Whether the wish is a "never again"."""
    return criterion.repel or criterion.id.startswith(NEVER)


def asked_by(criterion: Criterion, work: Workbook) -> Question | OwnQuestion | None:
    """The question the wish is about, or None for a bare column."""
    return work.question(criterion.column) or work.question(criterion.id)


def wish_label(criterion: Criterion, work: Workbook) -> str:
    """The wish in a few plain words: "Keeps to my hours", "Rings at bad times" for a never again. Plain text."""
    question = asked_by(criterion, work)
    if question is None:
        return criterion.column
    if isinstance(question, OwnQuestion):
        return question.label
    if is_never(criterion):
        return question.repel or question.label
    return question.wish or question.label


def wish_target(criterion: Criterion, work: Workbook) -> str:
    """The target in words: "35 to 55", "café or shop", "at least mostly". Plain text; empty for yes/no."""
    question = asked_by(criterion, work)
    label = question.option_label if isinstance(question, Question) else str
    say = catalogue().say
    if isinstance(criterion, RangeCriterion):
        low, high = criterion.low, criterion.high
        if low is not None and high is not None:
            return say("target.between", low=f"{low:,.6g}", high=f"{high:,.6g}")
        return say("target.from", low=f"{low:,.6g}") if low is not None else say("target.up_to", high=f"{high:,.6g}")
    if isinstance(criterion, ChoiceCriterion):
        return say("target.or").join(label(value) for value in criterion.accept)
    if isinstance(criterion, TagsCriterion):
        return say("target.and" if criterion.need == "all" else "target.or").join(map(label, criterion.wanted))
    if isinstance(criterion, ScaleCriterion):
        words = label(str(round(criterion.at_least)))
        return "" if is_never(criterion) else say("target.at_least", what=words)
    return ""


def put_wish(avatar: Avatar, criterion: Criterion) -> Avatar:
    """The avatar with the wish in it; an old wish of that id lends its rank, swing and must-have mark."""
    old = avatar.find(criterion.id)
    if old is not None:
        criterion = criterion.model_copy(
            update={"rank": old.rank, "swing": old.swing, "absolute": old.absolute and criterion.part == "service"}
        )
    return avatar.with_wish(criterion)


def put_order(avatar: Avatar, ids: Sequence[str]) -> Avatar:
    """The avatar ranked in this order; ids it has no wish for are passed over."""
    return avatar.with_order(tuple(dict.fromkeys(id for id in ids if avatar.find(id) is not None)))


def put_musts(avatar: Avatar, ids: Sequence[str]) -> Avatar:
    """The avatar with exactly these must-haves. Raises ValueError for a wish about who somebody is."""
    return avatar.rebuild(
        tuple(type(c).model_validate({**c.model_dump(), "absolute": c.id in ids}) for c in avatar.criteria)
    )
