"""Whose doing it is: the annoyances of a client list, the owner's own part in each, in words and one picture."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from icp.catalogue import catalogue
from icp.charts.drawing_system import MOST_ROWS, Line, draw_shares_doing
from icp.findings.comparison import Comparison, tier_words
from icp.findings.words import Wording, plain, term
from icp.methods.annoyances import Annoyance, OwnPart, find_annoyances, own_part
from icp.methods.system import SINKS, Finding, Pattern
from icp.model import OwnQuestion, Workbook
from icp.roster.frames import clients_frame


@dataclass(frozen=True)
class Found:
    """``annoyances`` over the list, the heaviest first, and the owner's part in each by its column."""

    held: Comparison
    annoyances: tuple[Annoyance, ...]
    parts: Mapping[str, OwnPart]
    labels: Mapping[str, str]


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


# ── in words, and drawn ──────────────────────────────────────────────────────────────────────────────────────────

NAMED = 6


def finding(found: Found, work: Workbook, wording: Wording) -> str:
    """The page's opening sentence: in ``wording``."""
    known = [each for each in found.annoyances if each.finding.prevalence.all[1]]
    doing = [each for each in known if each.finding.prevalence.all[0]]
    if not known:
        return wording("system.finding.unsaid")
    if not doing:
        return wording("system.finding.nobody", terms=term(work, many=True))
    system, client = _heaviest(doing, "system"), _heaviest(doing, "client")
    words = {}
    for name, each in (("system", system), ("client", client)):
        if each is not None:
            key = name if each.finding.safe else f"{name}_open"
            words[name] = wording(f"system.finding.{key}", **_counts(each, found))
    if system is None and client is None:
        top = doing[0]
        one = "_one" if top.finding.prevalence.all[0] == 1 else ""
        key = "few" if top.finding.too_few else f"unclear{one}"
        return wording(f"system.finding.{key}", **_counts(top, found))
    if system is None:
        return f"{words['client']} {wording('system.finding.then_uphold')}"
    return " ".join((*([words["client"]] if client else []), words["system"], wording("system.finding.then_look")))


def _heaviest(doing: list[Annoyance], pattern: Pattern) -> Annoyance | None:
    return next((each for each in doing if each.finding.pattern == pattern), None)


def _counts(each: Annoyance, found: Found) -> dict[str, object]:
    prevalence = each.finding.prevalence
    (sinks, of_sinks), (others, of_others), (doing, known) = prevalence.sinks, prevalence.others, prevalence.all
    return {
        "what": found.labels[each.column], "sinks": sinks, "of_sinks": of_sinks, "others": others,
        "of_others": of_others, "doing": doing, "known": known,
    }  # fmt: skip


def draw(found: Found, *, title: str, dark: bool = False) -> str:
    """The picture as SVG text: the heaviest annoyances with three marks each. ``title`` is plain text."""
    lines = [
        Line(found.labels[each.column], plain(f"system.verdict.{verdict_of(each.finding)}"),
             each.finding.prevalence.by_tier)
        for each in found.annoyances if each.finding.prevalence.all[1]
    ]  # fmt: skip
    ends = (plain("system.ends.nobody"), plain("system.ends.half"), plain("system.ends.everybody"))
    return draw_shares_doing(lines[:MOST_ROWS], names=tier_words(), ends=ends, title=title, dark=dark)


def verdict_of(finding: Finding) -> str:
    """The pattern as it is worded: one of the three, "few" or "nobody"."""
    if finding.too_few:
        return "few"
    return finding.pattern if finding.prevalence.all[0] else "nobody"


def counts_by_feeling(each: Annoyance) -> str:
    """ "6 of 13 glad, 14 of 28 fine, 7 of 12 heart sinks, 1 not sorted yet": all who do it, as :func:`who` names them.

    Feelings nothing is known of are left out.
    """
    prevalence = each.finding.prevalence
    said = [
        plain("system.count", n=doing, of=known, what=name)
        for (doing, known), name in zip(prevalence.by_tier, tier_words(), strict=True)
        if known
    ]
    unsorted = len(each.rows) - prevalence.all[0]
    return ", ".join([*said, *([plain("system.count_unsorted", n=unsorted)] if unsorted else [])])


def who(each: Annoyance, found: Found, wording: Wording) -> str:
    """Who does it, by name, in ``wording``; those who make the heart sink first."""
    names = [found.held.names[row] for row in each.rows[:NAMED]]
    more, listed = len(each.rows) - len(names), ", ".join(names)
    return wording("system.who_more", names=listed, n=more) if more else wording("system.who", names=listed)


def sink_reasons(work: Workbook, wording: Wording) -> str:
    """Why the heart sinks, counted over the present clients it sinks at; "" where nobody was asked."""
    options = {option.value: option.label for option in catalogue().question("sink_reason").options}
    given = Counter(
        str(client.values["sink_reason"]).casefold() for client in work.clients
        if client.tier == SINKS and not client.former and "sink_reason" in client.values
    )  # fmt: skip
    told = [plain("system.reason", what=label, n=given[value]) for value, label in options.items() if given[value]]
    return wording("system.reasons", what=", ".join(told)) if told else ""
