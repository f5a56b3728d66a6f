"""The one catalogue: every question, page, header alias and sentence the product knows, read from ``data/``.

A question is one block in ``data/questions.toml``. Roster columns, import aliases, wishes of the avatar, guide
screens and chart labels all iterate :func:`catalogue`, so a new block appears in all of them. A page is one file
in ``pages/`` and one line in ``data/pages.toml``.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cached_property, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from icp.site import data_folder

Kind = Literal["text", "date", "range", "choice", "tags", "scale", "flag"]
Part = Literal["service", "affinity"]
WISH_KINDS: tuple[Kind, ...] = ("range", "choice", "tags", "scale", "flag")


class CatalogueError(ValueError):
    """A file in ``data/`` breaks the catalogue's rules; the message names file and block."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Option(_Frozen):
    """One allowed answer. ``low`` ≤ number < ``high`` places a number in a band (income)."""

    value: str
    label: str
    low: float | None = None
    high: float | None = None


class Question(_Frozen):
    """One question.

    ``scope`` "client" asks it of every client (a roster column, perhaps a wish); "owner" asks it once.
    ``core`` is the position in the guide ("19a"), None when the question lives only on its page, and ``guide``
    the way the guide asks it. ``taps`` are the two scale values that "tap who …" writes: (tapped, the rest).
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    page: str
    scope: Literal["client", "owner"] = "client"
    kind: Kind = "text"
    group: str
    label: str
    prompt: str
    help: str = ""
    example: str = ""
    unit: str = ""
    options: tuple[Option, ...] = ()
    part: Part | None = None
    protected: bool = False
    wish: str = ""
    repel: str = ""
    core: str | None = Field(default=None, pattern=r"^\d+[a-z]?$")
    guide: str = ""
    tap: str = ""
    taps: tuple[int, int] | None = None
    bands: tuple[float, ...] = ()
    multiple: bool = False

    @model_validator(mode="before")
    @classmethod
    def _expand_options(cls, data: Any) -> Any:
        if isinstance(data, dict) and "options" in data:
            data = {**data, "options": [_option(entry) for entry in data["options"]]}
        return data

    @model_validator(mode="after")
    def _hang_together(self) -> Question:
        if self.scope == "client" and self.kind in WISH_KINDS and self.part is None:
            raise ValueError(f"question {self.id!r}: a {self.kind} question needs a part")
        if self.protected and self.part != "affinity":
            raise ValueError(f"question {self.id!r}: a protected question belongs to the affinity part")
        if (self.core is None) != (self.guide == ""):
            raise ValueError(f"question {self.id!r}: core and guide go together")
        if self.guide == "tap" and (not self.tap or self.taps is None):
            raise ValueError(f"question {self.id!r}: a tap screen needs tap and taps")
        return self

    def option_label(self, value: object) -> str:
        """The words for a stored value; the value itself where the question lists no such option."""
        text = str(value).strip()
        for option in self.options:
            if option.value.casefold() == text.casefold():
                return option.label
        return text

    @property
    def heading(self) -> str:
        """What its guide screen is headed by."""
        return self.tap if self.guide == "tap" else self.prompt

    @property
    def order(self) -> tuple[int, str]:
        """Sort key of ``core``: "19" before "19a" before "20"."""
        found = re.fullmatch(r"(\d+)([a-z]?)", self.core or "")
        return (int(found[1]), found[2]) if found else (10_000, "")


class Page(_Frozen):
    """One page of the journey: file in ``pages/``, address, menu words and what the page head says."""

    id: str
    file: str
    address: str = ""
    title: str
    icon: str
    section: str
    minutes: int
    purpose: str
    example: str
    done: str


class StarterWish(_Frozen):
    """One wish or "never again" to start from: a field of the catalogue, or the ``label`` of a question of one's own.

    ``at_least`` 0–4 is the target where the field is a scale; a label stands for a new 0–4 question.
    """

    field: str = ""
    label: str = ""
    at_least: int = Field(default=3, ge=1, le=4)

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, data: Any) -> Any:
        return {"field": data} if isinstance(data, str) else data

    @model_validator(mode="after")
    def _one_of_both(self) -> StarterWish:
        if bool(self.field) == bool(self.label):
            raise ValueError("a starter names a field or has a label, one of the two")
        return self


class Starter(_Frozen):
    """``data/starters.toml``: what one trade may begin with. ``problems`` are words, ``qualities`` field ids."""

    problems: tuple[str, ...] = ()
    wishes: tuple[StarterWish, ...] = ()
    never: tuple[StarterWish, ...] = ()
    qualities: tuple[str, ...] = ()


Language = Literal["en", "de", "fr", "es", "nl"]


class Trait(_Frozen):
    """``data/fair_wording.toml``: one thing nobody is chosen by; the words that ask for it, and what to ask instead."""

    about: str
    why: str
    en: tuple[str, ...]
    de: tuple[str, ...]
    fr: tuple[str, ...]
    es: tuple[str, ...]
    nl: tuple[str, ...]
    ask: Mapping[Language, str]
    say: Mapping[Language, str]

    @model_validator(mode="after")
    def _in_every_language(self) -> Trait:
        if not set(self.ask) == set(self.say) == set(get_args(Language)):
            raise ValueError("ask and say are worded in every language")
        return self


class FairWording(_Frozen):
    """``data/fair_wording.toml``: the traits by id, and phrases that sound alike and ask for none of them."""

    traits: Mapping[str, Trait]
    innocent: Mapping[Language, tuple[str, ...]]


class ShippedSituation(_Frozen):
    """``data/situations.toml``: what clients do in a situation, at three points.

    ``column``: the 0–4 question that says how often the ideal happens; it also is the situation's id.
    """

    column: str
    title: str
    difficult: str
    ideal: str
    dream: str


class SpokenWords(_Frozen):
    """What may be said about one must-have; ``{what}`` in it is the wish in the owner's words."""

    why: str = ""
    sentence: str = ""
    question: str = ""
    good: str = ""
    worrying: str = ""

    def over(self, other: SpokenWords) -> SpokenWords:
        """These words, and the other's where there are none."""
        return SpokenWords(**{name: said or getattr(other, name) for name, said in self})


