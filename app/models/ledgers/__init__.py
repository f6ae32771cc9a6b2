"""工作台账: the one table of their entries, and how a definition becomes a register."""
