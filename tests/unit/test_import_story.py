"""A sheet's whole story: taken in, remembered, mended, taken in again, taken back days later."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import openpyxl
import pytest

from app.actions import definitions, records
from app.actions.importing import recipes
from app.actions.importing.asked import ImportOptions, Word
from app.actions.importing.undoing import changed_since
from app.bootstrap import verify_file
from app.errors import Refused
from app.models.members.standing import NOTED_LATER
from app.queries.past.history import changes, entries
from app.reports.readers import read_in_process
from app.reports.registers.bench import Bench, SheetChoices
from app.reports.registers.left_out import write_left_out
from app.spec.dates import DateOrder
from tests import broken_books as made
from tests.benches import A, B, C, D, add_groups, look, on_bench, reasons, rows_of, states, write

if TYPE_CHECKING:
    from pathlib import Path

    from app.bootstrap import Desk

HEAD = ("姓名", "身份证号", "工会小组", "入会日期", "代号")
TITLE = ("某某公司在册职工", None, None, None, None)
ROWS = (("张小明", A, "设备组", "05/03/24", "1"), ("李大山", B, "质检组", "06/04/23", "2"))
ANSWERS = ImportOptions(
    key="id_number",
    date_orders={"joined_on": DateOrder.DMY},
    words={"group_id": {"设备组": Word.NEW}},
)
CHOICES = SheetChoices(columns={4: "staff_no"})


# --- recipes ----------------------------------------------------------------------------


def remember(desk: Desk, bench: Bench, name: str = "人事部") -> None:
    draft = bench.recipe_from(name, CHOICES, ANSWERS)
    desk.act("keep_recipe", f"记住表格方案：{name}", lambda unit: recipes.remember(unit, draft))


def test_a_recipe_is_found_by_the_heading_and_answers_all(tmp_path: Path, desk: Desk) -> None:
    add_groups(desk, "设备动力组", "质检组")
    first = on_bench(tmp_path, desk, HEAD, *ROWS)
    assert first.recipe(desk.reader) is None
    assert states(look(desk, first)) == ["refused", "refused"]
    remember(desk, first)
    # Another month, another file, another line.
    second = on_bench(tmp_path, desk, TITLE, HEAD, *ROWS, name="2026年11月.xlsx")
    recipe = second.recipe(desk.reader)
    assert recipe is not None
    assert recipe.name == "人事部"
    choices, options = second.follow(recipe)
    assert (choices.heading, options) == ((2, 2), ANSWERS)
    looked = second.look(desk.ledger, choices, options)
    assert states(looked) == ["new", "new"]
    assert [row.draft["joined_on"] for row in looked.preview.rows] == ["2024-03-05", "2023-04-06"]
    assert looked.preview.rows[0].draft["staff_no"] == "1"
    other = on_bench(tmp_path, desk, ("姓名", "身份证号"), ("王五", C), name="另一家.xlsx")
    assert other.recipe(desk.reader) is None


def test_a_recipe_is_shown_renamed_and_forgotten(tmp_path: Path, desk: Desk) -> None:
    bench = on_bench(tmp_path, desk, HEAD, *ROWS)
    remember(desk, bench)
    remember(desk, bench)  # once more: it is replaced
    remember(desk, bench, "财务部")
    spec = desk.spec("member")
    kept = recipes.recipes_of(desk.reader, "member")
    assert [one.name for one in kept] == ["财务部", "人事部"]
    said = kept[1].said(spec)
    assert "“代号”列读作“工号”" in said
    assert "按身份证号认定同一条记录" in said
    with pytest.raises(Refused) as refusal:
        desk.act("x", "x", lambda unit: recipes.rename(unit, kept[1], "财务部"))
    assert refusal.value.code == "R-572"
    desk.act("x", "改名", lambda unit: recipes.rename(unit, kept[1], " 人力资源部 "))
    assert recipes.recipe_called(desk.reader, spec, "人力资源部").columns == kept[1].columns
    forgotten = desk.act("x", "忘记", lambda unit: recipes.forget(unit, kept[0]))
    assert [one.name for one in recipes.recipes_of(desk.reader, "member")] == ["人力资源部"]
    (told,) = changes(desk.reader, action_id=forgotten.action_id)
    assert (told["record"], told["fields"][0]["after"]) == ("表格方案", "已移出")
    desk.undo(forgotten.action_id)
    assert len(recipes.recipes_of(desk.reader, "member")) == 2
    with pytest.raises(Refused) as refusal:
        recipes.recipe_called(desk.reader, spec, "没有的")
    assert refusal.value.code == "R-571"
    with pytest.raises(Refused) as refusal:
        remember(desk, bench, "  ")
    assert refusal.value.code == "R-573"
    desk.close()
    assert verify_file(desk.path) == []


def test_the_sheet_of_a_recipe_is_found_in_the_file(tmp_path: Path, desk: Desk) -> None:
    remember(desk, on_bench(tmp_path, desk, HEAD, *ROWS))
    file = tmp_path / "年报.xlsx"
    file.write_bytes(made.sheets({"封面": [("姓名", "手机")], "十月": (TITLE, HEAD, *ROWS)}))
    bench = Bench(read_in_process(file), desk.spec("member"))
    assert bench.recipe(desk.reader) is None
    assert bench.sheet_of_recipe(desk.reader) == "十月"
    there = Bench(read_in_process(file, sheet="十月"), desk.spec("member"))
    assert there.recipe(desk.reader) is not None
    assert there.sheet_of_recipe(desk.reader) == ""


def test_a_recipe_outlives_what_it_speaks_of(tmp_path: Path, desk: Desk) -> None:
    bench = on_bench(tmp_path, desk, HEAD, *ROWS)
    options = ImportOptions(key="shoe_size", words={"group_id": {"设备组": 99}})
    draft = bench.recipe_from("人事部", SheetChoices(), options)
    draft = replace(draft, columns={**draft.columns, 4: "shoe_size"})
    desk.act("keep_recipe", "记住", lambda unit: recipes.remember(unit, draft))
    recipe = bench.recipe(desk.reader)
    assert recipe is not None
    choices, options = bench.follow(recipe)
    assert (options.key, choices.columns.get(4)) == ("", None)
    drafts = [
        row.draft["group_id"] for row in bench.look(desk.ledger, choices, options).preview.rows
    ]
    assert 99 not in drafts
    assert recipe.said(desk.spec("member"))


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("在册职工2026年10月(人事部)", "在册职工(人事部)"),
        ("花名册 20261120", "花名册"),
        ("2026-11 会员名单(1)", "会员名单"),
        ("2026年", "表格方案"),
        ("职工名册_最新", "职工名册"),
    ],
)
def test_a_name_is_proposed_without_what_changes(file: str, name: str) -> None:
    assert recipes.proposed_name(file) == name


# --- rows not taken ---------------------------------------------------------------------


def test_rows_not_taken_are_mended_and_taken_in(tmp_path: Path, desk: Desk) -> None:
    head = ("序号", "姓名", "身份证号", "联系方式", None, "鞋码")
    lower = (None, None, None, "手机", "部门", None)
    rows = [
        ("某某公司职工名册", None, None, None, None, None),
        head,
        lower,
        (1, "张小明", A, "13800138077", "一车间", 41),
        (2, "王建国", 990001198503010000, "13700137011", "一车间", 42),
        (3, "李大山", B, "12", "二车间", 43),
        ("合计", 3, None, None, None, None),
    ]
    bench = on_bench(tmp_path, desk, *rows, merges=("A1:F1", "D2:E2", "A2:A3", "B2:B3", "C2:C3"))
    looked = look(desk, bench)
    assert states(looked) == ["new", "refused", "refused", "skipped"]
    write(desk, looked)
    saved = tmp_path / "没有写入的.xlsx"
    assert write_left_out(bench, looked, saved) == 2
    book = openpyxl.load_workbook(saved)
    page = book.active
    assert page is not None
    table = [list(row) for row in page.iter_rows(values_only=True)]
    assert table[1][:6] == ["序号", "姓名", "身份证号", "手机", "部门", "鞋码"]
    assert table[1][6:] == ["原表行号", "导入结果", "没有写入的原因"]
    assert table[2][-3:-1] == [5, "拒收"]
    assert "数值" in str(table[2][-1])
    assert table[2][5] == "42"
    page.cell(3, 3).value = C
    page.cell(4, 4).value = "13900139088"
    book.save(saved)
    again = Bench(read_in_process(saved), desk.spec("member"))
    mended = look(desk, again)
    assert states(mended) == ["new", "new"]
    write(desk, mended)
    assert [row["name"] for row in rows_of(desk)] == ["张小明", "王建国", "李大山"]
    assert states(look(desk, bench)) == ["same", "refused", "refused", "skipped"]


def test_only_refused_rows_may_be_saved(tmp_path: Path, desk: Desk) -> None:
    write(desk, look(desk, on_bench(tmp_path, desk, ("姓名", "手机"), ("张小明", "13800138077"))))
    rows = (("姓名", "手机"), ("张小明", "13900139088"), ("李大山", "12"))
    bench = on_bench(tmp_path, desk, *rows)
    looked = look(desk, bench)
    assert states(looked) == ["skipped", "refused"]
    assert write_left_out(bench, looked, tmp_path / "a.csv") == 2
    assert write_left_out(bench, looked, tmp_path / "b.csv", only_refused=True) == 1
    text = (tmp_path / "b.csv").read_text(encoding="utf-8-sig")
    assert text.splitlines()[0] == '"姓名","手机","原表行号","导入结果","没有写入的原因"'


# --- again ------------------------------------------------------------------------------


KEYLESS = """id="WQ-01"
title="慰问记录"
columns=[{name="on",label="日期",kind="date"},{name="who",label="对象"},{name="fen",label="金额",kind="money"}]
"""


def test_a_register_without_keys_is_not_doubled(tmp_path: Path, desk: Desk) -> None:
    file = tmp_path / "WQ-01.toml"
    file.write_text(KEYLESS, encoding="utf-8")
    definitions.take_in(desk.ledger, file)
    desk.forget_definitions()
    assert desk.spec("WQ-01").keys == ()
    rows = (("日期", "对象", "金额"), ("2026-03-05", "老张", 500), ("2026-03-05", "老李", None))
    twice = (*rows, rows[1])
    bench = on_bench(tmp_path, desk, *twice, register="WQ-01")
    looked = look(desk, bench)
    assert states(looked) == ["new"] * 3
    assert reasons(looked)[2] == "与第 2 行完全相同，请核对是不是多写了一行"
    write(desk, looked)
    assert states(look(desk, bench)) == ["same"] * 3
    more = on_bench(tmp_path, desk, *twice, rows[1], register="WQ-01")
    assert states(look(desk, more)) == ["same", "same", "same", "new"]


def test_the_true_day_takes_the_place_of_a_noted_one(tmp_path: Path, desk: Desk) -> None:
    head = ("姓名", "身份证号", "会籍状态")
    write(desk, look(desk, on_bench(tmp_path, desk, head, ("张小明", A, "已转出"))))
    assert [row["note"] for row in rows_of(desk, "membership_event")] == [None, NOTED_LATER]
    rows = (("会员", "变动", "日期"), ("张小明", "转出", "2024-03-09"))
    bench = on_bench(tmp_path, desk, *rows, register="membership_event")
    action = write(desk, look(desk, bench))
    told = rows_of(desk, "membership_event")
    assert [(row["kind"], row["happened_on"]) for row in told] == [("1", ""), ("4", "2024-03-09")]
    assert rows_of(desk)[0]["standing"] == "transferred"
    assert states(look(desk, bench)) == ["same"]
    desk.undo(action)
    assert rows_of(desk, "membership_event")[1]["note"] == NOTED_LATER


# --- undo -------------------------------------------------------------------------------


def three(folder: Path, desk: Desk) -> tuple[Bench, int]:
    head = ("姓名", "身份证号", "工会小组")
    rows = (("张小明", A, "一组"), ("李大山", B, "一组"), ("王五", C, "二组"))
    bench = on_bench(folder, desk, head, *rows)
    return bench, write(desk, look(desk, bench))


def test_days_later_all_but_the_rows_changed_since_are_taken_back(
    tmp_path: Path, desk: Desk
) -> None:
    bench, action = three(tmp_path, desk)
    assert changed_since(desk.reader, action) == ()
    first, second, _third = rows_of(desk)
    spec = desk.spec("member")
    mobile = {"mobile": "13800138077"}
    desk.act("edit", "改电话", lambda u: records.change(u, spec, int(str(first["id"])), mobile))
    other = {"department": "一车间"}
    desk.act("edit", "改部门", lambda u: records.change(u, spec, int(str(second["id"])), other))
    since = changed_since(desk.reader, action)
    assert [(one.record, one.name) for one in since] == [("会员", "张小明"), ("会员", "李大山")]
    assert "手机 空白 改为 138****8077" in since[0].said[0]
    with pytest.raises(Refused) as refusal:
        desk.undo(action)
    assert refusal.value.code == "U-903"
    desk.undo_unchanged(action)
    assert [row["name"] for row in rows_of(desk)] == ["张小明", "李大山"]
    assert [row["name"] for row in rows_of(desk, "member_group")] == ["一组"]
    assert "留下后来改过的 2 条" in entries(desk.reader, limit=1)[0]["title"]
    # The same file again: nobody remembers that it was taken back.
    looked = look(desk, bench)
    assert looked.preview.imported is None
    assert states(looked) == ["same", "same", "new"]
    write(desk, looked)
    assert len(rows_of(desk)) == 3
    desk.close()
    assert verify_file(desk.path) == []


def test_undone_and_taken_in_again_all_is_new(tmp_path: Path, desk: Desk) -> None:
    bench, action = three(tmp_path, desk)
    desk.undo(action)
    assert rows_of(desk) == []
    looked = look(desk, bench)
    assert (states(looked), looked.preview.imported) == (["new"] * 3, None)
    write(desk, looked)
    again = look(desk, bench)
    assert states(again) == ["same"] * 3
    assert again.preview.imported is not None
    assert again.preview.imported.counts["new"] == 3


def test_what_later_records_need_stays(tmp_path: Path, desk: Desk) -> None:
    _bench, action = three(tmp_path, desk)
    group = rows_of(desk, "member_group")[0]
    head = ("姓名", "身份证号", "工会小组")
    write(desk, look(desk, on_bench(tmp_path, desk, head, ("赵六", D, "一组"), name="b.xlsx")))
    since = changed_since(desk.reader, action)
    assert [(one.record, one.name, one.said) for one in since] == [("工会小组", "一组", ())]
    desk.undo_unchanged(action)
    assert [row["name"] for row in rows_of(desk)] == ["赵六"]
    assert [row["id"] for row in rows_of(desk, "member_group")] == [group["id"]]


def test_an_import_that_changed_rows_gives_the_old_values_back(tmp_path: Path, desk: Desk) -> None:
    three(tmp_path, desk)
    head = ("姓名", "身份证号", "部门")
    rows = (("张小明", A, "新车间"), ("李大山", B, "新车间"))
    action = write(desk, look(desk, on_bench(tmp_path, desk, head, *rows, name="b.xlsx")))
    spec, first = desk.spec("member"), int(str(rows_of(desk)[0]["id"]))
    desk.act("edit", "改", lambda u: records.change(u, spec, first, {"department": "老车间"}))
    desk.undo_unchanged(action)
    assert [row["department"] for row in rows_of(desk)] == ["老车间", None, None]
    with pytest.raises(Refused) as refusal:
        desk.undo(action)
    assert refusal.value.code == "U-902"


def test_where_all_was_changed_nothing_is_taken_back(tmp_path: Path, desk: Desk) -> None:
    head = ("姓名", "身份证号")
    action = write(desk, look(desk, on_bench(tmp_path, desk, head, ("张小明", A))))
    spec, first = desk.spec("member"), int(str(rows_of(desk)[0]["id"]))
    desk.act("edit", "改", lambda u: records.change(u, spec, first, {"department": "老车间"}))
    with pytest.raises(Refused) as refusal:
        desk.undo_unchanged(action)
    assert refusal.value.code == "R-574"
