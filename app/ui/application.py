"""Starts the window: fonts, translations, the ledger, and the end of it all."""

from __future__ import annotations

import socket
import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QLocale, Qt, QTimer, QTranslator
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from app.ui.composing import Composition
from app.ui.crash import CrashHandler
from app.ui.lock.idle import IdleWatch
from app.ui.preferences import Preferences
from app.ui.safekeeping.second_place import second_place_of
from app.ui.style.sheet import dress
from app.ui.window import MainWindow

if TYPE_CHECKING:
    from pathlib import Path

    from app.bootstrap import Desk, House
    from app.ui.lock.cover import Cover
    from app.ui.office import Office
    from app.ui.safekeeping.caretaker import Caretaker
    from app.ui.start.page import StartPage

IDLE_MINUTES = 10
HELD_ELSEWHERE = "L-301"


class Front:
    """Opens and closes ledgers in one window.

    Attributes:
        window: the window.
        preferences: what the user of this computer chose.
        cover: what hides the ledger until its password is given.
        caretaker: looks after the open ledger.
    """

    caretaker: Caretaker

    def __init__(self, preferences: Preferences, house: House | None = None) -> None:
        self.preferences = preferences
        self.cover: Cover | None = None
        self._house = house
        self.start = self._start_page()
        self.window = MainWindow(self.start)
        self.window.closing = self._close

    @property
    def house(self) -> House:
        """Opens and backs up ledgers; made at first use, because storage is slow to import."""
        if self._house is None:
            from app.bootstrap import House

            self._house = House(second_place=second_place_of(self.preferences))
        return self._house

    def _start_page(self) -> StartPage:
        from app.ui.start.page import StartPage

        page = StartPage(self.preferences, lambda: self.house)
        page.chosen.connect(self.open)
        page.opened.connect(self.show_desk)
        return page

    def open(self, path: Path) -> bool:
        """Open the ledger at ``path``, or say on the start page why not."""
        from app.errors import AppError

        try:
            desk = self.house.open(path)
        except AppError as error:
            self.start.show_error(error)
            return False
        self.show_desk(desk)
        return True

    def show_desk(self, desk: Desk) -> None:
        """Show a ledger that is open."""
        from app.ui.office import Office
        from app.ui.safekeeping.caretaker import Caretaker

        self.preferences.add_recent(desk.path)
        office = Office(desk, self.preferences, self.house)
        office.text_size_wanted.connect(self._resize_text)
        # What was pressed belongs to pages about to be replaced.
        office.restore_wanted.connect(
            lambda source: QTimer.singleShot(0, lambda: self._restore(office, source))
        )
        self.window.open_office(office)
        self.lock()
        self.caretaker = Caretaker(office, self.house, self.window)
        self.caretaker.begin()
        if desk.ledger.notice is not None:
            self.window.show_error(desk.ledger.notice)
            if desk.ledger.notice.code == HELD_ELSEWHERE:
                self._offer_to_take_over(desk)

    def _offer_to_take_over(self, desk: Desk) -> None:
        """Where another computer holds the ledger, perhaps for ever."""
        from app.store.lock import lock_path, read_owner
        from app.ui.start.take_over import TakeOver

        owner = read_owner(lock_path(desk.path))
        if owner is not None and owner.host != socket.gethostname():
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
        self.cover = Cover(
            self.window, desk.union_name, lambda password: is_right(desk.reader, password)
        )
        self.cover.lifted.connect(self._uncovered)

    def _uncovered(self) -> None:
        self.cover = None

    def lock_when_left(self, application: QApplication, minutes: float = IDLE_MINUTES) -> None:
        """Cover the ledger whenever nobody has touched the window for some time."""
        watch = IdleWatch(application, minutes, self.window)
        watch.slept.connect(self.lock)

    def _restore(self, office: Office, source: Path) -> None:
        """Close the ledger, put a backup in its place and open it again."""
        from app.errors import AppError

        path = office.desk.path
        self.caretaker.end()
        office.desk.close()
        refusal: AppError | None = None
        try:
            self.house.restore(source, path)
        except AppError as error:
            refusal = error
        self.window.office = None
        self.start = self._start_page()
        if not self.open(path):
            self.window.setCentralWidget(self.start)
        elif refusal is not None:
            self.window.show_error(refusal)
        else:
            self.window.status.tell("已恢复；恢复前的台账另存为一份备份")

    def _resize_text(self, scale: object) -> None:
        self.preferences.text_scale = float(str(scale))
        application = QApplication.instance()
        if isinstance(application, QApplication):
            dress(application, self.preferences.text_scale)
        # The button that was pressed belongs to a page about to be replaced.
        QTimer.singleShot(0, self.window.rebuild)

    def _close(self, office: Office) -> bool:
        self.caretaker.end()
        self.house.close(office.desk)
        return True


def run(path: Path | None) -> int:
    """Show the window, on the ledger at ``path`` if there is one; return when it is closed."""
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
    front = Front(preferences)
    front.lock_when_left(application)
    front.window.show()
    if path is not None:
        # After the first paint: what the store imports takes longer than the window.
        QTimer.singleShot(0, lambda: front.open(path))
    return application.exec()


def speak_chinese(application: QApplication) -> None:
    """Have Qt's own words (buttons of file dialogs, menus of inputs) in Chinese."""
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    translator = QTranslator(application)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load("qtbase_zh_CN", folder):
        application.installTranslator(translator)
