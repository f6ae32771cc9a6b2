"""Columns added to a paper's own: the user's, and what else a register keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from app.actions import records
from app.actions.extra_columns import ColumnDraft, add_column, retire_column
from app.errors import Refused
from app.queries.organization.card import told_elsewhere
from app.reports.document import Heading, Pairs
from app.reports.forms import all_forms, build, form_called
from app.reports.forms.form import ALSO, COLUMNS, FULL
from app.reports.sheet import Sheet
from app.reports.to_text import to_text
from app.reports.to_xlsx import to_xlsx
from app.spec.kinds import Kind

if TYPE_CHECKING:
    from pathlib import Path

    from app.bootstrap import Desk
    from app.reports.document import Document
    from app.store.unit import Unit

NUMBER = "990001199001010017"


def added(desk: Desk, register: str, label: str, kind: Kind = Kind.TEXT, **facts: bool) -> str:
    """One more column of ``register``; its name."""
    draft = ColumnDraft(label, kind, **facts)
    desk.act("add", "新增列", lambda unit: add_column(unit, register, draft))
    return list(desk.spec(register).fields)[-1]


def keep(desk: Desk, register: str, *rows: dict[str, object]) -> None:
    def work(unit: Unit) -> None:
        for row in rows:
            records.add(unit, desk.spec(register), row)

    desk.act("add", "登记", work, acknowledged="测试")


def made(desk: Desk, name: str, **values: object) -> Document:
    form = form_called(desk.specs, name)
    return build(desk.reader, form, values, today=desk.today, specs=desk.specs)


def sheet_of(document: Document) -> Sheet:
    (sheet,) = (block for block in document.blocks if isinstance(block, Sheet))
    return sheet


def titles(document: Document) -> list[str]:
    return [column.title for column in sheet_of(document).columns]


def column(document: Document, title: str) -> list[object]:
    place = titles(document).index(title)
    return [row.values[place] for row in sheet_of(document).rows]


def parameters(desk: Desk, name: str) -> list[str]:
    return [parameter.name for parameter in form_called(desk.specs, name).parameters]


def test_no_second_paper_stands_beside_the_ledger_lists(desk: Desk) -> None:
    ids = {form.id for form in all_forms(desk.specs)}
    assert not ids & {"register-union_profile", "register-member_group", "register-regulation"}
    for register in ("union_profile", "member_group", "regulation"):
        (form,) = (form for form in all_forms(desk.specs) if form.register == register)
        assert COLUMNS in form.parameters, "any columns can be printed, as before"


def test_whatever_the_card_keeps_or_is_told_has_a_box(desk: Desk) -> None:
    """Left to be added: how a figure was stated, the words of the unit, days of changes."""
    others = form_called(desk.specs, "ZZ-01").besides(desk.specs)
    assert {field.name for field in others} == {
        *("stated_members", "stated_women", "stated_migrants", "stated_reason"),
        *("congress_word", "openness_word"),
        *("renamed_on", "moved_on"),
    }
    keep(desk, "certificate", {"kind": "1", "number": "99001", "ends_on": "2030-01-01"})
    keep(desk, "seal", {"name": "工会委员会章", "kind": "1"})
    keep(desk, "bank_account", {"number": "9900123", "bank": "某某银行"})
    keep(desk, "covered_unit", {"name": "甲厂", "kind": "1"})
    card = desk.spec("union_profile")
    desk.act("x", "改", lambda unit: records.change(unit, card, 1, {"unit_kind": "170"}))
    boxes = [block for block in made(desk, "ZZ-01").blocks if isinstance(block, Pairs)]
    printed = [pair.text for block in boxes for pair in block.items]
    for line in told_elsewhere(desk.reader, desk.today):
        assert line.text in printed, line.label


def test_the_card_prints_the_users_columns_as_pairs(desk: Desk) -> None:
    area = added(desk, "union_profile", "所属片区")
    friend = added(desk, "union_profile", "对口联系人", Kind.REFERENCE)
    keep(desk, "member", {"name": "甲某", "sex": "2"})
    facts = {area: "城北片区", friend: 1, "stated_reason": "外包未录入"}
    card = desk.spec("union_profile")
    desk.act("x", "改", lambda unit: records.change(unit, card, 1, facts), acknowledged="测试")
    plain = made(desk, "ZZ-01")
    assert "所属片区" not in to_text(plain)
    document = made(desk, "ZZ-01", also=f"{friend}，所属片区")
    heading, boxes = document.blocks[-4:-2]
    assert isinstance(heading, Heading)
    assert isinstance(boxes, Pairs)
    assert heading.text == "其他"
    assert [(pair.label, pair.text) for pair in boxes.items] == [
        ("所属片区", "城北片区"),
        ("对口联系人", "甲某"),
    ]
    few = made(desk, "ZZ-01", columns="工会名称（全称）,手填的理由")
    (boxes,) = (block for block in few.blocks if isinstance(block, Pairs))
    assert [pair.label for pair in boxes.items] == ["工会名称（全称）", "手填的理由"]
    assert boxes.items[1].text == "外包未录入"


@pytest.mark.parametrize(
    ("name", "register", "row", "last"),
    [
        ("ZZ-03", "certificate", {"kind": "1", "number": "99001"}, "状态"),
        ("ZZ-10", "member_group", {"name": "一组", "kind": "group"}, "撤并日期"),
        ("ZZ-17", "regulation", {"name": "会议制度"}, "责任人"),
    ],
)
def test_the_users_columns_follow_the_papers_own(
    desk: Desk, name: str, register: str, row: dict[str, object], last: str
) -> None:
    extra = added(desk, register, "存放处")
    keep(desk, register, {**row, extra: "档案柜2号", "note": "有副本"})
    assert titles(made(desk, name))[-1] == last
    document = made(desk, name, also="存放处,备注")
    assert titles(document)[-3:] == [last, "备注", "存放处"]
    assert column(document, "存放处")[0] == "档案柜2号"
    assert column(document, "备注")[0] == "有副本"
    assert titles(made(desk, name, also=extra, blank=5))[-1] == "存放处"


def test_columns_asked_for_take_the_place_of_the_papers_own(desk: Desk) -> None:
    keep(desk, "member_group", {"name": "初中部", "kind": "branch"})
    keep(desk, "member_group", {"name": "一组", "kind": "group", "parent_id": 1})
    document = made(desk, "ZZ-10", columns="名称,上级,分会主席/组长")
    assert titles(document) == ["序号", "名称", "上级", "分会主席/组长"]
    assert column(document, "上级") == [None, "初中部"]
    assert len(sheet_of(document).rows) == 2, "no line of sums without the numbers"
    with_sums = made(desk, "ZZ-10", columns="名称,会员数")
    assert sheet_of(with_sums).rows[-1].label == "合计"


@pytest.mark.parametrize("name", ["ZZ-04", "ZZ-05", "会员花名册"])
def test_rosters_print_the_columns_of_persons_before_the_note(desk: Desk, name: str) -> None:
    extra = added(desk, "member", "鞋码", Kind.INTEGER)
    keep(desk, "member", {"name": "甲某", "sex": "2", "joined_on": "2015-03-01", extra: 38})
    assert "鞋码" not in titles(made(desk, name))
    document = made(desk, name, also="鞋码")
    assert titles(document)[-2:] == ["鞋码", "备注"]
    assert column(document, "鞋码") == [38]


@pytest.mark.parametrize(
    ("name", "register", "row"),
    [
        ("ZZ-06", "membership_event", {"kind": "3", "happened_on": "2020-05-01", "reason": "9"}),
        ("ZZ-07", "card_issue", {"issued_on": "2020-05-01", "card_no": "A1"}),
        ("ZZ-11", "activist", {"work": "3", "started_on": "2020-05-01"}),
    ],
)
def test_lists_of_persons_take_columns_of_both_registers(
    desk: Desk, name: str, register: str, row: dict[str, object]
) -> None:
    own, of_person = added(desk, register, "窗口"), added(desk, "member", "窗口")
    keep(desk, "member", {"name": "甲某", "joined_on": "2015-03-01", of_person: "二楼"})
    keep(desk, register, {**row, "member_id": 1, own: "一楼"})
    document = made(desk, name, also=f"{own},member_id.{of_person}")
    assert titles(document)[-3:] == ["窗口", "窗口（会员）", "备注"]
    assert column(document, "窗口")[-1] == "一楼"
    assert column(document, "窗口（会员）")[-1] == "二楼"


def test_groups_take_their_columns_into_their_own_list(desk: Desk) -> None:
    extra = added(desk, "member_group", "活动角")
    keep(desk, "member_group", {"name": "一组", extra: "东侧"})
    document = made(desk, "工会小组花名册", also="活动角")
    assert titles(document)[-2:] == ["活动角", "备注"]
    assert column(document, "活动角") == ["东侧"]


def test_nothing_is_offered_where_nothing_can_be_added(desk: Desk) -> None:
    assert ALSO.name not in parameters(desk, "ZZ-05")
    extra = added(desk, "member", "鞋码")
    assert ALSO.name in parameters(desk, "ZZ-05")
    number = int(extra.removeprefix("extra_"))
    desk.act("x", "停用列", lambda unit: retire_column(unit, number))
    assert ALSO.name not in parameters(desk, "ZZ-05")


def test_a_column_that_is_not_there_is_named(desk: Desk) -> None:
    added(desk, "member", "鞋码")
    with pytest.raises(Refused, match="没有“帽围”这一列") as refusal:
        made(desk, "ZZ-05", also="鞋码,帽围")
    assert refusal.value.code == "R-528"


def test_personal_texts_are_covered_unless_asked_for_whole(desk: Desk) -> None:
    assert FULL.name not in parameters(desk, "ZZ-17")
    extra = added(desk, "regulation", "起草人证号", personal=True)
    assert FULL.name in parameters(desk, "ZZ-17")
    keep(desk, "regulation", {"name": "会议制度", extra: NUMBER})
    covered = made(desk, "ZZ-17", also=extra)
    assert NUMBER not in to_text(covered)
    assert "证号和电话已遮盖" in covered.page.footer
    whole = made(desk, "ZZ-17", also=extra, full=True)
    assert NUMBER in to_text(whole)
    assert whole.page.watermark == "内部资料"


@pytest.mark.parametrize(
    ("name", "register", "row"),
    [
        ("会员花名册", "member", {"name": "甲某", "joined_on": "2015-03-01"}),
        ("ZZ-05", "member", {"name": "甲某", "joined_on": "2015-03-01"}),
        ("ZZ-17", "regulation", {"name": "制度"}),
        ("工会小组花名册", "member_group", {"name": "组"}),
        ("register-covered_unit", "covered_unit", {"name": "某厂"}),
    ],
)
def test_decimals_of_the_users_own_are_added_up_with_their_places(
    desk: Desk, tmp_path: Path, name: str, register: str, row: dict[str, object]
) -> None:
    draft = ColumnDraft("学时", Kind.DECIMAL, places=2)
    desk.act("add", "新增列", lambda unit: add_column(unit, register, draft))
    hours = (1_000, 2_000, None, 12_345_000)  # 0.1 + 0.2 is 0.3, not 0.30000000000000004
    keep(desk, register, *({**row, "name": f"{row['name']}{h}", "extra_1": h} for h in hours))
    asked = {"columns": "单位名称,学时"} if name.startswith("register") else {"also": "学时"}
    document = made(desk, name, **asked)
    assert not sheet_of(made(desk, name, blank=5, **asked)).sums
    for shown in (" 0.10", " 1,234.50", " 1,234.80"):
        assert shown in to_text(document)
    to_xlsx(document, tmp_path / "纸.xlsx")
    sheet = load_workbook(tmp_path / "纸.xlsx").worksheets[0]
    (total,) = (cell for line in sheet for cell in line if cell.value == 1234.8)
    assert total.number_format == "#,##0.00##"
