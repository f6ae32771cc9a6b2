"""Papers in preview: options, pages, files, the printer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2
import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtPrintSupport import QPrinter
from sqlalchemy import select

from app.models.journal import Action
from app.queries.past import history
from app.ui.editors.choice import ChoiceEditor
from app.ui.printing.pages import PdfPages
from app.ui.printing.paper_view import Zoom
from app.ui.printing.screen import PrintScreen
from tests.gui.answers import Answers
from tests.gui.hands import button_called

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from app.ui.office import Office
    from app.ui.window import MainWindow


class Opened(QObject):
    """Takes what the system's programs would open."""

    def __init__(self) -> None:
        super().__init__()
        self.places: list[Path] = []

    @Slot(QUrl)
    def take(self, place: QUrl) -> None:
        self.places.append(Path(place.toLocalFile()))


@pytest.fixture
def answers(tmp_path: Path) -> Answers:
    return Answers()


@pytest.fixture
def screen(office: Office, answers: Answers, qtbot: QtBot) -> PrintScreen:
    made = PrintScreen(office, chooser=answers)
    qtbot.addWidget(made)
    made.resize(1198, 692)
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def roster(screen: PrintScreen, qtbot: QtBot) -> PrintScreen:
    """The member roster in preview."""
    screen.show_about("member")
    wait_for_paper(screen, qtbot)
    return screen


def wait_for_paper(screen: PrintScreen, qtbot: QtBot) -> None:
    """Until nothing is wanted that is not made."""

    def is_made() -> bool:
        waits = screen.preview.options._wait.isActive()
        return screen.preview.print_button.isEnabled() and not waits

    qtbot.waitUntil(is_made, timeout=10_000)


def make_blank(screen: PrintScreen, rows: int, qtbot: QtBot) -> None:
    """Ask for a blank form by mouse and keys."""
    options = screen.preview.options
    qtbot.mouseClick(options._ticks["blank"], Qt.MouseButton.LeftButton)
    asked = options._asked["blank"]
    qtbot.waitUntil(asked.isVisible)
    asked.editor.selectAll()  # type: ignore[union-attr]
    qtbot.keyClicks(asked.editor, str(rows))
    qtbot.keyClick(asked.editor, Qt.Key.Key_Return)
    wait_for_paper(screen, qtbot)


def text_of(data: bytes, page: int = 0) -> str:
    document = pypdfium2.PdfDocument(data)
    text = document[page].get_textpage().get_text_bounded()
    document.close()
    return str(text)


def shown(screen: PrintScreen) -> bytes:
    made = screen.preview._made
    assert made is not None
    return made.data


def titles(office: Office) -> list[str]:
    return [entry["title"] for entry in history.entries(office.desk.reader, 5)]


def test_enter_on_a_paper_opens_its_preview(screen: PrintScreen, qtbot: QtBot) -> None:
    screen.search("会员花名册")
    assert [paper.title for paper in screen.catalogue.papers.found] == ["会员花名册"]
    qtbot.keyClick(screen.catalogue.table, Qt.Key.Key_Return)
    wait_for_paper(screen, qtbot)
    assert screen.preview.head.title.text() == "会员花名册"
    assert "白建军" in text_of(shown(screen))
    assert screen.preview.options.state.word == "可以打印"


def test_papers_are_found_by_initials(screen: PrintScreen) -> None:
    screen.search("hyhmc")
    assert [paper.form_id for paper in screen.catalogue.papers.found] == ["member-roster"]


