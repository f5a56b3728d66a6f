"""A browser that comes back: to its session, or to a server that does not know it: restarted, or another replica.

Nothing that was typed or tapped meanwhile is lost, and nothing is done twice. The page's script (`files/line.js`)
numbers what it sends and keeps it until it hears that it was worked through; when its line breaks it says which it
still has, and sends them again over the next one.

Where the session stands, what had come over the line before is let fall and the rest is done. Where it does not, there
are no widgets yet that an answer could belong to. So the page is first drawn for nobody, as it last stood, and from the
version of the workbook that it then showed: what another window has saved since is met by the usual three-way merge.
A page that keeps nothing is only drawn anew.

Several faults of Streamlit (1.67) are mended for that (:func:`mend_resuming`).
"""

from __future__ import annotations

import asyncio
import re
import secrets
from collections import Counter, deque
from contextlib import suppress
from contextvars import ContextVar
from itertools import pairwise
from typing import Any

from google.protobuf.message import DecodeError  # type: ignore[import-untyped]
from starlette.datastructures import Headers, QueryParams
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import Runtime
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequestType
from streamlit.runtime.session_manager import ActiveSessionInfo
from streamlit.runtime.state.safe_session_state import SafeSessionState

STANDS = "stands"
"""The session's key for what its page shows: "<version>.<generation>" of the workbook and of its widgets' keys."""
STOOD = "stood"
"""The same of a page whose session is gone, said to the new one before its first run."""
NAMES_HIDDEN = "names_hidden"
"""The session's key for whether names are hidden. The tab keeps it, too: a reload in front of a room must not show
them, and a second tab or another device may."""

_SECONDS = 0.05
"""How soon the page asks, and again until it is told to stop; what comes twice is let fall."""
_TURN = 0.01  # seconds between looks whether a session has taken up what it was given
_MOST = 32 * 2**20  # bytes said again; an hour of typing is a tenth of it
_MOST_IN_ALL = 256 * 2**20  # at a time, by all lines together
_LEAST = 1024  # of them a message counts for
_HEARING_SECONDS = 120.0  # to say it in
_PAGE = re.compile(r"[0-9a-f]{24}")
_STOOD = re.compile(r"\d{1,16}\.\d{1,9}")


