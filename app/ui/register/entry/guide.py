"""Who stands by a form: narrows what may be chosen, hints, and asks before it is saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from app.spec.field import FieldSpec
    from app.store.unit import Unit
    from app.ui.register.entry.form import RecordForm
    from app.ui.register.entry.form_input import FormInput
    from app.ui.widgets.finding_box import FindingBox


class Guide:
    """Stands by the form of any register, and has nothing to say.

    Args:
        start: values known before the form is shown, by field.
    """

    def __init__(self, form: RecordForm, start: Mapping[str, object]) -> None:
        self.form = form
        self.start = start
        self.settled: dict[str, object] = {}  # what is saved besides what was typed
        self.inputs: dict[str, FormInput] = {}  # what is asked besides the fields of the record

    @property
    def noun(self) -> str:
        """What the record is called in titles and on buttons."""
        return self.form.spec.title

    def narrowed(self, field: FieldSpec) -> FieldSpec:
        """``field`` with only the choices that make sense here."""
        return field

    def besides(self, _name: str) -> Sequence[FieldSpec]:
        """What is asked behind the field of that name, and is no field of the record."""
        return ()

    def attend(self) -> None:
        """Listen to the inputs, once they are made."""

    def begin(self) -> None:
        """Give hints and proposals beside the first values; the form may begin again."""

    def follow(self) -> None:
        """Show what fits what was filled in, also from a draft."""

    def doubt(
        self, _typed: Mapping[str, object], _go_on: Callable[[], object]
    ) -> FindingBox | None:
        """What is to be answered on the form before it is saved.

        Args:
            _go_on: saves after all.
        """
        return None

    def taken_over(self, _typed: dict[str, object]) -> Callable[[Unit], object] | None:
        """What of ``typed`` is saved by an action of its own, together with the rest.

        Takes that out of ``typed``.
        """
        return None


def guide_of(form: RecordForm, start: Mapping[str, object]) -> Guide:
    """The guide of a form: one of its own where its register has one."""
    from app.ui.dues.base_guide import BaseGuide
    from app.ui.membership.change_guide import ChangeGuide
    from app.ui.membership.member_guide import MemberGuide
    from app.ui.organization.certificate_guide import CertificateGuide
    from app.ui.organization.headcount_guide import HeadcountGuide

    own: dict[str, type[Guide]] = {
        "member": MemberGuide,
        "membership_event": ChangeGuide,
        "certificate": CertificateGuide,
        "dues_base": BaseGuide,
        "headcount": HeadcountGuide,
    }
    return own.get(form.spec.id, Guide)(form, start)
