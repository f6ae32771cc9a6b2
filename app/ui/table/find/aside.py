"""Replacing in very many cells, away from the window's thread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.ui.hub import ChangeHub, run_action
from app.ui.table.writing import Writer

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.bootstrap import Desk
    from app.store.unit import Changed, Unit
    from app.ui.hub import AskReason, ShowError, ShowFindings
    from app.ui.table.find.replacing import Replacement
    from app.ui.table.model import RegisterModel
    from app.ui.table.writing import Outcome, Typed
    from app.ui.tasks import Progress


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a replacement.

    Attributes:
        typed: what was typed into which cells, with what was held in their rows before.
        changed: what the screens have to be told; ``None`` where nothing was written.
    """

    typed: dict[int, Typed]
    outcome: Outcome
    changed: Changed | None


class _Desk:
    """Acts on the ledger without telling the screens, which live in another thread."""

    def __init__(self, desk: Desk, progress: Progress) -> None:
        self._desk = desk
        self._progress = progress
        self.changed: Changed | None = None

    def act(
        self,
        name: str,
        title: str,
        work: Callable[[Unit], object],
        *,
        ask: AskReason,
        refuse: ShowFindings,
        show: ShowError,
    ) -> Changed | None:
        """Run one action; stopped by the user, it leaves nothing behind."""

        def watched(unit: Unit) -> None:
            work(unit)
            self._progress.check()  # the last moment at which nothing is written yet

        changed = run_action(
            ChangeHub(),
            lambda acknowledged: self._desk.act(name, title, watched, acknowledged=acknowledged),
            ask=ask,
            refuse=refuse,
            show=show,
        )
        self.changed = changed or self.changed
        return changed


def write_aside(model: RegisterModel, replacement: Replacement, progress: Progress) -> Written:
    """Read the cells, replace the word, and save; the table is told nothing yet."""
    desk = _Desk(model.office.desk, progress)
    writer = Writer(desk, model.spec)
    writer.labels = model.labels
    with model.office.desk.snapshot() as reader:
        typed = model.with_held(replacement.typed(reader, progress.check))
    outcome = writer.save(replacement.title, typed)
    return Written(typed, outcome, desk.changed)
