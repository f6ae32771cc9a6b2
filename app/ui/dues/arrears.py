"""欠缴名单 on the screen: who owes, for how long, and the talks about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.queries.dues.arrears import PAID_LATELY
from app.queries.naming.figure_words import figure_word
from app.spec.values import masked
from app.ui.dues.grid import is_sought, yuan
from app.ui.style.tokens import Colour
from app.ui.table.cells import Cell
from app.ui.widgets.plain_table import CENTRE, LEFT, RIGHT, Head, PlainModel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.queries.dues.arrears import Arrear
    from app.spec.field import FieldSpec


_LATELY = "最近一个收缴期交过会费（或免交），欠的是更早的月份；连续未交从头算起"


class ArrearsModel(PlainModel):
    """Everybody in arrears, the longest first, or those of them who are looked for.

    Attributes:
        found: those who are shown.
        all: everybody in arrears.

    Args:
        phone: the field of telephone numbers, which are masked.
    """

    def __init__(self, phone: FieldSpec) -> None:
        super().__init__()
        self._phone = phone
        self.heads = (
            Head("姓名", "　" * 4),
            Head("会员证号", "LH00000", CENTRE),
            Head("小组", "　" * 6),
            Head("连续未交", "　" * 6, tip=figure_word("dues.long").tip),
            Head("欠缴起月", "2026-00", CENTRE),
            Head("欠缴月数", "00", RIGHT),
            Head("欠缴金额", "00,000.00", RIGHT, figure_word("dues.overdue").tip),
            Head("联系电话", "138****0000", CENTRE),
            Head("教育谈话", "　" * 8),
        )
        self.found: Sequence[Arrear] = ()
        self.all: Sequence[Arrear] = ()

    def show(self, found: Sequence[Arrear]) -> None:
        """List ``found``."""
        self.beginResetModel()
        self.all = self.found = found
        self.endResetModel()

    def narrow(self, words: str) -> None:
        """Show those whom ``words`` find."""
        self.beginResetModel()
        self.found = [each for each in self.all if is_sought(each.name, each.card_no, words)]
        self.endResetModel()

    def count(self) -> int:
        """How many people there are."""
        return len(self.found)

    def cell(self, row: int, column: int) -> Cell:
        """One fact of somebody in arrears."""
        each = self.found[row]
        align = self.heads[column].align
        if column == 3:
            months = f"{each.in_a_row} 个月" if each.in_a_row else PAID_LATELY
            state = Colour.BAD if each.is_long else Colour.WARN if each.in_a_row else Colour.NEUTRAL
            return Cell(months, LEFT, state=state, message="" if each.in_a_row else _LATELY)
        if column == 8:
            return _talk_cell(each)
        unknown = f"（{each.without_amount} 个月待定）" if each.without_amount else ""
        texts = {
            0: each.name,
            1: each.card_no or "",
            2: each.group,
            4: each.since,
            5: str(len(each.months)),
            6: f"{yuan(each.owed_fen)}{unknown}",
            7: masked(self._phone, each.mobile) if each.mobile else "",
        }
        return Cell(texts[column], align, Colour.TEXT if column in {0, 6} else Colour.TEXT2)


def _talk_cell(each: Arrear) -> Cell:
    if each.talked_on:
        return Cell(f"{each.talked_on} 已谈话", LEFT, state=Colour.OK)
    return Cell("应谈话", LEFT, state=Colour.BAD) if each.is_long else Cell("", LEFT)
