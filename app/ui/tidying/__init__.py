"""整理登记簿: duplicates, changes of many records, deletions and the way back."""
