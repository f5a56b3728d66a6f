"""What changes on Monday, worked out by hand."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from icp.dealings import Course, Dealings, OwnSystem, Prospect, Rule
from icp.model import Avatar, Client, Workbook, is_about_the_person
from icp.monday import Seek, Spare, Stop, Talk, Thank, Wait, find_monday
from icp.sample import sample_workbook

TODAY = date(2026, 11, 22)


def client(id, **values):
    return Client(id=id, name=id.upper(), values=values)


LIST = (
    client("a", tier=1, respects_hours=4, hours=10, annual_value=1000),
    client("b", tier=1, respects_hours=4, referred_by="A"),
    client("c", tier=2, respects_hours=1, referred_by="A", hours=40, annual_value=700),
    client("d", tier=3, respects_hours=0, hours=90, annual_value=500),
    client("e", tier=3, respects_hours=4, hours=120, status="former"),
    client("f", tier=3, hours=80, referred_by="D"),
)
MUST = Avatar.model_validate({"criteria": [{"id": "respects_hours", "kind": "scale", "at_least": 3, "absolute": True}]})


def test_the_sample():
    assert find_monday(sample_workbook(), TODAY) == (
        Thank("Ines K.", "c1001", 7, 11),
        Stop("respects_hours", 11, 51, sample_workbook().dealings.rules[0].expectation, "uphold", None),
        Talk("c1003", "talk", date(2026, 12, 4), 330.0),
    )


def test_nothing_known_nothing_said():
    assert find_monday(Workbook(), TODAY) == ()
    assert find_monday(Workbook(clients=(Client(name="Ann"), Client(name="Bo"))), TODAY) == ()


def test_a_list_without_decisions():
    # A brought B and C, of whom B is glad; nobody named an annoyance; D takes most hours of the present heart sinks
    assert find_monday(Workbook(clients=LIST), TODAY) == (Thank("A", "a", 1, 2), Talk("d", "talk", None, 90.0))


def test_a_named_annoyance_begins_with_ones_own_part():
    work = Workbook(clients=LIST, answers={"sink_behaviour": ("respects_hours",)})
    # of five answers C's and D's are at the difficult end, E has left
    assert find_monday(work, TODAY)[1] == Stop("respects_hours", 2, 4, "", "ask", None)


def test_the_rule_and_the_dated_step_are_told():
    dealings = Dealings(
        rules=(Rule(id="r", expectation="Calls from nine to five.", about="respects_hours"),),
        systems=(OwnSystem(id="respects_hours", told=False, due=date(2026, 12, 1)),),
    )
    assert find_monday(Workbook(clients=LIST, dealings=dealings), TODAY)[1] == Stop(
        "respects_hours", 2, 4, "Calls from nine to five.", "tell", date(2026, 12, 1)
    )


def test_whom_to_talk_to_is_decided_before_it_is_guessed():
    courses = (Course(id="d", way="goodbye"), Course(id="c", way="change", talk=date(2026, 12, 2)))
    assert Talk("c", "talk", date(2026, 12, 2), 40.0) in find_monday(
        Workbook(clients=LIST, dealings=Dealings(courses=courses)), TODAY
    )
    # nothing is dated: D is decided about, so F, the only one left
    assert Talk("f", "talk", None, 80.0) in find_monday(
        Workbook(clients=LIST, dealings=Dealings(courses=courses[:1])), TODAY
    )


def test_without_hours_only_a_single_heart_sink_is_named():
    one = (client("a", tier=3), client("b", tier=2))
    assert find_monday(Workbook(clients=one), TODAY) == (Talk("a", "talk", None, None),)
    assert find_monday(Workbook(clients=(*one, client("c", tier=3))), TODAY) == ()


def test_what_a_must_have_spares_and_who_waits():
    waiting = Prospect(id="q", name="Lisa", day=TODAY, outcome="waiting", decide_by=date(2026, 11, 24))
    work = Workbook(clients=(LIST[2], LIST[0]), avatar=MUST, dealings=Dealings(prospects=(waiting,)))
    # C fails with 40 hours and 700 a year; A brought C, who is no glad one, so nobody is thanked
    wait = Wait("q", "Lisa", date(2026, 11, 24))
    assert find_monday(work, TODAY) == (Spare("respects_hours", 1, 2, 700.0, 40.0), wait)


def test_whom_the_owner_chose_is_thanked_even_without_a_list():
    assert find_monday(Workbook(answers={"thank_first": "Baker Bo"}), TODAY) == (Thank("Baker Bo", None, 0, 0),)
    chosen = Workbook(clients=LIST, answers={"thank_first": "d"})
    assert find_monday(chosen, TODAY)[0] == Thank("d", "d", 0, 1)


def test_a_clear_pattern_is_told_and_never_one_of_who_people_are():
    def person(at, glad):
        shared = {"asks_questions": 4, "gender": "woman", "faith": "none"} if glad else {
            "asks_questions": 0, "gender": "man", "faith": "other"}  # fmt: skip
        return client(f"p{at}", tier=1 if glad else 2, **shared)

    work = Workbook(clients=tuple(person(at, at < 12) for at in range(30)))
    (seek,) = find_monday(work, TODAY)
    assert isinstance(seek, Seek)
    assert (seek.trait.field, seek.trait.loved_k, seek.trait.loved_n) == ("asks_questions", 12, 12)
    assert not is_about_the_person(seek.trait.field)


@given(st.lists(st.tuples(st.sampled_from([1, 2, 3, None]), st.sampled_from([0, 2, 4, None]),
                          st.sampled_from(["P0", "P1", "Web", None])), max_size=9))  # fmt: skip
def test_at_most_three_one_of_a_kind_and_only_of_people_on_the_list(rows):
    people = tuple(
        Client(id=f"p{at}", name=f"P{at}", values={k: v for k, v in
               {"tier": tier, "respects_hours": answer, "referred_by": sender}.items() if v is not None})
        for at, (tier, answer, sender) in enumerate(rows)
    )  # fmt: skip
    work = Workbook(clients=people, answers={"sink_behaviour": ("respects_hours",)}, avatar=MUST)
    found = find_monday(work, TODAY)
    assert len(found) <= 3
    assert len({type(change) for change in found}) == len(found)
    assert find_monday(work, TODAY) == found
    for change in found:
        assert work.client(getattr(change, "client", None) or "p0") is not None
