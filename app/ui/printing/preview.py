"""打印预览: one paper as it will be printed, and everything that can be done with it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIntValidator, QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QSplitter, QWidget

from app.errors import AppError
from app.reports.forms.form import PaperKind
from app.spec.values import UNMASKED
from app.ui.naming import file_name
from app.ui.printing.options import OptionsPanel
from app.ui.printing.pages import PdfPages
from app.ui.printing.paper_view import PaperView, Zoom
from app.ui.style.tokens import PANEL_WIDTH, Colour, px, text_scale
from app.ui.tasks import Progress, Task
from app.ui.widgets.buttons import button
from app.ui.widgets.chooser import documents
from app.ui.widgets.choosing.segmented import Segmented
from app.ui.widgets.finding_box import FindingsArea
from app.ui.widgets.frames import bar_of, card_of, page_column
from app.ui.widgets.labels import label
from app.ui.widgets.page_head import PageHead
from app.ui.widgets.task_bar import TaskBar
from app.ui.widgets.ways_to_file import written_box

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from app.reports.document import Document
    from app.reports.forms.form import Form
    from app.ui.office import Office
    from app.ui.widgets.chooser import Chooser

_NOBODY = "还没有选人，这是供手填的空白表"
_AS_PRINTED = "没有截断，没有缺字，与纸面一致"
_WHOLE = f"{_AS_PRINTED}；印有完整的号码，已记入历史"
_BESIDE = 1.5  # up to this text size paper and options stand beside each other
_KEYS = "Ctrl+P 打印　PgDn 下一页　Esc {}"
_KINDS = {"pdf": "PDF 文件 (*.pdf)", "xlsx": "Excel 表格 (*.xlsx)", "txt": "文本 (*.txt)"}


@dataclass(frozen=True, slots=True)
class Made:
    """A paper that was made: as a value, and as PDF."""

    document: Document
    data: bytes
    facts: Mapping[str, object]

    @property
    def is_full(self) -> bool:
        """Whether numbers of persons stand on it whole."""
        return bool(self.facts["full"])


class Preview(QWidget):
    """One paper with its options.

    Attributes:
        left: the user goes back to the list of papers.
        told: what was done, for the status line.
        hinted: the keys of the page, or why the primary button is grey.
    """

    left = Signal()
    told = Signal(str)
    hinted = Signal(str)

    def __init__(self, office: Office, chooser: Chooser) -> None:
        super().__init__()
        self.office = office
        self._chooser = chooser
        self._form: Form | None = None
        self._made: Made | None = None
        self._pages: PdfPages | None = None
        self._making: Task | None = None
        self._is_outdated = False
        self._is_refused = False
        self._has_way_back = False
        self.head = PageHead("打印预览")
        self.back = self.head.add_quiet("返回", "chevron-left", office.went_back.emit)
        self.head.add_quiet("换一种", "binder", self.left.emit)
        self.words = self.head.add_quiet("改正文", "edit", self._word_anew)
        self._savers = [
            self.head.add_quiet("存为 PDF", "export", lambda: self.save("pdf")),
            self.head.add_quiet("Excel", "export", lambda: self.save("xlsx")),
            self.head.add_quiet("文本", "export", lambda: self.save("txt")),
        ]
        self.print_button = self.head.set_primary("打印", self.print, icon_name="print")
        self.tasks = TaskBar()
        self.tasks.freed.connect(self._go_on)
        self.findings = FindingsArea()
        self.findings.setContentsMargins(0, 0, 0, px(12))
        self.paper = PaperView()
        self.options = OptionsPanel(office.preferences, office.desk.whose)
        self.options.changed.connect(self._make)
        self._arrange()
        self.come_from("")
        self._enable()
        for keys, act in (("Ctrl+P", self.print), ("Esc", self._leave)):
            shortcut = QShortcut(QKeySequence(keys), self, act)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _arrange(self) -> None:
        column = page_column(self, self.head, self.tasks, self.findings)
        card = card_of(self._bar(), self.paper)
        self.options.setMinimumWidth(px(PANEL_WIDTH - 8))
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setHandleWidth(px(12))
        split.addWidget(card)
        split.addWidget(self.options)
        split.setStretchFactor(0, 1)
        split.setCollapsible(0, False)
        split.setSizes([px(2000), px(PANEL_WIDTH - 8)])
        column.addWidget(split, 1)
        if text_scale() > _BESIDE:
            self.head.add_quiet("选项", "panel", partial(self._swap, card))
            self.options.hide()

    def _swap(self, card: QWidget) -> None:
        """Show the options in place of the paper, or the paper again."""
        to_options = card.isVisible()
        card.setVisible(not to_options)
        self.options.setVisible(to_options)

    def _bar(self) -> QWidget:
        self._back = button("", "bare", icon_name="chevron-left", tip="上一页")
        self._next = button("", "bare", icon_name="chevron-right", tip="下一页")
        self._back.clicked.connect(lambda: self.paper.turn_to(self.paper.page - 1))
        self._next.clicked.connect(lambda: self.paper.turn_to(self.paper.page + 1))
        self.number = QLineEdit("1")
        self.number.setProperty("small", True)
        self.number.setAccessibleName("页码")
        self.number.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.number.setFixedWidth(px(48))
        self.number.setValidator(QIntValidator(1, 99_999, self.number))
        self.number.editingFinished.connect(self._turn_to_written)
        self._count = label("", "value")
        self.zooms = Segmented([(zoom, zoom.value) for zoom in Zoom], clearable=False)
        self.zooms.set_value(Zoom.WHOLE)
        self.zooms.chosen.connect(self._zoom)
        self._scale = label("", "facts")
        self._scale.setMinimumWidth(px(40))
        self.paper.turned.connect(self._show_page)
        self.paper.scaled.connect(lambda scale: self._scale.setText(f"{scale * 100:.0f} %"))
        first, unit = label("第", "value"), label("页", "value")
        turning = (self._back, first, self.number, unit, self._count, self._next)
        return bar_of(*turning, None, self.zooms, self._scale, gap=8)

    def _zoom(self, zoom: object) -> None:
        self.paper.set_zoom(Zoom(str(zoom)))
        self.paper.setFocus()

    def _turn_to_written(self) -> None:
        if self.number.hasAcceptableInput():
            self.paper.turn_to(int(self.number.text()))
        self._show_page(self.paper.page)

    def _show_page(self, page: int) -> None:
        count = len(self._pages) if self._pages is not None else 0
        self.number.setText(str(page))
        self._count.setText(f"共 {count} 页")
        self._back.setEnabled(page > 1)
        self._next.setEnabled(page < count)

    # --- making the paper ---------------------------------------------------------------

    def show_form(
        self,
        form: Form,
        values: Mapping[str, object],
        suggestions: Mapping[str, list[str]],
    ) -> None:
        """Show a paper, asked for with ``values`` at first."""
        self._form = form
        can_word = form.letter and not self.office.desk.read_only
        self.head.offer(self.words, "改正文" if can_word else "")
        self.paper.page = 1
        self.head.set_title(form.title)
        self.options.show_form(form, values, self.office.desk, suggestions)
        self._make()

    def refresh(self) -> None:
        """Make the paper anew from what the ledger holds now."""
        if self._form is not None:
            self._make()

    def _make(self) -> None:
        """Make the paper in a worker; what is wanted meanwhile is made after it."""
        form = self._form
        if form is None:
            return
        self._made = None
        self._enable()
        if self.tasks.task is not None:  # a paper still being made is no longer wanted
            self._is_outdated = True
            if self._making is not None:
                self._making.cancel()
            return
        self._is_outdated = False
        self._is_refused = False
        self.options.show_state("正在排版", Colour.NEUTRAL, "")
        task = Task("排版", self._maker(form, self.options.values()))
        task.finished.connect(self._show)
        task.failed.connect(self._refuse)
        self._making = task
        self.tasks.run(task)

    def _maker(self, form: Form, values: Mapping[str, object]) -> Callable[[Progress], Made]:
        desk = self.office.desk
        # Read here: the worker has a connection of its own.
        specs, today, moment = desk.specs, desk.today, desk.minute

        def make(progress: Progress) -> Made:
            from app.reports.forms import build, completed, printed_facts
            from app.reports.to_pdf import pdf_bytes

            asked = completed(form, values)
            with desk.snapshot() as reader:
                progress.check()
                document = build(reader, form, asked, today=today, specs=specs, moment=moment)
            progress.check()
            facts = printed_facts(document, asked)
            return Made(document, pdf_bytes(document, progress=progress), facts)

        return make

    def _show(self, made: Made) -> None:
        if self._is_outdated:
            return
        if made.is_full and not self._noted_whole("preview_form", "预览", made):
            return
        self.findings.clear()
        self._made = made
        self._pages = PdfPages(made.data)
        self.paper.show_pages(self._pages)
        self._show_page(self.paper.page)
        page = made.document.page
        facts = [f"{page.paper} {'横' if page.landscape else '纵'}向", f"共 {len(self._pages)} 页"]
        self.head.set_facts("打印预览", self._count_of(made.document), *facts)
        self.options.show_page(page)
        note = _NOBODY if self._is_blank() else _WHOLE if made.is_full else _AS_PRINTED
        self.options.show_state("可以打印", Colour.OK, note)

    def _is_blank(self) -> bool:
        """Whether the paper is one of persons, and none was chosen yet."""
        from app.reports.forms import is_blank_for_want_of_people

        form = self._form
        return form is not None and is_blank_for_want_of_people(form, self.options.values())

    def _count_of(self, document: Document) -> str:
        """How many persons or lines are on the paper."""
        from app.reports.sheet import Role, Sheet

        sheets = (block for block in document.blocks if isinstance(block, Sheet))
        lines = sum(row.role is Role.BODY for sheet in sheets for row in sheet.rows)
        of_people = self._form is not None and self._form.kind is PaperKind.ROSTER
        return f"{lines:,} {'人' if of_people else '行'}" if lines else ""

    def _refuse(self, error: AppError) -> None:
        if self._is_outdated:
            return
        self._is_refused = True
        self.findings.show_error(error)
        self.options.show_state("还不能打印", Colour.BAD, f"{error.happened}。")

    def _go_on(self) -> None:
        """Make again what is out of date by now."""
        was_making = self._making is not None
        self._making = None
        if self._is_outdated:
            self._make()
        elif was_making and self._made is None and not self._is_refused:
            self.options.show_state("已停止排版", Colour.NEUTRAL, "改动任一选项会重新排版。")
        self._enable()

    def _word_anew(self) -> None:
        """Change the words of the letter in preview."""
        from app.ui.printing.letter_dialog import LetterDialog

        if self._form is not None and self._form.letter:
            LetterDialog(self.office, self._form, self).open()

    def come_from(self, title: str) -> None:
        """Lead back to the page ``title``; blank where there is only the list of papers."""
        self._has_way_back = bool(title)
        self.head.offer(self.back, f"返回{title}" if title else "")

    def _leave(self) -> None:
        """Back to where one came from, which may be the list of papers."""
        (self.office.went_back if self._has_way_back else self.left).emit()

    def _enable(self) -> None:
        ready = self._made is not None and self.tasks.task is None
        for part in (*self._savers, self.print_button):
            part.setEnabled(ready)
        why = "正在排版，排好后可以打印" if self._making is not None else "这份表册还没有排好"
        self.hinted.emit(_KEYS.format("返回" if self._has_way_back else "换一种") if ready else why)

    # --- what is done with it -----------------------------------------------------------

    def save(self, suffix: str) -> None:
        """Write the paper to a file the user names."""
        made = self._made
        if made is None:
            return
        name = file_name(self.office.desk, made.document.title, suffix)
        proposal = str(documents() / name)
        target = self._chooser.new_file(self, "存为文件", proposal, _KINDS[suffix])
        if target is None:
            return

        def work(progress: Progress) -> str:
            from app.reports.forms import write_document
            from app.reports.safe_file import write_bytes

            if target.suffix.lower() == ".pdf":
                write_bytes(target, made.data)
            else:
                write_document(made.document, target, progress)
            return f"已存为“{target.name}”"

        self._run("存为文件", work, "print_form", made, target)

    def print(self) -> None:
        """Ask for printer, pages and copies, and print."""
        from app.ui.printing.printing import chosen_pages, print_pages, printer_for

        made, pages = self._made, self._pages
        if made is None or pages is None:
            return
        printer = printer_for(pages, made.document.title)
        offsets = self.options.offsets
        if offsets is not None and offsets.name:
            printer.setPrinterName(offsets.name)
        if not self._chooser.set_up_printer(self, printer, len(pages)):
            return
        if offsets is not None and offsets.change_to(printer.printerName()):
            self._make()
            self.told.emit(f"已按“{printer.printerName()}”的偏移重新排版，请再点打印")
            return
        wanted = chosen_pages(printer, len(pages), self.paper.page)

        def work(progress: Progress) -> str:
            return f"已送打印 {print_pages(made.data, printer, wanted, progress)} 页"

        self._run("打印", work, "print_form", made)

    def _run(
        self,
        title: str,
        work: Callable[[Progress], str],
        name: str,
        made: Made,
        target: Path | None = None,
    ) -> None:
        """Do what takes a while; it is told in the status line and kept in the history.

        Args:
            target: the file that is written, which can be opened afterwards.
        """
        if made.is_full and not self._noted_whole(name, f"{title}：", made):
            return
        self.findings.clear()
        task = Task(title, work)
        task.failed.connect(self.findings.show_error)

        def done(words: str) -> None:
            if not made.is_full:
                self.office.desk.note(name, f"{title}：{made.document.title}", **made.facts)
            self.told.emit(words)
            if target is not None:
                leave = self.findings.clear
                self.findings.add(written_box("已保存", f"{words}。", target, (), leave))

        task.finished.connect(done)
        self.tasks.run(task)
        self._enable()

    def _noted_whole(self, name: str, deed: str, made: Made) -> bool:
        """Keep in the history that whole numbers are seen or leave, before they do."""
        title = f"{deed}{made.document.title}{UNMASKED}"
        try:
            self.office.note_whole(name, title, **made.facts)
        except AppError as refusal:
            self._refuse(refusal)
            return False
        return True
