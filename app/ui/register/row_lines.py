"""What is offered for a row, so arranged that no menu is long: everyday deeds first."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from app.ui.naming import entering
from app.ui.register.deeds import Group, Scope, deeds_of
from app.ui.screens.registry import has_page
from app.ui.table.hands.row_menu import Entry, Submenu, cell_lines, fill_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.ui.register.screen import RegisterScreen
    from app.ui.table.hands.row_menu import Lines

_EVERYDAY = 1  # registers entered for a row that stand in the menu itself; the rest behind 登记


def lines_of_row(screen: RegisterScreen) -> list[Lines]:
    """The menu of the right button: the record, its cells, then what is done now and then."""
    view = screen.card.view
    insert = Entry("插入新行", screen.insert)
    more = [(insert, *fill_lines(view)), *_done_with(screen, Group.MORE), _ways(screen)]
    return [
        [Entry("打开", screen.edit, "F4"), *_entered_for(screen)],
        cell_lines(view),
        [*_behind("打印", _printed(screen)), *_attached(screen), Submenu("更多", more)],
        *_done_with(screen, Group.REMOVE),
    ]


def lines_of_record(screen: RegisterScreen) -> list[Lines]:
    """The menu 更多 below the details: the same without what is done with cells."""
    printed = _done_with(screen, Group.PRINT)
    return [
        _entered_for(screen),
        [*(entry for group in printed for entry in group), *_attached(screen)],
        *_done_with(screen, Group.MORE),
        _ways(screen),
        *_done_with(screen, Group.REMOVE),
    ]


def _entered_for(screen: RegisterScreen) -> list[Entry | Submenu]:
    """Records of other registers that concern this one: a change of membership, an honour."""
    found = [
        Entry(entering(spec), partial(screen.follow, spec, name))
        for spec, name in screen.followers()
    ]
    return [*found[:_EVERYDAY], *_behind("登记", [found[_EVERYDAY:]])]


def _printed(screen: RegisterScreen) -> list[Sequence[Entry]]:
    whole = [Entry("打印名册", screen.print_register, "Ctrl+P", writes=False)]
    if not has_page("preview"):
        whole = []
    return [*_done_with(screen, Group.PRINT), whole]


def _attached(screen: RegisterScreen) -> list[Entry | Submenu]:
    return _behind("附件", _done_with(screen, Group.ATTACH))


def _ways(screen: RegisterScreen) -> Sequence[Entry]:
    """Where more is told of the record."""
    return [entry for group in _done_with(screen, Group.ABOUT) for entry in group]


def _done_with(screen: RegisterScreen, group: Group) -> list[Sequence[Entry]]:
    found = [
        Entry(deed.text, partial(deed.act, screen), writes=deed.writes)
        for deed in deeds_of(screen.spec, Scope.ROWS)
        if deed.group is group
    ]
    return [found] if found else []


def _behind(text: str, groups: Sequence[Sequence[Entry]]) -> list[Entry | Submenu]:
    """Several lines behind one; a single one needs no menu of its own."""
    lines = [entry for group in groups for entry in group]
    filled = [group for group in groups if group]
    return [*lines] if len(lines) < 2 else [Submenu(text, filled)]
