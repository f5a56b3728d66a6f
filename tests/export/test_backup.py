"""A kept copy comes back exactly, and nothing else comes in."""

from __future__ import annotations

import json
import subprocess
import sys
import unicodedata
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icp.export import backup
from icp.export.backup import (
    MAX_BYTES,
    MAX_DEPTH,
    BackupRefused,
    BackupTooBig,
    is_locked,
    lock_backup,
    read_backup,
    write_backup,
)
from icp.model import SCHEMA_VERSION, Client, OwnQuestion, Promise, Workbook, limit_marks
from icp.sample import sample_workbook

COPIES = Path(__file__).parent / "copies"


def test_the_sample_comes_back_exactly() -> None:
    work = sample_workbook()
    assert read_backup(work.to_json().encode()) == work
    assert read_backup(work.to_json().encode("utf-8-sig")) == work


EMPTY = json.loads(Workbook().to_json())


def changed(**parts: object) -> bytes:
    return json.dumps({**EMPTY, **parts}).encode()


PROTECTED = {"criteria": [{"id": "x", "column": "Marital status", "kind": "flag", "absolute": True}]}
NINE = {"criteria": [{"id": f"w{n}", "kind": "flag", "rank": n} for n in range(1, 10)]}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "not_json"),
        (b"\xff\xfe\x00", "not_json"),
        (b"name,tier\nA,1\n", "not_json"),
        (b"[1, 2]", "not_a_copy"),
        (b'{"schema_version": 1}', "not_a_copy"),
        (b"[" * 100_000, "too_deep"),
        (b'{"a":' * (MAX_DEPTH + 1) + b"1" + b"}" * (MAX_DEPTH + 1), "too_deep"),
        (b'{"clients": [], "clients": [], "avatar": {}}', "twice"),
        (b'{"clients": [], "avatar": {"fit_line": NaN}}', "not_finite"),
        (b'{"clients": [], "avatar": {"fit_line": 1e999}}', "not_finite"),
        (changed(schema_version=2), "newer"),
        (changed(nonsense=1), "broken"),
        (changed(avatar=PROTECTED), "broken"),
        (changed(avatar=NINE), "broken"),
        (changed(clients=[{"id": "a", "name": "A"}, {"id": "a", "name": "B"}]), "broken"),
        (changed(clients=[{"id": "a", "name": "A", "values": {"hours": {"deep": 1}}}]), "broken"),
        (b" " * (MAX_BYTES + 1), "too_big"),
        (b"[]" * 2_100_000, "too_big"),
        (b"[" + b"1," * 4_100_000 + b"1]", "too_big"),
        (changed(schema_version=True), "broken"),
        (changed(schema_version="1"), "broken"),
        (changed(schema_version=1.0), "broken"),
        (changed(schema_version=0), "broken"),
        (changed(avatar={"fit_line": 10**19}), "not_finite"),
        (b'{"clients": [], "avatar": {"fit_line": ' + b"9" * 5_000 + b"}}", "not_finite"),
        ('{"clients": [], "avatar": {}, "answers": {"caf\u00e9": 1, "cafe\u0301": 2}}'.encode(), "twice"),
        (b'{"clients": [{"id": "a", "name": "\\ud800A"}], "avatar": {}}', "broken"),
        (json.dumps(EMPTY).encode("utf-16"), "not_json"),
        (json.dumps(EMPTY).encode() + b"\n{}", "not_json"),
        (b'{"clients": [], "avatar": {}, "answers": {"\x00": 1}}', "not_json"),
        (changed(answers={f"x_{n}": n for n in range(10_001)}), "broken"),
        (changed(dealings={"prospects": [{"name": "A.B.", "day": "2026-11-22"}] * 10_001}), "broken"),
        (changed(clients={"a": 1}), "broken"),
    ],
)
def test_anything_else_is_refused_with_its_reason(data: bytes, code: str) -> None:
    with pytest.raises(BackupRefused) as refused:
        read_backup(data)
    assert refused.value.code == code


