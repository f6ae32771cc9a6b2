"""Ledgers for tests that need a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.clock import FixedClock
from tests.ledgers import new_desk, new_ledger, open_ledger

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.bootstrap import Desk
    from app.store.ledger import Ledger


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def ledger_path(tmp_path: Path) -> Path:
    """An empty ledger file."""
    return new_ledger(tmp_path / "台账.ghdb")


@pytest.fixture
def ledger(ledger_path: Path, clock: FixedClock) -> Iterator[Ledger]:
    """An empty ledger, open for writing, without rules."""
    with open_ledger(ledger_path, clock=clock) as opened:
        yield opened


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """An empty ledger of some union, with its rules."""
    path = tmp_path / "某某.ghdb"
    with new_desk(path) as opened:
        yield opened
