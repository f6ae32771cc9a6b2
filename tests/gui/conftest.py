"""A window on a real ledger in a temporary folder, dressed as on a user's screen."""

from __future__ import annotations

import shutil
from random import Random
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, QEvent

from app.actions import records
from app.actions.sample.papers import letter, scan
from app.bootstrap import Desk, create_desk, open_desk
from app.clock import FixedClock
from app.ui.office import Office
from app.ui.preferences import Preferences
from app.ui.register.screen import RegisterScreen
from app.ui.style.sheet import dress
from app.ui.style.tokens import TEXT_SIZES, WINDOW_HEIGHT, WINDOW_WIDTH
from app.ui.tasks import end_all
from app.ui.window import MainWindow
from tests.builders import an_id_number
from tests.gui.attaching import section_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from app.ui.attachments.section import AttachmentsSection

UNION = "临湖市测试机械有限公司工会委员会"
PEOPLE = (
    {"card_no": "LH0001", "name": "白建军", "sex": "1", "mobile": "13800000001"},
    {"card_no": "LH0002", "name": "曹桂芳", "sex": "2", "monthly_dues_fen": 2400},
    {"card_no": "LH0003", "name": "邓立伟", "sex": "1", "monthly_dues_fen": 2500},
    {"card_no": "LH0004", "name": "高秀珍", "sex": "2", "monthly_dues_fen": 2100},
)


@pytest.fixture(scope="session")
def dressed(qapp: QApplication) -> QApplication:
    dress(qapp, 1.0, shipped_only=True)
    return qapp


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with two groups, four members and three activities, made once."""
    path = tmp_path_factory.mktemp("template") / "测试.ghdb"
    with create_desk(path, UNION, clock=FixedClock(), actor="测试") as desk:
        specs = desk.specs
        desk.act(
            "add_records",
            "小组",
            lambda unit: records.add_all(
                unit, specs["member_group"], [{"name": "装配一组"}, {"name": "装配二组"}]
            ),
        )
        desk.act(
            "add_records",
            "会员",
            lambda unit: records.add_all(unit, specs["member"], _people()),
            acknowledged="测试",
        )
        desk.act(
            "add_records",
            "活动",
            lambda unit: records.add_all(
                unit,
                specs["XJ-03"],
                [
                    {"held_on": "2026-03-05", "name": "健步走", "people_count": 40},
                    {"held_on": "2026-05-01", "name": "篮球赛", "cost_fen": 320_000},
                    {"held_on": "2026-09-12", "name": "书画展", "cost_fen": 120_050},
                ],
            ),
        )
    return path


@pytest.fixture
def desk(template: Path, tmp_path: Path) -> Iterator[Desk]:
    """The ledger of the template, a copy for each test."""
    path = tmp_path / template.name
    shutil.copyfile(template, path)
    with open_desk(path, clock=FixedClock(), actor="测试") as desk:
        yield desk


WORKERS = (
    {"name": "赵一", "sex": "1", "group_id": 1, "hired_on": "2020-03-01"},
    {"name": "钱二", "sex": "2", "group_id": 2, "hired_on": "2021-05-01", "is_migrant": True},
    {"name": "孙三", "sex": "1", "group_id": 2, "hired_on": "2019-01-01", "left_on": "2026-03-31"},
)


@pytest.fixture
def with_workers(desk: Desk) -> Desk:
    """The ledger with three who are no members, the last of whom has left."""
    workers = [{**person, "standing": "worker"} for person in WORKERS]
    desk.act(
        "add_records",
        "职工",
        lambda unit: records.add_all(unit, desk.specs["member"], workers),
        acknowledged="测试",
    )
    return desk


def _people() -> list[Mapping[str, object]]:
    return [
        {
            **person,
            "id_type": "1",
            "id_number": an_id_number("19850301", 2 * place + 2 - int(str(person["sex"])) % 2),
            "born_on": "1985-03-01",
            "group_id": 1,
            "approved_on": "2010-07-01",
        }
        for place, person in enumerate(PEOPLE)
    ]


@pytest.fixture
def preferences(tmp_path: Path) -> Preferences:
    return Preferences(tmp_path / "window.ini")


@pytest.fixture
def office(dressed: QApplication, desk: Desk, preferences: Preferences) -> Iterator[Office]:
    yield Office(desk, preferences)
    end_all()


# What a test is about is opened at once: building the first page besides takes as long again.
_OPENED_ON = {"members": "member", "activities": "XJ-03"}


@pytest.fixture
def window(office: Office, qtbot: QtBot, request: pytest.FixtureRequest) -> MainWindow:
    """The window at the size of an office screen."""
    window = MainWindow()
    qtbot.addWidget(window)
    asked = (page for name, page in _OPENED_ON.items() if name in request.fixturenames)
    window.open_office(office, next(asked, ""))
    window.show()
    qtbot.waitExposed(window)
    return window


@pytest.fixture
def members(window: MainWindow, qtbot: QtBot) -> RegisterScreen:
    return _register(window, qtbot, _OPENED_ON["members"])


@pytest.fixture
def activities(window: MainWindow, qtbot: QtBot) -> RegisterScreen:
    """A working ledger: declared by data alone."""
    return _register(window, qtbot, _OPENED_ON["activities"])


def _register(window: MainWindow, qtbot: QtBot, name: str) -> RegisterScreen:
    window.go(name)
    screen = window.current_screen
    assert isinstance(screen, RegisterScreen)
    qtbot.waitUntil(screen.isVisible)
    screen.take_focus()
    return screen


@pytest.fixture(autouse=True)
def swept(dressed: QApplication) -> None:
    """The windows of the test before are gone; all of them together would slow each style sheet."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


# --- attachments ----------------------------------------------------------------------------


@pytest.fixture
def papers(tmp_path: Path) -> dict[str, Path]:
    """A scan, a letter, a text, a program that calls itself a picture, and a document."""
    dice = Random("test")
    contents = {
        "入会申请书.png": scan(dice),
        "批复.pdf": letter(has_seal=True),
        "说明.txt": "第一行\n第二行".encode("gb18030"),
        "照片.jpg": b"MZ\x90\x00" + bytes(100),
        "决定.docx": b"PK\x03\x04" + bytes(100),
    }
    folder = tmp_path / "papers"
    folder.mkdir()
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return {name: folder / name for name in contents}


@pytest.fixture
def section(members: RegisterScreen) -> AttachmentsSection:
    """The section of 白建军, in the panel."""
    members.card.view.go(0, 0)
    return section_of(members)


@pytest.fixture(params=TEXT_SIZES)
def sized_window(
    request: pytest.FixtureRequest,
    dressed: QApplication,
    desk: Desk,
    preferences: Preferences,
    qtbot: QtBot,
) -> Iterator[MainWindow]:
    """The window at the size of an office screen, once for each size of text."""
    dress(dressed, request.param, shipped_only=True)
    window = MainWindow()
    qtbot.addWidget(window)
    window.open_office(Office(desk, preferences))
    window.resize(WINDOW_WIDTH, WINDOW_HEIGHT)
    window.show()
    qtbot.waitExposed(window)
    yield window
    end_all()
    window.close()
    dress(dressed, 1.0, shipped_only=True)
