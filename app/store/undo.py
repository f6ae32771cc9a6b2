"""Take an action back by writing its inverse as a new action; nothing vanishes from the log."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from app.errors import Refused
from app.models.base import Base
from app.store.change_log import NOTE, parse_values
from app.store.connection import explained

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.store.ledger import Ledger
    from app.store.unit import Changed

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


def undo(ledger: Ledger, action_id: int | None = None) -> Changed:
    """Take back one action, the latest by default; all of it or nothing.

    Raises:
        Refused: there is nothing to take back, it is taken back already, or records were
            changed since. Nothing was written.
    """
    reading = ledger.reader.connection.driver_connection
    assert isinstance(reading, sqlite3.Connection)  # noqa: S101 - narrows a type
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
    steps = _steps(reading, chosen)
    if not steps:
        raise Refused(f"“{row[0]}”没有改动记录，不用撤销", "台账没有变化", _LOOK, "U-906")
    with ledger.unit("undo", f"撤销：{row[0]}", undoes_id=chosen) as unit:
        _refuse_conflicts(unit.raw, chosen, steps)
        try:
            with explained(ledger.path):
                _take_back(unit.raw, steps)
        except sqlite3.IntegrityError as error:
            raise Refused(
                f"后来登记的内容要用到“{row[0]}”里的记录，不能撤销",
                "台账没有变化",
                "请先撤销后来的改动，或在“历史与撤销”里逐条处理",
                "U-907",
            ) from error
        return unit.commit("撤销后恢复原来的内容")


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
    later = set(
        raw.execute(
            "SELECT DISTINCT table_name, record_id FROM change WHERE action_id > ?", (action_id,)
        )
    )
    last = {(step.table, step.record_id): step for step in steps}
    changed = [step for row, step in last.items() if row in later and not step.still_stands(raw)]
    if changed:
        raise Refused(
            f"有 {len(changed)} 条记录在这之后又改过，不能整批撤销",
            "台账没有变化",
            "请先撤销后来的改动，或在“历史与撤销”里逐条处理",
            "U-903",
        )
