"""Buttons by kind: primary, plain, quiet, link, chip, bare."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QPushButton

from app.ui.style.icons import icon
from app.ui.style.tokens import ICON, Colour, px

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QMenu

_GAP = 4
_ICON_COLOURS = {"primary": Colour.CARD, "link": Colour.LINK}


def button(
    text: str,
    kind: str = "plain",
    *,
    icon_name: str = "",
    act: Callable[[], object] | None = None,
    small: bool = False,
    tip: str = "",
) -> QPushButton:
    """A push button.

    Args:
        kind: how loud it is; at most one ``primary`` on a page.
        act: what a press does.
        small: 28 pixels high, for rows and side panels.
        tip: what the tooltip and the screen reader say; needed where there is no text.
    """
    made = QPushButton(text)
    made.setProperty("kind", kind)
    made.setProperty("small", small)
    made.setAutoDefault(False)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    if icon_name:
        gap = _GAP if text else 0
        made.setIcon(icon(icon_name, _ICON_COLOURS.get(kind, Colour.TEXT_BODY2), gap=gap))
        made.setIconSize(QSize(px(ICON) + (px(gap) if gap else 0), px(ICON)))
    if tip:
        made.setToolTip(tip)
        made.setAccessibleName(tip)
    if act is not None:
        made.clicked.connect(lambda _checked=False: act())
    return made


def menu_button(
    text: str, menu: QMenu, kind: str = "link", *, icon_name: str = "", small: bool = False
) -> QPushButton:
    """A button that opens ``menu``; a small chevron after the word says so."""
    made = button(text, kind, icon_name=icon_name, small=small)
    menu.setParent(made, menu.windowFlags())
    made.setMenu(menu)
    if not icon_name:
        made.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the chevron stands after the word
        paint = Colour.LINK if kind == "link" else Colour.TEXT2
        made.setIcon(icon("chevron-down", paint))
        made.setIconSize(QSize(px(14), px(14)))
    return made
