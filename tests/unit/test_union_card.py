"""The union's card, and what other registers tell of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.bootstrap import create_sample
from app.models.base import spec_of
from app.models.organization.groups import Group
from app.models.organization.union import Union
from app.queries.organization.card import is_asked, told_elsewhere
from tests.builders import a_group, a_ledger, keep
from tests.contract.organization_examples import certificates, headcounts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection


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


@pytest.fixture(scope="module")
def sample_told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    path = tmp_path_factory.mktemp("card") / "示例.ghdb"
    with create_sample(path, members=40, years=1) as made:
        return {line.label: line.text for line in told_elsewhere(made.reader, TODAY)}


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
