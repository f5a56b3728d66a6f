"""Cells as people write them, read back: properties over dates, amounts, names and texts."""

from datetime import date, timedelta

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from icp.catalogue import catalogue
from icp.methods.numerals import read_number
from icp.methods.value import is_unknown
from icp.roster import build_roster, guess_mapping, read_table
from icp.roster.cells import (
    clean_cell,
    has_open_dates,
    is_yearless,
    looks_like_phone,
    looks_like_value,
    order_of_dates,
    read_date,
    read_span,
)
from icp.roster.names import tidy_name, turn
from icp.roster.values import Formats, reader_of

TODAY = date(2026, 11, 22)
DAYS = st.dates(date(1905, 1, 1), date(2031, 12, 31))

# Months as calendars of each language print them, whole and short.
MONTHS = {
    "English": "January February March April May June July August September October November December",
    "English, short": "Jan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec",
    "German": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "Austrian": "Jänner Feber März April Mai Juni Juli August September Oktober November Dezember",
    "German, short": "Jan. Feb. Mrz. Apr. Mai Jun. Jul. Aug. Sep. Okt. Nov. Dez.",
    "French": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "French, short": "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.",
    "Spanish": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "Spanish, short": "ene. feb. mar. abr. may. jun. jul. ago. sept. oct. nov. dic.",
    "Dutch": "januari februari maart april mei juni juli augustus september oktober november december",
    "Dutch, short": "jan. feb. mrt. apr. mei jun. jul. aug. sep. okt. nov. dec.",
    "Italian": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "Portuguese": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
}


@pytest.mark.parametrize("language", MONTHS)
def test_every_month_of_every_language(language):
    months = MONTHS[language].split()
    read = [read_date(f"3 {month} 2025") for month in months]
    assert read == [date(2025, number, 3) for number in range(1, 13)]
    assert [read_date(f"{month} 2025") for month in months] == [date(2025, number, 1) for number in range(1, 13)]


@given(DAYS, st.sampled_from(sorted(MONTHS)))
def test_written_dates_come_back(day, language):
    month = MONTHS[language].split()[day.month - 1]
    for text in (
        f"{day.day} {month} {day.year}",
        f"{day.day}. {month} {day.year}",
        f"{day.day:02d} {month.upper()} {day.year}",
        f"{day.day}-{month.rstrip('.')}-{day.year}",
        f"{day.day} de {month} de {day.year}",
        f"{month} {day.day}, {day.year}",
        f"Mo, {day.day} {month} {day.year}",
    ):
        assert read_date(text) == day, text


@given(DAYS, st.sampled_from(["/", "-", ".", " / "]), st.booleans())
def test_numeric_dates_come_back_in_their_order(day, mark, padded):
    width = 2 if padded else 1
    first, second = f"{day.day:0{width}d}", f"{day.month:0{width}d}"
    assert read_date(f"{first}{mark}{second}{mark}{day.year}", "day") == day
    assert read_date(f"{second}{mark}{first}{mark}{day.year}", "month") == day
    assert read_date(f"{day.year}{mark.strip()}{second}{mark.strip()}{first}") == day


@given(DAYS)
def test_machine_dates_come_back(day):
    for text in (
        day.isoformat(),
        f"{day:%Y%m%d}",
        f"{day}T08:30:00Z",
        f"{day} 08:30:00",
        f"{day} 8:30 am",
        f"{day:%d/%m/%Y} 23:59",
        f"{day}T08:30:00.000+02:00",
    ):
        assert read_date(text) == day, text


@given(st.dates(date(1928, 1, 1), date(2026, 11, 22)))
def test_spreadsheet_days_count_from_the_end_of_1899(day):
    serial = (day - date(1899, 12, 30)).days
    assert read_date(str(serial)) == read_date(f"{serial}.75") == day


@given(st.dates(date(1932, 1, 1), date(2031, 12, 31)))
def test_two_digit_years_are_the_latest_that_can_be(day):
    # from ninety-four years before the present year to five after it
    assert read_date(f"{day:%d.%m.%y}", today=TODAY) == day
    assert read_date(f"{day:%m/%d/%y}", "month", today=TODAY) == day
    assert read_date(f"{day:%d-%b-%y}", today=TODAY) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1er février 2024", date(2024, 2, 1)),
        ("the 3rd", None),
        ("March 3rd, 2025", date(2025, 3, 3)),
        ("2nd of May 2025", date(2025, 5, 2)),
        ("31/02/2025", None),
        ("29.02.2024", date(2024, 2, 29)),
        ("29.02.2023", None),
        ("2024", date(2024, 1, 1)),
        ("2024-05", date(2024, 5, 1)),
        ("05/2024", date(2024, 5, 1)),
        ("Q1 2024", None),
        ("0/0/00", None),
        ("12345", date(1933, 10, 18)),
        ("00:00", None),
        ("", None),
    ],
)
def test_dates_one_by_one(text, day):
    assert read_date(text, today=TODAY) == day


