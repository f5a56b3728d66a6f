"""What saving costs: a lone save, beside five hundred people saving at once (PERFORMANCE goal 7), in the same run.

Beside it, as the floor, what it costs that five hundred threads of this Python wake, hand something over and wait.

Run with ``pytest tests/bench/test_saves_bench.py -s`` to see the figures; nothing here asserts a time.
Small by default; the full size is ``ICP_BENCH=full``.
"""

import os
import threading
import time

import numpy as np

from icp.sample import sample_workbook
from icp.store import Store, new_key

PEOPLE, LONE = (500, 300) if os.environ.get("ICP_BENCH") == "full" else (100, 50)
WARM = 21  # from here on every save also forgets the oldest version


def test_everybody_saves_at_once(tmp_path):
    body = sample_workbook().to_json().encode()
    store = Store(f"sqlite:///{tmp_path / 'bench.db'}")
    keys = [new_key() for _ in range(PEOPLE)]
    versions = [store.save(key, body, 0) for key in keys]

    lone, at = [], versions[0]
    for _ in range(WARM + LONE):
        start = time.perf_counter()
        at = store.save(keys[0], body, at)
        lone.append(time.perf_counter() - start)
    versions[0] = at

    def save(person):
        versions[person] = store.save(keys[person], body, versions[person])

    p99, spent = min(at_once(save) for _ in range(3))
    nothing, _ = min(at_once(lambda _: store._writer.run(lambda _: None)) for _ in range(3))
    one, slow = np.percentile(lone[WARM:], [50, 99])
    print(
        f"\n{len(body) // 1000} kB; a lone save {one * 1e3:.1f} ms, p99 {slow * 1e3:.1f} ms; {PEOPLE} at once: p99 "
        f"{p99 * 1e3:.0f} ms, ratio {p99 / slow:.1f}, {spent / PEOPLE * 1e3:.2f} ms CPU a save; "
        f"{PEOPLE} at once that save nothing: p99 {nothing * 1e3:.0f} ms, ratio {p99 / nothing:.1f}"
    )
    assert [store.version(key) for key in keys] == versions
    store.close()


def at_once(do):
    """The 99th percentile of the seconds it takes everybody to do this at one time, and all their CPU seconds."""
    gate, took = threading.Barrier(PEOPLE + 1), [0.0] * PEOPLE

    def act(person):
        gate.wait()
        start = time.perf_counter()
        do(person)
        took[person] = time.perf_counter() - start

    people = [threading.Thread(target=act, args=(person,)) for person in range(PEOPLE)]
    for each in people:
        each.start()
    gate.wait()
    before = time.process_time()
    for each in people:
        each.join()
    return float(np.percentile(took, 99)), time.process_time() - before
