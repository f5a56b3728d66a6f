"""Every payload in every text field, in Chromium: turn by turn, until each field has had each of them.

One turn puts one payload into every text field of two workbooks, as the two tests of ``tests/browser`` do, and walks
through every page and section. The next turn deals the payloads one field further on; after as many turns as there
are payloads every field has had every one.

    python -m tests.soak.injections --turns 4 --first 10
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.browser.conftest import LAPTOP, Visitor
from tests.browser.test_injection import (
    TEMPLATES,
    Hand,
    Reader,
    decided_work,
    put,
    walk_decided,
    walk_typed,
    work_of,
)
from tests.conftest import CHROMIUM, CHROMIUM_ARGUMENTS, Server


@dataclass
class Figures:
    turns: int = 0
    dealt: int = 0
    met: int = 0
    pairs: set[tuple[str, int, int]] = field(default_factory=set)
    requests: int = 0
    outside: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    wrong: set[str] = field(default_factory=set)
    failures: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def told(self) -> str:
        return (
            f"{self.turns} turns of {len(TEMPLATES)} payloads: {self.dealt} put into fields "
            f"({len(self.pairs)} different pairs of field and payload), {self.met} met on a page, "
            f"{self.requests} requests in {self.seconds:.0f} s\n"
            f"outside requests {len(self.outside)}, dialogs {len(self.dialogs)}, "
            f"live links, foreign pictures and changed texts {len(self.wrong)}, failures {len(self.failures)}"
        )


def turn(browser: Any, server: Server, number: int, figures: Figures) -> None:
    """One payload into every field of both workbooks, every page looked at."""
    for kind, fill, walk in (("typed", work_of, walk_typed), ("decided", decided_work, walk_decided)):
        context = browser.new_context(viewport={"width": LAPTOP[0], "height": LAPTOP[1]})
        visitor, deal = Visitor(context.new_page(), server), Hand(number)
        visitor.page.on("request", lambda request, asked=visitor.asked: asked.append(request.url))
        visitor.page.on("dialog", lambda dialog: _dismiss(dialog, figures))
        reader = Reader([], urlsplit(server.url).netloc)
        try:
            work = fill(deal)
            reader = Reader(deal.dealt, urlsplit(server.url).netloc)
            put(server, visitor, work)
            walk(visitor, reader)
        except Exception as error:
            figures.failures.append(f"turn {number}, {kind}: {type(error).__name__}: {error}"[:300])
        figures.dealt += len(deal.dealt)
        figures.pairs |= {(kind, slot, (number + slot) % len(TEMPLATES)) for slot in range(len(deal.dealt))}
        figures.met += len(reader.met)
        figures.wrong |= {f"turn {number}, {line}" for line in reader.wrong}
        figures.requests += len(visitor.asked)
        figures.outside += visitor.outside
        context.close()
    figures.turns += 1


def _dismiss(dialog: Any, figures: Figures) -> None:
    figures.dialogs.append(dialog.message)
    dialog.dismiss()


def main(argv: Sequence[str] | None = None) -> int:
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--turns", type=int, default=len(TEMPLATES))
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--minutes", type=float, default=float("inf"), help="begin no turn after so many")
    given = parser.parse_args(argv)
    figures, began = Figures(), time.monotonic()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = Server(Path(folder))
        server.start()
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(CHROMIUM_ARGUMENTS))
        for number in range(given.first, given.first + given.turns):
            if time.monotonic() - began > 60 * given.minutes:
                break
            turn(browser, server, number, figures)
            figures.seconds = time.monotonic() - began
            print(f"turn {number}:", figures.told().splitlines()[1], file=sys.stderr, flush=True)
        browser.close()
        server.stop()
    print(figures.told())
    print(*sorted(figures.wrong)[:40], *figures.outside[:20], *figures.dialogs[:20], *figures.failures[:20], sep="\n")
    return bool(figures.wrong or figures.outside or figures.dialogs or figures.failures)


if __name__ == "__main__":
    sys.exit(main())
