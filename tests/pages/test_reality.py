"""The Reality check page: who is left, what is decided, the moments, two ways to spend, and every thin or odd list."""

import base64
from datetime import date

import pytest

from icp.catalogue import catalogue
from icp.dealings import Dealings, Prospect, Situation, Tried
from icp.model import Avatar, Client, FlagCriterion, OwnQuestion, RangeCriterion, ScaleCriterion, Workbook
from icp.sample import sample_workbook
from icp.ui import keys
from icp.wishes import make_wish

NASTY = "**Ann** ![x](http://evil.example/a.png) 🎉 <b>" + "y" * 300
HOURS = ScaleCriterion(id="respects_hours", rank=1)
KEPT = date(2026, 11, 20)
SIZE = RangeCriterion(id="annual_value", low=5_000, rank=2)


def book(*rows, wishes=(HOURS, SIZE), **parts):
    """rows: (name, respects_hours, annual_value, tier)."""
    fields = ("respects_hours", "annual_value", "tier")
    clients = tuple(
        Client(id=f"c{at}", name=row[0], values={k: v for k, v in zip(fields, row[1:], strict=False) if v is not None})
        for at, row in enumerate(rows)
    )
    return Workbook(clients=clients, avatar=Avatar(criteria=tuple(wishes)), **parts)


def undecided():
    """The sample before Nora decided anything here."""
    sample = sample_workbook()
    return sample.changed(dealings=sample.dealings.changed(tried=(), reality_kept=None))


def text(app):
    kinds = ("title", "subheader", "markdown", "caption", "info", "success", "warning", "error")
    return "\n".join(element.value.replace("\\", "") for kind in kinds for element in getattr(app, kind))


def finding(app):
    return app.subheader[0].value.replace("\\", "")


def pictures(app):
    return [image.proto.imgs[0] for image in app.get("image")]


def drawing(app):
    """The first picture's SVG text."""
    return base64.b64decode(pictures(app)[0].url.partition("base64,")[2]).decode()


def musts(work):
    return {c.id for c in work.avatar.absolutes}


def switch(app, wish):
    """The toggle of a wish."""
    (found,) = [toggle for toggle in app.toggle if toggle.key.endswith(f"on:{wish}")]
    return found


def press(app, label):
    (found,) = [button for button in app.button if button.label == label]
    found.click().run()
    assert not app.exception
    return app


def open_fold(app, words):
    fold = next(fold for fold in app.expander if fold.label.startswith(words))
    app.session_state[fold.key] = True
    app.run()
    assert not app.exception
    return app


def open_section(app, name):
    app.session_state[keys.REALITY_SECTION] = name
    app.run()
    assert not app.exception
    return app


def open_moment(app, id):
    (pills,) = [pills for pills in app.pills if pills.label == "Which moment?"]
    pills.set_value(id).run()
    assert not app.exception
    return app


# ── who is left ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_sample_opens_on_nobody_is_left_and_the_one_wish_that_brings_seven_back(run_page):
    app = run_page("reality.py", sample_workbook())
    told = "Nobody is left: none of your 58 clients meets all 6 must-haves. "
    told += "Let go of “yearly invoice €5,000 or more”, and 7 come back."
    assert finding(app) == told
    assert pictures(app)[0].alt == told
    assert "one prospect in 20 is like that at best: about 20 first talks" in text(app)
    assert "Your list is not the market" in text(app)
    assert "Back then: Ines K., Theo S., Lena H., Nils F., Wilma S., Greta R., Emil J." in text(app)
    assert "Not one of your clients would get past" in text(app)


def test_who_may_get_past_is_not_said_to_be_turned_away(run_page):
    app = run_page("reality.py", book(("Ann", 1), ("Bo", None), wishes=(HOURS,)))
    assert finding(app).startswith("Nobody is surely left of your 2 clients: 1 may be")
    assert "So far you know of none of your clients that they get past what is switched on now." in text(app)
    assert "Not one of your clients" not in text(app)


