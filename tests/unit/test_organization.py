"""The union's card with what other registers tell of it, the words of its unit, its code lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.actions.importing.taking_in import ImportOptions, preview
from app.bootstrap import House, create_desk, create_sample
from app.clock import FixedClock
from app.models.base import codes, spec_of
from app.models.organization.groups import Group
from app.models.organization.union import Union
from app.queries.organization.card import is_asked, told_elsewhere
from app.queries.organization.words import Words, in_words, words_of
from app.reports.registers.bench import read_sheet
from app.resources import read_toml, toml_files
from app.spec.codes import code_list
from app.spec.field import FieldSpec
from app.spec.kinds import Kind
from app.spec.values import ValueProblem, parse
from app.store.unit import RejectedError
from tests.builders import a_group, a_ledger, keep
from tests.contract.organization_examples import certificates, headcounts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection

    from app.bootstrap import Desk

TODAY = "2026-11-20"
# The labels of the handbook's table 1.1 that are typed on the card; the others are told elsewhere.
LABELS = [
    "工会名称（全称）",
    "工会简称",
    "工会编码",
    "工会统一社会信用代码",
    "上级工会名称",
    "上级工会类别",
    "同级党组织名称",
    "工会组织类型",
    "联合基层工会形式",
    "工会组织形式",
    "建会方式",
    "筹备组成立日期",
    "建会批复文号",
    "所在单位名称",
    "所在单位统一社会信用代码",
    "单位法定代表人/主要负责人",
    "单位地址",
    "单位类别（性质）",
    "经济类型",
    "所属行业",
    "工会主席",
    "本届届次",
    "每届任期",
    "选举日期",
    "届满日期",
    "主席产生方式",
    "经费审查委员会",
    "女职工委员会",
    "劳动法律监督委员会（员）",
    "劳动争议调解组织",
    "职代会制度",
    "厂务公开制度",
    "集体合同",
    "工会牌子（亮牌子）",
    "职工之家称号级别",
    "联系人",
    "工会状态",
    "统计编码",
    "行政区划代码",
    "活动场所面积",
    "邮编",
    "副主席",
]
TOLD = {
    "职工总数",
    "女职工数",
    "农民工数",
    "劳务派遣工数",
    "会员数",
    "女会员数",
    "农民工会员数",
    "困难职工数",
    "劳模数",
    "涵盖单位数",
    "分工会数",
    "工会小组数",
    "是否取得工会法人资格",
    "法定代表人",
    "证书有效期",
    "工会印章",
    "印章启用日期",
    "独立银行账户",
    "开户行",
    "账号",
}


@pytest.fixture
def ledger() -> Iterator[Connection]:
    with a_ledger() as connection:
        yield connection


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    path = tmp_path / "台账.ghdb"
    with create_desk(path, "某某学校工会委员会", clock=FixedClock(), actor="测试") as made:
        yield made


@pytest.fixture(scope="module")
def sample_told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    path = tmp_path_factory.mktemp("card") / "示例.ghdb"
    with create_sample(path, members=40, years=1) as made:
        return {line.label: line.text for line in told_elsewhere(made.reader, TODAY)}


def change(desk: Desk, **facts: object) -> None:
    from app.actions import records

    spec = spec_of(Union)
    desk.act("change", "改", lambda unit: records.change(unit, spec, 1, facts))


# --- the card -----------------------------------------------------------------------------------


def test_the_card_has_every_label_of_the_handbook() -> None:
    labels = {field.label for field in spec_of(Union).fields.values()}
    assert set(LABELS) - labels == set()
    assert labels & TOLD == set(), "what another register tells is not typed here as well"


def test_every_line_told_elsewhere_stands_in_a_section_of_the_card(
    sample_told: dict[str, str], ledger: Connection
) -> None:
    assert TOLD - set(sample_told) == set()
    assert all(sample_told[label] for label in TOLD)
    sections = {title for title, _names in Union.layout.form}
    assert {line.section for line in told_elsewhere(ledger, TODAY)} <= sections


def test_the_newest_headcount_of_the_whole_union_is_told(ledger: Connection) -> None:
    keep(ledger, Group, a_group("一组", id=1))
    headcounts(
        {"counted_on": "2026-06-30", "workers_count": 300},
        {"counted_on": "2025-12-31", "workers_count": 280},
        {"counted_on": "2026-06-30", "workers_count": 12, "node_id": 1},
        {"counted_on": "2026-12-31", "workers_count": 310},
    )(ledger)
    told = {line.key: line.text for line in told_elsewhere(ledger, TODAY)}
    assert told["workers"] == "300 人（截至 2026-06-30）"
    assert told["women_workers"] == ""


def test_a_stated_figure_stands_beside_the_counted_one(ledger: Connection) -> None:
    keep(ledger, Union, a_group("甲", stated_members=120, stated_reason="外包未录入"))
    told = {line.key: line.text for line in told_elsewhere(ledger, TODAY)}
    assert told["members"] == "120 人（手填；名册 0 人）"
    assert told["women_members"] == "0 人"


def test_a_cancelled_certificate_is_none(ledger: Connection) -> None:
    certificates({}, {"registered_on": "2026-01-05", "state": "5"})(ledger)
    told = {line.key: line.text for line in told_elsewhere(ledger, TODAY)}
    assert told["legal"] == ""
    assert "legal_no" not in told


@pytest.mark.parametrize(
    ("unit_kind", "ownership", "expected"),
    [("170", None, "非公有制"), ("500", None, "公有制"), ("159", None, None), ("170", "1", None)],
)
def test_the_kind_of_the_unit_tells_its_ownership_unless_the_card_says(
    ledger: Connection, unit_kind: str, ownership: str | None, expected: str | None
) -> None:
    keep(ledger, Union, a_group("甲", unit_kind=unit_kind, ownership=ownership))
    told = {line.key: line.text for line in told_elsewhere(ledger, TODAY)}
    assert told.get("ownership") == expected


@pytest.mark.parametrize(
    ("name", "row", "asked"),
    [
        ("joint_kind", {"org_kind": "12"}, True),
        ("joint_kind", {"org_kind": "11"}, False),
        ("audit_head", {"has_audit": False}, False),
        ("audit_head", {"has_audit": True}, True),
        ("stated_members", {}, False),
        ("name", {}, True),
    ],
)
def test_what_a_card_lacks_depends_on_what_it_says(
    name: str,
    row: dict[str, object],
    asked: bool,  # noqa: FBT001 - a column of a table
) -> None:
    assert is_asked(name, row) == asked


# --- words --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("card", "expected"),
    [
        ({}, Words("职代会", "厂务公开")),
        ({"unit_kind": "170", "industry": "C34"}, Words("职代会", "厂务公开")),
        ({"unit_kind": "400", "industry": "P83"}, Words("教代会", "校务公开")),
        ({"unit_kind": "700", "industry": "P"}, Words("教代会", "校务公开")),
        ({"unit_kind": "400", "industry": "Q84"}, Words("职代会", "院务公开")),
        ({"unit_kind": "400"}, Words("职代会", "事务公开")),
        ({"unit_kind": "500", "industry": "S92"}, Words("职代会", "政务公开")),
        ({"unit_kind": "170", "openness_word": "2"}, Words("职代会", "企务公开")),
        (
            {"unit_kind": "400", "industry": "P83", "congress_word": "1"},
            Words("职代会", "校务公开"),
        ),
    ],
)
def test_the_kind_of_the_unit_sets_the_words(
    ledger: Connection, card: dict[str, object], expected: Words
) -> None:
    keep(ledger, Union, a_group("甲", **card))
    assert words_of(ledger) == expected


def test_before_there_is_a_card_the_words_are_an_enterprises(ledger: Connection) -> None:
    assert words_of(ledger) == Words()


def test_words_are_said_once_and_not_twice() -> None:
    school = Words("教代会", "校务公开")
    assert school.said("职工代表大会和职代会，厂务公开") == "教职工代表大会和教代会，校务公开"
    assert school.said("教职工代表大会") == "教职工代表大会"
    assert Words().said("职代会制度") == "职代会制度"


def test_labels_follow_and_old_headings_are_still_read() -> None:
    spec = in_words(spec_of(Union), Words("教代会", "校务公开"))
    assert spec.fields["has_openness"].label == "校务公开制度"
    assert "厂务公开制度" in spec.fields["has_openness"].aliases
    enterprise = in_words(spec_of(Union), Words())
    assert enterprise.fields["has_openness"].label == "厂务公开制度"
    assert {"校务公开制度", "院务公开制度"} <= set(enterprise.fields["has_openness"].aliases)
    assert "教代会届次" in enterprise.fields["congress_term"].aliases
    assert spec.fields["name"] is spec_of(Union).fields["name"]


def test_an_open_ledger_speaks_its_units_words_at_once(desk: Desk) -> None:
    assert desk.specs["union_profile"].fields["has_workers_congress"].label == "职代会制度"
    change(desk, unit_kind="400", industry="P83")
    assert desk.words == Words("教代会", "校务公开")
    assert desk.specs["union_profile"].fields["has_workers_congress"].label == "教代会制度"
    desk.undo()
    assert desk.words == Words()


# --- codes --------------------------------------------------------------------------------------


def test_a_code_is_spoken_of_by_the_action_that_writes_it(desk: Desk) -> None:
    with pytest.raises(RejectedError, match="校验位"):
        change(desk, unit_uscc="91350100M000100Y44")
    from app.actions import records

    desk.act(
        "change",
        "改",
        lambda unit: records.change(unit, spec_of(Union), 1, {"unit_uscc": "91350100M000100Y44"}),
        acknowledged={"org-uscc-check": "证书上就是这样印的"},
    )
    change(desk, phone="0119-62200118")  # nobody is asked a second time
    with pytest.raises(RejectedError, match="以8开头"):
        change(desk, uscc="91350100M000100Y43")


@pytest.mark.parametrize("path", toml_files("codes"))
def test_every_list_names_its_source_and_no_name_stands_twice(path: str) -> None:
    found = code_list(read_toml(path))
    assert found.title
    assert found.source
    for entry in found.codes:
        assert found.find(entry.label) == entry.code


def test_industry_has_all_sections_and_divisions() -> None:
    entries = codes("industry").codes
    sections = [entry.code for entry in entries if len(entry.code) == 1]
    divisions = [entry for entry in entries if len(entry.code) == 3]
    assert "".join(sections) == "ABCDEFGHIJKLMNOPQRST"
    assert [entry.code[1:] for entry in divisions] == [f"{n:02d}" for n in range(1, 98)]
    assert all(entry.group == entry.code[0] for entry in divisions)
    assert codes("industry").find("34") == "C34"


def test_every_kind_of_unit_and_of_union_of_the_handbook_is_there() -> None:
    kinds = [
        "110",
        "120",
        "130",
        "140",
        "151",
        "159",
        "161",
        "169",
        "170",
        "190",
        "200",
        "300",
        "400",
        "500",
        "600",
        "700",
        "800",
        "900",
    ]
    assert [entry.code for entry in codes("unit_kind").codes] == kinds
    organizations = ["11", "12", "21", "22", "31", "32", "33", "41", "42", "51", "61", "62", "71"]
    assert [entry.code for entry in codes("org_kind").codes] == organizations
    assert [entry.code for entry in codes("joint_kind").codes] == [f"J{n}" for n in range(1, 10)]


@pytest.mark.parametrize(
    ("list_id", "typed", "first"),
    [
        ("unit_kind", "国营单位", "事业单位"),
        ("unit_kind", "私营", "私营企业"),
        ("unit_kind", "syqi", "私营企业"),
        ("union_status", "待换届", "届满待换届"),
        ("seal_kind", "caiwuzhang", "财务专用章"),
    ],
)
def test_an_unknown_word_is_refused_with_the_nearest_three(
    list_id: str, typed: str, first: str
) -> None:
    field = FieldSpec("x", "某项", Kind.CHOICE, choices=codes(list_id))
    with pytest.raises(ValueProblem) as refusal:
        parse(field, typed)
    named = refusal.value.message.partition("可填：")[2].split("、")
    assert named[0] == first
    assert len(codes(list_id).nearest(typed)) == 3


DATED = code_list(
    {
        "id": "dated",
        "title": "某代码",
        "codes": [
            {"code": "1", "label": "旧类别", "valid_until": "2023-01-01"},
            {"code": "2", "label": "新类别", "valid_from": "2023-01-01"},
            {"code": "3", "label": "其他"},
        ],
    }
)


@pytest.mark.parametrize("typed", ["旧类别", "1"])
def test_a_code_of_the_past_cannot_be_chosen_anew_but_is_still_read(typed: str) -> None:
    field = FieldSpec("x", "某项", Kind.CHOICE, choices=DATED)
    with pytest.raises(ValueProblem, match="“旧类别”现在不能选用，可填：新类别、其他"):
        parse(field, typed, on=TODAY)
    assert parse(field, typed, on="2022-12-31") == "1"
    assert parse(field, typed) == "1", "a sheet of those years has it"
    assert DATED.label("1") == "旧类别"


def test_a_code_out_of_force_is_not_proposed() -> None:
    assert DATED.nearest("旧类", on=TODAY) == ("新类别", "其他")


# --- headcounts in workbooks --------------------------------------------------------------------


def test_a_headcount_without_a_node_is_found_again(desk: Desk, tmp_path: Path) -> None:
    from app.actions import records

    spec = desk.specs["headcount"]
    rows = [
        {"counted_on": "2026-06-30", "workers_count": 300},
        {"counted_on": "2026-06-30", "workers_count": 20, "node_id": 1},
    ]
    desk.act("add", "组", lambda unit: unit.insert(Group, [{"name": "一组"}]))
    desk.act("add", "登记", lambda unit: records.add_all(unit, spec, rows))
    sheet = tmp_path / "人数.csv"
    sheet.write_text(
        "截至日期,分会或小组,职工总数\n2026-06-30,,310\n2026-06-30,一组,20\n", encoding="utf-8"
    )
    seen = preview(desk.reader, spec, read_sheet(sheet, spec), ImportOptions())
    assert (seen.counts["changed"], seen.counts["same"]) == (1, 1)


def test_a_new_ledger_keeps_the_answered_headcount_in_its_register(tmp_path: Path) -> None:
    with House(FixedClock()).create(tmp_path / "新.ghdb", {"name": "甲工会委员会"}, 382) as made:
        told = {line.key: line.text for line in told_elsewhere(made.reader, made.today)}
    assert told["workers"].startswith("382 人")
