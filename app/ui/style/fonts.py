"""The fonts of the screen: the system's own where it has a Chinese one, else the shipped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication

from app.resources import resource
from app.ui.style.tokens import BASE_TEXT

if TYPE_CHECKING:
    from collections.abc import Sequence

SYSTEM_FAMILIES = (
    "Microsoft YaHei UI",
    "Microsoft YaHei",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
)
SHIPPED_FAMILIES = ("Noto Sans SC", "Noto Sans SC Wide")  # Wide: characters of rare names
_SHIPPED_FILES = ("NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf", "NotoSansSC-Wide.ttf")


def load_shipped() -> None:
    """Make the shipped fonts known to the application; twice is once."""
    if SHIPPED_FAMILIES[-1] in QFontDatabase.families():
        return
    for file in _SHIPPED_FILES:
        QFontDatabase.addApplicationFontFromData(resource(f"fonts/{file}").read_bytes())


def screen_font(scale: float, *, shipped_only: bool = False) -> QFont:
    """The base font at ``scale``, 1.0 being 14 pixels.

    Args:
        shipped_only: pictures and tests look the same on every machine.
    """
    load_shipped()
    known = () if shipped_only else _known(SYSTEM_FAMILIES)
    font = QFont()
    font.setFamilies([*known[:1], *SHIPPED_FAMILIES])
    font.setPixelSize(round(BASE_TEXT * scale))
    return font


def _known(families: Sequence[str]) -> tuple[str, ...]:
    installed = set(QFontDatabase.families())
    return tuple(family for family in families if family in installed)


def medium_weight() -> QFont.Weight:
    """The weight of titles: medium where the font has such a cut, else its bold.

    Asked for a medium cut it lacks, Qt would take the regular one, and titles would not show.
    """
    family = QApplication.font().families()[0]
    weights = {QFontDatabase.weight(family, style) for style in QFontDatabase.styles(family)}
    medium = QFont.Weight.Medium
    return medium if medium.value in weights else QFont.Weight.Bold


def sized(size: float, *, medium: bool = False) -> QFont:
    """The screen font at ``size`` design pixels (13 in tables, 12 for notes)."""
    font = QFont(QApplication.font())
    font.setPixelSize(max(12, round(size * font.pixelSize() / BASE_TEXT)))
    if medium:
        font.setWeight(medium_weight())
    return font
