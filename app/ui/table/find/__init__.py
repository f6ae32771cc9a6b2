"""Find and replace in the cells of a register."""
