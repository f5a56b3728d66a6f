"""Troubles of the list beside the rules."""

import pytest

from icp.catalogue import catalogue
from icp.dealings import Rule
from icp.methods.rule_gaps import find_troubles, list_behaviours
from icp.model import Avatar, Client, OwnQuestion, ScaleCriterion, Workbook
from icp.roster.frames import clients_frame
from icp.wishes import make_wish


def book(*rows, **parts):
    """rows: (tier, keeps_appointments, pays_on_time)."""
    fields = ("tier", "keeps_appointments", "pays_on_time")
    clients = tuple(
        Client(id=f"c{at}", name=f"N{at}", values={k: v for k, v in zip(fields, row, strict=True) if v is not None})
        for at, row in enumerate(rows)
    )
    return Workbook(clients=clients, **parts)


def troubles(work, rules=(), named=()):
    found = find_troubles(clients_frame(work.clients), list_behaviours(work), rules, named)
    return {trouble.column: trouble for trouble in found}


def test_doing_is_an_answer_of_0_or_1_over_rated_clients_who_have_one():
    work = book((1, 0, 4), (2, 1, 2), (3, 2, 1), (None, 0, 0), (1, None, 1))
    found = troubles(work)
    assert (found["keeps_appointments"].doing, found["keeps_appointments"].known) == (2, 3)
    assert (found["pays_on_time"].doing, found["pays_on_time"].known) == (2, 4)
    assert found["keeps_appointments"].prevalence.by_tier == ((1, 1), (1, 1), (0, 1))


def test_without_a_rule_first_then_the_commonest():
    work = book((1, 0, 4), (2, 1, 1), (3, 0, 3))
    rule = Rule(id="r", expectation="x", about="keeps_appointments")
    order = list(troubles(work, (rule,)))
    assert order[0] == "pays_on_time"
    assert next(iter(troubles(work))) == "keeps_appointments"
    assert troubles(work, (rule,))["keeps_appointments"].rules == ("r",)
    assert not troubles(work, (rule,))["keeps_appointments"].open


def test_what_nobody_does_asks_for_no_rule_unless_it_was_named():
    work = book((1, 4, 4), (2, 4, 4))
    assert not any(trouble.open for trouble in troubles(work).values())
    assert [t.column for t in troubles(work, named={"pays_on_time"}).values() if t.open] == ["pays_on_time"]


def test_former_clients_are_not_counted():
    work = book((1, 0, 0), (1, 0, 0))
    work = work.with_client(work.clients[0].with_values(status="former"))
    assert troubles(work)["keeps_appointments"].known == 1


def test_a_never_again_of_ones_own_is_a_trouble_named_by_its_high_end():
    own = OwnQuestion(id="x_urgent", label="Everything is urgent")
    work = book((1, 4, 4), (3, 4, 4), questions=(own,))
    work = work.changed(avatar=Avatar(criteria=(make_wish(own, never=True),)))
    work = work.with_client(work.clients[0].with_values(x_urgent=4)).with_client(
        work.clients[1].with_values(x_urgent=0)
    )
    work = work.with_client(work.clients[0].with_values(x_urgent=4))
    assert (troubles(work)["x_urgent"].doing, troubles(work)["x_urgent"].known) == (1, 2)


def test_no_rule_is_ever_about_who_somebody_is():
    who = ScaleCriterion(id="never_home", column="home", repel=True)
    work = Workbook(avatar=Avatar(criteria=(who, make_wish(catalogue().fields["faith"], ("important",), never=True))))
    assert {"home", "faith"}.isdisjoint(behaviour.column for behaviour in list_behaviours(work))


@pytest.mark.parametrize("rows", [(), ((None, None, None),)])
def test_nothing_known_is_nothing_open(rows):
    found = troubles(book(*rows))
    assert {(t.doing, t.known, t.open) for t in found.values()} == {(0, 0, False)}
