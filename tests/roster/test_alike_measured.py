"""Doubles found and wrong suggestions made: on invented lists full of near misses, and on FEBRL."""

from __future__ import annotations

import csv
import random
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from icp.model import Client
from icp.roster import find_lookalikes
from icp.roster.alike import DOUBTFUL, LIKELY

FIRST = """anna berta carla doris emil frida gustav hanna ida jonas karla lena maria nora otto paula ralf sofie tilda
ulla vera wanda xenia yasmin zora adam bruno clara david elias fabian greta henrik ivo jana kurt lucie moritz nina
oskar petra quirin rosa simon tamara uwe viktor walter yara zeno alma boris cora dennis edda felix gesa hugo""".split()
LAST = """abel brandt conrad decker ebert fischer gruber hartmann ihde jansen krause lorenz maurer neumann oswald
peters quandt richter schulze thiel ullrich vogel wagner xanten yilmaz zander arnold bergmann cordes dietrich engel
fuchs geiger hoffmann illner jaeger kaiser lindner meister nagel otten pfeiffer roth seidel tiedemann urban volkmann
winkler zimmer albrecht beckmann claasen dahl eggers frank goebel huber kessler lehmann moeller noack paulsen
reimann sander teske unger voss weidner zeidler""".split()
STREETS = """linden ahorn birken eichen rosen tulpen nelken garten schul kirch markt brunnen muehlen berg tal wald
wiesen bach hafen bahnhof""".split()
PLACES = "aldorf bremke celle dorum eutin forst gifhorn husum".split()


@dataclass
class Invented:
    """A list with the pairs that are one person."""

    clients: list[Client] = field(default_factory=list)
    evidence: dict[str, dict[str, str]] = field(default_factory=dict)
    true: set[frozenset[str]] = field(default_factory=set)

    def add(self, person: dict[str, str], one_with: str | None = None) -> str:
        id = f"c{len(self.clients):04}"
        values = {key: person[key] for key in ("email", "company", "place", "occupation") if person.get(key)}
        if person.get("street"):
            values["x_street"] = person["street"]
        self.clients.append(Client(id=id, name=person["name"], values=values))
        self.evidence[id] = {"birthday": person["birthday"]} if person.get("birthday") else {}
        if one_with:
            self.true.add(frozenset((id, one_with)))
        return id


def person(rng: random.Random, **known: str) -> dict[str, str]:
    first, last = rng.choice(FIRST), rng.choice(LAST)
    made = {
        "first": first,
        "last": last,
        "street": f"{rng.choice(STREETS)}str. {rng.randint(1, 90)}",
        "place": rng.choice(PLACES),
        "company": f"{rng.choice(LAST)} {rng.choice(('bau', 'recht', 'design'))}" if rng.random() < 0.5 else "",
        "occupation": rng.choice(("maler", "lehrer", "notar", "wirt", "arzt")),
        "birthday": f"{rng.randint(1940, 2003)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}",
        "email": f"{first}.{last}{rng.randint(1, 99)}@{rng.choice(('post', 'mail'))}.example",
    } | known
    return made | {"name": f"{made['first'].title()} {made['last'].title()}"}


def slip(rng: random.Random, text: str) -> str:
    """One letter more, less, other, or two changed places."""
    if len(text) < 3:
        return text
    at = rng.randrange(1, max(2, len(text) - 1))
    letter = rng.choice("0123456789" if text[at].isdigit() else "abcdefghijklmnopqrstuvwxyz")
    return rng.choice(
        [
            text[:at] + letter + text[at:],
            text[:at] + text[at + 1 :],
            text[:at] + letter + text[at + 1 :],
            text[: at - 1] + text[at] + text[at - 1] + text[at + 1 :],
        ]
    )


def double(rng: random.Random, made: dict[str, str]) -> dict[str, str]:
    """The same person typed in again: another e-mail (equal ones are merged on reading) and up to two mishaps."""
    again = made | {"email": rng.choice(("", f"{made['last']}{rng.randint(100, 999)}@web.example"))}
    first, last = again["first"], again["last"]
    for mishap in rng.sample(
        ("first", "last", "swap", "initial", "no_first", "street", "no_street", "birthday", "no_birthday", "place"),
        rng.choice((0, 1, 1, 2)),
    ):
        if mishap == "first":
            first = slip(rng, first)
        elif mishap == "last":
            last = slip(rng, last)
        elif mishap == "swap":
            first, last = last, first
        elif mishap == "initial":
            first = first[:1] + "."
        elif mishap == "no_first":
            first = ""
        elif mishap == "street":
            again["street"] = slip(rng, again["street"])
        elif mishap == "birthday":
            digit = rng.choice((3, 6, 9))
            again["birthday"] = again["birthday"][:digit] + str(rng.randint(0, 9)) + again["birthday"][digit + 1 :]
        elif mishap == "place":
            again["place"] = rng.choice(PLACES)
        else:
            again[mishap.removeprefix("no_")] = ""
    return again | {"name": f"{first.title()} {last.title()}".strip()}


