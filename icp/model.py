"""The frozen types everything speaks: a workbook, its clients, and the avatar they are held against.

Protection is a property of the types (see :class:`Criterion`): a wish about who somebody *is* belongs to the affinity
part however it is named, and can never be a must-have.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator, model_validator

from icp.catalogue import Kind, Part, Question, catalogue, normalise_header
from icp.dealings import Dealings
from icp.record import Record
from icp.record import new_id as new_id

SCHEMA_VERSION = 1
MAX_RANKED = 8
BusinessField = Literal["general", "credit", "housing", "insurance", "employment", "health"]
Tier = Literal[1, 2, 3]
Cell = str | int | float | bool


# ── protection ───────────────────────────────────────────────────────────────────────────────────────────────────


def field_behind(header: str) -> str | None:
    """The catalogue field a header or id means: by id, else by an import alias; None for a column of one's own."""
    known = catalogue()
    return header if header in known.fields else known.columns.field_of(header)


_NAMES = frozenset({"name", "first_name", "last_name"})  # what somebody is called tells where they come from
_PLURAL = re.compile(r"(?<=\w\w)(?:ies|s)\b")


def is_about_the_person(*headers: str) -> bool:
    """Whether any of these headers asks who somebody is (affinity or protected) rather than how they work with you.

    Follows ids, import aliases and the protected headers of ``data/columns.toml``, whole or as words inside a longer
    header ("Client marital status").
    """
    fields = catalogue().fields
    behind = (field_behind(name) for header in headers for name in (header, header.removeprefix("x_")))
    return any(field is not None and fields[field].part == "affinity" for field in behind) or is_protected(*headers)


def is_protected(*headers: str) -> bool:
    """Whether any of these headers asks something the law protects: a protected field, or a protected header."""
    known = catalogue()
    for header in headers:
        field = field_behind(header)
        if field is not None and known.fields[field].protected:
            return True
        words = normalise_header(header)
        singular = _PLURAL.sub(lambda found: "y" if found[0] == "ies" else "", words)
        if known.columns.names_protected(f"{words} {singular}"):
            return True
        if words in known.columns.extra.get("protected_whole", {}).get("headers", ()):
            return True
    return False


# ── the avatar ───────────────────────────────────────────────────────────────────────────────────────────────────


class _Criterion(Record):
    """One wish.

    ``column``: roster header or catalogue field (default ``id``). ``rank`` 1 = heaviest, None = story, no weight.
    ``swing`` 0–100 overrides the rank's weight. ``absolute``: without it the owner does not take the client on.
    ``repel``: the wish is the opposite, value 1 − v. Errors: ValueError when the part contradicts the catalogue, or
    when a wish about the person is made an absolute.
    """

    id: str = Field(min_length=1, max_length=200)
    column: str = Field(default="", max_length=200)
    part: Part | None = None
    rank: int | None = Field(default=None, ge=1)
    swing: float | None = Field(default=None, ge=0, le=100)
    absolute: bool = False
    repel: bool = False

    @model_validator(mode="before")
    @classmethod
    def _settle_part(cls, data: Any) -> Any:
        if not isinstance(data, dict) or not isinstance(data.get("id"), str):
            return data
        column = data.get("column") or data["id"]
        part = data.get("part")
        question = catalogue().fields.get(column) if isinstance(column, str) else None
        if question is not None and part is not None and question.part is not None and part != question.part:
            raise ValueError(f"{data['id']!r}: {column!r} belongs to the {question.part} part, not {part!r}")
        if isinstance(column, str) and (is_about_the_person(data["id"], column) or field_behind(column) in _NAMES):
            part = "affinity"
        elif part is None:
            part = (question and question.part) or "service"
        return {**data, "column": column, "part": part}

    @model_validator(mode="after")
    def _protect(self) -> _Criterion:
        if self.absolute and self.part == "affinity":
            raise ValueError(f"{self.id!r} says who somebody is; only how they work with you can be a must-have")
        return self


