"""Record linkage: how likely two records of a list are one person.

Fellegi & Sunter 1969 (doi 10.1080/01621459.1969.10501049) in the form of Newcombe et al. 1959 (doi
10.1126/science.130.3381.954): every comparison that agrees, nearly agrees or differs adds log2(m / u) bits, m being how
often it comes out like that for two records of one person and u for two people; what is unknown on either side adds
nothing. The prior odds and the bits make the chance that the two are one.

Nothing is fitted to any file. m are the stated habits of people who type (:data:`TRAITS`, :data:`_TOKEN`); u is
how often the value itself stands in this list, so that "London" weighs less than a rare street (Winkler 1989,
"Frequency-Based Matching in the Fellegi-Sunter Model of Record Linkage"), mixed with ``_PRIOR_RECORDS`` imagined
records so that a list of five is not taken for the world.

Answers of one household or firm are no independent evidence (the last name, street, town and firm of a relative or
colleague agree all at once), so what speaks for the circle someone belongs to is summed and bounded by how many others
of one's own circle a client has on the list (``KIN``): beyond that only what is a person's own can tell. A
name alone makes even odds at most: a list holds as many namesakes as doubles.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

from icp.catalogue import catalogue, normalise_header
from icp.roster.cells import read_date
from icp.roster.referrers import plain_name

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NameLikeness = Literal[
    "same_name", "one_letter", "close_name", "swapped", "short_name", "initials", "part_of_name",
    "other_first", "other_last", "other_name",
]  # fmt: skip
_Reading = Literal["text", "address", "digits", "number", "word"]

DOUBLES = 0.2
"""Other records of the same person a client has on average: one in five stands there twice."""
KIN = 0.05
"""Others of the same family or desk a client has on average, alike in all that a household or firm shares."""
TWINS = 0.01
"""How many pairs of relatives on a list were born on one day."""
NAMESAKE = 0.02
"""How often a relative bears the same first name, however rare it is."""
_PRIOR_RECORDS = 100.0  # weight of the common share against what this list shows
_MOVED = -5.0  # bits; everything else may differ at once when somebody moved house or changed jobs
_CROWD = 40  # records that may share a value for each of them to be compared with each
_LONG = (
    1_000_000  # records × crowd: on longer lists a crowd is smaller, so that time grows with the list, not its square
)
_SLIP = 1 / 200  # two people's texts or numbers that lie within one slip of each other
_INITIAL = 1 / 15  # two people's names that begin alike
_TELLING = 2.0  # bits from which an answer is worth naming as a reason


@dataclass(frozen=True, slots=True)
class Trait:
    """How a kind of answer behaves.

    ``same``, ``near``: how often two records of one person agree in it, or nearly; the rest differ. ``common``: how
    often two people do, where the list is too short to tell. ``own``: a person's own, not their household's or firm's.
    ``against``: a difference counts. ``reading``: what nearly means: one slip in five letters of a text, one in a whole
    address or row of digits, a number one off, or nothing.
    """

    same: float
    near: float
    common: float
    own: bool = False
    against: bool = True
    reading: _Reading = "text"


TRAITS: Mapping[str, Trait] = {
    # Records that share one of these are one client by themselves when a file is read, so that those that are left
    # differ in it more often than not: little speaks against.
    "email": Trait(0.2, 0.1, 1e-5, own=True, reading="address"),
    "phone": Trait(0.2, 0.1, 1e-4, against=False, reading="digits"),
    "record_id": Trait(0.1, 0.0, 1e-6, own=True, against=False, reading="word"),
    "birthday": Trait(0.88, 0.08, 1 / 20_000, own=True, reading="digits"),
    "age": Trait(0.7, 0.2, 1 / 50, own=True, reading="number"),
    "gender": Trait(0.97, 0.0, 0.5, own=True, reading="word"),
    "company": Trait(0.7, 0.1, 1 / 200),
    "place": Trait(0.75, 0.1, 1 / 50),
    "first_date": Trait(0.8, 0.0, 1 / 20, against=False, reading="word"),
}
"""By field; ``birthday`` is the day itself, which a list keeps as an age only."""
_ADDRESS = Trait(0.75, 0.12, 1 / 500)
_NUMBER = Trait(0.85, 0.08, 1e-5, own=True, reading="digits")
_ANYTHING = Trait(0.8, 0.0, 1 / 20, against=False, reading="word")


@dataclass(frozen=True, slots=True)
class Link:
    """Two records (positions, the earlier first) and the chance 0–1 that they are one person.

    ``same``, ``near``, ``differ``: the answers that agree, nearly agree (the most telling first) and contradict.
    """

    first: int
    second: int
    chance: float
    name: NameLikeness
    same: tuple[str, ...]
    near: tuple[str, ...]
    differ: tuple[str, ...]


def link_records(
    names: Sequence[str], records: Sequence[Mapping[str, str]], least: float, *, namesakes: float
) -> list[Link]:
    """Pairs of records that are one person with a chance of at least ``least``, in no telling order.

    Two of exactly one name need a chance of ``namesakes`` only.

    ``names`` ("" for somebody without) and ``records`` (folded text by field or header) have one entry a person.
    Pairs are looked for among records that share a number or birthday of their own, a name, or any other answer and
    the beginning of a name; what a crowd shares (more than 40; fewer on a list of more than 25,000) is passed over.
    The order of the records makes no difference.
    """
    if len(names) < 2:
        return []
    import numpy as np

    people = _People.of(names)
    columns = [_Column.of(what, [record.get(what, "") for record in records]) for what in _list_answers(records)]
    first, second = _find_candidates(people, columns)
    first, second = _drop_strangers(people, columns, first, second)
    circle, own = np.zeros(len(first)), np.zeros(len(first))
    birthday = np.zeros(len(first))
    found = [column.compare(first, second) for column in columns]
    for column, (bits, _) in zip(columns, found, strict=True):
        if column.what == "birthday":
            birthday = bits
        elif column.trait.own:
            own += bits
        else:
            circle += bits
    prior = math.log2(DOUBLES / len(names))
    ceiling = math.log2(len(names) / KIN)
    floors = np.where(
        people.whole[first] == people.whole[second],
        math.log2(namesakes / (1 - namesakes)),
        math.log2(least / (1 - least)),
    )
    given_at_most, last_at_most = people.bound(first, second)
    hopeful = prior + np.minimum(circle + last_at_most, ceiling) + given_at_most + own + birthday >= floors
    links = []
    for at in np.flatnonzero(hopeful).tolist():
        a, b = int(first[at]), int(second[at])
        given, last, likeness = people.compare(a, b)
        named = min(given + max(last, 0.0), -prior)
        shared = min(max(float(circle[at]) + named, given + _MOVED), given + ceiling) + min(last, 0.0)
        born = float(birthday[at])
        if likeness in ("other_first", "other_name"):
            born = min(born, math.log2(TRAITS["birthday"].same / TWINS))
        total = prior + shared + float(own[at]) + born
        if total < floors[at] or (likeness == "other_name" and own[at] + born <= 0):
            continue
        told = [(float(w[at]), int(level[at]), column.what) for column, (w, level) in zip(columns, found, strict=True)]
        told.sort(key=lambda each: (-each[0], each[2]))
        links.append(
            Link(
                a,
                b,
                round(1 / (1 + 2**-total), 9),
                likeness,
                tuple(what for weight, level, what in told if level == _SAME and weight >= _TELLING),
                tuple(what for weight, level, what in told if level == _NEAR and weight > 0),
                tuple(what for _, level, what in told if level == _DIFFERS),
            )
        )
    return links


def may_be_one(name: str, other: str) -> bool:
    """Whether two names may be spellings of one person's; "Tom Hill" is neither "Ana Hill" nor "Tom Reed".

    >>> may_be_one("A. Brook", "Ana Brook"), may_be_one("Jon Hill", "John Hill"), may_be_one("Tom Hill", "Ana Hill")
    (True, True, False)
    """
    likeness = _People.of((name, other)).compare(0, 1)[2]
    return likeness not in ("other_first", "other_last", "other_name")


# ── answers ──────────────────────────────────────────────────────────────────────────────────────────────────────

_UNKNOWN, _SAME, _NEAR, _DIFFERS = 0, 1, 2, 3


def _list_answers(records: Sequence[Mapping[str, str]]) -> list[str]:
    return sorted({what for record in records for what in record})


def _share(others: float, common: float, records: int) -> float:
    """How often a stranger gives this answer: as others of the list do, mixed with what is common."""
    return (max(others, 0.0) + _PRIOR_RECORDS * common) / (max(records - 2, 0) + _PRIOR_RECORDS)


@dataclass(frozen=True, slots=True)
class _Column:
    """One answer of everybody: ``codes`` (−1 unknown) into ``values``, and the bits each value adds when it agrees."""

    what: str
    trait: Trait
    values: tuple[str, ...]
    codes: NDArray[np.int64]
    bits: NDArray[np.float64]

    @classmethod
    def of(cls, what: str, texts: Sequence[str]) -> _Column:
        import numpy as np

        counts = Counter(text for text in texts if text)
        values = tuple(counts)
        trait = _find_trait(what, counts)
        code = {value: at for at, value in enumerate(values)}
        codes = np.fromiter((code.get(text, -1) for text in texts), dtype=np.int64, count=len(texts))
        known = counts.total()
        bits = np.array([math.log2(trait.same / _share(counts[v] - 2, trait.common, known)) for v in values])
        return cls(what, trait, values, codes, bits)

    def compare(self, first: NDArray[np.int64], second: NDArray[np.int64]) -> tuple[NDArray[Any], NDArray[Any]]:
        """Bits of each pair, and whether it agrees, nearly does or differs."""
        import numpy as np

        a, b = self.codes[first], self.codes[second]
        bits, level = np.zeros(len(a)), np.full(len(a), _UNKNOWN)
        known = (a >= 0) & (b >= 0)
        same = known & (a == b)
        level[same], bits[same] = _SAME, self.bits[a[same]]
        unequal = np.flatnonzero(known & ~same)
        near = self._is_near(a[unequal], b[unequal])
        if self.trait.near:
            level[unequal[near]] = _NEAR
            chance = 2 * self.trait.common if self.trait.reading == "number" else _SLIP
            bits[unequal[near]] = math.log2(self.trait.near / chance)
        if self.trait.against:
            level[unequal[~near]] = _DIFFERS
            bits[unequal[~near]] = math.log2(1 - self.trait.same - self.trait.near)
        return bits, level

    def _is_near(self, a: NDArray[np.int64], b: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Whether two unequal values lie one slip apart (for a text: one in every five letters)."""
        import numpy as np

        if not len(a) or self.trait.reading == "word":
            return np.zeros(len(a), dtype=bool)
        if self.trait.reading == "number":
            numbers = np.array([_read_number(value) for value in self.values])
            return np.asarray(np.abs(numbers[a] - numbers[b]) <= 1)
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        values = np.array(self.values, dtype=object)
        ones, others = values[a], values[b]
        long = np.array([len(value) >= 4 for value in self.values])
        if self.trait.reading == "digits":
            slips = process.cpdist(ones, others, scorer=OSA.distance, score_cutoff=1, dtype=np.int32)
            return np.asarray((slips <= 1) & long[a] & long[b])
        if self.trait.reading == "address":
            alike = process.cpdist(ones, others, scorer=OSA.distance, score_cutoff=1, dtype=np.int32) <= 1
        else:
            alike = (
                process.cpdist(ones, others, scorer=OSA.normalized_similarity, score_cutoff=0.8, dtype=np.float32) > 0
            )
        # Another number is another house, and the next namesake's address, rather than a slip.
        digits = _encode(["0" + "".join(filter(str.isdigit, value)) for value in self.values])
        return np.asarray(alike & long[a] & long[b] & (digits[a] == digits[b]))


