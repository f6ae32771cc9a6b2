"""列: which columns a table shows, in which order, and which of them stay in sight."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.queries.evidence import HELD, listed
from app.spec.pinyin import is_called
from app.ui.register.columns.lines import Lines
from app.ui.register.columns.shown import first_names
from app.ui.style.tokens import px
from app.ui.table.find.line import WordLine
from app.ui.widgets.buttons import button
from app.ui.widgets.choosing.segmented import Segmented
from app.ui.widgets.frames import frame
from app.ui.widgets.labels import label

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from PySide6.QtCore import QPoint
    from PySide6.QtGui import QKeyEvent

    from app.spec.record import RecordSpec
    from app.ui.editors.tick import Tick

_OTHERS = "其他"
_HOW = "拖动排次序，也可以按 Alt+↑ 和 Alt+↓；点一下不再显示。"
_CHOOSE, _ORDER = "choose", "order"
_WIDTH, _HEIGHT = 300, 320
_ON, _OFF = Qt.CheckState.Checked, Qt.CheckState.Unchecked


class ColumnPanel(QFrame):
    """Columns by the sections of the record, found by a word, ticked, and put in order.

    Attributes:
        shown: the columns shown, from left to right.
        stays: whether the column that names a row stays when the table moves sideways.
        search: finds a column by characters, pinyin or initials.
        sections: every column under the heading of its section.
        order: those shown, to be dragged.
    """

    def __init__(
        self,
        spec: RecordSpec,
        shown: Sequence[str],
        choose: Callable[[list[str]], None],
        stays: Tick,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("popup")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFixedWidth(px(_WIDTH))
        self._spec = spec
        self._choose = choose
        self.shown = list(shown)
        self.stays = stays
        self.search = WordLine("找一列")
        self.search.setPlaceholderText("汉字、拼音或首字母")
        self.sections = Lines("可以显示的列")
        self.order = Lines("显示的列，从左到右", is_movable=True)
        self.parts = Segmented(((_CHOOSE, "选要显示的列"), (_ORDER, "排列次序")), clearable=False)
        self._stack = QStackedWidget()
        self._own = QHBoxLayout()
        self._arrange()
        self._fill()
        self._connect()

    def _arrange(self) -> None:
        first = QWidget()
        inside = QVBoxLayout(first)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(px(8))
        inside.addWidget(self.search)
        inside.addWidget(self.sections)
        self._stack.addWidget(first)
        second = QWidget()
        inside = QVBoxLayout(second)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(px(8))
        inside.addWidget(self.order)
        inside.addWidget(label(_HOW, "note", wrap=True))
        self._stack.addWidget(second)
        self._stack.setFixedHeight(px(_HEIGHT))
        self.parts.set_value(_CHOOSE)
        self.back = button("恢复默认", "link", act=self._restore, tip="恢复默认的列和次序")
        self._own.addStretch(1)
        self._own.addWidget(self.back)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(12), px(10), px(12), px(8))
        column.setSpacing(px(8))
        column.addWidget(self.parts)
        column.addWidget(self._stack)
        column.addWidget(frame("rule"))
        column.addWidget(self.stays)
        column.addLayout(self._own)

    def _connect(self) -> None:
        self.parts.chosen.connect(self._turn)
        self.search.textChanged.connect(self._narrow)
        self.search.entered.connect(lambda _back: self._tick_first())
        self.sections.ticked.connect(self._tick)
        self.sections.left_above.connect(self.search.setFocus)
        self.order.ticked.connect(self._take_out)
        self.order.moved.connect(lambda: self._tell(self.order.names()))
        self.order.left_above.connect(self.parts.setFocus)

    def offer_own(
        self, add: Callable[[], object], manage: Callable[[], object], *, may_write: bool
    ) -> None:
        """Offer columns of one's own."""
        for place, (text, act) in enumerate((("新增一列…", add), ("管理自定义列…", manage))):
            made = button(text, "link", act=partial(self._leave_for, act))
            made.setEnabled(may_write)
            self._own.insertWidget(place, made)

    def _leave_for(self, act: Callable[[], object]) -> None:
        self.close()
        act()

    # --- showing ------------------------------------------------------------------------

    def open_at(self, place: QPoint) -> None:
        """Show the panel below its button, inside the screen."""
        self.adjustSize()
        room = self.screen().availableGeometry()
        place.setX(min(place.x(), room.right() - self.width()))
        place.setY(max(min(place.y(), room.bottom() - self.height()), room.top()))
        self.move(place)
        self.show()
        self.search.setFocus()

    def _groups(self) -> Iterator[tuple[str, list[str]]]:
        """Columns by section; last those that no section of the form has."""
        form = [(title, list(names)) for title, names in self._spec.layout.form]
        known = {name for _title, names in form for name in names}
        others = [name for name in self._spec.layout.table if name not in known]
        yield from form
        yield _OTHERS, [*others, HELD.name]

    def _fill(self) -> None:
        """Write both lists anew; the line where one stands stays the current one."""
        stood = self.sections.currentIndex().row()
        self.sections.items.clear()
        for title, names in self._groups():
            on = [name for name in names if name in self.shown]
            partial_state = Qt.CheckState.PartiallyChecked if on else _OFF
            state = _ON if len(on) == len(names) else partial_state
            self.sections.add(title, "", state, f"{len(on)} / {len(names)}")
            for name in names:
                self.sections.add(self._label(name), name, _ON if name in on else _OFF)
        self._narrow(self.search.text())
        self.sections.stand_on(stood)
        stood = self.order.currentIndex().row()
        self.order.items.clear()
        for name in self.shown:
            self.order.add(self._label(name), name, _ON)
        self.order.stand_on(min(stood, len(self.shown) - 1))

    def _label(self, name: str) -> str:
        return listed(self._spec, name).label

    def _narrow(self, text: str) -> None:
        """Show the columns called ``text``, and the headings above them."""
        heading, any_shown = -1, False
        for row, name in enumerate([*self.sections.names(), ""]):
            if name:
                is_found = is_called(self._label(name), text)
                any_shown |= is_found
                self.sections.setRowHidden(row, not is_found)
                continue
            if heading >= 0:
                self.sections.setRowHidden(heading, not any_shown)
            heading, any_shown = row, False

    def _turn(self, part: object) -> None:
        self._stack.setCurrentIndex(0 if part == _CHOOSE else 1)
        if part == _ORDER:
            self.order.setFocus()
            self.order.stand_on(max(self.order.currentIndex().row(), 0))
        else:
            self.search.setFocus()

    # --- choosing -----------------------------------------------------------------------

    def _tick(self, row: int) -> None:
        """Show or hide a column; by the heading of a section all of it that is in sight."""
        is_on = self.sections.items.item(row).checkState() is _ON
        names = [self.sections.name_at(row)] if self.sections.name_at(row) else self._under(row)
        if is_on:
            self._tell([name for name in self.shown if name not in names])
        else:
            self._tell(self._with(names))

    def _under(self, heading: int) -> list[str]:
        found = []
        for row in range(heading + 1, self.sections.items.rowCount()):
            if not (name := self.sections.name_at(row)):
                break
            if not self.sections.isRowHidden(row):
                found.append(name)
        return found

    def _with(self, names: Sequence[str]) -> list[str]:
        """The columns shown and ``names``: where they stand at first, others at the end."""
        first, now = first_names(self._spec), list(self.shown)
        for name in names:
            if name in now:
                continue
            before = first[: first.index(name)] if name in first else ()
            after = [now.index(each) + 1 for each in before if each in now]
            now.insert(max(after, default=0) if name in first else len(now), name)
        return now

    def _tick_first(self) -> None:
        """Enter in the search ticks the first column found, so that no mouse is needed."""
        rows = [row for row in self.sections.rows_shown() if self.sections.name_at(row)]
        if self.search.text() and rows:
            self._tick(rows[0])
            self.search.selectAll()

    def _take_out(self, row: int) -> None:
        name = self.order.name_at(row)
        self._tell([each for each in self.shown if each != name])

    def _restore(self) -> None:
        self._tell(list(first_names(self._spec)))

    def _tell(self, names: list[str]) -> None:
        """Show other columns; one at least stays, since nothing could be read without."""
        if not names:
            names = self.shown[:1]
        if names != self.shown:
            self.shown = names
            self._choose(names)
        self._fill()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrow goes from the search into the list."""
        if event.key() == Qt.Key.Key_Down and self.search.hasFocus():
            if rows := self.sections.rows_shown():
                self.sections.setFocus()
                self.sections.stand_on(rows[0])
        else:
            super().keyPressEvent(event)
