"""Many people at once, each with words nobody else wrote: does anybody ever receive another's?

Every session is a real websocket with a workbook whose every text field holds words of its own (canaries). All stay
open while all walk through every page in an order of their own, open sections, and take every file away. Each byte
that reaches a session is searched for canaries: frames, pictures, tables, files, also what is packed inside them.

    python -m tests.soak.canaries --sessions 500
"""

from __future__ import annotations

import argparse
import base64
import binascii
import io
import random
import re
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from icp.catalogue import catalogue
from icp.model import Workbook
from icp.store import Store, new_key
from tests.browser.works import decided_work, work_of
from tests.conftest import Server
from tests.soak.wire import Watched, browse

CLIENTS = 24
WALKERS = 6
_CANARY = re.compile(rb"(?i)cq(\d{4})n\d+z")
_PACKED = re.compile(rb"base64,([A-Za-z0-9+/]+={0,2})")


class Canary:
    """Deals words that are one person's alone, where the payloads' hand deals payloads."""

    def __init__(self, person: int) -> None:
        self.person = person
        self.dealt: list[str] = []

    def __call__(self, field: str = "", most: int = 400) -> str:
        word = f"cq{self.person:04d}n{len(self.dealt)}z"
        self.dealt.append(word)
        return word


def work_with(person: int) -> Workbook:
    """A workbook of canaries: every field that is asked, or every field that is decided, by turns."""
    deal: Any = Canary(person)
    work = (decided_work if person % 2 else work_of)(deal)
    return work.changed(clients=work.clients[:CLIENTS])


def people_in(data: bytes) -> Counter[int]:
    """Whose canaries stand in these bytes, and how many; packed and encoded parts are opened."""
    found: Counter[int] = Counter()
    for part in _opened(data):
        found.update(int(person) for person in _CANARY.findall(part))
    return found


def _opened(data: bytes) -> Iterator[bytes]:
    yield data
    for packed in _PACKED.findall(data):
        try:
            yield base64.b64decode(packed + b"=" * (-len(packed) % 4))
        except binascii.Error:
            continue
    if data.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                yield name.encode()
                yield from _opened(archive.read(name))
    elif data.startswith(b"%PDF"):
        from pypdf import PdfReader

        reader = PdfReader(io.BytesIO(data))
        # Letters of a PDF are numbers of glyphs: only a reader makes words of them. Lines break inside words there.
        yield "".join(re.sub(r"\s", "", page.extract_text()) for page in reader.pages).encode()
        yield repr(reader.metadata).encode()
    elif data.startswith(b"\x1f\x8b"):
        yield zlib.decompress(data, 47)


@dataclass
class Figures:
    """What was looked at, and what was wrong with it."""

    sessions: int = 0
    runs: int = 0
    frames: int = 0
    megabytes: float = 0.0
    files: Counter[str] = field(default_factory=Counter)
    own_in: Counter[str] = field(default_factory=Counter)  # by the ending of the file they were met in
    own: int = 0
    silent: int = 0
    foreign: list[str] = field(default_factory=list)
    fetched_by_others: int = 0
    refused_to_others: int = 0
    in_log: int = 0
    failures: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def told(self) -> str:
        files = ", ".join(f"{number} {end} ({self.own_in[end]})" for end, number in sorted(self.files.items()))
        return (
            f"{self.sessions} sessions at once, {self.runs} page runs, {self.frames} frames, {self.megabytes:.0f} MB, "
            f"files (own canaries in them): {files or 'none'}, in {self.seconds:.0f} s\n"
            f"own canaries met {self.own}, sessions that met none of their own {self.silent}\n"
            f"foreign canaries {len(self.foreign)}, foreign files fetched {self.fetched_by_others} "
            f"(refused {self.refused_to_others}), canaries in the server's log {self.in_log}, "
            f"failures {len(self.failures)}"
        )


def fetch(url: str, cookie: str) -> bytes | None:
    """The file at this address for the browser with this cookie, None when it is refused."""
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers={"Cookie": cookie}), timeout=120) as answer:
            return bytes(answer.read())
    except urllib.error.HTTPError:
        return None


