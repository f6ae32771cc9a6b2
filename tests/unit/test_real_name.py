"""The real-name sheet: 22 columns out and in, and who is to be told of since the last."""

from __future__ import annotations

import json
import sys
import tomllib
from typing import TYPE_CHECKING

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from app.actions import records
from app.actions.importing import taking_in
from app.actions.importing.taking_in import ImportOptions
from app.actions.members.headings import headed
from app.actions.members.last_change import in_sheets
from app.bootstrap import Desk, create_desk, open_desk
from app.cli import run
from app.clock import FixedClock
from app.models.base import spec_of
from app.models.members.member import Member
from app.models.members.membership import MembershipEvent
from app.models.real_name_template import template_of, templates
from app.queries.members.completeness import wanted_names
from app.queries.members.real_name import lines
from app.queries.members.real_name_changes import past_sheets, untold_since
from app.queries.past.states import last_change
from app.reports.registers.real_name import write_real_name
from app.reports.registers.taking_in import labels_of
from app.reports.to_text import display_width
from app.spec.codes import fold
from tests.benches import read_sheet
from tests.builders import an_id_number
from tests.unit.changing import add, change

if TYPE_CHECKING:
    from pathlib import Path

TEMPLATE = templates()["real-name"]
HEADINGS = [
    *("序号", "姓名", "性别", "出生日期", "民族", "就业状况", "有效证件类别", "证件号码", "学历"),
    *("技能(技术)等级", "移动电话", "户籍类型", "户籍所在地", "会籍变化类型", "会籍变化日期"),
    *("会籍变化原因", "政治面貌", "工作单位", "籍贯", "是否农民工", "是否导入成功", "错误原因"),
]
WHOLE = {
    "name": "买买提·艾力",
    "sex": "1",
    "born_on": "1985-03-01",
    "ethnicity": "05",
    "employment": "1",
    "id_type": "1",
    "id_number": an_id_number("19850301", 1),
    "education": "30",
    "skill_level": "4",
    "mobile": "13812345678",
    "household": "2",
    "household_place": "湖西省临湖市",
    "political": "13",
    "work_unit": "某某公司",
    "hometown": "湖西临湖",
    "is_migrant": True,
    "joined_on": "2010-07-01",
    "approval_no": "委员会会议",
}


def cells_of(desk: Desk, number: int) -> dict[str, str | None]:
    (line,) = lines(desk.reader, TEMPLATE, [number])
    return dict(zip(HEADINGS, line.cells, strict=True))


def test_the_columns_are_those_of_the_system_in_its_order() -> None:
    assert [column.heading for column in TEMPLATE.columns] == HEADINGS


def test_the_words_of_the_system_are_understood_coming_back() -> None:
    fields = {**spec_of(Member).fields, **spec_of(MembershipEvent).fields}
    for name, words in TEMPLATE.words.items():
        choices = fields[name].choices
        assert choices is not None
        assert {choices.find(word): word for word in words.values()} == dict(words)


# The lists of the handbook that the template names (2.7), in the template's own words.
LISTS = {
    "性别": "男 女 未知 未说明",
    "就业状况": "在岗 待(下)岗 失业 退休 离休 退职 退养(内退) 病休 其他",
    "有效证件类别": "居民身份证 护照 军官证 港澳居民来往内地通行证 台湾居民来往大陆通行证 "
    "港澳台居民居住证 外国人永久居留身份证 其他",
    "技能(技术)等级": "职业资格一级(高级技师) 职业资格二级(技师) 职业资格三级(高级) "
    "职业资格四级(中级) 职业资格五级(初级) 无",
    "户籍类型": "未落常住户口 非农业家庭户口 农业家庭户口 非农业集体户口 农业集体户口 "
    "自理口粮户口 寄住户口 暂住户口 其他户口",
    "会籍变化类型": "入会 转入 保留 转出 除名 退会",
    "会籍变化原因": "劳动(工作)关系发生变化 在本单位下岗后待岗 失业 所在企业破产 "
    "个人要求退会 因犯罪被开除会籍",
    "政治面貌": "中共党员 中共预备党员 共青团员 民革 民盟 民建 民进 农工党 致公党 九三学社 "
    "台盟 无党派人士 群众",
}
NEEDED = (
    "姓名 性别 出生日期 民族 就业状况 有效证件类别 证件号码 移动电话 会籍变化类型 会籍变化日期 "
    "工作单位 是否农民工"
)


