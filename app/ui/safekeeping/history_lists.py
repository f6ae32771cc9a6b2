"""Actions and their changes as lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.queries.naming.called import whom
from app.spec.codes import fold
from app.ui.style.tokens import Colour
from app.ui.table.cells import Cell
from app.ui.widgets.plain_table import LEFT, Head, PlainList, PlainModel

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_OPERATIONS = {"新增": Colour.OK, "修改": Colour.WARN, "删除": Colour.BAD}
_BLANK = "空白"


class ActionList(PlainList[dict[str, Any]]):
    """What was done, newest first.

    Attributes:
        known: all actions read so far.
    """

    def __init__(self) -> None:
        super().__init__()
        self.heads = (
            Head("时间", "2026-11-20 00:00"),
            Head("谁", "　" * 4),
            Head("做了什么", "　" * 24),
            Head("状态", "　　已撤销"),
            Head("涉及", "　" * 20),
        )
        self.known: Sequence[dict[str, Any]] = ()

    def show(self, entries: Sequence[dict[str, Any]]) -> None:
        """List these actions."""
        self.known = list(entries)
        self.list_these(self.known)

    def search(self, text: str) -> None:
        """List those whose words hold ``text``."""
        words = fold(text)
        self.list_these([entry for entry in self.known if words in fold(_said(entry))])

    def place_of(self, action_id: int) -> int:
        """Where an action stands; -1 when it is not listed."""
        places = (n for n, entry in enumerate(self.shown) if entry["action_id"] == action_id)
        return next(places, -1)

    def gutter(self, row: int) -> str:
        """The action's number."""
        return str(self.shown[row]["action_id"])

    def cell(self, row: int, column: int) -> Cell:
        """One fact of an action."""
        entry = self.shown[row]
        if column == 3:
            word = "已撤销" if entry["undone"] else _way_of(entry)
            return Cell(word, LEFT, state=Colour.NEUTRAL) if word else Cell("", LEFT)
        texts = {
            0: entry["at"],
            1: entry["actor"],
            2: entry["title"],
            4: _concerned(entry["counts"], entry["named"]),
        }
        quiet = entry["undone"] or column != 2
        return Cell(str(texts[column]), LEFT, Colour.TEXT2 if quiet else Colour.TEXT)


def _said(entry: Mapping[str, Any]) -> str:
    """All words by which an action is found."""
    return f"{entry['actor']}{entry['title']}{_concerned(entry['counts'], entry['named'])}"


def _way_of(entry: Mapping[str, Any]) -> str:
    """Whether an action took another one back, or did it again."""
    if not entry["undoes_id"]:
        return ""
    return "重做" if entry["title"].startswith("重做") else "撤销"


def _concerned(counts: Mapping[str, int], named: Mapping[str, Sequence[str]]) -> str:
    return "；".join(
        f"{title} {whom(named.get(title, ()), number)}" for title, number in counts.items()
    )


class ChangeList(PlainModel):
    """Old and new of every value an action changed; numbers masked."""

    def __init__(self) -> None:
        super().__init__()
        self.heads = (
            Head("哪一条", "　" * 6),
            Head("改动", "　　修改"),
            Head("栏目", "　" * 5),
            Head("原来", "　" * 10),
            Head("现在", "　" * 10),
        )
        self._rows: list[tuple[str, str, str, str, str]] = []

    def show(self, changes: Sequence[dict[str, Any]]) -> None:
        """List the values of these changes, one a row."""
        self.beginResetModel()
        self._rows = [
            (
                f"{change['record']}　{change['called']}",
                change["operation"],
                field["label"],
                field["before"],
                field["after"],
            )
            for change in changes
            for field in change["fields"]
        ]
        self.endResetModel()

    def count(self) -> int:
        """How many values were changed."""
        return len(self._rows)

    def cell(self, row: int, column: int) -> Cell:
        """Whose, what, which value, before, after."""
        text = self._rows[row][column]
        if column == 1:
            return Cell(text, LEFT, state=_OPERATIONS.get(text, Colour.NEUTRAL))
        if column == 3 and not text:
            return Cell("—" if self._rows[row][1] == "新增" else _BLANK, LEFT, Colour.TEXT3)
        if column == 4 and not text:
            return Cell("—" if self._rows[row][1] == "删除" else _BLANK, LEFT, Colour.TEXT3)
        return Cell(text, LEFT, Colour.TEXT2 if column in {0, 3} else Colour.TEXT)