def _read_number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan


def _find_trait(what: str, counts: Counter[str]) -> Trait:
    """By field; else by the words of the header; else an own number where nearly everybody has another one."""
    if what in TRAITS:
        return TRAITS[what]
    words = frozenset(normalise_header(what.removeprefix("x_")).split())
    if words & frozenset(catalogue().columns.extra.get("household", {}).get("words", ())):
        return _ADDRESS
    known = counts.total()
    numbers = sum(n for text, n in counts.items() if sum(map(str.isdigit, text)) >= max(5, len(text) - 3))
    days = sum(n for text, n in counts.items() if read_date(text))
    telling = known and numbers >= 0.9 * known and len(counts) >= 0.45 * known and days <= 0.5 * known
    return _NUMBER if telling else _ANYTHING


# ── names ────────────────────────────────────────────────────────────────────────────────────────────────────────

_TOKEN = {"same": 0.8, "near": 0.12, "short": 0.05, "initial": 0.05, "differs": 0.02}
"""How often a part of a name comes out like that for one person: typed alike, with a slip, as a short form, …"""
_SWAPPED = 0.03  # records with first and last name the other way round
_GIVEN_AT_MOST = math.log2(_TOKEN["same"] / NAMESAKE)
_Slot = Literal["same", "near", "short", "initial", "differs"]


