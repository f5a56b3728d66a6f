"""What reading a list of 100,000 × 30 costs, beside pandas' own C reader on the same bytes in the same run.

Run with ``pytest tests/bench/test_import_bench.py -s`` to see the ratios; nothing here asserts a time. ``read`` is
bytes to table behind all limits, ``columns`` the guesses, ``clients`` everything up to the receipt, ``list`` also one
Client object each. pandas is measured as it comes (it makes numbers of digits) and with every cell kept as text, which
is what a list of people needs.
"""

import io
import os
import random
import time

import pandas as pd
import pytest

from icp.roster import build_roster, guess_mapping, read_table
from icp.roster.contents import read_contents

ROWS = 100_000 if os.environ.get("ICP_BENCH") == "full" else 10_000
ROUNDS = 5


def write_clients(rows):
    """People with an id, names, an address and twenty answers, most of them different."""
    chance = random.Random(1)
    lines = [
        "Customer ID,First Name,Last Name,Email,City,Lead Source,Status,Tier,Yearly Invoice,Age,"
        + ",".join(f"Q{n}" for n in range(20))
    ]
    for row in range(rows):
        answers = ",".join(chance.choice(("0", "1", "2", "3", "4", "")) for _ in range(20))
        lines.append(
            f"{row},An{chr(97 + row % 26)},B{row % 4_000:x},a{row:x}@b.co,{chance.choice(('Ulm', 'Köln', ''))},"
            f"{chance.choice(('Web', 'Fair'))},active,{chance.choice('123')},{chance.randint(100, 9_999)},"
            f"{chance.randint(20, 80)},{answers}"
        )
    return "\n".join(lines).encode()


def write_sales(rows):
    """Sales of a twenty-fifth as many clients, and columns that say nothing."""
    chance = random.Random(2)
    lines = ["Client,Amount,Date," + ",".join(f"c{n}" for n in range(27))]
    for _ in range(rows):
        filler = ",".join(chance.choice("0123456789") for _ in range(27))
        day = f"2025-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
        lines.append(f"K{chance.randrange(rows // 25)},{chance.randint(1, 9_999)},{day},{filler}")
    return "\n".join(lines).encode()


def shortest(*steps):
    """Least CPU milliseconds of each step over some rounds; each is given what the one before it returned."""
    least = [float("inf")] * len(steps)
    for _ in range(ROUNDS):
        result = None
        for at, step in enumerate(steps):
            start = time.process_time()
            result = step(result)
            least[at] = min(least[at], (time.process_time() - start) * 1_000)
    return least


@pytest.mark.parametrize("write", [write_clients, write_sales])
def test_reading_a_long_list(write):
    data = write(ROWS)
    typed, text = shortest(
        lambda _: pd.read_csv(io.BytesIO(data)),
        lambda _: pd.read_csv(io.BytesIO(data), dtype=str, keep_default_na=False),
    )
    table = read_table(data)
    mapping = guess_mapping(table)
    read, columns, clients, whole = shortest(
        lambda _: read_table(data),
        lambda _: guess_mapping(table),
        lambda _: read_contents(table, mapping),
        lambda _: build_roster(table, mapping),
    )
    receipt = read_contents(table, mapping).receipt
    assert receipt.rows_read == ROWS == receipt.clients + receipt.folded
    print(
        f"\n{write.__name__} {ROWS:,} × 30, {len(data) / 1e6:.1f} MB: pandas C {typed:.0f} ms, as text {text:.0f}"
        f" | read {read:.0f} ms = {read / typed:.2f}× ({read / text:.2f}× text), columns {columns:.0f},"
        f" clients {clients:.0f}, list {whole:.0f}"
        f" | to the receipt {(read + columns + clients) / typed:.1f}× ({(read + columns + clients) / text:.1f}× text)"
    )
