"""The tree of branches and groups: by mouse and by keys, on any day, with the names behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QLineEdit

from app.actions import records
from app.bootstrap import create_desk, open_desk
from app.clock import FixedClock
from app.queries.organization.tree import union_tree
from app.ui.editors.choice import ChoiceEditor
from app.ui.office import Office
from app.ui.organization.dialogs import DissolveDialog, MoveDialog
from app.ui.organization.model import LOOSE, MEMBERS, NAME, UNION, WOMEN
from app.ui.organization.screen import TreeScreen
from app.ui.printing.screen import PrintScreen
from app.ui.register.entry.form import RecordForm
from app.ui.register.screen import RegisterScreen
from app.ui.screens.registry import entries
from tests.gui.hands import CTRL, LEFT, button_called, focused, names, press, type_into

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.bootstrap import Desk
    from app.ui.preferences import Preferences
    from app.ui.window import MainWindow

FIRST, SECOND, BRANCH = 1, 2, 3
UNION_NAME = "临湖市测试机械有限公司工会委员会"
Key = Qt.Key


@pytest.fixture
def desk(desk: Desk) -> Desk:
    """Two groups, the second below a branch; four people in the first."""
    spec = desk.specs["member_group"]
    desk.act(
        "add",
        "分会",
        lambda unit: records.add(unit, spec, {"name": "装配分工会", "kind": "branch"}),
        acknowledged="测试",
    )
    desk.act("move", "移", lambda unit: records.change(unit, spec, SECOND, {"parent_id": BRANCH}))
    return desk


@pytest.fixture
def tree(window: MainWindow, qtbot: QtBot) -> TreeScreen:
    window.go("tree")
    screen = window.current_screen
    assert isinstance(screen, TreeScreen)
    qtbot.waitUntil(screen.isVisible)
    screen.take_focus()
    return screen


def told(screen: TreeScreen) -> dict[str, tuple[int, int]]:
    return {line.name: tuple(line.counted) for line in screen.model.lines}


def above(screen: TreeScreen, number: int) -> int | None:
    node = screen.tree.node(number)
    assert node is not None
    return node.parent_id


def wait_for(kind: type[MoveDialog | DissolveDialog], qtbot: QtBot) -> None:
    """Until the dialog has the keyboard, in its list."""
    qtbot.waitUntil(lambda: isinstance(QApplication.activeWindow(), kind))
    qtbot.waitUntil(lambda: isinstance(focused(), ChoiceEditor | QLineEdit))


def click_count(screen: TreeScreen, qtbot: QtBot, number: int, column: int) -> None:
    place = screen.view.visualRect(screen.model.index_of(number, column)).center()
    qtbot.mouseClick(screen.view.viewport(), LEFT, pos=place)


def shown_members(window: MainWindow) -> list[str]:
    screen = window.current_screen
    assert isinstance(screen, RegisterScreen)
    assert screen.spec.id == "member"
    return names(screen)


def test_the_tree_shows_nodes_and_counts(tree: TreeScreen) -> None:
    assert list(told(tree).items()) == [
        (UNION_NAME, (4, 2)),
        ("装配一组", (4, 2)),
        ("装配分工会", (0, 0)),
        ("装配二组", (0, 0)),
    ]
    assert "会员 4 人，其中女 2 人" in tree.head.facts.whole_text()
    assert tree.count.text() == "分工会 1 个　小组 2 个"


def test_the_page_stands_before_the_register_and_the_card_first(window: MainWindow) -> None:
    names_in_chapter = [
        entry.name
        for entry in entries(window.office.desk.specs)
        if entry.chapter == "组织"  # type: ignore[union-attr]
    ]
    assert names_in_chapter[:3] == ["union_profile", "tree", "member_group"]


def test_a_count_opens_exactly_those_names(
    tree: TreeScreen, window: MainWindow, qtbot: QtBot
) -> None:
    click_count(tree, qtbot, FIRST, MEMBERS)
    assert shown_members(window) == ["白建军", "曹桂芳", "邓立伟", "高秀珍"]
    window.go("tree")
    click_count(tree, qtbot, UNION, WOMEN)
    assert shown_members(window) == ["曹桂芳", "高秀珍"]
    window.go("tree")
    click_count(tree, qtbot, BRANCH, MEMBERS)  # nought is no link
    assert window.current_screen is tree


def test_enter_opens_the_names_and_a_day_goes_with_them(
    tree: TreeScreen, window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    tree.as_at.choose("2012-12-31")
    assert told(tree)[UNION_NAME] == union_tree(desk.reader, desk.today, "2012-12-31").whole
    assert "只看不改" in tree.head.facts.whole_text()
    tree.view.go(FIRST)
    assert not tree.move_button.isEnabled()
    assert not tree.add_button.isEnabled()
    press(qtbot, Key.Key_Return)
    screen = window.current_screen
    assert isinstance(screen, RegisterScreen)
    assert screen.card.model.view.as_at == "2012-12-31"
    assert screen.as_at.button.text() == "截至 2012-12-31"
    assert len(screen.card.model.ids) == told(tree)["装配一组"][0]
    window.go("tree")
    tree.as_at.choose(None)
    tree.view.setFocus()
    press(qtbot, Key.Key_Return)
    assert screen.as_at.button.text() == f"截至 {desk.today}"


def test_those_in_no_group_have_a_line(tree: TreeScreen, window: MainWindow, qtbot: QtBot) -> None:
    assert not tree.model.index_of(LOOSE).isValid()
    desk = tree.office.desk
    change = {"member_id": 1, "kind": "D", "happened_on": desk.today, "group_id": None}
    tree.office.act(
        "x",
        "移出",
        lambda unit: records.add(unit, desk.specs["membership_event"], change),
        ask=lambda _findings: "测试",
        refuse=lambda _findings: None,
        show=lambda _error: None,
    )
    assert told(tree)["未编入小组"] == (1, 0)
    assert "未编入小组 1 人" in tree.head.facts.whole_text()
    click_count(tree, qtbot, LOOSE, MEMBERS)
    assert shown_members(window) == ["白建军"]


def test_a_name_is_typed_in_place(tree: TreeScreen, qtbot: QtBot) -> None:
    tree.view.go(SECOND)
    press(qtbot, Key.Key_F2)
    editor = focused()
    assert isinstance(editor, QLineEdit)
    editor.selectAll()
    press(qtbot, "总装二组")
    qtbot.keyClick(editor, Key.Key_Return)
    qtbot.waitUntil(lambda: "总装二组" in [line.name for line in tree.model.lines])
    line = tree.view.current()
    assert line is not None
    assert line.number == SECOND
    tree.office.undo(show=lambda _error: None)
    assert "装配二组" in [line.name for line in tree.model.lines]


def test_arrows_walk_and_fold(tree: TreeScreen, qtbot: QtBot) -> None:
    tree.view.go(UNION)
    press(qtbot, Key.Key_Down, Key.Key_Down)
    line = tree.view.current()
    assert line is not None
    assert line.number == BRANCH
    press(qtbot, Key.Key_Left)
    index = tree.model.index_of(BRANCH)
    assert not tree.view.isExpanded(index)
    tree.refresh()
    assert not tree.view.isExpanded(tree.model.index_of(BRANCH)), "it stays closed"
    press(qtbot, Key.Key_Right, Key.Key_Right)
    line = tree.view.current()
    assert line is not None
    assert line.number == SECOND


@pytest.mark.parametrize("key", [Key.Key_Insert, Key.Key_N])
def test_a_node_is_registered_below(tree: TreeScreen, qtbot: QtBot, key: Qt.Key) -> None:
    tree.view.go(BRANCH)
    press(qtbot, key, modifier=CTRL if key == Key.Key_N else None)
    form = tree.findChildren(RecordForm)[-1]
    qtbot.waitUntil(form.isActiveWindow)
    assert form.inputs["parent_id"].words() == "装配分工会"
    type_into(qtbot, form.inputs["name"], "装配三组")
    assert form.save()
    line = tree.view.current()
    assert line is not None
    assert line.node is not None
    assert (line.name, line.node.parent_id) == ("装配三组", BRANCH)


def test_a_node_is_moved_by_keys(tree: TreeScreen, qtbot: QtBot) -> None:
    tree.view.go(FIRST)
    press(qtbot, Key.Key_M, modifier=CTRL)
    wait_for(MoveDialog, qtbot)
    press(qtbot, Key.Key_Return)  # nowhere yet
    assert isinstance(QApplication.activeModalWidget(), MoveDialog)
    press(qtbot, "zpfgh", Key.Key_Return)
    qtbot.waitUntil(lambda: above(tree, FIRST) == BRANCH)
    assert told(tree)["装配分工会"] == (4, 2)
    tree.office.undo(show=lambda _error: None)
    assert above(tree, FIRST) is None


def dragged(tree: TreeScreen, number: int, onto: int) -> bool:
    """Drag a line onto another; whether it would be taken there."""
    data: QMimeData = tree.model.mimeData([tree.model.index_of(number)])
    place = QPointF(tree.view.visualRect(tree.model.index_of(onto)).center())
    move, none = Qt.DropAction.MoveAction, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(place.toPoint(), move, data, LEFT, none)
    QApplication.sendEvent(tree.view.viewport(), enter)
    over = QDragMoveEvent(place.toPoint(), move, data, LEFT, none)
    QApplication.sendEvent(tree.view.viewport(), over)
    if over.isAccepted():
        QApplication.sendEvent(tree.view.viewport(), QDropEvent(place, move, data, LEFT, none))
    return over.isAccepted()


def test_a_node_is_dragged_where_it_may_stand(tree: TreeScreen, qtbot: QtBot) -> None:
    assert not dragged(tree, BRANCH, SECOND), "not under what stands below it"
    assert not dragged(tree, FIRST, UNION), "it stands there already"
    assert dragged(tree, FIRST, BRANCH)
    qtbot.waitUntil(lambda: above(tree, FIRST) == BRANCH)
    assert dragged(tree, SECOND, UNION)
    qtbot.waitUntil(lambda: above(tree, SECOND) is None)


def test_a_group_is_dissolved_and_its_people_go_elsewhere(
    tree: TreeScreen, window: MainWindow, qtbot: QtBot
) -> None:
    tree.view.go(FIRST)
    press(qtbot, Key.Key_Delete)
    wait_for(DissolveDialog, qtbot)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, DissolveDialog)
    assert dialog.people == 4
    qtbot.mouseClick(dialog.act, LEFT)
    assert dialog.fault.text() == "请从列表里选一个。"
    press(qtbot, "装配二组")
    qtbot.mouseClick(button_called(dialog, "撤并"), LEFT)
    qtbot.waitUntil(lambda: len(told(tree)) == 3)
    assert told(tree) == {UNION_NAME: (4, 2), "装配分工会": (4, 2), "装配二组": (4, 2)}
    assert tree.gone.isVisible()
    qtbot.mouseClick(tree.gone, LEFT)
    assert told(tree)["装配一组"] == (0, 0)
    line = tree.model.line(tree.model.index_of(FIRST))
    assert line is not None
    assert tree.model.is_over(line)
    tree.office.undo(show=lambda _error: None)
    assert told(tree)["装配一组"] == (4, 2)
    assert window.current_screen is tree


def test_a_day_before_the_people_came_is_refused_in_the_dialog(
    tree: TreeScreen, qtbot: QtBot
) -> None:
    tree.view.go(FIRST)
    dialog = tree.deeds.ask_day()
    assert dialog is not None
    qtbot.mouseClick(dialog.act, LEFT)
    assert dialog.fault.isVisible()
    dialog.day.setText("2001-01-01")
    assert dialog.where is not None
    dialog.where.choose(SECOND)
    qtbot.mouseClick(dialog.act, LEFT)
    assert dialog.isVisible()
    assert dialog.findings.isVisible()
    assert not dialog.fault.isVisible()
    assert told(tree)["装配一组"] == (4, 2)
    dialog.reject()


def test_the_panel_tells_of_the_current_node(tree: TreeScreen) -> None:
    tree.view.go(SECOND)
    assert tree.details.name.text() == "装配二组"
    tree.view.go(UNION)
    assert "工会概况" in tree.details.facts.text()
    assert not tree.details.edit.isEnabled()


def test_the_paper_of_the_day_is_printed(
    tree: TreeScreen, window: MainWindow, qtbot: QtBot
) -> None:
    tree.as_at.choose("2012-12-31")
    press(qtbot, Key.Key_P, modifier=CTRL)
    screen = window.current_screen
    assert isinstance(screen, PrintScreen)
    qtbot.waitUntil(screen.preview.print_button.isEnabled)
    assert screen.preview.head.title.text() == "工会分会、小组名册"


def test_an_empty_tree_says_the_first_step(
    tmp_path: Path, preferences: Preferences, qtbot: QtBot, dressed: QApplication
) -> None:
    path = tmp_path / "空.ghdb"
    create_desk(path, "某某工会委员会", clock=FixedClock(), actor="测试").close()
    with open_desk(path, clock=FixedClock(), actor="测试") as desk:
        screen = TreeScreen(Office(desk, preferences))
        qtbot.addWidget(screen)
        screen.resize(1198, 692)
        screen.show()
        qtbot.mouseClick(button_called(screen.empty, "登记第一个"), LEFT)
        form = screen.findChildren(RecordForm)[-1]
        type_into(qtbot, form.inputs["name"], "机关组")
        assert form.save()
        assert screen.stack.currentWidget() is screen.split
        assert [line.name for line in screen.model.lines] == ["某某工会委员会", "机关组"]


def test_a_ledger_for_reading_only_shows_and_changes_nothing(
    tmp_path: Path, desk: Desk, preferences: Preferences, qtbot: QtBot, dressed: QApplication
) -> None:
    with open_desk(desk.path, write=False) as reading:
        screen = TreeScreen(Office(reading, preferences))
        qtbot.addWidget(screen)
        screen.show()
        screen.view.go(FIRST)
        assert not screen.add_button.isEnabled()
        assert screen.deeds.ask_where() is None
        assert screen.deeds.ask_day() is None
        index = screen.model.index_of(FIRST, NAME)
        assert not screen.model.flags(index) & Qt.ItemFlag.ItemIsEditable
