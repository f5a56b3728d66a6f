"""Who sent whom: links between clients, whether good clients send good clients, and what a client brought in all."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from icp.methods.cells import fold, read_text, split_entries
from icp.methods.value import read_numbers

PERMUTATIONS = 9_999
SIGNIFICANT = 0.05
STRATUM_AT_LEAST = 3
REFERRERS_AT_LEAST = 3
LINKS_FOR_A_NO = 20
SHUFFLED_AT_ONCE = 100_000  # elements of one block: a few hundred kB stay in the processor's cache
TIE = 1e-10  # r is in [-1, 1]; two permutations that mean the same differ only by rounding

Verdict = Literal["yes", "no sign", "too few"]


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A referrer that is no one client: nobody has that name ("unknown"), or several have ("ambiguous")."""

    client: int
    text: str
    reason: Literal["unknown", "ambiguous"]


@dataclass(frozen=True, slots=True)
class Links:
    """Referral links between the ``clients`` rows of a client list, by row number.

    ``links``: (referrer, referred) in the order of the rows, without self-referrals. ``self_referrals``: clients that
    name themselves. ``cycles``: groups of clients that all lead back to each other; their links stay in ``links``.
    """

    clients: int
    links: tuple[tuple[int, int], ...]
    unmatched: tuple[Unmatched, ...]
    self_referrals: tuple[int, ...]
    cycles: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class LinkTest:
    """Whether good clients send good clients. ``links`` counts those with both matches known; ``r`` and ``p`` are
    ``None`` where there is nothing to correlate."""

    links: int
    referrers: int
    r: float | None
    p: float | None
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Downstream:
    """All a client brought, directly and through those they brought; each descendant counts once.

    ``value`` and ``own``: annual value of the descendants and of the client; ``unvalued``: descendants whose value is
    unknown (they add nothing); ``loved``: loved descendants.
    """

    client: int
    direct: int
    clients: int
    value: float
    own: float
    unvalued: int
    loved: int

    def at_risk(self, damage: float = 1.0) -> float:
        """What leaves when this client leaves: their own value and the share ``damage`` (0–1) of what they brought.

        >>> Downstream(0, 6, 6, 14030.0, 2400.0, 0, 1).at_risk(0.25)
        5907.5
        """
        return self.own + damage * self.value


def resolve_links(names: Sequence[object], referred_by: Sequence[object]) -> Links:
    """Turn each client's "who sent you" cell into links, a cell naming two referrers into two.

    Names are equal after trimming and casefolding (spelling variants are settled when a list is read). A cell is split
    on ``;``, else on ``,`` unless all of it is a client's name. Nothing is dropped silently: whatever becomes no link
    is in ``unmatched`` or ``self_referrals``.

    >>> found = resolve_links(["Ann", "Bo", "Cy", "Di"], [None, " ann", "Bo; Facebook", "Di"])
    >>> found.links, [entry.text for entry in found.unmatched], found.self_referrals
    (((0, 1), (1, 2)), ['Facebook'], (3,))

    Raises ``ValueError`` when the two sequences differ in length.
    """
    rows: defaultdict[str, list[int]] = defaultdict(list)
    for row, cell in enumerate(names):
        if (name := read_text(cell)) is not None:
            rows[fold(name)].append(row)
    links: list[tuple[int, int]] = []
    unmatched: list[Unmatched] = []
    selves: list[int] = []
    for client, (_, cell) in enumerate(zip(names, referred_by, strict=True)):
        for text in split_entries(cell, rows):
            named = rows.get(fold(text), [])
            if len(named) != 1:
                unmatched.append(Unmatched(client, text, "ambiguous" if named else "unknown"))
            elif named[0] == client:
                selves.append(client)
            else:
                links.append((named[0], client))
    return Links(len(names), tuple(links), tuple(unmatched), tuple(selves), _find_cycles(len(names), links))


