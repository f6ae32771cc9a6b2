"""Buttons that fill in for many what their other fields tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.actions.members import mending
from app.queries.findings.mendable import birthdays_by_number, entry_days
from app.ui.style.tokens import Colour
from app.ui.widgets.buttons import button
from app.ui.widgets.finding_box import FindingBox

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from PySide6.QtWidgets import QPushButton

    from app.store.unit import Changed
    from app.ui.office import Office
    from app.ui.widgets.finding_box import FindingsArea

_UNDO = "按 Ctrl+Z 可以一次撤销。"


def birthday_button(office: Office, area: FindingsArea) -> QPushButton | None:
    """Completes days of birth by the ID number; ``None`` where there is nothing to complete."""
    count = len(birthdays_by_number(office.desk.reader))
    if not count or office.desk.read_only:
        return None
    done = f"{count:,} 人的出生日期已按证号补全。"

    def act() -> None:
        _mend(office, area, lambda: mending.complete_birthdays(office.desk.ledger), done, _UNDO)

    return button(f"按证号补全出生日期 {count:,} 人", small=True, act=act)


def approval_button(
    office: Office, area: FindingsArea, member_ids: Collection[int]
) -> QPushButton | None:
    """Takes the day of joining for that of approval; ``None`` where nobody has one."""
    count = len(entry_days(office.desk.reader, member_ids))
    if not count or office.desk.read_only:
        return None
    done = f"{count:,} 人的批准日期已按入会日期填上。"
    note = f"批准日期以批准入会的文件为准，请找出来核对，并补记批准依据。{_UNDO}"

    def act() -> None:
        work = mending.approve_on_entry
        _mend(office, area, lambda: work(office.desk.ledger, member_ids), done, note)

    made = button(f"用入会日期作批准日期 {count:,} 人", small=True, act=act)
    made.setToolTip("先按入会日期填上；批准日期以批准入会的文件为准，请再找出来核对")
    return made


def _mend(
    office: Office, area: FindingsArea, work: Callable[[], Changed], done: str, note: str
) -> None:
    def deed() -> None:
        changed = work()
        office.hub.changed.emit(changed)
        office.tell_saved()
        box = FindingBox("已补上", Colour.OK, done, notes=[note])
        box.add_action(button("知道了", "link", act=area.clear))
        area.add(box)

    area.attempt(deed)
