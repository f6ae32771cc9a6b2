"""The list of a record's attachments: small picture, name, kind and size."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QIcon, QImage, QKeyEvent, QPainter, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem

from app.ui.style.icons import paint_icon
from app.ui.style.tokens import Colour, colour, px

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QPoint

    from app.queries.attachments import Attached
    from app.ui.attachments.thumbnails import Thumbnails

_SIDE = 40  # of the small picture
_ROW = 50
_MOST_ROWS = 6  # in sight; more are scrolled to


def size_text(size: int) -> str:
    """Bytes as people say them: 12 KB, 3.4 MB."""
    if size < 1024:
        return f"{size} 字节"
    if size < 1024 * 1024:
        return f"{size // 1024} KB"
    return f"{size / 1024 / 1024:.1f} MB"


class Tiles(QListWidget):
    """Enter or a double click looks, F2 renames, Delete puts aside.

    Attributes:
        looked_at: an attachment shall be shown; carries its place.
        rename_wanted: F2 was pressed; carries the place.
        remove_wanted: Delete was pressed; carries the place.
        menu_wanted: the menu of an attachment shall open; carries its place and where.
    """

    looked_at = Signal(int)
    rename_wanted = Signal(int)
    remove_wanted = Signal(int)
    menu_wanted = Signal(int, object)

    def __init__(self, thumbnails: Thumbnails) -> None:
        super().__init__()
        self._thumbnails = thumbnails
        self._held: Sequence[Attached] = ()
        self.setObjectName("attachments")
        self.setAccessibleName("附件")
        self.setIconSize(QSize(px(_SIDE), px(_SIDE)))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.itemActivated.connect(lambda item: self.looked_at.emit(self.row(item)))
        self.customContextMenuRequested.connect(self._open_menu)
        thumbnails.made.connect(self._show_made)

    def show_held(self, held: Sequence[Attached]) -> None:
        """Show other attachments; whoever stands in the list stays at the same place."""
        place = self.currentRow()
        self._held = held
        self.clear()
        for each in held:
            item = QListWidgetItem(f"{each.name}\n{each.kind_label}　{size_text(each.size)}")
            item.setSizeHint(QSize(px(100), px(_ROW)))
            item.setToolTip("\n".join(filter(None, (each.name, each.note))))
            self._set_icon(item, each)
            self.addItem(item)
        if self.hasFocus():
            self.setCurrentRow(min(max(place, 0), len(held) - 1))
        self.setFixedHeight(px(_ROW) * min(len(held), _MOST_ROWS))
        self._thumbnails.want(held)

    def _show_made(self, digest: str) -> None:
        for place, each in enumerate(self._held):
            if each.digest == digest and (item := self.item(place)) is not None:
                self._set_icon(item, each)

    def _set_icon(self, item: QListWidgetItem, held: Attached) -> None:
        image = self._thumbnails.of(held.digest)
        shown = self._framed(image)
        icon = QIcon(shown)
        icon.addPixmap(shown, QIcon.Mode.Selected)  # else Qt lays a tint over what is selected
        item.setIcon(icon)

    def _framed(self, image: QImage | None) -> QPixmap:
        """A square with the picture in it, or the sign for a document."""
        density = self.devicePixelRatioF()
        side = px(_SIDE)
        made = QPixmap(round(side * density), round(side * density))
        made.setDevicePixelRatio(density)
        made.fill(colour(Colour.QUIET))
        painter = QPainter(made)
        if image is None:
            inner = made.rect().toRectF()
            inner.setSize(inner.size() / density)
            margin = side * 0.28
            paint_icon(
                painter,
                "document",
                Colour.TEXT2,
                inner.adjusted(margin, margin, -margin, -margin),
            )
        else:
            shown = image.scaled(
                made.size(),
                Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
            shown.setDevicePixelRatio(density)
            left = (side - shown.width() / density) / 2
            top = (side - shown.height() / density) / 2
            painter.drawImage(round(left), round(top), shown)
        painter.setPen(colour(Colour.LINE))
        painter.drawRect(0, 0, side - 1, side - 1)
        painter.end()
        return made

    def _open_menu(self, place: QPoint) -> None:
        item = self.itemAt(place) or self.currentItem()
        if item is not None:
            self.setCurrentItem(item)
            self.menu_wanted.emit(self.row(item), self.viewport().mapToGlobal(place))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Stand on the first, so that the keys have something to act on."""
        super().focusInEvent(event)
        if self.currentRow() < 0:
            self.setCurrentRow(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F2, Delete, and Enter on systems where it does not activate."""
        key, place = event.key(), self.currentRow()
        if place < 0:
            super().keyPressEvent(event)
        elif key == Qt.Key.Key_F2:
            self.rename_wanted.emit(place)
        elif key == Qt.Key.Key_Delete:
            self.remove_wanted.emit(place)
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.looked_at.emit(place)
        else:
            super().keyPressEvent(event)
