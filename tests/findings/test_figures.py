"""What the list comes to, where an amount is less than nothing."""

from __future__ import annotations

from icp.findings.figures import opening, shares
from icp.findings.words import plain
from icp.model import Client, Workbook


def test_more_credit_than_sales_is_no_income_to_share_out() -> None:
    """Ten of each feeling, 10 hours each: glad 1,000, fine 600, heart sinks 400; of five more hearts −800 is noted."""
    amounts = {1: 1000, 2: 600, 3: 400}
    clients = [
        Client(id=f"{tier}{n}", name=f"{tier}{n}", values={"tier": tier, "annual_value": amount, "hours": 10})
        for tier, amount in amounts.items() for n in range(10)
    ]  # fmt: skip
    back = [Client(id=f"x{n}", name=f"X{n}", values={"tier": 3, "annual_value": -800}) for n in range(5)]
    work = Workbook(clients=(*clients, *back))
    found = shares(work)
    assert found.bars[1] == ("€20,000 a year", [0.5, 0.3, 0.2, 0.0])
    assert opening(work, plain).endswith("Heart sinks take 33% of your hours and bring 20% of the income.")


def test_the_sentence_has_the_shares_of_the_picture_under_it() -> None:
    """Two heart sinks take 60 of 100 hours, one of them without an invoice, and bring 10 of 100."""
    rows = [(3, 10, 10), (3, None, 50), *[(1, 9, 4)] * 10]
    clients = tuple(
        Client(id=f"c{at}", name=f"N{at}",
               values={"tier": tier, "hours": hours} | ({} if value is None else {"annual_value": value}))
        for at, (tier, value, hours) in enumerate(rows)
    )  # fmt: skip
    work = Workbook(clients=clients)
    assert [split[2] for _, split in shares(work).bars[1:]] == [0.1, 0.6]
    assert opening(work, plain).endswith("Heart sinks take 60% of your hours and bring 10% of the income.")


def test_a_list_that_everybody_has_left_opens_on_that() -> None:
    ann = Client(name="Ann", values={"status": "former", "tier": 1})
    assert opening(Workbook(clients=(ann,)), plain) == "Everybody on your list has left: 1 client."
    told = opening(Workbook(clients=(ann, Client(name="Bo", values={"tier": 2}))), plain)
    assert told == "1 client: 0 glad, 1 fine, 0 heart sinks. Former ones beside them: 1."
