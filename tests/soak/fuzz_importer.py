"""Generated files through the whole importer: nothing but a named refusal, every row accounted for, in time and memory.

    python -m tests.soak.fuzz_importer --count 100000 --seed 1

Each input follows from the seed, its kind and its number alone: ``--only csv:1234`` makes one again. Text tables are
valid exports damaged, or put together from a grammar of troublesome cells; vCards likewise; kept copies are damaged as
text and as trees; workbooks (XLSX, XLS, ODS) are damaged as bytes and inside their zip. Of the workbooks, ``--real``
go through the process every upload gets; the others meet the same reader in a worker that lives on (a process each
would take an hour), with the server's side of it unchanged.
"""

from __future__ import annotations

import argparse
import io
import json
import random
import resource
import select
import signal
import subprocess
import sys
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from icp.export.backup import BackupRefused, read_backup
from icp.model import Client, Workbook
from icp.roster import UnreadableFile, build_roster, guess_mapping, read_table, spreadsheet
from icp.sample import sample_workbook

ROOT = Path(__file__).resolve().parent.parent.parent
SHARES = {"csv": 50, "vcard": 20, "json": 15, "xlsx": 15}
SECONDS = 2.0
"""CPU time one input may take, of the server's."""
MEMORY = 3 << 30
FIELDS = ("general", "general", "general", "credit", "health")


# ── inputs ───────────────────────────────────────────────────────────────────────────────────────────────────────

CELLS = (
    *"Name|First name|Last name|email|E-Mail|Phone|Company|Amount|Total|TOTAL|Date|Client since|Birthday|Age".split(
        "|"
    ),
    *"Income|id|ID|Customer ID|Referred by|Source|tier|Rating|Notes|Status|hours|Yearly spend|Sale date|Type".split(
        "|"
    ),
    *"Invoice|Postcode|City|Marital status|Religion|Accrual Basis|Total for A.B.|Grand total|Page 1 of 2".split("|"),
    *"A.B.|C.D.|Müller, Jörg|Ana Brook|Acme, Inc.|O'Neil|a@b.example|c@d.example; e@f.example".split("|"),
    *"020 7946 0001|+44 20 7946|1.234,56|1,234.56|(40.00)|-3|40-|€ 12|12k|1e5|1e999|٣|²|½|3/4/25|13/2/2024".split("|"),
    *"2/13/2024|2024-01-02|31.12.1999|1. Mai 2024|May 2024|1604-05-01|--0501|45000|20240101|0|00|007".split("|"),
    *"yes|no|Ja|x|n/a|-|–|null|NULL|NaN|inf|-inf".split("|"),
    *("", "", "", " ", "\u00a0", "\u202e", "\u200b", "\ufeff", "\x00", "\x1b", "'=1+1", "=1+1", "+1", "@x", "\t"),
    *('"', '""', '"A,B"', '"A\nB"', "A;B", "A\tB", "A|B", "a,b", "👩\u200d👩\u200d👧", "e\u0301", "\u0301" * 40),
    *("x" * 300, "x" * 2_100, "9" * 40, "1," * 90, "[x](http://e.example)", "<b>", "{name}", "%s", "$A$1"),
    *("C:\\x", "\\", "\\n", "\ud800", "\U0001f600", "İ", "ß", "ﬁ", "Ⅷ"),
)
CARD = (
    *("BEGIN:VCARD", "END:VCARD", "VERSION:2.1", "VERSION:3.0", "VERSION:4.0", "FN:Ana Brook", "N:Brook;Ana;;;"),
    *("FN:", "N:", "EMAIL:a@b.example", "item1.EMAIL;TYPE=HOME:c@d.example", "TEL;CELL:+44 20 7946"),
    *("TEL;VALUE=uri:tel:+1;ext=2", "TEL;FAX:1", "ORG:Brook\\, Ltd;Ovens", "TITLE:Owner", "BDAY:19800501"),
    *("BDAY:--0501", "BDAY;X-APPLE-OMIT-YEAR=1604:1604-05-01", "ADR;TYPE=WORK:;;1 Way;Leeds;;LS1;UK"),
    *("CATEGORIES:a,b", "NOTE:a\\nb", "NOTE;ENCODING=QUOTED-PRINTABLE:a=C3=BC=", "=0D=0Ab=", "PHOTO;ENCODING=b:/9j/"),
    *("FN;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:J=F6rg", "FN;CHARSET=idna;QUOTED-PRINTABLE:=zz"),
    *(" 4AAQ", "\tx", "", "AGENT:", "KIND:group", ":", ";", 'X;A="', "TEL;a=" + ",x" * 15, "=", "\\", "x" * 300),
)
ENCODINGS = ("utf-16", "utf-16-le", "cp1252", "utf-8-sig", "utf-32")
JSON = (*CELLS, "[", "{", "]", "}", '":', "NaN", "1e999", "\\ud800", "null", "true", "9" * 30)
VALUES = (None, True, 0, -1, 1.5, 10**17, 10**40, "", "x", "e\u0301", "\u202e", "x" * 3_000, [], {}, [[]], {"a": 1})
XML = (
    *('<c r="XFD1048576"><v>1</v></c>', 'r="A0"', 'r="ZZZZ9"', 't="s"', "<v>99999999</v>", "<v>-1</v>", "<v>1e999</v>"),
    *(
        "<v>nan</v>",
        "&lt;",
        "&#0;",
        "&#xD800;",
        "&bad;",
        "<![CDATA[",
        "]]>",
        "<!--",
        '<row r="1048576">',
        '<row r="-1">',
    ),
    *("</row>", "<a>" * 50, 'table:number-rows-repeated="99999"', 'table:number-columns-repeated="9999"', 's="99"'),
    *('t="d"', 't="e"', 't="b"', " ", "\x00"),
)
WEIGHTY = ("sheet1.xml", "Strings.xml", "workbook.xml", "content.xml", "styles.xml")


