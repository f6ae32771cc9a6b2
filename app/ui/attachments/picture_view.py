"""One picture: fitted, as wide as the window, life size, larger and smaller, turned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QFrame, QGraphicsScene, QGraphicsView

from app.ui.printing.paper_view import Zoom
from app.ui.style.tokens import Colour, colour

if TYPE_CHECKING:
    from PySide6.QtGui import QImage, QKeyEvent, QResizeEvent, QWheelEvent

_STEP = 1.25
_LEAST, _MOST = 0.02, 16.0
_QUARTER = 90


class PictureView(QGraphicsView):
    """Shows a picture; turning it turns what is seen and not what is kept."""

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName("图片")
        self.setBackgroundBrush(colour(Colour.DESK))
        self.setRenderHints(QPainter.RenderHint.SmoothPixmapTransform)
        self.setDragMode(QGraphicsView.DragMode.ScrollHandDrag)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.AnchorUnderMouse)
        self.setScene(QGraphicsScene(self))
        self.zoom: Zoom | None = Zoom.WHOLE  # none once it was made larger or smaller by hand
        self.turned = 0  # degrees, clockwise

    def show_picture(self, image: QImage) -> None:
        """Show another picture, upright and whole."""
        scene = self.scene()
        scene.clear()
        item = scene.addPixmap(QPixmap.fromImage(image))
        item.setTransformationMode(Qt.TransformationMode.SmoothTransformation)
        scene.setSceneRect(item.boundingRect())
        self.turned = 0
        self.set_zoom(Zoom.WHOLE)

    @property
    def scale_shown(self) -> float:
        """Pixels of the screen for one of the picture."""
        across = self.transform()
        return float((across.m11() ** 2 + across.m12() ** 2) ** 0.5)

    def set_zoom(self, zoom: Zoom) -> None:
        """Fit the picture, or show it life size."""
        self.zoom = zoom
        self._fit()

    def turn(self) -> None:
        """A quarter to the right."""
        self.turned = (self.turned + _QUARTER) % 360
        self.rotate(_QUARTER)
        self._fit()

    def step(self, factor: float) -> None:
        """Make it larger or smaller."""
        if _LEAST < self.scale_shown * factor < _MOST:
            self.zoom = None
            self.scale(factor, factor)

    def larger(self) -> None:
        """One step larger."""
        self.step(_STEP)

    def smaller(self) -> None:
        """One step smaller."""
        self.step(1 / _STEP)

    def _fit(self) -> None:
        size = self.sceneRect()
        if self.zoom is None or size.isEmpty():
            return
        width, height = size.width(), size.height()
        if self.turned % 180:
            width, height = height, width
        room = self.maximumViewportSize()
        wanted = 1.0
        if self.zoom is Zoom.WHOLE:  # a small picture is not blown up
            wanted = min(1.0, room.width() / width, room.height() / height)
        elif self.zoom is Zoom.WIDTH:
            wanted = room.width() / width
        self.resetTransform()
        self.rotate(self.turned)
        self.scale(wanted, wanted)
        self.centerOn(size.center())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stay fitted."""
        super().resizeEvent(event)
        self._fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """With Ctrl the wheel makes it larger and smaller."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.step(_STEP if event.angleDelta().y() > 0 else 1 / _STEP)
            event.accept()
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Plus and minus; R turns."""
        acts = {
            Qt.Key.Key_Plus: self.larger,
            Qt.Key.Key_Equal: self.larger,
            Qt.Key.Key_Minus: self.smaller,
            Qt.Key.Key_R: self.turn,
        }
        act = acts.get(Qt.Key(event.key()))
        if act is None:
            super().keyPressEvent(event)
        else:
            act()
