"""A kept copy comes back exactly, and nothing else comes in."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icp.export.backup import MAX_DEPTH, BackupRefused, read_backup
from icp.model import Workbook
from icp.sample import sample_workbook


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
        (b" " * 10_000_001, "too_big"),
        (b"[]" * 600_000, "too_big"),
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

for data in (
    b'{"avatar":{},"clients":[' + b"[]," * 320_000 + b"[]]}",
    b'{"avatar":{},"clients":[' + b"{}," * 330_000 + b"{}]}",
    b'{"avatar":{},"clients":[' + b"1," * 4_900_000 + b"1]}",
    b'{"clients":[],"avatar":{"criteria":[' + b"1," * 4_900_000 + b"1]}}",
    b'{"clients":[],"avatar":{},"promises":[' + b"{}," * 330_000 + b"{}]}",
    b'{"clients":[' + b"[]," * 3_300_000,
    b"[" * 9_999_999,
    b'{"avatar":{},"clients":[],"answers":{"business_name":"' + b"a" * 9_900_000,
    b'{"clients":[],"avatar":{},"answers":{' + b",".join(b'"%d":[]' % n for n in range(400_000)) + b"}}",
    ('{"clients":[],"avatar":{"a":"a' + "\u0301\u0323" * 2_400_000 + '"}}').encode(),
):
    start = time.process_time()
    try:
        read_backup(data)
    except BackupRefused:
        # VmHWM, since ru_maxrss of a child begins with what its parent had
        peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
        print(time.process_time() - start, int(peak.split()[1]) * 1024)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak of a process is read from /proc")
def test_ten_megabytes_of_malice_cost_seconds_not_the_server() -> None:
    """3.3 million faults once took eight seconds and two gigabytes, five million combining marks hours."""
    done = subprocess.run([sys.executable, "-c", HEAVY], capture_output=True, text=True, timeout=120, check=True)
    costs = [tuple(map(float, line.split())) for line in done.stdout.splitlines()]
    assert len(costs) == 10
    assert max(seconds for seconds, _ in costs) < 6
    assert max(memory for _, memory in costs) < 450_000_000


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
