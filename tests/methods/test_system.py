"""System or client: the verdict by hand and by an outside test, how often chance alone makes one, the steps."""

import itertools
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.stats import binom, fisher_exact

from icp.methods.behaviours import Behaviour
from icp.methods.system import (
    NextStep,
    OwnSystem,
    Prevalence,
    choose_step,
    count_doing,
    find_pattern,
    find_patterns,
)

NAN = math.nan


def pattern(glad, fine, sinks, unknown=0):
    return find_pattern(Prevalence((glad, fine, sinks), unknown))


def split(sinks, others):
    """A finding from tier 3 against all others, who are all fine."""
    return pattern((0, 0), others, sinks)


# ── counting ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_counts_by_tier_leave_out_unrated_former_and_unknown():
    answers = [0, 1, 2, NAN, 1.5, 1, 0, 0, NAN, 4]
    tiers = [1, 1, 1, 1, 2, 2, 3, 0, 0, 3]
    present = [1, 1, 1, 1, 1, 0, 1, 1, 1, 1]
    found = count_doing(answers, tiers, present)
    assert found == Prevalence(((2, 3), (0, 1), (1, 2)), unknown=1)
    assert (found.sinks, found.others, found.all) == ((1, 2), (2, 4), (3, 6))
    assert count_doing(answers, tiers) == Prevalence(((2, 3), (1, 2), (1, 2)), unknown=1)
    assert count_doing([None, 0, None, None], [2, 3, 3, 0]) == Prevalence(((0, 0), (0, 0), (1, 1)), unknown=2)


@pytest.mark.parametrize("shape", [([1], [1, 2]), ([1, 2], [1, 2], [True])])
def test_arrays_of_different_lengths_are_refused(shape):
    with pytest.raises(ValueError, match="one entry a client"):
        count_doing(*shape)


# ── the pattern ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("glad", "fine", "sinks", "expected"),
    [
        ((6, 13), (14, 28), (7, 12), "system"),  # 27 of 53, 20 of 41
        ((1, 13), (2, 28), (8, 12), "client"),  # 11 of 53; 8 of 12 against 3 of 41
        ((2, 13), (5, 28), (4, 12), "unclear"),  # 11 of 53, p = 0.23
        ((0, 0), (3, 10), (3, 5), "system"),  # exactly 40 % and 30 %
        ((0, 0), (21, 53), (0, 0), "unclear"),  # 39.6 %
        ((0, 0), (20, 67), (40, 60), "client"),  # 29.9 % of the others
        ((0, 0), (29, 100), (40, 60), "client"),  # 29 % of the others, though 43 % of all: not everyone
        ((0, 0), (39, 100), (0, 0), "unclear"),
        ((0, 0), (40, 100), (0, 0), "system"),  # nobody's heart sinks
        ((0, 0), (0, 0), (9, 9), "unclear"),  # everybody's does: nothing to compare with
        ((0, 0), (0, 3), (3, 3), "client"),  # p = 1 / C(6, 3) = 0.05
        ((0, 0), (0, 3), (2, 2), "unclear"),  # p = 1 / C(5, 2) = 0.1, not below
        ((0, 0), (20, 100), (20, 50), "client"),  # exactly twice as often
        ((0, 0), (20, 100), (39, 100), "unclear"),  # clearly more often (p = 0.002), yet not twice
        ((0, 2), (0, 0), (2, 2), "unclear"),  # four answers are too few for anything
        ((0, 0), (2, 2), (2, 2), "unclear"),
        ((0, 0), (3, 3), (2, 2), "system"),
        ((0, 0), (0, 0), (0, 0), "unclear"),
        ((0, 20), (0, 20), (0, 9), "unclear"),
    ],
)
def test_patterns_by_hand(glad, fine, sinks, expected):
    assert pattern(glad, fine, sinks).pattern == expected


def test_too_few_says_so():
    assert pattern((0, 0), (2, 2), (2, 2)).too_few
    assert not pattern((0, 0), (2, 3), (2, 2)).too_few


tables = st.tuples(st.integers(0, 40), st.integers(0, 120)).flatmap(
    lambda n: st.tuples(st.integers(0, n[0]), st.just(n[0]), st.integers(0, n[1]), st.just(n[1]))
)


