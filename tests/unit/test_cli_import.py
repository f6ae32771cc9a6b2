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


def csv(folder: Path, text: str, name: str = "名册.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def names(terminal: Terminal, ledger: Path, folder: Path) -> list[list[str]]:
    out = folder / "出.csv"
    out.unlink(missing_ok=True)
    terminal("export", ledger, "member", out, "--full")
    rows = out.read_text(encoding="utf-8-sig").splitlines()
    return [[cell.strip('"') for cell in row.split(",")] for row in rows]


def test_columns_keys_and_words_are_told_on_the_command_line(
    ledger: Path, terminal: Terminal, tmp_path: Path
) -> None:
    one, two = (an_id_number(sequence=n) for n in (1, 3))
    groups = csv(tmp_path, "名称\n设备动力组\n质检组\n", "小组.csv")
    terminal("import", ledger, "member_group", groups)
    text = f"职工,证,归属,代号\n张小明,{one},设备组,1\n李大山,{two},质检,2\n"
    path = csv(tmp_path, text)
    terminal("import", ledger, "member", path, expect=2)
    told = ("--heading", "1", "--map", "A=姓名", "--map", "归属=工会小组", "--map", "D=工号")
    seen = terminal.json("import", ledger, "member", path, *told, "--dry-run", expect=1)
    assert seen["counts"] == {
        "read": 2, "new": 1, "changed": 0, "same": 0, "skipped": 0, "refused": 1,
    }  # fmt: skip
    assert seen["words"][0]["word"] == "设备组"
    assert [one["field"] for one in seen["mapping"]] == [
        "name", "id_number", "group_id", "staff_no",
    ]  # fmt: skip
    answered = (*told, "--word", "设备组=设备动力组", "--key", "身份证号", "--remember", "人事部")
    terminal("import", ledger, "member", path, *answered)
    assert "设备动力组" in str(names(terminal, ledger, tmp_path))
    # The recipe is found by the heading: nothing need be told again.
    text = terminal("import", ledger, "member", path)
    assert "按表格方案“人事部”读取" in text
    assert "相同 2" in text
    again = terminal.json("import", ledger, "member", path, "--recipe", "人事部")
    assert (again["recipe"], again["counts"]["same"]) == ("人事部", 2)


def test_what_cannot_be_told_is_refused_clearly(
    ledger: Path, terminal: Terminal, tmp_path: Path
) -> None:
    path = csv(tmp_path, f"姓名,身份证号\n张小明,{an_id_number()}\n")
    for options, said in {
        ("--sheet", "在册"): "没有工作表可选",
        ("--heading", "头"): "不是行号",
        ("--map", "姓名"): "不是“列=栏目”",
        ("--map", "星座=姓名"): "没有或不止一列",
        ("--map", "A=星座"): "没有“星座”这一列",
        ("--word", "一组=没有的"): "没有找到“没有的”",
        ("--recipe", "没有的"): "没有叫“没有的”的表格方案",
        ("--key", "姓名+星座"): "没有“星座”这一列",
    }.items():
        assert said in terminal.refuses("import", ledger, "member", path, *options)
    assert len(names(terminal, ledger, tmp_path)) == 1


def test_an_import_is_taken_back_but_for_what_changed_since(
    ledger: Path, terminal: Terminal, tmp_path: Path
) -> None:
    one, two = (an_id_number(sequence=n) for n in (1, 3))
    first = csv(tmp_path, f"姓名,身份证号\n张小明,{one}\n李大山,{two}\n")
    terminal("import", ledger, "member", first)
    action = next(e for e in terminal.json("history", ledger) if e["name"] == "import_member")[
        "action_id"
    ]
    terminal("import", ledger, "member", csv(tmp_path, f"姓名,身份证号,部门\n张小明,{one},甲\n"))
    assert "又改过" in terminal.refuses("undo", ledger, "--action", action)
    assert "--action" in terminal.refuses("undo", ledger, "--unchanged-only")
    terminal("undo", ledger, "--action", action, "--unchanged-only")
    assert [row[0] for row in names(terminal, ledger, tmp_path)[1:]] == ["张小明"]


def test_sheets_of_one_heading_are_taken_in_together(
    ledger: Path, terminal: Terminal, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    for name, number in (("一车间", 0), ("二车间", 1)):
        page = book.create_sheet(name)
        page.append(HEADS)
        page.append(a_person(number))
    page.append(("王建国", LOST))
    path = tmp_path / "各车间.xlsx"
    book.save(path)
    said = terminal.json("import", ledger, "member", path, "--dry-run", expect=1)
    assert said["counts"]["new"] == 2
    (row,) = said["rows"]
    assert (row["sheet"], row["line"], row["state"]) == ("二车间", 3, "refused")
    assert "二车间 3" in terminal("import", ledger, "member", path, "--dry-run", expect=1)
    one = terminal.json("import", ledger, "member", path, "--dry-run", "--sheet", "一车间")
    assert (one["counts"]["read"], one["rows"]) == (1, [])
