"""The inputs of a form in their sections, two columns; those not asked for take no room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.spec.kinds import Kind
from app.ui.style.tokens import px
from app.ui.widgets.labels import label

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from PySide6.QtGui import QResizeEvent

    from app.ui.register.entry.form_input import FormInput


class FormSections(QScrollArea):
    """Scrolls over all sections of a form.

    Args:
        sections: title and inputs of each.
    """

    def __init__(self, sections: Sequence[tuple[str, Sequence[FormInput]]]) -> None:
        super().__init__()
        self._sections: list[tuple[QLabel, QGridLayout, Sequence[FormInput]]] = []
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, px(8), 0)
        column.setSpacing(px(8))
        for title, inputs in sections:
            heading = label(title, "card-title")
            grid = QGridLayout()
            grid.setHorizontalSpacing(px(16))
            grid.setVerticalSpacing(px(8))
            grid.setColumnStretch(0, 1)
            grid.setColumnStretch(1, 1)
            column.addWidget(heading)
            column.addLayout(grid)
            column.addSpacing(px(8))
            self._sections.append((heading, grid, inputs))
            _place(grid, inputs)
        column.addStretch(1)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(inside)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep in sight what the keyboard is in, when findings take room below."""
        super().resizeEvent(event)
        inside = self.widget()
        written = inside.focusWidget() if inside is not None else None
        if written is not None:
            self.ensureWidgetVisible(written)

    def show_only(self, names: Collection[str]) -> None:
        """Show the inputs of these fields, close together; the others keep what they hold."""
        for heading, grid, inputs in self._sections:
            for made in inputs:
                grid.removeWidget(made)
                made.setHidden(made.field.name not in names)
            shown = [made for made in inputs if made.field.name in names]
            _place(grid, shown)
            heading.setVisible(bool(shown))


def _place(grid: QGridLayout, inputs: Sequence[FormInput]) -> None:
    """Put inputs two in a row, long texts across both columns."""
    row = column = 0
    for made in inputs:
        is_wide = made.field.kind is Kind.LONG_TEXT
        if is_wide and column:
            row, column = row + 1, 0
        grid.addWidget(made, row, column, 1, 2 if is_wide else 1)
        row, column = (row + 1, 0) if is_wide or column else (row, 1)
