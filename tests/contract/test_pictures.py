"""Every page of the window has its picture in docs/screenshots."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools.screenshots import TARGET, pictures

if TYPE_CHECKING:
    from app.bootstrap import Desk


def test_every_page_has_its_picture(sample: Desk) -> None:
    assert [name for name in pictures(sample.specs) if not (TARGET / f"{name}.png").exists()] == []
