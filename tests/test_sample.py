"""The sample business tells its story: counts, orders and verdicts come from the code the pages use."""

import csv
import json
import re
import runpy
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from scipy.stats import fisher_exact

from icp import Avatar, match
from icp.analysis import roster_frame, score_workbook, shared_traits
from icp.catalogue import catalogue
from icp.methods.behaviours import Behaviour, count_difficult, read_behaviours, shipped_behaviours
from icp.methods.facts import read_facts
from icp.methods.match import score
from icp.methods.reality import check_reality, turn_dial
from icp.methods.referral_facts import Referrals
from icp.methods.referral_report import referrals_report
from icp.methods.rule_document import compare_rules, is_intact
from icp.methods.rule_gaps import find_troubles, list_behaviours
from icp.methods.shared import Wish, find_contradictions
from icp.methods.spectrum import check_spectrum, find_dreams
from icp.methods.suggest import split_loved, suggest_report
from icp.methods.surprise import find_surprises, rank
from icp.methods.system import OwnSystem, choose_step, find_patterns
from icp.methods.upholding import find_matters
from icp.model import Workbook
from icp.roster import build_roster, find_trend, guess_mapping, read_roster, read_table
from icp.sample import SAMPLE_FILES, sample_folder, sample_workbook, write_sample
from icp.wishes import put_musts

STATED = ("annual_value", "does_the_work", "asks_questions", "keeps_appointments", "respects_hours", "pays_on_time")
REVEALED = ("asks_questions", "respects_hours", "does_the_work", "keeps_appointments", "pays_on_time", "annual_value")
ONLY_IN_THE_WORKBOOK = {"values", "income", "political_outlook", "social_outlook", "faith", "sink_reason", "notes"}
WORK = sample_workbook()
FRAME = roster_frame(WORK)
DIFFICULT = count_difficult(read_behaviours(FRAME, shipped_behaviours()))
tiers = np.array([client.tier or 0 for client in WORK.clients])
NAMES = [client.name for client in WORK.clients]


def row(name):
    return NAMES.index(name)


def near(figure):
    return pytest.approx(figure, rel=0.1)


def by_tier(mask):
    """How many of the glad, the fine and the heart sinks."""
    return tuple(int((np.asarray(mask) & (tiers == tier)).sum()) for tier in (1, 2, 3))


def import_file(name):
    table = read_table((sample_folder() / name).read_bytes(), name)
    return build_roster(table, guess_mapping(table), today=date(2026, 11, 22))


def places(avatar):
    scored = score(FRAME, avatar)
    return rank(scored, ~scored.ask_first), scored


# ── the files ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_generator_makes_exactly_the_files_that_stand_there():
    made = runpy.run_path(str(sample_folder() / "make.py"))["make_sample"]()
    assert tuple(made) == SAMPLE_FILES
    for name, text in made.items():
        assert text.encode() == (sample_folder() / name).read_bytes(), name


def test_the_client_list_reads_as_58_clients_of_60_rows():
    roster = import_file("roster.csv")
    receipt = roster.receipt.as_json()
    assert [receipt[key] for key in ("rows_read", "clients", "merged", "folded")] == [60, 58, 2, 0]
    assert receipt["skipped"] == receipt["problems"] == []
    assert roster.lookalikes == ()
    assert receipt["columns"][1] == {"header": "name", "field": "name"}
    assert [column["header"] for column in receipt["columns"] if column["field"] is None] == []


def test_the_client_list_says_what_the_workbook_says():
    read = import_file("roster.csv").clients
    assert [client.name for client in read] == NAMES
    for ours, kept in zip(read, WORK.clients, strict=True):
        asked = {field: value for field, value in kept.values.items() if field not in ONLY_IN_THE_WORKBOOK}
        assert ours.values == asked, kept.name


def test_the_avatar_file_is_the_workbooks_and_ranks_six_wishes_in_noras_order():
    avatar = Avatar.model_validate_json((sample_folder() / "avatar.json").read_text(encoding="utf-8"))
    assert avatar == WORK.avatar
    assert tuple(wish.id for wish in avatar.ranked) == STATED
    assert avatar.find("annual_value").low == 5000
    assert (avatar.find("age").low, avatar.find("age").high) == (35, 50)
    assert [wish.id for wish in avatar.absolutes] == ["respects_hours"]


def test_no_cell_could_run_as_a_formula():
    for name in ("roster.csv", "transactions.csv"):
        with (sample_folder() / name).open(encoding="utf-8", newline="") as file:
            cells = [cell for line in csv.reader(file) for cell in line if cell != "-"]
        assert [cell for cell in cells if cell[:1] in tuple("=+-@\t\r＝＋－＠")] == []


