"""Table and mapping → cleaned, merged, folded clients and the receipt of every row."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from icp.catalogue import catalogue, normalise_header
from icp.methods.value import is_unknown
from icp.model import BusinessField, Cell, Client, SalesYear, clean_name, is_protected
from icp.roster.alike import Lookalike
from icp.roster.cells import EMAIL, DateOrder, clean_cell, read_date
from icp.roster.columns import FEEDS, SEVERAL, ColumnGuess
from icp.roster.figures import Sale, count_years, sum_sales, sum_years
from icp.roster.names import join_name, tidy_name
from icp.roster.problem import Problem, Skipped, SkipReason, UnreadableFile
from icp.roster.receipt import Receipt
from icp.roster.table import Table
from icp.roster.values import Formats, join, reader_of, whole

_NAMING = ("name", "first_name", "last_name", "company", "email", "record_id", "phone")
# Never kept as answers: they are the name, or only serve to compute.
_NOT_KEPT = frozenset(
    {
        "name",
        "first_name",
        "last_name",
        "amount",
        "sale_date",
        "sale_kind",
        "total_sales",
        "sales_count",
        "monthly_value",
    }
)
_UNITED = ("source", "referred_by")
_SHARED_MAILBOXES = re.compile(r"^(?:none|no|noemail|no-?reply|unknown|na|null|test|x+)@", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Change:
    """One answer of a client already on the list: filled (``before`` None), or different in the file and left alone."""

    client: str
    field: str
    before: Cell | None
    after: Cell


@dataclass(frozen=True, slots=True)
class Roster:
    """What an import comes to.

    ``clients`` is the whole list after it (``before``, updated, then the new ones) and ``before`` the list it started
    from, which is all that undo needs. ``filled``: blanks of known clients the file answered. ``differing``: answers
    where file and list disagree; the list's stays. ``sales`` and ``years`` are there when the file lists
    transactions.
    """

    clients: tuple[Client, ...]
    receipt: Receipt
    before: tuple[Client, ...] = ()
    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    filled: tuple[Change, ...] = ()
    differing: tuple[Change, ...] = ()
    lookalikes: tuple[Lookalike, ...] = ()
    sales: tuple[Sale, ...] = ()
    years: tuple[SalesYear, ...] = ()


@dataclass(frozen=True, slots=True)
class _Row:
    index: int
    name: str
    named: bool  # by a name rather than by what stands in for one
    keys: tuple[str, ...]
    section: bool = False


@dataclass(slots=True)
class _Entry:
    """One client of the file before it meets the list."""

    name: str
    rows: list[_Row]
    keys: set[str]
    values: dict[str, Cell]
    named: bool


def build_roster(
    table: Table,
    mapping: Sequence[ColumnGuess],
    *,
    existing: Sequence[Client] = (),
    field: BusinessField = "general",
    date_order: DateOrder | None = None,
    today: date | None = None,
    translate: bool = True,
) -> Roster:
    """Clean, merge and fold a table into clients.

    Rows with the same e-mail, phone or record id are one client (never on name alone). When the file gives amounts
    and some client several rows, it lists sales: rows fold into average sale, frequency, first and last date, by name
    where there is no better key. A client of ``existing`` is found again by e-mail, phone, record id, or the exact
    name and one more equal answer; its blanks are filled and nothing it holds is overwritten;
    only a number or address that stood in for its name gives way to a name. Sales go to the one
    client of their name. In a regulated ``field`` protected columns are dropped. ``date_order`` settles dates that
    could be either; ``translate`` False keeps open choices in the file's words. Raises UnreadableFile("no_names")
    when no mapped column can name a client.
    """
    today = today or date.today()
    mapping, dropped = _drop_protected(mapping, field)
    at: dict[str, list[int]] = defaultdict(list)
    for guess in mapping:
        if guess.field is not None and guess.position < len(table.headers):
            at[guess.field].append(guess.position)
    sections = "amount" in at and "sale_date" in at
    if not any(name in at for name in _NAMING) and not (sections and table.headers[:1] == ("",)):
        raise UnreadableFile("no_names")

    rows, skipped = _sort_rows(table, at, sections)
    groups, sells = _group(rows, at)
    readings, problems = _read_columns(table, mapping, rows, at, groups, date_order, today, translate)
    problems = [Problem(table.header_row or None, header, "", "protected_dropped") for header in dropped] + problems

    entries, sales_of = [], []
    for group in groups:
        entry, clashes = _merge(table, group, readings, sells)
        problems += clashes
        entries.append(entry)
        sales_of.append(_sales(group, readings) if sells else [])
    sale_days = [sale.day for sales in sales_of for sale in sales if sale.day]
    until = max(sale_days, default=today)
    for entry, sales in zip(entries, sales_of, strict=True):
        _derive(entry, sales, readings, until, today, sells)

    roster = _join_existing(entries, tuple(existing), by_name=sells)
    ids, clients, added, updated, filled, differing, lookalikes = roster
    extra = len(rows) - len(groups)
    receipt = Receipt(
        rows_read=len(table.rows),
        clients=len(groups),
        merged=0 if sells else extra,
        folded=extra if sells else 0,
        skipped=tuple(skipped),
        problems=(*table.problems, *sorted(problems, key=lambda p: p.row or 0)),
        encoding=table.encoding,
        delimiter=table.delimiter,
        header_row=table.header_row,
        columns=list_columns(mapping, dropped),
        dropped=dropped,
    )
    sold = tuple(Sale(id, s.amount, s.day) for id, own in zip(ids, sales_of, strict=True) for s in own)
    return Roster(
        clients, receipt, tuple(existing), added, updated, filled, differing, lookalikes, sold, sum_years(sold)
    )


def list_columns(mapping: Sequence[ColumnGuess], dropped: Sequence[str] = ()) -> tuple[tuple[str, str | None], ...]:
    """(header, catalogue field it feeds or None) for the receipt; dropped columns feed nothing."""
    return tuple(
        (g.header, None if g.field is None or g.header in dropped else FEEDS.get(g.field, g.field)) for g in mapping
    )


def _drop_protected(
    mapping: Sequence[ColumnGuess], field: BusinessField
) -> tuple[Sequence[ColumnGuess], tuple[str, ...]]:
    if field == "general":
        return mapping, ()
    kept, dropped = [], []
    for guess in mapping:
        if is_protected(guess.header, guess.field or guess.header):
            dropped.append(guess.header)
            guess = ColumnGuess(guess.position, guess.header, None, 1.0, (), "owner")
        kept.append(guess)
    return kept, tuple(dropped)


# ── rows ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _sort_rows(table: Table, at: Mapping[str, list[int]], sections: bool) -> tuple[list[_Row], list[Skipped]]:
    """Every row either belongs to a client or is skipped with its reason."""
    words = catalogue().columns.extra.get("transaction", {})
    totals = frozenset(words.get("total", ()))
    total_for = tuple(words.get("total_for", ()))
    footers = _footers(table, tuple(words.get("footer", ())), totals)
    ending = len(table.rows) - 10
    headers = [header.casefold() for header in table.headers]
    rows: list[_Row] = []
    skipped: list[Skipped] = []
    section = ""
    for index, cells in enumerate(table.rows):
        number = table.row_number(index)
        first = next((cell.strip() for cell in cells if cell and not cell.isspace()), "")
        reason: SkipReason | None = None
        if not first:
            reason = "blank"
        elif index in footers:
            reason = "footer"
        elif table.header_row and first.casefold() in headers and _is_header_again(cells, headers):
            reason = "header_again"
        elif (sections or index >= ending) and _is_total(first.casefold(), totals, total_for):
            reason = "total"
        if reason:
            skipped.append(Skipped(number, reason))
            continue
        if sections and cells[0].strip() and sum(1 for cell in cells if cell.strip()) == 1 and not table.headers[0]:
            section = tidy_name(cells[0])
            if section:
                rows.append(_Row(index, section, True, (), section=True))
            else:
                skipped.append(Skipped(number, "no_name"))
            continue
        row = _identify(index, cells, at, section)
        if row is None:
            skipped.append(Skipped(number, "no_name"))
        else:
            rows.append(row)
    return rows, skipped


def _is_total(text: str, totals: frozenset[str], total_for: tuple[str, ...]) -> bool:
    return text.startswith(total_for) or " ".join(text.strip(":").split()) in totals


def _is_header_again(cells: Sequence[str], headers: Sequence[str]) -> bool:
    return [" ".join(cell.split()).casefold() for cell in cells] == list(headers)


def _footers(table: Table, words: tuple[str, ...], totals: frozenset[str]) -> set[int]:
    """Rows after the table: one cell that is a remark or the moment of export, up from the last row."""
    found: set[int] = set()
    if len(table.headers) < 2:
        return found
    for index in range(len(table.rows) - 1, max(-1, len(table.rows) - 12), -1):
        filled = [cell.strip() for cell in table.rows[index] if cell.strip()]
        if not filled:
            continue
        text = filled[0].casefold()
        if len(filled) == 1 and (
            re.match(rf"(?:{'|'.join(map(re.escape, words))})\b", text) or read_date(filled[0]) or len(text) > 80
        ):
            found.add(index)
        elif text not in totals:
            break
    return found


def _identify(index: int, cells: Sequence[str], at: Mapping[str, list[int]], section: str) -> _Row | None:
    def cell(field: str) -> str:
        return next((cells[p].strip() for p in at.get(field, ()) if not is_unknown(cells[p].strip())), "")

    emails = [mail.casefold() for p in at.get("email", ()) for mail in EMAIL.findall(cells[p])]
    phones = [phone for p in at.get("phone", ()) for phone in _phones(cells[p])]
    record = clean_cell(cell("record_id")).removesuffix(".0")
    keys = [f"mail {mail}" for mail in emails if not _SHARED_MAILBOXES.match(mail)]
    keys += [f"phone {phone}" for phone in phones]
    keys += [f"id {record.casefold()}"] if record else []
    name = tidy_name(cell("name"))
    if not name and ("first_name" in at or "last_name" in at):
        name = join_name(
            *(next((cells[p].strip() for p in at.get(part, ())), "") for part in ("first_name", "last_name"))
        )
    named = bool(name or section)
    if not name:
        stand_ins = (section, clean_cell(cell("company")), next(iter(emails), ""), record, clean_cell(cell("phone")))
        name = next((cleaned for stand_in in stand_ins if (cleaned := clean_name(stand_in))), "")
    return _Row(index, name, named, tuple(keys)) if name else None


def _phones(cell: str) -> list[str]:
    """Digits of each number in a cell, without trunk zeros and the North American 1; 000 000 0000 is none."""
    found = []
    for part in re.split(r"[;,\n]|:::", cell):
        digits = "".join(char for char in part if char.isdecimal()).lstrip("0")
        if len(digits) == 11 and digits[0] == "1":
            digits = digits[1:]
        if (
            7 <= len(digits) <= 17
            and len(set(digits)) > 1
            and digits not in ("1234567", "12345678", "123456789", "1234567890")
        ):
            found.append(digits)
    return found


def _group(rows: Sequence[_Row], at: Mapping[str, list[int]]) -> tuple[list[list[_Row]], bool]:
    """Rows of the same client together, in the file's order; and whether the file lists sales rather than clients."""
    keyed = _ignore_row_ids(rows, at)
    groups = _unite(rows, keyed)
    if "amount" not in at:
        return groups, False
    if "sale_date" not in at:
        return groups, len(groups) < len(rows)
    # Sales name their client however they can: a row without a better key goes by its name.
    by_name = [keys or (f"name {row.name.casefold()}",) for row, keys in zip(rows, keyed, strict=True)]
    folded = _unite(rows, by_name)
    return (folded, True) if len(folded) < len(rows) else (groups, False)


