"""Long work: in batches, and without the garbage collector walking over what it makes."""

from __future__ import annotations

import gc
from contextlib import contextmanager
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


@contextmanager
def no_collection() -> Iterator[None]:
    """Run a block without garbage collection.

    A hundred thousand rows held at once are walked over again and again by the collector, which
    takes up to a third of the time and finds nothing.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
