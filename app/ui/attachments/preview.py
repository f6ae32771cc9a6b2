"""An attachment looked at: pictures and PDFs as they are, texts, and of all else what is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QStackedWidget, QVBoxLayout, QWidget

from app.clock import local_text
from app.errors import AppError
from app.queries.attachments import content_of
from app.ui.attachments import outside
from app.ui.attachments.picture_view import PictureView
from app.ui.attachments.pictures import decoded, is_picture
from app.ui.attachments.tiles import size_text
from app.ui.printing.pages import foreign_pages
from app.ui.printing.paper_view import PaperView, Zoom
from app.ui.style.tokens import px
from app.ui.widgets.buttons import button
from app.ui.widgets.choosing.segmented import Segmented
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.finding_box import FindingsArea
from app.ui.widgets.labels import ElidedLabel, label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.queries.attachments import Attached
    from app.ui.office import Office
    from app.ui.widgets.chooser import Chooser

_WIDTH, _HEIGHT = 960, 620
_MOST_TEXT = 500_000  # characters; more would only make the window wait
_TEXTS = frozenset({"text/plain", "text/csv"})
_PDF = "application/pdf"


class AttachmentPreview(Dialog):
    """The attachments of one record, one at a time.

    Attributes:
        place: which of them is shown.
    """

    def __init__(
        self,
        office: Office,
        held: Sequence[Attached],
        place: int,
        chooser: Chooser,
        parent: QWidget,
    ) -> None:
        super().__init__("附件", parent, width=_WIDTH, about="附件")
        self._office = office
        self._held = held
        self._chooser = chooser
        self.place = place
        self.about = ElidedLabel("", "note")
        self.findings = FindingsArea()
        self.picture = PictureView()
        self.paper = PaperView()
        self.paper.setAccessibleName("PDF 附件")
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setAccessibleName("文本附件")
        self.blank = self._blank()
        self.stack = QStackedWidget()
        for view in (self.picture, self.paper, self.text, self.blank):
            self.stack.addWidget(view)
        self.body.addWidget(self.about)
        self.body.addWidget(self.findings)
        self.body.addLayout(self._bar())
        self.body.addWidget(self.stack, 1)
        self._add_buttons()
        room = self.screen().availableGeometry().height() - px(48)
        self.resize(self.width(), min(px(_HEIGHT), room))
        self.show_place(place)

    def _bar(self) -> QHBoxLayout:
        self.zooms = Segmented([(zoom, zoom.value) for zoom in Zoom], clearable=False)
        self.zooms.set_value(Zoom.WHOLE)
        self.zooms.chosen.connect(self._zoom)
        self.larger = button("放大", "quiet", act=self.picture.larger, tip="放大（+）")
        self.smaller = button("缩小", "quiet", act=self.picture.smaller, tip="缩小（-）")
        self.turning = button("旋转", "quiet", act=self.picture.turn, tip="向右旋转（R）")
        self.pages = label("", "note")
        self.paper.turned.connect(self._tell_page)
        self.before = button(
            "", "bare", icon_name="chevron-left", act=lambda: self._go(-1), tip="上一个附件"
        )
        self.after = button(
            "", "bare", icon_name="chevron-right", act=lambda: self._go(1), tip="下一个附件"
        )
        self.which = label("", "note")
        bar = QHBoxLayout()
        bar.setSpacing(px(4))
        for made in (self.zooms, self.larger, self.smaller, self.turning, self.pages):
            bar.addWidget(made)
        bar.addStretch(1)
        for made in (self.before, self.which, self.after):
            bar.addWidget(made)
        return bar

    def _blank(self) -> QWidget:
        """What is said of a file that cannot be shown here."""
        page = QWidget()
        self.why = label("", "body2", wrap=True)
        self.why.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(page)
        column.addStretch(1)
        column.addWidget(self.why)
        column.addStretch(2)
        return page

    def _add_buttons(self) -> None:
        self.opening = self.add_button(
            "用系统程序打开", lambda: self.findings.attempt(self._open_outside)
        )
        self.saving = self.add_button("另存为…", lambda: self.findings.attempt(self._save_copy))
        self.add_button("关闭", self.accept, kind="primary").setDefault(True)
        for keys, step in (("Alt+Left", -1), ("Alt+Right", 1)):
            QShortcut(QKeySequence(keys), self, lambda step=step: self._go(step))

    # --- showing ------------------------------------------------------------------------

    @property
    def shown(self) -> Attached:
        """The attachment that is shown."""
        return self._held[self.place]

    def show_place(self, place: int) -> None:
        """Show another of the record's attachments."""
        self.place = place
        held = self.shown
        self.findings.clear()
        self.setWindowTitle(held.name)
        self.heading.setText(held.name)
        day = local_text(held.created_at)[:10]
        facts = (held.kind_label, size_text(held.size), f"{day} 添加", held.note)
        self.about.set_text("　".join(filter(None, facts)))
        self.which.setText(f"{place + 1} / {len(self._held)}")
        for made in (self.before, self.which, self.after):
            made.setVisible(len(self._held) > 1)
        self.before.setEnabled(place > 0)
        self.after.setEnabled(place < len(self._held) - 1)
        self._show_content(held)
        self._show_tools()

    def _show_content(self, held: Attached) -> None:
        try:
            if held.kind == outside.ID_COPY:
                title = f"查看附件：{held.name}"
                outside.note_taken(self._office, [held], "look_at_attachment", title)
            content = content_of(self._office.desk.reader, held)
        except AppError as error:
            self.findings.show_error(error)
            self._say("")
            return
        if is_picture(held.media_type):
            image = decoded(content, held.media_type)
            if image.isNull():
                self._say("这张图片在这里打不开，可以用系统程序打开。")
            else:
                self.stack.setCurrentWidget(self.picture)
                self.zooms.set_value(Zoom.WHOLE)
                self.picture.show_picture(image)
        elif held.media_type == _PDF:
            pages = foreign_pages(content)
            if pages is None:
                self._say("这份 PDF 在这里打不开（可能有密码），可以用系统程序打开。")
            else:
                self.stack.setCurrentWidget(self.paper)
                self.zooms.set_value(Zoom.WHOLE)
                self.paper.set_zoom(Zoom.WHOLE)
                self.paper.show_pages(pages)
        elif held.media_type in _TEXTS:
            self.text.setPlainText(_read(content)[:_MOST_TEXT])
            self.stack.setCurrentWidget(self.text)
        else:
            self._say("这一类文件在这里不能预览，可以另存，或用系统程序打开。")

    def _say(self, why: str) -> None:
        self.why.setText(why)
        self.stack.setCurrentWidget(self.blank)

    def _show_tools(self) -> None:
        """Only what the content shown can have done to it."""
        shown = self.stack.currentWidget()
        self.zooms.setVisible(shown in {self.picture, self.paper})
        for made in (self.larger, self.smaller, self.turning):
            made.setVisible(shown is self.picture)
        self.pages.setVisible(shown is self.paper)
        if shown is not None:
            shown.setFocus()

    def _tell_page(self, page: int) -> None:
        self.pages.setText(f"第 {page} 页，共 {self.paper.count} 页")

    def _zoom(self, zoom: object) -> None:
        chosen = Zoom(str(zoom))
        if self.stack.currentWidget() is self.picture:
            self.picture.set_zoom(chosen)
        else:
            self.paper.set_zoom(chosen)

    def _go(self, step: int) -> None:
        if 0 <= self.place + step < len(self._held):
            self.show_place(self.place + step)

    # --- taking out ---------------------------------------------------------------------

    def _open_outside(self) -> None:
        outside.open_outside(self._office, self.shown)

    def _save_copy(self) -> None:
        saved = outside.save_copy(self._office, self.shown, self._chooser, self)
        if saved is not None:
            self._office.told.emit(f"已另存为“{saved.name}”")


def _read(content: bytes) -> str:
    """A text in whichever of the usual encodings it is."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030", errors="replace")
