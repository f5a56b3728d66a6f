"""The guide under AppTest: each screen keeps what it is told, and back never loses."""

from __future__ import annotations

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from icp.catalogue import catalogue
from icp.findings.journey import in_a_week
from icp.model import Client, Promise, Workbook
from icp.ui import keys
from icp.ui.guide.people import (
    LADDER,
    band_middle,
    band_of,
    guide_people,
    in_depth,
    ladder_step,
    name_client,
    name_more,
    rename_client,
)
from tests.pages.conftest import Kept, RunPage

SCREENS = {question.id: place for place, question in enumerate(catalogue().screens, start=1)}


def open_screen(run_page: RunPage, id: str, workbook: Workbook | None = None) -> AppTest:
    return run_page("guide.py", workbook, screen=SCREENS[id])


def twelve() -> Workbook:
    tiers = [1, 1, 1, 3, 2, 2, 2, 2, 2, 2, 3, 1]
    clients = tuple(
        Client(id=f"c{n}", name=f"{chr(65 + n)}. {chr(75 + n)}.", values={"tier": tier}) for n, tier in enumerate(tiers)
    )
    return Workbook(clients=clients)


def test_there_are_31_screens_in_the_designs_order() -> None:
    assert len(catalogue().screens) == 31
    cores = [question.core for question in catalogue().screens]
    assert cores[:3] == ["1", "2", "3"]
    assert cores[18:23] == ["19", "19a", "19b", "19c", "20"]
    assert cores[-1] == "28"


@pytest.mark.parametrize("id", SCREENS)
def test_every_screen_opens_on_an_empty_workbook_and_on_twelve_names(run_page: RunPage, id: str) -> None:
    for workbook in (Workbook(), twelve()):
        app = open_screen(run_page, id, workbook)
        assert [title.value for title in app.title] == [catalogue().question(id).heading]


@pytest.mark.parametrize(
    ("id", "said"),
    [
        ("trade", "1 of 31, about 45 minutes to go"),
        ("ladder", "16 of 31, about 24 minutes to go"),  # 45 × 16/31 = 23.2, and nobody is done early
        ("promise", "30 of 31, about 3 minutes to go"),
        ("keep_copy", "31 of 31: the last one"),
    ],
)
def test_the_guide_says_how_long_it_still_takes(run_page: RunPage, id: str, said: str) -> None:
    screen = next(at for at, q in enumerate(catalogue().screens, start=1) if q.guide == id or q.id == id)
    assert run_page("guide.py", screen=screen).get("progress")[0].proto.text == said


def test_next_and_back_keep_the_place_and_the_answer(run_page: RunPage, kept: Kept) -> None:
    app = open_screen(run_page, "glad_1")
    app.text_input[0].set_value("I. K.").run()
    app.button(key="guide_next").click().run()
    assert app.title[0].value == catalogue().question("glad_2").prompt
    app.button(key="guide_back").click().run()
    assert app.text_input[0].value == "I. K."
    assert [(c.name, c.tier) for c in kept.workbook().clients] == [("I. K.", 1)]


def test_without_a_number_the_guide_opens_after_the_last_answer(run_page: RunPage) -> None:
    app = run_page("guide.py", Workbook().with_answer("trade", "design"))
    assert app.title[0].value == catalogue().question("glad_1").prompt


def test_an_answer_does_not_move_the_screen_it_is_given_on(run_page: RunPage) -> None:
    app = run_page("guide.py")
    app.selectbox[0].set_value("design").run()
    assert app.title[0].value == catalogue().question("trade").prompt
    assert app.selectbox[0].value == "design"


def test_the_sinks_doings_become_answers_about_that_client(run_page: RunPage, kept: Kept) -> None:
    app = open_screen(run_page, "sink_name")
    app.text_input[0].set_value("R. D.").run()
    app.button(key="guide_next").click().run()
    app.pills[0].select("respects_hours").run()
    (client,) = kept.workbook().clients
    assert (client.name, client.tier, client.values["respects_hours"]) == ("R. D.", 3, 0)
    app.pills[0].unselect("respects_hours").run()
    assert "respects_hours" not in kept.workbook().clients[0].values


def test_eight_more_names_keep_who_is_known_and_let_the_rest_change() -> None:
    work = name_more(Workbook(), ["A", "B", "", "C"])
    a, b, c = work.clients
    work = work.with_client(b.with_values(tier=2))
    work = name_more(work, ["A", "D"])
    assert [client.name for client in work.clients] == ["A", "B", "D"]  # B was rated and stays; C was not and goes
    assert [bool(work.client(client.id)) for client in (a, b, c)] == [True, True, False]
    assert [work.client(id).name for id in work.answers["more_names"]] == ["A", "D", "B"]  # type: ignore[union-attr]


