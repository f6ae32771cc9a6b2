"""实名制导出: who is in the sheet, what is said of it, and where one is led."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton

from app.actions import records
from app.models.real_name_template import templates
from app.queries.members.real_name_changes import past_sheets
from app.queries.past.history import entries
from app.ui.membership.real_name import RealNameDialog
from app.ui.widgets.finding_box import FindingBox
from tests.gui.hands import button_called

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from pytestqt.qtbot import QtBot

    from app.bootstrap import Desk
    from app.ui.register.screen import RegisterScreen

TEMPLATE = templates()["real-name"]
LEFT = Qt.MouseButton.LeftButton


def opened(members: RegisterScreen, qtbot: QtBot) -> RealNameDialog:
    offered = [b for b in members.head.findChildren(QPushButton) if b.text() == "实名制导出"]
    offered[0].click()  # folded into 更多 where the page is narrow
    dialog = members.findChild(RealNameDialog)
    assert dialog is not None
    qtbot.waitExposed(dialog)
    return dialog


def test_everybody_first_then_whoever_changed(
    members: RegisterScreen,
    desk: Desk,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    place = tmp_path / "实名制.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_asked: (str(place), ""))
    dialog = opened(members, qtbot)
    assert [dialog.who.itemText(i) for i in range(dialog.who.count())] == ["全部在册会员"]
    qtbot.mouseClick(dialog.go, LEFT)
    qtbot.waitUntil(lambda: bool(past_sheets(desk.reader, TEMPLATE)), timeout=20_000)
    assert place.exists()
    noted = [entry["title"] for entry in entries(desk.reader) if "实名制" in entry["title"]]
    assert noted == [f"导出{TEMPLATE.title}（证号未遮盖）：4 人"]
    told = " ".join(part.text() for part in members.findings.findChildren(QLabel))
    assert "4 人写入" in told
    assert button_called(members.findings, "打开").isVisible()
    assert button_called(members.findings, "打开所在文件夹").isVisible()
    assert "4 人有必填项空着" in told
    dialog.deleteLater()
    qtbot.waitUntil(lambda: members.findChild(RealNameDialog) is None)

    dialog = opened(members, qtbot)
    assert dialog.who.currentIndex() == 1
    assert "没有要报的变更" in dialog.told.text()
    assert not dialog.go.isEnabled()
    dialog.reject()
    dialog.deleteLater()
    qtbot.waitUntil(lambda: members.findChild(RealNameDialog) is None)

    desk.act(
        "change",
        "改手机",
        lambda unit: records.change(unit, members.spec, 2, {"mobile": "13900000009"}),
        acknowledged="测试",
    )
    dialog = opened(members, qtbot)
    assert "1 人：新增 0，变更 1" in dialog.told.text()
    assert dialog.go.isEnabled()


def test_a_sheet_that_could_not_be_written_was_asked_for(
    members: RegisterScreen,
    desk: Desk,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    place = tmp_path / "没有这个文件夹" / "实名制.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_asked: (str(place), ""))
    qtbot.mouseClick(opened(members, qtbot).go, LEFT)
    qtbot.waitUntil(lambda: bool(members.findings.findChildren(FindingBox)), timeout=20_000)
    assert entries(desk.reader)[0]["title"] == f"导出{TEMPLATE.title}（证号未遮盖）"
    assert not past_sheets(desk.reader, TEMPLATE)


def test_who_lacks_something_is_one_press_away(
    members: RegisterScreen, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "实名制.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_asked: (str(place), ""))
    dialog = opened(members, qtbot)
    qtbot.mouseClick(dialog.go, LEFT)
    qtbot.waitUntil(lambda: len(members.findings.findChildren(FindingBox)) == 2, timeout=20_000)
    (these,) = [b for b in members.findings.findChildren(QPushButton) if b.text() == "看这些人"]
    qtbot.mouseClick(these, LEFT)
    assert members.card.model.view.named is not None
    assert len(members.card.model.ids) == 4
