"""System or client: what the page says, what it keeps, where the next step comes from, and every thin or odd list."""

from datetime import date, timedelta

import pytest

from icp.dealings import Agreement, Breach, Dealings, Rule, RulesVersion, put
from icp.methods.due import list_due
from icp.methods.instruction import draft_instruction
from icp.model import Client, OwnQuestion, Workbook
from icp.sample import sample_workbook
from icp.ui import keys
from icp.ui.system.card import next_friday

NASTY = "**Ann** ![x](http://evil.example/a.png) 🎉 <b>" + "y" * 300
HOURS, DATES, PART = "respects_hours", "keeps_appointments", "does_the_work"


def book(*tiers, **behaves):
    """One client a tier; every behaviour given as a text of answers, one a client, "." not said."""
    clients = tuple(
        Client(id=f"c{at}", name=f"Client {at}", values={"tier": tier} | {
            column: int(answers[at]) for column, answers in behaves.items() if answers[at] != "."
        })
        for at, tier in enumerate(tiers)
    )  # fmt: skip
    return Workbook(clients=clients)


def text(app):
    """Everything the page says."""
    kinds = ("title", "subheader", "markdown", "caption", "info", "success", "warning", "error")
    return "\n".join(element.value for kind in kinds for element in getattr(app.main, kind))


def look_at(app, column):
    app.session_state["system_shown"] = column
    app.run()
    assert not app.exception
    return app


def press(app, key):
    app.button(key=key).click().run()
    assert not app.exception
    return app


def ask(app, label):
    (found,) = [pills for pills in app.pills if pills.label == label]
    return found


def kept_about(kept, column):
    return next((own for own in kept.workbook().dealings.systems if own.id == column), None)


def upheld(work):
    """The workbook whose owner reminded everybody who rang at bad times."""
    own = next(own for own in work.dealings.systems if own.id == HOURS)
    systems = put(work.dealings.systems, own.model_copy(update={"upheld": True}))
    return work.changed(dealings=work.dealings.changed(systems=systems))


# ── the sample ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_sample_opens_on_who_does_it_and_on_what_is_everyones(run_page):
    app = run_page("system.py", sample_workbook())
    assert app.main.subheader[0].value == (
        "“Rings at bad times”: that is only some, 8 of 12 heart sinks and 3 of 39 others. “Cancels late or vanishes” "
        "runs through your whole list, 27 of 53. There, look at your own way of working first."
    )
    options = next(pills for pills in app.pills if pills.label == "What would you rather not have?").options
    assert [option.removeprefix("✓ ") for option in options[:3]] == [
        "Rings at bad times", "Cancels late or vanishes", "Leaves me waiting for their part",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("column", "verdict"),
    [
        (HOURS, "Some people do it, and nobody was reminded: uphold it, kindly."),
        (DATES, "Everyone does it, though they agreed to the rule: make it easier."),
        (PART, "Everyone does it, and there is no rule: write it first."),
    ],
)
def test_pattern_and_step_are_two_answers(run_page, column, verdict):
    app = look_at(run_page("system.py", sample_workbook()), column)
    assert f"**{verdict}**" in text(app)


def test_both_gentle_reminders_stand_there(run_page):
    said = text(run_page("system.py", sample_workbook()))
    assert "Before you are cross with anybody, look at what you told them and how." in said
    assert "You wrote: “That my own invoices come late.”" in said
    assert "And nobody is flawless, you included." in text(run_page("system.py", Workbook()))


def test_why_the_heart_sinks_is_counted(run_page):
    assert "it is the person for 4, the work for 5, the money for 3." in text(run_page("system.py", sample_workbook()))


# ── what is kept ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_answers_lead_to_a_step_with_a_day_and_that_ticks_the_page(run_page, kept):
    work = book(1, 1, 2, 2, 3, 3, pays_on_time="444400")
    app = look_at(run_page("system.py", work), "pays_on_time")
    assert "radio_button_unchecked" in text(app)
    ask(app, "Is there a rule about it?").set_value("yes").run()
    ask(app, "Were they told, before it mattered?").set_value("no").run()
    assert "and you never said so: tell them first." in text(app)
    own = kept_about(kept, "pays_on_time")
    assert (own.rule, own.told, own.due) == (True, False, None)
    press(app, "system_decide_pays_on_time")
    assert kept_about(kept, "pays_on_time").due == next_friday(date.today())
    assert "check_circle:" in next(m.value for m in app.main.markdown if "Done when" in m.value)


def test_a_day_can_be_moved_taken_away_and_done(run_page, kept):
    app = look_at(run_page("system.py", sample_workbook()), PART)
    assert "By Friday, 11 December: write it first." in text(app) or "It was due on Friday, 11 December" in text(app)
    app.date_input[0].set_value(date(2031, 1, 8)).run()
    assert kept_about(kept, PART).due == date(2031, 1, 8)
    press(app, f"system_done_{PART}")
    own = kept_about(kept, PART)
    assert (own.rule, own.due, own.done) == (True, None, date.today())
    ask(app, "Were they told, before it mattered?").set_value("no").run()
    press(app, f"system_decide_{PART}")
    press(app, f"system_forget_{PART}")
    assert kept_about(kept, PART).due is None


