"""The coach's kit on paper: the script, the questions with the numbers of the screens, cards for two, letters.

Nothing of a room's people is in it: it can be printed before anybody comes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from icp.catalogue import Question, catalogue, coach_kit
from icp.export.document import Block, Column, Document, Points, Quote, Section, Table, Text
from icp.export.logo import read_logo
from icp.room.state import Host, RoomStep

_RULE = "_" * 72  # a line to write on
_LONGEST_LIST = 16  # options to tick; of longer lists one writes down one's own
_ACROSS = 3  # options that have room side by side
_ASKED_OF: Mapping[str, int] = {"tier_cards": 12, "ladder": 6, "bands": 6, "bands_monthly": 6, "referred_by": 3}
"""Guide screens that ask the same of several people, and of how many a sheet has room for."""
_LINES: Mapping[str, int] = {"glad_name": 1, "sink_name": 1, "more_names": 8, "tap": 1, "wish_order": 3, "promise": 2}

NOBODY = Host()
"""Who leads where nobody said so yet."""


def build_kit(name: str, steps: Sequence[RoomStep], day: date, host: Host = NOBODY) -> Document:
    """The kit of one session, its steps in their order."""
    say, kit = catalogue().say, coach_kit()
    minutes = sum(step.minutes for step in steps)
    table = Table(
        (Column(say("coach.paper.step")), Column(say("coach.paper.minutes"), "number"),
         Column(say("coach.paper.screens"))),
        tuple((f"{number}. {step.title}", step.minutes, screen_numbers(step)) for number, step in enumerate(steps, 1)),
    )  # fmt: skip
    check = tuple(f"{each.title}: {each.how} {each.otherwise}" for each in kit.check)
    sections = [
        Section("plan", say("coach.paper.plan", n=minutes), blocks=(table,)),
        *(_script(number, step) for number, step in enumerate(steps, 1)),
        Section("demo", say("coach.paper.demo"), blocks=(Points(kit.demo, ordered=True),)),
        Section("check", say("coach.paper.check"), blocks=(Points(check, boxes=True),)),
        Section("hotspot", say("coach.ready.hotspot"), blocks=(Points(kit.hotspot),)),
        Section("projector", say("coach.ready.projector"), blocks=(Points(kit.projector),)),
        Section("parking", say("coach.lead.later"), lead=kit.parking, blocks=(Text(_RULE),) * 6),
        _twin(),
        *(_pair(number, card.title) for number, card in enumerate(kit.pair)),
        *(_mail(id, name, host) for id in kit.mail),
    ]
    return Document(
        id="kit", title=say("coach.paper.title", name=name), subtitle=say("coach.paper.subtitle"), day=day,
        sections=tuple(sections), credit=host.credit, logo=read_logo(host.logo),
    )  # fmt: skip


def build_twin(name: str, day: date, host: Host = NOBODY) -> Document:
    """The questions alone, to be copied for whoever has no phone."""
    return Document(
        id="twin", title=name, day=day, sections=(_twin(),), credit=host.credit, logo=read_logo(host.logo)
    )  # fmt: skip


def screen_numbers(step: RoomStep) -> str:
    """The numbers of the guide's screens a step takes in: "2–7", "" for none."""
    numbers = _numbers()
    told = sorted(numbers[screen] for screen in coach_kit().step[step.step].screens if screen in numbers)
    runs: list[list[int]] = []
    for number in told:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)


def write_mail(id: str, **known: str) -> tuple[str, str]:
    """Subject and body of a letter of the kit; what is not known yet stands as a line to fill in."""
    mail = coach_kit().mail[id]
    filled = _Gaps(known)
    return mail.subject.format_map(filled), mail.body.strip().format_map(filled)


class _Gaps(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "________"


def _numbers() -> dict[str, int]:
    return {screen.id: number for number, screen in enumerate(catalogue().screens, 1)}


def _script(number: int, step: RoomStep) -> Section:
    say, script = catalogue().say, coach_kit().step[step.step]
    told = tuple(f"{say(f'coach.script.{part}')} {getattr(script, part)}" for part in ("do", "watch", "stuck", "skip"))
    return Section(
        f"script_{number}", say("coach.paper.script", n=number, title=step.title, minutes=step.minutes),
        blocks=(Quote(script.say), Points(told)),
    )  # fmt: skip


def _twin() -> Section:
    """The guide's questions as on the screens, with room for an answer."""
    blocks: list[Block] = []
    for number, screen in enumerate(catalogue().screens, 1):
        blocks += [Text(f"{number}. {screen.heading}"), *_room_for(screen)]
    say = catalogue().say
    return Section("paper", say("coach.paper.twin"), lead=say("coach.paper.twin_how"), blocks=tuple(blocks))


def _room_for(screen: Question) -> Iterator[Block]:
    """Boxes to tick where there are a few options, a table where it is asked of several people, else lines."""
    say, options = catalogue().say, tuple(option.label for option in screen.options)
    people = _ASKED_OF.get(screen.guide)
    if people is not None:
        if len(options) > _ACROSS:
            yield Points(options)
        heads = options if 0 < len(options) <= _ACROSS else (say("coach.paper.answer"),)
        yield Table(
            (Column(say("coach.paper.name")), *(Column(head) for head in heads)),
            ((None,) * (len(heads) + 1),) * people,
        )  # fmt: skip
    elif 0 < len(options) <= _LONGEST_LIST and screen.guide != "tap":
        yield Points(options, boxes=True)
    else:
        yield from (Text(_RULE),) * _LINES.get(screen.guide, 2)


def _pair(number: int, title: str) -> Section:
    say, card = catalogue().say, coach_kit().pair[number]
    return Section(
        f"pair_{number + 1}", say("coach.paper.pair", title=title, minutes=card.minutes),
        blocks=(Points((say("coach.paper.one", what=card.one), say("coach.paper.other", what=card.other),
                        say("coach.paper.then", what=card.then)), ordered=True),),
    )  # fmt: skip


def _mail(id: str, name: str, host: Host) -> Section:
    known = {"name": name} | ({"coach": host.name} if host.name else {})
    subject, body = write_mail(id, **known)
    paragraphs = tuple(Text(part) for part in body.split("\n\n"))
    return Section(f"mail_{id}", catalogue().say("coach.paper.mail", subject=subject), blocks=paragraphs)
