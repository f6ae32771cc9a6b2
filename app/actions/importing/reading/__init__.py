"""What stands in a sheet, read: cells, dates by columns, names, and what can be repaired."""
