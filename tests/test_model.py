"""The frozen types: protection of who somebody is, ranks, and the workbook's round trip."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from icp.analysis import score_workbook
from icp.catalogue import catalogue
from icp.findings.figures import opening
from icp.findings.words import plain
from icp.model import (
    Avatar,
    Client,
    Criterion,
    OwnQuestion,
    Promise,
    RangeCriterion,
    Workbook,
    clean_name,
    field_behind,
    is_about_the_person,
)

KINDS = {
    "range": {"kind": "range", "low": 1},
    "choice": {"kind": "choice", "accept": ["a"]},
    "tags": {"kind": "tags", "wanted": ["a"]},
    "scale": {"kind": "scale"},
    "flag": {"kind": "flag"},
}


def wish(**given):
    return TypeAdapter(Criterion).validate_python(given)


def avatar(*wishes):
    return Avatar.model_validate({"criteria": wishes})


# ── protection ───────────────────────────────────────────────────────────────────────────────────────────────────

PROTECTED = sorted(q.id for q in catalogue().fields.values() if q.protected)
AFFINITY = sorted(q.id for q in catalogue().fields.values() if q.part == "affinity")
SERVICE = sorted(q.id for q in catalogue().fields.values() if q.part == "service")
RENAMED = [
    *("Birthday", "birthdate", "BIRTH_DATE", "Date of birth (UTC)", "Client marital status", "Marital-Status__c"),
    *("maritalStatus", "Contact - Religion", "client nationality", "Any disability?", "Number of children", "Spouse"),
    *("Pregnant", "Sexual orientation", "Ethnicity", "Person - Date of birth", "  religion  ", "ZIP", "Geburtsdatum"),
]


def test_of_the_shipped_questions_those_of_the_affinity_part_ask_who_somebody_is():
    for id, field in catalogue().fields.items():
        assert is_about_the_person(id, field.label) == (field.part == "affinity"), id


def test_the_catalogue_says_what_is_protected():
    assert PROTECTED == ["age", "faith", "gender", "life_stage", "political_outlook", "social_outlook"]
    assert set(AFFINITY) == {
        *("age", "gender", "income", "place", "life_stage", "values", "political_outlook", "social_outlook", "faith"),
        *("communication", "energises", "home", "free_time", "vacation"),
    }


@pytest.mark.parametrize("name", [*AFFINITY, *RENAMED])
def test_no_wish_about_the_person_is_ever_a_must_have_whatever_it_is_called(name):
    for kind in KINDS.values():
        for said in ({"id": name}, {"id": "w1", "column": name}, {"id": name, "column": "hours"}):
            assert wish(**kind, **said).part == "affinity"
            with pytest.raises(ValidationError):
                wish(**kind, **said, absolute=True)
            with pytest.raises(ValidationError):
                wish(**kind, **said, part="service", absolute=True)


@pytest.mark.parametrize("name", RENAMED)
def test_a_protected_header_is_affinity_whatever_part_says(name):
    assert wish(id=name, kind="flag", part="service").part == "affinity"
    assert wish(id="plain", column=name, kind="flag", part="service").part == "affinity"


@pytest.mark.parametrize("field", [*AFFINITY, *SERVICE])
def test_a_catalogue_fields_part_is_the_catalogues_and_another_is_refused(field):
    question = catalogue().fields[field]
    other = "service" if question.part == "affinity" else "affinity"
    assert wish(id=field, **KINDS["choice"]).part == question.part
    assert wish(id="w", column=field, part=question.part, **KINDS["choice"]).part == question.part
    with pytest.raises(ValidationError, match=question.part):
        wish(id=field, part=other, **KINDS["choice"])
    with pytest.raises(ValidationError, match=question.part):
        wish(id="w", column=field, part=other, **KINDS["choice"])


def test_aliases_lead_to_their_field():
    for field, names in catalogue().columns.aliases.items():
        if field in AFFINITY:
            assert all(is_about_the_person(name.title()) for name in names)
    assert field_behind("hours") == "hours"
    assert field_behind("no such thing") is None


@pytest.mark.parametrize("name", ["average_sale", "Package", "Manager", "Village hall bookings", "Stage of project"])
def test_a_word_that_merely_contains_a_protected_one_is_free(name):
    assert not is_about_the_person(name)
    assert wish(id=name, kind="flag", absolute=True).part == "service"


def test_own_columns_take_the_part_they_are_given():
    assert wish(id="dog", kind="flag").part == "service"
    assert wish(id="dog", kind="flag", part="affinity").part == "affinity"
    with pytest.raises(ValidationError, match="must-have"):
        wish(id="dog", kind="flag", part="affinity", absolute=True)
    assert OwnQuestion(id="x_dog", label="Has a dog").part == "service"
    assert OwnQuestion(id="x_1", label="Their religion").part == "affinity"
    assert OwnQuestion(id="x_birthday", label="When").part == "affinity"


def test_copies_are_checked_too():
    plain = avatar({"id": "dog", "kind": "flag"})
    with pytest.raises(ValidationError):
        plain.with_wish(wish(id="age", kind="range", low=1).model_copy(update={"absolute": True}))


# ── the file ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_avatar_file():
    found = Avatar.model_validate_json(
        """{"schema_version": 1, "field": "credit", "fit_line": 70, "criteria": [
        {"id": "a", "column": "Total", "part": "service", "kind": "range", "low": 1, "high": null, "tolerance": 2,
         "rank": 1, "swing": 100, "absolute": true, "repel": false},
        {"id": "industry", "kind": "choice", "accept": ["x"], "rank": null, "swing": null},
        {"id": "values", "kind": "tags", "wanted": ["x"], "need": "all", "enough": 1},
        {"id": "home", "kind": "scale", "at_least": 2},
        {"id": "will_pay", "kind": "flag"}]}"""
    )
    assert [c.kind for c in found.criteria] == ["range", "choice", "tags", "scale", "flag"]
    assert [c.column for c in found.criteria] == ["Total", "industry", "values", "home", "will_pay"]
    assert [c.part for c in found.criteria] == ["service", "service", "affinity", "affinity", "service"]
    assert (found.field, found.fit_line, [c.id for c in found.absolutes]) == ("credit", 70, ["a"])
    assert Avatar.model_validate_json(found.model_dump_json()) == found
    assert (Avatar().field, Avatar().fit_line) == ("general", 60)


@pytest.mark.parametrize(
    ("broken", "named"),
    [
        ({"criteria": [], "colour": 1}, "colour"),
        ({"criteria": [{"id": "a", "kind": "flag", "weihgt": 3}]}, "weihgt"),
        ({"criteria": [{"id": "a", "kind": "flag", "low": 3}]}, "low"),
        ({"criteria": [{"id": "a", "kind": "mood"}]}, "mood"),
        ({"criteria": [{"id": "a", "kind": "range"}]}, "'a'"),
        ({"criteria": [{"id": "a", "kind": "range", "low": 2, "high": 1}]}, "'a'"),
        ({"criteria": [{"id": "a", "kind": "range", "low": 2, "tolerance": -1}]}, "tolerance"),
        ({"criteria": [{"id": "a", "kind": "scale", "at_least": 5}]}, "at_least"),
        ({"criteria": [{"id": "a", "kind": "tags", "enough": 0}]}, "enough"),
        ({"criteria": [{"id": "a", "kind": "flag", "swing": 101}]}, "swing"),
        ({"criteria": [{"id": "a", "kind": "flag", "rank": 0}]}, "rank"),
        ({"criteria": [{"id": "a", "kind": "flag"}, {"id": "a", "kind": "flag"}]}, "'a'"),
        ({"criteria": [{"id": "a", "kind": "flag", "rank": 2}, {"id": "b", "kind": "flag", "rank": 2}]}, "rank 2"),
        ({"schema_version": 2}, "schema_version"),
        ({"field": "space"}, "field"),
        ({"fit_line": 101}, "fit_line"),
    ],
)
def test_what_is_wrong_is_refused_by_name(broken, named):
    with pytest.raises(ValidationError, match=named):
        Avatar.model_validate_json(json.dumps(broken))


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
def test_numbers_are_finite(number):
    with pytest.raises(ValidationError):
        Avatar.model_validate_json(f'{{"criteria": [{{"id": "a", "kind": "range", "low": {number}}}]}}')


def test_eight_ranks_are_enough_and_nine_are_refused():
    eight = [{"id": f"w{n}", "kind": "flag", "rank": n} for n in range(1, 9)]
    assert len(avatar(*eight, {"id": "story", "kind": "flag"}).ranked) == 8
    with pytest.raises(ValidationError, match="9 wishes are ranked"):
        avatar(*eight, {"id": "w9", "kind": "flag", "rank": 9})


@given(
    st.lists(st.none() | st.integers(1, 99), max_size=8).filter(
        lambda r: len({*r} - {None}) == sum(x is not None for x in r)
    )
)
@settings(deadline=None)
def test_gaps_in_ranks_close(ranks):
    found = avatar(*({"id": f"w{at}", "kind": "flag", "rank": rank} for at, rank in enumerate(ranks)))
    given_order = sorted((rank, f"w{at}") for at, rank in enumerate(ranks) if rank is not None)
    assert [c.id for c in found.ranked] == [id for _, id in given_order]
    assert [c.rank for c in found.ranked] == list(range(1, len(given_order) + 1))
    assert [c.id for c in found.criteria] == [f"w{at}" for at in range(len(ranks))]


def test_changing_an_avatar():
    base = avatar(
        {"id": "a", "kind": "flag", "rank": 1}, {"id": "b", "kind": "flag", "rank": 2}, {"id": "c", "kind": "flag"}
    )
    assert [c.id for c in base.with_order(("c", "a")).ranked] == ["c", "a"]
    assert base.with_order(("c", "a")).find("b").rank is None
    assert [(c.id, c.rank) for c in base.without("a").criteria] == [("b", 1), ("c", None)]
    assert [c.id for c in base.with_wish(wish(id="b", kind="scale")).criteria] == ["a", "b", "c"]
    assert base.with_wish(wish(id="d", kind="flag")).find("d").kind == "flag"
    assert base.find("z") is None
    with pytest.raises(ValidationError):
        base.fit_line = 3


# ── the workbook ─────────────────────────────────────────────────────────────────────────────────────────────────

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=12)
NAMES = TEXT.filter(lambda text: clean_name(text))
CELLS = TEXT | st.integers(-(10**15), 10**15) | st.floats(allow_nan=False, allow_infinity=False) | st.booleans()
ANSWERS = st.dictionaries(st.sampled_from(sorted(catalogue().fields)), CELLS, max_size=4)
IDS = st.uuids().map(str)
WISHES = st.builds(
    lambda id, kind, repel, swing: {"id": id, **kind, "repel": repel, "swing": swing},
    st.sampled_from([*SERVICE, *AFFINITY, "own column"]),
    st.sampled_from(list(KINDS.values())),
    st.booleans(),
    st.none() | st.floats(0, 100),
)
WORKBOOKS = st.builds(
    Workbook,
    created=st.datetimes(timezones=st.just(UTC)),
    sample=st.booleans(),
    answers=st.dictionaries(TEXT, CELLS | st.lists(TEXT, max_size=3).map(tuple), max_size=4),
    avatar=st.lists(WISHES, max_size=4, unique_by=lambda w: w["id"]).map(lambda wishes: avatar(*wishes)),
    clients=st.lists(st.builds(Client, id=IDS, name=NAMES, values=ANSWERS), max_size=4, unique_by=lambda c: c.id).map(
        tuple
    ),
    questions=st.just(()) | st.just((OwnQuestion(id="x_dog", label="Dog", kind="choice", options=("a", "b")),)),
    promises=st.lists(
        st.builds(
            Promise, id=IDS, text=TEXT.filter(len), due=st.dates(), kept=st.sampled_from([None, "kept", "partly", "no"])
        ),
        max_size=2,
        unique_by=lambda p: p.id,
    ).map(tuple),
)


@given(WORKBOOKS)
@settings(max_examples=150, deadline=None)
def test_a_workbook_comes_back_from_its_json_exactly(workbook):
    again = Workbook.model_validate_json(workbook.to_json())
    assert again == workbook
    assert again.to_json() == workbook.to_json()
    # equality would take 1, 1.0 and True for the same answer
    types = [[type(v) for v in c.values.values()] for c in workbook.clients]
    assert [[type(v) for v in c.values.values()] for c in again.clients] == types
    assert [type(v) for v in again.answers.values()] == [type(v) for v in workbook.answers.values()]


@given(st.text(max_size=120))
@settings(deadline=None)
def test_a_cleaned_name_stays_as_it_is(text):
    once = clean_name(text)
    assert clean_name(once) == once
    assert "\n" not in once
    assert not set(once) & set("\u202e\u200f\x00\x07\ufeff")


def test_names_keep_their_accents_and_lose_their_tricks():
    assert clean_name("  Ame\u0301lie\u202e\n O.\x07 ") == "Amélie O."
    assert clean_name("a" * 100) == "a" * 80
    assert clean_name("e\u0323\u0301" * 100).count("\u0323") <= 80
    with pytest.raises(ValidationError):
        Client(name="\u202e \n")


def test_clients():
    client = Client(id="c", name="Ada", values={"tier": 1.0, "status": "Former", "notes": ""})
    assert client.values == {"tier": 1.0, "status": "Former"}
    assert (client.tier, client.former) == (1, True)
    assert client.with_values(tier=None, hours=3).values == {"status": "Former", "hours": 3}
    assert [Client(name="x", values={"tier": t}).tier for t in ("2", 3, " 1 ", "9", "", 2.5)] == [
        2,
        3,
        1,
        None,
        None,
        None,
    ]


def test_changing_a_workbook():
    book = Workbook(created=datetime(2026, 11, 22, tzinfo=UTC))
    ada = Client(id="a", name="Ada")
    assert book.with_client(ada).client("a") == ada
    assert book.with_client(ada).with_client(Client(id="a", name="Eve")).clients == (Client(id="a", name="Eve"),)
    assert book.with_client(ada).without_client("a") == book
    assert book.with_answer("trade", "design").text("trade") == "design"
    assert book.with_answer("trade", ("a", "b")).text("trade") == "a; b"
    assert book.with_answer("trade", "design").with_answer("trade", None) == book
    assert book.text("trade", "?") == "?"
    assert not book.regulated
    assert book.changed(avatar=Avatar(field="credit")).regulated
    with pytest.raises(ValidationError, match="client"):
        Workbook(clients=(ada, ada))
    with pytest.raises(ValidationError, match="colour"):
        Workbook.model_validate_json('{"colour": 1}')


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -float("inf")])
def test_an_answer_is_finite(number):
    with pytest.raises(ValidationError):
        Client(name="Ada", values={"hours": number})


def test_a_whole_number_too_long_for_an_array_is_reckoned_with_all_the_same():
    kept = Client(name="Ada", values={"annual_value": 10**20, "hours": 2**53})
    assert (type(kept.values["annual_value"]), kept.values) == (float, {"annual_value": 1e20, "hours": 2**53})
    wish = RangeCriterion(id="annual_value", low=5_000, rank=1)
    other = Client(name="Bo", values={"annual_value": "5,000"})
    assert score_workbook(Workbook(clients=(kept, other), avatar=Avatar(criteria=(wish,)))).match.tolist() == [100, 100]


def test_a_number_that_no_sum_survives_is_no_answer():
    rows = [{"tier": 1 + n % 3, "annual_value": 1e308, "hours": 10**400} for n in range(12)]
    work = Workbook(clients=tuple(Client(id=f"c{n}", name=f"C{n}", values=row) for n, row in enumerate(rows)))
    assert work.clients[0].values == {"tier": 1}
    assert opening(work, plain) == "12 clients: 4 glad, 4 fine, 4 heart sinks."