class SpokenStarters(_Frozen):
    """``data/absolutes.toml``: words to begin with by field, by a starter's label (case-folded), and by trade and
    field; ``other`` and ``never`` for a wish nobody foresaw."""

    fields: Mapping[str, SpokenWords]
    own: Mapping[str, SpokenWords]
    trade: Mapping[str, Mapping[str, SpokenWords]]
    other: SpokenWords
    never: SpokenWords


class RuleTemplate(_Frozen):
    """One rule to begin with. ``group``: a key of the groups; ``about``: the behaviour it answers, if any."""

    id: str
    group: str
    expectation: str
    reason: str
    consequence: str
    about: str | None = None


class RuleKit(_Frozen):
    """The rules for one way of meeting people: on a screen, on site, at an office."""

    title: str
    note: str
    rule: tuple[RuleTemplate, ...]


class RuleStarters(_Frozen):
    """``data/rules.toml``: rules and a welcome packet to begin with, what is sent about rules, and what is unclear.

    ``kit_of``: trade → kit. ``packet``: kit → part → words, in the order of ``parts`` (part → its title). ``letter``:
    texts with {places}. ``vague``: a word two people understand differently → what to put instead; ``measure``: words
    by which a rule can be told kept from broken.
    """

    groups: Mapping[str, str]
    kit_of: Mapping[str, str]
    kits: Mapping[str, RuleKit]
    parts: Mapping[str, str]
    packet: Mapping[str, Mapping[str, str]]
    letter: Mapping[str, str]
    vague: Mapping[str, str]
    measure: frozenset[str]

    @model_validator(mode="after")
    def _hang_together(self) -> RuleStarters:
        templates = [rule for kit in self.kits.values() for rule in kit.rule]
        if len({rule.id for rule in templates}) < len(templates):
            raise ValueError("two rules share an id")
        if not {rule.group for rule in templates} <= self.groups.keys():
            raise ValueError("a rule names an unknown group")
        if not set(self.kit_of.values()) <= self.kits.keys() == self.packet.keys():
            raise ValueError("every kit has a packet, and every trade a kit there is")
        if any(self.parts.keys() != packet.keys() for packet in self.packet.values()):
            raise ValueError("every packet has the same parts")
        return self

    def template(self, id: str | None) -> RuleTemplate | None:
        """The rule to begin with of that id, or None."""
        return next((rule for kit in self.kits.values() for rule in kit.rule if rule.id == id), None)


class OwnSystemWords(_Frozen):
    """``data/own_system.toml``: of one behaviour, how it is done right, and what makes that easier."""

    steps: tuple[str, ...] = Field(min_length=1)
    easier: tuple[str, ...] = Field(min_length=1)


