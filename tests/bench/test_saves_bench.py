"""What saving costs: a lone save, beside five hundred people saving at once (PERFORMANCE goal 7), in the same run.

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

    together = []
    for _ in range(3):
        gate, took = threading.Barrier(PEOPLE + 1), [0.0] * PEOPLE

        def save(person, gate=gate, took=took):
            gate.wait()
            start = time.perf_counter()
            versions[person] = store.save(keys[person], body, versions[person])
            took[person] = time.perf_counter() - start

        people = [threading.Thread(target=save, args=(person,)) for person in range(PEOPLE)]
        for each in people:
            each.start()
        gate.wait()
        before = time.process_time()
        for each in people:
            each.join()
        spent = time.process_time() - before
        together.append((np.percentile(took, 99), spent))
    p99, spent = min(together)
    one, slow = np.percentile(lone[WARM:], [50, 99])
    print(
        f"\n{len(body) // 1000} kB; a lone save {one * 1e3:.1f} ms, p99 {slow * 1e3:.1f} ms; {PEOPLE} at once: p99 "
        f"{p99 * 1e3:.0f} ms, ratio {p99 / slow:.1f}, {spent / PEOPLE * 1e3:.2f} ms CPU a save"
    )
    assert [store.version(key) for key in keys] == versions
    store.close()
