"""Below the table of members: who of those just typed or pasted may be in the register already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.queries.listing import rows
from app.queries.naming.called import names_of
from app.queries.twins.entering import TELLING, known_among, said
from app.ui.screens.screen import FormOf
from app.ui.style.tokens import Colour
from app.ui.widgets.buttons import button
from app.ui.widgets.finding_box import FindingBox, FindingsArea

if TYPE_CHECKING:
    from app.queries.twins.entering import Known
    from app.ui.register.card import RegisterCard
    from app.ui.table.writing import Outcome

_MEMBERS = "member"
_LISTED = 5  # of a block that was pasted; the page 查重 names them all
_MOST = 5_000  # people looked at in one go; more come by an import, which looks for itself


class KnownBelow(FindingsArea):
    """Says of saved rows what the form says while it is filled in; it refuses nothing.

    It stands apart from what is refused, which changes with every cell, and stays until it was
    read or something else is changed.
    """

    def __init__(self, card: RegisterCard) -> None:
        super().__init__(card)
        self._card = card

    def follow(self, outcome: Outcome) -> None:
        """Look for those whom an edit has written."""
        if self._card.spec.id != _MEMBERS or not outcome.saved:
            return
        written = (n for n, names in outcome.changed.items() if any(t in names for t in TELLING))
        asked = {*outcome.added, *written}
        if not asked or len(asked) > _MOST:
            return
        desk = self._card.office.desk
        found = self._not_answered(known_among(desk.reader, asked), {*outcome.added})
        if not found:
            return
        self.clear()
        names = names_of(desk.reader, self._card.spec, [*found])
        told = [f"{names[number]}：{said(known)}" for number, known in found.items()]
        rest = f"另有 {len(told) - _LISTED:,} 人，见“查重”。" if len(told) > _LISTED else ""
        box = FindingBox(
            "待核", Colour.WARN, told[0], aside="已保存", notes=[*told[1:_LISTED], rest]
        )
        if len(found) == 1:
            (known,) = found.values()
            box.add_action(button("打开", small=True, act=lambda: self._open(known[0])))
        else:
            box.add_action(button("查重", small=True, act=self._compare))
        box.add_action(button("知道了", "link", act=self.clear))
        self.add(box)

    def _not_answered(
        self, found: dict[int, list[Known]], added: set[int]
    ) -> dict[int, list[Known]]:
        """``found`` but for namesakes of new people without a number: a reason was given there."""
        new = [number for number in found if number in added]
        told = rows(self._card.office.desk.reader, self._card.spec, new, ("name", "id_number"))
        answered = {row["id"]: row["name"] for row in told if not row["id_number"]}
        left = {
            number: [each for each in known if each.name != answered.get(number)]
            for number, known in found.items()
        }
        return {number: known for number, known in left.items() if known}

    def _open(self, known: Known) -> None:
        self._card.office.wanted.emit(self._card.spec.id, FormOf(known.id))

    def _compare(self) -> None:
        self._card.office.wanted.emit("twins", self._card.spec.id)
