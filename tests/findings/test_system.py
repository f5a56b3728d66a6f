"""Who does what annoys: the counts are those of the people named under them."""

from __future__ import annotations

import pytest

from icp.findings.comparison import hold
from icp.findings.system import counts_by_feeling, finding, hold_found, who
from icp.findings.words import plain
from icp.model import Client, Workbook


def test_the_counts_are_those_of_everybody_who_is_named() -> None:
    feelings = (1, 1, 3, 3, None, None)
    answers = (0, 4, 0, 0, 0, 4)
    clients = tuple(
        Client(id=f"c{at}", name=f"N{at}", values={"respects_hours": kept} | ({"tier": tier} if tier else {}))
        for at, (tier, kept) in enumerate(zip(feelings, answers, strict=True))
    )
    work = Workbook(clients=clients)
    found = hold_found(work, hold(work))
    (hours,) = (each for each in found.annoyances if each.column == "respects_hours")
    assert counts_by_feeling(hours) == "1 of 2 glad, 2 of 2 heart sinks, 1 not sorted yet"
    assert who(hours, found, plain) == "They do it: N2, N3, N0, N4."


@pytest.mark.parametrize(
    ("doing", "known", "said"),
    [
        (27, 53, "“Rings at bad times” runs through your whole list, 27 of 53."),
        (16, 40, "“Rings at bad times” may run through your whole list, 16 of 40 so far."),  # two fifths: even odds
    ],
)
def test_what_could_go_either_way_is_not_said_outright(doing: int, known: int, said: str) -> None:
    clients = tuple(
        Client(id=f"c{at}", name=f"N{at}", values={"tier": 2, "respects_hours": 0 if at < doing else 4})
        for at in range(known)
    )
    work = Workbook(clients=clients)
    assert finding(hold_found(work, hold(work)), work, plain).startswith(said)
