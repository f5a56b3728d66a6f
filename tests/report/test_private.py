"""What no document may tell: hidden names, protected facts of a regulated business; and what odd names do to it."""

from __future__ import annotations

import random
import re
from datetime import date
from xml.etree import ElementTree

import pytest

from icp import report
from icp.analysis import read_referrals
from icp.catalogue import catalogue
from icp.dealings import Agreement, Breach, Course, Dealings, Prospect, Rule, Spoken, Terms
from icp.findings.names import COVER, hide_names
from icp.model import Avatar, ChoiceCriterion, Client, OwnQuestion, Promise, RangeCriterion, TagsCriterion, Workbook
from icp.report.opening import Builder
from tests.report.conftest import TODAY, read, strings

BUILDERS: dict[str, Builder] = {
    name: getattr(report, name) for name in report.__all__
}  # each of the documents there are
ALL = pytest.mark.parametrize("build", BUILDERS.values(), ids=list(BUILDERS))


# ── hidden names ─────────────────────────────────────────────────────────────────────────────────────────────────


@ALL
def test_with_names_hidden_no_name_of_the_sample_is_anywhere(build: Builder, sample: Workbook) -> None:
    text = read(build(sample, TODAY, hidden=True))
    names = {client.name for client in sample.clients} | {p.name for p in sample.dealings.prospects}
    names |= {str(client.values.get(id)) for client in sample.clients for id in ("email", "phone", "company", "notes")}
    assert not [name for name in names - {"None"} if name in text]
    first = {client.name.split()[0] for client in sample.clients} - {"Jan"}  # a month, too
    assert not [word for word in first if re.search(rf"\b{re.escape(word)}\b", text)]


def test_hiding_changes_no_figure(sample: Workbook) -> None:
    """Who sent whom, and all that is counted of it, stays as it was."""
    open_facts, hidden = read_referrals(sample), read_referrals(hide_names(sample))
    assert hidden.links.links == open_facts.links.links
    assert [s.value for s in hidden.senders] == [s.value for s in open_facts.senders]
    assert sorted(r.rate for r in hidden.rates) == pytest.approx(sorted(r.rate for r in open_facts.rates))
    noted = sample.with_answer("surprise", "Rolf!")
    seen, covered = (report.build_workbook(noted, TODAY, hidden=hidden) for hidden in (False, True))
    assert [section.id for section in covered.sections] == [section.id for section in seen.sections]
    assert covered.sections[-1] == seen.sections[-1]  # what is left to do: that page has its note
    assert "What I made of it" in read(seen)
    assert "What I made of it" not in read(covered)
    assert COVER not in strings(report.build_book(noted, TODAY, hidden=True))


def test_the_owners_own_words_keep_no_name_and_outsiders_get_a_number() -> None:
    clients = (
        Client(id="a", name="Ann Lee", values={"tier": "1", "referred_by": "Zoltan Q.", "notes": "Ann snores"}),
        Client(id="b", name="Bo", values={"tier": "3", "referred_by": "Ann Lee", "source": "Facebook"}),
        Client(id="c", name="Ann Lee", values={"tier": "2", "referred_by": "Bo"}),
    )
    dealings = Dealings(
        rules=(Rule(expectation="Nobody rings like Ann Lee does, or Bolero.", reason="Ask Zoltan."),),
        spoken=(Spoken(id="pays_on_time", sentence="Bo never did."),),
        prospects=(Prospect(id="p", name="Quentin", day=TODAY, note="knows Bo", source="Ann Lee"),),
        agreements=(Agreement(client="a", name="Ann Lee", version=1, digest="0" * 64, sent=TODAY, signed_by="A. Lee"),),
        breaches=(Breach(rule="r", client="b", day=TODAY, note="Bo again"),),
        message={"post": "As ANN LEE says", "ask:ann lee": "Dear Ann"},
    )
    work = Workbook(
        clients=clients, dealings=dealings, promises=(Promise(text="Ring Bo", due=TODAY),),
        answers={"thank_first": "Zoltan Q.", "surprise": "Bo!", "mirror_promise": "What Quentin wants"},
        questions=(OwnQuestion(id="x_a", label="Like Bo"), OwnQuestion(id="x_b", label="Diary", kind="text")),
    )  # fmt: skip
    told = hide_names(work)
    text = told.to_json()
    assert not re.search(r"(?i)\b(ann|lee|bo|zoltan|quentin)\b", text.replace("ask:", ""))
    assert told.dealings.rules[0].expectation == "Nobody rings like Somebody 1 does, or Bolero."
    assert told.dealings.prospects[0].name == "Prospect 1"
    assert told.clients[1].values["source"] == "Facebook"
    # two of one name are nobody in particular: what named them is no link, as before
    assert read_referrals(told).links.links == read_referrals(work).links.links == ((1, 2),)


@pytest.mark.parametrize(
    ("name", "said", "told"),
    [
        ("A", "A rule is a rule.", "A rule is a rule."),
        ("IN", "In time, IN pays in euros.", "In time, Client 1 pays in euros."),
        ("Will", "I will ring Will, WILL says.", "I will ring Client 1, Client 1 says."),
        ("mia", "Ask mia or Mia.", "Ask Client 1 or Client 1."),
        ("The Bakery", "The price of the bakery, the Bakery's.", "The price of Client 1, Client 1's."),
        ("May Lee", "Ask May, MAY LEE or Maybelle.", "Ask Client 1, Client 1 or Maybelle."),
        ("🎉", "For 🎉 only.", "For Client 1 only."),
        ("Straße", "Call Straße first.", "Call Client 1 first."),
    ],
)
def test_names_give_way_and_words_that_only_look_like_one_stay(name: str, said: str, told: str) -> None:
    rule = Rule(expectation=said)
    work = Workbook(clients=(Client(name=name),), dealings=Dealings(rules=(rule,)))
    assert hide_names(work).dealings.rules[0].expectation == told


