"""Windows of one workbook in every order: no answer may vanish that nobody replaced knowingly.

Three windows answer, add and delete clients, reload, and settle what they are asked; the database stops taking, stops
altogether and comes back; the process saves by itself what it holds; and one window acts in the middle of another's
save. An answer is alive until a window that shows it gives another one, or until its owner decides against it; at
every step each answer that is alive has to be stored, held, unsaved in a window, or asked about there.

``python -m tests.soak.tabs --count 10000 --seed 1`` says after each 500 how many have gone well; the first lost
answer ends it with the schedule that lost it.
"""

from __future__ import annotations

import argparse
import itertools
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import streamlit as st
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as some
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from icp.model import Workbook
from icp.store import Store, StoreUnavailable, held, new_key
from icp.ui import state

FIELDS = ("business_name", "offer", "town")
TABS = (0, 1, 2)
Token = tuple[str, str]  # field, or "client", and what was entered


class Tabs(RuleBasedStateMachine):
    """``store`` is set by :func:`try_schedules`; each schedule has a workbook of its own in it."""

    store: Store
    schedules = 0
    actions = 0
    asked = 0

    @initialize()
    def begin(self) -> None:
        Tabs.schedules += 1
        self.key, self.sessions = new_key(), [{} for _ in TABS]
        self.numbers = itertools.count()
        self.alive: set[Token] = set()
        self.trouble: str | None = None
        self.between: Callable[[], None] | None = None
        for tab in TABS:
            self.run(tab)

    # ── what happens ─────────────────────────────────────────────────────────────────────────────────────────────

    @rule(tab=some.sampled_from(TABS))
    def run(self, tab: int) -> None:
        """A full run, as after turning a page."""
        with self.at(tab):
            try:
                state.open_workbook()
            except StoreUnavailable:  # the page says so, and has nothing to show
                assert self.trouble == "all"
                assert not self.sessions[tab]

    @rule(tab=some.sampled_from(TABS), field=some.sampled_from(FIELDS))
    def answer(self, tab: int, field: str) -> None:
        if not self.sessions[tab]:
            return
        token = f"{tab}:{next(self.numbers)}"
        with self.at(tab):
            self.replaced(field, {state.workbook().text(field)} | self.asked_about(field))
            self.alive.add((field, token))
            state.set_answer(field, token)

    @rule(tab=some.sampled_from(TABS))
    def meet(self, tab: int) -> None:
        if not self.sessions[tab]:
            return
        name = f"Client {next(self.numbers)}"
        with self.at(tab):
            self.alive.add(("client", name))
            state.add_client(name)

    @rule(tab=some.sampled_from(TABS), which=some.integers(0, 9))
    def part(self, tab: int, which: int) -> None:
        with self.at(tab):
            clients = state.workbook().clients if self.sessions[tab] else ()
            if clients:
                gone = clients[which % len(clients)]
                self.alive.discard(("client", gone.name))
                state.change(lambda work: work.without_client(gone.id))

    @rule(tab=some.sampled_from(TABS), mine=some.booleans())
    def settle(self, tab: int, mine: bool) -> None:
        with self.at(tab):
            if self.sessions[tab] and (found := state.conflicts()):
                conflict = found[0]
                field = str(conflict.path[-1])
                # Taking one's own answers everything that was asked about it.
                self.replaced(field, self.asked_about(field) - {str(conflict.mine)} if mine else {str(conflict.mine)})
                state.settle(conflict, mine=mine)

    @rule(tab=some.sampled_from(TABS))
    def reload(self, tab: int) -> None:
        """The session is gone, and with it what it was asked and did not answer: the other answer stands."""
        with self.at(tab):
            for conflict in state.conflicts() if self.sessions[tab] else ():
                self.replaced(str(conflict.path[-1]), {str(conflict.mine)})
        self.sessions[tab] = {}
        self.run(tab)

    @rule(trouble=some.sampled_from([None, None, "writing", "all"]))
    def break_or_mend(self, trouble: str | None) -> None:
        self.trouble = trouble

    @rule()
    def save_what_is_held(self) -> None:
        with self.outage():
            self.store._holding.flush()

    @rule(one=some.sampled_from(TABS), other=some.sampled_from(TABS), field=some.sampled_from(FIELDS))
    @precondition(lambda self: self.trouble is None)
    def answer_in_the_middle(self, one: int, other: int, field: str) -> None:
        """One window saves, and before its save arrives another one answers the same or something else."""
        if one != other:
            self.between = lambda: self.answer(other, field)
            self.answer(one, FIELDS[next(self.numbers) % len(FIELDS)])
            self.between = None

    # ── what must hold ───────────────────────────────────────────────────────────────────────────────────────────

    @invariant()
    def nothing_is_lost(self) -> None:
        Tabs.actions += 1
        missing = self.alive - self.visible()
        assert not missing, f"lost: {sorted(missing)}"

    def teardown(self) -> None:
        """With the database back and everybody having looked twice, all is stored or asked."""
        if not hasattr(self, "key"):
            return
        self.trouble = None
        for tab in (*TABS, *TABS):
            self.run(tab)
        stored = self.stored()
        asked: set[Token] = set()
        for tab in TABS:
            with self.at(tab):
                assert not state.unsaved()
                assert tokens(state.workbook()) == tokens(stored)
                asked |= self.asked_tokens()
        Tabs.asked += bool(asked)
        assert self.alive <= tokens(stored) | asked, f"lost at the end: {sorted(self.alive - tokens(stored) - asked)}"

    # ── how it is seen ───────────────────────────────────────────────────────────────────────────────────────────

    @contextmanager
    def at(self, tab: int) -> Iterator[None]:
        """In this window: its session, the database as it is now, another window's move in the middle of a save."""
        save = Store.save

        def interrupted(store: Store, *args: Any, **named: Any) -> int:
            if (move := self.between) is not None:
                self.between = None
                move()
            return save(store, *args, **named)

        with ExitStack() as stack:
            stack.enter_context(patch.object(st, "session_state", self.sessions[tab]))
            stack.enter_context(patch.object(state, "workbook_key", lambda: self.key))
            stack.enter_context(patch.object(state, "get_store", lambda: self.store))
            stack.enter_context(patch.object(Store, "save", interrupted))
            stack.enter_context(self.outage())
            yield

    @contextmanager
    def outage(self) -> Iterator[None]:
        def refuse() -> None:
            raise StoreUnavailable("full")

        with ExitStack() as stack:
            if self.trouble is not None:
                stack.enter_context(patch.object(self.store._database, "writing", refuse))
            if self.trouble == "all":
                stack.enter_context(patch.object(self.store._database, "reading", refuse))
            yield

    def replaced(self, field: str, texts: set[str]) -> None:
        self.alive -= {(field, text) for text in texts}

    def asked_about(self, field: str) -> set[str]:
        return {str(side) for each in state.conflicts() if each.path[-1] == field for side in (each.mine, each.theirs)}

    def asked_tokens(self) -> set[Token]:
        return {(field, text) for field in FIELDS for text in self.asked_about(field)}

    def stored(self) -> Workbook:
        stored = self.store.load(self.key)
        return Workbook() if stored is None else Workbook.model_validate_json(stored.body)

    def visible(self) -> set[Token]:
        found = tokens(self.stored())
        waiting = self.store.held(self.key)
        if waiting is not None:
            found |= tokens(Workbook.model_validate_json(waiting.body))
        for tab in TABS:
            if self.sessions[tab]:
                with patch.object(st, "session_state", self.sessions[tab]):
                    found |= self.asked_tokens()
                    if state.unsaved():
                        found |= tokens(state.workbook())
        return found