class RangeCriterion(_Criterion):
    """A number within ``low``–``high``, either end open; beyond it the value falls to 0 over ``tolerance``
    (0: at once)."""

    kind: Literal["range"] = "range"
    low: float | None = None
    high: float | None = None
    tolerance: float | None = Field(default=None, ge=0)

    @model_validator(mode="after")
    def _bounded(self) -> RangeCriterion:
        if self.low is None and self.high is None:
            raise ValueError(f"{self.id!r}: a range needs low, high or both")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"{self.id!r}: low is above high")
        return self


class ChoiceCriterion(_Criterion):
    """One of the values in ``accept``; an empty ``accept`` means any, and is not scored."""

    kind: Literal["choice"] = "choice"
    accept: tuple[str, ...] = ()


class TagsCriterion(_Criterion):
    """Tags in ``wanted``: ``need`` any (``enough`` of them) or all."""

    kind: Literal["tags"] = "tags"
    wanted: tuple[str, ...] = ()
    need: Literal["any", "all"] = "any"
    enough: int = Field(default=1, ge=1)


class ScaleCriterion(_Criterion):
    """An answer 0–4 of at least ``at_least``; 0 asks nothing and is not scored."""

    kind: Literal["scale"] = "scale"
    at_least: float = Field(default=3, ge=0, le=4)


class FlagCriterion(_Criterion):
    """Yes."""

    kind: Literal["flag"] = "flag"


Criterion = Annotated[
    RangeCriterion | ChoiceCriterion | TagsCriterion | ScaleCriterion | FlagCriterion, Field(discriminator="kind")
]


class Avatar(Record):
    """The profile of the ideal client: wishes, and the line from which a client fits (0–100).

    At most eight wishes are ranked; equal ranks are refused and gaps close. Read a file with
    ``Avatar.model_validate_json(text)``; ValidationError (a ValueError) names what is wrong.
    """

    schema_version: Literal[1] = 1
    field: BusinessField = "general"
    fit_line: float = Field(default=60, ge=0, le=100)
    criteria: tuple[Criterion, ...] = ()

    @model_validator(mode="after")
    def _ordered(self) -> Avatar:
        ids = [criterion.id for criterion in self.criteria]
        if len(set(ids)) < len(ids):
            raise ValueError(f"two wishes share the id {next(i for i in ids if ids.count(i) > 1)!r}")
        ranks = sorted(criterion.rank for criterion in self.criteria if criterion.rank is not None)
        if len(ranks) > MAX_RANKED:
            raise ValueError(f"{len(ranks)} wishes are ranked; more than {MAX_RANKED} cannot be told apart, rank fewer")
        if len(set(ranks)) < len(ranks):
            raise ValueError(f"two wishes have rank {next(r for r in ranks if ranks.count(r) > 1)}")
        if ranks and ranks != list(range(1, len(ranks) + 1)):
            place = {rank: position for position, rank in enumerate(ranks, start=1)}
            closed = tuple(c.model_copy(update={"rank": c.rank and place[c.rank]}) for c in self.criteria)
            object.__setattr__(self, "criteria", closed)
        return self

    @property
    def ranked(self) -> tuple[Criterion, ...]:
        """The wishes with a rank, heaviest first."""
        return tuple(sorted((c for c in self.criteria if c.rank is not None), key=lambda c: c.rank or 0))

    @property
    def absolutes(self) -> tuple[Criterion, ...]:
        """The must-haves, in the avatar's order."""
        return tuple(c for c in self.criteria if c.absolute)

    def tells_only(self, criterion: Criterion) -> bool:
        """Whether the wish may be told but not weighed: a protected one, in a regulated field of business."""
        return self.field != "general" and is_protected(criterion.id, criterion.column)

    def find(self, id: str) -> Criterion | None:
        """The wish of that id, or None."""
        return next((c for c in self.criteria if c.id == id), None)

    def with_wish(self, criterion: Criterion) -> Avatar:
        """A copy with the wish put in, or replaced in its place."""
        if self.find(criterion.id) is None:
            return self.rebuild((*self.criteria, criterion))
        return self.rebuild(tuple(criterion if c.id == criterion.id else c for c in self.criteria))

    def without(self, id: str) -> Avatar:
        """A copy without the wish of that id."""
        return self.rebuild(tuple(c for c in self.criteria if c.id != id))

    def with_order(self, ids: tuple[str, ...]) -> Avatar:
        """A copy whose ranks are exactly ``ids``, heaviest first; wishes not named become story."""
        place = {id: position for position, id in enumerate(ids, start=1)}
        return self.rebuild(tuple(c.model_copy(update={"rank": place.get(c.id)}) for c in self.criteria))

    def rebuild(self, criteria: tuple[Criterion, ...]) -> Avatar:
        """A checked copy holding these wishes (``model_copy`` would skip the checks)."""
        return Avatar(field=self.field, fit_line=self.fit_line, criteria=criteria)


