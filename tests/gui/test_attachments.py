"""附件 in the window: dropped, pasted, chosen, looked at, named, taken away and brought back."""

from __future__ import annotations

import io
import shutil
import stat
from typing import TYPE_CHECKING

import openpyxl
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QMenu, QPushButton

from app.actions.sample.papers import letter, scan
from app.bootstrap import open_desk
from app.errors import StorageError
from app.queries.attachments import attachments_of, content_of
from app.queries.past.history import entries
from app.reports.registers.attachments import LIST
from app.ui.attachments import outside
from app.ui.attachments.deeds import attach_to_current, export_of_selected
from app.ui.attachments.pictures import PHOTO_SIDE, as_photo, decoded
from app.ui.attachments.preview import AttachmentPreview
from app.ui.attachments.section import AttachmentsSection
from app.ui.office import Office
from app.ui.printing.paper_view import Zoom
from app.ui.register.deeds import Scope, deeds_of
from app.ui.register.panel.details import DetailsPanel
from app.ui.single.screen import SingleScreen
from tests.gui.answers import Answers
from tests.gui.hands import CTRL
from tests.ledgers import query, tampering

if TYPE_CHECKING:
    from pathlib import Path
    from random import Random as Dice

    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from app.queries.attachments import Attached
    from app.ui.preferences import Preferences
    from app.ui.register.screen import RegisterScreen
    from app.ui.window import MainWindow

Key = Qt.Key


@pytest.fixture
def papers(tmp_path: Path) -> dict[str, Path]:
    """A scan, a letter, a text, a program that calls itself a picture, and a document."""
    from random import Random

    dice: Dice = Random("test")
    contents = {
        "入会申请书.png": scan(dice),
        "批复.pdf": letter(has_seal=True),
        "说明.txt": "第一行\n第二行".encode("gb18030"),
        "照片.jpg": b"MZ\x90\x00" + bytes(100),
        "决定.docx": b"PK\x03\x04" + bytes(100),
    }
    folder = tmp_path / "papers"
    folder.mkdir()
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return {name: folder / name for name in contents}


def section_of(screen: RegisterScreen) -> AttachmentsSection:
    (found,) = (s for s in screen.details.sections if isinstance(s, AttachmentsSection))
    return found


@pytest.fixture
def section(members: RegisterScreen) -> AttachmentsSection:
    """The section of 白建军, in the panel."""
    members.card.view.go(0, 0)
    return section_of(members)


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


def test_small_pictures_are_drawn_of_scans_and_letters(
    section: AttachmentsSection, papers: dict[str, Path], qtbot: QtBot
) -> None:
    attach(section, qtbot, papers["入会申请书.png"], papers["批复.pdf"], papers["决定.docx"])
    drawn = section.tiles._thumbnails
    digests = [each.digest for each in section.held]
    qtbot.waitUntil(lambda: all(drawn.of(digest) is not None for digest in digests[:2]))
    assert drawn.of(digests[2]) is None


def test_the_preview_shows_each_kind_and_goes_from_one_to_the_next(
    section: AttachmentsSection, papers: dict[str, Path], qtbot: QtBot
) -> None:
    wanted = ("入会申请书.png", "批复.pdf", "说明.txt", "决定.docx")
    attach(section, qtbot, *(papers[name] for name in wanted))
    section.tiles.setFocus()
    section.tiles.setCurrentRow(0)
    qtbot.keyClick(section.tiles, Key.Key_Return)
    preview = section.window().findChild(AttachmentPreview)
    assert preview is not None
    assert preview.stack.currentWidget() is preview.picture
    whole = preview.picture.scale_shown
    preview.turning.click()
    preview.larger.click()
    assert preview.picture.turned == 90
    assert preview.picture.scale_shown > whole / 2
    preview.picture.set_zoom(Zoom.ACTUAL)
    assert preview.picture.scale_shown == pytest.approx(1.0)
    preview.after.click()
    assert preview.stack.currentWidget() is preview.paper
    assert preview.pages.text() == "第 1 页，共 1 页"
    preview.after.click()
    assert preview.text.toPlainText() == "第一行\n第二行"
    preview.after.click()
    assert preview.stack.currentWidget() is preview.blank
    assert not preview.after.isEnabled()
    preview.close()