def test_texts_come_in_composed() -> None:
    work = read_backup(changed(answers={"business_name": "Cafe\u0301"}))
    assert work.text("business_name") == "Café"


@pytest.mark.parametrize("text", ["a\n\u0301b", "\n\u0323", "a\\\u0338", '"\u0301', "\x1f\u0301", "\u0301"])
def test_an_accent_after_an_escape_is_no_part_of_it(text: str) -> None:
    work = Workbook(answers={"business_name": text})
    assert read_backup(work.to_json().encode()) == work
    assert read_backup(json.dumps(json.loads(work.to_json())).encode()) == work


def test_depth_is_counted_outside_strings() -> None:
    answers = {"business_name": '[{"' * 50 + "\\"}
    assert read_backup(changed(answers=answers)).text("business_name") == '[{"' * 50 + "\\"


HEAVY = r"""
import time
from pathlib import Path
from icp.export.backup import BackupRefused, read_backup

for make in (
    lambda: b'{"avatar":{},"clients":[' + b"[]," * 320_000 + b"[]]}",
    lambda: b'{"avatar":{},"clients":[' + b"{}," * 330_000 + b"{}]}",
    lambda: b'{"avatar":{},"clients":[' + b"1," * 19_600_000 + b"1]}",
    lambda: b'{"clients":[],"avatar":{"criteria":[' + b"1," * 19_600_000 + b"1]}}",
    lambda: b'{"clients":[],"avatar":{},"promises":[' + b"{}," * 330_000 + b"{}]}",
    lambda: b'{"clients":[' + b"[]," * 13_200_000,
    lambda: b"[" * 39_999_999,
    lambda: b'{"avatar":{},"clients":[],"answers":{"business_name":"' + b"a" * 39_600_000,
    lambda: b'{"clients":[],"avatar":{},"answers":{' + b",".join(b'"%d":[]' % n for n in range(400_000)) + b"}}",
    lambda: ('{"clients":[],"avatar":{"a":"a' + "\u0301\u0323" * 9_600_000 + '"}}').encode(),
    lambda: ('{"clients":[],"avatar":{"a":[' + '"\u00e9\\n",' * 3_900_000 + '""]}}').encode(),
    lambda: ('{"clients":[],"avatar":{},"receipts":[{"a":[' + '"\u00e9\\n",' * 3_900_000 + '"\\ud800"]}]}').encode(),
):
    data = make()
    start = time.process_time()
    try:
        read_backup(data)
    except BackupRefused:
        # VmHWM, since ru_maxrss of a child begins with what its parent had
        peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
        print(time.process_time() - start, int(peak.split()[1]) * 1024)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak of a process is read from /proc")
def test_forty_megabytes_of_malice_cost_seconds_not_the_server() -> None:
    """3.3 million faults once took eight seconds and two gigabytes, five million combining marks hours."""
    done = subprocess.run([sys.executable, "-c", HEAVY], capture_output=True, text=True, timeout=120, check=True)
    costs = [tuple(map(float, line.split())) for line in done.stdout.splitlines()]
    assert len(costs) == 12
    assert max(seconds for seconds, _ in costs) < 8
    assert max(memory for _, memory in costs) < 600_000_000


def test_a_long_list_comes_back() -> None:
    clients = [{"id": f"{n:x}", "name": f"C{n}", "values": {"hours": n % 40}} for n in range(50_000)]
    assert len(read_backup(changed(clients=clients)).clients) == 50_000


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode()))
def test_no_bytes_do_more_than_be_refused(data: bytes) -> None:
    with pytest.raises(BackupRefused):
        read_backup(data)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from([*EMPTY]), JSON, min_size=1))
def test_no_part_of_a_copy_can_be_swapped_for_something_that_breaks(parts: dict[str, object]) -> None:
    try:
        work = read_backup(json.dumps({**EMPTY, **parts}).encode())
    except BackupRefused:
        return
    assert read_backup(work.to_json().encode()) == work


# ── sizes ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_long_imported_list_comes_back() -> None:
    """What is remembered of imports is one entry a client: more than any list of questions."""
    clients = tuple(Client(id=f"{n:x}", name=f"C{n}", values={"hours": n % 40}) for n in range(20_000))
    work = Workbook(clients=clients, imported={client.id: {"hours": 7} for client in clients})
    assert read_backup(write_backup(work)) == work


def test_a_copy_that_could_not_be_opened_again_is_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    work = Workbook(answers={"business_name": "x" * 4_000})
    size = len(write_backup(work))
    for password in ("", "secret"):
        monkeypatch.setattr(backup, "MAX_BYTES", size)
        assert read_backup(write_backup(work, password), password) == work
        monkeypatch.setattr(backup, "MAX_BYTES", size - 1)
        with pytest.raises(BackupTooBig):
            write_backup(work, password)


# ── with a password ──────────────────────────────────────────────────────────────────────────────────────────────


def refused(data: bytes, password: str = "") -> str:
    with pytest.raises(BackupRefused) as why:
        read_backup(data, password)
    return why.value.code


def test_a_password_opens_and_nothing_else_does() -> None:
    work = sample_workbook()
    locked = write_backup(work, "Grüne Tür 7")
    assert is_locked(locked)
    assert not is_locked(write_backup(work))
    assert b"Ines" not in locked
    assert read_backup(locked, "Grüne Tür 7") == work
    assert read_backup(locked, unicodedata.normalize("NFD", "Grüne Tür 7")) == work
    assert refused(locked) == "locked"
    assert refused(locked, "grüne Tür 7") == "password"
    assert write_backup(work, "Grüne Tür 7") != locked, "salt and nonce are new each time"


def test_a_changed_envelope_is_refused() -> None:
    sealed = json.loads(write_backup(Workbook(), "p"))
    assert set(sealed) == {"icp_backup", "kdf", "nonce", "data"}

    def with_parts(kdf: dict[str, object] | None = None, **parts: object) -> bytes:
        return json.dumps({**sealed, **parts, "kdf": {**sealed["kdf"], **(kdf or {})}}).encode()

    assert read_backup(with_parts(), "p") == Workbook().changed(created=read_backup(with_parts(), "p").created)
    assert refused(with_parts(data="AAAA" + sealed["data"][4:]), "p") == "password"
    assert refused(with_parts(nonce="AAAA"), "p") == "broken"
    assert refused(with_parts({"salt": "AAAA"}), "p") == "broken"
    assert refused(with_parts({"n": 2**40}), "p") == "broken", "a file must not choose how much memory is spent on it"
    assert refused(with_parts({"p": True}), "p") == "broken"
    assert refused(with_parts(icp_backup=2), "p") == "newer"
    assert refused(with_parts(icp_backup="1"), "p") == "broken"
    assert refused(b'{"icp_backup": 1}', "p") == "broken"
    assert refused(b'{"icp_backup": 1, "kdf": 7}', "p") == "broken"
    assert refused(b'{"icp_backup": 1, "kdf": {}}', "p") == "broken"


def test_what_is_locked_in_is_checked_like_any_other_file() -> None:
    assert refused(lock_backup(b'{"a": 1}', "p"), "p") == "not_a_copy"
    assert refused(lock_backup(changed(avatar=NINE), "p"), "p") == "broken"
    assert refused(lock_backup(lock_backup(b"{}", "p"), "p"), "p") == "not_a_copy", "one envelope, not many"


def test_a_small_file_cannot_inflate_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = lock_backup(b" " * 1_000_000 + b"{}", "p")
    assert len(bomb) < 5_000
    monkeypatch.setattr(backup, "MAX_BYTES", 500_000)
    assert refused(bomb, "p") == "too_big"


# ── versions ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_copies_of_every_released_version_open() -> None:
    assert read_backup((COPIES / "version_1.json").read_bytes()).text("business_name") == "Salt & Ledger"
    locked = read_backup((COPIES / "version_1_locked.json").read_bytes(), "Grüne Tür 7")
    assert [client.name for client in locked.clients] == ["Ann"]
    assert {int(path.stem.split("_")[1]) for path in COPIES.glob("version_*.json")} == {*range(1, SCHEMA_VERSION + 1)}


def test_an_older_copy_is_brought_up_step_by_step(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two made-up ancestors: -1 knew "people", 0 called the answers "said"."""
    steps = {
        -1: lambda raw: {"schema_version": 0, "clients": raw["people"], **{k: raw[k] for k in ("avatar", "said")}},
        0: lambda raw: {"schema_version": 1, "answers": raw["said"], **{k: raw[k] for k in ("avatar", "clients")}},
    }
    monkeypatch.setattr(backup, "MIGRATIONS", steps)
    old = {"schema_version": -1, "avatar": {}, "clients": [], "people": [{"id": "a", "name": "A"}], "said": {"x": 1}}
    work = read_backup(json.dumps(old).encode())
    assert (work.schema_version, work.answers, [c.name for c in work.clients]) == (1, {"x": 1}, ["A"])
    del old["said"]
    assert refused(json.dumps(old).encode()) == "broken"


