"""Turns: in the order they came, nobody forgotten, nobody waiting for one who only waits."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest

from icp.turns import Turns

FOREVER = 3600.0


def begun(work: Callable[[], None]) -> threading.Thread:
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread


def wait_for(happened: Callable[[], bool]) -> None:
    until = time.monotonic() + 10
    while not happened():
        assert time.monotonic() < until
        time.sleep(0.001)


def test_one_at_a_time_in_the_order_they_came() -> None:
    turns, order, inside = Turns(FOREVER), list[int](), 0

    def work(number: int) -> None:
        nonlocal inside
        with turns.turn():
            inside += 1
            assert inside == 1
            order.append(number)
            time.sleep(0.001)
            inside -= 1

    with turns.turn():
        threads = []
        for number in range(30):
            threads.append(begun(lambda number=number: work(number)))  # type: ignore[misc]
            wait_for(lambda: len(turns._waiting) == len(threads))
    for thread in threads:
        thread.join(10)
    assert order == list(range(30))


def test_a_turn_that_fails_ends() -> None:
    turns = Turns(FOREVER)
    with pytest.raises(ZeroDivisionError), turns.turn():
        _ = 1 / 0
    with turns.turn():
        pass


def test_who_takes_too_long_keeps_the_others_waiting_only_so_long_and_ends_no_turn_but_its_own() -> None:
    turns, slow_may_end, second_may_end = Turns(0.05), threading.Event(), threading.Event()
    entered: list[str] = []

    def slow() -> None:
        with turns.turn():
            entered.append("slow")
            slow_may_end.wait(10)

    def second() -> None:
        with turns.turn():
            entered.append("second")
            second_may_end.wait(10)

    def third() -> None:
        with turns.turn():
            entered.append("third")

    first = begun(slow)
    wait_for(lambda: entered == ["slow"])
    later = [begun(second)]
    wait_for(lambda: entered == ["slow", "second"])
    turns._patience = FOREVER
    later.append(begun(third))
    wait_for(lambda: len(turns._waiting) == 1)
    slow_may_end.set()
    first.join(10)
    assert entered == ["slow", "second"]  # the turn is the second's now, whatever the slow one does
    second_may_end.set()
    for thread in later:
        thread.join(10)
    assert entered == ["slow", "second", "third"]


def test_who_only_waits_lets_others_work_and_goes_on_before_those_who_came_later() -> None:
    turns, answer, order = Turns(FOREVER), threading.Event(), list[str]()

    def saves() -> None:
        with turns.turn():
            order.append("begins")
            with turns.aside():
                answer.wait(10)
            order.append("goes on")

    def works(name: str) -> None:
        with turns.turn():
            order.append(name)
            if name == "other":
                answer.set()
                wait_for(lambda: len(turns._waiting) == 2)  # the one that was answered, and the late one

    saving = begun(saves)
    wait_for(lambda: order == ["begins"])
    other = begun(lambda: works("other"))
    wait_for(lambda: "other" in order)
    late = begun(lambda: works("late"))
    for thread in (saving, other, late):
        thread.join(10)
    assert order == ["begins", "other", "goes on", "late"]


def test_whoever_has_no_turn_may_wait_aside_all_the_same() -> None:
    turns = Turns(FOREVER)
    with turns.turn():
        done: list[bool] = []

        def outside() -> None:
            with turns.aside():
                done.append(True)

        begun(outside).join(10)
        assert done == [True]


def test_of_many_who_wait_only_the_next_looks_at_the_clock() -> None:
    turns, ended = Turns(FOREVER), list[int]()

    def work(number: int) -> None:
        with turns.turn():
            ended.append(number)

    with turns.turn():
        threads = []
        for number in range(5):
            threads.append(begun(lambda number=number: work(number)))  # type: ignore[misc]
            wait_for(lambda: len(turns._waiting) == len(threads))
        assert [turn.near.is_set() for turn in turns._waiting] == [True, False, False, False, False]
    for thread in threads:
        thread.join(10)
    assert ended == [0, 1, 2, 3, 4]
