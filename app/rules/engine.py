"""Runs the rules: those that can refuse over what a save touched, all of them on request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.rules import extras, members, membership, organization, work
from app.rules.dues import checks as dues
from app.rules.profile import profile_of
from app.rules.rule import Rule, Scope
from app.spec.findings import Level

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

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


def check_all(
    reader: Connection, today: str, progress: Callable[[int, int], None] | None = None
) -> list[Finding]:
    """What all rules say of the whole ledger on the ISO day ``today``, errors first.

    Args:
        progress: told rules done and rules in all; what it raises stops the check.
    """
    scope = Scope(reader, today, profile_of(reader))
    found: list[Finding] = []
    for done, rule in enumerate(ALL_RULES, 1):
        found += rule.findings(scope)
        if progress is not None:
            progress(done, len(ALL_RULES))
    return sorted(found, key=lambda finding: list(Level).index(finding.level))


def check_rows(
    reader: Connection, table: str, row_ids: Collection[int], today: str
) -> list[Finding]:
    """What the rules say today of a few rows of ``table``, errors first; quick in any ledger."""
    ids = frozenset(row_ids)
    scope = Scope(reader, today, profile_of(reader), ids)
    rules = [rule for rule in ALL_RULES if rule.record == table] if ids else []
    found = [finding for rule in rules for finding in rule.findings(scope)]
    return sorted(
        (finding for finding in found if finding.record_id in ids),
        key=lambda finding: list(Level).index(finding.level),
    )


def last_days(reader: Connection, table: str, today: str) -> list[Finding]:
    """What has a last day among the findings of ``table``, for its list."""
    rules = [rule for rule in ALL_RULES if rule.record == table and rule.has_days]
    scope = Scope(reader, today, profile_of(reader)) if rules else None
    return [each for rule in rules if scope for each in rule.findings(scope) if each.due]
