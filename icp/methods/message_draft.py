"""The message to the ideal client, drafted from the owner's answers: whom it is for and not for, what they can count
on, words for a profile, a post, a referral, and what an advertisement may be aimed by.

Whom it is for is told by wishes about how people work with the owner, and by values outside regulated fields; whom it
is not for only by what people do. Nothing is added to what was answered: a piece without its answer is left out. The
limits on advertising follow the field of business (``data/message.toml``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from icp.catalogue import MessageWords, Question, message_words
from icp.model import (
    ChoiceCriterion,
    Criterion,
    OwnQuestion,
    ScaleCriterion,
    TagsCriterion,
    Workbook,
    is_about_the_person,
)
from icp.wishes import BEARABLE, asked_by, is_never, wish_label, wish_target

PARTS = ("line", "who", "not_for", "promise", "profile", "post", "brief")
"""The parts of a message that are drafted and can be reworded, in reading order. Referral asks are one a source."""
Aim = Literal["aim", "care", "wide", "say", "never"]
_SAID, _TOLD_APART, _IN_A_LINE = 5, 3, 2
_GROUPS = ("behaviour", "quality", "need")
_NAMED = ("age", "industry", "occupation")
_PROTECTED_VALUES = frozenset({"faith"})
_PROMISES = {"promise": "mirror_promise", "reply": "mirror_reply", "reach": "mirror_reach", "weak": "mirror_weak"}


@dataclass(frozen=True)
class Aimed:
    """One trait of the portrait and whether an advertisement may be aimed by it.

    ``aim``: "aim" freely · "care" with the caution of the field · "wide" no finer than a town · "say" in words only ·
    "never". ``label`` names the trait, ``words`` say what the portrait wants of it; both plain text.
    """

    id: str
    label: str
    words: str
    aim: Aim


class Message:
    """The message of a workbook; each part is drafted when it is first asked for. All texts are plain."""

    def __init__(self, work: Workbook) -> None:
        self.work = work
        self._words: MessageWords = message_words()

    # ── what is known ────────────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def _wanted(self) -> tuple[Criterion, ...]:
        """Service wishes: must-haves first, then the ranked ones in their order."""
        wishes = [c for c in self.work.avatar.criteria if c.part == "service" and not is_never(c)]
        return tuple(sorted(wishes, key=lambda c: (not c.absolute, c.rank is None, c.rank or 0)))

    @cached_property
    def problem(self) -> str:
        """The problem the owner loves solving, the first where several are named; "" where none is."""
        wish = self.work.avatar.find("problem")
        return wish.wanted[0].strip() if isinstance(wish, TagsCriterion) and wish.wanted and not wish.repel else ""

    def attract(self, *, spoken_to: bool) -> tuple[str, ...]:
        """What the right people do, must-haves first, then the heaviest wish; to follow "you" or "people who"."""
        said = [self._phrase("attract", wish, spoken_to) for wish in self._wanted if _asks(wish)]
        return tuple(words for words in said if words)

    def repel(self, *, spoken_to: bool) -> tuple[str, ...]:
        """What the owner does not want again, in what people do; without any, the opposite of the must-haves."""
        work = self.work
        never = [c for c in work.avatar.criteria if is_never(c) and c.part == "service"]
        said = [self._phrase("repel", wish, spoken_to) for wish in never]
        named = work.answers.get("sink_behaviour", ())
        columns = [*(named if isinstance(named, tuple) else (str(named),)), *(c.column for c in work.avatar.absolutes)]
        said += [self._of_field("repel", column, spoken_to) for column in columns]
        return tuple(dict.fromkeys(words for words in said if words))

    def _phrase(self, table: Literal["attract", "repel"], wish: Criterion, spoken_to: bool) -> str:
        """The words for one wish: the shipped ones, or the owner's own quoted. "" for money and other figures."""
        question = asked_by(wish, self.work)
        if isinstance(question, OwnQuestion):
            label = wish_label(wish, self.work)
            plain = question.kind in ("scale", "flag") and not is_about_the_person(label, question.id)
            return self._fill("own", what=label) if plain else ""
        told = isinstance(question, Question) and question.group in _GROUPS
        return self._of_field(table, wish.column, spoken_to) if told and wish.kind in ("scale", "flag") else ""

    def _of_field(self, table: Literal["attract", "repel"], column: str, spoken_to: bool) -> str:
        phrase = getattr(self._words, table).get(column, "")
        return str(phrase.format(**(self._words.you if spoken_to else self._words.they))) if phrase else ""

    def _fill(self, piece: str, **values: str) -> str:
        return self._words.draft[piece].format(**values)

    def _all(self, words: Iterable[str]) -> str:
        return self._enumerate(tuple(words), "and")

    def _enumerate(self, words: Sequence[str], last: Literal["and", "or"]) -> str:
        *first, end = words or ("",)
        return f"{', '.join(first)}{self._words.draft[last]}{end}" if first else end

    @property
    def _does(self) -> str:
        return self._words.does.get(self.work.text("trade"), self._words.does["other"])

    # ── the parts ────────────────────────────────────────────────────────────────────────────────────────────────

    def lines(self) -> tuple[str, ...]:
        """Up to four one-line messages to choose from; none where nothing is known to say."""
        people = self.attract(spoken_to=False)[:_IN_A_LINE]
        found = []
        if self.problem and people:
            found.append(self._fill("line_both", does=self._does, problem=_capital(self.problem), attract=people[0]))
        if people:
            found.append(self._fill("line_people", does=self._does, attract=self._all(people)))
        if self.problem:
            found.append(self._fill("line_problem", problem=_capital(self.problem)))
        best = self.work.text("mirror_best").strip()
        return (*found, *([best] if best else []))

    @property
    def line(self) -> str:
        """The line chosen, else the first offered."""
        return self.work.dealings.message.get("line", "") or next(iter(self.lines()), "")

    def draft(self, part: str) -> str:
        """One of ``PARTS`` as drafted; "" where there is nothing to say yet. Raises KeyError for another name."""
        return {
            "line": lambda: next(iter(self.lines()), ""), "who": self._who, "not_for": self._not_for,
            "promise": self._promise, "profile": self._profile, "post": self._post, "brief": self._brief,
        }[part]()  # fmt: skip

    def said(self, part: str) -> str:
        """A part in the owner's words, else as drafted."""
        return self.work.dealings.message.get(part, "") or self.draft(part)

    def _who(self) -> str:
        lines = [*self._facts_for(), *self.attract(spoken_to=True)][:_SAID]
        if not lines:
            return ""
        business = self.work.text("business_name")
        return _listed(self._fill("who", business=business) if business else self._fill("who_nameless"), lines)

    def _facts_for(self) -> list[str]:
        """Problem, trade and values: what people have or care about."""
        found = [self._fill("problem", problem=self.problem)] if self.problem else []
        for id in ("industry", "occupation"):
            wish = self.work.avatar.find(id)
            if isinstance(wish, ChoiceCriterion) and wish.accept and not wish.repel:
                found.append(self._fill(id, what=self._enumerate(wish.accept, "or")))
        values = self.work.avatar.find("values")
        if isinstance(values, TagsCriterion) and not self.work.regulated and not values.repel:
            told = [value for value in values.wanted if value not in _PROTECTED_VALUES]
            found += [self._fill("values", what=self._all(told))] if told else []
        return found

    def _not_for(self) -> str:
        lines = self.repel(spoken_to=True)[:_TOLD_APART]
        if not lines:
            return ""
        end = [self._words.draft["provider"]] if self.work.dealings.providers else []
        return "\n\n".join([_listed(self._words.draft["not_for"], lines), *end])

    def _promise(self) -> str:
        given = {piece: self.work.text(id).strip() for piece, id in _PROMISES.items()}
        return "\n".join(self._fill(piece, what=text) for piece, text in given.items() if text)

    def _profile(self) -> str:
        promise = self.work.text("mirror_promise").strip()
        return self._fill("profile", line=self.line, promise=promise).strip() if self.line else ""

    def _post(self) -> str:
        attract, repel = self.attract(spoken_to=True)[:_TOLD_APART], self.repel(spoken_to=True)[:1]
        parts = [
            self.line,
            self._fill("post_for", attract=self._all(attract)) if attract else "",
            self._fill("post_not", repel=repel[0]) if repel else "",
            self.work.text("mirror_promise").strip(),
            self._words.draft["post_end"],
        ]
        return "\n\n".join(part for part in parts if part) if self.line else ""

    @property
    def shotgun(self) -> str:
        """What the same trade says to everybody, for contrast."""
        words = self._words
        return self._fill("shotgun", to_all=words.to_all.get(self.work.text("trade"), words.to_all["other"]))

    # ── referrals ────────────────────────────────────────────────────────────────────────────────────────────────

    def ask(self, source: str, *, person: bool, glad: bool) -> str:
        """What to say to a source: to a person thanks, whom the owner wants, one question; to a place a notice.

        ``glad``: whether favourites came from there, which alone makes it true that they are a joy.
        """
        people = self._all(self.attract(spoken_to=False)[:_TOLD_APART])
        if not person:
            whom = self._fill("channel_whom", source=source, attract=people) if people else self.line
            return " ".join(part for part in (whom, self._words.draft["channel_end"]) if part)
        parts = [
            self._words.draft["ask_thanks" if glad else "ask_hello"],
            self._fill("ask_whom", attract=people) if people else "",
            self._fill("ask_problem", problem=self.problem) if self.problem else "",
            self._words.draft["ask_not"] if people and not glad else "",
            self._words.draft["ask_end"],
        ]
        return " ".join(part for part in parts if part)

    # ── advertising ──────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def limits(self) -> str:
        """What the owner's field of business has to keep to when advertising."""
        return self._words.limits[self.work.field]

    def audience(self) -> tuple[Aimed, ...]:
        """The traits of the portrait an advertisement could be aimed by, each with whether it may."""
        rules = dict(self._words.aim_regulated if self.work.regulated else self._words.aim)
        if self.work.field == "health":
            rules |= self._words.aim_health
        found = []
        for id, aim in rules.items():
            wish = self.work.avatar.find(id)
            if wish is None or is_never(wish) or not (words := self._target(wish)):
                continue
            found.append(Aimed(id, self.work.label(id), "" if aim == "never" else words, aim))
        return tuple(found)

    def _target(self, wish: Criterion) -> str:
        if isinstance(wish, TagsCriterion):
            kept = wish.wanted if wish.id != "values" else [v for v in wish.wanted if v not in _PROTECTED_VALUES]
            return self._enumerate(tuple(kept), "or") if kept else ""
        return wish_target(wish, self.work)

    def _aimed(self, each: Aimed) -> str:
        """A trait as a brief names it: an age needs its name, "in a small town" does not."""
        return f"{each.label.lower()} {each.words}" if each.id in _NAMED else each.words

    def _brief(self) -> str:
        audience = self.audience()
        aimed = [self._aimed(each) for each in audience if each.aim in ("aim", "care", "wide")]
        never = [each.label.lower() for each in audience if each.aim == "never"]
        attract = self.attract(spoken_to=False)[:_IN_A_LINE]
        repel = self.repel(spoken_to=False)[:1]
        if not self.line and not aimed:
            return ""
        told = ""
        if attract:
            piece = "brief_for_whom" if repel else "brief_for_whom_only"
            words = {"attract": self._all(attract), **({"repel": repel[0]} if repel else {})}
            told = self._fill(piece, **words)
        parts = [
            self._fill("brief_for", what="; ".join(aimed)) if aimed else "",
            self._fill("brief_says", line=self.line) if self.line else "",
            told,
            self._fill("brief_not", what=", ".join(never)) if never else "",
        ]
        return "\n".join(part for part in parts if part)


def _asks(wish: Criterion) -> bool:
    return not isinstance(wish, ScaleCriterion) or wish.at_least >= BEARABLE


def _listed(opening: str, lines: Iterable[str]) -> str:
    return "\n".join([opening, *(f"– {line}" for line in lines)])


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
