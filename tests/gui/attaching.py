"""Helpers for attachments: drag files, attach them, and see what a record has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from app.queries.attachments import attachments_of
from app.queries.past.history import entries
from app.ui.attachments.section import AttachmentsSection

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from app.queries.attachments import Attached
    from app.ui.register.screen import RegisterScreen


def section_of(screen: RegisterScreen) -> AttachmentsSection:
    (found,) = (s for s in screen.details.sections if isinstance(s, AttachmentsSection))
    return found


def carrying(*files: Path) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    return mime


def drop(target: QWidget, place: QPoint, mime: QMimeData) -> bool:
    """Drag something onto a place of a widget and let go; whether it was taken."""
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier(0)
    enter = QDragEnterEvent(place, copy, mime, left, none)
    QApplication.sendEvent(target, enter)
    event = QDropEvent(QPointF(place), copy, mime, left, none)
    QApplication.sendEvent(target, event)
    return enter.isAccepted() and event.isAccepted()


def names(section: AttachmentsSection) -> list[str]:
    return [section.tiles.item(row).text().split("\n")[0] for row in range(section.tiles.count())]


def attach(section: AttachmentsSection, qtbot: QtBot, *files: Path) -> None:
    before = len(section.held)
    section.attaching.take_files(section.number, files)
    qtbot.waitUntil(lambda: len(section.held) == before + len(files))


def latest(section: AttachmentsSection) -> str:
    return str(entries(section.office.desk.reader, limit=1)[0]["title"])


def held(section: AttachmentsSection, number: int = 1) -> list[Attached]:
    return attachments_of(section.office.desk.reader, section.spec.id, number)
