"""What the files cost: time to describe and to write them, and how large they are.

Run with ``pytest tests/bench/test_exports_bench.py -s``. Nothing here asserts a time; that each file holds what it
should is asserted. The aim is one second for the sample's full work and ten for a list of two thousand.
"""

from __future__ import annotations

import io
import resource
import time
import zipfile
from datetime import date

from pypdf import PdfReader

from icp import report
from icp.export.book import write_book
from icp.export.document import Column, Document, Section, Table
from icp.export.docx import write_docx
from icp.export.pdf import write_pdf
from icp.export.pptx import write_pptx
from icp.model import Client, Workbook
from icp.sample import sample_workbook

DAY = date(2026, 11, 22)
MANY = 2_000
KINDS = ("portrait", "workbook", "rules", "screener", "packet", "letters")


def longer(work: Workbook, count: int) -> Workbook:
    """The sample with its clients told over and over under other names, senders among themselves."""

    def copy(client: Client, turn: int) -> Client:
        sender = client.values.get("referred_by")
        values = {**client.values, **({"referred_by": f"{sender} {turn}"} if sender and turn else {})}
        name = f"{client.name} {turn}" if turn else client.name
        return client.model_copy(
            update={"id": f"{client.id}t{turn}" if turn else client.id, "name": name, "values": values}
        )

    clients = [copy(client, turn) for turn in range(count // len(work.clients) + 1) for client in work.clients]
    return work.changed(clients=tuple(clients[:count]))


def measure(kind: str, document: Document, began: float) -> bytes:
    built = time.perf_counter()
    data = write_pdf(document)
    done = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    pages = len(PdfReader(io.BytesIO(data)).pages)
    print(
        f"{kind:>16}: {built - began:6.2f} s told, {done - built:6.2f} s written, {len(data) / 1000:7.0f} kB, "
        f"{pages:3} pages, {peak} MB at most so far"
    )
    return data


def test_the_sample_and_a_list_of_two_thousand() -> None:
    sample = sample_workbook()
    write_pdf(Document("rules", "T", DAY, ()))  # loads the writer and its fonts
    print()
    for name, work in (("sample", sample), (f"{MANY} clients", longer(sample, MANY))):
        print(f"{name}: {len(work.clients)} clients")
        for kind in KINDS:
            began = time.perf_counter()
            data = measure(kind, getattr(report, f"build_{kind}")(work, DAY), began)
            assert PdfReader(io.BytesIO(data)).pages[0].extract_text().strip()


def test_a_table_of_two_thousand_rows() -> None:
    columns = tuple(Column(label, "money" if label == "Yearly invoice" else "text") for label in (
        "Client", "Feeling", "Yearly invoice", "Source", "Place", "Fit", "Works well", "Must-haves"))  # fmt: skip
    rows = tuple(
        (f"Person Number {n}", "glad", 100.0 * n, "A friend", f"Town {n % 90}", str(n % 101), "yes", "no")
        for n in range(MANY)
    )
    began = time.perf_counter()
    document = Document("workbook", "List", DAY, (Section("list", "All", blocks=(Table(columns, rows),)),))
    data = measure("list", document, began)
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
    assert all(f"Number {n}\n" in text or f"Number {n} " in text for n in (0, 999, MANY - 1))


def test_office_files_of_the_sample_and_of_two_thousand() -> None:
    sample = sample_workbook()
    kinds = (
        ("book", write_book, "xl/worksheets/sheet2.xml"),
        ("workbook", write_docx, "word/document.xml"),
        ("letters", write_docx, "word/document.xml"),
        ("debrief", write_pptx, "ppt/slides/slide2.xml"),
    )
    for _, write, _ in kinds:
        write(Document("rules", "T", DAY, ()))  # loads the writer
    print()
    for name, work in (("sample", sample), (f"{MANY} clients", longer(sample, MANY))):
        for kind, write, member in kinds:
            began = time.perf_counter()
            document = getattr(report, f"build_{kind}")(work, DAY)
            built = time.perf_counter()
            data = write(document)
            done = time.perf_counter()
            print(f"{name:>14}: {kind:>9} {built - began:6.2f} s told, {done - built:6.2f} s written, "
                  f"{len(data) / 1000:6.0f} kB")  # fmt: skip
            with zipfile.ZipFile(io.BytesIO(data)) as package:
                assert len(package.read(member)) > 1000
