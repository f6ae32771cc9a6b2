"""导出全部: every register, every attachment, what is lacking; whole or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest

from app.actions import definitions
from app.actions.records import add_all
from app.bootstrap import create_desk, create_sample, open_desk
from app.clock import FixedClock
from app.errors import Refused
from app.models.base import codes
from app.queries.evidence import Papers, choices_for, rules_of
from app.queries.listing import View, count, row_ids
from app.reports.registers.everything import export_everything
from app.resources import read_toml
from tests.benches import read_sheet
from tests.unit.test_cli import Terminal

if TYPE_CHECKING:
    from pathlib import Path


_NUMBER = "SELECT id_number FROM member WHERE length(id_number) = 18"


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("everything") / "示例.ghdb"
    create_sample(path, members=20, years=1).close()
    return path


def test_every_register_with_rows_has_a_workbook_that_can_be_taken_in(
    sample: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "全部"
    told: list[tuple[int, int]] = []
    with open_desk(sample, write=False) as desk:
        made = export_everything(
            desk.reader, desk.specs, folder, progress=lambda *step: told.append(step)
        )
        sizes = {
            spec.title: size
            for spec in desk.specs.values()
            if (size := count(desk.reader, spec, View()))
        }
        assert made.registers == sizes
        for spec in desk.specs.values():
            place = folder / f"{spec.title}.xlsx"
            assert place.exists() == (spec.title in sizes)
            if place.exists() and not spec.is_single:
                assert len(read_sheet(place, spec).rows) == sizes[spec.title]
    assert made.files == len([p for p in (folder / "附件").rglob("*") if p.is_file()]) - 1
    assert (folder / "附件" / "附件清单.xlsx").exists()
    words = (folder / "说明.txt").read_text(encoding="utf-8-sig")
    assert "会员.xlsx　20 行" in words or "会员.xlsx" in words
    assert "证号和电话：已遮盖" in words
    done, total = told[-1]
    assert done == total == sum(sizes.values()) + made.files
    assert [step[0] for step in told] == sorted(step[0] for step in told)


def test_numbers_are_masked_unless_asked_for(sample: Path, tmp_path: Path) -> None:
    with open_desk(sample, write=False) as desk:
        number = str(desk.reader.exec_driver_sql(_NUMBER).scalar())
        for full in (False, True):
            folder = tmp_path / str(full)
            export_everything(desk.reader, desk.specs, folder, full=full)
            book = openpyxl.load_workbook(folder / "会员.xlsx").active
            held = {str(cell) for row in book.values for cell in row}
            assert (number in held) == full


def test_the_readme_names_the_files_that_are_there_whatever_a_ledger_is_called(
    tmp_path: Path,
) -> None:
    path, folder = tmp_path / "a.ghdb", tmp_path / "全部"
    with create_desk(path, "测试工会", clock=FixedClock()) as desk:
        for number, title in enumerate(("会议/学习", "培训/学习", "收/发文"), 1):
            definition = tmp_path / f"{number}.toml"
            columns = 'columns=[{name="a",label="甲列"}]'
            definition.write_text(f'id="GR-{number}"\ntitle="{title}"\n{columns}\n', "utf-8")
            definitions.take_in(desk.ledger, definition)
        desk.forget_definitions()
        for number in (1, 2, 3):
            spec = desk.spec(f"GR-{number}")
            desk.act("add", "记录", lambda unit, spec=spec: add_all(unit, spec, [{"a": "一"}]))
        made = export_everything(desk.reader, desk.specs, folder)
    books = {place.name for place in folder.glob("*.xlsx")} - {"缺附件清单.xlsx"}
    assert {"学习（GR-1）.xlsx", "学习（GR-2）.xlsx", "发文.xlsx"} <= books
    assert books == {f"{name}.xlsx" for name in made.registers}
    words = (folder / "说明.txt").read_text(encoding="utf-8-sig")
    assert all(f"  {book}　1 行" in words for book in books)


def test_what_is_stopped_leaves_nothing_and_what_is_there_stays(
    sample: Path, tmp_path: Path
) -> None:
    class Stopped(BaseException):
        pass

    def stop(_done: int, _total: int) -> None:
        raise Stopped

    with open_desk(sample, write=False) as desk:
        with pytest.raises(Stopped):
            export_everything(desk.reader, desk.specs, tmp_path / "全部", progress=stop)
        assert list(tmp_path.iterdir()) == []
        filled = tmp_path / "有东西"
        filled.mkdir()
        (filled / "别的.txt").write_text("别的")
        with pytest.raises(Refused, match="已经有别的文件"):
            export_everything(desk.reader, desk.specs, filled)
        assert [path.name for path in tmp_path.rglob("*")] == ["有东西", "别的.txt"]


def test_the_list_of_lacking_papers_is_that_of_the_lists(sample: Path, tmp_path: Path) -> None:
    folder = tmp_path / "全部"
    with open_desk(sample, write=False) as desk:
        made = export_everything(desk.reader, desk.specs, folder)
        _title, head, *lines = openpyxl.load_workbook(folder / "缺附件清单.xlsx").active.values
        assert head == ("台账", "记录", "缺什么")
        assert len(lines) == made.lacking > 0
        for spec in desk.specs.values():
            for papers in choices_for(spec.id)[2:]:
                view = View(papers=papers)
                named = [
                    line for line in lines if line[0] == spec.title and line[2] == papers.words
                ]
                assert len(named) == count(desk.reader, spec, view)


def test_every_rule_names_a_register_a_kind_and_fields_that_are_there(tmp_path: Path) -> None:
    kinds = {entry.code for entry in codes("attachment_kind").codes}
    with create_desk(tmp_path / "a.ghdb", "测试工会", clock=FixedClock()) as desk:
        for rule in read_toml("evidence.toml")["rules"]:
            spec = desk.specs[rule["register"]]
            assert set(rule["papers"]) <= kinds
            for name, values in rule.get("where", {}).items():
                choices = spec.fields[name].choices
                assert choices is not None
                assert set(values) <= {entry.code for entry in choices.codes}
    assert len({rule["register"] for rule in read_toml("evidence.toml")["rules"]}) > 8


def test_who_is_no_member_lacks_no_application(sample: Path) -> None:
    assert rules_of("member")[0].where
    with open_desk(sample, write=False) as desk:
        lacks = View(papers=Papers(present=False, kind="application"))
        found = row_ids(desk.reader, desk.spec("member"), lacks)
        asked = ",".join(map(str, found))
        standings = desk.reader.exec_driver_sql(
            f"SELECT DISTINCT standing FROM member WHERE id IN ({asked})"
        ).scalars()
        assert set(standings) <= {"regular", "retained"}


def test_the_command(sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    terminal = Terminal(capsys)
    ledger = tmp_path / "台账.ghdb"
    ledger.write_bytes(sample.read_bytes())
    made = terminal.json("export-all", ledger, tmp_path / "全部")
    assert isinstance(made, dict)
    assert made["registers"]["工会概况"] == 1
    assert "导出全部" in terminal("history", ledger, "--limit", "1")
    told = terminal("history", ledger)
    assert terminal.refuses("export-all", ledger, tmp_path / "全部").endswith("〔R-533〕")
    assert terminal("history", ledger) == told
    assert terminal("export-all", ledger, tmp_path / "完整", "--full").startswith("已导出 ")
