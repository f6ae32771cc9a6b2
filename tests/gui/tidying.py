"""Helpers for the pages that tidy a register: duplicates, changes of many, the recycle view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel

from app.actions import records
from app.queries.listing import View, row_ids, rows
from app.ui.register.deeds import Scope, deeds_of
from app.ui.tidying.bulk_screen import BulkScreen
from app.ui.tidying.recycle_screen import RecycleScreen
from app.ui.tidying.twins_screen import TwinsScreen

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.bootstrap import Desk
    from app.ui.register.screen import RegisterScreen
    from app.ui.tidying.bulk_questions import BulkQuestions
    from app.ui.window import MainWindow


TWIN = {"name": "白建軍", "mobile": "13800000001", "post": "钳工", "approved_on": "2010-07-01"}


def add(desk: Desk, *drafts: dict[str, object]) -> list[int]:
    with desk.ledger.unit("add", "新增") as unit:
        numbers = records.add_all(unit, desk.spec("member"), drafts)
        unit.commit("已核对")
    return numbers


def row(desk: Desk, number: int) -> dict[str, object]:
    (found,) = rows(desk.reader, desk.spec("member"), [number])
    return found


def in_force(desk: Desk, register: str = "member") -> list[int]:
    return row_ids(desk.reader, desk.spec(register), View())


def twins(window: MainWindow, qtbot: QtBot, target: object = "member") -> TwinsScreen:
    window.go("twins", target)
    screen = window.current_screen
    assert isinstance(screen, TwinsScreen)
    qtbot.waitUntil(lambda: screen.tasks.task is None)
    return screen


def merge(screen: TwinsScreen, qtbot: QtBot) -> None:
    screen.merge()
    qtbot.waitUntil(lambda: screen.tasks.task is None)


def do(screen: RegisterScreen, text: str, scope: Scope = Scope.ROWS) -> None:
    next(deed for deed in deeds_of(screen.spec, scope) if deed.text == text).act(screen)


def words_of(screen: object) -> str:
    return "\n".join(made.text() for made in screen.findChildren(QLabel))  # type: ignore[attr-defined]


def choose_column(questions: BulkQuestions, name: str) -> None:
    """Pick a column from the list."""
    questions.column.choose(name)
    questions.column.picked.emit()


def bulk(window: MainWindow) -> BulkScreen:
    screen = window.current_screen
    assert isinstance(screen, BulkScreen)
    return screen


def recycle(window: MainWindow, register: str = "") -> RecycleScreen:
    window.go("recycle", register)
    screen = window.current_screen
    assert isinstance(screen, RecycleScreen)
    return screen
