"""Which editor a field gets, and what all editors have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from app.spec.kinds import Kind
from app.spec.values import is_masked
from app.ui.editors.choice import ChoiceEditor, options_of
from app.ui.editors.text import UNTOUCHED, LineEditor, LongEditor, MaskedEditor

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtCore import SignalInstance

    from app.spec.field import FieldSpec

__all__ = ["UNTOUCHED", "Editor", "make_editor"]

CHOSEN: Final = frozenset({Kind.CHOICE, Kind.YES_NO, Kind.REFERENCE})


class Editor(Protocol):
    """What every editor can do; each is a widget besides."""

    edited: SignalInstance

    def show_value(self, value: object) -> None:
        """Show a stored value, or as text what was typed before and refused."""

    def raw(self) -> object:
        """What was written: text, a stored value, or ``UNTOUCHED`` when nobody wrote anything."""


def make_editor(
    field: FieldSpec,
    *,
    labels: Mapping[int, str] | None = None,
    today: str = "",
    revealed: bool = False,
) -> LineEditor | LongEditor | ChoiceEditor:
    """The editor of ``field``.

    Args:
        labels: for a reference, what the records it may point to are called.
        today: ISO day, which Ctrl+; writes; codes no longer in force on it are not offered.
        revealed: whether a masked value may be shown in full.
    """
    if field.kind in CHOSEN:
        return ChoiceEditor(field, options_of(field, labels, today))
    if field.kind is Kind.LONG_TEXT:
        return LongEditor(field)
    if is_masked(field) and not revealed:
        return MaskedEditor(field, today)
    return LineEditor(field, today)
