"""What holds for every register as a workbook: what goes out comes back the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.actions.importing import taking_in
from app.actions.importing.taking_in import ImportOptions
from app.bootstrap import open_desk
from app.models.all import RECORDS
from app.models.base import spec_of
from app.models.ledgers.specs import shipped_ledgers
from app.queries.listing import View, iter_rows, reference_labels
from app.reports.registers.writing_out import export_register
from app.spec.kinds import Kind
from app.spec.values import parse, show
from tests.benches import read_sheet

if TYPE_CHECKING:
    from pathlib import Path

CORE = [r.__tablename__ for r in RECORDS if r.layout.table]
every_register = pytest.mark.parametrize("register", [*CORE, *shipped_ledgers()])


@every_register
@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
@pytest.mark.parametrize("full", [True, False], ids=["full", "masked"])
def test_an_export_taken_in_changes_nothing(
    sample_path: Path,
    register: str,
    suffix: str,
    full: bool,  # noqa: FBT001 - pytest gives it by name
    tmp_path: Path,
) -> None:
    target = tmp_path / f"out.{suffix}"
    with open_desk(sample_path, write=False) as desk:
        spec = desk.spec(register)
        rows = export_register(desk.reader, spec, target, full=full)
        assert rows > 0
        sheet = read_sheet(target, spec)
        seen = taking_in.preview(desk.reader, spec, sheet, ImportOptions())
    assert {row.reason for row in seen.rows if row.state is not taking_in.RowState.SAME} == set()
    assert seen.counts["same"] == seen.counts["read"] == rows


@every_register
def test_every_value_reads_back_as_it_is_shown(sample_path: Path, register: str) -> None:
    with open_desk(sample_path, write=False) as desk:
        spec = desk.spec(register)
        labels = reference_labels(desk.reader, spec)
        for row in iter_rows(desk.reader, spec, View()):
            for field in spec.fields.values():
                value = row[field.name]
                if value is not None and field.kind is not Kind.REFERENCE:
                    shown = show(field, value, labels.get(field.name))
                    assert parse(field, shown) == value


def test_the_sample_has_rows_in_every_register(sample_path: Path) -> None:
    with open_desk(sample_path, write=False) as desk:
        for spec in desk.specs.values():
            assert next(iter_rows(desk.reader, spec, View()), None), spec.title


def test_every_record_class_with_a_list_is_a_register(sample_path: Path) -> None:
    with open_desk(sample_path, write=False) as desk:
        assert {spec_of(r).id for r in RECORDS if r.layout.table} <= set(desk.specs)
