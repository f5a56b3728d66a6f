"""Two tabs of one workbook on the real store, without a browser: every schedule keeps every answer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from icp.catalogue import catalogue
from icp.model import Client, OwnQuestion, Workbook, is_about_the_person, is_protected
from icp.store import Store, StoreUnavailable, new_key
from icp.ui import keys, state
from icp.wishes import (
    change_wish,
    make_wish,
    move_wish,
    new_question,
    put_ladder,
    put_musts,
    put_wish,
    rank_wish,
    unrank_wish,
    with_question,
    without_question,
)

FIELDS = catalogue().fields
WISHES = ("asks_questions", "pays_on_time", "does_the_work", "age", "faith")
PEOPLE = ("ann", "bea", "cid")


class Down:
    """A store that does not answer, in front of one that does."""

    def __init__(self, store: Store) -> None:
        self._store, self.down = store, False

    def __getattr__(self, name: str) -> Any:
        if self.down:
            raise StoreUnavailable("readonly")
        return getattr(self._store, name)


class Tabs:
    """Two sessions of the same key. ``with tabs.at(0):`` what is called runs in that session."""

    def __init__(self, store: Store) -> None:
        self.store, self.key = Down(store), new_key()
        self.sessions: tuple[dict[str, Any], dict[str, Any]] = ({}, {})

    @contextmanager
    def at(self, tab: int) -> Iterator[None]:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(state, "st", SimpleNamespace(session_state=self.sessions[tab]))
            patch.setattr(state, "get_store", lambda: self.store)
            patch.setattr(state, "workbook_key", lambda: self.key)
            if keys.WORK not in self.sessions[tab]:
                state.open_workbook()
            yield

    def stored(self) -> Workbook:
        found = self.store._store.load(self.key)
        return Workbook() if found is None else Workbook.model_validate_json(found.body)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = Store(f"sqlite:///{tmp_path_factory.mktemp('state') / 'tabs.db'}")
    yield opened
    opened.close()


def begun(store: Store) -> Tabs:
    """Two tabs on a workbook with three people, opened in both."""
    tabs = Tabs(store)
    with tabs.at(0):
        state.change(lambda work: work.changed(clients=tuple(Client(id=id, name=id) for id in PEOPLE)))
    with tabs.at(1):
        pass
    return tabs


MANY = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


# ── answers of one's own ─────────────────────────────────────────────────────────────────────────────────────────


@MANY
@given(
    steps=st.lists(
        st.tuples(
            st.integers(0, 1),
            st.sampled_from(["answer", "value", "value", "tier", "open", "down", "up", "more"]),
            st.integers(0, 2),
            st.integers(0, 4),
        ),
        max_size=30,
    )
)
def test_different_answers_in_two_tabs_are_never_lost_and_never_in_question(
    store: Store, steps: list[tuple[int, str, int, int]]
) -> None:
    tabs, fields = begun(store), ("home", "vacation")
    mine: tuple[dict[tuple[str, str], object], ...] = ({}, {})

    def assert_kept(work: Workbook, said: dict[tuple[str, str], object]) -> None:
        for (whose, field), value in said.items():
            client = work.client(whose)
            assert (work.answers.get(field) if client is None else client.values.get(field)) == value

    for tab, what, which, value in steps:
        said = mine[tab]
        with tabs.at(tab):
            if what == "answer":
                state.set_answer(f"mirror_{tab}{which}", str(value))
                said["answer", f"mirror_{tab}{which}"] = str(value)
            elif what == "value":
                state.set_value(PEOPLE[which], **{fields[tab]: value})
                said[PEOPLE[which], fields[tab]] = value
            elif what == "tier":  # each tab rates people of its own
                state.set_value(PEOPLE[tab], tier=1 + value % 3)
                said[PEOPLE[tab], "tier"] = 1 + value % 3
            elif what == "more":
                client = state.add_client(f"New {value}", hours=value)
                assert client is not None
                said[client.id, "hours"] = value
            elif what == "open":
                state.open_workbook()
            else:
                tabs.store.down = what == "down"
            assert state.conflicts() == ()
            assert_kept(state.workbook(), said)
            if not state.unsaved():  # the mark says "Saved"
                assert_kept(tabs.stored(), said)
    tabs.store.down = False
    for tab in (0, 1):
        with tabs.at(tab):
            state.open_workbook()
            assert not state.unsaved()
    kept = tabs.stored()
    assert_kept(kept, {**mine[0], **mine[1]})
    with tabs.at(0):
        assert state.open_workbook() == kept


@MANY
@given(
    steps=st.lists(
        st.tuples(st.integers(0, 1), st.sampled_from(["say", "say", "open", "mine", "theirs"]), st.integers(0, 3)),
        max_size=25,
    )
)
def test_the_same_answer_is_kept_or_asked_about(store: Store, steps: list[tuple[int, str, int]]) -> None:
    tabs = begun(store)
    for tab, what, value in steps:
        with tabs.at(tab):
            if what == "say":
                if state.workbook().answers.get("trade") == str(value):
                    continue  # saying what stands there says nothing
                state.set_answer("trade", str(value))
                if tabs.stored().answers["trade"] != str(value):
                    (conflict,) = state.conflicts()
                    assert conflict.path == ("answers", "trade")
                    assert (conflict.mine, conflict.theirs) == (str(value), tabs.stored().answers["trade"])
                else:
                    assert state.conflicts() == ()
            elif what == "open":
                before = [conflict.mine for conflict in state.conflicts()]
                state.open_workbook()
                open_still = [value for value in before if value != tabs.stored().answers["trade"]]
                assert [conflict.mine for conflict in state.conflicts()] == open_still
            elif state.conflicts():
                (conflict,) = state.conflicts()
                state.settle(conflict, mine=what == "mine")
                if what == "mine" and not state.conflicts():
                    assert tabs.stored().answers["trade"] == conflict.mine


# ── everything at once ───────────────────────────────────────────────────────────────────────────────────────────


def everything(work: Workbook, what: str, which: int, value: int) -> Workbook:
    """One edit of any kind the pages know."""
    avatar, wish = work.avatar, WISHES[(which + value) % len(WISHES)]
    if what == "wish":
        target = (30.0, 30.0 + value) if wish == "age" else ["none"] if wish == "faith" else float(1 + value % 4)
        return work.changed(avatar=put_wish(avatar, make_wish(FIELDS[wish], target)))
    if what == "never":
        return work.changed(avatar=put_wish(avatar, make_wish(FIELDS["respects_hours"], never=True)))
    if what == "no wish":
        return work.changed(avatar=avatar.without(wish))
    if what == "rank":
        return work.changed(avatar=rank_wish(avatar, wish) or avatar)
    if what == "move":
        return work.changed(avatar=move_wish(avatar, wish, 1 if value % 2 else -1))
    if what == "unrank":
        return work.changed(avatar=unrank_wish(avatar, wish))
    if what == "musts":
        chosen = [c.id for c in avatar.criteria if c.part == "service"][: value % 3]
        return work.changed(avatar=put_musts(avatar, chosen))
    if what == "swing":
        return work.changed(avatar=change_wish(avatar, wish, swing=float(10 * value)))
    if what == "ladder":
        return work.changed(avatar=put_ladder(avatar, ("office", "home", "vacation")[which]))
    if what == "own":
        label = ("Do they greet the dog when they come here, and is", "Everything is urgent")[value % 2]
        question = new_question(work, label + ("", " their religion", "!")[which])
        return with_question(work, question).changed(avatar=put_wish(avatar, make_wish(question)))
    if what == "rename" and work.questions:
        question = work.questions[which % len(work.questions)]
        label = ("Marital status", "Punctual")[value % 2]
        return with_question(work, OwnQuestion(id=question.id, label=label, kind=question.kind))
    if what == "no own" and work.questions:
        return without_question(work, work.questions[which % len(work.questions)].id)
    if what == "field":
        return work.with_field(("general", "credit", "health")[which])
    if what == "about":
        client = work.client(PEOPLE[which])
        values: dict[str, Any] = {"age": 30 + value, "faith": "important", "home": value, "x_religion": "yes"}
        return work if client is None else work.with_client(client.with_values(**values))
    if what == "gone":
        return work.without_client(PEOPLE[which])
    if what == "back":
        return work.with_client(Client(id=PEOPLE[which], name=f"Back {value}"))
    if what == "receipt":
        problems = [{"row": 2, "column": "Age", "value": "fifty", "reason": "not_a_number"}]
        return work.changed(receipts=(*work.receipts, {"file": f"{value}.csv", "problems": problems})[-5:])
    return work


EDITS = (
    "wish", "wish", "rank", "rank", "move", "unrank", "musts", "swing", "ladder", "never", "no wish", "own", "rename",
    "no own", "field", "about", "gone", "back", "receipt",
)  # fmt: skip
OTHERS = ("open", "undo", "mine", "theirs", "down", "up", "erase")


def assert_lawful(work: Workbook) -> None:
    """What holds of every workbook a page may show or the store may keep."""
    assert Workbook.model_validate_json(work.to_json()) == work
    assert [wish.rank for wish in work.avatar.ranked] == list(range(1, len(work.avatar.ranked) + 1))
    for wish in work.avatar.absolutes:
        assert wish.part == "service"
        assert not is_about_the_person(wish.id, wish.column, work.label(wish.column))
    if work.regulated:
        for client in work.clients:
            assert not [id for id in client.values if is_protected(id, work.label(id))]
        assert not any(problem["value"] for receipt in work.receipts for problem in receipt["problems"])
        assert not [c for c in work.avatar.ranked if is_protected(c.id, c.column, work.label(c.column))]


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(
        st.tuples(st.integers(0, 1), st.sampled_from(EDITS + OTHERS), st.integers(0, 2), st.integers(0, 4)),
        max_size=40,
    )
)
def test_any_schedule_of_two_tabs_leaves_a_lawful_workbook(
    store: Store, steps: list[tuple[int, str, int, int]]
) -> None:
    tabs = begun(store)
    for tab, what, which, value in steps:
        with tabs.at(tab):
            if what == "open":
                state.open_workbook()
            elif what == "undo":
                state.undo()
            elif what in ("mine", "theirs"):
                if state.conflicts():
                    left = len(state.conflicts()) - 1
                    state.settle(state.conflicts()[which % len(state.conflicts())], mine=what == "mine")
                    assert len(state.conflicts()) <= left or tabs.store.down or what == "mine"
            elif what in ("down", "up"):
                tabs.store.down = what == "down"
            elif what == "erase":
                if not tabs.store.down:
                    state.erase_workbook()
            else:
                state.change(partial(everything, what=what, which=which, value=value))
            assert_lawful(state.workbook())
            assert state.unsaved() or state.saved_at() is None or not state.conflicts() or tabs.stored()
    tabs.store.down = False
    for tab in (0, 1, 0):
        with tabs.at(tab):
            state.open_workbook()
            assert not state.unsaved()
            assert_lawful(state.workbook())
    with tabs.at(0):
        assert state.workbook() == tabs.stored()


def test_two_tabs_that_import_are_asked_about_answers_only() -> None:
    """What is remembered of files is never put before anybody; the stored one stays."""
    ann = Client(id="a", name="Ann", values={"hours": 1})
    base = Workbook(clients=(ann,), imported={"a": {"hours": 1}})
    mine = base.changed(clients=(ann.with_values(hours=2),), imported={"a": {"hours": 2}}, mappings=({"x": "source"},))
    theirs = base.changed(
        clients=(ann.with_values(hours=3),), imported={"a": {"hours": 3, "age": 4}}, mappings=({"x": ""},)
    )
    merged, conflicts = state._merged(base, mine, theirs)
    assert [conflict.path for conflict in conflicts] == [("clients", "a", "values", "hours")]
    assert merged.imported == {"a": {"hours": 3, "age": 4}}
    assert merged.mappings == ({"x": ""},)
