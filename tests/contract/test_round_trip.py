"""What a ledger holds goes out and comes back as the same, whatever characters are in it."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.actions.importing import taking_in
from app.actions.importing.asked import ImportOptions, SheetRow, SheetRows
from app.bootstrap import create_desk, open_desk, verify_file
from app.models.all import RECORDS
from app.models.base import spec_of
from app.models.ledgers.specs import shipped_ledgers
from app.reports.registers.writing_out import export_register
from app.spec.kinds import Kind
from tests.benches import read_sheet
from tests.builders import an_id_number
from tests.ledgers import new_desk

if TYPE_CHECKING:
    from app.bootstrap import Desk
    from app.spec.field import FieldSpec
    from app.spec.record import RecordSpec

RARE = (
    "䶮㛃𬱖𠅤㐂〇零一二三组车间ÄßπЖ·•Ａ１１０1230.,'\"=+-@＝*~^|<>&%#;；，。（）() \t"
    "\u3000\u200b\u202e\ufeff"
)
SPECS = [
    *(spec_of(record) for record in RECORDS if record.layout.table),
    *shipped_ledgers().values(),
]
PEOPLE = ["䶮㛃", "买买提·艾力", "王一", "王1"]
GROUPS = ["一组", "1 组", "二组", "䶮组"]
ORDER = ("union_profile", "member_group", "member", "membership_event")


def texts(most: int) -> st.SearchStrategy[str]:
    return st.text(alphabet=RARE, min_size=1, max_size=min(most, 12))


def cells(field: FieldSpec) -> st.SearchStrategy[object]:
    """What somebody may write into a field: good and bad alike."""
    match field.kind:
        case Kind.INTEGER:
            return st.integers(0, 99_999)
        case Kind.MONEY:
            return st.integers(0, 9_999_999).map(lambda fen: f"{fen // 100:,}.{fen % 100:02}")
        case Kind.YES_NO:
            return st.sampled_from(["是", "否", "√"])
        case Kind.CHOICE:
            assert field.choices is not None
            return st.sampled_from([code.label for code in field.choices.codes])
        case Kind.DATE | Kind.PARTIAL_DATE:
            forms = ["2024-03-05", "2019.7", "1985年3月", "96年", "二〇一一年五月六日", 40360]
            return st.sampled_from([*forms, "20200229", "2011"])
        case Kind.ID_NUMBER:
            return st.integers(1, 40).map(lambda n: an_id_number(sequence=n))
        case Kind.PHONE:
            return st.integers(13_000_000_000, 13_000_000_099).map(str)
        case Kind.REFERENCE:
            return st.sampled_from(PEOPLE if field.target == "member" else GROUPS)
    return texts(field.max_length or 12)


def drafts(spec: RecordSpec) -> st.SearchStrategy[list[dict[str, object]]]:
    fields = [field for field in spec.fields.values() if not field.derived]
    row = st.fixed_dictionaries(
        {
            field.name: cells(field) if field.required else st.none() | cells(field)
            for field in fields
        }
    )
    return st.lists(row, min_size=1, max_size=6)


def take_in(desk: Desk, spec: RecordSpec, rows: list[dict[str, object]]) -> None:
    lines = tuple(SheetRow(number, row) for number, row in enumerate(rows, 2))
    columns = tuple(dict.fromkeys(name for row in rows for name in row))
    sheet = SheetRows("名册.xlsx", "在册", "0" * 64, columns, lines)
    taking_in.take_in_at_once(desk.ledger, spec, sheet, ImportOptions())


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.id)
def test_an_export_comes_back_as_the_same(spec: RecordSpec) -> None:
    came_back: list[int] = []

    @settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
    @given(rows=drafts(spec))
    def trip(rows: list[dict[str, object]]) -> None:
        with tempfile.TemporaryDirectory() as folder:
            came_back.extend(there_and_back(Path(folder), spec, rows))

    trip()
    assert sum(came_back), "of all that was written, something must have been accepted"


def there_and_back(folder: Path, spec: RecordSpec, drafts: list[dict[str, object]]) -> list[int]:
    """How many rows went out and were found the same: as a workbook, and as CSV."""
    with new_desk(folder / "a.ghdb") as desk:
        take_in(desk, desk.spec("member_group"), [{"name": "一组"}, {"name": "䶮组"}])
        if spec.id != "member":
            take_in(desk, desk.spec("member"), [{"name": name} for name in PEOPLE])
        take_in(desk, spec, drafts)
        exported = []
        for suffix in ("xlsx", "csv"):
            target = folder / f"out.{suffix}"
            rows = export_register(desk.reader, spec, target, full=True)
            exported.append(rows)
            if not rows:
                continue
            seen = taking_in.look(desk.ledger, spec, read_sheet(target, spec), ImportOptions())
            assert [row.reason for row in seen.rows if row.state.value != "same"] == []
            assert seen.counts["same"] == seen.counts["read"] == rows
            assert not seen.words
        return exported


def test_a_full_export_comes_into_an_empty_ledger(sample_path: Path, tmp_path: Path) -> None:
    """Members and their changes: what was only supposed gives way to what is told."""
    with open_desk(sample_path, write=False) as sample:
        for name in ORDER[1:]:
            export_register(sample.reader, sample.spec(name), tmp_path / f"{name}.csv", full=True)
    with create_desk(tmp_path / "a.ghdb", "某某公司工会委员会") as desk:
        for again in (False, True):
            for name in ORDER[1:]:
                spec = desk.spec(name)
                sheet = read_sheet(tmp_path / f"{name}.csv", spec)
                seen = taking_in.take_in_at_once(desk.ledger, spec, sheet, ImportOptions())
                assert [row.reason for row in seen.rows if row.state.value == "refused"] == []
                assert not again or seen.counts["same"] == seen.counts["read"]
    assert verify_file(tmp_path / "a.ghdb") == []
