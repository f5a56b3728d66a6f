"""The instruction that was never written: what is expected, why, and how it goes, in the owner's voice.

A draft from the shipped rule and the steps of one behaviour and from what the owner said already; nothing is invented.
"""

from __future__ import annotations

from icp.catalogue import OwnSystemWords, RuleTemplate, catalogue, own_systems, rule_starters
from icp.dealings import Rule
from icp.methods.spoken import suggest_words
from icp.methods.welcome import adopt_template
from icp.model import OwnQuestion, Workbook
from icp.wishes import NEVER, make_wish

_OWN_WORDS = {"respects_hours": ("mirror_reach", "mirror_reply")}
"""Which of the owner's promises belong into the instruction for a behaviour."""
_KIT = "online"


def words_for(column: str) -> OwnSystemWords:
    """Steps and easier ways for a behaviour."""
    known = own_systems()
    return known.get(column, known["other"])


def rule_template(column: str, work: Workbook) -> RuleTemplate | None:
    """The shipped rule about a behaviour, of the way people are met in the owner's trade; None where there is none."""
    starters = rule_starters()
    kit = starters.kits[starters.kit_of.get(work.text("trade"), _KIT)]
    return next((rule for rule in kit.rule if rule.about == column), None)


def draft_instruction(column: str, work: Workbook) -> str:
    """The draft, plain text in paragraphs: the expectation, the reason, the steps, the owner's own words on it.

    The expectation is what the owner says of it already (a must-have's sentence), else the shipped rule's.
    """
    say, template = catalogue().say, rule_template(column, work)
    steps = "\n".join(f"{at}. {step}" for at, step in enumerate(words_for(column).steps, start=1))
    own = [words for id in _OWN_WORDS.get(column, ()) if (words := work.text(id))]
    parts = (
        _expectation(column, work, template),
        template.reason if template else "",
        f"{say('system.draft_steps')}\n{steps}",
        say("system.draft_mine", what=" ".join(own)) if own else "",
    )
    return "\n\n".join(part for part in parts if part)


def _expectation(column: str, work: Workbook, template: RuleTemplate | None) -> str:
    question = work.question(column)
    if question is None:
        return template.expectation if template else ""
    said = next((one.sentence for one in work.dealings.spoken if one.id in (column, NEVER + column)), "")
    shipped = template.expectation if template else ""
    # A question of the owner's own names the trouble, so what is asked for is its opposite.
    wish = make_wish(question, never=isinstance(question, OwnQuestion))
    return said or shipped or suggest_words(wish, work).sentence


def as_rule(column: str, draft: str, work: Workbook) -> Rule | None:
    """The draft as a rule about the behaviour: its first paragraph is what is expected, reason and consequence are the
    shipped rule's. None for a draft that says nothing."""
    expectation = next((part.strip() for part in draft.split("\n\n") if part.strip()), "")
    if not expectation:
        return None
    template = rule_template(column, work)
    if template is None:
        return Rule(expectation=expectation, about=column)
    return adopt_template(rule_starters(), template.id).model_copy(update={"expectation": expectation})