class MessageWords(_Frozen):
    """``data/message.toml``: what a message is drafted from.

    ``does``, ``to_all``: by trade. ``attract``, ``repel``: by field, with the places of ``you`` and ``they``.
    ``draft``: pieces with {places}. ``aim``, ``aim_regulated``, ``aim_health``: field → what an advertisement may
    do with it, the later ones where they hold. ``limits``: by field of business.
    """

    does: Mapping[str, str]
    to_all: Mapping[str, str]
    attract: Mapping[str, str]
    repel: Mapping[str, str]
    you: Mapping[str, str]
    they: Mapping[str, str]
    draft: Mapping[str, str]
    aim: Mapping[str, Literal["aim", "care", "wide", "say", "never"]]
    aim_regulated: Mapping[str, Literal["aim", "care", "wide", "say", "never"]]
    aim_health: Mapping[str, Literal["aim", "care", "wide", "say", "never"]]
    limits: Mapping[str, str]


class ScriptStep(_Frozen):
    """One step of a session: where its people are, and the coach's script for it.

    ``where``: "talk", "guide:QUESTION" (its first screen) or "page:PAGE". ``screens``: the guide's questions it takes
    in. ``shares``: kinds of what may be put up in it. ``skip``: what to leave out when late. ``missed``: what somebody
    who comes later is told of it.
    """

    title: str
    where: str = Field(pattern=r"^(talk|guide:[a-z0-9_]+|page:[a-z]+)$")
    screens: tuple[str, ...] = ()
    shares: tuple[str, ...] = ()
    say: str
    do: str
    watch: str
    stuck: str
    skip: str
    missed: str


class TimedStep(_Frozen):
    """A step within an agenda, and its minutes."""

    step: str
    minutes: int = Field(ge=1, le=90)


class Agenda(_Frozen):
    """A session of so many minutes; its steps add up to them."""

    id: str
    title: str
    minutes: int
    note: str
    steps: tuple[TimedStep, ...]

    @model_validator(mode="after")
    def _adds_up(self) -> Agenda:
        if sum(step.minutes for step in self.steps) != self.minutes:
            raise ValueError(f"agenda {self.id!r}: its steps take {sum(s.minutes for s in self.steps)} minutes")
        return self


class RoomCheck(_Frozen):
    """One thing to look at before people come, and what to do where it is not so."""

    id: str
    title: str
    how: str
    otherwise: str


class PairCard(_Frozen):
    """What two people do with each other for some minutes."""

    title: str
    minutes: int
    one: str
    other: str
    then: str


class Mail(_Frozen):
    """A letter of the coach's, with {places}."""

    subject: str
    body: str


class CoachKit(_Frozen):
    """``data/agendas.toml``: all that a coach needs besides the pages."""

    step: Mapping[str, ScriptStep]
    agenda: tuple[Agenda, ...]
    check: tuple[RoomCheck, ...]
    mail: Mapping[str, Mail]
    demo: tuple[str, ...]
    pair: tuple[PairCard, ...]
    hotspot: tuple[str, ...]
    projector: tuple[str, ...]
    parking: str
    rehearsal: Mapping[str, tuple[str, ...]]

    @model_validator(mode="after")
    def _hang_together(self) -> CoachKit:
        if len({agenda.id for agenda in self.agenda}) < len(self.agenda):
            raise ValueError("two agendas share an id")
        for agenda in self.agenda:
            for timed in agenda.steps:
                if timed.step not in self.step:
                    raise ValueError(f"agenda {agenda.id!r} names the unknown step {timed.step!r}")
        return self


class Columns(_Frozen):
    """``data/columns.toml``: what headers of real exports mean."""

    aliases: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    protected_headers: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()
    blanks: frozenset[str] = frozenset()
    extra: Mapping[str, Any] = MappingProxyType({})

    def field_of(self, header: str) -> str | None:
        """Field id whose alias is exactly this header (after :func:`normalise_header`), or None."""
        return self._by_alias.get(normalise_header(header))

    def names_protected(self, words: str) -> bool:
        """Whether a protected header stands among these words, whole words one after the other."""
        each = words.split()
        longest = range(1, self._longest_protected + 1)
        runs = (" ".join(each[at : at + length]) for length in longest for at in range(len(each) - length + 1))
        return not self.protected_headers.isdisjoint(runs)

    @cached_property
    def _longest_protected(self) -> int:
        return max((header.count(" ") + 1 for header in self.protected_headers), default=0)

    @cached_property
    def _by_alias(self) -> Mapping[str, str]:
        return {normalise_header(name): field for field, names in self.aliases.items() for name in (field, *names)}


