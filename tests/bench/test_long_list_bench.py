"""What the sections of the client list cost with 5,000 clients, beside the same sections with 50.

Run with ``pytest tests/bench/test_long_list_bench.py -s``: CPU time of a whole run and the bytes sent for it. Nothing
here asserts a time; that a section of 5,000 weighs no more on the wire than a page of it does is asserted.
"""

import sys
import time

import pytest

from icp.catalogue import catalogue
from icp.model import Client, Workbook
from icp.roster.reimport import digest
from icp.store import close_store, get_store, key_file, key_in_file
from icp.ui.roster.deck import TOO_SOON
from tests.bench.visitor import cpu_of_each, visit

FEW, MANY = 50, 5_000
ROUNDS, WARM = 4, 2
SECTIONS = ("put_in", "sort", "taps", "ladder", "origins", "reasons", "card", "grid", "figures")

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads another process's CPU clock")


def invent_list(count):
    """A list as an import leaves it: a dozen answers each, one client in ten sorted, one in three sent by another."""

    def client(n):
        values = {
            "email": f"person{n}@mail{n % 7}.example", "phone": f"0555 {n:06}", "company": f"Company {n % 1500}",
            "source": ("Google Ads", "Fair", "A friend")[n % 3], "first_date": f"20{10 + n % 15}-03-0{1 + n % 9}",
            "annual_value": 100 + n % 3000, "hours": 1 + n % 20, "industry": f"Trade {n % 30}", "frequency": n % 12,
            "place": f"Town {n % 200}", "notes": f"Met at the fair of 20{10 + n % 15}, wants to be rung before noon",
        }  # fmt: skip
        if n % 10 == 0:
            values["tier"] = 1 + n // 10 % 3
        if n % 3 == 0 and n:
            values["referred_by"] = f"Person Number {n // 3}"
        return Client(id=f"c{n:07}", name=f"Person Number {n}", values=values)

    clients = tuple(map(client, range(count)))
    given = {client.id: {field: digest(value) for field, value in client.values.items()} for client in clients}
    return Workbook(clients=clients, imported=given)


@pytest.fixture(scope="module")
def servers(start_server):
    """Bare `icp` with fifty clients, and with five thousand."""
    started = {}
    for count in (FEW, MANY):
        server = started[count] = start_server(mode="here")
        close_store()
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("ICP_DATABASE_URL", f"sqlite:///{server.database}")
            key = key_in_file(key_file())
            get_store().save(key, invent_list(count).to_json().encode(), based_on=0)
            close_store()
    return started


@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_of_a_long_list(section, servers):
    label = catalogue().say("roster.sections")
    costs, weights = {}, {}
    for count, server in servers.items():
        with visit(server.url, "roster") as visitor:
            visitor.received = 0
            visitor.choose(label, catalogue().say(f"roster.section.{section}"))
            weights[count] = visitor.received
            for _ in range(WARM):
                visitor.run()
            costs |= cpu_of_each({count: (server.process.pid, lambda turn, v=visitor: v.run())}, ROUNDS)
    print(
        f"\n{section:8} {FEW}: {costs[FEW]:6.1f} ms, {weights[FEW] / 1e3:6.1f} kB; "
        f"{MANY:,}: {costs[MANY]:6.1f} ms, {weights[MANY] / 1e3:7.1f} kB",
        end="",
    )
    assert weights[MANY] < 4 * max(weights[FEW], 25_000)


def test_a_card_is_sorted(servers):
    """One card after the other: saved, counted, and the next one drawn."""
    glad = catalogue().fields["tier"].options[0].label
    costs = {}
    for count, server in servers.items():
        with visit(server.url, "roster") as visitor:
            visitor.choose(catalogue().say("roster.sections"), catalogue().say("roster.section.sort"))

            def sort(turn, visitor=visitor):
                time.sleep(TOO_SOON)
                visitor.press(glad)

            costs |= cpu_of_each({count: (server.process.pid, sort)}, ROUNDS)
            assert visitor.shows(f"{count // 10 + ROUNDS} of")
    print(f"\na card   {FEW}: {costs[FEW]:6.1f} ms; {MANY:,}: {costs[MANY]:6.1f} ms", end="")
