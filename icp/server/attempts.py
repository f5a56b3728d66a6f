"""How often something may be tried: counted in memory, forgotten after its time."""

from __future__ import annotations

import threading
import time
from collections import Counter, deque
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address, ip_network

_HOUSEHOLD = 64
"""Bits of an IPv6 address that are the same for everybody behind one connection; the rest anyone makes up at will."""


def network_of(address: str | None) -> str:
    """What attempts from this address are counted under: an IPv4 address itself, an IPv6 address by its first half.

    An IPv4 address written as IPv6 counts as what it is; anything else by its own text.
    """
    try:
        said = ip_address((address or "").partition("%")[0])
    except ValueError:
        return address or ""
    if isinstance(said, IPv6Address):
        return str(said.ipv4_mapped or ip_network((said, _HOUSEHOLD), strict=False))
    return str(said)


class Attempts:
    """At most so many attempts of one name within so many seconds, at any moment (a moving window)."""

    def __init__(self, most: int, seconds: float = 60.0, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._seconds, self._clock = most, seconds, clock
        self._made: deque[tuple[float, str]] = deque()
        self._count: Counter[str] = Counter()
        self._counting = threading.Lock()

    def are_spent(self, name: str) -> bool:
        """Whether this name has to wait."""
        with self._counting:
            self._forget_old()
            return self._count[name] >= self._most

    def add(self, name: str) -> None:
        """Count one attempt."""
        with self._counting:
            self._forget_old()
            self._made.append((self._clock(), name))
            self._count[name] += 1

    def _forget_old(self) -> None:
        before = self._clock() - self._seconds
        while self._made and self._made[0][0] <= before:
            name = self._made.popleft()[1]
            self._count[name] -= 1
            if not self._count[name]:
                del self._count[name]