def test_the_sample_shows_what_nora_decided_beside_what_she_tried(run_page):
    app = run_page("reality.py", sample_workbook())
    assert "Decided on 20 November 2026: keeps to my hours." in text(app)
    assert "What is switched on above differs from it." in text(app)
    assert not [b for b in app.button if b.label == "Take that back"]
    assert finding(run_page("reality.py", undecided())) == finding(app)


def test_each_must_have_says_its_price_and_its_gain(run_page):
    evenings = (
        "Turns away 11 of 58 (1 favourite) and €46,160 a year (22%). Spares 749 hours (30%) and 29 difficult habits."
    )
    assert f":small[{evenings} 4 not known.]" in text(run_page("reality.py", sample_workbook()))


def test_letting_go_brings_them_back_and_is_kept_without_being_decided(run_page, kept):
    app = press(run_page("reality.py", undecided()), "Let go of “yearly invoice €5,000 or more”")
    assert finding(app).startswith("7 of your 58 clients meet all 5 must-haves. Let go of “asks when something is")
    assert not switch(app, "annual_value").value
    assert "one prospect in 4.7 is like that at best, and one in 17 at worst" in text(app)
    again = run_page("reality.py")
    assert finding(again).startswith("7 of your 58")
    assert musts(kept.workbook()) == {"respects_hours"}
    assert kept.workbook().dealings.reality_kept is None


def test_a_decision_makes_the_must_haves_ticks_the_page_and_can_be_taken_back(run_page, kept):
    app = run_page("reality.py", undecided())
    before = musts(kept.workbook())
    for wish in ("annual_value", "asks_questions", "keeps_appointments", "pays_on_time"):
        switch(app, wish).set_value(False).run()
    press(app, "Keep these 2 as my must-haves")
    work = kept.workbook()
    assert musts(work) == {"does_the_work", "respects_hours"}
    assert work.dealings.reality_kept == date.today()
    assert work.dealings.tried == ()
    assert any("delivers their part, keeps to my hours" in message.value for message in app.success)
    assert finding(app).startswith("22 of your 58 clients meet both must-haves.")
    assert not switch(app, "annual_value").value  # decided: a ranked wish is a wish again
    press(app, "Take that back")
    assert musts(kept.workbook()) == before
    assert kept.workbook().dealings.reality_kept is None
    assert finding(app).startswith("22 of your 58")  # what was tried is there still


def test_nothing_can_be_decided_too(run_page, kept):
    app = run_page("reality.py", book(("Ann", 4, 100)))
    for wish in ("annual_value", "respects_hours"):
        switch(app, wish).set_value(False).run()
    assert finding(app) == "You ask nothing, so all of them are left: 1 client."
    press(app, "Decide: no must-have for now")
    assert kept.workbook().dealings.reality_kept == date.today()
    assert musts(kept.workbook()) == set()
    assert any("no must-have for now" in message.value for message in app.success)


def test_a_try_after_the_decision_can_be_put_back(run_page, kept):
    app = run_page("reality.py", book(("Ann", 4, 9_000), ("Bo", 0, 9_000), dealings=Dealings(reality_kept=KEPT)))
    switch(app, "respects_hours").set_value(True).run()
    assert finding(app).startswith("1 of your 2 clients meets the one must-have.")
    assert "Decided on 20 November 2026: no must-have for now." in text(app)
    assert "What is switched on above differs from it." in text(app)
    press(app, "Back to what I decided")
    assert not switch(app, "respects_hours").value
    assert kept.workbook().dealings.tried == ()


def test_asking_more_of_one_counts_before_it_is_decided_and_moves_the_wish_after(run_page, kept):
    app = open_fold(run_page("reality.py", undecided()), "Ask a little more")
    (slider,) = [s for s in app.select_slider if s.label == "Yearly invoice, at least"]
    assert slider.value == 5_000
    slider.set_value(2_000.0).run()
    assert finding(app).startswith("6 of your 58 clients meet all 6 must-haves.")
    assert kept.workbook().avatar.find("annual_value").low == 5_000
    press(app, "Keep these 6 as my must-haves")
    wish = kept.workbook().avatar.find("annual_value")
    assert (wish.low, wish.rank, wish.absolute) == (2_000, 1, True)


