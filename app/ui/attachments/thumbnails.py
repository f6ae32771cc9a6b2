"""Small pictures of attachments, drawn in a thread and kept while the window is open."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.errors import StorageError
from app.queries.attachments import content_of
from app.ui.attachments.pictures import decoded, is_picture
from app.ui.tasks import Progress, Task

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QImage

    from app.queries.attachments import Attached
    from app.ui.office import Office

SIDE = 160  # pixels, enough for the largest text size on a screen of double density
_KEPT = 200
_PDF = "application/pdf"
_WAIT = 120  # milliseconds: whoever runs down a list with the arrow key needs none


class Thumbnails(QObject):
    """Draws what is asked for last; what was asked before and not drawn is given up.

    Attributes:
        made: another one is there; carries the digest of its content.
    """

    made = Signal(str)

    def __init__(self, office: Office, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._office = office
        self._drawn: OrderedDict[str, QImage] = OrderedDict()
        self._wanted: Sequence[Attached] = ()
        self._task: Task | None = None
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_WAIT)
        self._later.timeout.connect(self._draw)

    def of(self, digest: str) -> QImage | None:
        """The small picture of a content, once it is drawn."""
        if digest in self._drawn:
            self._drawn.move_to_end(digest)
        return self._drawn.get(digest)

    def want(self, held: Sequence[Attached]) -> None:
        """Have those drawn that can be and are not yet."""
        self._wanted = [
            each
            for each in held
            if each.digest not in self._drawn
            and (is_picture(each.media_type) or each.media_type == _PDF)
        ]
        if self._task is not None:
            self._task.cancel()
        self._later.start()

    def _draw(self) -> None:
        wanted, desk = self._wanted, self._office.desk
        if not wanted:
            return
        if self._task is not None:
            self._later.start()  # the one before is about to stop
            return

        def work(progress: Progress) -> dict[str, QImage]:
            from app.ui.printing.pages import first_page  # PDFium need not be there at the start

            found: dict[str, QImage] = {}
            with desk.ledger.another_reader() as reader:
                for each in wanted:
                    progress.check()
                    try:
                        content = content_of(reader, each)
                    except StorageError:
                        continue  # said when somebody opens it, and by the full check
                    if each.media_type == _PDF:
                        image = first_page(content, SIDE)
                    else:
                        image = decoded(content, each.media_type, SIDE)
                    if image is not None and not image.isNull():
                        found[each.digest] = image
            return found

        self._task = Task("缩略图", work)
        self._task.finished.connect(self._keep)
        self._task.ended.connect(self._free)
        self._task.start()

    def _keep(self, found: dict[str, QImage]) -> None:
        for digest, image in found.items():
            self._drawn[digest] = image
            self.made.emit(digest)
        while len(self._drawn) > _KEPT:
            self._drawn.popitem(last=False)

    def _free(self) -> None:
        self._task = None
