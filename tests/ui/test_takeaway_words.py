"""Each finding in plain words, with its numbers."""

from datetime import date

import pytest

from icp.catalogue import catalogue
from icp.dealings import Course, Dealings, Prospect
from icp.methods.due import Due, Idea
from icp.methods.shared import Trait
from icp.model import Avatar, Client, Promise, Workbook
from icp.monday import Seek, Spare, Stop, Talk, Thank, Wait, find_monday
from icp.ui.takeaway.words import list_names, sentence, word_due, word_idea

DAY = date(2026, 12, 4)
WORK = Workbook(
    answers={"currency": "GBP"},
    clients=(Client(id="a", name="Ann *B*"),),
    avatar=Avatar.model_validate({"criteria": [{"id": "respects_hours", "kind": "scale", "absolute": True}]}),
    promises=(Promise(id="p", text="Ring Ann.", client="a", due=DAY),),
    dealings=Dealings(prospects=(Prospect(id="q", name="Lisa", day=DAY, outcome="waiting", decide_by=DAY),)),
)
TRAIT = Trait("asks_questions", "scale", (3.0, None), 12, 13, 15, 40, 1.6, 0.001, 0.01, "confirmed")
SENT = Trait("referred_by", "flag", True, 10, 13, 13, 40, 1.6, 0.001, 0.01, "confirmed")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (Thank("Ann *B*", "a", 2, 5), "Thank Ann *B* and ask for one introduction: of the 5 clients who came through "
                                      "them you are glad of 2."),
        (Thank("Bo", None, 1, 1), "Thank Bo and ask for one introduction: they brought somebody you are glad of."),
        (Thank("Bo", None, 0, 3), "Thank Bo and ask for one introduction."),
        (Stop("respects_hours", 3, 8, "Call from nine to five. Never later.", "sign", DAY),
         "“Rings at bad times” is to end: 3 of 8 do it. Your rule: “Call from nine to five.” "
         "Your next step, by Friday, 4 December 2026: let them agree to it."),
        (Stop("respects_hours", 3, 8, "", "ask", None),
         "“Rings at bad times” is to end: 3 of 8 do it. Begin with your own part in it."),
        (Stop("respects_hours", 1, 8, "", "ask", None),
         "“Rings at bad times” is to end: 1 of 8 does it. Begin with your own part in it."),
        (Talk("a", "tell", DAY, 1200.0),
         "Say goodbye to Ann *B* by Friday, 4 December 2026: it is about 1,200 hours of your year."),
        (Talk("a", "terms", DAY, None), "Offer Ann *B* other terms by Friday, 4 December 2026."),
        (Talk("a", "talk", None, 1.0),
         "Talk with Ann *B* about what has to change: your heart sinks there for 1 hour a year."),
        (Spare("respects_hours", 11, 58, 46160.0, 749.0),
         "Your must-have “Keeps to my hours” would have turned away 11 of 58 clients: 749 hours a year spared, "
         "£46,160 a year not earned."),
        (Spare("respects_hours", 4, 9, 500.0, 30.0, 3),
         "Your must-have “Keeps to my hours” would have turned away 4 of 9 clients: 30 hours a year spared, "
         "£500 a year not earned. Of 3 the invoice is not known."),
        (Spare("respects_hours", 1, 1, 0.0, 0.0),
         "Your must-have “Keeps to my hours” would have turned away 1 of 1 client."),
        (Seek(TRAIT), "Look for more of this: Asks when something is unclear. It holds for 12 of 13 favourites and "
                      "15 of 40 others."),
        (Seek(SENT), "Look for more of this: people sent by one of your clients. 10 of 13 favourites came that way, "
                     "13 of 40 others."),
        (Wait("q", "Lisa", DAY), "Ring Lisa by Friday, 4 December 2026: that is when they decide. If a must-have is "
                                 "missing, say a kind no."),
    ],
)  # fmt: skip
def test_a_finding_in_plain_words(change, said):
    assert sentence(change, WORK, catalogue().say) == said


def test_nobody_else_makes_the_heart_sink_only_where_nobody_else_does():
    sinks = tuple(Client(id=id, name=id.upper(), values={"tier": 3}) for id in "ab")
    ways = Dealings(courses=(Course(id="b", way="cherish"),))
    alone, other = Workbook(clients=sinks[:1]), Workbook(clients=sinks, dealings=ways)
    for work, said in ((alone, "nobody else makes your heart sink."), (other, "nothing is decided yet.")):
        (talk,) = find_monday(work, DAY)
        assert sentence(talk, work, catalogue().say) == f"Talk with A about what has to change: {said}"


def test_in_markdown_what_to_do_is_bold_and_names_are_no_markup():
    assert sentence(Thank("Ann *B*", "a", 0, 0), WORK) == r"**Thank Ann \*B\*** and ask for one introduction."


@pytest.mark.parametrize(
    ("due", "said"),
    [
        (Due(DAY, "promise", "p", "a"), "Ring Ann."),
        (Due(DAY, "trial", "a", "a"), "Look with Ann *B* at how the try went"),
        (Due(DAY, "gone", "a", "a"), "Last day of Ann *B*"),
        (Due(DAY, "talk", "x", "x"), "Talk with somebody"),
        (Due(DAY, "own", "respects_hours"), "Take your step about “Rings at bad times”"),
        (Due(DAY, "decide", "q"), "Lisa decides whether to come"),
    ],
)
def test_what_is_ahead_in_words(due, said):
    assert word_due(due, WORK) == said


def test_a_promise_names_whom_it_is_about_also_where_its_words_do_not():
    thanks = Promise(id="p", text="Thank them.", client="a", due=DAY)
    due = Due(DAY, "promise", "p", "a")
    assert word_due(due, WORK.changed(promises=(thanks,))) == "Thank them. (Ann *B*)"
    assert word_due(due, WORK) == "Ring Ann."


@pytest.mark.parametrize(
    ("idea", "said"),
    [
        (Idea("i", "thank", DAY, None, "Bo"), "Ring Bo and thank them"),
        (Idea("i", "ask", DAY, "a", "Ann *B*"), "Ask Ann *B* for one introduction"),
        (Idea("i", "rules", DAY), "Share the rules that are written and nobody has seen"),
        (Idea("i", "decide", DAY, None, "q"), "Ring Lisa and ask what they decided"),
        (Idea("i", "terms", DAY, "a"), "Offer Ann *B* other terms"),
    ],
)
def test_what_could_be_promised_in_words(idea, said):
    assert word_idea(idea, WORK) == said


def test_many_names_end_in_a_number():
    assert list_names(["A", "*B*", "C"], 2) == r"A, \*B\*, 1 more"
    assert list_names(["A", "B"], 2) == "A, B"
