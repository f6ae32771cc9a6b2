"""Progress of long work under the head of a page, with a way to stop it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from app.ui.style.tokens import px
from app.ui.widgets.buttons import button
from app.ui.widgets.labels import label

if TYPE_CHECKING:
    from app.ui.tasks import Task

_SHOWN_AFTER = 500  # milliseconds: shorter work needs no bar
_REMAINING_AFTER = 5.0  # seconds


class TaskBar(QWidget):
    """A 4-pixel bar with count, remaining time and 取消; hidden while nothing runs.

    Attributes:
        freed: the task is over, whichever way, and another may be run.
    """

    freed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.task: Task | None = None
        self._started = 0.0
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._words = label("", "note")
        self._stop = button("取消", "link", act=self._cancel)
        row = QHBoxLayout()
        row.addWidget(self._words)
        row.addStretch(1)
        row.addWidget(self._stop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, px(4))
        column.setSpacing(px(2))
        column.addWidget(self._bar)
        column.addLayout(row)
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.timeout.connect(self.show)
        self.hide()

    def run(self, task: Task) -> None:
        """Start ``task`` and follow it to its end; one at a time."""
        self.watch(task)
        task.start()

    def watch(self, task: Task) -> None:
        """Follow to its end a task that somebody else starts."""
        self.task = task
        self._started = time.monotonic()
        self._bar.setRange(0, 0)
        self._words.setText(task.title)
        self._stop.setEnabled(True)
        task.progressed.connect(self._follow)
        task.ended.connect(self._end)
        self.destroyed.connect(task.forsake)
        self._wait.start(_SHOWN_AFTER)

    def _follow(self, done: int, total: int) -> None:
        if self.task is None:
            return
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        words = f"{self.task.title}　{done:,} / {total:,}" if total else self.task.title
        passed = time.monotonic() - self._started
        if passed > _REMAINING_AFTER and total and 0 < done < total:
            words += f"　约剩 {_duration(passed * (total - done) / done)}"
        self._words.setText(words)

    def _cancel(self) -> None:
        if self.task is not None:
            self.task.cancel()
            self._stop.setEnabled(False)
            self._words.setText("正在停下来，没有完成的部分不会写入")

    def _end(self) -> None:
        self._wait.stop()
        self.task = None
        self.hide()
        self.freed.emit()


def _duration(seconds: float) -> str:
    return f"{round(seconds)} 秒" if seconds < 90 else f"{round(seconds / 60)} 分钟"
