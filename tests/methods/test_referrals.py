"""Referral links: resolving them by hand-worked lists, the permutation test, and what a client brought."""

import math
from itertools import permutations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from icp.methods.referrals import Downstream, correlate_links, link_strata, resolve_links, sum_downstream

NAN = math.nan


def _chain(pairs, clients):
    """Links of clients called by their row number."""
    cells = [None] * clients
    for referrer, referred in pairs:
        cells[referred] = f"{referrer}" if cells[referred] is None else f"{cells[referred]};{referrer}"
    return resolve_links([str(row) for row in range(clients)], cells)


# ── links ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_mention_is_a_link_or_is_reported():
    names = ["Ines K.", "Dorn, Rolf", "Ann", "ann ", "Bo", "Cy", None]
    cells = [None, " ines k. ", "Dorn, Rolf", "Ines K., Bo", "ANN", "Cy; Facebook; Dorn, Rolf", "Bo; bo"]
    found = resolve_links(names, cells)
    assert found.links == ((0, 1), (1, 2), (0, 3), (4, 3), (1, 5), (4, 6))
    assert [(entry.client, entry.text, entry.reason) for entry in found.unmatched] == [
        (4, "ANN", "ambiguous"),
        (5, "Facebook", "unknown"),
    ]
    assert found.self_referrals == (5,)
    assert (found.clients, found.cycles) == (7, ())


def test_cycles_are_reported_and_kept():
    found = _chain([(0, 1), (1, 0), (2, 3), (3, 4), (4, 2), (4, 5), (6, 7)], 8)
    assert found.cycles == ((0, 1), (2, 3, 4))
    assert len(found.links) == 7


def test_two_cycles_through_one_client_are_one_group():
    assert _chain([(0, 1), (1, 0), (0, 2), (2, 0)], 3).cycles == ((0, 1, 2),)


def test_no_links_at_all():
    found = resolve_links(["a", "b"], [None, ""])
    assert (found.links, found.cycles, found.unmatched) == ((), (), ())
    assert correlate_links(found, [1, 2], [1, 1], ["a", "a"]).verdict == "too few"
    assert sum_downstream(found, [1, 2]) == ()


def test_columns_of_different_length_are_refused():
    with pytest.raises(ValueError):
        resolve_links(["a"], [None, None])


PAIRS = st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=25, unique=True)


@settings(deadline=None)
@given(PAIRS)
def test_links_and_cycles_agree_with_networkx(pairs):
    found = _chain(pairs, 12)
    graph = nx.DiGraph([pair for pair in pairs if pair[0] != pair[1]])
    assert set(found.links) == set(graph.edges)
    assert len(found.links) + len(found.self_referrals) == len(pairs)
    assert set(found.cycles) == {
        tuple(sorted(group)) for group in nx.strongly_connected_components(graph) if len(group) > 1
    }


# ── strata ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("years", "channels", "groups"),
    [
        # big enough on their own
        ("111222", "aaabbb", [[0, 1, 2], [3, 4, 5]]),
        ("111111", "aaabbb", [[0, 1, 2], [3, 4, 5]]),
        ("111111", "aaaAaa", [[0, 1, 2, 3, 4, 5]]),
        # small channels pool within the year
        ("1111112", "aaabcd2", None),
        ("111111", "aaabcd", [[0, 1, 2], [3, 4, 5]]),
        # a pool under 3 joins the year's smallest other channel
        ("111111111", "aaaabbbcd", [[0, 1, 2, 3], [4, 5, 6, 7, 8]]),
        # a year under 3 joins its neighbour, keeping channels apart where it can
        ("11122", "aaaaa", [[0, 1, 2, 3, 4]]),
        ("1111112", "aaabbbb", [[0, 1, 2], [3, 4, 5, 6]]),
        # the nearer neighbour; of two as near the earlier
        ("1114777", "aaaaaaa", [[0, 1, 2, 3], [4, 5, 6]]),
        ("1115777", "aaaaaaa", [[0, 1, 2], [3, 4, 5, 6]]),
        ("1133355", "aaaaaaa", [[0, 1, 2, 3, 4, 5, 6]]),
        ("1122333", "aaaaaaa", [[0, 1, 2, 3], [4, 5, 6]]),
        ("11146999", "aaaaaaaa", [[0, 1, 2, 3, 4], [5, 6, 7]]),  # 4 and 6 join first; then 1 is as near to 4 as 9 to 6
        # three links in three years are one group; fewer stay as they are
        ("123", "abc", [[0, 1, 2]]),
        ("12", "ab", [[0, 1]]),
        # without a year: beside the years, never in them
        ("111..", "aaaaa", [[0, 1, 2], [3, 4]]),
        ("111....", "aaaaaaa", [[0, 1, 2], [3, 4, 5, 6]]),
    ],
)
def test_link_strata(years, channels, groups):
    cells = [None if year == "." else int(year) for year in years]
    strata = link_strata(cells, list(channels))
    assert len(strata) == len(years)
    found = [np.flatnonzero(strata == number).tolist() for number in range(strata.max() + 1)]
    if groups is None:
        # the lone link of year 2 joins year 1, where its channel is one of the small ones
        groups = [[0, 1, 2], [3, 4, 5, 6]]
    assert found == groups


