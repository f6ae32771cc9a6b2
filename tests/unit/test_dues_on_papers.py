"""What papers of persons tell of dues: paid up to which month, to be paid from which month."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.models.members.dues import Dues
from app.reports.forms import build, form_called
from app.reports.forms.persons.chosen import people_text
from app.reports.sheet import Sheet, row_texts
from app.reports.to_text import to_text
from app.rules.dues.standard import first_month_of
from app.rules.profile import profile_of
from tests.builders import a_dues, a_ledger, a_member, an_event, keep, keep_events, keep_members
from tests.unit.test_rosters import SPECS, TODAY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from app.reports.document import Document

LINE = "______年____月"


@pytest.fixture
def ledger() -> Iterator[Connection]:
    """Two members approved in March and without a day; the first has paid two months of three."""
    connection = a_ledger()
    first, second = keep_members(
        connection,
        a_member(name="张小明", card_no="A1", approved_on="2026-03-18"),
        a_member(name="丁一", card_no="A2", approved_on=None, joined_on=None),
    )
    keep_events(connection, [an_event(n, "1", "2026-03-18") for n in (first, second)])
    months = (("2026-03", 2190), ("2026-04", 2190), ("2026-05", None))
    keep(connection, Dues, *(a_dues(first, month=m, paid_fen=fen) for m, fen in months))
    yield connection
    connection.close()


def made(ledger: Connection, form: str, **values: object) -> Document:
    return build(ledger, form_called(SPECS, form), values, today=TODAY, specs=SPECS)


def words(document: Document) -> str:
    return "".join(to_text(document).split())


def test_the_slip_says_up_to_which_month_dues_are_paid(ledger: Connection) -> None:
    text = words(made(ledger, "transfer", people=people_text([1])))
    assert "会费交至2026年4月" in text
    assert "会费已交至2026年4月" in text
    assert LINE not in text.replace("______年____月____日", "")


def test_the_slip_leaves_a_line_for_whom_there_are_no_dues(ledger: Connection) -> None:
    text = words(made(ledger, "transfer", people=people_text([2])))
    assert f"会费已交至{LINE}" in text
    assert f"会费已交至{LINE}" in words(made(ledger, "transfer", blank=1))


def test_the_notice_says_from_which_month_dues_are_paid(ledger: Connection) -> None:
    text = words(made(ledger, "admission-notice", people=people_text([1])))
    assert "会费自2026年3月起交纳" in text
    unknown = words(made(ledger, "admission-notice", people=people_text([2])))
    assert f"会费自{LINE}起交纳" in unknown


def test_the_list_of_those_admitted_tells_the_first_month(ledger: Connection) -> None:
    (sheet,) = (
        block for block in made(ledger, "会员名册接收单").blocks if isinstance(block, Sheet)
    )
    place = [column.title for column in sheet.columns].index("会费起交月份")
    assert [row_texts(sheet, row)[place] for row in sheet.rows] == ["2026-03"]


@pytest.mark.parametrize(
    ("approved_on", "expected"), [("2026-12-31", "2026-12"), ("2026-12", "2026-12"), ("2026", "")]
)
def test_the_first_month_needs_a_month_of_approval(
    ledger: Connection, approved_on: str, expected: str
) -> None:
    assert first_month_of(profile_of(ledger), approved_on) == expected


def test_the_list_of_arrears_prints_no_nought_for_what_is_unknown(ledger: Connection) -> None:
    months = (("2026-05", None, None), ("2026-06", 2190, 2190))
    rows = (a_dues(2, month=m, due_fen=due, paid_fen=paid) for m, due, paid in months)
    keep(ledger, Dues, *rows)
    (sheet,) = (block for block in made(ledger, "会费欠缴名单").blocks if isinstance(block, Sheet))
    titles = [column.title for column in sheet.columns]
    told = {
        cells["姓名"]: (
            cells["连续未交（月）"],
            cells["欠缴月数"],
            cells["欠缴金额"],
            cells["催交情况"],
        )
        for cells in (dict(zip(titles, row_texts(sheet, row), strict=True)) for row in sheet.rows)
    }
    assert told["丁一"] == ("", "1", "", "近期交过；1 个月待定")
    assert "另有 1 个月应缴待定，没有计入金额。" in sheet.note