def test_about_a_tenth_is_blank():
    with (sample_folder() / "roster.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    blanks = catalogue().columns.blanks | {""}
    assert sum(cell.casefold() in blanks for line in rows for cell in line) / sum(map(len, rows)) == pytest.approx(
        0.10, abs=0.02
    )


def test_everybody_is_a_first_name_and_an_initial_and_no_two_look_alike():
    assert all(re.fullmatch(r"[A-Z][a-z]+ [A-Z]\.", name) for name in NAMES)
    assert len(set(NAMES)) == 58
    assert all(client.values.get("email", "x.example").endswith(".example") for client in WORK.clients)


def test_every_answer_is_one_the_catalogue_offers():
    for question in catalogue().fields.values():
        options = {option.value for option in question.options}
        answers = {str(client.values[question.id]) for client in WORK.clients if question.id in client.values}
        if options and not question.multiple:
            assert answers <= options, question.id
    asked = {question.id for question in catalogue().questions if question.scope == "owner"}
    assert WORK.answers.keys() - asked == {"beliefs_agreed"}  # the tick before beliefs may be noted


def test_the_names_the_guide_asked_for_are_clients():
    named = [WORK.client(WORK.answers[id]) for id in ("glad_1", "glad_2", "glad_3", "sink_name")]
    assert [(client.name, client.tier) for client in named] == [
        ("Ines K.", 1),
        ("Theo S.", 1),
        ("Marta W.", 1),
        ("Rolf D.", 3),
    ]
    more = [WORK.client(id) for id in WORK.answers["more_names"]]
    assert len({client.id for client in (*named, *more)}) == 12
    assert {WORK.answers["thank_first"], WORK.answers["introduction_from"]} <= set(NAMES)


def test_every_field_has_answers_and_beliefs_are_rare():
    known = {field: sum(field in client.values for client in WORK.clients) for field in catalogue().fields}
    unanswered = [field for field, count in known.items() if count == 0]
    assert unanswered == ["name", "first_name", "last_name"]
    assert all(known[field] <= 8 for field in ("political_outlook", "social_outlook", "faith"))
    assert known["income"] == 12


def test_the_workbook_is_a_sample_and_comes_back_from_its_own_json():
    assert WORK.sample
    assert WORK.answers["business_name"] == "Salt & Ledger"
    assert Workbook.model_validate_json(WORK.to_json()) == WORK
    about = {promise.client for promise in WORK.promises}
    assert about == {WORK.clients[row("Ines K.")].id, WORK.clients[row("Rolf D.")].id, None}


def test_write_sample_writes_the_four_files_and_spares_what_is_there(tmp_path):
    folder = tmp_path / "new" / "folder"
    paths = write_sample(folder)
    assert [path.name for path in paths] == list(SAMPLE_FILES)
    assert all(path.read_bytes() == (sample_folder() / path.name).read_bytes() for path in paths)
    assert write_sample(folder) == paths
    (folder / "avatar.json").write_text("mine")
    with pytest.raises(FileExistsError, match=r"avatar\.json"):
        write_sample(folder)
    assert (folder / "avatar.json").read_text() == "mine"


# ── income and hours ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_year_is_212_400_and_2_519_hours_and_the_table_of_feelings_holds():
    facts = read_facts(FRAME)
    assert facts.value.sum() == 212_400
    assert facts.hours.sum() == 2_519
    table = {}
    for tier in (1, 2, 3, 0):
        who = facts.tier == tier
        value, hours = facts.value[who].sum(), facts.hours[who].sum()
        table[tier] = (
            int(who.sum()),
            round(100 * value / 212_400),
            round(100 * hours / 2_519),
            round(value / hours),
        )
    assert table == {1: (13, 26, 19, 116), 2: (28, 47, 43, 93), 3: (12, 21, 34, 53), 0: (5, 6, 5, 101)}


def test_transactions_tell_the_same_years():
    roster = import_file("transactions.csv")
    assert roster.receipt.clients == 58
    assert roster.receipt.folded == len(roster.sales) - 58
    assert roster.receipt.problems == ()
    name_of = {client.id: client.name for client in roster.clients}
    for client in WORK.clients:
        sales = [sale for sale in roster.sales if name_of[sale.client] == client.name]
        last_year = [sale.amount for sale in sales if sale.day > date(2025, 11, 30)]
        assert sum(last_year) == pytest.approx(client.values["annual_value"]), client.name
        assert len(last_year) == client.values["frequency"], client.name
        assert client.values["average_sale"] * client.values["frequency"] == client.values["annual_value"]
        assert min(sale.day for sale in sales).isoformat() == client.values["first_date"]
        assert max(sale.day for sale in sales).isoformat() == client.values["last_date"]


def test_the_years_show_a_trend():
    years = import_file("transactions.csv").years
    assert [year.year for year in years] == list(range(2019, 2027))
    assert all(0.8 < year.retention <= 1 for year in years[1:])
    for figure in ("retention", "average_sale", "income", "clients"):
        assert find_trend(years, figure).direction == "up", figure
    assert find_trend(years, "frequency").direction == "steady"


# ── the biggest invoice is the hardest client ────────────────────────────────────────────────────────────────────


def test_rolf_is_the_biggest_invoice_and_the_hardest_client():
    facts, rolf = read_facts(FRAME), row("Rolf D.")
    values = WORK.clients[rolf].values
    assert (values["tier"], values["annual_value"], values["hours"]) == (3, 13_800, 330)
    assert facts.value.argmax() == facts.hours.argmax() == rolf
    assert (values["does_the_work"], values["pays_on_time"], values["respects_hours"]) == (4, 4, 0)
    assert facts.reach[rolf] == 0
    assert facts.reach[row("Ines K.")] == 3


def test_the_surprise_to_open_with_is_rolf_beside_ines():
    surprise = find_surprises(read_facts(FRAME), score_workbook(WORK))[0]
    assert surprise.code == "hard_invoice"
    assert [NAMES[client] for client in surprise.clients] == ["Rolf D.", "Ines K."]
    assert surprise.figures["place"] == 10


def test_rolf_and_ines_change_places_when_the_order_is_what_favourites_share():
    stated, _ = places(WORK.avatar)
    revealed, _ = places(WORK.avatar.with_order(REVEALED))
    assert (stated[row("Rolf D.")], revealed[row("Rolf D.")]) == (10, 40)
    assert (stated[row("Ines K.")], revealed[row("Ines K.")]) == (14, 3)
    alike = np.flatnonzero(revealed == 3)
    assert min(alike) == row("Ines K."), "she stands first of those who share her place"


def test_the_order_is_the_same_from_the_file():
    frame, _ = read_roster((sample_folder() / "roster.csv").read_bytes(), "roster.csv")
    assert match(frame, WORK.avatar)["match"].to_numpy() == pytest.approx(score_workbook(WORK).match)


def test_one_client_is_to_be_asked_first():
    assert score_workbook(WORK).ask_first.sum() == 1


# ── what favourites share ────────────────────────────────────────────────────────────────────────────────────────


def test_the_stated_size_is_no_more_common_among_favourites():
    big = FRAME["annual_value"].to_numpy() >= 5000
    assert (by_tier(big)[0], sum(by_tier(big)[1:])) == (4, 9)
    scored = score_workbook(WORK)
    loved, others = split_loved(FRAME)
    wishes = [
        Wish(wish.id, wish.column, wish.rank, weight, values)
        for wish, weight, values in zip(WORK.avatar.criteria, scored.weights, scored.values.T, strict=True)
    ]
    first = find_contradictions(wishes, loved, others, shared_traits(WORK))[0]
    assert (first.kind, first.wish) == ("stated_not_shared", "annual_value")
    assert (first.loved_k, first.loved_n, first.other_k, first.other_n) == (4, 13, 9, 40)


def test_clear_patterns_and_one_worth_watching():
    found = {(f["field"], f["value"]): f for f in suggest_report(FRAME)["findings"]}
    asks, through, trades = found["asks_questions", ">= 3"], found["referred_by", True], found["industry", "Trades"]
    assert (asks["loved_share"], asks["other_share"]) == (12 / 13, 15 / 40)
    assert (through["loved_share"], through["other_share"]) == (10 / 13, 13 / 40)
    assert (trades["loved_share"], trades["other_share"]) == (7 / 13, 8 / 40)
    assert [f["shelf"] for f in (asks, through, trades)] == ["confirmed", "confirmed", "hunch"]


def test_nothing_else_is_a_clear_pattern_but_how_the_favourites_feel_to_nora():
    found = suggest_report(FRAME)["findings"]
    clear = {f["field"] for f in found if f["shelf"] == "confirmed"}
    assert clear == {"asks_questions", "referred_by"} | {"home", "free_time", "vacation", "energises", "speaks_well"}
    from_file, _ = read_roster((sample_folder() / "roster.csv").read_bytes(), "roster.csv")
    assert {f["field"] for f in suggest_report(from_file)["findings"] if f["shelf"] == "confirmed"} == clear


def test_by_what_favourites_share_the_wishes_stand_in_another_order():
    scored = score_workbook(WORK)
    loved, others = split_loved(FRAME)
    ahead, chance = {}, {}
    for wish in STATED:
        values = scored.values[:, scored.ids.index(wish)]
        met, known = values >= 1, ~np.isnan(values)
        a, b = int((met & loved).sum()), int((met & others).sum())
        n, m = int((known & loved).sum()), int((known & others).sum())
        ahead[wish] = a / n - b / m
        chance[wish] = fisher_exact([[a, n - a], [b, m - b]], alternative="greater").pvalue
    assert tuple(sorted(STATED, key=lambda wish: -ahead[wish])) == REVEALED
    assert tuple(sorted(STATED, key=lambda wish: chance[wish])) == REVEALED


def test_the_portrait_is_younger_than_the_favourites():
    ages = FRAME["age"].to_numpy(dtype=float)
    assert int((ages[tiers == 1] > 55).sum()) == 8
    assert not np.isnan(ages[tiers == 1]).any()


# ── nobody is left ───────────────────────────────────────────────────────────────────────────────────────────────


def musts(*ids):
    return put_musts(WORK.avatar, ids)


def test_six_must_haves_leave_nobody_and_without_the_size_seven_come_back():
    everything = score(FRAME, musts(*STATED)).absolutes
    assert everything.count("yes") == 0
    seven = score(FRAME, musts(*STATED[1:])).absolutes
    assert seven.count("yes") == 7
    found = check_reality(score_workbook(WORK), read_facts(FRAME), DIFFICULT, STATED)
    assert (found.count.yes, found.count.no, found.cautions) == (0, 58, ("nobody",))
    assert found.rarity.one_in_at_best == near(20)
    assert {without.id: len(without.back) for without in found.without if without.back} == {"annual_value": 7}
    assert [stop.count.yes for stop in turn_dial(FRAME, WORK.avatar, "annual_value", STATED, levels=[2500, 5000])] == [
        7,
        6,
        0,
    ]


def test_no_evening_calls_costs_46_160_and_spares_749_hours():
    (cost,) = check_reality(score_workbook(WORK), read_facts(FRAME), DIFFICULT).prices  # her one must-have
    assert (cost.fails, cost.value, cost.hours) == (11, 46_160, 749)
    assert (round(100 * cost.value_share), round(100 * cost.hours_share)) == (22, 30)
    assert cost.behaviours == 29


def test_nobody_is_a_dream_and_the_favourites_are_ideal():
    spectrum = check_spectrum(FRAME, shipped_behaviours())
    assert spectrum.flawless == spectrum.flawless_so_far == ()
    asks = spectrum.situations[[b.column for b in shipped_behaviours()].index("asks_questions")]
    assert [(card.glad, len(card.clients)) for card in asks.cards] == [(0, 15), (12, 28), (9, 14)]
    assert find_dreams(WORK.avatar.absolutes) == ()


# ── who sends whom ───────────────────────────────────────────────────────────────────────────────────────────────


def test_good_clients_send_good_clients():
    report = referrals_report(FRAME, NAMES, WORK.avatar)
    assert (report["links"], report["cycles"], report["self_referrals"], report["verdict"]) == (24, 0, 0, "yes")
    assert report["r"] == pytest.approx(0.67, abs=0.01)
    revealed = referrals_report(FRAME, NAMES, WORK.avatar.with_order(REVEALED))
    assert revealed["verdict"] == "yes"


def test_ines_brought_a_fifth_of_the_income_and_gus_six():
    senders = {sender.name: sender for sender in Referrals(FRAME, NAMES).senders}
    ines, gus = senders["Ines K."], senders["Gus P."]
    assert (ines.own, ines.clients, len(ines.direct), ines.loved, ines.value) == (1_900, 11, 11, 7, 45_140)
    assert WORK.clients[row("Ines K.")].values["hours"] == 14
    assert (gus.own, gus.clients, gus.loved, gus.value) == (2_400, 6, 1, 14_030)
    assert WORK.clients[row("Gus P.")].tier == 3
    assert next(iter(senders)) == "Ines K."


def test_sources_overlap_and_facebook_is_to_be_closed():
    facts = Referrals(FRAME, NAMES)
    rates = {rate.source: rate for rate in facts.rates}
    assert (rates["Solicitor"].clients, rates["Chamber"].clients) == (9, 10)
    pair = next(pair for pair in facts.pairs() if {pair.a, pair.b} == {"Solicitor", "Chamber"})
    assert pair.both == 6
    assert (rates["Facebook"].clients, rates["Facebook"].loved, rates["Facebook"].reading) == (11, 0, "close")
    assert rates["Ines K."].reading == "invest"
    came, others = facts.share(facts.favourites), facts.share(facts.others)
    assert (came.came, came.of, came.unsaid, others.came, others.of, others.unsaid) == (10, 13, 0, 13, 40, 0)


def test_whoever_sent_a_client_was_there_before():
    since = {client.name: client.values["first_date"] for client in WORK.clients}
    for sender, sent in Referrals(FRAME, NAMES).links.links:
        assert since[NAMES[sender]] < since[NAMES[sent]]


# ── system or client ─────────────────────────────────────────────────────────────────────────────────────────────

TROUBLES = {
    "keeps_appointments": ((6, 14, 7), (13, 28, 12), "system"),
    "respects_hours": ((1, 2, 8), (13, 26, 12), "client"),
    "does_the_work": ((3, 13, 8), (13, 27, 12), "system"),
    "pays_on_time": ((2, 5, 4), (13, 26, 12), "unclear"),
}


@pytest.mark.parametrize("field", TROUBLES)
def test_troubles_are_as_common_as_told(field):
    doing, known, pattern = TROUBLES[field]
    (found,) = find_patterns(FRAME, (Behaviour(field),))
    assert found.prevalence.by_tier == tuple(zip(doing, known, strict=True))
    assert found.pattern == pattern
    assert found.safe == (pattern != "unclear")


def test_what_nora_does_next_about_each_trouble():
    found = {field: find_patterns(FRAME, (Behaviour(field),))[0] for field in TROUBLES}
    settled = OwnSystem(rule=True, told=True, trained=True, signed=True, easy=False)
    assert choose_step(found["keeps_appointments"], settled).step == "make_easier"  # everyone does it, rule or not
    assert choose_step(found["respects_hours"], replace(settled, upheld=False)).step == "uphold"
    assert choose_step(found["respects_hours"], replace(settled, upheld=True)).step == "trial"
    assert choose_step(found["does_the_work"], OwnSystem(rule=False)).step == "write"


def test_json_files_are_plain_text_a_newcomer_can_read():
    for name in ("avatar.json", "workbook.json"):
        text = (sample_folder() / name).read_text(encoding="utf-8")
        assert json.loads(text)
        assert max(map(len, text.splitlines())) < 200


def test_the_workbooks_years_are_those_of_the_invoices():
    table = read_table((sample_folder() / "transactions.csv").read_bytes(), "transactions.csv")
    years = build_roster(table, guess_mapping(table), existing=WORK.clients).years
    assert [year.year for year in WORK.sales_years] == [year.year for year in years]
    for told, found in zip(WORK.sales_years, years, strict=True):
        assert (told.clients, told.sales, told.whole) == (found.clients, found.sales, found.whole)
        assert told.income == pytest.approx(found.income)
        assert told.retention == (None if found.retention is None else pytest.approx(found.retention))


def test_noras_rules_are_signed_by_four_and_none_is_about_papers():
    dealings, names = WORK.dealings, {client.id: client.name for client in WORK.clients}
    (version,) = dealings.versions
    assert (version.number, version.day, is_intact(version)) == (1, date(2025, 1, 7), True)
    assert {rule.about for rule in version.rules} == {"keeps_appointments", "respects_hours", None}
    assert not compare_rules(version.rules, dealings.rules)
    assert {names[a.client] for a in dealings.agreements} == {"Rolf D.", "Gus P.", "Harald V.", "Ines K."}
    assert {(a.state, a.token, a.version, a.digest) for a in dealings.agreements} == {("signed", "", 1, version.digest)}


def test_rolf_was_reminded_once_and_rang_again():
    (matter,) = find_matters(WORK.dealings)
    assert WORK.client(matter.client).name == "Rolf D."
    assert [breach.day for breach in matter.breaches] == [date(2026, 11, 3), date(2026, 11, 17)]
    assert (matter.taken, matter.next, matter.rule.follow_up) == (1, "second", "Jule")


def test_papers_are_the_commonest_trouble_without_a_rule():
    troubles = find_troubles(FRAME, list_behaviours(WORK), WORK.dealings.rules, ())
    assert (troubles[0].column, troubles[0].doing) == ("does_the_work", 24)
    assert {trouble.column for trouble in troubles if trouble.rules} == {"keeps_appointments", "respects_hours"}
