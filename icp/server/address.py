"""The address of this server as the phones in a room see it."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from streamlit import config

_OUTSIDE = ("192.0.2.1", 9)  # a documentation address: nothing is ever sent there


@dataclass(frozen=True)
class RoomAddress:
    """``url``: what phones open ("http://192.168.1.20:8501"). ``reachable``: False where this computer alone can."""

    url: str
    reachable: bool

    @property
    def short(self) -> str:
        """Without the scheme, as it is typed."""
        return self.url.partition("://")[2]


def room_address(seen: str | None) -> RoomAddress:
    """ICP_PUBLIC_URL where it is set; else ``seen``, the address in the coach's browser, with this computer's place in
    its network for a name that only this computer knows."""
    if said := os.environ.get("ICP_PUBLIC_URL"):
        return RoomAddress(said.rstrip("/"), True)
    url = urlsplit(seen or "")
    scheme, port = url.scheme or "http", f":{url.port}" if url.port else ""
    if not is_loopback(url.hostname or ""):
        return RoomAddress(f"{scheme}://{url.netloc}", True)
    place = network_place()
    if is_loopback(config.get_option("server.address") or "0.0.0.0") or place is None:
        return RoomAddress(f"{scheme}://{url.hostname or 'localhost'}{port}", False)
    return RoomAddress(f"{scheme}://{place}{port}", True)


def is_loopback(host: str) -> bool:
    """Whether a name or an address leads to the very computer that asks."""
    bare = host.strip("[]").rstrip(".").lower()
    if bare in ("", "localhost") or bare.endswith(".localhost"):
        return True
    try:
        return ip_address(bare).is_loopback
    except ValueError:
        return False


def network_place() -> str | None:
    """This computer's address in the network it is in, None where it is in none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(_OUTSIDE)
        except OSError:
            return None
        place = str(probe.getsockname()[0])
    return None if is_loopback(place) else place
