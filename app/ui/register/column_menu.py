"""列: which fields the table shows, and which of them stay in sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget, QWidgetAction

from app.ui.editors.tick import Tick
from app.ui.style.tokens import px

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.spec.record import RecordSpec


class ColumnMenu(QMenu):
    """Every field of a record with a tick; the menu stays open while ticking.

    Attributes:
        stays: whether the column that names a row stays when the table moves sideways.
    """

    def __init__(
        self,
        spec: RecordSpec,
        shown: Sequence[str],
        choose: Callable[[list[str]], None],
        stays: Tick,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._spec = spec
        self._choose = choose
        self.boxes: dict[str, Tick] = {}
        self.stays = stays
        self._add_line(stays)
        self.addSeparator()
        for _title, names in spec.layout.form:
            for name in names:
                self._add(name, on=name in shown)
            self.addSeparator()
        back = self.addAction("恢复默认的列")
        back.triggered.connect(lambda _checked=False: choose(list(spec.layout.table)))

    def offer_own(
        self, add: Callable[[], object], manage: Callable[[], object], *, may_write: bool
    ) -> None:
        """Offer columns of one's own above all others."""
        first = self.actions()[0]
        for text, act in (("新增一列…", add), ("管理自定义列…", manage)):
            action = QAction(text, self)
            action.triggered.connect(lambda _checked=False, act=act: act())
            action.setEnabled(may_write)
            self.insertAction(first, action)
        self.insertSeparator(first)

    def _add(self, name: str, *, on: bool) -> None:
        box = Tick(self._spec.fields[name].label)
        box.setChecked(on)
        box.toggled.connect(lambda _on: self._tell())
        self._add_line(box)
        self.boxes[name] = box

    def _add_line(self, box: Tick) -> None:
        action = QWidgetAction(self)
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(px(12), 0, px(16), 0)
        row.addWidget(box)
        action.setDefaultWidget(line)
        self.addAction(action)

    def _tell(self) -> None:
        on = [name for name, box in self.boxes.items() if box.isChecked()]
        standard = [name for name in self._spec.layout.table if name in on]
        more = [name for name in self._spec.fields if name in on and name not in standard]
        if on:
            self._choose(standard + more)
