"""The Referral sources page: what it says, what it saves, and every thin or odd list."""

import random
from datetime import date

import pytest

from icp.findings.sources import deals_share
from icp.model import Client, Workbook
from icp.sample import sample_workbook

NASTY = "**Ann** ![x](http://evil.example/a.png) 🎉 <b>" + "y" * 300
SECTIONS = ("sources", "shared", "ideal", "alike", "leaving", "ask")


def book(*rows, **parts):
    """rows: (name, referred_by, source, tier, value)."""
    fields = ("referred_by", "source", "tier", "annual_value")
    clients = tuple(
        Client(id=f"c{at}", name=row[0], values={k: v for k, v in zip(fields, row[1:], strict=False) if v is not None})
        for at, row in enumerate(rows)
    )
    return Workbook(clients=clients, **parts)


def text(app):
    """Everything the page says."""
    kinds = ("title", "subheader", "markdown", "caption", "info", "success", "error")
    return "\n".join(element.value for kind in kinds for element in getattr(app, kind))


def open_section(app, name):
    app.pills(key="look_closer").set_value(name).run()
    assert not app.exception
    return app


def thanks(app):
    """The question of the page."""
    (found,) = [pills for pills in app.pills if pills.label == "Whom will you thank first?"]
    return found


def buttons(app, label):
    return [button for button in app.button if button.label == label]


def test_the_sample_opens_on_counts_and_the_tree(run_page):
    app = run_page("referrals.py", sample_workbook())
    assert "10 of 13 favourites came through someone; 13 of 40 others." in text(app)
    assert "Ines K. brought a fifth of your income" in text(app)


@pytest.mark.parametrize(
    ("section", "says"),
    [
        ("sources", "Ines K. brings favourites most surely; of 10 you sorted from Facebook, none is one"),
        ("shared", "Chamber and Solicitor share 6 clients"),
        ("ideal", "Ideal clients come from elsewhere"),
        ("alike", "Yes: those who fit you well send people who fit you well"),
        ("alike", "keeps everybody else from hearing of you"),
        ("leaving", "Gus P. makes your heart sink, and brought more than they pay: €14,030 against €2,400"),
        ("ask", "One favourite, one introduction"),
        ("loose", "Uwe N."),
    ],
)
def test_each_section_says_its_finding(run_page, section, says):
    assert says in text(open_section(run_page("referrals.py", sample_workbook()), section))


def test_a_sorted_list_without_sources_is_asked_for_its_sources(run_page):
    rows = [("Ann", "Tom", None, 1), ("Bo", None, None, 2)]
    said = text(open_section(run_page("referrals.py", book(*rows)), "ideal"))
    assert "of each kind somebody whose source you know" in said


def test_only_the_open_section_is_worked_out(run_page, monkeypatch):
    def never(*args, **options):
        raise AssertionError("the shuffles ran on a page run that does not show them")

    monkeypatch.setattr("icp.methods.referral_facts.correlate_links", never)
    monkeypatch.setattr("icp.methods.referral_facts.compare_mixes", never)
    app = run_page("referrals.py", sample_workbook())
    for section in ("sources", "shared", "leaving", "ask"):
        open_section(app, section)


def test_the_shuffles_run_once_for_a_list(run_page, monkeypatch):
    from icp.methods import referral_facts

    calls = []
    real = referral_facts.correlate_links
    monkeypatch.setattr(referral_facts, "correlate_links", lambda *a, **k: calls.append(1) or real(*a, **k))
    app = open_section(run_page("referrals.py", sample_workbook()), "alike")
    thanks(app).set_value("Theo S.").run()
    open_section(app, "sources")
    open_section(app, "alike")
    assert len(calls) == 1


def test_whom_to_thank_is_saved_and_ticks_the_page(run_page, kept):
    app = run_page("referrals.py", sample_workbook().with_answer("thank_first", None))
    assert not app.success
    thanks(app).set_value("Theo S.").run()
    assert kept.workbook().text("thank_first") == "Theo S."
    assert any("Ring Theo S" in message.value for message in app.success)
    again = run_page("referrals.py")
    assert thanks(again).value == "Theo S."
    thanks(again).set_value(None).run()
    assert kept.workbook().text("thank_first") == ""


