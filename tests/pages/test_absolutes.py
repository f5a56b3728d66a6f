"""The Must-haves page and the screener: what they say, what they keep, and every thin or odd state."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from icp.catalogue import catalogue
from icp.dealings import Dealings, Prospect, Provider, Spoken
from icp.model import Avatar, Client, Workbook
from icp.sample import sample_workbook
from icp.ui import keys
from icp.ui.absolutes.prospect import is_named
from icp.wishes import make_wish, new_question, with_question

FIELDS = catalogue().fields
NASTY = "**Ann** ![x](http://evil.example/a.png) 🎉 <b>" + "y" * 300
TODAY = date.today()


def book(*musts: str, clients: tuple[Client, ...] = (), **parts) -> Workbook:
    wishes = tuple(make_wish(FIELDS[id]).model_copy(update={"absolute": True}) for id in musts)
    return Workbook(avatar=Avatar(criteria=wishes), clients=clients, **parts)


def client(id: str, tier: int | None = None, **values) -> Client:
    return Client(id=id, name=values.pop("name", id.upper()), values={**({"tier": tier} if tier else {}), **values})


def text(app) -> str:
    kinds = ("title", "subheader", "markdown", "caption", "info", "success", "warning", "error", "code")
    return "\n".join(element.value for kind in kinds for element in getattr(app, kind))


def press(app, label):
    [button] = [button for button in app.button if button.label == label]
    button.click().run()
    assert not app.exception
    return app


def open_section(app, name):
    app.pills(key=keys.MUST_SECTION).set_value(name).run()
    assert not app.exception
    return app


def type_into(app, label, words):
    [field] = [field for kind in (app.text_area, app.text_input) for field in kind if field.label == label]
    field.set_value(words).run()
    assert not app.exception
    return app


def tap(app, label, option):
    [pills] = [pills for pills in app.pills if pills.label == label]
    pills.set_value(option).run()
    assert not app.exception
    return app


def screening(run_page, work):
    """The page with a prospect begun."""
    return press(run_page("absolutes.py", work), "Somebody is asking: screen them")


ADD, START = "Make one of your wishes a must-have", "Begin with one of these"


# ── the page ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_sample_opens_on_the_price_and_the_gain(run_page):
    app = run_page("absolutes.py", sample_workbook())
    assert app.subheader[0].value == (
        "“Keeps to my hours” would cost you €46,160 a year (22% of your income), and give back 749 hours (30%)."
    )
    assert "Costs €46,160 a year (22%), turns away 11 of 58 clients." in text(app)
    assert "Anna V. is one of your favourites and would fail it." in text(app)
    assert "Lisa M." in text(app)


def test_nothing_yet_teaches_and_can_begin_without_a_client_list(run_page, kept):
    app = run_page("absolutes.py", Workbook())
    assert app.subheader[0].value == "What must be true of everybody you take on?"
    assert "Nobody is put to a test here" in text(app)
    assert [button.disabled for button in app.button if button.label.startswith("Somebody")] == [True]
    tap(app, START, "open_to_change")
    assert [must.id for must in kept.workbook().avatar.absolutes] == ["open_to_change"]
    assert "say it before you begin" in app.subheader[0].value
    assert "With your client list here" in text(app)


@pytest.mark.parametrize(
    ("clients", "says"),
    [
        ((client("a", 1, pays_on_time=4),), "Nobody on your list fails “Pays on time”"),
        ((client("a", 1, pays_on_time=1),), "“Pays on time” turns away 1 of 1 clients. What they bring is not known."),
        ((client("a"), client("b")), "Nobody is known to fail “Pays on time”, but of 2 you have not said."),
        ((client("a", 1, pays_on_time=1, annual_value=500), client("b", 1, pays_on_time=4, annual_value=1500)),
         "“Pays on time” would cost you €500 a year (25% of your income)."),
        ((client("a", 1, pays_on_time=1, annual_value=500, status="former"),), "say it before you begin"),
    ],
)  # fmt: skip
def test_thin_lists_each_have_their_sentence(run_page, clients, says):
    assert says in run_page("absolutes.py", book("pays_on_time", clients=clients)).subheader[0].value


def test_several_must_haves_name_the_dearest_and_what_they_turn_away_together(run_page):
    clients = (
        client("a", 1, pays_on_time=1, respects_hours=4, annual_value=1000, hours=10),
        client("b", 2, pays_on_time=4, respects_hours=1, annual_value=3000, hours=30),
        client("c", 2, pays_on_time=4, respects_hours=4, annual_value=4000, hours=60),
    )
    app = run_page("absolutes.py", book("pays_on_time", "respects_hours", clients=clients))
    assert app.subheader[0].value == (
        "Your 2 must-haves turn away 2 of 3. The dearest, “Keeps to my hours”, costs €3,000 a year (38%) "
        "and gives back 30 hours (30%)."
    )


def test_names_with_markup_and_five_thousand_clients_stand(run_page):
    many = tuple(
        client(f"c{n}", 1 + n % 3, pays_on_time=n % 5, annual_value=100, name=f"{NASTY}{n}") for n in range(5000)
    )
    app = run_page("absolutes.py", book("pays_on_time", clients=many))
    assert "turns away 3000 of 5000" in text(app)
    [warned] = [warning.value for warning in app.warning]
    assert "\\*\\*Ann\\*\\*" in warned
    assert "![x](http" not in warned
    assert "and 997 more" in warned


def test_a_wish_becomes_a_must_have_and_a_wish_again_with_its_words_kept(run_page, kept):
    work = book().changed(
        avatar=Avatar(criteria=(make_wish(FIELDS["pays_on_time"]), make_wish(FIELDS["age"], (35.0, 50.0))))
    )
    app = run_page("absolutes.py", work)
    assert [list(pills.options) for pills in app.pills if pills.label == ADD] == [["Pays on time"]], (
        "age is not offered"
    )
    assert "age 35 to 50" in text(app)
    tap(app, ADD, "pays_on_time")
    assert [must.id for must in kept.workbook().avatar.absolutes] == ["pays_on_time"]
    press(app, "Begin with our draft")
    type_into(app, "The sentence you say to everybody", "Fourteen days, please.")
    press(app, "Make it a wish again")
    work = kept.workbook()
    assert not work.avatar.absolutes
    assert work.avatar.find("pays_on_time") is not None
    assert work.dealings.spoken[0].sentence == "Fourteen days, please."
    assert "invoices get paid" in work.dealings.spoken[0].question


def test_a_never_again_becomes_a_must_have(run_page, kept):
    work = Workbook(avatar=Avatar(criteria=(make_wish(FIELDS["pays_on_time"], never=True),)))
    tap(run_page("absolutes.py", work), ADD, "never_pays_on_time")
    assert [must.id for must in kept.workbook().avatar.absolutes] == ["never_pays_on_time"]


def test_the_four_qualities_and_the_trades_own_can_be_begun_with(run_page, kept):
    app = run_page("absolutes.py", Workbook(answers={"trade": "bookkeeping"}))
    [pills] = [pills for pills in app.pills if pills.label == START]
    assert {"Is open to change", "Takes ownership", "Is willing to laugh", "Enjoys learning"} <= set(pills.options)
    tap(app, START, "Brings the papers in one go")
    [must] = kept.workbook().avatar.absolutes
    assert kept.workbook().questions[0].label == "Brings the papers in one go"
    assert must.column == kept.workbook().questions[0].id
    assert "one folder, one day" in text(app)


def test_words_that_ask_who_somebody_is_are_flagged_at_once_and_reworded_with_one_tap(run_page, kept):
    app = run_page("absolutes.py", book("keeps_appointments"))
    type_into(app, "The question that finds out", "Do you have small children?")
    [warning] = app.warning
    assert "“Do you have small children” asks whether somebody has children" in warning.value.replace("**", "")
    assert kept.workbook().dealings.spoken[0].question == "Do you have small children?", "nothing typed is lost"
    press(app, "Use these words")
    assert not app.warning
    assert kept.workbook().dealings.spoken[0].question.startswith("Which days and hours can you keep free")


def test_the_page_is_done_when_one_must_have_has_its_words(run_page):
    from icp.findings.journey import is_done

    assert not is_done("absolutes", book("pays_on_time"))
    said = Spoken(id="pays_on_time", sentence="Fourteen days.", question="Who pays?")
    assert is_done("absolutes", book("pays_on_time", dealings=Dealings(spoken=(said,))))


def test_the_card_holds_every_sentence_with_its_reason_and_what_is_promised_in_return(run_page):
    app = open_section(run_page("absolutes.py", sample_workbook()), "card")
    [card] = [code.value for code in app.code]
    for told in ("Salt & Ledger: what I ask of everybody", "• I answer from nine to five, and after five nobody does.",
                 "  A call at nine costs my family the evening", "• What I promise: Your return is in"):  # fmt: skip
        assert told in card
    assert app.get("download_button")[0].proto.label == "Take it as a file"


def test_the_card_never_asks_who_somebody_is(run_page):
    said = Spoken(id="pays_on_time", sentence="No clients over 60.")
    app = open_section(run_page("absolutes.py", book("pays_on_time", dealings=Dealings(spoken=(said,)))), "card")
    assert "over 60" not in app.code[0].value
    assert "put more fairly" in text(app)


# ── the screener ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_one_must_have_a_screen_with_the_question_on_top(run_page, kept):
    app = screening(run_page, book("respects_hours", "pays_on_time"))
    assert [title.value for title in app.title] == [
        "When something worries you on a Sunday evening, what do you do with it?"
    ]
    assert "1 of 2" in text(app)
    assert "I ring. The one before you never minded." in text(app)
    press(app, "Yes, it is there")
    assert app.title[0].value == "How do invoices get paid with you: who does it, and when?"
    [prospect] = kept.workbook().dealings.prospects
    assert prospect.answers == {"respects_hours": "yes"}
    assert prospect.asked == {"respects_hours": "Keeps to my hours"}


def test_all_there_takes_them_on_and_onto_the_client_list(run_page, kept):
    app = press(
        screening(run_page, book("pays_on_time", clients=(client("i", 1, name="Ines K."),))), "Yes, it is there"
    )
    assert app.title[0].value == "They fit your must-haves"
    type_into(app, "Who is it? Initials are enough", "Pavel N.")
    assert app.title[0].value == "Pavel N. fits your must-haves"
    [source] = [box for box in app.selectbox if box.label == "Who or what sent them?"]
    source.set_value("Ines K.").run()
    press(app, "We work together")
    work = kept.workbook()
    [prospect] = work.dealings.prospects
    assert (prospect.name, prospect.source, prospect.outcome, prospect.closed) == (
        "Pavel N.",
        "Ines K.",
        "taken",
        TODAY,
    )
    assert work.clients[1].name == "Pavel N."
    assert work.clients[1].values["referred_by"] == "Ines K."
    assert app.title[0].value == "Must-haves"


def test_a_no_is_kind_and_names_somebody_better(run_page, kept):
    owl = Provider(id="o", name="Nightowl Books", suits="owners who think best after dark", contact="01 23")
    app = press(screening(run_page, book("respects_hours", "pays_on_time", dealings=Dealings(providers=(owl,)))),
                "No, it is missing")  # fmt: skip
    assert app.title[0].value == "A kind no", "one no is enough, the second question is not asked"
    [box] = [box for box in app.selectbox if box.label == "Who suits them better?"]
    box.set_value("o").run()
    assert "Nightowl Books (for owners who think best after dark). Contact: 01 23." in app.code[0].value
    press(app, "Said kindly, close it")
    [prospect] = kept.workbook().dealings.prospects
    assert (prospect.outcome, prospect.provider) == ("declined", "o")
    assert "Missing: Keeps to my hours. Sent to Nightowl Books." in text(open_section(app, "prospects"))


def test_unsure_gets_three_days_stands_on_the_page_and_opens_again(run_page, kept):
    app = press(screening(run_page, book("respects_hours", "pays_on_time")), "Not sure")
    press(app, "Yes, it is there")
    [prospect] = kept.workbook().dealings.prospects
    assert (prospect.outcome, prospect.decide_by) == ("waiting", TODAY + timedelta(days=3))
    app.date_input[0].set_value(TODAY + timedelta(days=7)).run()
    assert kept.workbook().dealings.prospects[0].decide_by == TODAY + timedelta(days=7)
    type_into(app, "Who is it? Initials are enough", "Lisa M.")
    press(app, "Done")
    assert "**Lisa M.** decides by" in text(app)
    press(app, "Lisa M. has decided")
    assert app.title[0].value.startswith("When something worries you"), "only what was open is asked again"
    press(app, "Yes, it is there")
    assert app.title[0].value == "Lisa M. fits your must-haves"


def test_a_refresh_in_the_middle_of_a_call_goes_on_where_it_was(run_page, kept):
    app = press(screening(run_page, book("respects_hours", "pays_on_time")), "Yes, it is there")
    type_into(app, "A note for yourself", "Rang from the ferry.")
    [prospect] = kept.workbook().dealings.prospects
    again = run_page("absolutes.py", prospect=prospect.id)
    assert again.title[0].value == "How do invoices get paid with you: who does it, and when?"
    assert [area.value for area in again.text_area] == ["Rang from the ferry."]
    elsewhere = run_page("absolutes.py")
    assert "In the middle of it" in text(elsewhere)
    press(elsewhere, next(b.label for b in elsewhere.button if b.label.startswith("Go on with")))
    assert "2 of 2" in text(elsewhere)


def test_an_answer_is_taken_back(run_page, kept):
    app = press(screening(run_page, book("respects_hours")), "No, it is missing")
    press(app, "Take the last answer back")
    assert app.title[0].value.startswith("When something worries you")
    assert kept.workbook().dealings.prospects[0].answers == {}


def test_somebody_of_whom_nothing_was_noted_was_nobody(run_page, kept):
    app = press(screening(run_page, book("respects_hours")), "Leave it for now")
    assert kept.workbook().dealings.prospects == ()
    assert app.title[0].value == "Must-haves"


def test_a_prospect_deleted_elsewhere_leads_back_to_the_page(run_page):
    app = run_page("absolutes.py", book("respects_hours"), prospect="gone")
    assert app.title[0].value == "Must-haves"
    assert "no longer on your list" in text(app)


def test_the_screener_asks_no_protected_question_whatever_was_typed(run_page):
    said = Spoken(id="pays_on_time", question="Are you married?", sentence="Fourteen days.")
    app = screening(run_page, book("pays_on_time", dealings=Dealings(spoken=(said,))))
    assert app.title[0].value.startswith("Who decides about this together with you")
    assert "These ask for the behaviour behind it" in text(app)


def test_a_name_with_markup_is_only_a_name(run_page, kept):
    app = press(screening(run_page, book("respects_hours")), "Yes, it is there")
    type_into(app, "Who is it? Initials are enough", NASTY[:80])
    assert "![x](http" not in app.title[0].value
    assert kept.workbook().dealings.prospects[0].name == NASTY[:80].strip()


def test_wishes_that_change_leave_the_history_readable(run_page, kept):
    asked = Prospect(id="q", name="Gerd", day=TODAY, answers={"x_gone": "no"}, asked={"x_gone": "Sings in tune"},
                     outcome="declined", closed=TODAY)  # fmt: skip
    app = open_section(
        run_page("absolutes.py", book("pays_on_time", dealings=Dealings(prospects=(asked,)))), "prospects"
    )
    assert "Missing: Sings in tune." in text(app)
    press(app, "Open")
    assert app.title[0].value == "Gerd: kindly declined"
    press(app, "Ask again")
    assert app.title[0].value == "How do invoices get paid with you: who does it, and when?"


def test_a_note_that_says_who_somebody_is_is_flagged(run_page, kept):
    app = type_into(screening(run_page, book("pays_on_time")), "A note for yourself", "She is pregnant.")
    assert "“pregnant” asks whether somebody has children" in text(app).replace("**", "")
    assert kept.workbook().dealings.prospects[0].note == "She is pregnant."


def test_a_name_of_nothing_readable_is_no_name(run_page, kept):
    app = press(screening(run_page, book("pays_on_time")), "Yes, it is there")
    type_into(app, "Who is it? Initials are enough", "\u200b\u202e")
    press(app, "We work together")
    work = kept.workbook()
    assert work.clients[0].name == work.dealings.prospects[0].name
    assert work.clients[0].name.startswith("Caller, ")


def test_the_last_must_have_gone_the_rest_of_the_page_stands(run_page):
    app = run_page("absolutes.py", book("pays_on_time", dealings=Dealings(prospects=many_prospects(2))))
    app.pills(key=keys.MUST_SECTION).set_value("musts").run()
    press(app, "Make it a wish again")
    assert app.subheader[0].value == "What must be true of everybody you take on?"
    assert "2 asked" in text(open_section(app, "prospects"))


def test_a_filter_stays_when_its_last_prospect_goes(run_page):
    work = book("pays_on_time", dealings=Dealings(prospects=many_prospects(2)))
    app = open_section(run_page("absolutes.py", work), "prospects")
    app.pills(key="prospects_outcomes").set_value(["declined"]).run()
    next(button for button in app.button if button.label == "Delete").click().run()
    assert not app.exception
    assert "Nobody like that among 1." in text(app)


# ── many ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def many_prospects(number: int) -> tuple[Prospect, ...]:
    outcomes = ("taken", "declined", "withdrawn", "waiting", "open")
    return tuple(
        Prospect(id=f"p{n}", name=f"Person {n}", day=TODAY - timedelta(days=n), outcome=outcomes[n % 5],
                 answers={"pays_on_time": "yes"}, asked={"pays_on_time": "Pays on time"})
        for n in range(number)
    )  # fmt: skip


def test_a_thousand_prospects_come_ten_a_page_and_are_found_by_typing(run_page):
    work = book("pays_on_time", dealings=Dealings(prospects=many_prospects(1_000)))
    app = open_section(run_page("absolutes.py", work), "prospects")
    assert "1000 asked: 200 not finished, 200 thinking it over, 200 taken on" in text(app)
    assert "1 to 10 of 1000" in text(app)
    assert sum(button.label == "Open" for button in app.button) == 10
    assert "Thinking it over as well, under “Prospects”: 197 more." in text(app)
    app.text_input(key="prospects_text").set_value("person 99").run()
    assert "1 to 10 of 11" in text(app)
    app.pills(key="prospects_outcomes").set_value(["declined"]).run()
    assert sum(button.label == "Open" for button in app.button) == 2, "991 and 996"
    app.text_input(key="prospects_text").set_value("nobody at all").run()
    assert "Nobody like that among 1000." in text(app)


def test_the_funnel_tells_how_those_taken_on_turned_out(run_page):
    clients = tuple(client(f"p{n}", tier) for n, tier in ((0, 1), (5, 1), (10, 3)))
    work = book("pays_on_time", clients=clients, dealings=Dealings(prospects=many_prospects(15)))
    app = open_section(run_page("absolutes.py", work), "prospects")
    assert "Of those taken on, 3 are on your list and sorted: 2 glad, 1 heart sinks." in text(app)


def test_a_prospect_is_deleted_and_brought_back(run_page, kept):
    work = book("pays_on_time", dealings=Dealings(prospects=many_prospects(2)))
    app = open_section(run_page("absolutes.py", work), "prospects")
    next(button for button in app.button if button.label == "Delete").click().run()
    assert [p.id for p in kept.workbook().dealings.prospects] == ["p1"]
    press(app, "Undo")
    assert [p.id for p in kept.workbook().dealings.prospects] == ["p0", "p1"]


def test_other_providers_are_kept_here(run_page, kept):
    app = open_section(run_page("absolutes.py", book("pays_on_time")), "providers")
    type_into(app, "Add another provider", "Nightowl Books")
    assert [p.name for p in kept.workbook().dealings.providers] == ["Nightowl Books"]
    type_into(app, "Whom they suit better than you do", "young mothers")
    assert "asks whether somebody has children" in text(app)


def test_in_a_regulated_field_no_protected_question_is_offered(run_page):
    work = Workbook(answers={"trade": "lending"}).with_field("credit")
    app = run_page("absolutes.py", work)
    offered = {option for pills in app.pills for option in pills.options}
    protected = {q.label for q in FIELDS.values() if q.protected} | {q.wish for q in FIELDS.values() if q.protected}
    assert offered
    assert not offered & protected


def test_a_question_of_ones_own_about_the_person_is_never_offered(run_page):
    work = with_question(Workbook(), new_question(Workbook(), "Marital status"))
    work = work.changed(avatar=Avatar(criteria=(make_wish(work.questions[0]),)))
    app = run_page("absolutes.py", work)
    assert not [pills for pills in app.pills if pills.label == ADD]


def test_customers_are_called_customers(run_page):
    work = book("pays_on_time", clients=(client("a", 1, pays_on_time=1),), answers={"term": "customer"})
    assert "1 of 1 customers" in run_page("absolutes.py", work).subheader[0].value


def test_a_caller_of_last_year_has_no_name_either():
    day = date(TODAY.year - 1, 12, 30)
    caller = Prospect(name="Caller, 30 December", day=day)
    assert not is_named(caller)
    assert is_named(Prospect(name="Ann", day=day))
