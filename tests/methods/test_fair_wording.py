"""Sentences that ask who somebody is, and sentences that only sound like it."""

from __future__ import annotations

import time
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icp.catalogue import fair_wording
from icp.methods.fair_wording import find_unfair, rewrite

SENTENCES = tomllib.loads(Path(__file__).with_name("fair_wording_sentences.toml").read_text())

ASKS = {
    "age": [
        "How old are you?",
        "May I ask your age?",
        "In which year were you born?",
        "I do not work with young people.",
        "No clients under 40, please.",
        "Are you retired already?",
        "Wie alt sind Sie?",
        "Darf ich nach Ihrem Alter fragen?",
        "Keine älteren Kunden.",
        "Quel âge avez-vous ?",
        "Quelle est votre date de naissance ?",
        "¿Cuántos años tiene usted?",
        "¿Cuál es su edad?",
        "Hoe oud bent u?",
        "Wat is uw leeftijd?",
    ],
    "family": [
        "Do you have any kids?",
        "Are you planning to have children soon?",
        "Is there a chance you are pregnant?",
        "I turn down single mothers.",
        "Are you a mum?",
        "Do you plan on starting a family?",
        "Haben Sie kleine Kinder?",
        "Planen Sie Nachwuchs?",
        "Avez-vous des enfants ?",
        "Combien d’enfants avez-vous ?",
        "¿Tiene usted hijos pequeños?",
        "¿Está embarazada?",
        "Heeft u kinderen?",
        "Bent u zwanger?",
    ],
    "marriage": [
        "Are you married?",
        "What does your husband say to that?",
        "Sind Sie verheiratet?",
        "Was sagt Ihre Frau dazu?",
        "Êtes-vous marié ?",
        "Quel est votre état civil ?",
        "¿Está usted casada?",
        "Bent u getrouwd?",
    ],
    "religion": [
        "Which church do you go to?",
        "Are you religious?",
        "I prefer Christian owners.",
        "No Muslims.",
        "Welche Konfession haben Sie?",
        "Gehen Sie in die Kirche?",
        "Êtes-vous croyant ?",
        "¿Es usted católico?",
        "Bent u gelovig?",
    ],
    "origin": [
        "Where are you from originally?",
        "What is your nationality?",
        "Only native speakers.",
        "Are you Polish?",
        "Woher kommen Sie eigentlich?",
        "Haben Sie die deutsche Staatsangehörigkeit?",
        "D’où venez-vous ?",
        "Quelles sont vos origines ?",
        "¿De dónde es usted?",
        "Waar komt u vandaan?",
    ],
    "health": [
        "How is your health?",
        "Do you have a disability?",
        "How often are you sick?",
        "Do you take any medication?",
        "Have you ever been treated for depression?",
        "Sind Sie oft krank?",
        "Haben Sie eine chronische Krankheit?",
        "Avez-vous des problèmes de santé ?",
        "¿Tiene alguna discapacidad?",
        "Bent u vaak ziek?",
    ],
    "gender": [
        "Is the owner a man or a woman?",
        "I only take women.",
        "Are you gay?",
        "Nur Frauen, bitte.",
        "Homme ou femme ?",
        "¿Hombre o mujer?",
        "Alleen vrouwen.",
    ],
    "politics": [
        "Who did you vote for?",
        "What are your political views?",
        "Wen wählen Sie?",
        "Pour qui avez-vous voté ?",
        "¿A quién votó usted?",
        "Op wie heeft u gestemd?",
    ],
    "benefits": [
        "Are you on benefits?",
        "Bekommen Sie Bürgergeld?",
        "Touchez-vous le RSA ?",
        "¿Cobra usted el paro?",
        "Zit u in de bijstand?",
    ],
    "look": ["Please send me a photo of yourself.", "Schicken Sie ein Foto von sich?"],
}

