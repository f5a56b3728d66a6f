"""The portrait told in sentences, each written out by hand."""

from __future__ import annotations

from collections.abc import Mapping

from icp.catalogue import catalogue
from icp.charts.cameo import draw_cameo
from icp.charts.palette import LIGHT
from icp.model import OwnQuestion, Workbook
from icp.portrait import PARTS, draw_portrait, part_of, short_wish
from icp.wishes import Target, change_wish, make_wish, portrait_questions, put_ladder, put_wish, rank_wish

FIELDS = catalogue().fields


def work_with(targets: Mapping[str, Target], work: Workbook | None = None) -> Workbook:
    work = work or Workbook()
    avatar = work.avatar
    for id, target in targets.items():
        avatar = put_wish(avatar, make_wish(FIELDS[id], target))
    return work.changed(avatar=avatar)


def test_nobody() -> None:
    told = draw_portrait(Workbook())
    assert told.empty
    assert (told.person, told.lines, told.order, told.known) == ("", (), (), frozenset())


def test_a_whole_person() -> None:
    work = work_with({
        "gender": ["woman"], "age": (45, 55), "occupation": ["Runs a café"], "place": ["small_town"],
        "income": ["50k_75k"], "problem": ["A shoebox of receipts"], "gets_me": 3,
        "values": ["craft", "honesty", "family"], "communication": ["direct"], "asks_questions": 3,
        "respects_hours": 4, "willing_to_laugh": 3, "energises": 3, "annual_value": (2000, 5000),
    })  # fmt: skip
    avatar = put_wish(put_ladder(work.avatar, "home"), make_wish(FIELDS["pays_on_time"], never=True))
    avatar = rank_wish(change_wish(avatar, "respects_hours", absolute=True), "asks_questions")
    assert avatar is not None
    told = draw_portrait(work.changed(avatar=avatar))
    assert told.person == "A woman of 45 to 55, runs a café, in a small town, living on €50,000 to 75,000 a year."
    assert told.lines == (
        "Comes with this: “A shoebox of receipts”. Gets me and how I work.",
        "Values craft, honesty and family. Talks straight to the point.",
        "Asks when something is unclear and keeps to my hours.",
        "Is willing to laugh.",
        "I would have them at my table; my free time and my vacation stay mine.",
        "Leaves me with more energy.",
        "Yearly invoice: €2,000 to 5,000.",
    )
    assert told.order == ("asks when something is unclear",)
    assert told.musts == ("keeps to my hours",)
    assert told.nevers == ("pays late",)
    assert told.known == frozenset(PARTS) - {"own"}


def test_only_what_is_known_is_told() -> None:
    assert draw_portrait(work_with({"age": (None, 40)})).person == "Someone under 40."
    assert draw_portrait(work_with({"age": (55, None)})).person == "Someone over 55."
    assert draw_portrait(work_with({"gender": []})).person == "Someone."
    assert draw_portrait(work_with({"gender": ["woman", "man"], "place": ["Bremen"]})).person == "Someone, Bremen."


def test_the_office_is_an_answer_too() -> None:
    told = draw_portrait(Workbook().with_answer("ideal_ladder", "office"))
    assert told.lines == ("We meet for work, and leave it at that.",)
    assert not told.empty


def test_a_never_again_alone_is_a_portrait() -> None:
    avatar = put_wish(Workbook().avatar, make_wish(FIELDS["respects_hours"], never=True))
    told = draw_portrait(Workbook(avatar=avatar))
    assert (told.empty, told.nevers, told.known) == (False, ("rings at bad times",), frozenset())


def test_own_questions_and_bare_columns_are_told_by_their_label() -> None:
    own = OwnQuestion(id="x_dog", label="Brings a dog")
    work = Workbook(questions=(own,))
    work = work.changed(avatar=put_wish(work.avatar, make_wish(own)))
    assert draw_portrait(work).lines == ("Brings a dog.",)
    assert part_of(own) == part_of(None) == "own"


def test_every_question_of_the_portrait_has_a_part() -> None:
    parts = {question.id: part_of(question) for question in portrait_questions(Workbook())}
    assert set(parts.values()) == set(PARTS) - {"own"}
    assert (parts["industry"], parts["home"], parts["energises"]) == ("person", "closeness", "closeness")


def test_a_wish_in_a_few_words() -> None:
    work = Workbook()
    assert short_wish(make_wish(FIELDS["age"], (45, 55)), work) == "age 45 to 55"
    assert short_wish(make_wish(FIELDS["vacation"]), work) == "I would go on vacation with them"
    assert short_wish(make_wish(FIELDS["pays_on_time"], never=True), work) == "never again: pays late"


def test_the_cameo_has_a_gold_leaf_for_each_part_told() -> None:
    for known in ((), ("need",), PARTS):
        drawn = draw_cameo(PARTS, known, LIGHT, title="a < b")
        assert drawn.count(f'fill="{LIGHT.gold}"') == len(known)
        assert drawn.count("<path") == 1 + len(PARTS)
        assert ("stroke-dasharray" in drawn) == (not known)
        assert "a &lt; b" in drawn
