"""The form of a headcount: offers what the register counts, so that nobody types it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.queries.organization.counted import counted_workers
from app.spec.dates import last_half_year
from app.ui.register.entry.guide import Guide
from app.ui.table.writing import NEW

if TYPE_CHECKING:
    from collections.abc import Mapping

_DAY, _NODE, _WORKERS, _NOTE = "counted_on", "node_id", "workers_count", "note"
_SOURCE = "按名册统计"


class HeadcountGuide(Guide):
    """Stands by the form of one headcount."""

    _is_offered = False

    @property
    def filled(self) -> Mapping[str, object]:
        """The end of the half-year that has passed: headcounts are due then."""
        if self.form.number != NEW:
            return {}
        return {_DAY: last_half_year(self.form.office.desk.today)}

    def begin(self) -> None:
        """Propose the day of a new line, and offer to count it by the register."""
        for name, value in self.filled.items():
            self.form.inputs[name].show_kept(value)
        if self.form.number == NEW and not self._is_offered:
            self._is_offered = True
            self.counting = self.form.inputs[_WORKERS].add_link(_SOURCE, self.count)
            self.counting.setToolTip("按这一天职工名册里的人数填好下面四项，填好以后可以改")

    def count(self) -> None:
        """Fill in how many workers the register has on the day and in the node of the form."""
        inputs, desk = self.form.inputs, self.form.office.desk
        if inputs[_DAY].is_blank():
            inputs[_DAY].show_typed(desk.today)
        if not (inputs[_DAY].check() and inputs[_NODE].check()):
            return
        day, node = inputs[_DAY].value_so_far(), inputs[_NODE].value_so_far()
        found = counted_workers(desk.reader, str(day), int(str(node)) if node else None)
        for name, number in found.items():
            inputs[name].show_typed(str(number))
            inputs[name].show_fault("")
        if inputs[_NOTE].is_blank():
            inputs[_NOTE].show_typed(_SOURCE)
        inputs[_WORKERS].edited.emit()
