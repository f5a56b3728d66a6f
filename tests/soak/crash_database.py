"""PostgreSQL crashes and restarts while people type through two replicas: what was called saved is there.

python -m tests.soak.crash_database [--restarts 50]
"""

from __future__ import annotations

import argparse
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from icp.store import Store, StoreUnavailable, VersionConflict, new_key
from tests.postgresql import Cluster, Databases

PATIENCE = 30.0


@dataclass
class Typist:
    """Saves one workbook again and again, as a page does: what was not taken is kept and tried again."""

    store: Store
    key: str = field(default_factory=new_key)
    typed: int = 0
    saved: int = 0
    refused: int = 0
    different: int = 0
    version: int = 0

    def type_until(self, stop: threading.Event) -> None:
        while not stop.is_set():
            self.typed += 1
            self._save(str(self.typed).encode())

    def _save(self, body: bytes) -> None:
        while True:
            try:
                self.version = self.store.save(self.key, body, self.version)
                break
            except StoreUnavailable:
                self.refused += 1
                time.sleep(0.05)
            except VersionConflict as conflict:
                # Committed, and neither this attempt nor the ones after it was told so in time: it has to be this text.
                stored = self._load()
                self.different += stored is None or stored[1] != body
                self.version = conflict.current
                break
        self.saved = self.typed

    def _load(self) -> tuple[int, bytes] | None:
        until = time.monotonic() + PATIENCE
        while True:
            try:
                stored = self.store.load(self.key)
                return None if stored is None else (stored.version, stored.body)
            except StoreUnavailable:
                if time.monotonic() > until:
                    raise
                time.sleep(0.05)

    def is_lost(self) -> bool:
        """Whether the database holds something else than what was called saved last."""
        stored = self._load()
        return stored is None or int(stored[1]) != self.saved


@dataclass(frozen=True)
class Figures:
    """saved, refused: answers. lost, different: workbooks and answers that are not as they were called saved.

    stuck: restarts after which somebody could not go on within half a minute.
    """

    restarts: int
    saved: int
    refused: int
    lost: int
    different: int
    stuck: int


def crash(cluster: Cluster, restarts: int, people: int = 8, seed: int = 1) -> Figures:
    """Restart the server so often, each process of it ended at once, at random moments under typed load."""
    rng, stop, stuck = random.Random(seed), threading.Event(), 0
    url = Databases(cluster.url).fresh()
    stores = Store(url), Store(url)  # two replicas
    typists = [Typist(stores[number % 2]) for number in range(people)]
    with ThreadPoolExecutor(people) as pool:
        working = [pool.submit(typist.type_until, stop) for typist in typists]
        for _ in range(restarts):
            time.sleep(rng.uniform(0.05, 0.4))
            before = [typist.saved for typist in typists]
            cluster.restart("immediate")
            until = time.monotonic() + PATIENCE
            while any(now.saved <= was for now, was in zip(typists, before, strict=True)):
                if time.monotonic() > until:
                    stuck += 1
                    break
                time.sleep(0.02)
        stop.set()
        for each in working:
            each.result(2 * PATIENCE)
    figures = Figures(
        restarts,
        saved=sum(typist.saved for typist in typists),
        refused=sum(typist.refused for typist in typists),
        lost=sum(typist.is_lost() for typist in typists),
        different=sum(typist.different for typist in typists),
        stuck=stuck,
    )
    for store in stores:
        store.close()
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--restarts", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    cluster = Cluster(settings={})
    try:
        cluster.start()
        print(crash(cluster, asked.restarts, seed=asked.seed))
    finally:
        cluster.remove()


if __name__ == "__main__":
    main()