class Catalogue(_Frozen):
    """Everything in ``data/``, validated and frozen."""

    questions: tuple[Question, ...]
    pages: tuple[Page, ...]
    columns: Columns
    words: Mapping[str, Any]
    starters: Mapping[str, Starter] = MappingProxyType({})
    situations: tuple[ShippedSituation, ...] = ()

    @cached_property
    def fields(self) -> Mapping[str, Question]:
        """Client questions by id, in catalogue order: the roster's columns."""
        return {q.id: q for q in self.questions if q.scope == "client"}

    @cached_property
    def screens(self) -> tuple[Question, ...]:
        """The guide: core questions in order, one a screen."""
        return tuple(sorted((q for q in self.questions if q.core), key=lambda q: q.order))

    def question(self, id: str) -> Question:
        """The question of that id; KeyError when the catalogue has none."""
        return self._by_id[id]

    @cached_property
    def _by_id(self) -> Mapping[str, Question]:
        return {q.id: q for q in self.questions}

    def say(self, key: str, /, **values: object) -> str:
        """Words at a dotted key of ``data/copy.toml`` with ``{name}`` places filled; KeyError when missing."""
        node: Any = self.words
        for step in key.split("."):
            node = node[step]
        if not isinstance(node, str):
            raise KeyError(key)
        return node.format(**values) if values else node


def _option(entry: Any) -> Any:
    """Options may be written as ``"value"``, ``["value", "label"]`` or a full table."""
    if isinstance(entry, str):
        return {"value": entry, "label": entry}
    if isinstance(entry, list | tuple):
        return dict(zip(("value", "label", "low", "high"), entry, strict=False))
    return entry


_PREFIX = re.compile(r"^[A-Za-z ]{1,24}\s[-–]\s")
_SUFFIX = re.compile(r"\s*\((?:[A-Z]{3}|[$€£¥]|UTC)\)\s*$")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def normalise_header(text: str) -> str:
    """A header reduced to what two exports share.

    Drops characters nobody sees, ``Entity - `` prefixes and ``(USD)`` suffixes; splits camelCase; turns punctuation
    and underscores into single spaces; case-folds. ``"Person - Last activity date"`` → ``"last activity date"``.
    """
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf")
    text = text.strip()
    text = _SUFFIX.sub("", _PREFIX.sub("", text))
    text = _CAMEL.sub(" ", text.removesuffix("__c"))
    return " ".join(re.sub(r"[\W_]+", " ", text).casefold().split())


def _read(folder: Path, name: str) -> dict[str, Any]:
    try:
        with (folder / name).open("rb") as file:
            return tomllib.load(file)
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise CatalogueError(f"data/{name}: {error}") from error


def load_catalogue(folder: Path) -> Catalogue:
    """Read and check the catalogue in ``folder``; CatalogueError names what is wrong and where."""
    raw_columns = _read(folder, "columns.toml")
    try:
        questions = tuple(Question(**block) for block in _read(folder, "questions.toml").get("question", []))
        pages = tuple(Page(**line) for line in _read(folder, "pages.toml").get("pages", []))
        columns = Columns(
            aliases={field: tuple(names) for field, names in raw_columns.get("aliases", {}).items()},
            protected_headers=frozenset(map(normalise_header, raw_columns.get("protected", {}).get("headers", []))),
            never=frozenset(map(normalise_header, raw_columns.get("never", {}).get("headers", []))),
            blanks=frozenset(cell.strip().casefold() for cell in raw_columns.get("blanks", {}).get("cells", [])),
            extra={key: raw_columns[key] for key in raw_columns.keys() - {"aliases", "protected", "never", "blanks"}},
        )
        starters = {trade: Starter(**block) for trade, block in _read(folder, "starters.toml").items()}
        scenes = tuple(ShippedSituation(**block) for block in _read(folder, "situations.toml").get("situation", []))
    except (ValidationError, TypeError) as error:
        raise CatalogueError(f"data/: {error}") from error
    listed = {"question": [q.id for q in questions], "page": [p.id for p in pages]}
    for kind, ids in {**listed, "situation": [scene.column for scene in scenes]}.items():
        twice = {id for id in ids if ids.count(id) > 1}
        if twice:
            raise CatalogueError(f"data/: {kind} {sorted(twice)[0]!r} stands there twice")
    page_ids = {page.id for page in pages}
    for question in questions:
        if question.page not in page_ids:
            raise CatalogueError(f"data/questions.toml: {question.id!r} names the unknown page {question.page!r}")
    by_id = {question.id: question for question in questions}
    _check_starters(starters, by_id)
    _check_situations(scenes, by_id)
    files = {name: _read(folder, f"{name}.toml") for name in ("letters", "report")}
    words = {**_read(folder, "copy.toml"), **files}
    return Catalogue(
        questions=questions, pages=pages, columns=columns, words=words, starters=starters, situations=scenes
    )