# ── the workbook ─────────────────────────────────────────────────────────────────────────────────────────────────

_CONTROL = re.compile(
    r"[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    r"\ufff9-\ufffb\ud800-\udfff]"
)
LONGEST_NAME = 80


_MANY_MARKS = re.compile(r"[^\w\s\x00-\x7f]{31,}")
_MOST_MARKS = 30


def limit_marks(text: str) -> str:
    """The text with at most 30 combining marks in a row, which no language needs (UAX #15, Stream-Safe Text Format).

    To be called before any normalisation: sorting a row of n marks takes n² steps, minutes for a megabyte.
    """
    try:
        text.encode("latin-1")  # has no combining marks, and is found out in a fiftieth of the time
    except UnicodeEncodeError:
        return _MANY_MARKS.sub(_drop_excess, text)
    return text


def _drop_excess(found: re.Match[str]) -> str:
    kept = []
    row = 0
    for char in found[0]:
        row = row + 1 if unicodedata.combining(char) else 0
        if row <= _MOST_MARKS:
            kept.append(char)
    return "".join(kept)


def clean_text(text: str) -> str:
    """Text on one line: NFC, single spaces, without control and direction characters."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    return " ".join(_CONTROL.sub("", unicodedata.normalize("NFC", limit_marks(text)).replace("\n", " ")).split())


def clean_name(text: str) -> str:
    """A name as it is kept: :func:`clean_text`, at most 80 characters."""
    return _cut(clean_text(text), LONGEST_NAME)


def _cut(text: str, graphemes: int) -> str:
    """At most that many visible characters; combining marks and joined emoji stay with what they belong to."""
    if len(text) <= graphemes:
        return text
    kept = 0
    joined = False
    for position, char in enumerate(text):
        attached = unicodedata.combining(char) or char in "\u200d\ufe0f" or 0x1F3FB <= ord(char) <= 0x1F3FF
        if not attached and not joined:
            kept += 1
            if kept > graphemes:
                return text[:position]
        joined = char == "\u200d"
    return text


_EXACT, _MOST = 2**53, 1e100
_TIERS: Mapping[str, Tier] = {"1": 1, "2": 2, "3": 3}


class Client(Record):
    """One present or former client. ``values`` holds every known answer by field id; an unknown one is absent."""

    id: str = Field(default_factory=new_id, min_length=1, max_length=64)
    name: str = Field(min_length=1)
    values: dict[str, Cell] = Field(default_factory=dict)

    @field_validator("name", mode="before")
    @classmethod
    def _clean(cls, name: Any) -> Any:
        return clean_name(name) if isinstance(name, str) else name

    @field_validator("values")
    @classmethod
    def _finite(cls, values: dict[str, Cell]) -> dict[str, Cell]:
        """Blank, NaN and a number that no sum survives are no answers; a whole one too long for an array is a float."""
        return {
            key: float(v) if type(v) is int and not -_EXACT <= v <= _EXACT else v
            for key, v in values.items()
            if v != "" and (not isinstance(v, int | float) or -_MOST <= v <= _MOST)
        }

    @property
    def tier(self) -> Tier | None:
        """The owner's own feeling: 1 glad, 2 fine, 3 heart sinks, None not said."""
        found = self.values.get("tier")
        if found is None:  # a long list asks this of everybody, many times a page
            return None
        return _TIERS.get(str(found).strip().removesuffix(".0"))

    @property
    def former(self) -> bool:
        """Whether the client has left."""
        status = self.values.get("status")
        return status is not None and str(status).casefold() == "former"

    def with_values(self, **values: Cell | None) -> Client:
        """A copy with these answers set; None takes an answer away."""
        merged = {**self.values, **values}
        return Client(id=self.id, name=self.name, values={k: v for k, v in merged.items() if v is not None})


