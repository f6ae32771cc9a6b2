"""The cover that hides an open ledger until its password is given."""
