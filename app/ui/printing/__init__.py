"""Papers: the list of them, their preview, and the way to the printer."""
