"""The window around the pages: chapters, top bar, status line."""