def test_a_day_that_is_over_is_said_to_be(run_page):
    work = sample_workbook()
    systems = tuple(own.model_copy(update={"due": date(2020, 1, 3)}) for own in work.dealings.systems)
    late = work.changed(dealings=work.dealings.changed(systems=systems))
    assert "It was due on Friday, 3 January" in text(look_at(run_page("system.py", late), PART))


def test_the_missing_text_is_drafted_changed_and_made_a_rule(run_page, kept):
    app = look_at(run_page("system.py", sample_workbook()), PART)
    assert app.text_area[0].value == draft_instruction(PART, sample_workbook())
    app.text_area[0].set_value("By the tenth, please.\n\nBecause the office does not wait.").run()
    assert kept_about(kept, PART).draft.startswith("By the tenth")
    before = len(kept.workbook().dealings.rules)
    press(app, f"system_rule_{PART}")
    rules = kept.workbook().dealings.rules
    assert len(rules) == before + 1
    assert (rules[-1].expectation, rules[-1].about) == ("By the tenth, please.", PART)
    assert "There is a rule about it." in text(app)
    assert "Were they told, before it mattered?" in [pills.label for pills in app.pills]


def test_own_words_can_go_back_to_the_draft(run_page, kept):
    app = look_at(run_page("system.py", sample_workbook()), PART)
    app.text_area[0].set_value("Mine.").run()
    press(app, f"system_draft_{PART}")
    assert kept_about(kept, PART).draft == ""
    assert app.text_area[0].value == draft_instruction(PART, sample_workbook())


def test_a_text_that_asks_who_somebody_is_is_flagged(run_page):
    app = look_at(run_page("system.py", sample_workbook()), PART)
    app.text_area[0].set_value("Married people send it by the tenth.").run()
    assert any("nobody may be chosen by that" in warning.value for warning in app.warning)


def test_rules_and_signatures_answer_for_the_owner(run_page):
    rule = Rule(id="r1", expectation="Pay by the tenth.", about="pays_on_time")
    version = RulesVersion(number=1, day=date(2026, 1, 1), rules=(rule,), digest="0" * 64)
    agreed = {"name": "C", "version": 1, "digest": "0" * 64, "sent": date(2026, 1, 1), "state": "signed"}
    signed = tuple(Agreement(id=f"a{n}", client=f"c{n}", **agreed) for n in (4, 5))
    breach = Breach(rule="r1", client="c4", day=date(2026, 2, 1), reminded=date(2026, 2, 2))
    dealings = Dealings(rules=(rule,), versions=(version,), agreements=signed, breaches=(breach,))
    work = book(1, 1, 2, 2, 3, 3, pays_on_time="444400").changed(dealings=dealings)
    app = look_at(run_page("system.py", work), "pays_on_time")
    said = text(app)
    for settled in ("There is a rule about it.", "Everyone who does it was sent the rule."):
        assert settled in said
    assert [pills.label for pills in app.pills[1:]] == ["Were they shown how to do it right?"]
    app.pills[1].set_value("yes").run()
    assert "Everyone who does it agreed to it." in text(app)
    assert "Every breach you wrote down was answered." in text(app)


def test_a_last_try_is_kept_with_the_person(run_page, kept):
    work = sample_workbook()
    app = look_at(run_page("system.py", upheld(work)), HOURS)
    assert "though you did your part: one last try, with a date" in text(app)
    (whom,) = [box for box in app.selectbox if box.label == "A last try with which client?"]
    whom.set_value(next(client.id for client in work.clients if client.name == "Udo F.")).run()
    press(app, f"system_trial_{HOURS}")
    course = next(c for c in kept.workbook().dealings.courses if c.id == whom.value)
    until = date.today() + timedelta(days=90)
    assert (course.way, course.trial, course.reasons) == ("change", until, (HOURS,))
    assert kept_about(kept, HOURS).due == until


def test_a_last_try_leaves_a_goodbye_a_goodbye(run_page, kept):
    work = sample_workbook()
    app = look_at(run_page("system.py", upheld(work)), HOURS)
    (whom,) = [box for box in app.selectbox if box.label == "A last try with which client?"]
    whom.set_value("c1019").run()
    press(app, f"system_trial_{HOURS}")
    before, after = (next(c for c in w.dealings.courses if c.id == "c1019") for w in (work, kept.workbook()))
    assert after == before.model_copy(update={"trial": after.trial})


