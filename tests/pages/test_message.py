"""Message: one line chosen beside what everybody says, words for each place, and the law's limits on advertising."""

import pytest

from icp.methods.message_draft import Message
from icp.model import Avatar, Client, RangeCriterion, TagsCriterion, Workbook
from icp.sample import sample_workbook
from icp.wishes import make_wish

NASTY = "**Ann** ![x](http://evil.example/a.png) 🎉 <b>" + "y" * 300
SECTIONS = ("words", "asks", "ads")
NOBODY = "Say whom you want before others guess it."
LINE = "A shoebox of receipts and a tax letter? Bring both."


def text(app):
    """Everything the page says, the texts to copy among it."""
    kinds = ("title", "subheader", "markdown", "caption", "info", "success", "warning", "error", "code")
    return "\n".join(element.value for kind in kinds for element in getattr(app.main, kind))


def open_section(app, name):
    app.pills(key="message_section").set_value(name).run()
    assert not app.exception
    return app


def wishing(*ids, **parts):
    ranked = [make_wish(Workbook().question(id)).model_copy(update={"rank": n}) for n, id in enumerate(ids, start=1)]
    return Workbook(avatar=Avatar(criteria=tuple(ranked)), **parts)


def toggle(app, part):
    (found,) = [each for each in app.toggle if each.key.endswith(f"message:{part}_open")]
    found.set_value(True).run()
    assert not app.exception
    return app


def said(kept):
    return kept.workbook().dealings.message


def test_the_sample_opens_on_where_to_say_it_first(run_page):
    app = run_page("message.py", sample_workbook())
    assert app.main.subheader[0].value == (
        "Say it first where your favourites come from: Ines K. brought 7 of your 13."
    )
    assert LINE in text(app)
    assert "Bookkeeping and tax for everybody" in text(app)
    assert "Not for you, if you need somebody who picks up the phone at night." in text(app)


def test_a_line_is_chosen_by_tapping_typing_or_taking_the_first(run_page, kept):
    work = wishing("asks_questions", "does_the_work", answers={"mirror_best": "I explain."})
    first, best = Message(work).lines()
    app = run_page("message.py", work)
    assert "radio_button_unchecked" in text(app)
    app.button(key="message_take").click().run()
    assert said(kept) == {"line": first}
    assert "check_circle:" in next(m.value for m in app.main.markdown if "Done when" in m.value)
    app.radio[0].set_value(best).run()
    assert said(kept) == {"line": best}
    (own,) = [field for field in app.text_input if field.label == "Or in your own words"]
    own.set_value("Ask me, I answer.").run()
    assert said(kept) == {"line": "Ask me, I answer."}
    assert app.radio[0].value == "Ask me, I answer."


def test_a_line_that_asks_who_somebody_is_is_flagged(run_page):
    app = run_page("message.py", wishing("asks_questions"))
    (own,) = [field for field in app.text_input if field.label == "Or in your own words"]
    own.set_value("For young Christian families.").run()
    assert any("nobody may be chosen by that" in warning.value for warning in app.warning)


def test_every_part_can_be_reworded_kept_and_brought_back(run_page, kept):
    app = toggle(open_section(run_page("message.py", sample_workbook()), "words"), "post")
    app.text_area[0].set_value("Come by day.").run()
    assert said(kept)["post"] == "Come by day."
    (back,) = [button for button in app.button if button.label == "Back to our draft"]
    back.click().run()
    assert "post" not in said(kept)
    assert Message(sample_workbook()).draft("post") in [code.value for code in app.code]


def test_what_stands_in_a_part_is_what_the_draft_says(run_page):
    message = Message(sample_workbook())
    app = open_section(run_page("message.py", sample_workbook()), "words")
    assert [code.value for code in app.code] == [
        message.draft(part) for part in ("who", "not_for", "promise", "profile", "post")
    ]


def test_the_file_holds_all_parts(run_page):
    app = run_page("message.py", sample_workbook())
    assert "Take it all as a file" in [button.proto.label for button in app.get("download_button")]
    assert "Take it all as a file" not in [
        button.proto.label for button in run_page("message.py", Workbook()).get("download_button")
    ]


