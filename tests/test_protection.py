"""No route makes a must-have of who somebody is, and a regulated field of business keeps nothing the law protects.

What the types refuse is in ``test_model.py``; here are the ways round them: questions of one's own, their words changed
afterwards, files, stored work, two tabs, and the field of business chosen late. Last: what Compare says to do about
each client does not move when who anybody is changes, on a thousand lists.
"""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from icp.catalogue import catalogue
from icp.findings.comparison import action_words, hold
from icp.findings.words import plain
from icp.methods.weights import weigh
from icp.model import (
    Avatar,
    Client,
    OwnQuestion,
    RangeCriterion,
    ScaleCriterion,
    Workbook,
    is_about_the_person,
    without_refused_musts,
)
from icp.wishes import make_wish, put_musts, put_wish, with_question

NEUTRAL = "x_own"
REVEALING = (
    "Marital status", "Religions", "re\u200bligion", "reli\u00adgion", "Do they speak my language?", "Muslim or not",
    "Kids at home", "Their nationalities", "Home", "Neighbourhood", "ＡＧＥ",
)  # fmt: skip


def must_about(label: str) -> dict[str, Any]:
    """A backup with a must-have about a question whose id gives nothing away."""
    work = Workbook(questions=(OwnQuestion(id=NEUTRAL, label="Punctual"),))
    work = work.changed(avatar=put_musts(put_wish(Avatar(), make_wish(work.questions[0])), [NEUTRAL]))
    raw: dict[str, Any] = json.loads(work.to_json())
    raw["questions"][0]["label"] = label
    return raw


@pytest.mark.parametrize("label", REVEALING)
def test_a_backup_with_a_must_have_under_a_neutral_id_is_refused(label: str) -> None:
    with pytest.raises(ValidationError, match="who somebody is"):
        Workbook.model_validate(must_about(label))
    kept = Workbook.model_validate(without_refused_musts(must_about(label)))
    assert [(wish.part, wish.absolute) for wish in kept.avatar.criteria] == [("affinity", False)]


def test_a_must_have_about_how_somebody_works_stays() -> None:
    raw = must_about("Punctual")
    assert Workbook.model_validate(raw).avatar.absolutes
    assert without_refused_musts(raw) == raw


@pytest.mark.parametrize("label", REVEALING)
def test_words_changed_afterwards_take_the_must_have_along(label: str) -> None:
    work = Workbook.model_validate(must_about("Punctual"))
    renamed = with_question(work, OwnQuestion(id=NEUTRAL, label=label))
    assert [(wish.part, wish.absolute) for wish in renamed.avatar.criteria] == [("affinity", False)]
    assert with_question(work, OwnQuestion(id=NEUTRAL, label="On time")).avatar == work.avatar


@pytest.mark.parametrize("column", ["name", "Surname", "First Name", "x_home", "never_age", "Client - Language"])
def test_no_column_by_another_name_makes_a_must_have(column: str) -> None:
    for wish in ({"id": column}, {"id": "w", "column": column}):
        with pytest.raises(ValidationError, match="who somebody is"):
            Avatar.model_validate({"criteria": [{**wish, "kind": "choice", "accept": ["a"], "absolute": True}]})


def test_words_that_only_sound_alike_stay_free() -> None:
    for header in ("Average order", "Hours", "Package", "Expenses", "Address checked", "Series", "Invoices"):
        assert not is_about_the_person(header)


# ── the field of business, chosen late ───────────────────────────────────────────────────────────────────────────


def lender() -> Workbook:
    """A general workbook full of what a lender may not keep: answers, an own column, a receipt, a ranked wish."""
    avatar = Avatar(
        criteria=(RangeCriterion(id="age", rank=1, low=30), ScaleCriterion(id="pays_on_time", rank=2, absolute=True))
    )
    problem = {"row": 3, "column": "Date of birth", "value": "31.2.1970", "reason": "no_date"}
    return Workbook(
        avatar=avatar,
        questions=(OwnQuestion(id="x_own", label="Religion"),),
        clients=(
            Client(name="Ada", values={"age": 44, "faith": "none", "x_own": 3, "x_birthday": "1970", "hours": 4}),
            Client(name="Bo", values={"hours": 2}),
        ),
        receipts=({"file": "a.csv", "problems": [problem, {**problem, "column": "Hours", "value": "many"}]},),
    )


