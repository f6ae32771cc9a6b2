"""The papers of the organization: ZZ-01, ZZ-03, ZZ-10, ZZ-17 and the list of groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest

from app.actions import records
from app.bootstrap import create_desk
from app.cli import run
from app.clock import FixedClock
from app.queries.members.roster import roster_counts
from app.reports.document import Pairs
from app.reports.forms import build, form_called, write_document
from app.reports.layout.items import Part
from app.reports.layout.widths import MM
from app.reports.paginate import paginate
from app.reports.sheet import Role, Row, Sheet
from app.reports.to_text import to_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.bootstrap import Desk
    from app.reports.document import Document
    from app.store.unit import Unit

# The labelled boxes of the ledger list, line ZZ-01.
BOXES = (
    *("统计编码", "工会全称", "简称", "组织类型", "单位名称", "单位统一社会信用代码", "单位类别"),
    *("行业代码", "行政区划代码", "地址", "邮编", "电话", "法定代表人", "党组织名称", "职工人数"),
    *("会员人数", "建会日期", "批准文号", "上级工会", "届次", "届期", "换届日期", "主席", "副主席"),
    *("专职人数", "经审主任", "女职工主任", "法人证号", "开户行", "账号", "活动场所面积"),
    "印章启用日期",
)
COLUMNS = {
    "ZZ-03": "证书编号 登记日期 有效期 法定代表人 变更事项 变更日期 发证机关 状态",
    "ZZ-10": "类别 名称 会员数 其中女 分会主席/组长 产生日期 副组长 劳动保护检查员 撤并日期",
    "ZZ-17": "制度名称 制定日期 通过会议 修订日期 上墙/入册 责任人",
}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A branch with a group of two, one person in no group, a dissolved group, certificates."""
    path = tmp_path / "表.ghdb"
    with create_desk(path, "某某学校工会委员会", clock=FixedClock(), actor="测试") as desk:
        specs = desk.specs

        def fill(unit: Unit) -> None:
            records.change(unit, specs["union_profile"], 1, {"term_no": 3})
            for group in (
                {"name": "初中部分会", "kind": "branch"},
                {"name": "一组", "parent_id": 1, "kind": "group", "founded_on": "2020-09"},
                {"name": "老二组", "kind": "group", "dissolved_on": "2026-06-30"},
            ):
                records.add(unit, specs["member_group"], dict(group))
            for name, sex, group_id in (("甲某", "2", 2), ("乙某", "1", 2), ("丙某", "2", None)):
                person = {"name": name, "sex": sex, "group_id": group_id, "joined_on": "2015-03-01"}
                records.add(unit, specs["member"], person)
            for kind, number, day in (
                ("1", "9900010001", "2021-12-20"),
                ("1", "9900010001", "2016-12-15"),
                ("2", "81990001MC2001115M", "2016-12-15"),
            ):
                entry = {"kind": kind, "number": number, "registered_on": day}
                records.add(unit, specs["certificate"], entry)

        desk.act("fill", "准备", fill, acknowledged="测试")
        yield desk


def made(desk: Desk, name: str, **values: object) -> Document:
    form = form_called(desk.specs, name)
    return build(desk.reader, form, values, today=desk.today, specs=desk.specs)


def sheet_of(document: Document) -> Sheet:
    (sheet,) = (block for block in document.blocks if isinstance(block, Sheet))
    return sheet


def body(sheet: Sheet) -> list[Row]:
    return [row for row in sheet.rows if row.role is Role.BODY]


def pairs_of(document: Document) -> dict[str, str]:
    return {
        pair.label: pair.text
        for block in document.blocks
        if isinstance(block, Pairs)
        for pair in block.items
    }


def test_the_card_has_every_box_filled_in_and_blank(desk: Desk) -> None:
    filled, blank = pairs_of(made(desk, "ZZ-01")), pairs_of(made(desk, "ZZ-01", blank=1))
    assert not set(BOXES) - set(filled)
    assert list(filled) == list(blank)
    assert not any(blank.values())
    assert filled["会员人数"] == "3 人"
    assert (filled["分工会数"], filled["工会小组数"]) == ("1 个", "1 个")
    assert filled["法人证号"] == "9900010001"
    assert filled["届次"] == "第3届"
    assert filled["联合基层工会形式"] == "—", "it does not concern this union"
    assert filled["主席"] == "", "it ought to be there, and is not"
    text = to_text(made(desk, "ZZ-01"))
    for words in ("填报单位：某某学校工会委员会", "填报日期：2026年", "主席签字", "盖章"):
        assert words in text


