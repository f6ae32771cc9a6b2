"""What the rules say of one record, and of what belongs to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from app.models.members.dues import Dues
from app.models.members.member import Member
from app.models.members.membership import MembershipEvent
from app.models.organization.holdings import Certificate, newest_legal_certificate
from app.models.organization.union import Union
from app.rules.engine import check_rows
from app.spec.findings import Level

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection

    from app.spec.findings import Finding

_OF_MEMBER = (MembershipEvent, Dues)


def findings_of(reader: Connection, register: str, number: int, today: str) -> list[Finding]:
    """What the rules say today of a record, errors first.

    Of a member's changes and dues as well; of the union's card, of its certificate as well.
    """
    found = check_rows(reader, register, (number,), today)
    for table, ids in _parts(reader, register, number):
        found += check_rows(reader, table, ids, today)
    return sorted(found, key=lambda finding: list(Level).index(finding.level))


def _parts(reader: Connection, register: str, number: int) -> Iterator[tuple[str, Sequence[int]]]:
    if register == Member.__tablename__:
        for part in _OF_MEMBER:
            columns = part.__table__.c
            ids = reader.scalars(select(columns.id).where(columns.member_id == number)).all()
            yield part.__tablename__, ids
    elif register == Union.__tablename__:
        newest = reader.execute(newest_legal_certificate()).first()
        yield Certificate.__tablename__, [newest.id] if newest is not None else []
