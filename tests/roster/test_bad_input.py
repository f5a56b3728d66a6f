"""Files that are no client list: one named failure each, never another exception, and every row accounted for."""

import io
import zipfile

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from icp.catalogue import catalogue
from icp.roster import (
    FILE_CODES,
    UnreadableFile,
    build_roster,
    check_report,
    from_names,
    from_pasted,
    guess_mapping,
    read_table,
)


def workbook(sheets, **options):
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, **options}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for r, row in enumerate(rows):
                for c, cell in enumerate(row):
                    sheet.write(r, c, cell)
    return file.getvalue()


def zip_of(**entries):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return file.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
REFUSED = {
    "no bytes": (b"", "empty"),
    "only space": (b" \r\n\t \n", "empty"),
    "only delimiters": (b",,,\n,,,\n", "empty"),
    "only a byte-order mark": (b"\xef\xbb\xbf", "empty"),
    "eleven megabytes": (b"a,b\n" * 2_750_001, "too_big"),
    "201 columns": (b",".join(b"c%d" % n for n in range(201)) + b"\n1\n", "too_many_columns"),
    "200,000 equal headers": (b",".join([b"name"] * 200_000) + b"\n", "too_many_columns"),
    "100,001 rows": (b"name,x\n" + b"a,1\n" * 100_001, "too_many_rows"),
    "100,001 lines of a list": (b"name\n" + b"a\n" * 100_001, "too_many_rows"),
    "a PDF": (b"%PDF-1.7 a,b,c", "not_a_table"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(200), "not_a_table"),
    "noise": (bytes(range(256)) * 20, "not_a_table"),
    "JSON": (b'{"name": "A.B."}', "not_a_table"),
    "a web page": (b"<html><table><tr><td>name</td></tr></table></html>", "web_page"),
    "half a UTF-16 letter": (b"\xff\xfea\x00b", "unknown_encoding"),
    "a cut zip": (workbook({"a": [["name"], ["A.B."]]})[:600], "broken_spreadsheet"),
    "a zip of letters": (zip_of(**{"letter.txt": "hello"}), "not_a_table"),
    "a workbook of nonsense": (zip_of(**{"xl/workbook.xml": "<nonsense"}), "broken_spreadsheet"),
    "an old workbook of nonsense": (OLE + bytes(600), "broken_spreadsheet"),
    "a locked workbook": (OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "protected_spreadsheet"),
    "a zip bomb": (zip_of(**{"xl/workbook.xml": "a", "xl/sheet.xml": " " * 60_000_000}), "heavy_spreadsheet"),
    "too many parts": (zip_of(**{"xl/workbook.xml": "a", **{f"p{n}": "" for n in range(2_001)}}), "heavy_spreadsheet"),
    "one far cell": (workbook({"a": [["name"]] + [[]] * 1_000_000 + [["x"]]}), "too_many_rows"),
    "one far column": (workbook({"a": [["name"] + [""] * 500 + ["x"]]}), "too_many_columns"),
    "empty sheet": (workbook({"a": []}), "empty"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_each_bad_file_fails_by_its_own_name(case):
    data, code = REFUSED[case]
    with pytest.raises(UnreadableFile) as failure:
        check_report(data, "list.csv")
    assert failure.value.code == code
    words = catalogue().say(f"problem.file.{code}", **failure.value.facts)
    assert "{" not in words


def test_every_failure_has_words():
    assert set(catalogue().words["problem"]["file"]) == set(FILE_CODES)


def test_what_the_owner_chooses_wrongly_has_a_name_too():
    data = b"name,hours\nA.B.,1\n"
    book = workbook({"one": [["name"], ["A.B."]]})
    for arguments, code in (
        ((data, {"encoding": "klingon"}), "unknown_encoding"),
        ((data, {"header_row": 9}), "header_out_of_reach"),
        ((book, {"sheet": "two"}), "unknown_sheet"),
        ((book, {"sheet": "\x00"}), "unknown_sheet"),
    ):
        with pytest.raises(UnreadableFile) as failure:
            read_table(arguments[0], **arguments[1])
        assert failure.value.code == code
    table = read_table(data)
    with pytest.raises(UnreadableFile, match="no_names"):
        build_roster(table, [guess.as_field(None) for guess in guess_mapping(table)])


def test_the_report_is_the_interface_to_the_letter():
    data = "name;hours\nA.B.;3\n\nÉ.F.;many\n".encode("cp1252")
    assert check_report(data, "list.csv") == {
        "rows_read": 3,
        "clients": 2,
        "merged": 0,
        "folded": 0,
        "skipped": [{"row": 3, "reason": "blank"}],
        "problems": [{"row": 4, "column": "hours", "value": "many", "reason": "not_a_number"}],
        "encoding": "cp1252",
        "delimiter": ";",
        "header_row": 1,
        "columns": [{"header": "name", "field": "name"}, {"header": "hours", "field": "hours"}],
    }


def test_one_column_is_a_list_of_names():
    for data in (b"name\nA.B.\nC.D.\n", b"A.B.\nC.D.\n", b"Kunde\nA.B.\nC.D."):
        table = read_table(data)
        roster = build_roster(table, guess_mapping(table))
        assert [client.name for client in roster.clients] == ["A.B.", "C.D."]
    table = read_table('name\n"Müller, Jörg"\n"Acme, Inc."\n'.encode())
    roster = build_roster(table, guess_mapping(table))
    assert [client.name for client in roster.clients] == ["Jörg Müller", "Acme, Inc."]


@pytest.mark.parametrize(("data", "clients"), [(b"name,hours\n", 0), (b"name,hours\nA.B.,1", 1), (b"name\n", 0)])
def test_no_client_or_one(data, clients):
    report = check_report(data)
    assert (report["rows_read"], report["clients"]) == (clients, clients)


def test_without_a_name_the_next_best_thing_names_a_client():
    for data, name in (
        (b"company,hours\nBrook Ltd,1\n", "Brook Ltd"),
        (b"email,hours\na@x.example,1\n", "a@x.example"),
        (b"customerID,gender\n7590-VHVEG,Female\n", "7590-VHVEG"),
        (b"n,w\n1,Kettle\n2,Spoon\n", "Kettle"),
    ):
        table = read_table(data)
        assert build_roster(table, guess_mapping(table)).clients[0].name == name


def test_odd_names_stay_names():
    odd = [
        "![x](http://evil.example/a.png)",
        "<img src=x onerror=alert(1)>",
        "👩‍👩‍👧 Löwe",
        "Jose\u0301",  # combining accent: NFC makes one letter of it
        "\u202eevil\u202c",
        "'=HYPERLINK(1)",
        "'t Hooft",
        "X" * 300,
        "A\nB",
    ]
    table = from_pasted("name\thours\n" + "\n".join(f'"{name}"\t1' for name in odd))
    names = [client.name for client in build_roster(table, guess_mapping(table)).clients]
    assert names == [
        "![x](http://evil.example/a.png)",
        "<img src=x onerror=alert(1)>",
        "👩‍👩‍👧 Löwe",
        "José",
        "evil",
        "=HYPERLINK(1)",
        "'t Hooft",
        "X" * 80,
        "A B",
    ]


def test_rows_that_name_nobody_are_listed():
    report = check_report(b"name,email,hours\nA.B.,,1\n,,7\nn/a,-,8\nNull,,1\n")
    assert report["skipped"] == [{"row": n, "reason": "no_name"} for n in (3, 4, 5)]
    assert check_report(b"first name,last name\nJennifer,Null\n")["clients"] == 1


def test_long_cells_are_cut_and_listed():
    table = read_table(b"name,notes\nA.B.," + b"x" * 3_000 + b"\n")
    roster = build_roster(table, guess_mapping(table))
    assert len(str(roster.clients[0].values["notes"])) == 2_000
    assert [(p.row, p.column, p.reason) for p in roster.receipt.problems] == [(2, "notes", "cell_cut")]


def test_repeated_headers_feed_one_field_and_repeat_rows_are_skipped():
    table = read_table(b"name,hours,hours\nA.B.,1,2\nname,hours,hours\nC.D.,3,4\n")
    roster = build_roster(table, guess_mapping(table))
    assert [client.values for client in roster.clients] == [{"hours": 1}, {"hours": 3}]
    assert [(skip.row, skip.reason) for skip in roster.receipt.skipped] == [(3, "header_again")]


def test_a_header_below_titles_can_be_named():
    data = b"one,two\nthree,four\nfoo,bar\nA.B.,7\n"
    assert read_table(data, header_row=3).headers == ("foo", "bar")
    assert read_table(data, header_row=0).rows[0] == ("one", "two")


def test_five_thousand_clients_keep_apart():
    rows = "".join(f"C{n},c{n}@x.example,{n % 300}\n" for n in range(5_000))
    table = read_table(f"name,email,hours\n{rows}".encode())
    roster = build_roster(table, guess_mapping(table))
    assert roster.receipt.clients == 5_000
    assert len({client.id for client in roster.clients}) == 5_000


def test_spreadsheets_give_what_the_csv_gives():
    rows = [
        ["Client list", "", ""],
        [],
        ["Name", "Yearly spend", "Client since"],
        ["Ana", 1200.5, "2024-01-02"],
        ["Bo", 900, ""],
    ]
    book = workbook({"notes": [["read me"]], "clients": rows})
    table = read_table(book, "list.xlsx")
    assert (table.sheets, table.sheet, table.header_row) == (("notes", "clients"), "clients", 3)
    roster = build_roster(table, guess_mapping(table))
    assert [(c.name, c.values) for c in roster.clients] == [
        ("Ana", {"annual_value": 1200.5, "first_date": "2024-01-02"}),
        ("Bo", {"annual_value": 900}),
    ]
    assert (roster.receipt.encoding, roster.receipt.delimiter) == (None, None)
    assert read_table(book, "list.xlsx", sheet="notes").rows[:] == [("read me",)]


def test_typed_initials_repeat_gently():
    clients = from_names(["A.B.", " ", "C.D.", "a.b.", "A.B."])
    assert [client.name for client in clients] == ["A.B.", "C.D.", "a.b. (2)", "A.B. (3)"]
    more = from_names(["C.D."], existing=clients)
    assert [client.name for client in more] == ["C.D. (2)"]
    assert len({client.id for client in (*clients, *more)}) == 5


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ana\nBo\nCy", ["Ana", "Bo", "Cy"]),
        ("Ana\t1200\nBo\t900", ["Ana", "Bo"]),
        ("Name\tHours\nAna\t3", ["Ana"]),
        ("Ana; 3\nBo; 4\n", ["Ana", "Bo"]),
        ("Ana Brook\tFair\nBo Hill\tChamber", ["Ana Brook", "Bo Hill"]),
    ],
)
def test_pasted_lists(text, names):
    table = from_pasted(text)
    assert [client.name for client in build_roster(table, guess_mapping(table)).clients] == names


