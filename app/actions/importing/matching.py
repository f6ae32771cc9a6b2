"""Which record of the register a row of a workbook belongs to."""

from __future__ import annotations

from dataclasses import dataclass, field
from operator import itemgetter
from typing import TYPE_CHECKING, TypeAlias

from app.queries.listing import View, iter_rows
from app.spec.drafts import TableRow
from app.spec.kinds import Kind
from app.spec.pinyin import search_keys

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sqlalchemy import Connection

    from app.spec.record import RecordSpec


@dataclass(frozen=True, slots=True)
class Match:
    """What was found for a row.

    Attributes:
        present: the record's values as they stand, when it was found.
        near: why a person should look before this row is taken in.
        refusal: why it cannot be told which record is meant.
        by: names of the key fields by which it was found.
        doubtful: records of the register resemble the row; a person should choose.
        note: what should be known of a row that is taken in all the same.
    """

    record_id: int | None = None
    present: Mapping[str, object] = field(default_factory=dict)
    near: str = ""
    refusal: str = ""
    by: tuple[str, ...] = ()
    doubtful: bool = False
    note: str = ""


_NO_MATCH = Match()

# The keys that a row has whole, strongest first: ``None`` for each one it has not.
Keys: TypeAlias = tuple[object, ...]
_Said: TypeAlias = tuple[object, ...]
_Met: TypeAlias = tuple[int, Keys, _Said]  # a row of the sheet: its line, keys and all its values


class _KeyReader:
    """Reads the keys of rows; of many rows with the same columns by their places.

    A key of several fields is not whole while one is blank, but for a reference that may be: a
    headcount without a node is that of the whole union.
    """

    def __init__(self, spec: RecordSpec, keys: Sequence[tuple[str, ...]]) -> None:
        self._keys = keys
        self._needed = [
            [
                place
                for place, name in enumerate(names)
                if spec.fields[name].required or spec.fields[name].kind is not Kind.REFERENCE
            ]
            for names in keys
        ]
        self._places: Mapping[str, int] = {}
        self._getters: list[Callable[[tuple[object, ...]], object] | None] = []

    def of(self, row: Mapping[str, object]) -> Keys:
        """The keys of ``row``: a value, or a tuple of them where a key has several fields."""
        if isinstance(row, TableRow):
            if row.places is not self._places:
                self._learn(row.places)
            cells = row.cells
            found = [getter(cells) if getter else None for getter in self._getters]
        else:
            found = [
                row.get(names[0]) if len(names) == 1 else tuple(map(row.get, names))
                for names in self._keys
            ]
        return tuple(
            [
                None if type(key) is tuple and None in key and self._lacks(place, key) else key
                for place, key in enumerate(found)
            ]
        )

    def _lacks(self, number: int, key: tuple[object, ...]) -> bool:
        return any(key[place] is None for place in self._needed[number])

    def _learn(self, places: Mapping[str, int]) -> None:
        self._places = places
        self._getters = [
            itemgetter(*(places[name] for name in names)) if places.keys() >= set(names) else None
            for names in self._keys
        ]


