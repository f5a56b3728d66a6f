# ruff: noqa: E501 (a table reads best a line a person)
"""Make the sample business: Salt & Ledger, a bookkeeper's fifty-eight clients, all invented.

    python data/sample/make.py            writes roster.csv, transactions.csv, avatar.json, workbook.json beside itself

Same seed, same bytes. Needs nothing but Python, so the files never depend on the program that reads them.

What stands in ``PEOPLE`` is the story: who they are, who sent them, how they feel, what they bring and cost. How they
behave is solved: each behaviour is dealt out within a feeling in the numbers of ``DEALT``, then answers change hands
until the places and counts of ``missed`` come out. Everything else is drawn around the story, with a tenth left blank.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import random
from collections.abc import Iterator
from datetime import date
from math import sqrt
from pathlib import Path
from typing import Any

SEED = 17
SWAPS = 2500
TODAY = date(2026, 11, 20)  # the day Nora filled in her work
TIERS = {"glad": 1, "fine": 2, "sinks": 3, "new": None}

# who, company | line, occupation | feeling | rings in the evening | sent by | channel | euros, hours a year (0: drawn) | since | gender, age (0: drawn)
PEOPLE = """
Ines K.   | Café Halm, Marsh End      | Gastronomy      | Café owner          | glad  |   |          | Chamber            |  1900 |  14 | 2019 | f 58
Theo S.   | Slate & Ridge             | Trades          | Roofer              | glad  |   |          | Solicitor; Chamber |  4900 |  44 | 2019 | m 61
Anna V.   | Anna's Flowers            | Retail          | Florist             | glad  | x |          | Website            |  4300 |  32 | 2021 | f 44
Bruno H.  | Joinery on the Quay       | Trades          | Joiner              | glad  |   | Ines K.  |                    |  7800 |  66 | 2020 | m 57
Carla M.  | Bright Wiring             | Trades          | Electrician         | glad  |   | Ines K.  |                    |  6600 |  58 | 2020 | f 48
Otto B.   | Hearth & Tile             | Trades          | Stove fitter        | glad  |   | Ines K.  |                    |  6200 |  54 | 2021 | m 63
Hedda L.  | Bakery at the Mill        | Gastronomy      | Baker               | glad  |   | Ines K.  | Chamber            |  4600 |  41 | 2021 | f 59
Nils F.   | Lightbox Studio           | Creative        | Photographer        | glad  |   | Ines K.  |                    |  3100 |  28 | 2022 | m 38
Greta R.  | Two Coats                 | Trades          | Decorator           | glad  |   | Ines K.  |                    |  2500 |  22 | 2023 | f 60
Pia O.    | Practice Birch Lane       | Health and care | Physiotherapist     | glad  |   | Ines K.  |                    |  2100 |  19 | 2024 | f 66
Milan T.  | Tidewater Tiles           | Trades          | Tiler               | glad  |   | Gus P.   |                    |  2700 |  24 | 2020 | m 41
Marta W.  | Oak & Dowel               | Trades          | Carpenter           | glad  |   | Theo S.  |                    |  5400 |  46 | 2022 | f 57
Emil J.   | Strings of Brackwater     | Creative        | Violin maker        | glad  |   | Theo S.  |                    |  3300 |  30 | 2024 | m 52
Holger T. | Cargo Bikes North         | Services        | Courier firm        | fine  |   |          | Solicitor; Chamber |  9600 |   0 | 2019 | m 0
Vera C.   | Care at Home, Lindow      | Health and care | Care service        | fine  |   |          | Solicitor; Chamber |  8400 |   0 | 2020 | f 0
Jost M.   | Cold & Warm               | Trades          | Heating engineer    | fine  |   |          | Solicitor          |  7800 |   0 | 2020 | m 0
Amina B.  | Clear Panes               | Services        | Cleaning firm       | fine  |   |          | Website            |  6900 |   0 | 2022 | f 0
Lorenz G. | Orchard Hill              | Farming         | Fruit grower        | fine  |   |          | Solicitor; Chamber |  6200 |   0 | 2021 | m 0
Dora N.   | The Paper Shop            | Retail          | Bookseller          | fine  |   | Ines K.  |                    |  5600 |   0 | 2021 | f 0
Felix A.  | Noodle Counter            | Gastronomy      | Cook                | fine  |   | Ines K.  |                    |  2740 |   0 | 2022 | m 0
Fenja Q.  | Harbour Tours             | Services        | Tour guide          | fine  |   | Ines K.  |                    |  2100 |   0 | 2023 | f 0
Ulla P.   | Practice Old Dairy        | Health and care | Speech therapist    | fine  |   | Ines K.  |                    |  1800 |   0 | 2024 | f 0
Kurt E.   | Corner Bar                | Gastronomy      | Publican            | fine  |   | Gus P.   |                    |  2350 |   0 | 2021 | m 0
Romy S.   | Second Spring             | Retail          | Second-hand shop    | fine  |   | Gus P.   |                    |  1480 |   0 | 2022 | f 0
Lena H.   | Wool & Linen              | Retail          | Fabric shop         | fine  |   |          | Chamber            |  4800 |   0 | 2020 | f 0
Vroni F.  | Practice Weir Street      | Health and care | Midwife             | fine  |   |          | Solicitor          |  4600 |   0 | 2021 | f 0
Tomas R.  | Dry Walls                 | Trades          | Plasterer           | fine  |   |          | Website            |  4200 |   0 | 2022 | m 0
Birte K.  | Studio Kestrel            | Creative        | Illustrator         | fine  |   |          | Facebook           |  3900 |   0 | 2023 | f 0
Yusuf D.  | Olive & Thyme             | Gastronomy      | Caterer             | fine  |   |          | Facebook           |  3600 |   0 | 2023 | m 0
Silke W.  | Plain Words               | Services        | Translator          | fine  |   |          | Website            |  3300 |   0 | 2021 | f 0
Paul Z.   | Sound & Stage             | Services        | Sound engineer      | fine  |   | Lena H.  |                    |  3000 |   0 | 2022 | m 0
Wilma S.  | Toys in the Arcade        | Retail          | Toy shop            | fine  |   | Lena H.  |                    |  2800 |   0 | 2023 | f 0
Jan O.    | Green Hinge               | Trades          | Metalworker         | fine  |   | Marta W. |                    |  2600 |   0 | 2024 | m 0
Leo C.    | Vinyl & Valve             | Retail          | Record shop         | fine  | x |          | Facebook           |  2260 |  19 | 2022 | m 0
Frida B.  | Keys & Locks              | Services        | Locksmith           | fine  |   |          | Walk-in            |  2000 |   0 | 2019 | f 0
Hanno P.  | Hedge & Stone             | Trades          | Landscaper          | fine  |   |          | Walk-in            |  1800 |   0 | 2020 | m 0
Tilda M.  | Inkwell                   | Creative        | Letterpress printer | fine  | x |          | Facebook           |  1600 |  14 | 2023 | f 0
Arne Q.   | Ferry Kiosk               | Gastronomy      | Kiosk owner         | fine  |   |          | Walk-in            |  1400 |   0 | 2019 | m 0
Ruth G.   | Practice Hill House       | Health and care | Osteopath           | fine  |   |          | Facebook           |  1200 |   0 | 2024 | f 0
Sven I.   | Bottle Post               | Retail          | Online shop         | fine  |   |          | Facebook           |  1030 |   0 | 2024 | m 0
Zora J.   | Field Notes               | Creative        | Copywriter          | fine  |   |          | Website            |   900 |   0 | 2025 | f 0
Rolf D.   | Dorn Building             | Trades          | Builder             | sinks | x |          | Solicitor; Chamber | 13800 | 330 | 2019 | m 53
Gus P.    | The Anchor                | Gastronomy      | Innkeeper           | sinks |   |          | Website            |  2400 |  52 | 2019 | m 49
Dirk H.   | Scaffolding South         | Trades          | Scaffolder          | sinks | x | Gus P.   |                    |  5300 |  62 | 2020 | m 0
Conny R.  | The Lantern               | Gastronomy      | Bar owner           | sinks | x | Gus P.   |                    |  1300 |  34 | 2023 | f 0
Bodo K.   | Kiosk at the Lock         | Retail          | Kiosk owner         | sinks |   | Gus P.   |                    |   900 |  24 | 2024 | m 0
Harald V. | Fairs & Floors            | Services        | Event firm          | sinks | x |          | Solicitor; Chamber |  6800 |  74 | 2021 | m 0
Mirko T.  | Concrete & Co             | Trades          | Mason               | sinks | x | Rolf D.  |                    |  2900 |  46 | 2020 | m 0
Sabine L. | Swift Parcels             | Services        | Courier             | sinks | x |          | Facebook           |  3200 |  52 | 2022 | f 0
Udo F.    | Udo Fixes It              | Trades          | Handyman            | sinks | x |          | Facebook           |  2800 |  48 | 2023 | m 0
Karin J.  | Practice Three Elms       | Health and care | Dentist             | sinks |   |          | Chamber            |  2300 |  50 | 2021 | f 0
Timo B.   | Board & Wave              | Retail          | Surf shop           | sinks | x |          | Facebook           |  1900 |  38 | 2024 | m 0
Petra A.  | Petra Draws               | Creative        | Comic artist        | sinks |   |          | Facebook           |  1300 |  36 | 2022 | f 0
Ida C.    | Lindow Lettings           | Services        | Property manager    | new   |   |          | Solicitor          |  3900 |   0 | 2024 | f 0
Oskar N.  | Wheel & Spoke             | Retail          | Bicycle shop        | new   |   |          | Facebook           |  2640 |   0 | 2024 | m 0
Quirin W. | Screed & Stair            | Trades          | Floor layer         | new   |   | Rolf D.  |                    |  2300 |   0 | 2025 | m 0
Juna H.   | Clay Days                 | Creative        | Potter              | new   |   |          | Website            |  1900 |   0 | 2025 | f 0
Benno S.  | Soup Cart                 | Gastronomy      | Soup cook           | new   |   | Uwe N.   |                    |  1400 |   0 | 2025 | m 0
"""
HOURS = {"fine": 1075, "new": 120}  # the total of those feelings, so that a year is 2,519 hours

# How many clients of each feeling answer 0, 1, 2, 3, 4, and unknown. 0 and 1 are the trouble, 3 and 4 the wish.
BEHAVIOURS = ("asks_questions", "respects_hours", "does_the_work", "keeps_appointments", "pays_on_time")
DEALT = {
    "asks_questions": {"glad": (0, 0, 1, 3, 9, 0), "fine": (2, 5, 8, 8, 5, 0), "sinks": (3, 4, 3, 2, 0, 0), "new": (0, 1, 1, 1, 0, 2)},
    "does_the_work": {"glad": (0, 3, 2, 3, 5, 0), "fine": (4, 9, 0, 8, 6, 1), "sinks": (4, 4, 0, 2, 2, 0), "new": (0, 1, 0, 1, 1, 2)},
    "keeps_appointments": {"glad": (1, 5, 0, 3, 4, 0), "fine": (4, 10, 2, 8, 4, 0), "sinks": (3, 4, 1, 2, 2, 0), "new": (0, 1, 1, 1, 0, 2)},
    "pays_on_time": {"glad": (0, 2, 4, 3, 4, 0), "fine": (1, 4, 8, 7, 6, 2), "sinks": (2, 2, 5, 1, 2, 0), "new": (0, 1, 1, 1, 1, 1)},
}  # fmt: skip
STATED = ("annual_value", "does_the_work", "asks_questions", "keeps_appointments", "respects_hours", "pays_on_time")
REVEALED = ("asks_questions", "respects_hours", "does_the_work", "keeps_appointments", "pays_on_time", "annual_value")
FIXED: dict[tuple[str, str], int | None] = {
    ("Ines K.", "asks_questions"): 4,
    ("Ines K.", "does_the_work"): 4,
    ("Ines K.", "keeps_appointments"): 4,
    ("Ines K.", "pays_on_time"): 3,
    ("Rolf D.", "does_the_work"): 4,
    ("Rolf D.", "pays_on_time"): 4,
    ("Rolf D.", "asks_questions"): 2,
    ("Oskar N.", "asks_questions"): None,
    ("Oskar N.", "does_the_work"): None,
    ("Oskar N.", "keeps_appointments"): None,
    ("Oskar N.", "pays_on_time"): 1,
}

Person = dict[str, Any]


def read_people() -> list[Person]:
    keys = (
        "name",
        "company",
        "industry",
        "occupation",
        "feeling",
        "evening",
        "referred_by",
        "source",
        "value",
        "hours",
        "since",
        "who",
    )
    people = []
    for line in PEOPLE.strip().splitlines():
        person: Person = dict(zip(keys, (cell.strip() for cell in line.split("|")), strict=True))
        person |= {key: int(person[key]) for key in ("value", "hours", "since")}
        gender, age = person.pop("who").split()
        person |= {"gender": gender, "age": int(age), "tier": TIERS[person["feeling"]]}
        people.append(person)
    return people


# ── how they behave ──────────────────────────────────────────────────────────────────────────────────────────────


def deal_behaviours(people: list[Person], rng: random.Random) -> None:
    """Give out the answers of DEALT within each feeling; evening calls follow the story."""
    for field, groups in DEALT.items():
        for feeling, counts in groups.items():
            pile = [None if answer == 5 else answer for answer, count in enumerate(counts) for _ in range(count)]
            group = [person for person in people if person["feeling"] == feeling]
            for person in group:
                if (person["name"], field) in FIXED:
                    person[field] = FIXED[person["name"], field]
                    pile.remove(person[field])
            rng.shuffle(pile)
            for person in group:
                if (person["name"], field) not in FIXED:
                    person[field] = pile.pop()
    for person in people:
        person["respects_hours"] = rng.choice((0, 1)) if person["evening"] else rng.choice((3, 4, 4))
    by_name = {person["name"]: person for person in people}
    by_name["Rolf D."]["respects_hours"] = 0
    for name in ("Arne Q.", "Frida B.", "Oskar N.", "Benno S."):
        by_name[name]["respects_hours"] = None


def read_wish(person: Person, field: str) -> float | None:
    """0 to 1: at least mostly; at least 5,000 a year, down to nothing a quarter below."""
    if field == "annual_value":
        short: int = 5000 - person["value"]
        return max(0.0, min(1.0, 1 - short / 1250))
    answer: int | None = person[field]
    return None if answer is None else min(1.0, answer / 3)


def weigh(order: tuple[str, ...]) -> list[float]:
    """What each wish counts, heaviest first; all of them make 100."""
    size = len(order)
    raw = [1 / place + (size + 1 - place) / size for place in range(1, size + 1)]
    return [100 * weight / sum(raw) for weight in raw]


def fit(people: list[Person], order: tuple[str, ...]) -> list[float]:
    """Each client's fit 0–100 by these wishes, heaviest first; an unknown answer counts as the list's average."""
    total = [0.0] * len(people)
    for field, weight in zip(order, weigh(order), strict=True):
        values = [read_wish(person, field) for person in people]
        known = [value for value in values if value is not None]
        average = sum(known) / len(known)
        for at, value in enumerate(values):
            total[at] += weight * (average if value is None else value)
    return [round(value, 6) for value in total]


def ask_first(people: list[Person], order: tuple[str, ...]) -> list[bool]:
    """Of whom less than half of what counts is known: shown, not ranked."""
    known = (
        [weight for field, weight in zip(order, weigh(order), strict=True) if read_wish(p, field) is not None]
        for p in people
    )
    return [sum(weights) < 50 for weights in known]


def place_of(name: str, people: list[Person], fits: list[float]) -> tuple[int, int]:
    """Place from the top, and how many others share it."""
    own = next(value for person, value in zip(people, fits, strict=True) if person["name"] == name)
    return 1 + sum(value > own for value in fits), sum(value == own for value in fits) - 1


def correlate(people: list[Person], fits: list[float]) -> float:
    """Pearson's r between a client's fit and the fit of whom they sent."""
    by_name = {person["name"]: value for person, value in zip(people, fits, strict=True)}
    pairs = [(by_name[p["referred_by"]], by_name[p["name"]]) for p in people if p["referred_by"] in by_name]
    mean_x, mean_y = (sum(pair[side] for pair in pairs) / len(pairs) for side in (0, 1))
    over = sum((x - mean_x) * (y - mean_y) for x, y in pairs)
    return over / sqrt(sum((x - mean_x) ** 2 for x, _ in pairs) * sum((y - mean_y) ** 2 for _, y in pairs))


def missed(people: list[Person]) -> float:
    """How far the answers are from the sample's story; 0 when all of it is told."""
    stated, revealed = fit(people, STATED), fit(people, REVEALED)
    far = 0.0
    for order, fits, rolf, ines in ((STATED, stated, 10, 14), (REVEALED, revealed, 40, 3)):
        found, sharing = place_of("Rolf D.", people, fits)
        far += abs(found - rolf) + sharing
        far += abs(place_of("Ines K.", people, fits)[0] - ines)
        # places are the same whether or not those are counted of whom too little is known
        waiting = ask_first(people, order)
        lowest = next(value for person, value in zip(people, fits, strict=True) if person["name"] == "Rolf D.")
        far += sum(value >= lowest for value, asked in zip(fits, waiting, strict=True) if asked)
        far += waiting.count(True) == 0
    everything = sum(all((read_wish(p, field) or 0) == 1 for field in STATED) for p in people)
    without_size = sum(all((read_wish(p, field) or 0) == 1 for field in STATED[1:]) for p in people)
    far += 2 * everything + 2 * abs(without_size - 7)
    far += 20 * max(0.0, abs(correlate(people, stated) - 0.67) - 0.005)
    far += 20 * max(0.0, 0.55 - correlate(people, revealed))
    return far