# ── regulated fields ─────────────────────────────────────────────────────────────────────────────────────────────


def _regulated() -> Workbook:
    """A lender whose workbook carries a canary in every protected field, put past the model's own checks."""
    fields = catalogue().fields
    guarded = [question.id for question in fields.values() if question.protected]
    values = {id: f"CANARY-{id}" if id != "age" else 77.77 for id in guarded}
    clients = tuple(
        Client(name=f"N{n}", values={**values, "tier": str(1 + n % 3), "annual_value": 100 * n, "x_own": "CANARY-own"})
        for n in range(15)
    )
    wishes = (
        RangeCriterion(id="age", low=33.33, high=66.66),
        *(ChoiceCriterion(id=id, accept=(f"CANARY-{id}",)) for id in guarded if fields[id].kind == "choice"),
        TagsCriterion(id="values", wanted=("honesty",), rank=1),
    )
    receipt = {"file": "a.csv", "problems": [{"row": 1, "column": "gender", "value": "CANARY-cell", "reason": "x"}]}
    work = Workbook(
        avatar=Avatar(field="credit", criteria=wishes), receipts=(receipt,),
        questions=(OwnQuestion(id="x_own", label="Religion", kind="choice"),),
    )  # fmt: skip
    return work.changed(clients=clients)


@ALL
def test_in_a_regulated_field_nothing_protected_is_in_any_document(build: Builder) -> None:
    work = _regulated()
    assert "CANARY-gender" in work.to_json()
    text = read(build(work, TODAY))
    assert "CANARY" not in text
    assert not re.search(r"77\.77|33\.33|66\.66", text)


# ── odd names ────────────────────────────────────────────────────────────────────────────────────────────────────

ODD = (
    "=cmd|' /C calc'!A0",
    "<script>alert(1)</script>",
    "#let x = 1; $a$ *b* _c_ @d",
    "عمر 🎉 \u200f\u202e",
    "]]>&amp;<b>",
    "{name}",
    'O\'Neil "Q" \\',
    "日本 太郎",
    "x" * 300,
)


SHAPES = set("svg title text circle rect line path polygon g ellipse clipPath".split())


def _odd() -> Workbook:
    clients = tuple(
        Client(id=f"c{at}", name=name, values={
            "tier": str(1 + at % 3), "annual_value": 1000 + at, "hours": 10 + at, "respects_hours": at % 5,
            "referred_by": ODD[at - 1] if at else "", "source": name, "home": 4,
        })
        for at, name in enumerate(ODD)
    )  # fmt: skip
    wish = catalogue().fields["respects_hours"]
    avatar = Avatar.model_validate({"criteria": [{"id": wish.id, "kind": "scale", "rank": 1, "absolute": True}]})
    courses = (Course(id="c2", way="goodbye", reasons=("respects_hours",), system=date(2026, 1, 1),
                      talk=date(2026, 2, 1), terms=date(2026, 3, 1)),)  # fmt: skip
    return Workbook(
        clients=clients, avatar=avatar, answers={"business_name": ODD[1], "thank_first": ODD[0]},
        dealings=Dealings(courses=courses, terms=Terms(floor=10), rules=(Rule(expectation=ODD[2], group=ODD[4]),)),
        promises=(Promise(text=ODD[5], due=TODAY),),
    )  # fmt: skip


@ALL
@pytest.mark.parametrize("hidden", [False, True])
def test_odd_names_stay_text_and_drawings_stay_drawings(build: Builder, hidden: bool) -> None:
    for text in strings(build(_odd(), TODAY, hidden=hidden)):
        if text.startswith("<svg"):
            tags = {element.tag.rpartition("}")[2] for element in ElementTree.fromstring(text).iter()}
            assert tags <= {
                "svg",
                "title",
                "text",
                "circle",
                "rect",
                "line",
                "path",
                "polygon",
                "g",
                "ellipse",
                "clipPath",
            }
    assert ODD[1] in read(build(_odd(), TODAY)) or build is report.build_screener


# ── long lists ───────────────────────────────────────────────────────────────────────────────────────────────────


def _long(clients: int) -> Workbook:
    random.seed(7)
    scales = ("respects_hours", "keeps_appointments", "does_the_work", "asks_questions", "pays_on_time")
    listed = tuple(
        Client(id=f"c{n}", name=f"Name {n}", values={
            "tier": str(random.choice((1, 2, 2, 3))), "annual_value": random.randint(100, 20_000),
            "hours": random.randint(1, 80), **{id: random.randint(0, 4) for id in scales},
            **({"referred_by": f"Name {random.randrange(n)}"} if n and n % 3 == 0 else {"source": f"S{n % 17}"}),
        })
        for n in range(clients)
    )  # fmt: skip
    wishes = [{"id": id, "kind": "scale", "rank": at, "absolute": at < 3} for at, id in enumerate(scales, start=1)]
    return Workbook(clients=listed, avatar=Avatar.model_validate({"criteria": wishes}))


def test_two_thousand_clients_stay_short() -> None:
    work = _long(2_000)
    whole = report.build_workbook(work, TODAY)
    assert sum(len(text) for text in strings(whole) if not text.startswith("<svg")) < 30_000
    assert all(len(text) < 400_000 for text in strings(whole))
    book = {section.id: section for section in report.build_book(work, TODAY).sections}
    assert len(book["clients"].blocks[0].rows) == 2_000  # type: ignore[union-attr]
    assert len(book["reasons"].blocks[0].rows) == 10_000  # type: ignore[union-attr]
