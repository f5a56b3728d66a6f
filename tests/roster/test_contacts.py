"""Phone books: vCards of every version."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from icp.roster import UnreadableFile, build_roster, guess_mapping, read_table

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
