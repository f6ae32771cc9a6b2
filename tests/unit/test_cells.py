"""Cells found by what they show; the table's find, Ctrl+arrow and sums stand on this."""

from __future__ import annotations

import pytest

from app.queries.cells import cells_showing, filled_ids, numbers_in
from tests.builders import (
    EVENTS,
    MEMBERS,
    RETIRED,
    SPORTS,
    a_ledger,
    a_member,
    an_event,
    keep_entries,
    keep_events,
    keep_groups,
    keep_members,
)


@pytest.mark.parametrize(
    ("field", "word"),
    [
        ("name", "小明"),
        ("card_no", "lh"),  # letters match in either case
        ("sex", "男"),
        ("education", "本科"),
        ("group_id", "二组"),
        ("born_on", "1985-03"),
        ("is_migrant", "是"),
        ("monthly_dues_fen", "1,234.5"),
        ("id_number", "990****"),
        ("id_number", "0012"),
        ("id_number", "990001198503010012"),
        ("mobile", "138****5678"),
    ],
)
def test_a_cell_is_found_by_what_it_shows(field: str, word: str) -> None:
    ledger = a_ledger()
    _first, second = keep_groups(ledger, "装配一组", "装配二组")
    number, _other = keep_members(
        ledger,
        a_member(
            name="张小明",
            card_no="LH01",
            sex="1",
            education="20",
            group_id=second,
            born_on="1985-03-01",
            is_migrant=True,
            monthly_dues_fen=123_450,
            id_number="990001198503010012",
            mobile="13800005678",
        ),
        a_member(name="李四", born_on="1990", sex=None, id_number=None, card_no=None),
    )
    assert cells_showing(ledger, MEMBERS, (field,), word) == {number: 1}


@pytest.mark.parametrize("word", ["19850301", "99000119850301001", "*" * 12])
def test_what_stars_hide_is_not_found(word: str) -> None:
    ledger = a_ledger()
    keep_members(ledger, a_member(id_number="990001198503010012"))
    assert cells_showing(ledger, MEMBERS, ("id_number",), word) == {}


def test_each_column_is_one_bit_and_retired_rows_are_left_out() -> None:
    ledger = a_ledger()
    both, one, _gone = keep_members(
        ledger,
        a_member(name="甲一", department="一车间", card_no="2"),
        a_member(name="乙一", department="二车间", card_no="3"),
        a_member(name="丙一", department="一车间", card_no="4", retired_at=RETIRED),
    )
    found = cells_showing(ledger, MEMBERS, ("department", "card_no", "name"), "一")
    assert found == {both: 0b101, one: 0b100}
    assert cells_showing(ledger, MEMBERS, (), "一") == {}


def test_negative_amounts_and_entries_of_ledgers_are_found_too() -> None:
    ledger = a_ledger()
    first, second = keep_entries(
        ledger, SPORTS.id, {"name": "退款", "cost_fen": -123_450}, {"name": "健步走"}
    )
    assert cells_showing(ledger, SPORTS, ("name", "cost_fen"), "-1,234.50") == {first: 0b10}
    assert cells_showing(ledger, SPORTS, ("name", "cost_fen"), "健步") == {second: 0b01}


def test_references_to_what_is_called_by_another_are_found() -> None:
    ledger = a_ledger()
    zhou, an = keep_members(ledger, a_member(name="周一"), a_member(name="安二"))
    first, _second = keep_events(ledger, [an_event(zhou, "1", "2010"), an_event(an, "1", "2011")])
    assert cells_showing(ledger, EVENTS, ("member_id",), "周") == {first: 1}


def test_filled_cells_and_numbers_of_a_column() -> None:
    ledger = a_ledger()
    first, second = keep_members(
        ledger, a_member(department="一车间"), a_member(monthly_dues_fen=0, department=None)
    )
    assert filled_ids(ledger, MEMBERS, "department") == {first}
    assert numbers_in(ledger, MEMBERS, "monthly_dues_fen").get(second) == 0
