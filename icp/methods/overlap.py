"""Where clients come from: which sources share clients, what each source brings, and whether two bring the same."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from icp.methods.cells import choose_spellings, fold, read_text, split_entries

if TYPE_CHECKING:
    from scipy.sparse import csr_array

PSEUDO_CLIENTS = 4
RATED_AT_LEAST = 5
INTERVAL = 0.95
PERMUTATIONS = 9_999
SIGNIFICANT = 0.05

Reading = Literal["invest", "rebrief", "close", "too few"]


@dataclass(frozen=True, slots=True, eq=False)
class Sources:
    """Which client came through which sources: ``members`` is clients × sources, 0/1 (sparse), columns as ``labels``.

    Labels stand in the order of their number of clients, the largest first, then by name.
    """

    labels: tuple[str, ...]
    members: "csr_array[Any, tuple[int, int]]"

    @property
    def sizes(self) -> NDArray[np.int64]:
        """Clients a source."""
        return np.asarray(self.members.sum(axis=0), dtype=np.int64).reshape(-1)


@dataclass(frozen=True, slots=True)
class Pair:
    """What two sources share: clients of both, of both over either (Jaccard), of both over the smaller one."""

    a: str
    b: str
    both: int
    jaccard: float
    overlap_coefficient: float


@dataclass(frozen=True, slots=True)
class Intersection:
    """The clients (row numbers) who came through exactly these sources and no other."""

    sources: tuple[str, ...]
    clients: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SourceRate:
    """What a source brings: its clients, the rated and the loved and the least liked (tier 3) among them, their value.

    ``rate``, ``low``, ``high``: share of loved clients, drawn towards the list's own, with its 95 % interval.
    """

    source: str
    clients: int
    rated: int
    loved: int
    sinks: int
    rate: float
    low: float
    high: float
    value: float
    reading: Reading


@dataclass(frozen=True, slots=True)
class MixOverlap:
    """How far two groups' mixes coincide (``ovl``, 0–1) and what two groups of one kind would show.

    ``low`` to ``high`` holds 90 % of what chance alone gives at these sizes, a twentieth lies under it; ``p`` is the
    chance of so little overlap or less. ``reading``: "different" at p ≤ 0.05, which is under ``low``, else "no sign";
    under 5 clients on a side "too few".
    """

    ovl: float
    low: float
    high: float
    p: float
    n_a: int
    n_b: int
    reading: Literal["different", "no sign", "too few"]


def read_sources(
    channels: Sequence[object], referred_by: Sequence[object] | None = None, names: Sequence[object] = ()
) -> Sources:
    """Gather each client's sources: the entries of the channel cell and the people in the "who sent you" cell.

    Both cells may hold several entries; ``names`` (the clients', in row order) keeps a name with a comma whole and
    leaves out clients naming themselves. Equal after trimming and casefolding is one source.

    >>> found = read_sources(["Fair; Web", "web", None], [None, "Ann", "ann"])
    >>> found.labels, found.sizes.tolist()
    (('Ann', 'Web', 'Fair'), [2, 2, 1])

    Raises ``ValueError`` when the columns differ in length.
    """
    from scipy.sparse import csr_array

    own = [fold(read_text(name) or "") for name in names] or [""] * len(channels)
    known: Collection[str] = frozenset(own)
    people = [None] * len(channels) if referred_by is None else referred_by
    entries = [
        (*split_entries(channel), *(text for text in split_entries(person, known) if fold(text) != name))
        for channel, person, name in zip(channels, people, own, strict=True)
    ]
    folded = [sorted({fold(text) for text in client}) for client in entries]
    spellings = choose_spellings(text for client in entries for text in client)
    sizes = Counter(key for client in folded for key in client)
    keys = sorted(sizes, key=lambda key: (-sizes[key], spellings[key]))
    column = {key: at for at, key in enumerate(keys)}
    rows = np.repeat(np.arange(len(folded)), [len(client) for client in folded])
    columns = np.array([column[key] for client in folded for key in client], dtype=np.intp)
    members = csr_array((np.ones(len(columns), dtype=np.int64), (rows, columns)), shape=(len(folded), len(keys)))
    return Sources(tuple(spellings[key] for key in keys), members)


def pair_sources(sources: Sources, least: int = 1) -> Iterator[Pair]:
    """Compare every two sources that have at least ``least`` clients each, also those that share nobody.

    |A∩B| for all pairs is one sparse product. Jaccard 1901; overlap coefficient: Szymkiewicz 1934, Simpson 1943.
    Pairs come one at a time, as a list of many referrers has very many of them.

    Example: solicitor 9, chamber 10, shared 6: Jaccard 6/13, overlap coefficient 6/9.
    """
    sizes = sources.sizes
    kept = np.flatnonzero(sizes >= least)
    members = sources.members[:, kept]
    both = members.T.tocsr() @ members
    for i, a in enumerate(kept):
        row = both[[i], :].toarray().reshape(-1)
        for j in range(i + 1, len(kept)):
            b, shared = kept[j], int(row[j])
            either = int(sizes[a] + sizes[b]) - shared
            smaller = int(min(sizes[a], sizes[b]))
            yield Pair(sources.labels[a], sources.labels[b], shared, shared / either, shared / smaller)


def intersect_sources(sources: Sources) -> tuple[Intersection, ...]:
    """Group clients by their exact set of sources, the largest group first (the columns of an UpSet picture).

    Lex, Gehlenborg, Strobelt, Vuillemot & Pfister 2014, doi 10.1109/TVCG.2014.2346248. Ties: fewer sources first, then
    the order of ``labels``. Clients without any source are in no group; every other client is in exactly one.
    """
    groups: dict[tuple[int, ...], list[int]] = {}
    members = sources.members
    for client in range(members.shape[0]):
        columns = members.indices[members.indptr[client] : members.indptr[client + 1]]
        groups.setdefault(tuple(sorted(columns.tolist())), []).append(client)
    groups.pop((), None)
    ordered = sorted(groups.items(), key=lambda group: (-len(group[1]), len(group[0]), group[0]))
    return tuple(
        Intersection(tuple(sources.labels[at] for at in columns), tuple(clients)) for columns, clients in ordered
    )


def rate_sources(sources: Sources, tier: ArrayLike, value: ArrayLike | None = None) -> tuple[SourceRate, ...]:
    """How many of a source's clients are loved, and what to do with the source; in the order of ``labels``.

    ``tier``: 1 loved, 2, 3 least liked, NaN unrated (unrated clients count as clients, not as unloved); ``value``:
    annual value (NaN unknown, adds nothing). Rate: (k + 4μ) / (n + 4) for k loved of n rated, with
    μ = (loved + 1) / (rated + 2) over the whole list; low and high: 2.5 % and 97.5 % points of the
    Beta(k + 4μ, n − k + 4(1 − μ)) behind it (Gelman et al. 2013, Bayesian Data Analysis, 2.4).

    Reading: under 5 rated "too few"; loved and none of tier 3 "invest"; no loved "close" when some are tier 3;
    everything else, loved and tier 3 mixed or all of tier 2, "rebrief".

    Example: 3 loved of 5 in a list of 4 loved of 10: μ = 5/12, rate = (3 + 5/3) / 9 = 0.519.

    Raises ``ValueError`` when an argument does not have one entry a client.
    """
    from scipy.stats import beta

    clients = sources.members.shape[0]
    tiers = np.asarray(tier, dtype=np.float64)
    values = np.zeros(clients) if value is None else np.nan_to_num(np.asarray(value, dtype=np.float64))
    if not len(tiers) == len(values) == clients:
        raise ValueError("tier and value need one entry a client")
    facts = np.column_stack([~np.isnan(tiers), tiers == 1, tiers == 3, values]).astype(np.float64)
    prior = PSEUDO_CLIENTS * float((facts[:, 1].sum() + 1) / (facts[:, 0].sum() + 2))
    totals = sources.members.T.tocsr() @ facts
    rated, loved = totals[:, 0], totals[:, 1]
    posterior = beta(loved + prior, rated - loved + PSEUDO_CLIENTS - prior)
    low, high = (np.asarray(bound, dtype=np.float64) for bound in posterior.interval(INTERVAL))
    return tuple(
        SourceRate(
            source=label,
            clients=int(size),
            rated=int(rated[at]),
            loved=int(loved[at]),
            sinks=int(totals[at, 2]),
            rate=float((loved[at] + prior) / (rated[at] + PSEUDO_CLIENTS)),
            low=float(low[at]),
            high=float(high[at]),
            value=float(totals[at, 3]),
            reading=_read_rate(int(rated[at]), int(loved[at]), int(totals[at, 2])),
        )
        for at, (label, size) in enumerate(zip(sources.labels, sources.sizes, strict=True))
    )


def compare_mixes(
    mix: ArrayLike, in_a: ArrayLike, in_b: ArrayLike, *, permutations: int = PERMUTATIONS, seed: int = 0
) -> MixOverlap | None:
    """Do two groups bring the same mix? Overlapping coefficient Σ min(p, q), with what chance alone would show.

    ``mix``: clients × kinds, each row a client's share of each kind (``mix_of_tiers``, ``mix_of_sources``), a row of
    zeros when unknown (that client is left out); ``in_a``, ``in_b``: masks, which may share clients. Weitzman 1970;
    Inman & Bradley 1989, doi 10.1080/03610928908830127. Null: the clients of only one group change places, the shared
    ones stay in both; equal rows are drawn together from the multivariate hypergeometric distribution, which is the
    same as shuffling and does not depend on the row order. ``None`` when a group has no known client.

    Example: tiers 1, 1, 1, 2 against 1, 2, 3, 3: OVL = min(¾, ¼) + min(¼, ¼) + 0 = 0.5.

    Raises ``ValueError`` when a mask does not have one entry a client.
    """
    rows = np.asarray(mix, dtype=np.float64)
    a, b = np.asarray(in_a, dtype=np.bool_), np.asarray(in_b, dtype=np.bool_)
    if not len(rows) == len(a) == len(b):
        raise ValueError("mix and masks need one entry a client")
    known = rows.sum(axis=1) > 0
    a, b = a & known, b & known
    n_a, n_b = int(a.sum()), int(b.sum())
    if not n_a or not n_b:
        return None
    patterns, pattern = np.unique(rows[a | b], axis=0, return_inverse=True)
    pattern = np.asarray(pattern).reshape(-1)
    only_a, only_b = (a & ~b)[a | b], (b & ~a)[a | b]
    shared = rows[a & b].sum(axis=0)
    counts_a = np.bincount(pattern[only_a], minlength=len(patterns))
    pool = counts_a + np.bincount(pattern[only_b], minlength=len(patterns))
    rng = np.random.default_rng(seed)
    drawn = rng.multivariate_hypergeometric(pool, int(only_a.sum()), size=permutations, method="marginals")
    every = np.vstack([counts_a, drawn])
    p = (shared + every @ patterns) / n_a
    q = (shared + (pool - every) @ patterns) / n_b
    ovl = np.minimum(p, q).sum(axis=1)
    low, high = np.quantile(ovl[1:], [SIGNIFICANT, 1 - SIGNIFICANT])
    chance = float((ovl <= ovl[0] + 1e-12).sum()) / (permutations + 1)
    reading: Literal["different", "no sign", "too few"] = "different" if chance <= SIGNIFICANT else "no sign"
    if min(n_a, n_b) < RATED_AT_LEAST:
        reading = "too few"
    return MixOverlap(float(min(ovl[0], 1.0)), float(low), float(min(high, 1.0)), chance, n_a, n_b, reading)


def mix_of_tiers(tier: ArrayLike) -> NDArray[np.float64]:
    """A client's tier as a row of three shares; unrated: zeros.

    >>> mix_of_tiers([1, 3, float("nan")]).tolist()
    [[1.0, 0.0, 0.0], [0.0, 0.0, 1.0], [0.0, 0.0, 0.0]]
    """
    tiers = np.asarray(tier, dtype=np.float64)
    return np.column_stack([tiers == 1, tiers == 2, tiers == 3]).astype(np.float64)


def mix_of_sources(sources: Sources) -> NDArray[np.float64]:
    """A client's sources as a row of equal shares that add up to 1; no source: zeros."""
    members = np.asarray(sources.members.toarray(), dtype=np.float64)
    return np.asarray(members / np.maximum(members.sum(axis=1, keepdims=True), 1.0))


def _read_rate(rated: int, loved: int, sinks: int) -> Reading:
    if rated < RATED_AT_LEAST:
        return "too few"
    if loved and not sinks:
        return "invest"
    return "close" if sinks and not loved else "rebrief"
