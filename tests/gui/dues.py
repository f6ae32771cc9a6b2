"""What hands do on the page of dues."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from PySide6.QtWidgets import QLabel

from app.actions.dues.payments import Manner, Payment, register_payments
from app.queries.dues.plan import listed
from app.ui.dues.grid import FIRST
from app.ui.dues.screen import DuesScreen
from tests.gui.hands import LEFT

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from app.bootstrap import Desk
    from app.store.unit import Changed
    from app.ui.dues.asking.dialogs import MakeDialog, WithdrawDialog
    from app.ui.dues.asking.payment import PayDialog
    from app.ui.window import MainWindow

D = TypeVar("D", bound="QWidget")


def withhold(desk: Desk, month: str) -> Changed:
    """Everybody on the list of ``month`` pays out of the wages, on the tenth."""
    payments = [Payment(number, month) for number in listed(desk.reader, month)]
    manner = Manner(f"{month}-10", "wage")
    return desk.act(
        "pay_dues",
        "代扣",
        lambda unit: register_payments(unit, payments, manner),
        acknowledged="测试",
    )


def shown(window: MainWindow, qtbot: QtBot) -> DuesScreen:
    window.go("dues_sheet")
    screen = window.current_screen
    assert isinstance(screen, DuesScreen)
    qtbot.waitUntil(screen.isVisible)
    screen.take_focus()
    return screen


def dialog_of(screen: QWidget, kind: type[D], qtbot: QtBot) -> D:
    qtbot.waitUntil(lambda: any(each.isVisible() for each in screen.findChildren(kind)))
    dialog = [each for each in screen.findChildren(kind) if each.isVisible()][-1]
    qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


def finish(
    screen: DuesScreen, dialog: MakeDialog | PayDialog | WithdrawDialog, qtbot: QtBot
) -> None:
    freed = []
    screen.tasks.freed.connect(lambda: freed.append(True))
    qtbot.mouseClick(dialog.go, LEFT)
    qtbot.waitUntil(lambda: bool(freed))


def stand(screen: DuesScreen, row: int, month: int) -> None:
    screen.sheet.setFocus()
    screen.sheet.setCurrentIndex(screen.lines.index(row, FIRST + month - 1))


def cell(screen: DuesScreen, row: int, month: int) -> str:
    return screen.lines.cell(row, FIRST + month - 1).text


def total(screen: DuesScreen, row: int, month: int) -> str:
    return screen.sums.cell(row, FIRST + month - 1).text


def sentences(screen: QWidget) -> str:
    return "\n".join(made.text() for made in screen.findChildren(QLabel) if made.isVisible())