def test_a_last_try_with_somebody_to_be_cherished_is_asked_about_when_it_is_over(run_page, kept):
    work = sample_workbook()
    rolf = work.dealings.courses[0].model_copy(update={"id": "c1003", "way": "cherish", "letter": "Thank you."})
    others = tuple(course for course in work.dealings.courses if course.id != "c1003")
    work = work.changed(dealings=work.dealings.changed(courses=(rolf, *others)))
    app = look_at(run_page("system.py", upheld(work)), HOURS)
    (whom,) = [box for box in app.selectbox if box.label == "A last try with which client?"]
    whom.set_value("c1003").run()
    press(app, f"system_trial_{HOURS}")
    until = date.today() + timedelta(days=90)
    assert [due.day for due in list_due(kept.workbook(), date.today()) if due.kind == "trial"
            and due.client == "c1003"] == [until]  # fmt: skip
    assert next(c for c in kept.workbook().dealings.courses if c.id == "c1003").letter == ""


def test_what_the_guide_heard_can_be_counted(run_page, kept):
    app = press(run_page("system.py", sample_workbook()), "system_own")
    (question,) = kept.workbook().questions
    assert question.label == "Tells me everything three times."
    assert kept.workbook().avatar.find(f"never_{question.id}").repel
    assert "You also wrote" not in text(app)
    look_at(app, question.id)
    assert "Too early to tell." in text(app)


def test_words_about_who_somebody_is_are_not_offered(run_page):
    app = run_page("system.py", Workbook().with_answer("sink_other", "Their religion"))
    assert "system_own" not in [button.key for button in app.button]


# ── thin and odd lists ───────────────────────────────────────────────────────────────────────────────────────────


def test_without_a_list_the_questions_work(run_page, kept):
    app = run_page("system.py", Workbook())
    assert "Below is what Nora sees" in text(app)
    ask(app, "Is there a rule about it?").set_value("no").run()
    assert "It is too early to say who does it, and there is no rule: write it first." in text(app)
    press(app, f"system_decide_{HOURS}")
    assert kept_about(kept, HOURS).due


@pytest.mark.parametrize(
    ("work", "opening"),
    [
        (book(3), "Nothing is counted yet"),
        (book(3, respects_hours="0"), "“Rings at bad times” weighs most, but it is too early to tell"),
        (book(1, 1, 1, 1, 1, 1), "Nothing is counted yet"),
        (book(*[1] * 8, respects_hours="44444444"), "Nobody you have sorted does any of it."),
        (book(*[1] * 6, respects_hours="000044"), "“Rings at bad times” runs through your whole list, 4 of 6."),
        (book(*[3] * 6, respects_hours="044444"), "“Rings at bad times” weighs most, and 1 of 6 does it. Whether"),
        (book(*[3] * 6, respects_hours="000044"), "“Rings at bad times” weighs most, and 4 of 6 do it. Whether"),
        (book(*[1] * 6, *[3] * 6, pays_on_time="444444000000"), "“Pays late”: that is only some, 6 of 6 heart"),
    ],
    ids=["one", "one answered", "all unknown", "nobody", "all glad", "everyone a heart sink", "one does it", "some"],
)
def test_every_state_has_its_sentence(run_page, work, opening):
    app = run_page("system.py", work)
    assert app.main.subheader[0].value.startswith(opening)


def test_nothing_to_mend_where_nobody_does_it(run_page):
    app = look_at(run_page("system.py", book(*[1] * 8, respects_hours="44444444")), HOURS)
    assert "Nobody you have sorted does it. Nothing to do." in text(app)
    assert not app.date_input


def test_nasty_names_and_troubles_stay_text(run_page):
    question = OwnQuestion(id="x_bad", label=NASTY[:120])
    clients = tuple(
        Client(id=f"c{n}", name=NASTY, values={"tier": 3, HOURS: 0, "x_bad": 4, "sink_reason": NASTY[:40]})
        for n in range(6)
    )
    work = Workbook(clients=clients, questions=(question,), answers={"mirror_weak": NASTY, "sink_other": f"1 {NASTY}"})
    app = run_page("system.py", work)
    press(app, "system_own")
    for column in (HOURS, "asks_questions"):
        look_at(app, column)
    assert "![x]" not in text(app)
    assert "**Ann**" not in text(app)


def test_a_long_list_is_counted_whole(run_page):
    many = 5_000
    work = book(*[3, 1] * (many // 2), respects_hours="04" * (many // 2))
    app = run_page("system.py", work)
    assert "2500 of 2500 heart sinks and 0 of 2500 others" in app.main.subheader[0].value
    assert "and 2494 more" in text(app)


def test_hidden_names_stay_hidden(run_page):
    app = run_page("system.py", sample_workbook())
    app.session_state[keys.HIDE_NAMES] = True
    look_at(app, HOURS)
    assert "Rolf D." not in text(app)


def test_a_friday_leaves_time():
    assert [next_friday(date(2026, 11, day)).day for day in (23, 25, 26, 27, 28)] == [27, 27, 4, 4, 4]
