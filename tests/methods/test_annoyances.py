"""Annoyances: weighed by hand, the owner's part read off the rules, and what becomes of a step."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from icp.dealings import Agreement, Breach, Dealings, Rule, RulesVersion, Situation
from icp.dealings import OwnSystem as Kept
from icp.methods.annoyances import (
    QUESTIONS,
    annoying_behaviours,
    find_annoyances,
    finish_step,
    kept_about,
    own_part,
    plan_step,
    questions_shown,
)
from icp.methods.system import OwnSystem, Prevalence, choose_step, find_pattern
from icp.methods.transition import measure_burden, read_practice
from icp.model import Avatar, Client, OwnQuestion, Workbook
from icp.roster.frames import clients_frame
from icp.wishes import make_wish

DIGEST = "0" * 64
HOURS = "respects_hours"
TODAY = date(2026, 11, 22)


def book(*clients, **parts):
    """clients: (tier, hours a year, {behaviour: 0–4})."""
    made = tuple(
        Client(id=f"c{at}", name=f"C{at}", values={"tier": tier or "", "hours": hours, **behaves})
        for at, (tier, hours, behaves) in enumerate(clients)
    )
    return Workbook(clients=made, **parts)


def found_in(work):
    return {each.column: each for each in find_annoyances(work, clients_frame(work.clients))}


# ── what weighs most ─────────────────────────────────────────────────────────────────────────────────────────────


def test_weights_by_hand():
    """Median 60 hours a year, so a behaviour adds 6. Heart sinks 120 h with two: (120 + 12) ÷ 12 = 11 hours a month,
    half for each. Fine 60 h with one: (0.3 × 60 + 6) ÷ 12 = 2. Glad 12 h with one: 6 ÷ 12 = 0.5."""
    work = book((3, 120, {HOURS: 0, "pays_on_time": 1}), (2, 60, {HOURS: 1}), (1, 12, {"does_the_work": 0}))
    found = found_in(work)
    assert {column: each.weight for column, each in found.items() if each.weight} == pytest.approx(
        {HOURS: 7.5, "pays_on_time": 5.5, "does_the_work": 0.5}
    )
    assert list(found)[:3] == [HOURS, "pays_on_time", "does_the_work"]
    assert (found[HOURS].rows, found["does_the_work"].rows, found["asks_questions"].rows) == ((0, 1), (2,), ())


def test_heart_sinks_are_named_first_and_who_left_is_not_named():
    left = {HOURS: 0, "status": "former"}
    work = book((1, 1, {HOURS: 0}), (3, 1, left), (3, 1, {HOURS: 0}), (None, 1, {HOURS: 0}))
    assert found_in(work)[HOURS].rows == (2, 0, 3)


def test_without_any_answer_what_the_owner_named_stands_first():
    never = make_wish(Workbook().question("takes_ownership"), never=True)
    work = Workbook(avatar=Avatar(criteria=(never,)), answers={"sink_behaviour": ("pays_on_time",)})
    found = find_annoyances(work, clients_frame(()))
    assert [each.column for each in found if each.named] == ["pays_on_time", "takes_ownership"]
    assert [each.column for each in found][:3] == ["pays_on_time", "takes_ownership", HOURS]


def test_own_moments_count_when_they_are_on_the_list_and_about_what_people_do():
    columns = {"Voice": "x_voice", "Age": "x_age", "Not counted": None}
    moments = tuple(Situation(title=title, column=column) for title, column in columns.items())
    work = Workbook(
        questions=(OwnQuestion(id="x_voice", label="Ten voice messages"), OwnQuestion(id="x_age", label="Age group")),
        dealings=Dealings(situations=moments),
    )
    own = [behaviour for behaviour in annoying_behaviours(work) if behaviour.column.startswith("x_")]
    assert [(behaviour.column, behaviour.names_trouble) for behaviour in own] == [("x_voice", True)]


@given(
    st.lists(
        st.tuples(
            st.sampled_from([1, 2, 3]),
            st.integers(1, 400),
            st.dictionaries(st.sampled_from([HOURS, "pays_on_time", "asks_questions"]), st.integers(0, 4)),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_weights_add_up_to_the_burden_of_all_who_show_any(clients):
    work = book(*clients)
    frame = clients_frame(work.clients)
    practice = read_practice(frame)
    showing = measure_burden(practice)[practice.difficult > 0].sum()
    assert sum(each.weight for each in find_annoyances(work, frame)) == pytest.approx(showing)


def test_who_somebody_is_changes_nothing():
    clients = [(3, 100, {HOURS: 0}), (1, 50, {HOURS: 0, "pays_on_time": 0}), (2, 20, {"pays_on_time": 1})]
    person = [{"age": 30, "gender": "woman", "faith": "none"}, {"age": 70, "place": "city"}, {"income": "under_25k"}]
    plain = find_annoyances(book(*clients), clients_frame(book(*clients).clients))
    told = book(*((tier, hours, behaves | who) for (tier, hours, behaves), who in zip(clients, person, strict=True)))
    assert repr(find_annoyances(told, clients_frame(told.clients))) == repr(plain)


# ── the own part ─────────────────────────────────────────────────────────────────────────────────────────────────

RULE = Rule(id="r1", expectation="Nine to five.", about=HOURS)
VERSION = RulesVersion(number=1, day=TODAY, rules=(RULE,), digest=DIGEST)


def agreement(client, state="signed", version=1):
    return Agreement(
        id=f"a{client}{state}", client=client, name="C", version=version, digest=DIGEST, sent=TODAY, state=state
    )


def part(dealings, doing=("c0", "c1")):
    annoyance = replace(
        found_in(book((3, 1, {HOURS: 0})))[HOURS], finding=find_pattern(Prevalence(((0, 9), (0, 9), (8, 9))))
    )
    return own_part(annoyance, dealings, doing)


def test_without_rules_the_owners_answers_stand():
    found = part(Dealings(systems=(Kept(id=HOURS, rule=True, told=False),)))
    assert found.answers == OwnSystem(rule=True, told=False)
    assert (found.from_rules, found.signed, found.step.step) == (frozenset(), (0, 2), "tell")


@pytest.mark.parametrize(
    ("dealings", "settled", "signed"),
    [
        (Dealings(rules=(RULE,)), {"rule"}, 0),
        (Dealings(rules=(Rule(expectation="Pay.", about="pays_on_time"),)), set(), 0),
        (Dealings(rules=(RULE,), versions=(VERSION,), agreements=(agreement("c0"),)), {"rule"}, 1),
        (Dealings(rules=(RULE,), versions=(VERSION,), agreements=(agreement("c0"), agreement("c1", "sent"))),
         {"rule", "told"}, 1),
        (Dealings(rules=(RULE,), versions=(VERSION,), agreements=(agreement("c0"), agreement("c1"))),
         {"rule", "told", "signed"}, 2),
        (Dealings(rules=(RULE,), versions=(VERSION,), agreements=(agreement("c0"), agreement("c1", "revoked"))),
         {"rule"}, 1),
        # the rule was changed or deleted since it was signed: what was signed is another one
        (Dealings(rules=(RULE.model_copy(update={"expectation": "Ten to four."}),), versions=(VERSION,),
                  agreements=(agreement("c0"), agreement("c1"))), {"rule"}, 0),
        (Dealings(versions=(VERSION,), agreements=(agreement("c0"), agreement("c1"))), set(), 0),
        (Dealings(rules=(RULE,), breaches=(Breach(rule="r1", client="c0", day=TODAY, reminded=TODAY),)),
         {"rule", "upheld"}, 0),
        (Dealings(rules=(RULE,), breaches=(Breach(id="b1", rule="r1", client="c0", day=TODAY, settled=True),
                                           Breach(id="b2", rule="r1", client="c1", day=TODAY))), {"rule"}, 0),
    ],
)  # fmt: skip
def test_what_the_rules_tell(dealings, settled, signed):
    found = part(dealings)
    assert found.from_rules == settled
    assert found.signed == (signed, 2)
    assert {question for question in QUESTIONS if getattr(found.answers, question)} == settled


def test_a_rule_that_is_there_goes_before_an_old_no():
    found = part(Dealings(rules=(RULE,), systems=(Kept(id=HOURS, rule=False, told=False),)))
    assert (found.answers.rule, found.step.step) == (True, "tell")


def test_nobody_doing_it_settles_nothing_by_signatures():
    assert part(Dealings(rules=(RULE,), versions=(VERSION,)), doing=()).from_rules == {"rule"}


# ── the questions and the step ───────────────────────────────────────────────────────────────────────────────────

CLIENT = find_pattern(Prevalence(((0, 9), (0, 9), (8, 9))))
SYSTEM = find_pattern(Prevalence(((7, 9), (7, 9), (8, 9))))
YES = dict.fromkeys(("rule", "told", "trained", "signed"), True)


@pytest.mark.parametrize(
    ("finding", "answers", "shown"),
    [
        (CLIENT, {}, ("rule",)),
        (CLIENT, {"rule": True, "told": False, "trained": True}, ("rule", "told")),
        (CLIENT, YES, ("rule", "told", "trained", "signed", "upheld")),
        (SYSTEM, YES, ("rule", "told", "trained", "signed", "easy")),
        (SYSTEM, {**YES, "easy": True}, ("rule", "told", "trained", "signed", "easy")),
        (CLIENT, {**YES, "upheld": True}, ("rule", "told", "trained", "signed", "upheld")),
        (find_pattern(Prevalence(((0, 9), (0, 9), (0, 9)))), {}, ()),
        (find_pattern(Prevalence(((0, 0), (0, 0), (0, 0)))), {**YES, "easy": True, "upheld": True}, QUESTIONS),
    ],
)
def test_the_questions_shown_end_where_the_step_hangs(finding, answers, shown):
    assert questions_shown(finding, OwnSystem(**answers)) == shown


@given(st.sampled_from([CLIENT, SYSTEM]), st.tuples(*[st.sampled_from([None, True, False])] * 6))
def test_every_step_taken_leads_on_until_it_is_the_clients_turn_or_the_rules(finding, answers):
    kept, seen = Kept(id=HOURS, **dict(zip(QUESTIONS, answers, strict=True))), []
    for _ in range(12):
        step = choose_step(finding, OwnSystem(**{q: getattr(kept, q) for q in QUESTIONS}))
        if step.step == "ask":
            kept = kept.model_copy(update={step.question: True})
            continue
        seen.append(step.step)
        if step.step in ("trial", "change_rule"):
            break
        kept = finish_step(kept, step.step, TODAY)
    assert len(set(seen)) == len(seen)
    assert seen[-1] == ("trial" if finding is CLIENT else "change_rule")


def test_a_step_gets_a_day_and_is_done():
    kept = plan_step(Kept(id=HOURS, rule=True, told=False, draft="Nine."), date(2026, 12, 4))
    assert kept.due == date(2026, 12, 4)
    done = finish_step(kept, "tell", TODAY)
    assert done == Kept(id=HOURS, rule=True, told=True, draft="Nine.", done=TODAY)
    assert plan_step(kept, None).due is None


def test_a_changed_rule_begins_anew():
    kept = Kept(id=HOURS, **YES, easy=True, upheld=True)
    assert finish_step(kept, "change_rule", TODAY) == Kept(id=HOURS, rule=True, done=TODAY)
    assert finish_step(kept, "count_again", TODAY) == kept.model_copy(update={"done": TODAY})


def test_nothing_is_kept_until_something_is_said():
    assert kept_about(Dealings(), HOURS) == Kept(id=HOURS)
    assert kept_about(Dealings(systems=(Kept(id=HOURS, rule=False),)), HOURS).rule is False
    assert find_annoyances(Workbook(), pd.DataFrame())[0].weight == 0
