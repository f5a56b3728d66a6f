"""Where a workbook meets the methods: its clients as a frame, scored, and what the favourites share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from icp.catalogue import Question, catalogue
from icp.model import Avatar, Criterion, OwnQuestion, Workbook, field_behind
from icp.roster.frames import clients_frame

if TYPE_CHECKING:
    from icp.methods.match import Scored
    from icp.methods.referral_facts import Referrals
    from icp.methods.shared import Contradiction, Kind, Shared
    from icp.methods.value import Values

DEFINES_LOVED = ("tier", "sink_reason", "status")
"""Fields that say who is loved, or only of whom it is asked: never tried as traits."""


def roster_frame(work: Workbook) -> pd.DataFrame:
    """One row a client, in list order: ``name`` and every answered field; unanswered cells are missing.

    A yearly value that was not given is average sale × frequency where both are known, as on the command line.
    """
    return clients_frame(work.clients, derived=True)


def score_workbook(work: Workbook) -> Scored:
    """The client list held against the ideal client."""
    from icp.methods.match import score

    return score(roster_frame(work), work.avatar)


def read_referrals(work: Workbook) -> Referrals:
    """Who sent whom, former clients included; with the fit of each when the portrait has a wish."""
    from icp.methods.referral_facts import Referrals

    avatar = work.avatar if work.avatar.criteria else None
    return Referrals(roster_frame(work), [client.name for client in work.clients], avatar)


def trait_kinds(work: Workbook) -> Mapping[str, Kind]:
    """The fields a client list may be searched for common traits in, with their kinds, in catalogue order."""
    asked: tuple[Question | OwnQuestion, ...] = (*catalogue().fields.values(), *work.questions)
    tried = (q for q in asked if q.id not in DEFINES_LOVED)
    several = {q.id for q in catalogue().fields.values() if q.multiple}
    return {q.id: "tags" if q.id in several else q.kind for q in tried if q.kind != "text" and q.kind != "date"}


def shared_traits(work: Workbook) -> Shared:
    """What glad clients have in common, against those rated fine or heart sinks; former ones count.

    Besides the answers themselves it tries whether somebody came through another client: ``referred_by``, yes or no.
    """
    from icp.methods.shared import find_shared
    from icp.methods.suggest import through_client

    frame = roster_frame(work)
    tiers = [client.tier for client in work.clients]
    kinds = {id: kind for id, kind in trait_kinds(work).items() if id in frame.columns}
    if "referred_by" in frame.columns:
        frame["referred_by"] = pd.Series(through_client(frame), index=frame.index, dtype=object)
        kinds = {**kinds, "referred_by": "flag"}
    return find_shared(frame, kinds, [tier == 1 for tier in tiers], [tier in (2, 3) for tier in tiers])


def wish_values(frame: pd.DataFrame, wish: Criterion) -> Values:
    """How far each client of the frame meets one wish, 0 to 1, NaN unknown, shape (clients,)."""
    from icp.methods.match import read_answers

    return read_answers(frame, Avatar(criteria=(wish,)))[0].values()


def contradictions(
    work: Workbook, shared: Shared, values_of: Callable[[Criterion], Values] | None = None
) -> tuple[Contradiction, ...]:
    """Where the stated wishes and what glad clients share disagree, the heaviest first; ``shared`` is of this list.

    ``values_of`` gives a wish's values over the list, in its order, where a page has them already.
    """
    from icp.methods.shared import Wish, find_contradictions
    from icp.methods.weights import weigh

    if values_of is None:
        frame = roster_frame(work)
        values_of = partial(wish_values, frame)
    tiers = [client.tier for client in work.clients]
    wishes = [
        Wish(c.id, field_behind(c.column) or c.column, c.rank, float(weight), values_of(c))
        for c, weight in zip(work.avatar.criteria, weigh(work.avatar), strict=True)
    ]
    return find_contradictions(wishes, [t == 1 for t in tiers], [t in (2, 3) for t in tiers], shared)
