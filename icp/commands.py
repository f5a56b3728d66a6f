"""The commands of `icp` besides starting the server: a table of rows, a function each.

A row names the command, says in one line what it does, declares its arguments and points to its function. The function
takes the parsed arguments, writes to standard output, and raises CommandError for whatever the person at the terminal
can put right. Its imports stand inside it, so `icp --help` needs none of them.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from icp.model import Avatar, Workbook
    from icp.roster import Receipt, UnreadableFile


class CommandError(Exception):
    """The command cannot be done; the text is the one line the terminal shows."""


@dataclass(frozen=True)
class Command:
    """One row. arguments: adds them to the command's parser. run: does it."""

    name: str
    help: str
    arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], None]


def database_argument(parser: argparse.ArgumentParser) -> None:
    """`--database URL`, as every command that opens the store has it; what stands before the command holds, too."""
    parser.add_argument(
        "--database", metavar="URL", default=argparse.SUPPRESS,
        help="SQLite or PostgreSQL address (default: a file in your user-data folder)",
    )  # fmt: skip


def use_database(arguments: argparse.Namespace) -> None:
    """Make the store open what `--database` names."""
    if arguments.database:
        os.environ["ICP_DATABASE_URL"] = arguments.database


def purge(arguments: argparse.Namespace) -> None:
    """Delete the workbooks that are past their date."""
    from icp.store import StoreUnavailable, close_store, get_store

    use_database(arguments)
    try:
        purged = get_store().purge_idle()
    except StoreUnavailable as error:
        raise CommandError(f"the database does not answer ({error})") from error
    finally:
        close_store()
    sys.stdout.write(f"{purged} deleted\n")


def backup(arguments: argparse.Namespace) -> None:
    """Copy the whole database into a new file, also while a server uses it."""
    from icp.store import database_url
    from icp.store.copies import write_copy

    use_database(arguments)
    with _copying(arguments.file):
        write_copy(database_url(), Path(arguments.file))
    sys.stdout.write(f"{arguments.file}\n")


def restore(arguments: argparse.Namespace) -> None:
    """Bring such a copy back in the place of all that is stored."""
    from icp.store import database_url
    from icp.store.copies import restore_copy

    use_database(arguments)
    with _copying(arguments.file):
        restore_copy(Path(arguments.file), database_url())


@contextmanager
def _copying(file: str) -> Iterator[None]:
    from icp.store import CopyRefused, StoreUnavailable

    try:
        yield
    except CopyRefused as refused:
        raise CommandError(_COPY_REFUSED[refused.reason].format(file=file)) from refused
    except StoreUnavailable as error:
        raise CommandError(f"the database does not answer ({error})") from error


_COPY_REFUSED = {
    "server": "PostgreSQL is copied with its own pg_dump",
    "exists": "{file} exists already",
    "unwritable": "{file} cannot be written",
    "missing": "{file} is not there",
    "damaged": "{file} is damaged, or no copy made by icp backup",
    "unusable": "what lies at the database's place is no database: stop the server, move it away, and restore again",
}


def _copy_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE")
    database_argument(parser)


# ── rosters ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _roster_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "roster", metavar="ROSTER", help="csv, tsv, xlsx, xls, ods or vcf; - reads CSV from standard input"
    )


def _json_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")


def _read_bytes(path: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    except OSError as error:
        raise CommandError(f"cannot read {path}: {error.strerror or error}") from error


def _read_file(path: str, **options: Any) -> tuple[pd.DataFrame, Receipt]:
    """The roster of a file. CommandError words what the reader refuses."""
    from icp.roster import UnreadableFile, read_roster

    data = _read_bytes(path)
    try:
        return read_roster(data, "" if path == "-" else Path(path).name, **options)
    except UnreadableFile as refused:
        raise CommandError(_word_refusal(path, refused)) from refused


def _word_refusal(path: str, refused: UnreadableFile) -> str:
    from icp.catalogue import catalogue

    return f"{path}: {catalogue().say(f'problem.file.{refused.code}', **refused.facts)}"


def _read_avatar(path: str) -> Avatar:
    from pydantic import ValidationError

    from icp.model import Avatar

    try:
        return Avatar.model_validate_json(_read_bytes(path))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(step) for step in first["loc"])
        raise CommandError(
            f"{path}: {where + ': ' if where else ''}{first['msg'].removeprefix('Value error, ')}"
        ) from error


