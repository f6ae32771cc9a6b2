"""What the ledger keeps: one module per chapter."""
