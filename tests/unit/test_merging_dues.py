"""Two records of one person with dues, attachments, bases and columns of the user's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.actions import records
from app.actions.attachments.contents import paper_of
from app.actions.attachments.keeping import attach
from app.actions.dues.lists import make_lists
from app.actions.dues.payments import Manner, Payment, register_payments
from app.actions.extra_columns import ColumnDraft, add_column
from app.actions.members.membership import standing_faults
from app.actions.merging.merge import Merging, merge
from app.actions.merging.story import lines_of, repeated
from app.bootstrap import Desk, verify_file
from app.queries.attachments import attachments_of
from app.queries.listing import View, row_ids, rows
from tests.ledgers import contents, new_desk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MONTHS = ("2026-07", "2026-08", "2026-09", "2026-10")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """One member entered twice, both on the lists of four months."""
    with new_desk(tmp_path / "a.ghdb") as opened:
        for card in ("0001", "0002"):
            add(opened, "member", name="白建军", approved_on="2020-01-01", card_no=card)
            change(opened, wage_fen=400_000)
        opened.act("make_dues", "会费表", lambda unit: make_lists(unit, MONTHS))
        yield opened


def add(desk: Desk, register: str, **draft: object) -> int:
    added: list[int] = []
    desk.act(
        "add",
        "登记",
        lambda unit: added.append(records.add(unit, desk.spec(register), draft)),
        acknowledged="测试",
    )
    return added[0]


def change(desk: Desk, number: int | None = None, **draft: object) -> None:
    numbers = [number] if number else row_ids(desk.reader, desk.spec("member"), View())
    spec = desk.spec("member")
    desk.act(
        "change",
        "修改",
        lambda unit: records.change_all(unit, spec, dict.fromkeys(numbers, draft)),
        acknowledged="测试",
    )


def pay(desk: Desk, member: int, *months: str, receipt: str = "") -> None:
    payments = [Payment(member, month) for month in months]
    manner = Manner("2026-10-20", receipt_no=receipt or None)
    desk.act("pay", "缴费", lambda unit: register_payments(unit, payments, manner))


def join(desk: Desk, **values: object) -> None:
    spec, specs = desk.spec("member"), tuple(desk.specs.values())
    left_out = repeated(lines_of(desk.reader, 1, 2))
    merging = Merging(1, 2, values, left_out)
    desk.act(
        "merge_records",
        "合并",
        lambda unit: merge(unit, specs, spec, merging),
        acknowledged="测试",
    )


def person(desk: Desk, number: int = 1) -> dict[str, object]:
    (found,) = rows(desk.reader, desk.spec("member"), [number])
    return found


def dues(desk: Desk) -> dict[object, dict[str, object]]:
    spec = desk.spec("dues")
    found = rows(desk.reader, spec, row_ids(desk.reader, spec, View()))
    assert {line["member_id"] for line in found} == {1}
    assert len(found) == len({line["month"] for line in found})
    return {line["month"]: line for line in found}


def test_of_each_month_one_line_stays_and_nothing_paid_is_lost(desk: Desk) -> None:
    pay(desk, 1, "2026-07", "2026-08", receipt="100")
    pay(desk, 2, "2026-08", "2026-09", receipt="200")
    before = contents(desk.ledger)
    join(desk)
    lines = dues(desk)
    assert [lines[month]["paid_fen"] for month in MONTHS] == [2000, 4000, 2000, None]
    assert [lines[month]["receipt_no"] for month in MONTHS] == ["100", "100", "200", None]
    assert lines["2026-08"]["note"] == "含合并前另一条的 20.00 元，收据 200"
    assert not list(standing_faults(desk.reader))
    desk.undo()
    assert contents(desk.ledger) == before


def test_the_base_that_comes_along_decides_the_dues_on_the_card(desk: Desk) -> None:
    add(desk, "dues_base", member_id=2, from_month="2026-01", base_fen=600_000)
    join(desk)
    assert person(desk)["monthly_dues_fen"] == 3000


def test_attachments_and_columns_of_the_users_own_come_along(desk: Desk) -> None:
    made: list[int] = []
    column = ColumnDraft("工作服尺码")
    desk.act("add_column", "新增列", lambda unit: made.append(add_column(unit, "member", column)))
    own = f"extra_{made[0]}"
    change(desk, 2, **{own: "XL"})
    for number, name in ((1, "申请书.pdf"), (2, "身份证.pdf")):
        paper = paper_of(name, b"%PDF-1.7\n" + name.encode())
        papers = [(paper, "other")]
        desk.act(
            "attach",
            "添加附件",
            lambda unit, n=number, p=papers: attach(unit, desk.spec("member"), n, p),
        )
    before = contents(desk.ledger)
    join(desk, **{own: "XL"})
    assert person(desk)[own] == "XL"
    kept = attachments_of(desk.reader, "member", 1)
    assert [paper.name for paper in kept] == ["申请书.pdf", "身份证.pdf"]
    desk.undo()
    assert contents(desk.ledger) == before
    assert verify_file(desk.ledger.path) == []
