"""The lines of the tree: the union, its branches and groups, and whoever stands in none."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from PySide6.QtCore import (
    QAbstractItemModel,
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from app.queries.naming.figure_words import figure_word
from app.queries.organization.tree import Headcounts, Tree
from app.ui.style.tokens import Colour
from app.ui.table.cells import Cell
from app.ui.widgets.plain_table import CENTRE, RIGHT, Head, figure_head

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QObject

    from app.queries.organization.tree import Node

Index = QModelIndex | QPersistentModelIndex

UNION, LOOSE = 0, -1  # numbers of the first line and of 未编入小组; nodes have their own
NAME, KIND, MEMBERS, WOMEN, LEADER, ELECTED, DISSOLVED = range(7)
COUNTS = frozenset({MEMBERS, WOMEN})
HEADS = (
    Head("名称"),
    Head("类别"),
    figure_head("people.regular", "00,000"),
    Head("其中女", "00,000", RIGHT, figure_word("people.regular").tip),
    Head("分会主席/组长"),
    Head("产生日期", "0000-00-00", CENTRE),
    Head("撤并日期", "0000-00-00", CENTRE),
)
_MIME = "application/x-union-ledger-node"


@dataclass(slots=True)
class Line:
    """One line; ``node`` only where it is a branch or a group."""

    number: int
    name: str
    counted: Headcounts
    node: Node | None = None
    above: int = -1
    row: int = 0
    below: list[int] = field(default_factory=list)


class TreeModel(QAbstractItemModel):
    """Shows a tree of the union; changes are asked for by signals.

    Attributes:
        may_write: whether nodes can be renamed and moved.
        renamed: another name was typed for a node; carries number and name.
        moved: a node was dropped on another; carries the numbers of both, 0 for the union.
    """

    renamed = Signal(int, str)
    moved = Signal(int, int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.tree = Tree("")
        self.lines: list[Line] = []
        self.may_write = True
        self._own = f"{uuid4()} "  # what is dragged here comes from no other window

    def show(self, tree: Tree, union: str, *, dissolved: bool) -> None:
        """Show another tree, or the same one anew."""
        self.beginResetModel()
        self.tree = tree
        self.lines = [Line(UNION, union, tree.whole)]
        places: dict[int | None, int] = {None: 0}
        for node in tree.shown(dissolved=dissolved):
            places[node.id] = len(self.lines)
            self._add(Line(node.id, node.name, node.counted, node, places[node.parent_id]))
        if tree.loose.members:
            self._add(Line(LOOSE, "未编入小组", tree.loose, above=0))
        self.endResetModel()

    def _add(self, line: Line) -> None:
        below = self.lines[line.above].below
        line.row = len(below)
        below.append(len(self.lines))
        self.lines.append(line)

    # --- where lines stand --------------------------------------------------------------

    def line(self, index: Index) -> Line | None:
        """The line at an index."""
        return self.lines[index.internalId()] if index.isValid() else None

    def index_of(self, number: int, column: int = NAME) -> QModelIndex:
        """The index of a line by its number; an invalid one where it is not shown."""
        for place, line in enumerate(self.lines):
            if line.number == number:
                return self.createIndex(line.row, column, place)
        return QModelIndex()

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008 - Qt's own default
        """The index of a line below another."""
        below = self._below(parent)
        if not (0 <= row < len(below) and 0 <= column < len(HEADS)):
            return QModelIndex()
        return self.createIndex(row, column, below[row])

    def _below(self, parent: Index) -> Sequence[int]:
        if parent.isValid():
            return self.lines[parent.internalId()].below
        return range(min(1, len(self.lines)))

    def parent(self, index: Index = QModelIndex()) -> Any:  # noqa: B008
        """The line above."""
        line = self.line(index)
        if line is None or line.above < 0:
            return QModelIndex()
        return self.createIndex(self.lines[line.above].row, 0, line.above)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """How many lines stand below."""
        return 0 if parent.isValid() and parent.column() else len(self._below(parent))

    def columnCount(self, _parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """How many columns there are."""
        return len(HEADS)

    # --- what they show -----------------------------------------------------------------

    def is_over(self, line: Line) -> bool:
        """Whether a node is not there on the day of the tree."""
        return line.node is not None and not line.node.is_there

    def cell(self, index: Index) -> Cell:
        """What a cell shows; counts act, what is dissolved is grey."""
        line, column = self.lines[index.internalId()], index.column()
        ink = Colour.TEXT3 if self.is_over(line) else Colour.TEXT
        if column in COUNTS:
            count = line.counted[column - MEMBERS]
            return Cell(f"{count:,}", RIGHT, Colour.LINK if count else Colour.TEXT3)
        return Cell(self._words(line, column), HEADS[column].align, ink)

    def _words(self, line: Line, column: int) -> str:
        if column == NAME:
            return line.name
        node = line.node
        if node is None:
            return ""
        words = {
            KIND: node.kind_word,
            LEADER: node.leader_name,
            ELECTED: node.elected_on,
            DISSOLVED: node.dissolved_on if node.dissolved_by(self.tree.day) else "",
        }
        return words[column] or ""

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words and tooltip; colours are painted by the delegate."""
        line = self.line(index)
        if line is None:
            return None
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole}:
            return self.cell(index).text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{HEADS[index.column()].title} {self.cell(index).text}"
        if role == Qt.ItemDataRole.ToolTipRole:
            is_count = index.column() in COUNTS and self.cell(index).ink is Colour.LINK
            return "点一下看名单" if is_count else self.cell(index).text
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Headings."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.ToolTipRole:
            return HEADS[section].tip or None
        return HEADS[section].title if role == Qt.ItemDataRole.DisplayRole else None

    # --- what can be done ---------------------------------------------------------------

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Nodes can be renamed and moved; the union and nodes that are there take others."""
        line = self.line(index)
        if line is None:
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if not self.may_write or line.number == LOOSE:
            return flags
        if line.node is not None:
            flags |= Qt.ItemFlag.ItemIsDragEnabled
            if index.column() == NAME:
                flags |= Qt.ItemFlag.ItemIsEditable
        if not self.is_over(line):
            flags |= Qt.ItemFlag.ItemIsDropEnabled
        return flags

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Ask for another name; it is shown when it is saved."""
        line, name = self.line(index), str(value or "").strip()
        if role != Qt.ItemDataRole.EditRole:
            return False
        if line is not None and line.node is not None and name and name != line.name:
            self.renamed.emit(line.number, name)
        return False

    def may_stand_below(self, number: int, above: int) -> bool:
        """Whether a node can be moved under another one, or under the union (0)."""
        node = self.tree.node(number)
        if node is None or (node.parent_id or UNION) == above:
            return False
        if above == UNION:
            return True
        target = self.tree.node(above)
        return (
            target is not None and target.is_there and above not in self.tree.at_and_below(number)
        )

    def supportedDropActions(self) -> Qt.DropAction:
        """Nodes are moved."""
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        """Nodes are taken nowhere but here."""
        return [_MIME]

    def mimeData(self, indexes: Sequence[Index]) -> QMimeData:
        """The node that is dragged."""
        carried = QMimeData()
        line = self.line(indexes[0]) if indexes else None
        carried.setData(_MIME, f"{self._own}{line.number if line else LOOSE}".encode())
        return carried

    def canDropMimeData(
        self, data: QMimeData, _action: Qt.DropAction, row: int, _column: int, parent: Index
    ) -> bool:
        """Whether what is dragged may stand below what it is held over."""
        target = self.line(parent)
        if not self.may_write or row >= 0 or target is None:
            return False
        return self.may_stand_below(self._carried(data), target.number)

    def _carried(self, data: QMimeData) -> int:
        """The number of the node that is dragged."""
        text = bytes(data.data(_MIME).data()).decode()
        return int(text.removeprefix(self._own)) if text.startswith(self._own) else LOOSE

    def dropMimeData(
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index
    ) -> bool:
        """Ask for the move; the rows change when it is saved."""
        target = self.line(parent)
        if target is not None and self.canDropMimeData(data, action, row, column, parent):
            self.moved.emit(self._carried(data), target.number)
        return False
