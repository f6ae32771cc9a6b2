"""Pasting a block of which a part is refused: said, marked, kept, and the way to each cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel

from app.actions import records
from app.ui.composing import Composition
from app.ui.style.tokens import Colour
from tests.gui.hands import (
    CTRL,
    SHIFT,
    button_called,
    column,
    compose,
    focused,
    place,
    press,
    shown,
    stand_on,
    stored,
)

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.ui.register.screen import RegisterScreen
    from app.ui.table.cells import Cell

Key = Qt.Key


def paste(screen: RegisterScreen, qtbot: QtBot, row: int, name: str, text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    stand_on(screen, row, name)
    press(qtbot, Key.Key_V, modifier=CTRL)


def said(screen: RegisterScreen) -> str:
    return "\n".join(label.text() for label in screen.card.findings.findChildren(QLabel))


def cell(screen: RegisterScreen, row: int, name: str) -> Cell:
    return screen.card.model.cell(row, column(screen, name))


def test_how_many_rows_were_taken_and_why_one_was_not(
    activities: RegisterScreen, qtbot: QtBot
) -> None:
    paste(activities, qtbot, 0, "people_count", "11\n很多\n13")
    assert "粘贴 3 行，2 行已保存；第 2 行没有保存：人次：应填整数。" in said(activities)
    assert [stored(activities, row, "people_count") for row in range(3)] == [11, None, 13]
    assert cell(activities, 1, "people_count").fill is Colour.BAD_TINT
    assert shown(activities, 1, "people_count") == "很多"


def test_a_block_that_is_taken_whole_says_so(activities: RegisterScreen, qtbot: QtBot) -> None:
    with qtbot.waitSignal(activities.hinted, check_params_cb=lambda text: "全部已保存" in text):
        paste(activities, qtbot, 0, "people_count", "11\n12\n13")
    assert activities.card.findings.isHidden()


def test_from_one_marked_cell_to_the_next(activities: RegisterScreen, qtbot: QtBot) -> None:
    paste(activities, qtbot, 0, "people_count", "多\n12\n少")
    button_called(activities.card.findings, "到这一格").click()
    assert place(activities) == (0, "people_count")
    button_called(activities.card.findings, "下一处").click()
    assert place(activities) == (2, "people_count")
    press(qtbot, Key.Key_F8)
    assert place(activities) == (0, "people_count")
    press(qtbot, Key.Key_F8, modifier=SHIFT)
    assert place(activities) == (2, "people_count")
    press(qtbot, "9", Key.Key_Return)
    assert stored(activities, 2, "people_count") == 9
    press(qtbot, Key.Key_F8)
    assert place(activities) == (0, "people_count")
    press(qtbot, Key.Key_Escape)
    with qtbot.waitSignal(activities.hinted, check_params_cb=lambda text: "没有标出" in text):
        press(qtbot, Key.Key_F8)


def test_refused_new_rows_wait_one_behind_the_other(
    activities: RegisterScreen, qtbot: QtBot
) -> None:
    model = activities.card.model
    rows = "2026-10-01\t甲\nnever\t乙\n2026-10-03\t丙\nsoon\t丁\n"
    paste(activities, qtbot, 3, "held_on", rows)
    assert len(model.ids) == 5
    assert "粘贴 4 行，2 行已保存；新增的一行没有保存" in said(activities)
    assert "另有 1 个新行也没有保存" in said(activities)
    assert (shown(activities, 5, "held_on"), shown(activities, 5, "name")) == ("never", "乙")
    assert cell(activities, 5, "held_on").fill is Colour.BAD_TINT
    stand_on(activities, 5, "held_on")
    press(qtbot, "2026-10-02", Key.Key_Return)
    press(qtbot, Key.Key_Up)
    assert len(model.ids) == 6
    last = model.rowCount() - 1
    assert (shown(activities, last, "held_on"), shown(activities, last, "name")) == ("soon", "丁")
    stand_on(activities, last, "held_on")
    press(qtbot, Key.Key_Escape)
    assert model.draft == {}
    assert model.waiting == []


def test_waiting_rows_are_there_again_after_a_crash(
    activities: RegisterScreen, qtbot: QtBot
) -> None:
    paste(activities, qtbot, 3, "held_on", "never\t乙\nsoon\t丁\n")
    activities.card.unsaved.keep()
    again = type(activities)(activities.office, activities.spec)
    qtbot.addWidget(again)
    again.refresh()
    assert again.card.model.draft == {"held_on": "never", "name": "乙"}
    assert [dict(row.typed) for row in again.card.model.waiting] == [
        {"held_on": "soon", "name": "丁"}
    ]


def test_what_was_typed_into_the_new_row_stays_when_a_block_is_pasted_over_it(
    activities: RegisterScreen, qtbot: QtBot
) -> None:
    stand_on(activities, 3, "held_on")
    press(qtbot, "2026-10-01", Key.Key_Tab)
    paste(activities, qtbot, 3, "name", "读书会")
    assert (stored(activities, 3, "held_on"), stored(activities, 3, "name")) == (
        "2026-10-01",
        "读书会",
    )


def test_the_finding_never_covers_its_row(activities: RegisterScreen, qtbot: QtBot) -> None:
    more = [{"held_on": "2026-10-01", "name": f"读书会{n}"} for n in range(60)]
    activities.office.desk.act(
        "add_records", "很多", lambda unit: records.add_all(unit, activities.spec, more)
    )
    activities.refresh()
    view = activities.card.view
    stand_on(activities, 40, "people_count")
    low = view.rowAt(view.viewport().height() - 20)
    paste(activities, qtbot, low, "people_count", "7\n很多\n5")
    qtbot.waitUntil(activities.card.findings.isVisible)

    def is_whole() -> bool:
        index = view.model().index(low + 1, column(activities, "people_count"))
        return view.viewport().rect().contains(view.visualRect(index))

    qtbot.waitUntil(is_whole)


def test_what_wps_copies_as_html_is_taken_as_text(activities: RegisterScreen, qtbot: QtBot) -> None:
    copied = QMimeData()
    copied.setHtml("<table><tr><td>21</td><td>礼堂</td></tr></table>")
    copied.setText('21\t礼堂\r\n22\t"操场\n东侧"\r\n')
    QGuiApplication.clipboard().setMimeData(copied)
    names = [field.name for field in activities.card.model.fields]
    activities.card.show_columns([*names[:2], "people_count", "summary"], in_order=True)
    stand_on(activities, 0, "people_count")
    press(qtbot, Key.Key_V, modifier=CTRL)
    assert [stored(activities, row, "people_count") for row in (0, 1)] == [21, 22]
    assert stored(activities, 1, "summary") == "操场\n东侧"


def test_a_spreadsheet_is_told_which_cells_are_words(
    activities: RegisterScreen, qtbot: QtBot
) -> None:
    activities.card.show_columns(["name", "people_count", "summary"], in_order=True)
    model = activities.card.model
    model.write({model.ids[0]: {"name": "001", "summary": "一行\n<二>行"}})
    stand_on(activities, 0, "name")
    activities.card.view.go(0, column(activities, "summary"), extend=True)
    press(qtbot, Key.Key_C, modifier=CTRL)
    data = QGuiApplication.clipboard().mimeData()
    assert data.text() == '001\t40\t"一行\n<二>行"\r\n'
    words = "style=\"mso-number-format:'\\@'\""
    assert f"<td {words}>001</td><td>40</td><td {words}>一行<br" in data.html()
    assert "&lt;二&gt;行</td></tr>" in data.html()


def test_what_has_no_column_any_more_is_counted(activities: RegisterScreen, qtbot: QtBot) -> None:
    activities.card.show_columns(["name", "place"], in_order=True)
    with qtbot.waitSignal(activities.hinted, check_params_cb=lambda text: "更多的列" in text):
        paste(activities, qtbot, 0, "place", "礼堂\t多余\n广场\t\n")
    assert [stored(activities, row, "place") for row in (0, 1)] == ["礼堂", "广场"]


def test_values_in_the_heading_are_found_by_pinyin(members: RegisterScreen, qtbot: QtBot) -> None:
    model = members.card.model
    model.write({model.ids[2]: {"group_id": 2}})
    popup = members.card.open_filter(column(members, "group_id"), QPoint(10, 10))
    for typed in ("zhuangpeier", "zpez"):
        popup.search.setText(typed)
        assert [item.text() for item in popup._shown()] == ["装配二组"]
    qtbot.keyClick(popup.search, Key.Key_Return)
    assert members.card.bar.count.text() == "1 / 4"
    assert shown(members, 0, "name") == "邓立伟"


def test_no_key_of_the_table_reaches_a_word_being_composed(
    dressed: QApplication, activities: RegisterScreen, qtbot: QtBot
) -> None:
    guard = Composition(dressed)  # as the program has it
    stand_on(activities, 1, "place")
    press(qtbot, Key.Key_F2)
    editor = focused()
    guard._watch(editor)
    compose(editor, "li'tang")
    for key in (Key.Key_D, Key.Key_R, Key.Key_H, Key.Key_Semicolon):
        qtbot.keyClick(editor, key, CTRL)
    qtbot.keyClick(editor, Key.Key_F8)
    assert focused() is editor
    assert activities.find_bar.isHidden()
    compose(editor, "", "礼堂")
    qtbot.keyClick(editor, Key.Key_Return)
    assert [stored(activities, row, "place") for row in range(3)] == [None, "礼堂", None]
    guard._watch(None)
