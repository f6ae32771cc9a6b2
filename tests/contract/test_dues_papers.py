"""The papers of dues on the sample ledger: sums to the fen, groups, rows to sign."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.errors import Refused
from app.queries.dues.year import Sums, months_of, sums_of, year_lines
from app.reports.forms import build, form_called
from app.reports.sheet import Role, Sheet
from app.reports.to_text import to_text

if TYPE_CHECKING:
    from app.bootstrap import Desk

TODAY = "2026-11-20"


def sheets(desk: Desk, form: str, **values: object) -> list[Sheet]:
    document = build(
        desk.reader, form_called(desk.specs, form), values, today=TODAY, specs=desk.specs
    )
    return [block for block in document.blocks if isinstance(block, Sheet)]


def added(made: list[Sheet], key: str, role: Role = Role.BODY) -> int:
    total = 0
    for sheet in made:
        place = [column.key for column in sheet.columns].index(key)
        total += sum(int(str(r.values[place] or 0)) for r in sheet.rows if r.role is role)
    return total


def totals_of(sample: Desk, month: str) -> Sums:
    year, number = month.split("-")
    return months_of(year_lines(sample.reader, int(year)))[int(number)]


@pytest.mark.parametrize("month", ["2026-10", "2026-03", "2025-01"])
@pytest.mark.parametrize("each_group", [True, False])
def test_the_ledger_of_a_month_adds_up(sample: Desk, month: str, *, each_group: bool) -> None:
    made = sheets(sample, "CW-01", month=month, each_group=each_group)
    totals = totals_of(sample, month)
    assert totals.due_fen > 0
    assert (added(made, "due"), added(made, "paid")) == (totals.due_fen, totals.paid_fen)
    if not each_group:
        assert added(made, "due", Role.SUBTOTAL) == totals.due_fen
        assert added(made, "paid", Role.SUBTOTAL) == totals.paid_fen


def test_the_headings_are_those_of_the_handbook(sample: Desk) -> None:
    (sheet,) = sheets(sample, "CW-01")
    titles = [column.title for column in sheet.columns]
    assert titles == [
        *("序号", "月份", "小组", "姓名", "基数", "应缴", "实缴", "日期", "收据号", "签字", "备注")
    ]


def test_the_sheet_of_a_year_adds_up(sample: Desk) -> None:
    made = sheets(sample, "dues-year", year=2026)
    whole = sums_of(m for line in year_lines(sample.reader, 2026) for m in line.months.values())
    for role in (Role.BODY, Role.SUBTOTAL):
        assert added(made, "due", role) == whole.due_fen
        assert added(made, "paid", role) == whole.paid_fen
        assert added(made, "owed", role) == whole.owed_fen
        months = sum(added(made, f"m{number}", role) for number in range(1, 13))
        assert months == whole.paid_fen


def test_a_branch_prints_the_groups_below_it(sample: Desk) -> None:
    (sheet,) = sheets(sample, "dues-year", year=2026, group="装配分工会")
    groups = {row.values[1] for row in sheet.rows if row.role is Role.BODY}
    assert groups <= {"装配一组", "装配二组", "喷涂组"}
    assert groups
    with pytest.raises(Refused, match="没有名为“某组”的小组"):
        sheets(sample, "dues-year", group="某组")


def test_each_group_signs_its_own_sheet(sample: Desk) -> None:
    made = sheets(sample, "dues-sign", month="2026-10")
    assert len(made) > 2
    assert all(sheet.row_mm >= 7.5 for sheet in made)
    assert added(made, "due") == totals_of(sample, "2026-10").due_fen
    assert all("签字" in [column.title for column in sheet.columns] for sheet in made)


def test_the_book_of_receipts_names_gaps_and_counts_what_was_collected(sample: Desk) -> None:
    (sheet,) = sheets(sample, "会费收据登记簿")
    assert sheet.note == "缺号：无。重号：无。"
    months = ("2026-08", "2026-09", "2026-10")
    assert added([sheet], "amount") == sum(totals_of(sample, m).paid_fen for m in months)


def test_telephones_in_the_list_of_arrears_are_masked(sample: Desk) -> None:
    form = form_called(sample.specs, "会费欠缴名单")
    hidden, whole = (
        to_text(build(sample.reader, form, {"full": full}, today=TODAY, specs=sample.specs))
        for full in (False, True)
    )
    assert "****" in hidden
    assert "****" not in whole


def test_a_year_is_no_month(sample: Desk) -> None:
    form = form_called(sample.specs, "CW-01")
    with pytest.raises(Refused, match="月份：应写到月"):
        form.read({"month": "2026"})
    assert form.read({"month": "2026年3月1日"}) == {"month": "2026-03"}