def solve_behaviours(people: list[Person], rng: random.Random) -> None:
    """Let two clients of the same feeling change an answer as long as it does not lead away from the story.

    When that gets nowhere, all answers are dealt again.
    """
    groups = [[p for p in people if p["feeling"] == feeling] for feeling in TIERS]
    while True:
        deal_behaviours(people, rng)
        best = missed(people)
        for _ in range(SWAPS):
            if best == 0:
                return
            field = rng.choice(tuple(DEALT))
            a, b = rng.sample(rng.choice(groups), 2)
            if a[field] == b[field] or {(a["name"], field), (b["name"], field)} & FIXED.keys():
                continue
            a[field], b[field] = b[field], a[field]
            found = missed(people)
            if found <= best + (0.5 if rng.random() < 0.02 else 0):
                best = found
            else:
                a[field], b[field] = b[field], a[field]


# ── everything around the story ──────────────────────────────────────────────────────────────────────────────────

QUALITIES = {  # how the answers lie, 0–4: glad, fine, heart sinks
    "follows_advice": (2.9, 2.4, 1.6),
    "open_to_change": (2.6, 2.3, 1.9),
    "takes_ownership": (2.7, 2.3, 1.6),
    "willing_to_laugh": (2.7, 2.4, 2.1),
    "enjoys_learning": (2.6, 2.2, 2.0),
    "needs_me": (2.9, 2.7, 2.6),
    "gets_me": (3.4, 2.2, 1.3),
    "speaks_well": (3.6, 2.4, 1.3),
    "energises": (3.5, 2.0, 0.5),
}
LADDER = {"vacation": (4, 4, 4), "free_time": (4, 4, 1), "home": (4, 1, 1), "office": (1, 1, 1), "": (None, None, None)}
STEPS = {  # how far Nora would go: clients a feeling
    "glad": {"vacation": 5, "free_time": 4, "home": 4},
    "fine": {"free_time": 3, "home": 8, "office": 12, "": 5},
    "sinks": {"home": 2, "office": 9, "": 1},
    "new": {"": 5},
}
STEP_FIXED = {"Ines K.": "vacation", "Rolf D.": "office"}
REASONS = {"Rolf D.": "work", "Gus P.": "person", "Dirk H.": "work", "Conny R.": "person", "Bodo K.": "money", "Harald V.": "work", "Mirko T.": "work", "Sabine L.": "person", "Udo F.": "work", "Karin J.": "person", "Timo B.": "money", "Petra A.": "money"}  # fmt: skip
PROBLEMS = (
    "shoebox of receipts",
    "tax letter",
    "first year in business",
    "payroll",
    "months behind",
    "taking over a firm",
)
VALUES = ("honesty", "craft", "family", "freedom", "thrift", "humour", "nature", "learning", "loyalty", "calm")
PLACES = {"city": 3, "suburb": 2, "small_town": 4, "country": 2}
TALKS = {"direct": 4, "warm": 3, "written": 2, "phone": 3, "meeting": 2}
OVER_55 = 11  # of the clients whose age is drawn
TOLD_ME = {  # beliefs: only what a client said and agreed to have noted
    "Ines K.": {"social_outlook": "liberal", "faith": "none", "political_outlook": "centre_left"},
    "Theo S.": {"social_outlook": "traditional", "faith": "present"},
    "Greta R.": {"faith": "important", "social_outlook": "between"},
    "Otto B.": {"political_outlook": "not_political"},
    "Hedda L.": {"faith": "present"},
    "Vera C.": {"social_outlook": "between", "political_outlook": "centre"},
    "Lorenz G.": {"faith": "important", "political_outlook": "centre_right"},
    "Yusuf D.": {"faith": "important"},
}
INCOMES = {"Ines K.": "25k_50k", "Theo S.": "50k_75k", "Bruno H.": "75k_100k", "Carla M.": "75k_100k", "Hedda L.": "50k_75k", "Pia O.": "25k_50k", "Vera C.": "100k_150k", "Jost M.": "75k_100k", "Silke W.": "25k_50k", "Zora J.": "under_25k", "Rolf D.": "over_150k", "Harald V.": "100k_150k"}  # fmt: skip
NOTES = {
    "Ines K.": "Brings the box of receipts by the third, with a cake on top.",
    "Rolf D.": "Rings at nine in the evening, twice a week. Papers always complete.",
    "Gus P.": "Sends people. Argues about every invoice.",
    "Hedda L.": "Up at three, so never rings after six.",
}
SKIPPED = {2023: 2, 2024: 5, 2025: 2}  # clients who let a year pass
PRICE_RISE = 2025  # invoices before that year were 8 % lower


