"""From documents to pages: everything is measured and placed before anything is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.reports.document import (
    Boxes,
    Document,
    Face,
    Heading,
    Page,
    PageBreak,
    Pairs,
    Paragraph,
    Ruled,
    Signatures,
)
from app.reports.fonts import Fonts
from app.reports.layout.flow import Flow
from app.reports.layout.grid import Grid
from app.reports.layout.items import Part, Words
from app.reports.layout.ruled import set_ruled
from app.reports.layout.spread import Spreader
from app.reports.sheet import Sheet

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.reports.document import Block
    from app.reports.layout.items import Item


_GAP = 10.0  # points between a sheet and what stands above or under it


@dataclass(frozen=True, slots=True)
class PlacedPage:
    """One page of paper.

    Attributes:
        number: counted over all documents set together, from 1.
        items: what stands on it, besides its foot and watermark.
    """

    page: Page
    number: int
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Pages:
    """Documents set on pages.

    Attributes:
        starts: number of each document's first page.
    """

    documents: tuple[Document, ...]
    pages: tuple[PlacedPage, ...]
    starts: tuple[int, ...]
    fonts: Fonts

    @property
    def missing(self) -> list[str]:
        """Characters no font has, in the order of the code table."""
        characters: set[str] = set()
        seen: set[int] = set()
        for page in self.pages:
            for item in page.items:
                if isinstance(item, Words):
                    characters.update(item.text)
                elif isinstance(item, Part) and id(item.grid) not in seen:
                    seen.add(id(item.grid))
                    characters |= item.grid.characters
        for document in self.documents:
            foot = document.page
            characters.update(foot.footer, foot.print_code, foot.watermark)
        characters.discard("\n")
        return self.fonts.of(Face.SONG).lacks(sorted(characters))


def paginate(*documents: Document, fonts: Fonts | None = None) -> Pages:
    """Sets ``documents`` one after another, each from a new page, numbered through.

    Args:
        fonts: what is measured with; by default the user's own fonts stand in for characters
            the shipped ones lack.
    """
    fonts = fonts or Fonts()
    placed: list[PlacedPage] = []
    starts = []
    for document in documents:
        starts.append(len(placed) + 1)
        flow = Flow(document.page, fonts)
        for block in document.blocks:
            _set(flow, block)
        first = len(placed) + 1
        placed += [
            PlacedPage(document.page, number, tuple(items))
            for number, items in enumerate(flow.pages, first)
        ]
    return Pages(documents, tuple(placed), tuple(starts), fonts)


def _set(flow: Flow, block: Block) -> None:
    match block:
        case Sheet():
            _set_sheet(flow, block)
        case Heading():
            flow.heading(block)
        case Paragraph():
            flow.paragraph(block)
        case Pairs():
            flow.pairs(block)
        case Signatures():
            flow.signatures(block)
        case Boxes():
            flow.boxes(block)
        case Ruled():
            set_ruled(flow, block)
        case PageBreak():
            flow.new_page()


def _set_sheet(flow: Flow, sheet: Sheet) -> None:
    grid = Grid(sheet, flow.left, flow.room, flow.fonts)
    spreader = Spreader(grid, flow.top, flow.bottom)
    if not flow.is_at_top:
        flow.y += _GAP
        if len(grid.bands) > 1:
            flow.new_page()
    flow.need(spreader.least)
    _append(flow, spreader.pages(flow.y))


def _append(flow: Flow, pages: Iterable[list[Part]]) -> None:
    is_first = True
    last: Part | None = None
    for parts in pages:
        for part in parts:
            if not is_first:
                flow.new_page()
            is_first = False
            flow.pages[-1].append(part)
            last = part
    if last is not None:
        flow.y = last.bottom + _GAP
