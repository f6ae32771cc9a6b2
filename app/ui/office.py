"""What every screen of one open ledger works with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.errors import Refused
from app.ui.checks.checker import Checker
from app.ui.hub import ChangeHub, run_action
from app.ui.safekeeping.second_place import second_place_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.bootstrap import Desk, House
    from app.errors import AppError
    from app.store.unit import Changed, Unit
    from app.ui.hub import AskReason, ShowError, ShowFindings
    from app.ui.preferences import Preferences

_NOTHING_TO_REDO = "U-904"


class Office(QObject):
    """One open ledger, the hub of its changes, and what screens may ask of the frame.

    Attributes:
        checker: runs the rules beside the window.
        told: a sentence for the left of the status line (已保存 14:32).
        wanted: the name of a page somebody wants to see, and what it shall show there.
        went_back: the user is done with a page that is come to from any other.
        lock_wanted: the ledger shall be covered at once.
        covered: the ledger is being covered; what may be seen only for a while goes.
        search_cleared: a page changed its own search; the box shall show it.
        text_size_wanted: one of the four text sizes was chosen.
        restore_wanted: the ledger shall become what a backup holds; carries the backup's path.
        backed_up: a backup was made; carries it.
    """

    told = Signal(str)
    wanted = Signal(str, object)
    went_back = Signal()
    lock_wanted = Signal()
    covered = Signal()
    text_size_wanted = Signal(object)
    search_cleared = Signal()
    restore_wanted = Signal(object)
    backed_up = Signal(object)

    def __init__(self, desk: Desk, preferences: Preferences, house: House | None = None) -> None:
        super().__init__()
        self.desk = desk
        self.preferences = preferences
        self.hub = ChangeHub()
        self.checker = Checker(self)
        self._house = house

    @property
    def house(self) -> House:
        """Keeps the backups of the ledger."""
        if self._house is None:
            from app.bootstrap import House

            self._house = House(self.desk.clock, second_place_of(self.preferences))
        return self._house

    def act(
        self,
        name: str,
        title: str,
        work: Callable[[Unit], object],
        *,
        ask: AskReason,
        refuse: ShowFindings,
        show: ShowError,
    ) -> Changed | None:
        """Run one action on the ledger; see :func:`app.ui.hub.run_action`."""
        changed = run_action(
            self.hub,
            lambda acknowledged: self.desk.act(name, title, work, acknowledged=acknowledged),
            ask=ask,
            refuse=refuse,
            show=show,
        )
        if changed is not None and changed.action_id is not None:
            self.tell_saved()
        return changed

    def undo(self, *, show: ShowError) -> Changed | None:
        """Take back the latest action, wherever it was done."""
        return self._step(self.desk.undo, show)

    def redo(self, *, show: ShowError) -> Changed | None:
        """Do again what was taken back last, as long as nothing new was done since."""

        def tell(error: AppError) -> None:
            if error.code == _NOTHING_TO_REDO:
                self.told.emit(error.happened)  # one key too many is no failure
            else:
                show(error)

        return self._step(self.desk.redo, tell)

    def _step(self, step: Callable[[], Changed], show: ShowError) -> Changed | None:
        """Go one action back or on; nothing is asked, because what stood before was accepted."""
        changed = run_action(
            self.hub,
            lambda _acknowledged: step(),
            ask=lambda _findings: None,
            refuse=lambda _findings: None,
            show=show,
        )
        if changed is not None:
            self.checker.run_after_undo()
            self.tell_done()
        return changed

    def note_whole(self, name: str, title: str, **facts: object) -> int | None:
        """Keep in the history that masked numbers are about to be seen whole.

        Returns:
            The number of the action.

        Raises:
            Refused: the ledger is open for reading only, and keeps nothing.
            StorageError: the file could not be written.
        """
        if self.desk.read_only:
            raise Refused(
                "台账是只读打开的，看完整号码没法记入历史",
                "台账没有变化，号码仍然遮盖",
                "请在可以写入的位置打开台账后再看",
                "S-552",
            )
        return self.desk.note(name, title, **facts)

    def tell_done(self) -> None:
        """Say in the status line what the latest action was, and when: 已撤销：修改会员：白建军."""
        from app.queries.past import history

        latest = history.entries(self.desk.reader, 1)
        if latest:
            self.told.emit(f"已{latest[0]['title']}　{self.clock_text}")

    def tell_saved(self) -> None:
        """Say in the status line that everything is saved, and when."""
        self.told.emit(f"已保存 {self.clock_text}")

    @property
    def clock_text(self) -> str:
        """The time as the status line says it."""
        return self.desk.clock.now().strftime("%H:%M")
