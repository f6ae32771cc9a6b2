"""Who on file a row may be about: the review list's choices. Nobody is merged by this."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from app.queries.listing import reference_labels, rows
from app.queries.sources import core_spec, source_of
from app.spec.kinds import Kind
from app.spec.pinyin import search_keys
from app.spec.record import Family
from app.spec.values import masked, show

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import ColumnElement, Connection

    from app.actions.importing.outcome import ImportPreview, RowPreview
    from app.queries.sources import Source
    from app.spec.field import FieldSpec
    from app.spec.record import RecordSpec

_MOST = 8  # candidates shown for one row
_NAME, _SOUND, _KEY, _FOUND = 50, 30, 60, 90
_BESIDE = {Kind.DATE: 20, Kind.PARTIAL_DATE: 15, Kind.PHONE: 20, Kind.REFERENCE: 8}
_OTHER, _MOST_SURE = 4, 99
_TOLD = 6  # facts told of a candidate


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that a row may be about.

    Attributes:
        score: 1 to 99; how much the two have in common.
        reason: what that is, in the user's words.
        facts: labels and values of the record by which a person tells it, numbers masked.
    """

    record_id: int
    name: str
    score: int
    reason: str
    facts: tuple[tuple[str, str], ...]


def candidates_for(
    reader: Connection, seen: ImportPreview, row: RowPreview
) -> tuple[Candidate, ...]:
    """Records of the register that ``row`` may be about, the likeliest first.

    Asked for one row at a time, when a person looks at it. Rows refused for a damaged number have
    candidates too: the namesakes on file.
    """
    # The columns that only sheets have are none of a record's.
    spec = core_spec(seen.spec.id) if seen.spec.family is Family.CORE else seen.spec
    draft = {k: v for k, v in row.draft.items() if k in spec.fields and v is not None}
    source = source_of(spec)
    alike = list(_alike(source, spec, draft))
    if row.record_id is not None:
        alike.append(source.id == row.record_id)
    if not alike:
        return ()
    query = select(source.id).select_from(source.table)
    query = query.where(source.retired_at.is_(None), *source.conditions).where(or_(*alike))
    numbers = list(reader.scalars(query.order_by(source.id).limit(200)))
    labels = reference_labels(reader, spec)
    found = [
        _candidate(spec, draft, record, labels, is_found=record["id"] == row.record_id)
        for record in rows(reader, spec, numbers)
    ]
    return tuple(sorted(found, key=lambda one: (-one.score, one.record_id))[:_MOST])


def _alike(
    source: Source, spec: RecordSpec, draft: Mapping[str, object]
) -> Iterator[ColumnElement[bool]]:
    name = draft.get(spec.name_field)
    if name is not None:
        yield source.values[spec.name_field] == name
        if "pinyin" in source.keys:
            for sound in search_keys(str(name))[0].split():
                yield source.keys["pinyin"] == sound
    single = [names[0] for names in spec.keys if len(names) == 1]
    phones = [f.name for f in spec.fields.values() if f.kind is Kind.PHONE and f.personal]
    for key in {*single, *phones} - {spec.name_field}:
        if draft.get(key) is not None:
            yield source.values[key] == draft[key]


def _candidate(
    spec: RecordSpec,
    draft: Mapping[str, object],
    record: Mapping[str, object],
    labels: Mapping[str, Mapping[int, str]],
    *,
    is_found: bool,
) -> Candidate:
    name_field = spec.fields[spec.name_field]
    name = show(name_field, record[name_field.name], labels.get(name_field.name))
    same = {k for k, v in draft.items() if record.get(k) == v}
    score, reasons = _of_name(spec, name, draft, same)
    single = {names[0] for names in spec.keys if len(names) == 1}
    for field in spec.fields.values():
        if field.name in same and field.name != spec.name_field:
            score += _KEY if field.name in single else _BESIDE.get(field.kind, _OTHER)
            reasons.append(f"{field.label}相同")
    score = max(score, _FOUND) if is_found else score
    facts = tuple(_facts(spec, record, labels))
    reason = "；".join(reasons[:_TOLD])
    return Candidate(int(str(record["id"])), name, max(1, min(score, _MOST_SURE)), reason, facts)


def _of_name(
    spec: RecordSpec, name: str, draft: Mapping[str, object], same: set[str]
) -> tuple[int, list[str]]:
    label = spec.fields[spec.name_field].label
    if spec.name_field in same:
        return _NAME, [f"{label}相同"]
    written = draft.get(spec.name_field)
    if isinstance(written, str) and not set(search_keys(written)[0].split()).isdisjoint(
        search_keys(name)[0].split()
    ):
        return _SOUND, [f"{label}读音相同"]
    return 0, []


def _facts(
    spec: RecordSpec, record: Mapping[str, object], labels: Mapping[str, Mapping[int, str]]
) -> Iterator[tuple[str, str]]:
    """By what a person tells the record: its keys, then what its list shows."""
    keys = [name for names in spec.keys for name in names]
    told = 0
    for name in dict.fromkeys([*keys, *spec.layout.table]):
        field: FieldSpec = spec.fields[name]
        if name == spec.name_field or record.get(name) is None or told == _TOLD:
            continue
        told += 1
        yield field.label, masked(field, show(field, record[name], labels.get(name)))
