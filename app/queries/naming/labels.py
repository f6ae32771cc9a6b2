"""What records are called that others refer to: all of a few, of very many those asked for."""

from __future__ import annotations

import json
from collections.abc import ItemsView, Iterator, Mapping
from typing import TYPE_CHECKING

from sqlalchemy import case, func, null, select

from app.queries.listing import labels_of, public_key
from app.queries.sources import target_of
from app.spec.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from app.spec.field import FieldSpec
    from app.spec.record import RecordSpec

_FEW = 5_000  # records; so many are read in one go in some ten milliseconds
_MOST_SINGLY = 200  # whoever asks for more of them one by one wants all


class LabelsAsAsked(Mapping[int, str]):
    """What the records that ``field`` may point to are called, as they are asked for.

    A list of events shows fifty names of a hundred thousand; reading all of them would be felt
    at every key pressed in the search box. Bound to ``reader`` and so to its thread.
    """

    def __init__(self, reader: Connection, field: FieldSpec) -> None:
        self._reader = reader
        self._field = field
        self._known: dict[int, str] = {}
        self._singly = 0
        self._has_all = False

    def __getitem__(self, number: int) -> str:
        if number not in self._known:
            self._singly += 1
            if self._singly <= _MOST_SINGLY:
                self.expect((number,))
            else:
                self.read_all()
        return self._known[number]

    def __iter__(self) -> Iterator[int]:
        return iter(self.read_all())

    def __len__(self) -> int:
        return len(self.read_all())

    def items(self) -> ItemsView[int, str]:
        """All of them."""
        return self.read_all().items()

    def expect(self, numbers: Iterable[object]) -> None:
        """Read what several records are called at once."""
        wanted = {n for n in numbers if isinstance(n, int) and n not in self._known}
        if wanted and not self._has_all:
            self._known |= _called(self._reader, self._field, wanted)

    def read_all(self) -> dict[int, str]:
        """Read all of them, as before another thread looks into them."""
        if not self._has_all:
            self._known = labels_of(self._reader, self._field)
            self._has_all = True
        return self._known


def labels_as_asked(reader: Connection, spec: RecordSpec) -> dict[str, Mapping[int, str]]:
    """By reference field of ``spec``, what each record it may point to is called."""
    return {
        field.name: LabelsAsAsked(reader, field)
        if _are_many(reader, field)
        else labels_of(reader, field)
        for field in spec.fields.values()
        if field.kind is Kind.REFERENCE
    }


def expect(labels: Mapping[str, Mapping[int, str]], page: Iterable[Mapping[str, object]]) -> None:
    """Read at once what the records are called that the rows of ``page`` refer to."""
    rows = list(page)
    for name, called in labels.items():
        if isinstance(called, LabelsAsAsked):
            called.expect(row.get(name) for row in rows)


def _are_many(reader: Connection, field: FieldSpec) -> bool:
    target = target_of(field)
    if target.spec.fields[target.spec.name_field].kind is Kind.REFERENCE:
        return False  # called by another record, of which namesakes are not told by one column
    some = select(target.id).select_from(target.table).limit(_FEW + 1).subquery()
    return (reader.scalar(select(func.count()).select_from(some)) or 0) > _FEW


def _called(reader: Connection, field: FieldSpec, numbers: set[int]) -> dict[int, str]:
    """As :func:`~app.queries.listing.labels_of` calls them: namesakes with their own number."""
    target, other = target_of(field), target_of(field)
    name, key = target.values[target.spec.name_field], public_key(target.spec)
    namesake = other.values[target.spec.name_field]
    is_shared = select(other.id).where(namesake == name, other.id != target.id).exists()
    wanted = func.json_each(json.dumps(sorted(numbers))).table_valued("value")
    told = case((is_shared, target.values[key])) if key else null()
    query = select(target.id, name, told).where(target.id.in_(select(wanted.c.value)))
    return {
        number: f"{label or ''}（{own}）" if own is not None else label or ""
        for number, label, own in reader.execute(query)
    }
