"""The first hour, by clicks and keys alone: new ledger, personnel sheet, correction, roster."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pypdfium2
import pytest
from openpyxl import Workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from app.bootstrap import House, verify_file
from app.clock import FixedClock
from app.queries.listing import View, iter_rows
from app.ui.application import Front
from app.ui.importing.screen import ImportScreen
from app.ui.printing.screen import PrintScreen
from app.ui.register.screen import RegisterScreen
from app.ui.widgets.chooser import Chooser
from tests.builders import an_id_number
from tests.gui.hands import compose

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.ui.preferences import Preferences

UNION = "临湖市蓝禾精密机械有限公司工会委员会"


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """What the personnel office sent: a title, notes, one number mistyped."""
    book = Workbook()
    page = book.worksheets[0]
    for row in (
        ["蓝禾精密机械在岗人员名册"],
        ["序号", "姓 名", "身份证号码", "部门", "联系电话", "入会时间"],
        [1, "欧阳明月", an_id_number("19910415", 2), "装配车间", "13900001111", "2013.6"],
        [2, "买买提·艾力", an_id_number("19881123", 1), "涂装车间", "13900002222", "2015年3月"],
        [3, "周小川", an_id_number("19850301", 3)[:-1] + "z", "装配车间", "13900003333", None],
        ["合计", "3 人"],
        ["制表人：人事部"],
    ):
        page.append(row)
    path = tmp_path / "在岗人员名册.xlsx"
    book.save(path)
    return path


@pytest.fixture
def front(
    preferences: Preferences,
    dressed: QApplication,
    tmp_path: Path,
    sheet: Path,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> Front:
    """A program that was never started before; the system's dialogs are answered."""
    places = {"新台账放在哪里": tmp_path / "工会.ghdb", "存为文件": tmp_path / "花名册.pdf"}
    monkeypatch.setattr(Chooser, "new_file", lambda _self, _parent, title, *_more: places[title])
    monkeypatch.setattr(Chooser, "existing_file", lambda *_asked: sheet)
    made = Front(preferences, House(FixedClock()))
    qtbot.addWidget(made.window)
    made.window.resize(1366, 728)
    made.window.show()
    qtbot.waitExposed(made.window)
    return made


def press(front: Front, words: str, qtbot: QtBot) -> None:
    """Click the button that says so, as soon as it can be clicked."""

    def found() -> list[QPushButton]:
        return [
            made
            for made in front.window.findChildren(QPushButton)
            if made.text().startswith(words) and made.isVisible() and made.isEnabled()
        ]

    qtbot.waitUntil(lambda: bool(found()), timeout=20_000)
    qtbot.mouseClick(found()[0], Qt.MouseButton.LeftButton)


def type_here(words: str, *, then: Qt.Key | None = None) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClicks(focused, words)
    if then is not None:
        QTest.keyClick(QApplication.focusWidget() or focused, then)


def page(front: Front, kind: type[QWidget], qtbot: QtBot) -> QWidget:
    qtbot.waitUntil(lambda: isinstance(front.window.current_screen, kind), timeout=20_000)
    screen = front.window.current_screen
    assert screen is not None
    return screen


def test_from_an_empty_computer_to_the_signed_roster(
    front: Front, tmp_path: Path, qtbot: QtBot
) -> None:
    # A new ledger.
    press(front, "新建台账", qtbot)
    compose(QApplication.focusWidget(), "", UNION)
    press(front, "选择存放位置并新建", qtbot)
    qtbot.waitUntil(lambda: front.window.office is not None, timeout=30_000)
    office = front.window.office
    assert office is not None
    # The personnel sheet: two rows are good, one is refused and says why.
    press(front, "导入", qtbot)
    screen = page(front, ImportScreen, qtbot)
    assert isinstance(screen, ImportScreen)
    if screen.looked is None and screen.tasks.task is None:
        press(front, "选择表格", qtbot)
    press(front, "写入 2 行", qtbot)
    press(front, "回到会员", qtbot)
    members = page(front, RegisterScreen, qtbot)
    assert isinstance(members, RegisterScreen)
    qtbot.waitUntil(lambda: len(members.card.model.ids) == 2)
    # Correct a telephone number in the table, found by the initials of the name.
    QTest.keyClick(front.window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    type_here("oymy", then=Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(members.card.model.ids) == 1)
    column = [field.name for field in members.card.model.fields].index("mobile")
    members.card.view.go(0, column)
    QTest.keyClicks(members.card.view, "1")
    type_here("3812345678", then=Qt.Key.Key_Return)
    people = {
        row["name"]: row["mobile"]
        for row in iter_rows(
            office.desk.reader, office.desk.specs["member"], View(), ("name", "mobile")
        )
    }
    assert people == {"欧阳明月": "13812345678", "买买提·艾力": "13900002222"}
    # The roster as the inspector asks for it.
    press(front, "打印", qtbot)
    preview = page(front, PrintScreen, qtbot)
    assert isinstance(preview, PrintScreen)
    press(front, "存为 PDF", qtbot)
    paper = tmp_path / "花名册.pdf"
    qtbot.waitUntil(paper.exists, timeout=20_000)
    document = pypdfium2.PdfDocument(paper)
    text = document[0].get_textpage().get_text_range()
    assert "会员花名册" in text
    assert UNION in text
    assert "买买提·艾力" in text
    front.window.close()
    assert verify_file(tmp_path / "工会.ghdb") == []
    assert list((tmp_path / "工会-备份").glob("*退出时.ghdb"))