def draw(weights: dict[str, int], rng: random.Random) -> str:
    return rng.choices(tuple(weights), tuple(weights.values()))[0]


def add_hours(people: list[Person], rng: random.Random) -> None:
    """Hours for those whose story names none, to the total of their feeling."""
    for feeling, total in HOURS.items():
        group = [person for person in people if person["feeling"] == feeling]
        left = total - sum(person["hours"] for person in group)
        open_ones = [person for person in group if not person["hours"]]
        shares = [person["value"] ** 0.85 * rng.uniform(0.8, 1.25) for person in open_ones]
        for person, share in zip(open_ones, shares, strict=True):
            person["hours"] = round(left * share / sum(shares))
        open_ones[0]["hours"] += total - sum(person["hours"] for person in group)


def add_portraits(people: list[Person], rng: random.Random) -> None:
    """Who they are and how they seem, as far as Nora knows."""
    open_ages = [person for person in people if not person["age"]]
    ages = [rng.randint(56, 68) for _ in range(OVER_55)]
    ages += [rng.randint(27, 54) for _ in range(len(open_ages) - OVER_55 - 5)] + [0] * 5
    rng.shuffle(ages)
    for person, age in zip(open_ages, ages, strict=True):
        person["age"] = age
    for feeling, steps in STEPS.items():
        pile = [step for step, count in steps.items() for _ in range(count)]
        group = [person for person in people if person["feeling"] == feeling]
        for person in group:
            if person["name"] in STEP_FIXED:
                pile.remove(STEP_FIXED[person["name"]])
        rng.shuffle(pile)
        for person in group:
            step = STEP_FIXED.get(person["name"]) or pile.pop()
            person["home"], person["free_time"], person["vacation"] = LADDER[step]
    phones = rng.sample(range(100, 1000), len(people))
    for person in people:
        name, feeling = person["name"], person["feeling"]
        new = feeling == "new"
        at = ("glad", "fine", "sinks", "new").index(feeling)
        for field, means in QUALITIES.items():
            person[field] = None if new else min(4, max(0, round(rng.gauss(means[at], 0.9))))
        person["will_pay"] = None if new else rng.random() < (0.9, 0.75, 0.45)[at]
        person["place"] = draw(PLACES, rng)
        person["communication"] = draw(TALKS, rng)
        person["problem"] = "; ".join(rng.sample(PROBLEMS, rng.choice((1, 1, 2))))
        person["values"] = "; ".join(rng.sample(VALUES, 3)) if feeling == "glad" or rng.random() < 0.15 else None
        person["life_stage"] = stage_of(person["age"], rng)
        person["gender"] = {"f": "woman", "m": "man"}[person["gender"]]
        person["sink_reason"] = REASONS.get(name)
        person["income"] = INCOMES.get(name)
        person |= {
            field: TOLD_ME.get(name, {}).get(field) for field in ("political_outlook", "social_outlook", "faith")
        }
        person["notes"] = NOTES.get(name)
        person["status"] = "present"
        slug = "-".join("".join(c if c.isalnum() else " " for c in person["company"].replace("é", "e").lower()).split())
        person["email"] = f"{name.lower().replace(' ', '.').rstrip('.')}@{slug}.example"
        person["phone"] = f"01632 960{phones.pop()}"  # numbers kept free for stories
    by_name = {person["name"]: person for person in people}
    by_name["Ines K."]["problem"] = "shoebox of receipts; tax letter"
    by_name["Ines K."] |= {"energises": 4, "speaks_well": 4, "gets_me": 4, "will_pay": True}
    by_name["Rolf D."] |= {"energises": 0, "will_pay": True, "speaks_well": 3}