def test_each_source_has_words_of_its_own(run_page, kept):
    app = open_section(run_page("message.py", sample_workbook()), "asks")
    assert "you are glad of 7 of 11" in text(app)
    assert "Not worth your words: Facebook." in text(app)
    (box,) = [box for box in app.selectbox if box.label == "Whom will you speak to?"]
    assert box.options[0] == "Ines K."
    assert "Facebook" not in box.options
    assert "a joy to work with" in app.code[0].value
    box.set_value("Chamber").run()
    assert "What to leave at Chamber" in text(app)
    toggle(app, "ask:chamber")
    app.text_area[0].set_value("A card for the board.").run()
    assert said(kept)["ask:chamber"] == "A card for the board."


def test_advertising_keeps_to_the_general_limits(run_page):
    app = text(open_section(run_page("message.py", sample_workbook()), "ads"))
    assert "**Age**: 35 to 50. Only to choose where you are seen, never whom you take on." in app
    assert "**Household income**. Never aim by it." in app
    assert "The large platforms forbid aiming by faith, politics, health" in app
    assert "Not aimed by: household income, stage of life" in app


@pytest.mark.parametrize(
    ("field", "law"), [("credit", "Reg B"), ("housing", "Fair Housing Act"), ("insurance", "2004/113"),
                       ("employment", "one for jobs"), ("health", "an illness")],
)  # fmt: skip
def test_a_regulated_field_aims_by_nothing_about_the_person(run_page, field, law):
    app = text(open_section(run_page("message.py", sample_workbook().with_field(field)), "ads"))
    assert "Your field is regulated" in app
    assert law in app
    assert "**Age**. Never aim by it." in app
    assert "35 to 50" not in app


def test_the_empty_page_teaches_and_an_own_line_still_works(run_page, kept):
    app = run_page("message.py", Workbook())
    assert "From the sample business" in text(app)
    assert any(LINE in code.value for code in app.code)
    (own,) = [field for field in app.text_input if field.label == "In your own words"]
    own.set_value("I mend what others throw away.").run()
    assert said(kept) == {"line": "I mend what others throw away."}
    for section in SECTIONS:
        open_section(app, section)


def test_what_is_missing_is_asked_for(run_page, kept):
    app = open_section(run_page("message.py", wishing("asks_questions")), "words")
    (promise,) = [field for field in app.text_input if field.label == "What do you promise, and keep?"]
    promise.set_value("By Friday.").run()
    assert kept.workbook().text("mirror_promise") == "By Friday."
    assert "What you can count on: By Friday." in text(app)


@pytest.mark.parametrize("section", SECTIONS)
def test_nasty_words_stay_text(run_page, section):
    clients = tuple(
        Client(id=f"c{n}", name=f"{n}{NASTY}", values={"tier": 1, "referred_by": f"x{NASTY}", "source": f"y{NASTY}"})
        for n in range(6)
    )
    wishes = (
        TagsCriterion(id="problem", wanted=(NASTY,)), make_wish(Workbook().question("asks_questions")),
        RangeCriterion(id="age", low=1, high=2),
    )  # fmt: skip
    answers = {"business_name": NASTY, "mirror_best": NASTY, "mirror_promise": NASTY}
    work = Workbook(clients=clients, avatar=Avatar(criteria=wishes), answers=answers)
    app = open_section(run_page("message.py", work), section)
    kinds = ("markdown", "caption", "subheader", "success")
    shown = "\n".join(element.value for kind in kinds for element in getattr(app.main, kind))
    assert "![x]" not in shown
    assert "**Ann**" not in shown


@pytest.mark.parametrize(
    ("tiers", "opening"),
    [((), NOBODY), ((None,), NOBODY), ((3, 3), NOBODY), ((1,), "Say it first where your favourites come from: Fair")],
)
def test_thin_lists(run_page, tiers, opening):
    clients = tuple(
        Client(id=f"c{n}", name=f"C{n}", values={"source": "Fair"} | ({"tier": tier} if tier else {}))
        for n, tier in enumerate(tiers)
    )
    app = run_page("message.py", wishing("asks_questions", clients=clients))
    assert app.main.subheader[0].value.startswith(opening)
    open_section(app, "asks")


def test_a_long_list_has_words_for_thirty_sources(run_page):
    clients = tuple(
        Client(id=f"c{n}", name=f"C{n}", values={"tier": 1 + n % 3, "source": f"Fair {n % 200}"}) for n in range(5_000)
    )
    app = open_section(run_page("message.py", wishing("asks_questions", clients=clients)), "asks")
    (box,) = [box for box in app.selectbox if box.label == "Whom will you speak to?"]
    assert len(box.options) == 30
