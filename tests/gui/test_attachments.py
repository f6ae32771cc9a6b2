"""附件 in the window: dropped, pasted, chosen, named, taken away and brought back."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QMenu

from app.queries.attachments import content_of
from app.ui.attachments.deeds import attach_to_current
from app.ui.attachments.pictures import PHOTO_SIDE, as_photo, decoded
from app.ui.register.deeds import Scope, deeds_of
from tests.gui.answers import Answers
from tests.gui.attaching import attach, carrying, drop, held, latest, names
from tests.gui.hands import CTRL

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.ui.attachments.section import AttachmentsSection
    from app.ui.register.screen import RegisterScreen

Key = Qt.Key


def test_files_dropped_on_the_panel_are_attached_to_the_record_shown(
    section: AttachmentsSection, members: RegisterScreen, papers: dict[str, Path], qtbot: QtBot
) -> None:
    assert section.zone.isVisibleTo(section)
    mime = carrying(papers["入会申请书.png"], papers["批复.pdf"])
    assert drop(members.details, QPoint(20, 20), mime)
    qtbot.waitUntil(lambda: names(section) == ["入会申请书.png", "批复.pdf"])
    assert [each.kind for each in held(section)] == ["application", "approval"]
    assert section.title.text() == "附件 2"
    assert not section.zone.isVisibleTo(section)
    assert latest(section) == "添加附件：白建军 2 个"


def test_files_dropped_on_a_row_are_attached_to_its_record(
    section: AttachmentsSection, members: RegisterScreen, papers: dict[str, Path], qtbot: QtBot
) -> None:
    view = members.card.view
    place = view.visualRect(view.model().index(2, 1)).center()
    assert drop(view.viewport(), place, carrying(papers["批复.pdf"]))
    qtbot.waitUntil(lambda: names(section) == ["批复.pdf"])
    assert members.details.name.text() == "邓立伟"
    below = QPoint(place.x(), view.viewport().height() - 2)
    assert not drop(view.viewport(), below, carrying(papers["批复.pdf"]))
    text = QMimeData()
    text.setText("白建军")
    assert not drop(view.viewport(), place, text)


def test_what_may_not_be_attached_is_told_and_the_rest_is_taken(
    section: AttachmentsSection, papers: dict[str, Path], qtbot: QtBot
) -> None:
    section.attaching.take_files(section.number, [papers["照片.jpg"], papers["批复.pdf"]])
    qtbot.waitUntil(lambda: names(section) == ["批复.pdf"])
    qtbot.waitUntil(section.findings.isVisible)


def test_a_pasted_picture_is_asked_its_kind_and_named_by_it(
    section: AttachmentsSection, qtbot: QtBot
) -> None:
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.gray)
    QGuiApplication.clipboard().setImage(image)
    section.zone.setFocus()
    for number in (1, 2):
        focus = section.zone if number == 1 else section.tiles
        focus.setFocus()
        qtbot.keyClick(focus, Key.Key_V, CTRL)
        line = next(a for a in section.kinds.actions() if a.text() == "入会申请书")
        line.trigger()
        section.kinds.close()
        qtbot.waitUntil(lambda number=number: len(section.held) == number)
    assert names(section) == ["白建军-入会申请书-1.png", "白建军-入会申请书-2.png"]
    content = content_of(section.office.desk.reader, section.held[0])
    assert decoded(content, "image/png").size() == image.size()


def test_copied_files_are_pasted_as_they_are(
    section: AttachmentsSection, papers: dict[str, Path], qtbot: QtBot
) -> None:
    QGuiApplication.clipboard().setMimeData(carrying(papers["说明.txt"]))
    section.zone.setFocus()
    qtbot.keyClick(section.zone, Key.Key_V, CTRL)
    qtbot.waitUntil(lambda: names(section) == ["说明.txt"])


def test_files_are_chosen_for_a_kind_by_the_button_and_by_the_row_menu(
    section: AttachmentsSection, members: RegisterScreen, papers: dict[str, Path], qtbot: QtBot
) -> None:
    section.chooser = Answers(files=[papers["说明.txt"]])
    line = next(a for a in section.add_menu.actions() if a.text() == "会议记录…")
    line.trigger()
    qtbot.waitUntil(lambda: [each.kind for each in section.held] == ["minutes"])
    attach_to_current(members, Answers(files=[papers["批复.pdf"]]))
    qtbot.waitUntil(lambda: len(section.held) == 2)
    assert "添加附件" in {deed.text for deed in deeds_of(members.spec, Scope.ROWS)}


def test_delete_puts_aside_and_undo_brings_back(
    section: AttachmentsSection, members: RegisterScreen, papers: dict[str, Path], qtbot: QtBot
) -> None:
    attach(section, qtbot, papers["批复.pdf"], papers["说明.txt"])
    section.tiles.setFocus()
    section.tiles.setCurrentRow(0)
    qtbot.keyClick(section.tiles, Key.Key_Delete)
    assert names(section) == ["说明.txt"]
    qtbot.keyClick(section.tiles, Key.Key_Z, CTRL)
    assert names(section) == ["批复.pdf", "说明.txt"]
    members.card.view.go(1, 0)
    assert names(section) == []
    members.card.view.go(0, 0)
    assert names(section) == ["批复.pdf", "说明.txt"]


def test_name_note_and_kind_are_changed(
    section: AttachmentsSection, papers: dict[str, Path], qtbot: QtBot
) -> None:
    attach(section, qtbot, papers["说明.txt"])
    section.tiles.setFocus()
    qtbot.keyClick(section.tiles, Key.Key_F2)
    question = QApplication.activeModalWidget()
    question = question or section.ask_name(0)
    question.line.setText("表决结果")  # type: ignore[union-attr]
    question.accept()  # type: ignore[union-attr]
    assert names(section) == ["表决结果.txt"]
    noted = section.ask_note(0)
    assert noted is not None
    noted.line.setText("原件在档案室")
    noted.accept()
    assert held(section)[0].note == "原件在档案室"
    menu = section.open_menu(0, QPoint(0, 0))
    kinds = menu.findChild(QMenu)
    assert kinds is not None
    assert [a.text() for a in kinds.actions() if a.isChecked()] == ["其他"]
    next(a for a in kinds.actions() if a.text() == "会议记录").trigger()
    menu.close()
    assert held(section)[0].kind == "minutes"


def test_photos_are_made_small_and_say_nothing_of_place_and_time() -> None:
    exif = Image.Exif()
    exif[0x0110] = "某手机"
    exif[0x8825] = {1: "N", 2: (30.0, 15.0, 0.0)}  # where it was taken
    exif[0x0112] = 6  # held sideways
    taken = io.BytesIO()
    Image.new("RGB", (3000, 2000), "red").save(taken, "JPEG", exif=exif, comment=b"secret")
    kept = as_photo("照片.jpg", taken.getvalue(), "image/jpeg")
    photo = Image.open(io.BytesIO(kept))
    assert photo.size == (PHOTO_SIDE * 2 // 3, PHOTO_SIDE)  # upright
    assert dict(photo.getexif()) == {}
    assert "某手机".encode() not in kept
    assert b"Exif" not in kept
    assert b"secret" not in kept


def test_a_scan_is_kept_to_the_last_byte(
    section: AttachmentsSection, papers: dict[str, Path], qtbot: QtBot
) -> None:
    attach(section, qtbot, papers["入会申请书.png"])
    kept = content_of(section.office.desk.reader, section.held[0])
    assert kept == papers["入会申请书.png"].read_bytes()
