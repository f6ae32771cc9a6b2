"""Taking in a workbook: every row with its state before anything is written."""
