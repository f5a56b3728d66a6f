"""The Takeaway page: promises made, changed and answered; Monday; files; homework; an older copy beside today."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from icp.dealings import Dealings, OwnSystem, Rule, Spoken
from icp.export.backup import read_backup, write_backup
from icp.files import build_file
from icp.findings.takeaway import list_days, write_text
from icp.methods.due import find_return
from icp.model import Avatar, Client, OwnQuestion, Promise, ScaleCriterion, Workbook
from icp.monday import find_monday
from icp.sample import sample_workbook
from icp.ui import frame, keys
from icp.ui.takeaway.resort import choose_ten
from tests.pages.conftest import Kept, RunPage

PAGE = "takeaway.py"
TODAY = date.today()
NASTY = "**Bo** [x](http://evil.example) :smile: 🌿 " + "n" * 300


def some(many: int, **values: object) -> Workbook:
    return Workbook(clients=tuple(Client(id=f"c{n}", name=f"Person {n}", values=values) for n in range(many)))


def promise(id: str, days: int, **more: object) -> Promise:
    return Promise(id=id, text=f"Ring number {id}.", due=TODAY + timedelta(days=days), **more)


def read(app: AppTest) -> str:
    parts = [*app.title, *app.subheader, *app.markdown, *app.caption, *app.success, *app.info, *app.warning, *app.error]
    return "\n".join(str(element.value) for element in parts).replace("\u2060", "")


def press(app: AppTest, label: str) -> AppTest:
    found = [button for button in app.button if label in button.label.replace("\u2060", "")]
    assert found, [button.label for button in app.button]
    found[0].click().run()
    assert not app.exception
    return app


def go(app: AppTest, section: str) -> AppTest:
    app.pills(key=keys.TAKEAWAY_SECTION).set_value(section).run()
    assert not app.exception
    return app


# ── states ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_empty_page_teaches_and_takes_a_promise_all_the_same(run_page: RunPage, kept: Kept) -> None:
    app = run_page(PAGE)
    assert "Here your promises will stand" in read(app)
    assert app.get("image")[0].proto.imgs[0].alt.startswith("The sample’s days ahead, greyed.")
    field = next(text for text in app.text_input if text.label == "Something else you will do")
    field.set_value("  Ring the baker.  ").run()
    assert not app.exception
    (made,) = kept.workbook().promises
    assert (made.text, made.client) == ("Ring the baker.", None)
    assert timedelta(days=7) <= made.due - TODAY <= timedelta(days=9)
    assert made.due.weekday() < 5
    assert "One promise, by" in read(app)


def test_the_sample_says_three_sentences_with_names_and_numbers(run_page: RunPage) -> None:
    shown = read(run_page(PAGE, sample_workbook()))
    assert "1. **Thank Ines K.** and ask for one introduction: of the 11 clients who came through them" in shown
    assert "you are glad of 7." in shown
    assert "11 of 51 do it. Your rule: “I answer Monday to Friday, nine to five.”" in shown
    assert "uphold it, kindly" in shown


@pytest.mark.parametrize(
    ("work", "says"),
    [
        (some(1), "Nothing to say yet"),
        (some(1, tier=1), "Nothing to say yet"),
        (some(1, tier=3), "1. **Talk with Person 0** about what has to change: nobody else makes your heart sink."),
        (some(6, tier=1, asks_questions=4), "Nothing to say yet"),
        (some(12), "Nothing to say yet"),
        (Workbook(promises=(promise("1", 4, client="gone"),)), "One promise, by"),
    ],
    ids=["one", "one favourite", "one heart sink", "all glad", "all unknown", "promise about somebody gone"],
)
def test_every_state_has_its_words_and_every_section_stands(run_page: RunPage, work: Workbook, says: str) -> None:
    app = run_page(PAGE, work)
    assert says in read(app)
    sections = {
        "homework": "Half an hour a week",
        "back": "One new promise",
        "keep": "PDF. Every step with its finding",
    }
    for section, words in sections.items():
        assert words in read(go(app, section))


def test_a_name_is_never_markup(run_page: RunPage) -> None:
    work = Workbook(clients=(Client(id="n", name=NASTY, values={"tier": 3}),), promises=(promise("1", 5, client="n"),))
    app = run_page(PAGE, work)
    for section in ("homework", "back", "keep"):
        shown = read(go(app, section))
        assert shown.count(r"\*\*Bo\*\* \[x\](http") == 3  # the headline, the talk and the promise
        assert "[x](" not in shown


def test_a_list_without_answers_says_that_there_is_nothing_to_say_yet(run_page: RunPage) -> None:
    assert "Nothing to say yet" in read(run_page(PAGE, some(12)))


def test_five_thousand_clients(run_page: RunPage) -> None:
    people = tuple(
        Client(id=f"c{n}", name=f"Person {n}", values={"tier": n % 3 + 1, "hours": n % 90, "respects_hours": n % 5})
        for n in range(5000)
    )
    app = run_page(PAGE, Workbook(clients=people, promises=(promise("1", 5, client="c4999"),)))
    assert "Person 89" in read(app)  # a heart sink with 89 hours a year, the most there is
    press(app, "Change")
    assert "Person 4999" in str([option for pills in app.pills for option in pills.options])


# ── promises ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_suggestion_becomes_a_promise_with_its_person_and_day(run_page: RunPage, kept: Kept) -> None:
    due = TODAY + timedelta(days=20)
    dealings = Dealings(systems=(OwnSystem(id="does_the_work", due=due),))
    work = some(3).changed(answers={"thank_first": "Person 1"}, dealings=dealings)
    app = run_page(PAGE, work)
    press(app, "Ring Person 1 and thank them")
    press(app, "Take your step about")
    first, second = kept.workbook().promises
    assert (first.text, first.client) == ("Ring Person 1 and thank them", "c1")
    assert (second.client, second.due) == (None, due)
    assert not [b for b in app.button if "Ring Person 1" in b.label], "it is promised, so it is suggested no more"
    press(app, "Undo")
    assert len(kept.workbook().promises) == 1


def test_words_person_and_day_of_a_promise_are_changed_and_kept(run_page: RunPage, kept: Kept) -> None:
    app = run_page(PAGE, some(3).changed(promises=(promise("1", 5), promise("2", 9))))
    press(app, "Change")
    next(t for t in app.text_input if t.label == "What will you do?").set_value("Write to Ann.").run()
    next(s for s in app.selectbox if s.label == "Whom is it about?").set_value("c2").run()
    later = TODAY + timedelta(days=30)
    app.date_input[0].set_value(later).run()
    assert not app.exception
    assert kept.workbook().promises == (
        Promise(id="1", text="Write to Ann.", client="c2", due=later), promise("2", 9)
    )  # fmt: skip
    next(t for t in app.text_input if t.label == "What will you do?").set_value("   ").run()
    assert kept.workbook().promises[0].text == "Write to Ann."
    next(s for s in app.selectbox if s.label == "Whom is it about?").set_value("").run()
    assert kept.workbook().promises[0].client is None
    press(app, "Take it out")
    assert [one.id for one in kept.workbook().promises] == ["2"]


def test_the_return_opens_with_ones_own_promise(run_page: RunPage, kept: Kept) -> None:
    app = run_page(PAGE, some(3).changed(promises=(promise("1", -2, client="c0"), promise("2", 0), promise("3", 1))))
    assert app.subheader[0].value == "2 promises have had their day. What became of them?"
    assert "**Ring number 1.** (Person 0)" in read(app)
    assert app.pills(key=keys.TAKEAWAY_SECTION).value == "back"
    press(app, "Partly")
    assert "you wanted to have done this. Did it happen?" in app.subheader[0].value
    press(app, "Kept")
    assert [one.kept for one in kept.workbook().promises] == ["partly", "kept", None]
    assert app.subheader[0].value.startswith("One promise, by")


def test_an_answered_promise_is_answered_again_or_promised_once_more(run_page: RunPage, kept: Kept) -> None:
    app = run_page(PAGE, Workbook(promises=(promise("1", -9, kept="no"), promise("2", -9, kept="kept"))))
    assert app.subheader[0].value == "Of 2 promises you kept 1. Make the next one."
    app.session_state["answered_promises"] = True
    app.run()
    press(app, "Promise it once more")
    again = kept.workbook().promises[-1]
    assert (again.text, again.kept) == ("Ring number 1.", None)
    assert again.due > TODAY
    press(app, "Answer again")
    assert kept.workbook().promises[0].kept is None


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("kept", "You kept your promise. Make the next one."),
        ("partly", "You kept your promise in part. Make the next one."),
        ("no", "Your promise was not kept. Make another one."),
    ],
)
def test_one_promise_is_told_as_one(run_page: RunPage, said: str, told: str) -> None:
    assert run_page(PAGE, Workbook(promises=(promise("1", -9, kept=said),))).subheader[0].value == told


def test_three_promises_are_the_end_of_the_journey(run_page: RunPage) -> None:
    def sign(app: AppTest) -> str:
        return next(str(m.value) for m in app.markdown if "Three promises have their day" in str(m.value))

    two = some(1).changed(promises=(promise("1", 5), promise("2", 5)))
    assert "radio_button_unchecked" in sign(run_page(PAGE, two))
    assert "check_circle" in sign(run_page(PAGE, two.changed(promises=(*two.promises, promise("3", 5)))))


def test_hidden_names_stay_hidden_everywhere(run_page: RunPage) -> None:
    app = run_page("roster.py", sample_workbook())
    app.toggle(key=keys.HIDE_SWITCH).set_value(True).run()
    app.switch_page(PAGE).run()
    shown = read(app)
    for section in ("homework", "back", "keep"):
        shown += read(go(app, section))
    app.session_state["takeaway_read"] = True
    app.run()
    shown += str([code.value for code in app.code]) + str([button.label for button in app.button])
    shown = shown.replace(frame.find_page("takeaway").example, "")
    for name in ("Ines", "Rolf", "Lisa M", "Dirk"):
        assert name not in shown
    assert "**Thank Client 1**" in shown


# ── homework ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_homework_is_what_is_not_done_and_its_days_are_kept(run_page: RunPage, kept: Kept) -> None:
    app = go(run_page(PAGE, some(2)), "homework")
    links = [link.label for link in app.get("page_link")]
    assert "Ideal client" in links
    press(app, "Keep these days")
    days = kept.workbook().dealings.homework
    assert "transition" in days
    assert "takeaway" not in days
    assert list(days.values()) == sorted(days.values())
    assert "The days are kept" in read(app)
    press(app, "New days")
    assert kept.workbook().dealings.homework == {}


# ── to keep ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_calendar_holds_promises_steps_homework_and_the_way_back() -> None:
    work, today = sample_workbook(), date(2026, 11, 22)
    found = {entry.title: entry for entry in list_days(work, today)}
    assert found["Ring Ines, thank her, and ask whom she knows."].day == date(2026, 11, 27)
    assert found["Talk with Dirk H."].day == date(2026, 12, 8)
    assert found["Lisa M. decides whether to come"].day == date(2026, 11, 24)
    assert found["Come back and look at what became of it"].day == find_return(work.created.date(), today)
    assert any("minutes" in title for title in found)


def test_an_entry_keeps_its_id_when_its_day_moves() -> None:
    work, today = sample_workbook(), date(2026, 11, 22)
    moved = work.changed(promises=tuple(p.model_copy(update={"due": date(2027, 1, 5)}) for p in work.promises))
    ids = {e.title: e.uid for e in list_days(work, today)}
    later = {e.title: e.uid for e in list_days(moved, today)}
    for title in (one.text for one in work.promises):
        assert later[title] == ids[title]
    assert len(set(ids.values())) == len(ids)
    assert "c1003" not in str(ids.values())


def test_words_of_ones_own_keep_no_name_in_text_and_calendar_while_names_are_hidden() -> None:
    rule = Rule(expectation="Nobody rings at nine as Rolf did.", about="x_like")
    dealings = Dealings(
        rules=(rule,), spoken=(Spoken(id="pays_on_time", sentence="Rolf never paid."),),
        systems=(OwnSystem(id="x_like", due=TODAY + timedelta(3)),),
    )  # fmt: skip
    clients = tuple(
        Client(id=f"c{at}", name=name, values={"tier": 3, "x_like": 0}) for at, name in enumerate(("Rolf", "Ines"))
    )
    wishes = (ScaleCriterion(id="pays_on_time", absolute=True), ScaleCriterion(id="x_like", repel=True))
    work = Workbook(clients=clients, dealings=dealings, avatar=Avatar(criteria=wishes),
                    questions=(OwnQuestion(id="x_like", label="Rings like Rolf", kind="scale"),))  # fmt: skip
    open_text = write_text(work, find_monday(work, TODAY), TODAY)
    assert open_text.count("Rolf") > 3
    assert "Rolf" not in write_text(work, find_monday(work, TODAY), TODAY, hidden=True)
    assert "Rolf" in build_file(work, "ics", TODAY).decode()
    assert "Rolf" not in build_file(work, "ics", TODAY, hidden=True).decode()


def test_the_text_leaves_the_story_out_in_a_regulated_field() -> None:
    work = sample_workbook()
    assert "35 to 50" in write_text(work, (), date(2026, 11, 22))
    told = write_text(work.with_field("credit"), (), date(2026, 11, 22))
    assert "35 to 50" not in told
    assert "I answer from nine to five, and after five nobody does." in told
    assert "Salt & Ledger: my takeaway" in told


def ways(app: AppTest) -> Iterator[tuple[str, AppTest]]:
    """The four ways of taking it along, each drawn."""
    for way in ("print", "keep", "use", "calendar"):
        yield way, app.segmented_control(key=keys.TAKEAWAY_WAY).set_value(way).run()
        assert not app.exception


def offered(app: AppTest) -> set[str]:
    """What can be downloaded now, but for the footer's copy."""
    return {b.label for b in app.get("download_button") if not str(b.proto.id).endswith("footer_backup")}