def _ignore_row_ids(rows: Sequence[_Row], at: Mapping[str, list[int]]) -> list[tuple[str, ...]]:
    """In a list of sales an id that never repeats while names do numbers the sale, not the client."""
    keyed = [row.keys for row in rows]
    if "amount" not in at or "record_id" not in at:
        return keyed
    ids = [key for keys in keyed for key in keys if key.startswith("id ")]
    names = [row.name for row in rows if row.named]
    if len(set(ids)) == len(ids) and len(set(names)) < len(names):
        return [tuple(key for key in keys if not key.startswith("id ")) for keys in keyed]
    return keyed


def _unite(rows: Sequence[_Row], keyed: Sequence[tuple[str, ...]]) -> list[list[_Row]]:
    """Connected rows: A shares an e-mail with B and B a phone with C makes one client of three rows."""
    leader = list(range(len(rows)))

    def find(i: int) -> int:
        while leader[i] != i:
            leader[i] = leader[leader[i]]
            i = leader[i]
        return i

    holder: dict[str, int] = {}
    for i, keys in enumerate(keyed):
        for key in keys:
            a, b = find(holder.setdefault(key, i)), find(i)
            leader[max(a, b)] = min(a, b)
    groups: dict[int, list[_Row]] = defaultdict(list)
    for i, row in enumerate(rows):
        groups[find(i)].append(row)
    return list(groups.values())