def test_somebody_further_down_can_be_thanked(run_page, kept):
    app = run_page("referrals.py", sample_workbook())
    (rest,) = [box for box in app.selectbox if box.label == "Or somebody else"]
    rest.set_value("Chamber").run()
    assert kept.workbook().text("thank_first") == "Chamber"
    assert not app.exception


def test_an_action_for_a_source_is_saved_with_words_to_send(run_page, kept):
    app = open_section(run_page("referrals.py", sample_workbook()), "sources")
    (chamber,) = [pills for pills in app.pills if pills.key.endswith("source:chamber")]
    chamber.set_value("rebrief").run()
    assert kept.workbook().text("source_action:chamber") == "rebrief"
    (words,) = app.code
    assert "more of the kind I work best with" in words.value


def test_words_to_send_hold_only_how_people_work(run_page):
    wishes = [
        {"id": "asks_questions", "kind": "scale", "rank": 2},
        {"id": "age", "kind": "range", "low": 35, "high": 50, "rank": 1},
        {"id": "faith", "kind": "choice", "accept": ["important"], "rank": 3},
        {"id": "annual_value", "kind": "range", "low": 5000, "rank": 4},
    ]
    work = book(("Ann", None, None, 1), ("Bo", "Ann", None, 1), answers={"introduction_from": "Ann"})
    work = work.changed(avatar=type(work.avatar).model_validate({"criteria": wishes}))
    (words,) = open_section(run_page("referrals.py", work), "ask").code
    assert "asks when something is unclear" in words.value
    assert "age" not in words.value.replace("asks", "")
    assert "aith" not in words.value
    assert "invoice" not in words.value


def test_a_pleasure_before_the_question_is_saved(run_page, kept):
    app = open_section(run_page("referrals.py", sample_workbook()), "ask")
    (whom,) = [box for box in app.selectbox if box.label == "Whom will you ask?"]
    whom.set_value("Ines K.").run()
    (pleasure,) = app.text_input
    pleasure.set_value("Cake").run()
    assert (kept.workbook().text("introduction_from"), kept.workbook().text("introduction_pleasure")) == (
        "Ines K.",
        "Cake",
    )


NEARLY = book(("Ines K.", None, None, 1), ("Bo", "Ines", None, 1), ("Cy", "INES", None, 2), ("Di", "Uncle", None, 3))


def test_a_nearly_right_name_is_offered_confirmed_and_undone(run_page, kept):
    app = open_section(run_page("referrals.py", NEARLY), "loose")
    assert "Uncle" in text(app)
    (same,) = buttons(app, "Ines K.")
    same.click().run()
    assert [client.values.get("referred_by") for client in kept.workbook().clients] == [
        None, "Ines K.", "Ines K.", "Uncle",
    ]  # fmt: skip
    app.button(key="undo").click().run()
    assert [client.values.get("referred_by") for client in kept.workbook().clients] == [None, "Ines", "INES", "Uncle"]


def test_somebody_else_is_remembered(run_page, kept):
    app = open_section(run_page("referrals.py", NEARLY), "loose")
    buttons(app, "Somebody else")[0].click().run()
    assert kept.workbook().answers["outside_people"] == ("Ines",)
    assert not buttons(app, "Somebody else")


def test_odd_senders_are_told_and_not_dropped(run_page):
    work = book(
        ("Ann", "Bo", None, 1),
        ("Bo", "Ann", None, 1),
        ("Cy", "Cy", None, 2),
        ("Tom", None, None, 1),
        ("Tom", None, None, 2),
        ("Di", "Tom", None, 3),
        ("Ed", "Ann; Uncle", None, 3),
    )
    said = text(open_section(run_page("referrals.py", work), "loose"))
    assert "**Sent each other in a circle:** Ann; Bo" in said
    assert "**Said to have sent themselves:** Cy" in said
    assert "**More than one client has this name:** Tom" in said
    assert "**Sent by two at once:** Ed" in said
    assert "people outside:** Uncle" in said


