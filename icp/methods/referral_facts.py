"""What a client list says about who sent whom, each figure derived when it is first asked for."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from icp.catalogue import catalogue
from icp.methods.cells import fold, split_entries
from icp.methods.match import Scored, find_column, find_former, score
from icp.methods.overlap import (
    Intersection,
    MixOverlap,
    Pair,
    SourceRate,
    Sources,
    compare_mixes,
    intersect_sources,
    mix_of_sources,
    pair_sources,
    rate_sources,
    read_sources,
)
from icp.methods.referrals import Links, LinkTest, correlate_links, resolve_links, sum_downstream
from icp.methods.value import is_number_column, is_unknown, read_numbers, read_option
from icp.model import Avatar

GLAD, SINKS = 1, 3
DEEPEST = 4
MIXED = 24
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")

Group = Literal["favourites", "fitting"]


@dataclass(frozen=True, slots=True)
class Sender:
    """Somebody who sent clients: a client by row number, or an outside person (``client`` None).

    ``direct``: rows of those they sent; ``clients``, ``loved``, ``unvalued`` and ``value``: of all that came of it
    over any number of steps (``unvalued``: clients whose income is unknown, adding nothing); ``own``: their own income.
    """

    name: str
    client: int | None
    direct: tuple[int, ...]
    clients: int
    loved: int
    value: float
    own: float
    unvalued: int


@dataclass(frozen=True, slots=True)
class Branch:
    """One person of the referral tree: a client by row number, or somebody or something outside (``client`` None).

    ``own``: their yearly income, 0 where unknown; ``value``: what all their branches carry; ``clients``: how many hang
    on them. A client sent by two hangs on the first; one deeper than :data:`DEEPEST` hangs on the last level drawn.
    """

    name: str
    client: int | None
    tier: int | None
    own: float
    value: float
    clients: int
    branches: tuple[Branch, ...] = ()


@dataclass(frozen=True, slots=True)
class Share:
    """Of ``of`` clients, ``came`` came through somebody; of ``unsaid`` nothing is known."""

    came: int
    of: int
    unsaid: int


class Referrals:
    """A client list read for its senders. Former clients count.

    ``frame``: one row a client, headed by fields or headers (``referred_by``, ``source``, ``tier``, ``annual_value`` or
    ``average_sale`` and ``frequency``, ``first_date``; any may be missing); ``names``: one a row. ``avatar`` is needed
    for :attr:`test` and :attr:`fits` only. Raises ValueError when names and rows differ in number.
    """

    def __init__(self, frame: pd.DataFrame, names: Sequence[str], avatar: Avatar | None = None) -> None:
        if len(names) != len(frame):
            raise ValueError("there must be one name a row")
        self.names = tuple(names)
        self.avatar = avatar
        self._frame = frame
        self.referred_by = self._texts("referred_by")
        self.channels = self._texts("source")

    def __len__(self) -> int:
        return len(self.names)

    # ── the clients ──────────────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def tiers(self) -> NDArray[np.float64]:
        """1 glad, 2 fine, 3 heart sinks, NaN not said; shape (clients,)."""
        known = {option.value: float(option.value) for option in catalogue().fields["tier"].options}
        cells = self._cells("tier")
        meaning = {cell: known.get(read_option("tier", cell), math.nan) for cell in set(map(str, cells))}
        return np.array([meaning[str(cell)] for cell in cells], dtype=np.float64)

    @cached_property
    def values(self) -> NDArray[np.float64]:
        """Yearly income, else average sale × frequency; NaN not known, or less than nothing; shape (clients,)."""
        given, average, often = (self._numbers(field) for field in ("annual_value", "average_sale", "frequency"))
        found = np.where(np.isnan(given), average * often, given)
        return np.where(found >= 0, found, np.nan)

    @cached_property
    def former(self) -> NDArray[np.bool_]:
        """Who has left, shape (clients,)."""
        return find_former(self._frame)

    @cached_property
    def favourites(self) -> NDArray[np.bool_]:
        """Whom the owner is glad of, shape (clients,)."""
        return np.asarray(self.tiers == GLAD)

    @cached_property
    def others(self) -> NDArray[np.bool_]:
        """Who is rated and no favourite, shape (clients,)."""
        return np.asarray(self.tiers > GLAD)

    @cached_property
    def scored(self) -> Scored | None:
        """The list held against the avatar; None without one."""
        return None if self.avatar is None else score(self._frame, self.avatar)

    @cached_property
    def match(self) -> NDArray[np.float64]:
        """Match 0–100, NaN where no weighted wish is answered, shape (clients,)."""
        if self.scored is None:
            return np.full(len(self), np.nan)
        return np.where(self.scored.coverage > 0, self.scored.match, np.nan)

    @cached_property
    def fits(self) -> NDArray[np.bool_]:
        """Whose known match reaches the owner's fit line, shape (clients,)."""
        line = math.inf if self.avatar is None else self.avatar.fit_line - 1e-9
        return np.asarray(self.match >= line)

    # ── who sent whom ────────────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def links(self) -> Links:
        """Links between clients, and what became none."""
        return resolve_links(self.names, self.referred_by)

    @cached_property
    def channel_names(self) -> frozenset[str]:
        """Folded names that stand in the channel column: such a name in "sent by" is no person."""
        return frozenset(fold(text) for cell in self.channels for text in split_entries(cell))

    @cached_property
    def outside(self) -> dict[str, tuple[int, ...]]:
        """People who are no one client of the list → rows of those they sent, the most first."""
        rows: defaultdict[str, list[int]] = defaultdict(list)
        spelling: dict[str, str] = {}
        for entry in self.links.unmatched:
            key = fold(entry.text)
            if key not in self.channel_names:
                rows[spelling.setdefault(key, entry.text)].append(entry.client)
        return {name: tuple(rows[name]) for name in sorted(rows, key=lambda name: (-len(rows[name]), name))}

    @cached_property
    def sent_by_two(self) -> tuple[int, ...]:
        """Rows of clients with more than one sender."""
        times = Counter(row for sender in self.senders for row in sender.direct)
        return tuple(sorted(row for row, n in times.items() if n > 1))

    @cached_property
    def through_someone(self) -> NDArray[np.bool_]:
        """Who came through a person, a client or not, shape (clients,)."""
        came = np.zeros(len(self), dtype=np.bool_)
        came[[referred for _, referred in self.links.links]] = True
        for rows in self.outside.values():
            came[list(rows)] = True
        return came

    @cached_property
    def unsaid(self) -> NDArray[np.bool_]:
        """Of whom neither a sender nor a channel is known, shape (clients,)."""
        pairs = zip(self.referred_by, self.channels, strict=True)
        return np.array([sender is None and channel is None for sender, channel in pairs], dtype=np.bool_)

    def share(self, group: NDArray[np.bool_]) -> Share:
        """How many of a group came through somebody."""
        return Share(int((self.through_someone & group).sum()), int(group.sum()), int((self.unsaid & group).sum()))

    @cached_property
    def senders(self) -> tuple[Sender, ...]:
        """Everybody who sent a client, with all that came of it: the most income first, then the most clients.

        People outside the list are put beside its clients, without income of their own.
        """
        outsiders = tuple(self.outside)
        rows = range(len(self), len(self) + len(outsiders))
        sent_from_outside = [(row, to) for row, name in zip(rows, outsiders, strict=True) for to in self.outside[name]]
        everybody = Links(len(self) + len(outsiders), (*self.links.links, *sent_from_outside), (), (), ())
        extra = np.zeros(len(outsiders))
        values, loved = np.append(self.values, extra), np.append(self.favourites, extra > 0)
        children: defaultdict[int, list[int]] = defaultdict(list)
        for referrer, referred in everybody.links:
            children[referrer].append(referred)
        return tuple(
            Sender(
                name=self.names[d.client] if d.client < len(self) else outsiders[d.client - len(self)],
                client=d.client if d.client < len(self) else None,
                direct=tuple(children[d.client]),
                clients=d.clients,
                loved=d.loved,
                value=d.value,
                own=d.own,
                unvalued=d.unvalued,
            )
            for d in sum_downstream(everybody, values, loved)
        )

    @cached_property
    def tree(self) -> tuple[Branch, ...]:
        """The referral forest: senders whom nobody sent, the most income first, and all that hangs on them.

        In a circle of clients who sent each other, the first one of the list begins.
        """
        sent = {sender.name if sender.client is None else sender.client: sender.direct for sender in self.senders}
        referred = {client for rows in sent.values() for client in rows}
        starts = [key for key in sent if key not in referred]
        parent: dict[int, int | str] = {}
        depth: dict[int | str, int] = {}
        order: list[int | str] = []

        def follow(start: int | str) -> None:
            depth[start] = 0
            waiting = [start]
            for key in waiting:
                for child in sent.get(key, ()):
                    if child not in depth:
                        at = key if depth[key] < DEEPEST or isinstance(key, str) else parent[key]
                        parent[child], depth[child] = at, depth[at] + 1
                        waiting.append(child)
            order.extend(waiting)

        for start in starts:
            follow(start)
        for row in sorted(key for key in sent if isinstance(key, int)):  # what is left goes round in circles
            if row not in depth:
                follow(row)
        branches: defaultdict[int | str, list[Branch]] = defaultdict(list)
        roots: list[Branch] = []
        for key in sorted(order, key=lambda key: -depth[key]):
            grown = self._branch(key, branches[key])
            if isinstance(key, int) and key in parent:
                branches[parent[key]].append(grown)
            else:
                roots.append(grown)
        return tuple(sorted(roots, key=_by_weight))

    def _branch(self, key: int | str, below: Sequence[Branch]) -> Branch:
        below = sorted(below, key=_by_size)
        value = sum(branch.own + branch.value for branch in below)
        clients = sum(1 + branch.clients for branch in below)
        if isinstance(key, str):
            return Branch(key, None, None, 0.0, value, clients, tuple(below))
        tier, own = self.tiers[key], self.values[key]
        return Branch(
            self.names[key],
            key,
            None if math.isnan(tier) else int(tier),
            0.0 if math.isnan(own) else float(own),
            value,
            clients,
            tuple(below),
        )

    def favourite_tree(self, most: int = 4, unsaid: str = "?") -> tuple[Branch, ...]:
        """Who or what sent the first ``most`` favourites, one level deep; ``unsaid`` names the sender nobody knows."""
        by_row: dict[int, int | str] = {}
        for sender in self.senders:
            for row in sender.direct:
                by_row.setdefault(row, sender.name if sender.client is None else sender.client)
        found: defaultdict[int | str, list[Branch]] = defaultdict(list)
        for row in np.flatnonzero(self.favourites)[:most].tolist():
            channels = split_entries(self.channels[row]) or split_entries(self.referred_by[row])
            found[by_row.get(row, channels[0] if channels else unsaid)].append(self._branch(row, ()))
        return tuple(sorted((self._branch(key, sent) for key, sent in found.items()), key=_by_weight))

    @cached_property
    def test(self) -> LinkTest:
        """Whether good clients send good clients: thousands of shuffles, so only where it is shown."""
        return correlate_links(self.links, self.match, self.years, self.channels)

    @cached_property
    def years(self) -> tuple[int | None, ...]:
        """The year each client came, None not known."""
        found = (None if is_unknown(cell) else _YEAR.search(str(cell)) for cell in self._cells("first_date"))
        return tuple(None if year is None else int(year[0]) for year in found)

    @cached_property
    def sent_by_tier(self) -> NDArray[np.int64]:
        """Links by feeling, sender × sent, shape (4, 4): glad, fine, heart sinks, not said."""
        table = np.zeros((4, 4), dtype=np.int64)
        tier = np.nan_to_num(self.tiers, nan=4).astype(int) - 1
        for referrer, referred in self.links.links:
            table[tier[referrer], tier[referred]] += 1
        return table

    # ── sources ──────────────────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def sources(self) -> Sources:
        """Channels and people together: which client came through which."""
        return read_sources(self.channels, self.referred_by, self.names)

    @cached_property
    def loved_by_source(self) -> NDArray[np.int64]:
        """Favourites of each source, in the order of the sources' labels."""
        return np.asarray(self.sources.members.T @ self.favourites.astype(np.int64), dtype=np.int64)

    @cached_property
    def rates(self) -> tuple[SourceRate, ...]:
        """What each source brings, the largest source first."""
        return rate_sources(self.sources, self.tiers, self.values)

    @cached_property
    def intersections(self) -> tuple[Intersection, ...]:
        """Clients by their exact set of sources."""
        return intersect_sources(self.sources)

    def pairs(self, least: int = 1) -> tuple[Pair, ...]:
        """Every two sources with at least ``least`` clients each."""
        return tuple(pair_sources(self.sources, least))

    def group(self, group: Group) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Masks of the ideal clients, by feeling or by fit, and of the others."""
        if group == "favourites":
            return self.favourites, self.others
        return self.fits, np.asarray(~np.isnan(self.match) & ~self.fits)

    def mix(self, group: Group) -> MixOverlap | None:
        """How far the ideal clients' sources and the others' coincide, with what chance alone would show.

        Beyond the :data:`MIXED` largest, all sources count as one: who sent a single client cannot coincide with
        anybody, and every mixture more makes each shuffle longer.
        """
        if group not in self._mixes:
            self._mixes[group] = compare_mixes(mix_of_sources(self._pooled), *self.group(group))
        return self._mixes[group]

    @cached_property
    def _pooled(self) -> Sources:
        from scipy.sparse import csr_array

        if len(self.sources.labels) <= MIXED:
            return self.sources
        members = np.asarray(self.sources.members.toarray(), dtype=np.int64)
        small = members[:, MIXED:].any(axis=1)
        return Sources((*self.sources.labels[:MIXED], ""), csr_array(np.column_stack([members[:, :MIXED], small])))

    @cached_property
    def _mixes(self) -> dict[Group, MixOverlap | None]:
        return {}

    # ── cells ────────────────────────────────────────────────────────────────────────────────────────────────────

    def _cells(self, field: str) -> list[object]:
        column = find_column(self._frame, field)
        return [None] * len(self) if column is None else column.astype(object).tolist()

    def _texts(self, field: str) -> tuple[str | None, ...]:
        """Cells as text; "don't know" and blanks are None."""
        return tuple(None if is_unknown(cell) else str(cell) for cell in self._cells(field))

    def _numbers(self, field: str) -> NDArray[np.float64]:
        column = find_column(self._frame, field)
        if column is None:
            return np.full(len(self), np.nan)
        if is_number_column(column):
            return column.to_numpy(dtype=np.float64, na_value=np.nan)
        return read_numbers([None if is_unknown(cell) else cell for cell in column.astype(object)])


def _by_size(branch: Branch) -> tuple[float, int, str]:
    return -(branch.own + branch.value), -branch.clients, branch.name


def _by_weight(root: Branch) -> tuple[float, int, str]:
    return -root.value, -root.clients, root.name
