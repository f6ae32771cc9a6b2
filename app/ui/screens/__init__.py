"""The pages. A new one is a :class:`~app.ui.screens.screen.Screen` named in ``registry.py``."""