class OwnQuestion(Record):
    """A question the owner added: a wish of any kind, from a roster column or blank."""

    id: str = Field(pattern=r"^x_[a-z0-9_]{1,60}$")
    label: str = Field(min_length=1, max_length=120)
    kind: Kind = "scale"
    options: tuple[str, ...] = ()

    @property
    def part(self) -> Part:
        """Affinity when the words ask who somebody is, else service."""
        return "affinity" if is_about_the_person(self.label, self.id.removeprefix("x_")) else "service"


class Promise(Record):
    """Something the owner will do, about a person, by a date."""

    id: str = Field(default_factory=new_id)
    text: str = Field(min_length=1, max_length=500)
    client: str | None = None
    due: date
    kept: Literal["kept", "partly", "no"] | None = None


class SalesYear(Record):
    """One calendar year over all clients; ``retention`` None in the first year. ``whole``: no sale could still come."""

    year: int
    clients: int
    sales: int
    income: float
    retention: float | None
    whole: bool

    @property
    def average_sale(self) -> float | None:
        """Income ÷ sales."""
        return self.income / self.sales if self.sales else None

    @property
    def frequency(self) -> float | None:
        """Sales a client in this year."""
        return self.sales / self.clients if self.clients else None


def _without_protected(receipt: dict[str, Any]) -> dict[str, Any]:
    """An import's receipt without the cells of protected columns; that they could not be read stays."""
    problems = receipt.get("problems")
    if not isinstance(problems, list | tuple):
        return receipt
    columns = {str(p.get("column", "")) for p in problems if isinstance(p, dict) and p.get("value")}
    guarded = {column for column in columns if is_protected(column)}
    return {**receipt, "problems": [
        {**p, "value": ""} if isinstance(p, dict) and p.get("column") in guarded else p for p in problems
    ]}  # fmt: skip


def without_refused_musts(raw: dict[str, Any]) -> dict[str, Any]:
    """A workbook's JSON without the must-have mark on wishes that may not bear it.

    For what is stored already, or was put together from two tabs: there a mark falls away where a file is refused.
    """
    own = {q.get("id"): q.get("label", "") for q in raw.get("questions", ()) if isinstance(q, dict)}
    avatar = raw.get("avatar", {})

    def marked(wish: Any) -> Any:
        if not isinstance(wish, dict) or not wish.get("absolute"):
            return wish
        column = str(wish.get("column") or wish.get("id"))
        headers = (str(wish.get("id")), column, str(own.get(column, "")))
        who = is_about_the_person(*headers) or field_behind(column) in _NAMES
        return {**wish, "part": "affinity", "absolute": False} if who or wish.get("part") == "affinity" else wish

    return {**raw, "avatar": {**avatar, "criteria": [marked(wish) for wish in avatar.get("criteria", ())]}}