def test_the_card_speaks_the_words_of_its_unit(desk: Desk) -> None:
    assert "职代会制度" in pairs_of(made(desk, "ZZ-01"))
    spec = desk.specs["union_profile"]
    words = {"congress_word": "2", "openness_word": "2"}
    desk.act("x", "叫法", lambda unit: records.change(unit, spec, 1, words), acknowledged="测试")
    labels = pairs_of(made(desk, "ZZ-01"))
    assert f"{desk.words.congress}制度" in labels
    assert desk.words.congress != "职代会"
    assert f"{desk.words.openness}制度" in labels


@pytest.mark.parametrize("name", list(COLUMNS))
def test_the_columns_are_those_listed(desk: Desk, name: str) -> None:
    titles = [column.title for column in sheet_of(made(desk, name)).columns]
    assert titles == ["序号", *COLUMNS[name].split()]


def test_the_certificate_of_the_legal_person_alone_oldest_first(desk: Desk) -> None:
    days = [row.values[2] for row in body(sheet_of(made(desk, "ZZ-03")))]
    assert days == ["2016-12-15", "2021-12-20"]
    assert len(body(sheet_of(made(desk, "ZZ-03", as_at="2020-01-01")))) == 1
    assert len(sheet_of(made(desk, "证照")).rows) == 3


@pytest.mark.parametrize("as_at", ["2026-11-20", "2026-06-29", "2014-01-01"])
def test_the_register_of_groups_adds_up_to_the_roster(desk: Desk, as_at: str) -> None:
    sheet = sheet_of(made(desk, "ZZ-10", as_at=as_at))
    roster = roster_counts(desk.reader, as_at)
    total = sheet.rows[-1]
    assert (total.role, total.label) == (Role.TOTAL, "合计")
    assert total.values[3:5] == (roster.members_roll, roster.women_members)
    top = [row for row in sheet.rows[:-1] if not str(row.values[2] or "").startswith("　")]
    assert sum(int(str(row.values[3] or 0)) for row in top) == roster.members_roll


def test_groups_are_indented_and_the_dissolved_have_their_day(desk: Desk) -> None:
    lines = {row.values[2]: row.values for row in body(sheet_of(made(desk, "ZZ-10")))}
    assert list(lines) == ["初中部分会", "　一组", "老二组"]
    assert lines["　一组"][3:5] == (2, 1)
    assert (lines["老二组"][3], lines["老二组"][-1]) == (None, "2026-06-30")
    before = body(sheet_of(made(desk, "ZZ-10", as_at="2026-06-29")))
    assert [row.values[-1] for row in before] == [None, None, None]


def test_those_in_no_group_are_told_of(desk: Desk) -> None:
    (loose,) = (row for row in sheet_of(made(desk, "ZZ-10")).rows if row.role is Role.SUBTOTAL)
    assert (loose.label, loose.values[3:5]) == ("未编入小组", (1, 1))


@pytest.mark.parametrize("name", ["ZZ-01", *COLUMNS])
def test_a_workbook_prints_what_stands_on_it(desk: Desk, tmp_path: Path, name: str) -> None:
    write_document(made(desk, name), tmp_path / "x.xlsx")
    (page,) = openpyxl.load_workbook(tmp_path / "x.xlsx")
    assert page.print_area.replace("$", "").endswith(f"{page.dimensions.split(':')[-1]}")
    assert page.page_setup.fitToWidth == 1


@pytest.mark.parametrize("number", ["ZZ-01", "ZZ-03", "ZZ-10", "ZZ-17"])
def test_the_command_line_prints_by_number(desk: Desk, tmp_path: Path, number: str) -> None:
    path = desk.path
    desk.close()
    assert run(["print", str(path), number, str(tmp_path / "x.pdf")]) == 0
    assert (tmp_path / "x.pdf").stat().st_size > 1000