# ── columns ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _read_columns(
    table: Table,
    mapping: Sequence[ColumnGuess],
    rows: Sequence[_Row],
    at: Mapping[str, list[int]],
    groups: Sequence[Sequence[_Row]],
    date_order: DateOrder | None,
    today: date,
    translate: bool,
) -> tuple[dict[str, dict[int, Cell]], list[Problem]]:
    """Answers by field and row index. Each distinct cell is read once."""
    texts = {
        guess.position: {
            row.index: text
            for row in rows
            if not row.section and (text := clean_cell(table.rows[row.index][guess.position]))
        }
        for guess in mapping
        if guess.field is not None and guess.field not in ("name", "first_name", "last_name")
    }
    counted = [
        list(dict.fromkeys(texts[guess.position].values()))
        for guess in mapping
        if guess.position in texts
        and guess.field not in ("email", "phone", "record_id", "company", "notes", "source", "referred_by")
    ]
    formats = Formats.of(counted, table.delimiter, date_order, today)
    names = {row.name for row in rows}
    answers: dict[str, dict[int, Cell]] = defaultdict(dict)
    problems: list[Problem] = []
    for guess in mapping:
        field = guess.field
        if field is None or guess.position not in texts:
            continue
        column = texts[guess.position]
        cells = list(dict.fromkeys(column.values()))
        read, is_open = reader_of(field, cells, formats, header=guess.header, translate=translate, names=names)
        if is_open:
            index = next(i for i, text in column.items() if read_date(text))
            problems.append(Problem(table.row_number(index), guess.header, column[index], "day_or_month"))
        options = _option_words(field)
        known = {
            cell: read(cell) if not is_unknown(cell) or cell.casefold() in options else (None, None) for cell in cells
        }
        for index, text in column.items():
            value, reason = known[text]
            if reason is not None:
                problems.append(Problem(table.row_number(index), guess.header, text[:200], reason))
            if value is not None:
                if field in SEVERAL and index in answers[field]:
                    value = join(dict.fromkeys((str(answers[field][index]), str(value))))
                answers[field][index] = value
    return answers, problems


