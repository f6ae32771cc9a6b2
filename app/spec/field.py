"""What one field of a record means, and how fields are arranged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.spec.codes import CodeList
    from app.spec.kinds import Kind


# What a column of the user's own is named, before its number. No declared field begins so.
EXTRA = "extra_"


def is_extra(name: str) -> bool:
    """Whether the field ``name`` is a column that the user added (自定义列)."""
    return name.startswith(EXTRA)


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """What one field means. Facts only: no widget, no width, no condition, nothing callable.

    Attributes:
        constant: set once; later changes are refused.
        derived: follows from other records; forms show it, only actions set it.
        max_length: most characters of a text; 7 for a partial date that is always a month;
            of a decimal number its places, 1 to 4.
        minimum: smallest value, in the unit of the stored form.
        maximum: largest value, in the unit of the stored form.
        target: id of the record kind a reference points to.
        unit: unit of a number as shown (``元``, ``人``, ``学时``).
        personal: masked or withheld wherever it leaves the ledger, unless asked for in full.
        aliases: other headings the same column goes by in workbooks.
    """

    name: str
    label: str
    kind: Kind
    required: bool = False
    constant: bool = False
    derived: bool = False
    max_length: int | None = None
    minimum: int | None = None
    maximum: int | None = None
    choices: CodeList | None = None
    target: str | None = None
    unit: str = ""
    personal: bool = False
    aliases: tuple[str, ...] = ()

    @property
    def places(self) -> int:
        """Decimals of a decimal number: as many are shown, and no more taken."""
        return self.max_length or 2


@dataclass(frozen=True, slots=True)
class Layout:
    """Where fields appear. Names only; order is the order on screen or paper.

    Attributes:
        table: columns of the list.
        form: sections of the form, each a title and its fields.
        paper: columns of the printed register.
        not_totalled: its amounts of which a sum means nothing, as of wages; others are totalled.
    """

    table: tuple[str, ...]
    form: tuple[tuple[str, tuple[str, ...]], ...]
    paper: tuple[str, ...] = ()
    not_totalled: tuple[str, ...] = ()
