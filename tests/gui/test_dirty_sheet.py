"""A stranger's bad sheet becomes a register and a printed roster, by clicks and keys alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pypdfium2
import pytest
from openpyxl import Workbook, load_workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from app.actions import records
from app.bootstrap import House, create_desk, verify_file
from app.clock import FixedClock
from app.queries.listing import View, iter_rows
from app.ui.application import Front
from app.ui.importing.asking.dates import DateAsk
from app.ui.importing.asking.review import ReviewLine
from app.ui.importing.asking.words import WordLine
from app.ui.importing.screen import ImportScreen
from app.ui.printing.screen import PrintScreen
from app.ui.register.screen import RegisterScreen
from app.ui.widgets.chooser import Chooser
from tests.builders import an_id_number
from tests.gui.hands import button_called
from tests.gui.import_page import settle

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.ui.preferences import Preferences

UNION = "临湖市蓝禾精密机械有限公司工会委员会"
GROUPS = ("机加一组", "机加二组", "热处理组")


def number(year: int, sequence: int) -> str:
    return an_id_number(f"{year}0615", sequence)


def with_letter(whole: str) -> str:
    """An identity number with the letter O for the first nought of its serial number."""
    place = whole.index("0", 14)
    return f"{whole[:place]}O{whole[place + 1 :]}"


LOST, CUT, OLD = number(1979, 31), number(1980, 33), number(1981, 35)


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """Everything at once that personnel offices do to a sheet."""
    book = Workbook()
    page = book.worksheets[0]
    page.title = "在册"
    for row in (
        ("临湖市蓝禾精密机械有限公司",),
        ("在册职工花名册",),
        ("序号", "基本情况", None, "所在工会小组", "入会时间", "手机"),
        (None, "姓 名", "身份证号码", None, None, None),
        (1, "白 建 军", number(1971, 11), "机加2组", "2009.3", "13800000001"),
        (2, "曹桂芳", number(1972, 12), "机加 二组", 40360, "13800000002"),
        (3, "邓立伟", with_letter(number(1973, 13)), "机加二班组", "2011年5月16日", "13800000003"),
        (4, "何文斌", number(1974, 15), "机加工2组", "2013/6/3", "13800000004"),
        (5, "孙晓梅", number(1975, 16), "热处理组", "05/03/24", "13800000005"),
        (6, "唐志远", number(1976, 17), "热处理组", "06/04/24", "13800000006"),
        (7, "吴金花", number(1977, 18), "机加工2组", "2018", "13800000007"),
        (7, "吴金花", number(1977, 18), "机加工2组", "2018", "13800000007"),  # sent twice
        (8, "王建国", float(LOST[:-1] + "0"), "机加一组", "2015.4", "13800000008"),
        (9, "徐海涛", CUT[:15] + "000", "机加一组", "2016.4", "13800000009"),
        (10, "马立新", OLD[:6] + OLD[8:17], "机加一组", "2017.4", "13800000010"),
        (11, "林春华", None, "热处理组", None, "13800000011"),
        (None, "小计", None, None, None, None),
        ("合计：11 人",),
        ("制表人：人事部",),
    ):
        page.append(row)
    for block in ("A3:A4", "B3:C3", "D3:D4", "E3:E4", "F3:F4"):
        page.merge_cells(block)
    path = tmp_path / "在册职工2026年10月.xlsx"
    book.save(path)
    return path


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """A register with three groups and one person, of whose name the sheet has one as well."""
    path = tmp_path / "工会.ghdb"
    with create_desk(path, UNION, clock=FixedClock(), actor="测试") as desk:
        groups, members = desk.specs["member_group"], desk.specs["member"]
        known = {"name": "林春华", "sex": "2", "id_type": "1", "id_number": number(1978, 20)}
        desk.act(
            "add_records",
            "小组",
            lambda unit: records.add_all(unit, groups, [{"name": name} for name in GROUPS]),
        )
        desk.act(
            "add_records",
            "会员",
            lambda unit: records.add_all(unit, members, [known]),
            acknowledged="测试",
        )
    return path


@pytest.fixture
def files(sheet: Path) -> list[Path]:
    """What is answered when a table is asked for: the first, then the next."""
    return [sheet]


@pytest.fixture
def front(
    preferences: Preferences,
    dressed: QApplication,
    tmp_path: Path,
    files: list[Path],
    ledger: Path,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> Iterator[Front]:
    places = {"拒收行另存": tmp_path / "拒收.xlsx", "存为文件": tmp_path / "花名册.pdf"}
    monkeypatch.setattr(Chooser, "new_file", lambda _self, _parent, title, *_more: places[title])
    monkeypatch.setattr(Chooser, "existing_file", lambda *_asked: files[-1])
    made = Front(preferences, House(FixedClock()))
    qtbot.addWidget(made.window)
    made.window.resize(1366, 728)
    made.window.show()
    qtbot.waitExposed(made.window)
    made.open(ledger)
    yield made
    made.window.close()


def press(front: Front, words: str, qtbot: QtBot) -> None:
    """Click the button that says so, as soon as it can be clicked."""

    def found() -> list[QPushButton]:
        return [
            made
            for made in front.window.findChildren(QPushButton)
            if made.text().startswith(words) and made.isVisible() and made.isEnabled()
        ]

    qtbot.waitUntil(lambda: bool(found()), timeout=20_000)
    qtbot.mouseClick(found()[0], Qt.MouseButton.LeftButton)


def page(front: Front, kind: type[QWidget], qtbot: QtBot) -> QWidget:
    qtbot.waitUntil(lambda: isinstance(front.window.current_screen, kind), timeout=20_000)
    screen = front.window.current_screen
    assert screen is not None
    return screen


def counts(screen: ImportScreen) -> dict[str, int]:
    assert screen.looked is not None
    found = screen.looked.preview.counts
    parts = ("new", "changed", "same", "skipped", "refused")
    assert found["read"] == sum(found[part] for part in parts)
    return {part: found[part] for part in parts}


def answer_questions(screen: ImportScreen, qtbot: QtBot) -> None:
    """The dates are days first; 机加工2组 is 机加二组; 林春华 is the one on file."""
    assert not screen.write_button.isEnabled()
    ask = screen.findChildren(DateAsk)[0]
    day_first = next(made for made in ask.orders.buttons if made.text() == "2024-03-05")
    qtbot.mouseClick(day_first, Qt.MouseButton.LeftButton)
    settle(screen, qtbot)
    panel = screen.bench.questions
    tab = next(made for made in panel.parts.buttons if made.text().startswith("名称"))
    qtbot.mouseClick(tab, Qt.MouseButton.LeftButton)
    words = screen.findChildren(WordLine)
    assert [line.question.word for line in words] == ["机加工2组"]  # the others are settled
    meanings = words[0].meanings.buttons
    meanings[0].setFocus()
    qtbot.keyClick(meanings[0], Qt.Key.Key_Space)
    settle(screen, qtbot)
    tab = next(made for made in panel.parts.buttons if made.text().startswith("疑似同一人"))
    qtbot.mouseClick(tab, Qt.MouseButton.LeftButton)
    near = screen.findChildren(ReviewLine)[-1]
    qtbot.mouseClick(button_called(near, "就是这人"), Qt.MouseButton.LeftButton)
    settle(screen, qtbot)
    assert screen.write_button.isEnabled()


def mend_here(screen: ImportScreen, text: str, qtbot: QtBot) -> None:
    """Go to the next refusal and type what is missing over the cell at fault."""
    screen.bench.table.setFocus()
    half = screen.bench.table.file
    qtbot.keyClick(half, Qt.Key.Key_F8)
    finding = screen.bench.finding
    assert finding.input is not None
    QTest.keyClicks(finding.input, text)
    qtbot.keyClick(finding.input, Qt.Key.Key_Return)
    settle(screen, qtbot)


def people(front: Front) -> dict[object, dict[str, object]]:
    assert front.window.office is not None
    desk = front.window.office.desk
    names = ("name", "id_number", "group_id", "joined_on", "mobile")
    rows = iter_rows(desk.reader, desk.specs["member"], View(), names)
    return {row["name"]: row for row in rows}


def put_in_order(front: Front, qtbot: QtBot) -> ImportScreen:
    """Questions are answered, two damaged numbers mended; a third stays refused."""
    press(front, "导入", qtbot)
    screen = page(front, ImportScreen, qtbot)
    assert isinstance(screen, ImportScreen)
    press(front, "选择表格", qtbot)
    settle(screen, qtbot)
    assert screen.looked is not None
    heading = screen.looked.heading
    assert (heading.first_line, heading.last_line) == (3, 4)
    answer_questions(screen, qtbot)
    # The row that was sent twice is skipped without a word.
    assert counts(screen) == {"new": 7, "changed": 1, "same": 0, "skipped": 4, "refused": 3}
    screen.bench.table.go(0)
    mend_here(screen, LOST, qtbot)
    mend_here(screen, CUT, qtbot)
    assert counts(screen) == {"new": 9, "changed": 1, "same": 0, "skipped": 4, "refused": 1}
    return screen


def mend_left_out(saved: Path) -> Path:
    """The workbook of rows left out, with the number that was missing."""
    book = load_workbook(saved)
    left_out = book.worksheets[0]
    heads = [cell.value for cell in left_out[2]]
    assert heads[-1] == "没有写入的原因"
    numbers = next(n for n, head in enumerate(heads) if "身份证号" in str(head))
    names = next(n for n, head in enumerate(heads) if "姓" in str(head))
    rows = {row[names].value: row for row in left_out.iter_rows(min_row=3)}
    rows["马立新"][numbers].value = OLD
    mended = saved.with_name("拒收改好.xlsx")
    book.save(mended)
    return mended


def check_people(front: Front) -> None:
    found = people(front)
    groups = {name: place + 1 for place, name in enumerate(GROUPS)}
    assert set(found) == {
        *("白建军", "曹桂芳", "邓立伟", "何文斌", "孙晓梅"),
        *("唐志远", "吴金花", "王建国", "徐海涛", "林春华"),
    }
    for name in ("白建军", "曹桂芳", "邓立伟", "何文斌", "吴金花"):
        assert found[name]["group_id"] == groups["机加二组"]
    assert found["邓立伟"]["id_number"] == number(1973, 13)
    assert found["林春华"]["mobile"] == "13800000011"
    days = [found[name]["joined_on"] for name in ("白建军", "曹桂芳", "邓立伟", "孙晓梅", "吴金花")]
    assert days == ["2009-03", "2010-07-01", "2011-05-16", "2024-03-05", "2018"]


def test_a_bad_sheet_becomes_a_register_and_a_roster(
    front: Front, files: list[Path], tmp_path: Path, qtbot: QtBot
) -> None:
    assert front.window.office is not None
    front.window.go("member")
    screen = put_in_order(front, qtbot)
    press(front, "写入 10 行", qtbot)
    qtbot.waitUntil(lambda: screen.written is not None, timeout=20_000)
    settle(screen, qtbot)
    press(front, "拒收行另存", qtbot)
    qtbot.waitUntil((tmp_path / "拒收.xlsx").exists, timeout=20_000)
    settle(screen, qtbot)
    check_people(front)
    # What was left out is mended in its workbook, and taken in again.
    files.append(mend_left_out(tmp_path / "拒收.xlsx"))
    press(front, "换文件", qtbot)
    settle(screen, qtbot)
    press(front, "没答的都按第一个", qtbot)  # 机加工2组 stands in the row sent twice
    settle(screen, qtbot)
    assert counts(screen) == {"new": 1, "changed": 0, "same": 1, "skipped": 0, "refused": 0}
    press(front, "写入 1 行", qtbot)
    press(front, "回到会员", qtbot)
    members = page(front, RegisterScreen, qtbot)
    assert isinstance(members, RegisterScreen)
    assert people(front)["马立新"]["id_number"] == OLD
    # The roster as the inspector asks for it.
    press(front, "打印", qtbot)
    assert isinstance(page(front, PrintScreen, qtbot), PrintScreen)
    press(front, "存为 PDF", qtbot)
    paper = tmp_path / "花名册.pdf"
    qtbot.waitUntil(paper.exists, timeout=20_000)
    text = pypdfium2.PdfDocument(paper)[0].get_textpage().get_text_range()
    assert UNION in text
    assert "马立新" in text
    front.window.close()
    assert verify_file(tmp_path / "工会.ghdb") == []