def invent(seed: int) -> Invented:
    """400 people, 150 of them twice, and 72 near misses, in random order."""
    rng = random.Random(seed)
    made = Invented()
    people = [person(rng) for _ in range(400)]
    ids = [made.add(each) for each in people]
    for at in rng.sample(range(400), 150):
        made.add(double(rng, people[at]), ids[at])
    for _ in range(12):
        here = person(rng)
        home = {key: here[key] for key in ("last", "street", "place")}
        twins = rng.sample(FIRST, 2)
        for first in twins:  # born on one day, living together
            made.add(person(rng, first=first, birthday=here["birthday"], **home))
        home["last"] = rng.choice(LAST)
        for _ in range(2):  # father and son of one name
            made.add(person(rng, first=here["first"], **home))
        firm = {"company": f"{rng.choice(LAST)} & co", "street": here["street"], "place": here["place"]}
        for first in (here["first"], here["first"], *rng.sample(FIRST, 2)):  # colleagues, two of one first name
            made.add(person(rng, first=first, **firm))
        initials = f"{rng.choice('abcdef')}.{rng.choice('abcdef')}.".upper()
        for _ in range(2):  # two people of the same initials in one town
            made.add(person(rng, place=here["place"], company=firm["company"]) | {"name": initials, "street": ""})
        namesake = person(rng)
        made.add(namesake)
        made.add(person(rng, first=namesake["first"], last=namesake["last"]))
    rng.shuffle(made.clients)
    return made


def measure(found: set[frozenset[str]], true: set[frozenset[str]]) -> tuple[float, float]:
    """Precision and recall."""
    return len(found & true) / max(1, len(found)), len(found & true) / len(true)


@pytest.mark.parametrize("seed", range(8))
def test_doubles_are_told_from_twins_fathers_colleagues_and_namesakes(seed: int) -> None:
    made = invent(seed)
    likely = {
        frozenset((pair.first, pair.second))
        for pair in find_lookalikes(made.clients, evidence=made.evidence)
        if pair.chance >= LIKELY
    }
    precision, recall = measure(likely, made.true)
    assert precision >= 0.99
    assert recall >= 0.9


FEBRL = Path(__file__).parents[3] / "shared" / "rosters" / "febrl1_dedupe_truth.csv"


@pytest.mark.skipif(not FEBRL.exists(), reason="the FEBRL list is not part of the repository")
@pytest.mark.parametrize(
    ("fields", "least", "recall"),
    [
        (("date_of_birth", "soc_sec_id"), LIKELY, 0.95),
        (("address_1", "soc_sec_id"), LIKELY, 0.95),
        (("suburb", "soc_sec_id"), LIKELY, 0.93),
        (("date_of_birth", "address_1"), DOUBTFUL, 0.89),
        (("date_of_birth", "postcode"), DOUBTFUL, 0.9),
        (("date_of_birth", "address_1"), LIKELY, 0.82),
        (("address_1", "address_2", "suburb", "state", "street_number", "date_of_birth"), DOUBTFUL, 0.95),
        (("address_1", "suburb", "street_number", "date_of_birth", "postcode", "soc_sec_id"), LIKELY, 0.98),
    ],
)
def test_febrl(fields: tuple[str, ...], least: float, recall: float) -> None:
    """1,000 invented records, 500 people, one to four mishaps in each double (Christen 2008, FEBRL)."""
    field = {"date_of_birth": "birthday", "suburb": "place"}
    with FEBRL.open(newline="") as file:
        rows = list(csv.DictReader(file, skipinitialspace=True))
    clients = [Client(id=r["rec_id"], name=f"{r['given_name']} {r['surname']}".strip() or "?") for r in rows]
    evidence = {r["rec_id"]: {field.get(name, name): r[name] for name in fields if r[name]} for r in rows}
    true = {frozenset((r["rec_id"], r["rec_id"].replace("-dup-0", "-org"))) for r in rows if "-dup-" in r["rec_id"]}
    pairs = find_lookalikes(clients, evidence=evidence, least=least)
    found = {frozenset((pair.first, pair.second)) for pair in pairs if pair.chance >= least}
    measured = measure(found, true)
    assert len(true) == 500
    assert measured[0] >= 0.99
    assert measured[1] >= recall
