"""An older copy against today, worked out by hand on five clients."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icp.drift import Moved, compare_workbooks
from icp.findings.comparison import fit_finding, hold
from icp.model import Avatar, Client, Promise, Workbook
from icp.sample import sample_workbook

ASKS = Avatar.model_validate({"criteria": [{"id": "asks_questions", "kind": "scale", "rank": 1, "at_least": 4}]})


def client(id, **values):
    return Client(id=id, name=id.upper(), values=values)


THEN = Workbook(
    avatar=ASKS,
    clients=(
        client("a", tier=1, annual_value=1000, hours=10, asks_questions=4, source="Fair"),
        client("b", tier=3, annual_value=3000, hours=90, asks_questions=1, source="Fair; Facebook"),
        client("c", tier=2, annual_value=500, asks_questions=2, source="facebook"),
        client("d", tier=2, status="former"),
    ),
    promises=(Promise(id="p", text="Ring A.", due=date(2026, 11, 27)),),
)
NOW = Workbook(
    avatar=ASKS,
    clients=(
        client("a", tier=1, annual_value=1200, hours=10, asks_questions=4, source="Fair"),
        client("b", tier=3, annual_value=3000, hours=90, asks_questions=1, source="Fair", status="former"),
        client("c", tier=1, annual_value=500, asks_questions=4, source="Facebook"),
        client("d", tier=2),
        client("e", tier=1, annual_value=900, hours=9, referred_by="A"),
    ),
    promises=(Promise(id="p", text="Ring A.", due=date(2026, 11, 27), kept="kept"),),
)
DRIFT = compare_workbooks(THEN, NOW)


def test_who_came_who_left_who_is_back():
    assert (DRIFT.came, DRIFT.left, DRIFT.back) == (("e",), ("b",), ("d",))
    assert DRIFT.moved == (Moved("c", 2, 1),)


def test_standing_by_feeling():
    # glad, fine, heart sinks, not said; the former ones count for nothing
    assert DRIFT.then.clients == (1, 1, 1, 0)
    assert DRIFT.now.clients == (3, 1, 0, 0)
    assert DRIFT.then.income == (1000, 500, 3000, 0)
    assert DRIFT.now.income == (2600, 0, 0, 0)
    assert (DRIFT.then.hours, DRIFT.now.hours) == ((10, 0, 90, 0), (19, 0, 0, 0))


def test_fits_by_the_portrait_of_each_copy():
    # one wish, at least 4: answers 4, 1, 2 are fits of 100, 25, 50
    assert DRIFT.fit == {"a": (100, 100), "b": (25, 25), "c": (50, 100)}
    assert (DRIFT.then.fits, DRIFT.then.scored, DRIFT.then.median_fit) == (1, 3, 50)
    assert (DRIFT.now.fits, DRIFT.now.scored, DRIFT.now.median_fit) == (2, 2, 100)
    assert not DRIFT.portrait_changed
    assert compare_workbooks(THEN, NOW.changed(avatar=Avatar())).portrait_changed


def test_sources_then_and_now():
    assert DRIFT.then.channels == {"Fair": 2, "Facebook": 2}
    # then 2 of 4 mentions each; now one of three
    assert [(name, round(a, 3), round(b, 3)) for name, a, b in DRIFT.sources] == [
        ("A", 0, 0.333),
        ("Facebook", 0.5, 0.333),
        ("Fair", 0.5, 0.333),
    ]


def test_promises_of_then_as_they_stand_now():
    assert [promise.kept for promise in DRIFT.promises] == ["kept"]


def test_nothing_against_something():
    empty = compare_workbooks(Workbook(), NOW)
    assert (empty.came, empty.left, empty.fit) == (("a", "c", "d", "e"), (), {})
    assert empty.then.median_fit is None
    assert compare_workbooks(Workbook(), Workbook()).sources == ()


def test_the_sample_against_itself_has_not_moved():
    same = compare_workbooks(sample_workbook(), sample_workbook())
    assert (same.came, same.left, same.back, same.moved) == ((), (), (), ())
    assert all(then == now for then, now in same.fit.values())
    assert all(then == pytest.approx(now) for _, then, now in same.sources)


@given(st.permutations(NOW.clients))
def test_the_order_of_the_list_does_not_matter(clients):
    shuffled = compare_workbooks(THEN, NOW.changed(clients=tuple(clients)))
    assert set(shuffled.came) == set(DRIFT.came)
    assert set(shuffled.left) == set(DRIFT.left)
    assert shuffled.now == DRIFT.now
    assert shuffled.sources == DRIFT.sources


def test_as_many_fit_as_the_comparison_says():
    work = sample_workbook()
    found = compare_workbooks(work, work).now
    words = fit_finding(hold(work), work)[1]
    assert (str(found.fits), str(found.scored)) == (words["n"], words["all"]) == ("22", "57")
