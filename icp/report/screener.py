"""The call sheet for a first talk: each must-have with its question and three boxes, then what to say."""

from __future__ import annotations

from datetime import date

from icp.export.document import Block, Column, Document, Points, Quote, Section, Table, Text
from icp.findings.prospects import decline_words
from icp.findings.words import plain
from icp.methods.absolutes import asked
from icp.methods.spoken import fair_words
from icp.model import Workbook
from icp.report.opening import document, entitle
from icp.wishes import wish_label

_ANSWERS = ("yes", "unsure", "no")


@document
def build_screener(work: Workbook, today: date) -> Document:
    """A section a must-have in the order they are asked, then the kind no, the days to think, and other providers."""
    musts = asked(work.avatar)
    if not musts:
        return entitle("screener", work, today, [Section("screener", plain("report.screener.none"))])
    boxes = Points(tuple(plain(f"screen.{answer}") for answer in _ANSWERS), boxes=True)
    who = Text(plain("report.screener.who"))
    sections = [Section("who", "", lead=plain("report.screener.lead"), blocks=(who,))]
    spoken = [fair_words(must, work) for must in musts]
    for must, words in zip(musts, spoken, strict=True):
        told = [plain(f"report.screener.{part}", what=getattr(words, part)) for part in ("good", "worrying")
                if getattr(words, part)]  # fmt: skip
        blocks: list[Block] = [Quote(words.question), boxes, *(Text(line, quiet=True) for line in told)]
        lead = plain("report.screener.first", what=words.sentence)
        sections.append(Section(f"must_{must.id}", wish_label(must, work), lead=lead, blocks=tuple(blocks)))
    sections += _what_follows(work, [words.sentence for words in spoken], [words.question for words in spoken])
    return entitle("screener", work, today, sections)


def _what_follows(work: Workbook, sentences: list[str], questions: list[str]) -> list[Section]:
    several = len(sentences) > 1
    dots, day = plain("report.screener.dots"), plain("report.screener.think_day")
    said: list[Block] = [Quote(decline_words(dots if several else sentences[0], None))]
    if several:
        said.append(Text(plain("report.screener.decline_any"), quiet=True))
    sections = [
        Section("decline", plain("report.screener.decline"), blocks=tuple(said)),
        Section("think", plain("report.screener.think"),
                blocks=(Quote(plain("screen.think", question=dots if several else questions[0], date=day)),)),
    ]  # fmt: skip
    if work.dealings.providers:
        columns = tuple(Column(plain(f"report.screener.column_{part}")) for part in ("name", "suits", "contact"))
        rows = tuple((each.name, each.suits, each.contact) for each in work.dealings.providers)
        sections.append(Section("providers", plain("report.screener.providers"), blocks=(Table(columns, rows),)))
    return sections