def test_the_best_answer_only_is_called_a_dream(run_page):
    wish = HOURS.model_copy(update={"at_least": 4.0})
    app = run_page("reality.py", book(("Ann", 4, 9_000), wishes=(wish,)))
    assert any("here only the best there is will do" in message.value for message in app.warning)
    assert not run_page("reality.py", book(("Ann", 4, 9_000))).warning
    dealings = Dealings(expected={"pays_on_time": "dream", "respects_hours": "ideal", "gone": "dream"})
    (message,) = run_page("reality.py", book(("Ann", 4, 9_000), dealings=dealings)).warning
    assert message.value.startswith("A dream is what you expect in “Your invoice”.")


def test_more_than_eight_are_too_many_to_remember(run_page):
    shown = [q for q in catalogue().fields.values() if q.part == "service" and q.kind in ("scale", "flag")][:9]
    wishes = [make_wish(q).model_copy(update={"absolute": True}) for q in shown]
    app = run_page("reality.py", book(("Ann", 4, 9_000), wishes=wishes))
    assert any("That makes 9." in message.value for message in app.warning)
    switch(app, wishes[0].id).set_value(False).run()
    assert not app.warning


def test_who_somebody_is_has_no_switch(run_page):
    sample = undecided()
    own = OwnQuestion(id="x_church", label="Which church do they go to?")
    work = sample.changed(
        questions=(own,), avatar=sample.avatar.with_wish(make_wish(own)),
        dealings=sample.dealings.changed(tried=(Tried(id="age"), Tried(id="x_church"), Tried(id="home"))),
    )  # fmt: skip
    app = open_fold(run_page("reality.py", work), "More of your wishes")
    switched = {toggle.key.rpartition(":")[2] for toggle in app.toggle if ":on:" in toggle.key}
    parts = {sample.avatar.find(id).part for id in switched}
    assert parts == {"service"}
    assert not switched & {"age", "income", "values", "home", "x_church"}
    assert finding(app).startswith("Nobody is left: none of your 58 clients meets all 6")


def test_former_clients_are_not_counted(run_page):
    work = book(("Ann", 4, 9_000), ("Bo", 4, 9_000))
    gone = work.clients[1].with_values(status="former", respects_hours=0)
    app = run_page("reality.py", work.with_client(gone))
    assert finding(app) == "Your one client meets both must-haves."


# ── thin and odd lists ───────────────────────────────────────────────────────────────────────────────────────────


def test_an_empty_workbook_is_taught_and_the_rest_still_works(run_page, kept):
    app = run_page("reality.py")
    assert pictures(app)[0].alt.startswith("An example, greyed: Nobody is left: none of your 58 clients")
    assert "needs no client list" in text(app)
    open_section(app, "spectrum")
    assert "10 ordinary moments" in text(app)
    (choice,) = app.radio
    choice.set_value("ideal").run()
    assert kept.workbook().dealings.expected == {"asks_questions": "ideal"}
    assert "Not counted on your list yet." in text(app)
    open_section(app, "campaigns")
    assert len(app.number_input) == 7
    assert not app.exception


@pytest.mark.parametrize(
    ("work", "says"),
    [
        (book(("Ann", 4, 9_000)), "Your one client meets both must-haves."),
        (book(("Ann", 0, 9_000)),
         "Nobody is left: your one client does not meet both must-haves. "
         "Let go of “keeps to my hours”, and one comes back."),
        (book(("Ann", None, 9_000)),
         "Your one client may be left, once you know the answers that are missing. "
         "Let go of “keeps to my hours”, and one comes back."),
        (book(("Ann", 0, 10), ("Bo", 1, 20)),
         "Nobody is left: none of your 2 clients meets both must-haves. Whichever one you let go, nobody comes back."),
        (book(("Ann",), ("Bo",), ("Cy",)),
         "Nobody is surely left of your 3 clients: 3 may be, once you know the answers that are missing."),
        (book(("Ann", 4, 9_000, 1), ("Bo", 3, 6_000, 1)), "All 2 of your clients meet both must-haves: that turns"),
        (book(("Ann", 4, 9_000), wishes=()), "Nobody can fall short yet: your portrait asks nothing of how"),
        (book(("Ann", 4, 9_000), wishes=(RangeCriterion(id="age", low=30, rank=1),)), "Nobody can fall short yet"),
        (book(("Ann", 4, 9_000), wishes=(FlagCriterion(id="will_pay"),)), "You ask nothing, so all of them are"),
    ],
)  # fmt: skip
def test_what_each_list_is_told(run_page, work, says):
    assert finding(run_page("reality.py", work)).startswith(says)


