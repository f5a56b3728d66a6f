"""Sources in several spellings: what looks like one is shown as one, and only that."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icp.model import Client, Workbook
from icp.roster.sources import Group, Spelling, count_sources, group_sources, rename_sources


def test_the_most_frequent_spelling_leads():
    counts = {"Google Ads": 14, "google ads": 3, "Goolge Ads": 1, "google-ads": 1, "Google": 9, "Fair": 2}
    assert group_sources(counts) == (
        Group(
            "Google Ads",
            14,
            (Spelling("google ads", 3, True), Spelling("Goolge Ads", 1, False), Spelling("google-ads", 1, True)),
        ),
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Word of mouth", "word-of-mouth"),
        ("LinkedIn", "Linked In"),
        ("Café Sol", "Cafe Sol"),
        ("Google Ads", "Ads, Google"),
        ("Facebook", "Facebok"),
        ("Instagram", "Isntagram"),
        ("Recommendation", "Recomendaton"),
        ("Zeitungsanzeige", "Zeitungs-Anzeige"),
    ],
)
def test_alike(one, other):
    ((found),) = group_sources({one: 2, other: 1})
    assert (found.name, [spelling.text for spelling in found.others]) == (one, [other])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Google", "Google Ads"),
        ("Fair 2023", "Fair 2024"),
        ("R&D", "RD"),
        ("C++", "C"),
        ("Fair", "Hair"),
        ("East fair", "West fair"),
        ("Online", "Offline"),
        ("Radio A", "Radio B"),
        ("Mail", "Male"),
        ("☎", "✉"),
    ],
)
def test_different(one, other):
    assert group_sources({one: 2, other: 1}) == ()


def test_two_clients_are_never_one_source():
    counts = {"Maria Kern": 3, "Marie Kern": 2, "maria kern": 1}
    assert [spelling.text for spelling in group_sources(counts)[0].others] == ["Marie Kern", "maria kern"]
    (group,) = group_sources(counts, ["Maria Kern", "Marie Kern"])
    assert [spelling.text for spelling in group.others] == ["maria kern"]


def test_no_chain_of_small_steps():
    counts = {"abcdefgh": 9, "abcdefgx": 5, "abcdefyx": 4}  # each one step from the one before, the ends two apart
    (group,) = group_sources(counts)
    assert (group.name, [spelling.text for spelling in group.others]) == ("abcdefgh", ["abcdefgx"])


TEXT = st.text(st.sampled_from("abgoAB lé-1&. "), min_size=1, max_size=12)
COUNTS = st.dictionaries(TEXT, st.integers(1, 5), max_size=12)


@given(COUNTS, st.randoms(use_true_random=False))
def test_order_does_not_matter_and_every_spelling_stands_once(counts, random):
    shuffled = list(counts.items())
    random.shuffle(shuffled)
    groups = group_sources(counts)
    assert group_sources(dict(shuffled)) == groups
    spelled = [text for group in groups for text in (group.name, *(other.text for other in group.others))]
    assert len(set(spelled)) == len(spelled)
    assert set(spelled) <= set(counts)
    for group in groups:
        assert all(other.count == counts[other.text] <= group.count or not other.sure for other in group.others)
        digits = {"".join(filter(str.isdecimal, text)) for text in (group.name, *(o.text for o in group.others))}
        assert len(digits) == 1


@given(COUNTS)
def test_case_spaces_and_hyphens_alone_make_no_other_source(counts):
    twins = {text: f" {text.upper()}- " for text in counts if text.upper().casefold() == text.casefold()}
    groups = group_sources(counts | dict.fromkeys(twins.values(), 1))
    group_of = {text: group.name for group in groups for text in (group.name, *(o.text for o in group.others))}
    for text, twin in twins.items():
        if any(c.isalnum() or c == "&" for c in text):
            assert group_of[twin] == group_of[text]


def test_case_spaces_and_hyphens_alone_are_sure():
    [group] = group_sources({"Google Ads": 3, " GOOGLE ADS- ": 1, "google-ads": 1, "Goolge Ads": 1})
    assert {(other.text, other.sure) for other in group.others} == {
        (" GOOGLE ADS- ", True),
        ("google-ads", True),
        ("Goolge Ads", False),
    }


def test_renaming_keeps_order_and_names_nothing_twice():
    work = Workbook(
        clients=(
            Client(id="a", name="A", values={"source": "google ads; Fair"}),
            Client(id="b", name="B", values={"source": "Google Ads; Goolge Ads"}),
            Client(id="c", name="C", values={"source": "google ads", "hours": 1}),
            Client(id="d", name="D"),
        )
    )
    assert count_sources(work.clients) == {"google ads": 2, "Google Ads": 1, "Goolge Ads": 1, "Fair": 1}
    names = {"google ads": "Google Ads", "Goolge Ads": "Google Ads"}
    renamed = rename_sources(work, names)
    assert [client.values for client in renamed.clients] == [
        {"source": "Google Ads; Fair"}, {"source": "Google Ads"}, {"source": "Google Ads", "hours": 1}, {}
    ]  # fmt: skip
    only = rename_sources(work, names, only={"c"})
    assert [client.values.get("source") for client in only.clients] == [
        "google ads; Fair", "Google Ads; Goolge Ads", "Google Ads", None
    ]  # fmt: skip
    assert rename_sources(renamed, names).clients == renamed.clients


def test_five_thousand_sources_do_not_hold_up():
    counts = {f"{chr(97 + n % 26)}{'abcdefghij'[n // 26 % 10]}source{n:x}place": 1 for n in range(5_000)}
    start = time.process_time()
    group_sources(counts)
    assert time.process_time() - start < 10
