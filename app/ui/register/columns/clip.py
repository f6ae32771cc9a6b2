"""The column of attachments: counted, filtered by, and the way to the papers themselves."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QObject, QPoint, Signal

from app.queries.evidence import HELD, Papers
from app.queries.listing import Filter, count
from app.spec.codes import plain_list
from app.spec.field import FieldSpec
from app.spec.kinds import Kind
from app.ui.table.filter_popup import FilterPopup

if TYPE_CHECKING:
    from app.store.unit import Changed
    from app.ui.register.card import RegisterCard

_TABLE = "attachment"
_ASKED = {papers.words: papers for papers in (Papers(present=True), Papers(present=False))}
# What its list of values offers: there are some, or there are none.
_CHOICE = FieldSpec(
    HELD.name, HELD.label, Kind.CHOICE, choices=plain_list(HELD.name, HELD.label, tuple(_ASKED))
)


class ClipColumn(QObject):
    """What can be done with the paper-clips of one register.

    Attributes:
        wanted: the attachments of the current record shall be shown.
    """

    wanted = Signal()

    def __init__(self, card: RegisterCard) -> None:
        super().__init__(card)
        self._card = card
        card.view.clicked.connect(self._on_clicked)
        card.office.hub.changed.connect(self._on_changed)

    def _on_clicked(self, index: QModelIndex) -> None:
        model = self._card.model
        if model.fields[index.column()] is HELD and not model.is_new_row(index.row()):
            self.wanted.emit()

    def _on_changed(self, changed: Changed) -> None:
        """Count anew; a list narrowed to those with or without papers changes with them."""
        if _TABLE not in changed.records:
            return
        if self._card.model.view.papers is not None:
            self._card.read()
        elif HELD in self._card.model.fields:
            self._card.model.read_cells()

    # --- filtering ----------------------------------------------------------------------

    def open_filter(self, place: QPoint) -> FilterPopup:
        """Offer those with and those without attachments, with their numbers."""
        card = self._card
        reader, view = card.office.desk.reader, card.model.view
        counts = [
            (words, count(reader, card.spec, replace(view, papers=papers)))
            for words, papers in _ASKED.items()
        ]
        now = view.papers.words if view.papers is not None else ""
        chosen = Filter(HELD.name, frozenset({now})) if now in _ASKED else None
        popup = FilterPopup(_CHOICE, counts, chosen, parent=card)
        popup.sorted_by.connect(card.sort_by)
        popup.filtered.connect(self._filter)
        popup.open_at(place)
        return popup

    def _filter(self, entry: Filter | None) -> None:
        words = list(_ASKED)
        if entry is not None:
            part = entry.contains
            words = [each for each in words if each in entry.values or (part and part in each)]
        self._card.change_view(papers=_ASKED[words[0]] if len(words) == 1 else None)