def correlate_links(
    links: Links,
    match: ArrayLike,
    years: Sequence[object],
    channels: Sequence[object],
    *,
    permutations: int = PERMUTATIONS,
    seed: int = 0,
) -> LinkTest:
    """Do good clients send good clients?

    ``match`` (any unit, NaN unknown), ``years`` (join year) and ``channels`` have one entry a client. Pearson's r of
    the referrer's and the referred client's match over the links with both known (Newman 2003, eq. 21,
    doi 10.1103/PhysRevE.67.026126). Null: the referred clients change places among the links of their own
    ``link_strata``. Where a stratum had to span years, a client brings along the distance from the average match of
    its own year and meets the average of the year it moves to (permuting residuals: Freedman & Lane 1983,
    doi 10.1080/07350015.1983.10509354), for a list that simply got better over the years would otherwise look like
    good clients sending good ones; within one year this changes nothing.
    p = (1 + #{r* ≥ r}) / (permutations + 1), one-sided (Phipson & Smyth 2010, doi 10.2202/1544-6115.1585).
    "yes" at p ≤ 0.05; otherwise "no sign" with at least 20 links, "too few" with fewer. Under 3 different referrers,
    or when either side's matches are all the same: r and p are ``None``, "too few".
    The same links give the same p in any row order.

    Example: matches 10, 20, 30 send 12, 22, 32 in one year: r = 1, 1 of 6 orders reaches it, so p is about 1/6 and the
    verdict "too few".

    Raises ``ValueError`` when an argument does not have one entry a client.
    """
    values = np.asarray(match, dtype=np.float64)
    if not len(values) == len(years) == len(channels) == links.clients:
        raise ValueError("match, years and channels need one entry a client")
    pairs = np.array(links.links, dtype=np.intp).reshape(-1, 2)
    pairs = pairs[~np.isnan(values[pairs]).any(axis=1)]
    referrers = len(np.unique(pairs[:, 0]))
    sent_by, sent = values[pairs[:, 0]], values[pairs[:, 1]]
    if referrers < REFERRERS_AT_LEAST or _is_constant(sent_by) or _is_constant(sent):
        return LinkTest(len(pairs), referrers, None, None, "too few")
    x = _standardise(sent_by)
    z = (values - sent.mean()) / np.linalg.norm(sent - sent.mean())
    beyond = (z - _average_years(z, years))[pairs[:, 1]]
    strata = link_strata([years[client] for client in pairs[:, 1]], [channels[client] for client in pairs[:, 1]])
    reached = int((_shuffle_within(x, beyond, strata, permutations, seed) >= x @ beyond - TIE).sum())
    r = float(np.clip(x @ z[pairs[:, 1]], -1.0, 1.0))
    p = (1 + reached) / (permutations + 1)
    verdict: Verdict = "yes" if p <= SIGNIFICANT else "no sign" if len(pairs) >= LINKS_FOR_A_NO else "too few"
    return LinkTest(len(pairs), referrers, r, p, verdict)


def link_strata(years: Sequence[object], channels: Sequence[object]) -> NDArray[np.intp]:
    """Number the groups of links within which referred clients may change places: join year × channel.

    A year with fewer than 3 links joins its nearest neighbour (the earlier of two equally near) until no such year is
    left. Within a year, channels with fewer than 3 links pool; a pool that is still under 3 joins the year's smallest
    other channel, so that links mix across years only where the year leaves no choice. Links without a year form a
    group beside the years and mix with none of them; an unknown channel is a channel of its own.

    >>> link_strata([1, 1, 1, 1, 2, 2, 2, 9], ["a", "a", "a", "b", "a", "b", "c", "a"]).tolist()
    [0, 0, 0, 0, 1, 1, 1, 1]
    """
    blocks: defaultdict[float, list[int]] = defaultdict(list)
    undated: list[int] = []
    for link, year in enumerate(read_numbers(years).tolist()):
        (undated if math.isnan(year) else blocks[year]).append(link)
    spans = [(year, year, blocks[year]) for year in sorted(blocks)]
    while len(spans) > 1:
        at = min(range(len(spans)), key=lambda i: len(spans[i][2]))
        if len(spans[at][2]) >= STRATUM_AT_LEAST:
            break
        before = spans[at][0] - spans[at - 1][1] if at else math.inf
        after = spans[at + 1][0] - spans[at][1] if at + 1 < len(spans) else math.inf
        left = at - 1 if before <= after else at
        first, second = spans[left], spans[left + 1]
        spans[left : left + 2] = [(first[0], second[1], first[2] + second[2])]
    strata = np.zeros(len(years), dtype=np.intp)
    number = 0
    for block in [*(span[2] for span in spans), undated]:
        for group in _pool_channels(block, channels):
            strata[group] = number
            number += 1
    return strata