INNOCENT = [
    "Do you answer mail the same day of the week?",
    "How old is your website?",
    "The software is 12 years old.",
    "Invoices over 50 are due at once.",
    "Do you need a children's book illustrated?",
    "My kids are asleep at nine, so please ring before six.",
    "I am Jewish and closed on Saturdays.",
    "Are you sick of late invoices?",
    "Is there a disabled account we should close?",
    "Are you the single point of contact?",
    "She religiously keeps every date.",
    "Who is your partner in the firm?",
    "Is anybody else going to decide?",
    "Can you manage the male plug or shall I bring one?",
    "Are you expecting a delivery this week?",
    "Do you see the benefits?",
    "Do you have a family business?",
    "Do you want the kids' menu printed?",
    "The gender of the noun is wrong.",
    "Is the church roof part of the job?",
    "Qui est votre partenaire commercial ?",
    "That is very kind. How kind of you!",
    "Which page of the average package do you race through?",
    "When can you start?",
    "Where are you calling from?",
    "How long have you kept the books yourself?",
    "Do you keep to my hours, nine to five?",
    "What did you learn last month?",
    "When did you last say “my mistake”?",
    "Do you like to laugh?",
    "Ihr alter Vertrag läuft noch zwei Monate.",
    "Das behindert die Arbeit.",
    "Meine Kinder schlafen um neun.",
    "Können Sie die Belege bis zum Dritten schicken?",
    "Wie alt ist die Heizung?",
    "Avez-vous une question ?",
    "L’enceinte du salon est trop petite.",
    "¿Cuántos años tiene la empresa?",
    "¿Puede pagar a catorce días?",
    "Kunt u de bonnen voor de derde sturen?",
    "Wie zegt wat er moet gebeuren?",
    "",
]


@pytest.mark.parametrize(("trait", "text"), [(trait, text) for trait, texts in ASKS.items() for text in texts])
def test_a_sentence_that_asks_who_somebody_is_is_flagged_as_that(trait: str, text: str) -> None:
    assert trait in [flag.trait for flag in find_unfair(text)]


@pytest.mark.parametrize("text", INNOCENT)
def test_a_sentence_that_only_sounds_like_it_is_left_alone(text: str) -> None:
    assert find_unfair(text) == ()
    assert rewrite(text) == text


@pytest.mark.parametrize("text", SENTENCES["asks"])
def test_sentences_written_before_their_triggers_are_flagged(text: str) -> None:
    assert find_unfair(text)
    assert find_unfair(rewrite(text)) == ()


@pytest.mark.parametrize("text", SENTENCES["innocent"])
def test_sentences_written_to_mislead_are_left_alone(text: str) -> None:
    assert find_unfair(text) == ()


def test_capitals_accents_and_typographic_apostrophes_make_no_difference() -> None:
    for text in ("HOW OLD ARE YOU?", "Quel age avez vous?", "What’s your age?", "Etes-vous mariee ?"):
        assert len(find_unfair(text)) == 1, text


def test_a_flag_says_where_it_stands_and_what_it_is_about() -> None:
    [flag] = find_unfair("Before we begin: are you married, by the way?")
    assert flag.found == "are you married" == "Before we begin: are you married, by the way?"[flag.start : flag.end]
    assert (flag.trait, flag.language, flag.about) == ("marriage", "en", "whether and with whom somebody lives")


def test_several_places_come_in_reading_order_and_do_not_overlap() -> None:
    flags = find_unfair("Are you married? Do you have children? How old are you?")
    assert [flag.trait for flag in flags] == ["marriage", "family", "age"]
    assert all(a.end <= b.start for a, b in pairwise(flags))


def test_only_the_sentence_that_asks_is_replaced_in_its_language_and_form() -> None:
    words = fair_wording().traits
    asked = words["family"].ask["en"]
    assert rewrite("Can you come on Mondays? Do you have kids?") == f"Can you come on Mondays? {asked}"
    assert rewrite("Haben Sie Kinder?") == words["family"].ask["de"]
    assert rewrite("No clients over 60.") == words["age"].say["en"]
    twice = rewrite("Do you have kids? Are you pregnant?")
    assert twice == asked, "the same words do not come twice"


def test_every_rewrite_is_itself_fair() -> None:
    for trait in fair_wording().traits.values():
        for text in (*trait.ask.values(), *trait.say.values()):
            assert find_unfair(text) == (), text


@given(st.text(max_size=400))
def test_any_text_can_be_looked_at_and_a_rewritten_one_is_fair(text: str) -> None:
    for flag in find_unfair(text):
        assert text[flag.start : flag.end] == flag.found != ""
    assert find_unfair(rewrite(text)) == ()


@given(st.lists(st.sampled_from([text for texts in ASKS.values() for text in texts] + INNOCENT), max_size=5))
def test_a_rewritten_mixture_is_fair(texts: list[str]) -> None:
    assert find_unfair(rewrite(" ".join(texts))) == ()


def test_the_longest_text_takes_no_time() -> None:
    find_unfair("once, to read the data")
    for text in ("do you have " * 166, "a" * 2_000, "how " * 500, "your, " * 333):
        start = time.process_time()
        find_unfair(text)
        assert time.process_time() - start < 2
