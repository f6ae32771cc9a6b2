"""The window around the pages."""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget

from app.actions.definitions import take_in
from app.errors import Refused
from app.ui.composing import Composition
from app.ui.crash import CrashHandler, crash_dialog, details
from app.ui.office import Office
from app.ui.register.catalogue import RegisterCatalogue
from app.ui.screens.registry import PLACES, entries
from app.ui.style.sheet import style_sheet
from app.ui.style.tokens import WINDOW_HEIGHT, WINDOW_WIDTH
from app.ui.tasks import Cancelled, Progress, Task, end_all
from app.ui.widgets.task_bar import TaskBar
from app.ui.window import MainWindow

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from pytestqt.qtbot import QtBot

    from app.bootstrap import Desk
    from app.ui.preferences import Preferences
    from app.ui.register.screen import RegisterScreen

Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton


# --- going about ----------------------------------------------------------------------------


def test_chapters_lead_to_their_pages(window: MainWindow, qtbot: QtBot) -> None:
    shown = window.chapters.names()
    assert shown == [place.name for place in PLACES if place.name in shown]  # in the design's order
    upper = window.chapters._upper
    item = upper.item_called("工作台账")
    assert item is not None
    place = upper.visualRect(item.index()).center()
    qtbot.mouseClick(upper.viewport(), LEFT, pos=place)
    assert window.current_screen is not None
    assert window.current_screen.title == "文体活动登记"


def test_the_chapters_obey_the_keyboard(window: MainWindow, qtbot: QtBot) -> None:
    window.go("member")
    upper = window.chapters._upper
    upper.setFocus()
    qtbot.keyClick(upper, Key.Key_Down)
    qtbot.keyClick(upper, Key.Key_Return)
    assert window.current_screen is not None
    assert window.current_screen.chapter == "工作台账"


def test_tabs_turn_the_pages_of_a_chapter(window: MainWindow, qtbot: QtBot) -> None:
    window.go("member")
    tab = next(
        made
        for made in window.findChildren(QPushButton)
        if made.property("kind") == "tab" and made.text() == "会籍变动"
    )
    qtbot.mouseClick(tab, LEFT)
    assert window.current_screen is not None
    assert window.current_screen.title == "会籍变动"


def test_a_row_being_typed_is_saved_before_the_page_is_left(
    window: MainWindow, activities: RegisterScreen, qtbot: QtBot
) -> None:
    view = activities.card.view
    view.go(3, 1)
    qtbot.keyClicks(view, "R")
    window.go("member")  # held_on is missing: the page stays and says so
    assert window.current_screen is activities
    assert activities.card.model.draft == {"name": "R"}


def test_the_top_bar_says_whose_ledger_it_is(window: MainWindow) -> None:
    assert window.top.union.whole_text() == "临湖市测试机械有限公司工会委员会"
    assert window.windowTitle() == "工会台账 — 测试.ghdb"


