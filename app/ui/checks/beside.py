"""What the rules say of one record, quietly beside it; nothing where they say nothing."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.errors import AppError
from app.queries.findings.gathered import LEVEL_WORDS, grounds, term_words
from app.queries.findings.of_record import findings_of
from app.ui.checks.lines import STATES
from app.ui.style.tokens import px
from app.ui.widgets.labels import StatusLabel, label

if TYPE_CHECKING:
    from app.spec.findings import Finding
    from app.ui.office import Office

_PAUSE = 120  # milliseconds on a row before it is looked at; going down a list is not slowed
_MOST = 4  # told of one record; the page 检查 tells all


class RecordFindings(QWidget):
    """The findings of a record: state, sentence, grounds.

    Attributes:
        shown: the findings told.
        told: whether there is anything to tell now.
    """

    told = Signal(bool)

    def __init__(self, office: Office, register: str) -> None:
        super().__init__()
        self._office = office
        self._register = register
        self._number = 0
        self.shown: list[Finding] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, px(8), 0, 0)
        self._column.setSpacing(px(8))
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_PAUSE)
        self._soon.timeout.connect(self.read)
        self.hide()

    def show_record(self, number: int) -> None:
        """Look at another record, or at the same one again, in a moment; 0 for none."""
        if number != self._number:
            self._show([])
        self._number = number
        self._soon.start()

    def read(self) -> None:
        """Look at the record now."""
        self._soon.stop()
        desk = self._office.desk
        if desk.reader.closed:
            return  # the ledger was closed in that moment
        found: list[Finding] = []
        if self._number:
            # Where the figures of the rules cannot be read, the page 检查 says so.
            with suppress(AppError):
                found = findings_of(desk.reader, self._register, self._number, desk.today)
        self._show(found)

    def _show(self, found: list[Finding]) -> None:
        if found == self.shown:
            return
        self.shown = found
        while (item := self._column.takeAt(0)) is not None:
            if (line := item.widget()) is not None:
                line.hide()
                line.deleteLater()
        for finding in found[:_MOST]:
            self._column.addWidget(_line(finding, self._office.desk.today))
        if len(found) > _MOST:
            self._column.addWidget(label(f"另有 {len(found) - _MOST} 条，见“检查”。", "note"))
        self.setVisible(bool(found))
        self.told.emit(bool(found))


def _line(finding: Finding, today: str) -> QWidget:
    """State and term, the sentence, its grounds below."""
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(px(2))
    head = QHBoxLayout()
    head.addWidget(StatusLabel(LEVEL_WORDS[finding.level], STATES[finding.level]))
    head.addStretch(1)
    if finding.due:
        head.addWidget(label(term_words(finding.due, today), "warning-note"))
    column.addLayout(head)
    column.addWidget(label(finding.message, "value", wrap=True))
    column.addWidget(label(f"依据　{grounds(finding)}", "note", wrap=True))
    return made
