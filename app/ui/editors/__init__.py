"""Where values are typed, one editor for each kind; cells and forms use the same ones."""

from app.ui.editors.editor import UNTOUCHED, Editor, make_editor

__all__ = ["UNTOUCHED", "Editor", "make_editor"]
