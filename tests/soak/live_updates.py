"""How a board on one replica hears of what was saved through another: PostgreSQL's NOTIFY against asking repeatedly.

    python -m tests.soak.live_updates [--seconds 10] [--boards 20]

Both beside the same changes of one row, at random moments, two a second. Seen: the time from the commit to the moment
the board's process knows, and what it costs the process and the server. One connection serves all boards either way.

Measured on two busy cores: NOTIFY is known after 0.2 ms, asking every second after 0.3 s (at most a second), at 0.3 ms
of processor a question. But commits that notify queue behind each other: 321 a second over 8 connections, not 1,124.
A board that may be two seconds behind asks, once a second and process, and saves stay as fast as they are.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from statistics import median

import psycopg

from tests.postgresql import Cluster

CHANGES_A_SECOND = 2.0


@dataclass
class Heard:
    """What one way cost. Seconds of the clock for delays, of a processor for the costs."""

    way: str
    seconds: float
    changes: int
    delays: list[float] = field(default_factory=list)
    process: float = 0.0
    server: float = 0.0
    questions: int = 0

    def row(self) -> str:
        delays = sorted(self.delays) or [float("nan")]
        late = delays[int(len(delays) * 0.95)] if len(delays) > 1 else delays[0]
        return (
            f"| {self.way} | {self.changes} | {len(self.delays)} | {1000 * median(delays):.1f} | {1000 * late:.1f} "
            f"| {self.questions / self.seconds:.1f} | {1000 * self.process / self.seconds:.2f} "
            f"| {1000 * self.server / self.seconds:.2f} |"
        )


HEAD = (
    "| way | changes | heard | delay p50 ms | p95 ms | questions a s | process ms a s | server ms a s |\n"
    "|---|---|---|---|---|---|---|---|"
)


def spent_by_server(cluster: Cluster) -> float:
    """Processor seconds of the server and all its processes so far, those that ended included."""
    master = int((cluster.data / "postmaster.pid").read_text().split()[0])
    children = subprocess.run(["pgrep", "-P", str(master)], capture_output=True, text=True).stdout.split()
    ticks = 0
    for pid in (str(master), *children):
        try:
            with open(f"/proc/{pid}/stat") as file:
                parts = file.read().rpartition(")")[2].split()
        except OSError:
            continue
        ticks += sum(map(int, parts[11:15] if pid == str(master) else parts[11:13]))
    return ticks / os.sysconf("SC_CLK_TCK")


def listen(place: str, until: float, heard: Callable[[int], None]) -> int:
    """One connection that waits for the server to speak. Returns the questions asked: none."""
    with psycopg.connect(place, autocommit=True) as connection:
        connection.execute("LISTEN room")
        for note in connection.notifies(timeout=until - time.monotonic()):
            heard(int(note.payload))
    return 0


def poll(place: str, until: float, heard: Callable[[int], None], every: float, boards: int) -> int:
    """``boards`` boards that ask every so many seconds, one after the other over the same connection."""
    questions, known = 0, [0] * boards
    due = [time.monotonic() + every * random.random() for _ in range(boards)]
    with psycopg.connect(place, autocommit=True) as connection:
        while (next_due := min(due)) < until:
            time.sleep(max(0.0, next_due - time.monotonic()))
            board = due.index(next_due)
            due[board] = next_due + every
            row = connection.execute("SELECT version FROM live WHERE id = 1").fetchone()
            questions += 1
            assert row is not None
            if row[0] != known[board]:
                known[board] = row[0]
                if board == 0:
                    heard(row[0])
    return questions


def measure(
    cluster: Cluster, way: str, seconds: float, hear: Callable[[str, float, Callable[[int], None]], int]
) -> Heard:
    """Change the row at random moments while ``hear`` runs in this thread; its own time on the processor counts."""
    place = cluster.url.replace("+psycopg", "")
    committed: dict[int, float] = {}
    result = Heard(way, seconds, 0)
    until = time.monotonic() + seconds + 0.5

    def change() -> None:
        rng = random.Random(7)
        with psycopg.connect(place) as connection:
            while time.monotonic() < until - 0.5:
                time.sleep(rng.expovariate(CHANGES_A_SECOND))
                row = connection.execute(
                    "UPDATE live SET version = version + 1 WHERE id = 1 RETURNING version"
                ).fetchone()
                assert row is not None
                if way == "NOTIFY":
                    connection.execute("SELECT pg_notify('room', %s)", (str(row[0]),))
                committed[row[0]] = time.monotonic()
                connection.commit()
                committed[row[0]] = time.monotonic()

    def heard(version: int) -> None:
        if version in committed:  # not what was there before
            result.delays.append(max(0.0, time.monotonic() - committed[version]))

    changing = threading.Thread(target=change)
    before = spent_by_server(cluster)
    changing.start()
    spent = time.thread_time()
    result.questions = hear(place, until, heard)
    result.process = time.thread_time() - spent
    changing.join()
    result.server = spent_by_server(cluster) - before
    result.changes = len(committed)
    return result


def commits(cluster: Cluster, notify: bool, seconds: float, writers: int = 8) -> float:
    """Commits a second of several connections at once, each with a notification or without: it makes them queue."""
    place, done = cluster.url.replace("+psycopg", ""), [0] * writers
    until = time.monotonic() + seconds

    def write(number: int) -> None:
        with psycopg.connect(place) as connection:
            while time.monotonic() < until:
                connection.execute("UPDATE live SET version = version + 1 WHERE id = %s", (10 + number,))
                if notify:
                    connection.execute("SELECT pg_notify('room', %s)", (f"0{number}",))
                connection.commit()
                done[number] += 1

    threads = [threading.Thread(target=write, args=(number,)) for number in range(writers)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return sum(done) / seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--boards", type=int, default=20)
    asked = parser.parse_args()
    cluster = Cluster(settings={})
    try:
        cluster.start()
        with psycopg.connect(cluster.url.replace("+psycopg", "")) as connection:
            connection.execute("CREATE TABLE live (id int PRIMARY KEY, version bigint NOT NULL)")
            connection.execute("INSERT INTO live SELECT g, 0 FROM generate_series(1, 20) g")
        print(HEAD)
        print(measure(cluster, "NOTIFY", asked.seconds, listen).row(), flush=True)
        for boards in (1, asked.boards):
            for every in (0.5, 1.0, 2.0):
                ask = partial(poll, every=every, boards=boards)
                way = f"{boards} asking every {every} s"
                print(measure(cluster, way, asked.seconds, ask).row(), flush=True)
        plain, told = (commits(cluster, notify, asked.seconds / 2) for notify in (False, True))
        print(f"\n8 connections writing at once: {plain:.0f} commits a second, {told:.0f} with a notification each")
    finally:
        cluster.remove()


if __name__ == "__main__":
    main()
