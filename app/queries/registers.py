"""Every register of a ledger, in the words of its unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.models.extras.specs import open_specs
from app.queries.organization.words import in_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from app.queries.organization.words import Words
    from app.spec.record import RecordSpec


def registers(reader: Connection, words: Words) -> Mapping[str, RecordSpec]:
    """Every register by id, with the columns that the user added to it."""
    return {register: in_words(spec, words) for register, spec in open_specs(reader).items()}
