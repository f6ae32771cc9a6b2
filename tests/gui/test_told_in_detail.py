"""A refusal with more to tell than a sentence holds: every line of it is shown and copied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton

from app.errors import Refused
from app.ui.crash import crash_dialog
from app.ui.widgets.finding_box import box_of_error

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QWidget
    from pytestqt.qtbot import QtBot

PLACES = ("“甲”（U+E000）：第 2 行", "“乙”（U+E001）：第 3 行", "“丙”（U+E002）：第 4 行")
REFUSAL = Refused("有字打印不出来", "台账没有变化", "请改用其他写法再打印", "R-302", PLACES)


def texts_of(widget: QWidget) -> list[str]:
    return [made.text() for made in widget.findChildren(QLabel)]


def test_the_box_of_a_refusal_shows_and_copies_its_details(
    dressed: QApplication, qtbot: QtBot
) -> None:
    assert dressed
    box = box_of_error(REFUSAL, close=lambda: None)
    qtbot.addWidget(box)
    assert set(PLACES) < set(texts_of(box))
    copy = next(made for made in box.findChildren(QPushButton) if made.text() == "复制详情")
    qtbot.mouseClick(copy, Qt.MouseButton.LeftButton)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[:-1] == [REFUSAL.text, *PLACES]
    assert lines[-1].startswith("工会台账 ")


def test_a_refusal_that_reached_nobody_tells_its_details_too(
    dressed: QApplication, qtbot: QtBot
) -> None:
    assert dressed
    dialog = crash_dialog(REFUSAL)
    qtbot.addWidget(dialog)
    assert set(PLACES) < set(texts_of(dialog))
