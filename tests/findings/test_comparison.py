"""Words of the comparison that must not say more than is known."""

from __future__ import annotations

from icp.findings.comparison import action_words, count_firm, hold
from icp.findings.words import plain
from icp.model import Avatar, ChoiceCriterion, Client, ScaleCriterion, Workbook


def test_of_whom_too_little_is_known_nothing_is_safe_to_say() -> None:
    """Drawn from the others' answers, all of which fit, a client without any would fit in 4,000 of 4,000 ways."""
    avatar = Avatar(criteria=(ScaleCriterion(id="respects_hours", rank=1),))
    known = (Client(id=f"k{n}", name=f"K{n}", values={"respects_hours": 4}) for n in range(8))
    blank = (Client(id=f"b{n}", name=f"B{n}") for n in range(4))
    held = hold(Workbook(clients=(*known, *blank), avatar=avatar))
    assert held.firm.tolist() == [1.0] * 12
    assert held.safe.tolist() == [True] * 8 + [False] * 4
    assert count_firm(held) == {"yes": 8, "no": 0, "open": 4}


def test_an_invoice_that_is_known_is_not_asked_for() -> None:
    avatar = Avatar(criteria=(ChoiceCriterion(id="gender", accept=("woman",), rank=1),))
    clients = (
        Client(id="a", name="A", values={"gender": "woman", "annual_value": 100}),
        Client(id="b", name="B", values={"gender": "woman"}),
    )
    work = Workbook(clients=clients, avatar=avatar)
    held = hold(work)
    said = [action_words(held, work, corner, plain) for corner in held.corners.corners]
    assert said == [
        "first put a wish about how people work with you in order, on your portrait.",
        "find out what you invoice them in a year.",
    ]