class DrawnAnew:
    """Binds each websocket to what came over the lines that its page had before."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._latest: dict[str, _Line] = {}  # of each page, for as long as its session would be kept
        self._hearing = Counter[str]()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return
        line = _Line(scope, receive, send, self._latest, self._hearing)
        told = _opening.set(line)
        try:
            await self.app(scope, line.receive, line.send)
        finally:
            _opening.reset(told)
            line.end()
            if self._latest.get(line.page) is line:
                seconds = config.get_option("server.disconnectedSessionTTL")
                asyncio.get_running_loop().call_later(seconds, self._forget, line)

    def _forget(self, line: _Line) -> None:
        if self._latest.get(line.page) is line:
            del self._latest[line.page]


class _Line:
    """One websocket of a page: what it says is numbered from the page's beginning, over all its lines.

    handed: the number of the last message that the session was given. had: the same of the page's line before.
    """

    def __init__(
        self, scope: Scope, receive: Receive, send: Send, latest: dict[str, _Line], hearing: Counter[str]
    ) -> None:
        self._receive, self._send, self._latest, self._hearing = receive, send, latest, hearing
        asked = QueryParams(scope["query_string"])
        self.page = asked["page"] if _PAGE.fullmatch(asked.get("page", "")) else ""
        self._offered = _offers_session(Headers(scope=scope))
        self._done, due = _number(asked.get("done")), _number(asked.get("due"))
        stood = asked.get("stands", "")
        self._stood = stood if _STOOD.fullmatch(stood) else ""
        self._names_hidden = asked.get("names") == "hidden"
        # A page with something due repeats what was done last before it: it is how the page stood.
        self._taken = self._done - bool(due and self._done)
        self._due = due + self._done - self._taken if self.page else 0  # messages to come that it sends again
        self.had, self.handed, self._told = 0, self._taken, self._done
        self._session: AppSession | None = None
        self._known = self._begun = self._hidden = False
        self._last_hidden = ""
        self._next: deque[tuple[int, bytes]] = deque()
        self._name = f"rejoin-{secrets.token_hex(8)}"  # of the fragment that is asked for, and that is none
        self._asked = self._answered = False
        self._teller: asyncio.Task[None] | None = None

    def begin(self, session: AppSession, known: bool) -> None:
        """The line's session is there: one begun for it, or the one that the page had before."""
        self._session, self._known = session, known
        if self.page:
            before = self._latest.get(self.page)
            if before is not None:
                self.had = before.handed
                self.handed = max(self.handed, before.handed)
            self._latest[self.page] = self  # a line without a session leaves nothing behind
        if not known:
            self.handed = self._taken
        session.track_settling()
        if not known and self._due and self._stood:
            session.session_state[STOOD] = self._stood
        if not known and self._names_hidden:
            session.session_state[NAMES_HIDDEN] = True

    def end(self) -> None:
        """The line is gone; its numbers stay for a while, and nothing else."""
        if self._teller is not None:
            self._teller.cancel()
        self._session = None
        self._next.clear()
        del self._receive, self._send

    async def send(self, message: Message) -> None:
        """To the browser, unless the page is drawn for nobody."""
        if self._hidden and message["type"] == "websocket.send":
            self._last_hidden = ForwardMsg.FromString(message["bytes"]).WhichOneof("type") or ""
        else:
            await self._send(message)

    async def receive(self) -> Message:
        """What the browser says, once it is the session's turn to hear it."""
        self._note_handed()
        if not self._begun and self._session is not None:
            self._begun = True
            if self._due:
                broken = await self._hear_again()
                if broken is not None:
                    return broken
            if self._offered and not self._next and (not self._known or self.had > self._done):
                self._asked = True
                await self._send(_sent(_run_of(self._name)))
        while True:
            if self._next:
                self._taken, data = self._next.popleft()
                await self._session_is_free(data)
                return {"type": "websocket.receive", "bytes": data}
            message = await self._receive()
            data = message.get("bytes") or b""
            if not data:
                return message
            self._taken += 1
            if not self._asked or self._name.encode() not in data:
                await self._session_is_free(data)
                return message
            said = BackMsg.FromString(data)
            if said.rerun_script.fragment_id != self._name:
                return message
            if not self._answered:
                self._answered = True
                await self._send(_sent(_no_more_of(self._name)))
                _make_whole(said)
                said.rerun_script.ClearField("widget_states")  # the database knows better
                return {**message, "bytes": said.SerializeToString()}
            self._note_handed()

    async def _hear_again(self) -> Message | None:
        """Take what the page sends again, all of it, and draw the page for nobody where the session is new.

        Returns what came instead when the line breaks meanwhile.
        """
        heard: list[tuple[int, bytes]] = []
        size, refused = 0, 0
        try:
            async with asyncio.timeout(_HEARING_SECONDS):
                for number in range(self._taken + 1, self._taken + self._due + 1):
                    message = await self._receive()
                    if not message.get("bytes"):
                        return message
                    heard.append((number, message["bytes"]))
                    counted = max(_LEAST, len(message["bytes"]))
                    size += counted
                    self._hearing["bytes"] += counted
                    if size > _MOST or self._hearing["bytes"] > _MOST_IN_ALL:
                        refused = 1009 if size > _MOST else 1013
                        break
        except TimeoutError:
            refused = 1013
        finally:
            self._hearing["bytes"] -= size
        if refused:  # after 1013 the page tries again
            await self._send({"type": "websocket.close", "code": refused})
            return {"type": "websocket.disconnect", "code": refused}
        self._taken = heard[-1][0]
        new = [each for each in heard if each[0] > max(self._done, self.had if self._known else 0)]
        if self._known:
            self._next.extend(_newest(new))
        elif (shown := _as_it_stood(heard)) is not None:
            self._next.append((self._done, shown))
            self._next.extend(_newest([(number, _whole(data)) for number, data in new]))
            self._hidden = True
        else:
            self._next.extend(new)
        return None

    async def _session_is_free(self, data: bytes) -> None:
        """Wait until the session can hear this.

        Of two messages that wait together Streamlit keeps the newer, which says what the older said unless it asks for
        another page.
        """
        session = self._session
        if session is None:
            return
        if self._hidden and self._taken > self._done:
            await session.wait_until_settled()
            await asyncio.sleep(_TURN)  # what it said is on its way to :meth:`send`
            while self._last_hidden not in ("script_finished", "session_status_changed"):
                await asyncio.sleep(_TURN)
            self._hidden = False
        while _has_not_begun(session) and _asks_for_another_page(data, session):
            await asyncio.sleep(_TURN)

    def _note_handed(self) -> None:
        self.handed = max(self.handed, self._taken)
        if self.page and self._session is not None and self.handed > self._told and self._teller is None:
            self._teller = asyncio.create_task(self._tell())

    async def _tell(self) -> None:
        """Tell the page up to which number everything was worked through, and what it shows since."""
        with suppress(OSError, RuntimeError):  # the line broke
            while self._session is not None and self.handed > self._told:
                await self._session.wait_until_settled()
                number, stands, names = self.handed, "", ""
                state = self._session.session_state
                with suppress(KeyError):
                    stands = state[STANDS]
                with suppress(KeyError):
                    names = " hidden" if state[NAMES_HIDDEN] else ""
                await self._send({"type": "websocket.send", "text": f"{number} {stands}{names}"})
                self._told = number
        self._teller = None


