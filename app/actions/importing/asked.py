"""What an import is given: the rows of a sheet, and all that a person has decided about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from app.actions.importing.lines import said
from app.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.spec.dates import DateOrder
    from app.spec.record import RecordSpec


class Word(StrEnum):
    """What a name in a sheet may mean besides one that the ledger knows."""

    NEW = "new"  # a name of its own: taken as it is written, and added where it can be
    BLANK = "blank"  # nothing: the cell stays out


# By field name, then by the name as it is compared (``words.compared``): the number of a record
# for a reference, the known spelling for a text, or one of :class:`Word`.
WordAnswers: TypeAlias = Mapping[str, Mapping[str, "int | str | Word"]]
_NO_WORDS: WordAnswers = MappingProxyType({})
_NO_ORDERS: Mapping[str, DateOrder] = MappingProxyType({})
_NO_CELLS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row as the reader hands it over.

    Attributes:
        line: as the workbook counts.
        cells: raw values, by field name; columns that mean no field are left out.
        skip: why this is no row of data (title, sum, note …); blank for data.
        fault: why the row cannot be read at all; blank otherwise.
        remarks: what a person should know of how it was read.
    """

    line: int
    cells: Mapping[str, object]
    skip: str = ""
    fault: str = ""
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetRows:
    """One sheet, its heading found.

    Attributes:
        columns: field names the sheet has a column for, left to right.
        digest: SHA-256 of the file.
        date_system: 1900 or 1904.
        unmatched: headings of columns that mean no field; nothing of them is taken in.
        repeated: headings of columns whose field another column has; nothing is taken in either.
        remarks: what a person should know of the sheet as a whole.
        sheets: the sheets that are read together; rows are numbered through them
            (:mod:`app.actions.importing.lines`).
        columns_of: for each of these sheets the field names that it has a column for; none where
            all have the same.
    """

    file_name: str
    sheet: str
    digest: str
    columns: tuple[str, ...]
    rows: Sequence[SheetRow]
    date_system: int = 1900
    unmatched: tuple[str, ...] = ()
    repeated: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()
    columns_of: tuple[tuple[str, ...], ...] = ()

    def where(self, line: int) -> str:
        """Where a row stands, in words, with its sheet where there are several."""
        return said(line, self.sheets)


@dataclass(frozen=True, slots=True)
class RowDecision:
    """What a person has decided about one row, on the spot.

    Attributes:
        cells: what is to stand in a cell instead, by field name; the sheet need not have the
            column: a missing identity number can be typed.
        skip: the row stays out.
        belongs_to: number of the record that the row is about. A damaged identity number in the
            row is left out then: the record has its own.
        is_new: the row is nobody on file, whoever resembles it.
    """

    cells: Mapping[str, str] = field(default_factory=lambda: _NO_CELLS)
    skip: bool = False
    belongs_to: int | None = None
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How a sheet is taken in.

    Attributes:
        key: what rows are matched by: one field name, or several joined by ``+``
            (``name+born_on``); blank tries the register's own keys in turn.
        overwrite_blanks: a blank cell empties the field, instead of leaving it.
        date_order: how 05/03/24 is meant in every column that does not prove its own order and
            has none in ``date_orders``; without it such a date is refused.
        date_orders: the same by field name, as a :class:`DateQuestion` was answered.
        words: how names of groups and departments are meant, as a :class:`WordQuestion` was
            answered.
        rows: what was decided about single rows, by line.
    """

    key: str = ""
    overwrite_blanks: bool = False
    date_order: DateOrder | None = None
    date_orders: Mapping[str, DateOrder] = field(default_factory=lambda: _NO_ORDERS)
    words: WordAnswers = field(default_factory=lambda: _NO_WORDS)
    rows: Mapping[int, RowDecision] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def key_fields(self) -> tuple[str, ...]:
        """Names of the fields that make the key; none where the register's own are tried."""
        return tuple(filter(None, self.key.split("+")))


def with_key(options: ImportOptions, spec: RecordSpec, key: str) -> ImportOptions:
    """``options`` matching rows by ``key``: a field by name or label, or several joined by ``+``.

    Raises:
        Refused: the register has no such field.
    """
    names = [field_called(spec, part.strip()) for part in key.split("+") if part.strip()]
    return replace(options, key="+".join(names)) if names else options


def field_called(spec: RecordSpec, word: str) -> str:
    """The name of the field that ``word`` names, by name, label or alias.

    Raises:
        Refused: the register has none of that name.
    """
    for meaning in spec.fields.values():
        if word in {meaning.name, meaning.label}:
            return meaning.name
    for meaning in spec.fields.values():
        if word in meaning.aliases:
            return meaning.name
    labels = "、".join(meaning.label for meaning in spec.fields.values())
    raise Refused(f"{spec.title}没有“{word}”这一列", "没有写入任何内容", f"可用：{labels}", "R-407")
