"""The measurement of live updates, short: both ways hear of what is saved elsewhere."""

from __future__ import annotations

from functools import partial

import psycopg

from tests.postgresql import Cluster, cluster
from tests.soak.live_updates import listen, measure, poll

__all__ = ["cluster"]  # a fixture


def test_both_ways_hear_of_changes_within_their_time(cluster: Cluster) -> None:
    with psycopg.connect(cluster.url.replace("+psycopg", "")) as connection:
        connection.execute("CREATE TABLE live (id int PRIMARY KEY, version bigint NOT NULL)")
        connection.execute("INSERT INTO live VALUES (1, 0)")
    told = measure(cluster, "NOTIFY", 2, listen)
    asked = measure(cluster, "asking", 2, partial(poll, every=0.1, boards=2))
    assert told.changes - 1 <= len(told.delays) <= told.changes  # one may come before it listens
    assert told.questions == 0
    assert 1 <= len(asked.delays) <= asked.changes
    assert asked.questions > 5
