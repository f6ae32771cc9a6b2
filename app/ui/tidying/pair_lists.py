"""The pairs found, and the membership events of two records, as lists."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu

from app.spec.values import show
from app.ui.style.tokens import Colour
from app.ui.table.cells import Cell
from app.ui.widgets.plain_table import LEFT, RIGHT, Head, PlainList, PlainModel

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from app.actions.merging.story import Line
    from app.queries.twins.finder import Pair
    from app.spec.record import RecordSpec
    from app.ui.tidying.comparison import Comparison

EVERY = "全部理由"
_LIKELY, _POSSIBLE = 85, 60  # scores from which a pair is called so


def reason_menu(pairs: Callable[[], Sequence[Pair]], choose: Callable[[str], object]) -> QMenu:
    """Every reason that speaks for one of ``pairs``, with their number; blank stands for all."""
    menu = QMenu()

    def fill() -> None:
        menu.clear()
        counts = Counter(reason for pair in pairs() for reason in pair.likeness.reasons)
        menu.addAction(EVERY).triggered.connect(lambda _on=False: choose(""))
        for reason, number in counts.items():
            line = menu.addAction(f"{reason}　{number:,}")
            line.triggered.connect(lambda _on=False, reason=reason: choose(reason))

    menu.aboutToShow.connect(fill)
    return menu


class PairList(PlainList["Pair"]):
    """Pairs with score and reasons, the likeliest first."""

    def __init__(self) -> None:
        super().__init__()
        self.heads = (
            Head("可能性", "000", RIGHT),
            Head("两条记录", "　" * 8),
            Head("理由", "　" * 4),
        )

    def cell(self, row: int, column: int) -> Cell:
        """Score, names, reasons with what speaks against them."""
        pair = self.shown[row]
        likely = pair.likeness
        if column == 0:
            ink = Colour.WARN if likely.score >= _LIKELY else Colour.TEXT
            ink = Colour.TEXT2 if likely.score < _POSSIBLE else ink
            return Cell(str(likely.score), RIGHT, ink)
        if column == 1:
            first, second = pair.names
            text = f"{first}、{second}" if first != second else f"{first}（两条）"
            return Cell(text, LEFT)
        return Cell(why_of(pair), LEFT, Colour.TEXT2)


def why_of(pair: Pair) -> str:
    """What speaks for the two being one, and what against it."""
    doubts = pair.likeness.doubts
    return pair.likeness.why + (f"（但{'、'.join(doubts)}）" if doubts else "")


class StoryList(PlainModel):
    """The events of both records: whether each goes over, and why not."""

    def __init__(self) -> None:
        super().__init__()
        self.heads = (
            Head("并入", "　不并入"),
            Head("日期", "2026-11-20"),
            Head("变动", "　" * 4),
            Head("原属", "　" * 3),
            Head("说明", "　" * 4),
        )
        self._comparison: Comparison | None = None
        self._spec: RecordSpec | None = None
        self._labels: Mapping[str, Mapping[int, str]] = {}

    def show(
        self,
        comparison: Comparison | None,
        spec: RecordSpec,
        labels: Mapping[str, Mapping[int, str]],
    ) -> None:
        """Show the events of another pair.

        Args:
            spec: of the events.
            labels: what the records are called that the events refer to.
        """
        self.beginResetModel()
        self._comparison, self._spec, self._labels = comparison, spec, labels
        self.endResetModel()

    def line(self, row: int) -> Line | None:
        """The event in a row."""
        lines = self._comparison.lines if self._comparison else ()
        return lines[row] if 0 <= row < len(lines) else None

    def count(self) -> int:
        """How many there are."""
        return len(self._comparison.lines) if self._comparison else 0

    def cell(self, row: int, column: int) -> Cell:
        """Whether it goes over, when, what, whose, and what is to be said of it."""
        line, compared, spec = self.line(row), self._comparison, self._spec
        if line is None or compared is None or spec is None:
            return Cell("", LEFT)
        objection = compared.objections.get(line.id, "")
        is_out = line.id in compared.left_out
        if column == 0:
            if is_out:
                return Cell("不并入", LEFT, state=Colour.NEUTRAL)
            return Cell("并入", LEFT, state=Colour.BAD if objection else Colour.OK)
        whose = 0 if line.owner == compared.number(0) else 1
        texts = {
            1: line.happened_on or "日期不详",
            2: show(spec.fields["kind"], line.kind),
            3: str(whose + 1),
            4: objection or self._said(line),
        }
        ink = Colour.TEXT3 if is_out else Colour.BAD if objection and column == 4 else Colour.TEXT
        return Cell(texts[column], LEFT, ink)

    def _said(self, line: Line) -> str:
        """Its particulars, and that another one tells the same."""
        spec = self._spec
        parts = ["与另一边的重复"] if line.repeats is not None else []
        for name, value in line.particulars.items() if spec else ():
            field = spec.fields[name] if spec else None
            if field is not None and (text := show(field, value, self._labels.get(name))):
                parts.append(f"{field.label} {text}")
        return "，".join(parts)