def _option_words(field: str) -> frozenset[str]:
    """Options that are spelled like a blank ("none" plays no part) stay answers."""
    question = catalogue().fields.get(field)
    if question is None or question.kind != "choice":
        return frozenset()
    return frozenset(option.value.casefold() for option in question.options)


def _merge(
    table: Table, group: Sequence[_Row], readings: Mapping[str, Mapping[int, Cell]], sells: bool
) -> tuple[_Entry, list[Problem]]:
    """One client of all its rows: the first answer stands, sources add up, dates widen; other clashes are listed."""
    named = next((row for row in group if row.named), group[0])
    values: dict[str, Cell] = {}
    clashes: list[Problem] = []
    for field, column in readings.items():
        if field in _NOT_KEPT:
            continue
        found = [(row, column[row.index]) for row in group if row.index in column]
        if not found:
            continue
        first = found[0][1]
        if field in _UNITED:
            distinct: dict[str, str] = {}
            for part in (part for _, value in found for part in str(value).split("; ")):
                distinct.setdefault(part.casefold(), part)
            values[field] = join(distinct.values())
        elif field in ("first_date", "last_date"):
            values[field] = (min if field == "first_date" else max)(str(value) for _, value in found)
        else:
            values[field] = first
            if not sells and field not in ("record_id", "email", "phone", "notes") and not field.startswith("x_"):
                clashes += [
                    Problem(table.row_number(row.index), field, str(value)[:200], "kept_first")
                    for row, value in found[1:]
                    if value != first
                ]
    return _Entry(named.name, list(group), {key for row in group for key in row.keys}, values, named.named), clashes


