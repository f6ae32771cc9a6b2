"""Which records have the papers they should have: a condition that lists can be narrowed by."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import exists

from app.models.all import attachments
from app.models.base import codes

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from app.queries.sources import Source

KINDS = codes("attachment_kind")
# The papers that an inspection asks for each record of a register.
EXPECTED: dict[str, tuple[str, ...]] = {"member": ("application", "registration")}
_HELD = attachments.Attachment.__table__.c


class Papers(NamedTuple):
    """Records that have an attachment, or that have none.

    Attributes:
        kind: code of the kind it must be of; blank for any.
    """

    present: bool
    kind: str = ""

    @property
    def words(self) -> str:
        """What is asked for, as people say it: 缺入会申请书."""
        if self.kind:
            return f"{'有' if self.present else '缺'}{KINDS.label(self.kind)}"
        return "有附件" if self.present else "没有附件"


def choices_for(register: str) -> tuple[Papers, ...]:
    """What the list of a register can be narrowed to."""
    lacking = (Papers(present=False, kind=kind) for kind in EXPECTED.get(register, ()))
    return (Papers(present=True), Papers(present=False), *lacking)


def holds(source: Source, papers: Papers) -> ColumnElement[bool]:
    """Whether a row of ``source`` is as ``papers`` asks."""
    held = exists().where(
        _HELD.register == source.spec.id,
        _HELD.record_id == source.id,
        _HELD.retired_at.is_(None),
    )
    if papers.kind:
        held = held.where(_HELD.kind == papers.kind)
    return held if papers.present else ~held
