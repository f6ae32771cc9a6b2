"""The fonts of papers: the shipped faces, then the user's own for characters they lack."""

from __future__ import annotations

import os
import re
import sys
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.reports.document import Face
from app.resources import as_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

_SHIPPED = {
    Face.SONG: "NotoSerifSC-Regular.ttf",
    Face.SONG_BOLD: "NotoSerifSC-Bold.ttf",
    Face.HEI: "NotoSansSC-Regular.ttf",
    Face.HEI_BOLD: "NotoSansSC-Bold.ttf",
    Face.KAI: "NotoSerifSC-Regular.ttf",
    Face.FANG: "NotoSerifSC-Regular.ttf",
}
_WIDE = "NotoSansSC-Wide.ttf"
# Faces we may use where the user has them, but may not ship.
_OWN = {Face.KAI: ("simkai.ttf", "kaiti.ttf"), Face.FANG: ("simfang.ttf", "fangsong.ttf")}
# What rare characters of names are found in, in the order they are asked.
_RARE = (
    "simsunb.ttf",  # SimSun-ExtB, Windows
    "SimsunExtG.ttf",
    "HanaMinA.ttf",
    "HanaMinB.ttf",
    "BabelStoneHan.ttf",
)
_LINUX_FOLDERS = (
    "/usr/share/fonts/truetype/hanazono",
    "/usr/share/fonts/truetype/babelstone",
    "/usr/share/fonts/truetype",
    "/usr/share/fonts/zh_CN",
    "/usr/share/fonts",
    "~/.local/share/fonts",
)
# Marks no font of ours has, and the ones drawn in their place.
_STAND_INS = {"☐": "□", "☑": "√", "\u00a0": " ", "\u2003": "\u3000", "•": "·", "・": "·"}
# Marks that are never seen: joiners, direction and variation selectors.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff"
    "\U000e0100-\U000e01ef]"
)


def printable(text: str) -> str:
    """``text`` as it can be set: one kind of line end, no tabs, nothing invisible."""
    if text.isprintable():
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return _INVISIBLE.sub("", text.replace("\u2028", "\n").replace("\u2029", "\n"))


class Advances(dict[str, float]):
    """Widths of characters in thousandths of the size, looked up once each."""

    def __init__(self, stack: Stack) -> None:
        super().__init__({"\n": 0.0})
        self._stack = stack

    def __missing__(self, char: str) -> float:
        # The Song's 1 is narrower than its other digits: amounts would not stand under each other.
        self[char] = width = self._stack.drawn_width("0" if char == "1" else char)
        return width


class Stack:
    """A face and the fonts that stand in for the characters it lacks.

    Attributes:
        lacking: characters met so far that no font has.
    """

    def __init__(self, face: Face, *, shipped_only: bool) -> None:
        self._shipped_only = shipped_only
        own = () if shipped_only else _OWN.get(face, ())
        self._main = _first_of(own) or _shipped_font(_SHIPPED[face])
        self._advances = Advances(self)
        self.lacking: set[str] = set()

    def font_of(self, char: str) -> Any:
        """The font that draws ``char``; the main one, with a note in ``lacking``, if none."""
        code = ord(_drawn(char))
        if code in self._main.face.charToGlyph:
            return self._main
        # The fallbacks are read only now: they are big, and few papers need them.
        for font in _fallbacks(shipped_only=self._shipped_only):
            if code in font.face.charToGlyph:
                return font
        self.lacking.add(char)
        return self._main

    def drawn_width(self, char: str) -> float:
        """Width of the glyph in thousandths of the size."""
        face = self.font_of(char).face
        return float(face.charWidths.get(ord(_drawn(char)), face.defaultWidth))

    def side_room(self, char: str) -> float:
        """What is left free on either side of ``char``, in thousandths of the size."""
        return (self._advances[char] - self.drawn_width(char)) / 2 if char == "1" else 0.0

    def ems(self, text: str) -> float:
        """Width of one line in thousandths of the size."""
        return sum(map(self._advances.__getitem__, text))

    def lacks(self, characters: Iterable[str]) -> list[str]:
        """Those of ``characters`` that no font has, each once."""
        for char in characters:
            if char not in self._advances:
                self._advances[char]
        return [char for char in dict.fromkeys(characters) if char in self.lacking]


