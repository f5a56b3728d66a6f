"""Trying must-haves before deciding: which wishes can be one, and the portrait as the try has it.

An avatar and what is being tried in, an avatar out. Only wishes about how somebody works with the owner can be tried.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from icp.dealings import Tried
from icp.methods.value import is_scored
from icp.model import Avatar, Criterion, RangeCriterion, ScaleCriterion
from icp.wishes import change_wish, put_musts

_LEVELS = ("low", "high", "at_least")
_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


def switchable(avatar: Avatar) -> tuple[Criterion, ...]:
    """The wishes that can be a must-have and ask something: ranked ones first, then must-haves, then the others."""
    asked = [c for c in avatar.criteria if c.part == "service" and is_scored(c)]
    return tuple(sorted(asked, key=lambda c: (c.rank or math.inf, not c.absolute)))


def try_musts(avatar: Avatar, tried: Sequence[Tried] = (), *, decided: bool = False) -> Avatar:
    """The portrait with exactly the must-haves of the try, each asked as much as tried.

    A wish nobody switched yet is on when it is a must-have; before the owner has ``decided``, ranked wishes are on as
    well, for that is where the question begins. A level the wish can no longer take (its other end was moved) is left
    as the wish says.
    """
    settings = {entry.id: entry for entry in tried}
    on = [c.id for c in avatar.absolutes if not is_scored(c)]
    for wish in switchable(avatar):
        setting = settings.get(wish.id)
        by_itself = wish.absolute or (wish.rank is not None and not decided)
        if by_itself if setting is None else setting.on:
            on.append(wish.id)
        if setting is not None:
            avatar = _set(avatar, wish, setting)
    return put_musts(avatar, on)


def _set(avatar: Avatar, wish: Criterion, setting: Tried) -> Avatar:
    levels = {name: getattr(setting, name) for name in _LEVELS if hasattr(wish, name)}
    try:
        return change_wish(avatar, wish.id, **{name: level for name, level in levels.items() if level is not None})
    except ValueError:
        return avatar


def dial_ends(wish: Criterion) -> tuple[str, ...]:
    """What of a wish can be asked more or less of: "at_least" of a scale, the given ends of a range; none of others."""
    if wish.repel:
        return ()
    if isinstance(wish, ScaleCriterion):
        return ("at_least",)
    if isinstance(wish, RangeCriterion):
        return tuple(end for end in ("low", "high") if getattr(wish, end) is not None)
    return ()


def round_levels(low: float, high: float, keep: float, most: int = 16) -> tuple[float, ...]:
    """Round numbers from ``low`` to ``high`` to set a range to, at most ``most`` of them, and ``keep`` where it stands.

    >>> round_levels(900, 13_800, 5_000, most=10)
    (2000.0, 4000.0, 5000.0, 6000.0, 8000.0, 10000.0, 12000.0)

    Raises ``ValueError`` for numbers that are not finite.
    """
    if not all(map(math.isfinite, (low, high, keep))):
        raise ValueError("levels are finite numbers")
    span = high - low
    if span <= 0:
        return tuple(sorted({float(low), float(keep)}))
    power = 10.0 ** math.floor(math.log10(span / most))
    step = next(size * power for size in _STEPS if span / (size * power) <= most)
    found = {place * step for place in range(math.ceil(low / step), math.floor(high / step) + 1)}
    return tuple(sorted(found | {float(keep)}))
