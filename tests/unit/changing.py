"""Records entered and changed by the actions themselves, whatever the rules warn of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.actions import records

if TYPE_CHECKING:
    from app.bootstrap import Desk


def add(desk: Desk, register: str = "member", **draft: object) -> int:
    """Enter a record; its number."""
    with desk.ledger.unit("add", "新增") as unit:
        number = records.add(unit, desk.spec(register), draft)
        unit.commit("已核对")
    return number


def change(desk: Desk, number: int, register: str = "member", **draft: object) -> None:
    """Change some fields of a record."""
    with desk.ledger.unit("change", "修改") as unit:
        records.change(unit, desk.spec(register), number, draft)
        unit.commit("已核对")
