"""New rows that were refused, one behind the other: nothing that was pasted is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from app.ui.table.writing import NEW

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.ui.table.writing import Held, Outcome, Typed


class Waiting(NamedTuple):
    """A new row as it was typed or pasted.

    Attributes:
        held: by field, what is said against it.
    """

    typed: Typed
    held: Mapping[str, Held]


def refused_of(outcome: Outcome, additions: Sequence[Typed]) -> list[Waiting]:
    """Those of ``additions`` that were not saved, in their order."""
    places = sorted({NEW - number for number, _name in outcome.held if number <= NEW})
    return [
        Waiting(
            additions[place],
            {name: held for (number, name), held in outcome.held.items() if number == NEW - place},
        )
        for place in places
    ]