def test_every_file_of_the_sample_is_offered(run_page: RunPage) -> None:
    app = go(run_page(PAGE, sample_workbook()), "keep")  # once its promises are due the sample opens on the return
    assert {way: offered(shown) for way, shown in ways(app)} == {
        "print": {"My ideal client on one page", "All my work", "My rules", "Call sheet", "Welcome packet"},
        "keep": {"Keep my copy"},
        "use": {"My rules to edit", "Welcome packet to edit", "My letters", "Slides of what I found",
                "All of it in one spreadsheet", "Client list with fit", "Fit for my client database"},
        "calendar": {"Days for my calendar"},
    }  # fmt: skip
    assert not [button for button in app.button if button.disabled and button.key.startswith("file_")]


def test_where_a_file_would_be_empty_the_page_says_what_is_missing(run_page: RunPage) -> None:
    app = go(run_page(PAGE, Workbook()), "keep")
    lacking = {}
    for way, shown in ways(app):
        told = [link.label for link in shown.get("page_link") if link.label.startswith(("First", "There is nothing"))]
        lacking[way] = ([b.label for b in shown.button if str(b.key).startswith("file_")], told)
    assert lacking["print"] == (
        ["My ideal client on one page", "All my work", "My rules", "Call sheet", "Welcome packet"],
        ["First wish for one thing in your ideal client.", "There is nothing to write down yet. Begin here.",
         "First write a rule.", "First say one must-have.", "First choose how you meet people."],
    )  # fmt: skip
    assert lacking["use"][0] == [
        "My rules to edit", "Welcome packet to edit", "My letters", "Slides of what I found",
        "All of it in one spreadsheet", "Client list with fit", "Fit for my client database",
    ]  # fmt: skip
    assert lacking["keep"] == lacking["calendar"] == ([], [])