@given(tables)
def test_p_is_fishers_and_the_limits_are_those_told(table):
    sinks, of_sinks, others, of_others = table
    found = split((sinks, of_sinks), (others, of_others))
    fisher = fisher_exact([[sinks, of_sinks - sinks], [others, of_others - others]], alternative="greater").pvalue
    assert found.p == pytest.approx(fisher, rel=1e-9)
    known = of_sinks + of_others
    assert found.too_few == (known < 5)
    if found.too_few or not of_others:
        assert found.pattern == "unclear"
        return
    doing = sinks + others
    system = doing / known > 0.4 - 1e-9 and others / of_others > 0.3 - 1e-9
    twice = of_sinks > 0 and sinks / of_sinks > 2 * others / of_others - 1e-9
    expected = "system" if system else "client" if twice and fisher < 0.1 - 1e-12 else "unclear"
    assert found.pattern == expected


@given(tables)
def test_one_more_who_does_it_keeps_it_everyones(table):
    sinks, of_sinks, others, of_others = table
    assume(split((sinks, of_sinks), (others, of_others)).pattern == "system")
    if others < of_others:
        assert split((sinks, of_sinks), (others + 1, of_others)).pattern == "system"
    if sinks < of_sinks:
        assert split((sinks + 1, of_sinks), (others, of_others)).pattern == "system"


@given(tables)
def test_sure_is_a_chance_and_only_of_a_pattern(table):
    found = split(table[:2], table[2:])
    assert math.isnan(found.sure) == (found.pattern == "unclear")
    assert found.pattern == "unclear" or 0 <= found.sure <= 1
    assert found.safe == (found.sure >= 0.8)


def test_sure_by_hand():
    # Five of five do it, nobody's heart sinks: beta(6, 1) beyond 0.4.
    assert split((0, 0), (5, 5)).sure == pytest.approx(1 - 0.4**6, abs=1e-3)
    # 3 of 3 against 0 of 3: ∫ 4(1 − x)³ (1 − 16x⁴) dx from 0 to 1/2.
    assert split((3, 3), (0, 3)).sure == pytest.approx(0.9375 - 64 * (1 / 160 - 1 / 128 + 3 / 896 - 1 / 2048), abs=1e-3)


@pytest.mark.parametrize(("sinks", "others"), [((3, 5), (3, 10)), ((7, 12), (20, 41)), ((9, 9), (7, 20))])
def test_sure_of_a_system_is_what_drawn_shares_say(sinks, others):
    random = np.random.default_rng(11)
    inside = random.beta(1 + sinks[0], 1 + sinks[1] - sinks[0], 200_000)
    outside = random.beta(1 + others[0], 1 + others[1] - others[0], 200_000)
    overall = (inside * sinks[1] + outside * others[1]) / (sinks[1] + others[1])
    assert split(sinks, others).sure == pytest.approx(((overall >= 0.4) & (outside >= 0.3)).mean(), abs=0.005)


@pytest.mark.parametrize(("sinks", "others"), [((4, 5), (1, 10)), ((8, 12), (3, 41))])
def test_sure_of_a_client_is_what_drawn_shares_say(sinks, others):
    random = np.random.default_rng(12)
    inside = random.beta(1 + sinks[0], 1 + sinks[1] - sinks[0], 200_000)
    outside = random.beta(1 + others[0], 1 + others[1] - others[0], 200_000)
    assert split(sinks, others).sure == pytest.approx((inside >= 2 * outside).mean(), abs=0.005)


# ── over a list ──────────────────────────────────────────────────────────────────────────────────────────────────

LATE, RINGS, URGENT = Behaviour("keeps_appointments"), Behaviour("respects_hours"), Behaviour("x_urgent", True)


def make_list(random, rows):
    return pd.DataFrame(
        {
            "tier": random.choice([1, 2, 3, None], rows),
            "status": random.choice(["present", "former", None], rows, p=[0.6, 0.2, 0.2]),
            "keeps_appointments": random.choice([0, 1, 2, 4, None], rows),
            "respects_hours": random.choice([0, 3, 4, None], rows),
            "x_urgent": random.choice([0, 3, 4, None], rows),
            "age": random.choice([20, 40, 70], rows),
            "gender": random.choice(["woman", "man"], rows),
            "faith": random.choice(["none", "important", ""], rows),
            "vacation": random.choice([0, 4, None], rows),
        },
        dtype=object,
    )