# ── the round trip ───────────────────────────────────────────────────────────────────────────────────────────────

WORDS = st.text(st.characters(blacklist_categories=["Cs"]), max_size=30).map(
    lambda text: unicodedata.normalize("NFC", limit_marks(text))
)
NAMES = WORDS.filter(lambda text: bool(Client.model_construct(name=text).name.strip()) and text.isprintable())
CELLS = WORDS | st.integers(-(10**17), 10**17) | st.floats(allow_nan=False, allow_infinity=False) | st.booleans()
IDS = st.text("abcdef0123456789", min_size=1, max_size=8)


@st.composite
def workbooks(draw: st.DrawFn) -> Workbook:
    ids = draw(st.lists(IDS, unique=True, max_size=5))
    values = st.dictionaries(st.sampled_from(["tier", "hours", "email", "x_own", "notes"]), CELLS, max_size=5)
    return Workbook(
        answers=draw(st.dictionaries(WORDS, CELLS | st.lists(WORDS, max_size=3).map(tuple), max_size=4)),
        clients=tuple(Client(id=id, name=f"N{draw(NAMES)}", values=draw(values)) for id in ids),
        questions=tuple(OwnQuestion(id=f"x_{id}", label=f"L{draw(NAMES)}") for id in ids[:2]),
        promises=tuple(Promise(id=id, text=f"P{draw(WORDS)}", due=draw(st.dates())) for id in ids),
        imported={id: {"hours": draw(st.integers(-(2**32), 2**32))} for id in ids},
        mappings=tuple(draw(st.lists(st.dictionaries(WORDS, WORDS, max_size=3), max_size=2))),
        receipts=tuple({"file": draw(WORDS), "rows_read": n} for n in range(len(ids))),
    )


@given(workbooks())
def test_every_workbook_comes_back_exactly(work: Workbook) -> None:
    assert read_backup(write_backup(work)) == work


def test_so_it_does_with_a_password() -> None:
    """Outside the property: each key costs a fifth of a second."""
    work = Workbook(
        answers={"business_name": "日本 \U0001f33f"}, promises=(Promise(id="p", text="x", due=date(1, 1, 1)),)
    )
    assert read_backup(write_backup(work, "\ud800"), "\ud800") == work


@pytest.mark.parametrize("number", [1.1555140422506185e-05, 1e-7, 123456.78901234567])
def test_a_number_with_many_decimals_is_no_huge_one(number: float) -> None:
    work = Workbook(answers={"share": number})
    assert read_backup(work.to_json().encode()).answers["share"] == number