def test_hidden_names_keep_the_database_file_back(run_page: RunPage) -> None:
    app = run_page("roster.py", sample_workbook())
    app.toggle(key=keys.HIDE_SWITCH).set_value(True).run()
    app = go(app.switch_page(PAGE).run(), "keep")
    for way, shown in ways(app):
        assert "Names are hidden now" in read(shown)
        assert ("Fit for my client database" in offered(shown)) is False, way
        if way == "use":
            assert "It finds nobody while names are hidden." in read(shown)


def test_a_password_is_typed_twice_before_there_is_a_file(run_page: RunPage) -> None:
    app = go(run_page(PAGE, sample_workbook()), "keep")
    app.segmented_control(key=keys.TAKEAWAY_WAY).set_value("keep").run()
    next(t for t in app.toggle if t.label == "Lock it with a password").set_value(True).run()

    def type_in(label: str, text: str) -> set[str]:
        next(t for t in app.text_input if t.label == label).set_value(text).run()
        assert not app.exception
        return offered(app)

    assert "Keep my locked copy" not in type_in("Password", "Grüne Tür 7")
    assert "Keep my locked copy" not in type_in("The same password once more", "Grüne Tür 8")
    assert "The two are not the same yet." in read(app)
    assert "Keep my locked copy" in type_in("The same password once more", "Grüne Tür 7")
    assert "Keep my locked copy" not in type_in("Password", "")


