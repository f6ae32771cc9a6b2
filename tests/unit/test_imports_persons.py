"""Who a row of a sheet speaks of: nobody is written over another person."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.unit.test_imports import LI, WANG, ZHANG, members, sheet, states, take_in

if TYPE_CHECKING:
    from app.bootstrap import Desk


def test_namesakes_of_one_birthday_are_two_by_their_numbers(desk: Desk) -> None:
    first: dict[str, object] = {"name": "张伟", "id_number": ZHANG, "born_on": "1985-03-01"}
    second = {**first, "id_number": LI}
    assert states(take_in(desk, sheet(first, second))) == ["new", "new"]
    third = {**first, "id_number": WANG}
    assert states(take_in(desk, sheet(third, first))) == ["new", "same"]
    unnumbered = {**first, "id_number": None}
    assert "分不清" in take_in(desk, sheet(unnumbered)).rows[0].reason


@pytest.mark.parametrize("key", ["id_number", "card_no", "staff_no"])
def test_another_person_is_never_written_over_one_on_file(desk: Desk, key: str) -> None:
    number = ZHANG if key == "id_number" else "LH001"
    take_in(desk, sheet({"name": "张三", key: number, "mobile": "13812345678"}))
    seen = take_in(desk, sheet({"name": "李四光", key: number, "mobile": "13912345678"}))
    assert states(seen) == ["skipped"]
    assert "相同而姓名不同，请核对" in seen.rows[0].reason
    assert [(row["name"], row["mobile"]) for row in members(desk)] == [("张三", "13812345678")]


def test_a_name_that_sounds_the_same_is_a_change_and_pointed_out(desk: Desk) -> None:
    take_in(desk, sheet({"name": "张小明", "card_no": "LH001"}))
    seen = take_in(desk, sheet({"name": "张晓明", "card_no": "LH001"}))
    assert states(seen) == ["changed"]
    assert "姓名与册中不同" in seen.rows[0].reason
    misheard = sheet({"name": "张晓鹏", "card_no": "LH001"})
    assert states(take_in(desk, misheard)) == ["skipped"]  # another sound: perhaps another man
