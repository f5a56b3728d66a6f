"""The ideal client's page under AppTest: what is tapped is kept, told and ranked; thin and full states are worded."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from icp.catalogue import catalogue
from icp.model import MAX_RANKED, Cell, Client, OwnQuestion, Workbook
from icp.portrait import PARTS
from icp.ui import keys
from icp.ui.avatar.own import guess_kind
from icp.ui.avatar.walk import STEPS
from icp.wishes import NEVER, make_wish, put_order, put_wish
from tests.pages.conftest import Kept, RunPage

FIELDS = catalogue().fields
SERVICE = [q.id for q in FIELDS.values() if q.wish and q.kind == "scale" and q.part == "service"]
ODD = "![x](http://evil.example/a.png) **Bö😀** " + "long " * 60


def open_page(run_page: RunPage, work: Workbook, step: str = "describe", part: str = "need") -> AppTest:
    app = run_page("avatar.py", work)
    app.session_state[keys.AVATAR_STEP] = step
    app.session_state[keys.AVATAR_PART] = part
    app.run()
    assert not app.exception
    return app


def pills(app: AppTest, label: str):  # type: ignore[no-untyped-def]
    (found,) = [group for group in app.pills if group.label == label]
    return found


def marks(app: AppTest, *, at: int = 0):  # type: ignore[no-untyped-def]
    return [group for group in app.pills if group.label == "What this wish is to you"][at]


def words(app: AppTest) -> str:
    """All text on the page, without the backslashes that keep Markdown from acting."""
    shown = (*app.subheader, *app.markdown, *app.caption, *app.info, *app.warning)
    return "\n".join(element.value for element in shown).replace("\\", "")


def wishing(*ids: str, ranked: int = 0) -> Workbook:
    work = Workbook()
    avatar = work.avatar
    for id in ids:
        avatar = put_wish(avatar, make_wish(FIELDS[id]))
    return work.changed(avatar=put_order(avatar, ids[:ranked]))


def rated(loved: int, others: int, asks: tuple[int, int], **values: Cell) -> Workbook:
    """Glad clients first, then heart-sinkers; the first ``asks`` of each group always ask, the others never."""
    clients = []
    for tier, number, asking in ((1, loved, asks[0]), (3, others, asks[1])):
        for n in range(number):
            answers = {"tier": tier, "asks_questions": 4 if n < asking else 0, **values}
            clients.append(Client(id=f"t{tier}n{n}", name=f"C{tier}{n}", values=answers))
    return Workbook(clients=tuple(clients))


# ── thin and full states ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize(
    "work",
    [
        Workbook(),
        Workbook(clients=(Client(name="A"),)),
        Workbook(clients=tuple(Client(name=f"C{n}", values={"tier": 1}) for n in range(9))),
        wishing(*SERVICE, ranked=MAX_RANKED),
    ],
    ids=["empty", "one client", "all glad, nothing known", "nine wishes, eight in order"],
)
def test_every_step_opens(run_page: RunPage, work: Workbook, step: str) -> None:
    app = open_page(run_page, work, step)
    assert [title.value for title in app.title] == ["Ideal client"]


@pytest.mark.parametrize("part", PARTS)
def test_every_part_opens_in_a_regulated_field_with_odd_words(run_page: RunPage, part: str) -> None:
    own = OwnQuestion(id="x_odd", label=ODD[:120], kind="tags", options=(ODD[:80], "b"))
    work = Workbook(questions=(own,), clients=(Client(name=ODD, values={"tier": 1, "x_odd": "b", "industry": ODD}),))
    work = work.with_field("credit").with_answer("trade", "lending")
    avatar = put_wish(work.avatar, make_wish(own, [ODD[:80]]))
    avatar = put_wish(avatar, make_wish(FIELDS["occupation"], [ODD]))
    app = open_page(run_page, work.changed(avatar=avatar), part=part)
    assert "![x](" not in "".join(element.value for element in (*app.markdown, *app.caption, *app.subheader))


def test_nobody_yet_says_how_a_person_appears(run_page: RunPage) -> None:
    app = open_page(run_page, Workbook())
    assert app.subheader[0].value == "Nobody stands here yet."
    assert "a person begins to appear" in words(app)
    assert "who you are glad to see" in words(app)


def test_an_order_needs_wishes(run_page: RunPage) -> None:
    assert "three wishes are enough" in open_page(run_page, Workbook(), "order").info[0].value


# ── describing ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_tap_is_kept_and_told_at_once(run_page: RunPage, kept: Kept) -> None:
    app = open_page(run_page, Workbook(), part="behaviour")
    pills(app, "Keeps to my hours").select("4").run()
    assert kept.workbook().avatar.criteria == (make_wish(FIELDS["respects_hours"], 4),)
    assert "Keeps to my hours." in words(app)
    pills(app, "Keeps to my hours").unselect("4").run()
    assert kept.workbook().avatar.criteria == ()
    assert app.subheader[0].value == "Nobody stands here yet."


def test_an_open_part_stays_open_when_it_gains_its_tick(run_page: RunPage, kept: Kept) -> None:
    app = open_page(run_page, Workbook(), part="person")
    pills(app, "Woman, man, anyone?").select("woman").run()
    pills(app, "What do they live on in a year?").select("50k_75k").run()
    assert {wish.id for wish in kept.workbook().avatar.criteria} == {"gender", "income"}
    assert app.session_state[keys.AVATAR_PART] == "person"
    assert "A woman, living on €50,000 to 75,000 a year" in words(app)


def test_age_is_put_right_way_round(run_page: RunPage, kept: Kept) -> None:
    app = open_page(run_page, Workbook(), part="person")
    app.number_input[0].set_value(55).run()
    app.number_input[1].set_value(45).run()
    (wish,) = kept.workbook().avatar.criteria
    assert (wish.id, wish.low, wish.high) == ("age", 45, 55)  # type: ignore[union-attr]
    assert [field.value for field in app.number_input] == [45, 55]


def test_skipping_everything_personal_is_kept_and_leaves_no_wish(run_page: RunPage, kept: Kept) -> None:
    app = open_page(run_page, Workbook(), part="person")
    next(button for button in app.button if button.label == "Skip").click().run()
    skips = [group.label for group in app.pills if "Skip" in group.options]
    assert skips == ["Woman, man, anyone?", "Where are they in life?"]
    for label in skips:
        pills(app, label).select("—").run()
    app = open_page(run_page, kept.workbook(), part="belief")
    skips = [group.label for group in app.pills if "Skip" in group.options]
    assert len(skips) == 5
    for label in skips:
        pills(app, label).select("—").run()
    work = kept.workbook()
    assert work.avatar.criteria == ()
    skipped = {id.removeprefix("skip_") for id in work.answers if id.startswith("skip_")}
    assert skipped == {
        "age", "gender", "life_stage", "values", "political_outlook", "social_outlook", "faith", "communication"
    }  # fmt: skip
    assert app.subheader[0].value == "Nobody stands here yet."
    app = open_page(run_page, work, part="belief")
    assert pills(app, skips[0]).value == ["—"]


def test_an_answer_takes_the_skip_back_and_a_skip_the_answer(run_page: RunPage, kept: Kept) -> None:
    app = open_page(run_page, Workbook(), part="person")
    gender = "Woman, man, anyone?"
    pills(app, gender).select("—").run()
    pills(app, gender).select("man").run()
    assert pills(app, gender).value == ["man"]
    assert "skip_gender" not in kept.workbook().answers
    pills(app, gender).select("any").run()
    assert pills(app, gender).value == ["any"]
    assert kept.workbook().avatar.criteria == (make_wish(FIELDS["gender"], []),)
    pills(app, gender).select("—").run()
    assert kept.workbook().avatar.criteria == ()


def test_the_ladder_is_one_tap(run_page: RunPage, kept: Kept) -> None:
    app = open_page(run_page, Workbook(), part="closeness")
    pills(app, "How far would you go with your ideal client?").select("free_time").run()
    assert [wish.id for wish in kept.workbook().avatar.criteria] == ["home", "free_time"]
    assert "not on my vacation" in words(app)
    pills(app, "How far would you go with your ideal client?").select("office").run()
    assert kept.workbook().avatar.criteria == ()
    assert "We meet for work" in words(app)


def test_a_value_in_own_words(run_page: RunPage, kept: Kept) -> None:
    app = open_page(run_page, Workbook(), part="belief")
    pills(app, "Which three values do you share?").select("craft").run()
    app.text_input[0].set_value("silence; and wine").run()
    (wish,) = kept.workbook().avatar.criteria
    assert wish.wanted == ("craft", "silence, and wine")  # type: ignore[union-attr]


def test_starters_are_offered_never_ticked_and_taken_one_by_one(run_page: RunPage, kept: Kept) -> None:
    app = open_page(run_page, Workbook().with_answer("trade", "bookkeeping"))
    assert kept.workbook().avatar.criteria == ()
    labels = [button.label for button in app.button]
    assert all(problem in labels for problem in catalogue().starters["bookkeeping"].problems)
    next(b for b in app.button if b.label == "First employee, first payroll").click().run()
    assert kept.workbook().avatar.criteria == (make_wish(FIELDS["problem"], ["First employee, first payroll"]),)
    assert "First employee, first payroll" not in [button.label for button in app.button]
    app = open_page(run_page, kept.workbook(), part="behaviour")
    next(b for b in app.button if b.label == "Brings the papers in one go").click().run()
    assert [question.label for question in kept.workbook().questions] == ["Brings the papers in one go"]


# ── what favourites share ────────────────────────────────────────────────────────────────────────────────────────


def test_counts_lead_and_few_people_get_no_verdict(run_page: RunPage, kept: Kept) -> None:
    app = open_page(run_page, rated(4, 3, (3, 0)), part="behaviour")
    assert "mostly or always: 3 of 4 favourites, 0 of 3 others · too early to tell" in words(app)
    next(button for button in app.button if button.label == "Adopt").click().run()
    assert kept.workbook().avatar.criteria == (make_wish(FIELDS["asks_questions"], 3),)
    assert "Adopt" not in [button.label for button in app.button]


def test_a_clear_pattern_nobody_wished_for_comes_first_in_the_order(run_page: RunPage, kept: Kept) -> None:
    work = rated(12, 12, (12, 2))
    app = open_page(run_page, work.changed(avatar=wishing("pays_on_time").avatar), "order")
    assert app.subheader[1].value == "Where your order and your favourites disagree"
    assert "12 of 12 favourites, 2 of 12 others · clear pattern" in words(app)
    next(button for button in app.button if button.label == "Adopt").click().run()
    assert kept.workbook().avatar.find("asks_questions") is not None
    assert "disagree" not in "".join(title.value for title in app.subheader)


def test_a_wish_the_favourites_do_not_meet_can_be_taken_out(run_page: RunPage, kept: Kept) -> None:
    work = rated(12, 12, (2, 6))
    app = open_page(run_page, work.changed(avatar=wishing("asks_questions", ranked=1).avatar), "order")
    assert "2 of 12 favourites are like that, and 6 of 12 others" in words(app)
    next(button for button in app.button if button.label == "Take it out of the order").click().run()
    assert kept.workbook().avatar.ranked == ()
    assert len(kept.workbook().avatar.criteria) == 1


def test_counts_follow_the_client_list(run_page: RunPage, kept: Kept) -> None:
    app = open_page(run_page, rated(4, 3, (3, 0)), part="behaviour")
    kept.put(rated(4, 3, (4, 0)))
    app.run()
    assert "4 of 4 favourites" in words(app)


# ── never again ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_never_again_is_tapped_counted_and_may_be_a_must(run_page: RunPage, kept: Kept) -> None:
    app = open_page(run_page, rated(4, 5, (4, 2)), "never")
    assert pills(app, "What do you never want again?").options[0] == "Asks nothing, then complains"
    pills(app, "What do you never want again?").select("asks_questions").run()
    assert "3 of 5 who make your heart sink, 0 of 4 others" in words(app)
    marks(app).select("must").run()
    (wish,) = kept.workbook().avatar.criteria
    assert (wish.id, wish.absolute) == (NEVER + "asks_questions", True)
    assert "**Never again:** asks nothing, then complains." in words(app)


def test_never_again_in_own_words_comes_and_goes(run_page: RunPage, kept: Kept) -> None:
    app = open_page(run_page, Workbook(), "never")
    app.text_input[0].set_value("Sends voice messages").run()
    (wish,) = kept.workbook().avatar.criteria
    assert (wish.id, wish.repel) == ("never_x_sends_voice_messages", True)
    assert app.text_input[0].value == ""
    next(button for button in app.button if button.label == "Remove").click().run()
    assert kept.workbook().avatar.criteria == ()


# ── order and must-haves ─────────────────────────────────────────────────────────────────────────────────────────


def test_three_tapped_in_order_finish_the_page(run_page: RunPage, kept: Kept) -> None:
    ids = SERVICE[:3]
    app = open_page(run_page, wishing(*ids), "order")
    pills(app, "Tap the one you would repair first").select(ids[2]).run()
    pills(app, "And the next one").select(ids[0]).run()
    pills(app, "And the next one").select(ids[1]).run()
    assert [wish.id for wish in kept.workbook().avatar.ranked] == [ids[2], ids[0], ids[1]]
    assert app.subheader[0].value.startswith("First of all: ")
    app.button(key=next(b.key for b in app.button if b.label == "Up" and not b.disabled)).click().run()
    assert [wish.id for wish in kept.workbook().avatar.ranked] == [ids[0], ids[2], ids[1]]
    next(button for button in app.button if button.label == "Out").click().run()
    assert [wish.id for wish in kept.workbook().avatar.ranked] == [ids[2], ids[1]]


def test_a_ninth_is_refused_in_words_and_kept(run_page: RunPage, kept: Kept) -> None:
    app = open_page(run_page, wishing(*SERVICE[:9], ranked=MAX_RANKED), "order")
    assert "Eight are in order" in words(app)
    pills(app, "And the next one").select(SERVICE[8]).run()
    assert "Eight wishes are in order already" in app.warning[0].value
    assert len(kept.workbook().avatar.ranked) == MAX_RANKED
    assert kept.workbook().avatar.find(SERVICE[8]) is not None


def test_a_ninth_is_refused_beside_its_question_too(run_page: RunPage, kept: Kept) -> None:
    work = wishing(*SERVICE[:9], ranked=MAX_RANKED)
    last = FIELDS[SERVICE[8]]
    part = "quality" if last.group == "quality" else last.group
    app = open_page(run_page, work, part=part)
    at = [group.options[0] for group in app.pills if group.label == "What this wish is to you"].index("Put it in order")
    marks(app, at=at).select("rank").run()
    assert "nobody can tell nine apart" in app.warning[0].value
    assert marks(app, at=at).value == []
    assert kept.workbook().avatar == work.avatar


def test_a_mark_beside_the_question_ranks_and_says_its_place(run_page: RunPage, kept: Kept) -> None:
    app = open_page(run_page, wishing("respects_hours", "pays_on_time", ranked=1), part="behaviour")
    assert marks(app).options[0] == r"No. 1 in order"
    marks(app, at=1).select("rank").run()
    assert marks(app, at=1).options[0] == r"No. 2 in order"
    marks(app, at=1).select("must").run()
    assert [(w.rank, w.absolute) for w in kept.workbook().avatar.ranked] == [(1, False), (2, True)]
    marks(app, at=0).unselect("rank").run()
    assert [wish.id for wish in kept.workbook().avatar.ranked] == ["pays_on_time"]


def test_only_service_wishes_are_offered_as_musts(run_page: RunPage, kept: Kept) -> None:
    app = open_page(run_page, wishing("respects_hours", "vacation"), "order")
    musts = pills(app, "Without which of these would you not take somebody on?")
    assert musts.options == ["Keeps to my hours"]
    assert "these cannot be a must-have: I would go on vacation with them" in words(app)
    musts.select("respects_hours").run()
    assert [wish.id for wish in kept.workbook().avatar.absolutes] == ["respects_hours"]
    app = open_page(run_page, wishing("vacation"), "order")
    assert "only those can be a must-have" in words(app)
    app = open_page(run_page, wishing("vacation"), part="closeness")
    assert all("Must-have" not in group.options for group in app.pills)


def test_in_a_regulated_field_protected_wishes_are_told_not_weighed(run_page: RunPage) -> None:
    work = Workbook().with_field("insurance")
    avatar = put_wish(put_wish(work.avatar, make_wish(FIELDS["age"], (40, 50))), make_wish(FIELDS["respects_hours"]))
    work = work.changed(avatar=avatar)
    app = open_page(run_page, work, part="person")
    assert "story only" in "".join(element.value for element in app.markdown)
    assert not [group for group in app.pills if group.label == "What this wish is to you"]
    app = open_page(run_page, work, "order")
    assert pills(app, "Tap the one you would repair first").options == ["Keeps to my hours"]
    assert "Told as a story only, because of your field: age 40 to 50" in words(app)


def test_fine_tuning_is_drawn_only_when_open(run_page: RunPage, kept: Kept) -> None:
    app = open_page(run_page, wishing("respects_hours", "pays_on_time", ranked=2), "order")
    assert not app.slider
    app.session_state["avatar_fine"] = True
    app.run()
    app.slider[0].set_value(70).run()
    app.number_input[1].set_value(60).run()
    avatar = kept.workbook().avatar
    assert avatar.fit_line == 70
    assert [wish.swing for wish in avatar.ranked] == [None, 60]
    next(button for button in app.button if button.label == "Remove").click().run()
    assert [wish.id for wish in kept.workbook().avatar.criteria] == ["pays_on_time"]


def test_two_wishes_of_the_same_words_stay_two(run_page: RunPage, kept: Kept) -> None:
    twins = (OwnQuestion(id="x_a", label="Brings a dog"), OwnQuestion(id="x_b", label="Brings a dog"))
    avatar = put_wish(put_wish(Workbook().avatar, make_wish(twins[0])), make_wish(twins[1]))
    app = open_page(run_page, Workbook(questions=twins, avatar=avatar), "order")
    pills(app, "Tap the one you would repair first").select("x_b").run()
    assert [wish.id for wish in kept.workbook().avatar.ranked] == ["x_b"]


# ── questions of one's own, and the mirror ───────────────────────────────────────────────────────────────────────


def test_a_question_of_ones_own_can_be_turned_into_never_again(run_page: RunPage, kept: Kept) -> None:
    app = open_page(run_page, Workbook(), part="own")
    app.text_input[0].set_value("Brings a dog").run()
    pills(app, "How is it answered?").select("flag").run()
    next(button for button in app.button if button.label == "Add the question").click().run()
    assert kept.workbook().questions == (OwnQuestion(id="x_brings_a_dog", label="Brings a dog", kind="flag"),)
    pills(app, "Brings a dog").select("yes").run()
    marks(app).select("never").run()
    (wish,) = kept.workbook().avatar.criteria
    assert (wish.id, wish.repel) == ("x_brings_a_dog", True)
    next(button for button in app.button if button.label.startswith("Remove")).click().run()
    assert (kept.workbook().questions, kept.workbook().avatar.criteria) == ((), ())


def test_a_column_of_the_list_becomes_a_question(run_page: RunPage, kept: Kept) -> None:
    clients = tuple(Client(name=n, values={"x_travels_by": v}) for n, v in (("A", "bike"), ("B", "car"), ("C", "bike")))
    app = open_page(run_page, Workbook(clients=clients), part="own")
    next(button for button in app.button if button.label == "Travels by").click().run()
    assert kept.workbook().questions == (
        OwnQuestion(id="x_travels_by", label="Travels by", kind="choice", options=("bike", "car")),
    )


@pytest.mark.parametrize(
    ("cells", "kind", "options"),
    [
        ([0, 3, 4], "scale", ()),
        ([0, 3.5], "range", ()),
        (["12", "7"], "range", ()),
        (["yes", "no", "Ja"], "flag", ()),
        (["a; b", "b"], "tags", ("a", "b")),
        (["a", "b"], "choice", ("a", "b")),
        ([str(chr(97 + n)) * 2 for n in range(13)], "choice", ()),
    ],
)
def test_the_kind_of_a_column_is_guessed(cells: list[object], kind: str, options: tuple[str, ...]) -> None:
    assert guess_kind(cells) == (kind, options)


def test_the_mirror_keeps_what_they_may_expect(run_page: RunPage, kept: Kept) -> None:
    app = open_page(run_page, Workbook(), "mirror")
    asked = [q.prompt for q in catalogue().questions if q.page == "avatar" and q.group == "mirror"]
    assert [field.label for field in app.text_input] == asked
    app.text_input[0].set_value("I answer by the evening").run()
    assert kept.workbook().answers["mirror_promise"] == "I answer by the evening"


def test_next_leads_through_parts_and_steps(run_page: RunPage) -> None:
    app = open_page(run_page, Workbook())
    for part in PARTS[1:]:
        app.button(key="avatar_next").click().run()
        assert app.session_state[keys.AVATAR_PART] == part
    for step in STEPS[1:]:
        app.button(key="avatar_next").click().run()
        assert app.session_state[keys.AVATAR_STEP] == step
        assert not app.exception
    assert "avatar_next" not in [button.key for button in app.button]


def test_five_thousand_clients_are_counted_once(run_page: RunPage, kept: Kept) -> None:
    work = rated(2000, 3000, (1900, 300), age=40, industry="Crafts")
    app = open_page(run_page, work.changed(avatar=wishing("pays_on_time").avatar), "order")
    assert "1,900 of 2,000 favourites, 300 of 3,000 others · clear pattern" in words(app)


def test_a_trade_with_a_semicolon_is_offered_whole_since_it_is_compared_whole(run_page: RunPage) -> None:
    clients = (Client(id="a", name="Ann", values={"occupation": "smith; farrier", "problem": "tax; books"}),)
    app = run_page("avatar.py", Workbook(clients=clients))
    offered = {option for pills in app.pills for option in pills.options}
    assert {"tax", "books"} <= offered
    part = next(pills for pills in app.pills if "The person" in pills.options)
    part.select("person").run()
    assert "smith; farrier" in {option for pills in app.pills for option in pills.options}


# ── two taps before the page has answered ────────────────────────────────────────────────────────────────────────


def test_two_ideas_tapped_at_once_are_both_taken(run_page: RunPage, kept: Kept) -> None:
    app = open_page(run_page, Workbook(answers={"trade": "coaching"}))
    ideas = [button for button in app.button if button.label in catalogue().starters["coaching"].problems]
    ideas[0].click()
    ideas[1].click()
    app.run()
    assert kept.workbook().avatar.find("problem").wanted == tuple(idea.label for idea in ideas[:2])


def test_a_value_typed_while_another_is_tapped_leaves_both(run_page: RunPage, kept: Kept) -> None:
    app = open_page(run_page, wishing(), part="belief")
    pills(app, FIELDS["values"].prompt).set_value(["craft"])
    next(field for field in app.text_input if field.label == "Another one, in your words").set_value("patience")
    app.run()
    assert kept.workbook().avatar.find("values").wanted == ("craft", "patience")


def test_large_amounts_the_favourites_share_are_told_in_figures(run_page: RunPage) -> None:
    clients = tuple(
        Client(id=f"c{n}", name=f"C{n}", values={"tier": 1 if n < 6 else 3, "annual_value": 1_250_000 if n < 6 else 90})
        for n in range(12)
    )
    app = open_page(run_page, Workbook(clients=clients, answers={"currency": "JPY"}), part="money")
    assert "e+0" not in words(app)
    assert "¥1,000,000 or more: 6 of 6 favourites" in words(app)
