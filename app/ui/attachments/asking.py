"""Small questions about an attachment: its name, its note, its kind."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit, QMenu

from app.queries.evidence import KINDS, choices_for
from app.ui.widgets.buttons import menu_button
from app.ui.widgets.dialog import Dialog

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QPushButton, QWidget

    from app.queries.evidence import Papers


class TextQuestion(Dialog):
    """Asks for one line of text.

    Args:
        act: what the button says.
        done: gets what was typed, once it is.
    """

    def __init__(
        self,
        title: str,
        text: str,
        act: str,
        done: Callable[[str], object],
        parent: QWidget,
        *,
        most: int,
    ) -> None:
        super().__init__(title, parent, about="附件")
        self.line = QLineEdit(text)
        self.line.setAccessibleName(title)
        self.line.setMaxLength(most)
        self.line.selectAll()
        self.body.addWidget(self.line)
        self.add_button("取消", self.reject)
        self.add_button(act, self.accept, kind="primary").setDefault(True)
        self.accepted.connect(lambda: done(self.line.text()))
        self.line.setFocus()


def add_kinds(
    menu: QMenu, choose: Callable[[str], object], *, now: str = "", dots: str = ""
) -> None:
    """Add one line for each kind of paper.

    Args:
        choose: gets the code of the kind.
        now: code of the kind that is ticked.
        dots: stands after each word where more is asked.
    """
    for entry in KINDS.codes:
        line = menu.addAction(f"{entry.label}{dots}")
        line.setCheckable(bool(now))
        line.setChecked(entry.code == now)
        line.triggered.connect(lambda _checked=False, code=entry.code: choose(code))


def papers_button(register: str, choose: Callable[[Papers | None], object]) -> QPushButton:
    """附件: narrows a list to the records that have attachments, or lack one.

    Args:
        choose: gets what is asked for; ``None`` for all records.
    """
    menu = QMenu()
    menu.addAction("全部", lambda: choose(None))
    menu.addSeparator()
    for papers in choices_for(register):
        menu.addAction(papers.words, partial(choose, papers))
    made = menu_button("附件", menu)
    made.setToolTip("按有没有附件筛选")
    return made
