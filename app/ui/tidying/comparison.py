"""Two records side by side: which side each field takes, and what comes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.actions.merging.merge import Merging, chosen_fields, proposed_keep
from app.actions.merging.story import contradictions, outcome, repeated
from app.queries.listing import public_key
from app.spec.values import masked, show
from app.ui.style.tokens import Colour
from app.ui.table.cells import Cell
from app.ui.widgets.plain_table import LEFT, Head, PlainModel

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.actions.merging.story import Line
    from app.spec.field import FieldSpec
    from app.spec.record import RecordSpec

    Row = Mapping[str, object]
    Labels = Mapping[str, Mapping[int, str]]

_TOLD_BY_EVENTS = ("group_id", "joined_on", "standing")
_GROUP = "group_id"
_BLANK = "空白"
_SAME = "　中间不同"  # behind the stars
_FOLLOWS = "由会籍变动推出"
LEFT_SIDE, RIGHT_SIDE, RESULT = 1, 2, 3  # columns; a side is one of the first two


class Comparison:
    """What is chosen of two records; knows no widget.

    Attributes:
        rows: both records, left and right.
        keep: 0 or 1, which of them stays.
        lines: the membership events of both, for members.
        left_out: those that do not go over.
    """

    def __init__(
        self, spec: RecordSpec, rows: tuple[Row, Row], labels: Labels, lines: Sequence[Line] = ()
    ) -> None:
        self.spec = spec
        self.rows = rows
        self.labels = labels
        self.lines = lines
        self.left_out = set(repeated(lines))
        self.keep = [self.number(0), self.number(1)].index(proposed_keep(spec, *rows))
        self._sides: dict[str, int] = {}
        self._typed: dict[str, object] = {}
        self.fields = self._ordered()

    def _ordered(self) -> list[FieldSpec]:
        """Fields in the order of the form; those first in which both say something else.

        Next come those of which only one says something; blank ones are left out.
        """
        names = (name for _title, section in self.spec.layout.form for name in section)
        fields = [self.spec.fields[name] for name in dict.fromkeys(names)]
        said = [f for f in fields if any(row[f.name] not in {None, ""} for row in self.rows)]
        return sorted(said, key=lambda field: (not self.differs(field.name), self._half(field)))

    def _half(self, field: FieldSpec) -> bool:
        """Whether only one of the two says something."""
        return any(row[field.name] in {None, ""} for row in self.rows)

    def number(self, place: int) -> int:
        """The number of the record at the left (0) or right (1)."""
        return int(str(self.rows[place]["id"]))

    def name(self, place: int) -> str:
        """What it is called."""
        field = self.spec.fields[self.spec.name_field]
        called = show(field, self.rows[place][field.name], self.labels.get(field.name))
        return called or self.told_apart(place)

    def told_apart(self, place: int) -> str:
        """What tells a record from its namesake: its own number in the register's words."""
        key = public_key(self.spec)
        value = self.rows[place][key] if key else None
        return f"{self.spec.fields[key].label} {value}" if value else f"序号 {self.number(place)}"

    def differs(self, name: str) -> bool:
        """Whether the two say different things."""
        first, second = (row[name] or None for row in self.rows)
        return first != second

    @property
    def count_equal(self) -> int:
        """In how many fields they agree."""
        return sum(not self.differs(field.name) for field in self.fields)

    def follows(self, name: str) -> bool:
        """Whether a field follows from the events, unless somebody chooses otherwise."""
        return bool(self.lines) and name in _TOLD_BY_EVENTS and name not in self._chosen

    @property
    def _chosen(self) -> set[str]:
        return {*self._sides, *self._typed}

    def may_choose(self, name: str) -> bool:
        """Whether a side can be chosen for a field; what is set once and for all stays."""
        field = self.spec.fields[name]
        is_fixed = field.constant and self.rows[self.keep][name] not in {None, ""}
        return field in chosen_fields(self.spec) and not is_fixed

    def side(self, name: str) -> int | None:
        """Which side's value is taken, 0 or 1; ``None`` where it is another value."""
        if name in self._typed or self.follows(name) or not self.may_choose(name):
            return None
        if name in self._sides:
            return self._sides[name]
        said = self.rows[self.keep][name] not in {None, ""}
        return self.keep if said else 1 - self.keep

    def choose(self, name: str, place: int) -> None:
        """Take the value of one side."""
        if self.may_choose(name):
            self._typed.pop(name, None)
            self._sides[name] = place

    def write(self, name: str, value: object) -> None:
        """Take a value that stands on neither side."""
        if self.may_choose(name):
            self._typed[name] = value

    def keep_side(self, place: int) -> None:
        """Let the other record stay; what was chosen field by field stands."""
        self.keep = place

    def toggle(self, event_id: int) -> None:
        """Leave an event out, or take it in again."""
        self.left_out ^= {event_id}

    def result(self, name: str) -> object:
        """What the record that stays will say."""
        if name in self._typed:
            return self._typed[name]
        if self.follows(name):
            return outcome(self.lines, self.left_out)[name]
        place = self.side(name)
        return self.rows[self.keep if place is None else place][name]

    @property
    def objections(self) -> dict[int, str]:
        """Events that cannot be, as things are chosen."""
        return contradictions(self.lines, self.left_out)

    def merging(self) -> Merging:
        """What is to be done, as things are chosen."""
        kept = self.rows[self.keep]
        names = [field.name for field in chosen_fields(self.spec) if not self.follows(field.name)]
        values = {name: self.result(name) for name in names if self.result(name) != kept[name]}
        if self.lines and _GROUP in self._chosen:
            told = outcome(self.lines, self.left_out)[_GROUP]
            if self.result(_GROUP) == told:
                values.pop(_GROUP, None)
            else:
                values[_GROUP] = self.result(_GROUP)
        numbers = self.number(self.keep), self.number(1 - self.keep)
        return Merging(*numbers, values, frozenset(self.left_out))

    def shown(self, name: str, value: object) -> str:
        """A value in words, masked as everywhere."""
        field = self.spec.fields[name]
        return masked(field, show(field, value, self.labels.get(name)))


