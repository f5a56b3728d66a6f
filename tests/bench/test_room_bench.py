"""A room on one process: how long people wait for an answer to be taken, beside one who is alone, and blank pages.

``ICP_BENCH=full pytest tests/bench/test_room_bench.py -s`` has 200 people who think for 5 s, 500 who think for 15 s and
500 who click at one time (PERFORMANCE goal 2); by default a handful. Nothing here asserts a time.
"""

from __future__ import annotations

import asyncio
import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import connect

from tests.bench.plain import BLANK
from tests.bench.test_pages_bench import plain_server
from tests.bench.visitor import Visitor, as_a_browser, cpu_seconds
from tests.conftest import Server
from tests.server.test_server import run

FULL = os.environ.get("ICP_BENCH") == "full"
SECONDS = 40 if FULL else 2
ROOMS = ((200, 5.0), (500, 15.0)) if FULL else ((6, 1.0),)
CROWD = 500 if FULL else 6
JOURNEY = {"guide": 8, "avatar": 4, "roster": 2, "compare": 2} | dict.fromkeys(
    ("referrals", "absolutes", "rules", "transition", "message", "takeaway"), 1
)
"""How many of each twenty-two are on which page."""

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads another process's CPU clock")


class Participant(Visitor):
    """One of many: the same over a websocket that others' wait for."""

    def __init__(self, socket: Any, number: int) -> None:
        super().__init__(socket)
        self.draw = random.Random(number)

    async def ask(self, page: str | None = None, fragment: str = "") -> float:
        """Ask for a run. Returns the seconds until it was drawn."""
        began = time.monotonic()
        await self._socket.send(self._asking(page, fragment))  # type: ignore[func-returns-value]
        async with asyncio.timeout(60):
            while not self._read(ForwardMsg.FromString(await self._socket.recv(decode=False))):  # type: ignore[misc]
                pass
        return time.monotonic() - began

    async def answer(self) -> float:
        """Change something on the page, as it comes; where nothing can be, draw it anew."""
        found = [each for each in self.elements.values() if each[0].WhichOneof("type") in CHANGES]
        if not found:
            return await self.ask()
        element, fragment = self.draw.choice(found)
        kind = element.WhichOneof("type")
        field = getattr(element, kind)
        state = self.values.setdefault(field.id, WidgetState(id=field.id))
        CHANGES[kind](state, field, self.draw)
        return await self.ask(fragment=fragment)


def _tap(state: WidgetState, field: Any, draw: random.Random) -> None:
    state.string_array_value.data[:] = [draw.choice(field.options).content]


def _write(state: WidgetState, _field: Any, draw: random.Random) -> None:
    state.string_value = "".join(draw.choices("abcdefgh ", k=16))


def _tick(state: WidgetState, field: Any, _draw: random.Random) -> None:
    state.bool_value = not (state.bool_value if state.WhichOneof("value") else field.default)


CHANGES: dict[str, Callable[[WidgetState, Any, random.Random], None]] = {
    "button_group": _tap, "text_input": _write, "text_area": _write, "checkbox": _tick
}  # fmt: skip


async def fill(url: str, pages: list[str]) -> list[Participant]:
    """So many participants, one after the other, each on its page."""
    people = []
    for number, page in enumerate(pages):
        socket = await connect(**await asyncio.to_thread(as_a_browser, url))
        people.append(Participant(socket, number))
        await people[-1].ask(page)
    return people


async def leave(people: list[Participant]) -> None:
    await asyncio.gather(*(each._socket.close() for each in people))  # type: ignore[func-returns-value]


async def alone(url: str, pages: list[str]) -> list[float]:
    """Seconds for each answer of one person at a time, on as many pages as the room has."""
    waited = []
    for page in dict.fromkeys(pages):
        people = await fill(url, [page])
        waited += [await people[0].answer() for _ in range(2 * pages.count(page))]
        await leave(people)
    return waited


async def together(url: str, pages: list[str], think: float) -> list[float]:
    """Seconds for each answer of all of them, who think for as long as it comes, ``think`` seconds in the mean."""
    people, waited = await fill(url, pages), list[float]()

    async def take_part(each: Participant, until: float) -> None:
        while True:
            await asyncio.sleep(each.draw.expovariate(1 / think))
            if time.monotonic() > until:
                return
            waited.append(await each.answer())

    await asyncio.gather(*(take_part(each, time.monotonic() + SECONDS) for each in people))
    await leave(people)
    return waited


async def at_once(url: str, pages: list[str]) -> list[float]:
    """Seconds for each answer when everybody gives one at the same moment, the second time they do."""
    people = await fill(url, pages)
    for _ in range(2):
        waited = await asyncio.gather(*(each.answer() for each in people))
    await leave(people)
    return waited


def spread(count: int) -> list[str]:
    pages = [page for page, weight in JOURNEY.items() for _ in range(weight)]
    random.Random(1).shuffle(pages)
    return [pages[at % len(pages)] for at in range(count)]


def percentile(waited: list[float], share: float) -> float:
    """In milliseconds."""
    return 1000 * sorted(waited)[min(len(waited) - 1, round(share * len(waited)))]


@pytest.fixture(scope="module")
def server(start_server: Callable[..., Server]) -> Server:
    return start_server(arguments=("--demo",))


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("blank")
    (folder / "blank.py").write_text(BLANK, encoding="utf-8")
    with plain_server(folder, "blank.py") as (url, _):
        yield url


@pytest.mark.parametrize(("count", "think"), ROOMS)
def test_a_room(server: Server, count: int, think: float) -> None:
    pages = spread(count)
    one = run(alone(server.url, pages[:22]))
    before = cpu_seconds(server.process.pid)
    all_of_them = run(together(server.url, pages, think))
    used = cpu_seconds(server.process.pid) - before
    assert all_of_them
    print(
        f"\n{count} people, {think:.0f} s of thought: {len(all_of_them)} answers, nineteen in twenty within "
        f"{percentile(all_of_them, 0.95):.0f} ms (half {percentile(all_of_them, 0.5):.0f}), alone "
        f"{percentile(one, 0.95):.0f} ms: {percentile(all_of_them, 0.95) / percentile(one, 0.95):.1f} ×; "
        f"{used:.0f} s of processor with coming in",
        end="",
    )


def test_everybody_at_one_time(server: Server, blank: str) -> None:
    ours = run(at_once(server.url, spread(CROWD)))
    nothing = run(at_once(blank, [""] * CROWD))
    assert len(ours) == len(nothing) == CROWD
    print(
        f"\n{CROWD} at one time: nineteen in twenty within {percentile(ours, 0.95):.0f} ms, blank pages "
        f"{percentile(nothing, 0.95):.0f} ms: {percentile(ours, 0.95) / percentile(nothing, 0.95):.1f} ×",
        end="",
    )
