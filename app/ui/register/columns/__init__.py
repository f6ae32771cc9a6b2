"""Which columns a register shows, and those that the user added to it."""
