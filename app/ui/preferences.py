"""What the program remembers for a user of this computer: text size, columns, last files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import platformdirs
from PySide6.QtCore import QByteArray, QSettings

from app.ui.style.tokens import TEXT_SIZES


class Preferences:
    """Settings of one user, kept outside the ledger so that a ledger can travel.

    Attributes:
        path: the file; tests bring their own.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or Path(platformdirs.user_config_dir("union-ledger", False)) / "window.ini"
        self._settings = QSettings(str(self.path), QSettings.Format.IniFormat)

    @property
    def text_scale(self) -> float:
        """The text size chosen, one of four."""
        scale = float(str(self._settings.value("text_scale", 1.0)))
        return scale if scale in TEXT_SIZES else 1.0

    @text_scale.setter
    def text_scale(self, scale: float) -> None:
        self._settings.setValue("text_scale", scale)

    def read(self, key: str, default: Any = None) -> Any:
        """The plain value kept under ``key``; what cannot be read counts as not kept."""
        text = self._settings.value(key)
        if not isinstance(text, str):
            return default
        try:
            return json.loads(text)
        except json.JSONDecodeError:
            return default

    def keep(self, key: str, value: Any) -> None:
        """Keep a plain value (text, number, list, dictionary) under ``key``."""
        self._settings.setValue(key, json.dumps(value, ensure_ascii=False))

    def read_state(self, key: str) -> QByteArray:
        """A widget's own record of its state; empty when none is kept."""
        state = self._settings.value(f"state/{key}")
        return state if isinstance(state, QByteArray) else QByteArray()

    def keep_state(self, key: str, state: QByteArray) -> None:
        """Keep a widget's own record of its state."""
        self._settings.setValue(f"state/{key}", state)

    @property
    def recent_files(self) -> list[Path]:
        """Ledgers opened lately, newest first."""
        return [Path(text) for text in self.read("recent_files", [])]

    def add_recent(self, path: Path) -> None:
        """Put a ledger at the head of the recent ones."""
        texts = [str(path), *(str(known) for known in self.recent_files if known != path)]
        self.keep("recent_files", texts[:8])