# ── opening a copy ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_locked_copy_opens_with_its_password_only(run_page: RunPage, kept: Kept) -> None:
    app = run_page("start.py", Workbook(answers={"business_name": "Now"}))
    next(t for t in app.toggle if t.label == "I have a kept copy").set_value(True).run()
    locked = write_backup(sample_workbook(), "Grüne Tür 7")
    app.get("file_uploader")[0].set_value(("mine.json", locked, "application/json")).run()
    assert "Salt" not in read(app)

    def type_in(password: str) -> str:
        next(t for t in app.text_input if "is locked" in t.label).set_value(password).run()
        assert not app.exception
        return read(app)

    assert "That is not the password it was locked with." in type_in("guess")
    assert kept.workbook().answers == {"business_name": "Now"}
    assert "Salt & Ledger" in type_in("Grüne Tür 7").replace("\\", "")
    press(app, "Open this copy")
    assert kept.workbook() == sample_workbook().changed(created=kept.workbook().created)


# ── ninety days later ────────────────────────────────────────────────────────────────────────────────────────────


def older() -> Workbook:
    work = sample_workbook()
    left = Client(id="left", name="Old Friend", values={"tier": 3, "hours": 100, "annual_value": 900})
    people = [c if c.id != "c1001" else c.with_values(tier=3) for c in work.clients if c.id != "c1002"]
    return work.changed(clients=(*people, left), promises=(promise("p1", -90),))


