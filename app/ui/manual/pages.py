"""The pages of the manual and which screen each of them explains."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from app.resources import resource

# The page that F1 opens, by the place where one is; other places open the first page.
_OF_PLACE = {
    "首页": "01",
    "组织": "02",
    "会员": "02",
    "导入": "03",
    "打印": "04",
    "备份": "05",
    "历史与撤销": "06",
    "工作台账": "07",
    "设置": "01",
}


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the manual.

    Attributes:
        number: two digits, its place in the order.
        text: Markdown.
    """

    number: str
    title: str
    text: str


@cache
def pages() -> tuple[Page, ...]:
    """Every page, in order."""
    found = sorted(
        (entry for entry in resource("manual").iterdir() if entry.name.endswith(".md")),
        key=lambda entry: entry.name,
    )
    return tuple(
        Page(
            number=entry.name[:2],
            title=entry.name[3:].removesuffix(".md"),
            text=entry.read_text(encoding="utf-8"),
        )
        for entry in found
    )


def page_about(place: str) -> Page:
    """The page that explains ``place``."""
    wanted = _OF_PLACE.get(place, "01")
    return next(page for page in pages() if page.number == wanted)


def pages_with(words: str) -> tuple[Page, ...]:
    """Pages that hold all of the blank-separated ``words``."""
    return tuple(page for page in pages() if all(word in page.text for word in words.split()))
