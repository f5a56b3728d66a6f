"""How a room's page runs share one process: each in its turn, and what it draws handed on in parcels.

Two hundred people over the whole journey, five seconds of thought between two answers, on one core: nineteen in twenty
were answered within 2.4 s, because fifty runs took turns of five milliseconds with each other and with the loop that
sends what they draw, one element at a time. Now it is 0.2 to 0.5 s (Streamlit 1.67):

- one run after the other, in the order they came (:mod:`icp.turns`);
- what a run draws while the loop is busy goes to it in one piece, and to the browser without a pause in between;
- the theme, which goes with every run, is put together once;
- young objects are collected every 20,000: a run leaves thousands, and collecting them cost a sixth of it.
"""

from __future__ import annotations

import gc
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from streamlit.runtime import Runtime, app_session
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner

from icp.turns import PAGES

_YOUNG, _MIDDLE, _OLD = 20_000, 20, 50
_PARCEL = 64  # messages; a browser that takes in too little is cut off when five hundred wait


Call = Callable[..., Any]


@dataclass
class _Parcel:
    """Events of one session's runs that the loop has yet to hear of, and whether it was told that there are any."""

    events: deque[tuple[Any, Any, dict[str, Any]]] = field(default_factory=deque)
    announced: bool = False


def share_the_processor() -> None:
    """Make every session of this process do so. Raises AttributeError where a Streamlit has other names for it."""
    gc.set_threshold(_YOUNG, _MIDDLE, _OLD)
    for where, name, made_of in (
        (ScriptRunner, "_run_script", _in_turn),
        (AppSession, "_on_scriptrunner_event", _in_parcels),
        (AppSession, "flush_browser_queue", _wrapped),
        (Runtime, "_send_message", _unwrapped),
        (Runtime, "_enqueued_some_message", _once),
        (app_session, "_populate_theme_msg", _remembered),
    ):
        before = getattr(where, name)
        if before.__module__ != __name__:  # not yet done
            setattr(where, name, made_of(before))


def _in_turn(run: Call) -> Call:
    def run_in_turn(self: ScriptRunner, *given: Any) -> None:
        with PAGES.turn():
            run(self, *given)

    return run_in_turn


def _in_parcels(_before: Call) -> Call:
    """Events of a run wait in a row, and the loop is woken once for all that are there when it comes to them."""

    def on_event(self: AppSession, sender: Any, event: Any, **about: Any) -> None:
        parcel = self.__dict__.setdefault("_icp_parcel", _Parcel())
        parcel.events.append((sender, event, about))
        wake(self, parcel)

    def wake(self: AppSession, parcel: _Parcel) -> None:
        if not parcel.announced:
            parcel.announced = True
            self._call_soon_on_event_loop(lambda: unpack(self, parcel))

    def unpack(self: AppSession, parcel: _Parcel) -> None:
        parcel.announced = False  # first: what comes from now on may come too late for this time
        try:
            while parcel.events:
                sender, event, about = parcel.events.popleft()
                self._handle_scriptrunner_event_on_event_loop(sender, event, **about)
        finally:
            if parcel.events:
                wake(self, parcel)

    return on_event


def _wrapped(flush: Call) -> Call:
    """A session's messages as few: Streamlit lets everything else have its turn after each."""

    def flush_in_parcels(self: AppSession) -> list[Any]:
        messages = flush(self)
        return [messages[at : at + _PARCEL] for at in range(0, len(messages), _PARCEL)]

    return flush_in_parcels


def _unwrapped(send: Call) -> Call:
    def send_each(self: Runtime, session: Any, messages: Any) -> None:
        for message in messages:
            send(self, session, message)

    return send_each


def _once(wake: Call) -> Call:
    def wake_unless_woken(self: Runtime) -> None:
        if not self._get_async_objs().need_send_data.is_set():
            wake(self)

    return wake_unless_woken


def _remembered(populate: Call) -> Call:
    sections: dict[str, Any] = {}

    def from_memory(message: Any, section: str = "theme") -> None:
        if section not in sections:
            sections[section] = type(message)()
            populate(sections[section], section)
        message.MergeFrom(sections[section])

    return from_memory
