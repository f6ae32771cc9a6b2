"""Under which headings a sheet for a real-name system comes back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.spec.codes import fold

if TYPE_CHECKING:
    from app.models.real_name_template import Template
    from app.spec.record import RecordSpec

# Columns of sheets that tell the last change of membership, and the event's fields they repeat.
KIND, DAY, REASON = "last_change", "last_changed_on", "last_change_reason"
_OF_EVENT = {"kind": KIND, "happened_on": DAY, "reason": REASON}


def headed(spec: RecordSpec, template: Template) -> RecordSpec:
    """``spec`` of members' sheets, its fields known by the headings of ``template`` as well.

    A heading that a column goes by already stays with that column.
    """
    fields = dict(spec.fields)
    taken = {fold(word) for field in fields.values() for word in (field.label, *field.aliases)}
    for column in template.columns:
        name = column.field or _OF_EVENT.get(column.event, "")
        if name and fold(column.heading) not in taken:
            aliases = (*fields[name].aliases, column.heading)
            fields[name] = replace(fields[name], aliases=aliases)
    return replace(spec, fields=fields)