def test_the_card_of_a_past_day_follows_whatever_has_days(desk: Desk) -> None:
    specs = desk.specs

    def fill(unit: Unit) -> None:
        for register, row in (
            ("headcount", {"counted_on": "2019-12-31", "workers_count": 40}),
            ("headcount", {"counted_on": "2026-06-30", "workers_count": 50}),
            ("member_group", {"name": "新三组", "kind": "group", "founded_on": "2025-03"}),
            ("seal", {"name": "工会委员会章", "kind": "1", "started_on": "2022-05-01"}),
            ("bank_account", {"number": "9900123", "opened_on": "2022-06-01"}),
            ("covered_unit", {"name": "甲厂", "kind": "1", "joined_on": "2018-01"}),
            ("covered_unit", {"name": "乙厂", "kind": "1", "joined_on": "2024-01"}),
            ("member", {"name": "丁某", "sex": "2", "joined_on": "2024-07-01"}),
        ):
            records.add(unit, specs[register], dict(row))
        told = {"chair_name": "陈某", "stated_members": 99, "stated_reason": "外包未录入"}
        records.change(unit, specs["union_profile"], 1, told)

    desk.act("fill", "补充", fill, acknowledged="测试")
    now, then = pairs_of(made(desk, "ZZ-01")), pairs_of(made(desk, "ZZ-01", as_at="2020-12-31"))
    told = (
        "职工人数",
        "会员人数",
        "工会小组数",
        "涵盖单位数",
        "法人证号",
        "工会印章",
        "独立银行账户",
    )
    assert [now[label] for label in told] == [
        *("50 人（截至 2026-06-30）", "99 人（手填；名册 4 人）", "2 个", "2 个（企业法人 2）"),
        *("9900010001", "有", "有"),
    ]
    assert [then[label] for label in told] == [
        *("40 人（截至 2019-12-31）", "3 人", "2 个", "1 个（企业法人 1）"),
        *("9900010001", "", ""),
    ]
    assert then["主席"] == now["主席"] == "陈某", "it has no day: as it is now"
    text = to_text(made(desk, "ZZ-01", as_at="2020-12-31"))
    assert "（以2020年12月31日为准）" in text
    assert "其余各栏没有日期，按打印日填写" in "".join(text.split())
    for document in (made(desk, "ZZ-01"), made(desk, "ZZ-01", as_at=desk.today)):
        assert "为准" not in to_text(document)
    before = pairs_of(made(desk, "ZZ-01", as_at="2015-01-01"))
    assert (before["法人证号"], before["会员人数"], before["职工人数"]) == ("", "0 人", "")


def test_what_came_after_the_day_is_not_on_the_lists(desk: Desk) -> None:
    specs = desk.specs

    def fill(unit: Unit) -> None:
        chosen = {"leader_name": "新组长", "elected_on": "2024-03-01", "deputy_name": "副手"}
        records.change(unit, specs["member_group"], 2, chosen)
        rule = {"name": "会议制度", "made_on": "2012-04", "revised_on": "2024-05-01"}
        records.add(unit, specs["regulation"], rule)

    desk.act("fill", "补充", fill, acknowledged="测试")
    now, then = (made(desk, "ZZ-10", as_at=day) for day in (desk.today, "2023-01-01"))
    lines = [{r.values[2]: r.values for r in body(sheet_of(each))} for each in (now, then)]
    assert lines[0]["　一组"][5:8] == ("新组长", "2024-03-01", "副手")
    assert lines[1]["　一组"][5:8] == (None, None, "副手")
    assert "此后才产生的负责人不填" in sheet_of(then).note
    assert "打印日" not in sheet_of(now).note
    revised = [
        body(sheet_of(made(desk, "ZZ-17", as_at=day)))[0].values[4]
        for day in (desk.today, "2023-01-01")
    ]
    assert revised == ["2024-05-01", None]
    assert body(sheet_of(made(desk, "ZZ-17", as_at="2012-03-31"))) == []


def test_headings_stay_whole_where_people_write(desk: Desk) -> None:
    """No heading of the ledger lists breaks on a blank form; numbers have room to be written."""
    for name in COLUMNS:
        (page,) = paginate(made(desk, name, blank=15)).pages
        (part,) = (item for item in page.items if isinstance(item, Part))
        assert all(len(lines) == 1 for lines in part.grid.head)
        widths = dict(
            zip((c.title for c in part.grid.sheet.columns), part.grid.widths, strict=True)
        )
        for title, least in (("证书编号", 36), ("产生日期", 16), ("责任人", 15), ("会员数", 10)):
            assert widths.get(title, least * MM) >= least * MM