def test_a_paper_that_lies_about_itself_does_no_harm_in_the_preview(
    section: AttachmentsSection, tmp_path: Path, qtbot: QtBot
) -> None:
    broken = {"坏.png": b"\x89PNG\r\n\x1a\n" + bytes(99), "坏.pdf": b"%PDF-1.4 nothing"}
    for name, content in broken.items():
        (tmp_path / name).write_bytes(content)
    attach(section, qtbot, *(tmp_path / name for name in broken))
    preview = section.look_at(0)
    assert preview.stack.currentWidget() is preview.blank
    preview.show_place(1)
    assert preview.stack.currentWidget() is preview.blank
    assert "密码" in preview.why.text()
    preview.close()


def test_a_damaged_content_is_told_and_not_shown(
    section: AttachmentsSection, papers: dict[str, Path], qtbot: QtBot
) -> None:
    attach(section, qtbot, papers["批复.pdf"])
    with tampering(section.office.desk.path) as raw:
        raw.execute("DROP TRIGGER blob_is_frozen")
        raw.execute("UPDATE blob SET content = x'25504446'")
    preview = section.look_at(0)
    assert preview.findings.isVisibleTo(preview)
    assert preview.stack.currentWidget() is preview.blank
    preview.close()


def test_a_copy_to_look_at_is_private_and_swept(
    section: AttachmentsSection, papers: dict[str, Path], tmp_path: Path, qtbot: QtBot
) -> None:
    import os

    attach(section, qtbot, papers["批复.pdf"])
    copy = outside.copy_to_look_at(section.office, section.held[0], tmp_path)
    assert copy.read_bytes() == papers["批复.pdf"].read_bytes()
    assert stat.S_IMODE(copy.stat().st_mode) == 0o400
    assert stat.S_IMODE(copy.parent.stat().st_mode) == 0o700
    os.utime(copy.parent, (0, 0))  # left by a program that was killed
    again = outside.copy_to_look_at(section.office, section.held[0], tmp_path)
    assert not copy.exists()
    shutil.rmtree(again.parent)


def test_a_copy_is_saved_where_asked_and_noted(
    section: AttachmentsSection, papers: dict[str, Path], tmp_path: Path, qtbot: QtBot
) -> None:
    attach(section, qtbot, papers["批复.pdf"])
    target = tmp_path / "另存.pdf"
    outside.save_copy(section.office, section.held[0], Answers(place=target), section)
    assert target.read_bytes() == papers["批复.pdf"].read_bytes()
    assert latest(section) == "另存附件：批复.pdf"


def test_the_attachments_of_the_selected_rows_are_exported_with_a_list(
    section: AttachmentsSection,
    members: RegisterScreen,
    papers: dict[str, Path],
    tmp_path: Path,
    qtbot: QtBot,
) -> None:
    attach(section, qtbot, papers["批复.pdf"])
    section.attaching.take_files(3, [papers["批复.pdf"]])
    section.attaching.take_files(4, [papers["说明.txt"]])
    qtbot.waitUntil(lambda: len(held(section, 4)) == 1)
    members.card.view.selectRow(0)
    members.card.view.go(2, 0, extend=True)
    place = tmp_path / "out"
    place.mkdir()
    export_of_selected(members, Answers(folder_chosen=place))
    qtbot.waitUntil(lambda: members.task_bar.task is None)
    (folder,) = place.iterdir()
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*.*")}
    assert found == {"会员/白建军-批复.pdf", "会员/邓立伟-批复.pdf", LIST}
    rows = list(openpyxl.load_workbook(folder / LIST).active.values)
    assert [row[1] for row in rows[2:]] == ["白建军", "邓立伟"]


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


