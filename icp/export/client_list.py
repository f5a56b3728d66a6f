"""The client list as rows: who they are called, what is known, and the fit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from icp.catalogue import Question, catalogue
from icp.methods.match import Scored
from icp.model import Cell, OwnQuestion, Workbook

_NAMES = ("name", "first_name", "last_name")
_TELLING = ("email", "phone", "company", "notes")


def list_clients(
    work: Workbook, scored: Scored, names: Mapping[str, str], *, telling: bool = True
) -> tuple[list[str], list[list[Any]]]:
    """Headers and one row a client, in list order.

    First the name (``names``: by client id), then fit, its range and how much is known, all 0–100 and None where no
    wish is answered, then every field somebody has an answer to, in the words of its question; beliefs of single people
    are left out, they are in the kept copy alone. ``telling`` False leaves out what gives a client away beside the
    name. ``scored``: of this workbook's list. Protected fields of a regulated field of business are not in the
    workbook, so not here either.
    """
    said = catalogue().words["client_list"]
    used = {id for client in work.clients for id in client.values}
    every: tuple[Question | OwnQuestion, ...] = (*catalogue().fields.values(), *work.questions)
    hidden = _NAMES if telling else (*_NAMES, *_TELLING)
    asked = [q for q in every if q.id in used and q.id not in hidden and not is_belief(q)]
    headers = [catalogue().fields["name"].label, said["fit"], said["low"], said["high"], said["known"]]
    rows = []
    for at, client in enumerate(work.clients):
        figures = [_whole(figure[at]) for figure in (scored.match, scored.low, scored.high)]
        known = scored.coverage[at] > 0
        share = _whole(100 * scored.coverage[at])
        cells = [_word(question, client.values.get(question.id)) for question in asked]
        rows.append([names[client.id], *(figures if known else (None, None, None)), share, *cells])
    return [*headers, *(question.label for question in asked)], rows


def is_belief(question: Question | OwnQuestion) -> bool:
    """Whether the question is about what somebody believes: outlook, faith. Not for a list that is handed on."""
    return isinstance(question, Question) and question.group == "belief" and question.protected


def _whole(number: float) -> int | None:
    return round(float(number)) if np.isfinite(number) else None


def _word(question: Question | OwnQuestion, cell: Cell | None) -> Cell | None:
    """A chosen answer in its words, anything else as it was given."""
    if isinstance(cell, str) and isinstance(question, Question) and question.kind == "choice":
        return question.option_label(cell)
    return cell
