"""Drafts: plain mappings of what a form or an importer holds before anything is saved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from app.spec.findings import Finding, Level
from app.spec.kinds import NUMERIC
from app.spec.values import show_kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.spec.field import FieldSpec
    from app.spec.record import RecordSpec

Draft = Mapping[str, object]


def _problems(field: FieldSpec, value: object) -> Iterator[str]:
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
    if field.choices is not None and value not in field.choices:
        examples = "、".join(field.choices.nearest(str(value)))
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
            for message in _problems(field, value)
        ]
    return found