_opening: ContextVar[_Line | None] = ContextVar("opening", default=None)


def mend_resuming() -> None:
    """Make every session of this process hear out what it is told, and go on over a new line with nothing lost."""
    AppSession.register_file_watchers = _watch_as_set  # type: ignore[method-assign]
    AppSession.request_script_stop = _stop_when_heard  # type: ignore[method-assign]
    Runtime._send_message = _send_over_the_line_it_has  # type: ignore[method-assign]
    Runtime.connect_session = _connect_line  # type: ignore[method-assign]
    SafeSessionState.on_script_will_rerun = _hear_out  # type: ignore[method-assign]
    ScriptRunner._maybe_handle_execution_control_request = _interrupt_later  # type: ignore[method-assign]


_watch, _stop = AppSession.register_file_watchers, AppSession.request_script_stop
_send, _connect = Runtime._send_message, Runtime.connect_session
_hear, _interrupt = SafeSessionState.on_script_will_rerun, ScriptRunner._maybe_handle_execution_control_request
_hearing: ContextVar[bool] = ContextVar("hearing", default=False)


def _hear_out(self: SafeSessionState, *given: Any, **more: Any) -> None:
    """Call what the changed widgets ask for, to the end.

    A run can be interrupted wherever it looks at its session; when the next answer came while one was being saved, the
    first went into the database and not into the session, and the second was taken for another window's: the letters
    typed last gave way to the ones before. Of several answers that came together the later ones were never saved.
    """
    before = _hearing.set(True)
    try:
        _hear(self, *given, **more)
    finally:
        _hearing.reset(before)


def _interrupt_later(self: ScriptRunner) -> None:
    if not _hearing.get():
        _interrupt(self)


def _stop_when_heard(self: AppSession) -> None:
    """Stop a run whose page went away, but not before it has heard what the page said last."""
    if not _has_not_begun(self):
        _stop(self)


def _has_not_begun(session: AppSession) -> bool:
    """Whether what the session was told last waits to be taken up by its run."""
    runner = session._scriptrunner
    return runner is not None and runner._requests._state is ScriptRequestType.RERUN


def _asks_for_another_page(data: bytes, session: AppSession) -> bool:
    """Whether it asks for another page than what the session was told last."""
    said, runner = _asks(data), session._scriptrunner
    if said is None or runner is None:
        return False
    return bool(said.rerun_script.page_script_hash != runner._requests._rerun_data.page_script_hash)


def _connect_line(self: Runtime, *given: Any, **more: Any) -> str:
    """Tell the line that is being opened which session is its own."""
    session_id = _connect(self, *given, **more)
    line, found = _opening.get(), self._session_mgr.get_active_session_info(session_id)
    if line is not None and found is not None:
        line.begin(found.session, known=session_id == more.get("existing_session_id"))
    return session_id