def test_each_annoyance_of_a_list():
    frame = pd.DataFrame(
        {
            "tier": [1, 1, 2, 2, 3, 3, 3, 3],
            "keeps_appointments": [0, 1, 1, 4, 0, None, 4, 0],
            "respects_hours": [4, 4, 3, 4, 0, 1, 0, 0],
            "x_urgent": [0, 0, 0, 4, 4, 3, 3, 4],
            "status": [None] * 7 + ["former"],
        },
        dtype=object,
    )
    late, rings, urgent = find_patterns(frame, (LATE, RINGS, URGENT))
    assert late.prevalence == Prevalence(((2, 2), (1, 2), (1, 2)), unknown=1)
    assert late.pattern == "system"
    assert rings.prevalence == Prevalence(((0, 2), (0, 2), (3, 3)))
    assert rings.pattern == "client"
    assert rings.p == pytest.approx(1 / 35)
    assert urgent.prevalence == Prevalence(((0, 2), (1, 2), (3, 3)))
    assert find_patterns(frame, ()) == ()
    assert [found.too_few for found in find_patterns(frame.drop(columns="tier"), (LATE,))] == [True]


def test_the_order_of_clients_and_who_they_are_change_nothing():
    random = np.random.default_rng(20_261_122)
    patterns = set()
    for _ in range(60):
        frame = make_list(random, int(random.integers(5, 40)))
        found = repr(find_patterns(frame, (LATE, RINGS, URGENT)))
        patterns |= {p.pattern for p in find_patterns(frame, (LATE, RINGS, URGENT))}
        assert repr(find_patterns(frame.sample(frac=1, random_state=1), (LATE, RINGS, URGENT))) == found
        others = frame.assign(
            **{who: random.permutation(frame[who].to_numpy()) for who in ("age", "gender", "faith", "vacation")}
        )
        assert repr(find_patterns(others, (LATE, RINGS, URGENT))) == found
    assert patterns == {"system", "client", "unclear"}


# ── how often chance alone speaks ────────────────────────────────────────────────────────────────────────────────


def verdicts(of_sinks, of_others):
    """Every table of a list of that make-up: (client, system, safe system), each (of_sinks + 1, of_others + 1)."""
    shape = of_sinks + 1, of_others + 1
    found = [split((a, of_sinks), (b, of_others)) for a, b in itertools.product(range(shape[0]), range(shape[1]))]
    client, system = ([f.pattern == name for f in found] for name in ("client", "system"))
    safe = [f.pattern == "system" and f.safe for f in found]
    return tuple(np.reshape(made, shape) for made in (client, system, safe))


def chance_of(tables, of_sinks, of_others, inside, outside):
    """How often each verdict comes out when each client does it with these chances, exactly."""
    weights = np.outer(
        binom.pmf(np.arange(of_sinks + 1), of_sinks, inside), binom.pmf(np.arange(of_others + 1), of_others, outside)
    )
    return [float((weights * table).sum()) for table in tables]


@pytest.mark.parametrize("make_up", [(3, 9), (5, 15), (12, 30)], ids=str)
def test_false_alarms_are_rare_and_true_ones_found(make_up):
    tables = verdicts(*make_up)
    for same in (0.05, 0.1, 0.2, 0.3, 0.4, 0.5):
        assert chance_of(tables, *make_up, same, same)[0] < 0.07  # "some clients", though tiers make no difference
    for rare in (0.05, 0.1, 0.2):
        assert chance_of(tables, *make_up, rare, rare)[2] < 0.05  # "everyone" and safe to say, though a fifth do
    assert chance_of(tables, *make_up, 0.9, 0.1)[0] > 0.75
    assert chance_of(tables, *make_up, 0.9, 0.1)[2] < 0.1
    assert chance_of(tables, *make_up, 0.8, 0.8)[1] > 0.95


def simulate(runs, seed, rows, share_doing):
    """How often whole lists say "client" and "system, safe to say" when feelings and behaviour have nothing in common.

    Tier 3 of a fifth, some unrated, a tenth of the answers missing, as on real lists.
    """
    random = np.random.default_rng(seed)
    client = safe = 0
    for _ in range(runs):
        tiers = random.choice([0, 1, 2, 3], rows, p=[0.1, 0.25, 0.45, 0.2])
        doing = random.random(rows) < share_doing
        answers = np.where(doing, random.integers(0, 2, rows), random.integers(2, 5, rows)).astype(float)
        answers[random.random(rows) < 0.1] = NAN
        found = find_pattern(count_doing(answers, tiers))
        client += found.pattern == "client"
        safe += found.pattern == "system" and found.safe
    return client / runs, safe / runs