class Matcher:
    """Finds the record a row belongs to, by the first key that the row has whole.

    Args:
        columns: field names the sheet has a column for.
        key: the only one that counts; the register's own in turn without it.
        where: says in words where a row stands.
    """

    def __init__(
        self,
        reader: Connection,
        spec: RecordSpec,
        columns: tuple[str, ...],
        key: tuple[str, ...],
        where: Callable[[int], str],
    ) -> None:
        self._spec, self._where = spec, where
        self._keys = (key,) if key else spec.keys
        self._columns = columns
        self._key_reader = _KeyReader(spec, self._keys)
        self._present: dict[int, TableRow] = {}
        # For each key, the records that have each value of it.
        self._by_key: list[dict[object, list[int]]] = [{} for _ in self._keys]
        self._by_name: dict[object, list[int]] = {}
        # For each key, the rows of the sheet met so far that have each value of it; the first of
        # them stands by itself, as nearly all do, and a list takes more room than all the rest.
        self._lines: list[dict[object, _Met | list[_Met]]] = [{} for _ in self._keys]
        self._keyless: dict[object, int] = {}  # rows without any key, and where each stood first
        # Where a register has no keys, a row is known by all that the sheet says of it.
        self._whole: dict[tuple[object, ...], list[int]] = {}
        self._taken: set[int] = set()
        self._homophones = _Homophones(spec)
        needed = dict.fromkeys([*columns, *(name for names in self._keys for name in names)])
        needed |= dict.fromkeys([spec.name_field, *filter(None, [self._homophones.day])])
        places = {name: place for place, name in enumerate(["id", *needed])}
        for row in iter_rows(reader, spec, View(), tuple(needed)):
            self._remember(TableRow(places, tuple(row.values())))

    def _remember(self, row: TableRow) -> None:
        record_id = int(str(row["id"]))
        self._present[record_id] = row
        for known, value in zip(self._by_key, self._key_reader.of(row), strict=True):
            if value is not None:
                known.setdefault(value, []).append(record_id)
        self._by_name.setdefault(row[self._spec.name_field], []).append(record_id)
        if not self._keys:
            whole = tuple(row[name] for name in self._columns)
            self._whole.setdefault(whole, []).append(record_id)
        self._homophones.remember(row, record_id)

    def chosen(self, record_id: int) -> Match:
        """The record that a person has said a row is about."""
        present = self._present.get(record_id)
        if present is None:
            return Match(refusal="选定的记录已经不在册中，请重新选择")
        return Match(record_id, present)

    def match(
        self, line: int, draft: Mapping[str, object], beside: tuple[object, ...] = ()
    ) -> Match:
        """The record that ``draft`` belongs to; remembers the row against repetition.

        Args:
            beside: what the row says besides; it tells rows without a key apart.
        """
        if not self._keys:
            return self._match_whole(line, draft)
        keys = self._key_reader.of(draft)
        if keys and keys.count(None) == len(keys):
            first = self._keyless.setdefault((*draft.values(), *beside), line)
            if first != line:
                return Match(near=f"与{self._where(first)}完全相同")
        said = (*(draft.cells if isinstance(draft, TableRow) else draft.values()), *beside)
        if (repeated := self._met_before((line, keys, said))) is not None:
            return repeated
        return self._in_register(draft, keys) if self._present else _NO_MATCH

    def _met_before(self, met: _Met) -> Match | None:
        """Why a row is another one of the sheet once more; ``None`` where it is not."""
        _line, keys, said = met
        for place, value in enumerate(keys):
            if value is None:
                continue
            earlier = self._lines[place].setdefault(value, met)
            if earlier is met:
                continue
            for other, its_keys, its in earlier if isinstance(earlier, list) else (earlier,):
                if its == said:  # sent twice
                    return Match(near=f"与{self._where(other)}完全相同")
                if not _told_apart(its_keys, keys, place):
                    return Match(refusal=f"与{self._where(other)}的{self._labels(place)}重复")
            if not isinstance(earlier, list):
                earlier = self._lines[place][value] = [earlier]
            earlier.append(met)
        return None

    def _match_whole(self, line: int, draft: Mapping[str, object]) -> Match:
        """A row of a register without keys: one that says the same, each of them met once.

        Two rows alike are two records, as long as the register has no more of them than the sheet.
        """
        said = tuple(draft.get(name) for name in self._columns)
        for record_id in self._whole.get(said, ()):
            if record_id not in self._taken:
                self._taken.add(record_id)
                return Match(record_id, self._present[record_id])
        for record_id in self._by_name.get(draft.get(self._spec.name_field), ()):
            present = self._present[record_id]
            if record_id not in self._taken and _says_no_more(draft, present):
                self._taken.add(record_id)
                return Match(record_id, present)
        first = self._keyless.setdefault(said, line)
        return Match(
            note=f"与{self._where(first)}完全相同，请核对是不是多写了一行" if first != line else ""
        )

    def _in_register(self, draft: Mapping[str, object], keys: Keys) -> Match:
        for place, value in enumerate(keys):
            if value is None:
                continue
            found = [
                number
                for number in self._by_key[place].get(value, [])
                if not _told_apart(self._key_reader.of(self._present[number]), keys, place)
            ]
            if len(found) == 1:
                return Match(found[0], self._present[found[0]], by=self._keys[place])
            if found:
                shown = self._labels(place)
                said = f"册中有 {len(found)} 条记录的{shown}相同，分不清是哪一条"
                return Match(refusal=said, doubtful=True)
        return self._near(draft, keys)

    def _near(self, draft: Mapping[str, object], keys: Keys) -> Match:
        """A row without a key of its own that may be somebody in the register."""
        name = draft.get(self._spec.name_field)
        same_name = self._by_name.get(name, []) if name is not None and self._keys else []
        for record_id in same_name:
            present = self._present[record_id]
            if _says_no_more(draft, present):
                return Match(record_id, present)
        if any(not self._share_a_key(record_id, keys) for record_id in same_name):
            label = self._spec.fields[self._spec.name_field].label
            said = f"册中已有{label}相同的记录，缺少能区分的证号，未写入"
            return Match(near=said, doubtful=True)
        maybe = [n for n in self._homophones.born_with(draft) if not self._apart(n, keys)]
        for known in self._homophones.sounding_like(name, maybe):
            said = f"册中有读音相同、生日也相同的“{known}”，未写入，请选定是不是同一个人"
            return Match(near=said, doubtful=True)
        return _NO_MATCH

    def _apart(self, record_id: int, keys: Keys) -> bool:
        """Whether a key of one field that both have differs: two numbers, two people."""
        its_keys = self._key_reader.of(self._present[record_id])
        return any(
            None not in {its, theirs} and its != theirs
            for its, theirs, names in zip(its_keys, keys, self._keys, strict=True)
            if len(names) == 1
        )

    def _share_a_key(self, record_id: int, keys: Keys) -> bool:
        """Whether there is a key that both have, so that it tells them apart."""
        its_keys = self._key_reader.of(self._present[record_id])
        return any(None not in pair for pair in zip(its_keys, keys, strict=True))

    def _labels(self, place: int) -> str:
        return "、".join(self._spec.fields[name].label for name in self._keys[place])