def test_too_few_names_are_no_measure_of_how_rare(run_page):
    app = run_page("reality.py", book(*[(f"N{n}", 4, 9_000) for n in range(4)]))
    assert "Too few names to say how rare" in text(app)
    assert "prospect in" not in text(app)


def test_a_long_list_is_drawn_as_bars(run_page):
    work = book(*[(f"N{n} X", n % 5, 1_000 * (n % 9), 1 + n % 3) for n in range(61)])
    app = run_page("reality.py", work)
    assert finding(app).startswith("10 of your 61 clients meet both must-haves.")
    assert "61 left" in drawing(app)
    assert ">N0<" not in drawing(app)
    assert ">NX<" not in drawing(app)


def test_five_thousand(run_page):
    work = book(*[(f"N{n}", n % 5, 1_000 * (n % 9), 1 + n % 3) for n in range(5_000)])
    app = run_page("reality.py", work)
    told = "888 of your 5,000 clients meet both must-haves. Let go of “keeps to my hours”, and 1,332 come back."
    assert finding(app) == told
    open_section(open_fold(app, "Ask a little more"), "spectrum")
    assert "N4 may be flawless, as far as your answers go." in text(app)  # the only answer known of N4 is the best one


def test_nasty_names_stay_names(run_page):
    work = book((NASTY, 0, 9_000), ("🎉", 4, 9_000), ("$x$", 4, 9_000), ("a" * 300, 4, 10))
    app = run_page("reality.py", work)
    said = "\n".join(block.value for block in app.markdown)
    assert "![x](" not in said
    assert "**Ann" not in said
    assert "!\\[x\\](http" in said  # shown as typed
    assert ">AB<" in drawing(app)


def test_nasty_wishes_and_moments_stay_what_was_typed(run_page):
    own = OwnQuestion(id="x_own", label=NASTY[:110])
    situation = Situation(id="s1", title=NASTY[:90], difficult=NASTY[:90], ideal="*i*", dream="[d](http://x)")
    work = book(
        ("Ann", 0, 9_000), wishes=(make_wish(own).model_copy(update={"absolute": True}), HOURS), questions=(own,),
        dealings=Dealings(situations=(situation,), expected={"s1": "dream"}),
    )  # fmt: skip
    app = open_section(open_fold(run_page("reality.py", work), "Ask a little more"), "spectrum")
    open_moment(app, "s1")
    told = [block.value for kind in ("markdown", "subheader", "warning", "info") for block in getattr(app, kind)]
    told += [toggle.label for toggle in app.toggle] + [button.label for button in app.button]
    told += [slider.label for slider in app.select_slider] + [o for pills in app.pills for o in pills.options]
    assert sum("evil" in words for words in told) >= 5
    assert not [words for words in told if "![x](" in words or "[d](" in words]
    assert not [words for words in told if "**Ann" in words and "\\*\\*Ann" not in words]


def test_hidden_names_stay_hidden(run_page):
    app = run_page("reality.py", sample_workbook())
    app.session_state[keys.HIDE_NAMES] = True
    open_section(app, "spectrum")
    assert "Back then: Client 1, Client 5" in text(app)
    assert "Ines" not in text(app).replace(catalogue().words["frame"]["app"], "")


