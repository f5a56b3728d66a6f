"""What stands on the board, on every board alike, and what is left of it at the end."""

from __future__ import annotations

import csv
import io
import time
from datetime import date
from pathlib import Path

import pytest

from icp.export.document import Chart, Figure, Quote, Table
from icp.export.pptx import write_pptx
from icp.methods.protection import View
from icp.model import Workbook
from icp.room.debrief import aggregates_csv, build_room_debrief, picture_figure
from icp.room.kinds import KINDS
from icp.room.leading import (
    Opened,
    close_room,
    go_to_step,
    lower_protection,
    open_room,
    park,
    plan_room,
    resume,
    reveal,
)
from icp.room.memory import pack_memory, unpack_memory
from icp.room.pictures import make_board, moderate, read_board, read_gallery, read_wall, to_moderate
from icp.room.taking_part import Offer, join, leave, share, share_text
from icp.store import RoomGone, Rooms, Seat, Store, new_key
from icp.store.copies import restore_copy, write_copy
from tests.room.conftest import NOW, PutUp

DAY = date(2026, 11, 24)


def shown(rooms: Rooms, opened: Opened, kind: str) -> View | None:
    picture = read_board(rooms, opened.chair).picture(kind)
    assert picture is not None
    return picture.view


def test_nothing_is_on_the_board_before_it_is_revealed(rooms: Rooms, opened: Opened, put_up: PutUp) -> None:
    put_up("referrals", *["yes"] * 4, *["no"] * 4)
    assert read_board(rooms, opened.chair).pictures == ()
    reveal(rooms, opened.chair, "referrals")
    assert shown(rooms, opened, "referrals") == View(8, (("yes", 4), ("no", 4)), ("too_few",), 0)


def test_a_picture_waits_moves_and_stays(rooms: Rooms, opened: Opened, put_up: PutUp) -> None:
    reveal(rooms, opened.chair, "referrals")
    seats = put_up("referrals", "yes", "yes", "yes", "no")
    picture = read_board(rooms, opened.chair).picture("referrals")
    assert picture is not None
    assert (picture.view, picture.put_up, picture.waits_for) == (None, 4, 1)
    put_up("referrals", "no")
    first = shown(rooms, opened, "referrals")
    assert first == View(5, (("yes", 3),), ("no", "too_few"), 2)
    leave(rooms, seats[0])
    put_up("referrals", "no", "no", "no", "no")
    assert shown(rooms, opened, "referrals") == first
    put_up("referrals", "yes")
    # "no" stays in the pool: six of it now could only be two of the first five and four of these.
    assert shown(rooms, opened, "referrals") == View(10, (("yes", 4),), ("no", "too_few"), 6)


def test_two_servers_show_the_same_steps_whichever_looks_first(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'shared.db'}"
    one, two = Store(url), Store(url)
    opened = open_room(one.rooms, plan_room("60", "Both", now=NOW))
    there = resume(two.rooms, opened.key)
    assert there is not None
    reveal(one.rooms, opened.chair, "qualities")
    for number in range(23):
        seat = join(one.rooms if number % 2 else two.rooms, new_key(), opened.code)
        assert isinstance(seat, Seat)
        given = ("pays_on_time",) if number % 3 else ("pays_on_time", "gets_me")
        assert share(two.rooms if number % 2 else one.rooms, seat, Offer(KINDS["qualities"], given=given))
        # Worked out anew each time: what a process keeps would hide a difference.
        boards = [make_board(one.rooms, opened.chair), make_board(two.rooms, there)]
        if number % 2:
            boards.reverse()
        assert boards[0].pictures == boards[1].pictures
    view = boards[0].pictures[0].view
    assert view is not None
    assert view.people == 20  # the last three wait
    one.close()
    two.close()


