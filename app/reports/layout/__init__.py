"""How papers are laid out: lines, column widths, the grid of a sheet, running text."""
