"""不是同一个人: a pair that looked like one and was found to be two."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from app.actions.keeping import no_such_record
from app.models.distinct import DistinctPair, fingerprint, identity_fields
from app.queries.listing import rows

if TYPE_CHECKING:
    from app.spec.record import RecordSpec
    from app.store.unit import Unit


def tell_apart(unit: Unit, spec: RecordSpec, first: int, second: int) -> None:
    """Remember that two records are two; what was concluded of them before is put aside.

    Raises:
        Refused: one of them is not there.
    """
    numbers = sorted((first, second))
    told = rows(unit.connection, spec, numbers, identity_fields(spec))
    if len(told) != 2:
        raise no_such_record(spec)
    pair = DistinctPair
    earlier = unit.connection.scalars(
        select(pair.id).where(
            pair.register == spec.id,
            pair.first_id == numbers[0],
            pair.second_id == numbers[1],
            pair.retired_at.is_(None),
        )
    ).all()
    for number in earlier:
        unit.update(DistinctPair, number, {"retired_at": unit.now})
    unit.insert(
        DistinctPair,
        [
            {
                "register": spec.id,
                "first_id": numbers[0],
                "second_id": numbers[1],
                "fingerprint": fingerprint(spec, *told),
            }
        ],
    )
