"""Headcounts in workbooks and in a new ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.actions.importing.taking_in import ImportOptions, preview
from app.bootstrap import House
from app.clock import FixedClock
from app.models.organization.groups import Group
from app.queries.organization.card import told_elsewhere
from tests.benches import read_sheet

if TYPE_CHECKING:
    from pathlib import Path

    from app.bootstrap import Desk


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