def test_emptying_a_name_takes_the_client_away_unless_more_is_known() -> None:
    work = name_client(Workbook(), "glad_1", "Ines", tier=1)
    assert name_client(work, "glad_1", "", tier=1).clients == ()
    known = work.with_client(work.clients[0].with_values(hours=3))
    assert [c.name for c in name_client(known, "glad_1", "", tier=1).clients] == ["Ines"]


def test_renaming_a_client_follows_into_whom_they_sent() -> None:
    work = Workbook(clients=(Client(id="a", name="Ines"), Client(id="b", name="Tom", values={"referred_by": "Ines"})))
    assert rename_client(work, "a", "Ines K.").client("b").values["referred_by"] == "Ines K."  # type: ignore[union-attr]


def test_sorting_a_card_saves_the_feeling_and_shows_the_next(run_page: RunPage, kept: Kept) -> None:
    work = Workbook(clients=(Client(id="a", name="Ann"), Client(id="b", name="Ben")))
    app = open_screen(run_page, "tier", work)
    assert app.header[0].value == "Ann"
    next(button for button in app.button if button.label == "heart sinks").click().run()
    assert kept.workbook().client("a").tier == 3  # type: ignore[union-attr]
    assert app.header[0].value == "Ben"


def test_a_tap_answers_for_the_tapped_and_the_rest_only_when_said(run_page: RunPage, kept: Kept) -> None:
    app = open_screen(run_page, "respects_hours", twelve())
    app.pills[0].select("c3").run()
    answers = {c.id: c.values.get("respects_hours") for c in kept.workbook().clients}
    assert answers == {f"c{n}": 0 if n == 3 else None for n in range(12)}
    app.toggle[0].set_value(True).run()
    answers = {c.id: c.values.get("respects_hours") for c in kept.workbook().clients}
    assert answers == {f"c{n}": 0 if n == 3 else 4 for n in range(12)}
    app.toggle[0].set_value(False).run()
    assert sum("respects_hours" in c.values for c in kept.workbook().clients) == 1


