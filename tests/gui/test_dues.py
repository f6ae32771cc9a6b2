"""The page of dues: lists, payments by keys and clicks, arrears, and what a person's panel says."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit

from app.actions import records
from app.actions.dues.lists import make_lists
from app.queries.dues.year import State
from app.rules.dues.standard import months_between
from app.ui.dues.account import DuesAccount
from app.ui.dues.asking.dialogs import MakeDialog, WithdrawDialog
from app.ui.dues.asking.payment import PayDialog
from app.ui.dues.grid import FIRST, NAME
from app.ui.printing.screen import PrintScreen
from app.ui.register.entry.form import RecordForm
from app.ui.register.reveal import Reveals
from app.ui.register.screen import RegisterScreen
from tests.gui.dues import cell, dialog_of, finish, sentences, shown, stand, total, withhold
from tests.gui.hands import CTRL, LEFT, SHIFT, button_called, press, type_into

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from app.bootstrap import Desk
    from app.ui.dues.screen import DuesScreen
    from app.ui.window import MainWindow

D = TypeVar("D", bound="QWidget")
Key = Qt.Key
NOVEMBER = FIRST + 10


@pytest.fixture
def wages(desk: Desk) -> None:
    """Everybody of the template has 4,386 yuan; the second to fourth an amount on the card."""
    with desk.ledger.unit("change", "工资") as unit:
        records.change_all(
            unit, desk.specs["member"], {number: {"wage_fen": 438_600} for number in range(1, 5)}
        )
        unit.commit("测试")


@pytest.fixture
def dues(wages: None, window: MainWindow, qtbot: QtBot) -> DuesScreen:
    return shown(window, qtbot)


@pytest.fixture
def listed(wages: None, desk: Desk, window: MainWindow, qtbot: QtBot) -> DuesScreen:
    """April to November listed; April paid."""
    months = months_between("2026-04", "2026-11")
    desk.act("make_dues", "会费表", lambda u: make_lists(u, months), acknowledged="测试")
    withhold(desk, "2026-04")
    return shown(window, qtbot)


def test_who_has_no_base_is_named_before_the_list_is_made(window: MainWindow, qtbot: QtBot) -> None:
    dues = shown(window, qtbot)
    qtbot.mouseClick(button_called(dues.empty, "生成会费表"), LEFT)
    dialog = dialog_of(dues, MakeDialog, qtbot)
    assert "，1 人没有基数（白建军），应缴待定" in dialog.outcome.text()
    dialog.reject()


def test_the_first_list_is_made_from_the_empty_page(dues: DuesScreen, qtbot: QtBot) -> None:
    assert dues.stack.currentWidget() is dues.empty
    qtbot.mouseClick(button_called(dues.empty, "生成会费表"), LEFT)
    dialog = dialog_of(dues, MakeDialog, qtbot)
    assert "2026-11　新增 4 人，应缴 91.90 元" in dialog.outcome.text()
    finish(dues, dialog, qtbot)
    assert [cell(dues, row, 11) for row in range(4)] == [
        "应 21.90",
        "应 24.00",
        "应 25.00",
        "应 21.00",
    ]
    assert (total(dues, 0, 11), total(dues, 1, 11), total(dues, 2, 11)) == ("91.90", "-", "91.90")


def test_a_whole_month_is_paid_but_for_one(listed: DuesScreen, qtbot: QtBot) -> None:
    """Withheld from the wages: the heading selects the month, Ctrl+click leaves one out."""
    heading = listed.sheet.horizontalHeader()
    place = QPoint(heading.sectionViewportPosition(NOVEMBER) + 10, heading.height() // 2)
    qtbot.mouseClick(heading.viewport(), LEFT, pos=place)
    third = listed.sheet.visualRect(listed.lines.index(2, NOVEMBER)).center()
    qtbot.mouseClick(listed.sheet.viewport(), LEFT, CTRL, third)
    listed.sheet.setFocus()
    press(qtbot, Key.Key_Return)
    dialog = dialog_of(listed, PayDialog, qtbot)
    qtbot.mouseClick(dialog.all_in, LEFT)  # all of them owe months before
    assert "3 人，2026-11，3 笔，共 66.90 元。" in sentences(dialog)
    assert dialog.go.text() == "登记 3 笔"
    finish(listed, dialog, qtbot)
    assert [cell(listed, row, 11) for row in range(4)] == ["21.90", "24.00", "应 25.00", "21.00"]
    assert total(listed, 1, 11) == "66.90"


def test_some_months_of_one_person_with_a_receipt(listed: DuesScreen, qtbot: QtBot) -> None:
    stand(listed, 0, 5)
    press(qtbot, Key.Key_Right, modifier=SHIFT)
    press(qtbot, Key.Key_Return)
    dialog = dialog_of(listed, PayDialog, qtbot)
    qtbot.mouseClick(dialog.receipt, LEFT)
    assert dialog.receipt.isChecked()
    qtbot.mouseClick(dialog.go, LEFT)
    assert dialog.isVisible()  # a receipt has a number
    dialog.asked["receipt_no"].editor.setFocus()
    press(qtbot, "0000101")
    finish(listed, dialog, qtbot)
    assert [cell(listed, 0, month) for month in (5, 6, 7)] == ["21.90", "21.90", "欠 21.90"]
    reader = listed.office.desk.reader
    receipt = reader.exec_driver_sql("SELECT number, payer, months, amount_fen FROM dues_receipt")
    assert tuple(receipt.one()) == ("0000101", "白建军", "2026-05至2026-06", 4380)
    listed.office.undo(show=listed.findings.show_error)
    assert cell(listed, 0, 5) == "欠 21.90"


def test_paying_in_advance(listed: DuesScreen, qtbot: QtBot) -> None:
    stand(listed, 1, 11)
    press(qtbot, Key.Key_Right, modifier=SHIFT)
    press(qtbot, Key.Key_Return)
    dialog = dialog_of(listed, PayDialog, qtbot)
    assert "其中 1 笔是预缴" in sentences(dialog)
    finish(listed, dialog, qtbot)
    assert [cell(listed, 1, month) for month in (11, 12)] == ["24.00", "24.00"]
    assert cell(listed, 0, 12) == ""


def test_a_column_is_pasted(listed: DuesScreen, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText("21.90\r\n\r\n20\r\n21\r\n")
    stand(listed, 0, 10)
    qtbot.keyClick(listed.sheet, Key.Key_V, CTRL)
    dialog = dialog_of(listed, PayDialog, qtbot)
    assert "3 笔，共 62.90 元。有 1 笔与应缴数不同" in sentences(dialog)
    finish(listed, dialog, qtbot)
    assert [cell(listed, row, 10) for row in range(4)] == ["21.90", "欠 24.00", "欠 5.00", "21.00"]


@pytest.mark.parametrize(
    ("text", "said"),
    [("21.90\n二十", "有 1 格不是金额（二十）"), ("1\n1\n1\n1\n1", "比表里的多")],
)
def test_what_cannot_be_pasted_changes_nothing(
    listed: DuesScreen, qtbot: QtBot, text: str, said: str
) -> None:
    QGuiApplication.clipboard().setText(text)
    stand(listed, 0, 10)
    qtbot.keyClick(listed.sheet, Key.Key_V, CTRL)
    assert said in sentences(listed.findings)
    assert total(listed, 1, 10) == "-"


def test_a_payment_is_corrected_with_a_reason(listed: DuesScreen, qtbot: QtBot) -> None:
    stand(listed, 0, 4)
    press(qtbot, Key.Key_Delete)
    dialog = dialog_of(listed, WithdrawDialog, qtbot)
    qtbot.mouseClick(dialog.go, LEFT)
    assert dialog.isVisible()  # without a reason nothing is taken back
    line = dialog.reason.editor
    assert isinstance(line, QLineEdit)
    line.setText("登记错人")
    line.textEdited.emit("登记错人")
    finish(listed, dialog, qtbot)
    assert cell(listed, 0, 4) == "欠 21.90"
    stand(listed, 0, 5)
    qtbot.keyClick(listed.sheet, Key.Key_Delete)
    assert "没有登记过缴费" in sentences(listed.findings)


def test_a_total_answers_with_its_names(listed: DuesScreen, qtbot: QtBot) -> None:
    place = listed.totals.visualRect(listed.sums.index(1, FIRST + 3)).center()
    qtbot.mouseClick(listed.totals.viewport(), LEFT, pos=place)
    assert (listed.bar.state, listed.bar.month) == (State.PAID, 4)
    assert len(listed.lines.lines) == 4
    unpaid = listed.totals.visualRect(listed.sums.index(1, FIRST + 4)).center()
    qtbot.mouseClick(listed.totals.viewport(), LEFT, pos=unpaid)  # nought has no names
    assert listed.bar.month == 4
    qtbot.mouseClick(button_called(listed.bar, "减免"), LEFT)
    assert listed.lines.count() == 0
    listed.search("白")
    qtbot.mouseClick(button_called(listed.bar, "减免"), LEFT)
    assert [line.name for line in listed.lines.lines] == ["白建军"]


def test_initials_find_in_the_sheet_and_among_the_arrears(
    listed: DuesScreen, window: MainWindow, qtbot: QtBot
) -> None:
    listed.search("cgf")
    assert [line.name for line in listed.lines.lines] == ["曹桂芳"]
    listed.search("")
    qtbot.mouseClick(button_called(listed.bar, "欠缴名单"), LEFT)
    assert "教育谈话" in window.status.aside.text()
    known = listed.owing.count()
    assert known > 1
    listed.search("cgf")
    assert [each.name for each in listed.owing.found] == ["曹桂芳"]
    assert listed.bar.shown.whole_text() == f"欠缴 1 / {known} 人"
    assert "教育谈话" in window.status.aside.text()  # keys of this list, not of the sheet
    listed.search("没有这个人")
    assert listed.stack.currentWidget() is listed.arrears  # not “没有人欠缴”
    listed.search("")
    assert listed.owing.count() == known


def test_names_stay_where_the_months_move(
    listed: DuesScreen, window: MainWindow, qtbot: QtBot
) -> None:
    window.resize(900, 700)
    sheet, totals = listed.sheet, listed.totals
    qtbot.waitUntil(lambda: sheet.horizontalScrollBar().maximum() > 200)
    sheet.setCurrentIndex(listed.lines.index(1, FIRST + 11))
    assert sheet.horizontalScrollBar().value() > 100
    for table in (sheet, totals):
        name = table.plain.index(0, NAME)
        assert table.visualRect(name).left() == 0
        assert table.indexAt(table.visualRect(name).center()) == name
    chosen = sheet.selectionModel().selectedIndexes()
    qtbot.mouseClick(sheet.horizontalHeader().viewport(), LEFT, pos=QPoint(20, 10))
    assert sheet.selectionModel().selectedIndexes() == chosen  # nor the month behind 姓名
    sheet.setCurrentIndex(listed.lines.index(1, FIRST))
    month = sheet.visualRect(listed.lines.index(1, FIRST))
    assert month.left() >= sheet.columnWidth(NAME)  # out from behind it


def test_arrears_lead_to_the_talk(listed: DuesScreen, qtbot: QtBot) -> None:
    qtbot.mouseClick(button_called(listed.bar, "欠缴名单"), LEFT)
    assert listed.stack.currentWidget() is listed.arrears
    first = [listed.owing.cell(0, column).text for column in range(9)]
    assert first[3:7] == ["6 个月", "2026-05", "6", "150.00"]
    assert first[8] == "应谈话"
    listed.take_focus()
    press(qtbot, Key.Key_Return)
    form = dialog_of(listed, RecordForm, qtbot)
    type_into(qtbot, form.inputs["held_on"], "2026-11-18")
    qtbot.keyClick(form, Key.Key_S, CTRL)
    qtbot.waitUntil(lambda: listed.owing.cell(0, 8).text == "2026-11-18 已谈话")


def test_talks_leave_nothing_on_the_page(listed: DuesScreen, qtbot: QtBot) -> None:
    qtbot.mouseClick(button_called(listed.bar, "欠缴名单"), LEFT)
    before = len(listed.findChildren(Reveals))
    for _talk in range(2):
        listed.activateWindow()
        qtbot.waitUntil(listed.isActiveWindow)
        listed.take_focus()
        press(qtbot, Key.Key_Return)
        dialog_of(listed, RecordForm, qtbot).reject()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert listed.findChildren(RecordForm) == []
    assert len(listed.findChildren(Reveals)) == before


def test_the_year_is_turned_and_the_sheet_printed(
    listed: DuesScreen, window: MainWindow, qtbot: QtBot
) -> None:
    qtbot.mouseClick(listed.bar.before, LEFT)
    assert listed.stack.currentWidget() is listed.empty
    qtbot.mouseClick(listed.bar.after, LEFT)
    assert listed.lines.count() == 4
    qtbot.mouseClick(button_called(listed.head, "打印"), LEFT)
    assert isinstance(window.current_screen, PrintScreen)


def test_the_panel_of_a_person_says_what_is_owed(
    listed: DuesScreen, window: MainWindow, qtbot: QtBot
) -> None:
    window.go("member")
    members = window.current_screen
    assert isinstance(members, RegisterScreen)
    members.card.view.go(0, 0)
    account = members.findChild(DuesAccount)
    assert isinstance(account, DuesAccount)
    assert account.paid.text() == "已交至 2026-04"
    assert account.owed.text() == "欠缴 2026-05 起 6 个月，131.40 元"
    qtbot.mouseClick(account.open, LEFT)
    assert window.current_screen is listed
    assert listed.sheet.currentIndex().row() == 0
    qtbot.mouseClick(account.receipt, LEFT)
    preview = window.current_screen
    assert isinstance(preview, PrintScreen)
    assert preview.preview.head.title.text() == "工会会费收据"
    qtbot.waitUntil(preview.preview.print_button.isEnabled, timeout=10_000)


@pytest.mark.usefixtures("wages")
def test_the_panel_of_a_person_hears_of_dues_that_are_listed_elsewhere(
    members: RegisterScreen,
) -> None:
    account = members.findChild(DuesAccount)
    assert isinstance(account, DuesAccount)
    assert account.isHidden()
    members.office.act(
        "make_dues",
        "会费表",
        lambda unit: make_lists(unit, ["2026-04"]),
        ask=lambda _findings: "测试",
        refuse=pytest.fail,
        show=pytest.fail,
    )
    assert not account.isHidden()
    assert account.owed.text().startswith("欠缴 2026-04 起 1 个月")


def test_who_has_paid_since_is_explained_under_the_mouse(
    listed: DuesScreen, desk: Desk, qtbot: QtBot
) -> None:
    withhold(desk, "2026-10")
    listed.refresh()
    found = listed.owing.found
    assert [each.in_a_row for each in found] == [0] * len(found)
    cell = listed.owing.cell(0, 3)
    assert cell.text == "近期交过"
    assert "更早的月份" in cell.message
