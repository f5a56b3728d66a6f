"""The annoyances of a client list and the owner's part in each, worked out once for each state of the list."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from icp.dealings import OwnSystem
from icp.findings.comparison import Comparison
from icp.methods.annoyances import Annoyance, OwnPart, find_annoyances, kept_about, own_part
from icp.model import OwnQuestion, Workbook
from icp.roster.frames import clients_frame
from icp.ui import state
from icp.ui.comparison import compare
from icp.ui.decide import put_item


@dataclass(frozen=True)
class Found:
    """``annoyances`` over the list, the heaviest first, and the owner's part in each by its column."""

    held: Comparison
    annoyances: tuple[Annoyance, ...]
    parts: Mapping[str, OwnPart]
    labels: Mapping[str, str]


def find(work: Workbook) -> Found:
    """The annoyances of this workbook."""
    return hold_found(work, compare(work))


def hold_found(work: Workbook, held: Comparison) -> Found:
    """The annoyances of a workbook whose comparison is at hand."""
    depends = (work.questions, work.dealings.situations, work.answers.get("sink_behaviour"))
    annoyances = held.once(
        ("annoyances", *depends), lambda: find_annoyances(work, clients_frame(work.clients, derived=True))
    )
    parts = {each.column: own_part(each, work.dealings, [work.clients[row].id for row in each.rows])
             for each in annoyances}  # fmt: skip
    labels = {each.column: annoyance_label(each.column, work) for each in annoyances}
    return Found(held, annoyances, parts, labels)


def annoyance_label(column: str, work: Workbook) -> str:
    """An annoyance in a few words: "Rings at bad times", or the owner's own. Plain text."""
    question = work.question(column)
    if question is None:
        return column
    return question.label if isinstance(question, OwnQuestion) else question.repel or question.label


def change_own(column: str, step: Callable[[OwnSystem], OwnSystem]) -> None:
    """Keep a change of the owner's part in an annoyance, made to what is kept of it now."""
    put_item("systems", step(kept_about(state.workbook().dealings, column)))
