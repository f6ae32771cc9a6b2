"""Which record of the register a row of a workbook belongs to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.queries.listing import View, iter_rows
from app.spec.drafts import TableRow

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from app.spec.record import RecordSpec


@dataclass(frozen=True, slots=True)
class Match:
    """What was found for a row.

    Attributes:
        present: the record's values as they stand, when it was found.
        near: why a person should look before this row is taken in.
        refusal: why it cannot be told which record is meant.
    """

    record_id: int | None = None
    present: Mapping[str, object] = field(default_factory=dict)
    near: str = ""
    refusal: str = ""


Keys = dict[tuple[str, ...], tuple[object, ...]]


class Matcher:
    """Finds the record a row belongs to, by the first key that the row has whole."""

    def __init__(
        self, reader: Connection, spec: RecordSpec, columns: tuple[str, ...], key: str
    ) -> None:
        self._spec = spec
        self._keys = ((key,),) if key else spec.keys
        self._present: dict[int, TableRow] = {}
        self._by_key: dict[tuple[str, ...], dict[tuple[object, ...], list[int]]] = {
            names: {} for names in self._keys
        }
        self._by_name: dict[object, list[int]] = {}
        # By key, the rows of the sheet met so far that have it: their line and all their keys.
        self._lines: dict[tuple[str, ...], dict[tuple[object, ...], list[tuple[int, Keys]]]] = {
            names: {} for names in self._keys
        }
        needed = dict.fromkeys([*columns, *(name for names in self._keys for name in names)])
        needed[spec.name_field] = None
        places = {name: place for place, name in enumerate(["id", *needed])}
        for row in iter_rows(reader, spec, View(), tuple(needed)):
            self._remember(TableRow(places, tuple(row.values())))

    def _remember(self, row: TableRow) -> None:
        record_id = int(str(row["id"]))
        self._present[record_id] = row
        for names in self._keys:
            if (values := _values(row, names)) is not None:
                self._by_key[names].setdefault(values, []).append(record_id)
        self._by_name.setdefault(row[self._spec.name_field], []).append(record_id)

    def match(self, line: int, draft: Mapping[str, object]) -> Match:
        """The record that ``draft`` belongs to; remembers the row against repetition."""
        usable = self._keys_of(draft)
        for names, values in usable.items():
            earlier = self._lines[names].setdefault(values, [])
            for other, its_keys in earlier:
                if not _told_apart(its_keys, usable, names):
                    return Match(refusal=f"与第 {other} 行的{self._labels(names)}重复")
            earlier.append((line, usable))
        for names, values in usable.items():
            found = [
                number
                for number in self._by_key[names].get(values, [])
                if not _told_apart(self._keys_of(self._present[number]), usable, names)
            ]
            if len(found) == 1:
                return Match(found[0], self._present[found[0]])
            if found:
                shown = self._labels(names)
                return Match(refusal=f"册中有 {len(found)} 条记录的{shown}相同，分不清是哪一条")
        return self._near(draft, usable)

    def _keys_of(self, row: Mapping[str, object]) -> Keys:
        """The keys that a row has whole, strongest first, with their values."""
        return {names: values for names in self._keys if (values := _values(row, names))}

    def _near(self, draft: Mapping[str, object], usable: Keys) -> Match:
        """A row without a key of its own that may be somebody in the register."""
        name = draft.get(self._spec.name_field)
        same_name = self._by_name.get(name, []) if name is not None and self._keys else []
        for record_id in same_name:
            present = self._present[record_id]
            if all(present.get(k) == v for k, v in draft.items() if v is not None):
                return Match(record_id, present)
        if any(not self._keys_of(self._present[number]).keys() & usable for number in same_name):
            label = self._spec.fields[self._spec.name_field].label
            return Match(near=f"册中已有{label}相同的记录，缺少能区分的证号，未写入")
        return Match()

    def _labels(self, names: tuple[str, ...]) -> str:
        return "、".join(self._spec.fields[name].label for name in names)


def _told_apart(one: Keys, other: Keys, by: tuple[str, ...]) -> bool:
    """Whether a stronger key than ``by`` says that these are two: 张伟 of the same day, two IDs."""
    for names in one:
        if names == by:
            return False
        if names in other and one[names] != other[names]:
            return True
    return False


def _values(row: Mapping[str, object], names: tuple[str, ...]) -> tuple[object, ...] | None:
    """The values of a key; ``None`` unless all are known."""
    values = tuple([row.get(name) for name in names])
    return None if None in values else values
