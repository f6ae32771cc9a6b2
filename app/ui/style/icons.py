"""Icons: one family on a grid of 20 units with lines of 1.4, coloured when asked for."""

from __future__ import annotations

from functools import lru_cache
from math import ceil

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from app.resources import resource
from app.ui.style.tokens import HEX, Colour, px, text_scale

_SIZES = (12, 16, 18, 32)


@lru_cache(maxsize=256)
def _drawing(name: str, paint: Colour) -> QSvgRenderer:
    text = resource(f"icons/{name}.svg").read_text(encoding="utf-8")
    return QSvgRenderer(QByteArray(text.replace("currentColor", HEX[paint]).encode()))


@lru_cache(maxsize=512)
def _pixmap(name: str, paint: Colour, side: int, density: int, gap: int = 0) -> QPixmap:
    pixmap = QPixmap((side + abs(gap)) * density, side * density)
    pixmap.setDevicePixelRatio(density)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    _drawing(name, paint).render(painter, QRectF(max(-gap, 0), 0, side, side))
    painter.end()
    return pixmap


def icon(
    name: str,
    normal: Colour = Colour.TEXT_BODY2,
    *,
    checked: Colour | None = None,
    disabled: Colour = Colour.TEXT3,
    gap: int = 0,
) -> QIcon:
    """The icon ``name`` in the colours of its states, at every size the design uses.

    Args:
        gap: empty pixels of the design at the right, or where negative at the left; Qt leaves
            buttons too little of it.
    """
    made = QIcon()
    densities = _densities()
    for size in _SIZES:
        for density in densities:
            for mode, paint in (
                (QIcon.Mode.Normal, normal),
                (QIcon.Mode.Disabled, disabled),
                (QIcon.Mode.Selected, checked or normal),
            ):
                made.addPixmap(_pixmap(name, paint, px(size), density, _room(gap)), mode)
    return made


def _densities() -> set[int]:
    """Pixels to a pixel of the design, on the screens there are.

    Drawn for every density there might be, icons were a twentieth of the time of opening.
    """
    return {ceil(screen.devicePixelRatio()) for screen in QGuiApplication.screens()}


def _room(gap: int) -> int:
    return round(gap * text_scale())


def paint_icon(painter: QPainter, name: str, paint: Colour, place: QRectF) -> None:
    """Draw an icon into ``place``, for delegates and headers."""
    _drawing(name, paint).render(painter, place)
