"""The form of a certificate: the chair is known from the card of the union."""

from __future__ import annotations

from app.queries.listing import View, row_ids, rows
from app.ui.register.entry.guide import Guide
from app.ui.table.writing import NEW

_WHO = "legal_rep"
_CARD, _CHAIR = "union_profile", "chair_name"


class CertificateGuide(Guide):
    """Fills the chair in as the legal representative of a new certificate; it may be changed."""

    def begin(self) -> None:
        """Fill the chair in, and say where the name comes from."""
        if self.form.number == NEW and (chair := self._chair()):
            legal = self.form.inputs[_WHO]
            legal.show_kept(chair)
            legal.show_note("取自工会概况的工会主席，可以改")

    def _chair(self) -> object:
        """The name on the card of the union; ``None`` where there is none."""
        desk = self.form.office.desk
        spec = desk.spec(_CARD)
        found = rows(desk.reader, spec, row_ids(desk.reader, spec, View())[:1], (_CHAIR,))
        return found[0][_CHAIR] if found else None