def account(data):
    """Read anything: either one named failure, or a receipt in which every row went somewhere."""
    try:
        table = read_table(data)
        receipt = build_roster(table, guess_mapping(table)).receipt
    except UnreadableFile:
        return
    assert receipt.rows_read == len(table.rows)
    assert receipt.rows_read == receipt.clients + receipt.merged + receipt.folded + len(receipt.skipped)
    last = table.header_row + len(table.rows)
    assert all(problem.row is None or 0 < problem.row <= last for problem in receipt.problems)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes(data):
    account(data)


CELL = st.one_of(
    st.sampled_from(
        'name|Amount|Date|email|phone|id|Total|TOTAL|a@b.example|1.234,5|(3)|3/4/25||-|n/a|"|A.B.|Total for A.B.|tier|1'
        "|020 7946 0001|birthday|referred by|Accrual Basis|٣|²".split("|")
    ),
    st.text(max_size=8),
    st.dates().map(str),
    st.floats().map(str),
)


@settings(max_examples=300, deadline=None)
@given(
    rows=st.lists(st.lists(CELL, max_size=6), max_size=12),
    mark=st.sampled_from([",", ";", "\t", "|"]),
    encoding=st.sampled_from(["utf-8", "utf-16", "cp1252"]),
)
def test_any_table(rows, mark, encoding):
    account("\n".join(mark.join(row) for row in rows).encode(encoding, errors="replace"))


@settings(max_examples=15, deadline=None)
@given(st.data())
def test_any_damage_to_a_workbook(data):
    book = bytearray(workbook({"a": [["name", "hours"], ["A.B.", 3]]}))
    for _ in range(data.draw(st.integers(1, 8))):
        book[data.draw(st.integers(0, len(book) - 1))] = data.draw(st.integers(0, 255))
    account(bytes(book))