def test_customers_are_called_so(run_page):
    app = run_page("reality.py", book(("Ann", 4, 9_000), ("Bo", 0, 9_000)).with_answer("term", "customer"))
    assert finding(app).startswith("1 of your 2 customers meets both must-haves.")
    open_section(app, "campaigns")
    assert "client" not in text(app).replace("Ideal Client", "").casefold().replace("choose clients by", "")


# ── the moments ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_dream_is_told_kindly_and_counted_at_most(run_page, kept):
    app = open_moment(open_section(run_page("reality.py", sample_workbook()), "spectrum"), "respects_hours")
    assert "Nobody on your list is flawless. Carla M. and 2 more come closest: the best answer in 5 of 10" in text(app)
    (choice,) = app.radio
    assert set(choice.options) == {  # named only after the choice
        "Rings you at home, and again when you do not pick up.",
        "Writes it down and sends it in the morning.",
        "Never worries, and never needs you at a bad moment.",
    }
    choice.set_value("dream").run()
    assert kept.workbook().dealings.expected["respects_hours"] == "dream"
    assert "**11 of 54** do this. Of your favourites 1 of 13." in text(app)
    assert "**43 of 54** do this. Of your favourites 12 of 13." in text(app)
    assert "**At most 27 of 54**" in text(app)
    assert "Somebody like that would not need you" in text(app)
    assert "You are not flawless either. Your own words: “Payroll." in text(app)
    assert "You sorted 3 of 10: you expect the ideal in 2, a dream in 1, the difficult in 0." in text(app)


def test_nobody_is_a_dream_where_nobody_always_does_it(run_page):
    work = book(*[(f"N{n}", 3) for n in range(6)], dealings=Dealings(expected={"respects_hours": "ideal"}))
    app = open_moment(open_section(run_page("reality.py", work), "spectrum"), "respects_hours")
    assert "**6 of 6** do this." in text(app)
    assert text(app).count("**0 of 6.**") == 2


def test_few_answers_are_too_early_to_tell(run_page):
    work = book(("A", 3), ("B",), dealings=Dealings(expected={"respects_hours": "ideal"}))
    app = open_moment(open_section(run_page("reality.py", work), "spectrum"), "respects_hours")
    assert "Known of 1 of 2 only: too early to tell." in text(app)


def test_an_expectation_can_be_changed_and_taken_away(run_page, kept):
    app = open_moment(open_section(run_page("reality.py", sample_workbook()), "spectrum"), "asks_questions")

    def control():
        return next(group for group in app.segmented_control if group.label == "You expect:")

    assert control().value == "ideal"
    control().set_value("difficult").run()
    assert kept.workbook().dealings.expected["asks_questions"] == "difficult"
    assert "Perhaps it is your system, not them." in text(app)
    control().set_value(None).run()
    assert "asks_questions" not in kept.workbook().dealings.expected
    assert len(app.radio) == 1


def test_an_ideal_becomes_a_wish_in_one_tap(run_page, kept):
    app = open_section(run_page("reality.py", sample_workbook()), "spectrum")
    open_moment(app, "takes_ownership").radio[0].set_value("ideal").run()
    press(app, "Wish for it: Takes ownership")
    assert kept.workbook().avatar.find("takes_ownership").at_least == 3
    assert "It stands among your wishes: Takes ownership." in text(app)
    assert any(toggle.key.endswith("on:takes_ownership") for toggle in open_fold(app, "More of your wishes").toggle)


def test_next_goes_to_a_moment_nobody_sorted(run_page):
    app = open_section(run_page("reality.py", sample_workbook()), "spectrum")
    open_moment(app, "willing_to_laugh")
    press(app, "Next moment")
    assert "#### Their part of the work" in text(app)  # the first two are sorted already


