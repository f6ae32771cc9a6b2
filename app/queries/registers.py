"""Every register of a ledger, in the words of its unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from app.models.all import RECORDS, entries
from app.models.base import spec_of
from app.models.ledgers.specs import ledger_specs
from app.queries.organization.words import in_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from app.queries.organization.words import Words
    from app.spec.record import RecordSpec


def registers(reader: Connection, words: Words) -> Mapping[str, RecordSpec]:
    """Every register by id: core records that have a list, then working ledgers."""
    core = {spec.id: spec for spec in map(spec_of, RECORDS) if spec.layout.table}
    definition = entries.LedgerDefinition
    own = reader.scalars(select(definition.definition).where(definition.retired_at.is_(None)))
    known = core | ledger_specs(own)
    return {register: in_words(spec, words) for register, spec in known.items()}