@pytest.mark.parametrize("heading", LISTS)
def test_the_words_of_a_list_are_those_of_the_handbook(heading: str) -> None:
    (column,) = (column for column in TEMPLATE.columns if column.heading == heading)
    name = column.event or column.field
    choices = spec_of(MembershipEvent if column.event else Member).fields[name].choices
    assert choices is not None
    known = {"kind": TEMPLATE.changes, "reason": TEMPLATE.reasons}.get(column.event)
    told = [
        TEMPLATE.words.get(name, {}).get(entry.code, entry.label)
        for entry in choices.codes
        if known is None or entry.code in known
    ]
    assert told == LISTS[heading].split()


def test_what_the_system_demands_is_marked() -> None:
    assert [c.heading for c in TEMPLATE.columns if c.needed] == NEEDED.split()
    assert TEMPLATE.demanded["work_unit"]
    assert "id_type" not in TEMPLATE.demanded


@pytest.mark.parametrize("writer", ["fast", "plain"])
def test_the_workbook_is_text_throughout_and_wide_enough(
    desk: Desk, tmp_path: Path, writer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A number typed into a cell that was left blank stays the text it is, as well."""
    if writer == "plain":
        monkeypatch.setitem(sys.modules, "rustpy_xlsxwriter", None)
    add(desk, **WHOLE)
    add(desk, name="曹桂芳", joined_on="2015-01-01")
    write_real_name(desk.reader, TEMPLATE, tmp_path / "x.xlsx")
    page = openpyxl.load_workbook(tmp_path / "x.xlsx").worksheets[0]
    assert page.freeze_panes == "A2"
    cells = [cell for row in page.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert {cell.number_format for cell in cells if cell.row > 1} == {"@"}
    spans = [each for each in page.column_dimensions.values() if each.number_format == "@"]
    covered = {place for each in spans for place in range(each.min, each.max + 1)}
    assert covered == set(range(1, len(HEADINGS) + 1))
    for cell in cells:
        (span,) = (each for each in spans if each.min <= cell.column <= each.max)
        assert span.width > display_width(str(cell.value))


def test_a_whole_person(desk: Desk) -> None:
    number = add(desk, **WHOLE)
    (line,) = lines(desk.reader, TEMPLATE, [number])
    assert line.missing == ()
    assert line.cells == (
        *("1", "买买提·艾力", "男", "1985-03-01", "维吾尔族", "在岗", "居民身份证"),
        *(WHOLE["id_number"], "大学专科", "职业资格四级(中级)", "13812345678", "农业家庭户口"),
        *("湖西省临湖市", "入会", "2010-07-01", None, "群众", "某某公司", "湖西临湖", "是"),
        *(None, None),
    )


def test_what_the_system_demands_and_nobody_knows_is_named(desk: Desk) -> None:
    number = add(desk, name="白建军", born_on="1985-03")
    (line,) = lines(desk.reader, TEMPLATE, [number])
    assert line.missing == (
        "性别", "出生日期", "民族", "就业状况", "证件号码", "移动电话", "会籍变化日期", "工作单位",
        "是否农民工",
    )  # fmt: skip
    union = desk.spec("union_profile")
    with desk.ledger.unit("change", "修改") as unit:
        records.change(unit, union, 1, {"unit_name": "某某公司"})
        unit.commit("已核对")
    assert cells_of(desk, number)["工作单位"] == "某某公司"


@pytest.mark.parametrize(
    ("kind", "reason", "told"),
    [
        ("4", "1", ("转出", "2026-03-05", "劳动(工作)关系发生变化")),
        ("3", "9", ("保留", "2026-03-05", None)),  # a reason of ours that the system does not know
        ("C", "10", (None, None, None)),  # a change it has no word for
        ("D", None, ("入会", "2010-07-01", None)),  # another group is none of its business
    ],
)
def test_the_latest_change_is_told(
    desk: Desk, kind: str, reason: str | None, told: tuple[str | None, ...]
) -> None:
    number = add(desk, **WHOLE)
    group = add(desk, "member_group", name="一组")
    more = {"group_id": group} if kind == "D" else {}
    add(
        desk,
        "membership_event",
        member_id=number,
        kind=kind,
        happened_on="2026-03-05",
        reason=reason,
        **more,
    )
    cells = cells_of(desk, number)
    assert (cells["会籍变化类型"], cells["会籍变化日期"], cells["会籍变化原因"]) == told


def test_of_somebody_restored_the_admission_is_told_and_named(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    number = add(desk, **WHOLE)
    kept = {"kind": "3", "happened_on": "2020-03-05", "reason": "3"}
    add(desk, "membership_event", member_id=number, **kept)
    add(desk, "membership_event", member_id=number, kind="B", happened_on="2024-01-08")
    cells = cells_of(desk, number)
    changed = ("会籍变化类型", "会籍变化日期", "会籍变化原因")
    assert tuple(cells[heading] for heading in changed) == ("入会", "2010-07-01", None)
    made = write_real_name(desk.reader, TEMPLATE, tmp_path / "全.xlsx")
    assert (made.incomplete, made.earlier) == ({}, ("买买提·艾力",))
    path = desk.path
    desk.close()
    assert run(["real-name", str(path), str(tmp_path / "再.xlsx")]) == 0
    assert "模板没有“恢复”这一项，写的是原来的入会" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("approved_on", "told"),
    [("2010-07-15", "2010-07-15"), ("2010-08-01", None), ("2010-07", None)],
)
def test_a_month_of_joining_becomes_the_day_of_approval_within_it(
    desk: Desk, approved_on: str, told: str | None
) -> None:
    number = add(desk, **WHOLE | {"joined_on": "2010-07", "approved_on": approved_on})
    assert cells_of(desk, number)["会籍变化日期"] == told


def test_only_who_is_on_the_roll(desk: Desk, tmp_path: Path) -> None:
    add(desk, **WHOLE)
    gone = add(desk, name="曹桂芳", joined_on="2015-01-01")
    add(desk, "membership_event", member_id=gone, kind="6", happened_on="2020-01-01")
    add(desk, name="邓立伟", applied_on="2026-11-01")
    made = write_real_name(desk.reader, TEMPLATE, tmp_path / "全部.xlsx")
    assert made.rows == 1
    assert made.incomplete == {}


def test_who_is_to_be_told_of(desk: Desk) -> None:
    one = add(desk, **WHOLE)
    two = add(desk, name="曹桂芳", joined_on="2015-01-01")
    three = add(desk, name="邓立伟", joined_on="2016-01-01")
    upto = last_change(desk.reader)
    assert untold_since(desk.reader, TEMPLATE, upto).member_ids == ()
    change(desk, one, note="模板没有的一列")
    change(desk, two, mobile="13900000000")
    change(desk, two, mobile=None)
    assert untold_since(desk.reader, TEMPLATE, upto).member_ids == ()
    change(desk, two, mobile="13900000001")
    add(desk, "membership_event", member_id=three, kind="4", happened_on="2026-11-01")
    new = add(desk, name="高秀珍", joined_on="2026-11-02")
    add(desk, name="何文斌", applied_on="2026-11-02")
    with desk.ledger.unit("retire", "删除") as unit:
        records.retire(unit, desk.spec("member"), [one])
        unit.commit("已核对")
    untold = untold_since(desk.reader, TEMPLATE, upto)
    assert untold.member_ids == (two, three, new)
    assert untold.newcomers == {new}
    assert untold.removed == ("买买提·艾力",)


def test_what_is_undone_is_nothing_to_tell(desk: Desk) -> None:
    one = add(desk, **WHOLE)
    upto = last_change(desk.reader)
    change(desk, one, mobile="13900000001")
    desk.undo()
    add(desk, "membership_event", member_id=one, kind="4", happened_on="2026-11-01")
    desk.undo()
    add(desk, name="高秀珍", joined_on="2026-11-02")
    desk.undo()
    untold = untold_since(desk.reader, TEMPLATE, upto)
    assert (untold.member_ids, untold.removed) == ((), ())


def test_the_sheet_comes_back_as_the_same(desk: Desk, tmp_path: Path) -> None:
    add(desk, **WHOLE)
    gone = add(desk, **WHOLE | {"name": "曹桂芳", "id_number": an_id_number("19850301", 4)})
    add(
        desk,
        "membership_event",
        member_id=gone,
        kind="3",
        happened_on="2026-03-05",
        reason="3",
    )
    place = tmp_path / "实名制.xlsx"
    write_real_name(desk.reader, TEMPLATE, place)
    rows = CalamineWorkbook.from_path(place).get_sheet_by_index(0).to_python()
    assert rows[0] == HEADINGS
    assert all(isinstance(cell, str) for row in rows for cell in row)
    spec = desk.spec("member")
    sheet = read_sheet(place, spec)
    assert taking_in.look(desk.ledger, spec, sheet, ImportOptions()).counts == {
        "read": 2, "new": 0, "changed": 0, "same": 2, "skipped": 0, "refused": 0,
    }  # fmt: skip
    with create_desk(tmp_path / "b.ghdb", "另一工会委员会", clock=FixedClock()) as other:
        seen = taking_in.look(other.ledger, spec, sheet, ImportOptions())
        assert seen.counts["new"] == 2


ELSEWHERE = template_of(
    tomllib.loads("""
id = "elsewhere"
title = "别处的模板"
source = "别处"
confirmed = false
columns = [
  { heading = "手机联络号", field = "mobile", needed = true },
  { heading = "变化的种类", event = "kind", needed = true },
  { heading = "变化发生在", event = "happened_on", needed = true },
  { heading = "变化的缘由", event = "reason" },
  { heading = "身份号", field = "id_number", needed = true },
  { heading = "职工的名字", field = "name", needed = true },
  { heading = "哪年哪月哪日生", field = "born_on", needed = true },
  { heading = "回执", own = "blank" },
]
whole_days = ["born_on", "happened_on"]
changes = ["1", "2", "3", "4", "5", "6"]
reasons = ["1", "2", "3", "4", "5", "6"]
words = {}
""")
)


def test_a_template_of_elsewhere_goes_out_and_comes_back_as_the_same(
    desk: Desk, tmp_path: Path
) -> None:
    add(desk, **WHOLE)
    gone = add(desk, **WHOLE | {"name": "曹桂芳", "id_number": an_id_number("19850301", 4)})
    kept = {"kind": "3", "happened_on": "2026-03-05", "reason": "3"}
    add(desk, "membership_event", member_id=gone, **kept)
    place = tmp_path / "别处.xlsx"
    write_real_name(desk.reader, ELSEWHERE, place)
    spec = desk.spec("member")
    sheet = read_sheet(place, headed(in_sheets(spec), ELSEWHERE))
    assert sheet.columns == (
        "mobile", "last_change", "last_changed_on", "last_change_reason", "id_number", "name",
        "born_on",
    )  # fmt: skip
    assert taking_in.look(desk.ledger, spec, sheet, ImportOptions()).counts == {
        "read": 2, "new": 0, "changed": 0, "same": 2, "skipped": 0, "refused": 0,
    }  # fmt: skip


def test_the_headings_of_every_template_are_understood(desk: Desk) -> None:
    names = labels_of(desk.spec("member"))
    events = {"kind": "last_change", "happened_on": "last_changed_on"}
    events["reason"] = "last_change_reason"
    for template in templates().values():
        for column in template.columns:
            if not column.own:
                name = column.field or events[column.event]
                assert names[fold(column.heading)] == name


def test_what_a_member_lacks_is_what_the_template_demands(desk: Desk) -> None:
    number = add(desk, name="曹桂芳", joined_on="2015-01-01")
    assert wanted_names(desk.reader, number) == tuple(TEMPLATE.demanded)[1:]
    assert tuple(ELSEWHERE.demanded) == ("mobile", "id_number", "name", "born_on")


def test_the_command(desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    number = add(desk, **WHOLE)
    path = desk.path
    desk.close()

    def told(*words: str, expect: int = 0) -> dict[str, object]:
        assert run(["real-name", str(path), *words, "--json"]) == expect
        answer: dict[str, object] = json.loads(capsys.readouterr().out)
        return answer

    assert run(["real-name", str(path), str(tmp_path / "早.xlsx"), "--changes"]) == 2
    assert "〔R-591〕" in capsys.readouterr().err
    assert told(str(tmp_path / "全.xlsx"))["rows"] == 1
    assert told(str(tmp_path / "无.xlsx"), "--changes")["file"] is None
    assert not (tmp_path / "无.xlsx").exists()
    with open_desk(path, clock=FixedClock()) as again:
        add(again, name="高秀珍", joined_on="2026-11-02")
        change(again, number, mobile="13900000001")
        assert [sheet.rows for sheet in past_sheets(again.reader, TEMPLATE)] == [1]
    changes = told(str(tmp_path / "变.xlsx"), "--changes", expect=1)
    assert (changes["rows"], changes["new"]) == (2, 1)
    assert [each["name"] for each in changes["incomplete"]] == ["高秀珍"]  # type: ignore[attr-defined]


def test_a_template_that_is_not_there(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = desk.path
    desk.close()
    assert run(["real-name", str(path), str(tmp_path / "a.xlsx"), "--template", "别处"]) == 2
    assert "〔R-590〕" in capsys.readouterr().err
