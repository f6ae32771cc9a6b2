"""Taking a ledger over from a computer that is gone: only after watching it, and when told to."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from app.errors import StorageError
from app.store.lock import STALE_SECONDS, Owner, lock_path, read_owner, watch
from app.ui.style.tokens import Colour
from app.ui.tasks import Task
from app.ui.widgets.buttons import button
from app.ui.widgets.dialog import confirm
from app.ui.widgets.finding_box import FindingBox

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.ui.tasks import Progress
    from app.ui.window import MainWindow


class TakeOver:
    """Offers to take over a ledger that another computer holds.

    Args:
        taken: opens the ledger for writing in place of the other.
        seconds: how long the other must stand still.
    """

    def __init__(
        self,
        window: MainWindow,
        path: Path,
        taken: Callable[[], object],
        seconds: float = STALE_SECONDS,
    ) -> None:
        self._window = window
        self._path = path
        self._taken = taken
        self._seconds = seconds
        self.task: Task | None = None

    def offer(self) -> None:
        """Add the offer below the message that says who has the ledger."""
        box = FindingBox(
            "提醒",
            Colour.WARN,
            "那台电脑已经关机、坏了或不再使用？",
            notes=["程序先观察两分钟，确认对方没有动静，再请您决定是否接管。"],
        )
        self.watching = button("观察并接管", small=True, act=self.begin)
        box.add_action(self.watching)
        self._window.findings.add(box)

    def begin(self) -> None:
        """Watch the other, off the window's thread."""
        self.watching.setEnabled(False)
        self.watching.setText("正在观察……")
        self.task = Task("观察", self._watch)
        self.task.finished.connect(self._decide)
        self.task.start()

    def _watch(self, progress: Progress) -> Owner | None:
        def sleep(seconds: float) -> None:
            progress.check()
            time.sleep(seconds)

        return watch(self._path, self._seconds, sleep=sleep)

    def _decide(self, owner: object) -> None:
        if not isinstance(owner, Owner):
            if read_owner(lock_path(self._path)) is None:
                self._taken()  # the other has closed it meanwhile
                return
            self._window.show_error(
                StorageError(
                    "对方仍在使用这个台账，没有接管",
                    "文件没有变化，您可以继续查看",
                    "请联系对方退出后再打开",
                    "L-304",
                )
            )
            return
        body = (
            f"“{owner.user}”的电脑“{owner.host}”没有动静。接管后那台电脑不能再保存；"
            "已经保存的内容都在，它没有保存的内容只留在那台电脑的窗口里。"
        )
        if confirm("接管台账", body, "接管", self._window):
            self._taken()
        else:
            self.watching.setEnabled(True)
            self.watching.setText("观察并接管")
