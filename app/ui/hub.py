"""The border between screens and actions: run one, show what it says, tell who is concerned."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.errors import AppError
from app.spec.findings import Finding, Level

if TYPE_CHECKING:
    from app.store.unit import Changed

Work = Callable[[Mapping[str, str]], "Changed"]
AskReason = Callable[[Sequence[Finding]], "str | None"]
ShowFindings = Callable[[Sequence[Finding]], None]
ShowError = Callable[[AppError], None]


class ChangeHub(QObject):
    """Tells every open screen what an action touched."""

    changed = Signal(object)  # Changed


def run_action(
    hub: ChangeHub, work: Work, *, ask: AskReason, refuse: ShowFindings, show: ShowError
) -> Changed | None:
    """Run one user action to its end and announce the change.

    Args:
        work: does it; takes rule ids with the reasons given for going on in spite of them.
        ask: shows warnings and returns the reason for going on; ``None`` stops.
        refuse: shows findings that forbid the action.
        show: shows any other refusal.

    Returns:
        What was touched; ``None`` when the action did not happen.
    """
    from app.store.unit import RejectedError

    acknowledged: dict[str, str] = {}
    while True:
        try:
            changed = work(acknowledged)
        except RejectedError as refusal:
            if any(finding.level is Level.ERROR for finding in refusal.findings):
                refuse(refusal.findings)
                return None
            reason = ask(refusal.findings)
            if reason is None:
                return None
            acknowledged |= {finding.rule: reason for finding in refusal.findings}
        except AppError as error:
            show(error)
            return None
        else:
            hub.changed.emit(changed)
            return changed
