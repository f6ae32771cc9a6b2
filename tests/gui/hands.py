"""What hands do in a window: keys, words composed, and looking at cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QInputMethodEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QPushButton

from app.queries.listing import rows
from app.ui.register.entry.form import RecordForm

if TYPE_CHECKING:
    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from app.ui.register.entry.form_input import FormInput
    from app.ui.register.screen import RegisterScreen

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
LEFT = Qt.MouseButton.LeftButton


# --- cells --------------------------------------------------------------------------------------


def column(screen: RegisterScreen, name: str) -> int:
    return [field.name for field in screen.card.model.fields].index(name)


def stand_on(screen: RegisterScreen, row: int, name: str) -> None:
    screen.card.view.setFocus()
    screen.card.view.go(row, column(screen, name))


def select(screen: RegisterScreen, first: tuple[int, str], last: tuple[int, str]) -> None:
    stand_on(screen, *first)
    screen.card.view.go(last[0], column(screen, last[1]), extend=True)


def stored(screen: RegisterScreen, row: int, name: str) -> object:
    model = screen.card.model
    found = rows(model.office.desk.reader, model.spec, [model.ids[row]], (name,))
    return found[0][name]


def shown(screen: RegisterScreen, row: int, name: str) -> str:
    return screen.card.model.text(row, column(screen, name))


def place(screen: RegisterScreen) -> tuple[int, str]:
    current = screen.card.view.currentIndex()
    return current.row(), screen.card.model.fields[current.column()].name


def names(screen: RegisterScreen) -> list[str]:
    return [shown(screen, row, "name") for row in range(len(screen.card.model.ids))]


# --- keys and mouse -----------------------------------------------------------------------------


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def press(qtbot: QtBot, *keys: Qt.Key | str, modifier: Qt.KeyboardModifier | None = None) -> None:
    for key in keys:
        if not isinstance(key, str):
            qtbot.keyClick(focused(), key, modifier or Qt.KeyboardModifier.NoModifier)
        elif key.isascii():
            for letter in key:  # the first one opens the editor that takes the others
                qtbot.keyClicks(focused(), letter)
        else:
            compose(focused(), "", key)  # as an input method hands over a chosen word


def compose(target: object, preedit: str, commit: str = "") -> None:
    event = QInputMethodEvent(preedit, [])
    if commit:
        event.setCommitString(commit)
    QApplication.sendEvent(target, event)  # type: ignore[arg-type]


def drag(qtbot: QtBot, widget: QWidget, start: QPoint, *way: QPoint) -> None:
    """Press at a place, move along others with the button held, let go at the last."""
    qtbot.mousePress(widget, LEFT, pos=start)
    for stop in way:
        move(widget, stop)
    qtbot.mouseRelease(widget, LEFT, pos=way[-1])


def move(widget: QWidget, stop: QPoint, held: Qt.MouseButton = LEFT) -> None:
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(stop),
        QPointF(widget.mapToGlobal(stop)),
        Qt.MouseButton.NoButton,
        held,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(widget, event)


# --- menus --------------------------------------------------------------------------------------


def lines_of(menu: QMenu) -> list[QAction]:
    """The lines of a menu and of all behind it, but for rules."""
    found = []
    for action in menu.actions():
        inner = action.menu()
        if isinstance(inner, QMenu):
            found += lines_of(inner)
        elif not action.isSeparator():
            found.append(action)
    return found


def line_called(menu: QMenu, text: str) -> QAction:
    return next(made for made in lines_of(menu) if made.text().split("\t")[0] == text)


# --- buttons and forms --------------------------------------------------------------------------


def button_called(parent: QWidget, text: str) -> QPushButton:
    QApplication.processEvents()  # what was just added to a layout is shown by the event loop
    return next(
        made
        for made in parent.findChildren(QPushButton)
        if made.text() == text and not made.isHidden()
    )


def form_of(screen: RegisterScreen, qtbot: QtBot) -> RecordForm:
    form = screen.findChildren(RecordForm)[-1]
    qtbot.waitUntil(form.isActiveWindow)
    return form


def type_into(qtbot: QtBot, made: FormInput, text: str) -> None:
    made.editor.setFocus()
    if isinstance(made.editor, QLineEdit):
        made.editor.selectAll()
        if text.isascii():
            qtbot.keyClicks(made.editor, text)
        else:
            made.editor.insert(text)
            made.editor.textEdited.emit(text)
