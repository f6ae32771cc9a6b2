"""How rows are matched, said in words and changed in a dialog."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QRadioButton, QWidget

from app.ui.editors.tick import Tick
from app.ui.widgets.dialog import WIDE, Dialog

if TYPE_CHECKING:
    from app.actions.importing.asked import ImportOptions
    from app.spec.record import RecordSpec

_WAY = "依次按"
_ABOUT = "从表格导入"


def labels_of_key(spec: RecordSpec, names: tuple[str, ...]) -> str:
    """A key as it is called: 姓名加出生日期."""
    return "加".join(spec.fields[name].label for name in names)


def way_said(spec: RecordSpec, options: ImportOptions) -> str:
    """How rows are matched and what blanks do, in one line."""
    blanks = "空白清空已有内容" if options.overwrite_blanks else "空白不覆盖已有内容"
    if options.key_fields:
        return f"{labels_of_key(spec, options.key_fields)}全等为同一条；{blanks}"
    if not spec.keys:
        return f"每行都是新的一条；{blanks}"
    return f"{labels_of_key(spec, spec.keys[0])}全等为同一条；{blanks}"


class WayDialog(Dialog):
    """By what a row is known, and what its blanks do.

    Attributes:
        chosen: the options with what was chosen.
    """

    chosen = Signal(object)

    def __init__(
        self, spec: RecordSpec, options: ImportOptions, columns: tuple[str, ...], parent: QWidget
    ) -> None:
        super().__init__("怎样认出同一条记录", parent, width=WIDE, about=_ABOUT)
        self._options = options
        self.keys: dict[str, QRadioButton] = {}
        labels = [labels_of_key(spec, names) for names in spec.keys]
        if labels:
            self.say("写入什么由此而定；选定以后马上重看，仍然没有写入任何内容。")
            self._add("", f"{_WAY}{'、'.join(labels)}")
        for names, said in zip(spec.keys, labels, strict=True):
            missing = [spec.fields[name].label for name in names if name not in columns]
            made = self._add("+".join(names), f"只按{said}")
            if missing:
                made.setEnabled(False)
                made.setText(f"只按{said}（表里没有{'、'.join(missing)}）")
        self.keys.get(options.key, next(iter(self.keys.values()), QRadioButton())).setChecked(True)
        self.blanks = Tick("空白格也覆盖已有内容", lambda _on: None)
        self.blanks.setChecked(options.overwrite_blanks)
        self.body.addWidget(self.blanks)
        self.add_button("不改", self.reject)
        self.add_button("按此重看", self._take, kind="primary").setDefault(True)

    def _add(self, key: str, text: str) -> QRadioButton:
        made = QRadioButton(text)
        self.keys[key] = made
        self.body.addWidget(made)
        return made

    def _take(self) -> None:
        key = next((key for key, made in self.keys.items() if made.isChecked()), "")
        self.accept()
        self.chosen.emit(replace(self._options, key=key, overwrite_blanks=self.blanks.isChecked()))
