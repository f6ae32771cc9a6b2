"""Text as PDF operators: each character is looked up once a document, each string seldom."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from app.reports.fonts import encoded

if TYPE_CHECKING:
    from app.reports.document import Face
    from app.reports.fonts import Fonts, Stack

# Strings kept encoded; a register of 100,000 ID numbers must not be held twice.
_KEPT = 8_000


class _Glyphs(dict[str, str]):
    """The code of each character in its subset, escaped for a string in a TJ array."""

    def __init__(self, fonts: Stack, canvas: Any) -> None:
        super().__init__()
        self._fonts = fonts
        self._canvas = canvas
        self.subset_of = _Subsets(self)

    def __missing__(self, char: str) -> str:
        font = self._fonts.font_of(char)
        name, code = encoded(char, font, self._canvas._doc)  # noqa: SLF001 – the reportlab way
        self.subset_of[char] = name
        escaped = str(self._canvas._escape(code))  # noqa: SLF001
        side = self._fonts.side_room(char)
        if side:
            escaped = f") {-side:g} ({escaped}) {-side:g} ("
        self[char] = escaped
        return escaped


class _Subsets(dict[str, str]):
    """The subset each character is in."""

    def __init__(self, glyphs: _Glyphs) -> None:
        super().__init__()
        self._glyphs = glyphs

    def __missing__(self, char: str) -> str:
        self._glyphs[char]
        return self[char]


class Pen:
    """One face at one size in one document."""

    def __init__(self, fonts: Stack, glyphs: _Glyphs, size: float) -> None:
        self.fonts = fonts
        self.size = size
        self._glyphs = glyphs
        self._set = f" {size:g} Tf [("
        self._kept: dict[str, str] = {}

    def width(self, text: str) -> float:
        """Width of ``text`` in points."""
        return self.fonts.ems(text) * self.size / 1000

    def write(self, text: str) -> str:
        """Operators that show ``text`` where the text matrix stands."""
        operators = self._kept.get(text)
        if operators is None:
            if len(self._kept) >= _KEPT:
                self._kept.clear()
            operators = self._kept[text] = self.encode(text)
        return operators

    def encode(self, text: str) -> str:
        """As :meth:`write`, for those who keep the result themselves."""
        subset_of = self._glyphs.subset_of.__getitem__
        glyph = self._glyphs.__getitem__
        subsets = set(map(subset_of, text))
        if len(subsets) == 1:
            return f"{subsets.pop()}{self._set}{''.join(map(glyph, text))})] TJ"
        return " ".join(
            f"{subset}{self._set}{''.join(map(glyph, run))})] TJ"
            for subset, run in groupby(text, subset_of)
        )


class Ink:
    """Every pen of one document, made when first asked for."""

    def __init__(self, canvas: Any, fonts: Fonts) -> None:
        self._canvas = canvas
        self._fonts = fonts
        self._glyphs: dict[Face, _Glyphs] = {}
        self._pens: dict[tuple[Face, float], Pen] = {}

    def pen(self, face: Face, size: float) -> Pen:
        """The pen for ``face`` at ``size`` points."""
        pen = self._pens.get((face, size))
        if pen is None:
            fonts = self._fonts.of(face)
            glyphs = self._glyphs.setdefault(face, _Glyphs(fonts, self._canvas))
            pen = self._pens[face, size] = Pen(fonts, glyphs, size)
        return pen
