"""Papers of people: chosen in the list, previewed, saved; letters, offsets, kinds of papers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pypdfium2
import pytest
from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt
from PySide6.QtWidgets import QApplication, QScrollArea
from sqlalchemy import select

from app.bootstrap import Desk, open_desk
from app.models.journal import Action
from app.queries.past import history
from app.reports.forms.persons.placing import OFFSETS
from app.ui.office import Office
from app.ui.printing.for_people import ForPeople
from app.ui.printing.letter_dialog import LetterDialog
from app.ui.printing.offsets import Offsets
from app.ui.printing.screen import PrintScreen
from app.ui.window import MainWindow
from tests.builders import an_id_number
from tests.gui.answers import Answers
from tests.gui.hands import button_called
from tests.gui.tidying import words_of

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtPrintSupport import QPrinter
    from pytestqt.qtbot import QtBot

    from app.ui.preferences import Preferences
    from app.ui.register.screen import RegisterScreen

LEFT = Qt.MouseButton.LeftButton
NUMBER = an_id_number("19850301", 1)  # of 白建军, the first of the list


def choose_rows(members: RegisterScreen, first: int, last: int) -> None:
    """Select rows as dragging over their numbers does."""
    view = members.card.view
    model = members.card.model
    block = QItemSelection(model.index(first, 0), model.index(last, model.columnCount() - 1))
    view.selectionModel().select(block, QItemSelectionModel.SelectionFlag.ClearAndSelect)


def asking(members: RegisterScreen, qtbot: QtBot) -> ForPeople:
    """The dialog that 打印表单、证卡… opens."""
    deed = next(d for d in members.details.menu.actions() if d.text() == "打印表单、证卡…")
    deed.trigger()
    dialog = members.findChildren(ForPeople)[-1]
    qtbot.waitUntil(dialog.isVisible)
    return dialog


def preview_of(window: MainWindow, qtbot: QtBot) -> PrintScreen:
    """The page of papers, its paper made."""
    screen = window.current_screen
    assert isinstance(screen, PrintScreen)
    wait_for_paper(screen, qtbot)
    return screen


def wait_for_paper(screen: PrintScreen, qtbot: QtBot) -> None:
    def is_made() -> bool:
        waits = screen.preview.options._wait.isActive()
        return screen.preview.print_button.isEnabled() and not waits

    qtbot.waitUntil(is_made, timeout=10_000)


def pages_of(data: bytes | Path) -> list[str]:
    with pypdfium2.PdfDocument(data) as pdf:
        return ["".join(page.get_textpage().get_text_range().split()) for page in pdf]


def shown(screen: PrintScreen) -> list[str]:
    made = screen.preview._made
    assert made is not None
    return pages_of(made.data)


def show_paper(window: MainWindow, qtbot: QtBot, paper: str, people: str = "") -> PrintScreen:
    window.go("preview", (paper, {"people": people} if people else {}))
    return preview_of(window, qtbot)


def test_the_chosen_people_become_one_file_in_the_order_of_the_list(
    window: MainWindow, members: RegisterScreen, office: Office, qtbot: QtBot, tmp_path: Path
) -> None:
    choose_rows(members, 1, 3)
    dialog = asking(members, qtbot)
    assert [made.text() for made in dialog.whom.buttons] == ["选定的 3 人", "列表中全部 4 人"]
    qtbot.mouseClick(dialog.papers["registration"], LEFT)
    screen = preview_of(window, qtbot)
    assert screen.preview.back.text() == "返回会员"
    asked = screen.preview.options._asked["people"]
    assert asked.chosen.text() == "会员列表中选定的 3 人"  # type: ignore[attr-defined]
    answers = Answers(place=tmp_path / "登记表.pdf")
    screen.preview._chooser = answers
    with qtbot.waitSignal(office.told, timeout=10_000):
        qtbot.mouseClick(screen.preview._savers[0], LEFT)
    pages = pages_of(tmp_path / "登记表.pdf")
    assert len(pages) == 3
    for name, page in zip(("曹桂芳", "邓立伟", "高秀珍"), pages, strict=True):
        assert name in page
    assert "工会会员登记表" in answers.proposed
    facts = office.desk.reader.scalar(select(Action.facts).order_by(Action.id.desc()).limit(1))
    assert (facts["form"], facts["people"], facts["full"]) == ("registration", 3, True)


@pytest.mark.parametrize("paper", ["registration", "transfer"])
def test_papers_that_prove_something_have_whole_numbers_and_say_so(
    window: MainWindow, members: RegisterScreen, office: Office, qtbot: QtBot, paper: str
) -> None:
    choose_rows(members, 0, 0)
    dialog = asking(members, qtbot)
    assert "印完整的身份证号，打开预览就记入历史" in words_of(dialog)
    qtbot.mouseClick(dialog.papers[paper], LEFT)
    screen = preview_of(window, qtbot)
    (page,) = shown(screen)
    assert NUMBER in page
    newest = history.entries(office.desk.reader, 1)[0]
    assert newest["title"].endswith("（证号未遮盖）")
    options = screen.preview.options
    assert "预览、打印和存为文件都记入历史" in words_of(options)
    assert "已记入历史" in options._state_note.text()
    qtbot.mouseClick(options._ticks["full"], LEFT)
    qtbot.waitUntil(lambda: screen.preview._made is not None and not screen.preview._made.is_full)
    (page,) = shown(screen)
    assert NUMBER not in page
    assert "***********" in page
    qtbot.mouseClick(button_called(options, "恢复默认"), LEFT)
    wait_for_paper(screen, qtbot)
    assert options._ticks["full"].isChecked()


def test_an_application_without_numbers_notes_nothing(
    window: MainWindow, office: Office, qtbot: QtBot
) -> None:
    before = history.entries(office.desk.reader, 1)
    show_paper(window, qtbot, "application", "#1")
    assert history.entries(office.desk.reader, 1) == before


def test_in_a_ledger_only_read_numbers_stay_masked(
    dressed: QApplication, desk: Desk, preferences: Preferences, qtbot: QtBot
) -> None:
    with open_desk(desk.path, write=False) as view:
        reading = MainWindow()
        qtbot.addWidget(reading)
        reading.open_office(Office(view, preferences))
        reading.show()
        screen = show_paper(reading, qtbot, "registration", "#1")
        assert "***********" in shown(screen)[0]
        assert not screen.preview.options._ticks["full"].isEnabled()
        assert "只读" in words_of(screen.preview.options)


def test_long_options_wrap_inside_the_panel(window: MainWindow, qtbot: QtBot) -> None:
    panel = show_paper(window, qtbot, "cards", "#1").preview.options
    backs = panel._ticks["backs"]
    assert backs.width() < backs.sizeHint().width() <= backs.width() + panel.width()
    assert backs.height() >= backs.heightForWidth(backs.width()) > panel._ticks["everyone"].height()
    area = panel.findChild(QScrollArea)
    assert area is not None
    assert area.horizontalScrollBar().maximum() == 0


def test_the_whole_list_is_as_narrow_as_its_filter(
    window: MainWindow, members: RegisterScreen, qtbot: QtBot
) -> None:
    members.search("cgf")
    members.card.view.go(0, 0)
    dialog = asking(members, qtbot)
    qtbot.mouseClick(dialog.whom.buttons[1], LEFT)
    qtbot.mouseClick(dialog.papers["cards"], LEFT)
    (page,) = shown(preview_of(window, qtbot))
    assert "曹桂芳" in page
    assert "白建军" not in page


def test_nobody_chosen_is_said_and_a_name_written_is_found(
    window: MainWindow, qtbot: QtBot
) -> None:
    screen = show_paper(window, qtbot, "registration")
    note = screen.preview.options._state_note
    assert note.text() == "还没有选人，这是供手填的空白表"
    asked = screen.preview.options._asked["people"]
    asked.editor.setText("LH0003")  # type: ignore[union-attr]
    qtbot.keyClick(asked.editor, Qt.Key.Key_Return)
    wait_for_paper(screen, qtbot)
    assert "邓立伟" in shown(screen)[0]
    assert note.text() == "没有截断，没有缺字，与纸面一致；印有完整的号码，已记入历史"
    asked.editor.setText("没有这个人")  # type: ignore[union-attr]
    qtbot.keyClick(asked.editor, Qt.Key.Key_Return)
    qtbot.waitUntil(screen.preview.findings.isVisible, timeout=10_000)
    assert not screen.preview.print_button.isEnabled()


def test_default_options_keep_the_people(window: MainWindow, qtbot: QtBot) -> None:
    screen = show_paper(window, qtbot, "labels", "#1,#2")
    start = screen.preview.options._asked["start"]
    start.editor.setText("5")  # type: ignore[union-attr]
    qtbot.keyClick(start.editor, Qt.Key.Key_Return)
    wait_for_paper(screen, qtbot)
    assert screen.preview.options.values()["start"] == 5
    qtbot.mouseClick(button_called(screen.preview.options, "恢复默认"), LEFT)
    wait_for_paper(screen, qtbot)
    assert screen.preview.options.values() == {"people": "#1,#2"}
    assert "白建军" in shown(screen)[0]
    again = button_called(screen.preview.options, "改填姓名")
    qtbot.mouseClick(again, LEFT)
    wait_for_paper(screen, qtbot)
    assert "白建军" not in shown(screen)[0]


def test_the_kinds_of_papers_are_looked_at_one_by_one(window: MainWindow, qtbot: QtBot) -> None:
    window.go("preview")
    screen = window.current_screen
    assert isinstance(screen, PrintScreen)
    catalogue = screen.catalogue
    qtbot.mouseClick(catalogue.kinds.buttons[2], LEFT)
    assert {paper.kind for paper in catalogue.papers.found} == {"个人表单"}
    assert "种" in catalogue.head.facts.whole_text()
    screen.search("hyz")  # 会员证 is of another kind
    assert "cards" in [paper.form_id for paper in catalogue.papers.found]
    screen.search("zz-07")
    assert [paper.title for paper in catalogue.papers.found] == ["会员证（服务卡）发放登记簿"]


def test_a_letter_is_worded_anew_in_its_preview(
    window: MainWindow, office: Office, qtbot: QtBot
) -> None:
    screen = show_paper(window, qtbot, "application", "#1")
    assert "自愿申请加入工会" in shown(screen)[0]
    for text, found in (("# 申请书\n{姓名}申请入会。", "白建军申请入会"), ("", "自愿申请加入工会")):
        qtbot.mouseClick(screen.preview.words, LEFT)
        dialog = screen.preview.findChildren(LetterDialog)[-1]
        qtbot.waitUntil(dialog.isVisible)
        dialog.text.setPlainText(text)
        qtbot.mouseClick(button_called(dialog, "保存" if text else "恢复自带的范本"), LEFT)
        qtbot.waitUntil(lambda found=found: is_shown(screen, found), timeout=10_000)
    titles = [entry["title"] for entry in history.entries(office.desk.reader, 5)]
    assert "修改文书范本" in titles


def is_shown(screen: PrintScreen, words: str) -> bool:
    return screen.preview._made is not None and words in shown(screen)[0]


def test_papers_that_are_no_letters_have_no_words_to_change(
    window: MainWindow, qtbot: QtBot
) -> None:
    screen = show_paper(window, qtbot, "registration", "#1")
    assert screen.preview.words.isHidden()


# --- offsets --------------------------------------------------------------------------------


@pytest.fixture
def two_printers(monkeypatch: pytest.MonkeyPatch) -> None:
    """The computer knows two printers; there is none where tests run."""
    from PySide6.QtPrintSupport import QPrinterInfo

    names = ["办公室激光", "仓库针式"]
    monkeypatch.setattr(QPrinterInfo, "availablePrinterNames", lambda: names)
    monkeypatch.setattr(QPrinterInfo, "defaultPrinterName", lambda: names[0])


@pytest.mark.usefixtures("two_printers")
def test_offsets_are_kept_for_each_printer(preferences: Preferences, qtbot: QtBot) -> None:
    box = Offsets(OFFSETS, preferences)
    qtbot.addWidget(box)
    assert (box.name, box.values()) == ("办公室激光", {})
    across = box.moves[0]
    across.editor.setFocus()
    qtbot.keyClicks(across.editor, "+1.5")
    with qtbot.waitSignal(box.changed):
        qtbot.keyClick(across.editor, Qt.Key.Key_Return)
    assert box.change_to("仓库针式")
    assert box.values() == {}
    again = Offsets(OFFSETS, preferences)
    qtbot.addWidget(again)
    assert again.values() == {"offset_x": "+1.5"}


@pytest.mark.usefixtures("two_printers")
def test_another_printer_gets_the_paper_made_for_it(
    window: MainWindow, preferences: Preferences, qtbot: QtBot, office: Office
) -> None:
    preferences.keep("print/offsets", {"仓库针式": {"offset_x": "-2.0"}})
    screen = show_paper(window, qtbot, "cards", "#1")

    def choose(printer: QPrinter) -> None:
        printer.printerName = lambda: "仓库针式"  # type: ignore[method-assign]

    screen.preview._chooser = Answers(printer=choose)
    before = shown(screen)
    with qtbot.waitSignal(office.told, timeout=10_000) as told:
        qtbot.mouseClick(screen.preview.print_button, LEFT)
    assert told.args == ["已按“仓库针式”的偏移重新排版，请再点打印"]
    wait_for_paper(screen, qtbot)
    assert screen.preview.options.values()["offset_x"] == "-2.0"
    assert shown(screen) == before  # the same words, elsewhere
