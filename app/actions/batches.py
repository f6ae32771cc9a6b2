"""Long work, in batches."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

T = TypeVar("T")
BATCH = 2000  # rows worked on at a time: enough to spread the cost of a call, little to hold


def batches(things: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    """``things`` in lists of ``size``; the last may be shorter."""
    waiting = iter(things)
    while batch := list(islice(waiting, size)):
        yield batch
