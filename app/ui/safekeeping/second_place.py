"""Where backups are copied to besides: remembered for this computer, not in the ledger."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.ui.preferences import Preferences

_PLACE, _ASKED = "second_place", "second_place_asked_on"
_ASKED_AGAIN_AFTER = 14  # days


def second_place_of(preferences: Preferences) -> Path | None:
    """The folder chosen, whether it is there now or not."""
    kept = preferences.read(_PLACE)
    return Path(kept) if isinstance(kept, str) and kept else None


def keep_second_place(preferences: Preferences, folder: Path) -> None:
    """Remember the folder."""
    preferences.keep(_PLACE, str(folder))


def note_asked(preferences: Preferences, today: str) -> None:
    """Remember that the user was asked for a second place on the ISO day ``today``."""
    preferences.keep(_ASKED, today)


def may_ask(preferences: Preferences, today: str) -> bool:
    """Whether the last time we asked is long enough ago."""
    asked = preferences.read(_ASKED)
    if not isinstance(asked, str):
        return True
    passed = dt.date.fromisoformat(today) - dt.date.fromisoformat(asked)
    return passed.days >= _ASKED_AGAIN_AFTER
