"""Phone books: vCards of every version."""

import time
from datetime import date

import pytest
import vobject
from hypothesis import given, settings
from hypothesis import strategies as st

from icp.roster import UnreadableFile, build_roster, guess_mapping, read_table
from icp.roster.contacts import HEADERS, read_contacts

CARDS = (
    "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J=C3=B6rg\r\n"
    "FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:J=C3=B6rg M=C3=BCller\r\nTEL;CELL:+49 711 284222\r\n"
    "PHOTO;ENCODING=BASE64;JPEG:/9j/4AAQSkZJRgABAQ\r\n AAAQABAAD\r\n\r\nBDAY:1980-05-01\r\nEND:VCARD\r\n"
    "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ana Brook\r\nN:Brook;Ana;;;\r\nORG:Brook Ltd;Ovens\r\nTITLE:Owner\r\n"
    "EMAIL;TYPE=INTERNET:ana@brook.example\r\nEMAIL:ana@home.example\r\nADR;TYPE=WORK:;;1 Way;Leeds;;LS1;UK\r\n"
    "NOTE:asks first\\, then acts\r\nEND:VCARD\r\n"
    "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Bo Hill\r\nTEL;VALUE=uri:tel:+44-20-7946-0001\r\nBDAY:--0314\r\nEND:VCARD\r\n"
    "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ana B.\r\nEMAIL:ANA@home.example\r\nEND:VCARD\r\n"
)


def roster_of(text):
    table = read_table(text.encode(), "contacts.vcf")
    return build_roster(table, guess_mapping(table), today=date(2026, 11, 22))


def test_every_version_and_one_person_twice():
    roster = roster_of(CARDS)
    receipt = roster.receipt
    assert (receipt.rows_read, receipt.clients, receipt.merged) == (4, 3, 1)
    assert {client.name: client.values for client in roster.clients} == {
        "Jörg Müller": {"phone": "+49 711 284222", "age": 46},
        "Ana Brook": {
            "company": "Brook Ltd",
            "occupation": "Owner",
            "email": "ana@brook.example; ana@home.example",
            "place": "Leeds",
            "notes": "asks first, then acts",
        },
        "Bo Hill": {"phone": "+44-20-7946-0001"},
    }
    assert [(p.value, p.reason) for p in receipt.problems] == [("--0314", "no_year")]


def test_a_damaged_card_keeps_its_name():
    roster = roster_of("BEGIN:VCARD\nVERSION:3.0\nFN:Ana\n;;;no property\nEND:VCARD\nBEGIN:VCARD\nFN:Bo\nEND:VCARD\n")
    assert [client.name for client in roster.clients] == ["Ana", "Bo"]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(CARDS.split("\r\n")), st.text(max_size=12)), max_size=25))
def test_any_shuffled_cards(lines):
    try:
        roster = roster_of("\r\n".join(["BEGIN:VCARD", *lines]))
    except UnreadableFile:
        return
    receipt = roster.receipt
    assert receipt.rows_read == receipt.clients + receipt.merged + receipt.folded + len(receipt.skipped)