def _check_starters(starters: Mapping[str, Starter], questions: Mapping[str, Question]) -> None:
    """Every field a starter names asks how somebody works with you: nobody is led to choose by who people are."""
    for trade, starter in starters.items():
        for field in (*(wish.field for wish in (*starter.wishes, *starter.never) if wish.field), *starter.qualities):
            question = questions.get(field)
            if question is None or question.part != "service":
                raise CatalogueError(f"data/starters.toml: [{trade}] names {field!r}, which is no service question")


def _check_situations(situations: Sequence[ShippedSituation], questions: Mapping[str, Question]) -> None:
    """Every situation is about a 0–4 answer on how somebody works with you."""
    for situation in situations:
        question = questions.get(situation.column)
        if question is None or question.part != "service" or question.kind != "scale":
            raise CatalogueError(f"data/situations.toml: {situation.column!r} is no 0–4 service question")


_CLIENT = re.compile(r"\{[^}]*\}|\b([Cc])lient(?=s?\b)")
_WORDS_OF_QUESTION = ("label", "prompt", "help", "example", "wish", "repel", "tap")
_WORDS_OF_PAGE = ("title", "section", "purpose", "example", "done")


def for_customers(whole: Catalogue) -> Catalogue:
    """The catalogue as somebody reads it who says "customer": "client" gives way in every sentence.

    Ids, answers, {places} and the product's name stay, and so does the question that asks for the word.
    """

    def reword(node: Any) -> Any:
        if isinstance(node, str):
            return _CLIENT.sub(lambda found: found[0] if not found[1] else f"{found[1]}ustomer", node)
        return {key: reword(part) for key, part in node.items()} if isinstance(node, Mapping) else node

    def worded(question: Question) -> Question:
        options = tuple(option.model_copy(update={"label": reword(option.label)}) for option in question.options)
        told = {name: reword(getattr(question, name)) for name in _WORDS_OF_QUESTION}
        return question.model_copy(update={**told, "options": options})

    words = reword(whole.words)
    return Catalogue(
        questions=tuple(question if question.id == "term" else worded(question) for question in whole.questions),
        pages=tuple(
            page.model_copy(update={name: reword(getattr(page, name)) for name in _WORDS_OF_PAGE})
            for page in whole.pages
        ),
        columns=whole.columns,
        words={**words, "frame": {**words["frame"], "app": whole.words["frame"]["app"]}},
        starters=whole.starters,
        situations=tuple(ShippedSituation(**reword(dict(situation))) for situation in whole.situations),
    )


@lru_cache(maxsize=2)
def _edition(term: str) -> Catalogue:
    whole = load_catalogue(data_folder())
    return for_customers(whole) if term == "customer" else whole


_asked: list[Callable[[], str]] = []


def follow_term(read: Callable[[], str]) -> None:
    """From now on :func:`catalogue` asks ``read`` whether whoever is being served says "client" or "customer"."""
    _asked[:] = [read]


_spoken: ContextVar[str | None] = ContextVar("spoken", default=None)


@contextmanager
def speak(term: str) -> Iterator[None]:
    """Within the block :func:`catalogue` says this word, whoever is being served: for a file written off the page."""
    token = _spoken.set(term)
    try:
        yield
    finally:
        _spoken.reset(token)


@lru_cache(maxsize=1)
def columns() -> Columns:
    """What headers and cells of real exports mean: the same whoever is being served, so nobody is asked."""
    return load_catalogue(data_folder()).columns


@lru_cache(maxsize=1)
def fair_wording() -> FairWording:
    """What asks who somebody is, in five languages; CatalogueError when the file breaks its rules."""
    raw = _read(data_folder(), "fair_wording.toml")
    innocent = raw.pop("innocent", {})
    try:
        return FairWording(traits=raw, innocent=innocent)
    except (ValidationError, TypeError) as error:
        raise CatalogueError(f"data/fair_wording.toml: {error}") from error


