"""What was decided is kept exactly, merges item by item, and has no room for who somebody is."""

from datetime import date

import pytest
from pydantic import ValidationError

from icp.dealings import (
    Agreement,
    Breach,
    Course,
    Dealings,
    KeptPlan,
    OwnSystem,
    Parting,
    Prospect,
    Provider,
    Rule,
    RulesVersion,
    Situation,
    Spoken,
    Terms,
    Tried,
    put,
)
from icp.model import Client, OwnQuestion, Workbook
from icp.store.merge import merge

DAY = date(2026, 11, 22)
RULE = Rule(id="r1", group="Calls", expectation="Calls end on time.", about="respects_hours")
WHOLE = Dealings(
    spoken=(Spoken(id="asks_questions", why="Guessing costs us both.", question="When did you last ask for help?"),),
    providers=(Provider(id="p1", name="Other Ltd"),),
    prospects=(Prospect(id="q1", name="Z.Z.", day=DAY, answers={"asks_questions": "unsure"}, decide_by=DAY),),
    rules=(RULE,),
    versions=(RulesVersion(id="v1", number=1, day=DAY, rules=(RULE,), digest="0" * 64),),
    agreements=(Agreement(id="a1", client="c1", name="A.B.", version=1, digest="0" * 64, sent=DAY),),
    breaches=(Breach(id="b1", rule="r1", client="c1", day=DAY),),
    systems=(OwnSystem(id="respects_hours", rule=True, told=False),),
    courses=(Course(id="c1", way="goodbye", cause="person", reasons=("respects_hours",), system=DAY),),
    terms=Terms(floor=15_000, start=DAY),
    plan=KeptPlan(day=DAY, floor=15_000, partings=(Parting(id="c1", told=DAY, gone=DAY),)),
    situations=(Situation(id="s1", title="A question", difficult="Guesses", ideal="Asks", dream="Knows"),),
    reality_kept=DAY,
    tried=(Tried(id="annual_value", low=4_000), Tried(id="pays_on_time", on=False)),
    expected={"asks_questions": "ideal"},
    packet={"welcome": "Good to have you."},
    message={"line": "Books for people who ask."},
)


def test_a_workbook_with_everything_decided_is_the_same_after_json():
    work = Workbook(clients=(Client(id="c1", name="A.B."),), dealings=WHOLE)
    assert Workbook.model_validate_json(work.to_json()) == work
    assert work.dealings.latest == WHOLE.versions[0]


def test_a_workbook_of_earlier_days_has_decided_nothing():
    assert Workbook.model_validate_json('{"schema_version": 1}').dealings == Dealings()


def test_reasons_about_who_somebody_is_fall_away_also_under_another_name():
    own = OwnQuestion(id="x_church", label="Which church do they go to?")
    course = Course(id="c1", way="goodbye", reasons=("age", "respects_hours", "x_church", "Marital status"))
    work = Workbook(questions=(own,), dealings=Dealings(courses=(course,)))
    assert work.dealings.courses[0].reasons == ("respects_hours",)


def test_two_entries_of_one_id_are_refused():
    with pytest.raises(ValidationError, match="share an id"):
        Dealings(rules=(RULE, RULE))


def test_put_replaces_or_adds():
    longer = RULE.model_copy(update={"expectation": "Calls end at six."})
    other = Rule(id="r2", expectation="Papers by the tenth.")
    assert put((RULE,), longer) == (longer,)
    assert put((RULE,), other) == (RULE, other)


def test_two_tabs_decide_side_by_side():
    base = Workbook(dealings=WHOLE)
    mine = base.changed(dealings=WHOLE.changed(rules=put(WHOLE.rules, Rule(id="r2", expectation="Mine."))))
    theirs = base.changed(dealings=WHOLE.changed(terms=Terms(floor=12_000, start=DAY)))
    merged = merge(*(w.model_dump(mode="json") for w in (base, mine, theirs)))
    assert merged.conflicts == ()
    both = Workbook.model_validate(merged.merged).dealings
    assert [rule.id for rule in both.rules] == ["r1", "r2"]
    assert both.terms.floor == 12_000
