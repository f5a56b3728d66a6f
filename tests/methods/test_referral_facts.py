"""What a client list says about its senders, on lists small enough to count by hand."""

import math

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from icp.findings.senders import draw_tree
from icp.methods.referral_facts import DEEPEST, Branch, Referrals, Share
from icp.model import Workbook


def read(rows):
    """rows: (name, referred_by, source, tier, value)."""
    frame = pd.DataFrame(rows, columns=["name", "referred_by", "source", "tier", "annual_value"])
    return Referrals(frame, list(frame["name"]))


def test_counts_of_favourites_and_others():
    facts = read(
        [
            ("Ann", None, "Web", 1, 1),
            ("Bo", "Ann", None, 1, 1),
            ("Cy", "My uncle", None, 1, 1),
            ("Di", "web", None, 2, 1),  # a channel written in the wrong column is no person
            ("Ed", None, None, 3, 1),
            ("Flo", "Ann", None, None, 1),
        ]
    )
    assert facts.share(facts.favourites) == Share(came=2, of=3, unsaid=0)
    assert facts.share(facts.others) == Share(came=0, of=2, unsaid=1)
    assert list(facts.outside) == ["My uncle"]


def test_senders_in_order_of_what_they_brought():
    facts = read(
        [
            ("Ann", None, None, 1, 10),
            ("Bo", "Ann", None, 1, 100),
            ("Cy", "Bo", None, 3, 20),
            ("Di", "Eve", None, 2, 300),
        ]
    )
    assert [(s.name, s.client, s.clients, s.loved, s.value, s.own) for s in facts.senders] == [
        ("Eve", None, 1, 0, 300.0, 0.0),
        ("Ann", 0, 2, 1, 120.0, 10.0),
        ("Bo", 1, 1, 0, 20.0, 100.0),
    ]


def test_the_second_sender_of_one_client_has_no_branch_and_is_counted_all_the_same():
    facts = read([("Bo", None, None, 1, 10), ("Cy", "Bo; Aunt Ann", None, 1, 20)])
    assert [(sender.name, sender.clients) for sender in facts.senders] == [("Bo", 1), ("Aunt Ann", 1)]
    drawn = draw_tree(facts.tree, Workbook(), title="Who sent whom")
    assert ">Bo<" in drawn
    assert "Ann" not in drawn


def test_more_credit_than_sales_is_no_known_income():
    facts = read([("Ann", None, "Web", 1, -50), ("Bo", "Ann", "Web", 1, -100), ("Cy", "Ann", "Web", 1, 30)])
    (ann,) = facts.senders
    assert (ann.value, ann.own, ann.unvalued) == (30.0, 0.0, 1)
    assert facts.tree[0].value == 30.0
    assert {rate.source: rate.value for rate in facts.rates} == {"Web": 30.0, "Ann": 30.0}


def test_the_tree_hangs_everybody_on_who_sent_them():
    facts = read(
        [
            ("Ann", None, None, 1, 10),
            ("Bo", "Ann", None, 1, 100),
            ("Cy", "Bo", None, 3, 20),
            ("Di", "Ann", None, 2, None),
        ]
    )
    cy = Branch("Cy", 2, 3, 20.0, 0.0, 0)
    bo = Branch("Bo", 1, 1, 100.0, 20.0, 1, (cy,))
    di = Branch("Di", 3, 2, 0.0, 0.0, 0)
    assert facts.tree == (Branch("Ann", 0, 1, 10.0, 120.0, 3, (bo, di)),)


def test_a_client_sent_by_two_is_drawn_once_and_named():
    facts = read([("Ann", None, None, 1, 1), ("Bo", None, None, 1, 1), ("Cy", "Ann; Bo", None, 1, 5)])
    assert sum(root.clients for root in facts.tree) == 1
    assert facts.sent_by_two == (2,)
    assert [(s.name, s.value) for s in facts.senders] == [("Ann", 5.0), ("Bo", 5.0)]


def test_a_circle_begins_with_the_first_of_the_list():
    facts = read([("Ann", "Cy", None, 1, 1), ("Bo", "Ann", None, 1, 2), ("Cy", "Bo", None, 1, 4)])
    (root,) = facts.tree
    assert (root.name, root.clients, root.value) == ("Ann", 2, 6.0)
    assert facts.links.cycles == ((0, 1, 2),)


def depth(branch):
    return 1 + max((depth(child) for child in branch.branches), default=0)


def test_a_long_chain_ends_on_the_last_level_drawn():
    rows = [("0", None, None, 1, 1.0)] + [(str(n), str(n - 1), None, 2, 1.0) for n in range(1, 3000)]
    (root,) = read(rows).tree
    assert (root.clients, root.value, depth(root)) == (2999, 2999.0, DEEPEST + 1)


def test_favourites_with_their_senders_for_the_guide():
    facts = read(
        [
            ("Ann", None, "Web", 1, 1),
            ("Bo", "Ann", None, 1, 1),
            ("Cy", "Ann", None, 1, 1),
            ("Di", None, None, 1, 1),
            ("Ed", "Ann", None, 2, 1),
        ]
    )
    tree = facts.favourite_tree(4, "?")
    assert [(root.name, [branch.name for branch in root.branches]) for root in tree] == [
        ("Ann", ["Bo", "Cy"]),
        ("?", ["Di"]),
        ("Web", ["Ann"]),
    ]
    assert [root.name for root in facts.favourite_tree(1)] == ["Web"]


def test_income_from_sale_and_frequency_where_no_year_is_given():
    frame = pd.DataFrame(
        {"annual_value": ["1,200", None, None], "average_sale": [None, 50, 50], "frequency": [9, 4, None]}
    )
    values = Referrals(frame, ["a", "b", "c"]).values
    assert values[0] == 1200
    assert values[1] == 200
    assert math.isnan(values[2])


def test_years_are_read_from_dates_as_written():
    frame = pd.DataFrame({"first_date": ["2019-03-01", "01.04.2021", "long ago", None, 2020]})
    assert Referrals(frame, list("abcde")).years == (2019, 2021, None, None, 2020)


def test_who_sent_whom_by_feeling():
    facts = read(
        [("Ann", None, None, 1, 1), ("Bo", "Ann", None, 1, 1), ("Cy", "Ann", None, None, 1), ("Di", "Bo", None, 3, 1)]
    )
    expected = np.zeros((4, 4), dtype=int)
    expected[0, 0], expected[0, 3], expected[0, 2] = 1, 1, 1
    assert (facts.sent_by_tier == expected).all()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(-1, 11), st.integers(0, 100)), min_size=1, max_size=12))
def test_every_sent_client_hangs_in_the_tree_once(rows):
    names = [f"n{at}" for at in range(len(rows))]
    facts = read([(names[at], f"n{by}" if by >= 0 else None, None, 1, value) for at, (by, value) in enumerate(rows)])

    def count(branch):
        return [branch.client, *(row for child in branch.branches for row in count(child))]

    drawn = [row for root in facts.tree for row in count(root) if row is not None]
    assert len(drawn) == len(set(drawn))
    sent = {referred for _, referred in facts.links.links}
    senders = {sender.client for sender in facts.senders} - {None}
    assert set(drawn) >= sent | senders