def test_a_moment_of_ones_own_is_added_counted_tapped_and_taken_out(run_page, kept):
    work = book(*[(f"N{n}", 4, 9_000, 1) for n in range(6)])
    app = open_moment(open_section(run_page("reality.py", work), "spectrum"), "new")
    fields = dict(zip(("title", "difficult", "ideal", "dream"), app.text_input, strict=True))
    fields["title"].set_value("Friday").run()
    press(app, "Add it")
    assert any("Give it a name and all three ways" in message.value for message in app.warning)
    for part in ("difficult", "ideal", "dream"):
        next(f for f in app.text_input if f.label == fields[part].label).set_value(f"*{part}* way").run()
    press(app, "Add it")
    (own,) = kept.workbook().dealings.situations
    assert (own.title, own.difficult, own.ideal, own.dream) == (
        "Friday",
        "*difficult* way",
        "*ideal* way",
        "*dream* way",
    )
    assert "#### Friday" in text(app)
    app.radio[0].set_value("ideal").run()
    assert not [message for message in app.info if "asks who somebody is" in message.value]
    press(app, "Count it on my list")
    (question,) = kept.workbook().questions
    assert question.label == "*difficult* way"
    (tap,) = [pills for pills in app.pills if ":tap:" in pills.key]
    tap.set_value(["c0", "c1"]).run()
    next(toggle for toggle in app.toggle if ":rest:" in toggle.key).set_value(True).run()
    assert [c.values[question.id] for c in kept.workbook().clients] == [4, 4, 0, 0, 0, 0]
    assert "**2 of 6** do this." in text(app)
    assert "**4 of 6** do this. Of your favourites 4 of 6." in text(app)
    press(app, "Take this moment out")
    after = kept.workbook()
    assert after.dealings.situations == ()
    assert after.dealings.expected == {}
    assert after.questions == (question,)
    assert after.clients[0].values[question.id] == 4


@pytest.mark.parametrize("words", ["Which religion are they?", "Wants to have children soon", "Wie alt sind sie?"])
def test_a_moment_about_who_somebody_is_is_never_counted(run_page, words):
    situation = Situation(id="s1", title="Sunday", difficult=words, ideal="i", dream="d")
    work = book(("Ann", 4), dealings=Dealings(situations=(situation,), expected={"s1": "ideal"}))
    app = open_moment(open_section(run_page("reality.py", work), "spectrum"), "s1")
    assert any("asks who somebody is" in message.value for message in app.info)
    assert not [button for button in app.button if button.label == "Count it on my list"]


def test_words_that_ask_who_somebody_is_are_flagged_while_they_are_typed(run_page):
    app = open_moment(open_section(run_page("reality.py"), "spectrum"), "new")
    app.text_input[1].set_value("How old are they?").run()
    assert any("How old are they" in message.value for message in app.warning)
    press(app, "Use these words")
    assert "How old" not in app.text_input[1].value
    assert app.text_input[1].value
    assert not app.warning


# ── rifle or shotgun ─────────────────────────────────────────────────────────────────────────────────────────────

NUMBERS = {
    "campaign_spend": 500, "rifle_reach": 40, "rifle_won": 10, "rifle_glad": 7.5, "shotgun_reach": 1_000,
    "shotgun_won": 1, "shotgun_glad": 2,
}  # fmt: skip


def campaigns(run_page, **numbers):
    answers = {key: value for key, value in {**NUMBERS, **numbers}.items() if value is not None}
    return open_section(run_page("reality.py", Workbook(answers=answers)), "campaigns")


def test_the_worked_example_of_the_method(run_page):
    said = text(campaigns(run_page))
    assert "**The rifle brings 3 clients you are glad of, the shotgun 2.**" in said
    assert "must convert 6.7 times as well as the shotgun" in said
    assert "converts 10 times as well" in said
    assert "it would have to be 25 times as well" in said
    assert "€167 for each one you are glad of, against €250." in said