def _watch_as_set(self: AppSession) -> None:
    """Heed ``server.fileWatcherType``, as for a new session.

    Else the path of every loaded module is resolved after the next run: a tenth of a second of everybody's time for
    each who came back, and a minute for sixty on a busy computer (github.com/streamlit/streamlit/issues/8738).
    """
    if config.get_option("server.fileWatcherType") != "none":
        _watch(self)


def _send_over_the_line_it_has(self: Runtime, session_info: ActiveSessionInfo, msg: ForwardMsg) -> None:
    """Send a message to whoever its session belongs to by now.

    What is to be sent is collected from one session after another, each with its line as it was when that began; with
    hundreds of sessions somebody comes back meanwhile, and her page would be drawn for the line that is gone.
    """
    _send(self, self._session_mgr.get_active_session_info(session_info.session.id) or session_info, msg)


def _offers_session(headers: Headers) -> bool:
    """Whether a browser would like to go on with a session; Streamlit's page says it as the third subprotocol."""
    entries = headers.get("sec-websocket-protocol", "").split(",")
    return len(entries) > 2 and bool(entries[2].strip())


def _number(text: str | None) -> int:
    return int(text) if text is not None and re.fullmatch(r"\d{1,9}", text) else 0


def _asks(data: bytes) -> BackMsg | None:
    """What asks for a run, or None."""
    with suppress(DecodeError):
        said: BackMsg = BackMsg.FromString(data)
        if said.WhichOneof("type") == "rerun_script":
            return said
    return None


def _is_trigger(widget: Any) -> bool:
    """Whether it is something done once, like a button pressed, and no value."""
    return (widget.WhichOneof("value") or "").endswith(("trigger_value", "chat_input_value"))


def _says_it_all(after: bytes, before: bytes) -> bool:
    """Whether the later message says all that the earlier does: each carries every value on its page."""
    old, new = _asks(before), _asks(after)
    if old is None or new is None or any(map(_is_trigger, old.rerun_script.widget_states.widgets)):
        return False
    return all(
        getattr(old.rerun_script, name) == getattr(new.rerun_script, name)
        for name in ("page_script_hash", "page_name", "query_string", "fragment_id")
    )


def _newest(heard: list[tuple[int, bytes]]) -> list[tuple[int, bytes]]:
    """Without those that the next one says, too: an answer given in five steps is one answer, in question once."""
    return [one for one, after in pairwise(heard) if not _says_it_all(after[1], one[1])] + heard[-1:]


def _as_it_stood(heard: list[tuple[int, bytes]]) -> bytes | None:
    """The first message that asks for a run, asking for the whole page, and with nothing done by it."""
    said = next(filter(None, (_asks(data) for _, data in heard)), None)
    if said is None:
        return None
    _make_whole(said)
    states = said.rerun_script.widget_states
    values = [widget for widget in states.widgets if not _is_trigger(widget)]
    del states.widgets[:]
    states.widgets.extend(values)
    return bytes(said.SerializeToString())


def _whole(data: bytes) -> bytes:
    said = _asks(data)
    if said is None:
        return data
    _make_whole(said)
    return bytes(said.SerializeToString())


def _run_of(fragment: str) -> ForwardMsg:
    message = ForwardMsg()
    message.metadata.SetInParent()
    message.auto_rerun.interval = _SECONDS
    message.auto_rerun.fragment_id = fragment
    return message


def _no_more_of(fragment: str) -> ForwardMsg:
    message = ForwardMsg()
    message.metadata.SetInParent()
    message.stop_auto_rerun.fragment_ids.append(fragment)
    return message


def _make_whole(said: BackMsg) -> None:
    """Ask for the page it stands on instead of for a part of it."""
    said.rerun_script.fragment_id = ""
    said.rerun_script.is_auto_rerun = False


def _sent(message: ForwardMsg) -> Message:
    return {"type": "websocket.send", "bytes": message.SerializeToString()}
