"""The Rules page: what it says, what it keeps, and every thin or odd state."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from icp.catalogue import rule_starters
from icp.dealings import Agreement, Breach, Dealings, Rule
from icp.findings.journey import is_done
from icp.methods.rule_document import is_intact, publish_version
from icp.methods.welcome import adopt_template
from icp.model import Client, Workbook
from icp.sample import sample_workbook
from icp.store import get_store
from icp.ui.rules import signing

NASTY = "**Ann** ![x](http://evil.example/a.png) 🎉 <b>" + "y" * 300
TODAY = date.today()
SECTIONS = ("write", "publish", "agree", "uphold", "packet")
PAPERS = Rule(id="p", group="Work", expectation="Papers are here by the 10th.", reason="The office waits.",
              consequence="On the 11th a note comes.", follow_up="Jule", about="does_the_work")  # fmt: skip
CALLS = Rule(id="c", group="Calls", expectation="Calls from nine to five.", consequence="Nobody picks up.",
             follow_up="Jule")  # fmt: skip


def book(*clients, rules=(), shared=False, **dealt):
    """Clients with these names; ``shared`` publishes the rules."""
    dealings = Dealings(rules=rules, **dealt)
    if shared:
        dealings = share(dealings)
    listed = tuple(Client(id=f"c{at}", name=name) for at, name in enumerate(clients))
    answers = {"business_name": "Quill", "trade": "coaching", "rules_follow_up": "me"}
    return Workbook(clients=listed, dealings=dealings, answers=answers)


def share(dealings):
    version = publish_version(dealings, business="Quill", day=date(2026, 11, 1), follow_up="")
    return dealings.changed(versions=(*dealings.versions, version))


def signed(client, version, **parts):
    return Agreement(client=client, name="Ann", version=version.number, digest=version.digest, sent=date(2026, 11, 2),
                     state="signed", signed_by="Ann Roe", signed_on=date(2026, 11, 3), **parts)  # fmt: skip


def with_agreement(work, *agreements):
    return work.changed(dealings=work.dealings.changed(agreements=agreements))


def text(app):
    kinds = ("title", "subheader", "markdown", "caption", "info", "success", "warning", "error", "code", "toast")
    return "\n".join(str(element.value) for kind in kinds for element in getattr(app, kind))


def labels(app):
    """What stands on the buttons that hand over a file."""
    return [button.proto.label for button in app.get("download_button")]


def finding(app):
    return app.subheader[0].value


def open_section(app, name):
    app.pills(key="rules_section").set_value(name).run()
    assert not app.exception
    return app


def press(app, key):
    app.button(key=key).click().run()
    assert not app.exception
    return app


def field(app, kind, label):
    (found,) = [element for element in getattr(app, kind) if element.label == label]
    return found


def fold_out(app, key):
    """Open what is folded; it closes with every run here, as no browser holds it open."""
    app.session_state[key] = True
    app.run()
    assert not app.exception
    return app


def fill(app, kind, label, value, fold=None):
    """Answer a field, and keep what it stands in open."""
    if fold is not None:
        app.session_state[fold] = True
    field(app, kind, label).set_value(value).run()
    assert not app.exception
    return fold_out(app, fold) if fold else app


# ── what the page opens on ───────────────────────────────────────────────────────────────────────────────────────


def test_the_sample_opens_on_papers_without_a_rule_and_takes_one(run_page, kept):
    app = run_page("rules.py", sample_workbook())
    assert finding(app) == "Leaves me waiting for their part: 24 of your 52, and there is no rule yet."
    assert "3 rules · version 1 of 7 January 2025 · 4 of 58 agreed · 1 open" in text(app)
    press(app, "rules_act")
    assert kept.workbook().dealings.rules[-1].template == "practice_part"
    assert "no rule yet" not in finding(app)
    assert finding(app).startswith("Rolf D.: “I answer Monday to Friday, nine to five” was missed twice.")
    assert "a second reminder" in finding(app)


@pytest.mark.parametrize(
    ("work", "says", "section"),
    [
        (Workbook(), "Say how you work before the work begins", "write"),
        (book("Ann"), "Say how you work before the work begins", "write"),
        (book("Ann", rules=(PAPERS,)), "One rule is written, and nobody has seen it yet.", "publish"),
        (book("Ann", rules=(PAPERS, CALLS)), "2 rules are written, and nobody has seen them yet.", "publish"),
        (book("Ann", "Bo", rules=(PAPERS,), shared=True),
         "0 of your 2 clients agreed to the rules of 1 November 2026.", "agree"),
        (book(rules=(PAPERS,), shared=True), "ready to be agreed to", "agree"),
        (book("Ann", rules=(PAPERS,), breaches=(Breach(rule="p", expectation="Papers are here by the 10th.",
                                                       client="c0", day=TODAY),)),
         "Ann: “Papers are here by the 10th” was missed once. Next comes telling the rule.", "uphold"),
    ],
    ids=["empty", "one", "rule", "rules", "shared", "nobody", "missed"],
)  # fmt: skip
def test_each_state_opens_on_its_sentence_and_section(run_page, work, says, section):
    app = run_page("rules.py", work)
    assert says in finding(app)
    assert app.pills(key="rules_section").value == section


def test_changes_that_are_not_shared_come_before_who_agreed(run_page):
    work = book("Ann", rules=(PAPERS,), shared=True)
    work = work.changed(dealings=work.dealings.changed(rules=(PAPERS.model_copy(update={"reason": "We wait."}), CALLS)))
    app = run_page("rules.py", work)
    assert finding(app) == "2 changes are not shared yet: your clients know the rules of 1 November 2026."


def test_everybody_agreed(run_page):
    work = book("Ann", rules=(PAPERS,), shared=True)
    app = run_page("rules.py", with_agreement(work, signed("c0", work.dealings.latest)))
    assert finding(app) == "Everybody you work for agreed to the rules of 1 November 2026."
    assert finding(run_page("rules.py", work)).startswith("The one you work for has not agreed")


def test_a_customers_owner_reads_customers(run_page):
    work = book("Ann", "Bo", rules=(PAPERS,), shared=True).with_answer("term", "customer")
    app = run_page("rules.py", work)
    assert "0 of your 2 customers agreed" in finding(app)
    assert "let your customers agree" in text(app)


def test_what_the_guide_named_leads_to_a_rule_without_any_counts(run_page, kept):
    work = Workbook(answers={"sink_behaviour": ("pays_on_time",)})
    app = run_page("rules.py", work)
    assert finding(app) == "You named it yourself: Pays late. There is no rule about it yet."
    press(app, "rule_for_pays_on_time")
    assert [rule.about for rule in kept.workbook().dealings.rules] == ["pays_on_time"]


@pytest.mark.parametrize("tier", [1, 3, None])
def test_all_glad_all_sinking_and_all_unknown_lists_show_every_section(run_page, tier):
    values = {} if tier is None else {"tier": tier, "pays_on_time": 0}
    clients = tuple(Client(id=f"c{n}", name=f"N {n}", values=values) for n in range(6))
    app = run_page("rules.py", Workbook(clients=clients))
    assert finding(app).startswith("Say how" if tier is None else "Pays late: 6 of your 6")
    for section in SECTIONS:
        open_section(app, section)


# ── writing ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_trade_chooses_the_rules_and_all_are_taken_at_once(run_page, kept):
    app = run_page("rules.py", Workbook(answers={"trade": "trades"}))
    press(app, "take_all")
    rules = kept.workbook().dealings.rules
    assert [rule.template for rule in rules] == [rule.id for rule in rule_starters().kits["site"].rule]
    assert finding(app) == "10 rules are written, and nobody has seen them yet."
    press(app, "undo")
    assert kept.workbook().dealings.rules == ()


def test_one_rule_is_picked_and_not_offered_again(run_page, kept):
    app = run_page("rules.py", Workbook(answers={"trade": "coaching"}))
    press(app, "take_online_dates")
    assert [rule.template for rule in kept.workbook().dealings.rules] == ["online_dates"]
    assert not [button for button in app.button if button.key == "take_online_dates"]


def test_a_blank_start_offers_no_rules_but_a_line_to_write_one(run_page, kept):
    app = run_page("rules.py", Workbook(answers={"rules_kit": "blank"}))
    assert "You start from a blank page" in text(app)
    field(app, "text_input", "A rule in your own words").set_value("  Shoes off at the door  ").run()
    assert [rule.expectation for rule in kept.workbook().dealings.rules] == ["Shoes off at the door"]
    field(app, "text_input", "A rule in your own words").set_value("   ").run()
    assert len(kept.workbook().dealings.rules) == 1


def test_every_part_of_a_rule_is_kept_and_an_empty_rule_keeps_its_last_words(run_page, kept):
    app = press(open_section(run_page("rules.py", book(rules=(PAPERS,))), "write"), "change_p")
    fill(app, "text_area", "What you ask", "By the 12th")
    fill(app, "text_area", "Why, in one sentence", "We wait")
    fill(app, "text_area", "What happens if not", "A note")
    fill(app, "text_input", "Who reminds, for this rule only", "Ana")
    fill(app, "selectbox", "Group", "Money")
    fill(app, "selectbox", "What it prevents", "pays_on_time")
    (rule,) = kept.workbook().dealings.rules
    assert rule == Rule(id="p", group="Money", expectation="By the 12th", reason="We wait", consequence="A note",
                        follow_up="Ana", about="pays_on_time")  # fmt: skip
    fill(app, "text_area", "What you ask", "  ")
    assert kept.workbook().dealings.rules[0].expectation == "By the 12th"
    assert "the last ones stay" in text(app)


def test_a_rule_that_asks_who_somebody_is_gets_fairer_words(run_page, kept):
    rule = PAPERS.model_copy(update={"expectation": "On day one you tell us: are you married?"})
    app = press(open_section(run_page("rules.py", book(rules=(rule,))), "write"), "change_p")
    assert "nobody may be chosen by that" in text(app)
    (use,) = [button for button in app.button if button.label == "Use these words"]
    use.click().run()
    assert "married" not in kept.workbook().dealings.rules[0].expectation


def test_who_follows_up_is_said_once_for_all(run_page, kept):
    app = run_page("rules.py", book(rules=(CALLS.model_copy(update={"follow_up": ""}),)))
    open_section(app, "write")
    field(app, "pills", "Who reminds when a rule is not kept?").set_value("other").run()
    field(app, "text_input", "What is that person called?").set_value("Ana").run()
    press(open_section(app, "publish"), "publish")
    assert kept.workbook().dealings.latest.rules[0].follow_up == "Ana"


# ── checking and sharing ─────────────────────────────────────────────────────────────────────────────────────────


def test_an_unclear_rule_is_named_with_its_sentence_and_may_be_shared_all_the_same(run_page, kept):
    work = book(rules=(Rule(expectation="Come on Monday. Be there soon."),)).with_answer("rules_follow_up", None)
    app = open_section(run_page("rules.py", work), "publish")
    assert "3 things two people could read differently" in text(app)
    assert "**“soon”** means two things to two people. Put in the day or hour: *Be there soon.*" in text(app)
    assert "what happens otherwise" in text(app)
    assert "Nobody is named who reminds" in text(app)
    press(app, "publish")
    version = kept.workbook().dealings.latest
    assert (version.number, version.day, version.business, is_intact(version)) == (1, TODAY, "Quill", True)
    assert is_done("rules", kept.workbook())


def test_a_second_version_shows_what_is_new_and_what_to_tell(run_page, kept):
    work = book("Ann", rules=(PAPERS, CALLS), shared=True)
    later = PAPERS.model_copy(update={"expectation": "Papers are here by the 12th."})
    new = Rule(id="n", expectation="No dogs on day one.", consequence="Out")
    app = run_page("rules.py", work.changed(dealings=work.dealings.changed(rules=(later, new))))
    open_section(app, "publish")
    assert "Papers are here by the :red[~~10th~~] :green[**12th**]\\." in text(app)
    assert ":green[**New**] No dogs on day one." in text(app)
    assert ":red[**Gone**] ~~Calls from nine to five.~~" in text(app)
    press(app, "publish")
    assert [v.number for v in kept.workbook().dealings.versions] == [1, 2]
    told = "\n".join(code.value for code in app.code)
    assert "– New: No dogs on day one." in told
    assert "– Changed: Papers are here by the 12th. The office waits." in told
    assert "– No longer: Calls from nine to five." in told
    assert not [button for button in app.button if button.key == "publish"]


def test_a_rule_taken_out_stays_in_the_version_that_holds_it(run_page, kept):
    app = press(open_section(run_page("rules.py", book(rules=(PAPERS, CALLS), shared=True)), "write"), "change_c")
    (remove,) = [button for button in app.button if button.label == "Take this rule out"]
    remove.click().run()
    work = kept.workbook()
    assert [rule.id for rule in work.dealings.rules] == ["p"]
    assert {rule.id for rule in work.dealings.latest.rules} == {"p", "c"}
    fold_out(open_section(app, "publish"), "rules_versions")
    assert "**Calls from nine to five.**" in text(app)


def test_a_version_that_was_touched_is_told(run_page):
    work = book(rules=(PAPERS,), shared=True)
    forged = work.dealings.latest.model_copy(update={"rules": (CALLS,)})
    work = work.changed(dealings=work.dealings.changed(versions=(forged,)))
    app = fold_out(open_section(run_page("rules.py", work), "publish"), "rules_versions")
    assert "does not read as it did when it was shared" in text(app)


# ── agreeing ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_on_ones_own_computer_paper_is_signed_and_taken_back(run_page, kept):
    app = open_section(run_page("rules.py", book("Ann", "Bo", rules=(PAPERS,), shared=True)), "agree")
    assert "nobody else can open a link" in text(app)
    field(app, "selectbox", "Whom do you ask next?").set_value("c1").run()
    day = TODAY - timedelta(days=1)
    field(app, "date_input", "Signed on").set_value(day).run()
    press(app, "paper_signed")
    (agreement,) = kept.workbook().dealings.agreements
    assert (agreement.client, agreement.state, agreement.signed_on, agreement.token) == ("c1", "signed", day, "")
    assert finding(app) == "1 of your 2 clients agreed to the rules of 1 November 2026."
    press(app, f"revoke_{agreement.id}")
    assert kept.workbook().dealings.agreements[0].state == "revoked"
    assert finding(app).startswith("0 of your 2")


@pytest.fixture
def hosted(monkeypatch):
    """A server that clients can reach."""
    monkeypatch.setattr(signing, "is_own_computer", lambda: False)
    monkeypatch.setattr(signing, "_address", lambda: "https://rules.example.com")


def test_a_link_is_made_signed_by_the_client_and_seen_on_the_next_visit(run_page, kept, hosted):
    app = open_section(run_page("rules.py", book("Ann", rules=(PAPERS,), shared=True)), "agree")
    field(app, "selectbox", "Whom do you ask next?").set_value("c0").run()
    press(app, "make_link")
    (agreement,) = kept.workbook().dealings.agreements
    link = f"https://rules.example.com/sign#{agreement.token}"
    assert link in [code.value for code in app.code]
    assert "link open 1" in [f"{option}" for option in app.pills(key="rules_shown").options]
    letter = app.code[1].value
    assert f"on your telephone: {link}" in letter
    assert letter.startswith("Hello Ann,\n\nSo that working together stays easy")
    document = json.loads(get_store().sign_offs.open(agreement.token).document)
    assert document["groups"][0]["rules"][0]["expectation"] == PAPERS.expectation
    answer = json.dumps({"name": "Ann Roe", "day": TODAY.isoformat(), "digest": agreement.digest}).encode()
    get_store().sign_offs.accept(agreement.token, answer, TODAY)
    app = run_page("rules.py")
    assert finding(app).startswith("Everybody you work for agreed")
    assert "Ann Roe agreed since you were last here." in text(app)
    assert kept.workbook().dealings.agreements[0].signed_by == "Ann Roe"


def test_whoever_signed_before_is_told_what_changed_since_then(run_page, kept, hosted):
    work = book("Ann", rules=(PAPERS,), shared=True)
    first = work.dealings.latest
    second = share(work.dealings.changed(rules=(PAPERS, CALLS)))
    third = share(second.changed(rules=(PAPERS, CALLS, Rule(id="n", expectation="No dogs."))))
    app = run_page("rules.py", with_agreement(work.changed(dealings=third), signed("c0", first)))
    open_section(app, "agree")
    field(app, "selectbox", "Whom do you ask next?").set_value("c0").run()
    press(app, "make_link")
    letter = app.code[1].value
    assert "– New: Calls from nine to five.\n– New: No dogs.\n" in letter
    assert PAPERS.expectation not in letter


def test_every_way_somebody_can_stand_is_worded(run_page, hosted):
    work = book("Ann", "Bo", "Cy", "Di", "Ed", "Flo", rules=(PAPERS,), shared=True)
    first = work.dealings.latest
    work = work.changed(dealings=share(work.dealings))
    latest = work.dealings.latest
    sent = signed("c2", latest, token="t").model_copy(
        update={"state": "sent", "signed_on": None, "signed_by": "", "expires": TODAY}
    )
    agreements = (
        signed("c0", latest),
        signed("c1", first),
        sent,
        sent.model_copy(update={"id": "l", "client": "c3", "expires": date(2026, 11, 4)}),
        sent.model_copy(update={"id": "r", "client": "c4", "state": "revoked"}),
    )
    app = open_section(run_page("rules.py", with_agreement(work, *agreements)), "agree")
    for name, says in {
        "agreed": "**Ann** · agreed to version 2 on 3 November 2026, by Ann Roe",
        "earlier": "**Bo** · agreed to version 1 on 3 November 2026; ask again for the new one",
        "open": "**Cy** · link sent on 2 November 2026, open until",
        "lapsed": "**Di** · the link of 2 November 2026 ran out unsigned",
        "revoked": "**Ed** · version 2 was taken back",
        "unasked": "**Flo** · not asked yet",
    }.items():
        app.pills(key="rules_shown").set_value(name).run()
        assert says in text(app)
        assert sum("·" in markdown.value and markdown.value.startswith("**") for markdown in app.markdown) == 1


def test_nobody_to_ask_and_nothing_to_agree_to(run_page):
    app = open_section(run_page("rules.py", book("Ann")), "agree")
    assert "Share a first version" in text(app)
    app = open_section(run_page("rules.py", book(rules=(PAPERS,), shared=True)), "agree")
    assert "Nobody is on your client list yet" in text(app)


# ── upholding ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_missed_rule_goes_up_the_ladder_and_is_settled(run_page, kept):
    work = book("Ann", rules=(PAPERS,), shared=True)
    app = open_section(run_page("rules.py", with_agreement(work, signed("c0", work.dealings.latest))), "uphold")
    field(app, "selectbox", "Who?").set_value("c0").run()
    field(app, "selectbox", "Which rule?").set_value("p").run()
    field(app, "text_input", "What happened, in a few words").set_value("came on the 19th").run()
    press(app, "breach_log")
    (breach,) = kept.workbook().dealings.breaches
    assert (breach.client, breach.rule, breach.day, breach.note, breach.step) == (
        "c0",
        "p",
        TODAY,
        "came on the 19th",
        0,
    )
    assert "Next comes a kind reminder." in finding(app)
    (note,) = [code.value for code in app.code]
    assert note.startswith("Hello Ann,\n\nThis is Jule from Quill.\n\nOn 3 November 2026 we agreed on this:")
    press(app, "step_c0_p")
    assert (kept.workbook().dealings.breaches[0].step, kept.workbook().dealings.breaches[0].reminded) == (1, TODAY)
    assert "second note about the same thing" in app.code[0].value
    press(app, "step_c0_p")
    assert "Before the talk" in app.code[0].value
    press(app, "step_c0_p")
    assert len(app.code) == 0
    assert "only then whether you go on" in text(app)
    press(app, "settle_c0_p")
    assert kept.workbook().dealings.breaches[0].settled
    assert "Nothing is open." in text(app)


def test_whoever_never_agreed_is_told_first_and_not_reminded(run_page):
    breach = Breach(rule="p", expectation="Papers are here by the 10th.", client="c0", day=TODAY)
    app = open_section(run_page("rules.py", book("Ann", rules=(PAPERS,), shared=True, breaches=(breach,))), "uphold")
    assert "Ann never agreed to this rule. Do not remind" in text(app)
    assert len(app.code) == 0
    press(app, "ask_c0_p")
    assert app.pills(key="rules_section").value == "agree"


def test_a_rule_taken_out_after_it_was_signed_still_reminds_in_its_words(run_page):
    work = book("Ann", rules=(PAPERS, CALLS), shared=True)
    breach = Breach(rule="p", expectation="Papers are here by the 10th.", client="c0", day=TODAY)
    dealings = work.dealings.changed(
        rules=(CALLS,), breaches=(breach,), agreements=(signed("c0", work.dealings.latest),)
    )
    app = open_section(run_page("rules.py", work.changed(dealings=dealings)), "uphold")
    assert "You have since taken this rule out." in text(app)
    assert "“Papers are here by the 10th.”" in app.code[0].value


def test_somebody_deleted_from_the_list_breaks_nothing_and_gets_no_letter(run_page, kept):
    work = book("Ann", rules=(PAPERS,), shared=True)
    breach = Breach(rule="p", expectation="Papers.", client="gone", day=TODAY)
    dealings = work.dealings.changed(breaches=(breach,), agreements=(signed("gone", work.dealings.latest),))
    app = run_page("rules.py", work.changed(dealings=dealings))
    assert "somebody no longer on the list" in finding(app)
    for section in SECTIONS:
        open_section(app, section)
        assert not [code.value for code in app.code if "no longer on the list" in code.value]
    open_section(app, "uphold")
    assert "step_gone_p" not in [button.key for button in app.button]
    press(app, "settle_gone_p")
    assert kept.workbook().dealings.breaches[0].settled


def test_a_reminder_greets_a_former_client_by_name(run_page):
    work = book("Ann", rules=(PAPERS,), shared=True)
    left = work.with_client(work.clients[0].with_values(status="former"))
    breach = Breach(rule="p", expectation="Papers are here by the 10th.", client="c0", day=TODAY)
    dealings = left.dealings.changed(breaches=(breach,), agreements=(signed("c0", work.dealings.latest),))
    app = open_section(run_page("rules.py", left.changed(dealings=dealings)), "uphold")
    assert app.code[0].value.startswith("Hello Ann,")


# ── the packet ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_empty_packet_is_not_handed_out(run_page):
    work = book("Ann").with_answer("trade", None)
    app = open_section(run_page("rules.py", work), "packet")
    assert "There is nothing in it yet." in text(app)
    assert "Download to print or mail" not in labels(app)
    app = open_section(run_page("rules.py", work.with_answer("rules_kit", "online")), "packet")
    assert "There is nothing in it yet." not in text(app)
    assert "Download to print or mail" in labels(app)


def test_the_packet_is_changed_and_holds_the_shared_rules_only(run_page, kept):
    work = book("Ann", rules=(PAPERS,), shared=True)
    work = work.changed(dealings=work.dealings.changed(rules=(PAPERS, CALLS)))
    app = fold_out(open_section(run_page("rules.py", work), "packet"), "packet_words")
    assert "working with Quill goes" in text(app)
    fill(app, "text_area", "How long it takes", "Ninety minutes.", "packet_words")
    assert kept.workbook().dealings.packet == {"length": "Ninety minutes."}
    assert "Ninety minutes." in text(app)
    assert "**Papers are here by the 10th.**" in text(app)
    assert "**Calls from nine to five.**" not in text(app)
    assert "Rules not shared yet are not in it." in text(app)


# ── odd names and long lists ─────────────────────────────────────────────────────────────────────────────────────


def test_odd_names_and_rules_stay_text_everywhere(run_page, hosted):
    rule = Rule(id="p", group=NASTY[:80], expectation=NASTY, reason=NASTY, consequence=NASTY, follow_up=NASTY[:80])
    work = book(NASTY, rules=(rule,), shared=True).with_answer("business_name", NASTY)
    dealings = work.dealings.changed(
        agreements=(signed("c0", work.dealings.latest),),
        breaches=(Breach(rule="p", expectation=NASTY, client="c0", day=TODAY, note=NASTY),),
        packet={"hello": NASTY},
        rules=(rule.model_copy(update={"expectation": f"New {NASTY}"}),),
    )
    app = run_page("rules.py", work.changed(dealings=dealings))
    for section in SECTIONS:
        open_section(app, section)
        if section == "write":
            press(app, "change_p")
        if section in ("publish", "packet"):
            fold_out(app, "rules_versions" if section == "publish" else "packet_words")
        shown = [
            m.value for kind in ("markdown", "caption", "info", "subheader", "success") for m in getattr(app, kind)
        ]
        shown += [expander.label for expander in app.expander]
        assert not [words for words in shown if "![x](" in words or "<b>" in words.replace("\\<b>", "")]


def test_five_thousand_clients_and_a_thousand_breaches(run_page):
    clients = tuple(
        Client(id=f"c{n}", name=f"Client {n}", values={"tier": 1 + n % 3, "pays_on_time": n % 5}) for n in range(5000)
    )
    work = book(rules=(PAPERS,), shared=True).changed(clients=clients)
    version = work.dealings.latest
    agreements = tuple(signed(f"c{n}", version, id=f"a{n}") for n in range(2000))
    breaches = tuple(Breach(id=f"b{n}", rule="p", expectation="x", client=f"c{n}", day=TODAY) for n in range(1000))
    dealings = work.dealings.changed(agreements=agreements, breaches=breaches)
    app = run_page("rules.py", work.changed(dealings=dealings))
    assert finding(app).startswith("Pays late: 2000 of your 5000")
    for section in SECTIONS:
        open_section(app, section)
        assert len(app.button) < 40
    open_section(app, "agree")
    assert "agreed 2000" in [f"{option}" for option in app.pills(key="rules_shown").options]


def test_sixty_rules_in_groups_are_listed_and_one_at_a_time_is_changed(run_page):
    starters = rule_starters()
    ids = [rule.id for kit in starters.kits.values() for rule in kit.rule]
    rules = tuple(adopt_template(starters, id).model_copy(update={"id": f"{id}{n}"}) for n in range(2) for id in ids)
    app = open_section(run_page("rules.py", book(rules=rules)), "write")
    assert not app.text_area
    assert sum(button.label == "Change" for button in app.button) == 60
