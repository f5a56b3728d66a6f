"""The surprise: each finding from a list small enough to work out by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from icp.analysis import score_workbook
from icp.methods.facts import Facts, reach_of, read_facts
from icp.methods.match import Scored, score
from icp.methods.surprise import find_surprises
from icp.model import Avatar, FlagCriterion, ScaleCriterion
from icp.roster.frames import clients_frame
from icp.sample import sample_workbook

AVATAR = Avatar(criteria=(ScaleCriterion(id="respects_hours", rank=1, at_least=4),))


def hold(rows: list[dict[str, object]], avatar: Avatar = AVATAR) -> tuple[Facts, Scored]:
    frame = pd.DataFrame(rows, index=[f"c{at}" for at in range(len(rows))])
    return read_facts(frame), score(frame, avatar)


def codes(rows: list[dict[str, object]], avatar: Avatar = AVATAR) -> list[str]:
    return [found.code for found in find_surprises(*hold(rows, avatar))]


def client(tier: int | None, hours_kept: float | None = None, **more: object) -> dict[str, object]:
    return {"tier": tier, "respects_hours": hours_kept, **more}


# ── facts ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("home", "free_time", "vacation", "reach"),
    [
        (4, 4, 4, 3), (4, 4, 1, 2), (4, 1, 1, 1), (1, 1, 1, 0),  # the four taps of the guide
        (None, None, None, np.nan), (None, 1, 1, np.nan), (2, None, None, 0), (None, None, 3, 3), (1, 1, 4, 3),
    ],
)  # fmt: skip
def test_reach_is_the_furthest_step_welcomed(
    home: float | None, free_time: float | None, vacation: float | None, reach: float
) -> None:
    ladder = np.array([[home], [free_time], [vacation]], dtype=np.float64)
    np.testing.assert_equal(reach_of(ladder), [reach])


def test_facts_keep_the_unknown_unknown() -> None:
    frame = pd.DataFrame(
        {"tier": [1, None, 7], "annual_value": [100.0, None, -5.0], "status": ["present", "former", None]},
        index=["a", "b", "c"],
    )
    facts = read_facts(frame)
    assert facts.ids == ("a", "b", "c")
    assert facts.tier.tolist() == [1, 0, 0]
    np.testing.assert_equal(facts.value, [100.0, np.nan, np.nan])
    np.testing.assert_equal(facts.hours, [np.nan] * 3)
    assert facts.former.tolist() == [False, True, False]


# ── the findings ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_biggest_invoice_is_the_hardest_client() -> None:
    rows = [
        client(3, 0, annual_value=900, hours=60, home=1),
        client(1, 4, annual_value=100, hours=10, home=4, free_time=4, vacation=4),
        client(1, 4, annual_value=50, hours=10, home=4),
        client(2, 4, annual_value=300, hours=20),
    ]
    found = find_surprises(*hold(rows))[0]
    assert found.code == "hard_invoice"
    assert found.clients == (0, 1)  # the counterpart goes furthest with, although another invoice is smaller
    assert found.figures == {"value": 900.0, "hours": 60.0, "hours_share": 0.6, "place": 4.0, "of": 4.0}


@pytest.mark.parametrize(
    "rows",
    [
        [client(3, annual_value=900), client(1, annual_value=100)],  # two invoices are no list
        [client(3, annual_value=900), client(3, annual_value=900), client(1, annual_value=1)],  # no single biggest
        [client(2, annual_value=900), client(3, annual_value=100), client(1, annual_value=1)],
        [client(3, annual_value=900, status="former"), client(1, annual_value=9), client(1), client(1, annual_value=1),
         client(1, annual_value=2)],
    ],
)  # fmt: skip
def test_no_hard_invoice(rows: list[dict[str, object]]) -> None:
    assert "hard_invoice" not in codes(rows)


def test_the_biggest_invoice_of_a_list_without_any_hours_has_no_share_of_them() -> None:
    rows = [client(3, annual_value=900, hours=0), client(1, annual_value=9), client(1, annual_value=8, hours=0)]
    found = find_surprises(read_facts(pd.DataFrame(rows)))[0]
    assert (found.code, found.figures) == ("hard_invoice", {"value": 900.0})


def test_favourites_that_do_not_fit_worst_first() -> None:
    # values .25, .5, 1 against at least 4: fits 25, 50, 100; the line is 60
    found = find_surprises(*hold([client(1, 2), client(1, 1), client(1, 4), client(2, 3)]))[0]
    assert found.code == "favourites_miss"
    assert found.clients == (1, 0)
    assert found.figures == {"missing": 2, "judged": 3, "place": 4.0, "of": 4}


def test_a_favourite_behind_others_and_below_the_middle_is_a_surprise_above_the_line() -> None:
    assert codes([client(1, 3), client(2, 4), client(2, 4)]) == ["favourites_miss"]


def test_all_favourites_are_no_surprise_to_each_other() -> None:
    assert codes([client(1, 3), client(1, 4), client(1, 4)]) == ["counts"]


def test_a_favourite_who_fails_a_must_have_is_a_surprise() -> None:
    avatar = Avatar(
        criteria=(
            ScaleCriterion(id="respects_hours", rank=1, at_least=4),
            FlagCriterion(id="will_pay", absolute=True),
        )
    )
    rows = [client(1, 4, will_pay="no"), client(1, 4, will_pay="yes"), client(3, 0, will_pay="yes")]
    found = find_surprises(*hold(rows, avatar))[0]
    assert (found.code, found.clients) == ("favourites_miss", (0,))


def test_clients_that_fit_and_do_not_please() -> None:
    found = find_surprises(*hold([client(3, 3), client(3, 4), client(3, 1), client(1, 4)]))[0]
    assert found.code == "fits_displease"
    assert found.clients == (1, 0)
    assert found.figures == {"fitting": 2, "judged": 3, "place": 1.0, "of": 4}


def test_hours_eaten_beyond_the_income() -> None:
    rows = [client(3, annual_value=20, hours=40), *(client(2, annual_value=20, hours=15) for _ in range(4))]
    found = find_surprises(read_facts(pd.DataFrame(rows)))[0]
    assert found.code == "hours_eaten"
    assert found.figures == {"hours_share": 0.4, "income_share": 0.2, "clients": 1}


def test_hours_in_proportion_are_no_surprise() -> None:
    rows = [client(3, annual_value=20, hours=22), *(client(2, annual_value=20, hours=20) for _ in range(4))]
    assert find_surprises(read_facts(pd.DataFrame(rows)))[0].code == "counts"  # 21.6 % against 20 %


def test_wishes_and_feelings_agree() -> None:
    found = find_surprises(*hold([client(1, 4), client(1, 3), client(3, 0)]))[0]
    assert (found.code, found.clients, found.figures) == ("agree", (0, 1), {"glad": 2, "sinks": 1})


def test_few_data_give_counts_and_nothing_gives_none() -> None:
    found = find_surprises(*hold([client(1), client(1), client(2), client(3), client(None)]))[0]
    assert (found.code, found.figures) == ("counts", {"unrated": 1, "glad": 2, "fine": 1, "sinks": 1})
    assert codes([client(None), client(None)]) == ["none"]
    assert find_surprises(read_facts(pd.DataFrame()))[0].code == "none"


def test_who_is_hardly_known_or_gone_is_not_judged() -> None:
    assert codes([client(1, None), client(1, 0, status="former"), client(2, 4)]) == ["counts"]


def test_the_sample_opens_on_rolf_and_ines() -> None:
    work = sample_workbook()
    facts = read_facts(clients_frame(work.clients, derived=True))
    found = find_surprises(facts, score_workbook(work))[0]
    assert [work.clients[row].name for row in found.clients] == ["Rolf D.", "Ines K."]
    assert (found.code, found.figures["place"]) == ("hard_invoice", 10)


@given(
    st.lists(
        st.tuples(
            st.sampled_from([None, 1, 2, 3]), st.sampled_from([None, 0, 2, 3, 4]),
            st.sampled_from([None, 10, 200, 3000]), st.sampled_from([None, 1, 20]),
        ),
        max_size=12,
    ),
    st.randoms(use_true_random=False),
)  # fmt: skip
def test_the_findings_do_not_depend_on_the_order_of_rows(rows: list[tuple[object, ...]], random: object) -> None:
    frame = pd.DataFrame(rows, columns=["tier", "respects_hours", "annual_value", "hours"], dtype=np.float64)
    mixed = frame.sample(frac=1, random_state=random.randrange(1_000))  # type: ignore[attr-defined]
    found, again = (find_surprises(read_facts(f), score(f, AVATAR)) for f in (frame, mixed))
    assert [(f.code, dict(f.figures)) for f in found] == [(f.code, dict(f.figures)) for f in again]
    for before, after in zip(found, again, strict=True):
        if before.code != "hard_invoice":  # its counterpart is one of several equals
            assert {str(frame.index[row]) for row in before.clients} == {str(mixed.index[row]) for row in after.clients}