@lru_cache(maxsize=1)
def spoken_starters() -> SpokenStarters:
    """What a must-have may begin with; CatalogueError when the file names what is no service question, or breaks."""
    raw = _read(data_folder(), "absolutes.toml")
    named = {name: raw.pop(name, {}) for name in ("own", "trade", "other", "never")}
    own = {label.casefold(): words for label, words in named.pop("own").items()}
    try:
        starters = SpokenStarters(fields=raw, own=own, **named)
    except (ValidationError, TypeError) as error:
        raise CatalogueError(f"data/absolutes.toml: {error}") from error
    questions = _edition("client").fields
    for field in (*starters.fields, *(field for of_trade in starters.trade.values() for field in of_trade)):
        if field not in questions or questions[field].part != "service":
            raise CatalogueError(f"data/absolutes.toml: {field!r} is no service question")
    return starters


@lru_cache(maxsize=1)
def rule_starters() -> RuleStarters:
    """What rules may begin with; CatalogueError when the file names what is no service question, or breaks."""
    raw = _read(data_folder(), "rules.toml")
    packet = dict(raw.get("packet", {}))
    titles, order = packet.pop("title", {}), packet.pop("order", [])
    try:
        starters = RuleStarters(
            groups=raw.get("groups", {}), kit_of=raw.get("kit_of", {}), kits=raw.get("kit", {}),
            parts={part: titles.get(part, "") for part in order}, packet=packet, letter=raw.get("letter", {}),
            vague=raw.get("vague", {}), measure=frozenset(raw.get("measure", {}).get("words", ())),
        )  # fmt: skip
    except (ValidationError, TypeError) as error:
        raise CatalogueError(f"data/rules.toml: {error}") from error
    questions = load_catalogue(data_folder()).fields
    for about in (rule.about for kit in starters.kits.values() for rule in kit.rule if rule.about is not None):
        if about not in questions or questions[about].part != "service":
            raise CatalogueError(f"data/rules.toml: {about!r} is no service question")
    return starters


@lru_cache(maxsize=1)
def own_systems() -> Mapping[str, OwnSystemWords]:
    """How things are done right, by behaviour, with "other" for one nobody foresaw; CatalogueError when it breaks."""
    raw = _read(data_folder(), "own_system.toml")
    try:
        words = {field: OwnSystemWords(**block) for field, block in raw.items()}
    except (ValidationError, TypeError) as error:
        raise CatalogueError(f"data/own_system.toml: {error}") from error
    questions = load_catalogue(data_folder()).fields
    for field in words.keys() - {"other"}:
        if field not in questions or questions[field].part != "service":
            raise CatalogueError(f"data/own_system.toml: {field!r} is no service question")
    return words


@lru_cache(maxsize=1)
def message_words() -> MessageWords:
    """What a message is drafted from; CatalogueError when the file breaks, or chooses by who somebody is."""
    try:
        words = MessageWords(**_read(data_folder(), "message.toml"))
    except (ValidationError, TypeError) as error:
        raise CatalogueError(f"data/message.toml: {error}") from error
    questions = load_catalogue(data_folder()).fields
    for field in (*words.attract, *words.repel):
        if field not in questions or questions[field].part != "service":
            raise CatalogueError(f"data/message.toml: {field!r} is no service question")
    for field, aim in words.aim_regulated.items():
        if questions[field].protected and aim != "never":
            raise CatalogueError(f"data/message.toml: a regulated field must not aim by {field!r}")
    return words


@lru_cache(maxsize=1)
def coach_kit() -> CoachKit:
    """Agendas, scripts and all else a coach needs; CatalogueError when the file breaks or names what is not there."""
    try:
        kit = CoachKit(**_read(data_folder(), "agendas.toml"))
    except (ValidationError, TypeError) as error:
        raise CatalogueError(f"data/agendas.toml: {error}") from error
    whole = load_catalogue(data_folder())
    questions, pages = {q.id for q in whole.questions}, {page.id for page in whole.pages}
    for id, step in kit.step.items():
        kind, _, name = step.where.partition(":")
        known = {"talk": {""}, "guide": questions, "page": pages}[kind]
        for wanted, there in ((name, known), *((screen, questions) for screen in step.screens)):
            if wanted not in there:
                raise CatalogueError(f"data/agendas.toml: step {id!r} names {wanted!r}, which is not there")
    return kit


def catalogue() -> Catalogue:
    """The shipped catalogue, read once a process, in the words of whoever is being served."""
    return _edition(_spoken.get() or (_asked[0]() if _asked else "client"))
