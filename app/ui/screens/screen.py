"""What every page of the window is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QShowEvent

    from app.queries.listing import Filter
    from app.store.unit import Changed
    from app.ui.office import Office


@dataclass(frozen=True, slots=True)
class FormOf:
    """Points at the form of a record, to go on with what was typed there.

    Attributes:
        number: the record's number; 0 for one not registered yet.
        start: what was known beforehand when the form was opened.
    """

    number: int
    start: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FieldOf:
    """Points at a field of the one record that a page shows; blank for the record itself."""

    name: str


@dataclass(frozen=True, slots=True)
class CellOf:
    """Points at one field of a record in the list of its register."""

    number: int
    name: str


@dataclass(frozen=True, slots=True)
class Those:
    """Points at exactly the records of a register that a number counted.

    Attributes:
        as_at: ISO day the number told of; ``None`` for now.
    """

    filters: tuple[Filter, ...]
    as_at: str | None = None


class Screen(QWidget):
    """One page.

    A subclass sets ``title``, ``chapter`` and ``records``, builds its widgets in ``__init__`` and
    reads in :meth:`refresh`, which is called when the page is first shown and again whenever an
    action touched one of its records. A hidden page waits until it is shown.

    Attributes:
        title: what the page is called in tabs.
        chapter: the entry of the left side it belongs to.
        records: ids of the record kinds it shows; ``changed`` of others does not concern it.
            ``None`` for every kind there is.
        search_hint: what the search box looks for here; blank where there is nothing to search.
        keys: what the page obeys, for the right of the status line while it is free.
        hinted: words for the right of the status line.
        figured: counts and sums for the right of the status line.
    """

    title = ""
    chapter = ""
    records: frozenset[str] | None = frozenset()
    search_hint = ""
    keys = ""

    hinted = Signal(str)
    figured = Signal(object)

    def __init__(self, office: Office, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.office = office
        self.search_text = ""
        self._is_stale = True
        office.hub.changed.connect(self._note)

    def refresh(self) -> None:
        """Read again what the page shows."""

    def search(self, text: str) -> None:
        """Show what holds ``text``."""

    def settle(self) -> bool:
        """Save or give up what is being typed, before the page is left; false to stay."""
        return True

    @property
    def place(self) -> str:
        """What the manual calls this page, for F1."""
        from app.ui.manual.pages import knows

        return next((name for name in (self.title, self.chapter) if knows(name)), "")

    def show_about(self, _target: object) -> None:
        """Show what another page pointed at, such as the number of a record."""

    def come_from(self, _title: str) -> None:
        """Hear from which page this one is come to, before it shows what that pointed at."""

    def is_outdated(self) -> bool:
        """Whether the page has to be built anew: its register has other columns by now."""
        return False

    def take_up(self, before: Screen) -> None:
        """Go on where ``before``, the same page with other columns, stood."""
        self.search_text = before.search_text

    def take_focus(self) -> None:
        """Put the keyboard where work goes on."""
        self.setFocus()

    def _note(self, changed: Changed) -> None:
        if self.records is not None and not self.records & changed.records:
            return
        self._is_stale = True
        if self.isVisible():
            self._catch_up()

    def _catch_up(self) -> None:
        if self._is_stale:
            self._is_stale = False
            self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """Read what changed while the page was hidden."""
        self._catch_up()
        super().showEvent(event)
