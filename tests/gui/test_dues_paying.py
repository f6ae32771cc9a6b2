"""A whole month paid while some owe months before, and the words of the numbers of dues."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from app.actions import records
from app.actions.dues.lists import make_lists
from app.actions.dues.payments import Manner, Payment, register_payments
from app.queries.dues.arrears import arrears
from app.queries.dues.year import State
from app.rules.dues.standard import months_between, standard_of
from app.rules.profile import profile_of
from app.ui.dues.asking.payment import PayDialog
from app.ui.dues.asking.standard import StandardDialog
from app.ui.dues.bar import ARREARS
from app.ui.dues.grid import FIRST, NAME
from app.ui.dues.screen import DuesScreen
from app.ui.printing.screen import PrintScreen
from app.ui.safekeeping.history import HistoryScreen
from app.ui.style.sheet import dress
from tests.gui.dues import cell, dialog_of, finish, sentences, shown, stand
from tests.gui.hands import LEFT, button_called, press

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from app.bootstrap import Desk
    from app.ui.window import MainWindow

Key = Qt.Key
NOVEMBER = FIRST + 10
LONG, SHORT = 1, 2  # numbers of 白建军, who never paid, and of 曹桂芳, who owes October


@pytest.fixture
def dues(desk: Desk, window: MainWindow, qtbot: QtBot) -> DuesScreen:
    """April to November listed at 21.90; the third and the fourth person paid up to October."""
    with desk.ledger.unit("change", "工资") as unit:
        wages = {number: {"wage_fen": 438_600, "monthly_dues_fen": 2190} for number in range(1, 5)}
        records.change_all(unit, desk.specs["member"], wages)
        unit.commit("测试")
    months = months_between("2026-04", "2026-11")
    desk.act("make_dues", "会费表", lambda unit: make_lists(unit, months), acknowledged="测试")
    paid = [
        Payment(number, month)
        for month in months[:-1]
        for number in (SHORT, 3, 4)
        if (number, month) != (SHORT, "2026-10")
    ]
    way = Manner("2026-10-10", "wage")
    desk.act(
        "pay_dues", "代扣", lambda unit: register_payments(unit, paid, way), acknowledged="测试"
    )
    return shown(window, qtbot)


def whole_month(screen: DuesScreen, qtbot: QtBot) -> PayDialog:
    screen.sheet.choose_month(NOVEMBER)
    screen.sheet.setFocus()
    press(qtbot, Key.Key_Return)
    return dialog_of(screen, PayDialog, qtbot)


def test_who_owes_earlier_months_is_named_and_left_out(dues: DuesScreen, qtbot: QtBot) -> None:
    dialog = whole_month(dues, qtbot)
    assert "登记 2 人，2026-11，2 笔，共 43.80 元。不登记 2 人，2 笔，43.80 元。" in sentences(
        dialog
    )
    assert dialog.earlier is not None
    items = dialog.earlier.items
    named = [items.item(row).text() for row in range(items.rowCount())]
    assert named == ["白建军　装配一组", "曹桂芳　装配一组"]
    told = [items.item(row).data(Qt.ItemDataRole.UserRole + 1) for row in range(2)]
    assert told == ["欠缴 7 个月，2026-04 起", "欠缴 1 个月，2026-10 起"]
    finish(dues, dialog, qtbot)
    assert [cell(dues, row, 11) for row in range(4)] == ["应 21.90", "应 21.90", "21.90", "21.90"]
    (long, _short) = arrears(dues.office.desk.reader, dues.office.desk.today)
    assert (long.member_id, long.in_a_row, long.is_long) == (LONG, 7, True)


def test_one_click_takes_somebody_in(dues: DuesScreen, qtbot: QtBot) -> None:
    dialog = whole_month(dues, qtbot)
    assert dialog.earlier is not None
    place = dialog.earlier.visualRect(dialog.earlier.items.index(1, 0)).center()
    qtbot.mouseClick(dialog.earlier.viewport(), LEFT, pos=place)
    assert "登记 3 人，2026-11，3 笔，共 65.70 元。不登记 1 人，1 笔，21.90 元。" in sentences(
        dialog
    )
    assert dialog.go.text() == "登记 3 笔"
    qtbot.mouseClick(dialog.all_in, LEFT)
    assert "4 人，2026-11，4 笔，共 87.60 元。" in sentences(dialog)
    assert "不登记" not in dialog.said.text()
    qtbot.mouseClick(dialog.none_in, LEFT)
    dialog.earlier.setCurrentIndex(dialog.earlier.items.index(0, 0))
    dialog.earlier.setFocus()
    press(qtbot, Key.Key_Space)
    finish(dues, dialog, qtbot)
    assert [cell(dues, row, 11) for row in range(2)] == ["21.90", "应 21.90"]


def test_nobody_ticked_is_nothing_to_register(dues: DuesScreen, qtbot: QtBot) -> None:
    dues.sheet.clearSelection()
    for row in (0, 1):
        index = dues.lines.index(row, NOVEMBER)
        dues.sheet.selectionModel().select(index, dues.sheet.selectionModel().SelectionFlag.Select)
    dialog = dues.deeds.pay()
    assert dialog is not None
    assert "还没有勾选要登记的人，不登记 2 人，2 笔，43.80 元。" in sentences(dialog)
    assert not dialog.go.isEnabled()
    assert dialog.go.toolTip()


def test_one_person_is_paid_knowing_of_earlier_months(dues: DuesScreen, qtbot: QtBot) -> None:
    stand(dues, 0, 11)
    press(qtbot, Key.Key_Return)
    dialog = dialog_of(dues, PayDialog, qtbot)
    assert "白建军以前的月份还有欠缴 7 个月，2026-04 起。" in sentences(dialog)
    assert dialog.earlier is None
    finish(dues, dialog, qtbot)
    assert cell(dues, 0, 11) == "21.90"


def test_pasted_amounts_were_taken_and_stay_ticked(dues: DuesScreen, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText("21.90\n21.90\n21.90\n21.90")
    stand(dues, 0, 11)
    dialog = dues.deeds.paste()
    assert dialog is not None
    assert dialog.earlier is not None
    assert "4 人，2026-11，4 笔，共 87.60 元。" in sentences(dialog)
    qtbot.mouseClick(dialog.none_in, LEFT)
    assert dialog.go.text() == "登记 2 笔"


# --- words of the numbers ------------------------------------------------------------------


def test_the_head_parts_arrears_from_the_month_not_over(dues: DuesScreen, qtbot: QtBot) -> None:
    facts = dues.head.facts
    assert facts.whole_text() == (
        "欠缴 175.20　本月未缴 87.60　连续六个月未交 1 人　应缴 700.80　实缴 438.00"
    )
    assert "不算欠缴" in facts.parts[1].toolTip()
    qtbot.mouseClick(facts.parts[0], LEFT)
    assert (dues.bar.state, [line.name for line in dues.lines.lines]) == (
        State.OVERDUE,
        ["白建军", "曹桂芳"],
    )
    qtbot.mouseClick(facts.parts[1], LEFT)
    assert (dues.bar.state, dues.bar.month, dues.lines.count()) == (State.OWED, 11, 4)
    dues.bar.turn_mode(ARREARS)
    assert facts.whole_text() == "欠缴 2 人　175.20 元　连续六个月未交 1 人"


def test_months_listed_beforehand_are_no_arrears_either(dues: DuesScreen) -> None:
    desk = dues.office.desk
    changed = desk.act("make", "会费表", lambda u: make_lists(u, ["2026-12"]), acknowledged="测试")
    dues.office.hub.changed.emit(changed)
    assert "未到期 175.20" in dues.head.facts.whole_text()
    assert "欠缴 175.20" in dues.head.facts.whole_text()


def test_every_column_of_totals_says_how_it_is_counted(dues: DuesScreen) -> None:
    horizontal, tip = Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole
    assert "收缴期" in str(dues.lines.headerData(FIRST + 13, horizontal, tip))
    assert "欠缴 153.30" in dues.lines.cell(0, FIRST + 13).message
    widths = [dues.sheet.columnWidth(column) for column in (FIRST + 12, FIRST + 13)]
    assert max(widths) < 2 * min(widths)  # what is left over goes to no amount


# --- there and back ------------------------------------------------------------------------


def test_the_preview_leads_back_to_the_dues(
    dues: DuesScreen, window: MainWindow, qtbot: QtBot
) -> None:
    dues.bar.turn_mode(ARREARS)
    qtbot.mouseClick(button_called(dues.head, "打印"), LEFT)
    screen = window.current_screen
    assert isinstance(screen, PrintScreen)
    assert screen.preview.back.text() == "返回会费"
    qtbot.waitUntil(screen.preview.print_button.isEnabled, timeout=10_000)
    qtbot.mouseClick(screen.preview.back, LEFT)
    assert window.current_screen is dues
    assert dues.bar.modes.value() == ARREARS


def test_a_new_standard_is_undone_like_anything_else(
    dues: DuesScreen, window: MainWindow, qtbot: QtBot
) -> None:
    qtbot.mouseClick(button_called(dues.head, "标准"), LEFT)
    dialog = dialog_of(dues, StandardDialog, qtbot)
    assert dialog.from_month.value == "2026-12"  # November is listed
    editor = dialog.rate.editor
    editor.selectAll()  # type: ignore[union-attr]
    assert editor.text() == "0.50"  # type: ignore[union-attr]
    qtbot.keyClicks(editor, "1")
    assert dialog.from_month.editor.placeholderText() == "例如 2026.12"  # type: ignore[union-attr]
    dialog.from_month.show_value(None)
    finish(dues, dialog, qtbot)
    reader = dues.office.desk.reader
    card = "SELECT monthly_dues_fen FROM member WHERE id = 1"
    assert reader.exec_driver_sql(card).scalar() == 4380
    window.undo()
    assert reader.exec_driver_sql(card).scalar() == 2190
    assert "已撤销：设定会费标准" in window.status.told.whole_text()


def test_a_standard_left_as_it_is_wants_a_source_and_is_confirmed_by_it(
    dues: DuesScreen, window: MainWindow, qtbot: QtBot
) -> None:
    qtbot.mouseClick(button_called(dues.head, "标准"), LEFT)
    dialog = dialog_of(dues, StandardDialog, qtbot)
    qtbot.mouseClick(dialog.go, LEFT)
    assert dialog.isVisible()
    assert "和现在的标准一样。" in "".join(sentences(dialog))
    qtbot.keyClicks(dialog.source.editor, "2026-7")
    finish(dues, dialog, qtbot)
    figure = profile_of(dues.office.desk.reader).figure("dues.rate", "2026-12-01")
    assert (figure.value, figure.citation.title) == (50, "2026-7")
    window.go("history")
    history = window.current_screen
    assert isinstance(history, HistoryScreen)
    history.undo()
    qtbot.waitUntil(lambda: history.actions_list.known[0]["name"] == "undo")
    assert history.actions_list.known[1]["undone"]
    assert not history.undo_button.isEnabled()


def test_one_sum_for_everybody_is_chosen_in_place_of_a_rate(
    dues: DuesScreen, window: MainWindow, qtbot: QtBot
) -> None:
    qtbot.mouseClick(button_called(dues.head, "标准"), LEFT)
    dialog = dialog_of(dues, StandardDialog, qtbot)
    assert not dialog.fixed.isVisible()
    qtbot.mouseClick(button_called(dialog, "定额，每人一样"), LEFT)
    assert dialog.fixed.isVisible()
    assert not dialog.rate.isVisible()
    qtbot.mouseClick(dialog.go, LEFT)
    assert "请填每人每月交多少元" in sentences(dialog)
    assert dialog.isVisible()
    qtbot.keyClicks(dialog.fixed.editor, "5")
    finish(dues, dialog, qtbot)
    reader = dues.office.desk.reader
    assert standard_of(profile_of(reader), "2026-11").fixed_fen == 0
    assert standard_of(profile_of(reader), "2026-12").fixed_fen == 500
    make = dues.deeds.make()
    assert make is not None
    assert "2026-12　新增 4 人，应缴 20.00 元" in make.outcome.text()
    assert "现行标准：每人每月定额 5.00 元；按月收缴" in sentences(make)
    make.reject()
    window.undo()
    assert standard_of(profile_of(reader), "2026-12").fixed_fen == 0


def test_receipts_of_the_chosen_months_open_in_preview(
    dues: DuesScreen, window: MainWindow, qtbot: QtBot
) -> None:
    dues.sheet.choose_month(NOVEMBER)
    qtbot.mouseClick(button_called(dues.head, "打印收据"), LEFT)
    assert "没有收据可打" in sentences(dues.findings)  # nobody has paid November
    dues.sheet.choose_month(NOVEMBER - 1)
    qtbot.mouseClick(button_called(dues.head, "打印收据"), LEFT)
    preview = window.current_screen
    assert isinstance(preview, PrintScreen)
    assert preview.preview.head.title.text() == "工会会费收据"
    qtbot.waitUntil(preview.preview.print_button.isEnabled, timeout=10_000)
    assert "共 1 页" in preview.preview.head.facts.whole_text()  # two people


def test_large_text_leaves_room_for_eight_people(
    dues: DuesScreen, dressed: QApplication, qtbot: QtBot
) -> None:
    """The page as high as a window of 768 pixels with a reminder leaves it."""
    assert dues.totals.sizeHint().height() > 2 * dues.sheet.rowHeight(0)
    dress(dressed, 1.5, shipped_only=True)
    try:
        screen = DuesScreen(dues.office)
        qtbot.addWidget(screen)
        screen.resize(1282, 492)
        screen.refresh()
        screen.show()
        qtbot.waitExposed(screen)
        assert screen.sheet.viewport().height() >= 8 * screen.sheet.rowHeight(0)
        assert screen.sums.count() == 1
        word = screen.totals.visualRect(screen.sums.index(0, NAME)).center()
        qtbot.mouseClick(screen.totals.viewport(), LEFT, pos=word)
        assert screen.totals.others.isVisible()
        screen.totals.others.actions()[1].trigger()
        screen.totals.others.hide()
        assert screen.sums.cell(0, NAME).text == "实缴 ▾"
        told = screen.sums.cell(0, FIRST + 3)
        assert (told.text, told.message) == (
            "65.70",
            "应缴 87.60　实缴 65.70　未缴 21.90。按一下，看是哪些人",
        )
        april = screen.totals.visualRect(screen.sums.index(0, FIRST + 3)).center()
        qtbot.mouseClick(screen.totals.viewport(), LEFT, pos=april)
        assert (screen.bar.state, screen.bar.month) == (State.PAID, 4)
    finally:
        dress(dressed, 1.0, shipped_only=True)
