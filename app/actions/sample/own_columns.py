"""The sample's columns of its own: two of the members, one of the activities."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from app.actions import records
from app.actions.extra_columns import ColumnDraft, add_column
from app.actions.keeping import ParsedDraft
from app.models.extras.specs import open_specs
from app.queries.listing import Sort, View, row_ids
from app.spec.field import EXTRA
from app.spec.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.actions.sample.office import Office

_MEMBER, _ACTIVITY = "member", "XJ-03"
_SIZES = ("S", "M", "L", "XL", "XXL")
_SPREAD = (8, 30, 36, 20, 6)  # of a hundred people, how many wear each
_HOBBIES = ("篮球", "羽毛球", "乒乓球", "象棋", "书法", "摄影", "合唱", "钓鱼", "健步走")
_PLACES = ("工会电脑 D 盘", "宣传部移动硬盘", "厂报编辑部")
_ASKED = 60  # members, by card number, who have said what they wear and like


def add_own_columns(office: Office, seed: int) -> None:
    """Give members a size and a hobby, activities the place of their photographs; fill some."""
    dice = Random(f"own columns {seed}")
    size = _add(office, _MEMBER, ColumnDraft("工作服尺码", Kind.CHOICE, choices="、".join(_SIZES)))
    hobby = _add(office, _MEMBER, ColumnDraft("兴趣爱好"))
    place = _add(office, _ACTIVITY, ColumnDraft("照片存放处"))

    def person() -> dict[str, object]:
        known: dict[str, object] = {size: dice.choices(_SIZES, _SPREAD)[0]}
        if dice.random() < 0.6:
            known[hobby] = "、".join(dice.sample(_HOBBIES, dice.randint(1, 2)))
        return known

    _fill(office, _MEMBER, Sort("card_no"), person)
    _fill(office, _ACTIVITY, Sort("held_on"), lambda: {place: dice.choice(_PLACES)})


def _add(office: Office, register: str, draft: ColumnDraft) -> str:
    """Add one column; return the name of its field."""
    with office.act("add_column", f"新增列：{draft.label}") as unit:
        return f"{EXTRA}{add_column(unit, register, draft)}"


def _fill(
    office: Office, register: str, sort: Sort, values: Callable[[], dict[str, object]]
) -> None:
    """Enter values for the first rows of a register."""
    with office.act("change_records", "填写自定义列") as unit:
        spec = open_specs(unit.connection)[register]
        numbers = row_ids(unit.connection, spec, View(sort=(sort,)))[:_ASKED]
        records.change_all(unit, spec, {number: ParsedDraft(values()) for number in numbers})