def stage_of(age: int, rng: random.Random) -> str | None:
    if not age:
        return None
    for limit, stages in ((30, ("starting",)), (39, ("building", "young_family")), (51, ("young_family", "established")), (59, ("established", "empty_nest"))):  # fmt: skip
        if age < limit:
            return rng.choice(stages)
    return rng.choice(("empty_nest", "slowing"))


def add_sales(people: list[Person], rng: random.Random) -> list[tuple[date, str, float]]:
    """Every invoice of every client. The last twelve months add up to the yearly value; sets dates and frequency."""
    end = TODAY.year * 12 + TODAY.month - 1
    plans: list[tuple[Person, list[int]]] = []
    for person in people:
        value = person["value"]
        often = 12 if value >= 2500 and value % 3 == 0 else 4 if value >= 1500 else rng.choice((1, 2))
        step = 12 // often
        last = end - rng.randrange(step)
        start = person["since"] * 12 + rng.randrange(12)
        months = list(range(last, start - 1, -step))[::-1]
        months = months if len(months) >= often else list(range(last - step * (often - 1), last + 1, step))
        person |= {
            "frequency": often,
            "average_sale": value // often if value % often == 0 else value / often,
            "day": rng.randint(2, 19),
        }
        plans.append((person, months))
    for year, count in SKIPPED.items():
        able = [
            months
            for person, months in plans
            if person["feeling"] in ("fine", "sinks") and person["frequency"] <= 4 and person["since"] <= 2021
            and len({month // 12 for month in months}) == TODAY.year - months[0] // 12 + 1
            and not any(month > end - 12 and month // 12 == year for month in months)
        ]  # fmt: skip
        for months in rng.sample(able, count):
            months[:] = [month for month in months if month // 12 != year]
    sales = []
    for person, months in plans:
        often, average = person["frequency"], person["average_sale"]
        for at, month in enumerate(months):
            left = len(months) - at
            if left > often:
                price = average if month // 12 >= PRICE_RISE else average / 1.08
                amount = float(round(price * rng.uniform(0.95, 1.05)))
            else:  # two and two of the last twelve months make up for each other
                sway = round(average * 0.04) * (1 if left % 2 else -1)
                amount = average + (0 if often == 1 else sway)
            sales.append((date(month // 12, month % 12 + 1, person["day"]), person["name"], amount))
        person["first_date"] = date(months[0] // 12, months[0] % 12 + 1, person["day"]).isoformat()
        person["last_date"] = date(months[-1] // 12, months[-1] % 12 + 1, person["day"]).isoformat()
    return sorted(sales)


# ── the files ────────────────────────────────────────────────────────────────────────────────────────────────────

HEADERS = {  # a client list as it comes out of a contact program with columns of one's own
    "number": "Customer ID", "name": "name", "company": "Company name", "email": "Email", "phone": "Phone Number",
    "source": "Lead Source", "referred_by": "Referred By", "tier": "Tier", "status": "Status",
    "value": "Annual Value (EUR)", "average_sale": "Average Invoice (EUR)", "frequency": "Invoices per year",
    "hours": "Hours per year", "first_date": "Customer since", "last_date": "Last invoice date",
    "industry": "Industry", "occupation": "Job Title", "problem": "Service needed", "age": "Age", "gender": "Gender",
    "place": "Location", "life_stage": "Life stage", "communication": "Way of talking",
    "respects_hours": "Keeps to your hours", "keeps_appointments": "Keeps appointments", "does_the_work": "Delivers their part",
    "asks_questions": "Asks when unclear", "pays_on_time": "Pays on time", "follows_advice": "Follows advice",
    "open_to_change": "Open to change", "takes_ownership": "Takes ownership", "willing_to_laugh": "Willing to laugh",
    "enjoys_learning": "Enjoys learning", "needs_me": "Needs you", "gets_me": "Gets you", "will_pay": "Pays your price",
    "speaks_well": "Would recommend", "energises": "Energy", "home": "Welcome at home", "free_time": "Free time",
    "vacation": "Vacation test",
}  # fmt: skip
ONLY_SAID = ("values", "income", "political_outlook", "social_outlook", "faith", "sink_reason", "notes")
FIELDS = {"value": "annual_value"}
MAY_BE_BLANK = ("company", "email", "phone", "occupation", "problem", "place", "communication", *QUALITIES, "will_pay")
BLANK_CELLS = ("", "", "", "", "-", "n/a", "unknown")
TWICE = {"Gus P.": 31, "Vera C.": 47}  # entered a second time, at that row


def leave_blank(people: list[Person], rng: random.Random) -> None:
    """What Nora never wrote down. The story's own columns stay whole; a doubled client keeps the address that shows it."""
    cells = [(person, field) for person in people for field in MAY_BE_BLANK if person[field] not in (None, "")]
    kept = {(name, field) for name in TWICE for field in ("email", "company")}
    kept |= {
        ("Ines K.", field) for field in ("gets_me", "energises", "speaks_well", "problem", "company", "occupation")
    }
    kept |= {("Rolf D.", field) for field in ("energises", "will_pay", "company", "occupation")}
    for person, field in rng.sample(cells, 50):
        if (person["name"], field) not in kept:
            person[field] = None


def as_exported(person: Person, field: str) -> str:
    value = person.get(field)
    if value is None or value == "" or (field == "age" and value == 0):
        return ""
    if field in ("value", "average_sale"):
        return f"{value:.2f}"
    if field == "will_pay":
        return "yes" if value else "no"
    if field == "status":
        return "active"
    return str(value)


def number_again(count: int, people: list[Person]) -> int:
    """The number of the row in which the count-th of those in TWICE stands once more."""
    return 1000 + len(people) + count


def write_roster(people: list[Person], rng: random.Random) -> str:
    rows = []
    for person in people:
        row = {field: as_exported(person, field) for field in HEADERS}
        rows.append({field: cell or rng.choice(BLANK_CELLS) for field, cell in row.items()})
    by_name = {row["name"]: row for row in rows}
    for count, (name, at) in enumerate(TWICE.items(), start=1):
        first = by_name[name]
        known = ("name", "company", "email", "status", "industry", "value", "first_date")
        again = {field: first[field] if field in known else "" for field in HEADERS}
        rows.insert(at, again | {"number": str(number_again(count, people))})
    return as_csv(list(HEADERS.values()), ([row[field] for field in HEADERS] for row in rows))


def write_transactions(sales: list[tuple[date, str, float]]) -> str:
    header = ["Invoice No", "Invoice Date", "Client", "Amount (EUR)"]
    lines = (
        [f"{day.year}-{number:04}", day.isoformat(), name, f"{amount:.2f}"]
        for number, (day, name, amount) in enumerate(sales, start=1)
    )
    return as_csv(header, lines)


def as_csv(header: list[str], rows: Iterator[list[str]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


def stated_avatar() -> dict[str, Any]:
    """Whom Nora said she wants, in the order she said it; what follows the six is portrait only."""
    return {
        "schema_version": 1,
        "field": "general",
        "fit_line": 60,
        "criteria": [
            {"id": "annual_value", "kind": "range", "rank": 1, "low": 5000, "high": None},
            {"id": "does_the_work", "kind": "scale", "rank": 2, "at_least": 3},
            {"id": "asks_questions", "kind": "scale", "rank": 3, "at_least": 3},
            {"id": "keeps_appointments", "kind": "scale", "rank": 4, "at_least": 3},
            {"id": "respects_hours", "kind": "scale", "rank": 5, "absolute": True, "at_least": 3},
            {"id": "pays_on_time", "kind": "scale", "rank": 6, "at_least": 3},
            {"id": "problem", "kind": "tags", "wanted": ["shoebox of receipts", "first year in business"]},
            {"id": "gets_me", "kind": "scale", "at_least": 3},
            {"id": "needs_me", "kind": "scale", "at_least": 3},
            {"id": "will_pay", "kind": "flag"},
            {"id": "willing_to_laugh", "kind": "scale", "at_least": 3},
            {"id": "age", "kind": "range", "low": 35, "high": 50},
            {"id": "income", "kind": "choice", "accept": ["50k_75k", "75k_100k"]},
            {"id": "place", "kind": "choice", "accept": ["small_town", "country"]},
            {"id": "life_stage", "kind": "choice", "accept": ["young_family", "established"]},
            {"id": "values", "kind": "tags", "wanted": ["honesty", "craft", "humour"]},
            {"id": "communication", "kind": "choice", "accept": ["direct", "warm"]},
            {"id": "energises", "kind": "scale", "at_least": 3},
            {"id": "home", "kind": "scale", "at_least": 3},
            {"id": "never_takes_ownership", "column": "takes_ownership", "kind": "scale", "at_least": 2},
        ],
    }


def owner_answers(ids: dict[str, str]) -> dict[str, Any]:
    """What Nora answered once, as the screens keep it: ``ids`` gives a client's id where a screen names a client."""
    more = ("Bruno H.", "Gus P.", "Vera C.", "Hedda L.", "Jost M.", "Harald V.", "Lena H.", "Karin J.")
    return {
        "business_name": "Salt & Ledger",
        "trade": "bookkeeping",
        "field": "general",
        "term": "client",
        "currency": "EUR",
        "existing_share": 85,
        "beliefs_agreed": "2026-11-20",
        "glad_1": ids["Ines K."],
        "glad_2": ids["Theo S."],
        "glad_3": ids["Marta W."],
        "sink_name": ids["Rolf D."],
        "sink_behaviour": ["respects_hours"],
        "sink_other": "Tells me everything three times.",
        "more_names": [ids[name] for name in more],
        "ideal_ladder": "home",
        "must_sentence": "I work nine to five so that your numbers are done by someone who is awake. Would that suit you?",
        "surprise": "Rolf pays me the most and costs me the most. A café at 1,900 brought me more than he did.",
        "senders": "Ines. Seven of my thirteen favourites came through her.",
        "promise": "Ring Ines, thank her, and ask whom she knows. By Friday.",
        "thank_first": "Ines K.",
        "introduction_from": "Ines K.",
        "introduction_pleasure": "Take the new price list round myself and eat a slice of cake there.",
        "mirror_promise": "Your return is in a week before the deadline, or I tell you in time.",
        "mirror_reply": "By the evening of the next working day.",
        "mirror_reach": "Monday to Thursday, nine to five; by phone until noon, by mail always.",
        "mirror_best": "I explain a figure until it has stopped being frightening.",
        "mirror_weak": "Payroll. The office two doors down does it better.",
        "mirror_change": "That my own invoices come late.",
        "rules_kit": "practice",
        "rules_follow_up": "other",
        "rules_follow_up_name": "Jule",
    }


RULES = [
    {
        "id": "r1", "group": "Reaching me", "about": "respects_hours", "template": "practice_hours",
        "expectation": "I answer Monday to Friday, nine to five. What worries you at night you write down and send in the morning.",
        "reason": "A call at nine costs my family the evening and you a mistake in your numbers.",
        "consequence": "After five nobody picks up. If calls keep coming, we agree on a fixed call once a week.",
        "follow_up": "Jule",
    },
    {
        "id": "r2", "group": "Keeping dates", "about": "keeps_appointments", "template": "practice_dates",
        "expectation": "You move an appointment by telephone or mail no later than noon the day before.",
        "reason": "An hour freed the day before can still help somebody.",
        "consequence": "Later than that, half the hour is charged.",
        "follow_up": "Jule",
    },
    {
        "id": "r3", "group": "Money", "about": None, "template": "practice_prices",
        "expectation": "Every year in January you get my prices in writing, and they hold for twelve months.",
        "reason": "So you can plan, and we need not haggle over every letter.",
        "consequence": "What is not on the list gets a price first, and is not begun before your yes.",
        "follow_up": "Jule",
    },
]  # fmt: skip


def shared_rules(ids: dict[str, str]) -> dict[str, Any]:
    """Nora's rules, shared once, who signed them on paper, and two calls at night. None is about handing in papers."""
    day, number = "2025-01-07", 1
    shown = ("expectation", "reason", "consequence", "follow_up")
    groups = [{"title": rule["group"], "rules": [{part: rule[part] for part in shown}]} for rule in RULES]
    document = {"business": "Salt & Ledger", "number": number, "day": day, "groups": groups}
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    digest = hashlib.sha256(text.encode()).hexdigest()
    signed = {"Ines K.": "2025-01-08", "Rolf D.": "2025-01-09", "Gus P.": "2025-01-13", "Harald V.": "2025-01-14"}
    called = {"rule": "r1", "expectation": RULES[0]["expectation"], "client": ids["Rolf D."], "step": 1}
    return {
        "rules": RULES,
        "versions": [
            {"id": "v1", "number": number, "day": day, "business": "Salt & Ledger", "rules": RULES, "digest": digest}
        ],
        "agreements": [
            {
                "id": f"a{at}", "client": ids[name], "name": name, "version": number, "digest": digest, "sent": on,
                "state": "signed", "signed_by": name, "signed_on": on,
            }
            for at, (name, on) in enumerate(signed.items(), start=1)
        ],
        "breaches": [
            {"id": "b1", **called, "day": "2026-11-03", "note": "rang at nine about a receipt", "reminded": "2026-11-04"},
            {"id": "b2", **called, "day": "2026-11-17", "note": "rang at half past eight, twice"},
        ],
    }  # fmt: skip


def decisions(ids: dict[str, str]) -> dict[str, Any]:
    """What Nora decided about working together, half done as it is in life: the ladder for some, no goodbye said."""
    evenings = "respects_hours"
    return {
        "spoken": [
            {
                "id": evenings,
                "why": "A call at nine costs my family the evening and you a mistake in your numbers.",
                "sentence": "I answer from nine to five, and after five nobody does.",
                "question": "When something worries you on a Sunday evening, what do you do with it?",
                "good": "I write it down and send it in the morning.",
                "worrying": "I call. My last bookkeeper never minded.",
            }
        ],
        "providers": [
            {"id": "o1", "name": "Lantern Payroll", "suits": "firms with many wages to run", "contact": "two doors down"},
            {"id": "o2", "name": "Nightowl Books", "suits": "owners who think best after dark"},
        ],
        "prospects": [
            {
                "id": "q1", "name": "Pavel N.", "day": "2026-10-12", "source": "Ines K.", "answers": {evenings: "yes"},
                "asked": {evenings: "Keeps to your hours"}, "outcome": "taken", "closed": "2026-10-12",
            },
            {
                "id": "q2", "name": "Gerd O.", "day": "2026-10-29", "source": "Facebook", "answers": {evenings: "no"},
                "asked": {evenings: "Keeps to your hours"}, "outcome": "declined", "closed": "2026-10-29",
                "provider": "o2", "note": "Runs a bar; needs somebody awake at two.",
            },
            {
                "id": "q3", "name": "Lisa M.", "day": "2026-11-19", "source": "Chamber", "answers": {evenings: "unsure"},
                "asked": {evenings: "Keeps to your hours"}, "outcome": "waiting", "decide_by": "2026-11-24",
            },
        ],
        "systems": [
            {"id": "keeps_appointments", "rule": True, "told": True, "trained": True, "signed": True, "easy": False},
            {"id": evenings, "rule": True, "told": True, "trained": True, "signed": True, "easy": True, "upheld": False},
            {"id": "does_the_work", "rule": False, "due": "2026-12-11"},
        ],
        "courses": [
            {
                "id": ids["Rolf D."], "way": "change", "cause": "work", "reasons": [evenings], "system": "2026-11-16",
                "talk": "2026-12-04", "change": "No calls after five; what cannot wait goes by mail.",
                "trial": "2027-02-26",
            },
            {
                "id": ids["Harald V."], "way": "goodbye", "cause": "work", "reasons": [evenings, "does_the_work"],
                "system": "2026-09-28", "talk": "2026-10-19", "terms": "2026-11-16", "notice": 2, "provider": "o2",
            },
            {
                "id": ids["Dirk H."], "way": "goodbye", "cause": "work",
                "reasons": ["keeps_appointments", "does_the_work", "pays_on_time"],
                "system": "2026-11-16", "talk": "2026-12-08", "terms": "2027-01-18", "notice": 1,
            },
            {"id": ids["Gus P."], "way": "change", "cause": "person", "reasons": ["does_the_work", "asks_questions"]},
            {"id": ids["Petra A."], "way": "reprice", "cause": "money", "reasons": ["keeps_appointments"]},
        ],
        "terms": {"start": "2026-12-01", "floor": 15000, "cap": 1},
        "reality_kept": "2026-11-20",
        "tried": [{"id": wish["id"]} for wish in stated_avatar()["criteria"] if wish.get("rank")],
        "expected": {"asks_questions": "ideal", "keeps_appointments": "ideal"},
        "message": {"line": "A shoebox of receipts and a tax letter? Bring both. By day, please: at night I sleep, for the good of your numbers."},
        **shared_rules(ids),
    }  # fmt: skip


def sum_years(sales: list[tuple[date, str, float]]) -> list[dict[str, Any]]:
    """Clients, sales, income and who stayed, year by year; credit notes lower the income and are no sale."""
    buyers = {
        day.year: {name for at, name, amount in sales if at.year == day.year and amount > 0} for day, _, _ in sales
    }
    last = max(day for day, _, _ in sales)
    return [
        {
            "year": year,
            "clients": len(buyers[year]),
            "sales": sum(day.year == year and amount > 0 for day, _, amount in sales),
            "income": round(sum(amount for day, _, amount in sales if day.year == year), 2),
            "retention": len(buyers[year - 1] & buyers[year]) / len(buyers[year - 1]) if year - 1 in buyers else None,
            "whole": year < last.year or last.month == 12,
        }
        for year in range(min(buyers), max(buyers) + 1)
    ]


def write_workbook(people: list[Person], sales: list[tuple[date, str, float]]) -> str:
    clients = []
    for person in people:
        fields = [field for field in (*HEADERS, *ONLY_SAID) if field not in ("number", "name")]
        values = {FIELDS.get(field, field): person[field] for field in fields}
        numbers = [person["number"]]
        numbers += [number_again(count, people) for count, name in enumerate(TWICE, start=1) if name == person["name"]]
        values = {"record_id": "; ".join(map(str, numbers))} | values
        known = {
            field: value for field, value in values.items() if value not in (None, "") and (field, value) != ("age", 0)
        }
        clients.append({"id": f"c{person['number']}", "name": person["name"], "values": known})
    ids = {client["name"]: client["id"] for client in clients}
    workbook = {
        "schema_version": 1,
        "created": "2026-11-20T09:00:00Z",
        "sample": True,
        "answers": owner_answers(ids),
        "avatar": stated_avatar(),
        "clients": clients,
        "sales_years": sum_years(sales),
        "dealings": decisions(ids),
        "promises": [
            {"id": "p1", "text": "Ring Ines, thank her, and ask whom she knows.", "client": ids["Ines K."], "due": "2026-11-27"},
            {"id": "p2", "text": "Tell Rolf when I answer the phone, and when I do not.", "client": ids["Rolf D."], "due": "2026-12-04"},
            {"id": "p3", "text": "Write the rule for handing in papers and send it to everybody.", "due": "2026-12-11"},
        ],
    }  # fmt: skip
    return as_json(workbook)


def as_json(thing: dict[str, Any]) -> str:
    return json.dumps(thing, ensure_ascii=False, indent=1) + "\n"


def make_sample() -> dict[str, str]:
    """Text of each file by its name."""
    rng = random.Random(SEED)
    people = read_people()
    solve_behaviours(people, rng)
    add_hours(people, rng)
    add_portraits(people, rng)
    sales = add_sales(people, rng)
    leave_blank(people, rng)
    people.sort(key=lambda person: (person["name"] != "Ines K.", person["first_date"]))  # her very first client
    for number, person in enumerate(people, start=1001):
        person["number"] = number
    return {
        "roster.csv": write_roster(people, rng),
        "transactions.csv": write_transactions(sales),
        "avatar.json": as_json(stated_avatar()),
        "workbook.json": write_workbook(people, sales),
    }


if __name__ == "__main__":
    for file_name, text in make_sample().items():
        (Path(__file__).parent / file_name).write_text(text, encoding="utf-8", newline="\n")
