"""What the papers of registers share: columns from fields, values masked, captions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.models.organization.union import Union
from app.reports.document import Page
from app.reports.sheet import Column, Row, sequence_column
from app.spec.dates import in_words
from app.spec.field import is_extra
from app.spec.kinds import Kind
from app.spec.values import masked, show

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Connection

    from app.reports.forms.form import Inquiry
    from app.spec.field import FieldSpec

    Labels = Mapping[str, Mapping[int, str]]

NOTE = "note"
MASKED_NOTE = "证号和电话已遮盖"
FULL_MARK = "内部资料"
WRITTEN_MM, PRINTED_MM = 7.5, 6.5  # height of rows where people write, and where nobody does


def union_name(reader: Connection) -> str:
    """The union's full name, for the head of papers."""
    return reader.scalar(select(Union.name).order_by(Union.id)) or ""


def unit_caption(inquiry: Inquiry, right: str = "", group: str = "") -> tuple[tuple[str, str], ...]:
    """Name of the union on the left, then the group if it is one's; on the right day or period."""
    shown = right or f"截至 {in_words(inquiry.as_at)}"
    if inquiry.blank_rows:
        shown = "填报日期：　　　　年　　月　　日"
    unit, told = ("单位", union_name(inquiry.reader)), ("", shown)
    return (unit, ("小组", group), told) if group else (unit, told)


_COUNT_ROOM = "\u3000" * 4  # for a number written by hand


def people_counted(people: int, women: int, *, by_hand: bool) -> str:
    """What the handbook wants at the foot of a roster; room to write it on a blank form."""
    if by_hand:
        return f"合计{_COUNT_ROOM}人，其中女{_COUNT_ROOM}人。"
    return f"合计 {people} 人，其中女 {women} 人。"


_NAME_ROOM = "\u3000" * 5
_BLANK_DAY = "\u3000\u3000\u3000年\u3000\u3000月\u3000\u3000日"


def filing(inquiry: Inquiry) -> tuple[tuple[str, str], ...]:
    """Who filled a roster in and when, as the handbook has it over every roster (2.10)."""
    day = _BLANK_DAY if inquiry.blank_rows else in_words(inquiry.today)
    return (("填报日期", day), ("填表人", _NAME_ROOM), ("审核人", _NAME_ROOM))


def register_page(inquiry: Inquiry, *, personal: bool) -> Page:
    """A4 lying; says whether numbers are masked, marks a full copy as internal."""
    if inquiry.blank_rows or not personal:
        return Page()
    return Page(watermark=FULL_MARK) if inquiry.full else Page(footer=MASKED_NOTE)


# What handwriting needs, in mm, where no value says how wide a column must be.
_HAND_WIDTHS = {
    Kind.ID_NUMBER: 36.0,
    Kind.PHONE: 22.0,
    Kind.DATE: 18.0,
    Kind.PARTIAL_DATE: 16.0,
    Kind.NAME: 15.0,
    Kind.LONG_TEXT: 25.0,
    Kind.TEXT: 15.0,
    Kind.REFERENCE: 15.0,
    Kind.MONEY: 15.0,
    Kind.INTEGER: 10.0,
    Kind.CODE: 17.0,
    Kind.CHOICE: 13.0,
}
_LONG_CODE, _LONG_CODE_MM = 30, 36.0  # credit codes, accounts, numbers of certificates
_SHORT_WORD, _SHORT_WORD_MM = 2, 9.0  # 男, 女; 是, 否


def _hand_width(field: FieldSpec) -> float:
    """How wide a column of ``field`` must be to write in by hand, in mm; 0 where nobody says."""
    if field.kind is Kind.CODE and (field.max_length or 0) >= _LONG_CODE:
        return _LONG_CODE_MM
    if field.choices and all(len(entry.label) <= _SHORT_WORD for entry in field.choices.codes):
        return _SHORT_WORD_MM
    return _HAND_WIDTHS.get(field.kind, 0.0)


def column_of(field: FieldSpec, *, by_hand: bool = False) -> Column:
    """The printed column of a field; references print what they point to.

    Args:
        by_hand: the column stays blank, to be written in.
    """
    kind = Kind.TEXT if field.kind is Kind.REFERENCE else field.kind
    width = _hand_width(field) if by_hand else 0.0
    places = field.places if kind is Kind.DECIMAL else 0
    return Column(field.name, field.label, kind, field.choices, width_mm=width, places=places)


_AMOUNTS = frozenset({Kind.MONEY, Kind.DECIMAL})


def amounts(fields: Iterable[FieldSpec]) -> tuple[str, ...]:
    """The columns that a paper adds up: money, and decimal numbers, which are hours or the like."""
    return tuple(field.name for field in fields if field.kind in _AMOUNTS)


def users_amounts(inquiry: Inquiry, fields: Iterable[FieldSpec]) -> tuple[str, ...]:
    """Of a paper that adds nothing up by itself, the amounts that users added to its register.

    Those of the persons it names are not: somebody may stand there twice. A blank form has none.
    """
    return () if inquiry.blank_rows else tuple(n for n in amounts(fields) if is_extra(n))


def has_personal_numbers(fields: Iterable[FieldSpec]) -> bool:
    """Whether a masked kind of value is among the fields."""
    return any(masked(field, "12345678") != "12345678" for field in fields)


class Cells:
    """Turns rows of a register into rows of a sheet: references named, numbers masked.

    Args:
        labels: by reference field, what the records pointed to are called.
    """

    def __init__(
        self, inquiry: Inquiry, fields: Sequence[FieldSpec], labels: Labels | None = None
    ) -> None:
        self._fields = fields
        self._labels = labels or {}
        self._full = inquiry.full

    def row(self, number: int, values: Mapping[str, object]) -> Row:
        """One numbered row."""
        return Row((number, *self.shown(values)))

    def shown(self, values: Mapping[str, object]) -> tuple[object, ...]:
        """What the fields show of one record."""
        return tuple(self._cell(field, values[field.name]) for field in self._fields)

    def _cell(self, field: FieldSpec, value: object) -> object:
        if field.kind is Kind.REFERENCE:
            return show(field, value, self._labels[field.name]) or None
        if not self._full and isinstance(value, str):
            return masked(field, value)
        return value


def register_columns(inquiry: Inquiry, fields: Sequence[FieldSpec]) -> tuple[Column, ...]:
    """序号, then one column a field."""
    by_hand = inquiry.blank_rows > 0
    return (sequence_column(), *(column_of(field, by_hand=by_hand) for field in fields))


def titled(fields: Sequence[FieldSpec], titles: Mapping[str, str]) -> tuple[FieldSpec, ...]:
    """``fields``, some under the heading that a paper gives them."""
    return tuple(
        replace(field, label=titles[field.name]) if field.name in titles else field
        for field in fields
    )
