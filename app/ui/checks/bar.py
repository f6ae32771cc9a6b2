"""The bar over the findings: how much they weigh, which chapter, how soon they end."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu

from app.queries.findings.gathered import LEVEL_WORDS, Sieve
from app.ui.style.tokens import CARD_HEADER, px
from app.ui.widgets.buttons import menu_button
from app.ui.widgets.choosing.segmented import Segmented
from app.ui.widgets.labels import label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.spec.findings import Level
    from app.spec.record import Chapter

_TERMS = (30, 60, 90)  # days
_ALL_CHAPTERS, _ALL_TERMS = "全部章节", "全部期限"


class SieveBar(QFrame):
    """What is listed, and how many of how many that are.

    Attributes:
        changed: something else is wanted.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "bar")
        self.setFixedHeight(px(CARD_HEADER))
        self._chapter: Chapter | None = None
        self._chapters: Sequence[Chapter] = ()
        self._within: int | None = None
        self.levels = Segmented(LEVEL_WORDS.items())
        self._chapter_menu, self._term_menu = QMenu(self), QMenu(self)
        self._chapter_menu.aboutToShow.connect(self._offer)
        self.chapter_button = menu_button(_ALL_CHAPTERS, self._chapter_menu)
        for days in (None, *_TERMS):
            entry = self._term_menu.addAction(_term_words(days))
            entry.triggered.connect(lambda _on=False, days=days: self.choose_term(days))
        self.term_button = menu_button(_ALL_TERMS, self._term_menu)
        self.count = label("", "note")
        row = QHBoxLayout(self)
        row.setContentsMargins(px(12), 0, px(12), 0)
        row.setSpacing(px(12))
        for part in (self.levels, self.term_button, self.chapter_button):
            row.addWidget(part)
        row.addStretch(1)
        row.addWidget(self.count)
        self.levels.chosen.connect(lambda _value: self.changed.emit())

    @property
    def sieve(self) -> Sieve:
        """What is wanted."""
        return Sieve(
            level=cast("Level | None", self.levels.value()),
            chapter=self._chapter,
            within=self._within,
        )

    def offer_chapters(self, chapters: Sequence[Chapter]) -> None:
        """The chapters of which anything was found."""
        self._chapters = chapters

    def tell(self, shown: int, total: int) -> None:
        """Say how many are listed, as over every table: 3 / 12."""
        self.count.setText(f"{total:,} 条" if shown == total else f"{shown:,} / {total:,}")

    def _offer(self) -> None:
        self._chapter_menu.clear()
        for chapter in (None, *self._chapters):
            entry = self._chapter_menu.addAction(chapter or _ALL_CHAPTERS)
            entry.triggered.connect(lambda _on=False, chapter=chapter: self.choose(chapter))

    def choose(self, chapter: Chapter | None) -> None:
        """List what was found in one chapter; ``None`` for all."""
        self._chapter = chapter
        self.chapter_button.setText(chapter or _ALL_CHAPTERS)
        self.changed.emit()

    def choose_term(self, days: int | None) -> None:
        """List what ends within so many days, or has ended; ``None`` for all."""
        self._within = days
        self.term_button.setText(_term_words(days))
        self.changed.emit()

    def clear(self) -> None:
        """List everything."""
        self.levels.set_value(None)
        self._within = None
        self.term_button.setText(_ALL_TERMS)
        self.choose(None)


def _term_words(days: int | None) -> str:
    return _ALL_TERMS if days is None else f"{days} 天内到期"
