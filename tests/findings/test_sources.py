"""What is said of a source or a sender, beside the counts it stands on."""

from __future__ import annotations

from icp.analysis import read_referrals
from icp.findings.sources import leaving_finding, rates_shown, source_finding
from icp.findings.words import plain
from icp.model import Client, Workbook


def test_a_source_is_judged_by_those_that_were_sorted() -> None:
    """Six of eleven are sorted: whether one of the others is a favourite, nobody has said."""
    sorted_ones = [Client(id=f"s{n}", name=f"S{n}", values={"source": "Fair", "tier": 3}) for n in range(6)]
    others = [Client(id=f"o{n}", name=f"O{n}", values={"source": "Fair"}) for n in range(5)]
    facts = read_referrals(Workbook(clients=(*sorted_ones, *others)))
    key, words = source_finding(rates_shown(facts))
    assert plain(key, **words) == "Of 6 you sorted from Fair, none is a favourite."


def test_who_has_left_pays_nothing_any_more() -> None:
    def book(status: str) -> Workbook:
        gone = Client(id="a", name="Ann", values={"tier": 3, "annual_value": 10, "status": status})
        sent = Client(id="b", name="Bo", values={"annual_value": 50, "referred_by": "Ann"})
        return Workbook(clients=(gone, sent))

    said = []
    for status in ("present", "former"):
        key, words = leaving_finding(read_referrals(book(status)), book(status))
        said.append(plain(key, **words))
    assert said == [
        "Ann makes your heart sink, and brought more than they pay: €50 against €10.",
        "Ann brought €50.",
    ]