class Workbook(Record):
    """All that one owner entered. JSON in, JSON out, exactly: ``model_validate_json(w.to_json()) == w``.

    ``answers`` holds the answers to "owner" questions by question id. ``mappings``: what the columns of earlier files
    meant (header → field). ``imported``: client id → field → digest of the value a file gave last, which tells what
    the owner typed from what a newer file may bring up to date. ``dealings``: what was decided about working together.
    """

    schema_version: Literal[1] = 1
    created: datetime = Field(default_factory=lambda: datetime.now(UTC).replace(microsecond=0))
    sample: bool = False
    answers: dict[str, Cell | tuple[str, ...]] = Field(default_factory=dict)
    avatar: Avatar = Field(default_factory=Avatar)
    clients: tuple[Client, ...] = ()
    questions: tuple[OwnQuestion, ...] = ()
    promises: tuple[Promise, ...] = ()
    receipts: tuple[dict[str, Any], ...] = ()
    sales_years: tuple[SalesYear, ...] = ()
    mappings: tuple[dict[str, str], ...] = ()
    imported: dict[str, dict[str, int]] = Field(default_factory=dict)
    dealings: Dealings = Dealings()

    @model_validator(mode="after")
    def _unique(self) -> Workbook:
        for what, items in (("client", self.clients), ("question", self.questions), ("promise", self.promises)):
            ids = {item.id for item in items}
            if len(ids) < len(items):
                raise ValueError(f"two entries of {what} share an id")
        return self

    @model_validator(mode="after")
    def _protect(self) -> Workbook:
        who = {question.id: question.label for question in self.questions if question.part == "affinity"}
        for criterion in self.avatar.absolutes:
            if criterion.column in who:
                raise ValueError(f"{who[criterion.column]!r} says who somebody is; that can be no must-have")
        settled = self.settled()
        object.__setattr__(self, "dealings", settled.dealings)
        object.__setattr__(self, "avatar", settled.avatar)
        object.__setattr__(self, "clients", settled.clients)
        object.__setattr__(self, "receipts", settled.receipts)
        object.__setattr__(self, "imported", settled.imported)
        return self

    def settled(self) -> Workbook:
        """This workbook as it may be kept, whatever it was put together from; itself where nothing is amiss.

        A wish about a question whose words ask who somebody is belongs to the affinity part and is no must-have. A
        regulated field of business keeps no protected fact about any client, nor in a receipt, and weighs none. Of
        whoever left the list nothing stays.
        """
        who = {question.id for question in self.questions if question.part == "affinity"}
        amiss = {c.id: {"part": "affinity", "absolute": False} for c in self.avatar.criteria
                 if c.column in who and (c.part != "affinity" or c.absolute)}  # fmt: skip
        imported, dealings = self._imported_still(), self._dealings_without_persons()
        if not self.regulated:
            if not amiss and imported is self.imported and dealings is self.dealings:
                return self
            return self.changed(avatar=self._rewished(amiss), imported=imported, dealings=dealings)
        for c in self.avatar.criteria:
            if is_protected(c.id, c.column, self.label(c.column)) and (c.rank is not None or c.swing is not None):
                amiss.setdefault(c.id, {}).update(rank=None, swing=None)
        ids = {id for client in self.clients for id in client.values}
        gone = {id: None for id in ids if is_protected(id, self.label(id))}
        receipts = tuple(map(_without_protected, self.receipts))
        if (
            not amiss
            and not gone
            and receipts == self.receipts
            and imported is self.imported
            and dealings is self.dealings
        ):
            return self
        clients = tuple(
            client.with_values(**gone) if gone.keys() & client.values.keys() else client for client in self.clients
        )
        return self.changed(
            avatar=self._rewished(amiss), clients=clients, receipts=receipts, imported=imported, dealings=dealings
        )

    def _dealings_without_persons(self) -> Dealings:
        """No goodbye for who somebody is: such reasons fall away, whatever the words they came in."""
        fields = catalogue().fields  # a shipped question of the service part asks nobody who they are
        courses = tuple(
            course
            if not (
                about := [
                    r
                    for r in course.reasons
                    if (r not in fields or fields[r].part != "service") and is_about_the_person(r, self.label(r))
                ]
            )
            else course.model_copy(update={"reasons": tuple(r for r in course.reasons if r not in about)})
            for course in self.dealings.courses
        )
        return self.dealings if courses == self.dealings.courses else self.dealings.changed(courses=courses)

    def _imported_still(self) -> dict[str, dict[str, int]]:
        """What is kept of imported values: of clients on the list, and in a regulated field of no protected one."""
        if not self.imported:
            return self.imported
        here = {client.id for client in self.clients}
        fields = {field for values in self.imported.values() for field in values} if self.regulated else ()
        guarded = {field for field in fields if is_protected(field, self.label(field))}
        if not guarded and self.imported.keys() <= here:
            return self.imported
        return {
            id: {field: digest for field, digest in values.items() if field not in guarded}
            for id, values in self.imported.items()
            if id in here
        }

    def _rewished(self, parts: Mapping[str, Mapping[str, Any]]) -> Avatar:
        """The avatar with these parts of wishes, by id, replaced."""
        return self.avatar.rebuild(
            tuple(type(c).model_validate({**c.model_dump(), **parts.get(c.id, {})}) for c in self.avatar.criteria)
        ) if parts else self.avatar  # fmt: skip

    def to_json(self) -> str:
        """The versioned JSON text of the whole workbook."""
        return self.model_dump_json(exclude_defaults=False)

    @property
    def field(self) -> BusinessField:
        """The legal field of business; anything but "general" is regulated."""
        return self.avatar.field

    @property
    def regulated(self) -> bool:
        """Whether protected facts may not be kept per client."""
        return self.field != "general"

    def client(self, id: str) -> Client | None:
        """The client of that id, or None."""
        return next((client for client in self.clients if client.id == id), None)

    def question(self, id: str) -> Question | OwnQuestion | None:
        """The catalogue's or the owner's question of that id, or None."""
        return catalogue().fields.get(id) or next((q for q in self.questions if q.id == id), None)

    def text(self, id: str, default: str = "") -> str:
        """An owner answer as text; ``default`` when not given."""
        answer = self.answers.get(id, default)
        return "; ".join(answer) if isinstance(answer, tuple) else str(answer)

    @property
    def credit(self) -> tuple[str, ...]:
        """Who led the workshop, line by line, for the foot of takeaways."""
        kept = self.answers.get("coach", ())
        return kept if isinstance(kept, tuple) else (str(kept),)

    @property
    def logo(self) -> str:
        """Their logo, as :func:`icp.export.logo.keep_logo` made it; "" for none."""
        return self.text("coach_logo")

    def with_answer(self, id: str, answer: Cell | tuple[str, ...] | None) -> Workbook:
        """A copy with one owner answer set, or taken away by None or ""."""
        answers = {key: value for key, value in self.answers.items() if key != id}
        return self.changed(answers=answers if answer is None or answer == "" else {**answers, id: answer})

    def with_field(self, field: BusinessField) -> Workbook:
        """A copy in this field of business. A regulated one keeps no protected fact about any client."""
        avatar = Avatar(field=field, fit_line=self.avatar.fit_line, criteria=self.avatar.criteria)
        return self.changed(avatar=avatar).settled()

    def label(self, id: str) -> str:
        """The short words for a field id or one of the owner's own columns."""
        question = self.question(id)
        return question.label if question else id

    def with_client(self, client: Client) -> Workbook:
        """A copy with the client put in, or replaced in its place."""
        if self.client(client.id) is None:
            return self.changed(clients=(*self.clients, client))
        return self.changed(clients=tuple(client if c.id == client.id else c for c in self.clients))

    def without_client(self, id: str) -> Workbook:
        """A copy without the client of that id."""
        return self.changed(clients=tuple(c for c in self.clients if c.id != id))

    def changed(self, **parts: Any) -> Workbook:
        """A copy with these parts replaced. Parts are frozen and checked already, so they are not checked again."""
        return self.model_copy(update=parts)
