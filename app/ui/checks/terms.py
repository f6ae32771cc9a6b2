"""Last days in the list of a register: 2026-11-26　还有 6 天."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from app.errors import AppError
from app.queries.findings.gathered import term_words
from app.rules.engine import last_days
from app.spec.findings import Level
from app.ui.style.tokens import Colour

if TYPE_CHECKING:
    from app.bootstrap import Desk
    from app.ui.table.cells import Cell


class Term(NamedTuple):
    """How much time is left, and what for."""

    words: str
    message: str
    ink: Colour


class Terms(dict[tuple[int, str], Term]):
    """By row number and field, what has a last day."""

    def told(self, cell: Cell, number: int, name: str) -> Cell:
        """``cell`` with its term; it is copied without. A blank cell stays blank."""
        term = self.get((number, name))
        if term is not None and cell.text:
            cell.whole = cell.whole or cell.text
            cell.text = f"{cell.text}　{term.words}"
            cell.ink, cell.message = term.ink, term.message
        return cell


def terms_of(desk: Desk, register: str) -> Terms:
    """The terms of a register today; none while the figures of the rules cannot be read."""
    try:
        found = last_days(desk.reader, register, desk.today)
    except AppError:
        return Terms()  # the page 检查 says why
    return Terms(
        {
            (finding.record_id, finding.field): Term(
                term_words(finding.due, desk.today),
                finding.message,
                Colour.BAD if finding.level is Level.ERROR else Colour.WARN,
            )
            for finding in found
            if finding.record_id is not None and finding.field and finding.due
        }
    )