def seeds_of_text() -> list[bytes]:
    files = [*(ROOT / "tests/roster/exports").glob("*.*"), *(ROOT / "data/sample").glob("*.csv")]
    return [path.read_bytes()[:6_000] for path in sorted(files)] or [b"name,hours\nA.B.,3\n"]


def seeds_of_books() -> list[bytes]:
    """Workbooks of each kind; the old one where the means to write it is installed."""
    import xlsxwriter

    rows = [
        ["Name", "Yearly spend", "Client since", "email"],
        ["Ana", 1200.5, "2024-01-02", "a@b.example"],
        ["Bo", 900, "", True],
    ]
    books = []
    for names in (("clients",), ("notes", "clients", "x")):
        file = io.BytesIO()
        with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
            for name in names:
                sheet = book.add_worksheet(name)
                for at, row in enumerate(rows):
                    sheet.write_row(at, 0, row)
        books.append(file.getvalue())
    cells = "".join(
        "<table:table-row>"
        + "".join(f'<table:table-cell office:value-type="string"><text:p>{c}</text:p></table:table-cell>' for c in row)
        + "</table:table-row>"
        for row in rows
    )
    space = "urn:oasis:names:tc:opendocument:xmlns:"
    content = (
        f'<office:document-content xmlns:office="{space}office:1.0" xmlns:table="{space}table:1.0"'
        f' xmlns:text="{space}text:1.0"><office:body><office:spreadsheet><table:table table:name="a">{cells}'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    books.append(file.getvalue())
    with suppress(ImportError):
        import xlwt

        old = xlwt.Workbook()
        sheet = old.add_sheet("a")
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write(at, column, cell)
        file = io.BytesIO()
        old.save(file)
        books.append(file.getvalue())
    return books


def damage(rnd: random.Random, data: bytes, words: tuple[str, ...]) -> bytes:
    """A few cuts, doublings, swaps and intrusions."""
    out = bytearray(data)
    for _ in range(rnd.choice((1, 1, 2, 3, 5, 9))):
        if not out:
            break
        at, length = rnd.randrange(len(out)), rnd.choice((1, 1, 2, 8, 40, 300))
        match rnd.randrange(7):
            case 0:
                out[at] = rnd.randrange(256)
            case 1:
                del out[at : at + length]
            case 2:
                out[at:at] = out[at : at + length] * rnd.choice((1, 2, 20))
            case 3:
                out[at:at] = rnd.choice(words).encode(errors="surrogatepass")
            case 4:
                out[at:at] = bytes(rnd.choice((b'"', b",", b";", b"\n", b"\r", b"\x00", b"\xff", b"\xc3"))) * length
            case 5:
                other = rnd.randrange(len(out))
                out[at : at + length], out[other : other + length] = out[other : other + length], out[at : at + length]
            case _:
                del out[at:]
    return bytes(out)


def make_csv(rnd: random.Random, seeds: list[bytes]) -> bytes:
    if rnd.random() < 0.45:
        data = rnd.choice(seeds)
        if rnd.random() < 0.3:  # another encoding, the same words
            with suppress(UnicodeError):
                data = data.decode("utf-8-sig").encode(rnd.choice(ENCODINGS))
        return damage(rnd, data, CELLS) if rnd.random() < 0.95 else data + rnd.choice(seeds)
    mark = rnd.choice((",", ",", ";", "\t", "|", ":::", ""))
    width, ends = rnd.choice((1, 2, 3, 5, 9, 30)), rnd.choice(("\n", "\r\n", "\r", "\n\n"))
    lines = []
    if rnd.random() < 0.6:
        lines.append(mark.join(rnd.choice(CELLS[:38]) for _ in range(width)))
    for _ in range(rnd.choice((0, 1, 3, 8, 25))):
        count = width if rnd.random() < 0.9 else rnd.randrange(2 * width + 1)
        cells = [rnd.choice(CELLS) for _ in range(count)]
        if rnd.random() < 0.3:
            cells = ['"' + cell.replace('"', '""') + '"' for cell in cells]
        lines.append(mark.join(cells))
    encoding = rnd.choice(("utf-8", "utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1252", "utf-32"))
    return ends.join(lines).encode(encoding, errors=rnd.choice(("replace", "xmlcharrefreplace")))


def make_vcard(rnd: random.Random, _: object) -> bytes:
    ends = rnd.choice(("\r\n", "\n", "\r"))
    lines = ["BEGIN:VCARD"]
    for _ in range(rnd.choice((1, 2, 4, 8))):
        lines += ["BEGIN:VCARD"] * (rnd.random() < 0.8)
        lines += [rnd.choice(CARD) for _ in range(rnd.randrange(9))]
        lines += ["END:VCARD"] * (rnd.random() < 0.9)
    data = ends.join(lines).encode(rnd.choice(("utf-8", "utf-8", "cp1252", "utf-16")), errors="replace")
    return data if rnd.random() < 0.5 else b"BEGIN:VCARD\n" * (rnd.random() < 0.5) + damage(rnd, data, CARD)


def make_json(rnd: random.Random, seeds: list[bytes]) -> bytes:
    data = rnd.choice(seeds)
    if rnd.random() < 0.4:
        return damage(rnd, data, JSON)
    tree = json.loads(data)
    for _ in range(rnd.choice((1, 1, 2, 4))):
        node: Any = tree
        while isinstance(node, dict | list) and node:
            key = rnd.choice(list(node) if isinstance(node, dict) else range(len(node)))
            if rnd.random() < 0.35 or not isinstance(node[key], dict | list) or not node[key]:
                other: Any = rnd.choice(
                    (
                        None,
                        True,
                        0,
                        -1,
                        1.5,
                        10**17,
                        10**40,
                        "",
                        "x",
                        "e\u0301",
                        "\u202e",
                        "x" * 3_000,
                        [],
                        {},
                        [[]],
                        {"a": 1},
                    )
                )
                match rnd.randrange(4):
                    case 0:
                        node[key] = other
                    case 1:
                        node.pop(key)
                    case 2 if isinstance(node, list):
                        node.append(node[key])
                    case 2:
                        node[rnd.choice(CELLS[:60])] = node[key]
                    case _:
                        node[key] = rnd.choice((*CELLS, [other] * 3, {"id": other}))
                break
            node = node[key]
    return json.dumps(tree, ensure_ascii=rnd.random() < 0.5).encode(errors="surrogatepass")


def make_xlsx(rnd: random.Random, seeds: list[bytes]) -> bytes:
    data = rnd.choice(seeds)
    if not data.startswith(b"PK") or rnd.random() < 0.25:
        out = bytearray(data)
        for _ in range(rnd.choice((1, 2, 4, 12))):
            out[rnd.randrange(8, len(out))] = rnd.randrange(256)
        return bytes(out) if rnd.random() < 0.8 else damage(rnd, bytes(out), XML)
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        names = old.namelist()
        weighty = [name for name in names if name.endswith(WEIGHTY)]
        hit = {rnd.choice(weighty) for _ in range(rnd.choice((1, 1, 2)))}
        for name in names:
            content = old.read(name)
            if name in hit:
                content = damage(rnd, content, XML)
            if rnd.random() > 0.01:
                new.writestr(name, content)
    return file.getvalue()


MAKERS: dict[str, Callable[[random.Random, list[bytes]], bytes]] = {
    "csv": make_csv,
    "vcard": make_vcard,
    "json": make_json,
    "xlsx": make_xlsx,
}


# ── one input through the importer ───────────────────────────────────────────────────────────────────────────────


class TooSlow(BaseException):
    """The input took more than ten times its limit; nothing in between may swallow this."""


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    def stop(*_: object) -> None:
        raise TooSlow

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def import_table(rnd: random.Random, data: bytes, lists: list[tuple[Client, ...]]) -> str:
    """The whole way of a dropped file, now and then onto one of these client lists. Returns what came of it."""
    try:
        table = read_table(data, header_row=rnd.choice((None,) * 9 + (0, 1, 2, 15)))
        known = rnd.choice(lists) if rnd.random() < 0.3 else ()
        how: dict[str, Any] = {
            "existing": known,
            "field": rnd.choice(FIELDS),
            "date_order": rnd.choice((None, None, "day", "month")),
            "translate": rnd.random() < 0.8,
        }
        roster = build_roster(table, guess_mapping(table), **how)
    except UnreadableFile as refused:
        return refused.code
    receipt = roster.receipt
    assert receipt.rows_read == len(table.rows), "rows of the receipt and of the table"
    gone = receipt.clients + receipt.merged + receipt.folded + len(receipt.skipped)
    assert receipt.rows_read == gone, f"{receipt.rows_read} rows read, {gone} accounted for"
    last = table.header_row + len(table.rows)
    assert all(p.row is None or 0 < p.row <= last for p in receipt.problems), "a problem outside the file"
    assert all(0 < skip.row <= last for skip in receipt.skipped), "a skipped row outside the file"
    assert all(known_client.id in {c.id for c in roster.clients} for known_client in known), "a known client is lost"
    assert len({client.id for client in roster.clients}) == len(roster.clients), "two clients share an id"
    json.dumps(receipt.as_json(), allow_nan=False).encode()
    if rnd.random() < 0.1:
        work = Workbook(clients=roster.clients)
        assert read_backup(work.to_json().encode()) == work, "a kept copy of these clients does not come back"
    return "clients" if receipt.clients else "no client"


def open_copy(data: bytes) -> str:
    try:
        work = read_backup(data)
    except BackupRefused as refused:
        return refused.code
    assert read_backup(work.to_json().encode()) == work, "what was opened is not what is kept"
    return "opened"


class Worker:
    """:mod:`tests.soak.sheet_worker` in the place of a process for each file."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self.deaths = 0

    def run(self, _: Path, question: bytes, limits: spreadsheet.Limits) -> tuple[int | None, bytes]:
        process = self.process = self.process or self._start()
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(b"%8d" % len(question) + question)
            process.stdin.flush()
            if not select.select([process.stdout], [], [], limits.wall)[0]:
                self.close()
                return None, b""
            head = process.stdout.read(16)
            if len(head) == 16:
                return int(head[:8]), process.stdout.read(int(head[8:]))
        except BrokenPipeError:
            pass
        self.deaths += 1
        self.close()
        return -signal.SIGABRT, b""

    def _start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "tests.soak.sheet_worker"]
        pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        return subprocess.Popen(command, cwd=ROOT, **pipes)

    def close(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.communicate()
            self.process = None


# ── the run ──────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class Run:
    """What a run came to: outcomes by kind, failures with the way to make each again, the slowest input of a kind."""

    outcomes: dict[str, Counter[str]] = field(default_factory=lambda: {kind: Counter() for kind in SHARES})
    failures: list[str] = field(default_factory=list)
    slowest: dict[str, tuple[float, str]] = field(default_factory=dict)
    real: int = 0
    worker_deaths: int = 0

    @property
    def inputs(self) -> int:
        return sum(counter.total() for counter in self.outcomes.values())

    def told(self) -> str:
        lines = [f"{self.inputs} inputs, {len(self.failures)} failures"]
        for kind, counter in self.outcomes.items():
            seconds, which = self.slowest.get(kind, (0.0, "-"))
            lines.append(f"{kind}: {counter.total()}, slowest {seconds:.2f} s ({which})")
            lines += [f"    {count:7} {outcome}" for outcome, count in counter.most_common()]
        lines.append(f"workbooks in a process of their own: {self.real}; deaths of the worker: {self.worker_deaths}")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        return "\n".join([*lines, f"memory at its highest: {peak} MB", *self.failures])


def make(kind: str, number: int, seed: int, seeds: dict[str, list[bytes]]) -> tuple[random.Random, bytes]:
    rnd = random.Random(f"{seed}:{kind}:{number}")
    return rnd, MAKERS[kind](rnd, seeds[kind])


def all_seeds() -> dict[str, list[bytes]]:
    sample = sample_workbook()
    small = sample.model_copy(update={"clients": sample.clients[:3], "receipts": ()})
    return {
        "csv": seeds_of_text(),
        "vcard": [],
        "json": [small.to_json().encode(), Workbook().to_json().encode()],
        "xlsx": seeds_of_books(),
    }


def fuzz(count: int, seed: int, *, real: int = 0, only: str | None = None, seconds: float = SECONDS) -> Run:
    """``count`` inputs, the first ``real`` workbooks in processes of their own; stops at twenty failures."""
    run, worker, seeds = Run(), Worker(), all_seeds()
    own_process = spreadsheet._run
    lists = [build_roster(table, guess_mapping(table)).clients[:50] for table in map(read_table, seeds["csv"][::6])]
    plan = [(kind, number) for kind, share in SHARES.items() for number in range(count * share // 100)]
    if only is not None:
        plan = [(only.partition(":")[0], int(only.partition(":")[2]))]
    try:
        for kind, number in plan:
            rnd, data = make(kind, number, seed, seeds)
            alone = kind == "xlsx" and run.real < real
            run.real += alone
            spreadsheet._run = own_process if alone else worker.run
            start = time.process_time()
            try:
                with at_most(10 * seconds):
                    outcome = open_copy(data) if kind == "json" else import_table(rnd, data, lists)
            except (Exception, TooSlow) as failure:
                outcome = f"FAILED {type(failure).__name__}"
                told = f"{kind}:{number} {type(failure).__name__}: {str(failure)[:200]}"
                where = traceback.extract_tb(failure.__traceback__)[-1]
                run.failures.append(f"{told} at {Path(where.filename).name}:{where.lineno}")
            taken = time.process_time() - start
            if taken > seconds and not outcome.startswith("FAILED"):
                run.failures.append(f"{kind}:{number} took {taken:.1f} s")
            run.outcomes[kind][outcome] += 1
            run.slowest[kind] = max(run.slowest.get(kind, (0.0, "")), (taken, f"{kind}:{number}"))
            if len(run.failures) >= 20:
                break
    finally:
        spreadsheet._run = own_process
        run.worker_deaths = worker.deaths
        worker.close()
    return run


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--real", type=int, default=2_000, help="workbooks read in a process of their own")
    parser.add_argument("--only", help="one input, as in csv:1234; its bytes go to standard output")
    asked = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    if asked.only:
        kind, _, number = asked.only.partition(":")
        sys.stdout.buffer.write(make(kind, int(number), asked.seed, all_seeds())[1])
        sys.stdout.flush()
    run = fuzz(asked.count, asked.seed, real=asked.real, only=asked.only)
    print(run.told(), file=sys.stderr if asked.only else sys.stdout)
    return 1 if run.failures else 0


if __name__ == "__main__":
    sys.exit(main())