def _print_json(result: Mapping[str, Any]) -> None:
    sys.stdout.write(json.dumps(result, ensure_ascii=False, allow_nan=False) + "\n")


def _print_table(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> None:
    """Rows under their column names, blank where there is nothing to say."""
    cells = [list(columns), *([_plain(row[column]) for column in columns] for row in rows)]
    widths = [max(len(line[at]) for line in cells) for at in range(len(columns))]
    for line in cells:
        sys.stdout.write("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() + "\n")


def _plain(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def sample(arguments: argparse.Namespace) -> None:
    """Write the sample business."""
    from icp.sample import write_sample

    try:
        written = write_sample(Path(arguments.folder))
    except OSError as error:
        raise CommandError(str(error)) from error
    sys.stdout.write("".join(f"{path}\n" for path in written))


def _sample_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", metavar="DIR", help="made if it is not there")


def check(arguments: argparse.Namespace) -> None:
    """Print what reading a roster file did, row by row."""
    receipt = _read_file(arguments.roster)[1].as_json()
    if arguments.json:
        _print_json(receipt)
        return
    counts = {name: receipt[name] for name in ("rows_read", "clients", "merged", "folded")}
    _print_table([{**counts, "skipped": len(receipt["skipped"])}], [*counts, "skipped"])
    for title, rows in (
        ("skipped", receipt["skipped"]),
        ("problems", receipt["problems"]),
        ("columns", receipt["columns"]),
    ):
        if rows:
            sys.stdout.write(f"\n{title}\n")
            _print_table(rows, list(rows[0]))


def _check_arguments(parser: argparse.ArgumentParser) -> None:
    _roster_argument(parser)
    _json_argument(parser)


_SCORED = ("name", "match", "low", "high", "coverage", "service", "affinity", "absolutes", "firm", "ask_first")


def score(arguments: argparse.Namespace) -> None:
    """Hold a roster against an avatar."""
    avatar = _read_avatar(arguments.avatar)
    wanted = {name for criterion in avatar.criteria for name in (criterion.id, criterion.column)}
    frame, _ = _read_file(arguments.roster, field=avatar.field, keep=wanted)
    from icp.methods.score import score_report

    report = score_report(frame, avatar, [str(name) for name in frame["name"]])
    if arguments.output:
        _write_scores(Path(arguments.output), report["clients"])
    elif arguments.json:
        _print_json(report)
    else:
        _print_table(report["clients"], _SCORED)


def _score_arguments(parser: argparse.ArgumentParser) -> None:
    _roster_argument(parser)
    parser.add_argument("--avatar", metavar="AVATAR.json", required=True, help="the ideal client")
    way = parser.add_mutually_exclusive_group()
    _json_argument(way)  # type: ignore[arg-type]  # a group adds arguments as a parser does
    way.add_argument("-o", dest="output", metavar="OUT", help="write OUT.csv or OUT.xlsx instead")


def _write_scores(path: Path, clients: Sequence[Mapping[str, Any]]) -> None:
    from icp.export.sheet import SHEET_WRITERS

    writer = SHEET_WRITERS.get(path.suffix.casefold())
    if writer is None:
        raise CommandError(f"{path}: write to a name ending in .csv or .xlsx")
    try:
        path.write_bytes(writer(_SCORED, [[client[column] for column in _SCORED] for client in clients]))
    except OSError as error:
        raise CommandError(f"cannot write {path}: {error.strerror or error}") from error


def suggest(arguments: argparse.Namespace) -> None:
    """Print what loved clients share."""
    column, equals, value = arguments.loved.partition("=")
    if not equals or not column.strip():
        raise CommandError(f"--loved takes COLUMN=VALUE, not {arguments.loved!r}")
    frame, _ = _read_file(arguments.roster, keep={column.strip()})
    from icp.methods.suggest import NoSuchColumnError, suggest_report

    try:
        report = suggest_report(frame, column.strip(), value.strip())
    except NoSuchColumnError as error:
        raise CommandError(f"{arguments.roster}: {error}") from error
    if arguments.json:
        _print_json(report)
        return
    sys.stdout.write(f"{report['loved']} loved, {report['others']} others\n")
    if report["findings"]:
        _print_table(report["findings"], list(report["findings"][0]))


def _suggest_arguments(parser: argparse.ArgumentParser) -> None:
    _roster_argument(parser)
    parser.add_argument("--loved", metavar="COLUMN=VALUE", default="tier=1", help="who is loved (default: %(default)s)")
    _json_argument(parser)


def referrals(arguments: argparse.Namespace) -> None:
    """Print who sends whom."""
    avatar = _read_avatar(arguments.avatar) if arguments.avatar else None
    wanted = {name for c in avatar.criteria for name in (c.id, c.column)} if avatar else set()
    frame, _ = _read_file(arguments.roster, keep=wanted, field=avatar.field if avatar else "general")
    from icp.methods.referral_report import referrals_report

    report = referrals_report(frame, [str(name) for name in frame["name"]], avatar)
    if arguments.json:
        _print_json(report)
        return
    _print_table([report], ["links", "unmatched", "cycles", "self_referrals", "r", "p", "verdict"])
    for part in ("sources", "downstream"):
        if report[part]:
            sys.stdout.write(f"\n{part}\n")
            _print_table(report[part], list(report[part][0]))


def _referrals_arguments(parser: argparse.ArgumentParser) -> None:
    _roster_argument(parser)
    parser.add_argument("--avatar", metavar="AVATAR.json", help="also test whether good clients send good clients")
    _json_argument(parser)


# ── files ────────────────────────────────────────────────────────────────────────────────────────────────────────


def export(arguments: argparse.Namespace) -> None:
    """Write a workbook as a file that other programs open."""
    from datetime import date

    from icp.export.backup import BackupTooBig
    from icp.files import NoSuchFile, NothingToWrite, build_file

    if arguments.hide_names and arguments.to == "json":
        raise CommandError("a kept copy (json) always holds the names: leave out --hide-names")
    work = _read_workbook(arguments.workbook)
    try:
        data = build_file(work, arguments.to, date.today(), part=arguments.part, paper=arguments.paper,
                          hidden=arguments.hide_names)  # fmt: skip
    except NothingToWrite as nothing:
        from icp.catalogue import catalogue

        raise CommandError(f"{arguments.workbook}: {catalogue().say(f'takeaway.lack.{nothing.lack}')}") from nothing
    except NoSuchFile as none:
        raise CommandError(f"--part goes with pdf, docx and pptx, not with {arguments.to}") from none
    except BackupTooBig as large:
        raise CommandError(f"{arguments.workbook}: too large for a copy that could be opened again") from large
    _write_whole(arguments.output, data)


def _export_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("workbook", metavar="WORKBOOK.json", help="a kept copy; - reads it from standard input")
    formats = ("pdf", "docx", "pptx", "xlsx", "csv", "crm", "ics", "json")
    parts = ("portrait", "workbook", "rules", "screener", "packet", "letters", "debrief")
    parser.add_argument(
        "--to", required=True, choices=formats, metavar="FORMAT",
        help="one of " + ", ".join(formats) + " (csv: client list with fit; crm: fit for your client database)",
    )  # fmt: skip
    parser.add_argument("-o", dest="output", metavar="OUT", required=True, help="a file, or - for standard output")
    parser.add_argument(
        "--part", choices=parts, metavar="PART",
        help="one of " + ", ".join(parts) + " (default: all the work as pdf, the debrief as pptx, rules, packet and "
        "letters as docx)",
    )  # fmt: skip
    parser.add_argument(
        "--paper", choices=("a4", "letter"), default="a4", metavar="PAPER", help="a4 or letter, of a pdf"
    )
    parser.add_argument("--hide-names", action="store_true", help="call everybody by a number")


def _read_workbook(path: str) -> Workbook:
    """The workbook of a kept copy, asking for its password if it has one."""
    from icp.catalogue import catalogue
    from icp.export.backup import BackupRefused, is_locked, read_backup

    data = _read_bytes(path)
    try:
        return read_backup(data, _ask_password(path) if is_locked(data) else "")
    except BackupRefused as refused:
        raise CommandError(f"{path}: {catalogue().say(f'problem.copy.{refused.code}')}") from refused


def _ask_password(path: str) -> str:
    """From ``ICP_BACKUP_PASSWORD``, or whoever sits there; "" when nobody does."""
    password = os.environ.get("ICP_BACKUP_PASSWORD", "")
    if password or path == "-" or not sys.stdin.isatty():
        return password
    from getpass import getpass

    return getpass(f"Password of {path}: ")


def _write_whole(path: str, data: bytes) -> None:
    """The whole file or nothing: what stood there stays until all of it is written."""
    from tempfile import NamedTemporaryFile

    if path == "-":
        sys.stdout.buffer.write(data)
        return
    out = Path(path)
    beside = None
    try:
        if out.exists() and not out.is_file():  # a directory, or a device, which takes no rename
            out.write_bytes(data)
            return
        with NamedTemporaryFile(dir=out.parent, prefix=f".{out.name[:40]}.", delete=False) as file:
            beside = Path(file.name)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.chmod(out.stat().st_mode & 0o777 if out.exists() else 0o666 & ~_umask())
        beside.replace(out)
    except OSError as error:
        if beside is not None:
            beside.unlink(missing_ok=True)
        raise CommandError(f"cannot write {path}: {error.strerror or error}") from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _rehearse_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--participants", type=int, required=True, metavar="N", help="how many invented people, 1 to 500"
    )
    parser.add_argument("--room", metavar="CODE", help="the join code of an open room (default: a new one)")
    database_argument(parser)


def rehearse(arguments: argparse.Namespace) -> None:
    """Fill a room with invented people."""
    from icp.catalogue import catalogue
    from icp.room.leading import open_room, plan_room
    from icp.room.rehearse import fill_room
    from icp.store import StoreUnavailable, close_store, get_store

    if not 1 <= arguments.participants <= 500:
        raise CommandError("--participants takes 1 to 500")
    use_database(arguments)
    try:
        rooms, code = get_store().rooms, arguments.room
        if code is None:
            opened = open_room(rooms, plan_room("60", catalogue().say("room.rehearsal")))
            code = opened.code
            sys.stdout.write(f"join code: {code}\ncoach's link: /lead#{opened.key}\n")
        done = fill_room(rooms, code, arguments.participants)
    except StoreUnavailable as error:
        raise CommandError(f"the database does not answer ({error})") from error
    finally:
        close_store()
    if done.refused:
        raise CommandError(f"{code} opens no room")
    told = ", ".join(f"{kind} {number}" for kind, number in done.put_up.items() if number)
    sys.stdout.write(f"{len(done.seats)} people put up: {told}\n")


COMMANDS: tuple[Command, ...] = (
    Command("sample", "write the sample business into a folder", _sample_arguments, sample),
    Command("check", "read a roster file and print the receipt", _check_arguments, check),
    Command("score", "hold a roster against an avatar", _score_arguments, score),
    Command("suggest", "what loved clients share", _suggest_arguments, suggest),
    Command("referrals", "who sends whom, and whether good clients send good clients", _referrals_arguments, referrals),
    Command("export", "write a kept copy as PDF, Word, slides, spreadsheet, calendar …", _export_arguments, export),
    Command("backup", "copy the whole database, also while it is in use", _copy_arguments, backup),
    Command("restore", "bring such a copy back in the place of all that is stored", _copy_arguments, restore),
    Command("rehearse", "fill a room with invented people, to try a session", _rehearse_arguments, rehearse),
    Command("purge", "delete what is past its date (for hosts)", database_argument, purge),
)
