"""The biggest branch in one sentence."""

from __future__ import annotations

from icp.analysis import read_referrals
from icp.findings.senders import count_sentence, finding
from icp.findings.words import plain
from icp.model import Client, Workbook


def test_income_of_who_has_left_is_not_called_your_income() -> None:
    def said(status: str) -> str:
        ann = Client(id="a", name="Ann", values={"annual_value": 50})
        bo = Client(id="b", name="Bo", values={"annual_value": 50, "referred_by": "Ann", "status": status})
        work = Workbook(clients=(ann, bo))
        return finding(read_referrals(work), work, plain)

    assert said("present") == "Ann brought half of your income."
    assert said("former") == "Ann brought half of the income on your list, former clients counted."


def test_who_was_not_asked_about_is_not_counted_against_the_favourites() -> None:
    def said(**other: object) -> str:
        ann = Client(id="a", name="Ann", values={"tier": 1, "referred_by": "Tom"})
        bo = Client(id="b", name="Bo", values={"tier": 2, **other})
        work = Workbook(clients=(ann, bo))
        return count_sentence(read_referrals(work), work, plain)

    assert said() == "1 of 1 favourites came through someone."
    assert said(source="the web") == "1 of 1 favourites came through someone; 0 of 1 others."
