"""Three-way merge of two edits of one workbook: different answers merge, the same answer is a choice.

Over plain JSON values: objects merge key by key, lists whose items all carry an "id" merge item by item, and
everything else (a text, a number, a list of words) is one answer.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final, TypeAlias

Json: TypeAlias = Any
Path: TypeAlias = tuple[str | int, ...]


class _Missing(Enum):
    MISSING = "missing"

    def __repr__(self) -> str:
        return self.value


MISSING: Final = _Missing.MISSING
"""Stands in a conflict for an answer or item that this side deleted or never had."""

ORDER: Final = "#order"
"""Last step of a conflict's path when both sides sorted the same list differently; the values are lists of ids."""


@dataclass(frozen=True)
class Conflict:
    """An answer both sides changed differently.

    path: object keys and item ids from the top down. mine, theirs: JSON values, or MISSING.
    """

    path: Path
    mine: Json
    theirs: Json


@dataclass(frozen=True)
class Merge:
    """merged: both sides' changes, with theirs (already saved) where they conflict."""

    merged: Json
    conflicts: tuple[Conflict, ...] = ()


def merge(base: Json, mine: Json, theirs: Json) -> Merge:
    """Both sides' changes since `base` in one value.

    Items keep the order of theirs, my new ones after them; an order only I changed is kept.

    >>> merge({"name": "Ann", "age": 1}, {"name": "Anna", "age": 1}, {"name": "Ann", "age": 2}).merged
    {'name': 'Anna', 'age': 2}
    """
    conflicts: list[Conflict] = []
    return Merge(_merge(base, mine, theirs, (), conflicts), tuple(conflicts))


def resolve(result: Merge, mine: Collection[Path]) -> Json:
    """The merged value with my answer at the given conflict paths and theirs at the others.

    Raises KeyError for a path that is no conflict of this merge.
    """
    open_conflicts = {conflict.path: conflict for conflict in result.conflicts}
    value = result.merged
    for path in sorted(mine, key=lambda path: path[-1:] == (ORDER,)):  # an order last: it sorts what is there then
        value = _put(value, path, open_conflicts[path].mine)
    return value


def answer_at(value: Json, path: Path) -> Json:
    """The answer at a conflict's path, MISSING where there is none."""
    for step in path:
        if isinstance(value, list):
            value = list(_items(value) or ()) if step == ORDER else (_items(value) or {}).get(step, MISSING)
        else:
            value = value.get(step, MISSING) if isinstance(value, dict) else MISSING
    return value


def same(a: Json, b: Json) -> bool:
    """Equal as JSON: `true` is not `1`, which Python's == would have."""
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same(a[name], b[name]) for name in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(same, a, b))
    return isinstance(a, bool) == isinstance(b, bool) and bool(a == b)


def _merge(base: Json, mine: Json, theirs: Json, path: Path, conflicts: list[Conflict]) -> Json:
    if same(mine, base) or same(mine, theirs):
        return theirs
    if same(theirs, base):
        return mine
    if isinstance(mine, dict) and isinstance(theirs, dict):
        return _merge_fields(base if isinstance(base, dict) else {}, mine, theirs, path, conflicts)
    my_items, their_items = _items(mine), _items(theirs)
    if my_items is not None and their_items is not None:
        base_items = _items(base) or {}
        items = _merge_fields(base_items, my_items, their_items, path, conflicts)
        return [items[each] for each in _order(base_items, my_items, their_items, items, path, conflicts)]
    conflicts.append(Conflict(path, mine, theirs))
    return theirs


def _merge_fields(
    base: dict[Any, Json], mine: dict[Any, Json], theirs: dict[Any, Json], path: Path, conflicts: list[Conflict]
) -> dict[Any, Json]:
    merged = {}
    for name in [*theirs, *(name for name in mine if name not in theirs)]:
        value = _merge(
            base.get(name, MISSING), mine.get(name, MISSING), theirs.get(name, MISSING), (*path, name), conflicts
        )
        if value is not MISSING:
            merged[name] = value
    return merged


def _order(
    base: Collection[Any],
    mine: Collection[Any],
    theirs: Collection[Any],
    merged: Collection[Any],
    path: Path,
    conflicts: list[Conflict],
) -> list[Any]:
    """The merged ids in theirs' order, or in mine where only I sorted."""
    everywhere = set(base) & set(mine) & set(theirs) & set(merged)
    was, my_order, their_order = ([each for each in side if each in everywhere] for side in (base, mine, theirs))
    if their_order == was != my_order:
        return _sorted_like(list(merged), my_order)
    if was != my_order != their_order:
        conflicts.append(Conflict((*path, ORDER), my_order, their_order))
    return list(merged)


def _sorted_like(ids: list[Any], wanted: list[Any]) -> list[Any]:
    """`ids` with those in `wanted` in its order, on the places they had; the others stay where they are."""
    present = set(ids)
    following = iter([each for each in wanted if each in present])
    placed = set(wanted)
    return [next(following) if each in placed else each for each in ids]


def _items(value: Json) -> dict[Any, Json] | None:
    """A list of objects with distinct ids as a dict by id, else None."""
    if not isinstance(value, list):
        return None
    items = {}
    for item in value:
        if not isinstance(item, dict) or not isinstance(item.get("id"), (str, int)):
            return None
        items[item["id"]] = item
    return items if len(items) == len(value) else None


def _put(value: Json, path: Path, answer: Json) -> Json:
    """A copy of `value` with the answer at `path`, or without it when the answer is MISSING."""
    if not path:
        return answer
    step, rest = path[0], path[1:]
    if value is None or value is MISSING:
        return MISSING  # what the answer belonged to is gone
    if isinstance(value, list):
        items = {item["id"]: item for item in value}
        if step == ORDER:
            return [items[each] for each in _sorted_like(list(items), answer)]
        return list(_put(items, path, answer).values())
    new = _put(value.get(step, MISSING), rest, answer)
    if new is MISSING:
        return {name: each for name, each in value.items() if name != step}
    return {**value, step: new}
