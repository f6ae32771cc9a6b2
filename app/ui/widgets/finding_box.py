"""Findings and refusals on the page itself, never in a message box."""

from __future__ import annotations

import platform
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QFrame,
    QGraphicsOpacityEffect,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app import __version__
from app.errors import AppError
from app.spec.findings import Finding, Level
from app.ui.style.tokens import Colour, px
from app.ui.widgets.buttons import button
from app.ui.widgets.frames import frame
from app.ui.widgets.labels import StatusLabel, label

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_FADED = 0.6  # how much is left of what no longer holds
_WORDS = {
    Level.ERROR: ("不符", "须改正", Colour.BAD),
    Level.WARNING: ("待核", "说明理由后可以保存", Colour.WARN),
    Level.NOTE: ("提示", "", Colour.NEUTRAL),
}


class FindingBox(QFrame):
    """White box with an edge in the colour of its state: word, sentence, grounds, actions.

    Attributes:
        holds: asked after an undo: whether what it says was done is done still.
    """

    def __init__(
        self, word: str, state: Colour, sentence: str, *, aside: str = "", notes: Sequence[str] = ()
    ) -> None:
        super().__init__()
        self.state = state
        self.holds: Callable[[], bool] = lambda: False
        self.setProperty("kind", "finding")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        edge = frame(f"edge-{state.value}")  # mixed border widths paint badly in style sheets
        edge.setFixedWidth(px(3))
        row.addWidget(edge)
        self.body = QVBoxLayout()
        self.body.setSpacing(px(4))
        row.addLayout(self.body, 1)
        self._actions: QHBoxLayout | None = None
        self.sentence = label(sentence, "sentence", wrap=True)
        self._arrange(StatusLabel(word, state), label(aside, "note"))
        for note in notes:
            if note:
                self.body.addWidget(label(note, "note", wrap=True))

    def _arrange(self, word: StatusLabel, aside: QLabel) -> None:
        self.body.setContentsMargins(px(14), px(10), px(14), px(10))
        head = QHBoxLayout()
        head.addWidget(word)
        head.addStretch(1)
        head.addWidget(aside)
        self.body.addLayout(head)
        self.body.addWidget(self.sentence)

    def add_action(self, widget: QWidget, stretch: int = 0) -> None:
        """Add a button or an input to the row of actions at the bottom."""
        if self._actions is None:
            self._actions = QHBoxLayout()
            self._actions.setContentsMargins(0, px(4), 0, 0)
            self.body.addLayout(self._actions)
            self._actions.addStretch(1)
        self._actions.insertWidget(self._actions.count() - 1, widget, stretch)


class Notice(FindingBox):
    """The same on as little height as its words need, for the top of the window."""

    def _arrange(self, word: StatusLabel, aside: QLabel) -> None:
        self.body.setContentsMargins(px(14), px(6), px(14), px(6))
        self.body.setSpacing(0)
        line = QHBoxLayout()
        line.setSpacing(px(12))
        line.addWidget(word)
        line.addWidget(self.sentence, 1)
        line.addWidget(aside)
        self._actions = QHBoxLayout()
        self._actions.addStretch(1)
        line.addLayout(self._actions)
        self.body.addLayout(line)


def box_of(finding: Finding) -> FindingBox:
    """The box of one finding, its citations below it."""
    word, aside, state = _WORDS[finding.level]
    grounds = "；".join(str(citation) for citation in finding.citations)
    notes = [f"依据　{grounds}"] if grounds else []
    return FindingBox(word, state, finding.message, aside=aside, notes=notes)


def box_of_error(error: AppError, *, close: Callable[[], object] | None = None) -> FindingBox:
    """What happened, what is safe, what to do."""
    made = FindingBox(
        "没有完成",
        Colour.BAD,
        f"{error.happened}。",
        aside=error.code,
        notes=[f"{error.safe}。", f"{error.todo}。", *error.details],
    )
    if close is not None:
        made.add_action(button("知道了", small=True, act=close))
        made.add_action(copy_button(error))
    return made


def copy_button(error: AppError) -> QPushButton:
    """Copies what is read out or sent to whoever helps: the words, and which program it was."""
    words = "\n".join((error.text, *error.details))
    text = f"{words}\n工会台账 {__version__}，{platform.platform(terse=True)}"
    return button("复制详情", "link", act=lambda: QGuiApplication.clipboard().setText(text))


def reason_line(hint: str) -> QLineEdit:
    """A small input for a reason."""
    made = QLineEdit()
    made.setPlaceholderText(hint)
    made.setAccessibleName("理由")
    made.setProperty("small", True)
    return made


def add_reason(box: FindingBox, word: str, go_on: Callable[[str], object]) -> None:
    """Add room for the reason why to go on all the same, and the button that does; Enter too.

    Args:
        word: on the button.
        go_on: hears the reason, which is never blank.
    """
    line = reason_line("情况属实的理由，随记录留存")
    on = button(word, small=True, act=lambda: go_on(line.text().strip()))
    on.setEnabled(False)
    line.textChanged.connect(lambda text: on.setEnabled(bool(text.strip())))
    line.returnPressed.connect(on.click)
    box.add_action(line, 1)
    box.add_action(on)


class FindingsArea(QWidget):
    """Where a page or dialog shows what stands against its last action; empty takes no room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(px(8))
        # Not Maximum: that would take the height at which nothing wraps for the most there is.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.hide()

    def clear(self) -> None:
        """Show nothing."""
        while (item := self._column.takeAt(0)) is not None:
            if (box := item.widget()) is not None:
                box.hide()
                box.deleteLater()
        self._set_faded(is_faded=False)
        self.hide()

    def attempt(self, deed: Callable[[], object]) -> None:
        """Do something; if it is refused, show that in place of what stood here."""
        self.clear()
        try:
            deed()
        except AppError as error:
            self.show_error(error)

    def fade(self) -> None:
        """Show that what was judged has changed since; the place stays, so that nothing moves."""
        self._set_faded(is_faded=True)

    def _set_faded(self, *, is_faded: bool) -> None:
        if is_faded != (self.graphicsEffect() is not None):
            effect = QGraphicsOpacityEffect(self) if is_faded else None
            if effect is not None:
                effect.setOpacity(_FADED)
            self.setGraphicsEffect(effect)  # type: ignore[arg-type]
        self.setEnabled(not is_faded)

    def add(self, box: QWidget) -> None:
        """Show one more box, or an area of its own."""
        self._column.addWidget(box)
        self.show()

    def take_over(self, other: FindingsArea) -> None:
        """Show what stood in another area, which is about to go."""
        while (item := other._column.takeAt(0)) is not None:
            if isinstance(box := item.widget(), FindingBox):
                self.add(box)

    def remove(self, box: FindingBox) -> None:
        """Take one box away; the others stay."""
        self._column.removeWidget(box)
        box.hide()
        box.deleteLater()
        self.setVisible(self._column.count() > 0)

    def forget_done(self) -> None:
        """Take away what was said of things done, once they may be undone."""
        boxes = (self._column.itemAt(place) for place in range(self._column.count()))
        for box in [item.widget() for item in boxes if item is not None]:
            if isinstance(box, FindingBox) and box.state is Colour.OK and not box.holds():
                self.remove(box)

    def show_error(self, error: AppError) -> None:
        """Show a refusal in place of all else."""
        self.clear()
        self.add(box_of_error(error, close=self.clear))

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Show findings in place of all else."""
        self.clear()
        for finding in findings:
            self.add(box_of(finding))
