"""What holds for every register with columns of the user's own, one of each kind."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from app.actions import records
from app.actions.extra_columns import ColumnDraft, add_column
from app.actions.importing import taking_in
from app.actions.importing.taking_in import ImportOptions, RowState
from app.bootstrap import Desk, open_desk
from app.errors import Refused
from app.models.all import RECORDS
from app.models.ledgers.specs import shipped_ledgers
from app.queries.cells import cells_showing
from app.queries.listing import (
    Filter,
    Sort,
    View,
    iter_rows,
    reference_labels,
    row_ids,
    rows,
    value_counts,
)
from app.reports.document import Pairs
from app.reports.forms import OWN_FORMS, all_forms, build
from app.reports.forms.form import ALSO, COLUMNS
from app.reports.registers.writing_out import export_register
from app.reports.sheet import Sheet
from app.reports.to_text import to_text
from app.spec.field import is_extra
from app.spec.kinds import Kind
from app.spec.values import parse, show
from tests.benches import read_sheet

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.spec.record import RecordSpec

# Three values of each kind in the order in which they sort.
VALUES: dict[Kind, tuple[object, object, object]] = {
    Kind.TEXT: ("Alpha", "bravo", "charlie"),
    Kind.INTEGER: (-3, 9, 10),
    Kind.MONEY: (-150, 900, 100_000),
    Kind.DECIMAL: (-15_000, 9_000, 100_000),
    Kind.PARTIAL_DATE: ("1998", "1998-07", "2020-02-29"),
    Kind.CHOICE: ("小", "中", "大"),
    Kind.YES_NO: (False, True, True),
    Kind.REFERENCE: (1, 2, 3),
}
LABEL = "某项"
CORE = [record.__tablename__ for record in RECORDS if record.layout.table]
every_register = pytest.mark.parametrize("register", [*CORE, *shipped_ledgers()])


@pytest.fixture(scope="module")
def widened(sample_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample with one column of each kind in every register, filled in three rows."""
    path = tmp_path_factory.mktemp("widened") / "sample.ghdb"
    shutil.copyfile(sample_path, path)
    with open_desk(path) as desk:
        for register in [*CORE, *shipped_ledgers()]:
            _widen(desk, register)
    return path


def _widen(desk: Desk, register: str) -> None:
    for kind in VALUES:
        draft = ColumnDraft(f"{LABEL}{kind.value}", kind, choices="小、中、大")
        desk.act("add_column", "新增列", lambda unit, d=draft: add_column(unit, register, d))
    spec = desk.spec(register)
    changes = {
        number: {name: VALUES[spec.fields[name].kind][place] for name in _ours(spec)}
        for place, number in enumerate(row_ids(desk.reader, spec, View())[:3])
    }
    desk.act(
        "change", "填写", lambda unit: records.change_all(unit, spec, changes), acknowledged="测试"
    )


@pytest.fixture
def desk(widened: Path) -> Iterator[Desk]:
    with open_desk(widened, write=False) as opened:
        yield opened


def _ours(spec: RecordSpec) -> list[str]:
    """Names of the columns added here; the sample has some of its own besides."""
    return [name for name, field in spec.fields.items() if field.label.startswith(LABEL)]


@every_register
def test_they_stand_in_list_and_form(desk: Desk, register: str) -> None:
    spec = desk.spec(register)
    names = tuple(_ours(spec))
    assert len(names) == len(VALUES)
    assert spec.layout.table[-len(names) :] == names
    title, below = spec.layout.form[-1]
    assert (title, below[-len(names) :]) == ("自定义", names)


@every_register
def test_every_value_is_read_back_as_it_was_entered(desk: Desk, register: str) -> None:
    spec = desk.spec(register)
    names = _ours(spec)
    numbers = row_ids(desk.reader, spec, View())
    by_page = rows(desk.reader, spec, numbers, names)
    in_turn = {row["id"]: row for row in iter_rows(desk.reader, spec, View(), names)}
    for place, number in enumerate(numbers[:3]):
        for name in names:
            expected = VALUES[spec.fields[name].kind][place]
            assert by_page[place][name] == in_turn[number][name] == expected
            assert type(by_page[place][name]) is type(in_turn[number][name]) is type(expected)
    assert all(row[name] is None for row in by_page[3:] for name in names)


