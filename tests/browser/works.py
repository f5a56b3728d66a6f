"""Workbooks and a room whose every text was typed by a stranger: payloads, or words of somebody's own."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from itertools import cycle, islice
from typing import Any

from icp.catalogue import catalogue
from icp.dealings import (
    Agreement,
    Breach,
    Course,
    Dealings,
    Outcome,
    OwnSystem,
    Prospect,
    Provider,
    Rule,
    Situation,
    Spoken,
    Terms,
    Verdict,
)
from icp.methods.rule_document import publish_version
from icp.model import (
    Avatar,
    ChoiceCriterion,
    Client,
    Criterion,
    FlagCriterion,
    OwnQuestion,
    Promise,
    ScaleCriterion,
    TagsCriterion,
    Workbook,
    clean_text,
)
from icp.room.state import LONGEST_TEXT, Host, Message, Parked, Room

Deal = Callable[..., str]
"""``deal(field, most)`` → a text of at most ``most`` characters for the field of that name."""
BEHAVIOURS = ("respects_hours", "keeps_appointments", "does_the_work", "asks_questions", "pays_on_time")
_BY_THEMSELVES = {"name", "first_name", "last_name", "tier", "sink_reason", "status", "referred_by"}
TEXTS = (
    *(q.id for q in catalogue().fields.values()
      if q.kind in ("text", "choice", "tags") and q.id not in _BY_THEMSELVES),
    "x_words", "x_free", "x_unknown",
)  # fmt: skip
"""What may be noted about a client in words; of a choice a file may bring another than those offered."""
NAMES = 24
OUTCOMES: tuple[tuple[Verdict, Outcome], ...] = (
    ("unsure", "waiting"), ("no", "declined"), ("yes", "taken"), ("yes", "open"),
)  # fmt: skip


def work_of(deal: Deal, every: int = 7) -> Workbook:
    """A workbook with something typed in every text field that is asked; about each ``every``-th client, the first
    among them, all that can be noted in words."""
    chosen = {"thank_first", "introduction_from"}  # among names
    texts = [
        q.id
        for q in catalogue().questions
        if q.scope == "owner" and q.kind == "text" and not q.guide and q.id not in chosen
    ]
    texts += ["trade", "must_sentence", "surprise", "sink_other"]
    own = (
        OwnQuestion(
            id="x_words", label=deal("own question", 120), kind="choice",
            options=(deal("option of an own question"), deal("option of an own question")),
        ),
        OwnQuestion(
            id="x_tags", label=deal("own question", 120), kind="tags",
            options=(deal("tag of an own question"), deal("tag of an own question")),
        ),
        *(OwnQuestion(id=f"x_scale{n}", label=deal("own question", 120)) for n in range(4)),
        OwnQuestion(id="x_flag", label=deal("own question", 120), kind="flag"),
        OwnQuestion(id="x_free", label=deal("own question", 120), kind="text"),
    )  # fmt: skip
    wishes: list[Criterion] = [
        ScaleCriterion(id="x_scale0", rank=1, absolute=True),
        ChoiceCriterion(id="x_words", rank=2, accept=own[0].options),
        TagsCriterion(id="x_tags", rank=3, wanted=own[1].options),
        ScaleCriterion(id="asks_questions", rank=4),
        TagsCriterion(id="problem", rank=5, wanted=(deal("wish: problem"), deal("wish: problem"))),
        FlagCriterion(id="x_flag", rank=6, repel=True),
        ScaleCriterion(id="never_x_scale1", column="x_scale1", repel=True),
        ChoiceCriterion(id="never_industry", column="industry", repel=True, accept=(deal("never again: industry"),)),
        *(ChoiceCriterion(id=id, accept=(deal(f"wish: {id}"),)) for id in ("place", "occupation", "industry")),
        TagsCriterion(id="values", wanted=(deal("wish: values"), deal("wish: values"))),
        *(ScaleCriterion(id=id) for id in ("home", "free_time", "vacation")),
    ]
    called = [deal("client: name") for _ in range(NAMES)]
    sources = [deal("client: source") for _ in range(8)]
    clients = []
    for at, name in enumerate(called):
        values: dict[str, Any] = {
            "tier": 1 + at % 3, "annual_value": 500 + 137 * at % 9000, "hours": 5 + at * 7 % 60,
            "asks_questions": at % 5, "home": at % 5, "free_time": at % 4, "vacation": at % 3,
            "x_scale0": at % 4, "status": "present", "sink_reason": "person", "respects_hours": at % 5,
            "x_words": own[0].options[at % 2], "x_tags": "; ".join(own[1].options),
        }  # fmt: skip
        if at % every == 0:
            values |= {id: deal(f"client: {id}") for id in TEXTS}
        values.setdefault("source", sources[at % len(sources)])
        if at % 3:
            values["referred_by"] = clean_text(called[at // 3])
        elif at % 4 == 0:
            values["referred_by"] = deal("client: referred_by")
        if at % 5 == 4:
            values.pop("asks_questions")
        clients.append(Client(id=f"c{at}", name=name, values=values))
    headers = [deal("file: column") for _ in range(3)]
    receipt = {
        "file": deal("file: name"), "digest": "d", "rows_read": 3, "clients": 1, "merged": 0, "folded": 0,
        "skipped": [{"row": 2, "reason": "no_name"}],
        "problems": [{"row": 4 + n, "column": header, "value": deal("file: cell"), "reason": "not_a_number"}
                     for n, header in enumerate(headers)],
        "encoding": "utf-8", "delimiter": ",", "header_row": 1, "dropped": [deal("file: column")],
        "columns": [{"header": header, "field": None} for header in headers],
    }  # fmt: skip
    answers: dict[str, Any] = {id: deal(f"answer: {id}") for id in texts}
    answers |= {"glad_1": "c0", "glad_2": "c1", "glad_3": "c3", "sink_name": "c2", "more_names": ("c4", "c5", "c6")}
    answers |= {
        "rules_follow_up": "other",
        "beliefs_agreed": "2026-11-22",
        "thank_first": sources[0],
        "introduction_from": clients[0].name,
    }
    return Workbook(
        answers=answers, avatar=Avatar(criteria=tuple(wishes)), clients=tuple(clients), questions=own,
        promises=(Promise(text=deal("promise"), client="c0", due=date(2026, 12, 1)),), receipts=(receipt,),
    )  # fmt: skip


def decided_work(deal: Deal, many: int = 4, *, stay: bool = False) -> Workbook:
    """A workbook of few clients with something typed in every text field about working together.

    ``many``: how many rules, providers, prospects and promises. ``stay``: nobody is said goodbye to.
    """
    day = date.today()
    clients = tuple(
        Client(
            id=f"c{at}", name=deal("client: name"),
            values={
                "tier": 1 + at % 3, "annual_value": 900 + 300 * at, "hours": 10 + 5 * at,
                "source": deal("client: source"), "sink_reason": "person",
                **{id: (at + n) % 5 for n, id in enumerate(BEHAVIOURS)},
            },
        )
        for at in range(18)
    )  # fmt: skip
    own = (OwnQuestion(id="x_moment", label=deal("own question", 120)),)
    wishes = (
        ScaleCriterion(id="respects_hours", rank=1, absolute=True),
        ScaleCriterion(id="x_moment", rank=2, absolute=True),
        ScaleCriterion(id="does_the_work", rank=3),
        TagsCriterion(id="problem", wanted=(deal("wish: problem"), deal("wish: problem"))),
    )
    rules = tuple(
        Rule(
            id=f"r{n}", group=deal("rule: group", 80), expectation=deal("rule: expectation"),
            reason=deal("rule: reason"), consequence=deal("rule: consequence"),
            follow_up=deal("rule: who reminds", 80) if n % 2 else "", about=BEHAVIOURS[n] if n < 2 else None,
        )
        for n in range(many)
    )  # fmt: skip
    parts = ("why", "sentence", "question", "good", "worrying")
    dealings = Dealings(
        spoken=tuple(
            Spoken(id=id, **{part: deal(f"must-have: {part}") for part in parts})
            for id in ("respects_hours", "x_moment")
        ),
        providers=tuple(
            Provider(
                id=f"o{n}", name=deal("provider: name", 200), suits=deal("provider: suits", 200),
                contact=deal("provider: contact", 200),
            )
            for n in range(many)
        ),
        prospects=tuple(
            Prospect(
                id=f"q{n}", name=deal("prospect: name", 80), day=day, source=deal("prospect: source", 200),
                answers={"respects_hours": answer}, asked={"respects_hours": deal("prospect: asked")},
                note=deal("prospect: note"), decide_by=day, outcome=outcome, provider="o0",
            )
            for n, (answer, outcome) in enumerate(islice(cycle(OUTCOMES), many))
        ),
        rules=rules,
        systems=tuple(
            OwnSystem(id=id, rule=True, told=False, draft=deal("own part: draft"))
            for id in dict.fromkeys((*BEHAVIOURS, *(each.column for each in catalogue().situations)))
        ),
        courses=tuple(
            Course(
                id=f"c{at}", way=way, cause="work", reasons=("respects_hours",), change=deal("goodbye: change"),
                system=day, talk=day, terms=day, provider="o1", letter=deal("goodbye: letter"), ask="c0",
                said=day if at == 2 and not stay else None,
            )
            for at, way in ((2, "change" if stay else "goodbye"), (5, "change"), (8, "reprice"),
                            (11, "change" if stay else "goodbye"))
        ),
        terms=Terms(floor=100, start=day),
        situations=(
            Situation(
                id="s0", title=deal("situation: title", 200), difficult=deal("situation: difficult"),
                ideal=deal("situation: ideal"), dream=deal("situation: dream"), column="x_moment",
            ),
        ),
        expected={each.column: "ideal" for each in catalogue().situations},  # so that the own one is looked at first
        packet={part: deal(f"packet: {part}") for part in ("first", "before")},
        message={
            part: deal(f"message: {part}")
            for part in ("line", "who", "not_for", "promise", "profile", "post", "ask", "brief")
        },
    )  # fmt: skip
    version = publish_version(dealings, business=deal("rules: business then"), day=day,
                              follow_up=deal("rules: who reminds", 80))  # fmt: skip
    dealings = dealings.changed(
        versions=(version,),
        agreements=tuple(
            Agreement(
                id=f"a{n}", client=f"c{n}", name=clients[n].name, version=1, digest=version.digest, sent=day,
                state="signed", signed_by=deal("agreement: signed by", 80), signed_on=day,
            )
            for n in (1, 2)
        ),
        breaches=tuple(
            Breach(id=f"b{n}", rule=("r0", "gone")[n % 2], expectation=deal("breach: rule then"), client="c2", day=day,
                   note=deal("breach: note"), step=n)
            for n in range(2)
        ),
    )  # fmt: skip
    answers: dict[str, Any] = {
        id: deal(f"answer: {id}")
        for id in ("business_name", "trade", "mirror_weak", "sink_other", "must_sentence", "rules_follow_up_name")
    }
    answers["rules_follow_up"] = "other"
    answers["coach"] = (deal("room: coach", 80), deal("room: coach’s contact", 120))
    return Workbook(
        answers=answers, avatar=Avatar(criteria=wishes), clients=clients, questions=own, dealings=dealings,
        promises=tuple(Promise(text=deal("promise"), client=f"c{n % 18}", due=day) for n in range(many)),
    )  # fmt: skip


def said_in(room: Room, deal: Deal) -> Room:
    """The room with something typed wherever its coach types."""
    return room.changed(
        name=deal("room: name", 120),
        host=Host(name=deal("room: coach", 80), contact=tuple(deal("room: coach’s contact", 120) for _ in range(3))),
        message=Message(text=clean_text(deal("room: message to all", LONGEST_TEXT)), sent_at=room.opened_at),
        parking=tuple(Parked(text=clean_text(deal("room: question for later", LONGEST_TEXT))) for _ in range(12)),
        thanks=clean_text(deal("room: thanks", 2000)),
    )


def sentence(deal: Deal, kind: str) -> bytes:
    """A sentence for a wall, as it lies in the database."""
    return json.dumps({"text": clean_text(deal(f"room: sentence ({kind})", LONGEST_TEXT))}).encode()


def card(deal: Deal) -> bytes:
    """A card for the gallery, as it lies in the database."""
    lines = [clean_text(deal("room: line of a card")) for _ in range(2)]
    return json.dumps({"name": clean_text(deal("room: first name", 30)), "lines": lines}).encode()
