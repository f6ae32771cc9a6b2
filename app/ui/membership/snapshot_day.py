"""做快照: of which day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.queries.members.snapshots import due_snapshot
from app.spec.dates import half_year, last_half_year, next_half_year
from app.ui.editors.asked_day import DayDialog

if TYPE_CHECKING:
    from collections.abc import Collection

    from PySide6.QtWidgets import QWidget
    from sqlalchemy import Connection

_WHAT_FOR = "把某一天的职工和会员名册记下来，只读、带校验；名册以后怎样补记都不会改变它。"
_WHICH = "快照日期（6月30日、12月31日，也可以是别的日子）"
_TAKEN = "{last}的已经有了，{next}的到 {day} 再做；要另留一天的，填上日期"


def snapshot_day_dialog(
    page: QWidget, reader: Connection, today: str, taken: Collection[str]
) -> DayDialog:
    """The question of which day a snapshot shall be taken, the half-year that is due proposed.

    Args:
        today: ISO day.
        taken: ISO days of which there is one.
    """
    dialog = DayDialog("做快照", "做快照", page, about="半年快照", today=today)
    last, coming = last_half_year(today), next_half_year(today)
    is_taken = last in taken
    said = _TAKEN.format(last=half_year(last), next=half_year(coming), day=coming)
    dialog.explain(_WHAT_FOR, said if is_taken else _WHICH)
    dialog.line.show_hint()
    dialog.line.setText(due_snapshot(reader, today) or ("" if is_taken else today))
    return dialog