def sum_downstream(links: Links, value: ArrayLike, loved: ArrayLike | None = None) -> tuple[Downstream, ...]:
    """What every referring client brought in all, the largest value first.

    ``value``: annual value a client (NaN unknown); ``loved``: mask. Descendants are all clients a link leads to, over
    any number of steps, without the client: of two ancestors both count a common descendant, each once; a cycle ends
    where it began. Linear in the clients as long as everybody was sent by one; where several referrers share
    descendants, those ancestors are walked one by one.

    Example: Ann sent Bo (100) and Cy (50), Bo sent Di (20): Ann brought 3 clients worth 170, Bo 1 worth 20.

    Raises ``ValueError`` when an argument does not have one entry a client.
    """
    values = np.asarray(value, dtype=np.float64)
    love = np.zeros(links.clients, dtype=np.bool_) if loved is None else np.asarray(loved, dtype=np.bool_)
    if not len(values) == len(love) == links.clients:
        raise ValueError("value and loved need one entry a client")
    children: defaultdict[int, list[int]] = defaultdict(list)
    for referrer, referred in links.links:
        children[referrer].append(referred)
    known = np.nan_to_num(values)
    figures = np.column_stack([np.ones(links.clients), known, np.isnan(values), love])
    below = _sum_below(links, children, figures)
    found = [
        Downstream(
            client=client,
            direct=len(children[client]),
            clients=int(total[0]),
            value=float(total[1]),
            own=float(known[client]),
            unvalued=int(total[2]),
            loved=int(total[3]),
        )
        for client, total in below.items()
    ]
    return tuple(sorted(found, key=lambda entry: (-entry.value, -entry.clients, entry.client)))


def find_descendants(children: Mapping[int, Sequence[int]], client: int) -> set[int]:
    """Every client that ``children`` (referrer → those they sent) leads to from ``client``, without the client.

    >>> sorted(find_descendants({0: [1, 2], 1: [3], 3: [0]}, 0))
    [1, 2, 3]
    """
    seen = {client}
    waiting = [client]
    while waiting:
        for child in children.get(waiting.pop(), ()):
            if child not in seen:
                seen.add(child)
                waiting.append(child)
    return seen - {client}


def _find_cycles(clients: int, links: Sequence[tuple[int, int]]) -> tuple[tuple[int, ...], ...]:
    if not links:
        return ()
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    referrers, referred = np.array(links, dtype=np.intp).T
    graph = coo_array((np.ones(len(links), dtype=np.int8), (referrers, referred)), shape=(clients, clients))
    groups = connected_components(graph.tocsr(), directed=True, connection="strong")[1]
    members: defaultdict[int, list[int]] = defaultdict(list)
    for client in np.flatnonzero(np.bincount(groups)[groups] > 1).tolist():
        members[int(groups[client])].append(client)
    return tuple(sorted(tuple(group) for group in members.values()))


def _is_constant(values: NDArray[np.float64]) -> bool:
    return bool(np.ptp(values) <= 1e-9 * max(1.0, float(np.abs(values).max())))