@given(st.lists(st.tuples(st.sampled_from([2019, 2020, 2021, 2023, None]), st.sampled_from("abc.")), max_size=40))
def test_every_dated_stratum_holds_three_links_where_there_are_three(links):
    years, channels = [year for year, _ in links], [channel for _, channel in links]
    strata = link_strata(years, channels)
    dated = np.array([year is not None for year in years], dtype=bool)
    sizes = [int((strata == number).sum()) for number in np.unique(strata[dated])]
    assert not sizes or min(sizes) >= min(3, int(dated.sum()))
    assert set(strata[dated]).isdisjoint(strata[~dated])


# ── the test ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _star(sent_by, sent, **options):
    """One link from each referrer to its own client; everybody in one year and channel unless told."""
    n = len(sent)
    links = _chain([(at, n + at) for at in range(n)], 2 * n)
    years, channels = options.pop("years", [2020] * 2 * n), options.pop("channels", ["a"] * 2 * n)
    return correlate_links(links, [*sent_by, *sent], years, channels, **options)


def test_r_is_pearsons_over_the_links_and_p_is_near_the_exact_one():
    sent_by, sent = [10.0, 20, 40, 50, 70], [30.0, 10, 60, 40, 65]
    test = _star(sent_by, sent)
    assert test.r == pytest.approx(np.corrcoef(sent_by, sent)[0, 1])
    exact = np.mean([np.corrcoef(sent_by, order)[0, 1] >= test.r - 1e-9 for order in permutations(sent)])
    assert test.p == pytest.approx(exact, abs=4 * math.sqrt(exact * (1 - exact) / 9999))
    assert (test.links, test.referrers) == (5, 5)


def test_perfect_order_gives_the_share_of_orders_that_reach_it():
    test = _star([10, 20, 30], [12, 22, 32])
    assert test.r == pytest.approx(1.0)
    assert test.p == pytest.approx(1 / 6, abs=0.015)
    assert test.verdict == "too few"


def test_equal_matches_count_as_reaching_r():
    # two of three referred are equal, so 2 of the 6 orders are the observed one
    assert _star([10, 20, 30], [10, 10, 40]).p == pytest.approx(1 / 3, abs=0.02)


def test_the_smallest_p_is_never_zero():
    test = _star(range(20), range(20), permutations=99)
    assert (test.p, test.verdict) == (1 / 100, "yes")


@pytest.mark.parametrize(("n", "verdict"), [(19, "too few"), (20, "no sign")])
def test_a_no_takes_twenty_links(n, verdict):
    assert _star(range(n), range(n, 0, -1), permutations=99).verdict == verdict


def test_a_yes_does_not():
    assert _star(range(6), range(6)).verdict == "yes"


def test_p_of_exactly_one_in_twenty_is_a_yes():
    test = _star(range(20), range(20), permutations=19)
    assert (test.p, test.verdict) == (1 / 20, "yes")


def _is_near(p, exact):
    return p == pytest.approx(exact, abs=4 * math.sqrt(exact * (1 - exact) / 9999))


def test_across_years_clients_carry_their_distance_from_the_years_average():
    sent_by, sent = [10.0, 30, 20, 50, 60], [20.0, 40, 55, 90, 80]
    # the links of 2020 (two) and 2021 (three) are one stratum; two more clients, one of unknown match, joined in 2020
    links = _chain([(at, 5 + at) for at in range(5)], 12)
    years = [2000] * 5 + [2020, 2020, 2021, 2021, 2021, 2020, 2020]
    test = correlate_links(links, [*sent_by, *sent, 30, None], years, ["a"] * 12)
    usual = np.array([30, 30, 75, 75, 75])  # (20 + 40 + 30) / 3 and (55 + 90 + 80) / 3
    beyond = np.array(sent) - usual
    reached = [
        np.dot(sent_by, usual + beyond[list(order)]) >= np.dot(sent_by, sent) for order in permutations(range(5))
    ]
    assert test.r == pytest.approx(np.corrcoef(sent_by, sent)[0, 1])
    assert _is_near(test.p, np.mean(reached))
    bare = [np.dot(sent_by, order) >= np.dot(sent_by, sent) for order in permutations(sent)]
    assert not _is_near(test.p, np.mean(bare))