def test_every_page_can_be_built(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    for entry in entries(desk.specs):
        window.go(entry.name)
        assert window.current_screen is not None
        assert window.current_screen.title


# --- text sizes -----------------------------------------------------------------------------


def test_every_page_fits_the_office_screen(sized_window: MainWindow, desk: Desk) -> None:
    for entry in entries(desk.specs):
        sized_window.go(entry.name)
        QApplication.processEvents()
        least = sized_window.minimumSizeHint()
        assert least.width() <= WINDOW_WIDTH, entry.title
        assert least.height() <= WINDOW_HEIGHT - 40, entry.title  # the task bar takes 40
        assert cut_buttons(sized_window) == [], entry.title


def cut_buttons(window: MainWindow) -> list[str]:
    """Words on buttons that have less room than they need."""
    return [
        made.text()
        for made in window.findChildren(QPushButton)
        if made.isVisible() and made.width() < made.minimumSizeHint().width()
    ]


def test_choosing_a_text_size_rebuilds_the_window(
    window: MainWindow, office: Office, qtbot: QtBot
) -> None:
    window.go("settings")
    with qtbot.waitSignal(office.text_size_wanted) as asked:
        chosen = next(
            made for made in window.findChildren(QPushButton) if made.text() == "更大 150%"
        )
        qtbot.mouseClick(chosen, LEFT)
    assert asked.args == [1.5]


def test_the_style_sheet_is_filled_in() -> None:
    sheet = style_sheet()
    assert "$" not in sheet
    assert "dp" not in sheet.split("*/", 1)[1].replace("dp-", "")


# --- input methods --------------------------------------------------------------------------


def test_shortcuts_are_quiet_while_a_word_is_composed(
    dressed: QApplication, window: MainWindow, qtbot: QtBot
) -> None:
    guard = Composition(dressed)
    window.go("member")
    line = window.top.search
    line.setFocus()
    QApplication.sendEvent(line, QInputMethodEvent("zxm", []))
    assert guard.is_active
    override = QKeyEvent(
        QEvent.Type.ShortcutOverride, Key.Key_Z, Qt.KeyboardModifier.ControlModifier
    )
    override.ignore()
    QApplication.sendEvent(line, override)
    assert override.isAccepted()  # Ctrl+Z is the word's, not the ledger's
    done = QInputMethodEvent("", [])
    done.setCommitString("张小明")
    QApplication.sendEvent(line, done)
    assert not guard.is_active
    assert line.text() == "张小明"
    screen = window.current_screen
    assert screen is not None
    qtbot.waitUntil(lambda: screen.search_text == "张小明")  # now it is text, and searched for


# --- long work ------------------------------------------------------------------------------


def test_long_work_runs_beside_the_window(qtbot: QtBot) -> None:
    def work(progress: Progress) -> object:
        for step in range(1, 4):
            progress(step, 3)
        return threading.current_thread().name

    task = Task("数数", work)
    steps: list[tuple[int, int]] = []
    task.progressed.connect(lambda done, total: steps.append((done, total)))
    with qtbot.waitSignal(task.finished) as told:
        task.start()
    assert told.args == ["数数"]  # the thread's name: not the window's
    assert steps[-1] == (3, 3)
    assert task.wait(1)


def test_long_work_can_be_stopped(qtbot: QtBot) -> None:
    reached = threading.Event()

    def work(progress: Progress) -> object:
        while True:
            reached.set()
            progress(0, 0)
            time.sleep(0.001)

    task = Task("没完", work)
    task.start()
    assert reached.wait(5)
    with qtbot.waitSignal(task.ended), qtbot.assertNotEmitted(task.finished):
        task.cancel()


def test_before_closing_results_are_heard(qtbot: QtBot) -> None:
    done = threading.Event()
    heard: list[object] = []
    task = Task("写文件", lambda _progress: done.set() or "写好了")
    task.finished.connect(heard.append)
    task.start()
    assert done.wait(5)
    assert heard == []  # the signal waits for the window's thread
    assert end_all()
    assert heard == ["写好了"]


def test_a_page_that_is_gone_is_told_nothing(qtbot: QtBot) -> None:
    bar, done = TaskBar(), threading.Event()
    task = Task("读快照", lambda _progress: done.wait(5))
    heard: list[object] = []
    task.finished.connect(heard.append)
    bar.run(task)
    bar.deleteLater()
    QApplication.sendPostedEvents(bar, QEvent.Type.DeferredDelete.value)
    done.set()
    assert end_all()
    assert heard == []


def test_what_cannot_be_stopped_keeps_the_ledger_open(qtbot: QtBot) -> None:
    go_on = threading.Event()
    task = Task("保存", lambda _progress: go_on.wait(5))
    task.start()
    assert not end_all(0.05)
    assert task.is_cancelled
    go_on.set()
    assert end_all()


def test_a_refusal_of_long_work_is_told(qtbot: QtBot) -> None:
    refusal = Refused("甲", "乙", "丙", "R-1")

    def work(_progress: Progress) -> object:
        raise refusal

    task = Task("不行", work)
    with qtbot.waitSignal(task.failed) as told:
        task.start()
    assert told.args == [refusal]


def test_the_bar_shows_long_work_only(qtbot: QtBot) -> None:
    bar = TaskBar()
    qtbot.addWidget(bar)
    done = threading.Event()

    def work(progress: Progress) -> object:
        progress(1, 2)
        done.wait(5)
        return None

    bar.run(Task("导出", work))
    assert bar.isHidden()
    qtbot.waitUntil(bar.isVisible, timeout=2000)
    stop = bar.findChild(QPushButton)
    assert stop is not None
    qtbot.mouseClick(stop, LEFT)
    done.set()
    qtbot.waitUntil(bar.isHidden)


def test_cancelling_passes_by_handlers_of_ordinary_errors() -> None:
    assert not issubclass(Cancelled, Exception)


# --- faults ---------------------------------------------------------------------------------


def test_the_details_of_a_fault_name_places_and_no_data() -> None:
    number = "990101198503010011"
    try:
        int(f"x{number}")
    except ValueError as error:
        text = details(type(error), error.__traceback__)
    assert "ValueError" in text
    assert "test_window.py" in text
    assert number not in text


def test_a_fault_is_said_quietly_and_once(dressed: QApplication, qtbot: QtBot) -> None:
    handler = CrashHandler()
    dialog = crash_dialog("app/ui/window.py:1 run\nValueError")
    qtbot.addWidget(dialog)
    dialog.show()
    copy = next(made for made in dialog.findChildren(QPushButton) if made.text() == "复制说明")
    qtbot.mouseClick(copy, LEFT)
    assert "ValueError" in QGuiApplication.clipboard().text()
    handler._is_showing = True
    handler._show("again")  # no second dialog over the first


def test_a_refusal_that_reached_nobody_keeps_its_three_parts(
    dressed: QApplication, qtbot: QtBot
) -> None:
    dialog = crash_dialog(Refused("甲发生了", "乙没有变", "请做丙", "R-1"))
    qtbot.addWidget(dialog)
    words = " ".join(label.text() for label in dialog.findChildren(QWidget) if _has_text(label))
    assert "甲发生了" in words
    assert "乙没有变。" in words
    assert "请做丙。" in words


def _has_text(widget: QWidget) -> bool:
    return hasattr(widget, "text") and not isinstance(widget, QLineEdit)


# --- exporting ------------------------------------------------------------------------------


def test_export_writes_what_the_list_shows(
    members: RegisterScreen, tmp_path: Path, qtbot: QtBot
) -> None:
    from app.reports.readers.from_workbook import from_workbook
    from app.ui.register.export import start_export

    members.search("芳")
    target = tmp_path / "会员.xlsx"
    task = start_export(members, target, full=False)
    qtbot.waitSignal(task.ended).wait()
    assert from_workbook(target) is not None
    assert members.findings.isVisible()
    assert "1 行写入" in "".join(
        label.text() for label in members.findings.findChildren(QWidget) if _has_text(label)
    )
    assert [each.text() for each in members.findings.findChildren(QPushButton)] == [
        "打开",
        "打开所在文件夹",
        "知道了",
    ]


def test_nothing_loud_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    assert caplog.get_records("setup") == []
    assert logging.getLogger().level <= logging.WARNING


def test_filters_open_from_the_keyboard(members: RegisterScreen, qtbot: QtBot) -> None:
    with qtbot.waitSignal(members.card.view.head.filter_wanted) as asked:
        qtbot.keyClick(
            members.card.view,
            Key.Key_L,
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
        )
    assert isinstance(asked.args[1], QPoint)
    popup = QApplication.activePopupWidget()
    assert popup is not None
    popup.close()


# --- chapters with very many registers --------------------------------------------------------


def test_a_crowded_chapter_begins_with_a_list(
    desk: Desk, preferences: Preferences, tmp_path: Path, dressed: QApplication, qtbot: QtBot
) -> None:
    for number in range(1, 12):
        file = tmp_path / f"{number}.toml"
        file.write_text(
            f'id = "ZB-{number:02d}"\ntitle = "自建台账{number}"\n'
            'columns = [{ name = "name", label = "名称", required = true }]\n',
            encoding="utf-8",
        )
        take_in(desk.ledger, file)
    desk.forget_definitions()
    window = MainWindow()
    qtbot.addWidget(window)
    window.open_office(Office(desk, preferences))
    window.show()
    window.go_to_place("工作台账")
    catalogue = window.current_screen
    assert isinstance(catalogue, RegisterCatalogue)
    catalogue.search("zjtz")  # initials
    assert len(catalogue.registers.found) == 11
    catalogue.search("台账3")
    qtbot.keyClick(catalogue.table, Key.Key_Return)
    assert window.current_screen is not None
    assert window.current_screen.title == "自建台账3"
    back = next(made for made in window.findChildren(QPushButton) if made.text() == "全部工作台账")
    qtbot.mouseClick(back, LEFT)
    assert window.current_screen is catalogue
    window.close()
