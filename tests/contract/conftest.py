"""One small sample ledger for everything that runs over all registers and papers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.bootstrap import Desk, open_desk
from tests.ledgers import new_sample

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def sample_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sample") / "sample.ghdb"
    new_sample(path, 40)
    return path


@pytest.fixture(scope="session")
def sample(sample_path: Path) -> Iterator[Desk]:
    """The sample, open for reading: tests share it."""
    with open_desk(sample_path, write=False) as desk:
        yield desk