@given(st.lists(DAYS, min_size=1, max_size=8), st.sampled_from(["day", "month"]))
def test_a_column_shows_its_order_when_any_day_is_over_twelve(days, order):
    pattern = "%d/%m/%Y" if order == "day" else "%m/%d/%Y"
    cells = [day.strftime(pattern) for day in days]
    telling = any(day.day > 12 for day in days)
    assert order_of_dates(cells) == (order if telling else None)
    if not telling:
        assert has_open_dates(cells) == any(day.day != day.month for day in days)


# ── amounts ──────────────────────────────────────────────────────────────────────────────────────────────────────


def grouped(cents, group, mark):
    """Whole cents as an amount with thousands apart."""
    whole, rest = divmod(cents, 100)
    return f"{whole:,}".replace(",", group) + f"{mark}{rest:02d}"


LOCALES = [
    (",", ".", "${}"),
    (",", ".", "£{}"),
    (",", ".", "USD {}"),
    (",", ".", "{} USD"),
    (".", ",", "{} €"),
    (".", ",", "€ {}"),
    (".", ",", "EUR {}"),
    (" ", ",", "{} €"),
    ("\u00a0", ",", "{}\u00a0€"),
    ("\u202f", ",", "{}\u202f€"),
    ("'", ".", "CHF {}"),
    ("’", ".", "Fr. {}"),
    (" ", ",", "{} kr"),
    (".", ",", "R$ {}"),
    ("", ".", "{}"),
    ("", ",", "{}"),
]


@given(st.integers(0, 10**11), st.sampled_from(LOCALES))
def test_amounts_of_every_locale_come_back(cents, locale):
    group, mark, around = locale
    text = around.format(grouped(cents, group, mark))
    assert read_number(text, mark) == cents / 100


@given(st.integers(1, 10**9), st.sampled_from(LOCALES))
def test_negative_amounts_in_their_forms(cents, locale):
    group, mark, around = locale
    plain = grouped(cents, group, mark)
    for text in (
        f"({around.format(plain)})",
        f"-{plain}",
        f"{plain}-",
        f"−{plain}",
        f"- {plain}",
        around.format(f"-{plain}"),
    ):
        assert read_number(text, mark) == -cents / 100, text


@pytest.mark.parametrize(
    ("cell", "band"),
    [
        ("60000", "50k_75k"),
        ("60.000,00 €", "50k_75k"),
        ("50000", "50k_75k"),
        ("49,999.99", "25k_50k"),
        ("$50k–75k", "50k_75k"),
        ("50-75k", "50k_75k"),
        ("$50,000 - $74,999", "50k_75k"),
        ("50.000 bis 75.000", "50k_75k"),
        ("€ 50.000,- tot € 75.000,-", "50k_75k"),
        ("between 50k and 75k", "50k_75k"),
        ("de 50 000 à 75 000 €", "50k_75k"),
        ("under 25k", "under_25k"),
        ("< 25,000", "under_25k"),
        ("unter 20.000", "under_25k"),
        ("menos de 20.000", "under_25k"),
        ("150k+", "over_150k"),
        ("$200,000 and above", "over_150k"),
        ("über 150.000", "over_150k"),
        ("more than 100k", "more than 100k"),  # two bands begin there or later: the words stay
        ("under 50k", "under 50k"),
        ("plenty", "plenty"),
        ("75k-50k", "75k-50k"),
    ],
)
def test_incomes_fall_into_their_band(cell, band):
    cells = [cell, "1.234,56" if "." in cell else "1,234.56"]
    read, _ = reader_of("income", cells, Formats.of([cells], ",", None, TODAY))
    assert read(cell) == (band, None)


@given(
    st.integers(0, 10**6), st.integers(0, 10**6), st.sampled_from(["{}-{}", "{} – {}", "{} to {}", "between {} and {}"])
)
def test_spans_come_back(one, other, form):
    low, high = sorted((one, other))
    assert read_span(form.format(f"${low:,}", f"${high:,}")) == (low, high)
    assert read_span(form.format(low, high)) == (low, high)
    assert read_span(f"under {high:,}") == (None, high)
    assert read_span(f"{low:,}+") == (low, None)


@given(st.text())
def test_reading_a_span_never_fails(text):
    span = read_span(text)
    assert span is None or span != (None, None)


# ── blanks, texts and names ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "text",
    """-|--|—|n/a|N/A|#N/A|None|NULL|nan|Select|--None--|-None-|Please select|Not specified|(blank)|unknown|?|
    keine Angabe|k. A.|ohne Angabe|Bitte wählen|non renseigné|Non précisé|sin datos|Sin especificar|onbekend|n.v.t.|
    0/0/00|0000-00-00|Unspecified|#REF!|TBD|\u00a0| """.replace("\n    ", "").split("|"),
)
def test_a_blank_is_a_blank_in_every_spelling(text):
    assert is_unknown(clean_cell(text))


@given(st.text())
@example("'\t'=1")
@example("e\u200d\u0301")
@example("''5")
@example("'" * 5 + "+1")
def test_cleaning_twice_changes_nothing(text):
    once = clean_cell(text)
    assert clean_cell(once) == once
    assert once == once.strip()


