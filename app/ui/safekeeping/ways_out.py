"""A ledger that can only be looked at: why, what would be lost, and the button that helps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.clock import local_text
from app.ui.style.tokens import Colour
from app.ui.widgets.buttons import button
from app.ui.widgets.finding_box import Notice, copy_button

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.bootstrap import Desk, House
    from app.errors import AppError
    from app.ui.office import Office

DAMAGED, MEDDLED = "T-201", "T-204"
CHECK = "check"  # tells the backup page to begin the full check
FROM_BACKUP = "从备份打开"


def newest_backup_words(house: House, path: Path, desk: Desk | None = None) -> str:
    """When the newest good backup of a ledger was made, and what has to be entered again.

    Args:
        desk: the ledger, where it can still be read.
    """
    good = next((made for made in house.backups_of(path) if made.is_good), None)
    if good is None:
        return "没有找到完好的备份，请插上备份 U 盘再找。"
    lacking = house.lacking(good, desk) if desk is not None else None
    later = {None: "，之后录入的内容要补录", 0: "，内容不缺"}.get(
        lacking, f"，之后的 {lacking} 处改动要补录"
    )
    return f"最近一份完好的备份是 {local_text(good.at)}{later}。"


def view_notice(office: Office, notice: AppError, close: Callable[[Notice], object]) -> Notice:
    """Says on top of the window why the ledger is open for reading only."""
    notes = [f"{notice.todo}。"]
    if notice.code == DAMAGED:
        notes.insert(0, newest_backup_words(office.house, office.desk.path, office.desk))
    box = Notice("只读", Colour.NEUTRAL, f"{notice.happened}。", aside=notice.code, notes=notes)
    ways = {
        DAMAGED: (FROM_BACKUP, None),
        MEDDLED: ("完整核对", CHECK),
    }
    if notice.code in ways:
        words, target = ways[notice.code]
        box.add_action(button(words, small=True, act=lambda: office.wanted.emit("backup", target)))
    box.add_action(button("知道了", "link", act=lambda: close(box)))
    box.add_action(copy_button(notice))
    return box
