"""The form of a base: what dues are reckoned from, and what is not counted."""

from __future__ import annotations

from app.ui.register.entry.guide import Guide

# Handbook of members 2.9, after 工发〔1978〕101号; the second is local practice.
_COUNTED = (
    "按月工资；没有固定工资的按上月实得。奖金、津贴、稿费、劳动保险待遇、救济金、退休金不计。"
)
_SOURCES = "例如：月工资、上月实得、岗位工资加薪级工资"


class BaseGuide(Guide):
    """Stands by the form of one base."""

    def begin(self) -> None:
        """Say what counts, and how the source is usually called."""
        self.form.inputs["base_fen"].show_note(_COUNTED)
        self.form.inputs["source"].show_note(_SOURCES)
