"""A yes/no column of the user's own is a flag: it filters, counts, is frozen and makes a roster."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.actions import records
from app.actions.extra_columns import ColumnDraft, add_column, retire_column
from app.actions.members.snapshots import take_snapshot
from app.errors import Refused
from app.queries.listing import View, row_ids
from app.queries.members.flags import flag_labels
from app.queries.members.lists import flag_sizes
from app.queries.members.snapshots import frozen, snapshot_lines
from app.queries.members.workers import Crowd
from app.reports.forms import build, form_called
from app.reports.sheet import Sheet
from app.spec.kinds import Kind

if TYPE_CHECKING:
    from app.bootstrap import Desk

DRIVER = "持有叉车证"


@pytest.fixture
def numbers(desk: Desk) -> list[int]:
    """Three members, of whom the second has what the own column asks for."""
    desk.act(
        "add_column",
        "自定义列",
        lambda unit: add_column(unit, "member", ColumnDraft(DRIVER, Kind.YES_NO)),
    )
    desk.act(
        "add_column",
        "别的列",
        lambda unit: add_column(unit, "member", ColumnDraft("尺码", Kind.TEXT)),
    )
    desk.forget_definitions()
    spec = desk.spec("member")
    (own,) = (field.name for field in spec.fields.values() if field.label == DRIVER)
    drafts = [
        {"name": name, "approved_on": "2015-01-01", own: has}
        for name, has in (("白建军", None), ("曹桂芳", True), ("邓立伟", False))
    ]
    desk.act(
        "add_records", "会员", lambda unit: records.add_all(unit, spec, drafts), acknowledged="测试"
    )
    return sorted(row_ids(desk.reader, spec, View()))


def own_flag(desk: Desk) -> str:
    return next(flag for flag, label in flag_labels(desk.reader).items() if label == DRIVER)


def names_on(desk: Desk, **values: object) -> Sheet:
    form = form_called(desk.specs, "会员花名册")
    made = build(desk.reader, form, values, today=desk.today, specs=desk.specs)
    return next(block for block in made.blocks if isinstance(block, Sheet))


def test_the_flag_filters_and_counts(desk: Desk, numbers: list[int]) -> None:
    flag = own_flag(desk)
    assert "尺码" not in flag_labels(desk.reader).values()
    view = View(crowd=Crowd.HERE, flag=flag, today=desk.today)
    assert row_ids(desk.reader, desk.spec("member"), view) == [numbers[1]]
    assert flag_sizes(desk.reader, Crowd.HERE, desk.today)[flag] == 1
    assert flag_sizes(desk.reader, Crowd.MEMBERS, desk.today)[flag] == 1


def test_a_snapshot_freezes_it(desk: Desk, numbers: list[int]) -> None:
    desk.act("take_snapshot", "快照", lambda unit: take_snapshot(unit, "2026-06-30"))
    kept = frozen(desk.reader, snapshot_lines(desk.reader)[0].digest)
    assert kept is not None
    held = {person.id for person in kept.people if own_flag(desk) in person.flags}
    assert held == {numbers[1]}
    assert kept.flags[own_flag(desk)] == DRIVER


def test_a_roster_by_flag(desk: Desk, numbers: list[int]) -> None:
    assert numbers
    sheet = names_on(desk, flag=DRIVER)
    assert sheet.note.startswith("合计 1 人")
    assert ("类别", DRIVER) in sheet.caption
    assert names_on(desk).note.startswith("合计 3 人")
    assert names_on(desk, flag="少数民族").note.startswith("合计 0 人")
    with pytest.raises(Refused, match="没有名为“集邮爱好者”的类别"):
        names_on(desk, flag="集邮爱好者")


def test_a_column_taken_out_of_use_is_no_flag_any_more(desk: Desk, numbers: list[int]) -> None:
    flag = own_flag(desk)
    number = int(flag.removeprefix("extra_"))
    desk.act("retire_column", "停用", lambda unit: retire_column(unit, number))
    assert flag not in flag_labels(desk.reader)
    view = View(flag=flag, today=desk.today)  # a view kept from before
    assert row_ids(desk.reader, desk.spec("member"), view) == [numbers[1]]