@pytest.mark.parametrize(("rows", "share"), [(15, 0.2), (60, 0.15), (60, 0.3)])
def test_simulated_lists_agree(rows, share):
    client, safe = simulate(400, 7, rows, share)
    assert client < 0.1
    assert safe < (0.08 if share < 0.3 else 0.2)


@pytest.mark.soak
@pytest.mark.parametrize("rows", [12, 15, 25, 60, 200])
@pytest.mark.parametrize("share", [0.05, 0.1, 0.2, 0.3, 0.4, 0.5])
def test_many_simulated_lists_agree(rows, share, record_property):
    client, safe = simulate(4_000, 8, rows, share)
    record_property("client", client)
    record_property("system_safe", safe)
    print(f"rows {rows}, share {share}: client {client:.3f}, system and safe to say {safe:.3f}")
    assert client < 0.08


# ── the step ─────────────────────────────────────────────────────────────────────────────────────────────────────

SYSTEM, CLIENT, UNCLEAR = split((7, 12), (20, 41)), split((8, 12), (3, 41)), split((4, 12), (7, 41))
SETTLED = {"rule": True, "told": True, "trained": True, "signed": True}


@pytest.mark.parametrize("finding", [SYSTEM, CLIENT, UNCLEAR, split((1, 1), (1, 2))], ids=lambda f: f.pattern)
@pytest.mark.parametrize(
    ("question", "step"), [("rule", "write"), ("told", "tell"), ("trained", "train"), ("signed", "sign")]
)
def test_the_first_no_is_the_step_whatever_the_pattern_and_a_gap_before_it_is_asked(finding, question, step):
    before = dict(itertools.takewhile(lambda kept: kept[0] != question, SETTLED.items()))
    assert choose_step(finding, OwnSystem(**before, **{question: False})) == NextStep(step)
    assert choose_step(finding, OwnSystem(**before)) == NextStep("ask", question)
    later = {"easy": False, "upheld": False}
    assert choose_step(finding, OwnSystem(**before, **later)) == NextStep("ask", question)


@pytest.mark.parametrize(
    ("finding", "easy", "upheld", "expected"),
    [
        (SYSTEM, None, True, NextStep("ask", "easy")),
        (SYSTEM, False, True, NextStep("make_easier")),
        (SYSTEM, True, None, NextStep("change_rule")),
        (UNCLEAR, None, True, NextStep("ask", "easy")),
        (UNCLEAR, False, True, NextStep("make_easier")),
        (UNCLEAR, True, None, NextStep("ask", "upheld")),
        (UNCLEAR, True, False, NextStep("uphold")),
        (UNCLEAR, True, True, NextStep("count_again")),
        (CLIENT, None, None, NextStep("ask", "upheld")),
        (CLIENT, False, False, NextStep("uphold")),
        (CLIENT, None, True, NextStep("trial")),
    ],
)
def test_once_all_is_settled_the_pattern_decides(finding, easy, upheld, expected):
    assert choose_step(finding, OwnSystem(**SETTLED, easy=easy, upheld=upheld)) == expected


def test_nothing_to_mend_where_nobody_does_it():
    assert choose_step(split((0, 4), (0, 20)), OwnSystem()) == NextStep("nothing")
    assert choose_step(split((0, 2), (0, 3)), OwnSystem()) == NextStep("nothing")
    assert choose_step(pattern((0, 9), (0, 9), (0, 3), unknown=1), OwnSystem()) == NextStep("ask", "rule")
    assert choose_step(split((0, 1), (0, 3)), OwnSystem(rule=False)) == NextStep("write")
    assert choose_step(split((1, 4), (0, 20)), OwnSystem(rule=False)) == NextStep("write")


@given(tables, st.tuples(*[st.sampled_from([None, True, False])] * 6))
def test_no_trial_but_for_some_clients_after_a_rule_told_signed_and_upheld(table, answers):
    own = OwnSystem(*answers)
    finding = split(table[:2], table[2:])
    chosen = choose_step(finding, own)
    assert (chosen.question is not None) == (chosen.step == "ask")
    if chosen.question is not None:
        assert getattr(own, chosen.question) is None
    if chosen.step == "trial":
        assert finding.pattern == "client"
        assert all((own.rule, own.told, own.trained, own.signed, own.upheld))
    if chosen.step == "change_rule":
        assert finding.pattern == "system"
