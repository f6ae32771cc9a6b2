"""附件 looked at: small pictures, the preview, copies that leave the ledger."""

from __future__ import annotations

import shutil
import stat
from typing import TYPE_CHECKING

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QPushButton

from app.bootstrap import open_desk
from app.reports.registers.attachments import LIST
from app.ui.attachments import outside
from app.ui.attachments.deeds import export_of_selected
from app.ui.attachments.preview import AttachmentPreview
from app.ui.attachments.section import AttachmentsSection
from app.ui.office import Office
from app.ui.printing.paper_view import Zoom
from tests.gui.answers import Answers
from tests.gui.attaching import attach, held, latest
from tests.ledgers import tampering

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.ui.preferences import Preferences
    from app.ui.register.screen import RegisterScreen

Key = Qt.Key


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
    ways = [each.text() for each in members.findings.findChildren(QPushButton)]
    assert ways == ["打开所在文件夹", "知道了"]
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*.*")}
    assert found == {"会员/白建军-批复.pdf", "会员/邓立伟-批复.pdf", LIST}
    rows = list(openpyxl.load_workbook(folder / LIST).active.values)
    assert [row[1] for row in rows[2:]] == ["白建军", "邓立伟"]


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
