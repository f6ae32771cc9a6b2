"""Acknowledged means durable: no kill and no failing disk takes back or halves what was saved."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.harness

ROOT = Path(__file__).parents[2]
PROGRAMS = {
    "edits killed": ("killing", "edit", "240", "1"),
    "imports killed": ("killing", "import", "60", "1"),
    "without a journal": ("killing", "import", "60", "1", "unsafe"),
    "calls of a save killed": ("system_calls", "save", "kill"),
    "calls of a save failed": ("system_calls", "save", "error"),
    "calls of an import killed": ("system_calls", "import", "kill"),
    "calls of an undo killed": ("system_calls", "undo", "kill"),
    "calls of a restore killed": ("system_calls", "restore", "kill"),
    "calls of an upgrade killed": ("system_calls", "upgrade", "kill"),
}
Outcome = tuple[int, dict[str, int], str]


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Outcome]]:
    """Runs all programs at once; gives exit code, figures and messages of the one asked for."""
    running = {}
    for name, (module, *words) in PROGRAMS.items():
        folder = tmp_path_factory.mktemp("harness")
        command = [sys.executable, "-m", f"tests.harness.{module}", folder, *words]
        running[name] = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def wait_for(name: str) -> Outcome:
        said, complained = running[name].communicate(timeout=500)
        return running[name].returncode, json.loads(said or "{}"), complained

    yield wait_for
    for process in running.values():
        process.kill()
        process.communicate()


@pytest.mark.parametrize(("name", "kills"), [("edits killed", 240), ("imports killed", 60)])
def test_random_kills_lose_nothing(
    outcome: Callable[[str], Outcome], name: str, kills: int
) -> None:
    code, figures, complained = outcome(name)
    assert code == 0, complained
    assert figures["kills"] == kills
    assert figures["acknowledged"] > kills / 2
    assert figures["hot"] > kills / 4, "the kills seldom hit a save: the test does not bite"


def test_the_harness_notices_a_broken_promise(outcome: Callable[[str], Outcome]) -> None:
    code, _figures, complained = outcome("without a journal")
    assert code == 1
    assert "AssertionError" in complained


@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("calls of a save killed", 25),
        ("calls of a save failed", 50),
        ("calls of an import killed", 50),
        ("calls of an undo killed", 25),
        ("calls of a restore killed", 40),
        ("calls of an upgrade killed", 100),
    ],
)
def test_no_single_system_call_matters(
    outcome: Callable[[str], Outcome], name: str, least: int
) -> None:
    code, figures, complained = outcome(name)
    assert code == 0, complained
    assert figures["harmed"] >= least
