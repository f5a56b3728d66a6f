"""Wishes from answers: a criterion for a question and a target, and its words.

A "never again" about a 0–4 question whose low end is the trouble ("rings at bad times" is a low answer to "keeps to my
hours") is the wish for at least 2 there, since 0 and 1 are the non-ideal end; for choices and tags it is a repel trait.
A question of the owner's own names the trouble itself ("everything is urgent"), so its "never again" always repels.

An avatar and a change in, an avatar out: nothing here asks, saves or words anything but the wishes themselves.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from icp.catalogue import Kind, Question, StarterWish, catalogue
from icp.model import (
    MAX_RANKED,
    Avatar,
    ChoiceCriterion,
    Criterion,
    FlagCriterion,
    OwnQuestion,
    RangeCriterion,
    ScaleCriterion,
    TagsCriterion,
    Workbook,
    clean_text,
    is_protected,
)

NEVER = "never_"
ASKED_FOR = 3.0
BEARABLE = 2.0

LADDER = ("home", "free_time", "vacation")
"""The vacation test, each step taking in the ones before; "office" stands for none of them."""

Target = tuple[float | None, float | None] | Sequence[str] | float | bool | None


def make_wish(question: Question | OwnQuestion, target: Target = None, *, never: bool = False) -> Criterion:
    """The criterion that asks ``target`` of ``question``.

    target by kind: range (low, high), either None · choice and tags the accepted values · scale the least answer
    (default 3) · flag none. Raises ValueError for a question that cannot be a wish, or an empty range.
    """
    id = f"{NEVER}{question.id}" if never else question.id
    common = {"id": id, "column": question.id, "part": question.part}
    repel = never and isinstance(question, OwnQuestion)
    if question.kind == "range":
        low, high = target if isinstance(target, tuple) and len(target) == 2 else (None, None)
        return RangeCriterion.model_validate({**common, "low": low, "high": high, "repel": never})
    if question.kind == "choice":
        return ChoiceCriterion.model_validate({**common, "accept": _texts(target), "repel": never})
    if question.kind == "tags":
        return TagsCriterion.model_validate({**common, "wanted": _texts(target), "repel": never})
    if question.kind == "scale":
        least = float(target) if isinstance(target, int | float) else ASKED_FOR
        return ScaleCriterion.model_validate({**common, "at_least": BEARABLE if never else least, "repel": repel})
    if question.kind == "flag":
        return FlagCriterion.model_validate({**common, "repel": repel})
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
        money = isinstance(question, Question) and question.unit == "money"
        sign = currency_sign(work.text("currency", "EUR")) if money else ""
        return _between(criterion.low, criterion.high, sign)
    if isinstance(criterion, ChoiceCriterion):
        if isinstance(question, Question) and any(option.low is not None for option in question.options):
            return _bands(question, criterion.accept, currency_sign(work.text("currency", "EUR")))
        return say("target.or").join(label(value) for value in criterion.accept)
    if isinstance(criterion, TagsCriterion):
        return say("target.and" if criterion.need == "all" else "target.or").join(map(label, criterion.wanted))
    if isinstance(criterion, ScaleCriterion):
        words = label(str(round(criterion.at_least)))
        return "" if is_never(criterion) else say("target.at_least", what=words)
    return ""


def _between(low: float | None, high: float | None, sign: str) -> str:
    """ "€5,000 to 8,000", "€5,000 or more", "up to €8,000". At least one end is given."""
    say = catalogue().say
    if low is not None and high is not None:
        return say("target.between", low=sign + _amount(low), high=_amount(high))
    return say("target.from", low=sign + _amount(low)) if low is not None else say(
        "target.up_to", high=sign + _amount(high or 0))  # fmt: skip


def _bands(question: Question, accepted: Sequence[str], sign: str) -> str:
    """Accepted bands of an amount, those that touch told as one: "€50,000 to 100,000"."""
    runs: list[tuple[float | None, float | None]] = []
    for band in (option for option in question.options if option.value in accepted):
        if runs and runs[-1][1] is not None and runs[-1][1] == band.low:
            runs[-1] = (runs[-1][0], band.high)
        else:
            runs.append((band.low, band.high))
    words = [_between(low, high, sign) for low, high in runs if low is not None or high is not None]
    others = [value for value in accepted if value not in {option.value for option in question.options}]
    return catalogue().say("target.or").join([*words, *others])


def _amount(number: float) -> str:
    """A number as people write it: "5,000", "2.5", "1,250,000"."""
    return f"{number:,.2f}".rstrip("0").rstrip(".")


def currency_sign(currency: str) -> str:
    """The sign a currency (ISO 4217) is listed with: "€", "C$", "CHF "; the code itself where none is. Plain text."""
    sign = next(iter(catalogue().question("currency").option_label(currency).split()), "")
    return f"{sign} " if sign[-1:].isalpha() else sign


def portrait_questions(work: Workbook) -> tuple[Question | OwnQuestion, ...]:
    """Every question a wish can be about, the catalogue's first: those with words for a wish, then the owner's own."""
    shipped = (q for q in catalogue().fields.values() if q.wish)
    return (*shipped, *(q for q in work.questions if q.kind not in ("text", "date")))


def is_story_only(criterion: Criterion, work: Workbook) -> bool:
    """Whether the wish may be told but not weighed: a protected one, in a regulated field of business."""
    return work.regulated and is_protected(criterion.id, criterion.column, work.label(criterion.column))


# ── changes ──────────────────────────────────────────────────────────────────────────────────────────────────────

_LENT = ("rank", "swing", "tolerance", "need", "enough")


def put_wish(avatar: Avatar, criterion: Criterion) -> Avatar:
    """The avatar with the wish in it. An old wish of that id lends its rank, swing, tolerance, how many of its tags are
    needed, and its must-have mark."""
    old = avatar.find(criterion.id)
    if old is None:
        return avatar.with_wish(criterion)
    lent = {name: getattr(old, name) for name in _LENT if hasattr(old, name) and hasattr(criterion, name)}
    lent["absolute"] = old.absolute and criterion.part == "service"
    return avatar.with_wish(type(criterion).model_validate({**criterion.model_dump(), **lent}))


def change_wish(avatar: Avatar, id: str, **parts: Any) -> Avatar:
    """The avatar with parts of one wish changed, checked anew; unchanged when it has no such wish.

    Raises ValueError for what the types refuse: an absolute about who somebody is, low above high.
    """
    old = avatar.find(id)
    if old is None:
        return avatar
    return avatar.with_wish(type(old).model_validate({**old.model_dump(), **parts}))


def put_order(avatar: Avatar, ids: Sequence[str]) -> Avatar:
    """The avatar ranked in this order; ids it has no wish for are passed over."""
    return avatar.with_order(tuple(dict.fromkeys(id for id in ids if avatar.find(id) is not None)))


def rank_wish(avatar: Avatar, id: str) -> Avatar | None:
    """The avatar with the wish at the end of the order; None when eight stand there already."""
    order = [c.id for c in avatar.ranked if c.id != id]
    return put_order(avatar, [*order, id]) if len(order) < MAX_RANKED else None


def move_wish(avatar: Avatar, id: str, by: int) -> Avatar:
    """The avatar with a ranked wish moved: −1 one place up, +1 one down; it stops at either end."""
    order = [c.id for c in avatar.ranked]
    if id not in order:
        return avatar
    place = min(max(order.index(id) + by, 0), len(order) - 1)
    order.remove(id)
    return put_order(avatar, [*order[:place], id, *order[place:]])


def unrank_wish(avatar: Avatar, id: str) -> Avatar:
    """The avatar with the wish kept as story: out of the order, without a swing, the ranks behind it closed up."""
    return put_order(change_wish(avatar, id, swing=None), [c.id for c in avatar.ranked if c.id != id])


def put_musts(avatar: Avatar, ids: Sequence[str]) -> Avatar:
    """The avatar with exactly these must-haves. Raises ValueError for a wish about who somebody is."""
    return avatar.rebuild(
        tuple(type(c).model_validate({**c.model_dump(), "absolute": c.id in ids}) for c in avatar.criteria)
    )


def put_ladder(avatar: Avatar, step: str | None) -> Avatar:
    """The avatar with the vacation test as an ideal: a wish for every step up to ``step``; "office" and None: none."""
    wanted = LADDER[: LADDER.index(step) + 1] if step in LADDER else ()
    for id in LADDER:
        if id not in wanted:
            avatar = avatar.without(id)
        elif not _asks_for(avatar.find(id)):
            avatar = put_wish(avatar, make_wish(catalogue().fields[id], ASKED_FOR))
    return avatar


def ladder_reached(avatar: Avatar) -> str | None:
    """The furthest step the ideal client is welcome at; None when no step is wished for."""
    return next((id for id in reversed(LADDER) if _asks_for(avatar.find(id))), None)


def _asks_for(step: Criterion | None) -> bool:
    """Whether a step of the ladder is wished for: "at least 1", rather not, keeps it off the portrait."""
    return isinstance(step, ScaleCriterion) and step.at_least >= BEARABLE


def adopt_value(avatar: Avatar, question: Question | OwnQuestion, value: str | bool | tuple[Any, Any]) -> Avatar:
    """The avatar with what the favourites share made a wish.

    A text joins those accepted already; a band becomes the range, or the least step of a scale; True and False a yes
    and a "never again".
    """
    old = avatar.find(question.id)
    if question.kind in ("choice", "tags"):
        kept = getattr(old, "accept", getattr(old, "wanted", ())) if old is not None and not old.repel else ()
        have = {text.casefold() for text in kept}
        target: Target = kept if str(value).casefold() in have else (*kept, str(value))
        return put_wish(avatar, make_wish(question, target))
    if question.kind == "scale":
        return put_wish(avatar, make_wish(question, value[0] if isinstance(value, tuple) else ASKED_FOR))
    if question.kind == "flag":
        return put_wish(avatar, make_wish(question, never=True) if value is False else make_wish(question))
    return put_wish(avatar, make_wish(question, value if isinstance(value, tuple) else None))


# ── questions of the owner's own ─────────────────────────────────────────────────────────────────────────────────


def new_question(
    work: Workbook, label: str, kind: Kind = "scale", options: Sequence[str] = (), *, id: str = ""
) -> OwnQuestion:
    """A question of the owner's own; the id is made from the label unless a list column's is given.

    Raises ValueError when the label holds nothing readable.
    """
    words = clean_text(label)[:120]
    if not id:
        ascii_words = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().casefold()
        stem = f"x_{re.sub(r'[^a-z0-9]+', '_', ascii_words).strip('_')[:40] or 'own'}"
        taken = {q.id for q in work.questions} | {key for client in work.clients for key in client.values}
        id = next(name for n in range(1, len(taken) + 2) if (name := stem if n == 1 else f"{stem}_{n}") not in taken)
    return OwnQuestion(id=id, label=words, kind=kind, options=tuple(options))


def with_question(work: Workbook, question: OwnQuestion) -> Workbook:
    """The workbook with the question put in, or replaced in its place.

    Words that now ask who somebody is take a must-have off its wish.
    """
    if any(q.id == question.id for q in work.questions):
        replaced = tuple(question if q.id == question.id else q for q in work.questions)
        return work.changed(questions=replaced).settled()
    return work.changed(questions=(*work.questions, question))


def without_question(work: Workbook, id: str) -> Workbook:
    """The workbook without that question of the owner's own and the wishes about it; clients keep their answers."""
    avatar = work.avatar.rebuild(tuple(c for c in work.avatar.criteria if c.column != id))
    return work.changed(questions=tuple(q for q in work.questions if q.id != id), avatar=avatar)


def starter_question(work: Workbook, starter: StarterWish) -> Question | OwnQuestion | None:
    """The question a starter is about; None for a label nobody has made a question of yet."""
    if starter.field:
        return catalogue().fields[starter.field]
    return next((q for q in work.questions if q.label.casefold() == starter.label.casefold()), None)


def is_adopted(work: Workbook, starter: StarterWish, *, never: bool = False) -> bool:
    """Whether the starter is a wish already."""
    question = starter_question(work, starter)
    return question is not None and work.avatar.find(f"{NEVER if never else ''}{question.id}") is not None


def adopt_starter(work: Workbook, starter: StarterWish, *, never: bool = False) -> Workbook:
    """The workbook with the starter made a wish or a "never again"; a label becomes a question of the owner's own."""
    question = starter_question(work, starter)
    if question is None:
        question = new_question(work, starter.label)
        work = with_question(work, question)
    wish = make_wish(question, float(starter.at_least), never=never)
    return work.changed(avatar=put_wish(work.avatar, wish))
