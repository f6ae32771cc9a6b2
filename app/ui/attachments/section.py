"""附件: the section with a record's files, in the panel of details and on single pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QCursor, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget

from app.actions.attachments import keeping
from app.actions.attachments.contents import TYPES
from app.queries.attachments import attachments_of
from app.ui.attachments import outside
from app.ui.attachments.asking import TextQuestion, add_kinds
from app.ui.attachments.attaching import Attaching, files_in, holds_papers
from app.ui.attachments.dropping import Drops
from app.ui.attachments.thumbnails import Thumbnails
from app.ui.attachments.tiles import Tiles
from app.ui.style.tokens import px
from app.ui.widgets.buttons import button, menu_button
from app.ui.widgets.chooser import Chooser, documents
from app.ui.widgets.finding_box import FindingsArea
from app.ui.widgets.labels import label
from app.ui.widgets.task_bar import TaskBar

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QMimeData

    from app.queries.attachments import Attached
    from app.spec.record import RecordSpec
    from app.store.unit import Changed, Unit
    from app.ui.attachments.preview import AttachmentPreview
    from app.ui.office import Office

FILES = f"可以作附件的文件 ({' '.join(f'*{ending}' for ending in TYPES)});;所有文件 (*)"
_TABLE = "attachment"


class AttachmentsSection(QWidget):
    """The attachments of one record: seen, added, named, put aside.

    Args:
        target: takes files that are dropped anywhere on it.
    """

    def __init__(
        self,
        office: Office,
        spec: RecordSpec,
        target: QWidget,
        chooser: Chooser | None = None,
    ) -> None:
        super().__init__()
        self.office = office
        self.spec = spec
        self.number = 0
        self.held: list[Attached] = []
        self.chooser = chooser or Chooser()
        self.task_bar = TaskBar()
        self.findings = FindingsArea()
        self.attaching = Attaching(office, spec, self, run=self.task_bar.run)
        self.attaching.refused.connect(self.findings.show_error)
        self.tiles = Tiles(Thumbnails(office, self))
        self.drops = Drops(target, lambda _place: self.may_write, self._on_drop)
        self._arrange()
        self._connect()

    def _arrange(self) -> None:
        self.title = label("附件", "card-title")
        self.add_menu = QMenu(self)
        self.adding = menu_button("添加", self.add_menu)
        add_kinds(self.add_menu, self.choose_files, dots="…")
        self.add_menu.addSeparator()
        self.pasting = self.add_menu.addAction("粘贴图片或文件\tCtrl+V")
        self.pasting.triggered.connect(lambda _checked=False: self.paste())
        head = QHBoxLayout()
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.adding)
        self.zone = button("把文件拖到这里，或点这里选择", "drop", act=self.choose_files)
        self.zone.setAccessibleName("添加附件")
        self.zone.setToolTip("也可以按 Ctrl+V 粘贴图片或复制的文件")
        self.zone.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, px(8), 0, 0)
        column.setSpacing(px(6))
        column.addLayout(head)
        column.addWidget(self.findings)
        column.addWidget(self.task_bar)
        column.addWidget(self.tiles)
        column.addWidget(self.zone)

    def _connect(self) -> None:
        paste = QShortcut(QKeySequence.StandardKey.Paste, self, self.paste)
        paste.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.tiles.looked_at.connect(self.look_at)
        self.tiles.rename_wanted.connect(self.ask_name)
        self.tiles.remove_wanted.connect(self.remove)
        self.tiles.menu_wanted.connect(self.open_menu)
        self.office.hub.changed.connect(self._on_changed)

    def widget(self) -> QWidget:
        """What stands in the panel: this."""
        return self

    @property
    def may_write(self) -> bool:
        """Whether there is a record, in a ledger that can be written."""
        return bool(self.number) and not self.office.desk.read_only

    # --- showing ------------------------------------------------------------------------

    def show_record(self, number: int) -> None:
        """Show another record's attachments; 0 for none."""
        if number != self.number:
            self.findings.clear()
        self.number = number
        reader = self.office.desk.reader
        self.held = attachments_of(reader, self.spec.id, number) if number else []
        self.title.setText(f"附件 {len(self.held)}" if self.held else "附件")
        self.tiles.show_held(self.held)
        self.tiles.setVisible(bool(self.held))
        self.adding.setVisible(self.may_write)
        self.zone.setVisible(self.may_write and not self.held)
        self.setVisible(bool(self.held) or self.may_write)

    def _on_changed(self, changed: Changed) -> None:
        if _TABLE in changed.records:
            self.show_record(self.number)

    # --- adding -------------------------------------------------------------------------

    def choose_files(self, kind: str = "") -> None:
        """Ask for files and attach them."""
        files = self.chooser.existing_files(self, "添加附件", str(documents()), FILES)
        if files:
            self.findings.clear()
            self.attaching.take_files(self.number, files, kind)

    def paste(self) -> None:
        """Attach what the clipboard holds; of a picture it is asked what it shows."""
        mime = QGuiApplication.clipboard().mimeData()
        if not self.may_write:
            return
        if not holds_papers(mime):
            self.office.told.emit("剪贴板里没有图片或文件，没有添加附件")
        elif files_in(mime):
            self._take_pasted("")
        else:
            self.kinds = QMenu(self)
            self.kinds.addSection("这张图片是")
            add_kinds(self.kinds, self._take_pasted)
            self.kinds.popup(self.adding.mapToGlobal(self.adding.rect().bottomLeft()))

    def _take_pasted(self, kind: str) -> None:
        self.findings.clear()
        self.attaching.take(self.number, QGuiApplication.clipboard().mimeData(), kind)

    def _on_drop(self, _place: QPoint, mime: QMimeData) -> None:
        self.findings.clear()
        self.attaching.take(self.number, mime)

    # --- one attachment -----------------------------------------------------------------

    def look_at(self, place: int) -> AttachmentPreview:
        """Show an attachment in a window of its own."""
        from app.ui.attachments.preview import AttachmentPreview

        preview = AttachmentPreview(self.office, self.held, place, self.chooser, self.window())
        preview.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        preview.open()
        return preview

    def open_menu(self, place: int, where: QPoint | None = None) -> QMenu:
        """What can be done with one attachment."""
        held = self.held[place]
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("查看\tEnter", lambda: self.look_at(place))
        menu.addAction("另存为…", lambda: self.findings.attempt(lambda: self._save_copy(held)))
        menu.addAction(
            "用系统程序打开",
            lambda: self.findings.attempt(lambda: outside.open_outside(self.office, held)),
        )
        menu.addSeparator()
        kinds = QMenu("类别", menu)
        add_kinds(kinds, lambda kind: self._change(held, "更改附件类别", kind=kind), now=held.kind)
        writing = [
            menu.addAction("改名…\tF2", lambda: self.ask_name(place)),
            menu.addMenu(kinds),
            menu.addAction("附注…", lambda: self.ask_note(place)),
            menu.addSeparator(),
            menu.addAction("删除（可撤销）\tDelete", lambda: self.remove(place)),
        ]
        for line in writing:
            line.setEnabled(self.may_write)
        menu.popup(where or QCursor.pos())
        return menu

    def ask_name(self, place: int) -> TextQuestion | None:
        """Ask for another name; the ending stays."""
        held = self.held[place]
        stem = held.name.rpartition(".")[0]
        return self._ask(
            "给附件改名", stem, 90, lambda text: self._change(held, "附件改名", name=text)
        )

    def ask_note(self, place: int) -> TextQuestion | None:
        """Ask for a note."""
        held = self.held[place]
        return self._ask(
            "附件的附注", held.note, 200, lambda text: self._change(held, "填写附件附注", note=text)
        )

    def _ask(
        self, title: str, text: str, most: int, done: Callable[[str], object]
    ) -> TextQuestion | None:
        if not self.may_write:
            return None
        question = TextQuestion(title, text, "保存", done, self.window(), most=most)
        question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        question.open()
        return question

    def remove(self, place: int) -> None:
        """Put an attachment aside; undo brings it back."""
        held = self.held[place]
        if self.may_write and self._act(
            "remove_attachment",
            f"删除附件：{held.name}",
            lambda unit: keeping.remove(unit, [held.number]),
        ):
            self.office.told.emit("已删除附件，按 Ctrl+Z 可以恢复")

    def _change(self, held: Attached, deed: str, **values: str) -> None:
        self._act(
            "change_attachment",
            f"{deed}：{held.name}",
            lambda unit: keeping.change(unit, held.number, **values),
        )

    def _act(self, name: str, title: str, work: Callable[[Unit], object]) -> bool:
        self.findings.clear()
        done = self.office.act(
            name,
            title,
            work,
            ask=lambda _findings: None,
            refuse=self.findings.show_findings,
            show=self.findings.show_error,
        )
        return done is not None

    def _save_copy(self, held: Attached) -> None:
        saved = outside.save_copy(self.office, held, self.chooser, self)
        if saved is not None:
            self.office.told.emit(f"已另存为“{saved.name}”")

    def sizeHint(self) -> QSize:
        """No wider than its panel, however long the names are."""
        return QSize(px(200), super().sizeHint().height())
