"""A whole paper as a value: its page and the blocks on it, in reading order."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from app.reports.sheet import Align, Sheet
from app.spec.kinds import Kind
from app.spec.values import show_kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from app.spec.codes import CodeList

PAPER_MM: dict[str, tuple[float, float]] = {
    "A3": (297.0, 420.0),
    "A4": (210.0, 297.0),
    "A5": (148.0, 210.0),
    "B5": (176.0, 250.0),
    "16K": (184.0, 260.0),
    "凭证": (140.0, 240.0),
}
"""Width and height of each paper standing upright, in mm."""


class Face(StrEnum):
    """The faces of office papers."""

    SONG = "song"
    SONG_BOLD = "song_bold"
    HEI = "hei"
    HEI_BOLD = "hei_bold"
    KAI = "kai"
    FANG = "fang"


class Numbering(StrEnum):
    """How pages are numbered at the foot."""

    PAGES = "pages"  # 第 1 页　共 25 页
    DASHES = "dashes"  # — 1 —, on the outer side, as on official letters
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Page:
    """The paper a document is printed on, and how its running text is set.

    Attributes:
        paper: a key of :data:`PAPER_MM`.
        margins: left, right, top, bottom in mm.
        footer: small print at the foot, beside the print code.
        print_code: what the print register calls this print.
        watermark: pale words across the page, such as ``内部资料``.
        body_pt: size of running text.
        line_pt: pitch of its lines; 0 gives 1.6 times the size.
        body_face: face of running text.
        bare: nothing is printed at the foot, as on sheets of cards and labels.
    """

    paper: str = "A4"
    landscape: bool = True
    margins: tuple[float, float, float, float] = (25.0, 15.0, 20.0, 15.0)
    footer: str = ""
    print_code: str = ""
    watermark: str = ""
    numbering: Numbering = Numbering.PAGES
    body_pt: float = 10.5
    line_pt: float = 0.0
    body_face: Face = Face.SONG
    bare: bool = False

    @property
    def size_mm(self) -> tuple[float, float]:
        """Width and height as the page is read."""
        width, height = PAPER_MM[self.paper]
        return (height, width) if self.landscape else (width, height)


LETTER = Page(
    landscape=False,
    margins=(28.0, 26.0, 37.0, 35.0),
    numbering=Numbering.DASHES,
    body_pt=16.0,
    line_pt=28.95,
    body_face=Face.FANG,
)
"""The page of official letters: 22 lines of 28 characters (GB/T 9704-2012, 5.2)."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading. Level 0 is the title, centred; 1 to 4 are 一、 （一） 1. （1）."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; line breaks in it are kept.

    Attributes:
        indent: characters the first line stands in; all lines from the right edge, if right.
        size_pt: 0 takes the page's.
        after_pt: space under the paragraph.
    """

    text: str
    align: Align = Align.LEFT
    indent: int = 2
    bold: bool = False
    size_pt: float = 0.0
    after_pt: float = 0.0


@dataclass(frozen=True, slots=True)
class Pair:
    """A label and its typed value."""

    label: str
    value: object
    kind: Kind = Kind.TEXT
    choices: CodeList | None = None

    @property
    def text(self) -> str:
        """The value as the paper shows it."""
        return show_kind(self.kind, self.value, self.choices)


@dataclass(frozen=True, slots=True)
class Pairs:
    """A ruled form of labels and values, ``across`` pairs beside each other.

    Attributes:
        row_mm: least height of a line.
        label_mm: width of the labels, the same in several forms under each other; 0 leaves
            it to the longest.
    """

    items: tuple[Pair, ...]
    across: int = 2
    row_mm: float = 9.0
    label_mm: float = 0.0

    def lines(self, fits: Callable[[str], bool]) -> Iterator[list[Pair]]:
        """The pairs by lines: a value that does not fit beside others has a line of its own."""
        line: list[Pair] = []
        for pair in self.items:
            is_long = "\n" in pair.text or not fits(pair.text)
            if line and (is_long or len(line) == self.across):
                yield line
                line = []
            line.append(pair)
            if is_long:
                yield line
                line = []
        if line:
            yield line


@dataclass(frozen=True, slots=True)
class Signatures:
    """A line to sign, spread over the width; ``日期`` gets room for year, month and day.

    Attributes:
        seal: a pale （盖章） marks where the seal goes; seals are never drawn.
    """

    names: tuple[str, ...]
    seal: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """Text at a fixed place, in mm from the left top of its :class:`Boxes`."""

    x: float
    y: float
    width: float
    height: float
    text: str = ""
    size_pt: float = 10.5
    align: Align = Align.LEFT
    bold: bool = False
    border: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line, in mm from the left top of its :class:`Boxes`."""

    x: float
    y: float
    to_x: float
    to_y: float
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Boxes:
    """The way out for official forms that are no grid: rectangles in mm, kept on one page."""

    height: float
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a ruled form.

    Attributes:
        width_mm: 0 takes an equal share of what the others of the row leave.
        is_label: printed words, centred; else what is filled in.
        foot: stands at the right end of the cell's bottom, such as ``（公章）　年　月　日``.
    """

    text: str = ""
    width_mm: float = 0.0
    is_label: bool = False
    align: Align = Align.LEFT
    foot: str = ""


@dataclass(frozen=True, slots=True)
class FormRow:
    """One row of a ruled form; it grows with what is filled in.

    Attributes:
        least_mm: its height at least, so that there is room to write by hand.
    """

    cells: tuple[Cell, ...]
    least_mm: float = 9.0


@dataclass(frozen=True, slots=True)
class Ruled:
    """A ruled form whose rows have cells of their own widths, as official forms do.

    Attributes:
        photo: what stands in the photograph's box at the right of the first ``photo_rows`` rows.
        continued: stands on top of every further page, so that loose sheets find each other.
    """

    rows: tuple[FormRow, ...]
    photo: str = ""
    photo_mm: float = 30.0
    photo_rows: int = 0
    continued: str = ""


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins on a new page."""


Block = Heading | Paragraph | Pairs | Sheet | Signatures | Boxes | Ruled | PageBreak


@dataclass(frozen=True, slots=True)
class Document:
    """One paper.

    Attributes:
        form_id: number and edition of the form, such as ``XJ-03``.
        called: what it is called where nothing on it is its title, as on sheets of labels.
        has_numbers: whether there is room on it for ID and telephone numbers of persons.
    """

    form_id: str
    blocks: tuple[Block, ...]
    page: Page = Page()
    called: str = ""
    has_numbers: bool = True

    @property
    def title(self) -> str:
        """What the paper calls itself: its first sheet's or heading's words."""
        if self.called:
            return self.called
        for block in self.blocks:
            if isinstance(block, Sheet):
                return block.title
            if isinstance(block, Heading):
                return block.text
        return self.form_id
