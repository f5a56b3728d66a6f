"""What changes on Monday, what is ahead and what could be promised, in words; names as this browser shows them."""

from __future__ import annotations

from icp.findings import monday
from icp.findings.words import Wording, plain
from icp.methods.due import Due, Idea
from icp.model import Promise, Workbook
from icp.monday import Change, Seek
from icp.ui.avatar.shared import trait_words
from icp.ui.roster.names import are_hidden
from icp.ui.text import esc, say


def name_of(id: str | None, work: Workbook) -> str:
    """How a client is called here, in plain text; "somebody" for whoever has left the list."""
    return monday.name_of(id, work, hidden=are_hidden())


def promise_text(promise: Promise) -> str:
    """A promise as it was typed, in plain text; hidden with the names, which may stand in it."""
    return monday.promise_text(promise, hidden=are_hidden())


def promise_about(promise: Promise, work: Workbook) -> str:
    """A promise with whom it is about, in plain text; hidden with the names."""
    return monday.promise_about(promise, work, hidden=are_hidden())


def sentence(change: Change, work: Workbook, wording: Wording = say) -> str:
    """One finding as one or a few sentences; in Markdown its beginning, what to do, is bold."""
    lead, rest = monday.sentence(change, work, wording, hidden=are_hidden())
    if wording is not say:
        return f"{lead} {rest}"
    question = work.question(change.trait.field) if isinstance(change, Seek) else None
    if isinstance(change, Seek) and change.trait.field != "referred_by" and question is not None:
        trait = change.trait
        what = trait_words(question, trait, work)
        rest = say("takeaway.seek.words", safe_what=what, k=trait.loved_k, n=trait.loved_n, ok=trait.other_k,
                   on=trait.other_n)  # fmt: skip
    return f"**{lead}** {rest}"


def word_due(due: Due, work: Workbook) -> str:
    """One thing that is ahead, in plain text."""
    return monday.word_due(due, work, hidden=are_hidden())


def word_idea(idea: Idea, work: Workbook, *, shown: bool = True) -> str:
    """Something that could be promised, in plain text; with the real names unless ``shown`` here."""
    return monday.word_idea(idea, work, hidden=shown and are_hidden())


def list_names(names: list[str], most: int = 6) -> str:
    """ "Ines, Tom and 5 more", as Markdown."""
    more = len(names) - most
    shown = [esc(name) for name in (names[:most] if more > 0 else names)]
    return ", ".join(shown) + (f", {plain('transition.more', n=more)}" if more > 0 else "")
