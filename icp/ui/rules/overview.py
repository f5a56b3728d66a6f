"""Where the rules stand: what the list asks for, what is shared, who agreed, what is open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import streamlit as st

from icp.catalogue import Question
from icp.dealings import Rule, put
from icp.findings.rules import follow_up
from icp.methods.agreements import Standing, count_states, find_standings
from icp.methods.rule_document import Difference, compare_rules, settle_rules
from icp.methods.rule_gaps import Trouble, find_troubles, list_behaviours
from icp.methods.upholding import Matter, find_matters
from icp.model import Workbook
from icp.roster.frames import clients_frame
from icp.ui import keys, state
from icp.ui.comparison import compare
from icp.wishes import is_never

_LEADS = 3  # a trouble of at least one in three opens the page
_LEAST = 2


@dataclass(frozen=True)
class Overview:
    """The state of the rules. ``standings``: of present clients, and of former ones who were asked; ``present``: how
    many of them count. ``difference``: what is written but not shared, empty before the first version."""

    work: Workbook
    troubles: tuple[Trouble, ...]
    standings: dict[str, Standing]
    present: frozenset[str]
    matters: tuple[Matter, ...]
    difference: Difference

    @property
    def agreed(self) -> int:
        """How many present clients agreed to the newest version."""
        here = {id: standing for id, standing in self.standings.items() if id in self.present}
        return count_states(here).get("agreed", 0)

    @property
    def open_troubles(self) -> tuple[Trouble, ...]:
        """Troubles without a rule."""
        return tuple(trouble for trouble in self.troubles if trouble.open)

    @property
    def lead(self) -> Trouble | None:
        """The trouble without a rule that most do, where it is common enough to open the page."""
        found = max(self.open_troubles, key=lambda trouble: trouble.doing, default=None)
        if found is None or found.doing < _LEAST or _LEADS * found.doing < found.known:
            return None
        return found


def read_overview(work: Workbook) -> Overview:
    """The overview of this workbook, worked out once for each state of it; the list is counted once for each state of
    list and rules."""
    kept: Overview | None = st.session_state.get(keys.RULES_OVERVIEW)
    if kept is None or kept.work is not work:
        kept = st.session_state[keys.RULES_OVERVIEW] = _overview(work)
    return kept


def _overview(work: Workbook) -> Overview:
    dealings = work.dealings
    latest = dealings.latest
    asked = {agreement.client for agreement in dealings.agreements}
    present = frozenset(client.id for client in work.clients if not client.former)
    shown = [client.id for client in work.clients if client.id in present or client.id in asked]
    standings = find_standings(dealings.agreements, shown, latest.number, date.today()) if latest else {}
    settled = settle_rules(dealings.rules, follow_up(work))
    difference = compare_rules(latest.rules, settled) if latest else Difference()
    return Overview(work, _troubles(work), standings, present, find_matters(dealings), difference)


def _troubles(work: Workbook) -> tuple[Trouble, ...]:
    never = {wish.column for wish in work.avatar.criteria if is_never(wish)}
    tapped = work.answers.get("sink_behaviour", ())
    named = frozenset(never | set(tapped if isinstance(tapped, tuple) else [str(tapped)]))
    about = tuple((rule.id, rule.about) for rule in work.dealings.rules)
    held = compare(work)

    def count() -> tuple[Trouble, ...]:
        listed = clients_frame(work.clients, derived=True)
        return find_troubles(listed, list_behaviours(work), work.dealings.rules, named)

    return held.once(("rule troubles", about, named), count)


def trouble_words(column: str, work: Workbook) -> str:
    """A trouble in a few words, as it is named where "never again" is asked. Plain text."""
    question = work.question(column)
    if isinstance(question, Question):
        return question.repel or question.label
    return question.label if question else column


# ── changes ──────────────────────────────────────────────────────────────────────────────────────────────────────


def touch() -> None:
    """What stands above the sections changed: draw the whole page once more."""
    st.session_state[keys.RULES_CHANGED] = True


def open_section(name: str) -> None:
    """Show this section."""
    st.session_state[keys.RULES_SECTION] = name
    touch()


def change_rule(id: str, **parts: object) -> None:
    """Keep parts of one rule; a rule taken out elsewhere stays out."""

    def step(work: Workbook) -> Workbook:
        rule = next((rule for rule in work.dealings.rules if rule.id == id), None)
        if rule is None:
            return work
        changed = Rule.model_validate({**rule.model_dump(), **parts})
        return work.changed(dealings=work.dealings.changed(rules=put(work.dealings.rules, changed)))

    state.change(step)


def add_rules(make: Callable[[Workbook], tuple[Rule, ...]]) -> None:
    """Add rules at the end."""
    state.change(lambda work: work.changed(
        dealings=work.dealings.changed(rules=(*work.dealings.rules, *make(work)))))  # fmt: skip
    touch()