def test_a_lone_link_without_a_year_stays_where_it_is():
    sent_by, sent = [10.0, 20, 30, 40, 90], [20.0, 10, 40, 30, 95]
    test = _star(sent_by, sent, years=[2000] * 5 + [2020] * 4 + [None])
    every = [np.dot(sent_by[:4], order) >= np.dot(sent_by[:4], sent[:4]) for order in permutations(sent[:4])]
    assert test.r == pytest.approx(np.corrcoef(sent_by, sent)[0, 1])
    assert _is_near(test.p, np.mean(every))


@pytest.mark.parametrize(
    ("sent_by", "sent"), [([10, 20], [10, 20]), ([5, 5, 5, 5], [1, 2, 3, 4]), ([1, 2, 3, 4], [5, 5, 5, 5])]
)
def test_nothing_to_correlate(sent_by, sent):
    test = _star(sent_by, sent)
    assert (test.r, test.p, test.verdict) == (None, None, "too few")


def test_three_referrers_are_enough_and_unknown_matches_are_left_out():
    test = _star([1, 2, 3, NAN, 5], [1, 3, 2, 4, NAN])
    assert (test.links, test.referrers, test.r) == (3, 3, pytest.approx(0.5))


def test_two_referrers_of_many_are_too_few():
    links = _chain([(0, at) for at in range(2, 16)] + [(1, at) for at in range(16, 30)], 30)
    test = correlate_links(links, range(30), [1] * 30, ["a"] * 30)
    assert (test.links, test.referrers, test.r, test.verdict) == (28, 2, None, "too few")


def test_the_referred_clients_year_and_channel_count():
    """Within strata every order is the observed one, so p is 1, whatever the referrers' own years are."""
    sent_by, sent = [1, 1, 1, 2, 2, 2, 3, 3, 3], [1, 1, 1, 2, 2, 2, 3, 3, 3]
    elsewhere = list(range(9))
    years = [2001, 2001, 2001, 2002, 2002, 2002, 2003, 2003, 2003]
    links = _chain([(0, 9 + at) if at < 3 else (at, 9 + at) for at in range(9)], 18)
    by_year = correlate_links(links, [*sent_by, *sent], elsewhere + years, ["a"] * 18, permutations=99)
    by_channel = correlate_links(links, [*sent_by, *sent], [1] * 18, [*elsewhere, *"aaabbbccc"], permutations=99)
    together = correlate_links(links, [*sent_by, *sent], [1] * 18, ["a"] * 18, permutations=99)
    assert by_year.r == by_channel.r == together.r == pytest.approx(1.0)
    assert by_year.p == by_channel.p == 1.0
    assert together.p <= 0.03


def test_one_entry_a_client():
    links = _chain([(0, 1)], 2)
    assert correlate_links(links, [1, None], [1, 1], "ab").links == 0
    for arguments in [([1], [1, 1], "ab"), ([1, 2], [1], "ab"), ([1, 2], [1, 1], "a")]:
        with pytest.raises(ValueError, match="one entry a client"):
            correlate_links(links, *arguments)
    with pytest.raises(ValueError, match="one entry a client"):
        sum_downstream(links, [1])
    with pytest.raises(ValueError, match="one entry a client"):
        sum_downstream(links, [1, 2], [True])


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.booleans())
def test_row_order_and_unit_do_not_change_the_answer(seed, whole):
    rng = np.random.default_rng(seed)
    n = 30
    match = rng.integers(0, 5, n).astype(float) * 20 if whole else rng.random(n) * 100
    years, channels = rng.integers(2018, 2023, n), rng.choice(["a", "b", "c"], n)
    referrer = [int(rng.integers(0, row)) if row else None for row in range(n)]
    names = [f"client {row}" for row in range(n)]
    cells = [None if at is None else names[at] for at in referrer]
    order = rng.permutation(n)

    def ask(rows, scale):
        links = resolve_links([names[row] for row in rows], [cells[row] for row in rows])
        picked = [int(years[row]) for row in rows], [channels[row] for row in rows]
        return correlate_links(links, match[rows] * scale, *picked, permutations=199)

    first, turned, scaled = ask(np.arange(n), 1.0), ask(order, 1.0), ask(np.arange(n), 0.01)
    if first.r is not None:
        assert -1 <= first.r <= 1
        assert 1 / 200 <= first.p <= 1
        assert turned.r == pytest.approx(first.r)
        assert scaled.r == pytest.approx(first.r)
        assert (turned.p, turned.verdict) == (first.p, first.verdict)
        assert scaled.p == first.p


