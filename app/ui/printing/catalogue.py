"""The list of all papers a ledger can make."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.reports.forms.form import PaperKind
from app.spec.codes import fold
from app.spec.pinyin import search_keys
from app.ui.style.tokens import Colour
from app.ui.table.cells import Cell
from app.ui.widgets.choosing.segmented import Segmented
from app.ui.widgets.frames import bar_of, card_of, page_column
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
    kind: str
    number: str
    options: str
    sought: str


class PaperList(PlainModel):
    """The papers that hold the words sought."""

    def __init__(self) -> None:
        super().__init__()
        self.heads = (
            Head("表册", "　" * 18),
            Head("编号", "　" * 4),
            Head("类别", "　" * 5),
            Head("可以设定"),
        )
        self.known: list[Paper] = []
        self.found: list[Paper] = []

    def show(self, papers: Iterable[Paper], words: str, kind: object = None) -> None:
        """Keep those of ``papers`` that hold ``words`` and are of ``kind``, if one is asked for."""
        self.beginResetModel()
        self.known = list(papers)
        self.found = [
            paper
            for paper in self.known
            if words in paper.sought and (kind is None or paper.kind == kind)
        ]
        self.endResetModel()

    def count(self) -> int:
        """How many papers were found."""
        return len(self.found)

    def cell(self, row: int, column: int) -> Cell:
        """Title, number, kind, options."""
        paper = self.found[row]
        text = (paper.title, paper.number, paper.kind, paper.options)[column]
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
        column = page_column(self, self.head)
        column.addWidget(card_of(self._bar(), self.table), 1)

    def _bar(self) -> QWidget:
        """The kinds of papers, to look at one of them alone."""
        every: list[tuple[object, str]] = [(None, "全部")]
        self.kinds = Segmented(
            [*every, *((kind, kind.value) for kind in PaperKind)], clearable=False
        )
        self.kinds.set_value(None)
        self.kinds.chosen.connect(lambda _kind: self._show_found())
        return bar_of(self.kinds, None)

    def show_forms(self, forms: Iterable[Form], specs: Mapping[str, RecordSpec]) -> None:
        """List the papers."""
        order = list(PaperKind)
        listed = sorted(forms, key=lambda form: order.index(form.kind))
        self.papers.known = [_paper(form, specs) for form in listed]
        self._show_found()
        self.table.fit_columns()

    def search(self, text: str) -> None:
        """Show the papers whose name or number holds ``text``."""
        self._words = fold(text)
        if self._words:  # what is sought is sought among all
            self.kinds.set_value(None)
        self._show_found()

    def _show_found(self) -> None:
        self.papers.show(self.papers.known, self._words, self.kinds.value())
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
    also = spec.title if spec is not None else ""
    return Paper(
        form_id=form.id,
        title=form.title,
        kind=form.kind.value,
        number=form.number,
        options="、".join(parameter.label for parameter in form.parameters),
        sought=fold("\n".join((form.title, form.id, form.number, also, *search_keys(form.title)))),
    )
