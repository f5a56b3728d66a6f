"""A visitor over the bare websocket with a key of its own: what a browser would send, and what an attacker might."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, cast

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import ClientConnection, connect

from tests.bench.visitor import Visitor


class Watched(Visitor):
    """A visitor who keeps every frame as it came, and knows its session's id."""

    def __init__(self, socket: ClientConnection, key: str) -> None:
        super().__init__(socket)
        self.key = key
        self.session = ""
        self.frames: list[bytes] = []

    def _receive(self) -> ForwardMsg:
        data = self._socket.recv(timeout=120)
        assert isinstance(data, bytes)
        self.frames.append(data)
        message: ForwardMsg = ForwardMsg.FromString(data)
        if message.WhichOneof("type") == "new_session":
            self.session = message.new_session.initialize.session_id
        return message

    @property
    def cookie(self) -> str:
        return f"icp_key={self.key}"

    def sees(self, text: str) -> bool:
        """Whether any frame so far holds this text."""
        return any(text.encode() in frame for frame in self.frames)

    def forget(self) -> None:
        """Begin with an empty screen, as after a reload: nothing is known to be held."""
        self.frames.clear()
        self._held.clear()

    def send(self, message: BackMsg | bytes | str) -> None:
        self._socket.send(message.SerializeToString() if isinstance(message, BackMsg) else message)

    def write(self, label: str, text: str) -> None:
        """Type into the field so labelled, and return when what that brings about is drawn."""
        for element, fragment in list(self.elements.values()):
            kind = element.WhichOneof("type")
            if kind in ("text_input", "text_area") and getattr(element, kind).label.startswith(label):
                field = getattr(element, kind)
                self.values[field.id] = WidgetState(id=field.id, string_value=text)
                return self.run(fragment=fragment)
        raise AssertionError(f"no field {label!r} on the page")

    def downloads(self) -> list[Any]:
        """The download buttons on the page."""
        return [e.download_button for e, _ in self.elements.values() if e.WhichOneof("type") == "download_button"]

    def download(self, button: Any) -> str:
        """Click a download button; the address of its file, "" when the server refused."""
        if not button.deferred_file_id:
            return str(button.url)
        message = BackMsg()
        message.backend_operation_request.request_id = uuid.uuid4().hex
        message.backend_operation_request.session_id = self.session
        message.backend_operation_request.deferred_file.file_id = button.deferred_file_id
        self.send(message)
        while True:
            answer = self._receive()
            if answer.WhichOneof("type") == "backend_operation_response":
                return str(answer.backend_operation_response.deferred_file.url)

    def addresses(self) -> set[str]:
        """Addresses of pictures and files that stand on the page now."""
        found = set()
        for element, _ in self.elements.values():
            kind = element.WhichOneof("type")
            if kind == "imgs":
                found |= {image.url for image in element.imgs.imgs if image.url.startswith("/media/")}
            elif kind in ("audio", "video", "download_button") and getattr(element, kind).url.startswith("/media/"):
                found.add(getattr(element, kind).url)
        return found


@contextmanager
def browse(
    url: str, key: str, session: str = "", headers: Mapping[str, str] | None = None, cookie: str | None = None
) -> Iterator[Watched]:
    """A websocket with the cookie of this key; ``session`` asks for one that was begun before."""
    token = secrets.token_hex(16)
    asked = ["streamlit", token, *([session] if session else [])]
    sent = f"icp_key={key}; _streamlit_xsrf={token}" if cookie is None else cookie
    with connect(
        f"ws{url.removeprefix('http')}/_stcore/stream",
        subprotocols=cast(Any, asked),
        origin=cast(Any, url),
        additional_headers={"Cookie": sent, **(headers or {})},
        compression=None,
        max_size=None,
        open_timeout=120,
        ping_interval=None,  # a long run may be frozen for minutes
    ) as socket:
        yield Watched(socket, key)
