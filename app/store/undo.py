"""Take an action back by writing its inverse as a new action; nothing vanishes from the log."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, TypeAlias

from app.errors import Refused
from app.models.all import RECORDS
from app.models.base import Base
from app.store.change_log import NOTE, logged_tables, parse_values
from app.store.connection import explained

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from app.store.ledger import Ledger
    from app.store.unit import Changed

RowKey: TypeAlias = tuple[str, int]  # table and number of a row
_BEGINNING = "create_ledger"  # without its union a ledger is none
_LOOK = "请在“历史与撤销”里查看记录"


@dataclass(frozen=True, slots=True)
class _Step:
    """One logged change; its texts are taken apart only where they are needed."""

    table: str
    record_id: int
    operation: str
    before: str | None
    after: str | None

    @property
    def row(self) -> RowKey:
        """The row that was changed."""
        return self.table, self.record_id

    def still_stands(self, raw: sqlite3.Connection) -> bool:
        """Whether the row is now as this change left it."""
        if self.operation == "D":
            return self._count(raw, {}) == 0
        # What an insertion does not name was blank, and must still be.
        blank = Base.metadata.tables[self.table].columns.keys() if self.operation == "I" else ()
        return self._count(raw, dict.fromkeys(blank) | parse_values(self.after)) == 1

    def _count(self, raw: sqlite3.Connection, values: dict[str, object]) -> int:
        where = " AND ".join(["id = ?", *(f'"{name}" IS ?' for name in values)])
        query = f"SELECT count(*) FROM {self.table} WHERE {where}"
        found: int = raw.execute(query, (self.record_id, *values.values())).fetchone()[0]
        return found

    def take_back(self, raw: sqlite3.Connection) -> None:
        """Write the inverse of an update or a deletion."""
        before = parse_values(self.before)
        # Values are bound, so that one statement and its trigger are compiled for many steps.
        if self.operation == "D":
            names = ", ".join(f'"{name}"' for name in before)
            marks = ", ".join("?" * len(before))
            statement = f"INSERT INTO {self.table} ({names}) VALUES ({marks})"
            raw.execute(statement, (*before.values(),))
        else:
            pairs = ", ".join(f'"{name}" = ?' for name in before)
            statement = f"UPDATE {self.table} SET {pairs} WHERE id = ?"
            raw.execute(statement, (*before.values(), self.record_id))


def is_undone(raw: sqlite3.Connection, action_id: int) -> bool:
    """Whether an action is taken back, and that was not itself taken back."""
    rows = raw.execute("SELECT id FROM action WHERE undoes_id = ?", (action_id,)).fetchall()
    return any(not is_undone(raw, row[0]) for row in rows)


def next_to_undo(raw: sqlite3.Connection) -> int | None:
    """The latest action that changed records, is no undoing itself and still stands."""
    rows = raw.execute(
        "SELECT id FROM action WHERE undoes_id IS NULL AND name <> ? "
        "AND EXISTS (SELECT 1 FROM change WHERE action_id = action.id AND operation <> ?) "
        "ORDER BY id DESC",
        (_BEGINNING, NOTE),
    )
    for (action_id,) in rows.fetchall():
        if not is_undone(raw, action_id):
            return int(action_id)
    return None


def next_to_redo(raw: sqlite3.Connection) -> int | None:
    """The undoing that Ctrl+Y takes back: the latest, when nothing new was done since."""
    rows = raw.execute("SELECT id, undoes_id FROM action ORDER BY id DESC")
    for action_id, undoes_id in rows.fetchall():
        if undoes_id is None:
            return None
        undone = raw.execute("SELECT undoes_id FROM action WHERE id = ?", (undoes_id,)).fetchone()
        if undone[0] is None and not is_undone(raw, action_id):
            return int(action_id)
    return None


def undo(ledger: Ledger, action_id: int | None = None, *, unchanged_only: bool = False) -> Changed:
    """Take back one action, the latest by default; all of it or nothing.

    Args:
        unchanged_only: leave rows that changed since, and what belongs to them, as they are, and
            take back the others: an import, days later.

    Raises:
        Refused: there is nothing to take back, it is taken back already, or records were
            changed since. Nothing was written.
    """
    reading = ledger.reader.connection.driver_connection
    assert isinstance(reading, sqlite3.Connection)  # noqa: S101 - narrows a type
    chosen, said = _to_take_back(reading, action_id)
    steps = _steps(reading, chosen)
    if not steps:
        raise Refused(f"“{said}”没有改动记录，不用撤销", "台账没有变化", _LOOK, "U-906")
    title = f"撤销：{said}"
    if unchanged_only and (kept := changed_since(reading, chosen)):
        held = held_back(reading, chosen)
        steps = [step for step in steps if step.row not in held]
        title += f"（留下后来改过的 {len(kept)} 条）"
        _refuse_nothing_left(steps, said)
    with ledger.unit("undo", title, undoes_id=chosen) as unit:
        _refuse_conflicts(unit.raw, chosen, steps)
        try:
            with explained(ledger.path):
                _take_back(unit.raw, steps)
        except sqlite3.IntegrityError as error:
            raise Refused(
                f"后来登记的内容要用到“{said}”里的记录，不能撤销",
                "台账没有变化",
                "请先撤销后来的改动，或在“历史与撤销”里逐条处理",
                "U-907",
            ) from error
        return unit.commit("撤销后恢复原来的内容")


def _to_take_back(reading: sqlite3.Connection, action_id: int | None) -> tuple[int, str]:
    """Number and title of the action to be taken back, the latest by default."""
    chosen = action_id if action_id is not None else next_to_undo(reading)
    row = reading.execute("SELECT title, name FROM action WHERE id = ?", (chosen,)).fetchone()
    if chosen is None:
        raise Refused("没有可以撤销的操作", "台账没有变化", _LOOK, "U-901")
    if row is None:
        raise Refused(f"没有编号为 {chosen} 的操作", "台账没有变化", _LOOK, "U-908")
    if row[1] == _BEGINNING:
        raise Refused(
            f"“{row[0]}”是这个台账的开头，不能撤销",
            "台账没有变化",
            "要重新开始，请另外新建一个台账",
            "U-905",
        )
    if is_undone(reading, chosen):
        raise Refused(f"“{row[0]}”已经撤销过", "台账没有变化", _LOOK, "U-902")
    return chosen, str(row[0])


def _refuse_nothing_left(steps: Sequence[_Step], title: str) -> None:
    if not steps:
        raise Refused(
            f"“{title}”的记录后来都改过，没有可以撤销的",
            "台账没有变化",
            "请在“历史与撤销”里逐条处理",
            "R-574",
        )


def redo(ledger: Ledger) -> Changed:
    """Do again what was taken back last, as long as nothing new was done since.

    Raises:
        Refused: there is nothing to do again. Nothing was written.
    """
    reading = ledger.reader.connection.driver_connection
    assert isinstance(reading, sqlite3.Connection)  # noqa: S101 - narrows a type
    undoing = next_to_redo(reading)
    if undoing is None:
        raise Refused("没有可以重做的操作", "台账没有变化", _LOOK, "U-904")
    return undo(ledger, undoing)


def _steps(raw: sqlite3.Connection, action_id: int) -> list[_Step]:
    rows = raw.execute(
        "SELECT table_name, record_id, operation, before, after FROM change "
        "WHERE action_id = ? AND operation <> ? ORDER BY seq",
        (action_id, NOTE),
    )
    return [_Step(*row) for row in rows]


def _take_back(raw: sqlite3.Connection, steps: Iterable[_Step]) -> None:
    """Write the inverses, last change first: children stand after their parents in the log."""
    ordered = reversed(list(steps))
    for (operation, table), run in groupby(ordered, key=lambda step: (step.operation, step.table)):
        if operation == "I":
            raw.executemany(f"DELETE FROM {table} WHERE id = ?", ([s.record_id] for s in run))
        else:
            for step in run:
                step.take_back(raw)


def _refuse_conflicts(raw: sqlite3.Connection, action_id: int, steps: Iterable[_Step]) -> None:
    """Only the last change of each row within the action must still stand."""
    if changed := _no_longer_so(raw, action_id, steps):
        raise Refused(
            f"有 {len(changed)} 条记录在这之后又改过，不能整批撤销",
            "台账没有变化",
            "请先撤销后来的改动，或在“历史与撤销”里逐条处理",
            "U-903",
        )


def _no_longer_so(raw: sqlite3.Connection, action_id: int, steps: Iterable[_Step]) -> list[RowKey]:
    """Rows that are not as an action left them."""
    later = set(
        raw.execute(
            "SELECT DISTINCT table_name, record_id FROM change WHERE action_id > ?", (action_id,)
        )
    )
    last = {step.row: step for step in steps}
    return [row for row, step in last.items() if row in later and not step.still_stands(raw)]


def changed_since(raw: sqlite3.Connection, action_id: int) -> list[RowKey]:
    """Rows of an action that changed since, or that later rows refer to: by whom they are known.

    An event is a part of its member: where both changed the member alone is named.
    """
    steps = _steps(raw, action_id)
    rows = {step.row for step in steps}
    added = {step.row for step in steps if step.operation == "I"}
    held = {*_no_longer_so(raw, action_id, steps), *_needed_later(raw, added)}
    wholes = {part: whole for part, whole in _parts(raw, rows) if whole in rows}
    return sorted({wholes.get(row, row) for row in held})


def held_back(raw: sqlite3.Connection, action_id: int) -> set[RowKey]:
    """Rows of an action that must stay where the rows changed since are to stay.

    Those themselves, what is part of them, and what they refer to, as far as the action wrote it.
    """
    rows = {step.row for step in _steps(raw, action_id)}
    held = set(changed_since(raw, action_id))
    parts = list(_parts(raw, rows))
    references = list(_references(raw, rows))
    while True:
        more = {whole for part, whole in parts if part in held and whole in rows}
        more |= {part for part, whole in parts if whole in held}
        more |= {target for row, target in references if row in held and target in rows}
        if more <= held:
            return held
        held |= more


def _references(
    raw: sqlite3.Connection, rows: Collection[RowKey] | None
) -> Iterator[tuple[RowKey, RowKey]]:
    """Which row refers to which; of ``rows`` only where they are given."""
    for table in logged_tables():
        for column in table.columns:
            for key in column.foreign_keys:
                target = key.column.table.name
                query = f'SELECT id, "{column.name}" FROM {table.name} '
                for number, other in raw.execute(f'{query}WHERE "{column.name}" IS NOT NULL'):
                    if rows is None or (table.name, number) in rows:
                        yield (table.name, number), (target, other)


def _parts(raw: sqlite3.Connection, rows: Collection[RowKey]) -> Iterator[tuple[RowKey, RowKey]]:
    """Rows that are named by the row they belong to, as an event is by its member; and that row."""
    for record in RECORDS:
        table, name = record.__tablename__, record.name_field
        for key in Base.metadata.tables[table].columns[name].foreign_keys if name else ():
            for number, whole in raw.execute(f"SELECT id, {name} FROM {table}"):
                if (table, number) in rows:
                    yield (table, number), (key.column.table.name, whole)


def _needed_later(raw: sqlite3.Connection, added: Collection[RowKey]) -> Iterator[RowKey]:
    """Rows that were added and that others refer to which were not."""
    for row, target in _references(raw, None):
        if target in added and row not in added:
            yield target
