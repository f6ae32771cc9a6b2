"""The menu of the right button: what can be done with the selected cells and their rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from app.ui.table.view import RegisterView


class Entry(NamedTuple):
    """One line of the menu.

    Attributes:
        key: the key that does the same; blank where there is none.
        writes: whether it needs a ledger that can be written today.
    """

    text: str
    act: Callable[[], object]
    key: str = ""
    writes: bool = True


def open_row_menu(
    view: RegisterView, place: QPoint, *more: Sequence[Entry], parent: QWidget
) -> QMenu:
    """Open the menu at a place of the viewport.

    Args:
        more: groups of lines that the page adds below those of the cells.
    """
    deeds = view.deeds
    cells = (
        Entry("剪切", deeds.cut, "Ctrl+X"),
        Entry("复制", deeds.copy, "Ctrl+C", writes=False),
        Entry("粘贴", deeds.paste, "Ctrl+V"),
        Entry("清空", deeds.clear, "Delete"),
    )
    fills = (
        Entry("向下填充", deeds.fill_down, "Ctrl+D"),
        Entry("向右填充", deeds.fill_right, "Ctrl+R"),
    )
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for group in (cells, fills, *more):
        if not menu.isEmpty():
            menu.addSeparator()
        for entry in group:
            line = menu.addAction(f"{entry.text}\t{entry.key}" if entry.key else entry.text)
            line.setEnabled(view.may_write or not entry.writes)
            line.triggered.connect(lambda _checked=False, act=entry.act: act())
    menu.popup(view.viewport().mapToGlobal(place))
    return menu


def row_under(view: RegisterView, place: QPoint) -> bool:
    """Select the row whose number is at a place of the gutter, unless it is selected already."""
    row = view.verticalHeader().logicalIndexAt(place)
    if row >= 0 and not view.selectionModel().isRowSelected(row):
        view.selectRow(row)
    return row >= 0