def test_every_register_has_the_section(window: MainWindow, office: Office, qtbot: QtBot) -> None:
    for spec in office.desk.specs.values():
        window.go(spec.id)
        screen = window.current_screen
        assert screen is not None
        if isinstance(screen, SingleScreen):
            assert screen.attachments.zone.isVisibleTo(screen)
        else:
            panel = DetailsPanel(office, spec, screen.reveals, dict)  # type: ignore[attr-defined]
            qtbot.addWidget(panel)
            assert [s for s in panel.sections if isinstance(s, AttachmentsSection)]


def test_the_single_page_takes_files(
    window: MainWindow, papers: dict[str, Path], qtbot: QtBot
) -> None:
    window.go("union_profile")
    screen = window.current_screen
    assert isinstance(screen, SingleScreen)
    assert drop(screen, QPoint(5, 5), carrying(papers["批复.pdf"]))
    qtbot.waitUntil(lambda: names(screen.attachments) == ["批复.pdf"])


def test_a_view_shows_and_takes_nothing(
    window: MainWindow,
    section: AttachmentsSection,
    papers: dict[str, Path],
    preferences: Preferences,
    qtbot: QtBot,
) -> None:
    attach(section, qtbot, papers["批复.pdf"])
    with open_desk(section.office.desk.path, write=False) as desk:
        panel = QMenu()  # any widget
        qtbot.addWidget(panel)
        view = AttachmentsSection(Office(desk, preferences), section.spec, panel)
        qtbot.addWidget(view)
        view.show_record(1)
        assert names(view) == ["批复.pdf"]
        assert not view.adding.isVisibleTo(view)
        assert not drop(panel, QPoint(0, 0), carrying(papers["批复.pdf"]))
        view.remove(0)
        assert query(desk.ledger, "SELECT retired_at FROM attachment") == [(None,)]
        with pytest.raises(StorageError):
            desk.act("x", "x", lambda _unit: None)


def test_a_copy_of_somebodys_papers_is_not_looked_at_unnoted(
    section: AttachmentsSection,
    papers: dict[str, Path],
    preferences: Preferences,
    tmp_path: Path,
    qtbot: QtBot,
) -> None:
    section.attaching.take_files(1, [papers["批复.pdf"]], "id_copy")
    qtbot.waitUntil(lambda: len(section.held) == 1)
    section.look_at(0).close()
    assert latest(section) == "查看附件：批复.pdf"
    with open_desk(section.office.desk.path, write=False) as desk:
        panel = QMenu()
        qtbot.addWidget(panel)
        view = AttachmentsSection(Office(desk, preferences), section.spec, panel)
        qtbot.addWidget(view)
        view.show_record(1)
        preview = view.look_at(0)
        assert preview.stack.currentWidget() is preview.blank
        assert preview.findings.isVisibleTo(preview)
        target = tmp_path / "另存.pdf"
        preview._chooser = Answers(place=target)
        preview.saving.click()
        assert not target.exists()
        preview.close()


def test_the_list_is_narrowed_to_those_who_lack_a_paper(
    section: AttachmentsSection, members: RegisterScreen, papers: dict[str, Path], qtbot: QtBot
) -> None:
    attach(section, qtbot, papers["入会申请书.png"])
    chooser = next(b for b in members.card.bar.findChildren(QPushButton) if b.text() == "附件")
    lines = {line.text(): line for line in chooser.menu().actions()}
    assert list(lines) == ["全部", "", "有附件", "没有附件", "缺入会申请书", "缺会员登记表"]
    for text, count in (("有附件", 1), ("缺入会申请书", 3), ("缺会员登记表", 4), ("全部", 4)):
        lines[text].trigger()
        assert len(members.card.model.ids) == count
    lines["缺入会申请书"].trigger()
    assert members.card.bar.count.text() == "3 / 4"
    members.card.clear_filters()
    assert len(members.card.model.ids) == 4
