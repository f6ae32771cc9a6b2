"""The four text sizes to choose from, on the start page and in the settings."""

from __future__ import annotations

from app.ui.style.tokens import TEXT_SIZES, text_scale
from app.ui.widgets.choosing.segmented import Segmented

_NAMES = ("标准", "大", "更大", "特大")


def text_sizes() -> Segmented:
    """A row of the sizes; the present one is on."""
    made = Segmented(
        [
            (size, f"{name} {size * 100:.0f}%")
            for name, size in zip(_NAMES, TEXT_SIZES, strict=True)
        ],
        clearable=False,
    )
    made.setAccessibleName("文字大小")
    made.set_value(text_scale())
    return made
