"""The form of a certificate: the chair is known from the card of the union."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.queries.listing import View, row_ids, rows
from app.ui.membership.guide import Guide
from app.ui.table.writing import NEW

if TYPE_CHECKING:
    from collections.abc import Mapping

_WHO = "legal_rep"
_CARD, _CHAIR = "union_profile", "chair_name"


class CertificateGuide(Guide):
    """Fills the chair in as the legal representative of a new certificate; it may be changed."""

    @property
    def filled(self) -> Mapping[str, object]:
        """The chair, as the card of the union has the name."""
        if self.form.number != NEW:
            return {}
        desk = self.form.office.desk
        spec = desk.spec(_CARD)
        found = rows(desk.reader, spec, row_ids(desk.reader, spec, View())[:1], (_CHAIR,))
        chair = found[0][_CHAIR] if found else None
        return {_WHO: chair} if chair else {}

    def begin(self) -> None:
        """Fill the chair in, and say where the name comes from."""
        for name, value in self.filled.items():
            self.form.inputs[name].show_kept(value)
            self.form.inputs[name].show_note("取自工会概况的工会主席，可以改")