def test_numbers_are_masked_until_the_tick_and_the_history_knows(
    roster: PrintScreen, office: Office, qtbot: QtBot
) -> None:
    assert "***********" in text_of(shown(roster))
    tick = roster.preview.options._ticks["full"]
    qtbot.mouseClick(tick, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(
        lambda: roster.preview._made is not None and roster.preview._made.is_full, timeout=10_000
    )
    assert "***********" not in text_of(shown(roster))
    assert titles(office)[0] == "预览会员花名册（证号未遮盖）"


def test_a_blank_form_has_the_rows_asked_for(roster: PrintScreen, qtbot: QtBot) -> None:
    make_blank(roster, 40, qtbot)
    assert roster.preview.options.values()["blank"] == 40
    assert "白建军" not in text_of(shown(roster))
    assert roster.preview._pages is not None
    assert len(roster.preview._pages) > 1


def test_an_option_that_cannot_be_read_is_said_under_it(roster: PrintScreen, qtbot: QtBot) -> None:
    asked = roster.preview.options._asked["as_at"]
    assert asked.editor.text() == "2026-11-20"  # type: ignore[union-attr]
    asked.editor.selectAll()  # type: ignore[union-attr]
    qtbot.keyClicks(asked.editor, "2026-02-30")
    qtbot.keyClick(asked.editor, Qt.Key.Key_Return)
    assert "没有 30 日" in asked.fault.text()
    assert roster.preview.options.values()["as_at"] == "2026-11-20"


def test_the_group_is_chosen_from_those_there_are(roster: PrintScreen, qtbot: QtBot) -> None:
    asked = roster.preview.options._asked["group"]
    assert isinstance(asked.editor, ChoiceEditor)
    offered = [asked.editor.itemText(row) for row in range(asked.editor.count())]
    assert offered == ["", "装配一组", "装配二组"]
    qtbot.keyClicks(asked.editor, "X9")
    qtbot.keyClick(asked.editor, Qt.Key.Key_Return)
    assert "不在可选范围内" in asked.fault.text()
    assert not roster.preview.findings.isVisible()
    asked.editor.setCurrentIndex(1)
    asked.editor.activated.emit(1)
    wait_for_paper(roster, qtbot)
    assert roster.preview.options.values()["group"] == "装配一组"


def test_the_head_counts_persons_and_leads_back_to_the_page_it_came_from(
    window: MainWindow, qtbot: QtBot
) -> None:
    for page, title in (
        ("member", "返回会员"),
        ("join_rate", "返回入会率"),
        ("tree", "返回组织架构"),
    ):
        window.go(page)
        before = window.current_screen
        window.go("preview", "member")
        roster = window.current_screen
        assert isinstance(roster, PrintScreen)
        wait_for_paper(roster, qtbot)
        assert "4 人" in roster.preview.head.facts.whole_text()
        assert roster.preview.back.text() == title
        qtbot.mouseClick(roster.preview.back, Qt.MouseButton.LeftButton)
        assert window.current_screen is before
        window.go("preview", "member")
        wait_for_paper(roster, qtbot)
        qtbot.keyClick(roster.preview.paper, Qt.Key.Key_Escape)
        assert window.current_screen is before
    window.go("preview", "member")
    roster.preview.left.emit()  # 换一种
    assert window.status.aside.text() == "", "its keys hold no more"
    qtbot.mouseClick(roster.catalogue.preview_button, Qt.MouseButton.LeftButton)
    assert roster.preview.back.isHidden()


def test_the_manual_does_not_forget_where_a_preview_came_from(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.go("join_rate")
    before = window.current_screen
    window.go("preview", "member")
    window.help()
    window.office.went_back.emit()  # type: ignore[union-attr]
    roster = window.current_screen
    assert isinstance(roster, PrintScreen)
    wait_for_paper(roster, qtbot)
    qtbot.mouseClick(roster.preview.back, Qt.MouseButton.LeftButton)
    assert window.current_screen is before


def test_a_refused_paper_is_a_finding_and_cannot_be_printed(
    roster: PrintScreen, qtbot: QtBot
) -> None:
    roster.show_about(("member", {"group": "已撤并的小组"}))
    qtbot.waitUntil(roster.preview.findings.isVisible, timeout=10_000)
    assert not roster.preview.print_button.isEnabled()
    assert roster.preview.options.state.word == "还不能打印"


def test_page_keys_turn_pages(roster: PrintScreen, qtbot: QtBot) -> None:
    view = roster.preview.paper
    make_blank(roster, 100, qtbot)
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_PageDown)
    assert view.page == 2
    assert roster.preview.number.text() == "2"
    qtbot.keyClick(view, Qt.Key.Key_End)
    assert view.page == len(view._places)
    qtbot.keyClick(view, Qt.Key.Key_Home)
    assert view.page == 1
    roster.preview.number.selectAll()
    qtbot.keyClicks(roster.preview.number, "3")
    qtbot.keyClick(roster.preview.number, Qt.Key.Key_Return)
    assert view.page == 3


def test_zooms_change_the_scale(roster: PrintScreen, qtbot: QtBot) -> None:
    view = roster.preview.paper
    whole = view._places[0].width()
    qtbot.mouseClick(roster.preview.zooms.buttons[1], Qt.MouseButton.LeftButton)
    assert view.zoom is Zoom.WIDTH
    assert view._places[0].width() > whole
    qtbot.mouseClick(roster.preview.zooms.buttons[2], Qt.MouseButton.LeftButton)
    assert roster.preview._scale.text() == "100 %"


def test_a_page_is_drawn_as_wide_as_asked(roster: PrintScreen) -> None:
    picture = PdfPages(shown(roster)).picture(0, 421)
    assert picture.width() in {421, 422}
    assert picture.pixelColor(2, 2).name() == "#ffffff"
    inked = any(picture.pixelColor(x, 60).lightness() < 200 for x in range(picture.width()))
    assert inked


@pytest.mark.parametrize("suffix", ["pdf", "xlsx", "txt"])
def test_saving_writes_the_file_and_the_history(
    roster: PrintScreen, answers: Answers, office: Office, qtbot: QtBot, tmp_path: Path, suffix: str
) -> None:
    answers.place = tmp_path / f"名册.{suffix}"
    place = {"pdf": 0, "xlsx": 1, "txt": 2}[suffix]
    with qtbot.waitSignal(office.told, timeout=10_000) as told:
        qtbot.mouseClick(roster.preview._savers[place], Qt.MouseButton.LeftButton)
    assert told.args == [f"已存为“名册.{suffix}”"]
    assert answers.place.stat().st_size > 100
    opened = Opened()
    QDesktopServices.setUrlHandler("file", opened, "take")
    for words in ("打开", "打开所在文件夹"):
        qtbot.mouseClick(button_called(roster.preview.findings, words), Qt.MouseButton.LeftButton)
    QDesktopServices.unsetUrlHandler("file")
    assert opened.places == [answers.place, tmp_path]
    name = f"临湖市测试机械有限公司工会委员会_会员花名册_20261120.{suffix}"
    assert answers.proposed.endswith(name)
    assert titles(office)[0] == "存为文件：会员花名册"
    facts = office.desk.reader.scalar(select(Action.facts).order_by(Action.id.desc()).limit(1))
    assert {name: facts.get(name) for name in ("form", "full", "group", "blank")} == {
        "form": "member-roster",
        "full": False,
        "group": None,
        "blank": None,
    }


def to_file(path: Path, set_up: Callable[[QPrinter], None]) -> Callable[[QPrinter], None]:
    """Set up as told, and print into a PDF instead of onto paper."""

    def answer(printer: QPrinter) -> None:
        set_up(printer)
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(path))

    return answer


