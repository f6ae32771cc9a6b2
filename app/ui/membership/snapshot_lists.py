"""Snapshots, the names in one, and what became of people between two, as lists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from app.clock import local_text
from app.queries.members.snapshots import Figure
from app.queries.naming.figure_words import figure_word
from app.spec.codes import fold
from app.spec.pinyin import search_keys
from app.ui.style.tokens import Colour
from app.ui.table.cells import STATES, Cell
from app.ui.widgets.plain_table import CENTRE, LEFT, RIGHT, Head, PlainModel, figure_head

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from app.queries.listing import Named
    from app.queries.members.people import PersonOn
    from app.queries.members.snapshots import Difference, Frozen, SnapshotLine

_DIGEST_SHOWN = 16  # of 64 figures; the tooltip has them all
_SEALED = "名单改动一个字，校验码就对不上（SHA-256）："
_WORDS = {
    Figure.WORKERS: "rate.workers",
    Figure.MEMBERS: "people.regular",
    Figure.WOMEN_MEMBERS: "snapshot.women",
    Figure.RETAINED: "snapshot.retained",
}
_FIGURES = dict(enumerate(_WORDS, 2))  # in the columns after day and half-year
_YES = {True: "是", False: "否"}


@dataclass(frozen=True, slots=True)
class NamesOf:
    """Points at certain people of a snapshot, as they stood in it."""

    snapshot_id: int
    named: Named


def called(figure: Figure) -> str:
    """The word for a number of snapshots (``resources/words/figures.toml``)."""
    return figure_word(_WORDS[figure]).label


class Listed(NamedTuple):
    """A person of a snapshot, and what a search finds it by: the name, its pinyin, its initials."""

    person: PersonOn
    sought: str


def in_order(kept: Frozen | None) -> list[Listed]:
    """The people of ``kept`` by group and name. Takes a second for a hundred thousand."""
    if kept is None:
        return []
    groups = kept.group_name
    people = sorted(kept.people, key=lambda each: (groups(each.group_id), each.name))
    return [Listed(each, fold("\n".join((each.name, *search_keys(each.name))))) for each in people]


class SnapshotList(PlainModel):
    """Every snapshot, newest day first."""

    def __init__(self) -> None:
        super().__init__()
        self.heads = (
            Head("快照日期", "2026-06-30"),
            Head("半年", "2026年上半年"),
            *(figure_head(word, "00,000") for word in _WORDS.values()),
            Head("做于", "2026-11-20 00:00"),
            Head("校验码", "0" * _DIGEST_SHOWN),
        )
        self.lines: list[SnapshotLine] = []

    def figure_at(self, row: int, column: int) -> Figure | None:
        """Which number stands in a cell; ``None`` where there is nobody to name."""
        figure = _FIGURES.get(column)
        is_there = figure is not None and 0 <= row < self.count()
        return figure if figure and is_there and self.lines[row].figure(figure) else None

    def show(self, lines: list[SnapshotLine]) -> None:
        """List ``lines``."""
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()

    def count(self) -> int:
        """How many there are."""
        return len(self.lines)

    def cell(self, row: int, column: int) -> Cell:
        """One fact of a snapshot."""
        line = self.lines[row]
        if figure := _FIGURES.get(column):
            number = line.figure(figure)
            note = f"{line.title}：{called(figure)} {number:,} 人，点开看名单" if number else ""
            return Cell(f"{number:,}", RIGHT, Colour.LINK if number else Colour.TEXT3, message=note)
        short = f"{line.digest[:_DIGEST_SHOWN]}…"
        words = {0: line.as_at, 1: line.title, 6: local_text(line.taken_at), 7: short}
        note = f"{_SEALED}{line.digest}" if column == 7 else ""
        return Cell(words[column], LEFT, Colour.TEXT2 if column >= 6 else Colour.TEXT, message=note)


class NameList(PlainModel):
    """The people of a snapshot as it froze them."""

    def __init__(self) -> None:
        super().__init__()
        self.heads = (
            Head("姓名", "　" * 5),
            Head("身份证号", "990***********0012"),
            Head("性别", "男", CENTRE),
            Head("会籍状态", "　　保留会籍"),
            Head("工会小组", "　" * 7),
            Head("职工", "是", CENTRE),
            Head("类别", "　" * 20),
        )
        self.people: list[PersonOn] = []
        self._all: Sequence[Listed] = ()
        self._kept: Frozen | None = None

    def show(
        self, kept: Frozen | None, people: Sequence[Listed], only: Collection[int] | None
    ) -> None:
        """List ``people`` of ``kept``, in their order; with ``only`` those of these numbers."""
        self._kept = kept
        self._all = [each for each in people if only is None or each.person.id in only]
        self.search("")

    def search(self, text: str) -> None:
        """List those whose name holds ``text``, in characters, pinyin or initials."""
        words = fold(text)
        self.beginResetModel()
        self.people = [each.person for each in self._all if words in each.sought]
        self.endResetModel()

    def _group(self, person: PersonOn) -> str:
        return self._kept.group_name(person.group_id) if self._kept else ""

    def count(self) -> int:
        """How many are listed."""
        return len(self.people)

    def cell(self, row: int, column: int) -> Cell:
        """One fact of a person on that day."""
        person = self.people[row]
        if column == 3:
            return Cell(
                person.standing_label,
                LEFT,
                state=STATES["standing"].get(person.standing, Colour.NEUTRAL),
            )
        labels = self._kept.flags if self._kept else {}
        held = "、".join(labels.get(flag, flag) for flag in person.flags)
        words = {
            0: person.name,
            1: person.number,
            2: person.sex_label,
            4: self._group(person),
            5: _YES[person.works],
            6: held,
        }
        return Cell(words[column], CENTRE if column in {2, 5} else LEFT)


class DifferenceList(PlainModel):
    """What became of people between two snapshots."""

    def __init__(self) -> None:
        super().__init__()
        self.heads = (
            Head("变化", "会籍状态变化"),
            Head("姓名", "　" * 5),
            Head("身份证号", "990***********0012"),
            Head("工会小组", "　" * 7),
            Head("从前", "　" * 10),
            Head("后来", "　" * 10),
        )
        self.found: list[Difference] = []
        self._all: Sequence[Difference] = ()

    def show(self, differences: Sequence[Difference], what: str = "") -> None:
        """List them, or those of one kind."""
        self.beginResetModel()
        self._all = differences
        self.found = [each for each in differences if what in {"", each.what}]
        self.endResetModel()

    def count(self) -> int:
        """How many are listed."""
        return len(self.found)

    def cell(self, row: int, column: int) -> Cell:
        """One fact of a difference."""
        each = self.found[row]
        words = (each.what, each.name, each.number, each.group, each.before, each.after)
        return Cell(str(words[column]), LEFT)
