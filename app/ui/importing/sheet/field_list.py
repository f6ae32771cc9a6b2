"""The list under a column: which field it means; a part of the word or its pinyin narrows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.spec.pinyin import is_called
from app.ui.importing.sheet.header import LEFT_OUT, reason_of
from app.ui.style.tokens import px
from app.ui.widgets.labels import label

if TYPE_CHECKING:
    from PySide6.QtCore import QObject
    from PySide6.QtGui import QKeyEvent

    from app.reports.registers.mapping import SheetColumn
    from app.ui.importing.sheet.cells import LookedSheet

_NAME = Qt.ItemDataRole.UserRole
_MOVES = {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}


class FieldList(QFrame):
    """不取用, then what the column may mean, then every field.

    Attributes:
        chosen: the name of the field; blank leaves the column out.
    """

    chosen = Signal(str)

    def __init__(self, sheet: LookedSheet, column: SheetColumn, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("popup")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFixedWidth(px(300))
        inside = QVBoxLayout(self)
        inside.setContentsMargins(px(8), px(8), px(8), px(8))
        inside.setSpacing(px(6))
        heading = column.heading or "没有栏目名称"
        inside.addWidget(
            label(f"{column.letters} 列“{heading}”写入哪一栏？", "card-title", wrap=True)
        )
        if said := reason_of(column):
            inside.addWidget(label(said, "note", wrap=True))
        self.search = QLineEdit()
        self.search.setProperty("small", True)
        self.search.setPlaceholderText("汉字、拼音或首字母")
        self.search.setAccessibleName("找栏目")
        self.search.textChanged.connect(self._narrow)
        self.search.installEventFilter(self)
        inside.addWidget(self.search)
        self.names = QListWidget()
        self.names.setObjectName("choices")
        self.names.setAccessibleName("栏目")
        self.names.setFixedHeight(px(240))
        self.names.itemClicked.connect(self._take)
        inside.addWidget(self.names)
        self.nothing = label(
            "没有这样的栏目。可以先在名册的“列”里新增一列，再导入。", "note", wrap=True
        )
        self.nothing.hide()
        inside.addWidget(self.nothing)
        self._fill(sheet, column)

    def _fill(self, sheet: LookedSheet, column: SheetColumn) -> None:
        places = {one.field: one.letters for one in sheet.columns if one.field}
        self._add(LEFT_OUT, "")
        if column.suggestion in sheet.spec.fields:
            first = sheet.spec.fields[column.suggestion]
            self._add(f"{first.label}（把握 {column.confidence}%）", first.name)
        for field in sheet.spec.fields.values():
            other = places.get(field.name, column.letters)
            taken = f"　现在是 {other} 列" if other != column.letters else ""
            self._add(f"{field.label}{taken}", field.name)
        names = [self.names.item(place).data(_NAME) for place in range(self.names.count())]
        wanted = column.field or column.suggestion
        self.names.setCurrentRow(names.index(wanted) if wanted in names else 0)

    def _add(self, text: str, name: str) -> None:
        item = QListWidgetItem(text)
        item.setData(_NAME, name)
        self.names.addItem(item)

    def _narrow(self, typed: str) -> None:
        first = True
        for place in range(self.names.count()):
            item = self.names.item(place)
            fits = not typed.strip() or is_called(item.text(), typed)
            item.setHidden(not fits)
            if fits and first and typed.strip():
                self.names.setCurrentItem(item)
                first = False
        is_empty = all(self.names.item(n).isHidden() for n in range(self.names.count()))
        self.names.setHidden(is_empty)
        self.nothing.setVisible(is_empty)
        self.adjustSize()

    def _take(self, item: QListWidgetItem | None) -> None:
        if item is not None and not item.isHidden():
            name = str(item.data(_NAME))
            self.close()
            self.chosen.emit(name)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows move in the list while one types; Enter takes the entry."""
        if event.type() is QEvent.Type.KeyPress:
            pressed: QKeyEvent = event  # type: ignore[assignment]
            if pressed.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                self._take(self.names.currentItem())
                return True
            if pressed.key() in _MOVES:
                self.names.keyPressEvent(pressed)
                return True
        return super().eventFilter(watched, event)