def _standardise(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mean 0 and length 1, so that the product of two such vectors is Pearson's r."""
    centred = values - values.mean()
    return np.asarray(centred / np.linalg.norm(centred))


def _average_years(values: NDArray[np.float64], years: Sequence[object]) -> NDArray[np.float64]:
    """Each client's year's average of the known values; clients without a year form one year of their own."""
    at = np.unique(read_numbers(years), return_inverse=True)[1].reshape(-1)
    known = ~np.isnan(values)
    order = np.lexsort((values, at))  # summed in one order, so that the row order leaves no trace in the last digit
    sums = np.bincount(at[order], np.where(known, values, 0.0)[order])
    return np.asarray((sums / np.maximum(np.bincount(at, known), 1.0))[at])


def _pool_channels(block: Sequence[int], channels: Sequence[object]) -> list[list[int]]:
    """Split the links of one year by channel, channels under 3 links pooled."""
    by_channel: defaultdict[str, list[int]] = defaultdict(list)
    for link in block:
        by_channel[fold(read_text(channels[link]) or "")].append(link)
    groups = [by_channel[channel] for channel in sorted(by_channel)]
    large = [group for group in groups if len(group) >= STRATUM_AT_LEAST]
    pool = [link for group in groups if len(group) < STRATUM_AT_LEAST for link in group]
    if pool and large and len(pool) < STRATUM_AT_LEAST:
        min(large, key=len).extend(pool)
    elif pool:
        large.append(pool)
    return large


def _shuffle_within(
    x: NDArray[np.float64], y: NDArray[np.float64], strata: NDArray[np.intp], permutations: int, seed: int
) -> NDArray[np.float64]:
    """``permutations`` values of Σ x·y with y shuffled within each stratum.

    Each stratum is shuffled as a block of many rows at once and closed with one matrix product, which costs a small
    part of the shuffling itself. x and y are sorted first: the result depends on the values, not on the row order.
    """
    rng = np.random.default_rng(seed)
    totals = np.zeros(permutations)
    groups = [(np.sort(x[strata == stratum]), np.sort(y[strata == stratum])) for stratum in np.unique(strata)]
    for ours, theirs in sorted(groups, key=lambda group: (len(group[0]), *group[0], *group[1])):
        if len(ours) == 1:
            totals += ours[0] * theirs[0]
            continue
        height = max(1, min(permutations, SHUFFLED_AT_ONCE // len(ours)))
        block = np.tile(theirs, (height, 1))
        for start in range(0, permutations, height):
            rng.permuted(block, axis=1, out=block)
            rows = min(height, permutations - start)
            totals[start : start + rows] += block[:rows] @ ours
    return totals


def _sum_below(
    links: Links, children: Mapping[int, Sequence[int]], figures: NDArray[np.float64]
) -> dict[int, NDArray[np.float64]]:
    """Referrer → sum of the figures of all descendants.

    From the leaves up, each referrer adds what its children have below them. That holds while nobody below was sent by
    two; a referrer above such a client, or in or above a cycle, is walked instead.
    """
    referrers: defaultdict[int, list[int]] = defaultdict(list)
    for referrer, referred in links.links:
        referrers[referred].append(referrer)
    waiting = {client: len(sent) for client, sent in children.items()}
    ready = [client for client in range(links.clients) if client not in children]
    below: dict[int, NDArray[np.float64]] = {}
    nothing = np.zeros(figures.shape[1])
    shared: set[int] = set()
    while ready:
        client = ready.pop()
        if client in children:
            shared_below = any(child in shared or len(referrers[child]) > 1 for child in children[client])
            if shared_below:
                shared.add(client)
                below[client] = figures[sorted(find_descendants(children, client))].sum(axis=0)
            else:
                below[client] = sum((figures[child] + below.get(child, nothing) for child in children[client]), nothing)
        for referrer in referrers.get(client, ()):
            waiting[referrer] -= 1
            if waiting[referrer] == 0:
                ready.append(referrer)
    for client in children:
        if client not in below:
            below[client] = figures[sorted(find_descendants(children, client))].sum(axis=0)
    return below