def cells(*lines, **expected):
    """The one card of these lines, and the row it should give: only the cells named, all others blank."""
    rows = read_contacts("\r\n".join(["BEGIN:VCARD", *lines, "END:VCARD", ""]))
    wanted = {header: expected.pop(header.replace(" ", "_").casefold(), "") for header in HEADERS}
    assert not expected
    assert [dict(zip(HEADERS, row, strict=True)) for row in rows] == [wanted]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        # what phones write, one property a line
        (["item1.EMAIL;type=INTERNET:a@b.example", "item1.X-ABLabel:_$!<Work>!$_"], {"email": "a@b.example"}),
        (["EMAIL;PREF;INTERNET:a@b.example", "EMAIL;TYPE=HOME:c@d.example"], {"email": "a@b.example ::: c@d.example"}),
        (["EMAIL:mailto:a@b.example"], {"email": "a@b.example"}),
        (["TEL;TYPE=CELL:+44 20", "TEL;WORK;VOICE:7946"], {"phone": "+44 20 ::: 7946"}),
        (["TEL;VALUE=uri;TYPE=\"voice,home\":tel:+1-555-555;ext=5555"], {"phone": "+1-555-555"}),
        (["TEL;TYPE=\"work,fax\":+44 20", "TEL;FAX:7946", "TEL;TYPE=FAX,WORK:1", "TEL;PAGER:2"], {}),
        (["ORG:Brook\\, Hill\\; Sons;Ovens"], {"company": "Brook, Hill; Sons"}),
        (["N:O'Neil;Ana;Maria;Dr.;"], {"last_name": "O'Neil", "first_name": "Ana"}),
        (["N:Brook"], {"last_name": "Brook"}),
        (["ROLE:Baker"], {"job_title": "Baker"}),
        (["ADR;LABEL=\"1 Way; Leeds: UK\":;;1 Way;Leeds;;LS1;UK"], {"city": "Leeds"}),
        (["ADR:;;;;;;", "ADR:;;;York"], {"city": "York"}),
        (["CATEGORIES:Family,Golf\\, Sunday"], {"categories": "Family; Golf, Sunday"}),
        (["NOTE:one\\ntwo \\\\ three", "NOTE:four"], {"notes": "one\ntwo \\ three; four"}),
        # birthdays
        (["BDAY:19800501"], {"birthday": "19800501"}),
        (["BDAY;VALUE=date:--0501"], {"birthday": "--0501"}),
        (["BDAY;X-APPLE-OMIT-YEAR=1604:1604-05-01"], {"birthday": "--05-01"}),
        (["BDAY;X-APPLE-OMIT-YEAR=1604:1980-05-01"], {"birthday": "1980-05-01"}),
        # folding and encodings
        (["FN:Ana B", " rook", "\tHill"], {"full_name": "Ana BrookHill"}),
        (["FN;ENCODING=QUOTED-PRINTABLE:Ana=", "=20Brook=", " Hill"], {"full_name": "Ana Brook Hill"}),
        (["FN;QUOTED-PRINTABLE:J=C3=B6rg"], {"full_name": "Jörg"}),
        (["FN;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:J=F6rg"], {"full_name": "Jörg"}),
        (["FN;ENCODING=QUOTED-PRINTABLE;CHARSET=SHIFT_JIS:=88=C0"], {"full_name": "安"}),
        (["FN;ENCODING=QUOTED-PRINTABLE;CHARSET=no-such:J=F6rg"], {"full_name": "Jörg"}),
        (["FN;ENCODING=QUOTED-PRINTABLE;CHARSET=IDNA:J=C3=B6rg"], {"full_name": "Jörg"}),
        (["NOTE;ENCODING=QUOTED-PRINTABLE:one=0D=0A=", "two"], {"notes": "one\r\ntwo"}),
        (["PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQ", " SkZJ==", "FN:Ana"], {"full_name": "Ana"}),
        (["PHOTO;ENCODING=BASE64:/9j/4AAQ", "SkZJRgABAQ==", "", "FN:Ana"], {"full_name": "Ana"}),
        # damage
        (["FN:Ana", ";;;no property", "TEL", "EMAIL;TYPE=\"HOME:a@b"], {"full_name": "Ana"}),
        (["FN:Ana\\"], {"full_name": "Ana\\"}),
        (["FN:Ana", "AGENT:", "BEGIN:VCARD", "FN:Bo", "END:VCARD", "ORG:B"], {"full_name": "Ana", "company": "B"}),
        (["FN:Golf club", "KIND:group", "MEMBER:urn:uuid:1"], {}),
        ([], {}),
    ],
)  # fmt: skip
def test_what_a_card_says(lines, expected):
    cells("VERSION:3.0", *lines, **expected)


def test_a_lost_end_and_a_lost_beginning():
    names = [row[0] for row in read_contacts("BEGIN:VCARD\nFN:Ana\nBEGIN:VCARD\nFN:Bo\nEND:VCARD\nFN:Cy\nEND:VCARD\n")]
    assert names == ["Ana", "Bo"]
    assert [row[0] for row in read_contacts("begin:vcard\rfn:Ana\rBEGIN:VCARD\rFN:Bo")] == ["Ana", "Bo"]


