"""What a match costs, beside the same figures written by hand over numpy float64 columns in the same run.

Run with ``pytest tests/bench/test_match_bench.py -s`` to see the ratios; nothing here asserts a time.
"""

import time

import numpy as np
import pandas as pd
import pytest

from icp import Avatar, match
from icp.methods.firm import firmness
from icp.methods.match import score

WORDS = np.array(["never", "rarely", "sometimes", "mostly", "always"], dtype=object)
ROUNDS = 3


def make_roster(rows, wishes, kind):
    """A roster of 0–4 answers, a tenth missing, as numbers, categories, text or plain objects, and its avatar."""
    random = np.random.default_rng(rows)
    numbers = random.integers(0, 5, (wishes, rows)).astype(np.float64)
    numbers[random.random(numbers.shape) < 0.1] = np.nan
    columns = {}
    for at, column in enumerate(numbers):
        if kind == "numbers":
            columns[f"q{at}"] = pd.Series(column)
        else:
            text = pd.Series(WORDS[np.nan_to_num(column).astype(int)], dtype=object).where(~np.isnan(column), None)
            columns[f"q{at}"] = text.astype({"categories": "category", "strings": "str", "objects": object}[kind])
    ask = {"kind": "scale", "at_least": 3} if kind == "numbers" else {"kind": "choice", "accept": ["mostly", "always"]}
    criteria = [ask | {"id": f"q{at}", "absolute": at == 0} for at in range(wishes)]
    return pd.DataFrame(columns), Avatar.model_validate({"criteria": criteria}), list(numbers)


def match_by_hand(columns):
    """The same seven figures for equal weights and 0–4 answers of at least 3, one numpy pass a column."""
    rows, weight = len(columns[0]), 1 / len(columns)
    low, filled, coverage = np.zeros(rows), np.zeros(rows), np.zeros(rows)
    for column in columns:
        value = np.minimum(column / 3, 1)
        known = ~np.isnan(value)
        mean = value[known].mean()
        low += np.where(known, weight * value, 0)
        filled += np.where(known, 0, weight * mean)
        coverage += weight * known
    first = np.minimum(columns[0] / 3, 1)
    verdict = np.where(first < 1, 1, np.where(np.isnan(first), 2, 0))
    total = 100 * (low + filled)
    return total, 100 * low, 100 * (low + 1 - coverage), coverage, total, verdict


def best(*calls):
    """Shortest time of each call in milliseconds, the calls taking turns."""
    shortest = [np.inf] * len(calls)
    for _ in range(ROUNDS):
        for at, call in enumerate(calls):
            start = time.perf_counter()
            call()
            shortest[at] = min(shortest[at], (time.perf_counter() - start) * 1e3)
    return shortest


@pytest.mark.parametrize("kind", ["numbers", "categories", "strings", "objects"])
def test_a_hundred_thousand_rows_of_twenty_wishes(kind):
    frame, avatar, columns = make_roster(100_000, 20, kind)
    ours, by_hand = best(lambda: match(frame, avatar), lambda: match_by_hand(columns))
    print(f"\n100,000 × 20 {kind}: {ours:.1f} ms, by hand {by_hand:.1f} ms, ratio {ours / by_hand:.2f}")
    if kind == "numbers":  # both compute the same thing
        found = match(frame, avatar)
        for name, expected in zip(("match", "low", "high", "coverage"), match_by_hand(columns), strict=False):
            np.testing.assert_allclose(found[name], expected, atol=1e-9)


def test_the_cost_grows_with_the_rows():
    small, avatar, _ = make_roster(100_000, 20, "categories")
    large = pd.concat([small] * 5, ignore_index=True)
    one, five = best(lambda: match(small, avatar), lambda: match(large, avatar))
    print(f"\n500,000 rows cost {five / one:.1f} × 100,000")
    assert len(match(large, avatar)) == 500_000


@pytest.mark.parametrize("kind", ["numbers", "strings", "objects"])
def test_sixty_clients_and_eight_wishes_as_in_a_page(kind):
    frame, avatar, columns = make_roster(60, 8, kind)
    ours, by_hand, whole = best(
        lambda: match(frame, avatar), lambda: match_by_hand(columns), lambda: firmness(score(frame, avatar))
    )
    print(f"\n60 × 8 {kind}: {ours:.2f} ms, by hand {by_hand:.2f} ms; with every reason and firmness {whole:.1f} ms")
    assert match(frame, avatar)["match"].notna().all()
