"""A browser that comes back: to its session, or to a server that does not know it: restarted, or another replica.

Streamlit begins a new session then, and runs nothing: the page stands as it stood, and the first answer given on it
would be met by widgets that were never drawn and be lost without a word. So the page is drawn anew at once.

Where the session stands, it goes on over the new line, and two faults of Streamlit (1.67) are mended for that.
"""

from __future__ import annotations

import secrets

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import Runtime, get_instance
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.session_manager import ActiveSessionInfo

_SECONDS = 0.05
"""How soon the page asks, and again until it is told to stop; what comes twice is let fall."""


class DrawnAnew:
    """Asks such a browser, in the one way its page has, for a run; what comes back becomes a run of the whole page."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        offered = _session_in(Headers(scope=scope)) if scope["type"] == "websocket" else None
        if offered is None:
            await self.app(scope, receive, send)
            return
        name = f"rejoin-{secrets.token_hex(8)}"  # of the fragment that is asked for, and that is none
        accepted = looked = answered = False

        async def send_and_note(message: Message) -> None:
            nonlocal accepted
            accepted = accepted or message["type"] == "websocket.accept"
            await send(message)

        async def receive_anew() -> Message:
            nonlocal looked, answered
            if accepted and not looked:  # the session stands when its first message is waited for
                looked = True
                if not get_instance().is_active_session(offered):
                    await send(_sent(_run_of(name)))
            while True:
                message = await receive()
                data = message.get("bytes") or b""
                if name.encode() not in data:
                    return message
                said = BackMsg.FromString(data)
                if said.rerun_script.fragment_id != name:
                    return message
                if not answered:
                    answered = True
                    await send(_sent(_no_more_of(name)))
                    _make_whole(said)
                    return {**message, "bytes": said.SerializeToString()}

        await self.app(scope, receive_anew, send_and_note)


def mend_resuming() -> None:
    """Make every session of this process that goes on over a new line do so at no more cost and with nothing lost."""
    AppSession.register_file_watchers = _watch_as_set  # type: ignore[method-assign]
    Runtime._send_message = _send_over_the_line_it_has  # type: ignore[method-assign]


_watch, _send = AppSession.register_file_watchers, Runtime._send_message


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


def _session_in(headers: Headers) -> str | None:
    """The session a browser would like to go on with; Streamlit's page says it as the third of the subprotocols."""
    entries = headers.get("sec-websocket-protocol", "").split(",")
    return entries[2].strip() or None if len(entries) > 2 else None


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
    """Ask for the page it stands on instead, without what its widgets show: the database knows better."""
    said.rerun_script.fragment_id = ""
    said.rerun_script.is_auto_rerun = False
    said.rerun_script.ClearField("widget_states")


def _sent(message: ForwardMsg) -> Message:
    return {"type": "websocket.send", "bytes": message.SerializeToString()}
