"""Everybody's line breaks at once, and everybody comes back: each finds her own work, and nobody another's.

So many people write a text of their own over a websocket each; all lines are cut in one moment, some of them in the
middle of a further answer; then all come back at once, as the sessions they were.

``python -m tests.soak.reconnect --people 500 [--at-once 500] [--resume]``
"""

from __future__ import annotations

import argparse
import socket
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from icp.store import new_key
from tests.soak.kill import text_field
from tests.soak.lives import lives
from tests.soak.wire import Watched, browse


@dataclass
class Figures:
    people: int = 0
    back: int = 0
    foreign: int = 0
    cut_in_a_save: int = 0
    of_these_saved: int = 0
    seconds: float = 0.0
    wrong: list[str] = field(default_factory=list)

    def table(self) -> str:
        head = ("people", "workbooks back", "foreign", "cut in a save", "of these saved", "seconds to be back")
        row = (self.people, self.back, self.foreign, self.cut_in_a_save, self.of_these_saved, f"{self.seconds:.1f}")
        return "\n".join("  ".join(f"{cell!s:>18}" for cell in line) for line in (head, row))


def reconnect(people: int, url: str, at_once: int = 40, *, resume: bool = False) -> Figures:
    """The figures of one break for so many people. resume: as the sessions they were, else as after a reload."""
    figures, everybody = Figures(people), range(people)
    keys = [new_key() for _ in everybody]
    with ExitStack() as lines, ThreadPoolExecutor(at_once) as pool:

        def arrive(person: int) -> Watched:
            page = lines.enter_context(browse(url, keys[person]))
            page.run("")
            page.write(text_field(page)[0], f"work {person}")
            assert page.shows("Saved ")
            page.forget()
            return page

        pages = list(pool.map(arrive, everybody))
        cut = set(range(0, people, 10))
        for person in cut:  # an answer is on its way when the line breaks
            fragment = next(f for e, f in pages[person].elements.values() if e.WhichOneof("type") == "text_input")
            box = next(iter(pages[person].values.values()))
            box.string_value = f"work {person} and more"
            pages[person].send(asking(pages[person], fragment=fragment))
        for page in pages:
            page._socket.socket.shutdown(socket.SHUT_RDWR)
        # A page tries again after half a second.
        time.sleep(0.5)
        began = time.monotonic()

        def come_back(person: int, session: str) -> str:
            """What her page shows: what stands in the field where nothing is put into it."""
            with browse(url, keys[person], session) as page:
                page.values = dict(pages[person].values) if session else {}
                held = "".join(each.string_value for each in page.values.values())
                page.run("")
                while not page.kinds()["text_input"]:  # what ended was the run that the break cut
                    while not page._read(page._receive()):
                        pass
                return text_field(page)[1] or held

        shown = list(pool.map(come_back, everybody, [page.session if resume else "" for page in pages]))
        figures.seconds, figures.cut_in_a_save = time.monotonic() - began, len(cut)
        stored = pool.map(come_back, everybody, [""] * people)
        for person, texts in enumerate(zip(shown, stored, strict=True)):
            own = {f"work {person}", f"work {person} and more"} if person in cut else {f"work {person}"}
            figures.back += own >= set(texts)
            figures.of_these_saved += texts[1].endswith("more")
            figures.foreign += any(text not in own and text.startswith("work") for text in texts)
            if not own >= set(texts):
                figures.wrong.append(f"{person} saw {texts[0]!r}, and after a reload {texts[1]!r}")
    return figures


def asking(visitor: Watched, page: str | None = None, *, fragment: str = "") -> bytes:
    """The message of a run that nobody waits for."""
    sent: list[bytes] = []
    line, visitor._socket = visitor._socket, _Tape(sent)  # type: ignore[assignment]
    try:
        visitor.run(page, fragment=fragment)
    except EOFError:
        pass
    finally:
        visitor._socket = line
    return sent[0]


@dataclass
class _Tape:
    sent: list[bytes]

    def send(self, message: bytes) -> None:
        self.sent.append(message)

    def recv(self, timeout: float) -> bytes:
        raise EOFError


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--people", type=int, default=500)
    parser.add_argument("--at-once", type=int, default=40, help="how many come, and come back, at one time")
    parser.add_argument("--resume", action="store_true", help="come back as the sessions they were")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, lives(Path(folder)) as server:
        server.start()
        figures = reconnect(chosen.people, server.url, chosen.at_once, resume=chosen.resume)
    print(figures.table())
    print(*figures.wrong[:20], sep="\n")


if __name__ == "__main__":
    main()
