"""`icp export` as scripts use it: each format by a reader that is not its writer, one line when it cannot be done."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from docx import Document
from icalendar import Calendar
from openpyxl import load_workbook
from pptx import Presentation
from pypdf import PdfReader

from icp.cli import main
from icp.export.backup import read_backup, write_backup
from icp.model import Workbook
from icp.sample import sample_workbook


@dataclass
class Done:
    returncode: int
    stdout: bytes
    stderr: bytes


Icp = Callable[..., Done]


@pytest.fixture
def icp(capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Icp:
    """``icp export …`` in this very process: starting another costs more than most files."""

    def run(*arguments: str | Path, feed: bytes = b"", **environment: str) -> Done:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(feed)))
        capfdbinary.readouterr()
        code = 0
        try:
            main(["export", *map(str, arguments)])
        except SystemExit as end:
            code = int(end.code or 0)
        sys.stdout.flush()
        return Done(code, *capfdbinary.readouterr())

    return run


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("copy") / "workbook.json"
    path.write_text(sample_workbook().to_json())
    return path


@pytest.fixture
def write(icp: Icp, copy: Path, tmp_path: Path) -> Callable[..., bytes]:
    """What stands in the file after ``icp export COPY --to FORMAT …``."""

    def run(format: str, *more: str) -> bytes:
        out = tmp_path / f"out.{format}"
        assert icp(copy, "--to", format, *more, "-o", out) == Done(0, b"", b"")
        assert list(tmp_path.iterdir()) == [out], "nothing else is left beside it"
        return out.read_bytes()

    return run


def test_pdf(write: Callable[..., bytes]) -> None:
    read = PdfReader(io.BytesIO(write("pdf")))
    text = " ".join(page.extract_text() for page in read.pages)
    assert "Salt & Ledger" in text
    assert "Sample, all invented" in text
    assert len(read.pages) > 5
    assert {round(float(page.mediabox.width)) for page in read.pages} == {595}


def test_one_part_on_letter_paper_without_names(write: Callable[..., bytes]) -> None:
    data = write("pdf", "--part", "portrait", "--paper", "letter", "--hide-names")
    (page,) = PdfReader(io.BytesIO(data)).pages
    assert (round(float(page.mediabox.width)), round(float(page.mediabox.height))) == (612, 792)


def test_a_kept_copy_does_not_pretend_to_hide_names(icp: Icp, copy: Path, tmp_path: Path) -> None:
    out = tmp_path / "copy.json"
    done = icp(copy, "--to", "json", "-o", out, "--hide-names")
    assert (done.returncode, done.stdout, out.exists()) == (2, b"", False)
    assert done.stderr.count(b"\n") == 1
    assert b"--hide-names" in done.stderr


def test_docx_holds_rules_packet_and_letters(write: Callable[..., bytes]) -> None:
    file = Document(io.BytesIO(write("docx")))
    text = "\n".join(paragraph.text for paragraph in file.paragraphs)
    assert "How we work together" in text
    assert "I answer Monday to Friday, nine to five." in text
    assert "Dear Dirk" in text or "Dirk H." in text


def test_pptx(write: Callable[..., bytes]) -> None:
    slides = Presentation(io.BytesIO(write("pptx"))).slides
    assert len(slides) > 3
    assert any(shape.has_chart for slide in slides for shape in slide.shapes)


def test_xlsx(write: Callable[..., bytes]) -> None:
    book = load_workbook(io.BytesIO(write("xlsx")))
    names = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert {client.name for client in sample_workbook().clients} <= names
    assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


@pytest.mark.parametrize("format", ["csv", "crm"])
def test_csv(write: Callable[..., bytes], format: str) -> None:
    text = write(format).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    # two clients stand twice in Nora's own database, which gets both rows back
    assert len(rows) == len(sample_workbook().clients) + (2 if format == "crm" else 0)
    fit = "Fit" if format == "csv" else "Ideal client: fit"
    assert all(0 <= int(row[fit]) <= 100 for row in rows if row[fit])
    assert sum(bool(row[fit]) for row in rows) > 40


def test_ics(write: Callable[..., bytes]) -> None:
    events = Calendar.from_ical(write("ics")).walk("VEVENT")
    titles = {str(event["SUMMARY"]) for event in events}
    assert {promise.text for promise in sample_workbook().promises} <= titles


def test_json_is_the_copy(write: Callable[..., bytes]) -> None:
    assert read_backup(write("json")) == sample_workbook()


def test_from_standard_input_to_standard_output(icp: Icp, copy: Path) -> None:
    done = icp("-", "--to", "json", "-o", "-", feed=copy.read_bytes())
    assert (done.returncode, done.stderr) == (0, b"")
    assert read_backup(done.stdout) == sample_workbook()


# ── what cannot be done ──────────────────────────────────────────────────────────────────────────────────────────


def fails(done: Done) -> str:
    assert done.returncode == 2
    assert done.stdout == b""
    (line,) = done.stderr.decode().splitlines()
    assert line.startswith("icp: ")
    return line


def test_a_refused_copy_says_why_in_one_line(icp: Icp, copy: Path, tmp_path: Path) -> None:
    newer = tmp_path / "newer.json"
    newer.write_text(json.dumps({**json.loads(copy.read_text()), "schema_version": 99}))
    out = tmp_path / "out.pdf"
    assert "A newer version of this workshop wrote it." in fails(icp(newer, "--to", "pdf", "-o", out))
    newer.write_bytes(b"\xff")
    assert "not a kept copy" in fails(icp(newer, "--to", "pdf", "-o", out))
    assert "No such file" in fails(icp(tmp_path / "none.json", "--to", "pdf", "-o", out))
    assert not out.exists()


def test_a_locked_copy_asks_for_its_password(icp: Icp, tmp_path: Path) -> None:
    locked, out = tmp_path / "locked.json", tmp_path / "out.csv"
    locked.write_bytes(write_backup(sample_workbook(), "Grüne Tür 7"))
    assert "It is locked with a password." in fails(icp(locked, "--to", "csv", "-o", out))
    assert "not the password" in fails(icp(locked, "--to", "csv", "-o", out, ICP_BACKUP_PASSWORD="guess"))
    assert not out.exists()
    assert icp(locked, "--to", "csv", "-o", out, ICP_BACKUP_PASSWORD="Grüne Tür 7").returncode == 0
    assert "Ines K." in out.read_text("utf-8-sig")


def test_what_cannot_be_written_leaves_what_was_there(icp: Icp, copy: Path, tmp_path: Path) -> None:
    assert "cannot write" in fails(icp(copy, "--to", "json", "-o", tmp_path / "none" / "out.json"))
    assert "cannot write" in fails(icp(copy, "--to", "json", "-o", tmp_path))
    assert list(tmp_path.iterdir()) == []
    full = Path("/dev/full")
    if full.exists():
        assert "No space left" in fails(icp(copy, "--to", "json", "-o", full))


def test_a_disk_that_fills_up_leaves_the_file_that_was_there(copy: Path, tmp_path: Path) -> None:
    """A file may be no larger than 10 kB here, so the copy breaks off half way."""
    out = tmp_path / "out.json"
    out.write_text("before")
    code = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000));"
        "from icp.cli import main; main(sys.argv[1:])"
    )
    done = subprocess.run([sys.executable, "-c", code, "export", copy, "--to", "json", "-o", out], capture_output=True)
    assert "cannot write" in fails(done)
    assert out.read_text() == "before"
    assert [path.name for path in tmp_path.iterdir()] == ["out.json"]


def test_nothing_to_write_says_what_is_missing(icp: Icp, tmp_path: Path) -> None:
    empty, out = tmp_path / "empty.json", tmp_path / "out"
    empty.write_text(Workbook().to_json())
    assert "First put somebody on your list." in fails(icp(empty, "--to", "csv", "-o", out))
    assert "First say one must-have." in fails(icp(empty, "--to", "pdf", "--part", "screener", "-o", out))
    assert "goes with pdf, docx and pptx" in fails(icp(empty, "--to", "csv", "--part", "rules", "-o", out))
    assert "invalid choice" in fails(icp(empty, "--to", "gif", "-o", out))
    assert not out.exists()


def test_a_file_keeps_its_rights_and_a_new_one_has_the_usual_ones(write: Callable[..., bytes], tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    before = os.umask(0o027)
    try:
        write("json")
        assert out.stat().st_mode & 0o777 == 0o640
        out.chmod(0o600)
        write("json")
        assert out.stat().st_mode & 0o777 == 0o600
    finally:
        os.umask(before)
