"""The fuzzer of the importer, short; and long where that is asked for."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from icp.roster import table
from tests.soak import fuzz_importer
from tests.soak.fuzz_importer import SHARES, fuzz


def test_a_few_hundred_files_do_no_harm() -> None:
    run = fuzz(400, seed=20261122, real=4)
    assert run.failures == []
    assert {kind: counter.total() for kind, counter in run.outcomes.items()} == {
        kind: 4 * share for kind, share in SHARES.items()
    }
    assert run.real == 4
    for kind, good in (("csv", "clients"), ("vcard", "clients"), ("json", "opened"), ("xlsx", "clients")):
        counter = run.outcomes[kind]
        assert counter[good] >= counter.total() // 20, f"{kind}: too few get through to test what lies behind"
        assert len(counter) >= 3, f"{kind}: too few ways to be refused"


def test_an_input_follows_from_its_number() -> None:
    seeds = fuzz_importer.all_seeds()
    for kind in SHARES:
        first, again, other = (fuzz_importer.make(kind, number, 7, seeds)[1] for number in (5, 5, 6))
        assert first == again != other


@pytest.mark.parametrize("failure", [KeyError("x"), MemoryError(), RecursionError()])
def test_the_fuzzer_sees_a_failure(monkeypatch: pytest.MonkeyPatch, failure: Exception) -> None:
    def fail(*_: object, **__: object) -> None:
        raise failure

    monkeypatch.setattr(table, "_tabulate", fail)
    run = fuzz(100, seed=1)
    assert len(run.failures) == 20
    assert all(type(failure).__name__ in line for line in run.failures)


def test_the_fuzzer_sees_slowness(monkeypatch: pytest.MonkeyPatch) -> None:
    def hang(*_: object, **__: object) -> None:
        while True:
            pass

    monkeypatch.setattr(fuzz_importer, "read_backup", hang)
    run = fuzz(20, seed=1, seconds=0.02)
    assert any("TooSlow" in line for line in run.failures)


def test_the_fuzzer_sees_a_lost_row(monkeypatch: pytest.MonkeyPatch) -> None:
    build = fuzz_importer.build_roster

    def lose(*given: Any, **how: Any) -> Any:
        roster = build(*given, **how)
        return dataclasses.replace(roster, receipt=dataclasses.replace(roster.receipt, skipped=()))

    monkeypatch.setattr(fuzz_importer, "build_roster", lose)
    assert any("accounted for" in line for line in fuzz(100, seed=1).failures)


@pytest.mark.soak
def test_a_hundred_thousand_files_do_no_harm() -> None:
    run = fuzz(100_000, seed=1, real=2_000)
    print(run.told())
    assert run.failures == []
    assert run.inputs == 100_000