# ── thin and odd lists ───────────────────────────────────────────────────────────────────────────────────────────


def every_section(app):
    names = app.pills(key="look_closer").options
    for name in (*SECTIONS, *(["loose"] if len(names) > len(SECTIONS) else [])):
        open_section(app, name)
    return app


def test_an_empty_list_teaches(run_page):
    app = run_page("referrals.py", Workbook())
    assert "who really sends you people" in text(app)
    assert any("sample" in button.label for button in app.button)


@pytest.mark.parametrize(
    ("work", "says"),
    [
        (book(("Ann",)), "One name does not make a tree"),
        (book(("Ann", None, None, 1), ("Bo", None, None, 3)), "Nobody on your list was sent by anyone"),
        (book(("Ann", None, "Web", 1), ("Bo", None, "Web", 3)), "Nobody on your list was sent by anyone"),
        (book(("Ann", "don’t know", "?", 1), ("Bo", "n/a", None, 3)), "Nobody on your list was sent by anyone"),
        (book(("Ann",), ("Bo", "Ann")), "1 of 2 clients came through someone"),
        (book(("Ann", None, None, 1), ("Bo", "Ann", None, 1)), "1 of 2 favourites came through someone."),
        (book(("Ann", None, None, 3), ("Bo", "Ann", None, 3)), "1 of 2 clients came through someone."),
        (book(("Ann", None, None, 1, 0), ("Bo", "Ann", None, 2, 0)), "Ann brought one of your 2 clients"),
        (book(("Ann", "Bo", None, 1, 5), ("Bo", "Ann", None, 1, 5)), "brought half of your income"),
        (book((NASTY, None, None, 1, 5), ("Bo", NASTY[:80], NASTY, 1, 5)), "came through someone"),
    ],
    ids=["one", "nobody", "channel", "unknown", "unsorted", "glad", "sinks", "no income", "circle", "odd names"],
)
def test_thin_lists_have_words(run_page, work, says):
    app = every_section(run_page("referrals.py", work))
    assert says in text(app)
    assert "![x](" not in text(app)


def crowd():
    """5,000 clients, 50 channels, a third sent by one of 300 clients."""
    rng = random.Random(7)
    clients = tuple(
        Client(
            id=f"c{at}",
            name=f"Client {at}",
            values={
                "source": f"Channel {rng.randrange(50)}",
                "tier": rng.choice([1, 2, 2, 3]),
                "annual_value": rng.randrange(500, 9000),
                "first_date": date(2015 + at % 10, 1, 1).isoformat(),
                **({"referred_by": f"Client {rng.randrange(300)}"} if at >= 300 and rng.random() < 0.3 else {}),
            },
        )
        for at in range(5000)
    )
    return Workbook(clients=clients)


def test_five_thousand_clients_and_fifty_sources(run_page):
    app = every_section(run_page("referrals.py", crowd()))
    open_section(app, "shared")
    assert "Drawn: the 8 largest" in text(app)
    open_section(app, "sources")
    assert "not drawn" in text(app)


def test_one_known_invoice_is_no_income_to_take_a_share_of(run_page):
    sent = (("P0", "The hotel", None, 1, 250), ("P1", "The hotel", None, 1))
    shown = text(run_page("referrals.py", workbook=book(*sent, *((f"P{n}", None, None, 2) for n in range(2, 6)))))
    assert "The hotel brought 2 of your 6 clients." in shown
    assert "all of your income" not in shown


def test_one_shared_client_is_one(run_page):
    work = book(("Ann", None, "Fair; Press", 1), ("Bo", None, "Fair", 2), ("Cy", None, "Press", 2))
    assert "Fair and Press share 1 client." in text(open_section(run_page("referrals.py", work), "shared"))


def test_all_deals_are_a_hundred_per_cent():
    assert [deals_share(p) for p in (0.0001, 0.0034, 0.096, 0.41, 0.998, 1.0)] == [
        "0.01%", "0.34%", "9.6%", "41%", "100%", "100%",
    ]  # fmt: skip