def upload(app: AppTest, name: str, data: bytes) -> AppTest:
    next(u for u in app.get("file_uploader") if "from then" in u.label).set_value((name, data, "application/json"))
    app.run()
    assert not app.exception
    return app


def test_an_older_copy_is_only_compared(run_page: RunPage, kept: Kept) -> None:
    app = go(run_page(PAGE, sample_workbook()), "back")
    before = kept.workbook()
    upload(app, "icp_salt_workbook_2026-08-20.json", older().to_json().encode())
    shown = read(app)
    assert "Your copy of Thursday, 20 August 2026 beside today" in shown
    assert "1 client came and 1 client left." in shown
    assert "Heart sinks: 14 then, 12 now" in shown
    assert "Glad of: 12 then, 13 now." in shown
    assert "**Still open** · Ring Ines" in shown, "the promise of then as it stands now"
    assert kept.workbook() == before
    app.session_state["drift_details"] = True
    shown = read(app.run())
    assert "**Came:** Arne Q." in shown
    assert "**Left:** Old Friend" in shown
    assert "Ines K.: heart sinks → glad" in shown
    press(app, "Put the copy away")
    assert "beside today" not in read(app)


def test_a_refused_copy_says_why_and_changes_nothing(run_page: RunPage, kept: Kept) -> None:
    app = go(run_page(PAGE, sample_workbook()), "back")
    before = kept.workbook()
    upload(app, "holiday.json", b'{"a": 1}')
    assert "**holiday.json** was not opened" in read(app)
    assert "some other program" in read(app)
    assert kept.workbook() == before


