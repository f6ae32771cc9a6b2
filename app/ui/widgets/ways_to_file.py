"""What can be done with a file that was just written: open it, or the folder it lies in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from app.ui.style.tokens import Colour
from app.ui.widgets.buttons import button
from app.ui.widgets.finding_box import FindingBox

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

_FOLDER = "打开所在文件夹"


def written_box(
    word: str, sentence: str, target: Path, notes: Sequence[str], leave: Callable[[], object]
) -> FindingBox:
    """Says that ``target`` was written, and offers to open it by the system's program for it.

    Args:
        leave: takes the box away.
    """
    ways = {"打开": target, _FOLDER: target.parent}
    return _box(word, sentence, [str(target.parent), *notes], ways, leave)


def folder_box(
    sentence: str, folder: Path, notes: Sequence[str], leave: Callable[[], object]
) -> FindingBox:
    """Says that ``folder`` was filled with files that belong together, and offers to open it.

    Args:
        leave: takes the box away.
    """
    return _box("已导出", sentence, [str(folder.parent), *notes], {_FOLDER: folder}, leave)


def _box(
    word: str,
    sentence: str,
    notes: Sequence[str],
    ways: Mapping[str, Path],
    leave: Callable[[], object],
) -> FindingBox:
    box = FindingBox(word, Colour.OK, sentence, notes=notes)
    for words, place in ways.items():
        box.add_action(button(words, small=True, act=_opener(place)))
    box.add_action(button("知道了", "link", act=leave))
    return box


def _opener(place: Path) -> Callable[[], object]:
    return lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(place)))
