"""What can be done on a register's page beside what every list does: here a new deed is named."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from app.ui.screens.registry import has_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.spec.record import RecordSpec
    from app.ui.register.screen import RegisterScreen


_EVENTS = "membership_event"  # follow one another in a person's story; none is another's twin


class Scope(Enum):
    """What a deed is done to, and so where it is offered."""

    REGISTER = auto()  # the whole list: in the head of the page
    ROWS = auto()  # the selected records: in 更多 of the details and in the menu of the row


class Group(Enum):
    """Where a deed stands in the menus of a row; see ``row_lines``."""

    PRINT = auto()
    ATTACH = auto()
    MORE = auto()  # done now and then
    ABOUT = auto()  # tells more of the record
    REMOVE = auto()


@dataclass(frozen=True, slots=True)
class Deed:
    """One deed.

    Attributes:
        act: does it; builds what it needs only then.
        offered: whether a register has it.
        icon_name: needed in the head of a page.
        group: with which others it stands in the menu of a row.
        writes: whether it needs a ledger that can be written.
    """

    text: str
    scope: Scope
    act: Callable[[RegisterScreen], object]
    offered: Callable[[RecordSpec], bool]
    icon_name: str = ""
    writes: bool = True
    group: Group = Group.MORE


def _export_real_name(screen: RegisterScreen) -> None:
    from app.ui.membership.real_name import export_real_name

    export_real_name(screen)


def _attach(screen: RegisterScreen) -> None:
    from app.ui.attachments.deeds import attach_to_current

    attach_to_current(screen)


def _export_attachments(screen: RegisterScreen) -> None:
    from app.ui.attachments.deeds import export_of_selected

    export_of_selected(screen)


def _change_many(screen: RegisterScreen, *, takes_all: bool) -> None:
    """Change one column of the selected rows, or of all that are listed."""
    from app.ui.tidying.bulk_questions import Asked

    model = screen.card.model
    if model.view.as_at is not None:
        screen.hinted.emit("正在看过去某一天的名册，不能修改；请先回到今天")
    elif screen.settle() and model.ids:
        selected = screen.card.selected_numbers()
        asked = Asked(screen.spec.id, selected, model.listed, model.view.is_narrowed, takes_all)
        screen.office.wanted.emit("bulk", asked)


def _merge_two(screen: RegisterScreen) -> None:
    """Compare the two selected rows and make one of them."""
    numbers = screen.card.selected_numbers()
    if len(numbers) != 2:
        screen.hinted.emit(
            f"现在选中了 {len(numbers)} 条；请选中要合并的两条（Ctrl 或 Shift 点选）"
        )
    elif screen.settle():
        screen.office.wanted.emit("twins", (screen.spec.id, *numbers))


def _print_people(screen: RegisterScreen) -> object:
    from app.ui.printing.for_people import print_people

    return print_people(screen)


DEEDS: tuple[Deed, ...] = (
    Deed("添加附件", Scope.ROWS, _attach, lambda _spec: True, group=Group.ATTACH),
    Deed(
        "导出附件",
        Scope.ROWS,
        _export_attachments,
        lambda _spec: True,
        writes=False,
        group=Group.ATTACH,
    ),
    Deed(
        "实名制导出",
        Scope.REGISTER,
        _export_real_name,
        lambda spec: spec.id == "member",
        icon_name="export",
    ),
    Deed(
        "打印表单、证卡…",
        Scope.ROWS,
        _print_people,
        lambda spec: spec.id == "member" and has_page("preview"),
        writes=False,
        group=Group.PRINT,
    ),
    Deed(
        "登记职工",
        Scope.REGISTER,
        lambda screen: screen.add_with(standing="worker"),
        lambda spec: spec.id == "member",
        icon_name="plus",
    ),
    Deed(
        "删除（可撤销）",
        Scope.ROWS,
        lambda screen: screen.retire(),
        lambda spec: not spec.is_single,
        group=Group.REMOVE,
    ),
    Deed(
        "批量修改",
        Scope.ROWS,
        lambda screen: _change_many(screen, takes_all=False),
        lambda spec: not spec.is_single,
    ),
    Deed(
        "合并选中的两条",
        Scope.ROWS,
        _merge_two,
        lambda spec: not spec.is_single and spec.id != _EVENTS,
    ),
    Deed(
        "看这条的历史",
        Scope.ROWS,
        lambda screen: screen.show_history(),
        lambda _spec: has_page("history"),
        writes=False,
        group=Group.ABOUT,
    ),
    Deed(
        "查重",
        Scope.REGISTER,
        lambda screen: screen.office.wanted.emit("twins", screen.spec.id),
        lambda spec: bool(spec.keys) and not spec.is_single and spec.id != _EVENTS,
        icon_name="twins",
        writes=False,
    ),
    Deed(
        "批量修改",
        Scope.REGISTER,
        lambda screen: _change_many(screen, takes_all=True),
        lambda spec: not spec.is_single,
        icon_name="edit",
    ),
    Deed(
        "回收站",
        Scope.REGISTER,
        lambda screen: screen.office.wanted.emit("recycle", screen.spec.id),
        lambda spec: not spec.is_single,
        icon_name="trash",
        writes=False,
    ),
)


def deeds_of(spec: RecordSpec, scope: Scope) -> tuple[Deed, ...]:
    """The deeds that the page of ``spec`` offers, in order."""
    return tuple(deed for deed in DEEDS if deed.scope is scope and deed.offered(spec))
