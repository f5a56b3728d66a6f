"""What loved clients share: hand-worked counts, invariances, and how often it is fooled."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import false_discovery_control, fisher_exact

from icp.methods.shared import Wish, find_contradictions, find_shared, readable_bands

LOVED = np.arange(53) < 13
OTHERS = ~LOVED


def _column(loved_yes, other_yes, yes, no):
    return [yes] * loved_yes + [no] * (13 - loved_yes) + [yes] * other_yes + [no] * (40 - other_yes)


def _share(columns, kinds, loved=LOVED, others=OTHERS, **options):
    return find_shared(pd.DataFrame(columns), kinds, loved, others, **options)


def _trait(shared, field, value):
    (trait,) = [trait for trait in shared.traits if (trait.field, trait.value) == (field, value)]
    return trait


def test_counts_test_correction_and_lift_of_the_sample_business():
    shared = _share(
        {
            "asks": _column(12, 15, 4, 2),
            "via": _column(10, 13, "A client", "web"),
            "trade": _column(7, 8, "yes", "no"),
            "size": _column(4, 9, "x", "0"),
        },
        {"asks": "scale", "via": "choice", "trade": "flag", "size": "flag"},
    )
    asks, via, trade = (_trait(shared, *key) for key in [("asks", (3.0, None)), ("via", "A client"), ("trade", True)])
    assert (shared.loved, shared.others) == (13, 40)
    assert (asks.loved_k, asks.loved_n, asks.other_k, asks.other_n) == (12, 13, 15, 40)
    assert (asks.kind, via.kind, trade.kind) == ("scale", "choice", "flag")
    assert (asks.loved_share, asks.other_share) == (12 / 13, 15 / 40)
    assert asks.lift == pytest.approx(((12 + 4 * 27 / 53) / 17) / (27 / 53), rel=1e-12)
    assert asks.p == pytest.approx(fisher_exact([[12, 1], [15, 25]], alternative="greater").pvalue, rel=1e-9)
    assert via.p == pytest.approx(0.00626909, rel=1e-5)
    assert trade.p == pytest.approx(0.025423, rel=1e-5)
    # 7 traits tried: asks at least 3, via × 2, trade × 2, size × 2 (nobody is at most 1)
    assert len(shared.traits) == 7
    assert asks.q == pytest.approx(asks.p * 7 / 1)
    assert via.q == pytest.approx(via.p * 7 / 2)
    assert trade.q == pytest.approx(trade.p * 7 / 3)
    assert [trait.field for trait in shared.findings] == ["asks", "via", "trade"]
    assert [trait.shelf for trait in shared.traits] == ["confirmed"] * 3 + [None] * 4


def test_a_trait_lost_in_a_long_list_is_only_worth_watching():
    noise = {f"n{i}": _column(6, 20, "a", "b") for i in range(10)}
    shared = _share({"trade": _column(7, 8, "yes", "no"), **noise}, {"trade": "flag", **dict.fromkeys(noise, "choice")})
    trade = _trait(shared, "trade", True)
    assert trade.q == pytest.approx(min(1, trade.p * 22))
    assert trade.shelf == "hunch"
    assert [trait.shelf for trait in shared.findings] == ["hunch"]


def test_shelf_limits():
    # p of "all 3 holders are loved" with 5 of 10 loved: C(5,3)/C(10,3) = 1/12; its opposite side is 1
    frame = {"t": ["a"] * 3 + ["b"] * 7}
    loved = np.arange(10) < 5
    trait = _trait(_share(frame, {"t": "choice"}, loved, ~loved), "t", "a")
    assert trait.p == pytest.approx(1 / 12)
    assert (trait.q, trait.shelf) == (pytest.approx(1 / 6), None)
    # alone in its family (the rest unknown per "t" would be constant) q = p = 1/12 ≤ 0.10 is enough
    frame = {"t": [4, 4, 4, 2, 2, 2, 2, 2, 2, 2]}
    trait = _trait(_share(frame, {"t": "scale"}, loved, ~loved), "t", (3.0, None))
    assert (trait.q, trait.shelf) == (pytest.approx(1 / 12), "confirmed")


def test_fewer_than_three_loved_clients_are_never_a_clear_pattern():
    # 2 of 5 loved, 1 of 95 others: p = (3·C(5,2)·... ) is small, yet two clients are no pattern
    loved = np.arange(100) < 5
    steps = [4, 4, 2, 2, 2, 4] + [2] * 94
    trait = _trait(_share({"t": steps}, {"t": "scale"}, loved, ~loved), "t", (3.0, None))
    assert trait.p == pytest.approx((10 * 95 + 10) / math.comb(100, 3))  # two or all three of the holders are loved
    assert trait.q < 0.1
    assert (trait.loved_k, trait.shelf) == (2, "hunch")


def test_twelve_names_give_counts_and_no_verdict():
    loved = np.array([1] * 4 + [0] * 8, dtype=bool)
    frame = {"t": ["yes"] * 4 + ["yes"] + ["no"] * 7, "n": [1, 5, 9, 3, 2, 6, 8, 4, 7, 1, 5, 9]}
    shared = _share(frame, {"t": "flag", "n": "range"}, loved, ~loved)
    first = shared.traits[0]
    assert (first.field, first.value) == ("t", True)
    assert (first.loved_k, first.loved_n, first.other_k, first.other_n) == (4, 4, 1, 8)
    assert (first.p, first.q, first.shelf) == (None, None, None)
    assert shared.findings == ()
    assert shared.directions == ()


@pytest.mark.parametrize(("loved_n", "other_n", "verdict"), [(5, 5, True), (4, 6, False), (6, 4, False)])
def test_a_verdict_takes_five_known_on_both_sides(loved_n, other_n, verdict):
    loved = np.arange(12) < 6
    cells = [3] * loved_n + [None] * (6 - loved_n) + [2] * other_n + [""] * (6 - other_n)
    trait = _trait(_share({"t": cells}, {"t": "scale"}, loved, ~loved), "t", (3.0, None))
    assert (trait.loved_n, trait.other_n) == (loved_n, other_n)
    assert (trait.p is not None) == verdict


def test_unknown_cells_are_in_no_count():
    cells = [4, None, "", math.nan, "don't know", 5, -1, "4", 1, 0, 2, 3, 3.0]
    loved = np.arange(13) < 8
    shared = _share({"t": cells}, {"t": "scale"}, loved, ~loved)
    trait = _trait(shared, "t", (3.0, None))
    assert (trait.loved_k, trait.loved_n, trait.other_k, trait.other_n) == (2, 2, 2, 5)
    assert trait.loved_share == 1.0


def test_cells_are_read_as_a_client_list_has_them():
    loved = np.arange(10) < 5
    frame = {
        "size": ["€5,000", "6000 €", "7,500.00", "8k", "don't know", "1,200", "900", "€ 800", "1000", "unknown"],
        "place": ["Town", "town ", "TOWN", "don't know", None, "coast", "coast", "coast", "coast", "?"],
        "pays": ["ja", "oui", "yes", "Y", "?", "nein", "no", "n", "0", ""],
    }
    kinds = {"size": "range", "place": "choice", "pays": "flag"}
    shared = _share(frame, kinds, loved, ~loved, bands={"size": [(5000, None)]})
    size, pays = _trait(shared, "size", (5000, None)), _trait(shared, "pays", True)
    assert (size.loved_k, size.loved_n, size.other_k, size.other_n) == (4, 4, 0, 4)
    assert (pays.loved_k, pays.loved_n, pays.other_k, pays.other_n) == (4, 4, 0, 4)
    assert {trait.value for trait in shared.traits if trait.field == "place"} == {"TOWN", "coast"}


def test_both_ends_of_a_scale_belong_to_their_trait():
    loved = np.arange(10) < 5
    shared = _share({"t": [3, 3, 4, 1, 0, 1, 2, 2, 2, 3]}, {"t": "scale"}, loved, ~loved)
    high, low = _trait(shared, "t", (3.0, None)), _trait(shared, "t", (None, 1.0))
    assert (high.loved_k, high.other_k) == (3, 1)
    assert (low.loved_k, low.other_k) == (2, 1)


def test_a_share_without_a_known_cell_is_none():
    loved = np.arange(10) < 5
    shared = _share({"reason": [None] * 5 + ["work"] * 3 + ["money"] * 2}, {"reason": "choice"}, loved, ~loved)
    trait = _trait(shared, "reason", "work")
    assert (trait.loved_share, trait.other_share, trait.p) == (None, 3 / 5, None)


def test_bands_given_are_half_open_and_default_ones_split_the_rated_only():
    loved = np.arange(12) < 6
    frame = {"age": [35, 50, 49, 60, 61, 62, 34, 35, 36, 40, 50, 51]}
    bands = {"age": [(35, 50), (50, None)]}
    shared = _share(frame, {"age": "range"}, loved, ~loved, bands=bands)
    middle, old = _trait(shared, "age", (35, 50)), _trait(shared, "age", (50, None))
    assert (middle.loved_k, middle.other_k) == (2, 3)
    assert (old.loved_k, old.other_k) == (4, 2)
    unrated = pd.DataFrame({"age": [*frame["age"], 1e6, 2e6, 3e6]})
    rated = np.arange(15) < 12
    whole = find_shared(unrated, {"age": "range"}, rated & (np.arange(15) < 6), rated & (np.arange(15) >= 6))
    expected = set(readable_bands(frame["age"]))
    assert {trait.value for trait in whole.traits} <= expected
    assert whole.traits


@pytest.mark.parametrize(
    ("values", "bands"),
    [
        ([22, 28, 31, 38, 41, 45, 52, 58, 63], ((None, 35.0), (35.0, 45.0), (45.0, None))),
        # thirds at 1,400 and 4,000: steps of 1,000 (the largest of 1, 2, 5 × 10^k up to 1,300)
        ([900, 1400, 4000, 9000], ((None, 1000.0), (1000.0, 4000.0), (4000.0, None))),
        ([0.1, 0.1, 0.1, 0.9], ((None, 0.2), (0.2, None))),  # thirds coincide: steps from the whole spread, 0.2
        ([0] * 9 + [12], ((None, 5.0), (5.0, None))),
        ([9] * 8 + [1], ((None, 8.0), (8.0, None))),  # 9 in steps of 2
        ([1, 5, 9, 13], ((None, 4.0), (4.0, 8.0), (8.0, None))),  # half of 9 - 5 is 2, which is a step itself
        ([0.11, 0.14, 0.36, 0.5, 0.66, 0.8, 0.9], ((None, 0.4), (0.4, 0.7), (0.7, None))),
        ([1, 2, 3, 3, 3, 3], ((None, 2.7), (2.7, 3.0), (3.0, None))),  # a limit may be the largest number
        ([6, 6, 6, 9], ((None, 7.0), (7.0, None))),
        ([5, 5, 5], ()),
        ([], ()),
        ([math.nan, None, 3], ()),
        ([0.0, 5e-324], ()),
    ],
)
def test_readable_bands(values, bands):
    assert readable_bands(values) == bands


@given(st.lists(st.floats(-1e300, 1e300), min_size=2, max_size=30))
def test_bands_cover_every_number_once_and_none_is_empty(values):
    bands = readable_bands(values)
    low = [-math.inf if band[0] is None else band[0] for band in bands]
    high = [math.inf if band[1] is None else band[1] for band in bands]
    hits = [[a <= value < b for a, b in zip(low, high, strict=True)] for value in values]
    if bands:
        assert {sum(row) for row in hits} == {1}
        assert any(row[0] for row in hits)
        assert any(row[-1] for row in hits)
    assert readable_bands(values[::-1]) == bands


def test_direction_of_a_number():
    loved = np.arange(10) < 5
    shared = _share({"hours": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]}, {"hours": "range"}, loved, ~loved)
    (direction,) = shared.directions
    assert (direction.field, direction.way, direction.chance) == ("hours", "lower", 0.0)
    assert (direction.loved_n, direction.other_n) == (5, 5)
    assert (direction.loved_median, direction.other_median) == (3.0, 8.0)
    assert direction.p == pytest.approx(2 / math.comb(10, 5))  # exact: the two extreme orders of 252
    assert direction.shelf == "confirmed"
    assert _share({"hours": [4] * 10}, {"hours": "range"}, loved, ~loved).directions == ()
    shared = _share({"hours": [10, 9, 8, 7, 6, 5, 4, 3, 2, 7]}, {"hours": "range"}, loved, ~loved)
    assert (shared.directions[0].way, shared.directions[0].chance) == ("higher", 23.5 / 25)


def test_directions_and_traits_are_one_family():
    loved = np.arange(10) < 5
    shared = _share({"h": range(10), "t": [3] * 4 + [2] * 6}, {"h": "range", "t": "scale"}, loved, ~loved)
    p_values = [trait.p for trait in shared.traits] + [direction.p for direction in shared.directions]
    q_values = [trait.q for trait in shared.traits] + [direction.q for direction in shared.directions]
    assert q_values == pytest.approx(list(false_discovery_control(p_values)))
    assert len(p_values) == 5  # three bands, one scale trait, one direction


def test_tags_and_spellings():
    loved = np.arange(10) < 5
    tags = ["Kind; fair", "kind", "KIND", "kind,honest", "kind", "fair", "fair", "honest", "honest; fair", None]
    shared = _share({"values": tags}, {"values": "tags"}, loved, ~loved)
    kind = _trait(shared, "values", "kind")
    assert (kind.loved_k, kind.loved_n, kind.other_k, kind.other_n) == (5, 5, 0, 4)
    assert {trait.value for trait in shared.traits} == {"kind", "fair", "honest"}


def test_the_spelling_used_most_by_both_groups_names_the_trait():
    loved = np.arange(10) < 5
    shared = _share({"c": ["inn"] * 3 + ["bar"] * 2 + ["INN"] * 4 + ["bar"]}, {"c": "choice"}, loved, ~loved)
    assert {trait.value for trait in shared.traits} == {"INN", "bar"}


def test_the_trait_that_defines_the_group_is_never_tried():
    frame = {"tier": ["1"] * 13 + ["2"] * 40, "asks": _column(12, 15, 4, 2)}
    shared = _share(frame, {"tier": "choice", "asks": "scale"}, exclude={"tier"})
    assert {trait.field for trait in shared.traits} == {"asks"}
    assert shared.traits[0].q == shared.traits[0].p


def test_traits_of_everybody_or_of_two_are_not_tried():
    loved = np.arange(10) < 5
    frame = {"all": ["a"] * 10, "two": ["a", "a"] + ["b"] * 8, "three": [4] * 3 + [2] * 7}
    shared = _share(frame, {"all": "choice", "two": "choice", "three": "scale"}, loved, ~loved)
    assert {(trait.field, trait.value) for trait in shared.traits} == {("two", "b"), ("three", (3.0, None))}


@pytest.mark.parametrize(
    ("kinds", "loved", "others", "message"),
    [
        ({"x": "choice"}, [1, 1], [1, 0], "both groups"),
        ({"x": "choice"}, [1], [0], "one entry"),
        ({"x": "choice"}, [1, 0], [0], "one entry"),
        ({"y": "choice"}, [1, 0], [0, 1], "no such column: y"),
        ({"x": "text"}, [1, 0], [0, 1], "no such kind: text"),
    ],
)
def test_arguments_that_do_not_fit_are_named(kinds, loved, others, message):
    with pytest.raises(ValueError, match=message):
        find_shared(pd.DataFrame({"x": ["a", "b"]}), kinds, loved, others)


def test_an_empty_list_shares_nothing():
    shared = find_shared(pd.DataFrame({"x": [], "n": []}), {"x": "choice", "n": "range"}, [], [])
    assert (shared.loved, shared.others, shared.traits, shared.directions) == (0, 0, (), ())


KINDS = {"c": "choice", "t": "tags", "s": "scale", "r": "range", "f": "flag"}
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["a", "B", "b ", None]),
        st.sampled_from(["x;y", "y", "z,x", ""]),
        st.sampled_from([0, 1, 2, 3, 4, None]),
        st.one_of(st.none(), st.integers(-50, 50)),
        st.sampled_from(["yes", "no", None]),
        st.sampled_from(["loved", "other", "unrated"]),
    ),
    min_size=1,
    max_size=40,
)


@settings(max_examples=60, deadline=None)
@given(rows=ROWS, seed=st.integers(0, 99))
def test_row_order_is_irrelevant_and_bounds_hold(rows, seed):
    frame = pd.DataFrame(rows, columns=[*KINDS, "group"], dtype=object)
    shared = find_shared(frame, KINDS, frame["group"] == "loved", frame["group"] == "other")
    turned = frame.iloc[np.random.default_rng(seed).permutation(len(frame))]
    again = find_shared(turned, KINDS, turned["group"] == "loved", turned["group"] == "other")
    assert again.traits == shared.traits
    assert [(d.field, d.way, d.q) for d in again.directions] == [(d.field, d.way, d.q) for d in shared.directions]
    strength = [{"confirmed": 0, "hunch": 1, None: 2}[trait.shelf] for trait in shared.traits]
    assert strength == sorted(strength)
    for trait in shared.traits:
        assert 0 <= trait.loved_k <= trait.loved_n <= shared.loved
        assert 0 <= trait.other_k <= trait.other_n <= shared.others
        base = (trait.loved_k + trait.other_k) / (trait.loved_n + trait.other_n)
        raw = (trait.loved_share if trait.loved_n else base) / base
        assert min(1, raw) - 1e-12 <= trait.lift <= max(1, raw) + 1e-12  # shrunk towards 1, never past it
        if trait.p is not None:
            assert 0 < trait.p <= trait.q <= 1
            assert (trait.shelf == "confirmed") == (trait.q <= 0.1 and trait.loved_k >= 3)


def test_under_a_global_null_clear_patterns_are_rarer_than_one_in_ten():
    rng = np.random.default_rng(20261122)
    rosters, fooled = 250, 0
    kinds = {f"s{i}": "scale" for i in range(8)} | {f"c{i}": "choice" for i in range(4)}
    kinds |= {"r0": "range", "r1": "range", "f0": "flag"}
    for _ in range(rosters):
        mood = rng.normal(size=(53, 1))  # answers hang together, as a person's do
        steps = np.clip(np.round(2 + mood + rng.normal(size=(53, 8))), 0, 4)
        frame = pd.DataFrame(steps, columns=[f"s{i}" for i in range(8)])
        for i in range(4):
            frame[f"c{i}"] = rng.choice(list("abcde"), 53, p=[0.4, 0.25, 0.2, 0.1, 0.05])
        frame["r0"], frame["r1"] = rng.lognormal(8, 0.8, 53), rng.integers(20, 75, 53)
        frame["f0"] = rng.choice(["yes", "no"], 53)
        frame = frame.mask(rng.random(frame.shape) < 0.1)
        shared = find_shared(frame, kinds, LOVED, OTHERS)
        confirmed = [found for found in (*shared.traits, *shared.directions) if found.shelf == "confirmed"]
        fooled += bool(confirmed)
    assert fooled / rosters <= 0.10 + 2.33 * math.sqrt(0.1 * 0.9 / rosters)


def test_real_patterns_are_found():
    """The other half of the null test: a check that never says anything would pass it."""
    rng = np.random.default_rng(1)
    found = 0
    for _ in range(40):
        steps = np.where(LOVED, rng.choice([2, 4], 53, p=[0.1, 0.9]), rng.choice([2, 4], 53, p=[0.7, 0.3]))
        frame = pd.DataFrame({"s": steps, **{f"c{i}": rng.choice(list("abc"), 53) for i in range(5)}})
        shared = find_shared(frame, {"s": "scale", **{f"c{i}": "choice" for i in range(5)}}, LOVED, OTHERS)
        found += any(trait.field == "s" and trait.shelf == "confirmed" for trait in shared.traits)
    assert found >= 32


# ── contradictions ───────────────────────────────────────────────────────────────────────────────────────────────

SHARED = _share(
    {"asks": _column(12, 15, 4, 2), "via": _column(10, 13, "client", "web"), "age": _column(8, 14, 60, 40)},
    {"asks": "scale", "via": "choice", "age": "range"},
    bands={"age": [(35, 50), (55, None)]},
)


def _wish(field, loved_met, other_met, rank=1, weight=0.5, identifier=None):
    return Wish(identifier or field, field, rank, weight, _column(loved_met, other_met, 1.0, 0.6))


def test_stated_but_not_shared_then_shared_but_not_stated():
    found = find_contradictions([_wish("size", 4, 9), _wish("asks", 12, 15, rank=2, weight=0.3)], LOVED, OTHERS, SHARED)
    assert [(entry.kind, entry.field) for entry in found] == [
        ("stated_not_shared", "size"),
        ("shared_not_stated", "via"),
    ]
    size, via = found
    assert (size.loved_k, size.loved_n, size.other_k, size.other_n) == (4, 13, 9, 40)
    assert size.p == pytest.approx(0.396936, rel=1e-5)
    assert (size.wish, size.rank, size.weight, size.finding) == ("size", 1, 0.5, None)
    assert (via.loved_k, via.loved_n, via.other_k, via.other_n) == (10, 13, 13, 40)
    assert (via.wish, via.rank, via.weight) == (None, None, None)
    assert via.finding.value == "client"
    assert via.p == via.finding.p


def test_what_they_are_instead():
    (found, *_) = find_contradictions([_wish("age", 5, 28)], LOVED, OTHERS, SHARED)
    assert (found.kind, found.finding.value, found.finding.loved_k) == ("stated_not_shared", (55, None), 8)


def test_what_most_of_them_are_instead():
    loved = np.arange(20) < 10
    rows = [[4, "a;b"]] * 5 + [[0, "b;c"]] * 2 + [[0, "b"]] * 3 + [[2, "c"]] * 10
    shared = find_shared(pd.DataFrame(rows, columns=["s", "t"]), {"s": "scale", "t": "tags"}, loved, ~loved)
    wishes = [Wish("s", "s", 1, 0.6, [0.0] * 20), Wish("t", "t", 2, 0.4, [0.0] * 20)]
    scale, tags = find_contradictions(wishes, loved, ~loved, shared)[:2]
    # exactly half are at least 3 (nobody else), half at most 1 (nobody else): the first by strength
    assert (scale.finding.loved_k, scale.finding.loved_n) == (5, 10)
    assert tags.finding.value == "b"  # 10 of 10, before a with 5 of 10
    minority = find_shared(pd.DataFrame({"s": [4] * 4 + [2] * 16}), {"s": "scale"}, loved, ~loved)
    assert find_contradictions(wishes[:1], loved, ~loved, minority)[0].finding is None


def test_of_two_things_as_common_the_more_telling_one():
    loved = np.arange(20) < 10
    frame = pd.DataFrame({"t": ["everywhere; ours"] * 10 + ["everywhere"] * 9 + ["else"]})
    shared = find_shared(frame, {"t": "tags"}, loved, ~loved)
    (found,) = find_contradictions([Wish("t", "t", 1, 1.0, [0.0] * 20)], loved, ~loved, shared)
    assert found.finding.value == "ours"


def test_the_heaviest_wish_comes_first():
    wishes = [
        _wish("b", 3, 9, 2, 0.3),
        _wish("a", 2, 9, 1, 0.7),
        _wish("aa", 2, 9, None, 0.3),
        _wish("c", 2, 9, 3, 0.3),
    ]
    found = find_contradictions(wishes, LOVED, OTHERS, SHARED)
    assert [entry.field for entry in found if entry.wish] == ["a", "b", "c", "aa"]
    met = _wish("met", 13, 20, 1, 0.9)
    assert next(entry.field for entry in find_contradictions([met, *wishes], LOVED, OTHERS, SHARED)) == "a"


def test_five_known_loved_clients_are_enough():
    values = [None if row < 8 else 0.0 for row in range(53)]
    found = find_contradictions([Wish("w", "w", 1, 1.0, values)], LOVED, OTHERS, SHARED)
    assert (found[0].wish, found[0].loved_n, found[0].p) == ("w", 5, 1.0)


@pytest.mark.parametrize(
    ("loved_met", "other_met", "contradicts"),
    [
        (6, 30, True),  # under half
        (7, 30, False),  # over half of 13 meet it
        (6, 19, True),
        (6, 5, False),  # under half, but the loved are clearly ahead: p = 0.020
    ],
)
def test_when_a_wish_is_contradicted(loved_met, other_met, contradicts):
    found = find_contradictions([_wish("w", loved_met, other_met)], LOVED, OTHERS, SHARED)
    assert any(entry.wish == "w" for entry in found) == contradicts


def test_half_of_the_loved_is_enough():
    loved = np.arange(20) < 10
    values = [1.0] * 5 + [0.0] * 5 + [1.0] * 5 + [0.0] * 5
    nothing = find_shared(pd.DataFrame(index=range(20)), {}, loved, ~loved)
    assert find_contradictions([Wish("w", "w", 1, 1.0, values)], loved, ~loved, nothing) == ()


def test_story_wishes_and_small_groups_contradict_nothing():
    story = _wish("w", 0, 0, rank=None, weight=0.0)
    unknown = Wish("u", "u", 1, 1.0, np.where(np.arange(53) < 9, np.nan, 0.0))  # 4 loved known
    found = find_contradictions([story, unknown], LOVED, OTHERS, SHARED)
    assert [entry.wish for entry in found] == [None, None]


def test_unknown_values_are_not_unmet():
    values = np.where(np.arange(53) < 7, np.nan, _column(10, 20, 1.0, 0.0))  # 3 of the 6 known loved clients meet it
    assert all(
        entry.wish is None for entry in find_contradictions([Wish("w", "w", 1, 1.0, values)], LOVED, OTHERS, SHARED)
    )


def test_a_wish_of_another_length_is_named():
    with pytest.raises(ValueError, match="'w' has 2 values for 53 clients"):
        find_contradictions([Wish("w", "w", 1, 1.0, [1, 0])], LOVED, OTHERS, SHARED)
