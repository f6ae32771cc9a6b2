"""What the import command says, keeps before it writes, and saves of rows not taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest

from tests.builders import an_id_number
from tests.unit.test_cli import UNION, Terminal

if TYPE_CHECKING:
    from pathlib import Path

HEADS = ("姓名", "身份证号", "手机", "联系电话", "学历", "鞋码")
LOST = 990001198503010000


@pytest.fixture
def terminal(capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(capsys)


@pytest.fixture
def ledger(tmp_path: Path, terminal: Terminal) -> Path:
    path = tmp_path / "a.ghdb"
    terminal("new", path, "--name", UNION)
    return path


def workbook(folder: Path, *rows: tuple[object, ...]) -> Path:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in (HEADS, *rows):
        page.append(list(row))
    path = folder / "名册.xlsx"
    book.save(path)
    return path


def a_person(number: int, education: str = "本科") -> tuple[object, ...]:
    return (f"张{number}", an_id_number(sequence=2 * number + 1), None, None, education, 42)


def test_remarks_and_columns_left_out_are_named(
    ledger: Path, terminal: Terminal, tmp_path: Path
) -> None:
    path = workbook(tmp_path, a_person(0), a_person(1, "很高"))
    said = terminal.json("import", ledger, "member", path, "--dry-run")
    assert said["columns"] == {"unmatched": ["鞋码"], "repeated": ["联系电话"]}
    (row,) = said["rows"]
    assert (row["line"], row["state"]) == (3, "new")
    assert any("“很高”" in remark for remark in row["remarks"])
    text = terminal("import", ledger, "member", path)
    assert "没有取用：鞋码" in text
    assert "没有取用：联系电话" in text
    assert "“很高”不在可选范围内" in text
    assert "导入过" in terminal("import", ledger, "member", path)


def test_no_more_than_20_remarks_are_printed(
    ledger: Path, terminal: Terminal, tmp_path: Path
) -> None:
    path = workbook(tmp_path, *(a_person(number, "很高") for number in range(25)))
    text = terminal("import", ledger, "member", path, "--dry-run")
    assert text.count("“很高”") == 20
    assert "其余 5 行的提醒" in text


def test_a_backup_comes_before_the_first_row(
    ledger: Path, terminal: Terminal, tmp_path: Path
) -> None:
    path = workbook(tmp_path, a_person(0))
    terminal("import", ledger, "member", path, "--dry-run")
    assert not list(tmp_path.rglob("*导入前*.ghdb"))
    terminal("import", ledger, "member", path)
    (backup,) = tmp_path.rglob("*导入前*.ghdb")
    registers = {entry["id"]: entry["rows"] for entry in terminal.json("registers", backup)}
    assert registers["member"] == 0
    terminal("import", ledger, "member", path)
    assert len(list(tmp_path.rglob("*导入前*.ghdb"))) == 1  # nothing to write, nothing to keep


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_a_number_that_lost_its_figures_stays_refused(
    ledger: Path, terminal: Terminal, tmp_path: Path, suffix: str
) -> None:
    path = workbook(tmp_path, ("张小明", LOST, None, None, None, None))
    kept = tmp_path / f"未写入.{suffix}"
    terminal("import", ledger, "member", path, "--refused", kept, expect=1)
    again = terminal.json("import", ledger, "member", kept, expect=1)
    assert again["counts"]["refused"] == 1
    assert "不能还原" in again["rows"][0]["reason"]
