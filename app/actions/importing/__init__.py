"""Taking in a workbook: read, matched, tried, shown, and only then written."""
