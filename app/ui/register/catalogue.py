"""The list of all registers of a chapter that has too many for tabs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.queries.listing import View, count
from app.spec.codes import fold
from app.spec.pinyin import search_keys
from app.spec.record import Family
from app.ui.screens.screen import Screen
from app.ui.style.tokens import Colour, px
from app.ui.table.cells import Cell
from app.ui.widgets.frames import card_of, page_column
from app.ui.widgets.page_head import PageHead
from app.ui.widgets.plain_table import LEFT, RIGHT, Head, PlainModel, PlainTable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtWidgets import QWidget

    from app.spec.record import RecordSpec
    from app.ui.office import Office

_ENTRIES = "ledger_entry"


@dataclass(frozen=True, slots=True)
class _Line:
    """One register as the list shows it; ``sought`` holds the words it is found by."""

    spec: RecordSpec
    rows: int
    sought: str


class _Registers(PlainModel):
    """The registers that hold the words sought."""

    def __init__(self) -> None:
        super().__init__()
        self.heads = (
            Head("编号"),
            Head("台账", "　" * 14),
            Head("记录", "00,000", RIGHT),
            Head("登记时机", "　" * 8),
            Head("保存期限"),
        )
        self.found: list[_Line] = []

    def show(self, lines: Iterable[_Line]) -> None:
        """List ``lines``."""
        self.beginResetModel()
        self.found = list(lines)
        self.endResetModel()

    def count(self) -> int:
        """How many there are."""
        return len(self.found)

    def cell(self, row: int, column: int) -> Cell:
        """Number, title, rows, when and how long it is kept."""
        line = self.found[row]
        spec = line.spec
        number = spec.id if spec.family is Family.LEDGER else ""
        rows = f"{line.rows:,}" if line.rows else ""
        text = (number, spec.title, rows, spec.period, spec.retention)[column]
        ink = Colour.TEXT if column in {1, 2} else Colour.TEXT2
        return Cell(text, RIGHT if column == 2 else LEFT, ink)


class RegisterCatalogue(Screen):
    """Every register of a chapter with the number of its records; Enter opens one."""

    def __init__(self, office: Office, chapter: str, parent: QWidget | None = None) -> None:
        super().__init__(office, parent)
        self.title = f"全部{chapter}"
        self.chapter = chapter
        self._specs = [spec for spec in office.desk.specs.values() if spec.chapter == chapter]
        core = {spec.id for spec in self._specs if spec.family is Family.CORE}
        self.records = frozenset(core | {_ENTRIES})
        self.search_hint = "台账名称、编号、拼音首字母"
        self._lines: list[_Line] = []
        self.head = PageHead(chapter)
        self.open_button = self.head.set_primary("打开", self._open_current)
        self.registers = _Registers()
        self.table = PlainTable(chapter, self.registers)
        self.table.opened.connect(self._open)
        column = page_column(self, self.head)
        column.addWidget(card_of(self.table, below=px(4)), 1)

    def refresh(self) -> None:
        """Count the records of every register."""
        reader = self.office.desk.reader
        self._lines = [
            _Line(spec, count(reader, spec, View()), _words(spec)) for spec in self._specs
        ]
        self.search(self.search_text)
        self.table.fit_columns()

    def search(self, text: str) -> None:
        """List the registers whose title, number or initials hold ``text``."""
        words = fold(text)
        found = [line for line in self._lines if words in line.sought]
        self.registers.show(found)
        used = sum(1 for line in self._lines if line.rows)
        self.head.set_facts(f"{len(self._lines)} 种", f"{used} 种已有记录")
        self.open_button.setEnabled(bool(found))
        self.table.go(0)

    def take_focus(self) -> None:
        """The list takes the keyboard."""
        self.table.setFocus()

    def _open_current(self) -> None:
        self._open(self.table.current_row())

    def _open(self, row: int) -> None:
        if row >= 0:
            self.office.wanted.emit(self.registers.found[row].spec.id, None)


def _words(spec: RecordSpec) -> str:
    return fold("\n".join((spec.title, spec.id, *search_keys(spec.title))))
