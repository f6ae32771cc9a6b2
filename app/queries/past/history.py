"""The change log read back for people: what was done, and what it changed."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, literal, select

from app.clock import local_text
from app.models.all import RECORDS, journal
from app.models.extras.specs import open_specs
from app.models.ledgers.entries import LedgerEntry
from app.queries.members.real_name_changes import noted_again
from app.queries.naming.called import NAMED, names_of
from app.queries.organization.words import in_words, words_of
from app.queries.sources import core_spec, label_of
from app.spec.kinds import Kind
from app.spec.values import masked, show
from app.store.change_log import NOTE, parse_values

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy import Connection

    from app.spec.field import FieldSpec
    from app.spec.record import RecordSpec

_ACTION = journal.Action.__table__.c
_CHANGE = journal.Change.__table__.c
_ENTRY_TABLE = LedgerEntry.__tablename__
_UNDONE_TWICE, _REDONE = "撤销：撤销：", "重做："
_LINES_NAMED = 8 * NAMED
_OPERATIONS = {"I": "新增", "U": "修改", "D": "删除"}


def entries(reader: Connection, limit: int = 50, before: int | None = None) -> list[dict[str, Any]]:
    """What was done, newest first; a sheet that was asked for and made stands there once.

    Args:
        before: number of the action where the page before ended.

    Returns:
        For each action ``action_id``, ``at`` (local), ``actor``, ``name``, ``title``,
        ``undone``, ``undoes_id``, ``counts``: titles of record kinds to how many of their records
        it changed, and ``named``: the same titles to what the first of these are called.
    """
    query = select(
        _ACTION.id, _ACTION.at, _ACTION.actor, _ACTION.name, _ACTION.title, _ACTION.undoes_id
    ).where(_ACTION.id.not_in(noted_again()))
    if before is not None:
        query = query.where(_ACTION.id < before)
    done = reader.execute(query.order_by(_ACTION.id.desc()).limit(limit)).all()
    undoings = _undoings(reader)
    counts = _counts(reader, [row.id for row in done])
    named = _first_named(reader, [row.id for row in done])
    return [
        {
            "action_id": row.id,
            "at": local_text(row.at),
            "actor": row.actor,
            "name": row.name,
            "title": spoken(row.title),
            "undone": _is_undone(row.id, undoings),
            "undoes_id": row.undoes_id,
            "counts": counts[row.id],
            "named": named[row.id],
        }
        for row in done
    ]


@dataclass(frozen=True, slots=True)
class Imported:
    """A file that was taken in before.

    Attributes:
        at: local ``yyyy-mm-dd hh:mm``.
        counts: ``read`` and the five states of its rows then.
    """

    action_id: int
    at: str
    counts: Mapping[str, int]


def imported_before(reader: Connection, digest: str, action: str) -> Imported | None:
    """When a workbook was taken in last, and what it did; ``None`` if it was not.

    What was taken back does not count.

    Args:
        digest: SHA-256 of the file, hexadecimal.
        action: name of the actions to look among, such as ``import_member``.
    """
    done = reader.execute(
        select(_ACTION.id, _ACTION.at, _ACTION.facts)
        .where(_ACTION.name == action, _ACTION.facts["sha256"].as_string() == digest)
        .order_by(_ACTION.id.desc())
    ).all()
    undoings = _undoings(reader) if done else {}
    for row in done:
        if not _is_undone(row.id, undoings):
            return Imported(row.id, local_text(row.at), row.facts.get("counts", {}))
    return None


def spoken(title: str) -> str:
    """An action's title as people say it: to take back an undoing is to do the thing again."""
    while title.startswith(_UNDONE_TWICE):
        title = _REDONE + title.removeprefix(_UNDONE_TWICE)
    return title


