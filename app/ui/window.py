"""The window: chapters, search, pages and status line around one open ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from app.ui.frame.chapter_page import ChapterPage
from app.ui.frame.chapters import Chapters
from app.ui.frame.elsewhere import Elsewhere
from app.ui.frame.status_line import StatusLine
from app.ui.frame.top_bar import TopBar
from app.ui.manual.dialog import open_manual
from app.ui.manual.place import place_of
from app.ui.screens.registry import CHECKS, SETTINGS, entries, places
from app.ui.style.icons import icon
from app.ui.style.tokens import WINDOW_HEIGHT, WINDOW_WIDTH, Colour, px
from app.ui.widgets.finding_box import FindingsArea

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from PySide6.QtGui import QCloseEvent

    from app.bootstrap import Desk
    from app.errors import AppError
    from app.ui.office import Office
    from app.ui.screens.registry import Entry
    from app.ui.screens.screen import Screen

PROGRAM = "工会台账"
MEMBERS = "member"
HELP_PAGE = "help"
_FIND_MEMBERS = "找会员：姓名、首字母，按 Enter"


class MainWindow(QMainWindow):
    """The one window of the program; before a ledger is open it shows the page given.

    Attributes:
        notices: reminders about the ledger, until they are answered.
        findings: what stands against the last action, until the next one is done.
    """

    def __init__(self, start: QWidget | None = None) -> None:
        super().__init__()
        self.office: Office | None = None
        self._pages: dict[str, ChapterPage] = {}
        self._place_of: dict[str, str] = {}
        self._current: Screen | None = None
        self._came_from: dict[str, str] = {}  # by page that leads back, the one it was come to from
        self.closing: Callable[[Office], bool] = lambda _office: True
        self.setWindowTitle(PROGRAM)
        self.setWindowIcon(icon("program", Colour.ACCENT))
        self.resize(WINDOW_WIDTH, WINDOW_HEIGHT)
        self.setCentralWidget(start or QWidget())
        self._add_keys()

    # --- one open ledger ----------------------------------------------------------------

    def open_office(self, office: Office, page: str = "") -> None:
        """Show the ledger of ``office``, on its first page unless another is named."""
        self.office = office
        office.told.connect(self._tell)
        office.wanted.connect(self.go)
        office.went_back.connect(self._go_back)
        office.search_cleared.connect(self._show_search)
        self._words = office.desk.words
        office.hub.changed.connect(self._reword)
        office.checker.found.connect(self._tell_must_mend)
        self.setWindowTitle(f"{PROGRAM} — {office.desk.path.name}")
        self._furnish(office, page)

    def show_start(self, page: QWidget) -> None:
        """Show the page before a ledger is open, once the ledger is closed."""
        self.office = None
        self._current = None
        self._pages = {}
        self.setWindowTitle(PROGRAM)
        self.setCentralWidget(page)

    def rebuild(self, dress: Callable[[], None] | None = None) -> None:
        """Build all pages anew, as after another text size; what was told still stands.

        Args:
            dress: gives the program its other looks once the pages are gone; each of them would
                have to put them on first, which takes many seconds.
        """
        if self.office is not None and self._current is not None:
            name, status, notices = self.current_name, self.status, self.notices
            told, kept = status.told.whole_text(), status.kept.whole_text()
            notices.setParent(self)  # else it goes with the pages
            if dress is not None:
                self._drop_pages()
                dress()
            self._furnish(self.office, name)
            self.notices.take_over(notices)
            notices.deleteLater()
            self.status.tell(told)
            self.status.tell_kept(kept)

    def _drop_pages(self) -> None:
        before = self.takeCentralWidget()
        self._pages, self._current = {}, None
        if before is not None:
            before.deleteLater()
            QCoreApplication.sendPostedEvents(before, QEvent.Type.DeferredDelete.value)

    def _reword(self) -> None:
        """Say everything in the words of the unit, when its kind was changed: 教代会, 校务公开."""
        if self.office is not None and self.office.desk.words != self._words:
            self._words = self.office.desk.words
            QTimer.singleShot(0, self, self.rebuild)  # the form that changed it goes first

    def _furnish(self, office: Office, first: str) -> None:
        pages = entries(office.desk.specs)
        self._place_of = {page.name: page.chapter for page in pages}
        self._titles = {page.name: page.title for page in pages}
        self._pages = {}
        self._current = None
        self.chapters = Chapters(places(pages))
        self.top = TopBar()
        self.status = StatusLine()
        self.notices = FindingsArea()
        self.findings = FindingsArea()
        self._stack = QStackedWidget()
        by_place: dict[str, list[Entry]] = {}
        for page in pages:
            by_place.setdefault(page.chapter, []).append(page)
        for place, chosen in by_place.items():
            chapter = ChapterPage(office, chosen)
            chapter.turned.connect(self._turn)
            self._pages[place] = chapter
            self._stack.addWidget(chapter)
        whole = self._arranged()
        self.setCentralWidget(whole)
        self.chapters.chosen.connect(self._choose)
        self.top.search.searched.connect(self._search)
        self.top.search.left.connect(self._leave_search)
        self.elsewhere = Elsewhere(office, self.top.search, pages, whole)
        self.elsewhere.chosen.connect(self._go_to_found)
        self._tell_union()
        self._tell_must_mend()
        self._tell("只读，不能保存" if office.desk.read_only else "改动随时保存")
        if first in self._place_of:
            self.go(first)
        else:
            self.go_to_place(next(place for place in self.chapters.names() if place != SETTINGS))

    def _arranged(self) -> QWidget:
        whole = QWidget()
        column = QVBoxLayout(whole)
        row = QHBoxLayout()
        right = QVBoxLayout()
        for layout in (column, row, right):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(0)
        told = QVBoxLayout()
        told.setContentsMargins(px(20), 0, px(20), 0)
        told.setSpacing(0)
        for area in (self.notices, self.findings):
            area.setContentsMargins(0, px(12), 0, px(4))
            told.addWidget(area)
        right.addWidget(self.top)
        right.addLayout(told)
        right.addWidget(self._stack, 1)
        row.addWidget(self.chapters)
        row.addLayout(right, 1)
        column.addLayout(row, 1)
        column.addWidget(self.status)
        return whole

    def _tell_union(self) -> None:
        if self.office is not None:
            desk = self.office.desk
            self.top.set_union(desk.union_name, f"{desk.today[:4]} 年度", _user_of(desk))

    def _tell_must_mend(self) -> None:
        """Say beside 检查 how many lines of that page must be mended."""
        if self.office is not None:
            count = self.office.checker.must_mend
            self.chapters.set_warning(CHECKS, f"须改正 {count:,}" if count else "")

    @property
    def current_screen(self) -> Screen | None:
        """The page in front."""
        return self._current

    @property
    def current_name(self) -> str:
        """What the page in front goes by; blank before there is one."""
        return self._name_of(self._current) if self._current is not None else ""

    # --- going about --------------------------------------------------------------------

    def go(self, name: str, target: object = None) -> None:
        """Show the page ``name``, and there what ``target`` points at."""
        place, before = self._place_of[name], self.current_name
        if not self._may_leave():
            return
        screen = self._pages[place].turn_to(name)
        self._show_place(place)
        self._turn(screen)
        if target is not None:
            if before not in {"", name}:
                self._came_from[name] = before
                screen.come_from(self._titles[before])
            screen.show_about(target)
            # A page that stands in no chapter belongs to that of what it shows.
            self.chapters.set_current(screen.chapter or place)

    def go_to_place(self, place: str) -> None:
        """Show a chapter on the page last shown there."""
        screen = self._pages[place].current
        self._show_place(place)
        self._turn(screen)

    def _choose(self, place: str) -> None:
        if self._may_leave():
            self.go_to_place(place)
        elif self._current is not None:
            self.chapters.set_current(self._current.chapter)

    def _may_leave(self) -> bool:
        return self._current is None or self._current.settle()

    def _show_place(self, place: str) -> None:
        self._stack.setCurrentWidget(self._pages[place])
        self.chapters.set_current(place)

    def _turn(self, screen: Screen) -> None:
        if screen is not self._current:
            if self._current is not None:
                self._current.hinted.disconnect(self.status.hint)
                self._current.figured.disconnect(self._show_figures)
            screen.hinted.connect(self.status.hint)
            screen.figured.connect(self._show_figures)
            self.status.keys = screen.keys
            self.status.hint(screen.keys)
            if self._current is not None and self._name_of(screen) == HELP_PAGE:
                self._came_from[HELP_PAGE] = self._name_of(self._current)
        self._current = screen
        self._show_search()
        screen.take_focus()

    def _show_figures(self, figures: Iterable[tuple[str, str]]) -> None:
        if self._current is not None:
            self.status.keys = self._current.keys  # they may be others since it was turned to
        self.status.show_figures(figures)

    def _show_search(self) -> None:
        if self._current is not None:
            hint = self._current.search_hint or _FIND_MEMBERS
            self.top.search.set_quietly(self._current.search_text, hint)

    def _name_of(self, screen: Screen) -> str:
        return self._pages[self._place(screen)].name_of(screen)

    def _place(self, screen: Screen) -> str:
        return next(place for place, page in self._pages.items() if page.holds(screen))

    # --- search, undo, words ------------------------------------------------------------

    def _search(self, text: str) -> None:
        if self._current is not None:
            self._current.search_text = text
            if self._current.search_hint:
                self._current.search(text)
            self.elsewhere.look_for(text, self.current_name)

    def _go_to_found(self, name: str, target: object) -> None:
        """Leave for what was found elsewhere; the page in front shows all of its rows again."""
        self._search("")
        if isinstance(target, str):
            self.go(name)
            self._search(target)
            self.elsewhere.put_away()
            self._show_search()
        else:
            self.go(name, target)

    def _leave_search(self) -> None:
        """Go on to what was found; from a page without a list that is the members' list."""
        if self._current is None:
            return
        text = self.top.search.text().strip()
        if text and not self._current.search_hint and MEMBERS in self._place_of:
            self._current.search_text = ""
            self.go(MEMBERS)
            self._search(text)
            self._show_search()
        self._current.take_focus()

    def _add_keys(self) -> None:
        for keys, act in (
            (["Ctrl+K", "Ctrl+F"], self._to_search),
            (["Ctrl+Z"], self.undo),
            (["Ctrl+Y", "Ctrl+Shift+Z"], self.redo),
            (["Ctrl+S"], self.save),
            (["Ctrl+L"], self.lock),
            (["F1"], self.help),
        ):
            action = QAction(self)
            action.setShortcuts([QKeySequence(key) for key in keys])
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
            action.triggered.connect(lambda _checked=False, act=act: act())
            self.addAction(action)

    def _to_search(self) -> None:
        if self.office is not None:
            self.top.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.top.search.selectAll()

    def undo(self) -> None:
        """Take back the latest action of the ledger."""
        if self.office is not None and self._may_leave():
            self.office.undo(show=self.show_error)
            self._forget_done()

    def redo(self) -> None:
        """Do again what was taken back last."""
        if self.office is not None and self._may_leave():
            self.office.redo(show=self.show_error)
            self._forget_done()

    def _forget_done(self) -> None:
        """What the page still says was done may not be so any more."""
        if self._current is not None:
            for area in self._current.findChildren(FindingsArea):
                area.forget_done()

    def save(self) -> None:
        """Save what is being typed; all else is saved already, and the status line says so."""
        if self.office is not None and self._may_leave():
            self.office.tell_saved()

    def lock(self) -> None:
        """Have the ledger covered at once."""
        if self.office is not None:
            self.office.lock_wanted.emit()

    def help(self) -> None:
        """Open the manual at the page about this place; before a ledger is open, over it."""
        if self._current is None:
            open_manual(place_of(self.centralWidget()), self)
        elif self._name_of(self._current) != HELP_PAGE:
            self.go(HELP_PAGE, self._current.place)

    def _go_back(self) -> None:
        """From the manual or a preview to where one was."""
        name = self._came_from.get(self.current_name, "")
        self.go(name if name in self._place_of else next(iter(self._place_of)))

    def show_error(self, error: AppError) -> None:
        """Show a refusal that belongs to no page."""
        self.findings.show_error(error)

    def _tell(self, text: str) -> None:
        self.findings.clear()
        self.status.tell(text)
        self._tell_union()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Save what is being typed; stay where it is refused."""
        if not self._may_leave() or (self.office is not None and not self.closing(self.office)):
            event.ignore()
            return
        if self.office is not None:
            self.top.search.set_quietly("", "")  # what was typed last is not looked for any more
            self.elsewhere.put_away()
        super().closeEvent(event)


def _user_of(desk: Desk) -> str:
    """Who stands in the top bar: the chair as registered, unless nothing can be saved."""
    from app.queries.listing import View, row_ids, rows

    if desk.read_only:
        return "只读"
    spec = desk.specs["union_profile"]
    found = rows(desk.reader, spec, row_ids(desk.reader, spec, View())[:1], ("chair_name",))
    name = found[0]["chair_name"] if found else None
    return f"主席 {name}" if name else ""
