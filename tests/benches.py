"""Sheets on the bench, for tests: made from rows, looked at, told in a few words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.actions.importing import taking_in
from app.actions.importing.asked import ImportOptions
from app.models.organization.groups import Group
from app.queries.listing import View, iter_rows
from app.reports.readers import read_in_process
from app.reports.registers.bench import NO_CHOICES, Bench, SheetChoices
from tests import broken_books as made
from tests.builders import an_id_number

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from app.actions.importing.taking_in import SheetRows
    from app.bootstrap import Desk
    from app.reports.registers.bench import Looked
    from app.spec.record import RecordSpec

Row = tuple[object, ...]
A, B, C, D = (an_id_number(sequence=number) for number in (1, 3, 5, 7))


def on_bench(
    folder: Path,
    desk: Desk,
    *rows: Row,
    register: str = "member",
    name: str = "名册.xlsx",
    merges: Sequence[str] = (),
) -> Bench:
    """A workbook of these rows, read for a register."""
    return bench_of(folder, desk, made.xlsx(rows, merges=merges), register=register, name=name)


def bench_of(
    folder: Path, desk: Desk, data: bytes, *, register: str = "member", name: str = "名册.xlsx"
) -> Bench:
    """A file of these bytes, read for a register."""
    file = folder / name
    file.write_bytes(data)
    return Bench(read_in_process(file), desk.spec(register))


def read_sheet(path: Path, spec: RecordSpec) -> SheetRows:
    """A file as it lies, its layout as the bench takes it to be, nothing decided."""
    return Bench.read(path, spec).lay_out().sheet


def look(desk: Desk, bench: Bench, choices: SheetChoices = NO_CHOICES, **options: object) -> Looked:
    """What an import would do."""
    chosen = ImportOptions(**options)  # type: ignore[arg-type]
    return bench.look(desk.ledger, choices, chosen)


def write(desk: Desk, looked: Looked) -> int:
    """Write what was looked at; the number of the action."""
    action = taking_in.take_in(desk.ledger, looked.preview).action_id
    assert action is not None
    return action


def states(looked: Looked) -> list[str]:
    """The state of each row."""
    return [row.state.value for row in looked.preview.rows]


def reasons(looked: Looked) -> list[str]:
    """What is said of each row."""
    return [row.reason for row in looked.preview.rows]


def rows_of(desk: Desk, register: str = "member") -> list[dict[str, object]]:
    """What a register holds, oldest first."""
    found = list(iter_rows(desk.reader, desk.spec(register), View()))
    return sorted(found, key=lambda row: int(str(row["id"])))


def add_groups(desk: Desk, *names: str) -> list[int]:
    """Groups of these names; their numbers."""
    found: list[int] = []
    rows = [{"name": name} for name in names]
    desk.act("add_group", "新增小组", lambda unit: found.extend(unit.insert(Group, rows)))
    return found
