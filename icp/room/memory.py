"""What is remembered of a picture, as bytes: the steps it went through, and the one a step begun anew put aside."""

from __future__ import annotations

import json
from typing import Any

from icp.methods.protection import Memory, Step, View, begin_anew


def pack_memory(memory: Memory, aside: Memory | None = None) -> bytes:
    """The memory as JSON; the same memory always gives the same bytes."""
    whole = {"now": _plain(memory), "aside": None if aside is None else _plain(aside)}
    return json.dumps(whole, separators=(",", ":"), sort_keys=True).encode()


def unpack_memory(body: bytes | None) -> tuple[Memory, Memory | None]:
    """The memory, and the one put aside; an empty one where nothing was kept."""
    if body is None:
        return Memory(), None
    whole = json.loads(body)
    return _memory(whole["now"]), None if whole["aside"] is None else _memory(whole["aside"])


def aside_memory(body: bytes | None) -> bytes | None:
    """The memory of a picture begun anew, the former put aside; None where there was none."""
    if body is None:
        return None
    now, _ = unpack_memory(body)
    return pack_memory(begin_anew(now), aside=now)


def restored_memory(body: bytes | None) -> bytes | None:
    """The memory put aside, in its place again; what there is where a new picture was shown meanwhile."""
    now, aside = unpack_memory(body)
    return body if body is None or aside is None or now.steps else pack_memory(aside)


def _plain(memory: Memory) -> dict[str, Any]:
    return {
        "steps": [
            [[step.view.people, step.view.bars, step.view.pooled, step.view.pool], step.came, dict(step.hidden)]
            for step in memory.steps
        ],
        "seen": sorted(memory.seen),
        "earlier": [sorted(people) for people in memory.earlier],
        "held": memory.held,
    }


def _memory(plain: dict[str, Any]) -> Memory:
    return Memory(
        steps=tuple(
            Step(View(people, tuple((o, n) for o, n in bars), tuple(pooled), pool), came, hidden)
            for (people, bars, pooled, pool), came, hidden in plain["steps"]
        ),
        seen=frozenset(plain["seen"]),
        earlier=tuple(frozenset(people) for people in plain["earlier"]),
        held=plain["held"],
    )
