"""Which files there are, what each needs, what they are called, and that the switches reach every one."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import threading
import time
import zipfile
from datetime import date

import pytest
from lxml import etree
from pypdf import PdfReader

from icp.files import (
    FORMATS,
    MIME,
    PARTS,
    Format,
    NoSuchFile,
    NothingToWrite,
    Part,
    build_file,
    find_lack,
    name_file,
    paper_of,
)
from icp.model import Workbook
from icp.sample import sample_workbook
from icp.ui.files import AT_ONCE, in_turn

DAY = date(2026, 11, 22)
SAMPLE = sample_workbook()
WITHOUT_NAMES: list[tuple[Format, Part | None]] = [
    ("pdf", None), *(("pdf", part) for part in PARTS if part != "workbook"),
    ("docx", None), ("pptx", None), ("xlsx", None), ("csv", None), ("ics", None),
]  # fmt: skip


def text_of(format: Format, data: bytes) -> str:
    """All the words of a file."""
    if format == "pdf":
        return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
    if format in ("docx", "pptx", "xlsx"):
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            trees = [etree.fromstring(file.read(name)) for name in file.namelist() if name.endswith(".xml")]
        return " ".join(" ".join(tree.itertext()) for tree in trees)
    return data.decode("utf-8-sig")


@pytest.mark.parametrize(
    ("locale", "paper"),
    [("en-US", "letter"), ("fr-CA", "letter"), ("es_MX", "letter"), ("en-GB", "a4"), ("de", "a4"), ("es-ES", "a4"),
     ("es-419", "a4"), ("en-Latn-US", "letter"), ("", "a4"), (None, "a4")],
)  # fmt: skip
def test_the_paper_in_the_printer(locale: str | None, paper: str) -> None:
    assert paper_of(locale) == paper


def test_names_tell_files_of_one_day_apart() -> None:
    every: list[tuple[Format, Part | None]] = [(format, None) for format in FORMATS]
    every += [(format, part) for format in ("pdf", "docx") for part in PARTS if part != "workbook"]  # type: ignore[misc]
    names = [name_file(SAMPLE, format, part, DAY) for format, part in every]
    assert len(set(names)) == len(names)
    assert name_file(SAMPLE, "crm", None, DAY) == "icp_salt-ledger_crm_2026-11-22.csv"
    assert name_file(SAMPLE, "pdf", None, DAY) == "icp_salt-ledger_workbook_2026-11-22.pdf"
    assert set(MIME) == set(FORMATS)


def test_the_sample_lacks_nothing_and_nothing_lacks_everything() -> None:
    assert {find_lack(SAMPLE, format) for format in FORMATS} == {None}
    assert {find_lack(SAMPLE, "pdf", part) for part in PARTS} == {None}
    empty = Workbook()
    lacks = {format: find_lack(empty, format) for format in FORMATS}
    assert lacks == {
        "pdf": "anything", "docx": "rules", "pptx": "clients", "xlsx": "anything", "csv": "clients", "crm": "clients",
        "ics": None, "json": None,
    }  # fmt: skip
    assert {part: find_lack(empty, "docx", part) for part in PARTS} == {
        "portrait": "portrait", "workbook": "anything", "rules": "rules", "screener": "musts", "packet": "packet",
        "letters": "courses", "debrief": "clients",
    }  # fmt: skip
    online = empty.with_answer("rules_kit", "online")
    assert (find_lack(online, "docx", "packet"), find_lack(online, "docx")) == (None, None)
    with pytest.raises(NothingToWrite) as nothing:
        build_file(empty, "csv", DAY)
    assert nothing.value.lack == "clients"
    with pytest.raises(NoSuchFile):
        build_file(SAMPLE, "ics", DAY, part="rules")


@pytest.mark.parametrize(("format", "part"), WITHOUT_NAMES, ids=str)
def test_hidden_names_stand_in_no_file(format: Format, part: Part | None) -> None:
    text = text_of(format, build_file(SAMPLE, format, DAY, part=part, hidden=True))
    words = set(re.findall(r"\w+", text)) - {"Jan"}  # a month, too
    for client in SAMPLE.clients:
        assert client.name not in text
        assert client.name.split()[0] not in words, client.name


def test_no_database_file_without_names() -> None:
    with pytest.raises(NothingToWrite) as nothing:
        build_file(SAMPLE, "crm", DAY, hidden=True)
    assert nothing.value.lack == "names"


def test_files_speak_of_customers_where_the_owner_does() -> None:
    """Off the page nobody is being served, so the word comes with the work."""
    work = SAMPLE.changed(answers={**SAMPLE.answers, "term": "customer"})
    assert "Ideal customer: fit" in text_of("crm", build_file(work, "crm", DAY))
    assert "The customer" in text_of("docx", build_file(work, "docx", DAY, part="rules"))


def test_two_are_built_at_a_time_and_the_rest_wait() -> None:
    now, most, built = 0, 0, []
    counting = threading.Lock()

    def build() -> bytes:
        nonlocal now, most
        with counting:
            now += 1
            most = max(most, now)
        time.sleep(0.02)
        with counting:
            now -= 1
            built.append(1)
        return b""

    waiting = [threading.Thread(target=in_turn(build)) for _ in range(8)]
    for thread in waiting:
        thread.start()
    for thread in waiting:
        thread.join(5)
    assert (most, len(built)) == (AT_ONCE, 8)


def test_a_failed_build_gives_its_turn_back() -> None:
    def fail() -> bytes:
        raise ValueError

    for _ in range(AT_ONCE + 1):
        with pytest.raises(ValueError):
            in_turn(fail)()
    assert in_turn(lambda: b"x")() == b"x"


def test_what_is_loaded_ahead_is_all_a_file_needs() -> None:
    """In a process of its own, where nothing is loaded yet."""
    script = (
        "import sys; from datetime import date; from icp.files import build_file, load_writers; "
        "from icp.sample import sample_workbook; load_writers(); had = set(sys.modules); "
        "build_file(sample_workbook(), 'pdf', date(2026, 11, 22)); print(*sorted(set(sys.modules) - had))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    heavy = {name.split(".")[0] for name in done.stdout.split()} & {"scipy", "typst", "pandas", "networkx", "plotly"}
    assert heavy == set()
