"""What loved clients have in common that the others do not, and where that contradicts the stated wishes."""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from icp.methods.cells import choose_spellings, fold, read_text, split_entries
from icp.methods.value import encode, is_unknown, read_numbers, read_yes_no

if TYPE_CHECKING:
    import pandas as pd

Kind = Literal["choice", "tags", "scale", "range", "flag"]
Band = tuple[float | None, float | None]
Value = str | bool | Band
Shelf = Literal["confirmed", "hunch"]

GROUP_AT_LEAST = 5  # fewer loved or fewer others: counts only
HELD_BY_AT_LEAST = 3  # a finding needs three loved clients, so a rarer trait can't become one and is not tried
FALSE_DISCOVERY_RATE = 0.10
HUNCH_BELOW = 0.05
PSEUDO_CLIENTS = 4


@dataclass(frozen=True, slots=True)
class Trait:
    """One value of one field, counted among the loved and the others; ``_n`` counts only clients whose cell is known.

    ``value``: the text (choice, tags), ``True``/``False`` (flag), or a band ``(low, high)`` with ``None`` for open:
    of a scale both ends belong to it ((3, None) = at least 3, (None, 1) = at most 1), of a range ``low <= x < high``.
    ``p``, ``q``, ``shelf`` are ``None`` when there are too few clients for a verdict.
    """

    field: str
    kind: Kind
    value: Value
    loved_k: int
    loved_n: int
    other_k: int
    other_n: int
    lift: float
    p: float | None = None
    q: float | None = None
    shelf: Shelf | None = None

    @property
    def loved_share(self) -> float | None:
        """Share of the loved with a known cell, 0–1; ``None`` when no cell is known."""
        return self.loved_k / self.loved_n if self.loved_n else None

    @property
    def other_share(self) -> float | None:
        """Share of the others with a known cell, 0–1; ``None`` when no cell is known."""
        return self.other_k / self.other_n if self.other_n else None


@dataclass(frozen=True, slots=True)
class Direction:
    """Whether a number tends to be higher or lower among the loved.

    ``chance``: how often a loved client has the higher number when one of each group is drawn (ties count half).
    """

    field: str
    way: Literal["higher", "lower"]
    chance: float
    loved_n: int
    loved_median: float
    other_n: int
    other_median: float
    p: float
    q: float
    shelf: Shelf | None


@dataclass(frozen=True, slots=True)
class Shared:
    """Group sizes and everything counted: traits and directions, the strongest first."""

    loved: int
    others: int
    traits: tuple[Trait, ...]
    directions: tuple[Direction, ...]

    @property
    def findings(self) -> tuple[Trait, ...]:
        """The traits that reached a shelf."""
        return tuple(trait for trait in self.traits if trait.shelf)


