"""What stands below the fields in the panel of details: here a new section is named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.spec.record import RecordSpec
    from app.ui.office import Office


class Section(Protocol):
    """Something that belongs to one record; hides itself where it has nothing to say."""

    def show_record(self, number: int) -> None:
        """Show what belongs to another record; 0 for none."""

    def widget(self) -> QWidget:
        """What stands in the panel."""


def sections_of(office: Office, spec: RecordSpec, panel: QWidget) -> tuple[Section, ...]:
    """The sections that records of ``spec`` have, from top to bottom, in ``panel``."""
    from app.ui.attachments.section import AttachmentsSection
    from app.ui.dues.account import DuesAccount
    from app.ui.membership.latest import LatestChanges

    found: list[Section] = []
    if spec.id == "member":
        found.append(LatestChanges(office))
        found.append(DuesAccount(office))
    found.append(AttachmentsSection(office, spec, panel))
    return tuple(found)
