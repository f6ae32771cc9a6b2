"""Dues beside the other chapters: 自动退会, workbooks, and the sample union's two years."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.actions import records
from app.actions.dues.lists import make_lists
from app.actions.importing import taking_in
from app.actions.importing.taking_in import ImportOptions, SheetRow, SheetRows
from app.bootstrap import Desk, create_sample
from app.queries.dues.year import months_listed
from app.queries.listing import rows
from app.rules.dues.standard import months_between
from app.spec.findings import Level
from app.store.unit import RejectedError
from tests.ledgers import new_desk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TODAY = "2026-11-20"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """One member with seven months on the list, none paid."""
    with new_desk(tmp_path / "a.ghdb") as opened:
        add(opened, "member", name="白建军", approved_on="2020-01-01", wage_fen=438_600)
        months = months_between("2026-04", "2026-10")
        opened.act("make_dues", "会费表", lambda unit: make_lists(unit, months))
        yield opened


def add(desk: Desk, register: str, **draft: object) -> None:
    desk.act(
        "add",
        "登记",
        lambda unit: records.add(unit, desk.spec(register), draft),
        acknowledged="测试",
    )


def quits(desk: Desk, **more: object) -> None:
    add(
        desk,
        "membership_event",
        member_id=1,
        kind="6",
        happened_on="2026-11-15",
        reason="11",
        announced_on="2026-11-15",
        card_returned=True,
        **more,
    )


def test_deemed_resigned_only_with_all_that_the_charter_asks(desk: Desk) -> None:
    with pytest.raises(RejectedError) as refusal:
        quits(desk)
    (finding,) = [f for f in refusal.value.findings if f.rule == "mem-autoquit-procedure"]
    assert finding.level is Level.ERROR
    assert finding.message == (
        "条件不齐，不能按自动退会处理：缺满6个月后的教育谈话记录、委员会决定（审批日期和依据）。"
    )
    add(desk, "dues_talk", member_id=1, held_on="2026-11-03", held_by="孙晓梅")
    decided = {"approved_on": "2026-11-12", "approval_no": "第 9 次委员会会议"}
    with pytest.raises(RejectedError, match="缺委员会决定"):
        quits(desk)
    quits(desk, **decided, note="已核实未参加活动")
    rules = {finding.rule for finding in desk.check()}
    assert not rules & {"mem-autoquit-procedure", "mem-unpaid-6m"}


def test_what_was_before_the_ledger_is_told_not_refused(tmp_path: Path) -> None:
    with new_desk(tmp_path / "b.ghdb") as desk:
        add(desk, "member", name="白建军", approved_on="2020-01-01")
        quits(desk)
        (found,) = [f for f in desk.check() if f.rule == "mem-autoquit-procedure"]
    assert found.level is Level.NOTE
    assert found.message == "白建军退会前没有会费表，不能核对是否连续6个月未交。"


def test_payments_come_in_from_a_workbook_by_person_and_month(desk: Desk) -> None:
    spec = desk.spec("dues")
    rows = [
        {"member_id": "白建军", "month": "2026年4月", "paid_fen": "21.90", "paid_on": "2026-04-10"},
        {"member_id": "白建军", "month": "2026-05-01", "paid_fen": "21.9", "way": "代扣"},
    ]
    lines = tuple(SheetRow(line, row) for line, row in enumerate(rows, 2))
    columns = ("member_id", "month", "paid_fen", "paid_on", "way")
    sheet = SheetRows("代扣.xlsx", "4月", "0" * 64, columns, lines)
    for state in ("changed", "same"):
        outcome = taking_in.take_in_at_once(desk.ledger, spec, sheet, ImportOptions())
        assert outcome.counts[state] == 2, outcome.rows
    paid = desk.reader.exec_driver_sql("SELECT month, paid_fen, way FROM dues ORDER BY month")
    assert [tuple(row) for row in paid][:3] == [
        ("2026-04", 2190, None),
        ("2026-05", 2190, "wage"),
        ("2026-06", None, None),
    ]


def test_a_frozen_amount_is_not_typed_over(desk: Desk) -> None:
    spec = desk.spec("dues")
    with pytest.raises(RejectedError, match="应缴填定后不能修改"):
        desk.act("change", "修改", lambda unit: records.change(unit, spec, 1, {"due_fen": 100}))
    with pytest.raises(RejectedError, match="会费已有一行"):
        add(desk, "dues", member_id=1, month="2026-04", due_fen=2190)


def test_the_sample_union_collects_two_years(tmp_path: Path) -> None:
    with create_sample(tmp_path / "a.ghdb", members=60) as desk:
        assert len(months_listed(desk.reader)) == 24
        rules = {finding.rule for finding in desk.check()}
    assert "mem-unpaid-6m" in rules
    assert not rules & {"mem-dues-amount", "mem-retain-dues", "dues-receipt-amount"}


def test_a_young_sample_has_as_many_lists_as_months(tmp_path: Path) -> None:
    with create_sample(tmp_path / "a.ghdb", members=30, years=1) as desk:
        assert len(months_listed(desk.reader)) == 12


def test_the_card_follows_when_bases_are_put_aside_and_brought_back(desk: Desk) -> None:
    def dues() -> object:
        return rows(desk.reader, desk.spec("member"), [1], ("monthly_dues_fen",))[0][
            "monthly_dues_fen"
        ]

    by_wage = dues()
    spec = desk.spec("dues_base")
    for month, base in (("2026-01", 600_000), ("2026-05", 800_000)):
        add(desk, "dues_base", member_id=1, from_month=month, base_fen=base)
    assert dues() == 4000
    desk.act("retire", "删除", lambda unit: records.retire(unit, spec, [2]))
    assert dues() == 3000
    desk.act("retire", "删除", lambda unit: records.retire(unit, spec, [1]))
    assert dues() == by_wage
    desk.act("bring_back", "恢复", lambda unit: records.bring_back(unit, spec, [1, 2]))
    assert dues() == 4000