@given(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1))
def test_an_exported_formula_comes_back_as_it_was_typed(text):
    """What the export defuses with an apostrophe, the import reads without it."""
    plain = clean_cell(text)
    assert clean_cell("'=" + plain) == "=" + plain
    assert clean_cell("'+" + plain) == "+" + plain


@given(st.text())
@example("Müller, Jörg")
@example("Dr. ,x")
def test_turning_twice_changes_nothing(text):
    assert turn(turn(text)) == turn(text)
    assert tidy_name(tidy_name(text)) == tidy_name(text)


# A few letters have no capital of their own: "ẙ" becomes a Y with a ring after it, and "y" is a word between people.
WORD = st.text(st.characters(categories=["Ll"]), min_size=2, max_size=8).map(str.capitalize).filter(str.isalpha)


SPECIAL = {word for words in ("company_endings", "honorifics") for word in catalogue().columns.extra[words]["words"]}
SPECIAL |= {*catalogue().columns.extra["company_endings"]["after_names"], "and", "und", "et", "en"}


@given(WORD, WORD)
def test_a_name_turned_round_is_turned_back(first, last):
    assume(not {first.casefold(), last.casefold()} & SPECIAL)
    assert turn(f"{first} {last}") == f"{first} {last}"
    assert turn(f"{last}, {first}") == f"{first} {last}"
    assert turn(f"{last} Jr., Dr. {first}") == f"Dr. {first} {last} Jr."


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("Müller, Jörg", "Jörg Müller"),
        ("van der Berg, Jan", "Jan van der Berg"),
        ("García Márquez, Ana María", "Ana María García Márquez"),
        ("Dr. Weiß, Jörg", "Dr. Jörg Weiß"),
        ("Weiß, Dr. Jörg", "Dr. Jörg Weiß"),
        ("Weiß, Jörg Dr.", "Dr. Jörg Weiß"),
        ("Prof. Dr. Weiß, Jörg", "Prof. Dr. Jörg Weiß"),
        ("Brook, Mrs. Ana", "Mrs. Ana Brook"),
        ("Pine, Gus Jr.", "Gus Pine Jr."),
        ("Pine Jr., Gus", "Gus Pine Jr."),
        ("Pine, Gus, Jr.", "Pine, Gus, Jr."),
        ("Pine, MBA", "Pine, MBA"),
        ("Gus Pine, CPA", "Gus Pine, CPA"),
        ("Acme, Inc.", "Acme, Inc."),
        ("Bach GmbH, Ulm", "Bach GmbH, Ulm"),
        ("Low, Orr & Sons", "Low, Orr & Sons"),
        ("Brook, Ana (Leeds)", "Brook, Ana (Leeds)"),
        ("Brook, Ana and Tom", "Brook, Ana and Tom"),
        ("Brook,", "Brook,"),
        ("A.B.", "A.B."),
        ("  Ana   Brook ", "Ana Brook"),
        ("n/a", ""),
        ("-", ""),
        ("\u200b", ""),
    ],
)
def test_names_one_by_one(cell, name):
    assert tidy_name(cell) == name


@given(st.text(), st.text())
def test_reading_never_fails(text, other):
    for order in ("day", "month"):
        read = read_date(text, order)
        assert read is None or isinstance(read, date)
    assert {type(ask(text)) for ask in (is_yearless, looks_like_phone, looks_like_value)} == {bool}
    assert order_of_dates([text, other]) in ("day", "month", None)


@given(st.text("0123456789./-: ", max_size=24))
def test_digits_and_marks_never_fail(text):
    read = read_date(text, "day", today=TODAY)
    assert read is None or read - TODAY < timedelta(days=366 * 8_000)


def test_money_nothing_explains_is_in_thousands():
    def read(data, **options):
        table = read_table(data)
        return [dict(client.values) for client in build_roster(table, guess_mapping(table), **options).clients]

    point = b"Client,Yearly spend,Hours\nA.B.,1.200,3\nC.D.,12.500,4\nE.F.,900,5\n"
    assert [values["annual_value"] for values in read(point)] == [1200, 12500, 900]
    assert [values["annual_value"] for values in read(point, decimal_mark=".")] == [1.2, 12.5, 900]
    comma = b'Client;Yearly spend;Income\nA.B.;1,200;"120,000"\nC.D.;900;20,000\n'
    assert read(comma) == [
        {"annual_value": 1200, "income": "100k_150k"},
        {"annual_value": 900, "income": "under_25k"},
    ]
    # what another column proves holds for money, too
    assert read(b"Client;Yearly spend;Hours\nA.B.;1,200;2,5\n")[0] == {"annual_value": 1.2, "hours": 2.5}
    # hours may well have three decimals
    assert read(b"Client;Hours\nA.B.;1,250\n")[0] == {"hours": 1.25}


def test_a_band_of_ages_is_no_birthday():
    assert [text for text in ("--03-14", "--0314", "03/14", "14.3.", "45-54", "30-39", "0-9") if is_yearless(text)] == [
        "--03-14",
        "--0314",
        "03/14",
        "14.3.",
    ]
