"""Python's collector of garbage, put off where there is much and none of it is garbage."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


def spare_what_is_there() -> None:
    """Have the collector pass over all there is by now, for good; only the first call counts.

    For the moment when everything is imported: modules, classes and mappings stay to the end, and
    each full collection would walk over some half a million of their parts.
    """
    if not gc.get_freeze_count():
        gc.freeze()


@contextmanager
def no_collection() -> Iterator[None]:
    """Run a block without garbage collection.

    A hundred thousand rows held at once, or all that importing makes, are walked over again and
    again by the collector, which takes up to a third of the time and finds nothing.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
