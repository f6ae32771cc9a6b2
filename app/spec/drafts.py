"""Drafts: plain mappings of what a form or an importer holds before anything is saved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from app.spec.findings import Finding, Level
from app.spec.kinds import NUMERIC, Kind
from app.spec.values import show_kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.spec.field import FieldSpec
    from app.spec.record import RecordSpec

Draft = Mapping[str, object]


class TableRow(Mapping[str, object]):
    """One of many rows with the same columns: its cells beside names that all of them share.

    A hundred thousand dictionaries would take four times the memory.

    Attributes:
        places: where the cell of each column stands; the same object for all rows.
        cells: the values; there may be more than are named.
    """

    __slots__ = ("cells", "places")

    def __init__(self, places: Mapping[str, int], cells: tuple[object, ...]) -> None:
        self.places = places
        self.cells = cells

    def __getitem__(self, name: str) -> object:
        return self.cells[self.places[name]]

    def __iter__(self) -> Iterator[str]:
        return iter(self.places)

    def __len__(self) -> int:
        return len(self.places)

    def get(self, name: str, default: Any = None) -> Any:
        """As of any mapping, without an exception for a name that is not there."""
        place = self.places.get(name)
        return default if place is None else self.cells[place]

    def as_dict(self) -> dict[str, object]:
        """The row as a dictionary of its own, several times as fast as ``dict(row)``."""
        cells = self.cells
        return {name: cells[place] for name, place in self.places.items()}


def column_of(rows: Sequence[Mapping[str, object]], name: str) -> list[object]:
    """The values of one column, ``None`` where a row has none."""
    if isinstance(first := rows[0], TableRow) and name in (places := first.places):
        place = places[name]
        if all(isinstance(row, TableRow) and row.places is places for row in rows):
            return [row.cells[place] for row in rows]  # type: ignore[attr-defined]
    return [row.get(name) for row in rows]


def problems(field: FieldSpec, value: object) -> Iterator[str]:
    """What ``field`` by itself says against a stored ``value``."""
    if value is None or value == "":
        if field.required:
            yield f"{field.label}必须填写。"
        return
    if isinstance(value, str) and field.max_length and len(value) > field.max_length:
        yield f"{field.label}最多 {field.max_length} 个字，现有 {len(value)} 个。"
    if field.kind in NUMERIC and isinstance(value, int):
        if field.minimum is not None and value < field.minimum:
            yield f"{field.label}不能小于 {show_kind(field.kind, field.minimum)}。"
        if field.maximum is not None and value > field.maximum:
            yield f"{field.label}不能大于 {show_kind(field.kind, field.maximum)}。"
    if field.kind is Kind.DECIMAL and isinstance(value, int) and value % 10 ** (4 - field.places):
        yield f"{field.label}最多 {field.places} 位小数。"
    if field.choices is not None and value not in field.choices:
        examples = field.choices.examples(str(value))
        yield f"{field.label}“{value}”不在可选范围内，可填：{examples}。"


def check_draft(spec: RecordSpec, draft: Draft) -> list[Finding]:
    """What the fields themselves say against ``draft``, one finding per fault.

    Derived fields are left out: no draft sets them. Rules that need other records run when the
    unit of work commits.
    """
    found: list[Finding] = []
    for name, field in spec.fields.items():
        value = draft.get(name)
        # Most fields of most drafts have nothing to say; only the others are looked at closely.
        if field.derived or (value is None and not field.required):
            continue
        found += [
            Finding("field", Level.ERROR, message, record=spec.id, field=name)
            for message in problems(field, value)
        ]
    return found
