"""Every record of the ledger; importing this module maps them all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.models import attachments, distinct, import_recipe, journal, letters, own_figures
from app.models.extras import columns
from app.models.ledgers import entries
from app.models.members import (
    activist,
    card_issue,
    dues,
    hardship,
    honour,
    member,
    membership,
    snapshot,
)
from app.models.organization import groups, holdings, seals, union, units

if TYPE_CHECKING:
    from app.models.base import Record

__all__ = [
    "RECORDS",
    "activist",
    "attachments",
    "card_issue",
    "columns",
    "distinct",
    "dues",
    "entries",
    "groups",
    "hardship",
    "holdings",
    "honour",
    "import_recipe",
    "journal",
    "letters",
    "member",
    "membership",
    "own_figures",
    "record_called",
    "seals",
    "snapshot",
    "union",
    "units",
]

# Chapter by chapter, in the order in which the window shows them.
RECORDS: tuple[type[Record], ...] = (
    union.Union,
    groups.Group,
    units.CoveredUnit,
    units.Headcount,
    holdings.Regulation,
    holdings.Certificate,
    holdings.BankAccount,
    seals.Seal,
    seals.SealUse,
    member.Member,
    membership.MembershipEvent,
    honour.Honour,
    activist.Activist,
    hardship.HardshipFile,
    snapshot.Snapshot,
    card_issue.CardIssue,
    dues.Dues,
    dues.DuesBase,
    dues.DuesExemption,
    dues.DuesReceipt,
    dues.DuesTalk,
    entries.LedgerDefinition,
    entries.LedgerEntry,
    attachments.Attachment,
    columns.ExtraColumn,
    distinct.DistinctPair,
    letters.LetterText,
    own_figures.OwnFigure,
    import_recipe.ImportRecipe,
)


def record_called(table: str) -> type[Record]:
    """The record whose rows stand in ``table``.

    Raises:
        StopIteration: there is none.
    """
    return next(record for record in RECORDS if record.__tablename__ == table)
