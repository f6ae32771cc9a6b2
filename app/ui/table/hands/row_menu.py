"""The menu of the right button: what can be done with the selected cells and their rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu

from app.ui.naming import READ_ONLY

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from app.ui.table.view import RegisterView

    Lines = Sequence["Entry | Submenu"]


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


class Submenu(NamedTuple):
    """Lines that belong together, behind one line of the menu."""

    text: str
    groups: Sequence[Sequence[Entry]]


def cell_lines(view: RegisterView) -> tuple[Entry, ...]:
    """What can be done with the selected cells."""
    deeds = view.deeds
    return (
        Entry("剪切", deeds.cut, "Ctrl+X"),
        Entry("复制", deeds.copy, "Ctrl+C", writes=False),
        Entry("粘贴", deeds.paste, "Ctrl+V"),
        Entry("清空", deeds.clear, "Delete"),
    )


def fill_lines(view: RegisterView) -> tuple[Entry, ...]:
    """How the selected cells can be filled from others."""
    return (
        Entry("向下填充", view.deeds.fill_down, "Ctrl+D"),
        Entry("向右填充", view.deeds.fill_right, "Ctrl+R"),
    )


def fill_menu(menu: QMenu, groups: Sequence[Lines], *, may_write: bool) -> None:
    """Put lines into a menu, a rule between the groups."""
    menu.setToolTipsVisible(True)
    for group in groups:
        if group and not menu.isEmpty():
            menu.addSeparator()
        for entry in group:
            if isinstance(entry, Submenu):
                fill_menu(menu.addMenu(entry.text), entry.groups, may_write=may_write)
                continue
            line = menu.addAction(f"{entry.text}\t{entry.key}" if entry.key else entry.text)
            line.setEnabled(may_write or not entry.writes)
            line.setToolTip("" if line.isEnabled() else READ_ONLY)
            line.triggered.connect(lambda _checked=False, act=entry.act: act())


def open_row_menu(
    view: RegisterView, place: QPoint, groups: Sequence[Lines], parent: QWidget
) -> QMenu:
    """Open the menu at a place of the viewport."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    fill_menu(menu, groups, may_write=view.may_write)
    menu.popup(view.viewport().mapToGlobal(place))
    return menu


def row_under(view: RegisterView, place: QPoint) -> bool:
    """Select the row whose number is at a place of the gutter, unless it is selected already."""
    row = view.verticalHeader().logicalIndexAt(place)
    if row >= 0 and not view.selectionModel().isRowSelected(row):
        view.selectRow(row)
    return row >= 0