def _undoings(reader: Connection) -> Mapping[int, list[int]]:
    """Numbers of the actions that take each action back."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    undoing = select(_ACTION.undoes_id, _ACTION.id).where(_ACTION.undoes_id.is_not(None))
    for undone, by in reader.execute(undoing):
        found[undone].append(by)
    return found


def _is_undone(action_id: int, undoings: Mapping[int, list[int]]) -> bool:
    """Whether an action is taken back, and that was not itself taken back."""
    return any(not _is_undone(by, undoings) for by in undoings.get(action_id, ()))


def _counts(reader: Connection, actions: Sequence[int]) -> Mapping[int, dict[str, int]]:
    found: defaultdict[int, dict[str, int]] = defaultdict(dict)
    query = (
        select(_CHANGE.action_id, _CHANGE.table_name, func.count(_CHANGE.record_id.distinct()))
        .where(_CHANGE.action_id.in_(actions), _CHANGE.operation != NOTE)
        .group_by(_CHANGE.action_id, _CHANGE.table_name)
    )
    titles = {record.__tablename__: record.title for record in RECORDS}
    for action_id, table, number in reader.execute(query):
        found[action_id][titles.get(table, table)] = number
    return found


def _first_named(reader: Connection, actions: Sequence[int]) -> Mapping[int, dict[str, list[str]]]:
    """By action and title of a record kind, what the first few that it changed are called."""
    place = (
        func.row_number()
        .over(partition_by=(_CHANGE.action_id, _CHANGE.table_name), order_by=_CHANGE.seq)
        .label("place")
    )
    lines = (
        select(_CHANGE.action_id, _CHANGE.table_name, _CHANGE.record_id, place)
        .where(_CHANGE.action_id.in_(actions), _CHANGE.operation != NOTE)
        .subquery()
    )
    # One record may be changed several times in a row: a few more lines than names are read.
    query = select(lines.c.action_id, lines.c.table_name, lines.c.record_id)
    rows = reader.execute(
        query.where(lines.c.place <= _LINES_NAMED).order_by(lines.c.action_id, lines.c.place)
    )
    first: defaultdict[tuple[int, str], dict[int, None]] = defaultdict(dict)
    for action_id, table, number in rows:
        if len(first[action_id, table]) < NAMED:
            first[action_id, table][number] = None
    titles = {record.__tablename__: record.title for record in RECORDS}
    records = {(table, n) for (_id, table), numbers in first.items() for n in numbers}
    called = _Reading(reader).names_of({each for each in records if each[0] in titles})
    found: defaultdict[int, dict[str, list[str]]] = defaultdict(dict)
    for (action_id, table), numbers in first.items():
        names = [called[table, number] for number in numbers if (table, number) in called]
        found[action_id][titles.get(table, table)] = names
    return found


def changes(
    reader: Connection,
    *,
    action_id: int | None = None,
    record: tuple[str, int] | None = None,
    limit: int = 1000,
) -> list[dict[str, Any]]:
    """What an action changed, or what happened to one record, in the order it happened.

    Args:
        action_id: all changes of this action.
        record: table and id of one record.
        limit: at most so many changes.

    Returns:
        For each change ``seq``, ``action_id``, ``at`` (local), ``actor``, ``title`` of the
        action, ``table``, ``record`` (title of its kind), ``record_id``, ``called`` (its name, or
        its number where it has none), ``operation`` in words and ``fields``: label, before and
        after of each value, shown and masked.
    """
    query = (
        select(journal.Change.__table__, _ACTION.at, _ACTION.actor, _ACTION.title)
        .outerjoin(journal.Action.__table__, _ACTION.id == _CHANGE.action_id)
        .where(_CHANGE.operation != NOTE)
        .order_by(_CHANGE.seq)
        .limit(limit)
    )
    if action_id is not None:
        query = query.where(_CHANGE.action_id == action_id)
    if record is not None:
        query = query.where(_CHANGE.table_name == record[0], _CHANGE.record_id == record[1])
    reading = _Reading(reader)
    found = reader.execute(query).all()
    called = reading.names_of({(row.table_name, row.record_id) for row in found})
    return [
        {
            "seq": row.seq,
            "action_id": row.action_id,
            "at": local_text(row.at) if row.at else "",
            "actor": row.actor or "",
            "title": spoken(row.title or ""),
            "table": row.table_name,
            "record": reading.kind_of(row.table_name, row.record_id).title,
            "record_id": row.record_id,
            "called": called.get((row.table_name, row.record_id)) or f"第 {row.record_id} 号",
            "operation": _OPERATIONS[row.operation],
            "fields": reading.fields(row.table_name, row.record_id, row.before, row.after),
        }
        for row in found
    ]


class _Reading:
    """Turns logged values into words; remembers what it looked up."""

    def __init__(self, reader: Connection) -> None:
        self._reader = reader
        self._labels: dict[tuple[str, int], str] = {}
        self._specs: dict[str, RecordSpec] | None = None

    def names_of(self, records: Collection[tuple[str, int]]) -> dict[tuple[str, int], str]:
        """What records are called, by table and number; those without a name are left out."""
        by_kind: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        kinds: dict[str, RecordSpec] = {}
        for table, number in sorted(records):
            spec = self.kind_of(table, number)
            kinds[spec.id] = spec
            by_kind[table, spec.id].append(number)
        return {
            (table, number): name
            for (table, kind), numbers in by_kind.items()
            for number, name in names_of(self._reader, kinds[kind], numbers).items()
        }

    def kind_of(self, table: str, record_id: int) -> RecordSpec:
        """The specification of the record, of the working ledger an entry belongs to."""
        if table == _ENTRY_TABLE:
            entry = LedgerEntry
            ledger_id = self._reader.scalar(select(entry.ledger_id).where(entry.id == record_id))
            known = self._open_specs().get(ledger_id or "")
            if known is not None:
                return known
        return self._open_specs().get(table) or core_spec(table)

    def _open_specs(self) -> dict[str, RecordSpec]:
        if self._specs is None:
            words = words_of(self._reader)
            known = open_specs(self._reader, retired=True).items()
            self._specs = {register: in_words(spec, words) for register, spec in known}
        return self._specs

    def fields(
        self, table: str, record_id: int, before: str | None, after: str | None
    ) -> list[dict[str, str]]:
        """Label, before and after of every value that differs, in the order of the fields."""
        spec = self.kind_of(table, record_id)
        old, new = _values(before), _values(after)
        found = [
            {
                "label": field.label,
                "before": self._shown(field, old.get(name)),
                "after": self._shown(field, new.get(name)),
            }
            for name, field in spec.fields.items()
            if old.get(name) != new.get(name)
        ]
        if "retired_at" in new or "retired_at" in old:
            there, gone = "在册", "已移出"
            was, now = old.get("retired_at"), new.get("retired_at")
            if was != now:
                found.append(
                    {
                        "label": "记录",
                        "before": gone if was else there,
                        "after": gone if now else there,
                    }
                )
        return found

    def _shown(self, field: FieldSpec, value: object) -> str:
        if field.kind is Kind.REFERENCE and isinstance(value, int):
            return self._label(field, value)
        return masked(field, show(field, value))

    def _label(self, field: FieldSpec, value: int) -> str:
        key = (field.target or "", value)
        if key not in self._labels:
            label = self._reader.scalar(select(label_of(field, literal(value))))
            self._labels[key] = label or f"第 {value} 号"
        return self._labels[key]


def _values(text: str | None) -> dict[str, object]:
    """Logged values by field; those of a working ledger and of users' columns lie in one text."""
    values = parse_values(text)
    for home in ("content", "extra"):
        if isinstance(content := values.pop(home, None), str):
            values |= json.loads(content)
    return values
