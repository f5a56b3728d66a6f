"""Who may be one person, and making one of two."""

from __future__ import annotations

from icp.model import Client, Promise, Workbook
from icp.roster import Lookalike, find_lookalikes, merge_clients, pair_up


def pairs_of(lookalikes):
    return [(pair.first, pair.second, pair.reason) for pair in lookalikes]


def test_lookalikes_by_name_and_by_nearly_the_name() -> None:
    clients = [
        Client(id="a", name="Ines Kay"),
        Client(id="b", name="ines kay"),
        Client(id="c", name="Meier, Jörg", values={"company": "Nord GmbH"}),
        Client(id="d", name="Meyer, Jörg", values={"company": "nord gmbh"}),
        Client(id="e", name="Meyer, Jorg", values={"company": "South"}),
    ]
    found = find_lookalikes(clients)
    assert ("c", "d", "one_letter") in pairs_of(found)
    assert ("a", "b", "same_name") in pairs_of(found)
    assert find_lookalikes(()) == ()


def test_pairs_use_everybody_once() -> None:
    pairs = [Lookalike(*ids, "same_name") for ids in (("a", "x"), ("b", "x"), ("a", "y"), ("b", "y"))]
    assert pair_up(pairs) == {"x": "a", "y": "b"}


def test_two_become_one_everywhere() -> None:
    work = Workbook(
        answers={"glad_1": "b", "more_names": ("c", "b"), "trade": "design"},
        clients=(
            Client(id="a", name="Ines Kay", values={"tier": 1}),
            Client(id="b", name="Ines K.", values={"tier": 3, "hours": 4}),
            Client(id="c", name="Tom", values={"referred_by": "Ines K."}),
        ),
        promises=(Promise(id="p", text="ring", client="b", due="2026-12-01"),),  # type: ignore[arg-type]
    )
    one = merge_clients(work, {"b": "a", "nobody": "a"})
    told = "also called Ines K. · also How it feels: heart sinks"
    assert [(c.id, c.name, c.values) for c in one.clients] == [
        ("a", "Ines Kay", {"tier": 1, "hours": 4, "notes": told}), ("c", "Tom", {"referred_by": "Ines Kay"})
    ]  # fmt: skip
    assert one.answers == {"glad_1": "a", "more_names": ("c", "a"), "trade": "design"}
    assert one.promises[0].client == "a"
    assert work.clients[2].values == {"referred_by": "Ines K."}
