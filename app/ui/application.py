"""Starts the window: fonts, translations, the ledger, and the end of it all."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QLocale, Qt, QTimer, QTranslator
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel

from app.garbage import no_collection, spare_what_is_there
from app.store.checking.first_look import FirstLook
from app.ui.composing import Composition
from app.ui.crash import CrashHandler
from app.ui.lock.idle import IdleWatch
from app.ui.preferences import Preferences
from app.ui.safekeeping.second_place import second_place_of
from app.ui.style.sheet import dress
from app.ui.tasks import end_all
from app.ui.widgets.labels import label
from app.ui.window import MainWindow

if TYPE_CHECKING:
    from pathlib import Path

    from app.bootstrap import Desk, House
    from app.ui.lock.cover import Cover
    from app.ui.office import Office
    from app.ui.safekeeping.caretaker import Caretaker
    from app.ui.start.page import StartPage
    from app.ui.widgets.finding_box import FindingBox

IDLE_MINUTES = 10
HELD_ELSEWHERE = "L-301"


class Front:
    """Opens and closes ledgers in one window.

    Attributes:
        window: the window.
        preferences: what the user of this computer chose.
        cover: what hides the ledger until its password is given.
        caretaker: looks after the open ledger.

    Args:
        is_opening: a ledger is about to be opened; the start page is made only if it is not.
    """

    caretaker: Caretaker

    def __init__(
        self,
        preferences: Preferences,
        house: House | None = None,
        crashes: CrashHandler | None = None,
        *,
        is_opening: bool = False,
    ) -> None:
        self.preferences = preferences
        self.cover: Cover | None = None
        self._house = house
        self._crashes = crashes
        self._start: StartPage | None = None
        self.window = MainWindow(_waiting() if is_opening else self.start)
        self.window.closing = self._close

    @property
    def house(self) -> House:
        """Opens and backs up ledgers; made at first use, because storage is slow to import."""
        if self._house is None:
            from app.bootstrap import House

            spare_what_is_there()
            self._house = House(second_place=second_place_of(self.preferences))
        return self._house

    @property
    def start(self) -> StartPage:
        """The page before a ledger is open."""
        if self._start is None:
            self._start = self._start_page()
        return self._start

    def _start_page(self) -> StartPage:
        from app.ui.start.page import StartPage

        page = StartPage(self.preferences, lambda: self.house)
        page.chosen.connect(self.open)
        page.opened.connect(self.show_desk)
        page.text_size_wanted.connect(self._resize_text)
        return page

    def open(self, path: Path, first_look: FirstLook | None = None, *, page: str = "") -> bool:
        """Open the ledger at ``path``, or say on the start page why not.

        Args:
            first_look: at the file's structure, if it was begun already.
            page: what is shown of it; by default its first page.
        """
        from app.errors import AppError

        first_look = first_look or FirstLook(path)  # goes on while the house is being imported
        with no_collection():
            try:
                desk = self.house.open(path, first_look)
            except AppError as error:
                if self.window.centralWidget() is not self.start:
                    self.window.show_start(self.start)
                self.start.show_error(error, path)
                return False
            self.show_desk(desk, page)
        return True

    def show_desk(self, desk: Desk, page: str = "") -> None:
        """Show a ledger that is open, on its first page unless another is named."""
        from app.ui.office import Office
        from app.ui.safekeeping.caretaker import Caretaker
        from app.ui.safekeeping.ways_out import view_notice

        self.preferences.add_recent(desk.path)
        if self._crashes is not None:
            self._crashes.ledger = desk.path
        office = Office(desk, self.preferences, self.house)
        office.text_size_wanted.connect(self._resize_text)
        office.restore_wanted.connect(self._restore_soon)
        office.lock_wanted.connect(self._lock_at_once)
        self.window.open_office(office, page)
        self.lock()
        self.caretaker = Caretaker(office, self.house, self.window)
        self.caretaker.begin()
        if desk.ledger.notice is not None:
            area = self.window.notices
            area.add(view_notice(office, desk.ledger.notice, self._take_away))
            if desk.ledger.notice.code == HELD_ELSEWHERE:
                self._offer_to_take_over(desk)

    def _take_away(self, box: FindingBox) -> None:
        self.window.notices.remove(box)

    def _offer_to_take_over(self, desk: Desk) -> None:
        """Where another computer holds the ledger, perhaps for ever."""
        from app.store.lock import lock_path, read_owner
        from app.ui.start.take_over import TakeOver

        owner = read_owner(lock_path(desk.path))
        if owner is not None and not owner.is_here:
            self.taking_over = TakeOver(self.window, desk.path, lambda: self._take_over(desk))
            self.taking_over.offer()

    def _take_over(self, view: Desk) -> None:
        from app.errors import AppError

        try:
            desk = self.house.take_over(view.path)
        except AppError as error:
            self.window.show_error(error)
            return
        view.close()
        self.show_desk(desk)

    def lock(self) -> None:
        """Cover the ledger until its password is given, where it has one."""
        from app.store.password import is_right, is_set
        from app.ui.lock.cover import Cover

        office = self.window.office
        if office is None or self.cover is not None or not is_set(office.desk.reader):
            return
        desk = office.desk
        office.covered.emit()
        self.cover = Cover(
            self.window, desk.union_name, lambda password: is_right(desk.reader, password)
        )
        self.cover.lifted.connect(self._uncovered)
        # What was pressed belongs to the cover, which is about to go.
        self.cover.left.connect(lambda: QTimer.singleShot(0, self.leave))

    def _uncovered(self) -> None:
        self.cover = None

    def _lock_at_once(self) -> None:
        self.lock()
        if self.cover is None and self.window.office is not None:
            self.window.office.told.emit("还没有设启动密码，可以在“设置”里设")

    def leave(self) -> None:
        """Close the ledger, locked as it may be, and go back to the start page."""
        office, cover = self.window.office, self.cover
        if office is None:
            return
        if cover is not None:
            cover.close_dialogs()
            cover.drop()
            self.cover = None
        if self._close(office):
            self._show_start()

    def _show_start(self) -> None:
        self._start = self._start_page()
        self.window.show_start(self._start)

    def lock_when_left(self, application: QApplication, minutes: float = IDLE_MINUTES) -> None:
        """Cover the ledger whenever nobody has touched the window for some time."""
        watch = IdleWatch(application, minutes, self.window)
        watch.slept.connect(self.lock)

    def _restore_soon(self, source: Path) -> None:
        # What was pressed belongs to pages about to be replaced.
        if (office := self.window.office) is not None:
            QTimer.singleShot(0, lambda: self._restore(office, source))

    def _restore(self, office: Office, source: Path) -> None:
        """Close the ledger, put a backup in its place and open it again."""
        from app.errors import AppError

        path, page = office.desk.path, self.window.current_name
        if not self._end_work():
            return
        office.desk.close()
        refusal: AppError | None = None
        try:
            self.house.restore(source, path)
        except AppError as error:
            refusal = error
        self._show_start()
        if not self.open(path, page=page):
            return
        if refusal is not None:
            self.window.show_error(refusal)
        else:
            self.window.status.tell("已恢复；恢复前的台账另存为一份备份")

    def _resize_text(self, scale: object) -> None:
        self.preferences.text_scale = float(str(scale))
        application = QApplication.instance()
        if not isinstance(application, QApplication):
            return
        # The button that was pressed belongs to a page about to be replaced.
        QTimer.singleShot(0, self.window, partial(self._dress_anew, application))

    def _dress_anew(self, application: QApplication) -> None:
        again = partial(dress, application, self.preferences.text_scale)
        if self.window.office is not None:
            self.window.rebuild(again)
        else:
            again()
            self._show_start()

    def _close(self, office: Office) -> bool:
        if not self._end_work():
            return False
        self.house.close(office.desk)
        return True

    def _end_work(self) -> bool:
        """Stop what runs beside the window; false while something cannot be stopped."""
        if not end_all():
            self.window.status.hint("正在保存，请稍候再试")
            return False
        self.caretaker.end()
        return True


def _waiting() -> QLabel:
    """What the window holds while a ledger is being opened."""
    words = label("正在打开……", "note")
    words.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return words


def run(path: Path | None, first_look: FirstLook | None = None) -> int:
    """Show the window, on the ledger at ``path`` if there is one; return when it is closed.

    Args:
        first_look: at that ledger's structure, begun before Qt was imported.
    """
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(
        Qt.HighDpiScaleFactorRoundingPolicy.PassThrough
    )
    application = QApplication(sys.argv[:1])
    application.setApplicationName("union-ledger")
    application.setApplicationDisplayName("")
    speak_chinese(application)
    handler = CrashHandler(application)
    handler.install()
    Composition(application)
    preferences = Preferences()
    dress(application, preferences.text_scale)
    front = Front(preferences, crashes=handler, is_opening=path is not None)
    front.lock_when_left(application)
    front.window.show()
    if path is not None:
        # After the first paint: what the store imports takes longer than the window.
        QTimer.singleShot(0, lambda: front.open(path, first_look))
    return application.exec()


def speak_chinese(application: QApplication) -> None:
    """Have Qt's own words (buttons of file dialogs, menus of inputs) in Chinese."""
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    translator = QTranslator(application)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load("qtbase_zh_CN", folder):
        application.installTranslator(translator)