def _sales(group: Sequence[_Row], readings: Mapping[str, Mapping[int, Cell]]) -> list[Sale]:
    """The sales among a client's rows; payments of invoices, quotes and lost deals are rows but no sales."""
    kinds = readings.get("sale_kind", {})
    no_sale = frozenset(catalogue().columns.extra.get("transaction", {}).get("not_a_sale", ()))
    sales = []
    for row in group:
        amount = readings.get("amount", {}).get(row.index)
        if amount is None or normalise_header(str(kinds.get(row.index, ""))) in no_sale:
            continue
        day = readings.get("sale_date", {}).get(row.index)
        sales.append(Sale("", float(amount), date.fromisoformat(str(day)) if day else None))
    return sales


def _derive(
    entry: _Entry,
    sales: Sequence[Sale],
    readings: Mapping[str, Mapping[int, Cell]],
    until: date,
    today: date,
    sells: bool,
) -> None:
    """Answers that follow from sales, totals or monthly amounts, where the file does not give them itself."""
    values = entry.values

    def put(field: str, value: float | None) -> None:
        if value is not None and field not in values:
            values[field] = whole(round(value, 6))

    def total(field: str) -> float | None:
        column = readings.get(field, {})
        found = [float(column[row.index]) for row in entry.rows if row.index in column]
        return found[0] if found else None

    if sells:
        figures = sum_sales(sales, until)
        put("average_sale", figures.average_sale)
        put("frequency", figures.frequency)
        if figures.first_date and figures.last_date:
            values["first_date"] = min(str(values.get("first_date", "9999")), figures.first_date.isoformat())
            values["last_date"] = max(str(values.get("last_date", "")), figures.last_date.isoformat())
    else:
        put("average_sale", total("amount"))
        day = next(
            (readings["sale_date"][r.index] for r in entry.rows if r.index in readings.get("sale_date", {})), None
        )
        if day is not None:
            values.setdefault("last_date", day)
    spent, count, monthly = total("total_sales"), total("sales_count"), total("monthly_value")
    years = None
    if "first_date" in values:
        first = date.fromisoformat(str(values["first_date"]))
        years = count_years(first, today) if first <= today else None
    if spent is not None and count:
        put("average_sale", spent / count)
    if count is not None and years:
        put("frequency", count / years)
    if monthly is not None:
        put("annual_value", monthly * 12)
    elif spent is not None and years and "frequency" not in values:
        put("annual_value", spent / years)


# ── meeting the list that is already there ───────────────────────────────────────────────────────────────────────


