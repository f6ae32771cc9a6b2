"""Buttons that fill in for many what their other fields tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.actions.members import mending
from app.queries.findings.mendable import birthdays_by_number, entry_days, without_approval
from app.ui.style.tokens import Colour
from app.ui.widgets.buttons import button
from app.ui.widgets.finding_box import FindingBox, FindingsArea

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from PySide6.QtWidgets import QPushButton

    from app.store.unit import Changed
    from app.ui.office import Office

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


def offer_approvals(office: Office, area: FindingsArea, action_id: int) -> None:
    """Keep an :class:`ApprovalOffer` for what an action has written in ``area``."""
    offer = ApprovalOffer(office, action_id)
    area.add(offer)
    offer.look()


class ApprovalOffer(FindingsArea):
    """Says of how many whom an action has touched no approval is noted, and offers to mend it.

    Empty where there are none; there again once the mending is undone.
    """

    def __init__(self, office: Office, action_id: int) -> None:
        super().__init__()
        self._office, self._action_id = office, action_id
        self._offered: FindingBox | None = None
        office.hub.changed.connect(self.look)

    def clear(self) -> None:
        """Show nothing."""
        self._offered = None
        super().clear()

    def look(self) -> None:
        """Offer what is to be mended now; to be called once this stands in its place."""
        if self._offered is not None:
            self.remove(self._offered)
            self._offered = None
        lacking = without_approval(self._office.desk.reader, self._action_id)
        made = approval_button(self._office, self, lacking)
        if made is not None:
            self.clear()
            words = f"这次导入的人中有 {len(lacking):,} 人填了入会日期，没有批准日期。"
            note = "会籍自批准之日起算；批准日期以批准入会的文件为准。"
            self._offered = FindingBox("提醒", Colour.WARN, words, notes=[note])
            self._offered.add_action(made)
            self.add(self._offered)


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
