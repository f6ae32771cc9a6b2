"""The ledger file: open, lock, change log, unit of work, migrate, back up."""