@every_register
def test_what_is_shown_is_read_as_the_same_value(desk: Desk, register: str) -> None:
    spec = desk.spec(register)
    for name in _ours(spec):
        field = spec.fields[name]
        if field.kind is not Kind.REFERENCE:
            assert [parse(field, show(field, value)) for value in VALUES[field.kind]] == list(
                VALUES[field.kind]
            )


@every_register
def test_they_sort_filter_and_count(desk: Desk, register: str) -> None:
    spec = desk.spec(register)
    labels = reference_labels(desk.reader, spec)
    first = row_ids(desk.reader, spec, View())[:3]
    for name in _ours(spec):
        field = spec.fields[name]
        values = VALUES[field.kind][: len(first)]
        if field.kind is not Kind.REFERENCE:  # persons sort by their names
            up = row_ids(desk.reader, spec, View(sort=(Sort(name),)))[: len(first)]
            assert [values[first.index(number)] for number in up] == sorted(
                values, key=VALUES[field.kind].index
            )
        counts = dict(value_counts(desk.reader, spec, name, View()))
        assert {value: counts[value] for value in values} == {v: values.count(v) for v in values}
        one = View(filters=(Filter(name, frozenset({values[0]})),))
        assert row_ids(desk.reader, spec, one) == [first[0]]
        shown = show(field, values[0], labels.get(name))
        found = cells_showing(desk.reader, spec, [name], shown)
        assert first[0] in found


@every_register
@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_an_export_taken_in_changes_nothing(
    desk: Desk, register: str, suffix: str, tmp_path: Path
) -> None:
    spec, target = desk.spec(register), tmp_path / f"x.{suffix}"
    export_register(desk.reader, spec, target)
    sheet = read_sheet(target, spec)
    assert set(_ours(spec)) <= set(sheet.columns)
    seen = taking_in.preview(desk.reader, spec, sheet, ImportOptions())
    assert {row.reason for row in seen.rows if row.state is not RowState.SAME} == set()


@every_register
def test_they_are_printed_where_they_are_asked_for(desk: Desk, register: str) -> None:
    spec = desk.spec(register)
    form = next(
        form
        for form in all_forms(desk.specs)
        if form.register == register
        and (COLUMNS in form.parameters or form.id == f"register-{register}")
    )
    plain = to_text(build(desk.reader, form, {}, today=desk.today, specs=desk.specs))
    assert f"{LABEL}text" not in plain
    names = (spec.name_field, *_ours(spec))
    asked = {"columns": ",".join(names)}
    text = to_text(build(desk.reader, form, asked, today=desk.today, specs=desk.specs))
    assert f"{LABEL}text" in text
    assert "charlie" in text or len(row_ids(desk.reader, spec, View())) < 3
    assert "1,000.00" in text or len(row_ids(desk.reader, spec, View())) < 3


@pytest.mark.parametrize("form_id", [form.id for form in OWN_FORMS if ALSO in form.parameters])
def test_they_can_be_added_to_every_paper_with_columns_of_its_own(desk: Desk, form_id: str) -> None:
    (form,) = (form for form in all_forms(desk.specs) if form.id == form_id)
    ours = [field for field in form.besides(desk.specs) if field.label.startswith(LABEL)]
    assert len(ours) >= len(VALUES)
    values = {"also": ",".join(field.name for field in ours)}
    document = build(desk.reader, form, values, today=desk.today, specs=desk.specs)
    blocks = document.blocks
    shown = {c.title for block in blocks if isinstance(block, Sheet) for c in block.columns}
    shown |= {p.label for block in blocks if isinstance(block, Pairs) for p in block.items}
    assert {field.label for field in ours} <= shown
    assert to_text(document)


def test_a_column_that_is_not_there_is_not_printed(desk: Desk) -> None:
    form = next(form for form in all_forms(desk.specs) if form.id == "member-roster")
    with pytest.raises(Refused) as refusal:
        build(desk.reader, form, {"columns": "姓名，鞋码"}, today=desk.today, specs=desk.specs)
    assert refusal.value.code == "R-528"


def test_no_declared_field_is_named_like_a_column_of_the_users() -> None:
    for record in RECORDS:
        assert not any(is_extra(name) for name in record.__table__.c.keys())  # noqa: SIM118
    for spec in shipped_ledgers().values():
        assert not any(map(is_extra, spec.fields))
