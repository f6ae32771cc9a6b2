"""The sheet as it stands in the file, beside what would be written."""
