"""The power fails while people save: what each was told is saved is in what the disk may have kept.

One run of the store is recorded down to its writes and syncs (:mod:`tests.soak.disk_log`), beginning with the first
table. Then, at many moments, images of the disk are made that hold what was synced and any part of the rest, with torn
pages and missing files; each is opened by the store as after a restart.

``python -m tests.soak.power --count 250 --seed 1``
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from icp.store import Store, StoreError, new_key
from tests.soak.disk_log import Disk, DiskLog

NAME = "workshop.db"


@dataclass
class Figures:
    images: int = 0
    acknowledged: int = 0
    events: int = 0
    syncs: int = 0
    lost: list[str] = field(default_factory=list)
    corrupt: list[str] = field(default_factory=list)
    back: list[str] = field(default_factory=list)

    def table(self) -> str:
        head = ("images", "disk events", "syncs", "acknowledged", "lost", "corrupt", "erased yet back")
        row = (
            self.images, self.events, self.syncs, self.acknowledged, len(self.lost), len(self.corrupt), len(self.back)
        )  # fmt: skip
        return "\n".join("  ".join(f"{cell!s:>15}" for cell in line) for line in (head, row))


def record(folder: Path, number: int, people: int = 5, saves: int = 40) -> DiskLog:
    """People save at once; some erase all in between. What each was told is among the events."""
    log = DiskLog(folder)
    with log.recording():
        store = Store(f"sqlite:///{folder / NAME}")

        def work(person: int) -> None:
            draw, key, version = random.Random(f"{number} {person}"), new_key(), 0
            for turn in range(saves):
                version = store.save(key, b"%d " % turn + draw.randbytes(draw.choice((50, 3000, 60_000))), version)
                log.say((key, turn))
                if draw.random() < 0.04:
                    log.say((key, None))  # from here on either is right
                    store.erase(key)
                    log.say((key, -1))
                    key, version = new_key(), 0

        with ThreadPoolExecutor(people) as pool:
            list(pool.map(work, range(people)))
        store.close()
    return log


def fail_power(count: int, number: int, folder: Path) -> Figures:
    """So many images of one recorded run."""
    draw = random.Random(number)
    (folder / "real").mkdir()
    events = record(folder / "real", number).events
    figures = Figures(events=len(events), syncs=sum(each.kind == "sync" for each in events))
    told_at = [at for at, event in enumerate(events) if event.kind == "said"]
    moments = sorted(draw.choice(told_at) if draw.random() < 0.6 else draw.randrange(len(events)) for _ in range(count))
    disk, told, at = Disk(), dict[str, int | None](), 0
    for image, moment in enumerate(moments):
        while at <= moment:
            event = events[at]
            if event.kind == "said":
                told[event.said[0]] = event.said[1]
            disk.take(event)
            at += 1
        after = folder / f"image{image}"
        after.mkdir()
        for name, body in disk.cut(draw).items():
            (after / name).write_bytes(body)
        check(after, told, f"image {image}, event {moment}", figures)
        for file in after.iterdir():
            file.unlink()
        figures.images += 1
    figures.acknowledged = sum(event.kind == "said" for event in events)
    return figures


def check(folder: Path, told: dict[str, int | None], where: str, figures: Figures) -> None:
    """Open the image as after a restart and add to the figures what is missing or broken."""
    try:
        store = Store(f"sqlite:///{folder / NAME}")
        with sqlite3.connect(folder / NAME) as raw:
            said = raw.execute("PRAGMA integrity_check").fetchone()[0]
        raw.close()
        if said != "ok":
            figures.corrupt.append(f"{where}: {said}")
        for key, turn in told.items():
            stored = store.load(key)
            for each in store.versions(key):
                store.load_version(key, each.version)
            there = -1 if stored is None else int(stored.body.split()[0])
            if turn == -1 and there >= 0:
                figures.back.append(f"{where}: erased, yet {there} is there")
            elif turn is not None and there < turn:
                figures.lost.append(f"{where}: {turn} acknowledged, {there} there")
        store.close()
    except StoreError as error:
        figures.corrupt.append(f"{where}: {error!r}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--count", type=int, default=250)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = fail_power(chosen.count, chosen.seed, Path(folder))
    print(figures.table())
    print(*figures.lost[:20], *figures.corrupt[:20], *figures.back[:20], sep="\n")


if __name__ == "__main__":
    main()
