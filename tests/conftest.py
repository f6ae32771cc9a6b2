"""What every test runs under: no screen, the shipped fonts, a quiet log, reviewed papers."""

from __future__ import annotations

import logging
import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pytest

from app.garbage import spare_what_is_there

os.environ["QT_QPA_PLATFORM"] = "offscreen"  # read when Qt is first imported

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication

TESTS = Path(__file__).parent
FONTS = TESTS.parent / "resources" / "fonts"


class Golden(Protocol):
    """Compares a rendering with the reviewed one."""

    def __call__(self, name: str, text: str) -> None: ...


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--golden-update", action="store_true", help="renew tests/golden")


@pytest.fixture
def golden(pytestconfig: pytest.Config) -> Golden:
    """`golden("roster", text)` demands the text of tests/golden/roster.txt, to the letter."""

    def compare(name: str, text: str) -> None:
        file = TESTS / "golden" / f"{name}.txt"
        if pytestconfig.getoption("--golden-update"):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8", newline="\n")
        assert file.exists(), f"{file} is missing; make it with --golden-update and review it"
        assert text == file.read_text(encoding="utf-8")

    return compare


@pytest.fixture(scope="session")
def qapp(qapp: QApplication) -> QApplication:
    """The application of pytest-qt, drawing with the shipped fonts on every machine."""
    from PySide6.QtGui import QFont, QFontDatabase

    for file in sorted(FONTS.glob("*.ttf")):
        assert QFontDatabase.addApplicationFont(str(file)) != -1, file
    font = QFont()
    font.setFamilies(["Noto Sans SC", "Noto Sans SC Wide"])
    qapp.setFont(font)
    return qapp


@pytest.fixture(autouse=True)
def quiet_log(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """A warning nobody expected fails the test; who expects one ends with `caplog.clear()`."""
    yield
    records = caplog.get_records("setup") + caplog.get_records("call")
    loud = [record.getMessage() for record in records if record.levelno >= logging.WARNING]
    assert loud == [], "unexpected log lines"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    able = sys.platform == "linux" and os.geteuid() == 0 and shutil.which("strace")
    for item in items:
        if not able and item.get_closest_marker("harness"):
            item.add_marker(pytest.mark.skip(reason="needs Linux, root and strace"))


def pytest_collection_finish() -> None:
    """What is imported by now stays: the collector need not walk over it after every test."""
    spare_what_is_there()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many harness tests did not run; the run on a bare machine demands none."""
    stats = terminalreporter.stats
    left_out = ["harness" in report.keywords for report in stats.get("skipped", ())]
    left_out += ["harness" in item.keywords for item in stats.get("deselected", ())]
    terminalreporter.write_line(f"harness tests left out: {sum(left_out)}")
