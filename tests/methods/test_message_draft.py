"""The message: said in the owner's own answers, never by who somebody is, within the limits of the field."""

import random

import pytest

from icp.catalogue import CatalogueError, catalogue, message_words
from icp.dealings import Dealings, Provider
from icp.methods.fair_wording import find_unfair
from icp.methods.message_draft import PARTS, Message
from icp.model import Avatar, ChoiceCriterion, OwnQuestion, RangeCriterion, TagsCriterion, Workbook
from icp.sample import sample_workbook
from icp.wishes import make_wish

REGULATED = ("credit", "housing", "insurance", "employment", "health")
FIELDS = catalogue().fields


def book(*wishes, never=(), **parts):
    """wishes and never: ids of catalogue questions; the first wish is ranked first."""
    ranked = [make_wish(FIELDS[id]).model_copy(update={"rank": at}) for at, id in enumerate(wishes, start=1)]
    return Workbook(avatar=Avatar(criteria=(*ranked, *(make_wish(FIELDS[id], never=True) for id in never))), **parts)


def everything(work):
    """All that a message says, the brief left out, and the brief."""
    message = Message(work)
    said = [*message.lines(), *(message.draft(part) for part in PARTS if part != "brief"),
            message.ask("Ann", person=True, glad=True), message.ask("Fair", person=False, glad=False)]  # fmt: skip
    return "\n".join(said), message.draft("brief")


# ── what is said ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_whom_it_is_for_and_not_for_by_hand():
    named = {"business_name": "Salt & Ledger"}
    work = book("asks_questions", "does_the_work", never=("respects_hours",), answers=named)
    message = Message(work)
    assert message.draft("who") == (
        "Salt & Ledger is for you if you\n– ask when something is unclear\n– do your own part by the day we agree on"
    )
    assert message.draft("not_for") == (
        "Somebody else will suit you better if you\n– need somebody who picks up the phone at night"
    )
    assert message.attract(spoken_to=False)[1] == "do their own part by the day we agree on"


def test_must_haves_stand_before_heavier_wishes():
    work = book("asks_questions", "pays_on_time")
    must = work.avatar.find("pays_on_time").model_copy(update={"absolute": True})
    message = Message(work.changed(avatar=work.avatar.with_wish(must)))
    assert message.attract(spoken_to=True)[0] == "pay by the date or say a word before it"
    assert message.repel(spoken_to=True) == ("take the date on an invoice as a suggestion",)


def test_lines_are_drafted_from_problem_habits_and_the_owners_own_words():
    work = book("asks_questions", "does_the_work", answers={"trade": "bookkeeping", "mirror_best": "I explain."})
    assert Message(work).lines() == (
        "I keep books and see to taxes for people who ask when something is unclear and do their own part by the day "
        "we agree on.",
        "I explain.",
    )
    problem = TagsCriterion(id="problem", wanted=("shoebox of receipts", "tax letter"))
    both = work.changed(avatar=work.avatar.with_wish(problem))
    assert Message(both).lines()[0] == (
        "“Shoebox of receipts”? I keep books and see to taxes for people who ask when something is unclear."
    )
    assert "“Shoebox of receipts”? Bring it to me." in Message(both).lines()


def test_the_owners_own_troubles_are_quoted_unless_they_ask_who_somebody_is():
    rude, old = OwnQuestion(id="x_rude", label="Shouts at staff"), OwnQuestion(id="x_old", label="Religion")
    work = Workbook(questions=(rude, old))
    avatar = work.avatar.with_wish(make_wish(rude, never=True)).with_wish(make_wish(old, never=True))
    assert Message(work.changed(avatar=avatar)).repel(spoken_to=True) == ("find yourself in “Shouts at staff”",)


def test_an_empty_workbook_says_nothing_and_promises_nothing():
    message = Message(Workbook())
    assert message.lines() == ()
    assert {part: message.draft(part) for part in PARTS} == dict.fromkeys(PARTS, "")
    assert message.audience() == ()


def test_only_what_was_answered_is_promised():
    work = Workbook(answers={"mirror_reply": "By Friday."})
    assert Message(work).draft("promise") == "You hear from me: By Friday."


def test_another_name_is_offered_only_where_there_is_one():
    work = book(never=("pays_on_time",))
    kept = work.changed(dealings=Dealings(providers=(Provider(name="Nightowl"),)))
    assert "better name" not in Message(work).draft("not_for")
    assert Message(kept).draft("not_for").endswith("better name than mine.")


def test_own_words_go_before_the_draft_and_the_line_runs_through_all_parts():
    work = book("asks_questions", dealings=Dealings(message={"line": "Ask me.", "post": "Mine."}))
    message = Message(work)
    assert (message.line, message.said("post")) == ("Ask me.", "Mine.")
    assert message.draft("post").startswith("Ask me.")
    assert message.draft("profile").startswith("Ask me.")
    assert "It says: Ask me." in message.draft("brief")


def test_a_source_is_thanked_for_a_joy_only_when_it_brought_one():
    message = Message(book("asks_questions"))
    assert "a joy to work with" in message.ask("Ann", person=True, glad=True)
    assert "joy" not in message.ask("Ann", person=True, glad=False)
    assert message.ask("Chamber", person=False, glad=True).startswith("To whoever asks at Chamber: ")


def test_the_sample_names_nobody_on_the_list():
    work = sample_workbook()
    said, brief = everything(work)
    assert not [client.name for client in work.clients if client.name in said + brief]


# ── fair ─────────────────────────────────────────────────────────────────────────────────────────────────────────