@lru_cache(maxsize=1)
def _short_forms() -> Mapping[str, frozenset[int]]:
    groups: dict[str, set[int]] = {}
    for at, group in enumerate(catalogue().columns.extra.get("short_forms", {}).get("groups", ())):
        for name in group:
            groups.setdefault(name, set()).add(at)
    return {name: frozenset(at) for name, at in groups.items()}


@dataclass(frozen=True, slots=True)
class _People:
    """Everybody's name in parts, and how many on the list bear a part.

    ``whole``, ``firsts`` and ``lasts`` number the names and their outer parts, −1 where there is none.
    """

    plain: tuple[str, ...]
    parts: tuple[tuple[str, ...], ...]
    bearers: Mapping[str, int]
    whole: NDArray[np.int64]
    firsts: NDArray[np.int64]
    lasts: NDArray[np.int64]

    @classmethod
    def of(cls, names: Sequence[str]) -> _People:
        plain = tuple(map(plain_name, names))
        parts = tuple(tuple(name.split()) for name in plain)
        ends = [*(own[0] if own else "" for own in parts), *(own[-1] if own else "" for own in parts)]
        outer = _encode(ends)
        bearers = Counter(part for own in parts for part in set(own))
        return cls(plain, parts, bearers, _encode(plain), outer[: len(parts)], outer[len(parts) :])

    def bound(
        self, first: NDArray[np.int64], second: NDArray[np.int64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The most bits that the first and the last names of these pairs can add, without comparing letters."""
        import numpy as np

        a, b, c, d = self.firsts[first], self.lasts[first], self.firsts[second], self.lasts[second]
        same = np.array([self._bits(own[-1], own[-1], "same") if own else 0.0 for own in self.parts])
        several = np.array([len(own) > 2 for own in self.parts])
        single = (a == b) | (c == d)
        crossed = (a == d) | (b == c)
        slip = math.log2(_TOKEN["near"] / (2 * _SLIP))
        given = np.where((a == c) | crossed | several[first] | several[second], _GIVEN_AT_MOST, slip)
        rarest = max(float(same.max()), slip)
        last = np.where(
            crossed | single | several[first] | several[second], rarest, np.where(b == d, same[first], slip)
        )
        return given, np.maximum(last, slip)

    def compare(self, a: int, b: int) -> tuple[float, float, NameLikeness]:
        """Bits of the first and of the last name, and how the names are alike."""
        one, other = self.parts[a], self.parts[b]
        if len(one) > len(other) or (len(one) == len(other) and one > other):
            one, other = other, one
        if not one or not other:
            return 0.0, 0.0, "other_name"
        if len(one) == 1:
            return self._compare_single(one[0], other)
        straight = self._compare_slots(one[:-1], other[:-1], one[:0:-1], other[:0:-1])
        crossed = self._compare_slots(one[:-1], other[:0:-1], one[:0:-1], other[:-1])
        turned = sum(crossed[0]) + math.log2(_SWAPPED) > sum(straight[0])
        (given, last), slots = crossed if turned else straight
        if turned:
            given += math.log2(_SWAPPED)
        if len(one) != len(other) and _is_near("".join(one), "".join(other)):  # a space too many inside a name
            split = self._bits(one[0], other[0], "near"), self._bits(one[-1], other[-1], "near")
            if sum(split) > given + last:
                return *split, "close_name"
        return given, last, _judge(one, other, slots, turned)

    def _compare_single(self, part: str, other: tuple[str, ...]) -> tuple[float, float, NameLikeness]:
        """A name of one word against any: it may be either name, and so tells no more than a family would."""
        slots = [(self._bits(part, theirs, slot := _compare_parts(part, theirs)), slot) for theirs in other]
        bits, slot = max(slots)
        alone = len(other) == 1
        likeness: NameLikeness
        if slot == "same":
            likeness = "same_name" if alone else "part_of_name"
        elif slot == "near":
            likeness = "close_name" if not alone else "one_letter" if _is_one_slip(part, other[0]) else "close_name"
        else:
            likeness = "short_name" if slot == "short" else "initials" if slot == "initial" else "other_name"
        return 0.0, bits, likeness

    def _compare_slots(
        self,
        firsts: tuple[str, ...],
        other_firsts: tuple[str, ...],
        lasts: tuple[str, ...],
        other_lasts: tuple[str, ...],
    ) -> tuple[tuple[float, float], tuple[_Slot, _Slot]]:
        """First names and last names; of several any may be the one that is used, the outermost is named first."""
        given, first_slot = self._compare_any(firsts, other_firsts, short=True)
        last, last_slot = self._compare_any(lasts, other_lasts, short=False)
        return (min(given, _GIVEN_AT_MOST), last), (first_slot, last_slot)

    def _compare_any(self, ours: tuple[str, ...], theirs: tuple[str, ...], *, short: bool) -> tuple[float, _Slot]:
        """The outermost name of either side against any of the other's: the pair that says most."""
        tried = {(ours[0], name) for name in theirs} | {(name, theirs[0]) for name in ours}
        found: list[tuple[float, _Slot]] = []
        for one, other in tried:
            slot = _compare_parts(one, other)
            slot = "differs" if slot == "short" and not short else slot
            found.append((self._bits(one, other, slot), slot))
        return max(found)

    def _bits(self, one: str, other: str, slot: _Slot) -> float:
        if slot == "same":
            chance = _share(self.bearers[one] - 2, 1 / 500, len(self.plain))
            chance = max(chance, _INITIAL) if len(one) == 1 else chance
        else:
            chance = {"near": 2 * _SLIP, "short": 2 * _SLIP, "initial": _INITIAL}.get(slot, 1.0)
        return math.log2(_TOKEN[slot] / chance)


def _compare_parts(one: str, other: str) -> _Slot:
    if one == other:
        return "same"
    if min(len(one), len(other)) == 1:
        return "initial" if one[0] == other[0] else "differs"
    short = _short_forms()
    if short.get(one, frozenset()) & short.get(other, frozenset()):
        return "short"
    return "near" if _is_near(one, other) else "differs"


def _is_near(one: str, other: str) -> bool:
    """Two slips in seven letters or more, one in four, or three letters in another order."""
    from rapidfuzz.distance import OSA

    longest = max(len(one), len(other))
    slips = 2 if longest >= 7 else 1 if longest >= 4 else 0
    return OSA.distance(one, other, score_cutoff=slips) <= slips or (longest == 3 and sorted(one) == sorted(other))


def _is_one_slip(one: str, other: str) -> bool:
    from rapidfuzz.distance import OSA

    return OSA.distance(one, other, score_cutoff=1) <= 1


def _judge(one: tuple[str, ...], other: tuple[str, ...], slots: tuple[_Slot, _Slot], turned: bool) -> NameLikeness:
    if one == other:
        return "same_name"
    first, last = slots
    if first == "differs" or last == "differs":
        return "other_name" if first == last else "other_first" if first == "differs" else "other_last"
    if turned:
        return "swapped"
    if "initial" in slots:
        return "initials"
    if first == "short":
        return "short_name"
    if len(one) != len(other):
        return "part_of_name"
    return "one_letter" if _is_one_slip(" ".join(one), " ".join(other)) else "close_name"


# ── which pairs to look at ───────────────────────────────────────────────────────────────────────────────────────


def _find_candidates(people: _People, columns: Sequence[_Column]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Pairs that share an own number, a name, or an answer and the beginning of a name; each once, sorted."""
    import numpy as np

    count = len(people.plain)
    rows = np.arange(count)
    twice = np.concatenate([rows, rows])
    firsts = [parts[0] if parts else "" for parts in people.parts]
    lasts = [parts[-1] if parts else "" for parts in people.parts]
    letters, beginnings = (_encode([name[:length] for name in (*firsts, *lasts)]) for length in (1, 3))
    whole = _encode([*firsts, *lasts])
    crossed = np.concatenate([letters[count:], letters[:count]])
    span = 2 * count + 1
    pairs = [
        _pair_up(_encode([" ".join(sorted(parts)) for parts in people.parts]), rows),
        _pair_up(np.where((whole >= 0) & (crossed >= 0), whole * span + crossed, -1), twice),
    ]
    for column in columns:
        if column.trait.own and column.trait.common <= 0.001:
            pairs.append(_pair_up(column.codes, rows))
        codes = np.concatenate([column.codes, column.codes])
        pairs += [
            _pair_up(np.where((codes >= 0) & (name >= 0), codes * span + name, -1), twice)
            for name in (letters, beginnings)
        ]
    merged = np.sort(np.concatenate(pairs))
    merged = merged[np.diff(merged, prepend=-1) > 0]
    return merged // count, merged % count


def _encode(texts: Sequence[str]) -> NDArray[np.int64]:
    """Equal texts get equal numbers, an empty one −1."""
    import numpy as np

    code = {"": -1}
    for text in texts:
        code.setdefault(text, len(code) - 1)
    return np.fromiter((code[text] for text in texts), dtype=np.int64, count=len(texts))


def _pair_up(keys: NDArray[np.int64], rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Pairs of different rows with the same key ≥ 0 that no crowd shares: smaller · n + larger."""
    import numpy as np

    count = int(rows.max()) + 1
    crowd = min(_CROWD, max(6, _LONG // count))
    keys, rows = keys[keys >= 0], rows[keys >= 0]
    order = np.argsort(keys, kind="stable")
    keys, rows = keys[order], rows[order]
    starts = np.flatnonzero(np.diff(keys, prepend=-1))
    sizes = np.diff(starts, append=len(keys))
    kept = np.repeat((sizes > 1) & (sizes <= crowd), sizes)
    keys, rows = keys[kept], rows[kept]
    found = [np.empty(0, dtype=np.int64)]
    for apart in range(1, crowd):
        equal = keys[apart:] == keys[:-apart] if apart < len(keys) else np.empty(0, dtype=bool)
        if not equal.any():
            break
        a, b = rows[:-apart][equal], rows[apart:][equal]
        found.append((np.minimum(a, b) * count + np.maximum(a, b))[a != b])
    return np.concatenate(found)


def _drop_strangers(
    people: _People, columns: Sequence[_Column], first: NDArray[np.int64], second: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Keep pairs with an own answer in common, or names that have half their letters in common."""
    import numpy as np
    from rapidfuzz import fuzz, process

    own = np.zeros(len(first), dtype=bool)
    for column in columns:
        if column.trait.own and column.trait.common <= 0.001:
            own |= (column.codes[first] >= 0) & (column.codes[first] == column.codes[second])
    ordered = [" ".join(sorted(parts)) for parts in people.parts]
    open_ones = np.flatnonzero(~own)
    alike = process.cpdist(
        [ordered[at] for at in first[open_ones]],
        [ordered[at] for at in second[open_ones]],
        scorer=fuzz.ratio,
        score_cutoff=50,
        dtype=np.float32,
    )
    own[open_ones] = alike > 0
    return first[own], second[own]
