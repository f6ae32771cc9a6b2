"""The slim bar over a table: find a word, go from hit to hit, replace it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from app.ui.style.tokens import CARD_HEADER, is_folded, px
from app.ui.table.find.aside import write_aside
from app.ui.table.find.line import WordLine
from app.ui.tasks import Task
from app.ui.widgets.buttons import button, menu_button
from app.ui.widgets.labels import ElidedLabel, label

if TYPE_CHECKING:
    from app.ui.table.find.aside import Written
    from app.ui.table.find.replacing import Replacement
    from app.ui.table.view import RegisterView

_LINE_WIDTH, _LINE_FOLDED = 216, 152  # with large text the words beside it need the room
_EVERYWHERE = "所有列"
_MANY = 2000  # cells; to write more takes longer than the window may stand still


class FindBar(QFrame):
    """One line to find, a second one to replace.

    Attributes:
        closed: it was closed; the keyboard goes back to the table.
        started: very many cells are to be written; carries the task to be run.
        is_writing: that is going on, and the page shall not be left.
    """

    closed = Signal()
    started = Signal(object)  # Task

    def __init__(self, view: RegisterView) -> None:
        super().__init__()
        self.setProperty("kind", "bar")
        self._view = view
        self.is_writing = False
        self.finder = view.finder
        self.word = WordLine("查找内容")
        self.count = label("", "facts")
        self.elsewhere = ElidedLabel("", "note")
        self.scope = menu_button(_EVERYWHERE, self._scope_menu(), "plain", small=True)
        self.scope.setToolTip("在哪一列里找")
        self.other = WordLine("替换为")
        self.one = button("替换", small=True, act=self._replace_one)
        self.everywhere = button("全部替换", small=True, act=self._replace_all)
        self.outcome = ElidedLabel("", "note")
        self._done = ""  # what the last replacing did, until another word is looked for
        self._replacing = self._replace_row()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._find_row())
        column.addWidget(self._replacing)
        self.word.textChanged.connect(lambda _text: self._seek())
        self.word.entered.connect(lambda back: self.finder.go_on(back=back))
        self.other.entered.connect(lambda _back: self._replace_one())
        self.finder.changed.connect(self._show_hits)
        self.hide()

    def _find_row(self) -> QWidget:
        up, down = (
            button("", "bare", icon_name=name, tip=tip, act=act)
            for name, tip, act in (
                ("chevron-up", "上一处（Shift+Enter）", lambda: self.finder.go_on(back=True)),
                ("chevron-down", "下一处（Enter 或 F3）", self.finder.go_on),
            )
        )
        self.more = button("替换", "link", act=self._toggle_replacing)
        shut = button("", "bare", icon_name="close", tip="关闭（Esc）", act=self.close_bar)
        self.count.setMinimumWidth(px(72))
        self.count.setAlignment(Qt.AlignmentFlag.AlignCenter)
        return _row(
            self.word, self.count, up, down, self.scope, self.elsewhere, None, self.more, shut
        )

    def _replace_row(self) -> QWidget:
        return _row(self.other, self.one, self.everywhere, self.outcome, None)

    def _scope_menu(self) -> QMenu:
        menu = QMenu()
        menu.aboutToShow.connect(lambda: self._fill_scopes(menu))
        return menu

    def _fill_scopes(self, menu: QMenu) -> None:
        """List the columns as they stand now."""
        menu.clear()
        fields = [self._view.records.fields[column] for column in self._view.shown_columns()]
        for name, text in [("", _EVERYWHERE), *((field.name, field.label) for field in fields)]:
            entry = menu.addAction(text)
            entry.triggered.connect(lambda _on=False, name=name: self.set_scope(name))

    # --- opening and closing ------------------------------------------------------------

    def open_bar(self, *, replacing: bool = False) -> None:
        """Show the bar with the word looked for last, ready to be typed over."""
        self._show_replacing(on=replacing or (self.isVisible() and not self._replacing.isHidden()))
        self.show()
        self.word.setFocus()  # an open editor in a cell saves what was typed
        self.word.selectAll()
        self._seek()

    def close_bar(self) -> None:
        """Hide the bar; the cell found stays the current one."""
        self.finder.stop()
        self.hide()
        self.closed.emit()

    def _toggle_replacing(self) -> None:
        self._show_replacing(on=self._replacing.isHidden())
        (self.word if self._replacing.isHidden() else self.other).setFocus()

    def _show_replacing(self, *, on: bool) -> None:
        self._replacing.setVisible(on)
        self.more.setVisible(not on)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_bar()
        else:
            super().keyPressEvent(event)

    # --- finding ------------------------------------------------------------------------

    def set_scope(self, name: str) -> None:
        """Look into one column only, or with a blank name into all."""
        self.finder.scope = name
        self._seek()

    def _seek(self) -> None:
        self._done = ""
        self.finder.seek(self.word.text().strip(), self.finder.scope)

    def _show_hits(self) -> None:
        if self.isHidden():
            return
        fields = {field.name: field.label for field in self._view.records.fields}
        self.scope.setText(fields.get(self.finder.scope, _EVERYWHERE))
        hits, rank = self.finder.hits, self.finder.rank()
        total = len(hits) if hits else 0
        words = f"{rank:,} / {total:,}" if rank else f"{total:,} 处"
        if not total:
            words = "没有找到" if self.finder.word else ""
        self.count.setText(words)
        outside = hits.elsewhere if hits else 0
        self.elsewhere.set_text(f"筛选外还有 {outside:,} 处" if outside else "")
        self._show_replaceable()

    # --- replacing ----------------------------------------------------------------------

    def _show_replaceable(self) -> None:
        """Say how many cells would be written before anybody presses the button."""
        able = self.finder.replaceable()
        may = self._view.may_write
        self.one.setEnabled(may and bool(able.cells))
        self.everywhere.setEnabled(may and bool(able.cells))
        self.everywhere.setText(f"全部替换 {able.cells:,} 处" if able.cells else "全部替换")
        self.outcome.set_text((self._done or able.left) if may else "这里只能查看，不能替换")

    def _replace_one(self) -> None:
        if self.one.isEnabled():
            self.finder.replace_one(self.other.text())

    def _replace_all(self) -> None:
        asked = self.finder.replacement(self.other.text())
        if asked.count <= _MANY:
            self._tell_done(asked, self.finder.replace_all(asked))
            return
        records = self._view.records
        task = Task("正在替换", lambda progress: write_aside(records, asked, progress))
        task.finished.connect(lambda written: self._take(asked, written))
        task.ended.connect(lambda: self._wait(is_writing=False))
        self._wait(is_writing=True)
        self.started.emit(task)

    def _wait(self, *, is_writing: bool) -> None:
        """Leave the table alone while its cells are being written."""
        self.is_writing = is_writing
        self._view.setEnabled(not is_writing)
        self.setEnabled(not is_writing)
        if not is_writing:
            self.everywhere.setFocus()  # not a line, whose own Ctrl+Z would come first

    def _take(self, asked: Replacement, written: Written) -> None:
        self.finder.take(written)
        self._tell_done(asked, written)

    def _tell_done(self, asked: Replacement, written: Written) -> None:
        held = written.outcome.held
        refused = sum((number, name) in held for number, name in asked.cells())
        done = asked.count - refused
        self._done = f"已替换 {done:,} 处，按 Ctrl+Z 可以恢复" if done else "没有替换"
        if refused:
            self._done += f"；{refused:,} 处没有被接受，填的内容留在格子里"
        self._show_replaceable()


class FindKeys(QObject):
    """Ctrl+F, Ctrl+H and F3 anywhere on the page of a table.

    The window has Ctrl+F for its search box on every page. A page with a table takes the key
    before the window gets it, which two shortcuts for one key could not settle between them.
    """

    def __init__(self, bar: FindBar, view: RegisterView, page: QWidget) -> None:
        super().__init__(page)
        self._bar = bar
        self._view = view
        self._is_asked = False
        page.installEventFilter(self)
        for keys, act in (
            ("Ctrl+H", lambda: bar.open_bar(replacing=True)),
            ("F3", lambda: self._go_on(back=False)),
            ("Shift+F3", lambda: self._go_on(back=True)),
        ):
            shortcut = QShortcut(QKeySequence(keys), page, act)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _go_on(self, *, back: bool) -> None:
        if self._bar.isHidden() and not self._bar.word.text():
            self._bar.open_bar()
        else:
            self._bar.show()
            self._bar.finder.go_on(back=back)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take Ctrl+F, unless it belongs to a word being composed."""
        if isinstance(event, QKeyEvent) and event.matches(QKeySequence.StandardKey.Find):
            if event.type() is QEvent.Type.ShortcutOverride:
                self._is_asked = not self._view.cells.is_composing
                event.setAccepted(self._is_asked)
                return True
            if event.type() is QEvent.Type.KeyPress and self._is_asked:
                self._is_asked = False
                self._bar.open_bar()
                return True
        return super().eventFilter(watched, event)


def _row(*parts: QWidget | None) -> QWidget:
    """Widgets side by side, 40 pixels high; ``None`` is where the room is left over."""
    made = QWidget()
    made.setFixedHeight(px(CARD_HEADER))
    line = QHBoxLayout(made)
    line.setContentsMargins(px(12), 0, px(12), 0)
    line.setSpacing(px(8))
    for part in parts:
        if part is None:
            line.addStretch(1)
            continue
        if isinstance(part, WordLine):
            part.setFixedWidth(px(_LINE_FOLDED if is_folded() else _LINE_WIDTH))
        line.addWidget(part)
    return made