def assert_nothing_protected(work: Workbook) -> None:
    assert [client.values for client in work.clients] == [{"hours": 4}, {"hours": 2}]
    assert [p["value"] for p in work.receipts[0]["problems"]] == ["", "many"]
    assert [(wish.id, wish.rank) for wish in work.avatar.criteria] == [("age", None), ("pays_on_time", 1)]
    assert weigh(work.avatar).tolist() == [0, 1]
    assert [wish.id for wish in work.avatar.absolutes] == ["pays_on_time"]


@pytest.mark.parametrize("field", ["credit", "housing", "insurance", "employment", "health"])
def test_a_regulated_field_chosen_late_leaves_nothing_protected(field: Any) -> None:
    bound = lender().with_field(field)
    assert_nothing_protected(bound)
    assert "1970" not in bound.to_json()
    assert "1970" in lender().with_field("general").to_json()


def test_a_backup_of_a_regulated_field_brings_nothing_protected_in() -> None:
    raw = json.loads(lender().to_json())
    raw["avatar"]["field"] = "credit"
    assert_nothing_protected(Workbook.model_validate(raw))


def test_a_ranked_age_in_a_lenders_avatar_file_weighs_nothing() -> None:
    wishes = [{"id": "age", "kind": "range", "low": 30, "rank": 1}, {"id": "pays_on_time", "kind": "scale", "rank": 2}]
    assert weigh(Avatar.model_validate({"field": "credit", "criteria": wishes})).tolist() == [0, 1]
    assert weigh(Avatar.model_validate({"criteria": wishes})).tolist() == pytest.approx([7 / 10, 3 / 10], abs=0.05)
    unranked = [{**wish, "rank": None} for wish in wishes]
    assert weigh(Avatar.model_validate({"field": "credit", "criteria": unranked})).tolist() == [0, 1]


# ── what Compare shows ───────────────────────────────────────────────────────────────────────────────────────────

WHO: dict[str, list[Any]] = {
    "age": [25, 40, 70], "gender": ["woman", "man"], "faith": ["none", "important"], "income": ["low", "high"],
    "home": [0, 4], "vacation": [0, 4], "values": ["honesty", "family"], "energises": [0, 4], "x_religion": [0, 4],
}  # fmt: skip
WORK: dict[str, list[Any]] = {
    "asks_questions": [0, 2, 4], "respects_hours": [0, 3], "will_pay": ["yes", "no"], "annual_value": [100, 900, 4000],
    "x_dog": [0, 4], "tier": [1, 2, 3], "hours": [5, 50],
}  # fmt: skip


def test_what_compare_says_to_do_about_each_client_ignores_who_they_are_on_a_thousand_lists() -> None:
    fields = catalogue().fields
    own = (OwnQuestion(id="x_religion", label="Religion"), OwnQuestion(id="x_dog", label="Greets the dog"))
    wishes = [make_wish(fields[id]) for id in ("asks_questions", "home", "respects_hours", "vacation")]
    wishes += [make_wish(fields["age"], (30.0, 50.0)), make_wish(fields["faith"], ["none"]), *map(make_wish, own)]
    ranked = tuple(type(w).model_validate({**w.model_dump(), "rank": at}) for at, w in enumerate(wishes, start=1))
    avatar = put_musts(Avatar(criteria=(*ranked, make_wish(fields["will_pay"]))), ["will_pay"])
    random, moved = np.random.default_rng(22_11), 0

    def draw(kinds: dict[str, list[Any]]) -> dict[str, Any]:
        return {id: cells[random.integers(len(cells))] for id, cells in kinds.items() if random.random() < 0.8}

    def shown(people: list[tuple[dict[str, Any], dict[str, Any]]]) -> tuple[list[str], Any]:
        clients = tuple(Client(id=str(at), name=f"N{at}", values={**a, **b}) for at, (a, b) in enumerate(people))
        work = Workbook(clients=clients, avatar=avatar, questions=own)
        held = hold(work)
        scored = held.scored
        told = [action_words(held, work, corner, plain) for corner in held.corners.corners]
        return [*told, str(scored.service.tolist()), str(list(scored.absolutes))], scored.match

    for _ in range(1_000):
        people = [(draw(WORK), draw(WHO)) for _ in range(random.integers(1, 7))]
        said, match = shown(people)
        said_after, match_after = shown([(work, draw(WHO)) for work, _ in people])
        assert said_after == said
        moved += not np.array_equal(match, match_after, equal_nan=True)
    assert moved > 900  # the fit itself does follow who they are, so the flips were felt