PERSON = {
    "age": [RangeCriterion(id="age", low=20, high=30), RangeCriterion(id="age", low=60)],
    "gender": [ChoiceCriterion(id="gender", accept=("woman",)), ChoiceCriterion(id="gender", accept=("man",))],
    "faith": [ChoiceCriterion(id="faith", accept=("important",)), ChoiceCriterion(id="faith", accept=("none",))],
    "political_outlook": [ChoiceCriterion(id="political_outlook", accept=(side,)) for side in ("left", "right")],
    "social_outlook": [ChoiceCriterion(id="social_outlook", accept=(side,)) for side in ("liberal", "traditional")],
    "life_stage": [ChoiceCriterion(id="life_stage", accept=(side,)) for side in ("slowing", "young_family")],
    "income": [ChoiceCriterion(id="income", accept=(band,)) for band in ("under_25k", "over_150k")],
}


def with_person(work, seed):
    """The workbook wishing for some person or other; a wish about a person may also be a "never again"."""
    draw, avatar = random.Random(seed), work.avatar
    for id, choices in PERSON.items():
        avatar = avatar.without(id)
        wish = draw.choice([*choices, None])
        if wish is not None:
            repel = draw.random() < 0.3
            avatar = avatar.with_wish(type(wish).model_validate({**wish.model_dump(), "repel": repel}))
    return work.changed(avatar=avatar)


@pytest.mark.parametrize("field", ["general", *REGULATED])
def test_who_somebody_is_changes_no_word_and_in_a_regulated_field_no_brief(field):
    work = sample_workbook().with_field(field)
    outcomes = {everything(with_person(work, seed))[0] for seed in range(60)}
    assert len(outcomes) == 1
    if field != "general":
        aimed = {brief.split("Not aimed by")[0] for brief in (everything(with_person(work, s))[1] for s in range(60))}
        assert len(aimed) == 1


@pytest.mark.parametrize("field", ["general", *REGULATED])
@pytest.mark.parametrize("id", [id for id in PERSON if id not in ("age", "gender")])
def test_beliefs_family_and_money_are_never_aimed_by(field, id):
    work = Workbook().with_field(field)
    (aimed,) = Message(work.changed(avatar=work.avatar.with_wish(PERSON[id][0]))).audience()
    assert (aimed.aim, aimed.words) == ("never", "")


@pytest.mark.parametrize(("field", "aim"), [("general", "care"), *((field, "never") for field in REGULATED)])
def test_age_and_gender_only_outside_regulated_fields_and_with_care(field, aim):
    work = Workbook().with_field(field)
    avatar = work.avatar.with_wish(PERSON["age"][0]).with_wish(PERSON["gender"][0])
    message = Message(work.changed(avatar=avatar))
    assert [each.aim for each in message.audience()] == [aim, aim]
    assert ("age 20 to 30" in message.draft("brief")) == (aim == "care")


def test_an_illness_steers_no_advertisement():
    problem = TagsCriterion(id="problem", wanted=("back pain",))
    for field, aim in (("health", "say"), ("general", "aim"), ("credit", "aim")):
        work = Workbook().with_field(field)
        message = Message(work.changed(avatar=work.avatar.with_wish(problem)))
        assert [each.aim for each in message.audience()] == [aim]
        assert message.draft("brief").startswith("For: back pain") == (aim == "aim")


def test_faith_is_taken_out_of_the_values():
    work = Workbook(avatar=Avatar(criteria=(TagsCriterion(id="values", wanted=("faith", "craft")),)))
    assert "care about craft" in Message(work).draft("who")
    assert "faith" not in "".join(everything(work))
    only = Workbook(avatar=Avatar(criteria=(TagsCriterion(id="values", wanted=("faith",)),)))
    assert Message(only).draft("who") == ""


def test_every_field_of_business_has_its_limits_and_every_trade_its_words():
    words = message_words()
    trades = {option.value for option in catalogue().question("trade").options}
    fields = {option.value for option in catalogue().question("field").options}
    assert words.does.keys() == words.to_all.keys() == trades
    assert words.limits.keys() == fields
    assert words.aim.keys() == words.aim_regulated.keys()
    assert {q.id for q in FIELDS.values() if q.protected} <= words.aim.keys()


def test_no_shipped_word_asks_who_somebody_is():
    words = message_words()
    texts = [*words.does.values(), *words.to_all.values(), *words.attract.values(), *words.repel.values()]
    assert not [text for text in (*texts, *words.draft.values()) if find_unfair(text)]


def test_every_scale_a_portrait_can_wish_for_has_both_words():
    words = message_words()
    told = [q for q in FIELDS.values() if q.group in ("behaviour", "quality", "need")]
    assert words.attract.keys() == words.repel.keys() == {q.id for q in told if q.kind in ("scale", "flag")}


@pytest.mark.parametrize(
    ("old", "new"),
    [("[attract]", "[attract]\nage = 'are young'"), ('age = "never"', 'age = "aim"'), ("[they]", "[them]")],
)
def test_a_file_that_breaks_the_rules_is_refused(tmp_path, monkeypatch, old, new):
    import icp.catalogue as module

    for file in module.data_folder().glob("*.toml"):
        (tmp_path / file.name).write_text(file.read_text())
    text = (tmp_path / "message.toml").read_text()
    head, _, tail = text.rpartition(old)
    (tmp_path / "message.toml").write_text(f"{head}{new}{tail}")
    monkeypatch.setattr(module, "data_folder", lambda: tmp_path)
    with pytest.raises(CatalogueError, match=r"message\.toml"):
        message_words.__wrapped__()