def _join_existing(
    entries: Sequence[_Entry], existing: tuple[Client, ...], *, by_name: bool
) -> tuple[
    list[str],
    tuple[Client, ...],
    tuple[str, ...],
    tuple[str, ...],
    tuple[Change, ...],
    tuple[Change, ...],
    tuple[Lookalike, ...],
]:
    by_key = {key: client.id for client in reversed(existing) for key in keys_of(client)}
    named: dict[str, list[Client]] = defaultdict(list)
    for client in existing:
        named[client.name.casefold()].append(client)
    current = {client.id: client for client in existing}
    seen: Counter[str] = Counter()
    ids: list[str] = []
    added: list[str] = []
    updated: list[str] = []
    filled: list[Change] = []
    differing: list[Change] = []
    lookalikes: list[Lookalike] = []
    claimed: set[str] = set()
    for entry in entries:
        namesakes = [client for client in named.get(entry.name.casefold(), ()) if client.id not in claimed]
        found = next((by_key[key] for key in sorted(entry.keys) if key in by_key), None)
        if found is None:
            found = next((client.id for client in namesakes if _agree(client, entry)), None)
        if found is None and by_name and len(namesakes) == 1:
            found = namesakes[0].id
        if found is None:
            id = _stable_id(entry.name, seen, current)
            current[id] = Client(id=id, name=entry.name, values=entry.values)
            added.append(id)
            lookalikes += [Lookalike(client.id, id, "same_name") for client in namesakes]
        else:
            id = found
            client = current[id]
            blanks = {field: value for field, value in entry.values.items() if field not in client.values}
            filled += [Change(id, field, None, value) for field, value in blanks.items()]
            differing += [
                Change(id, field, client.values[field], value)
                for field, value in entry.values.items()
                if field in client.values and not _same(client.values[field], value)
            ]
            named_now = entry.named and _is_stand_in(client)
            if blanks or named_now:
                name = entry.name if named_now else client.name
                current[id] = Client(id=id, name=name, values={**client.values, **blanks})
                updated.append(id)
        claimed.add(id)
        ids.append(id)
    return (
        ids,
        tuple(current.values()),
        tuple(added),
        tuple(dict.fromkeys(updated)),
        tuple(filled),
        tuple(differing),
        tuple(lookalikes),
    )


def keys_of(client: Client) -> tuple[str, ...]:
    """The keys by which a client is found again: e-mail, phone, record id."""
    values = client.values
    keys = [f"mail {mail.casefold()}" for mail in EMAIL.findall(str(values.get("email", "")))]
    keys += [f"phone {phone}" for phone in _phones(str(values.get("phone", "")))]
    if "record_id" in values:
        keys.append(f"id {str(values['record_id']).casefold()}")
    return tuple(keys)


def _is_stand_in(client: Client) -> bool:
    """Whether the client is called by a number or an address because no file said the name yet."""
    return client.name in {str(client.values.get(field)) for field in ("record_id", "email", "phone")}


def _agree(client: Client, entry: _Entry) -> bool:
    """Whether one more answer besides the name is equal; a different record id says they are two people."""
    ours, theirs = client.values, entry.values
    if "record_id" in ours and "record_id" in theirs:
        return False
    return any(
        field in ours and _same(ours[field], value)
        for field, value in theirs.items()
        if field not in ("tier", "status")
    )


def _same(a: Cell, b: Cell) -> bool:
    if isinstance(a, int | float) and isinstance(b, int | float):
        return abs(float(a) - float(b)) <= 1e-9 * max(1.0, abs(float(a)))
    return str(a).strip().casefold() == str(b).strip().casefold()


def _stable_id(name: str, seen: Counter[str], taken: Mapping[str, Client]) -> str:
    """The same file gives the same ids; the second of a name gets another."""
    while True:
        seen[name] += 1
        id = hashlib.blake2b(f"{name}\n{seen[name]}".encode(), digest_size=4).hexdigest()
        if id not in taken:
            return id
