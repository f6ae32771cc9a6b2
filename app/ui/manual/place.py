"""Where somebody is who asks for help."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


def place_of(widget: QWidget | None) -> str:
    """What the manual calls the place that ``widget`` stands in; blank where it does not know.

    Pages, the start page and dialogs say so themselves; what stands in them asks upwards.
    """
    while widget is not None:
        place = getattr(widget, "place", "")
        if isinstance(place, str) and place:
            return place
        widget = widget.parentWidget()
    return ""