def test_a_tap_counts_where_the_switch_beside_it_is_not_spoken_of(
    run_page: RunPage, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_screen(run_page, "respects_hours", twelve())
    app.pills[0].select("c3").run()
    app.toggle[0].set_value(True).run()
    tree, switch = type(app._tree), app.toggle[0]
    app.pills[0].select("c4")
    states = app._tree.get_widget_states()
    spoken = [state for state in states.widgets if state.id != switch.id]
    del states.widgets[:]
    states.widgets.extend(spoken)
    monkeypatch.setattr(tree, "get_widget_states", lambda _tree: states)
    del app.session_state[switch.key]
    app.run()
    assert not app.exception
    answers = {c.id: c.values.get("respects_hours") for c in kept.workbook().clients}
    assert answers == {f"c{n}": 0 if n in (3, 4) else 4 for n in range(12)}


def test_a_virtue_tapped_is_4_and_the_rest_1(run_page: RunPage, kept: Kept) -> None:
    app = open_screen(run_page, "does_the_work", twelve())
    app.pills[0].select("c0").run()
    app.toggle[0].set_value(True).run()
    assert [c.values["does_the_work"] for c in kept.workbook().clients] == [4, *[1] * 11]


def test_the_rest_never_overwrites_a_finer_answer(run_page: RunPage, kept: Kept) -> None:
    work = twelve()
    work = work.with_client(work.clients[1].with_values(does_the_work=3))
    app = open_screen(run_page, "does_the_work", work)
    app.toggle[0].set_value(True).run()
    assert kept.workbook().clients[1].values["does_the_work"] == 3


def test_one_tap_on_the_ladder_answers_three_questions(run_page: RunPage, kept: Kept) -> None:
    app = open_screen(run_page, "home", twelve())
    app.pills[0].select("free_time").run()
    client = kept.workbook().clients[0]
    assert [client.values[step] for step in ("home", "free_time", "vacation")] == [4, 4, 1]


def test_ladder_steps_are_the_designs() -> None:
    assert LADDER == {"office": (1, 1, 1), "home": (4, 1, 1), "free_time": (4, 4, 1), "vacation": (4, 4, 4)}
    assert ladder_step(Client(name="A", values={"home": 4, "free_time": 2, "vacation": 1})) is None


def test_bands_keep_their_middle() -> None:
    edges = (500, 1000, 2500)
    assert [band_middle(n, edges) for n in range(4)] == [250, 750, 1750, 3125]
    assert [band_of(amount, edges) for amount in (0, 500, 999, 2500)] == [0, 1, 1, 3]


def test_hours_are_asked_a_month_and_kept_a_year(run_page: RunPage, kept: Kept) -> None:
    app = open_screen(run_page, "hours", twelve())
    app.pills[0].select("2").run()  # 2 to 5 hours a month
    assert kept.workbook().clients[0].values["hours"] == 3.5 * 12


def test_six_in_depth_are_three_glad_two_sinking_and_one_more() -> None:
    assert [client.id for client in in_depth(twelve())] == ["c0", "c1", "c2", "c3", "c10", "c4"]
    assert len(guide_people(Workbook(clients=tuple(Client(name=str(n)) for n in range(60))))) == 24


def test_a_sender_may_be_a_client_a_channel_or_somebody_new(run_page: RunPage, kept: Kept) -> None:
    app = open_screen(run_page, "referred_by", twelve())
    app.selectbox[0].set_value("D. N.").run()
    app.selectbox[1].set_value("Website").run()
    clients = kept.workbook().clients
    assert clients[0].values["referred_by"] == "D. N."
    assert clients[1].values["source"] == "Website"
    assert "referred_by" not in clients[1].values


def test_of_two_with_the_same_initials_each_is_tapped_and_promised_alone(run_page: RunPage, kept: Kept) -> None:
    """A browser answers with the words of an option, and Streamlit takes the last of those that are alike."""
    twins = Workbook(clients=tuple(Client(id=id, name="A. B.", values={"tier": 1}) for id in ("first", "second")))
    app = open_screen(run_page, "respects_hours", twins)
    assert app.pills[0].options == ["A. B.", "A. B. (2)"]
    app.pills[0].select("first").run()
    app.toggle[0].set_value(True).run()
    assert [c.values["respects_hours"] for c in kept.workbook().clients] == [0, 4]
    app = open_screen(run_page, "promise")
    app.selectbox[0].set_value("first").run()
    app.text_input[0].set_value("Say thank you").run()
    assert kept.workbook().promises[0].client == "first"


def test_who_sent_them_can_be_taken_back(run_page: RunPage, kept: Kept) -> None:
    work = twelve()
    work = work.with_client(work.clients[1].with_values(source="Chamber", referred_by="D. N."))
    app = open_screen(run_page, "referred_by", work)
    app.selectbox[0].set_value("Website").run()
    app.selectbox[0].set_value(None).run()
    assert "source" not in kept.workbook().clients[0].values
    assert app.selectbox[1].value == "D. N."
    app.selectbox[1].set_value(None).run()
    assert kept.workbook().clients[1].values == {"tier": 1, "source": "Chamber"}
    assert app.selectbox[1].value == "Chamber"


def test_where_nobody_is_glad_it_is_not_said_that_nobody_is_there(run_page: RunPage) -> None:
    work = twelve()
    fine = work.changed(clients=tuple(client.with_values(tier=2) for client in work.clients))
    app = open_screen(run_page, "referred_by", fine)
    assert [info.value for info in app.info] == [
        "This asks about those you are glad of, and so far there is nobody. Go on, or go back and change how you feel "
        "about one of them."
    ]
    assert "you are glad of nobody yet" in open_screen(run_page, "tier").success[0].value


def test_what_was_skipped_on_the_page_and_answered_here_is_skipped_no_more(run_page: RunPage, kept: Kept) -> None:
    app = open_screen(run_page, "age", Workbook(answers={"skip_age": "yes"}))
    app.pills[0].set_value("2").run()
    assert kept.workbook().avatar.find("age") is not None
    assert "skip_age" not in kept.workbook().answers


def test_the_portrait_is_story_and_skip_takes_it_back(run_page: RunPage, kept: Kept) -> None:
    app = open_screen(run_page, "age")
    app.pills[0].select("2").run()
    wish = kept.workbook().avatar.find("age")
    assert wish is not None
    assert (wish.low, wish.high, wish.part, wish.rank) == (35, 45, "affinity", None)  # type: ignore[union-attr]
    app.pills[0].select("—").run()
    assert kept.workbook().avatar.find("age") is None


def test_wishes_are_put_in_order_and_one_becomes_a_must(run_page: RunPage, kept: Kept) -> None:
    app = open_screen(run_page, "favourites_share")
    for id in ("asks_questions", "respects_hours", "pays_on_time"):
        box = next(box for box in app.checkbox if box.label == catalogue().fields[id].wish)
        box.check().run()
    for _ in range(2):
        app.button(key="guide_next").click().run()
    for place, id in enumerate(("respects_hours", "asks_questions", "pays_on_time")):
        app.pills[place].select(id).run()
        assert not app.exception
    assert [wish.id for wish in kept.workbook().avatar.ranked] == ["respects_hours", "asks_questions", "pays_on_time"]
    app.button(key="guide_next").click().run()
    app.pills[0].select("respects_hours").run()
    assert [wish.id for wish in kept.workbook().avatar.absolutes] == ["respects_hours"]
    app.button(key="guide_next").click().run()
    app.button(key="use_draft").click().run()
    assert kept.workbook().text("must_sentence").startswith("I am there from nine to five")


def test_who_they_are_is_never_offered_as_a_must(run_page: RunPage) -> None:
    app = open_screen(run_page, "values")
    app.pills[0].select("honesty").run()
    app.query_params["screen"] = str(SCREENS["one_must"])
    app.run()
    assert len(app.pills) == 0
    assert "how people work with you" in app.info[0].value


def test_a_promise_has_a_person_a_sentence_and_a_date(run_page: RunPage, kept: Kept) -> None:
    app = open_screen(run_page, "promise", twelve())
    app.button(key="promise_idea1").click().run()
    (promise,) = kept.workbook().promises
    assert promise.text == "Thank them, and ask whom they know"
    assert promise.client == "c0"
    assert promise.due > date.today()


def test_few_or_none_yet_changes_the_words_and_nothing_else(run_page: RunPage, kept: Kept) -> None:
    app = open_screen(run_page, "glad_1")
    app.toggle[0].set_value(True).run()
    assert "employer" in app.info[0].value
    assert kept.workbook().text("few_yet") == "yes"


def test_a_promise_is_due_in_a_week_and_on_a_working_day() -> None:
    monday, saturday, sunday = date(2026, 11, 16), date(2026, 11, 21), date(2026, 11, 22)
    assert in_a_week(monday) == date(2026, 11, 23)
    assert in_a_week(saturday) == in_a_week(sunday) == date(2026, 11, 30)  # the Mondays after 28 and 29 November


def test_the_last_screen_says_once_more_what_was_decided(run_page: RunPage) -> None:
    made = Promise(text="Ring *her*", client="c0", due=date(2026, 12, 1))
    work = twelve().with_answer("must_sentence", "I work nine to five.").changed(promises=(made,))
    told = [text.value for text in open_screen(run_page, "keep_copy", work).main.markdown]
    (recap,) = [text for text in told if "You will say" in text]
    assert recap == "**You will say:** I work nine to five.  \n**You will do:** Ring \\*her\\* (A. K.), 1 December 2026"
    assert not any("You will" in t.value for t in open_screen(run_page, "keep_copy", Workbook()).main.markdown)


def test_a_trade_that_is_regulated_is_asked_about_on_the_first_screen(run_page: RunPage, kept: Kept) -> None:
    work = twelve().with_answer("trade", "lending")
    work = work.with_client(work.clients[0].with_values(age=40))
    app = open_screen(run_page, "trade", work)
    app.button(key="take_field").click().run()
    assert kept.workbook().field == "credit"
    assert "age" not in kept.workbook().clients[0].values
    assert not [button for button in app.button if button.key == "take_field"]
    plain = open_screen(run_page, "trade", twelve().with_answer("trade", "retail"))
    assert not [button for button in plain.button if button.key == "take_field"]


def test_words_of_ones_own_are_kept_where_nothing_is_offered_also_the_second_time(
    run_page: RunPage, kept: Kept
) -> None:
    app = open_screen(run_page, "problem")  # no trade chosen: no suggestions, so no pills beside the field
    # As under load, where the value of the pills that are not there is gone when the first word arrives.
    del app.session_state[f"w{app.session_state[keys.GENERATION]}:guide:problem"]
    for word in ("a shoebox of receipts", "a tax letter"):
        app.text_input[0].set_value(word).run()
        assert not app.exception
        app.run()
    wish = kept.workbook().avatar.find("problem")
    assert wish is not None
    assert wish.wanted == ("a shoebox of receipts", "a tax letter")  # type: ignore[union-attr]
