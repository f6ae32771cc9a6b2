"""What the papers of dues share: month and group asked for, captions, blank copies."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.errors import Refused
from app.models.base import codes, spec_of
from app.models.members.dues import Dues
from app.queries.dues.year import months_listed
from app.queries.listing import reference_labels
from app.reports.forms.common import unit_caption
from app.reports.sheet import Closing, Column, Sheet
from app.spec import values
from app.spec.codes import fold
from app.spec.field import FieldSpec
from app.spec.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.reports.forms.form import Inquiry

YEAR = FieldSpec("year", "年度", Kind.INTEGER, minimum=2000, maximum=2100)
MONTH = FieldSpec("month", "月份", Kind.PARTIAL_DATE, max_length=values.MONTH)
SIGNERS = ("主席", "财务", "组长", "制表", "日期")
_PERIOD_BLANK = "所属期：　　　　年　　月"
NO_GROUP = "未编入小组"


def month_asked(inquiry: Inquiry) -> str:
    """The month asked for; by default the newest one listed that has begun."""
    if asked := inquiry.values.get("month"):
        return str(asked)
    now = inquiry.today[:7]
    return max((each for each in months_listed(inquiry.reader) if each <= now), default=now)


def group_names(inquiry: Inquiry) -> Mapping[int, str]:
    """What groups are called, by number."""
    return reference_labels(inquiry.reader, spec_of(Dues))["group_id"]


def groups_asked(inquiry: Inquiry, groups: Mapping[int, str]) -> list[int]:
    """The group asked for; none where all are.

    Raises:
        Refused: no group is called so.
    """
    wanted = str(inquiry.values.get("group") or "")
    called = [number for number, name in groups.items() if fold(name) == fold(wanted)]
    if wanted and not called:
        raise Refused(
            f"没有名为“{wanted}”的小组", "没有写入任何内容", "请核对小组名称后再打印", "R-410"
        )
    return called


def caption(
    inquiry: Inquiry, period: str, group: str = "", *, blank: str = _PERIOD_BLANK
) -> tuple[tuple[str, str], ...]:
    """The union, the group if there is one, and the period; room for it on a ``blank`` copy."""
    *left, told = unit_caption(inquiry, period, group)
    return (*left, ("", blank) if inquiry.blank_rows else told)


def finished(inquiry: Inquiry, sheet: Sheet) -> Sheet:
    """``sheet`` closed under its last row; for a blank copy without rows, sums and counts."""
    if not inquiry.blank_rows:
        return replace(sheet, closing=Closing.DIAGONAL)
    return replace(sheet, rows=(), sums=(), note="", blank_rows=inquiry.blank_rows)


def money(key: str, title: str, width_mm: float = 0.0) -> Column:
    """A column of amounts."""
    return Column(key, title, Kind.MONEY, width_mm=width_mm)


def exemption_label(code: str | None) -> str | None:
    """The reason of an exemption in words."""
    return codes("dues_exemption").label(code) if code else None


def plus(one: int | None, other: int | None) -> int | None:
    """Unknown is not zero, and adds nothing."""
    return other if one is None else one if other is None else one + other