class ComparisonRows(PlainModel):
    """Field, left, right, outcome; equal fields stand last and can be folded."""

    def __init__(self) -> None:
        super().__init__()
        self.comparison: Comparison | None = None
        self.is_folded = True
        self.show_names("", "")

    def show_names(self, left: str, right: str) -> None:
        """Head the columns with what the two are called."""
        self.heads = (
            Head("栏目", "　" * 6),
            Head(f"1　{left}" if left else "", "　" * 11),
            Head(f"2　{right}" if right else "", "　" * 11),
            Head("合并后", "　" * 11),
        )

    def show(self, comparison: Comparison | None) -> None:
        """Show another pair."""
        self.beginResetModel()
        self.comparison = comparison
        if comparison is not None:
            names = [comparison.name(place) for place in (0, 1)]
            if names[0] == names[1]:
                names = [f"{name}（{comparison.told_apart(n)}）" for n, name in enumerate(names)]
            self.show_names(*names)
        self.endResetModel()

    def fold(self, *, on: bool) -> None:
        """Leave out the fields in which the two agree, or show them."""
        self.beginResetModel()
        self.is_folded = on
        self.endResetModel()

    def field(self, row: int) -> FieldSpec | None:
        """The field of a row."""
        if self.comparison is None or not 0 <= row < self.count():
            return None
        return self.comparison.fields[row]

    def count(self) -> int:
        """How many fields are shown."""
        if self.comparison is None:
            return 0
        folded = self.comparison.count_equal if self.is_folded else 0
        return len(self.comparison.fields) - folded

    def gutter(self, row: int) -> str:
        """Nothing: fields have no numbers."""
        return "" if self.comparison else str(row)

    def cell(self, row: int, column: int) -> Cell:
        """Label, either side, outcome; the side taken has a ground of its own."""
        compared = self.comparison
        field = self.field(row)
        if compared is None or field is None:
            return Cell("", LEFT)
        name = field.name
        if column == 0:
            return Cell(field.label, LEFT, Colour.TEXT2)
        if column == RESULT:
            text = compared.shown(name, compared.result(name))
            quiet = compared.follows(name)
            hint = _FOLLOWS if quiet else ""
            ink = Colour.TEXT2 if quiet else Colour.TEXT
            return Cell(text or _BLANK, LEFT, ink if text else Colour.TEXT3, message=hint)
        place = column - LEFT_SIDE
        text = compared.shown(name, compared.rows[place][name])
        if not text:
            return Cell(_BLANK, LEFT, Colour.TEXT3)
        others = compared.shown(name, compared.rows[1 - place][name])
        if text == others and compared.differs(name):
            text += _SAME
        taken = compared.differs(name) and compared.side(name) == place
        ink = Colour.TEXT if taken or not compared.differs(name) else Colour.TEXT2
        return Cell(text, LEFT, ink, fill=Colour.SELECT_ON if taken else None)