def test_chosen_pages_go_to_the_printer(
    roster: PrintScreen, answers: Answers, office: Office, qtbot: QtBot, tmp_path: Path
) -> None:
    make_blank(roster, 60, qtbot)
    printed = tmp_path / "纸.pdf"

    def pages_two_and_three(printer: QPrinter) -> None:
        printer.setPrintRange(QPrinter.PrintRange.PageRange)
        printer.setFromTo(2, 3)

    answers.printer = to_file(printed, pages_two_and_three)
    with qtbot.waitSignal(office.told, timeout=20_000) as told:
        qtbot.mouseClick(roster.preview.print_button, Qt.MouseButton.LeftButton)
    assert told.args == ["已送打印 2 页"]
    document = pypdfium2.PdfDocument(printed)
    width, height = document[0].get_size()
    assert len(document) == 2
    assert (round(width), round(height)) == (842, 595)  # A4 lying, as the paper is
    document.close()
    assert titles(office)[0] == "打印：会员花名册"


def test_giving_up_in_the_dialog_prints_nothing(
    roster: PrintScreen, office: Office, qtbot: QtBot
) -> None:
    before = titles(office)
    qtbot.mouseClick(roster.preview.print_button, Qt.MouseButton.LeftButton)
    assert titles(office) == before


def test_the_register_leads_to_its_paper(window: MainWindow, qtbot: QtBot) -> None:
    window.go("preview", "member")
    screen = window.current_screen
    assert isinstance(screen, PrintScreen)
    wait_for_paper(screen, qtbot)
    assert screen.preview.head.title.text() == "会员花名册"


def test_making_a_paper_can_be_stopped(screen: PrintScreen, qtbot: QtBot) -> None:
    screen.show_about("member")
    task = screen.preview.tasks.task
    assert task is not None
    task.cancel()
    qtbot.waitUntil(lambda: screen.preview.tasks.task is None, timeout=10_000)
    assert screen.preview.options.state.word == "已停止排版"
    assert not screen.preview.print_button.isEnabled()
    screen.preview.options.reset()
    wait_for_paper(screen, qtbot)