def test_a_board_that_finds_nothing_new_reads_one_number(
    rooms: Rooms, opened: Opened, put_up: PutUp, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_up("referrals", *["yes"] * 3, *["no"] * 3)
    reveal(rooms, opened.chair, "referrals")
    board = read_board(rooms, opened.chair)
    monkeypatch.setattr(rooms, "read", lambda _: pytest.fail("read although nothing changed"))
    monkeypatch.setattr(rooms, "items", lambda *_: pytest.fail("read although nothing changed"))
    assert read_board(rooms, opened.chair) is board
    began = time.process_time()
    for _ in range(200):
        read_board(rooms, opened.chair)
    assert (time.process_time() - began) / 200 < 0.005


def test_a_small_room_lowers_the_number(rooms: Rooms, opened: Opened, put_up: PutUp) -> None:
    put_up("referrals", "yes", "yes", "yes")
    reveal(rooms, opened.chair, "referrals")
    assert shown(rooms, opened, "referrals") is None
    lower_protection(rooms, opened.chair)
    assert shown(rooms, opened, "referrals") == View(3, (("yes", 3),), ("no", "too_few"), 0)


def test_a_purged_room_is_gone_from_the_board_too(rooms: Rooms, opened: Opened) -> None:
    read_board(rooms, opened.chair)
    rooms.purge(opened.chair)
    with pytest.raises(RoomGone):
        read_board(rooms, opened.chair)


def test_what_is_remembered_of_a_picture_comes_back_whole(rooms: Rooms, opened: Opened, put_up: PutUp) -> None:
    put_up("referrals", *["yes"] * 3, *["no"] * 3)
    reveal(rooms, opened.chair, "referrals")
    read_board(rooms, opened.chair)
    kept = rooms.picture(opened.chair, "referrals")
    memory, aside = unpack_memory(kept)
    assert pack_memory(memory, aside) == kept
    assert len(memory.seen) == 6


# ── the end ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_debrief_holds_what_stood_on_the_board_and_nothing_else(
    rooms: Rooms, opened: Opened, put_up: PutUp
) -> None:
    chair = opened.chair
    put_up("referrals", *["yes"] * 4, *["no"] * 3, "too_few")
    put_up("ideal_age", *["40_49"] * 4)  # too few to be shown
    writers = put_up("values", *["honesty+calm"] * 3, *["calm"] * 7)
    for number, seat in enumerate(writers):
        share_text(rooms, seat, "insight", f"Sentence {number}.", Workbook())
    share(rooms, writers[0], Offer(KINDS["card"], lines=("Keeps to my hours",)), first_name="Ada")
    for kind in ("referrals", "ideal_age", "values", "insight", "card"):
        reveal(rooms, chair, kind)
    for each in to_moderate(rooms, chair):
        if each.text != "Sentence 3.":
            moderate(rooms, chair, each, "approve")
    park(rooms, chair, "What about taxes?")
    board = read_board(rooms, chair)
    wall, cards = read_wall(rooms, chair, "insight"), read_gallery(rooms, chair)
    close_room(rooms, chair)
    document = build_room_debrief(board, DAY, 22, walls=[wall], cards=cards)
    assert [section.id for section in document.sections] == [
        "steps", "values", "referrals", "insight", "card", "parking", "guarded",
    ]  # fmt: skip
    values = next(section for section in document.sections if section.id == "values")
    figure, table = values.blocks
    assert isinstance(figure, Figure)
    assert isinstance(table, Table)
    assert figure.title == "Calm: 10 of 10"
    assert isinstance(figure.chart, Chart)
    assert (figure.chart.categories, figure.chart.series[0].values) == (("calm", "honesty"), (10.0, 3.0))
    assert table.rows == (("calm", 10), ("honesty", 3), ("others together", None))
    quotes = [block.text for section in document.sections for block in section.blocks if isinstance(block, Quote)]
    assert quotes == [f"Sentence {number}." for number in range(10) if number != 3]
    assert write_pptx(document).startswith(b"PK")

    rows = list(csv.reader(io.StringIO(aggregates_csv(board).decode("utf-8-sig"))))
    assert rows[1:] == [
        ["What the ideal client holds dear", "calm", "10", "10"],
        ["What the ideal client holds dear", "honesty", "3", "10"],
        ["What the ideal client holds dear", "others together", "", "10"],
        # One "too early to tell" alone would be known: yes, which follows it round the list's end, goes along.
        ["Do good clients send good clients?", "no sign of it", "3", "8"],
        ["Do good clients send good clients?", "others together", "5", "8"],
    ]


def test_an_empty_room_says_so(rooms: Rooms, opened: Opened) -> None:
    document = build_room_debrief(read_board(rooms, opened.chair), DAY, 0)
    assert [section.id for section in document.sections] == ["steps", "nothing", "guarded"]


def test_a_picture_for_the_wall_says_everything_without_a_pointer(rooms: Rooms, opened: Opened, put_up: PutUp) -> None:
    put_up("referrals", *["yes"] * 4, *["no"] * 3, "too_few")
    reveal(rooms, opened.chair, "referrals")
    picture = read_board(rooms, opened.chair).picture("referrals")
    assert picture is not None
    figure = picture_figure(picture)
    assert figure is not None
    assert figure.title == "No sign of it: 3 of 8"
    assert figure.alt == "Do good clients send good clients?. no sign of it: 3."
    assert figure.reading == "from 8 people. 5 answers with other options"
    assert ">no sign of it</text>" in figure.svg
    assert ">3</text>" in figure.svg
    assert 'width="440"' in figure.svg


def test_a_board_follows_a_database_that_was_brought_back(rooms: Rooms, opened: Opened, tmp_path: Path) -> None:
    url, copy = f"sqlite:///{tmp_path / 'rooms.db'}", tmp_path / "copy.db"
    write_copy(url, copy)
    go_to_step(rooms, opened.chair, 3)
    assert read_board(rooms, opened.chair).room.at == 3
    restore_copy(copy, url)
    assert read_board(rooms, opened.chair).room.at == -1  # though its number is lower
