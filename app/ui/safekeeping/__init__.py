"""History with undo, and backups with coming back to them."""
