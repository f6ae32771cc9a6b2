"""Taking an import back days later: the rows that changed since are named, the rest goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QListWidget, QWidget

from app.actions.importing.undoing import ChangedSince, changed_since
from app.queries.past import history
from app.ui.style.tokens import px
from app.ui.tasks import Task
from app.ui.widgets.dialog import WIDE, Dialog

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.bootstrap import Desk
    from app.ui.widgets.task_bar import TaskBar

_IMPORT = "import_"
_LISTED = 200  # rows named in the dialog


class TakingBack(QObject):
    """Takes actions back in a thread; of an import the rows that changed since may stay.

    Attributes:
        done: it was taken back; carries the :class:`Changed`.
        failed: it was refused; carries the :class:`AppError`.
    """

    done = Signal(object)
    failed = Signal(object)

    def __init__(self, desk: Desk, tasks: TaskBar, page: QWidget) -> None:
        super().__init__(page)
        self._desk, self._tasks, self._page = desk, tasks, page

    def start(self, action_id: int, name: str) -> None:
        """Take an action back.

        Args:
            name: of the action: those that took in a sheet are looked through first.
        """
        since = self._since if name.startswith(_IMPORT) else _nothing
        self._run(lambda: since(action_id) or self._desk.undo(action_id), action_id)

    def _since(self, action_id: int) -> tuple[ChangedSince, ...]:
        with self._desk.ledger.another_reader() as reader:
            return changed_since(reader, action_id)

    def _run(self, step: Callable[[], object], action_id: int) -> None:
        task = Task("撤销", lambda _progress: step())
        task.failed.connect(self.failed)
        task.finished.connect(lambda found: self._end(found, action_id))
        self._tasks.run(task)

    def _end(self, found: object, action_id: int) -> None:
        if not isinstance(found, tuple):
            self.done.emit(found)
            return
        dialog = RestDialog(self._desk, action_id, found, self._page)
        dialog.wanted.connect(
            lambda: self._run(lambda: self._desk.undo_unchanged(action_id), action_id)
        )
        dialog.open()


def _nothing(_action_id: int) -> tuple[()]:
    return ()


class RestDialog(Dialog):
    """撤销其余 n 行: which rows stay as they are by now.

    Attributes:
        wanted: the rest shall be taken back.
    """

    wanted = Signal()

    def __init__(
        self, desk: Desk, action_id: int, since: Sequence[ChangedSince], parent: QWidget
    ) -> None:
        super().__init__("撤销这次导入", parent, width=WIDE, about="历史与撤销")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        rest = rest_of(desk, action_id, since)
        self.say(
            f"有 {len(since):,} 行后来又改过，撤销会丢掉那些改动，所以留下不动；"
            "其余各行恢复到导入前，这次撤销也可以再撤销。"
        )
        self.rows = QListWidget()
        self.rows.setObjectName("choices")
        self.rows.setAccessibleName("后来改过的行")
        for one in since[:_LISTED]:
            self.rows.addItem(_said(one))
        if len(since) > _LISTED:
            self.rows.addItem(f"另有 {len(since) - _LISTED:,} 行")
        self.rows.setFixedHeight(px(28) * min(8, self.rows.count()) + px(8))
        self.body.addWidget(self.rows)
        self.add_button("都不撤销", self.reject)
        act = self.add_button(f"撤销其余 {rest:,} 行", self.accept, kind="primary")
        act.setEnabled(rest > 0)
        self.accepted.connect(self.wanted)


def rest_of(desk: Desk, action_id: int, since: Sequence[ChangedSince]) -> int:
    """How many rows of an import are still as it left them."""
    entry = history.entries(desk.reader, 1, before=action_id + 1)[0]
    title = desk.spec(str(entry["name"]).removeprefix(_IMPORT)).title
    counts = entry["counts"]
    kinds = {title} if title in counts else set(counts)
    whole: int = sum(counts[kind] for kind in kinds)
    return whole - sum(one.record in kinds for one in since)


def _said(one: ChangedSince) -> str:
    what = "；".join(one.said) or "后来登记的内容要用到它"
    return f"{one.record} {one.name or f'第 {one.record_id} 号'}　{what}"