def test_the_same_copy_has_not_changed_and_a_strangers_is_named(run_page: RunPage) -> None:
    app = go(run_page(PAGE, sample_workbook()), "back")
    upload(app, "mine.json", sample_workbook().to_json().encode())
    assert "nothing on your list has changed" in read(app)
    press(app, "Put the copy away")
    upload(app, "theirs.json", some(3, tier=1).to_json().encode())
    assert "Nobody in this copy is on your list today" in read(app)


def test_a_copy_opened_on_start_can_be_compared_instead(run_page: RunPage, kept: Kept) -> None:
    app = run_page("start.py", sample_workbook())
    next(t for t in app.toggle if t.label == "I have a kept copy").set_value(True).run()
    app.get("file_uploader")[0].set_value(("then.json", older().to_json().encode(), "application/json"))
    app.run()
    press(app, "Only compare it with today")
    assert app.title[0].value == "Takeaway"
    assert "1 client came and 1 client left." in read(app)
    assert kept.workbook() == sample_workbook()


def test_ten_are_sorted_again_and_what_was_felt_is_shown_after(run_page: RunPage, kept: Kept) -> None:
    app = go(run_page(PAGE, sample_workbook()), "back")
    ten = choose_ten(sample_workbook())
    assert len(ten) == 10
    press(app, "Begin")
    assert "Rolf D." in str([h.value for h in app.header])
    assert "Rolf D.: " not in read(app)
    for at in range(10):
        feeling = "glad" if at == 0 else "heart sinks"
        press(app, feeling)
    assert "Rolf D.: heart sinks → glad" in read(app)
    assert kept.workbook().client("c1003").tier == 1
    assert [kept.workbook().client(id).tier for id in ten[1:]] == [3] * 9
    assert "One of 10 feels different now." in read(app)


def test_one_sorted_again_is_told_as_one(run_page: RunPage) -> None:
    app = go(run_page(PAGE, some(1, tier=3)), "back")
    press(app, "Begin")
    press(app, "heart sinks")
    assert "It feels as it did." in read(app)
    press(app, "Once more")
    press(app, "fine")
    assert "It feels different now." in read(app)


def test_who_is_chosen_to_be_sorted_again() -> None:
    people = (
        Client(id="fine", name="F", values={"tier": 2, "annual_value": 9}),
        Client(id="glad", name="G", values={"tier": 1, "annual_value": 1}),
        Client(id="small", name="S", values={"tier": 3, "annual_value": 1}),
        Client(id="big", name="B", values={"tier": 3, "annual_value": 5}),
        Client(id="left", name="L", values={"tier": 3, "annual_value": 50, "status": "former"}),
        Client(id="open", name="O"),
    )
    assert choose_ten(Workbook(clients=people)) == ("big", "small", "glad", "fine")


def test_homework_comes_back_with_a_kept_copy() -> None:
    work = sample_workbook().changed(dealings=sample_workbook().dealings.changed(homework={"rules": TODAY}))
    assert read_backup(work.to_json().encode()) == work
