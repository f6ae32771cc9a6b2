"""Runs the rules: those that can refuse over what a save touched, all of them on request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.rules import extras, members, membership, organization, work
from app.rules.dues import checks as dues
from app.rules.profile import profile_of
from app.rules.rule import Rule, Scope

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sqlalchemy import Connection

    from app.spec.findings import Finding

ALL_RULES: tuple[Rule, ...] = (
    *organization.RULES,
    *members.RULES,
    *membership.RULES,
    *extras.RULES,
    *dues.RULES,
    *work.RULES,
)
_ASKED_BY_ID = 1000  # above this many rows, reading the whole table is faster than asking for each


def check_saved(
    reader: Connection, touched: Mapping[str, Collection[int]], today: str
) -> list[Finding]:
    """What the rules say against the rows about to be saved.

    Args:
        reader: sees the rows as they will be.
        touched: table to ids of its rows added or changed.
        today: ISO day.
    """
    profile = profile_of(reader)
    found: list[Finding] = []
    for table, row_ids in touched.items():
        ids = frozenset(row_ids)
        asked = ids if len(ids) <= _ASKED_BY_ID else None
        scope = Scope(reader, today, profile, asked, saving=True)
        found += [
            finding
            for rule in ALL_RULES
            if rule.at_save and rule.record == table
            for finding in rule.findings(scope)
            if finding.record_id is None or finding.record_id in ids
        ]
    return found


def check_all(reader: Connection, today: str) -> list[Finding]:
    """What all rules say of the whole ledger on the ISO day ``today``, errors first."""
    scope = Scope(reader, today, profile_of(reader))
    found = [finding for rule in ALL_RULES for finding in rule.findings(scope)]
    order = ("error", "warning", "note")
    return sorted(found, key=lambda finding: order.index(finding.level))
