"""Looking at a ledger file without changing it: its structure, and its log played back."""
