"""The style sheet: ``resources/style/window.qss`` with colours and lengths filled in."""

from __future__ import annotations

import re
from string import Template
from typing import TYPE_CHECKING

from PySide6.QtGui import QPalette

from app.resources import resource
from app.ui.style.fonts import medium_weight, screen_font
from app.ui.style.tokens import HEX, Colour, colour, px

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

_LENGTH = re.compile(r"\b(\d+)dp\b")  # design pixels, grown with the text


def style_sheet() -> str:
    """The filled style sheet at the present text size."""
    template = Template(resource("style/window.qss").read_text(encoding="utf-8"))
    names = {name.value: value for name, value in HEX.items()}
    filled = template.substitute(names, medium=medium_weight().value)
    return _LENGTH.sub(lambda found: f"{px(int(found[1]))}px", filled)


def dress(application: QApplication, scale: float, *, shipped_only: bool = False) -> None:
    """Give the application its fonts, palette and style sheet at the text size ``scale``."""
    application.setStyle("Fusion")  # the same controls on every system
    application.setPalette(_palette())
    application.setFont(screen_font(scale, shipped_only=shipped_only))
    application.setStyleSheet(style_sheet())


def _palette() -> QPalette:
    palette = QPalette()
    roles = QPalette.ColorRole
    for role, name in (
        (roles.Window, Colour.GROUND),
        (roles.Base, Colour.CARD),
        (roles.AlternateBase, Colour.QUIET),
        (roles.Button, Colour.CARD),
        (roles.WindowText, Colour.TEXT),
        (roles.Text, Colour.TEXT),
        (roles.ButtonText, Colour.TEXT),
        (roles.PlaceholderText, Colour.TEXT3),
        (roles.Highlight, Colour.FOCUS),
        (roles.HighlightedText, Colour.CARD),
        (roles.Link, Colour.LINK),
        (roles.ToolTipBase, Colour.CARD),
        (roles.ToolTipText, Colour.TEXT),
    ):
        palette.setColor(role, colour(name))
    return palette
