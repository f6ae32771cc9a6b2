"""The printed grid as a value: what a register or a book says before it is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from app.spec.kinds import DATES, NUMERIC, Kind
from app.spec.values import show_decimal, show_kind

if TYPE_CHECKING:
    from app.spec.codes import CodeList


class Role(StrEnum):
    """What a row is among the others."""

    BODY = "body"
    SUBTOTAL = "subtotal"
    TOTAL = "total"
    BROUGHT_FORWARD = "brought_forward"
    CARRIED_FORWARD = "carried_forward"


class Align(StrEnum):
    """Where text stands between its left and right edge."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


class Closing(StrEnum):
    """How the space under the last row is closed, so that nothing can be added later."""

    NONE = "none"
    BELOW_BLANK = "below_blank"  # a row that says 以下空白
    DIAGONAL = "diagonal"  # empty rows to the foot of the page, struck through


class Carry(StrEnum):
    """Which lines tie the pages of a sheet with ``sums`` together."""

    PAGE_TOTALS = "page_totals"  # 本页合计 and 累计 at the foot of every page
    FORWARD = "forward"  # 过次页 at the foot, 承前页 at the head of the next


_CENTRED = DATES | {Kind.CODE, Kind.CHOICE, Kind.YES_NO, Kind.ID_NUMBER, Kind.PHONE}
_WORDS = frozenset({Kind.TEXT, Kind.NAME, Kind.LONG_TEXT, Kind.REFERENCE})


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet.

    Attributes:
        choices: the code list of a ``CHOICE`` column.
        group: heading spanned over neighbours with the same one.
        width_mm: least width; 0 leaves the width to the content.
        places: least decimals of a ``DECIMAL`` column, in its totals as well.
        align: where values stand; by default numbers right, words left, the rest centred.
    """

    key: str
    title: str
    kind: Kind = Kind.TEXT
    choices: CodeList | None = None
    group: str = ""
    width_mm: float = 0.0
    places: int = 0
    align: Align | None = None

    @property
    def alignment(self) -> Align:
        """Where values of this column stand."""
        if self.align is not None:
            return self.align
        if self.kind in NUMERIC:
            return Align.RIGHT
        return Align.CENTRE if self.kind in _CENTRED else Align.LEFT


@dataclass(frozen=True, slots=True)
class Row:
    """One row.

    Attributes:
        values: stored forms as :class:`~app.spec.kinds.Kind` gives them, one per column.
        label: printed in the first column of words that is blank (``合计``, ``承前页``).
    """

    values: tuple[object, ...]
    role: Role = Role.BODY
    label: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A printed grid before anybody knows whether it becomes PDF, workbook or text.

    Attributes:
        name: what tells it from the other sheets of its paper; the tab of a workbook.
        caption: label and value pairs above the table, spread from left to right; a pair
            without a label shows the value alone.
        filing: pairs on a line of their own under the caption: who filled the paper in, and when.
        signers: who signs under the table; ``日期`` gets room for year, month and day.
        sign_every_page: signers stand under the table of every page, not of the last alone.
        note: what stands under the table, above the signers: counts, remarks.
        row_mm: least height of a row; 7.5 where people sign, 9 on attendance sheets.
        sums: keys of the columns that page totals are made of.
        balances: keys of the columns whose last value is carried over, not a sum.
        carry: which lines ``sums`` and ``balances`` give.
        blank_rows: empty rows under the last, to be filled by hand.
        repeat: keys of the columns that stand on every part of a sheet too wide for one page;
            by default 序号 and the first column of names.
        rows_per_page: body rows of a page at most; 0 fills the page.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    caption: tuple[tuple[str, str], ...] = ()
    filing: tuple[tuple[str, str], ...] = ()
    signers: tuple[str, ...] = ()
    sign_every_page: bool = False
    note: str = ""
    row_mm: float = 7.5
    closing: Closing = Closing.NONE
    sums: tuple[str, ...] = ()
    balances: tuple[str, ...] = ()
    carry: Carry = Carry.PAGE_TOTALS
    blank_rows: int = 0
    repeat: tuple[str, ...] = ()
    rows_per_page: int = 0
    name: str = ""

    def __post_init__(self) -> None:
        """Refuses a sheet whose parts do not belong together; that is a bug of its builder."""
        keys = {column.key for column in self.columns}
        if not self.columns or len(keys) != len(self.columns):
            raise ValueError(f"columns of {self.title!r} are missing or share a key")
        unknown = {*self.sums, *self.balances, *self.repeat} - keys
        if unknown:
            raise ValueError(f"{self.title!r} has no columns {sorted(unknown)}")
        width = len(self.columns)
        if any(len(row.values) != width for row in self.rows):
            raise ValueError(f"a row of {self.title!r} has not {width} values")


def sequence_column(title: str = "序号", key: str = "seq") -> Column:
    """The column of running numbers, centred as on paper registers."""
    return Column(key, title, Kind.INTEGER, align=Align.CENTRE)


def shown(column: Column, value: object) -> str:
    """``value`` as the paper shows it in ``column``."""
    if column.kind is Kind.DECIMAL and isinstance(value, int):
        return show_decimal(value, column.places)
    return show_kind(column.kind, value, column.choices)


def row_texts(sheet: Sheet, row: Row) -> tuple[str, ...]:
    """Every cell of ``row`` as text, its label put where the eye looks for it."""
    texts = [shown(c, v) for c, v in zip(sheet.columns, row.values, strict=True)]
    if row.label:
        place = _label_place(sheet.columns, texts)
        texts[place] = f"{row.label} {texts[place]}".strip()
    return tuple(texts)


def _label_place(columns: tuple[Column, ...], texts: list[str]) -> int:
    blank = [place for place, text in enumerate(texts) if not text]
    words = [place for place in blank if columns[place].kind in _WORDS]
    return (words or blank or [0])[0]


def repeated(sheet: Sheet) -> tuple[int, ...]:
    """Places of the columns that stand on every part of a sheet split sideways."""
    if sheet.repeat:
        return tuple(place for place, c in enumerate(sheet.columns) if c.key in sheet.repeat)
    named = [place for place, c in enumerate(sheet.columns) if c.kind is Kind.NAME][:1]
    numbered = [0] if sheet.columns[0].title == "序号" else []
    return tuple(dict.fromkeys(numbered + named)) or (0,)


def carried(sheet: Sheet, rows: tuple[Row, ...], before: tuple[object, ...]) -> tuple[object, ...]:
    """Values of a sums line after ``rows``, continuing from those of ``before``.

    Only body rows count. A column with nothing known in it stays blank: unknown is not zero.
    """
    values: list[object] = list(before)
    for place, column in enumerate(sheet.columns):
        if column.key in sheet.sums:
            known = [r.values[place] for r in rows if r.role is Role.BODY]
            numbers = [n for n in (before[place], *known) if isinstance(n, int)]
            values[place] = sum(numbers) if numbers else None
        elif column.key in sheet.balances:
            known = [r.values[place] for r in rows if r.values[place] is not None]
            values[place] = known[-1] if known else before[place]
    return tuple(values)