@cache
def stack(face: Face, *, shipped_only: bool = False) -> Stack:
    """The fonts for ``face``, shared by all papers of a process.

    Args:
        shipped_only: leave the user's own fonts out, so that every machine gives the same.
    """
    return Stack(face, shipped_only=shipped_only)


@dataclass(frozen=True, slots=True)
class Fonts:
    """The fonts of one paper.

    Attributes:
        shipped_only: the user's own fonts are left out.
    """

    shipped_only: bool = False

    def of(self, face: Face) -> Stack:
        """The fonts for ``face``."""
        return stack(face, shipped_only=self.shipped_only)

    def measure(self, face: Face, size: float, spacing: float = 0.0) -> Callable[[str], float]:
        """What gives the width in points of a line set in ``face`` at ``size``."""
        ems = self.of(face).ems
        return lambda text: ems(text) * size / 1000 + len(text) * spacing


def _drawn(char: str) -> str:
    return _STAND_INS.get(char, char)


def encoded(char: str, font: Any, document: Any) -> tuple[str, bytes]:
    """Name of the subset and code of ``char`` in ``document``, a reportlab PDF document."""
    ((subset, code),) = font.splitString(_drawn(char), document)
    return font.getSubsetInternalName(subset, document), code


@cache
def _fallbacks(*, shipped_only: bool) -> tuple[Any, ...]:
    wide = (_shipped_font(_WIDE),)
    if shipped_only:
        return wide
    return wide + tuple(font for name in _RARE if (font := _first_of((name,))) is not None)


@cache
def _shipped_font(name: str) -> Any:
    with as_path(f"fonts/{name}") as path:
        return _load(path)


def _load(path: Path) -> Any:
    from reportlab.pdfbase import pdfmetrics, ttfonts

    ttfonts.makeToUnicodeCMap = _to_unicode
    font = ttfonts.TTFont(path.stem, str(path))
    pdfmetrics.registerFont(font)
    return font


@cache
def _first_of(names: tuple[str, ...]) -> Any | None:
    """The first of the user's fonts called one of ``names`` that can be read."""
    for name in names:
        for folder in _system_folders():
            path = folder / name
            if path.is_file() and (font := _load_or_none(path)) is not None:
                return font
    return None


def _load_or_none(path: Path) -> Any | None:
    from reportlab.pdfbase.ttfonts import TTFError

    try:
        return _load(path)
    except (TTFError, OSError):
        return None  # a font we cannot read is a font we do not have


def _system_folders() -> tuple[Path, ...]:
    if sys.platform == "win32":
        windows = Path(os.environ.get("WINDIR", r"C:\Windows")) / "Fonts"
        own = Path(os.environ.get("LOCALAPPDATA", "")) / "Microsoft" / "Windows" / "Fonts"
        return windows, own
    if sys.platform == "darwin":
        return Path("/Library/Fonts"), Path("~/Library/Fonts").expanduser()
    return tuple(Path(folder).expanduser() for folder in _LINUX_FOLDERS)


def _to_unicode(name: str, subset: Sequence[int]) -> str:
    """The table by which a reader turns glyphs back into text.

    Replaces reportlab's own, which writes characters beyond U+FFFF as five digits where UTF-16
    pairs are due, so that 𬱖 prints rightly but is copied as something else (seen in 5.1.0);
    may go when reportlab writes pairs. A section holds at most 100 lines by the PDF standard.
    """
    lines = [
        f"<{code:02X}> <{chr(char).encode('utf-16-be').hex().upper()}>"
        for code, char in enumerate(subset)
    ]
    sections = []
    for _, numbered in groupby(enumerate(lines), key=lambda pair: pair[0] // 100):
        part = [line for _, line in numbered]
        sections += [f"{len(part)} beginbfchar", *part, "endbfchar"]
    return "\n".join(
        [
            "/CIDInit /ProcSet findresource begin",
            "12 dict begin",
            "begincmap",
            f"/CIDSystemInfo << /Registry ({name}) /Ordering ({name}) /Supplement 0 >> def",
            f"/CMapName /{name} def",
            "/CMapType 2 def",
            "1 begincodespacerange",
            "<00> <FF>",
            "endcodespacerange",
            *sections,
            "endcmap",
            "CMapName currentdict /CMap defineresource pop",
            "end",
            "end",
        ]
    )