def test_groups_are_listed_as_blank_rows_and_a_cut_note_is_listed():
    roster = roster_of(
        f"BEGIN:VCARD\nFN:Golf\nKIND:group\nEND:VCARD\nBEGIN:VCARD\nFN:Ana\nNOTE:{'x' * 9_000}\nEND:VCARD\n"
    )
    assert [(skip.row, skip.reason) for skip in roster.receipt.skipped] == [(2, "blank")]
    assert [(p.row, p.column, p.reason) for p in roster.receipt.problems] == [(3, "Notes", "cell_cut")]
    assert roster.clients[0].values == {"notes": "x" * 2_000}


def test_a_long_quoted_note_loses_nothing_below_the_limit():
    note = "👩" * 2_000
    quoted = "=\r\n".join("".join(f"={byte:02X}" for byte in char.encode()) for char in note)
    cells("NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:" + quoted, notes=note)


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029\x00"), max_size=90)


@settings(max_examples=200, deadline=None)
@given(full=TEXT, family=TEXT, given_name=TEXT, unit=TEXT, city=TEXT, note=TEXT, mails=st.lists(TEXT, max_size=3))
def test_what_vobject_writes_is_read_back(full, family, given_name, unit, city, note, mails):
    card = vobject.vCard()
    card.add("fn").value = full
    card.add("n").value = vobject.vcard.Name(family=family, given=given_name)
    card.add("org").value = ["Brook Ltd", unit]
    card.add("adr").value = vobject.vcard.Address(street="1 Way", city=city)
    card.add("note").value = note
    for mail in mails:
        card.add("email").value = mail
    [row] = read_contacts(card.serialize())
    read = dict(zip(HEADERS, row, strict=True))
    assert read["Full name"] == full.strip()
    assert (read["First name"], read["Last name"]) == (given_name.strip(), family.strip())
    assert (read["Company"], read["City"], read["Notes"]) == ("Brook Ltd", city.strip(), note.strip())
    assert read["Email"].split(" ::: ") == ([mail.strip() for mail in mails if mail.strip()] or [""])


def seconds(text):
    start = time.process_time()
    read_contacts(text)
    return time.process_time() - start


def test_ten_thousand_cards_are_quick():
    cards = CARDS.split("END:VCARD\r\n")[:4]
    assert seconds("END:VCARD\r\n".join([*cards * 2_500, ""])) < 3


ATTACKS = {
    "a line of commas": lambda size: "BEGIN:VCARD\nTEL;a=" + ",x" * size,
    "a line of semicolons": lambda size: "BEGIN:VCARD\nTEL" + ";a" * size,
    "a line of quotes": lambda size: "BEGIN:VCARD\nTEL" + ';a="' * size,
    "one long word": lambda size: "BEGIN:VCARD\n" + "a-" * size,
    "beginnings": lambda size: "BEGIN:VCARD\nFN:a\n" * (size // 20),
    "assistants": lambda size: "BEGIN:VCARD\nAGENT:\n" * (size // 10),
    "folds": lambda size: "BEGIN:VCARD\nNOTE:a" + "\n a" * size,
    "soft breaks": lambda size: "BEGIN:VCARD\nNOTE;ENCODING=QUOTED-PRINTABLE:" + "=\n" * size,
    "soft breaks of text": lambda size: "BEGIN:VCARD\nNOTE;ENCODING=QUOTED-PRINTABLE:" + ("aaaaaaa=\n") * size,
    "a picture": lambda size: "BEGIN:VCARD\nPHOTO:" + "a\n" * size,
    "escapes": lambda size: "BEGIN:VCARD\nN:" + "\\;" * size,
    "blanks": lambda size: "BEGIN:VCARD" + " \n" * size,
    "properties": lambda size: "BEGIN:VCARD\n" + "FN:a\n" * (size // 3),
}  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_text_takes_more_than_its_length(attack):
    """Four times the text takes about four times as long: a quadratic reading would take sixteen times."""
    small = min(seconds(ATTACKS[attack](40_000)) for _ in range(2))
    large = min(seconds(ATTACKS[attack](160_000)) for _ in range(2))
    assert large < 10 * max(small, 0.004)


def test_a_hundred_thousand_and_one_cards_are_too_many():
    with pytest.raises(UnreadableFile, match="too_many_rows"):
        read_contacts("BEGIN:VCARD\nFN:a\nEND:VCARD\n" * 100_001)
