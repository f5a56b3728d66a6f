"""Must-haves in words: what each may begin with, and what the owner says of it now."""

from __future__ import annotations

from icp.catalogue import SpokenWords, spoken_starters
from icp.dealings import Spoken
from icp.methods.fair_wording import rewrite
from icp.model import Criterion, OwnQuestion, Workbook
from icp.wishes import asked_by, is_never, wish_label

PARTS = ("why", "sentence", "question", "good", "worrying")
"""What is said of a must-have: the owner's reason, the sentence, the question, and how two answers sound."""


def suggest_words(wish: Criterion, work: Workbook) -> Spoken:
    """The shipped words for a must-have: the trade's own before the field's; for a wish of the owner's own the
    starter's of that label, else words around the wish itself."""
    known = spoken_starters()
    question = asked_by(wish, work)
    label = wish_label(wish, work)
    if isinstance(question, OwnQuestion) or question is None:
        words = known.own.get(label.casefold())
    else:
        words = known.fields.get(question.id)
        of_trade = known.trade.get(work.text("trade"), {}).get(question.id)
        if of_trade is not None:
            words = of_trade.over(words or SpokenWords())
    if words is None:
        words = known.never if is_never(wish) else known.other
    what = label[:1].lower() + label[1:] if label[1:2].islower() else label
    return Spoken(id=wish.id, **{part: getattr(words, part).replace("{what}", what) for part in PARTS})


def words_of(wish: Criterion, work: Workbook) -> Spoken:
    """What the owner says of a must-have; empty parts where nothing was written yet."""
    return next((one for one in work.dealings.spoken if one.id == wish.id), Spoken(id=wish.id))


def told_words(wish: Criterion, work: Workbook) -> Spoken:
    """What is told of a must-have now: the owner's words, the shipped ones where a part is empty."""
    own = words_of(wish, work)
    return fill(own, suggest_words(wish, work))


def fair_words(wish: Criterion, work: Workbook) -> Spoken:
    """What is told and asked of a must-have, with whatever asks who somebody is reworded: nobody is asked that here."""
    told = told_words(wish, work)
    return told.model_copy(update={part: rewrite(getattr(told, part)) for part in PARTS})


def fill(own: Spoken, other: Spoken) -> Spoken:
    """``own`` with its empty parts taken from ``other``."""
    return own.model_copy(update={part: getattr(own, part) or getattr(other, part) for part in PARTS})


def is_worded(wish: Criterion, work: Workbook) -> bool:
    """Whether the owner has a sentence and a question for it."""
    own = words_of(wish, work)
    return bool(own.sentence.strip() and own.question.strip())