class Walker:
    """One person with a page open."""

    def __init__(self, person: int, visitor: Watched, url: str, figures: Figures, lock: threading.Lock) -> None:
        self.person, self.visitor, self.url, self.figures, self.lock = person, visitor, url, figures, lock
        self.met = 0
        self.address = ""
        pages = [page.address for page in catalogue().pages]
        self.pages = random.Random(person).sample(pages, len(pages))

    def look(self, data: bytes, where: str, ending: str = "") -> None:
        people = people_in(data)
        with self.lock:
            self.figures.own_in[ending] += people[self.person]
            self.met += people[self.person]
            self.figures.own += people[self.person]
            self.figures.megabytes += len(data) / 1e6
            self.figures.foreign += [
                f"{self.person} received {one} in {where}"
                for one in people - Counter({self.person: people[self.person]})
            ]

    def step(self, number: int, heavy: bool) -> None:
        """Open the page of that number, tap through its sections, take its files away."""
        page = self.pages[number]
        try:
            self.visitor.run(page)
            self._looked(page)
            self._take(page, heavy)
            everything = heavy or page == "takeaway"
            for label, options in self._groups()[:1]:
                for option in options[: None if everything else 2]:
                    self._choose(page, label, option, heavy)
                    for inner, ways in self._groups()[1:2] if everything else []:
                        for way in ways:
                            if inner not in dict(self._groups()):  # the choice before took it away
                                break
                            self._choose(page, inner, way, heavy)
        except Exception as error:  # one person's trouble is a figure, not the end of the walk
            with self.lock:
                self.figures.failures.append(f"{self.person} on {page}: {type(error).__name__}: {error}"[:300])

    def _groups(self) -> list[tuple[str, list[str]]]:
        """The pills on the page, from its top: label and options."""
        groups = [e.button_group for e, _ in self.visitor.elements.values() if e.WhichOneof("type") == "button_group"]
        return [(group.label, [option.content for option in group.options]) for group in groups]

    def _choose(self, page: str, label: str, option: str, heavy: bool) -> None:
        self.visitor.choose(label, option)
        self._looked(f"{page}, {option}")
        self._take(page, heavy)

    def _looked(self, where: str) -> None:
        frames, self.visitor.frames = self.visitor.frames, []
        with self.lock:
            self.figures.runs += 1
            self.figures.frames += len(frames)
        for frame in frames:
            self.look(frame, where)

    def _take(self, page: str, heavy: bool) -> None:
        addresses = self.visitor.addresses()
        for button in self.visitor.downloads():
            if heavy or page == "takeaway" or self.person % 5 == 0:
                address = self.visitor.download(button)
                if not address:
                    raise AssertionError(f"{button.label!r} was not built")
                addresses.add(address)
        for address in sorted(addresses):
            data = fetch(self.url + address, self.visitor.cookie)
            if data is None:
                raise AssertionError(f"{address} was refused to its owner")
            self.address, ending = address, address.rpartition(".")[2]
            with self.lock:
                self.figures.files[ending] += 1
            self.look(data, address, ending)


def walk(
    server: Server, sessions: int, *, pages: int | None = None, walkers: int = WALKERS, every: int = 10
) -> Figures:
    """Open ``sessions`` websockets, walk them all through every page (or the first ``pages``), and count.

    Each ``every``-th session opens every section and takes every file; the others the first section and the files of
    the takeaway page.
    """
    figures, lock, began = Figures(sessions=sessions), threading.Lock(), time.monotonic()
    store = Store(f"sqlite:///{server.database}")
    keys = [new_key() for _ in range(sessions)]
    for person, key in enumerate(keys):
        store.save(key, work_with(person).to_json().encode(), 0)
    store.close()
    with ExitStack() as opened, ThreadPoolExecutor(walkers) as pool:
        people = [
            Walker(person, opened.enter_context(browse(server.url, key)), server.url, figures, lock)
            for person, key in enumerate(keys)
        ]
        for number in range(len(catalogue().pages) if pages is None else pages):
            list(pool.map(lambda each: each.step(number, each.person % every == 0), people))  # noqa: B023
            if sessions > 100:
                print(f"page {number + 1}: {figures.told().splitlines()[0]}", file=sys.stderr, flush=True)
        for one, other in zip(people, people[1:] + people[:1], strict=True):
            if one.address and one is not other:
                taken = fetch(server.url + one.address, other.visitor.cookie) is not None
                figures.fetched_by_others += taken
                figures.refused_to_others += not taken
        figures.silent = sum(not each.met for each in people)
    figures.in_log = sum(people_in(server.output.encode()).values())
    figures.seconds = time.monotonic() - began
    return figures


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sessions", type=int, default=500)
    parser.add_argument("--pages", type=int)
    parser.add_argument("--walkers", type=int, default=WALKERS)
    parser.add_argument("--every", type=int, default=10)
    given = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder), environment={"STREAMLIT_SERVER_WEBSOCKET_PING_INTERVAL": "3600"})
        server.start()
        try:
            figures = walk(server, given.sessions, pages=given.pages, walkers=given.walkers, every=given.every)
        finally:
            server.stop()
    print(figures.told())
    print(*figures.foreign[:20], *figures.failures[:20], sep="\n")
    return bool(figures.foreign or figures.failures or figures.fetched_by_others or figures.in_log or figures.silent)


if __name__ == "__main__":
    sys.exit(main())
