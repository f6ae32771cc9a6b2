"""What the bench says: of words that no field has, of sheets, of rows that stay out anyway."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from app.actions.importing.taking_in import RowState
from app.ui.importing.sheet.field_list import FieldList
from app.ui.style.tokens import px
from app.ui.widgets.labels import ElidedLabel
from tests.builders import an_id_number
from tests.gui.import_page import HEADS, NEW, book_of, look, row_in, workbook

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.ui.importing.screen import ImportScreen


def offered(screen: ImportScreen) -> list[str]:
    return [made.text() for made in screen.bench.finding.deeds if isinstance(made, QPushButton)]


def test_a_word_that_no_field_has_is_answered(
    screen: ImportScreen, file: Path, qtbot: QtBot
) -> None:
    workbook(file, ("新来的", NEW, None, None, None))
    look(screen, qtbot)
    table = screen.bench.table
    table.go(row_in(screen, "new"), 2)
    qtbot.keyClick(table.file, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    opened = screen.findChildren(FieldList)[-1]
    opened.search.setText("血型")
    assert opened.nothing.isVisible()
    assert opened.nothing.text().startswith("没有这样的栏目")
    assert not opened.names.isVisible()
    opened.search.setText("手机")
    assert opened.names.isVisible()
    assert not opened.nothing.isVisible()


def test_every_row_says_of_which_sheet_it_is(
    screen: ImportScreen, file: Path, qtbot: QtBot
) -> None:
    other = ("另一个", an_id_number(sequence=21), None, None, None)
    sheets = {"铸造车间": [HEADS, ("新来的", NEW, None, None, None)], "机加车间": [HEADS, other]}
    book_of(file, sheets)
    look(screen, qtbot)
    table = screen.bench.table
    said = [table.model.sheet_name(row) for row in table.model.rows]
    assert (said[0], said[-1]) == ("铸造车间", "机加车间")
    wide = table.gutter.sizeHint().width()
    workbook(file, ("新来的", NEW, None, None, None))
    screen.open(file)
    qtbot.waitUntil(lambda: screen.tasks.task is None)
    assert {table.model.sheet_name(row) for row in table.model.rows} == {""}
    assert table.gutter.sizeHint().width() < wide - px(40)


def test_a_row_that_stays_out_is_not_offered_to_be_left_out(
    screen: ImportScreen, file: Path, qtbot: QtBot
) -> None:
    row = ("新来的", NEW, None, None, None)
    workbook(file, row, row, ("王建国", 9.90012e17, None, None, None))
    look(screen, qtbot)
    table = screen.bench.table
    shown = table.model.rows
    again = next(n for n, one in enumerate(shown) if "相同" in one.reason and not one.doubtful)
    assert shown[again].state is RowState.SKIPPED
    table.go(again, 0)
    assert "跳过此行" not in offered(screen)
    table.go(row_in(screen, "new"), 0)
    assert "跳过此行" in offered(screen)
    table.go(row_in(screen, "refused"), 0)
    notes = [said.whole_text() for said in screen.bench.finding.findChildren(ElidedLabel)]
    assert any("补录后马上重看" in note for note in notes)
    assert not any("选定册中的人" in note for note in notes), "the register has nobody like him"
