"""What a run draws arrives whole and in order, however it is packed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session

from icp.server import runs
from tests.server.test_server import run


class Session:
    """What a parcel needs of Streamlit's session."""

    def __init__(self, loop: asyncio.AbstractEventLoop, refuses: object = None) -> None:
        self.loop, self.refuses, self.heard, self.woken = loop, refuses, list[Any](), 0

    def _call_soon_on_event_loop(self, callback: Callable[[], None]) -> None:
        self.woken += 1
        self.loop.call_soon_threadsafe(callback)

    def _handle_scriptrunner_event_on_event_loop(self, sender: Any, event: Any, **about: Any) -> None:
        if event == self.refuses:
            raise ValueError(event)
        self.heard.append((sender, event, about))


def test_events_come_in_order_and_wake_the_loop_once_while_it_is_busy() -> None:
    tell = runs._in_parcels(print)

    async def busy() -> Session:
        session = Session(asyncio.get_running_loop())
        for number in range(50):
            tell(session, "runner", number, forward_msg=number)
        await asyncio.sleep(0)
        return session

    session = run(busy())
    assert session.heard == [("runner", number, {"forward_msg": number}) for number in range(50)]
    assert session.woken == 1


def test_events_of_several_threads_all_arrive() -> None:
    tell = runs._in_parcels(print)

    async def crowd() -> Session:
        session = Session(asyncio.get_running_loop())

        def draw(who: int) -> None:
            for number in range(300):
                tell(session, who, number)

        await asyncio.gather(*(asyncio.to_thread(draw, who) for who in range(6)))
        await asyncio.sleep(0)
        return session

    session = run(crowd())
    for who in range(6):
        assert [event for sender, event, _ in session.heard if sender == who] == list(range(300))


def test_an_event_that_fails_takes_no_other_with_it() -> None:
    tell = runs._in_parcels(print)
    failures: list[Any] = []

    async def busy() -> Session:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _loop, context: failures.append(context["exception"]))
        session = Session(loop, refuses=1)
        for number in range(3):
            tell(session, "runner", number)
        for _ in range(3):
            await asyncio.sleep(0)
        return session

    assert [event for _, event, _ in run(busy()).heard] == [0, 2]
    assert [str(failure) for failure in failures] == ["1"]


@pytest.mark.parametrize("count", [0, 1, 64, 65, 1000])
def test_messages_go_out_whole_and_in_order_in_parcels_a_slow_browser_can_take(count: int) -> None:
    flush = runs._wrapped(lambda _session: list(range(count)))
    sent: list[int] = []
    send = runs._unwrapped(lambda _runtime, _session, message: sent.append(message))
    parcels = flush(None)
    assert all(0 < len(parcel) <= 64 for parcel in parcels)
    for parcel in parcels:
        send(None, None, parcel)
    assert sent == list(range(count))


def test_the_loop_is_woken_until_it_has_come_round() -> None:
    woken: list[bool] = []
    wake = runs._once(lambda runtime: woken.append(True))

    async def messages() -> None:
        to_send = asyncio.Event()
        runtime = SimpleNamespace(_get_async_objs=lambda: SimpleNamespace(need_send_data=to_send))
        wake(runtime)
        assert woken == [True]
        to_send.set()
        wake(runtime)
        assert woken == [True]
        to_send.clear()
        wake(runtime)
        assert woken == [True, True]

    run(messages())


def test_the_remembered_theme_is_the_theme_and_stays_it() -> None:
    before = app_session._populate_theme_msg
    remembered = runs._remembered(before)
    for section in ("theme", "theme.light", "theme.dark", "theme.sidebar"):
        plain, first, again = CustomThemeConfig(), CustomThemeConfig(), CustomThemeConfig()
        before(plain, section)
        remembered(first, section)
        first.primary_color = "changed"  # by whoever got it
        remembered(again, section)
        assert again == plain
