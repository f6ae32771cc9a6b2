"""The list below a heading: sort, and choose which values to see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListView,
    QVBoxLayout,
    QWidget,
)

from app.queries.listing import Filter, Sort
from app.spec.pinyin import is_called
from app.spec.values import masked, show
from app.ui.editors.tick_list import VALUE, TickDelegate, tick_item
from app.ui.style.tokens import px
from app.ui.table.find.line import WordLine
from app.ui.widgets.buttons import button
from app.ui.widgets.frames import frame
from app.ui.widgets.labels import label

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtCore import QPoint

    from app.spec.field import FieldSpec

BLANK = "（空白）"
_MOST = 2000  # values listed; beyond that one types a part of the word


class FilterPopup(QFrame):
    """Sort up or down, search among the values, tick those to see.

    Attributes:
        sorted_by: a :class:`Sort` was chosen.
        filtered: a :class:`Filter` was set, or ``None`` to let all through.
    """

    sorted_by = Signal(object)
    filtered = Signal(object)

    def __init__(
        self,
        field: FieldSpec,
        counts: Sequence[tuple[object, int]],
        now: Filter | None,
        labels: Mapping[int, str] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("popup")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFixedWidth(px(256))
        self._field = field
        self._labels = labels
        column = QVBoxLayout(self)
        column.setContentsMargins(px(12), px(10), px(12), px(12))
        column.setSpacing(px(8))
        column.addLayout(self._sort_row())
        column.addWidget(frame("rule"))
        self.search = WordLine(f"在{field.label}中查找")
        self.search.setPlaceholderText("汉字、拼音或首字母")
        self.search.entered.connect(lambda _back: self._apply())
        self.search.textChanged.connect(self._narrow)
        column.addWidget(self.search)
        self.values = QListView()
        self.values.setAccessibleName(f"{field.label}的值")
        self.values.setFixedHeight(px(200))
        self.values.setUniformItemSizes(True)
        self.values.setMouseTracking(True)
        self.values.setItemDelegate(TickDelegate(self.values))
        self.values.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.items = QStandardItemModel(self)
        self._fill(counts, now)
        self.values.setModel(self.items)
        self.values.clicked.connect(lambda index: self._toggle(index.row()))
        column.addWidget(self.values)
        if len(counts) > _MOST:
            column.addWidget(
                label(f"只列出前 {_MOST:,} 个值，请在上面输入一部分", "note", wrap=True)
            )
        column.addLayout(self._foot())

    def _sort_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(px(8))
        for text, icon_name, descending in (
            ("升序", "sort-up", False),
            ("降序", "sort-down", True),
        ):
            entry = Sort(self._field.name, descending)
            made = button(text, icon_name=icon_name, small=True)
            made.clicked.connect(lambda _checked=False, entry=entry: self._sort(entry))
            row.addWidget(made, 1)
        return row

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(button("全选", "link", act=lambda: self._tick_all(on=True)))
        row.addWidget(button("全不选", "link", act=lambda: self._tick_all(on=False)))
        row.addStretch(1)
        row.addWidget(button("筛选", small=True, act=self._apply))
        return row

    def _fill(self, counts: Sequence[tuple[object, int]], now: Filter | None) -> None:
        chosen = now.values if now is not None and now.values else None
        for value, count in counts[:_MOST]:
            words = BLANK if value is None else show(self._field, value, self._labels)
            on = chosen is None or value in chosen
            words = masked(self._field, words)
            self.items.appendRow(tick_item(words, f"{count:,}", value, on=on))
        if now is not None and now.contains:
            self.search.setText(now.contains)

    # --- what the user does -------------------------------------------------------------

    def open_at(self, place: QPoint) -> None:
        """Show the list below its heading, inside the screen."""
        self.adjustSize()
        room = self.screen().availableGeometry()
        place.setX(min(place.x(), room.right() - self.width()))
        place.setY(min(place.y(), room.bottom() - self.height()))
        self.move(place)
        self.show()
        self.search.setFocus()

    def _narrow(self, text: str) -> None:
        for row in range(self.items.rowCount()):
            self.values.setRowHidden(row, not is_called(self.items.item(row).text(), text))

    def _shown(self) -> list[QStandardItem]:
        return [
            self.items.item(row)
            for row in range(self.items.rowCount())
            if not self.values.isRowHidden(row)
        ]

    def _toggle(self, row: int) -> None:
        item = self.items.item(row)
        is_on = item.checkState() is Qt.CheckState.Checked
        item.setCheckState(Qt.CheckState.Unchecked if is_on else Qt.CheckState.Checked)

    def _tick_all(self, *, on: bool) -> None:
        for item in self._shown():
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)

    def _sort(self, entry: Sort) -> None:
        self.sorted_by.emit(entry)
        self.close()

    def _apply(self) -> None:
        """Let the ticked values through; a word typed narrows to what is listed for it."""
        word = self.search.text().strip()
        shown = self._shown()
        ticked = [item for item in shown if item.checkState() is Qt.CheckState.Checked]
        everything = len(ticked) == len(shown)
        # A part of the word finds values beyond those listed too; pinyin is known of these only.
        is_part = all(word in item.text() for item in shown)
        if everything and word and is_part:
            self.filtered.emit(Filter(self._field.name, contains=word))
        elif (everything and not word) or not ticked:
            self.filtered.emit(None)
        else:
            values = frozenset(item.data(VALUE) for item in ticked)
            self.filtered.emit(Filter(self._field.name, values))
        self.close()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter applies, space ticks."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._apply()
        elif event.key() == Qt.Key.Key_Space and self.values.hasFocus():
            self._toggle(self.values.currentIndex().row())
        else:
            super().keyPressEvent(event)
