"""Attaching files to records of one register: read, saved as one action, told."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.actions.attachments import contents, keeping
from app.errors import AppError
from app.queries.attachments import attachments_of, free_name, record_name
from app.queries.evidence import KINDS
from app.ui.attachments.pictures import PHOTO, as_photo, as_png, picture_in
from app.ui.tasks import Progress, Task

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from PySide6.QtCore import QMimeData
    from PySide6.QtGui import QImage

    from app.actions.attachments.contents import Paper
    from app.spec.record import RecordSpec
    from app.store.unit import Changed
    from app.ui.office import Office

NO_KIND = ""  # to be told from the name of the file


@dataclass(frozen=True, slots=True)
class _Done:
    """What became of files: what was saved, and what speaks against each of the others."""

    changed: Changed | None
    count: int
    refusals: Sequence[AppError]


def files_in(mime: QMimeData) -> list[Path]:
    """The files that the clipboard or a drag carries."""
    return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]


def holds_papers(mime: QMimeData) -> bool:
    """Whether there is something to attach: files, or a picture."""
    return bool(files_in(mime)) or mime.hasImage()


class Attaching(QObject):
    """Attaches in a thread of its own; several files are one action, and one follows the other.

    Attributes:
        refused: an :class:`AppError` speaks against a file; the others were attached.
    """

    refused = Signal(object)

    def __init__(
        self,
        office: Office,
        spec: RecordSpec,
        parent: QObject | None = None,
        *,
        run: Callable[[Task], object] = Task.start,
    ) -> None:
        super().__init__(parent)
        self._office = office
        self._spec = spec
        self._run = run
        self._task: Task | None = None
        self._waiting: deque[Task] = deque()

    def take(self, number: int, mime: QMimeData, kind: str = NO_KIND) -> None:
        """Attach what a drag or the clipboard carries to record ``number``."""
        if files := files_in(mime):
            self.take_files(number, files, kind)
        elif not (image := picture_in(mime)).isNull():
            self.take_picture(number, image, kind or KINDS.codes[-1].code)

    def take_files(self, number: int, files: Iterable[Path], kind: str = NO_KIND) -> None:
        """Attach files; those that may not be attached are told, the others saved."""
        waiting = list(files)

        def read(progress: Progress) -> tuple[list[tuple[Paper, str]], list[AppError]]:
            papers, refusals = [], []
            for done, file in enumerate(waiting):
                progress(done, len(waiting))
                try:
                    paper = contents.read_paper(file)
                    chosen = kind or contents.kind_named(KINDS, paper.name)
                    papers.append((_as_kept(paper, chosen), chosen))
                except AppError as error:
                    refusals.append(error)
            return papers, refusals

        self._attach(number, read)

    def take_picture(self, number: int, image: QImage, kind: str) -> None:
        """Attach a picture from the clipboard, named after its record and kind."""
        reader = self._office.desk.reader
        taken = [held.name for held in attachments_of(reader, self._spec.id, number)]
        whose = record_name(reader, self._spec, number)
        name = free_name(taken, whose, kind, ".png")

        def read(_progress: Progress) -> tuple[list[tuple[Paper, str]], list[AppError]]:
            return [(_as_kept(contents.paper_of(name, as_png(image)), kind), kind)], []

        self._attach(number, read)

    def _attach(
        self,
        number: int,
        read: Callable[[Progress], tuple[list[tuple[Paper, str]], list[AppError]]],
    ) -> None:
        desk, spec = self._office.desk, self._spec
        if not number or desk.read_only:
            return
        whose = record_name(desk.reader, spec, number)

        def work(progress: Progress) -> _Done:
            papers, refusals = read(progress)
            progress.check()
            if not papers:
                return _Done(None, 0, refusals)
            what = papers[0][0].name if len(papers) == 1 else f"{len(papers)} 个"
            changed = desk.act(
                "attach_files",
                f"添加附件：{whose} {what}",
                lambda unit: keeping.attach(unit, spec, number, papers),
            )
            return _Done(changed, len(papers), refusals)

        task = Task("正在添加附件", work)
        task.finished.connect(self._tell)
        task.failed.connect(self.refused)
        task.ended.connect(self._free)
        self._waiting.append(task)
        self._go_on()

    def _go_on(self) -> None:
        """Begin what waits, unless something is being attached."""
        if self._task is None and self._waiting:
            self._task = self._waiting.popleft()
            self._run(self._task)

    def _tell(self, done: _Done) -> None:
        if done.changed is not None:
            self._office.hub.changed.emit(done.changed)
            self._office.told.emit(
                f"已添加 {done.count} 个附件，按 Ctrl+Z 可以撤销　{self._office.clock_text}"
            )
        for refusal in done.refusals[:1]:
            self.refused.emit(refusal)

    def _free(self) -> None:
        self._task = None
        QTimer.singleShot(0, self, self._go_on)  # the bar lets go of the task only after this


def _as_kept(paper: Paper, kind: str) -> Paper:
    """Scans stay as they were handed in, to the last byte; photos are made small."""
    if kind != PHOTO:
        return paper
    content = as_photo(paper.name, paper.content, paper.media_type)
    stem = paper.name.rpartition(".")[0]
    return replace(paper, name=f"{stem}.jpg", content=content, media_type="image/jpeg")