def _says_no_more(draft: Mapping[str, object], present: Mapping[str, object]) -> bool:
    """Whether a record holds all that a row says."""
    return all(present.get(k) == v for k, v in draft.items() if v is not None)


class _Homophones:
    """People of one birthday, to be found by the sound of their names.

    Attributes:
        day: field of the birthday; blank where the register is none of people.
    """

    def __init__(self, spec: RecordSpec) -> None:
        dated = [names for names in spec.keys if len(names) == 2 and names[0] == spec.name_field]
        is_person = spec.fields[spec.name_field].kind is Kind.NAME
        self._name = spec.name_field
        self.day = dated[0][1] if dated and is_person else ""
        self._names: dict[int, str] = {}
        self._by_day: dict[object, list[int]] = {}

    def remember(self, row: Mapping[str, object], record_id: int) -> None:
        """Note a record of the register."""
        if self.day and (day := row[self.day]) is not None:
            self._names[record_id] = str(row[self._name])
            self._by_day.setdefault(day, []).append(record_id)

    def born_with(self, draft: Mapping[str, object]) -> Sequence[int]:
        """Records of people born on the day of the row's."""
        day = draft.get(self.day) if self.day else None
        return () if day is None else self._by_day.get(day, ())

    def sounding_like(self, name: object, record_ids: Sequence[int]) -> list[str]:
        """Names among these records that sound as ``name`` does but are written otherwise."""
        sound = set(search_keys(str(name or ""))[0].split()) if record_ids else set()
        names = [self._names[record_id] for record_id in record_ids]
        return [
            other
            for other in names
            if other != name and not sound.isdisjoint(search_keys(other)[0].split())
        ]


def _told_apart(one: Keys, other: Keys, by: int) -> bool:
    """Whether a stronger key than ``by`` says that these are two: 张伟 of the same day, two IDs."""
    stronger = zip(one[:by], other[:by], strict=True)
    return any(None not in {its, theirs} and its != theirs for its, theirs in stronger)
