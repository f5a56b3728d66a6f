"""A server under people who type, killed at any moment: what a page called saved is there afterwards.

Each life, some people open the start page over a websocket, see what they last saw saved, and type one text after
another; the server is killed by SIGKILL at a random moment, or stopped by SIGTERM. Then the database is opened and
checked: SQLite's own check of it, each body of each version opened by its key, and each person's last acknowledged
text, or a later one of hers that the server had no time to acknowledge.

``python -m tests.soak.kill --count 200 --seed 1 [--signal TERM]``
"""

from __future__ import annotations

import argparse
import json
import random
import signal
import sqlite3
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from icp.store import Store, new_key
from tests.soak.lives import lives
from tests.soak.wire import Watched, browse


@dataclass
class Figures:
    lives: int = 0
    acknowledged: int = 0
    unacknowledged: int = 0
    lost: list[str] = field(default_factory=list)
    corrupt: list[str] = field(default_factory=list)
    codes: set[int] = field(default_factory=set)
    slowest_end: float = 0.0

    def table(self) -> str:
        head = ("lives", "acknowledged", "saved unsaid", "lost", "corrupt", "exit codes", "slowest end s")
        row = (
            self.lives, self.acknowledged, self.unacknowledged, len(self.lost), len(self.corrupt),
            sorted(self.codes), f"{self.slowest_end:.2f}",
        )  # fmt: skip
        return "\n".join("  ".join(f"{cell!s:>13}" for cell in line) for line in (head, row))


@dataclass
class Person:
    """Types her number of the text, one after another."""

    key: str = field(default_factory=new_key)
    typed: int = 0
    saved: int = 0
    wrong: str = ""

    def type_on(self, url: str, stop: threading.Event) -> None:
        """Until the server is gone."""
        try:
            with browse(url, self.key) as page:
                page.run("")
                label, shown = text_field(page)
                if not self.saved <= int(shown or 0) <= self.typed:
                    self.wrong = f"saw {shown} after {self.saved}"
                while not stop.is_set():
                    self.typed += 1
                    page.write(label, str(self.typed))
                    if page.shows("Saved "):
                        self.saved = self.typed
                    page.forget()
        except Exception:  # however the line broke: the server is gone
            if not stop.is_set():
                stop.wait(5)


def text_field(page: Watched) -> tuple[str, str]:
    """The label of the page's first text field and what stands in it."""
    for element, _ in page.elements.values():
        if element.WhichOneof("type") == "text_input":
            box: Any = element.text_input
            return box.label, box.value if box.set_value else box.default
    raise AssertionError("no text field")


def kill_often(count: int, number: int, folder: Path, *how: signal.Signals, people: int = 4) -> Figures:
    """So many lives, ended by these signals in turn. The figures name what was lost."""
    draw, figures = random.Random(number), Figures()
    everybody = [Person() for _ in range(people)]
    with lives(folder) as server:
        for life in range(count):
            server.start()
            stop = threading.Event()
            typing = [threading.Thread(target=each.type_on, args=(server.url, stop)) for each in everybody]
            for thread in typing:
                thread.start()
            begun = sum(each.saved for each in everybody)
            until = time.monotonic() + 30
            while sum(each.saved for each in everybody) == begun and time.monotonic() < until:
                time.sleep(0.01)
            time.sleep(draw.uniform(0, 0.4))
            stop_at = time.monotonic()
            figures.codes.add(server.end(how[life % len(how)]))
            figures.slowest_end = max(figures.slowest_end, time.monotonic() - stop_at)
            stop.set()
            for thread in typing:
                thread.join(30)
            figures.lives += 1
            check(server.database, everybody, life, figures)
    figures.acknowledged = sum(each.saved for each in everybody)
    return figures


def check(database: Path, everybody: list[Person], life: int, figures: Figures) -> None:
    """Add to the figures what is missing or broken."""
    with sqlite3.connect(database) as raw:
        if (said := raw.execute("PRAGMA integrity_check").fetchone()[0]) != "ok":
            figures.corrupt.append(f"life {life}: {said}")
    raw.close()
    store = Store(f"sqlite:///{database}")
    for person in everybody:
        try:
            stored = store.load(person.key)
            for each in store.versions(person.key):
                store.load_version(person.key, each.version)
        except Exception as error:
            figures.corrupt.append(f"life {life}: {error!r}")
            continue
        answers = {} if stored is None else json.loads(stored.body)["answers"]
        there = int(answers.get("business_name") or 0)
        if not person.saved <= there <= person.typed:
            figures.lost.append(f"life {life}: {person.saved} acknowledged, {there} stored")
        if person.wrong:
            figures.lost.append(f"life {life}: {person.wrong}")
            person.wrong = ""
        figures.unacknowledged += there - person.saved
        person.saved = person.typed = max(there, person.saved)
    store.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--signal", choices=("KILL", "TERM"), default="KILL")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = kill_often(chosen.count, chosen.seed, Path(folder), signal.Signals[f"SIG{chosen.signal}"])
    print(figures.table())
    print(*figures.lost[:20], *figures.corrupt[:20], sep="\n")


if __name__ == "__main__":
    main()
