"""Starts the window: fonts, translations, the ledger, and the end of it all."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QLocale, Qt, QTimer, QTranslator
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from app.ui.composing import Composition
from app.ui.crash import CrashHandler
from app.ui.preferences import Preferences
from app.ui.style.sheet import dress
from app.ui.window import MainWindow

if TYPE_CHECKING:
    from pathlib import Path

    from app.bootstrap import House
    from app.ui.office import Office


class Front:
    """Opens and closes ledgers in one window.

    Attributes:
        window: the window.
        preferences: what the user of this computer chose.
    """

    def __init__(self, preferences: Preferences) -> None:
        from app.ui.screens.start import StartPage

        self.preferences = preferences
        self.start = StartPage(preferences)
        self.start.chosen.connect(self.open)
        self.window = MainWindow(self.start)
        self.window.closing = self._close
        self._house: House | None = None

    @property
    def house(self) -> House:
        """Opens and backs up ledgers; made at first use, because storage is slow to import."""
        if self._house is None:
            from app.bootstrap import House

            self._house = House()
        return self._house

    def open(self, path: Path) -> None:
        """Open the ledger at ``path``, or say on the start page why not."""
        from app.errors import AppError
        from app.ui.office import Office

        try:
            desk = self.house.open(path)
        except AppError as error:
            self.start.show_error(error)
            return
        self.preferences.add_recent(path)
        office = Office(desk, self.preferences)
        office.text_size_wanted.connect(self._resize_text)
        self.window.open_office(office)
        if desk.ledger.notice is not None:
            self.window.show_error(desk.ledger.notice)

    def _resize_text(self, scale: object) -> None:
        self.preferences.text_scale = float(str(scale))
        application = QApplication.instance()
        if isinstance(application, QApplication):
            dress(application, self.preferences.text_scale)
        # The button that was pressed belongs to a page about to be replaced.
        QTimer.singleShot(0, self.window.rebuild)

    def _close(self, office: Office) -> bool:
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