@dataclass(frozen=True, slots=True, eq=False)
class Wish:
    """A stated wish: ``values`` is its value per client in [0, 1] (NaN unknown), in the order of the masks."""

    id: str
    field: str
    rank: int | None
    weight: float
    values: ArrayLike


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A stated wish most loved clients do not meet, or a confirmed trait nobody wished for.

    ``finding`` is the confirmed trait of a "shared" contradiction; of a "stated" one it is what at least half of the
    loved clients are instead in the same field, when there is such a thing.
    """

    kind: Literal["stated_not_shared", "shared_not_stated"]
    field: str
    wish: str | None
    rank: int | None
    weight: float | None
    loved_k: int
    loved_n: int
    other_k: int
    other_n: int
    p: float
    finding: Trait | None


@dataclass(frozen=True, slots=True, eq=False)
class _Column:
    """The distinct cells of one field and how many loved and other clients have each."""

    field: str
    cells: Sequence[object]
    loved: NDArray[np.int64]
    others: NDArray[np.int64]


# A trait's value, and which of the distinct cells hold it and tell (positions or a mask).
_Indicator = tuple[Value, NDArray[np.generic], NDArray[np.generic]]


def readable_bands(values: ArrayLike) -> tuple[Band, ...]:
    """Two round limits that cut numbers into about equal thirds, as bands ``low <= x < high``.

    The third-points of all known values, rounded to the largest of 1, 2, 5 × 10^k that is at most half their distance.
    Where most clients have the same number, one limit, the first round one above the smallest. It looks at no group,
    so testing the bands afterwards is fair. Fewer than two different values: no bands.

    >>> readable_bands([22, 28, 31, 38, 41, 45, 52, 58, 63])  # thirds at 35.7 and 47.3, steps of 5
    ((None, 35.0), (35.0, 45.0), (45.0, None))
    """
    numbers = np.asarray(values, dtype=np.float64)
    numbers = numbers[np.isfinite(numbers)]
    if numbers.size == 0 or numbers.min() == numbers.max():
        return ()
    thirds = np.quantile(numbers, [1 / 3, 2 / 3])
    half = thirds[1] / 2 - thirds[0] / 2 or numbers.max() / 2 - numbers.min() / 2
    if not half > np.finfo(np.float64).tiny:
        return ()
    power = math.floor(math.log10(half))
    step = max(unit * 10.0**power for unit in (1, 2, 5) if unit == 1 or unit * 10.0**power <= half)
    limits = sorted({round(float(np.round(third / step) * step), -power) for third in thirds})
    limits = [limit for limit in limits if numbers.min() < limit <= numbers.max()]
    if not limits:  # most clients share one number: the first round limit above the smallest
        limits = [round(float((np.floor(numbers.min() / step) + 1) * step), -power)]
    return tuple(zip([None, *limits], [*limits, None], strict=True))


def find_shared(
    frame: "pd.DataFrame",
    kinds: Mapping[str, Kind],
    loved: ArrayLike,
    others: ArrayLike,
    *,
    bands: Mapping[str, Sequence[Band]] | None = None,
    exclude: Collection[str] = (),
) -> Shared:
    """Count every trait among the loved and the others and say which ones the loved share.

    ``frame`` holds raw cells as a client list has them, a row a client (blank and "don't know" are unknown); ``kinds``
    names the columns to try and their kind; ``loved`` and ``others`` are boolean masks over the rows (rated clients
    that are not loved; unrated ones are in neither); ``bands`` gives a range column its limits (else
    ``readable_bands``); ``exclude`` names columns that define the group and are never tried.

    Traits: each text of a choice, each tag, yes and no of a flag, "at least 3" and "at most 1" of a scale, each band of
    a range. Shares are compared by Fisher's exact test, one-sided (Fisher 1935; the hypergeometric tail); the direction
    of a range by Mann & Whitney's U, two-sided (1947, doi 10.1214/aoms/1177730491). All of these together are one
    family for Benjamini & Hochberg's correction (1995, doi 10.1111/j.2517-6161.1995.tb02031.x): q ≤ 0.10 and at least 3
    loved clients is "confirmed", p < 0.05 alone a "hunch". Not tried, whoever is loved: a trait everybody or fewer
    than 3 clients have. Lift: ``((k + 4b) / (n + 4)) / b``, the loved share over the base rate b of both groups,
    shrunk towards 1 by 4 pseudo-clients. With fewer than 5 loved or 5 others whose cell is known: counts, no verdict.

    Example: 12 of 13 loved and 15 of 40 others ask questions: p = 0.00056, lift (12 + 4·27/53)/17 ÷ 27/53 = 1.62.

    Raises ``ValueError`` when the masks overlap or do not fit the frame, or a column or kind is not known.
    """
    loved_mask, other_mask = _check_groups(loved, others, len(frame))
    if missing := [column for column in kinds if column not in frame.columns]:
        raise ValueError(f"no such column: {', '.join(missing)}")
    rated = loved_mask | other_mask
    is_loved = loved_mask[rated]
    traits: list[Trait] = []
    directions: list[Direction] = []
    for field, kind in kinds.items():
        if field in exclude:
            continue
        column = _read_column(frame[field][rated], is_loved)
        given = None if bands is None else bands.get(field)
        for value, held, known in _READERS[_check_kind(kind)](column, given):
            trait = _count(column, kind, value, held, known)
            if HELD_BY_AT_LEAST <= trait.loved_k + trait.other_k < trait.loved_n + trait.other_n:
                traits.append(trait)
        if kind == "range" and (direction := _compare_numbers(column)):
            directions.append(direction)
    return _shelve(int(is_loved.sum()), int((~is_loved).sum()), traits, directions)


def find_contradictions(
    wishes: Sequence[Wish], loved: ArrayLike, others: ArrayLike, shared: Shared
) -> tuple[Contradiction, ...]:
    """Hold the stated wishes against what loved clients share.

    First, heaviest wish first: each wish with a weight that fewer than half of the loved clients meet (value 1) and
    that is not significantly more often met by them than by the others (one-sided Fisher p ≥ 0.05). Then each confirmed
    trait in a field no wish names, strongest first. Empty when either group has fewer than 5 known clients.

    Example: "at least 5,000" is met by 4 of 13 loved and 9 of 40 others (p = 0.40): stated, not shared.

    Raises ``ValueError`` when masks and values do not have the same length.
    """
    loved_mask, other_mask = _check_groups(loved, others, None)
    found: list[Contradiction] = []
    for wish in sorted(wishes, key=lambda wish: (-wish.weight, wish.rank or len(wishes) + 1, wish.id)):
        values = np.asarray(wish.values, dtype=np.float64)
        if values.shape != loved_mask.shape:
            raise ValueError(f"wish {wish.id!r} has {values.size} values for {loved_mask.size} clients")
        known = ~np.isnan(values)
        met = known & (values >= 1)
        loved_k, loved_n = int((met & loved_mask).sum()), int((known & loved_mask).sum())
        other_k, other_n = int((met & other_mask).sum()), int((known & other_mask).sum())
        if wish.weight <= 0 or min(loved_n, other_n) < GROUP_AT_LEAST or 2 * loved_k >= loved_n:
            continue
        p = float(_fisher_more([loved_k], [loved_n], [other_k], [other_n])[0])
        if p >= HUNCH_BELOW:
            instead = max(
                (trait for trait in shared.traits if trait.field == wish.field and 2 * trait.loved_k >= trait.loved_n),
                key=lambda trait: (trait.loved_share or 0.0, trait.lift),
                default=None,
            )
            counts = (loved_k, loved_n, other_k, other_n)
            found.append(
                Contradiction("stated_not_shared", wish.field, wish.id, wish.rank, wish.weight, *counts, p, instead)
            )
    stated = {wish.field for wish in wishes}
    for trait in shared.traits:
        if trait.shelf == "confirmed" and trait.p is not None and trait.field not in stated:
            counts = (trait.loved_k, trait.loved_n, trait.other_k, trait.other_n)
            found.append(Contradiction("shared_not_stated", trait.field, None, None, None, *counts, trait.p, trait))
    return tuple(found)


def _check_groups(loved: ArrayLike, others: ArrayLike, rows: int | None) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    loved_mask, other_mask = np.asarray(loved, dtype=np.bool_), np.asarray(others, dtype=np.bool_)
    if loved_mask.shape != other_mask.shape or (rows is not None and loved_mask.shape != (rows,)):
        raise ValueError("the groups do not have one entry a client")
    if (loved_mask & other_mask).any():
        raise ValueError("a client is in both groups")
    return loved_mask, other_mask


def _check_kind(kind: Kind) -> Kind:
    if kind not in _READERS:
        raise ValueError(f"no such kind: {kind}")
    return kind


def _read_column(series: "pd.Series[Any]", is_loved: NDArray[np.bool_]) -> _Column:
    codes, distinct = encode(series)
    cells = [*(None if is_unknown(cell) else cell for cell in distinct), None]  # code −1, a missing cell, is the last
    at = np.asarray(codes, dtype=np.int64) % len(cells)
    loved, others = (np.bincount(at[group], minlength=len(cells)) for group in (is_loved, ~is_loved))
    return _Column(str(series.name), cells, loved, others)


def _read_entries(column: _Column, entries: Sequence[Sequence[str]]) -> Iterator[_Indicator]:
    known = np.array([bool(entry) for entry in entries], dtype=np.bool_)
    clients = (column.loved + column.others).tolist()
    holders: defaultdict[str, list[int]] = defaultdict(list)
    uses: Counter[str] = Counter()
    for at, entry in enumerate(entries):
        for text in entry:
            holders[fold(text)].append(at)
            uses[text] += clients[at]
    for key, spelling in choose_spellings(uses).items():
        yield spelling, np.array(holders[key], dtype=np.intp), known


def _read_choice(column: _Column, _: Sequence[Band] | None) -> Iterator[_Indicator]:
    texts = (read_text(cell) for cell in column.cells)
    return _read_entries(column, [() if text is None else (text,) for text in texts])


def _read_tags(column: _Column, _: Sequence[Band] | None) -> Iterator[_Indicator]:
    return _read_entries(column, [split_entries(cell) for cell in column.cells])


def _read_flag(column: _Column, _: Sequence[Band] | None) -> Iterator[_Indicator]:
    flags = [read_yes_no(cell) for cell in column.cells]
    known = np.array([flag is not None for flag in flags], dtype=np.bool_)
    for value in (True, False):
        yield value, np.array([flag is value for flag in flags], dtype=np.bool_), known


def _read_scale(column: _Column, _: Sequence[Band] | None) -> Iterator[_Indicator]:
    steps = read_numbers(column.cells)
    known = (steps >= 0) & (steps <= 4)
    yield (3.0, None), known & (steps >= 3), known
    yield (None, 1.0), known & (steps <= 1), known


def _read_range(column: _Column, bands: Sequence[Band] | None) -> Iterator[_Indicator]:
    numbers = read_numbers(column.cells)
    known = ~np.isnan(numbers)
    for low, high in readable_bands(np.repeat(numbers, column.loved + column.others)) if bands is None else bands:
        held = (numbers >= (-math.inf if low is None else low)) & (numbers < (math.inf if high is None else high))
        yield (low, high), held, known


_READERS: Mapping[Kind, Callable[[_Column, Sequence[Band] | None], Iterator[_Indicator]]] = {
    "choice": _read_choice,
    "tags": _read_tags,
    "scale": _read_scale,
    "range": _read_range,
    "flag": _read_flag,
}


def _count(column: _Column, kind: Kind, value: Value, held: NDArray[np.generic], known: NDArray[np.generic]) -> Trait:
    loved_k, loved_n, other_k, other_n = (
        int(clients[cells].sum()) for clients in (column.loved, column.others) for cells in (held, known)
    )
    base = (loved_k + other_k) / max(loved_n + other_n, 1)
    lift = (loved_k + PSEUDO_CLIENTS * base) / (loved_n + PSEUDO_CLIENTS) / base if base else 1.0
    return Trait(column.field, kind, value, loved_k, loved_n, other_k, other_n, lift)


def _compare_numbers(column: _Column) -> Direction | None:
    from scipy.stats import mannwhitneyu

    numbers = read_numbers(column.cells)
    known = ~np.isnan(numbers)
    ours, theirs = (np.repeat(numbers[known], clients[known]) for clients in (column.loved, column.others))
    if min(ours.size, theirs.size) < GROUP_AT_LEAST or np.ptp(np.concatenate([ours, theirs])) == 0:
        return None
    result: Any = mannwhitneyu(ours, theirs, alternative="two-sided")
    chance = float(result.statistic) / (ours.size * theirs.size)
    way: Literal["higher", "lower"] = "higher" if chance >= 0.5 else "lower"
    medians = float(np.median(ours)), float(np.median(theirs))
    p = float(result.pvalue)
    return Direction(column.field, way, chance, ours.size, medians[0], theirs.size, medians[1], p, 1.0, None)


def _fisher_more(
    loved_k: Sequence[int], loved_n: Sequence[int], other_k: Sequence[int], other_n: Sequence[int]
) -> NDArray[np.float64]:
    """Chance of at least ``loved_k`` holders among the loved, all margins fixed (Fisher's exact test, one-sided)."""
    from scipy.stats import hypergeom

    holders, clients = np.add(loved_k, other_k), np.add(loved_n, other_n)
    tail = hypergeom.sf(np.subtract(loved_k, 1), clients, holders, np.asarray(loved_n))
    return np.minimum(np.asarray(tail, dtype=np.float64), 1.0)


def _shelve(loved: int, others: int, traits: Sequence[Trait], directions: Sequence[Direction]) -> Shared:
    from scipy.stats import false_discovery_control

    tried = [trait for trait in traits if min(trait.loved_n, trait.other_n) >= GROUP_AT_LEAST]
    counted = [trait for trait in traits if min(trait.loved_n, trait.other_n) < GROUP_AT_LEAST]
    p_traits = _fisher_more(
        [trait.loved_k for trait in tried],
        [trait.loved_n for trait in tried],
        [trait.other_k for trait in tried],
        [trait.other_n for trait in tried],
    ).tolist()
    p_values = p_traits + [direction.p for direction in directions]
    q_values = false_discovery_control(p_values, method="bh").tolist() if p_values else []
    shelved = [
        replace(trait, p=p, q=q, shelf=_choose_shelf(p, q, trait.loved_k))
        for trait, p, q in zip(tried, p_traits, q_values, strict=False)
    ]
    ways = [
        replace(direction, q=q, shelf=_choose_shelf(direction.p, q, direction.loved_n))
        for direction, q in zip(directions, q_values[len(tried) :], strict=True)
    ]
    ways.sort(key=lambda direction: (direction.p, direction.field))
    return Shared(loved, others, tuple(sorted(shelved + counted, key=_strength)), tuple(ways))


def _choose_shelf(p: float, q: float, loved_k: int) -> Shelf | None:
    if q <= FALSE_DISCOVERY_RATE and loved_k >= HELD_BY_AT_LEAST:
        return "confirmed"
    return "hunch" if p < HUNCH_BELOW else None


def _strength(trait: Trait) -> tuple[int, float, float, str, str]:
    """Sort key: shelf, then p, then how far the loved are ahead; field and value settle what is left."""
    shelf = {"confirmed": 0, "hunch": 1, None: 2}[trait.shelf]
    ahead = (trait.loved_share or 0.0) - (trait.other_share or 0.0)
    return shelf, 2.0 if trait.p is None else trait.p, -ahead, trait.field, str(trait.value)