def _drifting_roster(rng, years=6, a_year=12, effect=0.0):
    """A roster whose clients get better every year, sent by clients of about the same time."""
    n = years * a_year
    year = np.repeat(np.arange(years), a_year)
    match = 30 + 8.0 * year + rng.normal(0, 8, n)
    pairs = []
    for row in range(a_year, n):
        if rng.random() < 0.6:
            near = np.flatnonzero((year < year[row]) & (year >= year[row] - 2))
            referrer = int(rng.choice(near))
            match[row] += effect * (match[referrer] - 30 - 8.0 * year[referrer])
            pairs.append((referrer, row))
    return _chain(pairs, n), match, (2015 + year).tolist(), rng.choice(["web", "talk"], n, p=[0.8, 0.2]).tolist()


@pytest.mark.parametrize(("years", "a_year"), [(6, 12), (10, 6)])  # ten thin years: many strata must span two
def test_better_years_alone_are_no_yes(years, a_year):
    rng = np.random.default_rng(1)
    rosters, fooled, fooled_shuffle = 800, 0, 0
    for at in range(rosters):
        links, match, joined, channels = _drifting_roster(rng, years, a_year)
        fooled += correlate_links(links, match, joined, channels, permutations=199).verdict == "yes"
        if at < 40:
            alike = [0] * len(joined)
            fooled_shuffle += correlate_links(links, match, alike, alike, permutations=199).verdict == "yes"
    assert fooled / rosters <= 0.05 + 2.33 * math.sqrt(0.05 * 0.95 / rosters)
    assert fooled_shuffle > 20  # the drift is strong enough to fool a shuffle over all years


def test_good_clients_that_do_send_good_clients_are_a_yes():
    rng = np.random.default_rng(5)
    found = [correlate_links(*_drifting_roster(rng, effect=0.9), permutations=199).verdict for _ in range(40)]
    assert found.count("yes") >= 32


# ── downstream ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_downstream_of_a_small_family():
    #  Ann → Bo → Di, Ann → Cy; Eve → Di too (two referrers); Fay has no value
    links = resolve_links(["Ann", "Bo", "Cy", "Di", "Eve", "Fay"], [None, "Ann", "Ann", "Bo; Eve", None, "Di"])
    found = sum_downstream(links, [500, 100, 50, 20, 5, NAN], [True, False, True, False, False, True])
    assert found == (
        Downstream(client=0, direct=2, clients=4, value=170.0, own=500.0, unvalued=1, loved=2),
        Downstream(client=1, direct=1, clients=2, value=20.0, own=100.0, unvalued=1, loved=1),
        Downstream(client=4, direct=1, clients=2, value=20.0, own=5.0, unvalued=1, loved=1),
        Downstream(client=3, direct=1, clients=1, value=0.0, own=20.0, unvalued=1, loved=1),
    )
    assert found[0].at_risk() == 670.0
    assert found[0].at_risk(0.25) == 542.5


def test_a_common_descendant_counts_once_for_each_ancestor():
    found = {entry.client: entry for entry in sum_downstream(_chain([(0, 1), (0, 2), (1, 3), (2, 3)], 4), [1, 2, 4, 8])}
    assert (found[0].clients, found[0].value) == (3, 14.0)
    assert (found[1].value, found[2].value) == (8.0, 8.0)


def test_a_cycle_ends_where_it_began():
    found = {entry.client: entry for entry in sum_downstream(_chain([(0, 1), (1, 2), (2, 1), (2, 3)], 4), [1, 2, 4, 8])}
    assert {client: (entry.clients, entry.value) for client, entry in found.items()} == {
        0: (3, 14.0),
        1: (2, 12.0),
        2: (2, 10.0),
    }


def test_a_long_chain_is_summed_in_one_pass():
    n = 20_000
    links = _chain([(row, row + 1) for row in range(n - 1)], n)
    found = sum_downstream(links, np.ones(n))
    assert found[0] == Downstream(0, 1, n - 1, float(n - 1), 1.0, 0, 0)
    assert len(found) == n - 1


@settings(deadline=None)
@given(PAIRS, st.lists(st.integers(0, 100), min_size=12, max_size=12))
def test_downstream_agrees_with_networkx(pairs, value):
    links = _chain(pairs, 12)
    graph = nx.DiGraph(list(links.links))
    found = sum_downstream(links, value)
    assert {entry.client for entry in found} == {referrer for referrer, _ in links.links}
    for entry in found:
        below = nx.descendants(graph, entry.client)
        assert entry.clients == len(below)
        assert entry.value == sum(value[client] for client in below)
    assert [entry.value for entry in found] == sorted((entry.value for entry in found), reverse=True)
