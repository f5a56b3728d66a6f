"""The command line as scripts use it: exit codes, one object on standard output, one line on standard error."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import load_workbook

from icp.export.sheet import write_csv, write_xlsx

ROSTER = """name,Pays on time,Evening calls,Yearly spend,Came through
Ann,4,no,1000,Chamber
Ben,0,yes,3000,Chamber; Web
Cleo,,no,2000,Ann
"""
AVATAR = {
    "schema_version": 1,
    "criteria": [
        {"id": "pays_on_time", "kind": "scale", "at_least": 4, "rank": 1},
        {"id": "evening", "column": "Evening calls", "part": "service", "kind": "flag", "repel": True, "rank": 2},
    ],
}


def icp(*arguments: str | Path, feed: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-m", "icp.cli", *map(str, arguments)], input=feed, capture_output=True)


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    roster, avatar = tmp_path / "roster.csv", tmp_path / "avatar.json"
    roster.write_text(ROSTER)
    avatar.write_text(json.dumps(AVATAR))
    return roster, avatar


def test_score_json_adds_up_for_every_client(files: tuple[Path, Path]) -> None:
    done = icp("score", files[0], "--avatar", files[1], "--json")
    assert done.returncode == 0
    assert done.stderr == b""
    result = json.loads(done.stdout)
    # K = 2: 1/1 + 2/2 = 2, 1/2 + 1/2 = 1: weights 2/3 and 1/3. Cleo's unknown answer counts as the mean of 1 and 0.
    assert [c["weight"] for c in result["criteria"]] == pytest.approx([2 / 3, 1 / 3])
    assert [c["match"] for c in result["clients"]] == pytest.approx([100, 0, 100 * (2 / 3 * 0.5 + 1 / 3)])
    assert (result["clients"][2]["low"], result["clients"][2]["high"]) == pytest.approx((100 / 3, 100))
    for client in result["clients"]:
        assert result["base"] + sum(reason["points"] for reason in client["reasons"]) == pytest.approx(client["match"])


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_score_writes_a_sheet(files: tuple[Path, Path], tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"scores{ending}"
    assert icp("score", files[0], "--avatar", files[1], "-o", out).returncode == 0
    if ending == ".csv":
        rows = list(csv.reader(out.read_text("utf-8-sig").splitlines()))
    else:
        rows = [[cell.value for cell in row] for row in load_workbook(out).active.iter_rows()]  # type: ignore[union-attr]
    assert [row[0] for row in rows] == ["name", "Ann", "Ben", "Cleo"]
    assert float(rows[1][1]) == 100


def test_check_reads_standard_input(files: tuple[Path, Path]) -> None:
    result = json.loads(icp("check", "-", "--json", feed=ROSTER.encode()).stdout)
    assert (result["rows_read"], result["clients"], result["header_row"]) == (3, 3, 1)
    assert result["rows_read"] == result["clients"] + result["merged"] + result["folded"] + len(result["skipped"])


def test_names_of_every_script_reach_a_pipe_of_any_encoding() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "icp.cli", "check", "-", "--json"],
        input="name,Łódź,日本\nŁukasz,x,y\n".encode(),
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": "cp1252"},
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert [column["header"] for column in json.loads(done.stdout)["columns"]] == ["name", "Łódź", "日本"]


def test_a_database_named_before_the_command_is_the_one_it_opens(tmp_path: Path) -> None:
    named, other = tmp_path / "named.db", tmp_path / "other.db"
    for arguments in (["--database", f"sqlite:///{named}", "purge"], ["purge", "--database", f"sqlite:///{named}"]):
        environment = {**os.environ, "ICP_DATABASE_URL": f"sqlite:///{other}"}
        done = subprocess.run([sys.executable, "-m", "icp.cli", *arguments], capture_output=True, env=environment)
        assert (done.returncode, done.stdout) == (0, b"0 deleted\n")
        assert (named.exists(), other.exists()) == (True, False)
        for file in tmp_path.iterdir():
            file.unlink()


def test_suggest_counts_by_a_column_of_ones_own(files: tuple[Path, Path]) -> None:
    result = json.loads(icp("suggest", files[0], "--loved", "Evening calls=no", "--json").stdout)
    assert (result["loved"], result["others"]) == (2, 1)
    assert set(result) == {"loved", "others", "findings"}


def test_referrals_has_every_key_and_null_without_an_avatar(files: tuple[Path, Path]) -> None:
    result = json.loads(icp("referrals", files[0], "--json").stdout)
    assert list(result) == ["links", "unmatched", "cycles", "self_referrals", "r", "p", "verdict", "sources", "overlap",
                            "downstream"]  # fmt: skip
    assert (result["r"], result["p"], result["verdict"]) == (None, None, "too few")


def test_sample_writes_four_files_and_never_over_others(tmp_path: Path) -> None:
    assert icp("sample", tmp_path / "new").returncode == 0
    names = sorted(path.name for path in (tmp_path / "new").iterdir())
    assert names == ["avatar.json", "roster.csv", "transactions.csv", "workbook.json"]
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "roster.csv").write_text("mine")
    assert icp("sample", tmp_path / "old").returncode == 2
    assert (tmp_path / "old" / "roster.csv").read_text() == "mine"


def mistakes(roster: Path, avatar: Path, folder: Path) -> dict[str, tuple[str | Path, ...]]:
    broken, marital, many = folder / "broken.json", folder / "marital.json", folder / "many.json"
    broken.write_text("{")
    marital.write_text(
        json.dumps({"criteria": [{"id": "x", "column": "Marital status", "kind": "flag", "absolute": True}]})
    )
    many.write_text(json.dumps({"criteria": [{"id": f"w{n}", "kind": "flag", "rank": n} for n in range(1, 10)]}))
    empty = folder / "empty.csv"
    empty.write_bytes(b"")
    return {
        "no file": ("check", folder / "gone.csv"),
        "an empty file": ("check", empty),
        "a broken avatar": ("score", roster, "--avatar", broken),
        "a protected must-have": ("score", roster, "--avatar", marital),
        "nine ranked": ("score", roster, "--avatar", many),
        "an unknown ending": ("score", roster, "--avatar", avatar, "-o", folder / "out.doc"),
        "no column": ("suggest", roster, "--loved", "Mood=good"),
        "no equals sign": ("suggest", roster, "--loved", "Mood"),
        "an unknown command": ("dance",),
        "no avatar": ("score", roster),
        "a bad port": ("--port", "x"),
    }


@pytest.mark.parametrize("mistake", range(11))
def test_a_mistake_is_one_plain_line_and_exit_2(files: tuple[Path, Path], tmp_path: Path, mistake: int) -> None:
    what, arguments = list(mistakes(*files, tmp_path).items())[mistake]
    done = icp(*arguments)
    assert done.returncode == 2, what
    assert done.stdout == b"", what
    assert done.stderr.decode().count("\n") == 1, what
    assert "Traceback" not in done.stderr.decode(), what
    assert "argument :" not in done.stderr.decode(), what  # what is wrong has a name


HOSTILE = ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "＝1", "plain"]


def test_nothing_typed_becomes_a_formula_in_a_sheet() -> None:
    rows = [[text] for text in HOSTILE]
    read = [row[0] for row in csv.reader(write_csv(["name"], rows).decode("utf-8-sig").split("\r\n")) if row][1:]
    assert not [cell for cell in read if cell[:1] in "=+-@\t\r＝＋－＠"]
    import io

    sheet = load_workbook(io.BytesIO(write_xlsx(["name"], rows))).active
    assert [cell.data_type for cell in sheet["A"]] == ["s"] * (len(HOSTILE) + 1)  # type: ignore[index]
