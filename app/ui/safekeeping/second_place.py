"""Where backups are copied to besides: remembered for this computer, not in the ledger."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.ui.preferences import Preferences

_KEY = "second_place"


def second_place_of(preferences: Preferences) -> Path | None:
    """The folder chosen, whether it is there now or not."""
    kept = preferences.read(_KEY)
    return Path(kept) if isinstance(kept, str) and kept else None


def keep_second_place(preferences: Preferences, folder: Path) -> None:
    """Remember the folder."""
    preferences.keep(_KEY, str(folder))
