"""Who agreed to what, and by which version somebody is bound to a rule."""

from datetime import date

import pytest

from icp.dealings import Agreement, Dealings, Rule, RulesVersion
from icp.methods.agreements import Standing, count_states, find_bindings, find_standings, has_lapsed, sign_on_paper

TODAY = date(2026, 11, 22)
OLD, NEW = Rule(id="r", expectation="Nine to six"), Rule(id="r", expectation="Nine to five")
GONE = Rule(id="g", expectation="No dogs")


def version(number, *rules):
    return RulesVersion(number=number, day=date(2026, number, 1), rules=rules, digest=str(number) * 64)


def agreement(number, state="signed", client="ann", **parts):
    signed = {"signed_by": "Ann", "signed_on": date(2026, number, 9)} if state == "signed" else {}
    return Agreement(client=client, name="Ann", version=number, digest=str(number) * 64, sent=date(2026, number, 2),
                     state=state, **{**signed, **parts})  # fmt: skip


def state_of(*agreements, latest=2):
    return find_standings(agreements, ["ann"], latest, TODAY)["ann"].state


OPEN = {"token": "t", "expires": TODAY}
PAST = {"token": "t", "expires": date(2026, 11, 21)}


@pytest.mark.parametrize(
    ("agreements", "state"),
    [
        ((), "unasked"),
        ((agreement(2),), "agreed"),
        ((agreement(1),), "earlier"),
        ((agreement(2, "sent", **OPEN),), "open"),
        ((agreement(1), agreement(2, "sent", **OPEN)), "open"),
        ((agreement(2, "sent", **PAST),), "lapsed"),
        ((agreement(1), agreement(2, "sent", **PAST)), "earlier"),
        ((agreement(1, "sent", **OPEN),), "lapsed"),
        ((agreement(2, "revoked"),), "revoked"),
        ((agreement(1), agreement(2, "revoked")), "earlier"),
        ((agreement(2), agreement(2, "sent", **OPEN)), "agreed"),
        ((agreement(2, "revoked"), agreement(2, "sent", **OPEN)), "open"),
    ],
)
def test_how_somebody_stands(agreements, state):
    assert state_of(*agreements) == state


def test_an_open_link_leaves_the_earlier_signature_in_force():
    first, sent = agreement(1), agreement(2, "sent", **OPEN)
    assert find_standings([first, sent], ["ann"], 2, TODAY) == {"ann": Standing("ann", "open", sent, first)}


def test_of_two_open_links_the_later_one_is_told():
    links = [agreement(2, "sent", id="a", **OPEN), agreement(2, "sent", id="b", **OPEN)]
    assert find_standings(links, ["ann"], 2, TODAY)["ann"].agreement == links[1]


def test_everybody_asked_for_is_there_in_order_and_nobody_else():
    standings = find_standings([agreement(2), agreement(2, client="gone")], ["bo", "ann"], 2, TODAY)
    assert list(standings) == ["bo", "ann"]
    assert count_states(standings) == {"unasked": 1, "agreed": 1}


def test_a_link_lapses_when_its_last_day_is_over():
    assert not has_lapsed(agreement(2, "sent", **OPEN), TODAY)
    assert has_lapsed(agreement(2, "sent", **PAST), TODAY)
    assert not has_lapsed(agreement(2, expires=PAST["expires"]), TODAY)


def test_paper_is_signed_at_once_without_a_token():
    paper = sign_on_paper("ann", "Ann", version(2, NEW), TODAY)
    assert (paper.state, paper.token, paper.signed_by, paper.signed_on) == ("signed", "", "Ann", TODAY)
    assert (paper.version, paper.digest) == (2, "2" * 64)
    assert state_of(paper) == "agreed"


def test_the_newest_signed_version_binds_in_its_own_words():
    dealings = Dealings(rules=(), versions=(version(1, OLD, GONE), version(2, NEW)),
                        agreements=(agreement(1), agreement(2)))  # fmt: skip
    assert find_bindings(dealings) == {("ann", "r"): (agreement(2, id=dealings.agreements[1].id), NEW)}


def test_a_rule_taken_out_since_still_binds_as_it_was_signed():
    dealings = Dealings(rules=(NEW,), versions=(version(1, OLD, GONE), version(2, NEW)), agreements=(agreement(1),))
    assert {rule for _, rule in find_bindings(dealings)} == {"r", "g"}
    assert find_bindings(dealings)["ann", "g"][1] == GONE


@pytest.mark.parametrize("agreements", [(), (agreement(1, "sent", **OPEN),), (agreement(1, "revoked"),)])
def test_nothing_signed_binds_nobody(agreements):
    assert find_bindings(Dealings(versions=(version(1, OLD),), agreements=agreements)) == {}
