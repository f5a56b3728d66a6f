"""What a coach takes along when the room is closed: slides of what it saw, and the same numbers as a table.

Only what stood on the board is in it: protected pictures, texts the coach approved, cards put up with a first name.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from icp.catalogue import catalogue
from icp.charts.drawing_room import draw_small_bars
from icp.export.document import Block, Chart, Column, Document, Figure, Points, Quote, Section, Series, Table, Text
from icp.export.logo import read_logo
from icp.export.sheet import write_csv
from icp.findings.words import capital
from icp.methods.letters import word_day
from icp.room.pictures import Board, Card, Picture, Wall


def build_room_debrief(
    board: Board, day: date, people: int, *, walls: Sequence[Wall] = (), cards: Sequence[Card] = ()
) -> Document:
    """The slides. ``people``: how many were in the room; ``walls`` and ``cards``: as read for the board."""
    say, room = catalogue().say, board.room
    sections = [
        Section(
            "steps", say("room.debrief.steps"), sheet=say("room.debrief.steps"),
            blocks=(Table(
                (Column(say("room.debrief.step")), Column(say("room.debrief.minutes"), "number")),
                tuple((step.title, step.minutes) for step in room.steps),
            ),),
        )
    ]  # fmt: skip
    told = [picture for picture in board.pictures if picture.view is not None]
    sections += [_section(picture) for picture in told]
    sections += [
        Section(wall.kind.id, wall.kind.title, blocks=tuple(Quote(text) for text in wall.texts), sheet=wall.kind.title)
        for wall in walls
        if wall.texts
    ]
    if cards:
        blocks: list[Block] = []
        for card in cards:
            blocks += [Text(card.name), Points(card.lines)]
        sections.append(Section("card", say("room.kind.card.title"), blocks=tuple(blocks)))
    if not told and len(sections) == 1:
        sections.append(Section("nothing", say("room.debrief.nothing")))
    if room.parking:
        sections.append(
            Section("parking", say("room.debrief.parking"), blocks=(Points(tuple(p.text for p in room.parking)),))
        )
    guarded = say("room.debrief.how_text", least=room.least)
    sections.append(Section("guarded", say("room.debrief.how"), blocks=(Text(guarded, quiet=True),)))
    return Document(
        id="room", title=say("room.debrief.title", name=room.name), day=day, sections=tuple(sections),
        subtitle=say("room.debrief.subtitle", people=people, day=word_day(day)), credit=room.host.credit,
        logo=read_logo(room.host.logo),
    )  # fmt: skip


def aggregates_csv(board: Board) -> bytes:
    """Every number on the board: picture, answer, people, of how many. What is pooled is one row."""
    say = catalogue().say
    headers = [say(f"room.debrief.{key}") for key in ("picture", "option", "people", "of")]
    rows: list[list[object]] = []
    for picture in board.pictures:
        if picture.view is not None:
            of = picture.view.people
            rows += [[picture.kind.title, words, count, of] for words, count in picture.bars]
            if picture.pooled:
                rows.append([picture.kind.title, say("room.debrief.others"), picture.view.pool, of])
    return write_csv(headers, rows)


def picture_figure(picture: Picture) -> Figure | None:
    """The picture as a figure under its finding, for paper and slides alike; None before it may be shown."""
    view, say = picture.view, catalogue().say
    if view is None:
        return None
    most = max(picture.bars, key=lambda bar: bar[1], default=None)
    finding = picture.kind.title
    if most is not None:
        finding = say("room.debrief.top", what=capital(most[0]), n=most[1], of=view.people)
    others = ""
    if picture.pooled and view.pool is None:
        others = say("room.protected.pool_several")
    elif view.pool:
        others = say("room.protected.pool_one" if view.pool == 1 else "room.protected.pool", n=view.pool)
    heard = "; ".join(f"{words}: {count}" for words, count in picture.bars)
    drawing = draw_small_bars(picture.bars, of=view.people, title=picture.kind.title, last=others)
    words, counts = zip(*picture.bars, strict=True) if picture.bars else ((), ())
    return Figure(
        title=finding,
        svg=drawing,
        alt=say("room.debrief.alt", title=picture.kind.title, what=heard or others),
        reading=f"{say('room.protected.people', n=view.people)}. {others}".strip(),
        chart=Chart("bar", words, (Series(say("room.debrief.people"), tuple(map(float, counts))),)),
    )


def _section(picture: Picture) -> Section:
    say, view, figure = catalogue().say, picture.view, picture_figure(picture)
    assert view is not None
    assert figure is not None
    rows: list[tuple[str, int | None]] = list(picture.bars)
    if picture.pooled:
        rows.append((say("room.debrief.others"), view.pool))
    table = Table((Column(say("room.debrief.option")), Column(say("room.debrief.people"), "number")), tuple(rows))
    return Section(
        picture.kind.id, picture.kind.title, blocks=(figure, table), notes=say("room.debrief.notes"),
        sheet=picture.kind.title,
    )  # fmt: skip
