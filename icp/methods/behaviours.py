"""Behaviours: what clients do in a situation, answered from 0 to 4, and the end of it an owner can do without.

A question of the catalogue names the good thing ("keeps to my hours"): its difficult end is an answer of 0 or 1. A
question of the owner's own names the trouble ("everything is urgent"): there it is 3 or 4, and answers are turned
round on reading, so that 4 is the best everywhere. Who somebody is, is no behaviour and is refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from icp.catalogue import catalogue
from icp.methods.match import find_columns
from icp.methods.value import NON_IDEAL_END, SCALE_TOP, Values, read_column
from icp.model import Criterion, FlagCriterion, ScaleCriterion, is_about_the_person

_GROUP = "behaviour"


@dataclass(frozen=True)
class Behaviour:
    """One thing clients do, by the column that tells it: a 0–4 scale, or yes and no (``flag``).

    ``names_trouble``: whether a high answer, or a yes, is the difficult end. Raises ``ValueError`` for a column that
    says who somebody is.
    """

    column: str
    names_trouble: bool = False
    flag: bool = False

    def __post_init__(self) -> None:
        if is_about_the_person(self.column):
            raise ValueError(f"{self.column!r} says who somebody is, not what they do")

    @property
    def wish(self) -> Criterion:
        """The wish for the good end, whose value is the answer ÷ 4."""
        if self.flag:
            return FlagCriterion(id=self.column, repel=self.names_trouble)
        return ScaleCriterion(id=self.column, at_least=SCALE_TOP, repel=self.names_trouble)


def behaviour_of(wish: Criterion) -> Behaviour:
    """What a wish or a "never again" on a scale or a yes-or-no is about; one that repels names the trouble.

    Raises ``ValueError`` for another kind, and for a wish about who somebody is.
    """
    if not isinstance(wish, ScaleCriterion | FlagCriterion) or wish.part != "service":
        raise ValueError(f"{wish.id!r} is not about something clients do")
    return Behaviour(wish.column, names_trouble=wish.repel, flag=isinstance(wish, FlagCriterion))


def shipped_behaviours() -> tuple[Behaviour, ...]:
    """The catalogue's behaviours, in its order."""
    return tuple(Behaviour(q.id) for q in catalogue().fields.values() if q.group == _GROUP and q.kind == "scale")


def read_behaviours(frame: pd.DataFrame, behaviours: Sequence[Behaviour]) -> Values:
    """Answers of a client list, shape (clients, behaviours), 0 the difficult end and 4 the good one, NaN unknown.

    A missing column is all unknown; so is an answer that is off the scale or cannot be read.
    """
    columns = find_columns(frame, [b.column for b in behaviours])
    answers = [
        SCALE_TOP * read_column(b.wish, cells, len(frame)).values()
        for b, cells in zip(behaviours, columns, strict=True)
    ]
    return np.array(answers, dtype=np.float64).reshape(len(behaviours), len(frame)).T


def count_difficult(answers: Values) -> NDArray[np.int_]:
    """How many behaviours of each client stand at the difficult end, from answers (clients, behaviours); (clients,).

    Unknown answers are not counted: the count is what is known of, not all there is.
    """
    return np.asarray((answers <= NON_IDEAL_END).sum(axis=1), dtype=np.int_)
