"""The list of all papers a ledger can make."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.spec.codes import fold
from app.spec.pinyin import search_keys
from app.ui.style.tokens import Colour, px
from app.ui.table.cells import Cell
from app.ui.widgets.labels import frame
from app.ui.widgets.page_head import PageHead
from app.ui.widgets.plain_table import LEFT, Head, PlainModel, PlainTable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from app.reports.forms.form import Form
    from app.spec.record import RecordSpec


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper as the list shows it.

    Attributes:
        sought: the words it is found by, folded.
    """

    form_id: str
    title: str
    chapter: str
    options: str
    sought: str


class PaperList(PlainModel):
    """The papers that hold the words sought."""

    def __init__(self) -> None:
        super().__init__()
        self.heads = (Head("表册", "　" * 20), Head("章节", "　" * 6), Head("可以设定"))
        self.known: list[Paper] = []
        self.found: list[Paper] = []

    def show(self, papers: Iterable[Paper], words: str) -> None:
        """Keep those of ``papers`` that hold ``words``."""
        self.beginResetModel()
        self.known = list(papers)
        self.found = [paper for paper in self.known if words in paper.sought]
        self.endResetModel()

    def count(self) -> int:
        """How many papers were found."""
        return len(self.found)

    def cell(self, row: int, column: int) -> Cell:
        """Title, chapter, options."""
        paper = self.found[row]
        text = (paper.title, paper.chapter, paper.options)[column]
        return Cell(text, LEFT, Colour.TEXT if column == 0 else Colour.TEXT2)


class Catalogue(QWidget):
    """Every paper with its chapter; Enter or a double click opens the preview.

    Attributes:
        chosen: a paper is wanted; carries its id.
    """

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._words = ""
        self.head = PageHead("打印装订")
        self.preview_button = self.head.set_primary("预览", self._open_current, icon_name="print")
        self.papers = PaperList()
        self.table = PlainTable("表册", self.papers)
        self.table.opened.connect(self._open)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(20), 0, px(20), px(16))
        column.setSpacing(0)
        column.addWidget(self.head)
        card = frame("card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.table)
        column.addWidget(card, 1)

    def show_forms(self, forms: Iterable[Form], specs: Mapping[str, RecordSpec]) -> None:
        """List the papers."""
        self.papers.show([_paper(form, specs) for form in forms], self._words)
        self.table.fit_columns()
        self._tell()

    def search(self, text: str) -> None:
        """Show the papers whose name or number holds ``text``."""
        self._words = fold(text)
        self.papers.show(self.papers.known, self._words)
        self._tell()

    def _tell(self) -> None:
        shown, known = len(self.papers.found), len(self.papers.known)
        self.head.set_facts(f"{known} 种表册" if shown == known else f"找到 {shown} / {known} 种")
        self.preview_button.setEnabled(shown > 0)
        self.table.go(0)

    def _open_current(self) -> None:
        self._open(self.table.current_row())

    def _open(self, row: int) -> None:
        if row >= 0:
            self.chosen.emit(self.papers.found[row].form_id)


def _paper(form: Form, specs: Mapping[str, RecordSpec]) -> Paper:
    spec = specs.get(form.register)
    return Paper(
        form_id=form.id,
        title=form.title,
        chapter=str(spec.chapter) if spec is not None else "",
        options="、".join(parameter.label for parameter in form.parameters),
        sought=fold("\n".join((form.title, form.id, form.number, *search_keys(form.title)))),
    )
