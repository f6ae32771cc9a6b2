"""The table of a register: reads by pages, edits like a spreadsheet."""
