"""Where a finding is mended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.ui.screens.screen import CellOf, FieldOf

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.spec.findings import Finding
    from app.spec.record import RecordSpec

_PAPERS = "preview"


def place_of_mending(
    finding: Finding, specs: Mapping[str, RecordSpec]
) -> tuple[str, object] | None:
    """The page to go to and what to show there; ``None`` where no page holds it.

    Of the ledger as a whole a rule only speaks when papers are wanting.
    """
    if not finding.record:
        return _PAPERS, None
    spec = specs.get(finding.record)
    if spec is None or finding.record_id is None:
        return None
    if spec.is_single:
        return spec.id, FieldOf(finding.field or "")
    if finding.field:
        return spec.id, CellOf(finding.record_id, finding.field)
    return spec.id, finding.record_id
