"""What the tests of the bench have in common: sheets, and what its page shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openpyxl import Workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton

from app.ui.importing.screen import ImportScreen
from tests.builders import an_id_number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.ui.office import Office
    from app.ui.table.cells import Cell
    from app.ui.widgets.chooser import Chooser

HEADS = ("姓名", "身份证号", "手机", "入会日期", "工会小组")
BAI = an_id_number("19850301", 1)  # the first member of the ledger these tests work on
NEW = an_id_number("19910101", 11)


def open_bench(office: Office, chooser: Chooser, qtbot: QtBot) -> ImportScreen:
    """The page for the members' register, as large as beside the chapters on a small screen."""
    made = ImportScreen(office, chooser=chooser)
    qtbot.addWidget(made)
    made.resize(1198, 692)
    made.show()
    qtbot.waitExposed(made)
    made.show_about("member")
    return made


def book_of(path: Path, sheets: Mapping[str, Sequence[tuple[object, ...]]]) -> None:
    """A workbook of these rows, by the name on each sheet's tab."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(list(row))
    book.save(path)


def workbook(path: Path, *rows: tuple[object, ...], other: tuple[object, ...] = ()) -> Path:
    sheets = {"在册": [("某某公司职工花名册",), HEADS, *rows]}
    book_of(path, sheets | {"离职": [HEADS, other]} if other else sheets)
    return path


def usual(path: Path) -> Path:
    """One row of each state."""
    return workbook(
        path,
        ("新来的", NEW, "13911112222", "2026.10.8", "装配三组"),
        ("白建军", BAI, "13899990000", None, "装配一组"),
        ("曹桂芳", None, None, None, None),
        ("王建国", 9.90012e17, None, None, None),
        ("合计", "4 人"),
    )


def look(screen: ImportScreen, qtbot: QtBot) -> None:
    """Press the one button of the empty page, and wait."""
    choose = next(made for made in screen.findChildren(QPushButton) if made.text() == "选择表格")
    qtbot.mouseClick(choose, Qt.MouseButton.LeftButton)
    settle(screen, qtbot)


def settle(screen: ImportScreen, qtbot: QtBot) -> None:
    QApplication.processEvents()  # an editor hands over what was typed by a queued call
    qtbot.waitUntil(lambda: screen.tasks.task is None, timeout=20_000)


def press(screen: ImportScreen, text: str, qtbot: QtBot) -> None:
    found = [made for made in screen.findChildren(QPushButton) if made.text() == text]
    qtbot.mouseClick(found[-1], Qt.MouseButton.LeftButton)
    settle(screen, qtbot)


def states(screen: ImportScreen) -> list[str]:
    """Of the rows that are shown, those above the heading left out."""
    assert screen.looked is not None
    first = screen.looked.heading.first_line
    return [row.state.value for row in screen.bench.table.model.rows if row.line > first]


def row_in(screen: ImportScreen, state: str) -> int:
    rows = screen.bench.table.model.rows
    assert screen.looked is not None
    first = screen.looked.heading.first_line
    return next(n for n, row in enumerate(rows) if row.line > first and row.state == state)


def result(screen: ImportScreen, row: int, name: str) -> Cell:
    """A cell of what would be written, or of the reasons."""
    model = screen.bench.table.model
    names = ["", *(field.name for field in model.fields), "reason"]
    return model.cell(row, model.left + names.index(name))


def original(screen: ImportScreen, row: int, name: str) -> Cell:
    """A cell of the file."""
    model = screen.bench.table.model
    return model.cell(row, [column.field for column in model.columns].index(name))
