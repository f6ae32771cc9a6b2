"""The form of a member: asks for the day that membership counts from, marks what is wanting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.queries.members.completeness import wanted_names
from app.queries.members.membership import is_on_roll
from app.spec.field import FieldSpec
from app.spec.kinds import Kind
from app.ui.membership.person_entry import PersonEntry
from app.ui.register.entry.form_input import EXPECTED
from app.ui.register.entry.guide import Guide
from app.ui.style.tokens import Colour
from app.ui.table.cells import MISSING
from app.ui.table.writing import NEW
from app.ui.widgets.buttons import button
from app.ui.widgets.finding_box import FindingBox

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from app.store.unit import Unit

_DATES = ("approved_on", "applied_on", "joined_on")  # any of them says when membership begins
_APPROVAL = ("approved_on", "approval_no")  # the check asks for both of every member
_WORKER = {"standing": "worker"}
_GROUP = "group_id"
_REGROUPED = FieldSpec("regrouped_on", "小组调整日期", Kind.DATE, required=True)


class MemberGuide(Guide):
    """Stands by the form of one member, or of a worker who is none."""

    _is_undated_meant = False

    @property
    def noun(self) -> str:
        """A form opened for a worker says so."""
        return "职工" if self._is_for_worker else super().noun

    @property
    def _is_for_worker(self) -> bool:
        return self.start.get("standing") == _WORKER["standing"]

    def besides(self, name: str) -> Sequence[FieldSpec]:
        """The day on which a member goes to another group; others just stand in one."""
        reader, number = self.form.office.desk.reader, self.form.number
        asks = name == _GROUP and is_on_roll(reader, number)
        return (_REGROUPED,) if asks else ()

    def attend(self) -> None:
        """Look at who is entered, and ask for the day of another group."""
        self._entry = PersonEntry(self.form)
        group = self.form.inputs.get(_GROUP)
        if group is not None:
            group.edited.connect(self.follow)

    def follow(self) -> None:
        """Ask since when, once a member's group is another one."""
        day = self.inputs.get(_REGROUPED.name)
        if day is None:
            return
        is_other = self.form.inputs[_GROUP].is_other
        if is_other and day.isHidden():
            day.show_typed(self.form.office.desk.today)
            day.show_note("登记为一笔会籍变动“调整小组”。")
        shown = [*self.form.inputs, _REGROUPED.name] if is_other else [*self.form.inputs]
        self.form.area.show_only(shown)

    def taken_over(self, typed: dict[str, object]) -> Callable[[Unit], object] | None:
        """A member's other group is a dated change, made by the action that regroups many."""
        day = self.inputs.get(_REGROUPED.name)
        if day is None or day.isHidden():
            return None
        typed.pop(_GROUP)
        number, to, since = self.form.number, self.form.inputs[_GROUP].value(), str(day.value())

        def work(unit: Unit) -> None:
            from app.actions.members.regrouping import regroup

            regroup(unit, [number], to if isinstance(to, int) else None, since)

        return work

    def begin(self) -> None:
        """Mark what the real-name record wants and lacks."""
        self.follow()
        self._is_undated_meant = False
        self.settled = {}
        form = self.form
        if not self._is_for_worker:
            for name in _APPROVAL:
                if (made := form.inputs.get(name)) is not None and made.is_typed:
                    made.mark_need(EXPECTED)
        if form.number == NEW:
            return
        for name in wanted_names(form.office.desk.reader, form.number):
            if (made := form.inputs.get(name)) is not None:
                made.show_note(f"{MISSING}，实名登记要有", is_warning=True)

    def doubt(self, typed: Mapping[str, object], go_on: Callable[[], object]) -> FindingBox | None:
        """Ask from which day a new member counts, where nothing says so."""
        is_dated = any(typed.get(name) for name in _DATES)
        if is_dated:
            self.settled = {}  # a day of joining or applying makes no mere worker
        elif self.form.number == NEW and self._is_for_worker:
            self.settled = dict(_WORKER)
        if self.form.number != NEW or is_dated or self._is_undated_meant or self.settled:
            return None
        box = FindingBox(
            "待核",
            Colour.WARN,
            "会籍从哪一天算起？批准日期和申请日期都没有填。",
            notes=["不填也能登记，但没有日期的人按一直在册算，打印任何一天的花名册都会有。"],
        )

        def leave_undated() -> None:
            self._is_undated_meant = True
            go_on()

        def take_as_worker() -> None:
            self.settled = dict(_WORKER)
            go_on()

        self.filling = button(
            "填批准日期", small=True, act=lambda: self.form.lead_to("approved_on")
        )
        self.as_worker = button("还不是会员，只登记为职工", small=True, act=take_as_worker)
        self.leaving = button("不知道，照样登记", "link", act=leave_undated)
        box.add_action(self.filling)
        box.add_action(self.as_worker)
        box.add_action(self.leaving)
        return box