def tokens(work: Workbook) -> set[Token]:
    answers = {(field, text) for field in FIELDS if (text := work.text(field))}
    return answers | {("client", client.name) for client in work.clients}


def try_schedules(count: int, folder: Path, number: int = 0, *, shrink: bool = False) -> type[Tabs]:
    """So many schedules on a database in ``folder``. Returns the tallies; raises AssertionError for a lost answer.

    shrink: look for the shortest schedule that loses one, which takes minutes.
    """
    Tabs.schedules = Tabs.actions = Tabs.asked = 0
    quiet = settings(
        max_examples=count, stateful_step_count=25, deadline=None, database=None,
        suppress_health_check=list(HealthCheck), phases=(Phase.generate, Phase.shrink) if shrink else (Phase.generate,),
    )  # fmt: skip
    with patch.object(held, "RETRY_SECONDS", 1e6):
        Tabs.store = Store(f"sqlite:///{folder / 'tabs.db'}")
        try:
            run_state_machine_as_test(seed(number)(Tabs), settings=quiet)
        finally:
            Tabs.store.close()
    return Tabs


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--each", type=int, default=500, help="so many on one seed: a run cut off keeps what it said")
    chosen = parser.parse_args()
    began, done, actions, asked = time.monotonic(), 0, 0, 0
    print(f"{'schedules':>10} {'actions':>10} {'ended in a question':>20} {'seconds':>8}", flush=True)
    for piece in itertools.count():
        with tempfile.TemporaryDirectory() as folder:
            count = min(chosen.each, chosen.count - done)
            seen = try_schedules(count, Path(folder), chosen.seed * 1000 + piece, shrink=True)
        done, actions, asked = done + seen.schedules, actions + seen.actions, asked + seen.asked
        print(f"{done:>10} {actions:>10} {asked:>20} {time.monotonic() - began:>8.0f}", flush=True)
        if done >= chosen.count:
            return print("no answer lost")


if __name__ == "__main__":
    main()
