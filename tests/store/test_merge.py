from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from icp.store.merge import MISSING, ORDER, Conflict, merge, resolve

EXAMPLES = settings(max_examples=60, deadline=None)
answers = st.one_of(st.none(), st.booleans(), st.integers(-2, 2), st.sampled_from(["", "a", "b"]))
items = st.lists(
    st.builds(lambda id, value: {"id": id, "v": value}, st.sampled_from("pqrs"), answers), max_size=4,
    unique_by=lambda item: item["id"],
)  # fmt: skip
values = st.recursive(
    st.one_of(answers, items),
    lambda inner: st.one_of(st.dictionaries(st.sampled_from("xyz"), inner, max_size=3), st.lists(inner, max_size=2)),
    max_leaves=8,
)
workbooks = st.dictionaries(st.sampled_from("klmn"), values, max_size=4)


def test_different_answers_merge_and_the_same_answer_is_a_choice() -> None:
    base = {"answers": {"name": "Ann", "city": "Ulm", "year": 2020}}
    mine = {"answers": {"name": "Anna", "city": "Bonn", "year": 2020}}
    theirs = {"answers": {"name": "Ann", "city": "Kiel", "year": 2021}}
    result = merge(base, mine, theirs)
    assert result.merged == {"answers": {"name": "Anna", "city": "Kiel", "year": 2021}}
    assert result.conflicts == (Conflict(("answers", "city"), "Bonn", "Kiel"),)
    assert resolve(result, []) == result.merged
    assert resolve(result, [("answers", "city")]) == {"answers": {"name": "Anna", "city": "Bonn", "year": 2021}}


def test_items_merge_by_id_theirs_first_then_my_new_ones() -> None:
    base = [{"id": 1, "n": "A"}, {"id": 2, "n": "B"}]
    mine = [{"id": 1, "n": "A!"}, {"id": 2, "n": "B"}, {"id": 3, "n": "mine"}]
    theirs = [{"id": 1, "n": "A"}, {"id": 4, "n": "theirs"}]
    result = merge(base, mine, theirs)
    assert result.merged == [{"id": 1, "n": "A!"}, {"id": 4, "n": "theirs"}, {"id": 3, "n": "mine"}]
    assert result.conflicts == ()


def test_deleting_what_the_other_changed_is_a_choice() -> None:
    base, changed = [{"id": 1, "n": "A"}], [{"id": 1, "n": "A!"}]
    kept = merge(base, [], changed)
    assert kept.merged == changed
    assert kept.conflicts == (Conflict((1,), MISSING, {"id": 1, "n": "A!"}),)
    assert resolve(kept, [(1,)]) == []
    gone = merge(base, changed, [])
    assert gone.merged == []
    assert resolve(gone, [(1,)]) == changed


def test_an_order_only_i_changed_is_kept_and_two_orders_are_a_choice() -> None:
    base, mine = [{"id": i} for i in (1, 2, 3)], [{"id": i} for i in (3, 1, 2)]
    theirs = [{"id": i} for i in (1, 2, 3, 4)]
    assert merge(base, mine, theirs).merged == [{"id": i} for i in (3, 1, 2, 4)]
    both = merge(base, mine, [{"id": i} for i in (2, 1, 3)])
    assert both.merged == [{"id": i} for i in (2, 1, 3)]
    assert both.conflicts == (Conflict((ORDER,), [3, 1, 2], [2, 1, 3]),)
    assert resolve(both, [(ORDER,)]) == mine


def test_true_is_not_one() -> None:
    assert merge({"a": 1}, {"a": True}, {"a": 1}).merged["a"] is True
    assert merge({"a": True}, {"a": 1}, {"a": True}).conflicts == ()


def test_lists_of_words_are_one_answer() -> None:
    result = merge(["a"], ["a", "b"], ["a", "c"])
    assert (result.merged, result.conflicts) == (["a", "c"], (Conflict((), ["a", "b"], ["a", "c"]),))


def test_resolving_what_is_no_conflict_is_refused() -> None:
    with pytest.raises(KeyError):
        resolve(merge({}, {"a": 1}, {}), [("a",)])


@given(workbooks, workbooks)
@EXAMPLES
def test_an_unchanged_side_gives_the_other(base: Any, changed: Any) -> None:
    assert merge(base, changed, base) == merge(base, base, changed)
    assert repr(merge(base, changed, base).merged) == repr(changed)
    assert merge(base, changed, changed).conflicts == ()


@given(workbooks, st.dictionaries(st.sampled_from("kl"), values), st.dictionaries(st.sampled_from("mn"), values))
@EXAMPLES
def test_edits_of_different_answers_commute(base: Any, first: Any, second: Any) -> None:
    mine, theirs = {**base, **first}, {**base, **second}
    result = merge(base, mine, theirs)
    assert result.conflicts == ()
    assert result.merged == {**base, **first, **second}
    assert result.merged == merge(base, theirs, mine).merged


def leaves(value: Any, path: tuple[Any, ...] = ()) -> dict[tuple[Any, ...], str]:
    """Every answer by its path, items by their id."""
    if isinstance(value, list) and value and all(isinstance(item, dict) and "id" in item for item in value):
        value = {item["id"]: item for item in value}
    if value in ({}, []):
        return {}  # holds no answer; that something was deleted is the next property's matter
    if isinstance(value, dict):
        return {at: leaf for name, inner in value.items() for at, leaf in leaves(inner, (*path, name)).items()}
    return {path: repr(value)}


@given(workbooks, workbooks, workbooks)
@EXAMPLES
def test_no_update_is_lost(base: Any, mine: Any, theirs: Any) -> None:
    """Every answer a side changed or added is in the merge, or part of a conflict that names it."""
    result = merge(base, mine, theirs)
    merged, before = leaves(result.merged), leaves(base)
    for side in (mine, theirs):
        for path, answer in leaves(side).items():
            if before.get(path) != answer and merged.get(path) != answer:
                assert any(path[: len(conflict.path)] == conflict.path for conflict in result.conflicts), path


@given(workbooks, workbooks, workbooks)
@EXAMPLES
def test_what_a_side_deleted_stays_deleted_or_is_a_choice(base: Any, mine: Any, theirs: Any) -> None:
    result = merge(base, mine, theirs)
    for name in base:
        if name not in mine or name not in theirs:
            assert name not in result.merged or (name,) in [conflict.path for conflict in result.conflicts]


@given(workbooks, workbooks, workbooks)
@EXAMPLES
def test_taking_my_side_everywhere_keeps_all_i_changed(base: Any, mine: Any, theirs: Any) -> None:
    result = merge(base, mine, theirs)
    resolved, before = leaves(resolve(result, [conflict.path for conflict in result.conflicts])), leaves(base)
    for path, answer in leaves(mine).items():
        assert before.get(path) == answer or resolved.get(path) == answer
