"""Below the list: the finding one stands on, whole, with its grounds and what can be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.queries.findings.gathered import LEVEL_WORDS, about, grounds, term_words
from app.ui.checks.lines import STATES
from app.ui.style.tokens import is_folded, px
from app.ui.widgets.buttons import button
from app.ui.widgets.finding_box import FindingBox, Notice

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QPushButton

    from app.queries.findings.gathered import Gathered
    from app.spec.findings import Finding
    from app.ui.checks.lines import Line


class Explained(QWidget):
    """One finding, or a rule with how many it found."""

    def __init__(self) -> None:
        super().__init__()
        self.box: FindingBox | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(px(12), px(12), px(12), px(8))

    def show_line(self, line: Line | None, today: str) -> None:
        """Show another one; ``None`` for nothing."""
        if self.box is not None:
            self._column.removeWidget(self.box)
            self.box.hide()
            self.box.deleteLater()
            self.box = None
        self.setVisible(line is not None)
        if line is not None:
            self.box = _box(line.gathered, line.finding, today)
            self._column.addWidget(self.box)

    def offer(self, words: str, act: Callable[[], object]) -> None:
        """Offer something to be done about it."""
        self.offer_button(button(words, small=True, act=act))

    def offer_button(self, made: QPushButton | None) -> None:
        """Offer a deed that has a button of its own; ``None`` where there is none."""
        if self.box is not None and made is not None:
            self.box.add_action(made)


def _box(gathered: Gathered, finding: Finding | None, today: str) -> FindingBox:
    first = finding or gathered.findings[0]
    words = about(finding) if finding else f"{gathered.title}：{gathered.count_text}。"
    example = "" if finding else f"如　{about(first)}"
    term = f"期限 {first.due}，{term_words(first.due, today)}" if first.due else ""
    return Notice(
        LEVEL_WORDS[gathered.level],
        STATES[gathered.level],
        words,
        aside=term,
        notes=["" if is_folded() else example, f"依据　{grounds(first)}"],
    )
