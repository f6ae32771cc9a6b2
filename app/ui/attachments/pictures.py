"""Pictures in and out: decoded as what they were found to be, photos made small and nameless."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QImageWriter, QPainter

from app.errors import Refused

if TYPE_CHECKING:
    from PySide6.QtCore import QMimeData

PHOTO = "photo"  # the kind whose pictures are made small
PHOTO_SIDE = 1200  # pixels; a passport photo printed at 300 dots an inch needs 600
_QUALITY = 85
_FORMATS = {
    "image/png": b"png",
    "image/jpeg": b"jpeg",
    "image/gif": b"gif",
    "image/webp": b"webp",
    "image/tiff": b"tiff",
    "image/bmp": b"bmp",
}


def is_picture(media_type: str) -> bool:
    """Whether :func:`decoded` knows the kind of content."""
    return media_type in _FORMATS


def decoded(content: bytes, media_type: str, side: int = 0) -> QImage:
    """The picture upright, as its camera held it; null where it cannot be decoded.

    Args:
        side: pixels of the longer side, where a smaller picture will do; 0 for all there is.
    """
    held = QByteArray(content)
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(_FORMATS[media_type]))
    reader.setAutoTransform(True)
    size = reader.size()
    if side and size.isValid() and max(size.width(), size.height()) > side:
        bounds = QSize(side, side)
        fitting = size.scaled(bounds, Qt.AspectRatioMode.KeepAspectRatio)
        reader.setScaledSize(fitting.expandedTo(QSize(1, 1)))
    return reader.read()


def as_photo(name: str, content: bytes, media_type: str) -> bytes:
    """A portrait as it is kept: JPEG, at most 1200 pixels long, with nothing but the picture.

    A telephone writes into its pictures where and when they were taken; painted anew they no
    longer say so.

    Raises:
        Refused: the picture cannot be decoded.
    """
    image = decoded(content, media_type) if is_picture(media_type) else QImage()
    if image.isNull():
        raise Refused(
            f"“{name[:20]}”不是能打开的图片，不能当照片",
            "台账没有变化，原文件还在",
            "请换一张图片，或改选“其他”一类再添加",
            "R-559",
        )
    if max(image.width(), image.height()) > PHOTO_SIDE:
        image = image.scaled(
            PHOTO_SIDE,
            PHOTO_SIDE,
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
    clean = QImage(image.size(), QImage.Format.Format_RGB32)
    clean.fill(Qt.GlobalColor.white)
    painter = QPainter(clean)
    painter.drawImage(0, 0, image)
    painter.end()
    return _written(clean, b"JPEG", _QUALITY)


def as_png(image: QImage) -> bytes:
    """A picture from the clipboard, without loss."""
    return _written(image, b"PNG", -1)


def _written(image: QImage, kind: bytes, quality: int) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(kind))
    writer.setQuality(quality)
    writer.write(image)
    return bytes(buffer.data().data())


def picture_in(mime: QMimeData) -> QImage:
    """The picture that the clipboard or a drag carries; null for none."""
    found = mime.imageData() if mime.hasImage() else None
    return QImage(found) if isinstance(found, QImage) else QImage()