@pytest.mark.parametrize(
    ("numbers", "says"),
    [
        ({"rifle_won": 1}, "By your numbers the shotgun brings 2 clients you are glad of, the rifle 0.3."),
        ({"rifle_glad": 5}, "By your numbers both bring as many clients you are glad of: 2."),
        ({"shotgun_won": 0}, "any list of yours that brings one is better. €167 for each one you are glad of; the"),
        ({"rifle_glad": 0}, "never good enough, however well it converts. €250 for each one you are glad of; the"),
        ({"rifle_reach": 0, "shotgun_reach": 0}, "By these numbers neither brings anybody you are glad of."),
        ({"rifle_reach": 10, "rifle_glad": 10, "shotgun_won": 0}, "The rifle brings 1 client you are glad of, the"),
        ({"rifle_won": 140}, "“Won of a hundred, rifle” counts out of 100, so 100 is the most."),
        ({"shotgun_glad": 12}, "“Glad of ten, shotgun” counts out of 10, so 10 is the most."),
        ({"campaign_spend": None, "shotgun_reach": None}, "Still missing: Money for one campaign; People the"),
        ({"campaign_spend": "a lot"}, "Still missing: Money for one campaign."),
    ],
)  # fmt: skip
def test_every_outcome_has_its_sentence(run_page, numbers, says):
    assert says in text(campaigns(run_page, **numbers))


def test_numbers_are_kept_as_typed(run_page, kept):
    app = open_section(run_page("reality.py"), "campaigns")
    (spend,) = [box for box in app.number_input if box.label.startswith("What would you spend")]
    spend.set_value(750.5).run()
    assert kept.workbook().answers["campaign_spend"] == 750.5


def test_the_own_list_fills_in_what_is_empty_and_nothing_typed(run_page, kept):
    talks = tuple(
        Prospect(name=f"P{n}", day=date(2026, 10, 1), outcome=outcome)
        for n, outcome in enumerate(["taken"] * 2 + ["declined"] * 3 + ["waiting"])
    )
    sample = sample_workbook()
    work = sample.changed(dealings=sample.dealings.changed(prospects=talks)).with_answer("shotgun_glad", 2.0)
    app = open_section(run_page("reality.py", work), "campaigns")
    assert "Of those who came through somebody you are glad of 10 in 23; of the others 3 in 30." in text(app)
    assert "Of 5 prospects you asked and decided about you took on 2." in text(app)
    press(app, "Put these in")
    answers = kept.workbook().answers
    assert (answers["rifle_glad"], answers["shotgun_glad"], answers["rifle_won"]) == (4.3, 2.0, 40)
    assert not [button for button in app.button if button.label == "Put these in"]


def test_how_the_others_came_is_not_made_up_where_nothing_is_said_of_it(run_page):
    def told(**values):
        clients = (Client(name="Ann", values={"tier": 1, "referred_by": "Tom"}), Client(name="Bo", values=values))
        return text(open_section(run_page("reality.py", Workbook(clients=clients)), "campaigns"))

    assert "you are glad of 1 in 1; of the others 0 in 1." in told(tier=2, source="the web")
    assert "of the others" not in told(tier=2)


def test_a_list_of_former_clients_says_so(run_page):
    client = Client(name="Ann", values={"status": "former", "tier": 1, "respects_hours": 4})
    work = Workbook(clients=(client,), avatar=Avatar(criteria=(HOURS.model_copy(update={"absolute": True}),)))
    for each in (work, work.changed(avatar=Avatar(criteria=(HOURS,)), dealings=Dealings(reality_kept=KEPT))):
        assert finding(run_page("reality.py", each)).startswith("Everybody on your list has left")


def test_where_all_meet_everything_nobody_is_one_in_one(run_page):
    work = book(*((name, 4, None, 1) for name in "ABCDEF"), wishes=(HOURS.model_copy(update={"absolute": True}),))
    said = text(run_page("reality.py", work))
    assert "every prospect is like that at best, and one in 1.6 at worst" in said


def test_one_hour_is_one_hour(run_page):
    work = book(("Ann", 0, 10, 3), wishes=(HOURS.model_copy(update={"absolute": True}),))
    work = work.with_client(work.clients[0].with_values(hours=1))
    assert "Spares 1 hour (100%)" in text(run_page("reality.py", work))
    said = text(run_page("absolutes.py"))
    assert "and give back 1 hour (100%)." in said
    assert "Gives back 1 hour (100%) · spares you 1 trouble of today’s list." in said
