"""A browser's side of Streamlit's websocket, as far as a benchmark needs it: open a page, run it, change a widget."""

from __future__ import annotations

import secrets
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from statistics import median
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import ClientConnection, connect


class Visitor:
    """One session.

    ``elements`` maps a place on the page to what stands there and the fragment that drew it, ``pages`` are the menu,
    ``received`` counts the bytes the server sent, uncompressed.
    """

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._page = ""
        self._held: dict[str, None] = {}
        self.values: dict[str, WidgetState] = {}
        self.elements: dict[tuple[int, ...], tuple[Any, str]] = {}
        self.pages: list[Any] = []
        self.received = 0

    def run(self, page: str | None = None, *, fragment: str = "") -> None:
        """Ask for a run of this page, of another one or of a fragment, and return when it is drawn."""
        self._socket.send(self._asking(page, fragment))
        while not self._read(self._receive()):
            pass

    def _asking(self, page: str | None, fragment: str) -> bytes:
        message = BackMsg()
        run = message.rerun_script
        run.page_script_hash, run.page_name = ("", page) if page is not None else (self._page, "")
        run.fragment_id = fragment
        run.widget_states.widgets.extend(self.values.values())
        run.cached_message_hashes.extend(self._held)
        run.context_info.timezone, run.context_info.locale, run.context_info.color_scheme = "UTC", "en-US", "light"
        for id in [id for id, value in self.values.items() if value.trigger_value]:
            del self.values[id]
        return message.SerializeToString()

    def _receive(self) -> ForwardMsg:
        data = self._socket.recv(timeout=60)
        self.received += len(data)
        return ForwardMsg.FromString(data)

    def _read(self, message: ForwardMsg) -> bool:
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self._page = message.new_session.page_script_hash or self._page
            if not message.metadata.run.fragment_ids:
                self.elements.clear()
        elif kind == "navigation":
            self._page = message.navigation.page_script_hash or self._page
            self.pages = list(message.navigation.app_pages)
        elif kind == "delta" and message.delta.WhichOneof("type") in ("new_element", "add_block"):
            if message.metadata.cacheable and message.hash:
                self._held[message.hash] = None
            what = getattr(message.delta, message.delta.WhichOneof("type"))
            assert what.WhichOneof("type") != "exception", what.exception.message
            self.elements[tuple(message.metadata.delta_path)] = (what, message.delta.fragment_id)
        early = ForwardMsg.FINISHED_EARLY_FOR_RERUN
        return kind == "script_finished" and message.script_finished != early

    def kinds(self) -> Counter[str]:
        """How many elements of each kind stand on the page; containers do not count."""
        shown = (each for each, _ in self.elements.values() if each.DESCRIPTOR.name == "Element")
        return Counter(each.WhichOneof("type") for each in shown)

    def tap(self, label: str, turn: int) -> None:
        """Tap the first or the second option, by turns, of the pills so labelled, and return when that is drawn."""
        for element, _ in list(self.elements.values()):
            if element.WhichOneof("type") == "button_group" and element.button_group.label == label:
                return self.choose(label, element.button_group.options[turn % 2].content)
        raise AssertionError(f"no pills {label!r} on the page")

    def choose(self, label: str, option: str) -> None:
        """Tap this option of the pills so labelled, and return when that is drawn."""
        for element, fragment in list(self.elements.values()):
            if element.WhichOneof("type") == "button_group" and element.button_group.label == label:
                chosen = WidgetState(id=element.button_group.id)
                chosen.string_array_value.data.append(option)
                self.values[chosen.id] = chosen
                return self.run(fragment=fragment)
        raise AssertionError(f"no pills {label!r} on the page")

    def press(self, label: str) -> None:
        """Press the first button so labelled, and return when what it brings about is drawn."""
        for element, fragment in list(self.elements.values()):
            if element.WhichOneof("type") == "button" and element.button.label == label:
                self.values[element.button.id] = WidgetState(id=element.button.id, trigger_value=True)
                return self.run(fragment=fragment)
        raise AssertionError(f"no button {label!r} on the page")

    def shows(self, text: str) -> bool:
        """Whether an element on the page holds this text."""
        return any(text in str(element) for element, _ in self.elements.values())


def as_a_browser(url: str) -> dict[str, Any]:
    """What to open a websocket with: that of a new browser that has looked at the server's first page."""
    request = urllib.request.Request(url, headers={"Accept": "text/html"})
    with urllib.request.urlopen(request) as answer:
        cookies = [line.partition(";")[0] for line in answer.headers.get_all("Set-Cookie", [])]
    token = secrets.token_hex(16)
    return {
        "uri": f"ws{url.removeprefix('http')}/_stcore/stream",
        "subprotocols": ["streamlit", token],
        "origin": url,
        "additional_headers": {"Cookie": "; ".join([*cookies, f"_streamlit_xsrf={token}"])},
        "compression": None,
        "max_size": None,
    }


@contextmanager
def visit(url: str, page: str = "") -> Iterator[Visitor]:
    """A new visitor with the cookies a browser would have, on a page of the server at ``url``."""
    with connect(**as_a_browser(url)) as socket:
        visitor = Visitor(socket)
        visitor.run(page)
        yield visitor


def cpu_seconds(pid: int) -> float:
    """CPU time another process has used so far (Linux: its CPU clock, see clock_getcpuclockid(3))."""
    return time.clock_gettime(~pid << 3 | 2)


def cpu_of_each(calls: Mapping[str, tuple[int, Callable[[int], None]]], rounds: int) -> dict[str, float]:
    """Median CPU milliseconds each call costs the server of that process id, the calls taking turns."""
    costs: dict[str, list[float]] = {name: [] for name in calls}
    for turn in range(rounds):
        for name, (pid, call) in calls.items():
            before = cpu_seconds(pid)
            call(turn)
            costs[name].append((cpu_seconds(pid) - before) * 1e3)
    return {name: median(each) for name, each in costs.items()}
