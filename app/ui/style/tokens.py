"""Colours and lengths of the design: the only place with a hex value.

Lengths are written for base text of 14 pixels and grow with the text size chosen; only lines
stay one pixel wide.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache

from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

BASE_TEXT = 14
TEXT_SIZES = (1.0, 1.25, 1.5, 2.0)
WINDOW_WIDTH, WINDOW_HEIGHT = 1366, 768  # the office screen everything must fit
FOLD_FROM = 1.25  # from this text size on side panels make room for the table
ICONS_FROM = 1.5  # and from this on the chapters are icons without their words

CHAPTERS_WIDTH = 168
CHAPTERS_NARROW = 136  # where the text is large and the words have no room to spare
CHAPTERS_FOLDED = 56
PANEL_WIDTH = 272
ROW = 32
CARD_HEADER = 40
ICON = 16
ICON_LARGE = 18


class Colour(StrEnum):
    """Every colour by what it is for; the value is its name in the style sheet."""

    GROUND = "ground"
    CARD = "card"
    QUIET = "quiet"
    LINE = "line"
    LINE_STRONG = "line_strong"
    LINE_CELL = "line_cell"
    TEXT = "text"
    TEXT_BODY2 = "text_body2"
    TEXT2 = "text2"
    TEXT3 = "text3"
    ACCENT = "accent"
    ACCENT_HOVER = "accent_hover"
    ACCENT_PRESSED = "accent_pressed"
    LINK = "link"
    FOCUS = "focus"
    SELECT_ROW = "select_row"
    SELECT_CELLS = "select_cells"
    SELECT_ON = "select_on"
    OK = "ok"
    WARN = "warn"
    BAD = "bad"
    NEUTRAL = "neutral"
    WARN_TINT = "warn_tint"
    BAD_TINT = "bad_tint"
    CHART_1 = "chart_1"
    CHART_2 = "chart_2"
    CHART_REST = "chart_rest"
    SCROLL = "scroll"
    DESK = "desk"


HEX: dict[Colour, str] = {
    Colour.GROUND: "#F5F6F8",
    Colour.CARD: "#FFFFFF",
    Colour.QUIET: "#F7F8FA",
    Colour.LINE: "#E5E6EB",
    Colour.LINE_STRONG: "#C9CDD4",
    Colour.LINE_CELL: "#ECEEF1",
    Colour.TEXT: "#1F2329",
    Colour.TEXT_BODY2: "#41464E",
    Colour.TEXT2: "#646A73",
    Colour.TEXT3: "#737A84",
    Colour.ACCENT: "#C8102E",
    Colour.ACCENT_HOVER: "#B00E28",
    Colour.ACCENT_PRESSED: "#960C22",
    Colour.LINK: "#2F5D8A",
    Colour.FOCUS: "#3D5A80",
    Colour.SELECT_ROW: "#EDF2F7",
    Colour.SELECT_CELLS: "#DFE9F3",
    Colour.SELECT_ON: "#E9EFF6",
    Colour.OK: "#1E7F4F",
    Colour.WARN: "#B25E09",
    Colour.BAD: "#C8102E",
    Colour.NEUTRAL: "#4E6378",
    Colour.WARN_TINT: "#FDF3E5",
    Colour.BAD_TINT: "#FCEDEF",
    Colour.CHART_1: "#4E6378",
    Colour.CHART_2: "#B9C4CF",
    Colour.CHART_REST: "#ECEEF1",
    Colour.SCROLL: "#C3C8CF",
    Colour.DESK: "#E4E7EB",  # what a sheet of paper lies on in the preview
}


@cache
def colour(name: Colour) -> QColor:
    """The colour ``name`` for painting. Shared: callers do not change it."""
    return QColor(HEX[name])


def text_scale() -> float:
    """The present text size, 1.0 to 2.0: the application's font carries it."""
    size = QApplication.font().pixelSize()
    return size / BASE_TEXT if size > 0 else 1.0


def px(length: float) -> int:
    """A length of the design in pixels at the present text size; never less than one."""
    return max(1, round(length * text_scale()))


def is_folded() -> bool:
    """Whether the text is so large that side panels make room for the table."""
    return text_scale() >= FOLD_FROM


def chapters_width() -> int:
    """Width of the chapters in pixels: with their words as long as there is room for them."""
    if are_chapters_icons():
        return px(CHAPTERS_FOLDED)
    return px(CHAPTERS_NARROW if is_folded() else CHAPTERS_WIDTH)


def are_chapters_icons() -> bool:
    """Whether the chapters show icons alone, and their words as tips."""
    return text_scale() >= ICONS_FROM
